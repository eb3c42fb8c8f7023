//! Server processes on one database, asked in turn: to a client they must be one server.

use std::{
    path::Path,
    sync::atomic::{AtomicUsize, Ordering},
};

use anyhow::{Context, Result, anyhow, ensure};
use bytes::Bytes;
use domain::{
    Period,
    deadlines::PeriodSettings,
    ids::{OfficeId, PersonId, UnitNo},
    wire::{Session, path},
};
use edge::{Http, ReqwestHttp, sse::Events};
use http::Method;
use server::{App, admin, store::Store};

use crate::{
    installation::{Installation, Names},
    process::Process,
};

/// Server processes on one database, and the operator beside them.
pub struct Fleet {
    app: App,
    installation: Installation,
    addresses: Vec<String>,
    http: ReqwestHttp,
    next: AtomicUsize,
    _servers: Vec<Process>,
}

/// An answer, whatever its status.
pub type Answer = http::Response<Bytes>;

impl Fleet {
    /// Starts so many servers on a database, which one of them makes.
    pub async fn start(folder: &Path, database: &str, servers: usize) -> Result<Self> {
        let (identity_key, signing_key) = (Installation::new_key(), Installation::new_key());
        let mut addresses = Vec::new();
        let mut processes = Vec::new();
        let mut last = None;
        for number in 1..=servers {
            let names = Names {
                listen: "127.0.0.1:0",
                operation: None,
                database,
                // Nobody logs in here: the operator hands the sessions out.
                issuer: "http://127.0.0.1:9",
                identity_key: &identity_key,
                signing_key: &signing_key,
            };
            let file = folder.join(format!("server-{number}.toml"));
            let installation = Installation::write(file, &names)?;
            let name = format!("server-{number}");
            let (process, address) = Process::start_and_read(
                &name,
                installation.program()?.arg("serve"),
                &folder.join("logs"),
                |line| line.strip_prefix("listening on ").map(str::to_owned),
            )?;
            processes.push(process);
            addresses.push(address);
            last = Some(installation);
        }
        let installation = last.context("no servers")?;
        let config = installation.read()?;
        let ctx = edge::system_ctx();
        let http = ReqwestHttp::new()?;
        let store = Store::open(ctx.clone(), &config.database).await?;
        Ok(Self {
            app: App::new(ctx, store, config.settings, http.clone()),
            installation,
            addresses,
            http,
            next: AtomicUsize::new(0),
            _servers: processes,
        })
    }

    /// Where the operator's commands run.
    pub fn installation(&self) -> &Installation {
        &self.installation
    }

    /// The first server's address.
    pub fn address(&self) -> Result<&str> {
        Ok(self.addresses.first().context("no servers")?)
    }

    /// Opens a half-year.
    pub async fn open_period(&self, period: Period) -> Result<()> {
        let settings = PeriodSettings::default_for(period).context("no form")?;
        Ok(admin::open_period(self.app.store(), &settings).await?)
    }

    /// An officer with a session.
    pub async fn officer(&self, national_id: &str, office: &str) -> Result<(PersonId, Session)> {
        let (store, settings) = (self.app.store(), self.app.settings());
        let office = OfficeId::from(office);
        let name = "Officer Test";
        let person = admin::add_officer(store, settings, national_id, name, &office).await?;
        let session = server::issue_session(&self.app, person).await;
        let session = session.map_err(|failure| anyhow!("No session: {failure:?}"))?;
        Ok((person, session))
    }

    /// The credential of a new case system.
    pub async fn client(&self, unit: &UnitNo) -> Result<String> {
        let (_, secret) = admin::add_client(self.app.store(), unit, "Case system").await?;
        Ok(secret.expose().to_owned())
    }

    /// Asks the next server.
    pub async fn call(
        &self,
        method: Method,
        path: &str,
        token: &str,
        body: impl Into<Bytes>,
    ) -> Result<Answer> {
        let turn = self.next.fetch_add(1, Ordering::Relaxed);
        let address = self
            .addresses
            .iter()
            .cycle()
            .nth(turn % self.addresses.len());
        let address = address.context("no servers")?;
        let request = http::Request::builder()
            .method(method)
            .uri(format!("{address}{path}"))
            .header("content-type", "application/json")
            .header("authorization", format!("Bearer {token}"))
            .body(body.into())?;
        Ok(self.http.call(request).await?)
    }

    /// Where each server says that an office's feed has moved.
    pub async fn events(&self, token: &str) -> Result<Vec<Events>> {
        let mut streams = Vec::new();
        for address in &self.addresses {
            let request = http::Request::get(format!("{address}{}", path::EVENTS))
                .header("authorization", format!("Bearer {token}"))
                .body(Bytes::new())?;
            let answer = self.http.stream(request).await?;
            ensure!(answer.status().is_success(), "No stream: {answer:?}");
            streams.push(Events::new(answer.into_body()));
        }
        Ok(streams)
    }

    /// Ends the operator's connection; the servers end when this is dropped.
    pub async fn close(self) {
        self.app.store().close().await;
    }
}
