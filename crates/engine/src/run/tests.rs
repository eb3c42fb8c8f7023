use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use domain::{
    Clock, Ctx, Entropy, Language,
    application::Application,
    decision::{AnyDecision, Decision, Receipt, Receipted, ReportSubject, Subject, Verdict},
    feed::Cursor,
    ids::{DecisionId, PersonId, ReportId},
    lease::Lease,
    report::{Hash, Report, json_bytes},
    sealing::SealingKey,
    signing::{PublishedKey, Signature},
    wire::{
        self, ArrivalAnswer, ArrivalToken, FigureChanges, HeadAnswer, Opened, Outcome,
        PublishedKeys, PullPage, PushAnswer, PushRequest, PushResult, PushSealedAnswer,
        PushSealedRequest, ReopeningRequestOutcome, SealedResult, path,
    },
};
use edge::HttpError;
use http::{Request, Response};
use serde_json::value::RawValue;
use url::Url;
use uuid::Uuid;

use super::*;
use crate::{
    Config, EngineError, LoopbackPage, News, OpenFailed, Pin,
    review::testing::{key, published, receipt},
    sync::plan::{Plan, Put, PutApplication},
    unlock::Lock,
    vault::testing::{CHEAP, Memory, pin},
    view::{LockView, Loss, Preferences, SessionView},
};

mod answers;
mod arrivals;
mod between;
mod lease;
mod leaving;
mod limited;
mod older_copy;
mod reopening;
mod saving;
mod signed_out;

type Forge = fn(Receipt) -> Receipt;

/// What a receipt says of its report.
fn on(receipt: &mut Receipt) -> &mut ReportSubject {
    match &mut receipt.subject {
        Subject::Report(on) => on,
        Subject::Application(_) => panic!("another subject"),
    }
}

/// A server with an empty feed, which applies every decision.
struct Server {
    keys: Vec<PublishedKey>,
    /// What it makes of a right receipt.
    forge: Forge,
    asked: Vec<String>,
    /// Whether the officer has a role.
    has_access: bool,
    /// How many hours its leases last; none where it gives none.
    lease: Option<i64>,
    /// What it makes of a right lease.
    forge_lease: fn(Lease) -> Lease,
    /// It has had too many requests, and says for how many seconds it wants none.
    wants_rest: Option<&'static str>,
    /// Whether the session has ended there.
    has_ended: bool,
    /// How many reports wait; none where it knows no arrival token.
    waiting: Option<u64>,
    /// What becomes of a wish to have a report reopened.
    reopening: ReopeningRequestOutcome,
}

