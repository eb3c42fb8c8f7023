//! Fetching: everything at first, and then what changed.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use bytes::Bytes;
use domain::{
    feed::Cursor,
    ids::{ReportId, SubmissionId},
    report::Submission,
    wire::{Head, PullPage},
};
use futures::FutureExt;

use crate::{
    child::{FirstSync, Synced},
    floor::{self, Body, Fetching, Kept, Ready},
    machine::{CHEAP, Machine, Place, in_own_process},
    office::{LARGEST, Office, Plan, submissions},
    samples::Samples,
    table::{Goal, Row, Table},
};

/// A first sync is done so often.
const ROUNDS: usize = 5;
/// One change is fetched so often.
const CHANGES: usize = 40;

/// A place with nothing in it.
pub(crate) fn empty_place(office: &Office, folder: &Path) -> Place {
    Place {
        server: office.address.clone(),
        folder: folder.to_owned(),
        secrets: [].into(),
    }
}

/// Everything at first.
pub(crate) async fn first(table: &mut Table, office: &Office, n: usize) -> Result<()> {
    let session = office.session().await?;
    let pages = office.pages(LARGEST, &session.access_token).await?;
    let reports: Result<Vec<usize>> = pages.iter().map(reports_in).collect();
    let reports = reports?;
    let ready = Ready::start(&pages).await?;
    let (mut took, mut floors) = (Samples::default(), Samples::default());
    for _ in 0..ROUNDS {
        let folder = tempfile::tempdir()?;
        let told = Fetching {
            server: ready.address.clone(),
            folder: folder.path().to_owned(),
            pages: reports.clone(),
        };
        let seconds = in_own_process("floor-of-first-sync", &told).await?;
        let seconds = seconds.as_f64().context("no time")?;
        floors.add(Duration::from_secs_f64(seconds));
        let folder = tempfile::tempdir()?;
        let told = FirstSync {
            place: empty_place(office, folder.path()),
            session: office.session().await?,
        };
        let synced = in_own_process("first-sync", &told).await?;
        let synced: Synced = serde_json::from_value(synced)?;
        ensure!(synced.reports == n, "{} reports came", synced.reports);
        took.add(Duration::from_secs_f64(synced.seconds));
    }
    let goal = Goal::Ratio(1.5);
    table.add(Row::times(
        "first_sync",
        Some(n),
        &took,
        Some(&floors),
        goal,
    ));
    Ok(())
}

fn reports_in(page: &Bytes) -> Result<usize> {
    match serde_json::from_slice(page)? {
        PullPage::Ok { bodies, .. } => Ok(bodies.len()),
        PullPage::Diverged { .. } => bail!("the feed is another"),
    }
}

/// What one report costs that changed.
pub(crate) struct Changing<'a> {
    office: &'a Office,
    sending: Vec<(String, Submission)>,
    next: usize,
}

impl<'a> Changing<'a> {
    /// Every unit of the largest office sends again what waits of a half-year.
    pub(crate) async fn new(office: &'a Office, plan: &Plan) -> Result<Self> {
        let mut sending = Vec::new();
        for submission in submissions(LARGEST, plan.last) {
            let token = office.case_system(&submission.unit_no).await?;
            sending.push((token, submission));
        }
        Ok(Self {
            office,
            sending,
            next: 0,
        })
    }

    /// The report that is sent next.
    async fn next_report(&self, machine: &Machine) -> Result<ReportId> {
        let at = self.next % self.sending.len();
        let (_, next) = self.sending.get(at).context("no units")?;
        let lists = machine.engine.open_tasks().await?;
        let row = lists
            .open
            .iter()
            .find(|row| row.unit_no == next.unit_no && row.period == next.period);
        Ok(row.context("no such report")?.id)
    }

    /// The next unit sends.
    pub(crate) async fn send(&mut self) -> Result<()> {
        let at = self.next % self.sending.len();
        self.next += 1;
        let (token, submission) = self.sending.get_mut(at).context("no units")?;
        submission.submission_id = SubmissionId(self.office.ctx.new_id());
        self.office.receives(token, submission).await
    }
}

