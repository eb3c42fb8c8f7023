//! Deadline day: a hundred officers with their desktops open, and every unit of the country sending within minutes,
//! against one server on a file and against two on PostgreSQL.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use bytes::Bytes;
use domain::{
    Ctx, Period,
    decision::Refusal,
    report::{Submission, json_bytes},
    wire::{Session, path},
};
use edge::{BodyStream, Http, HttpError, ReqwestHttp, system_ctx};
use engine::{EngineError, Step, view::TaskState};
use http::{Method, Request, Response, StatusCode, header};
use scratch_postgres::{Cluster, Durability};
use tokio::task::JoinSet;
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

/// What each operation took, and how often it was refused or failed.
#[derive(Debug, Clone, Default)]
struct Watch(Arc<Mutex<BTreeMap<String, Heard>>>);

#[derive(Debug, Clone, Default)]
struct Heard {
    took: Samples,
    /// Asked too often, and told when to ask again.
    later: usize,
    failed: usize,
}

impl Watch {
    fn heard(&self, path: &str, took: Duration, answer: Option<&Response<Bytes>>) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let heard = all.entry(path.to_owned()).or_default();
        heard.took.add(took);
        if answer.and_then(ask_again_in).is_some() {
            heard.later += 1;
        } else if !answer.is_some_and(|answer| answer.status().is_success()) {
            heard.failed += 1;
        }
    }
}

/// How long whoever asks too often is told to wait (RFC 6585 section 4).
fn ask_again_in(answer: &Response<Bytes>) -> Option<Duration> {
    let after = answer.headers().get(header::RETRY_AFTER)?.to_str().ok()?;
    let seconds = after.parse().ok()?;
    (answer.status() == StatusCode::TOO_MANY_REQUESTS).then_some(Duration::from_secs(seconds))
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
        self.watch
            .heard(&path, started.elapsed(), answer.as_ref().ok());
        answer
    }

    async fn stream(&self, request: Request<Bytes>) -> Result<Response<BodyStream>, HttpError> {
        self.inner.stream(request).await
    }
}

/// One server on a file, then two on PostgreSQL, and then [`tenfold`].
pub(crate) async fn load(table: &mut Table, minutes: u64) -> Result<()> {
    let time = Duration::from_mins(minutes);
    let plan = plan()?;
    let one = Office::on_file(&plan, Limited::AsShipped).await?;
    day(table, "SQLite, one server", vec![one], time).await?;
    let cluster = Cluster::start(Durability::Durable)?;
    cluster.create("product")?;
    let (owner, app) = (cluster.owner_url("product"), cluster.app_url("product"));
    let first = Office::on_server(&owner, &app, &plan, Limited::AsShipped).await?;
    let two = vec![first, Office::beside(&app, Limited::AsShipped).await?];
    day(table, "PostgreSQL, two servers", two, time).await?;
    tenfold(table, minutes).await
}

/// The day in a tenth of the time, against a server on a file that answers a tenth as much.
pub(crate) async fn tenfold(table: &mut Table, minutes: u64) -> Result<()> {
    let one = Office::on_file(&plan()?, Limited::ATenth).await?;
    let time = Duration::from_mins(minutes) / 10;
    day(table, "SQLite, ten times", vec![one], time).await
}

fn plan() -> Result<Plan> {
    let sent: Period = SENT.parse()?;
    Ok(Plan {
        offices: vec![],
        last: sent.previous(),
        approved: BEFORE,
        waiting: 0,
    })
}

/// Who works, and what is sent.
struct People {
    sessions: Vec<Session>,
    senders: Vec<(String, Submission)>,
}

async fn people(office: &Office) -> Result<People> {
    let sent: Period = SENT.parse()?;
    office.open_period(sent).await?;
    let (mut sessions, mut senders) = (vec![], vec![]);
    for of in all_offices() {
        for _ in 0..OFFICERS {
            sessions.push(office.session_of(sessions.len(), &of).await?);
        }
        for submission in submissions(of.as_str(), sent) {
            let token = office.case_system(&submission.unit_no).await?;
            senders.push((token, submission));
        }
    }
    Ok(People { sessions, senders })
}

