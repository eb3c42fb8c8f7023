//! The network between everybody and the server: it loses what the seed says, and sees everything.

use std::{
    collections::{BTreeMap, BTreeSet},
    future::pending,
    path::Path,
    sync::{Arc, Mutex},
};

use axum::body::Body;
use bytes::Bytes;
use domain::{
    application::AnswerKind,
    decision::{AnyDecision, Receipted, Subject},
    ids::{ApplicationId, DecisionId, PersonId, RemindingId, UnitNo},
    report::Submission,
    sealing::SealingKey,
    wire::{
        HeadAnswer, Outcome, PullRequest, PushAnswer, PushRequest, PushSealedAnswer,
        PushSealedRequest, Submitted, path,
    },
};
use edge::{Http, HttpError};
use http::{Method, Request, Response, StatusCode, header::RETRY_AFTER};
use jiff::Timestamp;
use tokio::sync::Notify;
use tower::ServiceExt;

use crate::{
    checks::{self, ServerFile},
    machine::{Dice, Log},
    model::{Kind, Model, Reception, Reminding, WaitsFor},
    servers::Door,
    sometimes::Sometimes,
};

mod applying;
mod reminding;

/// What the network does to one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    Delivered,
    RequestLost,
    AnswerLost,
    /// Somebody on the way changes the receipts in the answer.
    ReceiptsAltered,
    /// A proxy answers 502, and the server never hears of it.
    RefusedOnTheWay,
    /// A proxy finds that there are too many requests, and says when to come again.
    LimitedOnTheWay,
    /// A proxy answers 502 after the server has acted.
    RefusedOnTheWayBack,
    /// The sender's program dies before the request leaves.
    DiesBefore,
    /// The sender's program dies before the answer arrives.
    DiesAfter,
}

/// The one network.
pub(crate) struct Network {
    /// The server's processes of now: those of a restored one take their place.
    doors: Mutex<Vec<Door>>,
    /// The file of all of them.
    pub(crate) database: ServerFile,
    pub(crate) log: Log,
    inner: Mutex<Inner>,
}

struct Inner {
    dice: Dice,
    faulty: bool,
    /// Entries a page holds at most.
    page: u32,
    model: Model,
    sometimes: Sometimes,
    /// The office the server knows each officer in.
    offices: Vec<&'static str>,
    /// Who sits at each machine.
    persons: Vec<PersonId>,
    undone: BTreeSet<DecisionId>,
    /// Decisions whose outcome never arrived.
    unheard: BTreeSet<DecisionId>,
    held: BTreeSet<DecisionId>,
    lost_refresh: BTreeSet<usize>,
    /// The server's processes that ended.
    down: BTreeSet<usize>,
    /// What each officer asked for last.
    last_asked: BTreeMap<usize, String>,
    /// Officers whose machines heard of a moved head, and have not pulled since.
    hinted: BTreeSet<usize>,
    /// Officers whose machines asked for the head just now.
    asked_head: BTreeSet<usize>,
    /// Decisions whose officer was told that they are received.
    told: BTreeMap<DecisionId, usize>,
    /// Officers whose machines have just heard what became of decisions.
    heard: BTreeSet<usize>,
    /// Officers who ever were in another office.
    moved: BTreeSet<usize>,
    past: Past,
}

/// What a server that went back in time leaves behind.
#[derive(Default)]
struct Past {
    went_back: bool,
    /// Officers who have not heard from the server since.
    behind: BTreeSet<usize>,
    /// Officers who have heard since that their cursor is none.
    diverged: BTreeSet<usize>,
}

/// What the server knew at a moment, said by the model.
pub(crate) struct Remembered {
    model: Model,
    offices: Vec<&'static str>,
}

impl Network {
    pub(crate) fn new(
        doors: Vec<Door>,
        database: &Path,
        log: Log,
        mut dice: Dice,
        offices: Vec<&'static str>,
    ) -> Self {
        let page = *dice.pick(&[1, 2, 3, 500]).unwrap();
        Self {
            doors: Mutex::new(doors),
            database: ServerFile::new(database),
            log,
            inner: Mutex::new(Inner {
                dice,
                faulty: true,
                page,
                model: Model::default(),
                sometimes: Sometimes::default(),
                offices,
                persons: vec![],
                undone: BTreeSet::new(),
                unheard: BTreeSet::new(),
                held: BTreeSet::new(),
                lost_refresh: BTreeSet::new(),
                down: BTreeSet::new(),
                last_asked: BTreeMap::new(),
                hinted: BTreeSet::new(),
                asked_head: BTreeSet::new(),
                told: BTreeMap::new(),
                heard: BTreeSet::new(),
                moved: BTreeSet::new(),
                past: Past::default(),
            }),
        }
    }

