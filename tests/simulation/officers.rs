//! Officers: what they do at their machines, and what they remember of it.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    sync::Arc,
};

use domain::{
    decision::Draft,
    ids::{ApplicationId, DecisionId, PersonId, ReportId},
    report::Hash,
    wire::RemindRequest,
};
use engine::{
    Config, Engine, EngineError, Step,
    view::{AnswerDraft, LockView, SessionView, Stage, TaskLists},
};
use jiff::SignedDuration;
use server::App;
use support::{keychain::Memory, vault};
use tokio::sync::Notify;

use crate::{
    checks,
    losses::{Copied, Ids},
    machine::{Dice, Log, Recorder, Time},
    mishaps::Fuse,
    network::{Line, Network},
    template::Profile,
};

mod answers;
mod reminders;

/// How far ahead of the true time a machine's clock may go, in seconds.
const AHEAD: [i64; 5] = [-7200, -45, 0, 3, 1800];

/// Whether the officers' disks are full now and then.
fn disk_fills(seed: u64) -> bool {
    Dice::new(seed, 9).chance(30)
}

/// One officer at one machine.
pub(crate) struct Officer {
    pub(crate) who: usize,
    pub(crate) person: PersonId,
    pub(crate) folder: PathBuf,
    pub(crate) keychain: Arc<Memory>,
    pub(crate) engine: Engine<Recorder, Line>,
    pub(crate) dies: Arc<Notify>,
    pub(crate) network: Arc<Network>,
    pub(crate) time: Time,
    seed: u64,
    starts: u64,
    /// The office of the last login, and how many there have been.
    pub(crate) logged_in: (String, u64),
    /// What the officer typed last on each revision.
    pub(crate) drafts: BTreeMap<(ReportId, u32), Draft>,
    /// What the officer typed last on each application.
    pub(crate) typed: BTreeMap<ApplicationId, AnswerDraft>,
    /// Decisions that answered applications.
    answered: BTreeSet<DecisionId>,
    /// Reminders that were sent, and of which no answer came.
    pub(crate) reminding: Option<RemindRequest>,
    /// Every decision that was said to be saved, and not taken back.
    pub(crate) confirmed: BTreeSet<DecisionId>,
    /// Final outcomes, as they were first seen here.
    pub(crate) finals: BTreeMap<DecisionId, String>,
    /// What was on the screen when a report was last looked at.
    pub(crate) seen: BTreeMap<ReportId, (u32, Hash)>,
    /// The store as it was at some moment, if somebody kept it.
    pub(crate) copy: Option<Copied>,
    /// The store is an older copy that was not opened yet.
    pub(crate) is_put_back: bool,
    /// The program ended between two statements, and the store was not opened since.
    pub(crate) has_ended: bool,
    /// Decisions of which only the sealed copy was left. It has no name of its report.
    pub(crate) from_boxes: BTreeSet<DecisionId>,
    fuse: Arc<Fuse>,
    /// Whether the disk is full now and then.
    disk_fills: bool,
}

impl Officer {
    pub(crate) fn new(
        who: usize,
        person: PersonId,
        Profile { folder, keychain }: Profile,
        network: &Arc<Network>,
        time: &Time,
        seed: u64,
    ) -> Self {
        let dies = Arc::new(Notify::new());
        let fuse = Fuse::new(&dies);
        let machine = Machine {
            who,
            fuse: &fuse,
            folder: &folder,
            keychain: &keychain,
            network,
            dies: &dies,
            time,
            seed,
            start: 0,
            ahead: 0,
        };
        Self {
            engine: machine.start(),
            who,
            person,
            folder,
            keychain,
            dies,
            network: network.clone(),
            time: time.clone(),
            seed,
            starts: 0,
            logged_in: (String::new(), 0),
            drafts: BTreeMap::new(),
            typed: BTreeMap::new(),
            answered: BTreeSet::new(),
            reminding: None,
            confirmed: BTreeSet::new(),
            finals: BTreeMap::new(),
            seen: BTreeMap::new(),
            copy: None,
            is_put_back: false,
            has_ended: false,
            from_boxes: BTreeSet::new(),
            fuse,
            disk_fills: disk_fills(seed),
        }
    }

    /// Does something with the program, which may end in it, at any statement too. None where it did.
    pub(crate) async fn tries<T>(
        &mut self,
        dice: &mut Dice,
        what: impl AsyncFnOnce(&Engine<Recorder, Line>) -> T,
    ) -> Option<T> {
        if self.network.is_faulty() && dice.chance(4) {
            self.fuse.light(dice.below(20));
        }
        let done = tokio::select! {
            biased;
            () = self.dies.notified() => None,
            done = what(&self.engine) => Some(done),
        };
        let ended = self.fuse.put_out();
        if ended || self.fuse.is_disk_full() {
            self.network.may_be_behind(self.who);
        }
        if ended {
            self.log()
                .line(format!("  officer {}'s program ends", self.who));
            self.network.count("ended between two statements");
            self.has_ended = true;
            return None;
        }
        done
    }