/// One report that changed, by a request; the median.
pub(crate) async fn one_warm(
    table: &mut Table,
    office: &Office,
    changing: &mut Changing<'_>,
    n: usize,
) -> Result<f64> {
    let folder = tempfile::tempdir()?;
    let machine = Machine::start(
        office.ctx.clone(),
        &empty_place(office, folder.path()),
        CHEAP,
    );
    let session = office.session().await?;
    let token = session.access_token.clone();
    machine.log_in(session).await?;
    machine.rest().await;
    let (mut took, mut floors) = (Samples::default(), Samples::default());
    let floor_folder = tempfile::tempdir()?;
    let pool = floor::bodies(floor_folder.path(), "floor.db", Kept::Encrypted).await?;
    let mut cursor_page = last_page(office, &token).await?;
    for round in 0..CHANGES {
        changing.send().await?;
        let told = office.head(&token).await?;
        machine.engine.hint(&Head {
            office: told.office,
            head: told.head,
        });
        took.time(async {
            machine.rest().await;
            Ok(())
        })
        .await?;
        if round == 0 {
            cursor_page = last_page(office, &token).await?;
        }
        let ready = Ready::start(std::slice::from_ref(&cursor_page)).await?;
        // The connection is there, as the engine's is.
        floor::fetch(&office.http, &ready.address, 0).await?;
        floors
            .time(async {
                let page = floor::fetch(&office.http, &ready.address, 0).await?;
                let mut tx = pool.begin().await?;
                let body = Body {
                    id: round.to_string(),
                    unit_no: String::new(),
                    period: String::new(),
                    body: page.to_vec(),
                };
                floor::write(&mut tx, std::iter::once(body)).await?;
                Ok(tx.commit().await?)
            })
            .await?;
    }
    pool.close().await;
    let goal = Goal::Ratio(3.0);
    let row = Row::times("pull_one_warm", Some(n), &took, Some(&floors), goal);
    let median = row.value();
    table.add(row);
    machine.engine.prepare_to_quit().await;
    Ok(median)
}

/// The feed's last entry alone, as a client is sent it.
async fn last_page(office: &Office, token: &str) -> Result<Bytes> {
    let pages = office.pages(LARGEST, token).await?;
    let mut at = Cursor::start(LARGEST.into());
    for page in &pages {
        let PullPage::Ok {
            mut entries, head, ..
        } = serde_json::from_slice(page)?
        else {
            bail!("the feed is another");
        };
        if entries.last().is_some_and(|last| last.seq == head) {
            entries.pop();
        }
        at = at.advanced(&entries)?;
    }
    office.pull(token, &at).await
}

/// From the municipality's request until the report is in the officer's store, by a hint.
pub(crate) async fn one_live(
    table: &mut Table,
    office: &Office,
    changing: &mut Changing<'_>,
    n: usize,
) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let machine = Machine::start(
        office.ctx.clone(),
        &empty_place(office, folder.path()),
        CHEAP,
    );
    machine.log_in(office.session().await?).await?;
    machine.rest().await;
    let running = tokio::spawn(engine::run(machine.engine.clone()));
    let mut took = Samples::default();
    // The first change tells that the stream stands.
    for round in 0..=CHANGES {
        while machine.changed.notified().now_or_never().is_some() {}
        let report = changing.next_report(&machine).await?;
        let before = machine.engine.report(report).await?.revision;
        let started = Instant::now();
        changing.send().await?;
        let arrived = loop {
            machine.changed.notified().await;
            let arrived = started.elapsed();
            if machine.engine.report(report).await?.revision > before {
                break arrived;
            }
        };
        if round > 0 {
            took.add(arrived);
        }
    }
    running.abort();
    table.add(Row::times(
        "pull_one_live",
        Some(n),
        &took,
        None,
        Goal::AtMost(50.0),
    ));
    machine.engine.prepare_to_quit().await;
    Ok(())
}
