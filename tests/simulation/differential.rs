//! The same commands to the server on SQLite, to the server on PostgreSQL, and to the model in memory: the two
//! databases answer byte for byte alike, the model says which outcome it must be, and both feeds have the same
//! numbers and the same chain.

use std::{collections::BTreeMap, path::PathBuf};

use axum::{Router, body::to_bytes};
use bytes::Bytes;
use domain::{
    Ctx,
    decision::{Decision, Verdict},
    feed::Cursor,
    ids::{DecisionId, OfficeId, ReportId},
    report::{Hash, Submission, json_bytes},
    wire::{
        DeliveryPage, DeliveryQuery, Outcome, PullPage, PullRequest, PushAnswer, PushRequest,
        RejectedReason, Submitted, path,
    },
};
use edge::system_ctx;
use http::{Method, Request, StatusCode, header};
use jiff::{SignedDuration, Timestamp};
use scratch_postgres::{APP, Cluster};
use serde_json::value::RawValue;
use server::{
    App, admin,
    store::{Location, Store},
};
use tower::ServiceExt;

use crate::{
    machine::{Dice, Time},
    model::{Kind, Model, Reception},
    template::{appoint, make_empty_server},
    units::{self, OFFICES, Unit},
    world::{Nobody, settings, signing},
};

/// Runs of commands, each from a seed of its own.
const SEEDS: u64 = 16;
/// So many commands a run.
const COMMANDS: usize = 60;
/// Above any answer here.
const ANSWER_MAX: usize = 16 << 20;

/// The server twice.
struct Twins {
    apps: [App; 2],
    routers: [Router; 2],
    time: Time,
    ctx: Ctx,
}

impl Twins {
    async fn start(seed: u64, places: [Location; 2]) -> Self {
        let time = Time::new(None);
        let mut apps = Vec::new();
        for place in places {
            // Both draw the same ids, in the same order.
            let ctx = time.machine(seed, 1, SignedDuration::ZERO);
            let store = Store::open(ctx.clone(), &place).await.unwrap();
            let keys = signing(Timestamp::UNIX_EPOCH, None);
            apps.push(App::new(ctx, store, settings(keys), Nobody));
        }
        let apps: [App; 2] = apps.try_into().unwrap_or_else(|_| panic!("two places"));
        Self {
            routers: apps.each_ref().map(|app| server::router(app.clone())),
            apps,
            ctx: time.machine(seed, 4, SignedDuration::ZERO),
            time,
        }
    }

    /// Asks both, which must say the same.
    async fn ask(
        &self,
        (method, path): (Method, &str),
        token: &str,
        body: Bytes,
    ) -> (StatusCode, Bytes) {
        let mut answers = Vec::new();
        for router in &self.routers {
            let request = Request::builder()
                .method(method.clone())
                .uri(path)
                .header(header::AUTHORIZATION, format!("Bearer {token}"))
                .header(header::CONTENT_TYPE, "application/json")
                .body(axum::body::Body::from(body.clone()))
                .unwrap();
            let answer = router.clone().oneshot(request).await.unwrap();
            let (head, body) = answer.into_parts();
            let body = to_bytes(body, ANSWER_MAX).await.unwrap();
            answers.push((head.status, body));
        }
        let last = answers.pop().unwrap();
        let [first] = answers.try_into().unwrap_or_else(|_| panic!("two answers"));
        assert_eq!(first, last, "{path}: the databases differ");
        last
    }

    async fn stop(&self) {
        for app in &self.apps {
            app.store().close().await;
        }
    }
}

/// A report as an officer may have seen it.
#[derive(Clone, Copy)]
struct Seen {
    report: ReportId,
    revision: u32,
    content: Hash,
}