    /// The disk is full for what comes next, now and then.
    fn perhaps_fill_disk(&self, dice: &mut Dice) -> bool {
        let fills = self.disk_fills && self.network.is_faulty() && dice.chance(8);
        if fills {
            self.fuse.fill_disk();
        }
        fills
    }

    /// A command failed for want of room. What it was to do is not done.
    fn had_no_room(&self, what: &str) -> String {
        assert!(self.fuse.is_disk_full(), "{what} failed with room enough");
        self.network.count("disk full");
        "no room".to_owned()
    }

    /// What was promised is what is there, after a program ended over it.
    async fn takes_stock(&mut self) {
        let (settled, waiting) = checks::outbox_now(self).await;
        let here: Ids = settled.into_iter().chain(waiting).collect();
        let there: Ids = here.union(&checks::sealed(self)).copied().collect();
        self.confirmed = self.confirmed.intersection(&there).copied().collect();
        self.confirmed.extend(here);
    }

    pub(crate) fn log(&self) -> &Log {
        &self.network.log
    }

    /// One step of the engine. False where its program died in it.
    pub(crate) async fn step(&mut self, dice: &mut Dice) -> Option<Step> {
        let fills = self.perhaps_fill_disk(dice);
        let stepped = self.tries(dice, async |engine| engine.step().await).await;
        if fills {
            self.fuse.make_room();
        }
        self.looks().await;
        match stepped {
            Some(step) => {
                self.log()
                    .line(format!("officer {} steps: {step:?}", self.who));
            }
            None => self.restart(dice).await,
        }
        stepped
    }

    /// The officer sees what became of decisions.
    pub(crate) async fn looks(&self) {
        if self.network.has_heard(self.who) {
            let received = checks::received(self).await;
            self.network.tell(self.who, received);
        }
    }

    /// The program ends without a word, and is started again.
    pub(crate) async fn restart(&mut self, dice: &mut Dice) {
        self.start_again(dice).await;
        if dice.chance(90) {
            self.unlocks().await;
        }
    }

    /// The same, and nobody is there.
    pub(crate) async fn start_again(&mut self, dice: &mut Dice) {
        self.starts += 1;
        self.fuse.make_room();
        self.reminding = None;
        let ahead = *dice.pick(&AHEAD).unwrap();
        self.log().line(format!(
            "officer {} starts again, clock {ahead} s ahead",
            self.who
        ));
        let machine = Machine {
            who: self.who,
            fuse: &self.fuse,
            folder: &self.folder,
            keychain: &self.keychain,
            network: &self.network,
            dies: &self.dies,
            time: &self.time,
            seed: self.seed,
            start: self.starts,
            ahead,
        };
        self.engine = machine.start();
        self.engine.reopen().await;
    }

    /// The officer types the PIN, or chooses one.
    pub(crate) async fn unlock(&self) {
        let asked = self.engine.session();
        let done = match asked {
            SessionView::ChoosePin { .. } => self.engine.choose_pin(vault::pin()).await,
            SessionView::Locked {
                lock: LockView::Pin { .. },
                ..
            } => self.engine.unlock(vault::pin()).await,
            // Only a login opens it.
            SessionView::Locked { .. } => return,
            SessionView::SignedIn { .. }
            | SessionView::SignedOut { .. }
            | SessionView::Elsewhere
            | SessionView::Waiting { .. } => Ok(()),
        };
        done.unwrap();
        let shown = self.engine.session();
        if matches!(
            shown,
            SessionView::Locked {
                lock: LockView::LeaseOver,
                ..
            }
        ) {
            self.network.count("lease over");
        }
    }

    /// The officer types the PIN, and says what becomes of what waits in an older copy.
    pub(crate) async fn unlocks(&mut self) {
        let was_open = matches!(self.engine.session(), SessionView::SignedIn { .. });
        self.unlock().await;
        let shown = self.engine.session();
        if matches!(shown, SessionView::SignedIn { .. }) {
            self.is_put_back = false;
            self.has_ended = false;
        }
        if !was_open {
            self.settles_older_copy().await;
        }
    }

    /// The program ends as it should: what waits is sent once. It may die in that.
    pub(crate) async fn quit(&mut self, dice: &mut Dice) {
        self.log().line(format!("officer {} quits", self.who));
        self.tries(dice, async |engine| engine.prepare_to_quit().await)
            .await;
        self.looks().await;
        self.restart(dice).await;
    }

