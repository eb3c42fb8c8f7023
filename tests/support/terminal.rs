//! An officer's terminal: `halvaarsrapport-cli` as a program, one a command, with a keychain of its own.

use std::{
    io::{BufRead, BufReader, Read, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
};

use anyhow::{Context, Result, ensure};
use bytes::Bytes;
use edge::{Http, ReqwestHttp};
use http::{Request, header};
use serde_json::Value;

use crate::{
    desktop_session::browser_command,
    process::{own_program, until},
    secret_service::SecretService,
    vault::{entry_name, four_days_pass, person},
    walk::ARRIVES,
};

/// A terminal on a machine.
#[derive(Debug)]
pub struct Terminal {
    folder: PathBuf,
    server: String,
    keychain: SecretService,
    http: ReqwestHttp,
}

/// What a command has said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// What the shell is told.
    pub exit: i32,
    /// Results.
    pub out: String,
    /// Everything else.
    pub err: String,
}

impl Said {
    fn of(output: Output) -> Result<Self> {
        let said = Self {
            exit: output
                .status
                .code()
                .with_context(|| format!("it ended with {}", output.status))?,
            out: String::from_utf8(output.stdout)?,
            err: String::from_utf8(output.stderr)?,
        };
        let leaks = log_search::search(&said.err);
        ensure!(leaks.is_empty(), "in no log may stand {leaks:?}");
        Ok(said)
    }

    /// The one object that a script reads.
    pub fn json(&self) -> Result<Value> {
        ensure!(self.err.is_empty(), "beside it stands {:?}", self.err);
        Ok(serde_json::from_str(&self.out)?)
    }
}

impl Terminal {
    /// Nobody has logged in yet.
    pub async fn start(folder: &Path, server: &str) -> Result<Self> {
        let bin = folder.join("bin");
        std::fs::create_dir_all(&bin)?;
        browser_command(&bin, &folder.join("opened"))?;
        Ok(Self {
            folder: folder.to_owned(),
            server: server.to_owned(),
            keychain: SecretService::start(&folder.join("keychain")).await?,
            http: ReqwestHttp::new()?,
        })
    }

    /// Where the stores lie.
    pub fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// The machine has another keychain from now on.
    pub fn keychain_is(&mut self, keychain: SecretService) {
        self.keychain = keychain;
    }

    /// Four days go by without the server.
    pub async fn four_days_pass(&self, pin: &str) -> Result<()> {
        let data = self.data();
        let person = person(&data)?;
        let entry = self.keychain.secret(&entry_name(person)).await?;
        four_days_pass(&data, person, &entry, pin).await
    }

    /// The program with these arguments, not started yet.
    pub fn command(&self, arguments: &[&str]) -> Result<Command> {
        let mut command = Command::new(own_program("halvaarsrapport-cli")?);
        let path = std::env::var_os("PATH").unwrap_or_default();
        let bin = self.folder.join("bin").display().to_string();
        command
            .args(arguments)
            .envs(self.keychain.environment())
            .env("PATH", format!("{bin}:{}", path.to_string_lossy()))
            .env("HALVAARSRAPPORT_SERVER", &self.server)
            .env("HALVAARSRAPPORT_DATA", self.data())
            .env("HALVAARSRAPPORT_KEYCHAIN", "no.halvaarsrapport.test")
            .env_remove("RUST_LOG")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        Ok(command)
    }

    /// Does a command; `typed` is what comes on its standard input.
    pub fn run(&self, arguments: &[&str], typed: &str) -> Result<Said> {
        let mut child = self.command(arguments)?.spawn()?;
        types(&mut child, typed)?;
        Said::of(child.wait_with_output()?)
    }

    /// `login`, and the way through the browser that belongs to it.
    pub async fn log_in(&self, arguments: &[&str], typed: &str) -> Result<Said> {
        let mut child = self.command(arguments)?.spawn()?;
        types(&mut child, typed)?;
        let opened = self.folder.join("opened");
        until("an address for the browser", ARRIVES, async || {
            std::fs::read_to_string(&opened).is_ok_and(|text| text.ends_with('\n'))
        })
        .await?;
        let address = std::fs::read_to_string(&opened)?;
        std::fs::remove_file(&opened)?;
        self.browse(address.trim()).await?;
        tokio::task::spawn_blocking(move || Said::of(child.wait_with_output()?)).await?
    }

    /// What an officer does in the browser at the stand-in: the first person, by the first electronic ID.
    async fn browse(&self, address: &str) -> Result<()> {
        let page = self.location(Request::get(address), "").await?;
        let page = url::Url::parse(address)?.join(&page)?;
        let form = Request::post(page.as_str())
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let callback = self.location(form, "eid=bankid&person=0").await?;
        let hidden = self.location(Request::get(&callback), "").await?;
        let last = url::Url::parse(&callback)?.join(&hidden)?;
        let last = Request::get(last.as_str()).body(Bytes::new())?;
        let last = self.http.call(last).await?;
        ensure!(last.status() == 200, "the last page is {}", last.status());
        Ok(())
    }

    /// Where a request is sent on to.
    async fn location(&self, request: http::request::Builder, body: &str) -> Result<String> {
        let request = request.body(Bytes::from(body.to_owned()))?;
        let answer = self.http.call(request).await?;
        let location = answer.headers().get(header::LOCATION);
        let location = location.with_context(|| format!("{} leads nowhere", answer.status()))?;
        Ok(location.to_str()?.to_owned())
    }

    /// Starts a command and reads what it says aside until a line has these words.
    pub fn start_until(&self, arguments: &[&str], typed: &str, words: &str) -> Result<Running> {
        let mut child = self.command(arguments)?.spawn()?;
        types(&mut child, typed)?;
        let mut aside = BufReader::new(child.stderr.take().context("no standard error")?);
        let mut line = String::new();
        while !line.contains(words) {
            line.clear();
            let count = aside.read_line(&mut line)?;
            ensure!(count > 0, "it ended without {words:?}");
        }
        // Whatever it says from here on is read, so that it never waits for a reader.
        std::thread::spawn(move || aside.read_to_string(&mut String::new()));
        Ok(Running(child))
    }
}

/// A command under way; killed when dropped.
#[derive(Debug)]
pub struct Running(Child);

impl Running {
    /// Sends a signal, such as `INT`, and waits for the end.
    pub fn end(mut self, signal: &str) -> Result<Option<i32>> {
        let sent = Command::new("kill")
            .arg(format!("-{signal}"))
            .arg(self.0.id().to_string())
            .status()?;
        ensure!(sent.success(), "the signal was not sent");
        Ok(self.0.wait()?.code())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

fn types(child: &mut Child, typed: &str) -> Result<()> {
    let mut input = child.stdin.take().context("no standard input")?;
    match input.write_all(typed.as_bytes()) {
        // It has ended before it read all of it.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}