    /// Somebody sits at the next machine.
    pub(crate) fn seats(&self, person: PersonId) {
        self.inner.lock().unwrap().persons.push(person);
    }

    /// From now on the server's processes are these.
    pub(crate) fn lead_to(&self, doors: Vec<Door>) {
        *self.doors.lock().unwrap() = doors;
        self.inner.lock().unwrap().down.clear();
    }

    /// The same processes, with other keys.
    pub(crate) fn open(&self, doors: Vec<Door>) {
        *self.doors.lock().unwrap() = doors;
    }

    /// The processes that ended.
    pub(crate) fn down(&self) -> BTreeSet<usize> {
        self.inner.lock().unwrap().down.clone()
    }

    /// The disk under the server is full, or is no longer.
    pub(crate) fn fill_disk(&self, full: bool) {
        for door in &*self.doors.lock().unwrap() {
            if full {
                door.fuse.fill_disk();
            } else {
                door.fuse.make_room();
            }
        }
    }

    pub(crate) fn is_disk_full(&self) -> bool {
        let doors = self.doors.lock().unwrap();
        doors.iter().any(|door| door.fuse.is_disk_full())
    }

    pub(crate) fn heal(&self) {
        self.inner.lock().unwrap().faulty = false;
    }

    pub(crate) fn count(&self, what: &'static str) {
        self.inner.lock().unwrap().sometimes.count(what);
    }

    pub(crate) fn sometimes(&self) -> Sometimes {
        self.inner.lock().unwrap().sometimes.clone()
    }

    pub(crate) fn move_officer(&self, who: usize, office: &'static str) {
        let mut inner = self.inner.lock().unwrap();
        inner.offices[who] = office;
        inner.moved.insert(who);
    }

