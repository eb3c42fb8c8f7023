use domain::{
    decision::{Ask, Decision, DecisionRecord, Draft, Receipt, Refusal, Verdict},
    ids::{DecisionId, PersonId},
    report::{ReportState, Value},
    wire::{HeldReason, Outcome},
};
use jiff::Timestamp;
use uuid::Uuid;

use super::{
    tasks::{task_row, task_state},
    testing::{published, report},
    *,
};
use crate::{
    store::{Counted, Listed, Lists, Subject, Task},
    view::{
        ApplicationLists, Instead, LostDecision, NeedsYouReason, Proof, Stage, TaskKind, TaskLists,
        TaskState,
    },
};

const WAITING: ReportState = ReportState::Submitted { revision: 1 };

fn decision() -> Decision {
    let report = report(1, WAITING);
    Decision {
        id: DecisionId(Uuid::from_u128(9)),
        report_id: report.id,
        revision: 1,
        content_hash: report.revisions[0].content_hash,
        verdict: Verdict::Approve {
            own_figure: 17,
            comment: None,
        },
        confirmed_at: Timestamp::UNIX_EPOCH,
    }
}

fn receipt() -> Receipt {
    testing::receipt(&decision())
}

fn undecided(state: ReportState) -> Stored {
    Stored {
        report: report(1, state),
        draft: None,
        queued: None,
    }
}

fn decided(state: ReportState, outcome: Option<Outcome>) -> Stored {
    let queued = Queued {
        request: String::new(),
        decision: decision(),
        due_at: Timestamp::UNIX_EPOCH,
        attempted: outcome.is_some(),
        outcome,
        first_receipt: None,
        subject: None,
        laid_aside: false,
    };
    Stored {
        queued: Some(queued),
        ..undecided(state)
    }
}

fn lists(stored: &[Stored], lost: &[Queued]) -> TaskLists {
    let decided = stored
        .iter()
        .filter(|stored| stored.report.revisions.last().unwrap().decision.is_some());
    task_lists(Desk {
        office: &"innlandet".into(),
        lists: &Lists {
            tasks: stored.iter().map(task).collect(),
            homeless: vec![],
            decided: u32::try_from(decided.count()).unwrap(),
        },
        lost,
        applications: ApplicationLists::default(),
    })
}

/// The same in a list.
fn task(stored: &Stored) -> Task {
    Task {
        listed: Listed::of(&stored.report).unwrap(),
        draft: stored.draft.clone(),
        queued: stored.queued.clone(),
        counted: Counted::After(0),
    }
}

/// A list and the report itself say the same.
fn state_of(stored: &Stored) -> TaskState {
    let listed = task_row(&task(stored)).state;
    let shown = task_state(stored, stored.report.latest().unwrap());
    assert_eq!(listed, shown);
    shown
}

#[test]
fn a_task_stays_open_until_the_server_has_the_decision() {
    let conflict = Outcome::Conflict {
        reason: Refusal::OtherRevision,
        current: WAITING,
    };
    let held = Outcome::Held {
        reason: HeldReason::NoAccess,
    };
    let received = TaskState::Received {
        approve: true,
        receipt: "26-000001".to_owned(),
        at_bufdir: false,
    };
    let with = |outcome| decided(WAITING, Some(outcome));
    for (stored, expected, open) in [
        (undecided(WAITING), TaskState::New, true),
        (
            decided(WAITING, None),
            TaskState::SavedHere { approve: true },
            true,
        ),
        (with(conflict), TaskState::NeedsYou, true),
        (with(held), TaskState::NeedsYou, true),
        (
            with(Outcome::Applied { receipt: receipt() }),
            received.clone(),
            false,
        ),
        (
            with(Outcome::Duplicate { receipt: receipt() }),
            received,
            false,
        ),
    ] {
        assert_eq!(state_of(&stored), expected);
        let lists = lists(&[stored], &[]);
        assert_eq!(
            (lists.open.len(), lists.archive.len()),
            if open { (1, 0) } else { (0, 1) }
        );
    }
}

