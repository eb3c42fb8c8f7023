//! What officers answer to applications for access.

use domain::{
    application::AnswerKind,
    ids::{ApplicationId, DecisionId},
};
use engine::{
    EngineError,
    view::{AnswerDraft, AnswerStage, ApplicantKind, ApplicationView},
};
use jiff::ToSpan;

use super::Officer;
use crate::{checks, machine::Dice};

impl Officer {
    /// Types an answer on an application among the tasks, and most often confirms it.
    pub(crate) async fn answers(&mut self, dice: &mut Dice) {
        let Some(lists) = self.tasks().await else {
            return;
        };
        let row = dice.pick(&lists.applications.open);
        let Some(id) = row.map(|row| row.id) else {
            return;
        };
        let view = self.engine.application(id).await.unwrap();
        if self.types_answer(dice, &view).await && dice.chance(80) {
            self.confirms_answer(dice, &view).await;
        }
    }

    /// False where it was not saved.
    async fn types_answer(&mut self, dice: &mut Dice, view: &ApplicationView) -> bool {
        let id = view.id;
        let fills = self.perhaps_fill_disk(dice);
        // More than finds room in the pages that are there.
        let more = if fills {
            " og mer".repeat(1000)
        } else {
            String::new()
        };
        let draft = AnswerDraft {
            answer: Some(answer(dice, view.applicant)),
            until: Some(view.until_from + 30.days()),
            reason: format!("Ord nr. {} fra {}{more}", dice.below(1000), self.who),
        };
        self.log().line(format!(
            "officer {} types {:?} on {id}",
            self.who, draft.answer
        ));
        let typed = draft.clone();
        let saved = self
            .tries(dice, async |engine| engine.save_answer(id, typed).await)
            .await;
        let is_saved = match saved {
            Some(Ok(_)) => {
                self.typed.insert(id, draft);
                true
            }
            Some(Err(EngineError::Store(_))) => {
                let said = self.had_no_room("an answer's draft");
                self.log().line(said);
                false
            }
            Some(Err(error)) => panic!("an answer's draft failed: {error}"),
            None => {
                self.finds_answer(id, &draft).await;
                self.restart(dice).await;
                return false;
            }
        };
        if fills {
            self.fuse.make_room();
        }
        is_saved
    }

    /// After a program that ended over it: what was typed last is there, or what was typed before.
    async fn finds_answer(&mut self, id: ApplicationId, typed: &AnswerDraft) {
        let found = checks::answer_draft_of(self, id).await;
        assert!(found.as_ref() == Some(typed) || found.as_ref() == self.typed.get(&id));
        if let Some(found) = found {
            self.typed.insert(id, found);
        }
    }

    /// «Bekreft» on an application that was looked at.
    async fn confirms_answer(&mut self, dice: &mut Dice, view: &ApplicationView) {
        let id = view.id;
        let fills = self.perhaps_fill_disk(dice);
        let answered = self
            .tries(dice, async |engine| {
                engine.answer(id, view.content_hash).await
            })
            .await;
        let Some(answered) = answered else {
            self.takes_stock().await;
            return self.restart(dice).await;
        };
        let line = match answered {
            Ok(view) => self.has_answered(&view),
            Err(EngineError::Store(_)) => self.had_no_room("an answer"),
            Err(EngineError::Answer(refusal)) => format!("refused, {refusal:?}"),
            Err(
                error @ (EngineError::SignedOut
                | EngineError::Locked
                | EngineError::NotFound
                | EngineError::Refused(_)
                | EngineError::TooLate
                | EngineError::Unseen { .. }
                | EngineError::BadInput
                | EngineError::NotWritten
                | EngineError::NotReached
                | EngineError::NotApproved
                | EngineError::AskedBefore
                | EngineError::PinNotGood
                | EngineError::PinWrong
                | EngineError::NoKeychain),
            ) => panic!("an answer failed: {error}"),
        };
        self.log()
            .line(format!("officer {} answers {id}: {line}", self.who));
        if fills {
            self.fuse.make_room();
        }
    }

    fn has_answered(&mut self, view: &ApplicationView) -> String {
        let AnswerStage::SavedHere {
            decision_id,
            can_undo,
            ..
        } = &view.stage
        else {
            panic!("confirmed, and shown as {:?}", view.stage);
        };
        assert!(can_undo);
        assert!(self.confirmed.insert(*decision_id), "the same id twice");
        self.answered.insert(*decision_id);
        if !self.is_logged_in() {
            self.network.count("application answered without a session");
        }
        format!("saved as {decision_id}")
    }

    /// Whether a decision is known here as an answer to an application.
    pub(super) fn is_answer(&self, id: DecisionId) -> bool {
        self.answered.contains(&id)
    }
}

/// Now and then one that such an applicant cannot be given.
fn answer(dice: &mut Dice, applicant: ApplicantKind) -> AnswerKind {
    let is_external = applicant == ApplicantKind::External;
    if is_external != dice.chance(5) {
        AnswerKind::Forward
    } else if dice.chance(60) {
        AnswerKind::Approve
    } else {
        AnswerKind::Reject
    }
}
