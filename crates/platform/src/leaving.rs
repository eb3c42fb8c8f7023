//! What becomes of the program when its window is closed.

/// What the officer asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// The window's own button.
    Close,
    /// «Avslutt», or the system's way to end a program.
    Quit,
}

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leave {
    /// The window goes, the program stays where the tray shows it.
    Hide,
    /// The program ends.
    End,
    /// So many decisions have not reached the server: the officer is asked first.
    Ask(u32),
}

/// `stays` is the officer's choice to keep the program running, where something shows it then. Whoever has been
/// asked and asks again means it, also where the page cannot ask.
pub(crate) fn leave(wanted: Wanted, stays: bool, asked: bool, unsent: u32) -> Leave {
    match (wanted, unsent) {
        (Wanted::Close, _) if stays => Leave::Hide,
        (_, 0) => Leave::End,
        _ if asked => Leave::End,
        (_, unsent) => Leave::Ask(unsent),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unsent_decisions_are_named_once_before_the_program_ends() {
        for (wanted, stays, asked, unsent, expected) in [
            (Wanted::Close, false, false, 0, Leave::End),
            (Wanted::Close, false, false, 2, Leave::Ask(2)),
            (Wanted::Close, false, true, 2, Leave::End),
            (Wanted::Close, true, false, 2, Leave::Hide),
            (Wanted::Close, true, true, 0, Leave::Hide),
            (Wanted::Quit, true, false, 2, Leave::Ask(2)),
            (Wanted::Quit, true, true, 2, Leave::End),
            (Wanted::Quit, true, false, 0, Leave::End),
        ] {
            let leave = leave(wanted, stays, asked, unsent);
            assert_eq!(leave, expected, "{wanted:?} {stays} {asked} {unsent}");
        }
    }
}
