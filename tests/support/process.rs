//! Child processes that end with whoever started them, and whose logs are searched then.

use std::{
    fs::File,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::{
        Mutex,
        mpsc::{Receiver, channel},
    },
    time::Duration,
};

use anyhow::{Context, Result, bail};

/// A child process; killed when dropped. What it has written is searched for what must be in no log.
#[derive(Debug)]
pub struct Process {
    name: String,
    child: Child,
    logs: Vec<PathBuf>,
    /// Ends when all that the child says on its standard output is written down.
    said: Option<Mutex<Receiver<()>>>,
}

impl Process {
    /// Starts a program; its output goes to a log file of its name.
    pub fn start(name: &str, command: &mut Command, logs: &Path) -> Result<Self> {
        std::fs::create_dir_all(logs)?;
        let log = logs.join(format!("{name}.log"));
        command.stderr(File::create(&log)?);
        // More than is usually logged, so that more is searched.
        if std::env::var_os("RUST_LOG").is_none() {
            command.env("RUST_LOG", "debug");
        }
        let child = command
            .spawn()
            .with_context(|| format!("Cannot start {name}"))?;
        Ok(Self {
            name: name.to_owned(),
            child,
            logs: vec![log],
            said: None,
        })
    }

    /// Starts a program and waits for the first line of its output that `found` takes.
    pub fn start_and_read<T>(
        name: &str,
        command: &mut Command,
        logs: &Path,
        found: impl Fn(&str) -> Option<T>,
    ) -> Result<(Self, T)> {
        let mut process = Self::start(name, command.stdout(Stdio::piped()), logs)?;
        let output = process.child.stdout.take().context("no standard output")?;
        let said = logs.join(format!("{name}.out"));
        let file = File::create(&said)?;
        let (value, all_said) = read_until(name, BufReader::new(output), file, found)?;
        process.logs.push(said);
        process.said = Some(Mutex::new(all_said));
        Ok((process, value))
    }

    /// The program's standard input, once.
    pub fn input(&mut self) -> Option<ChildStdin> {
        self.child.stdin.take()
    }

    /// Asks the program to end, and waits for it.
    pub fn stop(mut self) -> Result<()> {
        let stopped = Command::new("kill")
            .arg("-TERM")
            .arg(self.child.id().to_string())
            .status()?;
        if !stopped.success() {
            bail!("{} could not be stopped", self.name);
        }
        self.child.wait()?;
        Ok(())
    }

    /// Waits until the program ends by itself. Dropping the wait leaves the program as it is.
    pub async fn ended(&mut self) -> Result<()> {
        let mut tick = tokio::time::interval(Duration::from_millis(100));
        loop {
            if let Some(status) = self.child.try_wait()? {
                return if status.success() {
                    Ok(())
                } else {
                    bail!("{} ended with {status}", self.name)
                };
            }
            tick.tick().await;
        }
    }
}

impl Process {
    /// What must be in no log, and is in one of its.
    fn leaks(&self) -> Vec<String> {
        let found = self.logs.iter().flat_map(|log| {
            let bytes = std::fs::read(log).unwrap_or_default();
            let found = log_search::search(&String::from_utf8_lossy(&bytes));
            found
                .into_iter()
                .map(|found| format!("{}: {found}", log.display()))
        });
        found.collect()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.child.kill());
        drop(self.child.wait());
        // What the child has started itself may live on, and hold its output open.
        if let Some(Ok(all_said)) = self.said.take().map(Mutex::into_inner) {
            all_said.recv_timeout(Duration::from_secs(2)).ok();
        }
        let leaks = self.leaks();
        assert!(
            leaks.is_empty() || std::thread::panicking(),
            "in no log of {} may stand what does:\n{}",
            self.name,
            leaks
                .get(..leaks.len().min(5))
                .unwrap_or_default()
                .join("\n")
        );
    }
}

/// Reads lines until one is taken, then writes down the rest as it comes; the receiver is told of its end.
fn read_until<T>(
    name: &str,
    mut output: BufReader<ChildStdout>,
    mut said: File,
    found: impl Fn(&str) -> Option<T>,
) -> Result<(T, Receiver<()>)> {
    let mut line = String::new();
    loop {
        line.clear();
        if output.read_line(&mut line)? == 0 {
            bail!("{name} ended without saying that it is ready");
        }
        said.write_all(line.as_bytes())?;
        if let Some(value) = found(line.trim()) {
            let (tell, all_said) = channel();
            std::thread::spawn(move || {
                drop(std::io::copy(&mut output, &mut said));
                drop(tell);
            });
            return Ok((value, all_said));
        }
    }
}

/// A program of this workspace, beside the running one.
pub fn own_program(name: &str) -> Result<PathBuf> {
    let here = std::env::current_exe()?;
    let folder = here.ancestors().find(|folder| folder.join(name).is_file());
    let folder = folder.with_context(|| format!("{name} is not built: run `cargo xtask test`"))?;
    Ok(folder.join(name))
}

/// A program out of the environment that `cargo xtask setup` makes for schemathesis.
pub fn schemathesis(program: &str) -> Result<PathBuf> {
    let here = std::env::current_exe()?;
    let mut programs = here
        .ancestors()
        .map(|folder| folder.join("schemathesis/bin").join(program));
    programs
        .find(|program| program.is_file())
        .context("schemathesis is not installed: run `cargo xtask setup`")
}

/// A port that was free a moment ago.
pub fn free_port() -> Result<u16> {
    Ok(std::net::TcpListener::bind(("127.0.0.1", 0))?
        .local_addr()?
        .port())
}

/// Asks until the answer is yes; `what` names what is waited for.
///
/// For programs that cannot say when they are ready.
pub async fn until<F>(what: &str, most: Duration, mut ready: F) -> Result<()>
where
    F: AsyncFnMut() -> bool,
{
    let mut tick = tokio::time::interval(Duration::from_millis(20));
    let asked = async {
        while !ready().await {
            tick.tick().await;
        }
    };
    tokio::time::timeout(most, asked)
        .await
        .with_context(|| format!("Waited in vain for {what}"))
}
