//! The server beside itself: the country's reports of ten years, and a country 270 times as large. Offices are as large
//! in both; there are more of them.
//!
//! The second country is the first one copied inside the database: each office with its units, reports and feed under
//! new names. What is copied is asked for by nobody; it is in the way.

use anyhow::{Context, Result, ensure};
use domain::{
    Period,
    feed::Cursor,
    ids::SubmissionId,
    report::{Submission, json_bytes},
    wire::{HeadAnswer, path},
};
use http::Method;
use scratch_postgres::{Cluster, Durability};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::{
    office::{LARGEST, Limited, Office, Plan, after, submissions},
    samples::Samples,
    server_side::{Waiting, push_one},
    table::{Goal, Row, Table},
};

/// Half-years of the country: ten years.
const HALF_YEARS: u32 = 20;
/// The last of them. It waits, and is sent again.
const LAST: &str = "2026-1";
/// So many wait before it, for decisions.
const DECIDED: u32 = 2;
/// So often is each thing asked for.
const ROUNDS: usize = 60;

/// What grows with the reports, and in which order it can be copied.
const COPIED: [&str; 9] = [
    "office",
    "unit",
    "office_head",
    "report",
    "revision",
    "feed_entry",
    "feed_body",
    "decision",
    "delivery",
];

/// The server with the country's reports, and with that many times as many.
pub(crate) async fn flat(table: &mut Table, times: u32) -> Result<()> {
    let plan = Plan {
        offices: vec![],
        last: LAST.parse()?,
        approved: HALF_YEARS - DECIDED - 1,
        waiting: DECIDED + 1,
    };
    let cluster = Cluster::start(Durability::Durable)?;
    cluster.create("product")?;
    let (owner, app) = (cluster.owner_url("product"), cluster.app_url("product"));
    let office = Office::on_server(&owner, &app, &plan, Limited::Not).await?;
    let mut asked = Asked::new(&office).await?;
    let mut database = PgConnection::connect(&cluster.url("product")).await?;
    let small_n = reports(&mut database).await?;
    settle(&mut database).await?;
    let small = asked.round().await?;
    multiply(&mut database, times).await?;
    settle(&mut database).await?;
    let n = reports(&mut database).await?;
    asked.log_in_again().await?;
    let large = asked.round().await?;
    database.close().await?;
    for (what, small, large) in [
        ("head", small.head, large.head),
        ("units without a report", small.list, large.list),
        ("receive", small.receive, large.receive),
        ("pull", small.pull, large.pull),
        ("decision", small.decide, large.decide),
    ] {
        let measure = format!("server_flat, {what}");
        let alone = Row::times(measure.as_str(), Some(small_n), &small, None, Goal::None);
        table.add(alone);
        let beside = Row::times(measure, Some(n), &large, Some(&small), Goal::Ratio(1.3));
        table.add(beside);
    }
    office.end().await
}

async fn reports(database: &mut PgConnection) -> Result<usize> {
    let count: i64 = sqlx::query_scalar("SELECT count(*) FROM report")
        .fetch_one(database)
        .await?;
    Ok(usize::try_from(count)?)
}

/// The planner knows what there is, and nothing is still on its way to the disk.
async fn settle(database: &mut PgConnection) -> Result<()> {
    sqlx::raw_sql("ANALYZE").execute(&mut *database).await?;
    sqlx::raw_sql("CHECKPOINT").execute(database).await?;
    Ok(())
}

/// Copies every office so often that there are that many of each.
#[expect(
    clippy::print_stdout,
    reason = "it takes minutes; whoever waits sees how far it is"
)]
async fn multiply(database: &mut PgConnection, times: u32) -> Result<()> {
    // Rules and keys between tables hold for copies as they do for what is copied.
    sqlx::raw_sql("SET session_replication_role = replica; SET synchronous_commit = off")
        .execute(&mut *database)
        .await?;
    for table in COPIED {
        let columns: Vec<String> = sqlx::query_scalar(
            "SELECT column_name::TEXT FROM information_schema.columns WHERE table_name = $1
                 AND is_generated = 'NEVER' AND is_identity = 'NO' ORDER BY ordinal_position",
        )
        .bind(table)
        .fetch_all(&mut *database)
        .await?;
        ensure!(!columns.is_empty(), "no table {table}");
        let values: Vec<String> = columns.iter().map(|of| copied(table, of)).collect();
        let text = format!(
            "INSERT INTO {table} ({}) SELECT {} FROM {table} CROSS JOIN generate_series(1, {}) AS copy",
            columns.join(", "),
            values.join(", "),
            times - 1,
        );
        let done = sqlx::query(AssertSqlSafe(text))
            .execute(&mut *database)
            .await?;
        println!("{table}: {} rows more", done.rows_affected());
    }
    sqlx::raw_sql(
        "UPDATE delivery_head SET seq = (SELECT max(seq) FROM delivery);
         SET session_replication_role = DEFAULT; RESET synchronous_commit",
    )
    .execute(database)
    .await?;
    Ok(())
}