impl Server {
    fn answer(&mut self, request: &Request<Bytes>) -> Vec<u8> {
        let now = Timestamp::UNIX_EPOCH;
        let path = request.uri().path();
        if path == path::FIGURES {
            // They have tests of their own: here there are none.
            return json_bytes(&FigureChanges {
                head: 0,
                until: 0,
                rows: vec![],
                server_time: now,
            });
        }
        self.asked.push(path.to_owned());
        match path {
            path::KEYS => json_bytes(&PublishedKeys {
                keys: self.keys.clone(),
                sealing: sealing().public().clone(),
            }),
            path::LOGOUT => vec![],
            path::ARRIVAL_TOKEN => json_bytes(&ArrivalToken {
                arrival_token: "arrival".to_owned(),
                expires_at: now + SignedDuration::from_hours(720),
                server_time: now,
            }),
            path::ARRIVALS => match self.waiting {
                Some(waiting) => json_bytes(&ArrivalAnswer {
                    office: "innlandet".into(),
                    head: waiting,
                    waiting,
                    server_time: now,
                }),
                None => vec![],
            },
            path::LEASE => {
                let Some(hours) = self.lease else {
                    return b"not a lease".to_vec();
                };
                let lease = Lease {
                    person: session().officer.id,
                    office: session().officer.office,
                    issued_at: now,
                    ends_at: now + SignedDuration::from_hours(hours),
                    signature: Signature::MISSING,
                };
                json_bytes(&(self.forge_lease)(lease.signed(&key(1))))
            }
            path::HEAD => json_bytes(&HeadAnswer {
                office: "innlandet".into(),
                head: 0,
                server_time: now,
            }),
            path::PULL => json_bytes(&PullPage::Ok {
                office: "innlandet".into(),
                server_time: now,
                head: 0,
                entries: vec![],
                bodies: vec![],
            }),
            path::PUSH => {
                let sent: PushRequest = serde_json::from_slice(request.body()).unwrap();
                let results = sent.items.iter().map(|item| {
                    let decision: AnyDecision = serde_json::from_str(item.get()).unwrap();
                    PushResult {
                        decision_id: Some(decision.id()),
                        outcome: Outcome::Applied {
                            receipt: (self.forge)(receipt(&decision)),
                        },
                    }
                });
                json_bytes(&PushAnswer {
                    server_time: now,
                    results: results.collect(),
                })
            }
            path::PUSH_SEALED => {
                let sent: PushSealedRequest = serde_json::from_slice(request.body()).unwrap();
                let person = session().officer.id;
                let results = sent.items.iter().map(|boxed| SealedResult {
                    decision_id: boxed.decision_id,
                    opened: sealing().open(person, boxed).map(|bytes| {
                        let decision: AnyDecision = serde_json::from_slice(&bytes).unwrap();
                        Opened {
                            decision: RawValue::from_string(String::from_utf8(bytes).unwrap())
                                .unwrap(),
                            outcome: Outcome::Applied {
                                receipt: receipt(&decision),
                            },
                        }
                    }),
                });
                json_bytes(&PushSealedAnswer {
                    server_time: now,
                    results: results.collect(),
                })
            }
            path::REOPENING_REQUESTS => reopening::answer(self.reopening),
            other => panic!("{other} is not asked for"),
        }
    }
}

fn sealing() -> SealingKey {
    SealingKey::from_seed(&[5; 32])
}

struct Line(Arc<Mutex<Server>>);

impl Http for Line {
    async fn call(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let mut server = self.0.lock().unwrap();
        let is_guarded = request.headers().contains_key("authorization");
        if is_guarded && !server.has_access {
            let no_role = br#"{"type":"no_role","status":403,"title":"","reference":null}"#;
            let refused = Response::builder().status(403);
            return Ok(refused.body(no_role.as_slice().into()).unwrap());
        }
        let answer = server.answer(&request);
        if server.has_ended {
            return Ok(signed_out::signed_out());
        }
        if let Some(seconds) = server.wants_rest {
            return Ok(limited::too_many(seconds));
        }
        Ok(Response::new(answer.into()))
    }
}

struct Time(Mutex<Timestamp>);

impl Clock for Time {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Constant;

impl Entropy for Constant {
    fn fill(&self, buffer: &mut [u8]) {
        buffer.fill(7);
    }
}

/// Remembers what it was told that waits.
#[derive(Default)]
struct Screen {
    waiting: Mutex<Vec<u64>>,
}

impl Desktop for Screen {
    fn open_browser(&self, _: &Url) -> Result<(), OpenFailed> {
        Err(OpenFailed)
    }
    fn changed(&self) {}
    fn notify(&self, _: Language, news: News<'_>) {
        if let News::Waiting(count) = news {
            self.waiting.lock().unwrap().push(count);
        }
    }
    fn raise(&self) {}
    fn loopback_page(&self, _: Language, _: LoopbackPage) -> String {
        String::new()
    }
}

/// An officer at work, with a session that lasts.
struct Desk {
    engine: Engine<Screen, Line>,
    server: Arc<Mutex<Server>>,
    clock: Arc<Time>,
    keychain: Arc<Memory>,
    folder: tempfile::TempDir,
}

impl Desk {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let server = Arc::new(Mutex::new(Server {
            keys: vec![published(1)],
            forge: |right| right,
            asked: vec![],
            has_access: true,
            lease: Some(72),
            forge_lease: |right| right,
            wants_rest: None,
            has_ended: false,
            waiting: Some(0),
            reopening: ReopeningRequestOutcome::Asked,
        }));
        let clock = Arc::new(Time(Mutex::new(Timestamp::UNIX_EPOCH)));
        let keychain = Arc::new(Memory::default());
        let desk = Self {
            engine: start(folder.path(), &server, &clock, &keychain),
            server,
            clock,
            keychain,
            folder,
        };
        desk.engine.begin_session(session()).await.unwrap();
        desk.engine.choose_pin(pin()).await.unwrap();
        desk
    }