    pub(crate) fn office_of(&self, who: usize) -> &'static str {
        self.inner.lock().unwrap().offices[who]
    }

    /// From now on the server must never see this decision.
    pub(crate) fn was_undone(&self, id: DecisionId) {
        self.inner.lock().unwrap().undone.insert(id);
    }

    pub(crate) fn was_hinted(&self, who: usize) {
        self.inner.lock().unwrap().hinted.insert(who);
    }

    pub(crate) fn is_faulty(&self) -> bool {
        self.inner.lock().unwrap().faulty
    }

    /// What the server knows now, for a backup.
    pub(crate) fn remember(&self) -> Remembered {
        let inner = self.inner.lock().unwrap();
        Remembered {
            model: inner.model.clone(),
            offices: inner.offices.clone(),
        }
    }

    /// Another server stands in the server's place, which knows what was known then.
    pub(crate) fn go_back(&self, doors: Vec<Door>, then: &Remembered) {
        self.lead_to(doors);
        let mut inner = self.inner.lock().unwrap();
        inner.model = then.model.clone();
        inner.offices.clone_from(&then.offices);
        inner.past = Past {
            went_back: true,
            behind: (0..then.offices.len()).collect(),
            diverged: BTreeSet::new(),
        };
    }

    /// Whether the server ever went back in time.
    pub(crate) fn went_back(&self) -> bool {
        self.inner.lock().unwrap().past.went_back
    }

    /// Whether the officer may ask again about what was received.
    pub(crate) fn may_ask_again(&self, who: usize) -> bool {
        let inner = self.inner.lock().unwrap();
        inner.past.went_back || inner.moved.contains(&who)
    }

    /// Whether the officer has not heard from the server since it went back.
    pub(crate) fn is_behind(&self, who: usize) -> bool {
        self.inner.lock().unwrap().past.behind.contains(&who)
    }

    /// What the officer's machine has heard may be lost again: it could not write it down.
    pub(crate) fn may_be_behind(&self, who: usize) {
        let past = &mut self.inner.lock().unwrap().past;
        if past.went_back {
            past.behind.insert(who);
        }
    }

    /// Whether the officer's machine has heard what became of decisions, since this was asked last.
    pub(crate) fn has_heard(&self, who: usize) -> bool {
        self.inner.lock().unwrap().heard.remove(&who)
    }

    /// The officer sees that these decisions are received.
    pub(crate) fn tell(&self, who: usize, received: Vec<DecisionId>) {
        let received = received.into_iter().map(|id| (id, who));
        self.inner.lock().unwrap().told.extend(received);
    }

    /// The decisions of which the officer was told that they are received.
    pub(crate) fn told(&self, who: usize) -> Vec<DecisionId> {
        let inner = self.inner.lock().unwrap();
        let told = inner.told.iter().filter(|(_, whose)| **whose == who);
        told.map(|(id, _)| *id).collect()
    }

    /// What this officer was told is forgotten, but for these.
    pub(crate) fn forgets(&self, who: usize, but: &BTreeSet<DecisionId>) {
        let mut inner = self.inner.lock().unwrap();
        inner
            .told
            .retain(|id, whose| *whose != who || but.contains(id));
    }

    /// Whether any of these was taken back.
    pub(crate) fn any_undone(&self, ids: &BTreeSet<DecisionId>) -> bool {
        !self.inner.lock().unwrap().undone.is_disjoint(ids)
    }

    pub(crate) fn outcomes(&self) -> BTreeMap<DecisionId, Kind> {
        self.inner.lock().unwrap().model.outcomes.clone()
    }

    /// Who has to answer which application.
    pub(crate) fn applications(&self) -> BTreeMap<ApplicationId, WaitsFor> {
        self.inner.lock().unwrap().model.applications()
    }

    /// What became of each unit in each reminding.
    pub(crate) fn remindings(&self) -> BTreeMap<(String, RemindingId, UnitNo), Reminding> {
        self.inner.lock().unwrap().model.remindings()
    }

    /// What goes to Bufdir, in its order.
    pub(crate) fn approvals(&self) -> Vec<DecisionId> {
        self.inner.lock().unwrap().model.approvals.clone()
    }

    /// A unit's case system sends. None where no answer came.
    pub(crate) async fn submit(
        &self,
        office: &'static str,
        token: &str,
        sent: &Submission,
    ) -> Option<StatusCode> {
        let fate = self.fate(path::REPORTS);
        if matches!(
            fate,
            Fate::RequestLost | Fate::RefusedOnTheWay | Fate::LimitedOnTheWay | Fate::DiesBefore
        ) {
            self.log.line(format!("  {} sends: {fate:?}", sent.unit_no));
            return None;
        }
        let request = Request::post(path::REPORTS)
            .header(http::header::AUTHORIZATION, format!("Bearer {token}"))
            .body(Bytes::from(serde_json::to_vec(sent).unwrap()))
            .unwrap();
        let Some(answer) = self.serve(request).await else {
            self.learn_of_submission(office, sent).await;
            self.log
                .line(format!("  {} sends: no answer", sent.unit_no));
            return None;
        };
        let expected = {
            let mut inner = self.inner.lock().unwrap();
            let expected = inner.model.submit(office, sent);
            match expected {
                Reception::Revision(number) if number > 1 => {
                    inner.sometimes.count("revision after a return or a resend");
                }
                Reception::Revision(_) => {}
                Reception::Duplicate => inner.sometimes.count("submission sent again"),
                Reception::Refused => inner.sometimes.count("submission after the approval"),
            }
            expected
        };
        self.log.line(format!(
            "  {} sends: {fate:?}, {} {expected:?}",
            sent.unit_no,
            answer.status()
        ));
        if expected == Reception::Refused {
            assert_eq!(answer.status(), StatusCode::CONFLICT);
        } else {
            assert_eq!(answer.status(), StatusCode::OK);
            let said: Submitted = serde_json::from_slice(answer.body()).unwrap();
            assert_eq!(said.content_hash, sent.content_hash());
            assert_eq!(said.duplicate, expected == Reception::Duplicate);
            if let Reception::Revision(number) = expected {
                assert_eq!(said.revision, number);
            }
            self.inner.lock().unwrap().model.name(said.report_id, sent);
        }
        (fate == Fate::Delivered).then(|| answer.status())
    }

    pub(crate) fn fate(&self, what: &str) -> Fate {
        let mut inner = self.inner.lock().unwrap();
        if !inner.faulty {
            return Fate::Delivered;
        }
        match inner.dice.below(100) {
            0..8 => Fate::RequestLost,
            8..20 => Fate::AnswerLost,
            20..22 => Fate::RefusedOnTheWay,
            22..24 => Fate::LimitedOnTheWay,
            24..28 => Fate::RefusedOnTheWayBack,
            28..30 => Fate::DiesBefore,
            30..34 => Fate::DiesAfter,
            34..50 if what == path::PUSH => Fate::ReceiptsAltered,
            _ => Fate::Delivered,
        }
    }

    /// A session begins: what the officer asked for before it no longer matters.
    pub(crate) fn logs_in(&self, who: usize) {
        self.inner.lock().unwrap().last_asked.remove(&who);
    }

    fn asks(&self, who: usize, what: &str) {
        let mut inner = self.inner.lock().unwrap();
        let before = inner.last_asked.insert(who, what.to_owned());
        if what == path::KEYS {
            match before.as_deref() {
                Some(path::PULL) => inner.sometimes.count("keys fetched after a pull"),
                Some(path::PUSH) => inner.sometimes.count("keys fetched after a push"),
                Some(_) | None => {}
            }
        }
    }

    /// The answer to a push with another figure in each receipt.
    fn alter(&self, answer: &Response<Bytes>) -> Response<Bytes> {
        let mut said: PushAnswer = match serde_json::from_slice(answer.body()) {
            Ok(said) => said,
            Err(_) => return answer.clone(),
        };
        for result in &mut said.results {
            if let Outcome::Applied { receipt } | Outcome::Duplicate { receipt } =
                &mut result.outcome
            {
                match &mut receipt.subject {
                    Subject::Report(on) => {
                        on.own_figure = Some(on.own_figure.map_or(0, |figure| figure + 1));
                    }
                    Subject::Application(on) => on.answer = another(on.answer),
                }
                self.count("altered receipt");
            }
        }
        let body = serde_json::to_vec(&said).unwrap();
        answer.clone().map(|_| body.into())
    }

    /// The answer of one of the server's processes; none where it ended over it, where none is there, or where its
    /// disk is full.
    pub(crate) async fn serve(&self, request: Request<Bytes>) -> Option<Response<Bytes>> {
        let (which, door, ends_at) = self.door()?;
        if let Some(at) = ends_at {
            door.fuse.light(at);
        }
        let answer = async {
            let answer = door.router.oneshot(request.map(Body::from)).await;
            let (parts, body) = answer.unwrap().into_parts();
            let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
            Response::from_parts(parts, body)
        };
        let answer = tokio::select! {
            biased;
            () = door.dies.notified() => None,
            answer = answer => Some(answer),
        };
        if door.fuse.put_out() {
            self.log
                .line(format!("  process {which} of the server ends"));
            self.count("server ended between two statements");
            self.inner.lock().unwrap().down.insert(which);
            return None;
        }
        let failed = answer.as_ref()?.status().is_server_error();
        if failed && door.fuse.is_disk_full() {
            self.log.line("  the server's disk is full");
            self.count("server's disk full");
            return None;
        }
        answer
    }

    /// One of the processes that are there, and the statement that it is to end at.
    fn door(&self) -> Option<(usize, Door, Option<usize>)> {
        let doors = self.doors.lock().unwrap();
        let mut inner = self.inner.lock().unwrap();
        let up: Vec<usize> = (0..doors.len())
            .filter(|which| !inner.down.contains(which))
            .collect();
        if up.len() > 1 {
            inner.sometimes.count("several servers");
        }
        let which = *inner.dice.pick(&up)?;
        let ends = inner.faulty && inner.dice.chance(3);
        let ends_at = ends.then(|| inner.dice.below(25));
        Some((which, doors[which].clone(), ends_at))
    }

    /// What a request did that was not answered, as the server's file says.
    async fn learn(&self, who: usize, asked: &Request<Bytes>) {
        let decisions: Vec<AnyDecision> = match asked.uri().path() {
            path::PUSH => {
                let asked: PushRequest = serde_json::from_slice(asked.body()).unwrap();
                let items = asked.items.iter();
                items
                    .map(|item| serde_json::from_str(item.get()).unwrap())
                    .collect()
            }
            path::PUSH_SEALED => {
                let asked: PushSealedRequest = serde_json::from_slice(asked.body()).unwrap();
                let person = self.inner.lock().unwrap().persons[who];
                let opened = asked.items.iter().map(|boxed| {
                    let opened = sealing_key().open(person, boxed).unwrap();
                    serde_json::from_slice(&opened).unwrap()
                });
                opened.collect()
            }
            path::REFRESH => {
                self.inner.lock().unwrap().lost_refresh.insert(who);
                return;
            }
            path::REMINDERS if asked.method() == Method::POST => {
                return self.learn_of_reminding(who, asked.body()).await;
            }
            _ => return,
        };
        for decision in decisions {
            let id = decision.id();
            let outcome = checks::decided(&self.database, id).await;
            let mut inner = self.inner.lock().unwrap();
            assert!(!inner.undone.contains(&id), "{id} was undone and sent");
            inner.unheard.insert(id);
            if let Some(outcome) = outcome {
                let office = inner.offices[who];
                let expected = match inner.model.settle(office, &decision) {
                    Kind::Applied | Kind::Duplicate => "applied",
                    Kind::Conflict => "conflict",
                    Kind::Rejected => "rejected",
                    kind @ (Kind::NoAccess | Kind::UnknownRevision) => panic!("{kind:?} is kept"),
                };
                assert_eq!(outcome, expected, "{decision:?}");
            }
        }
    }

    /// When the server was told that a delivery is with Bufdir, as its file says.
    pub(crate) async fn acknowledged(&self, id: DecisionId) -> Option<Timestamp> {
        checks::acknowledged(&self.database, id).await
    }

    /// What a submission did that was not answered.
    async fn learn_of_submission(&self, office: &'static str, sent: &Submission) {
        let received = checks::submitted(&self.database, sent).await;
        let Some((report, number)) = received else {
            return;
        };
        let mut inner = self.inner.lock().unwrap();
        match inner.model.submit(office, sent) {
            Reception::Revision(expected) => assert_eq!(number, expected),
            Reception::Duplicate => {}
            Reception::Refused => panic!("a report was received after its approval"),
        }
        inner.model.name(report, sent);
    }

    /// What the server was asked and what it said, against what it must say.
    fn observe(&self, who: usize, asked: &Request<Bytes>, answer: &Response<Bytes>, fate: Fate) {
        let mut inner = self.inner.lock().unwrap();
        assert!(
            !answer.status().is_server_error(),
            "the server failed: {answer:?}"
        );
        assert_ne!(
            answer.status(),
            StatusCode::TOO_MANY_REQUESTS,
            "nobody here asks too often"
        );
        if answer.status() != StatusCode::OK {
            return;
        }
        let is_heard = fate == Fate::Delivered;
        match asked.uri().path() {
            path::PUSH => inner.observe_push(&self.log, who, asked.body(), answer.body(), is_heard),
            path::PUSH_SEALED => {
                inner.observe_sealed(&self.log, who, asked.body(), answer.body(), is_heard);
            }
            path::PULL => inner.observe_pull(who, answer.body(), is_heard),
            path::HEAD => inner.observe_head(who, answer.body()),
            path::REMINDERS if asked.method() == Method::POST => {
                inner.observe_reminding(who, asked.body(), answer.body());
            }
            path::REFRESH => {
                if inner.lost_refresh.remove(&who) && is_heard {
                    inner.sometimes.count("refresh after a lost refresh");
                }
                if !is_heard {
                    inner.lost_refresh.insert(who);
                }
            }
            _ => {}
        }
    }
}