/// What a copy has in a column.
fn copied(table: &str, column: &str) -> String {
    match (table, column) {
        ("office", "id") | (_, "office" | "unit_no" | "reference" | "receipt_number") => {
            format!("{column} || '-' || copy")
        }
        (_, "id" | "report_id" | "submission_id" | "decision_id") => {
            format!("md5({column} || copy)::UUID::TEXT")
        }
        ("delivery", "seq") => "seq + copy * (SELECT max(seq) FROM delivery)".to_owned(),
        (_, column) => column.to_owned(),
    }
}

/// What is asked for, each so often.
#[derive(Default)]
struct Round {
    head: Samples,
    list: Samples,
    receive: Samples,
    pull: Samples,
    decide: Samples,
}

/// An officer of the largest office, and its units.
struct Asked<'a> {
    office: &'a Office,
    token: String,
    at: Cursor,
    senders: Vec<(String, Submission)>,
    waiting: Waiting,
}

impl<'a> Asked<'a> {
    async fn new(office: &'a Office) -> Result<Self> {
        let (token, waiting) = Self::logged_in(office).await?;
        let mut senders = Vec::new();
        let last: Period = LAST.parse()?;
        for submission in submissions(LARGEST, last) {
            let sender = office.case_system(&submission.unit_no).await?;
            senders.push((sender, submission));
        }
        let mut at = Cursor::start(LARGEST.into());
        for page in office.pages(LARGEST, &token).await? {
            (at, _) = after(&at, &page)?;
        }
        Ok(Self {
            office,
            token,
            at,
            senders,
            waiting,
        })
    }

    /// To make millions of reports takes longer than a token lives.
    async fn log_in_again(&mut self) -> Result<()> {
        (self.token, self.waiting) = Self::logged_in(self.office).await?;
        Ok(())
    }

    /// A token, and the decisions that wait before the last half-year, each with one of its own.
    async fn logged_in(office: &Office) -> Result<(String, Waiting)> {
        let last: Period = LAST.parse()?;
        let token = office.session().await?.access_token;
        let waiting = Waiting::of(office, &[LARGEST.into()], last.previous()).await?;
        Ok((token, waiting))
    }

    async fn round(&mut self) -> Result<Round> {
        let mut round = Round::default();
        let asker = self.office.asker();
        let token = self.token.clone();
        let decided = self.waiting.take(ROUNDS);
        ensure!(decided.len() == ROUNDS, "too little waits");
        for (at, item) in decided.into_iter().enumerate() {
            round.decide.time(push_one(&asker, item)).await?;
            let page = self.office.pull(&token, &self.at).await?;
            (self.at, _) = after(&self.at, &page)?;
            let head: HeadAnswer = round.head.time(self.office.head(&token)).await?;
            ensure!(head.head == self.at.seq, "the feed ends elsewhere");
            let list = asker.ask(Method::GET, path::REMINDERS, &token, vec![]);
            round.list.time(list).await?;
            self.send(at, &mut round).await?;
            let page = round.pull.time(self.office.pull(&token, &self.at)).await?;
            (self.at, _) = after(&self.at, &page)?;
        }
        Ok(round)
    }

    /// A unit sends again what waits.
    async fn send(&mut self, at: usize, round: &mut Round) -> Result<()> {
        let count = self.senders.len();
        let (token, submission) = self.senders.get_mut(at % count).context("no units")?;
        submission.submission_id = SubmissionId(self.office.ctx.new_id());
        let body = json_bytes(submission);
        let asker = self.office.asker();
        let send = asker.ask(Method::POST, path::REPORTS, token, body);
        round.receive.time(send).await?;
        Ok(())
    }
}