#[test]
fn a_corrected_report_is_a_new_task_after_a_return() {
    let applied = Some(Outcome::Applied { receipt: receipt() });
    let corrected = decided(ReportState::Submitted { revision: 2 }, applied);
    let row = task_row(&task(&corrected));
    assert_eq!((row.kind, row.state), (TaskKind::Corrected, TaskState::New));
}

#[test]
fn what_bufdir_has_acknowledged_is_at_bufdir() {
    for at in [None, Some(Timestamp::UNIX_EPOCH)] {
        let stored = decided_elsewhere(|record| record.acknowledged_at = at);
        let expected = TaskState::Received {
            approve: true,
            receipt: "26-000001".to_owned(),
            at_bufdir: at.is_some(),
        };
        assert_eq!(state_of(&stored), expected);
        let view = report_view(&stored, &Beside::default()).unwrap();
        let Stage::Received {
            acknowledged_at, ..
        } = view.stage
        else {
            panic!("{:?}", view.stage);
        };
        assert_eq!(acknowledged_at, at);
    }
}

#[test]
fn a_draft_shows_its_answer() {
    let mut stored = undecided(WAITING);
    stored.draft = Some(SavedDraft {
        report_id: stored.report.id,
        revision: 1,
        draft: Draft {
            approve: Some(false),
            ..Draft::default()
        },
        saved_at: Timestamp::UNIX_EPOCH,
    });
    assert_eq!(
        state_of(&stored),
        TaskState::Draft {
            approve: Some(false)
        }
    );
}

#[test]
fn the_review_shows_earlier_periods_beside() {
    let mut previous = report(2, WAITING);
    previous.revisions[0]
        .values
        .insert("inv_extended".into(), Value::Number(13));
    previous.period = "2025-2".parse().unwrap();
    let beside = Beside {
        of_unit: vec![previous],
        ..Beside::default()
    };
    let view = report_view(&undecided(WAITING), &beside).unwrap();
    let point = view
        .points()
        .find(|point| point.id.as_str() == "inv_extended")
        .unwrap();
    assert_eq!(
        (&point.value, &point.previous, &point.year_before),
        (&Some(Value::Number(19)), &Some(Value::Number(13)), &None)
    );
    assert_eq!(view.extended, Some(19));
    assert_eq!(view.breaches, None);
    assert_eq!(view.stage, Stage::Undecided);
}

fn proof_of(stored: &Stored, keys: &[PublishedKey]) -> Proof {
    let beside = Beside {
        keys: keys.to_vec(),
        ..Beside::default()
    };
    let view = report_view(stored, &beside).unwrap();
    let Stage::Received { proof, .. } = view.stage else {
        panic!("{:?}", view.stage);
    };
    proof
}

/// As a colleague decided it: nothing of it in the outbox here.
fn decided_elsewhere(record: impl FnOnce(&mut DecisionRecord)) -> Stored {
    let mut stored = undecided(ReportState::Approved { revision: 1 });
    let mut decided = DecisionRecord {
        id: decision().id,
        verdict: decision().verdict,
        decided_by: PersonId(Uuid::nil()),
        decided_by_name: "Ola Prøve".to_owned(),
        confirmed_at: Timestamp::UNIX_EPOCH,
        receipt: receipt(),
        acknowledged_at: None,
    };
    record(&mut decided);
    stored.report.revisions[0].decision = Some(decided);
    stored
}

