//! The whole county, and approvals together.

use std::collections::BTreeSet;

use domain::template::{PointKind, Template};

use super::*;
use crate::view::{CountyReport, FindingCounts, Joined, NotTogether};

/// What the list of reports without findings shows of one.
fn joined(report: &Report, own_figure: u32) -> Joined {
    Joined {
        id: report.id,
        revision: 1,
        content_hash: report.revisions[0].content_hash,
        own_figure,
    }
}

/// A whole report of a unit where nothing happened: the rules find nothing in it.
fn of_unit(id: u128, unit: &str) -> Report {
    let mut report = Report {
        unit_no: unit.into(),
        unit_name: unit.to_owned(),
        ..report(id, ReportState::Submitted { revision: 1 })
    };
    for point in Template::current().municipal_points() {
        let nothing = if point.kind == PointKind::YesNo {
            // Nei asks for a comment.
            Value::YesNo(point.id.as_str().starts_with("ctrl_"))
        } else {
            Value::Number(0)
        };
        if point.kind != PointKind::Text {
            report.revisions[0].values.insert(point.id.clone(), nothing);
        }
    }
    report
}

/// The same with breaches that do not add up.
fn miscounted(id: u128, unit: &str) -> Report {
    let mut report = of_unit(id, unit);
    let values = &mut report.revisions[0].values;
    values.insert("inv_breach".into(), Value::Number(12));
    report
}

/// Where a unit's report stands in the county's newest half-year.
async fn in_county(desk: &Desk, report: &Report) -> CountyReport {
    let county = desk.1.county(None).await.unwrap().unwrap();
    let row = county.units.into_iter();
    let mut row = row.filter(|row| row.unit_no == report.unit_no);
    row.next().unwrap().report.unwrap()
}

#[tokio::test(crate = "crate::testing")]
async fn reports_without_findings_are_approved_together_and_each_by_itself() {
    let clean = [of_unit(1, "3411"), of_unit(2, "3420")];
    let desk = desk(&clean).await;
    let engine = &desk.1;
    for report in &clean {
        let shown = in_county(&desk, report).await;
        assert_eq!(shown.findings, FindingCounts::default());
        let join = shown.together.unwrap();
        assert_eq!((join.own_figure, join.extended), (None, Some(0)));
    }
    let chosen = vec![joined(&clean[0], 0), joined(&clean[1], 0)];
    let told = engine.approve_together(chosen.clone()).await.unwrap();
    assert_eq!(told.left_out, []);
    for (id, report) in told.saved.iter().zip(&clean) {
        let stage = engine.report(report.id).await.unwrap().stage;
        let Stage::SavedHere {
            decision_id,
            verdict,
            ..
        } = stage
        else {
            panic!("{stage:?}");
        };
        assert_eq!(decision_id, *id);
        let approved = Verdict::Approve {
            own_figure: 0,
            comment: None,
        };
        assert_eq!(verdict, approved);
        assert_eq!(in_county(&desk, report).await.together, None);
    }
    assert_ne!(told.saved[0], told.saved[1]);

    // A second time nothing is decided; one that is undone is there with its figure.
    let again = engine.approve_together(chosen).await.unwrap();
    let why = again.left_out.iter().map(|left| left.why);
    assert!(again.saved.is_empty() && why.eq([NotTogether::Decided; 2]));
    engine.undo(told.saved[0]).await.unwrap();
    let join = in_county(&desk, &clean[0]).await.together.unwrap();
    assert_eq!(join.own_figure, Some(0));
}

#[tokio::test(crate = "crate::testing")]
async fn where_the_store_fails_between_two_approvals_the_first_is_told_and_can_be_undone() {
    let all = [(1, "3411"), (2, "3420"), (3, "3405")].map(|(id, no)| of_unit(id, no));
    let (_folder, engine) = desk(&all).await;
    let store = engine.open().unwrap().store;
    let second = format!("NEW.thing_id = '{}'", all[1].id);
    store.fails_at("INSERT", "outbox", &second).await;
    let chosen = all.each_ref().map(|report| joined(report, 0));
    let told = engine.approve_together(chosen.to_vec()).await.unwrap();
    let left = told.left_out.iter().map(|left| (left.id, left.why));
    let not_saved = [&all[1], &all[2]].map(|report| (report.id, NotTogether::NotSaved));
    assert!(left.eq(not_saved), "{:?}", told.left_out);
    let [saved] = told.saved[..] else {
        panic!("{:?}", told.saved);
    };
    engine.undo(saved).await.unwrap();
    assert_eq!(engine.app_state().await.unwrap().line.waiting, 0);

    // Where nothing at all is saved it is an error.
    let failed = engine.approve_together(vec![chosen[1].clone()]).await;
    assert!(matches!(failed, Err(EngineError::Store(_))), "{failed:?}");
    store.fails_no_more().await;
    let told = engine.approve_together(chosen.to_vec()).await.unwrap();
    assert_eq!(told.saved.len(), 3);
}