async fn day(table: &mut Table, name: &str, servers: Vec<Office>, time: Duration) -> Result<()> {
    let watch = Watch::default();
    let addresses: Vec<Url> = servers.iter().map(|of| of.address.clone()).collect();
    let first = servers.first().context("no server")?;
    let People { sessions, senders } = people(first).await?;
    let held = first.contents().await?;
    let http = Timed {
        inner: ReqwestHttp::new()?,
        watch: watch.clone(),
    };
    let count = senders.len();
    let mut everybody = JoinSet::new();
    let begin = Instant::now();
    for (number, session) in sessions.into_iter().enumerate() {
        let address = addresses.get(number % addresses.len()).context("none")?;
        let (address, http) = (address.clone(), http.clone());
        everybody.spawn(officer(address, http, session, (begin, time)));
    }
    let before: Vec<f64> = servers.iter().map(Office::memory).collect::<Result<_>>()?;
    for (number, sender) in senders.into_iter().enumerate() {
        let address = addresses.get(number % addresses.len()).context("none")?;
        let at = begin + time.mul_f64(share(number, count));
        everybody.spawn(unit(address.clone(), http.clone(), sender, at));
    }
    let mut decided = 0;
    while let Some(done) = everybody.join_next().await {
        decided += done??;
    }
    let after: Vec<f64> = servers.iter().map(Office::memory).collect::<Result<_>>()?;
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
    let first = servers.first().context("no server")?;
    let now = first.contents().await?;
    let (decisions, reports) = (now.decisions - held.decisions, now.reports - held.reports);
    let lost = |what: &str, sent: usize, held: u64| -> Result<Row> {
        let lost = number(sent) - number(usize::try_from(held)?);
        let (measure, goal) = (format!("load, {name}, {what} lost"), Goal::AtMost(0.0));
        Ok(Row::new(measure, None, (lost, ""), goal))
    };
    table.add(lost("decisions", decided, decisions)?);
    table.add(lost("reports", count, reports)?);
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
    let (mut failed, mut later) = (0, 0);
    for (path, heard) in all.iter() {
        failed += heard.failed;
        later += heard.later;
        let measure = format!("load, {name}, {path}, p99");
        let slow = millis(heard.took.percentile(99));
        let row = Row::new(measure, None, (slow, "ms"), Goal::None);
        table.add(row.spread(heard.took.spread().map(millis)));
    }
    let measure = format!("load, {name}, told to ask again later");
    table.add(Row::new(measure, None, (number(later), ""), Goal::None));
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

/// A unit's case system sends once, or when it is told to ask again.
async fn unit(
    address: Url,
    http: Timed,
    sender: (String, Submission),
    at: Instant,
) -> Result<usize> {
    tokio::time::sleep_until(at.into()).await;
    let (token, submission) = sender;
    let body = Bytes::from(json_bytes(&submission));
    loop {
        let request = Request::builder()
            .method(Method::POST)
            .uri(address.join(path::REPORTS)?.as_str())
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .body(body.clone())?;
        let answer = http.call(request).await?;
        let Some(wait) = ask_again_in(&answer) else {
            ensure!(answer.status().is_success(), "a report was not received");
            return Ok(0);
        };
        tokio::time::sleep_until((Instant::now() + wait).into()).await;
    }
}

/// An officer with an open desktop, who decides some fifteen reports in the time.
async fn officer(
    address: Url,
    http: Timed,
    session: Session,
    (begin, time): (Instant, Duration),
) -> Result<usize> {
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
        let think = time / 30 + time / 1_500 * (random(&ctx) % 100);
        if Instant::now() + think > begin + time {
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
        let confirmed = engine.decide(view.id, view.revision, view.content_hash);
        match confirmed.await {
            Ok(_) => decided += 1,
            // A colleague was first, and the program knows it already.
            Err(EngineError::Refused(Refusal::NotWaiting)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    running.abort();
    for _ in 0..STEPS {
        if engine.app_state().await?.line.waiting == 0 {
            engine.prepare_to_quit().await;
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