impl Inner {
    fn observe_push(&mut self, log: &Log, who: usize, asked: &[u8], said: &[u8], is_heard: bool) {
        let office = self.offices[who];
        let asked: PushRequest = serde_json::from_slice(asked).unwrap();
        let said: PushAnswer = serde_json::from_slice(said).unwrap();
        assert_eq!(asked.items.len(), said.results.len());
        for (item, result) in asked.items.iter().zip(said.results) {
            let decision: AnyDecision = serde_json::from_str(item.get()).unwrap();
            assert_eq!(result.decision_id, Some(decision.id()));
            self.observe_decision(log, (who, office), &decision, &result.outcome, is_heard);
        }
    }

    /// Decisions that only the server can read: this network can too.
    fn observe_sealed(&mut self, log: &Log, who: usize, asked: &[u8], said: &[u8], is_heard: bool) {
        let office = self.offices[who];
        let asked: PushSealedRequest = serde_json::from_slice(asked).unwrap();
        let said: PushSealedAnswer = serde_json::from_slice(said).unwrap();
        assert_eq!(asked.items.len(), said.results.len());
        for (boxed, result) in asked.items.iter().zip(said.results) {
            let opened = sealing_key().open(self.persons[who], boxed).unwrap();
            let decision: AnyDecision = serde_json::from_slice(&opened).unwrap();
            assert_eq!(result.decision_id, decision.id());
            let told = result.opened.unwrap();
            assert_eq!(told.decision.get().as_bytes(), opened);
            self.observe_decision(log, (who, office), &decision, &told.outcome, is_heard);
            self.sometimes.count("delivered from its sealed copy");
        }
    }

