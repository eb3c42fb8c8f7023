//! One installed server: its configuration file, and its program run with it.

use std::{
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail, ensure};
use server::config::Config;

use crate::process::own_program;

/// A configuration file and what it names.
#[derive(Debug)]
pub struct Installation {
    config: PathBuf,
}

/// What differs from one installation to the next.
#[derive(Debug)]
pub struct Names<'a> {
    /// `127.0.0.1` and a port.
    pub listen: &'a str,
    /// The same for whoever operates it.
    pub operation: Option<&'a str>,
    /// A file, or an address of PostgreSQL.
    pub database: &'a str,
    /// ID-porten's stand-in.
    pub issuer: &'a str,
    /// 64 hexadecimal digits.
    pub identity_key: &'a str,
    /// The same.
    pub signing_key: &'a str,
}

impl Installation {
    /// Writes the configuration to a file.
    pub fn write(config: PathBuf, names: &Names<'_>) -> Result<Self> {
        let Names {
            listen,
            operation,
            database,
            issuer,
            identity_key,
            signing_key,
        } = names;
        let operation = operation.map(|listen| format!("operation_listen = \"{listen}\"\n"));
        let operation = operation.unwrap_or_default();
        let text = format!(
            r#"environment = "synthetic"
listen = "{listen}"
{operation}database = "{database}"
identity_key = "{identity_key}"

[idporten]
issuer = "{issuer}"
client_id = "{client_id}"
scope = "{scope}"
resource = "http://{listen}/"
acr = "idporten-loa-high"
consumer = "{consumer}"

[signing]
key = "{signing_key}"
"#,
            client_id = idporten_sim::DEMO_CLIENT_ID,
            scope = idporten_sim::DEMO_SCOPE,
            consumer = idporten_sim::DEMO_CONSUMER,
        );
        std::fs::write(&config, text)?;
        Ok(Self { config })
    }

    /// Adds sections to the configuration.
    pub fn add(&self, more: &str) -> Result<()> {
        Ok(std::fs::write(&self.config, self.text()? + more)?)
    }

    /// A key that no other installation has.
    pub fn new_key() -> String {
        data_encoding::HEXLOWER.encode(&edge::system_ctx().random::<32>())
    }

    /// What the server reads from it.
    pub fn read(&self) -> Result<Config> {
        Ok(Config::from_parts(&self.text()?, [])?)
    }

    fn text(&self) -> Result<String> {
        Ok(std::fs::read_to_string(&self.config)?)
    }

    /// The program, still without a command.
    pub fn program(&self) -> Result<Command> {
        let mut command = Command::new(own_program("halvaarsrapport-server")?);
        // What is set for the tests is no setting of the server's, and it refuses what it does not know.
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("HALVAARSRAPPORT_") {
                command.env_remove(name);
            }
        }
        command.arg("--config").arg(&self.config);
        Ok(command)
    }

    /// Runs one of the server's commands and returns what it says.
    pub fn administer(&self, arguments: &[&str], input: &str) -> Result<String> {
        let mut child = self
            .program()?
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let mut stdin = child.stdin.take().context("no standard input")?;
        writeln!(stdin, "{input}")?;
        drop(stdin);
        let output = child.wait_with_output()?;
        // What is to be handed over, such as a credential, goes to standard output alone.
        let leaks = log_search::search(&String::from_utf8_lossy(&output.stderr));
        ensure!(leaks.is_empty(), "{arguments:?} logs {leaks:?}");
        if !output.status.success() {
            bail!(
                "{arguments:?} failed: {}{}",
                String::from_utf8_lossy(&output.stdout),
                String::from_utf8_lossy(&output.stderr)
            );
        }
        Ok(String::from_utf8(output.stdout)?)
    }

    /// A folder's file as text in a TOML file.
    pub fn file(folder: &Path, name: &str) -> String {
        folder.join(name).display().to_string()
    }
}