    /// The program ends without a word, and is started again.
    fn start_again(&mut self) {
        self.engine = start(
            self.folder.path(),
            &self.server,
            &self.clock,
            &self.keychain,
        );
    }

    /// Confirms a decision that is due at once.
    async fn decide(&self) -> DecisionId {
        self.decide_due(self.clock.now()).await
    }

    /// Confirms a decision that can be undone for a while.
    async fn decide_later(&self) -> DecisionId {
        self.decide_due(self.clock.now() + SignedDuration::from_secs(10))
            .await
    }

    async fn decide_due(&self, due_at: Timestamp) -> DecisionId {
        let decision = Decision {
            id: DecisionId(Uuid::from_u128(1)),
            report_id: ReportId(Uuid::from_u128(2)),
            revision: 1,
            content_hash: Hash::of(b"content"),
            verdict: Verdict::Approve {
                own_figure: 17,
                comment: None,
            },
            confirmed_at: self.clock.now(),
        };
        let open = self.engine.open().unwrap();
        assert!(open.store.enqueue(&decision, due_at).await.unwrap());
        self.engine.renew_boxes(&open).await;
        decision.id
    }

    /// These come by the feed.
    async fn gets(&self, reports: &[Report], applications: &[Application]) {
        let store = self.engine.open().unwrap().store;
        let office = "innlandet".into();
        let from = store.cursor(&office).await.unwrap();
        let puts = reports.iter().map(|report| Put {
            rev: 1,
            body: serde_json::to_string(report).unwrap(),
            report: report.clone(),
        });
        let brought = applications.iter().map(|application| PutApplication {
            rev: 1,
            body: serde_json::to_string(application).unwrap(),
            application: application.clone(),
        });
        let plan = Plan {
            to: from.clone().unwrap_or_else(|| Cursor::start(office)),
            from,
            puts: puts.collect(),
            applications: brought.collect(),
            awaited: vec![],
            more: false,
        };
        store.apply(&plan, self.clock.now()).await.unwrap();
    }

    async fn outcome(&self, id: DecisionId) -> Option<Outcome> {
        let store = self.engine.open().unwrap().store;
        store.queued(id).await.unwrap().unwrap().outcome
    }

    /// Steps until there is nothing to do now. Says what the server was asked for.
    async fn rest(&self) -> Vec<String> {
        for _ in 0..20 {
            if matches!(self.engine.step().await, Step::Idle { .. }) {
                return std::mem::take(&mut self.server.lock().unwrap().asked);
            }
        }
        panic!("it never rests: {:?}", self.server.lock().unwrap().asked);
    }

    async fn link(&self) -> Link {
        self.engine.app_state().await.unwrap().line.link
    }

    fn advance(&self, seconds: i64) {
        *self.clock.0.lock().unwrap() += SignedDuration::from_secs(seconds);
    }
}

fn start(
    folder: &std::path::Path,
    server: &Arc<Mutex<Server>>,
    clock: &Arc<Time>,
    keychain: &Arc<Memory>,
) -> Engine<Screen, Line> {
    let config = Config {
        server: "http://server.invalid/".parse().unwrap(),
        data_dir: folder.to_owned(),
        version: "0".to_owned(),
        machine_name: "machine".to_owned(),
        pin_cost: CHEAP,
        guards_memory: true,
    };
    let ctx = Ctx::new(clock.clone(), Arc::new(Constant));
    let line = Line(server.clone());
    Engine::new(config, ctx, line, keychain.clone(), Screen::default())
}

fn session() -> wire::Session {
    let hours = |hours| Timestamp::UNIX_EPOCH + SignedDuration::from_hours(hours);
    wire::Session {
        access_token: "access".to_owned(),
        access_expires_at: hours(8),
        refresh_token: "refresh".to_owned(),
        idle_expires_at: hours(8),
        device_id: domain::ids::DeviceId(Uuid::nil()),
        offices: vec![],
        officer: wire::Officer {
            id: PersonId(Uuid::from_u128(3)),
            name: "Kari Prøve".to_owned(),
            office: "innlandet".into(),
            office_name: "Statsforvalteren i Innlandet".to_owned(),
        },
        server_time: Timestamp::UNIX_EPOCH,
    }
}