    fn observe_decision(
        &mut self,
        log: &Log,
        (who, office): (usize, &str),
        decision: &AnyDecision,
        outcome: &Outcome,
        is_heard: bool,
    ) {
        let id = decision.id();
        assert!(!self.undone.contains(&id), "{id} was undone and sent");
        let expected = self.model.settle(office, decision);
        let kind = Kind::of(outcome);
        let on = match decision {
            AnyDecision::Report(decision) => format!("revision {}", decision.revision),
            AnyDecision::Application(_) => {
                self.count_answer(kind);
                "an application".to_owned()
            }
        };
        log.line(format!("    decision {id} on {on}: {kind:?}"));
        assert_eq!(kind, expected, "{decision:?}");
        if is_heard {
            self.observe_again(who, id, kind);
        }
        match kind {
            Kind::Applied => self.sometimes.count("applied"),
            Kind::Duplicate if is_heard && self.unheard.contains(&id) => {
                self.sometimes.count("lost answer, then duplicate");
            }
            Kind::Conflict => self.sometimes.count("conflict"),
            Kind::NoAccess | Kind::UnknownRevision => self.sometimes.count("held"),
            Kind::Duplicate | Kind::Rejected => {}
        }
        if self.held.remove(&id) && self.model.outcomes.contains_key(&id) {
            self.sometimes.count("decision offered again after held");
        }
        if is_heard && kind == Kind::NoAccess {
            self.held.insert(id);
        }
        if is_heard {
            self.unheard.remove(&id);
        } else {
            self.unheard.insert(id);
        }
    }

