//! Deadline day: a hundred officers with their desktops open, and every unit of the country sending within minutes,
//! against one server on a file and against two on PostgreSQL.

use std::{
    collections::BTreeMap,
    process::Stdio,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use bytes::Bytes;
use domain::{
    Ctx, Period,
    report::{Submission, json_bytes},
    wire::{Session, path},
};
use edge::{BodyStream, Http, HttpError, ReqwestHttp, system_ctx};
use engine::{Step, view::TaskState};
use http::{Method, Request, Response};
use scratch_postgres::{Cluster, Durability};
use serde::{Deserialize, Serialize};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    process::{Child, ChildStdin, Command},
    task::JoinSet,
};
use url::Url;

use crate::{
    desk::{approval, points_of},
    machine::{CHEAP, Machine, Place},
    office::{Limited, Office, Plan, all_offices, submissions},
    samples::{Samples, millis},
    table::{Goal, Row, Table},
};

/// Officers of each office.
const OFFICERS: usize = 10;
/// The half-year that everybody sends.
const SENT: &str = "2026-1";
/// What is approved before it: enough for the rules to look back at.
const BEFORE: u32 = 3;
/// How many steps the engine may take before everything is settled.
const STEPS: usize = 500;

/// What a server is told.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum Serve {
    /// On a file of its own.
    OnFile,
    /// On a database, which it makes and fills.
    First { owner: String, app: String },
    /// On a database that is there.
    Second { app: String },
}

/// What it says when it is ready.
#[derive(Serialize, Deserialize)]
pub(crate) struct Ready {
    address: Url,
    sessions: Vec<Session>,
    senders: Vec<(String, Submission)>,
}

/// Serves until its input ends.
#[expect(clippy::print_stdout, reason = "this is the answer")]
pub(crate) async fn serve(told: &str) -> Result<()> {
    let told: Serve = serde_json::from_str(told)?;
    let sent: Period = SENT.parse()?;
    let plan = Plan {
        offices: vec![],
        last: sent.previous(),
        approved: BEFORE,
        waiting: 0,
    };
    let is_first = !matches!(told, Serve::Second { .. });
    let office = match &told {
        Serve::OnFile => Office::on_file(&plan, Limited::AsShipped).await?,
        Serve::First { owner, app } => {
            Office::on_server(owner, app, &plan, Limited::AsShipped).await?
        }
        Serve::Second { app } => Office::beside(app, Limited::AsShipped).await?,
    };
    let mut ready = Ready {
        address: office.address.clone(),
        sessions: vec![],
        senders: vec![],
    };
    if is_first {
        office.open_period(sent).await?;
        let mut number = 0;
        for of in all_offices() {
            for _ in 0..OFFICERS {
                ready.sessions.push(office.session_of(number, &of).await?);
                number += 1;
            }
            for submission in submissions(of.as_str(), sent) {
                let token = office.case_system(&submission.unit_no).await?;
                ready.senders.push((token, submission));
            }
        }
    }
    println!("{}", serde_json::to_string(&ready)?);
    // Nothing comes: the other end closes it.
    tokio::task::spawn_blocking(|| std::io::read_to_string(std::io::stdin())).await??;
    office.end().await
}

/// A server in a process of its own.
struct Server {
    child: Child,
    input: Option<ChildStdin>,
    ready: Ready,
}

impl Server {
    async fn start(told: &Serve) -> Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .args(["serve", &serde_json::to_string(told)?])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let output = child.stdout.take().context("no output")?;
        let mut said = String::new();
        BufReader::new(output).read_line(&mut said).await?;
        let ready = serde_json::from_str(&said).context("the server did not start")?;
        Ok(Self {
            input: child.stdin.take(),
            child,
            ready,
        })
    }

    /// What it has in memory, in MiB.
    fn memory(&self) -> Result<f64> {
        let id = self.child.id().context("the server has ended")?;
        let status = std::fs::read_to_string(format!("/proc/{id}/status"))?;
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:"))
            .context("no memory")?;
        let kib: f64 = line.trim().trim_end_matches(" kB").parse()?;
        Ok(kib / 1024.0)
    }

    async fn end(mut self) -> Result<()> {
        if let Some(mut input) = self.input.take() {
            input.shutdown().await?;
        }
        let status = self.child.wait().await?;
        ensure!(status.success(), "the server ended badly");
        Ok(())
    }
}