#[tokio::test(crate = "crate::testing")]
async fn what_is_to_be_read_by_itself_is_left_out_and_the_others_are_approved() {
    let found = miscounted(5, "3403");
    let [clean, answered, high, changed] =
        [(1, "3411"), (2, "3420"), (3, "3405"), (4, "3407")].map(|(id, no)| of_unit(id, no));
    let all = [&clean, &answered, &high, &changed, &found].map(Clone::clone);
    let (_folder, engine) = desk(&all).await;
    let no = draft(false);
    engine.save_draft(answered.id, 1, no.clone()).await.unwrap();
    let other = Joined {
        content_hash: Hash::of(b"other"),
        ..joined(&changed, 0)
    };
    let chosen = vec![
        joined(&answered, 0),
        joined(&high, 1),
        other,
        joined(&found, 0),
        joined(&clean, 0),
    ];
    let told = engine.approve_together(chosen).await.unwrap();
    let why: Vec<_> = told
        .left_out
        .iter()
        .map(|left| (left.id, left.why))
        .collect();
    let refused = |refusal| NotTogether::Refused { refusal };
    assert_eq!(
        why,
        [
            (answered.id, NotTogether::OwnText),
            (high.id, refused(Refusal::OwnFigureTooHigh)),
            (changed.id, refused(Refusal::OtherContent)),
            (found.id, NotTogether::Findings),
        ]
    );
    assert_eq!(told.saved.len(), 1);
    let stages = [clean.id, answered.id, high.id, changed.id, found.id];
    for (at, id) in stages.into_iter().enumerate() {
        let view = engine.report(id).await.unwrap();
        let is_saved = matches!(view.stage, Stage::SavedHere { .. });
        assert_eq!(is_saved, at == 0, "{}", view.unit_name);
    }
    assert_eq!(engine.report(answered.id).await.unwrap().draft, no);
}

/// The units of the register stand there also where nothing has come; a report that was taken back is none.
#[tokio::test(crate = "crate::testing")]
async fn the_county_has_every_unit_once() {
    let sent = of_unit(1, "3411");
    let mut taken_back = of_unit(2, "3420");
    taken_back.state = ReportState::Withdrawn { revision: 1 };
    let desk = desk(&[sent.clone(), taken_back.clone()]).await;
    let county = desk.1.county(None).await.unwrap().unwrap();
    assert!(county.units.len() > 40);
    let once: BTreeSet<_> = county.units.iter().map(|row| &row.unit_no).collect();
    assert_eq!(once.len(), county.units.len());
    let mut gone = county.units.iter();
    let gone = gone.find(|row| row.unit_no == taken_back.unit_no).unwrap();
    assert_eq!(gone.report, None);
    let shown = in_county(&desk, &sent).await;
    assert_eq!(shown.by_heading.len(), county.headings.len());
    let earlier = desk.1.county(Some("2025-2".parse().unwrap())).await;
    assert_eq!(earlier.unwrap(), None);
}

#[tokio::test(crate = "crate::testing")]
async fn what_the_rules_find_stands_under_its_heading() {
    let found = miscounted(1, "3411");
    let desk = desk(std::slice::from_ref(&found)).await;
    let county = desk.1.county(None).await.unwrap().unwrap();
    let shown = in_county(&desk, &found).await;
    assert!(shown.findings.errors > 0);
    let errors = shown.by_heading.iter().map(|counts| counts.errors);
    assert_eq!(errors.sum::<u32>(), shown.findings.errors);
    let at = county
        .headings
        .iter()
        .position(|heading| heading.number == 3);
    assert_eq!(shown.by_heading[at.unwrap()].errors, shown.findings.errors);
    assert_eq!(shown.together, None);
}