    pub(crate) async fn logout(&mut self, dice: &mut Dice) {
        self.log().line(format!("officer {} logs out", self.who));
        let done = self.tries(dice, async |engine| engine.logout().await).await;
        if done.is_none() {
            self.restart(dice).await;
        }
    }

    /// A login, as it ends: with a session.
    pub(crate) async fn login(&mut self, app: &App) {
        let session = server::issue_session(app, self.person).await.unwrap();
        self.log().line(format!(
            "officer {} logs in, in {}",
            self.who, session.officer.office
        ));
        self.network.logs_in(self.who);
        self.logged_in = (session.officer.office.to_string(), self.logged_in.1 + 1);
        self.engine.begin_session(session).await.unwrap();
        self.unlocks().await;
    }

    pub(crate) fn is_logged_in(&self) -> bool {
        match self.engine.session() {
            SessionView::SignedIn { expired, .. } => !expired,
            SessionView::SignedOut { .. }
            | SessionView::Elsewhere
            | SessionView::Waiting { .. }
            | SessionView::ChoosePin { .. }
            | SessionView::Locked { .. } => false,
        }
    }

    /// The tasks, where the store is open.
    async fn tasks(&self) -> Option<TaskLists> {
        match self.engine.tasks().await {
            Ok(lists) => Some(lists),
            Err(EngineError::SignedOut | EngineError::Locked) => None,
            Err(error) => panic!("the tasks cannot be read: {error}"),
        }
    }

    /// A report among the tasks, if there is one.
    async fn choose(&self, dice: &mut Dice) -> Option<ReportId> {
        let lists = self.tasks().await?;
        let mut rows = lists.open;
        if rows.is_empty() || dice.chance(10) {
            rows.extend(lists.archive);
        }
        dice.pick(&rows).map(|row| row.id)
    }

    /// Types something on a report.
    pub(crate) async fn draft(&mut self, dice: &mut Dice) {
        let Some(id) = self.choose(dice).await else {
            return;
        };
        let view = self.engine.report(id).await.unwrap();
        let fills = self.perhaps_fill_disk(dice);
        // More than finds room in the pages that are there.
        let more = if fills {
            " og mer".repeat(1000)
        } else {
            String::new()
        };
        let draft = Draft {
            own_figure: dice
                .chance(90)
                .then(|| u32::try_from(dice.below(3)).unwrap()),
            approve: dice.chance(95).then(|| dice.chance(60)),
            comment: if dice.chance(90) {
                format!("Ord nr. {} fra {}{more}", dice.below(1000), self.who)
            } else {
                String::new()
            },
            asks: vec![],
        };
        self.log().line(format!(
            "officer {} types on {id}, revision {}: {:.200}",
            self.who,
            view.revision,
            format!("{draft:?}")
        ));
        let of = (id, view.revision);
        let typed = draft.clone();
        let saved = self
            .tries(dice, async |engine| {
                engine.save_draft(of.0, of.1, typed).await
            })
            .await;
        match saved {
            Some(Ok(_)) => {}
            Some(Err(EngineError::Store(_))) => {
                let said = self.had_no_room("a draft");
                self.log().line(said);
                self.fuse.make_room();
                return;
            }
            Some(Err(error)) => panic!("a draft failed: {error}"),
            None => {
                let found = checks::draft_of(self, of).await;
                assert!(found == Some(draft) || found.as_ref() == self.drafts.get(&of));
                if let Some(found) = found {
                    self.drafts.insert(of, found);
                }
                return self.restart(dice).await;
            }
        }
        if fills {
            self.fuse.make_room();
        }
        // Whoever fills in the form has read it.
        let points = view.points().map(|point| point.id.clone()).collect();
        self.engine.see(id, view.revision, points).await.unwrap();
        self.drafts.insert((id, view.revision), draft);
        self.seen.insert(id, (view.revision, view.content_hash));
    }

    /// Some reports are looked at and decided, as far as there are any.
    pub(crate) async fn works(&mut self, dice: &mut Dice) {
        for _ in 0..4 {
            self.draft(dice).await;
            self.decide(dice).await;
        }
    }