/// What each operation took, and how often it failed.
#[derive(Debug, Clone, Default)]
struct Watch(Arc<Mutex<BTreeMap<String, (Samples, usize)>>>);

impl Watch {
    fn heard(&self, path: &str, took: Duration, is_good: bool) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (samples, failed) = all.entry(path.to_owned()).or_default();
        samples.add(took);
        *failed += usize::from(!is_good);
    }
}

/// The network, with a clock at it.
#[derive(Debug, Clone)]
struct Timed {
    inner: ReqwestHttp,
    watch: Watch,
}

impl Http for Timed {
    async fn call(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let path = request.uri().path().to_owned();
        let started = Instant::now();
        let answer = self.inner.call(request).await;
        let is_good = answer
            .as_ref()
            .is_ok_and(|answer| answer.status().is_success());
        self.watch.heard(&path, started.elapsed(), is_good);
        answer
    }

    async fn stream(&self, request: Request<Bytes>) -> Result<Response<BodyStream>, HttpError> {
        self.inner.stream(request).await
    }
}

/// One server on a file, then two on PostgreSQL.
pub(crate) async fn load(table: &mut Table, minutes: u64) -> Result<()> {
    let time = Duration::from_mins(minutes);
    let one = vec![Server::start(&Serve::OnFile).await?];
    day(table, "SQLite, one server", one, time).await?;
    let cluster = Cluster::start(Durability::Durable)?;
    cluster.create("product")?;
    let (owner, app) = (cluster.owner_url("product"), cluster.app_url("product"));
    let first = Serve::First {
        owner,
        app: app.clone(),
    };
    let two = vec![
        Server::start(&first).await?,
        Server::start(&Serve::Second { app }).await?,
    ];
    day(table, "PostgreSQL, two servers", two, time).await
}

async fn day(
    table: &mut Table,
    name: &str,
    mut servers: Vec<Server>,
    time: Duration,
) -> Result<()> {
    let watch = Watch::default();
    let addresses: Vec<Url> = servers.iter().map(|of| of.ready.address.clone()).collect();
    let (sessions, senders) = {
        let first = servers.first_mut().context("no server")?;
        let ready = &mut first.ready;
        (
            std::mem::take(&mut ready.sessions),
            std::mem::take(&mut ready.senders),
        )
    };
    let http = Timed {
        inner: ReqwestHttp::new()?,
        watch: watch.clone(),
    };
    let count = senders.len();
    let mut everybody = JoinSet::new();
    let begin = Instant::now();
    let end = begin + time;
    for (number, session) in sessions.into_iter().enumerate() {
        let address = addresses.get(number % addresses.len()).context("none")?;
        let (address, http) = (address.clone(), http.clone());
        everybody.spawn(officer(address, http, session, end));
    }
    let before: Vec<f64> = servers.iter().map(Server::memory).collect::<Result<_>>()?;
    for (number, sender) in senders.into_iter().enumerate() {
        let address = addresses.get(number % addresses.len()).context("none")?;
        let at = begin + time.mul_f64(share(number, count));
        everybody.spawn(unit(address.clone(), http.clone(), sender, at));
    }
    let mut decided = 0;
    while let Some(done) = everybody.join_next().await {
        decided += done??;
    }
    let after: Vec<f64> = servers.iter().map(Server::memory).collect::<Result<_>>()?;
    said(table, name, &watch)?;
    let row = |what: &str, value, unit| {
        Row::new(
            format!("load, {name}, {what}"),
            None,
            (value, unit),
            Goal::None,
        )
    };
    table.add(row("decisions confirmed", number(decided), ""));
    table.add(row("reports sent", number(count), ""));
    for (before, after) in before.iter().zip(&after) {
        table.add(row("server's memory", *after, "MiB").spread([*before, *after]));
    }
    for server in servers {
        server.end().await?;
    }
    Ok(())
}

