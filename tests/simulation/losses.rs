//! Machines that lose what opens their store, and profiles that are put back from an older copy.

use std::{
    collections::{BTreeMap, BTreeSet},
    ffi::OsString,
    path::PathBuf,
};

use domain::{
    decision::Draft,
    ids::{ApplicationId, DecisionId, ReportId},
    report::Hash,
};
use engine::{
    Pin,
    view::{AnswerDraft, LockView, SessionView},
};
use jiff::SignedDuration;

use crate::{checks, machine::Dice, officers::Officer};

/// More wrong PINs than any store takes.
const WRONG: usize = 10;

/// The files of a store, and what its officer had typed in it.
pub(crate) struct Copied {
    files: BTreeMap<OsString, Vec<u8>>,
    drafts: BTreeMap<(ReportId, u32), Draft>,
    typed: BTreeMap<ApplicationId, AnswerDraft>,
    seen: BTreeMap<ReportId, (u32, Hash)>,
}

impl Officer {
    /// Somebody tries PINs until the key is destroyed.
    pub(crate) async fn is_wiped(&mut self, dice: &mut Dice) {
        self.start_again(dice).await;
        for _ in 0..WRONG {
            if !self.asks_for_pin() {
                return;
            }
            self.time.advance(SignedDuration::from_mins(10));
            let wrong = self.engine.unlock(Pin::new("en annen PIN")).await;
            wrong.unwrap();
        }
        assert!(!self.asks_for_pin(), "ten wrong PINs");
        self.forgets("wiped");
    }

    /// The keychain has lost what it had.
    pub(crate) async fn loses_keychain(&mut self, dice: &mut Dice) {
        self.keychain.clear();
        self.start_again(dice).await;
        self.forgets("keychain lost");
    }

    fn asks_for_pin(&self) -> bool {
        let shown = self.engine.session();
        matches!(
            shown,
            SessionView::Locked {
                lock: LockView::Pin { .. },
                ..
            }
        )
    }

    /// What is left of the store is what lies sealed beside it.
    fn forgets(&mut self, what: &'static str) {
        let sealed = checks::sealed(self);
        self.log().line(format!(
            "officer {}: {what}, {} sealed",
            self.who,
            sealed.len()
        ));
        self.network.count(what);
        self.drafts.clear();
        self.typed.clear();
        self.seen.clear();
        self.finals.clear();
        self.copy = None;
        self.is_put_back = false;
        self.confirmed.retain(|id| sealed.contains(id));
        self.from_boxes.extend(&sealed);
        self.network.forgets(self.who, &BTreeSet::new());
    }

    /// Somebody keeps the store in the middle of the officer's work. What waited then is taken back or sent, and
    /// often the copy is put back soon.
    pub(crate) async fn is_copied_at_work(&mut self, dice: &mut Dice) {
        self.works(dice).await;
        self.is_copied().await;
        if dice.chance(50) {
            self.undo(dice).await;
        } else {
            for _ in 0..3 {
                self.step(dice).await;
            }
        }
        if dice.chance(70) {
            self.goes_back(dice).await;
        }
    }

    /// Somebody keeps the store as it is now. One that nothing opens any more is of no use to anybody.
    async fn is_copied(&mut self) {
        if !checks::opens(self).await {
            return;
        }
        let files = self.store_files();
        let files = files.into_iter().map(|file| {
            let name = file.file_name().unwrap().to_owned();
            (name, std::fs::read(file).unwrap())
        });
        self.copy = Some(Copied {
            files: files.collect(),
            drafts: self.drafts.clone(),
            typed: self.typed.clone(),
            seen: self.seen.clone(),
        });
    }

    /// The machine's profile is put back to what was kept. Keychain and sealed decisions are not.
    pub(crate) async fn goes_back(&mut self, dice: &mut Dice) {
        if self.copy.is_none() || !self.closes(dice).await {
            return;
        }
        let Some(copy) = self.copy.take() else {
            return;
        };
        for file in self.store_files() {
            std::fs::remove_file(file).unwrap();
        }
        for (name, bytes) in copy.files {
            std::fs::write(self.folder.join(name), bytes).unwrap();
        }
        self.start_again(dice).await;
        let (settled, waiting) = checks::outbox_now(self).await;
        self.log().line(format!(
            "officer {} is put back: {} settled, {} waiting",
            self.who,
            settled.len(),
            waiting.len()
        ));
        self.network.count("profile put back");
        // Kept before the officer had heard that the server went back, it has not heard of it now.
        self.network.may_be_behind(self.who);
        self.is_put_back = true;
        self.drafts = copy.drafts;
        self.typed = copy.typed;
        self.seen = copy.seen;
        self.finals.retain(|id, _| settled.contains(id));
        self.network.forgets(self.who, &settled);
        let held: Ids = settled.into_iter().chain(waiting).collect();
        let sealed = checks::sealed(self);
        self.from_boxes.extend(sealed.difference(&held));
        self.confirmed = held.union(&sealed).copied().collect();
    }

    /// The officer locks the store. False where the program died in that, and was started again.
    async fn closes(&mut self, dice: &mut Dice) -> bool {
        let closed = self.tries(dice, async |engine| engine.lock().await).await;
        let closed = closed.is_some();
        self.looks().await;
        if !closed {
            self.restart(dice).await;
        }
        closed
    }

    /// What waits in an older copy is sent, unless something in it was taken back since.
    pub(crate) async fn settles_older_copy(&mut self) {
        let Some(store) = self.engine.app_state().await.unwrap().store else {
            return;
        };
        if store.unsure == 0 {
            return;
        }
        self.network.count("older copy known as one");
        let unsent = checks::unsure(self).await;
        let send = !self.network.any_undone(&unsent);
        self.log().line(format!(
            "officer {} settles an older copy: {} unsure, send {send}",
            self.who, store.unsure
        ));
        self.engine.settle_older_copy(send).await.unwrap();
        if !send {
            self.network.count("taken back in an older copy");
            self.confirmed.retain(|id| !unsent.contains(id));
        }
    }

    fn store_files(&self) -> Vec<PathBuf> {
        let person = self.person.to_string();
        let Ok(entries) = std::fs::read_dir(&self.folder) else {
            return vec![];
        };
        let mut files: Vec<PathBuf> = entries
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.is_file())
            .filter(|path| {
                let name = path.file_name().unwrap().to_string_lossy();
                name.starts_with(&person)
            })
            .collect();
        files.sort();
        files
    }
}

/// Ids, as a set.
pub(crate) type Ids = BTreeSet<DecisionId>;
