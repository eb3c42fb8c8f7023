//! The central server and the stand-in for ID-porten as processes of their own.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
};

use anyhow::{Context, Result, anyhow, bail, ensure};
use domain::{
    Clock, Ctx, Period,
    report::{Submission, json_bytes},
    wire::{ArrivalToken, Session, Submitted, path},
};
use edge::{Http, ReqwestHttp, SystemClock, SystemEntropy};
use http::{Request, header};
use idporten_sim::Fault;
use jiff::{SignedDuration, Timestamp};
use serde::{Serialize, de::DeserializeOwned};
use server::{
    App,
    mail::{
        post::{self, Round},
        timing::LULL,
        transport::Transport,
    },
    store::{RoleKind, Store},
};

use crate::{
    bufdir::Bufdir,
    data,
    installation::{Installation, Names},
    portal::{self, Registration},
    process::{Process, free_port, own_program},
};

/// The demo's first officer: Ingrid Solbakken at the stand-in. Synthetic.
pub const OFFICER: &str = "01818520030";
/// The office of the demo.
pub const OFFICE: &str = "innlandet";

/// Doing it again changes nothing and tells the same id.
const ADD_OFFICER: [&str; 6] = [
    "officer",
    "add",
    "--office",
    OFFICE,
    "--name",
    "Ingrid Solbakken",
];

/// The system's clock, ahead by more than mails wait for a lull.
struct Later;

impl Clock for Later {
    fn now(&self) -> Timestamp {
        SystemClock.now() + LULL + SignedDuration::from_mins(1)
    }
}

/// The server's files in the folder of both.
const DATABASE: &str = "server.db";
const BACKUP: &str = "server.backup";

/// The stand-in and the server, with a folder of their own.
#[derive(Debug)]
pub struct Services {
    folder: PathBuf,
    installation: Installation,
    address: String,
    issuer: String,
    operation: String,
    http: ReqwestHttp,
    bufdir: Option<Bufdir>,
    server: Option<Process>,
    _sim: Process,
}

impl Services {
    /// Starts both, with one officer, an office's history and nothing received in the half-year that
    /// is open.
    pub fn start(folder: &Path) -> Result<Self> {
        Self::start_with(folder, "")
    }

    /// The same, with more settings for the server.
    pub fn start_with(folder: &Path, more: &str) -> Result<Self> {
        std::fs::create_dir_all(folder)?;
        let logs = folder.join("logs");
        let listen = format!("127.0.0.1:{}", free_port()?);
        let portal = Registration::new(folder, &format!("http://{listen}"))?;
        let provider = folder.join("idporten-sim.json");
        std::fs::write(&provider, &portal.provider)?;
        let (sim, issuer) = Process::start_and_read(
            "idporten-sim",
            Command::new(own_program("idporten-sim")?)
                .arg("--i-am-a-demo")
                .arg("--config")
                .arg(&provider),
            &logs,
            |line| line.starts_with("http://").then(|| line.to_owned()),
        )?;
        let operation = format!("127.0.0.1:{}", free_port()?);
        let names = Names {
            listen: &listen,
            operation: Some(&operation),
            database: &Installation::file(folder, DATABASE),
            issuer: &issuer,
            identity_key: &Installation::new_key(),
            signing_key: &Installation::new_key(),
        };
        let installation = Installation::write(folder.join("server.toml"), &names)?;
        installation.add(&portal.section)?;
        installation.add(more)?;
        let mut services = Self {
            folder: folder.to_owned(),
            installation,
            address: format!("http://{listen}"),
            issuer,
            operation: format!("http://{operation}"),
            http: ReqwestHttp::new()?,
            bufdir: None,
            server: None,
            _sim: sim,
        };
        services.installation.administer(&ADD_OFFICER, OFFICER)?;
        // The half-years before, so that there is something to compare with.
        let (seed, half_years) = (data::SEED.to_string(), data::HALF_YEARS.to_string());
        let history = [
            "demo-data",
            "--seed",
            &seed,
            "--office",
            OFFICE,
            "--last",
            "2026-1",
            "--half-years",
            &half_years,
            "--waiting",
            "0",
        ];
        services.installation.administer(&history, "")?;
        services.start_server()?;
        Ok(services)
    }

