//! What is typed: the PIN, and answers to questions. Never from an argument, never from the environment.

use std::io::{BufRead, IsTerminal, Write};

use engine::Pin;

use crate::{ending::Ending, hidden::Hidden};

/// Where the PIN comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PinFrom {
    /// The terminal, unseen.
    Terminal,
    /// The first line of standard input.
    Input,
}

impl PinFrom {
    /// A PIN; blocks until there is one.
    pub(crate) async fn read(self, question: String) -> Result<Pin, Ending> {
        match self {
            Self::Input => waits(|| line().ok_or(Ending::NoTerminal)).await,
            Self::Terminal => {
                // Whoever ends the program meanwhile ends the wait, and with it this.
                let _hidden = Hidden::begin();
                waits(move || rpassword::prompt_password(question).map_err(|error| unread(&error)))
                    .await
            }
        }
        .map(Pin::new)
    }
}

/// Where a PIN is typed, Ctrl-C is read and not sent.
fn unread(error: &std::io::Error) -> Ending {
    if error.kind() == std::io::ErrorKind::Interrupted {
        Ending::Interrupted
    } else {
        Ending::NoTerminal
    }
}

/// The answer to a question; none where nobody can be asked.
pub(crate) async fn answer(question: String) -> Result<String, Ending> {
    waits(move || {
        let mut out = std::io::stderr();
        write!(out, "{question} ")
            .and_then(|()| out.flush())
            .map_err(|_| Ending::NoTerminal)?;
        let answer = line();
        if !std::io::stdin().is_terminal() {
            writeln!(out).ok();
        }
        answer.ok_or(Ending::NoTerminal)
    })
    .await
}

/// One line of standard input, without its end; none at the end of it.
fn line() -> Option<String> {
    let mut line = String::new();
    // Unbuffered between two lines: the lock keeps what was read beyond one.
    let count = std::io::stdin().lock().read_line(&mut line).ok()?;
    let line = line.trim_end_matches(['\r', '\n']);
    (count > 0).then(|| line.to_owned())
}

/// Whoever is asked may take their time, and the program may be ended meanwhile.
async fn waits<T: Send + 'static>(
    asks: impl FnOnce() -> Result<T, Ending> + Send + 'static,
) -> Result<T, Ending> {
    let asked = tokio::task::spawn_blocking(asks).await;
    asked.unwrap_or(Err(Ending::NoTerminal))
}