    fn observe_head(&mut self, who: usize, said: &[u8]) {
        let said: HeadAnswer = serde_json::from_slice(said).unwrap();
        assert_eq!(said.office.as_str(), self.offices[who]);
        self.sometimes.count("head asked for");
        self.asked_head.insert(who);
    }

    /// An outcome that the officer hears, perhaps of a decision that was received before.
    fn observe_again(&mut self, who: usize, id: DecisionId, kind: Kind) {
        self.heard.insert(who);
        if self.told.contains_key(&id) {
            // What was decided in another office, no feed shows any more.
            let may_ask = self.past.went_back || self.moved.contains(&who);
            assert!(may_ask, "{id} is sent though it was received");
            let what = match kind {
                Kind::Applied => "acknowledged, lost, and applied again",
                Kind::Duplicate => "acknowledged, and not lost",
                Kind::Conflict | Kind::NoAccess | Kind::UnknownRevision | Kind::Rejected => {
                    "acknowledged, lost, and refused"
                }
            };
            self.sometimes.count(what);
            if kind != Kind::Duplicate && !self.past.diverged.contains(&who) {
                let what = "missed in a feed that did not diverge";
                self.sometimes.count(what);
            }
        }
    }

    fn observe_pull(&mut self, who: usize, said: &[u8], is_heard: bool) {
        if self.hinted.remove(&who) {
            self.sometimes.count("pull after a hint");
        }
        if self.asked_head.remove(&who) {
            self.sometimes.count("pull after asking for the head");
        }
        let text = std::str::from_utf8(said).unwrap();
        if text.starts_with("{\"status\":\"diverged\"") {
            assert!(self.past.behind.contains(&who), "the feed diverged");
            if is_heard {
                self.sometimes.count("diverged");
                self.past.behind.remove(&who);
                self.past.diverged.insert(who);
            }
            return;
        }
        assert!(text.starts_with("{\"status\":\"ok\""), "{text}");
        if is_heard {
            self.past.behind.remove(&who);
        }
        if text.contains(r#""bodies":[]"#) && !text.contains(r#""entries":[]"#) {
            self.sometimes.count("page of several");
        }
        for other in crate::units::OFFICES {
            if other != self.offices[who] {
                let canary = crate::units::canary(other);
                assert!(
                    !text.contains(&canary),
                    "officer {who} gets {other}'s report"
                );
            }
        }
    }
}