/// One run.
struct Run {
    twins: Twins,
    dice: Dice,
    model: Model,
    units: Vec<Unit>,
    /// An officer's session in each office.
    officers: BTreeMap<&'static str, String>,
    bufdir: String,
    sent: Vec<(usize, Submission)>,
    seen: Vec<Seen>,
    /// What was pushed, with the office from which.
    pushed: Vec<(&'static str, Decision)>,
    /// The bytes under which an outcome was settled.
    settled: BTreeMap<DecisionId, String>,
    /// How many entries each office's feed must have.
    entries: BTreeMap<&'static str, u64>,
    /// How often each outcome was seen.
    met: BTreeMap<Kind, u32>,
}

impl Run {
    async fn start(seed: u64, places: [Location; 2]) -> Self {
        let twins = Twins::start(seed, places).await;
        let [here, there] = &twins.apps;
        let tokens = units::admitted(here).await;
        assert_eq!(tokens, units::admitted(there).await);
        let units = units::with(&tokens);
        let mut officers = BTreeMap::new();
        for (who, office) in OFFICES.into_iter().enumerate() {
            let mut tokens = Vec::new();
            for app in &twins.apps {
                let person = appoint(app, who, office).await;
                let session = server::issue_session(app, person).await.unwrap();
                tokens.push(session.access_token);
            }
            assert_eq!(tokens[0], tokens[1]);
            officers.insert(office, tokens.remove(0));
        }
        let mut bufdir = Vec::new();
        for app in &twins.apps {
            let (_, token) = admin::add_bufdir_client(app.store(), "Bufdir")
                .await
                .unwrap();
            bufdir.push(token.expose().to_owned());
        }
        Self {
            twins,
            dice: Dice::new(seed, 3),
            model: Model::default(),
            units,
            officers,
            bufdir: bufdir.remove(0),
            sent: vec![],
            seen: vec![],
            pushed: vec![],
            settled: BTreeMap::new(),
            entries: BTreeMap::new(),
            met: BTreeMap::new(),
        }
    }

    async fn command(&mut self) {
        // All in all less than an access token lasts.
        let seconds = i64::try_from(self.dice.below(6)).unwrap();
        self.twins.time.advance(SignedDuration::from_secs(seconds));
        match self.dice.below(100) {
            0..35 => {
                let which = self.dice.below(self.units.len());
                let unit = &mut self.units[which];
                let sent = unit.writes(&self.twins.ctx, &mut self.dice);
                self.send(which, sent).await;
            }
            35..45 => {
                if let Some((which, sent)) = self.dice.pick(&self.sent).cloned() {
                    self.send(which, sent).await;
                }
            }
            45..85 => {
                if let Some(decision) = self.decision() {
                    let office = *self.dice.pick(&OFFICES).unwrap();
                    self.push(office, decision).await;
                }
            }
            _ => {
                let Some((office, mut decision)) = self.dice.pick(&self.pushed).cloned() else {
                    return;
                };
                if self.dice.chance(30) {
                    decision.verdict = back("Andre ord.");
                }
                self.push(office, decision).await;
            }
        }
    }

    /// On what is there, on what was there before, or on what is not there yet.
    fn decision(&mut self) -> Option<Decision> {
        let seen = *self.dice.pick(&self.seen)?;
        let verdict = if self.dice.chance(50) {
            Verdict::Approve {
                own_figure: 0,
                comment: None,
            }
        } else {
            back("Rett og send på nytt.")
        };
        let later = u32::from(self.dice.chance(10));
        Some(Decision {
            id: DecisionId(self.twins.ctx.new_id()),
            report_id: seen.report,
            revision: seen.revision + later,
            content_hash: seen.content,
            verdict,
            confirmed_at: self.twins.time.now(),
        })
    }

    async fn send(&mut self, which: usize, sent: Submission) {
        let (office, token) = self.units[which].identity();
        let body = json_bytes(&sent).into();
        let asked = (Method::POST, path::REPORTS);
        let (status, answer) = self.twins.ask(asked, token, body).await;
        let expected = self.model.submit(office, &sent);
        if expected == Reception::Refused {
            assert_eq!(status, StatusCode::CONFLICT);
            return;
        }
        assert_eq!(status, StatusCode::OK);
        let said: Submitted = serde_json::from_slice(&answer).unwrap();
        assert_eq!(said.duplicate, expected == Reception::Duplicate);
        self.model.name(said.report_id, &sent);
        if let Reception::Revision(revision) = expected {
            assert_eq!(said.revision, revision);
            *self.entries.entry(office).or_default() += 1;
            self.seen.push(Seen {
                report: said.report_id,
                revision,
                content: said.content_hash,
            });
            self.sent.push((which, sent));
        }
    }