#[test]
fn only_a_wait_with_an_end_tells_that_the_machine_slept() {
    let from = Timestamp::UNIX_EPOCH;
    let after = |seconds| from + SignedDuration::from_secs(seconds);
    let end = Some(after(20));
    assert!(!was_asleep(end, (from, after(20))));
    assert!(!was_asleep(end, (from, after(40))));
    assert!(was_asleep(end, (from, after(41))));
    // Somebody takes their time at the page where the PIN is chosen or typed: nothing is open, and nothing is due.
    assert!(!was_asleep(None, (from, after(3600))));
}

#[tokio::test(crate = "crate::testing")]
async fn a_new_key_is_fetched_once_and_then_proves_the_receipt() {
    let desk = Desk::new().await;
    assert_eq!(desk.rest().await, [path::KEYS, path::LEASE, path::PULL]);
    {
        let mut server = desk.server.lock().unwrap();
        server.keys = vec![published(2), published(1)];
        server.forge = |right| right.signed(&key(2));
    }
    let id = desk.decide().await;
    let asked = desk.rest().await;
    // The feed is empty for ever, and the receipt says otherwise: the server is asked once more.
    let once_more = [path::PUSH, path::PULL];
    let expected = [path::PUSH, path::KEYS, path::PUSH, path::PULL];
    assert_eq!(asked, [&expected[..], &once_more].concat());
    let outcome = desk.outcome(id).await;
    assert!(
        matches!(outcome, Some(Outcome::Applied { .. })),
        "{outcome:?}"
    );
    assert_eq!(desk.link().await, Link::Online);
}

#[tokio::test(crate = "crate::testing")]
async fn a_decision_waits_until_its_receipt_proves_it() {
    let forgeries: [(Forge, &[&str]); 4] = [
        (
            |mut right| {
                on(&mut right).own_figure = Some(18);
                right
            },
            &[path::PUSH],
        ),
        (|right| Receipt { seq: 3, ..right }, &[path::PUSH]),
        // Signed, and for another revision.
        (
            |mut right| {
                on(&mut right).revision = 2;
                right.signed(&key(1))
            },
            &[path::PUSH],
        ),
        (
            |right| right.signed(&key(3)),
            &[path::PUSH, path::KEYS, path::PUSH],
        ),
    ];
    for (forge, expected) in forgeries {
        let desk = Desk::new().await;
        desk.rest().await;
        desk.server.lock().unwrap().forge = forge;
        let id = desk.decide().await;
        assert_eq!(desk.rest().await, expected);
        assert_eq!(desk.outcome(id).await, None);
        assert_eq!(desk.link().await, Link::ServerTrouble);
        let line = desk.engine.app_state().await.unwrap().line;
        assert_eq!((line.waiting, line.needs_you), (1, 0));
        // Later the same again, after a look whether the server is there.
        desk.advance(61);
        assert_eq!(desk.rest().await, [&[path::PULL], expected].concat());
        assert_eq!(desk.outcome(id).await, None);
        assert_eq!(desk.link().await, Link::ServerTrouble);

        desk.server.lock().unwrap().forge = |right| right;
        desk.advance(61);
        let expected = [path::PULL, path::PUSH, path::PULL];
        let once_more = [path::PUSH, path::PULL];
        assert_eq!(desk.rest().await, [&expected[..], &once_more].concat());
        assert!(desk.outcome(id).await.is_some());
        assert_eq!(desk.link().await, Link::Online);
    }
}