/// An officer's line into the network.
#[derive(Clone)]
pub(crate) struct Line {
    pub(crate) network: Arc<Network>,
    pub(crate) who: usize,
    /// The program at this end dies.
    pub(crate) dies: Arc<Notify>,
}

impl Http for Line {
    async fn call(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let (who, network) = (self.who, &self.network);
        let what = request.uri().path().to_owned();
        let fate = network.fate(&what);
        network.asks(who, &what);
        let line = |end: &str| {
            let line = format!("  officer {who} {what}: {fate:?}{end}");
            network.log.line(line);
        };
        match fate {
            Fate::RequestLost => {
                line("");
                return Err(HttpError::Unreachable);
            }
            Fate::RefusedOnTheWay => {
                line("");
                return Ok(bad_gateway());
            }
            Fate::LimitedOnTheWay => {
                line("");
                network.count("too many requests");
                return Ok(too_many());
            }
            Fate::DiesBefore => {
                line("");
                return self.die().await;
            }
            Fate::Delivered
            | Fate::AnswerLost
            | Fate::ReceiptsAltered
            | Fate::RefusedOnTheWayBack
            | Fate::DiesAfter => {}
        }
        let asked = self.smaller_pages(request);
        let Some(answer) = network.serve(asked.clone()).await else {
            network.learn(who, &asked).await;
            line(", no answer");
            return match fate {
                Fate::DiesAfter => self.die().await,
                Fate::RefusedOnTheWayBack => Ok(bad_gateway()),
                Fate::Delivered
                | Fate::AnswerLost
                | Fate::ReceiptsAltered
                | Fate::RequestLost
                | Fate::RefusedOnTheWay
                | Fate::LimitedOnTheWay
                | Fate::DiesBefore => Err(HttpError::Unreachable),
            };
        };
        line(&format!(", {}", answer.status()));
        network.observe(who, &asked, &answer, fate);
        match fate {
            Fate::AnswerLost => Err(HttpError::TimedOut),
            Fate::RefusedOnTheWayBack => Ok(bad_gateway()),
            Fate::DiesAfter => self.die().await,
            Fate::ReceiptsAltered => Ok(network.alter(&answer)),
            Fate::Delivered
            | Fate::RequestLost
            | Fate::RefusedOnTheWay
            | Fate::LimitedOnTheWay
            | Fate::DiesBefore => Ok(answer),
        }
    }
}

impl Line {
    async fn die(&self) -> Result<Response<Bytes>, HttpError> {
        self.network.count("crash in a request");
        self.dies.notify_one();
        pending().await
    }

    /// A server may send fewer entries than it is asked for.
    fn smaller_pages(&self, request: Request<Bytes>) -> Request<Bytes> {
        if request.uri().path() != path::PULL {
            return request;
        }
        let page = self.network.inner.lock().unwrap().page;
        request.map(|body| {
            let mut asked: PullRequest = serde_json::from_slice(&body).unwrap();
            asked.max_entries = page;
            serde_json::to_vec(&asked).unwrap().into()
        })
    }
}

/// The server's key for sealed decisions, which outlives those that it signs with.
pub(crate) fn sealing_key() -> SealingKey {
    SealingKey::from_seed(&[8; 32])
}

fn another(answer: AnswerKind) -> AnswerKind {
    match answer {
        AnswerKind::Approve | AnswerKind::Forward => AnswerKind::Reject,
        AnswerKind::Reject => AnswerKind::Approve,
    }
}

fn too_many() -> Response<Bytes> {
    let mut answer = Response::new(Bytes::new());
    *answer.status_mut() = StatusCode::TOO_MANY_REQUESTS;
    let seconds = http::HeaderValue::from_static("20");
    answer.headers_mut().insert(RETRY_AFTER, seconds);
    answer
}

fn bad_gateway() -> Response<Bytes> {
    let mut answer = Response::new(Bytes::from_static(b"<html>502 Bad Gateway</html>"));
    *answer.status_mut() = StatusCode::BAD_GATEWAY;
    answer
}
