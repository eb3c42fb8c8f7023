//! What is shown where a decision came back: what stands there instead, what changed, and the text that
//! was kept.

use domain::diff::ChangeClass;

use super::*;

fn in_conflict(state: ReportState) -> Stored {
    let conflict = Outcome::Conflict {
        reason: Refusal::OtherRevision,
        current: WAITING,
    };
    decided(state, Some(conflict))
}

fn shown(stored: &Stored) -> ReportView {
    report_view(stored, &Beside::default()).unwrap()
}

fn instead(stored: &Stored) -> Instead {
    let Stage::NeedsYou { instead, .. } = shown(stored).stage else {
        panic!("it did not come back");
    };
    instead
}

#[test]
fn what_stands_instead_is_told() {
    for (state, expected) in [
        (WAITING, Instead::Unknown),
        (ReportState::Submitted { revision: 2 }, Instead::Corrected),
        (ReportState::Withdrawn { revision: 1 }, Instead::Withdrawn),
        (ReportState::Withdrawn { revision: 2 }, Instead::Withdrawn),
    ] {
        assert_eq!(instead(&in_conflict(state)), expected, "{state:?}");
    }
    let mut colleague = decided_elsewhere(|record| record.id = DecisionId(Uuid::from_u128(10)));
    colleague.queued = in_conflict(WAITING).queued;
    let Instead::Decided { decision } = instead(&colleague) else {
        panic!("not decided");
    };
    assert_eq!(decision.decided_by, "Ola Prøve");
}

#[test]
fn a_decision_that_came_back_is_compared_with_what_was_decided_on() {
    let mut stored = in_conflict(ReportState::Submitted { revision: 3 });
    let queued = stored.queued.as_mut().unwrap();
    queued.decision.verdict = Verdict::Return {
        own_figure: None,
        comment: "Rett.".to_owned(),
        asks: vec![Ask {
            point: "inv_breach".into(),
            rule: None,
            comment: None,
        }],
    };
    let newest = &mut stored.report.revisions[2];
    newest
        .values
        .insert("inv_extended".into(), Value::Number(20));
    let changes = shown(&stored).changes.unwrap();
    let classes: Vec<_> = changes
        .points
        .iter()
        .map(|point| (point.change.point.as_str(), point.change.class))
        .collect();
    assert_eq!(changes.from, 1);
    assert_eq!(
        classes,
        [
            ("inv_extended", ChangeClass::ChangedUnasked),
            ("inv_breach", ChangeClass::AskedUnchanged),
        ]
    );
    // Without a decision here it is the revision before, and for a first revision nothing.
    stored.queued = None;
    assert_eq!(shown(&stored).changes.unwrap().from, 2);
    assert_eq!(shown(&undecided(WAITING)).changes, None);
}

#[test]
fn what_is_laid_aside_needs_nobody() {
    let mut stored = in_conflict(WAITING);
    assert_eq!(state_of(&stored), TaskState::NeedsYou);
    stored.queued.as_mut().unwrap().laid_aside = true;
    assert_eq!(state_of(&stored), TaskState::New);
    assert_eq!(shown(&stored).stage, Stage::Undecided);
}

#[test]
fn the_text_of_a_decision_without_its_report_is_kept_in_sight() {
    let held = Some(Outcome::Held {
        reason: HeldReason::NoAccess,
    });
    let queued = decided(WAITING, held).queued.unwrap();
    let kept = |homeless: &[Queued]| {
        let office = "innlandet".into();
        let desk = Desk {
            office: &office,
            lists: &Lists {
                homeless: homeless.to_vec(),
                ..Lists::default()
            },
            lost: &[],
            applications: ApplicationLists::default(),
        };
        task_lists(desk).kept
    };
    let shown = kept(std::slice::from_ref(&queued));
    assert_eq!(shown.len(), 1);
    assert_eq!(shown[0].reason, NeedsYouReason::NoAccess);
    let mut newer = queued.clone();
    newer.outcome = Some(Outcome::Applied { receipt: receipt() });
    assert_eq!(kept(&[queued.clone(), newer]), []);
    let mut aside = queued;
    aside.laid_aside = true;
    assert_eq!(kept(&[aside]), []);
}

#[test]
fn a_half_year_is_told_in_five_places() {
    let at = Some(Timestamp::UNIX_EPOCH);
    let stored = [
        decided_elsewhere(|record| record.acknowledged_at = at),
        decided_elsewhere(|_| ()),
        undecided(WAITING),
        undecided(ReportState::Returned { revision: 1 }),
        undecided(ReportState::Withdrawn { revision: 1 }),
    ];
    let overview = lists(&stored, &[]).overview.unwrap();
    let told = [
        overview.at_bufdir,
        overview.approved,
        overview.waiting,
        overview.returned,
    ];
    assert_eq!(told, [1, 1, 1, 1]);
    // The office has 46 units; four of them have sent something that still stands.
    assert_eq!(overview.missing, 42);
    assert_eq!(lists(&[], &[]).overview, None);
}