#[tokio::test(crate = "crate::testing")]
async fn ten_minutes_without_input_lock_the_store_and_the_pin_goes_on_where_it_was() {
    let desk = Desk::new().await;
    desk.rest().await;
    desk.advance(599);
    desk.engine.input_seen();
    desk.advance(599);
    desk.rest().await;
    assert!(desk.engine.tasks().await.is_ok());
    let id = desk.decide().await;
    desk.rest().await;
    assert!(desk.outcome(id).await.is_some());
    desk.advance(1);
    desk.server.lock().unwrap().asked.clear();
    assert_eq!(desk.rest().await, [""; 0]);
    let state = desk.engine.app_state().await.unwrap();
    assert!(
        matches!(
            &state.session,
            SessionView::Locked {
                lock: LockView::Pin { .. },
                ..
            }
        ),
        "{state:?}"
    );
    assert_eq!((state.line.waiting, state.line.updated_at), (0, None));
    for refused in [
        desk.engine.tasks().await.map(drop),
        desk.engine
            .report(ReportId(Uuid::from_u128(2)))
            .await
            .map(drop),
        desk.engine.undo(id).await.map(drop),
    ] {
        assert!(matches!(refused, Err(EngineError::Locked)), "{refused:?}");
    }
    // The session is kept, and nothing is asked in it.
    desk.advance(60);
    assert_eq!(desk.rest().await, [""; 0]);
    desk.engine.unlock(Pin::new("wrong PIN")).await.unwrap();
    assert!(desk.engine.tasks().await.is_err());
    desk.engine.unlock(pin()).await.unwrap();
    assert!(desk.engine.tasks().await.is_ok());
    assert_eq!(desk.rest().await, [path::KEYS, path::LEASE, path::PULL]);
}

#[tokio::test(crate = "crate::testing")]
async fn a_lock_sends_what_could_still_be_undone() {
    let desk = Desk::new().await;
    desk.rest().await;
    let id = desk.decide_later().await;
    desk.engine.lock().await;
    assert_eq!(desk.server.lock().unwrap().asked, [path::PUSH]);
    desk.engine.unlock(pin()).await.unwrap();
    assert!(desk.outcome(id).await.is_some());
}

#[tokio::test(crate = "crate::testing")]
async fn a_clock_that_goes_back_does_not_keep_the_store_open() {
    let desk = Desk::new().await;
    desk.rest().await;
    desk.advance(100_000);
    desk.engine.input_seen();
    desk.advance(-90_000);
    desk.rest().await;
    desk.advance(600);
    desk.rest().await;
    assert!(matches!(
        desk.engine.tasks().await,
        Err(EngineError::Locked)
    ));
}

#[tokio::test(crate = "crate::testing")]
async fn another_officer_sees_and_sends_nothing_of_the_first() {
    let desk = Desk::new().await;
    desk.rest().await;
    let id = desk.decide_later().await;
    let mut other = session();
    other.officer.id = PersonId(Uuid::from_u128(9));
    desk.engine.begin_session(other).await.unwrap();
    // A PIN of one's own, in a store of one's own.
    desk.engine
        .choose_pin(Pin::new("a PIN of my own"))
        .await
        .unwrap();
    desk.advance(60);
    assert_eq!(desk.rest().await, [path::KEYS, path::LEASE, path::PULL]);
    assert_eq!(desk.engine.app_state().await.unwrap().line.waiting, 0);
    assert!(matches!(
        desk.engine.undo(id).await,
        Err(EngineError::NotFound)
    ));
    desk.engine.begin_session(session()).await.unwrap();
    desk.engine
        .unlock(Pin::new("a PIN of my own"))
        .await
        .unwrap();
    assert!(desk.engine.tasks().await.is_err());
    desk.engine.unlock(pin()).await.unwrap();
    assert_eq!(desk.outcome(id).await, None);
    assert!(desk.rest().await.contains(&path::PUSH.to_owned()));
    assert!(desk.outcome(id).await.is_some());
}

#[tokio::test(crate = "crate::testing")]
async fn a_forgotten_pin_takes_a_login_and_then_everything_is_fetched_afresh() {
    let desk = Desk::new().await;
    desk.rest().await;
    desk.engine.lock().await;
    assert!(desk.engine.state().session.is_some());
    desk.engine.pin_forgotten();
    assert!(desk.engine.choose_pin(pin()).await.is_err());
    let shown = desk.engine.app_state().await.unwrap().session;
    assert!(
        matches!(
            shown,
            SessionView::Locked {
                lock: LockView::Forgotten,
                ..
            }
        ),
        "{shown:?}"
    );
    desk.engine.begin_session(session()).await.unwrap();
    assert!(matches!(
        desk.engine.choose_pin(Pin::new("short")).await,
        Err(EngineError::PinNotGood)
    ));
    desk.engine.choose_pin(Pin::new("a new PIN")).await.unwrap();
    assert_eq!(desk.rest().await, [path::KEYS, path::LEASE, path::PULL]);
    desk.engine.lock().await;
    desk.engine.unlock(Pin::new("a new PIN")).await.unwrap();
    assert!(desk.engine.tasks().await.is_ok());
}