fn number(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::MAX, f64::from)
}

/// Where in the time a unit sends: most towards its end, as on a deadline day.
fn share(number_of: usize, count: usize) -> f64 {
    (number(number_of) / number(count)).sqrt() * 0.9
}

fn said(table: &mut Table, name: &str, watch: &Watch) -> Result<()> {
    let all = watch.0.lock().unwrap_or_else(PoisonError::into_inner);
    let mut failed = 0;
    for (path, (samples, failures)) in all.iter() {
        failed += failures;
        let measure = format!("load, {name}, {path}, p99");
        let slow = millis(samples.percentile(99));
        let row = Row::new(measure, None, (slow, "ms"), Goal::None);
        table.add(row.spread(samples.spread().map(millis)));
    }
    let goal = Goal::AtMost(0.0);
    table.add(Row::new(
        format!("load, {name}, errors"),
        None,
        (number(failed), ""),
        goal,
    ));
    ensure!(!all.is_empty(), "nobody asked for anything");
    Ok(())
}

/// A unit's case system sends once.
async fn unit(
    address: Url,
    http: Timed,
    sender: (String, Submission),
    at: Instant,
) -> Result<usize> {
    tokio::time::sleep_until(at.into()).await;
    let (token, submission) = sender;
    let request = Request::builder()
        .method(Method::POST)
        .uri(address.join(path::REPORTS)?.as_str())
        .header("content-type", "application/json")
        .header("authorization", format!("Bearer {token}"))
        .body(json_bytes(&submission).into())?;
    let answer = http.call(request).await?;
    ensure!(answer.status().is_success(), "a report was not received");
    Ok(0)
}

/// An officer with an open desktop, who decides a report now and then.
async fn officer(address: Url, http: Timed, session: Session, end: Instant) -> Result<usize> {
    let folder = tempfile::tempdir()?;
    let place = Place {
        server: address,
        folder: folder.path().to_owned(),
        secrets: [].into(),
    };
    let ctx = system_ctx();
    let machine = Machine::with(ctx.clone(), &place, CHEAP, http);
    machine.log_in(session).await?;
    let engine = machine.engine.clone();
    let running = tokio::spawn(engine::run(engine.clone()));
    let mut decided = 0;
    loop {
        let think = Duration::from_secs(20 + u64::from(random(&ctx) % 40));
        if Instant::now() + think > end {
            break;
        }
        tokio::time::sleep_until((Instant::now() + think).into()).await;
        let open = engine.open_tasks().await?.open;
        let fresh: Vec<_> = open
            .iter()
            .filter(|row| row.state == TaskState::New)
            .collect();
        let at = usize::try_from(random(&ctx))? % fresh.len().max(1);
        let Some(row) = fresh.get(at) else {
            continue;
        };
        let view = engine.report(row.id).await?;
        engine.see(view.id, view.revision, points_of(&view)).await?;
        let draft = approval(&view);
        engine.save_draft(view.id, view.revision, draft).await?;
        engine
            .decide(view.id, view.revision, view.content_hash)
            .await?;
        decided += 1;
    }
    running.abort();
    engine.prepare_to_quit().await;
    for _ in 0..STEPS {
        if engine.app_state().await?.line.waiting == 0 {
            return Ok(decided);
        }
        if let Step::Idle { until: Some(until) } = engine.step().await {
            let wait = Duration::try_from(until.duration_since(ctx.now())).unwrap_or_default();
            tokio::time::sleep_until((Instant::now() + wait).into()).await;
        }
    }
    bail!("a decision was not sent")
}

fn random(ctx: &Ctx) -> u32 {
    u32::from_be_bytes(ctx.random())
}