#[test]
fn the_figure_of_an_earlier_decision_is_carried_where_it_can_still_be() {
    let corrected = |extended: i64| {
        let mut stored = undecided(ReportState::Submitted { revision: 2 });
        let returned = decided_elsewhere(|record| {
            record.verdict = Verdict::Return {
                own_figure: Some(17),
                comment: "Rett.".to_owned(),
                asks: vec![],
            };
        });
        let [first, second] = &mut stored.report.revisions[..] else {
            unreachable!("two revisions are made")
        };
        first.decision = returned.report.revisions[0].decision.clone();
        let extended = Value::Number(extended);
        second.values.insert("inv_extended".into(), extended);
        stored
    };
    let carried = |stored: &Stored| {
        let view = report_view(stored, &Beside::default()).unwrap();
        assert_eq!(view.figure_before, Some(FROM_FIRST));
        view.carried
    };
    assert_eq!(carried(&corrected(17)), Some(FROM_FIRST));
    assert_eq!(carried(&corrected(16)), None);
    let mut begun = corrected(17);
    begun.draft = Some(SavedDraft {
        report_id: begun.report.id,
        revision: 2,
        draft: Draft::default(),
        saved_at: Timestamp::UNIX_EPOCH,
    });
    assert_eq!(carried(&begun), None);
    let first = report_view(&undecided(WAITING), &Beside::default()).unwrap();
    assert_eq!((first.figure_before, first.carried), (None, None));
}

const FROM_FIRST: EarlierFigure = EarlierFigure {
    figure: 17,
    version: 1,
};

#[test]
fn a_receipt_is_verified_when_it_is_shown() {
    let right = decided_elsewhere(|_| ());
    let own = decided(WAITING, Some(Outcome::Applied { receipt: receipt() }));
    for stored in [&right, &own] {
        let both = [published(2), published(1)];
        assert_eq!(proof_of(stored, &both), Proof::Verified);
        assert_eq!(proof_of(stored, &[published(2)]), Proof::UnknownKey);
        assert_eq!(proof_of(stored, &[]), Proof::UnknownKey);
        let ended = PublishedKey {
            valid_from: Timestamp::MAX,
            ..published(1)
        };
        assert_eq!(proof_of(stored, &[ended]), Proof::Refuted);
    }
    let renumbered = decided_elsewhere(|record| record.receipt.number = "26-000009".to_owned());
    // The server's own receipt, beside a verdict that it was not given for.
    let other_figure = decided_elsewhere(|record| {
        record.verdict = Verdict::Approve {
            own_figure: 3,
            comment: None,
        };
    });
    for stored in [renumbered, other_figure] {
        assert_eq!(proof_of(&stored, &[published(1)]), Proof::Refuted);
    }
}

#[test]
fn a_lost_decision_is_shown_with_its_first_receipt_and_the_new_outcome() {
    let conflict = Outcome::Conflict {
        reason: Refusal::NotWaiting,
        current: WAITING,
    };
    let mut stored = decided(WAITING, Some(conflict));
    let queued = stored.queued.as_mut().unwrap();
    queued.first_receipt = Some(receipt());
    queued.subject = Some(Subject {
        reference: "HR-2026-1-3411".to_owned(),
        unit_name: "Ringsaker".to_owned(),
    });
    let lost = [queued.clone()];
    let expected = LostDecision {
        decision_id: decision().id,
        report_id: decision().report_id,
        reference: Some("HR-2026-1-3411".to_owned()),
        unit_name: Some("Ringsaker".to_owned()),
        verdict: decision().verdict,
        confirmed_at: decision().confirmed_at,
        receipt: receipt(),
        reason: NeedsYouReason::Conflict,
    };
    // Also where the report is gone, and beside whatever else stands on it.
    let listed = lists(&[], &lost).lost;
    assert_eq!(listed, [expected]);
    let beside = Beside {
        lost: lost.to_vec(),
        ..Beside::default()
    };
    let view = report_view(&undecided(WAITING), &beside).unwrap();
    assert_eq!(view.lost, listed);
    let mut other = undecided(WAITING);
    other.report.id = report(2, WAITING).id;
    let view = report_view(&other, &beside).unwrap();
    assert_eq!(view.lost, []);

    let mut taken = lost[0].clone();
    taken.outcome = Some(Outcome::Duplicate { receipt: receipt() });
    assert_eq!(lists(&[], &[taken]).lost, []);
}

mod came_back;
