//! What the program keeps beside the engine: the choices of this machine, and where the officer wants to go.

use std::{
    path::PathBuf,
    sync::{Mutex, MutexGuard, PoisonError},
};

use domain::Language;
use engine::view::{AppState, CommandError};

use crate::{Leave, MachineSettings, MachineView, Tray, Wanted, Wish, leaving};

/// The argument of a start at login.
pub const IN_TRAY: &str = "--in-tray";

/// `T` is the tray as it is shown.
#[derive(Debug)]
pub struct Machine<T> {
    folder: PathBuf,
    kept: Mutex<Kept<T>>,
}

#[derive(Debug)]
struct Kept<T> {
    settings: MachineSettings,
    wish: Option<Wish>,
    language: Language,
    tray: Option<T>,
    /// The officer has been asked whether to leave decisions unsent.
    asked: bool,
}

impl<T: Clone> Machine<T> {
    /// As it was chosen, in a folder.
    pub fn new(folder: PathBuf, wish: Option<Wish>) -> Self {
        Self {
            kept: Mutex::new(Kept {
                settings: MachineSettings::read(&folder),
                wish,
                language: Language::default(),
                tray: None,
                asked: false,
            }),
            folder,
        }
    }

    fn kept(&self) -> MutexGuard<'_, Kept<T>> {
        // A panic elsewhere leaves plain data behind that is still whole.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is chosen, and what can be.
    pub fn view(&self) -> MachineView {
        let kept = self.kept();
        MachineView {
            settings: kept.settings,
            has_tray: kept.tray.is_some(),
        }
    }

    /// Keeps what is chosen, and tells the system of it.
    pub fn choose(&self, chosen: MachineSettings) -> Result<MachineView, CommandError> {
        if !chosen.is_valid() {
            return Err(CommandError::BadInput);
        }
        let before = self.view().settings;
        if chosen.start_at_login != before.start_at_login {
            chosen.register(IN_TRAY).map_err(not_written)?;
        }
        chosen.write(&self.folder).map_err(not_written)?;
        self.kept().settings = chosen;
        Ok(self.view())
    }

    /// Where the officer wants to go.
    pub fn wish(&self, wish: Wish) {
        self.kept().wish = Some(wish);
    }

    /// The same, once.
    pub fn take_wish(&self) -> Option<Wish> {
        self.kept().wish.take()
    }

    /// The tray is shown, or cannot be.
    pub fn has_shown(&self, tray: Option<T>) {
        self.kept().tray = tray;
    }

    /// The tray, where it is shown.
    pub fn tray(&self) -> Option<T> {
        self.kept().tray.clone()
    }

    /// What the tray shows of a state, in the language that was last chosen.
    pub fn shows(&self, app: Option<&AppState>) -> Tray {
        let mut kept = self.kept();
        if let Some(chosen) = app.and_then(|app| app.preferences) {
            kept.language = chosen.language;
        }
        Tray::of(app, kept.language)
    }

    /// Whether it must be known how many decisions are unsent before the officer may leave: not where the window
    /// only goes away, and not once more.
    pub fn asks(&self, wanted: Wanted) -> bool {
        let kept = self.kept();
        !kept.asked && leaving::leave(wanted, kept.stays(), false, 1) != Leave::Hide
    }

    /// What becomes of the program; remembers that the officer is asked.
    pub fn leave(&self, wanted: Wanted, unsent: u32) -> Leave {
        let mut kept = self.kept();
        let leave = leaving::leave(wanted, kept.stays(), kept.asked, unsent);
        kept.asked |= matches!(leave, Leave::Ask(_));
        leave
    }

    /// The officer goes on working.
    pub fn stay(&self) {
        self.kept().asked = false;
    }
}

impl<T> Kept<T> {
    fn stays(&self) -> bool {
        self.settings.close_to_tray && self.tray.is_some()
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it stands in map_err")]
fn not_written(error: impl ToString) -> CommandError {
    tracing::warn!(error = error.to_string(), "the choice is not kept");
    CommandError::NotWritten
}

#[cfg(test)]
mod tests {
    use super::*;

    fn machine(folder: &std::path::Path) -> Machine<()> {
        Machine::new(folder.to_owned(), Some(Wish::Tasks))
    }

    #[test]
    fn a_wish_is_followed_once() {
        let folder = tempfile::tempdir().unwrap();
        let machine = machine(folder.path());
        assert_eq!(machine.take_wish(), Some(Wish::Tasks));
        assert_eq!(machine.take_wish(), None);
        machine.wish(Wish::Tasks);
        assert_eq!(machine.take_wish(), Some(Wish::Tasks));
    }

    #[test]
    fn a_window_hides_only_where_a_tray_shows_the_program() {
        let folder = tempfile::tempdir().unwrap();
        let machine = machine(folder.path());
        let chosen = MachineSettings {
            close_to_tray: true,
            ..MachineSettings::default()
        };
        assert!(!machine.choose(chosen).unwrap().has_tray);
        assert!(machine.asks(Wanted::Close));
        assert_eq!(machine.leave(Wanted::Close, 0), Leave::End);
        machine.has_shown(Some(()));
        assert!(!machine.asks(Wanted::Close));
        assert_eq!(machine.leave(Wanted::Close, 0), Leave::Hide);
        assert!(machine.asks(Wanted::Quit));
        assert_eq!(machine.leave(Wanted::Quit, 1), Leave::Ask(1));
        assert!(!machine.asks(Wanted::Quit));
        machine.stay();
        assert_eq!(machine.leave(Wanted::Quit, 1), Leave::Ask(1));
        assert_eq!(machine.leave(Wanted::Quit, 1), Leave::End);
        let odd = MachineSettings { zoom: 7, ..chosen };
        assert_eq!(machine.choose(odd), Err(CommandError::BadInput));
        assert_eq!(machine.view().settings, chosen);
    }
}
