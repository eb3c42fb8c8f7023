//! While a PIN is typed the terminal hides it. However that ends, it shows again what is typed.

#[cfg(unix)]
pub(crate) use unix::Hidden;

#[cfg(not(unix))]
pub(crate) use other::Hidden;

#[cfg(unix)]
mod unix {
    use std::fs::File;

    use nix::sys::termios::{SetArg, Termios, tcgetattr, tcsetattr};

    /// The terminal as it was before something is hidden on it; so again when this is dropped.
    pub(crate) struct Hidden(Option<(File, Termios)>);

    impl Hidden {
        pub(crate) fn begin() -> Self {
            let terminal = File::open("/dev/tty").ok();
            Self(terminal.and_then(|terminal| {
                let before = tcgetattr(&terminal).ok()?;
                Some((terminal, before))
            }))
        }
    }

    impl Drop for Hidden {
        fn drop(&mut self) {
            let Some((terminal, before)) = &self.0 else {
                return;
            };
            // Where it is set right already nothing is done: a program in the background would be stopped for it.
            if tcgetattr(terminal).is_ok_and(|now| now != *before)
                && let Err(error) = tcsetattr(terminal, SetArg::TCSANOW, before)
            {
                tracing::warn!(%error, "the terminal may hide what is typed");
            }
        }
    }
}

#[cfg(not(unix))]
mod other {
    /// The console is set right by whoever reads from it.
    pub(crate) struct Hidden;

    impl Hidden {
        pub(crate) fn begin() -> Self {
            Self
        }
    }
}
