//! Somebody at a terminal: a command under a pseudo terminal of its own, which is seen as it is printed.

use std::{
    fs::File,
    io::{Read, Write},
    os::fd::OwnedFd,
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex, PoisonError},
    thread::JoinHandle,
};

use anyhow::{Context, Result, ensure};
use nix::{
    pty::openpty,
    sys::termios::{LocalFlags, tcgetattr},
};

use crate::{process::until, terminal::Terminal, walk::ARRIVES};

/// A command on its terminal; killed when dropped.
#[derive(Debug)]
pub struct Typist {
    child: Child,
    keyboard: File,
    /// The terminal itself, which goes on when the command has ended.
    terminal: OwnedFd,
    printed: Arc<Mutex<String>>,
    reader: Option<JoinHandle<()>>,
    /// Where the next words are looked for.
    read: usize,
}

/// How a command ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// What the shell is told; none where a signal ended it.
    pub exit: Option<i32>,
    /// All that stood on the terminal.
    pub printed: String,
    /// Whether the terminal shows what is typed, as before.
    pub echoes: bool,
}

impl Terminal {
    /// Starts a command where somebody sits.
    pub fn sits_down(&self, arguments: &[&str]) -> Result<Typist> {
        let pty = openpty(None, None)?;
        let program = self.command(arguments)?;
        // The terminal becomes the command's own, as a shell's is: what asks for a PIN opens that.
        let mut command = Command::new("setsid");
        command
            .args(["--ctty", "--wait"])
            .arg(program.get_program());
        command.args(program.get_args());
        for (name, value) in program.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        let end = || pty.slave.try_clone().map(Stdio::from);
        command.stdin(end()?).stdout(end()?).stderr(end()?);
        let child = command.spawn()?;
        let printed = Arc::new(Mutex::new(String::new()));
        let screen = File::from(pty.master.try_clone()?);
        let shown = Arc::clone(&printed);
        Ok(Typist {
            child,
            keyboard: File::from(pty.master),
            terminal: pty.slave,
            printed,
            reader: Some(std::thread::spawn(move || watch(screen, &shown))),
            read: 0,
        })
    }
}

/// Reads until no end of the terminal is open any more.
fn watch(mut screen: File, printed: &Mutex<String>) {
    let mut bytes = vec![];
    let mut part = [0; 4096];
    while let Ok(count @ 1..) = screen.read(&mut part) {
        bytes.extend_from_slice(part.get(..count).unwrap_or_default());
        let mut printed = printed.lock().unwrap_or_else(PoisonError::into_inner);
        *printed = String::from_utf8_lossy(&bytes).into_owned();
    }
}

impl Typist {
    /// Waits until these words are printed, after those that were waited for before.
    pub async fn reads(&mut self, words: &str) -> Result<()> {
        let printed = Arc::clone(&self.printed);
        let from = self.read;
        let found = || {
            let printed = printed.lock().unwrap_or_else(PoisonError::into_inner);
            let at = printed.get(from..)?.find(words)?;
            Some(from + at + words.len())
        };
        until(words, ARRIVES, async || found().is_some())
            .await
            .with_context(|| self.so_far())?;
        self.read = found().context("it is gone again")?;
        Ok(())
    }

    /// Waits until what is typed is not shown.
    pub async fn is_unseen(&self) -> Result<()> {
        until("a terminal that hides what is typed", ARRIVES, async || {
            self.echoes().is_ok_and(|echoes| !echoes)
        })
        .await
        .with_context(|| self.so_far())
    }

    /// Types, with the keys as they are.
    pub fn types(&mut self, keys: &str) -> Result<()> {
        Ok(self.keyboard.write_all(keys.as_bytes())?)
    }

    /// Sends a signal, such as `TERM`, from elsewhere.
    pub fn is_sent(&self, signal: &str) -> Result<()> {
        let id = self.child.id().to_string();
        let sent = Command::new("kill")
            .arg(format!("-{signal}"))
            .arg(id)
            .status()?;
        ensure!(sent.success(), "the signal was not sent");
        Ok(())
    }

    /// Waits for the end.
    pub async fn ends(mut self) -> Result<Ended> {
        let mut exit = None;
        until("the end of the command", ARRIVES, async || {
            exit = self.child.try_wait().ok().flatten();
            exit.is_some()
        })
        .await
        .with_context(|| self.so_far())?;
        let echoes = self.echoes()?;
        // With the last end of the terminal the reader ends, and has all of it.
        let reader = self.reader.take();
        let printed = Arc::clone(&self.printed);
        drop(self);
        if let Some(reader) = reader {
            reader.join().ok().context("the reader has failed")?;
        }
        let printed = printed.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(Ended {
            exit: exit.and_then(|status| status.code()),
            printed: printed.clone(),
            echoes,
        })
    }

    fn echoes(&self) -> Result<bool> {
        let settings = tcgetattr(&self.terminal)?;
        let line = LocalFlags::ECHO | LocalFlags::ICANON | LocalFlags::ISIG;
        Ok(settings.local_flags.contains(line))
    }

    fn so_far(&self) -> String {
        let printed = self.printed.lock().unwrap_or_else(PoisonError::into_inner);
        format!("so far it says {printed:?}")
    }
}

impl Drop for Typist {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
