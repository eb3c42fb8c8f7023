//! The central server and the stand-in for ID-porten as processes of their own.

use std::{
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};
use domain::{
    Period,
    report::{Submission, json_bytes},
    wire::{Submitted, path},
};
use edge::{Http, ReqwestHttp};

use crate::{
    data,
    process::{Process, free_port, own_program},
};

/// The demo's first officer: Ingrid Solbakken at the stand-in. Synthetic.
pub const OFFICER: &str = "01818520030";
/// The office of the demo.
pub const OFFICE: &str = "innlandet";

/// The stand-in and the server, with a folder of their own.
#[derive(Debug)]
pub struct Services {
    folder: PathBuf,
    config: PathBuf,
    address: String,
    http: ReqwestHttp,
    server: Option<Process>,
    _sim: Process,
}

impl Services {
    /// Starts both, with one officer, an office's history and nothing received in the half-year that
    /// is open.
    pub fn start(folder: &Path) -> Result<Self> {
        std::fs::create_dir_all(folder)?;
        let logs = folder.join("logs");
        let (sim, issuer) = Process::start_and_read(
            "idporten-sim",
            Command::new(own_program("idporten-sim")?).arg("--i-am-a-demo"),
            &logs,
            |line| line.starts_with("http://").then(|| line.to_owned()),
        )?;
        let port = free_port()?;
        let address = format!("http://127.0.0.1:{port}");
        let config = folder.join("server.toml");
        std::fs::write(&config, configuration(folder, port, &address, &issuer))?;
        let mut services = Self {
            folder: folder.to_owned(),
            config,
            address,
            http: ReqwestHttp::new()?,
            server: None,
            _sim: sim,
        };
        let add = [
            "officer",
            "add",
            "--office",
            OFFICE,
            "--name",
            "Ingrid Solbakken",
        ];
        services.administer(&add, OFFICER)?;
        // The half-years before, so that there is something to compare with.
        let history = [
            "demo-data",
            "--office",
            OFFICE,
            "--last",
            "2026-1",
            "--half-years",
            "8",
            "--waiting",
            "0",
        ];
        services.administer(&history, "")?;
        services.start_server()?;
        Ok(services)
    }

    /// Where the server is.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Starts the server where it was.
    pub fn start_server(&mut self) -> Result<()> {
        let mut command = self.program()?;
        let (server, ()) = Process::start_and_read(
            "server",
            command.arg("serve"),
            &self.folder.join("logs"),
            |line| line.starts_with("listening on ").then_some(()),
        )?;
        self.server = Some(server);
        Ok(())
    }

    /// Stops the server.
    pub fn stop_server(&mut self) -> Result<()> {
        self.server
            .take()
            .context("The server does not run")?
            .stop()
    }

    /// A municipality's case system sends a report.
    pub async fn send_report(&self, unit_no: &str, period: Period, size: i64) -> Result<Submitted> {
        let add = ["client", "add", "--unit", unit_no, "--name", "Marte Lien"];
        let credential = self.administer(&add, "")?;
        let id = edge::system_ctx().new_id();
        self.post(
            &data::submission(id, unit_no, period, size)?,
            credential.trim(),
        )
        .await
    }

    async fn post(&self, submission: &Submission, credential: &str) -> Result<Submitted> {
        let request = http::Request::post(format!("{}{}", self.address, path::REPORTS))
            .header("content-type", "application/json")
            .header("authorization", format!("Bearer {credential}"))
            .body(json_bytes(submission).into())?;
        let answer = self.http.call(request).await?;
        if !answer.status().is_success() {
            bail!(
                "The report was not received: {}",
                String::from_utf8_lossy(answer.body())
            );
        }
        Ok(serde_json::from_slice(answer.body())?)
    }

    /// Runs one of the server's commands and returns what it says.
    fn administer(&self, arguments: &[&str], input: &str) -> Result<String> {
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
        if !output.status.success() {
            bail!(
                "{arguments:?} failed: {}",
                String::from_utf8_lossy(&output.stderr)
            );
        }
        Ok(String::from_utf8(output.stdout)?)
    }

    fn program(&self) -> Result<Command> {
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
}

fn configuration(folder: &Path, port: u16, address: &str, issuer: &str) -> String {
    let database = folder.join("server.db");
    let identity_key = data_encoding::HEXLOWER.encode(&edge::system_ctx().random::<32>());
    format!(
        r#"environment = "synthetic"
listen = "127.0.0.1:{port}"
database = "{database}"
identity_key = "{identity_key}"

[idporten]
issuer = "{issuer}"
client_id = "{client_id}"
scope = "{scope}"
resource = "{address}/"
acr = "idporten-loa-high"
consumer = "{consumer}"
"#,
        database = database.display(),
        client_id = idporten_sim::DEMO_CLIENT_ID,
        scope = idporten_sim::DEMO_SCOPE,
        consumer = idporten_sim::DEMO_CONSUMER,
    )
}
