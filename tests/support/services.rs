//! The central server and the stand-in for ID-porten as processes of their own.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};
use domain::{
    Period,
    report::{Submission, json_bytes},
    wire::{Submitted, path},
};
use edge::{Http, ReqwestHttp};

use crate::{
    bufdir::Bufdir,
    data,
    installation::{Installation, Names},
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
    installation: Installation,
    address: String,
    http: ReqwestHttp,
    bufdir: Option<Bufdir>,
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
        let listen = format!("127.0.0.1:{}", free_port()?);
        let names = Names {
            listen: &listen,
            database: &Installation::file(folder, "server.db"),
            issuer: &issuer,
            identity_key: &Installation::new_key(),
            signing_key: &Installation::new_key(),
        };
        let installation = Installation::write(folder.join("server.toml"), &names)?;
        let mut services = Self {
            folder: folder.to_owned(),
            installation,
            address: format!("http://{listen}"),
            http: ReqwestHttp::new()?,
            bufdir: None,
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
        services.installation.administer(&add, OFFICER)?;
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
        services.installation.administer(&history, "")?;
        services.start_server()?;
        Ok(services)
    }

    /// Where the server is.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Starts the server where it was.
    pub fn start_server(&mut self) -> Result<()> {
        let mut command = self.installation.program()?;
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
        let credential = self.installation.administer(&add, "")?;
        let id = edge::system_ctx().new_id();
        self.post(
            &data::submission(id, unit_no, period, size)?,
            credential.trim(),
        )
        .await
    }

    /// Bufdir's system fetches what is approved and acknowledges it. Returns how many reports came.
    pub async fn bufdir_acknowledges(&mut self) -> Result<usize> {
        let mut bufdir = match self.bufdir.take() {
            Some(bufdir) => bufdir,
            None => self.bufdir_begins()?,
        };
        let taken = bufdir.acknowledge_all().await;
        self.bufdir = Some(bufdir);
        taken
    }

    fn bufdir_begins(&self) -> Result<Bufdir> {
        let credential = self
            .installation
            .administer(&["bufdir", "add", "--name", "Demo"], "")?;
        Bufdir::new(&self.address, credential.trim())
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
}