#[tokio::test(crate = "crate::testing")]
async fn a_lost_key_takes_a_login_though_the_session_runs() {
    let desk = Desk::new().await;
    desk.rest().await;
    desk.engine.lock().await;
    desk.keychain.0.lock().unwrap().clear();
    desk.engine.unlock(pin()).await.unwrap();
    assert!(desk.engine.state().session.is_some());
    let shown = desk.engine.app_state().await.unwrap().session;
    assert!(
        matches!(
            shown,
            SessionView::Locked {
                lock: LockView::Lost {
                    loss: Loss::Keychain
                },
                ..
            }
        ),
        "{shown:?}"
    );
    assert!(desk.engine.choose_pin(Pin::new("a new PIN")).await.is_err());
    desk.engine.begin_session(session()).await.unwrap();
    desk.engine.choose_pin(Pin::new("a new PIN")).await.unwrap();
    assert_eq!(desk.rest().await, [path::KEYS, path::LEASE, path::PULL]);
}

/// The sealed copies that lie beside the store.
fn boxes(desk: &Desk) -> Vec<String> {
    let folder = desk
        .folder
        .path()
        .join(format!("{}.sealed", session().officer.id));
    let Ok(entries) = std::fs::read_dir(folder) else {
        return vec![];
    };
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.collect()
}

#[tokio::test(crate = "crate::testing")]
async fn what_a_lost_store_held_is_delivered_first_after_the_next_login() {
    for loses in [
        |desk: &Desk| desk.keychain.0.lock().unwrap().clear(),
        |desk: &Desk| {
            let person = session().officer.id;
            std::fs::remove_file(desk.folder.path().join(format!("{person}.db"))).unwrap();
            std::fs::remove_file(desk.folder.path().join(format!("{person}.vault"))).unwrap();
        },
    ] {
        let mut desk = Desk::new().await;
        desk.rest().await;
        let id = desk.decide_later().await;
        assert_eq!(boxes(&desk), [format!("{id}.box")]);
        // The machine loses its power, and then what it had.
        desk.start_again();
        crate::testing::close_stores().await;
        loses(&desk);
        desk.engine.reopen().await;
        desk.engine.begin_session(session()).await.unwrap();
        desk.engine
            .choose_pin(Pin::new("another PIN"))
            .await
            .unwrap();
        let asked = desk.rest().await;
        let expected = [path::KEYS, path::PUSH_SEALED, path::LEASE, path::PULL];
        assert_eq!(asked[..4], expected);
        let outcome = desk.outcome(id).await;
        assert!(
            matches!(outcome, Some(Outcome::Applied { .. })),
            "{outcome:?}"
        );
        assert_eq!(boxes(&desk), [""; 0]);
    }
}

#[tokio::test(crate = "crate::testing")]
async fn a_box_is_there_as_long_as_its_decision_waits_and_says_nothing() {
    let desk = Desk::new().await;
    desk.rest().await;
    let id = desk.decide_later().await;
    let folder = desk
        .folder
        .path()
        .join(format!("{}.sealed", session().officer.id));
    let text = std::fs::read_to_string(folder.join(format!("{id}.box"))).unwrap();
    let report = Uuid::from_u128(2).to_string();
    assert!(text.contains(&id.to_string()) && !text.contains(&report));
    // A crash between the outbox and the box: the next start makes it.
    std::fs::remove_file(folder.join(format!("{id}.box"))).unwrap();
    desk.engine.lock_as(Lock::Forgotten).await;
    desk.engine.look_again().await;
    desk.engine.unlock(pin()).await.unwrap();
    assert_eq!(boxes(&desk), [format!("{id}.box")]);
    desk.advance(11);
    assert!(desk.rest().await.contains(&path::PUSH.to_owned()));
    assert_eq!(boxes(&desk), [""; 0]);
}