    /// Sets the ways in which the stand-in for ID-porten misbehaves.
    pub async fn provider_has(&self, faults: &[Fault]) -> Result<()> {
        let request = Request::post(format!("{}/_sim/fault", self.issuer.trim_end_matches('/')))
            .header(header::CONTENT_TYPE, "application/json")
            .body(serde_json::to_vec(faults)?.into())?;
        let answer = self.http.call(request).await?;
        ensure!(answer.status().is_success(), "{}", answer.status());
        Ok(())
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

    /// Writes what the server has to a backup.
    pub fn back_up(&self) -> Result<()> {
        let backup = Installation::file(&self.folder, BACKUP);
        self.installation.administer(&["backup", &backup], "")?;
        Ok(())
    }

    /// The server stops, loses what it has, and comes back with what the backup holds.
    pub fn goes_back(&mut self) -> Result<()> {
        self.stop_server()?;
        // It stopped well, so that nothing stands beside the file.
        std::fs::remove_file(self.folder.join(DATABASE))?;
        let backup = Installation::file(&self.folder, BACKUP);
        self.installation.administer(&["restore", &backup], "")?;
        self.start_server()
    }

    /// A municipality's case system sends a report.
    pub async fn send_report(&self, unit_no: &str, period: Period, size: i64) -> Result<Submitted> {
        let id = edge::system_ctx().new_id();
        self.send(&data::submission(id, unit_no, period, size)?)
            .await
    }

    /// The same, of this content.
    pub async fn send(&self, submission: &Submission) -> Result<Submitted> {
        let credential = self.credential(submission.unit_no.as_str())?;
        self.post(path::REPORTS, submission, &credential).await
    }

    /// The credential of a new case system of a unit.
    pub fn credential(&self, unit_no: &str) -> Result<String> {
        let add = ["client", "add", "--unit", unit_no, "--name", "Marte Lien"];
        Ok(self.installation.administer(&add, "")?.trim().to_owned())
    }

    /// Opens a half-year.
    pub fn open_period(&self, period: Period) -> Result<()> {
        let open = ["period", "open", &period.to_string()];
        self.installation.administer(&open, "").map(drop)
    }

    /// What one of the server's commands says, whether it succeeds or not.
    pub fn says(&self, command: &str) -> Result<String> {
        let output = self.installation.program()?.arg(command).output()?;
        Ok(String::from_utf8(output.stdout)?)
    }

    /// What is registered of the portal's key.
    pub fn portal_key(&self) -> Result<String> {
        let pem = std::fs::read_to_string(self.folder.join("portal.pem"))?;
        let print = ["portal-key", "--key-id", "portal-1"];
        self.installation.administer(&print, &pem)
    }

    /// Puts another key in the place of the portal's, as nobody has registered it.
    pub fn loses_portal_key(&self) -> Result<()> {
        portal::write_key(&self.folder).map(drop)
    }

    /// Makes a person a reporter of a unit.
    pub fn add_reporter(&self, unit_no: &str, name: &str, national_id: &str) -> Result<()> {
        let add = ["reporter", "add", "--unit", unit_no, "--name", name];
        self.installation.administer(&add, national_id).map(drop)
    }

    /// A session of the demo's officer, as a login would give it.
    pub async fn officer_session(&self) -> Result<Session> {
        self.session_of("Ingrid Solbakken", OFFICER).await
    }

    /// A session of an officer of the demo's office, as a login would give it.
    pub async fn session_of(&self, name: &str, national_id: &str) -> Result<Session> {
        let add = ["officer", "add", "--office", OFFICE, "--name", name];
        let person = self.installation.administer(&add, national_id)?;
        let app = self.app().await?;
        let session = server::issue_session(&app, person.trim().parse()?).await;
        app.store().close().await;
        session.map_err(|failure| anyhow!("No session: {failure:?}"))
    }

    /// The demo's officer has no access any more.
    pub fn ends_officer(&self) -> Result<()> {
        let person = self.installation.administer(&ADD_OFFICER, OFFICER)?;
        let end = ["officer", "end", "--person", person.trim()];
        self.installation.administer(&end, "").map(drop)
    }

    /// The demo's officer has access again.
    pub fn gives_officer(&self) -> Result<()> {
        self.installation
            .administer(&ADD_OFFICER, OFFICER)
            .map(drop)
    }

    /// The token of a session of a person at Bufdir, as a login would give it.
    pub async fn bufdir_session(&self, national_id: &str) -> Result<String> {
        let add = ["bufdir", "add", "--person", "Tove Test"];
        let person = self.installation.administer(&add, national_id)?;
        let app = self.app().await?;
        let token = server::issue_token(&app, person.trim().parse()?, RoleKind::Bufdir).await;
        app.store().close().await;
        let token = token.map_err(|failure| anyhow!("No session: {failure:?}"))?;
        Ok(token.expose().to_owned())
    }

    /// The token with which the session's machine asks whether anything is new.
    pub async fn arrival_token(&self, session: &Session) -> Result<String> {
        let asked = self.post(path::ARRIVAL_TOKEN, &(), &session.access_token);
        let given: ArrivalToken = asked.await?;
        Ok(given.arrival_token)
    }

    /// Sends what waits for a lull, as a server does at whose place it is some minutes later.
    pub async fn posts_later(&self) -> Result<Round> {
        let app = self
            .app_at(Ctx::new(Arc::new(Later), Arc::new(SystemEntropy)))
            .await?;
        let mail = app.settings().mail.as_ref().context("no mail is set")?;
        let done = post::round(&app, &Transport::new(&mail.way)?).await;
        app.store().close().await;
        Ok(done?)
    }

    /// The server's parts, beside the running server.
    async fn app(&self) -> Result<App> {
        self.app_at(edge::system_ctx()).await
    }

    async fn app_at(&self, ctx: Ctx) -> Result<App> {
        let config = self.installation.read()?;
        let store = Store::open(ctx.clone(), &config.database).await?;
        Ok(App::new(ctx, store, config.settings, self.http.clone()))
    }

    /// What the server has answered so far, as it counts itself.
    pub async fn answers(&self) -> Result<Answers> {
        let request = Request::get(format!("{}/metrics", self.operation));
        let answer = self.http.call(request.body(Vec::new().into())?).await?;
        Ok(Answers::read(&String::from_utf8_lossy(answer.body())))
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
        Bufdir::new(&self.address, &self.bufdir_credential()?)
    }

    /// The credential of a new system of Bufdir's.
    pub fn bufdir_credential(&self) -> Result<String> {
        let add = ["bufdir", "add", "--system", "Demo"];
        let credential = self.installation.administer(&add, "")?;
        Ok(credential.trim().to_owned())
    }

    /// Posts a body with a bearer token, as a desktop does.
    pub async fn post<T: Serialize, R: DeserializeOwned>(
        &self,
        path: &str,
        body: &T,
        credential: &str,
    ) -> Result<R> {
        let request = Request::post(format!("{}{path}", self.address))
            .header("content-type", "application/json")
            .header("authorization", format!("Bearer {credential}"))
            .body(json_bytes(body).into())?;
        let answer = self.http.call(request).await?;
        if !answer.status().is_success() {
            bail!(
                "{path} did not do what it was asked for: {}",
                String::from_utf8_lossy(answer.body())
            );
        }
        Ok(serde_json::from_slice(answer.body())?)
    }
}

/// How often each status was answered on each route.
#[derive(Debug)]
pub struct Answers(BTreeMap<(String, u16), u64>);

impl Answers {
    /// Out of `name_total{method="POST",route="/v1/reports",status="200"} 2`.
    fn read(text: &str) -> Self {
        let mut answers = BTreeMap::new();
        for line in text.lines() {
            let label = |name: &str| {
                let (_, rest) = line.split_once(&format!("{name}=\""))?;
                rest.split_once('"').map(|(value, _)| value)
            };
            let count = line.rsplit_once(' ').map(|(_, count)| count.parse::<u64>());
            if let (Some(route), Some(status), Some(Ok(count))) =
                (label("route"), label("status").map(str::parse), count)
                && let Ok(status) = status
            {
                *answers.entry((route.to_owned(), status)).or_default() += count;
            }
        }
        Self(answers)
    }

    /// How often that status was answered on that route.
    pub fn of(&self, route: &str, status: u16) -> u64 {
        let found = self.0.get(&(route.to_owned(), status));
        found.copied().unwrap_or_default()
    }

    /// How often a request on that route got what it asked for.
    pub fn well(&self, route: &str) -> u64 {
        (200..300).map(|status| self.of(route, status)).sum()
    }

    /// How often the server failed.
    pub fn server_errors(&self) -> u64 {
        let answers = self.0.iter();
        let failed = answers.filter(|((_, status), _)| *status >= 500);
        failed.map(|(_, count)| count).sum()
    }
}