    async fn push(&mut self, office: &'static str, decision: Decision) {
        let text = serde_json::to_string(&decision).unwrap();
        let item = RawValue::from_string(text.clone()).unwrap();
        let body = json_bytes(&PushRequest { items: vec![item] }).into();
        let token = &self.officers[office];
        let asked = (Method::POST, path::PUSH);
        let (status, answer) = self.twins.ask(asked, token, body).await;
        assert_eq!(status, StatusCode::OK);
        let answer: PushAnswer = serde_json::from_slice(&answer).unwrap();
        let outcome = &answer.results[0].outcome;
        let first = self.settled.get(&decision.id);
        if first.is_some_and(|first| *first != text) {
            let reason = RejectedReason::KeyReuse;
            assert_eq!(*outcome, Outcome::Rejected { reason });
            *self.met.entry(Kind::Rejected).or_default() += 1;
            return;
        }
        let expected = self.model.decide(office, &decision);
        assert_eq!(Kind::of(outcome), expected, "{outcome:?}");
        if self.model.outcomes.contains_key(&decision.id) {
            self.settled.insert(decision.id, text);
        }
        if let Outcome::Applied { receipt } = outcome {
            let entries = self.entries.entry(office).or_default();
            *entries += 1;
            assert_eq!(receipt.seq, *entries);
        }
        *self.met.entry(expected).or_default() += 1;
        self.pushed.push((office, decision));
    }

    /// Both feeds from their beginning, and what goes to Bufdir.
    async fn compare(&mut self) {
        for (office, token) in &self.officers {
            let mut at = Cursor::start(OfficeId::from(*office));
            let size = 1 + u32::try_from(self.dice.below(9)).unwrap();
            loop {
                let asked = PullRequest {
                    cursor: (at.seq > 0).then(|| at.clone()),
                    max_entries: size,
                };
                let body = json_bytes(&asked).into();
                let (_, page) = self
                    .twins
                    .ask((Method::POST, path::PULL), token, body)
                    .await;
                let page: PullPage = serde_json::from_slice(&page).unwrap();
                let PullPage::Ok { entries, head, .. } = page else {
                    panic!("{page:?}");
                };
                at = at.advanced(&entries).unwrap();
                if at.seq == head {
                    break;
                }
            }
            assert_eq!(
                at.seq,
                self.entries.get(office).copied().unwrap_or_default()
            );
        }
        let asked = DeliveryQuery {
            after: 0,
            limit: 100,
        };
        let asked = asked.path();
        let asked = (Method::GET, asked.as_str());
        let (_, page) = self.twins.ask(asked, &self.bufdir, Bytes::new()).await;
        let page: DeliveryPage = serde_json::from_slice(&page).unwrap();
        let delivered = page.deliveries.iter().map(|entry| entry.decision_id);
        assert_eq!(delivered.collect::<Vec<_>>(), self.model.approvals);
    }
}

fn back(comment: &str) -> Verdict {
    Verdict::Return {
        own_figure: None,
        comment: comment.to_owned(),
        asks: vec![],
    }
}

/// The tables and half-years of every run on PostgreSQL.
async fn postgres_template(cluster: &Cluster) {
    cluster.create("differential").unwrap();
    let owner = cluster.owner_url("differential").parse().unwrap();
    let store = Store::open(system_ctx(), &owner).await.unwrap();
    store.migrate().await.unwrap();
    store.admit(APP).await.unwrap();
    for period in units::PERIODS {
        let period = period.parse().unwrap();
        let settings = domain::deadlines::PeriodSettings::default_for(period).unwrap();
        admin::open_period(&store, &settings).await.unwrap();
    }
    store.close().await;
}

/// One seed from its beginning to its end; gives how often each outcome was met.
async fn run(seed: u64, file: PathBuf) -> BTreeMap<Kind, u32> {
    let cluster = Cluster::shared();
    let database = format!("differential_{seed}");
    cluster.copy("differential", &database).unwrap();
    let there = cluster.app_url(&database).parse().unwrap();
    let mut run = Run::start(seed, [Location::File(file), there]).await;
    for _ in 0..COMMANDS {
        run.command().await;
    }
    run.compare().await;
    run.twins.stop().await;
    cluster.drop_database(&database).unwrap();
    run.met
}

#[tokio::test]
async fn both_databases_and_the_model_say_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let template = folder.path().join("template.db");
    make_empty_server(&template).await;
    postgres_template(Cluster::shared()).await;
    let mut met = BTreeMap::<Kind, u32>::new();
    for seed in 0..SEEDS {
        let file = folder.path().join(format!("{seed}.db"));
        std::fs::copy(&template, &file).unwrap();
        let run = tokio::spawn(run(seed, file));
        let found = run
            .await
            .unwrap_or_else(|failure| panic!("seed {seed}: {failure}"));
        for (kind, count) in found {
            *met.entry(kind).or_default() += count;
        }
    }
    let all = [
        Kind::Applied,
        Kind::Duplicate,
        Kind::Conflict,
        Kind::NoAccess,
        Kind::UnknownRevision,
        Kind::Rejected,
    ];
    for kind in all {
        assert!(met.contains_key(&kind), "never {kind:?}: {met:?}");
    }
}