    /// «Bekreft» on a report that was looked at, perhaps long ago.
    pub(crate) async fn decide(&mut self, dice: &mut Dice) {
        let seen: Vec<_> = self.seen.iter().map(|(id, what)| (*id, *what)).collect();
        let Some((id, (revision, content))) = dice.pick(&seen).copied() else {
            return;
        };
        let fills = self.perhaps_fill_disk(dice);
        let decided = self
            .tries(dice, async |engine| {
                engine.decide(id, revision, content).await
            })
            .await;
        let Some(decided) = decided else {
            self.takes_stock().await;
            return self.restart(dice).await;
        };
        let line = match decided {
            Err(EngineError::Store(_)) => self.had_no_room("a decision"),
            Ok(view) => {
                let Stage::SavedHere {
                    decision_id,
                    can_undo,
                    ..
                } = view.stage
                else {
                    panic!("confirmed, and shown as {:?}", view.stage);
                };
                assert!(can_undo);
                assert!(self.confirmed.insert(decision_id), "the same id twice");
                format!("saved as {decision_id}")
            }
            Err(EngineError::Refused(refusal)) => format!("refused, {refusal:?}"),
            // What was seen of an office's reports went with the office; what was typed did not.
            Err(EngineError::Unseen { errors }) if self.network.may_ask_again(self.who) => {
                self.seen.remove(&id);
                format!("refused, {errors} errors are not seen")
            }
            Err(EngineError::SignedOut | EngineError::Locked) => "signed out".to_owned(),
            // The report went with the office.
            Err(EngineError::NotFound) => "not found".to_owned(),
            Err(
                error @ (EngineError::TooLate
                | EngineError::Unseen { .. }
                | EngineError::Answer(_)
                | EngineError::BadInput
                | EngineError::NotWritten
                | EngineError::NotReached
                | EngineError::NotApproved
                | EngineError::AskedBefore
                | EngineError::PinNotGood
                | EngineError::PinWrong
                | EngineError::NoKeychain),
            ) => panic!("a decision failed: {error}"),
        };
        self.log().line(format!(
            "officer {} decides {id}, revision {revision}: {line}",
            self.who
        ));
        if fills {
            self.fuse.make_room();
        }
    }

    /// «Angre», most often on the newest decision.
    pub(crate) async fn undo(&mut self, dice: &mut Dice) {
        let ids: Vec<_> = self.confirmed.iter().copied().collect();
        let newest = ids.last().copied();
        let id = if dice.chance(70) {
            newest
        } else {
            dice.pick(&ids).copied()
        };
        let Some(id) = id else { return };
        let fills = self.perhaps_fill_disk(dice);
        let is_answer = self.is_answer(id);
        let undone = self
            .tries(dice, async |engine| {
                if is_answer {
                    engine.undo_answer(id).await.map(drop)
                } else {
                    engine.undo(id).await.map(drop)
                }
            })
            .await;
        let Some(undone) = undone else {
            self.takes_stock().await;
            return self.restart(dice).await;
        };
        let line = match undone {
            Err(EngineError::Store(_)) => {
                self.has_ended = true;
                &self.had_no_room("an undo")
            }
            Ok(()) => {
                self.took_back(id);
                "undone"
            }
            Err(EngineError::TooLate) => {
                self.network.count("undo too late");
                "too late"
            }
            Err(EngineError::SignedOut | EngineError::Locked) => "signed out",
            // The report went with the office.
            Err(EngineError::NotFound) => "not found",
            Err(
                error @ (EngineError::Refused(_)
                | EngineError::Unseen { .. }
                | EngineError::Answer(_)
                | EngineError::BadInput
                | EngineError::NotWritten
                | EngineError::NotReached
                | EngineError::NotApproved
                | EngineError::AskedBefore
                | EngineError::PinNotGood
                | EngineError::PinWrong
                | EngineError::NoKeychain),
            ) => panic!("an undo failed: {error}"),
        };
        self.log()
            .line(format!("officer {} undoes {id}: {line}", self.who));
        if fills {
            self.fuse.make_room();
        }
    }

    fn took_back(&mut self, id: DecisionId) {
        self.confirmed.remove(&id);
        self.network.was_undone(id);
        self.network.count("undo");
    }
}

/// What a program is started on.
struct Machine<'a> {
    who: usize,
    fuse: &'a Arc<Fuse>,
    folder: &'a Path,
    keychain: &'a Arc<Memory>,
    network: &'a Arc<Network>,
    dies: &'a Arc<Notify>,
    time: &'a Time,
    seed: u64,
    start: u64,
    ahead: i64,
}

impl Machine<'_> {
    fn start(self) -> Engine<Recorder, Line> {
        let stream = 1000 * (1 + u64::try_from(self.who).unwrap()) + self.start;
        let ahead = SignedDuration::from_secs(self.ahead);
        let config = Config {
            server: "http://server.invalid/".parse().unwrap(),
            data_dir: self.folder.to_owned(),
            version: "0".to_owned(),
            machine_name: "machine".to_owned(),
            pin_cost: vault::CHEAP,
            guards_memory: false,
        };
        let line = Line {
            network: self.network.clone(),
            who: self.who,
            dies: self.dies.clone(),
        };
        let desktop = Recorder {
            who: self.who,
            log: self.network.log.clone(),
        };
        let ctx = self.time.machine(self.seed, stream, ahead);
        let ctx = ctx.befallen(self.fuse.clone());
        Engine::new(config, ctx, line, self.keychain.clone(), desktop)
    }
}
