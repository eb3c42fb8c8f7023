//! Receiving reports: all faults at once, each act of sending once, every revision kept.

use domain::{
    decision::{Ask, Verdict},
    report::{Report, ReportState},
    wire::{ProblemKind, PullPage, Submitted, path},
};
use serde_json::{Value, json};

use crate::world::{
    BERGEN, Desk, INNLANDET, KARI, OLA, RINGSAKER, World, approve, decision, report, send_back,
    submission,
};

/// The only report in an office's feed, as its newest body has it.
async fn only_report(world: &World, desk: &Desk) -> Report {
    let PullPage::Ok { bodies, .. } = world.pull(desk, None, 500).await else {
        panic!("diverged");
    };
    let [body] = bodies.as_slice() else {
        panic!("{} bodies", bodies.len());
    };
    serde_json::from_str(body.body.get()).unwrap()
}

#[tokio::test]
async fn a_report_is_received() {
    let world = World::new().await;
    let desk = world.officer(KARI, INNLANDET).await;
    let client = world.client(RINGSAKER).await;
    let sent = report(RINGSAKER, 1);
    let received: Submitted = world.submit(&client, &sent).await.ok();
    assert_eq!(received.reference, "HR-2026-1-3411");
    assert_eq!((received.revision, received.duplicate), (1, false));
    assert_eq!(received.received_at.to_string(), "2026-07-01T08:00:00Z");
    assert_eq!(received.content_hash, submission(&sent).content_hash());

    let kept = only_report(&world, &desk).await;
    assert_eq!(kept.id, received.report_id);
    assert_eq!(kept.unit_name, "Ringsaker");
    assert_eq!(kept.office.as_str(), INNLANDET);
    assert_eq!(kept.office_deadline.to_string(), "2026-09-15");
    assert_eq!(kept.state, ReportState::Submitted { revision: 1 });
    assert_eq!(kept.revisions[0].values, submission(&sent).values);
    assert_eq!(kept.revisions[0].comments, submission(&sent).comments);
    assert_eq!(kept.revisions[0].submitted_by, "Case system");
}

#[tokio::test]
async fn every_fault_is_answered_at_once_and_nothing_is_stored() {
    let world = World::new().await;
    let client = world.client(RINGSAKER).await;
    let mut sent = report(RINGSAKER, 1);
    let values = sent["values"].as_object_mut().unwrap();
    values.remove("inv_open_start");
    for (point, value) in [
        ("unit_contact_name", json!(7)),
        ("unit_intermunicipal", json!("kanskje")),
        ("inv_started", json!(-1)),
        ("inv_closed", json!("mange")),
        ("inv_open_end", json!(true)),
        ("inv_extended", Value::Null),
        ("inv_breach", json!(1.5)),
        // Of an answer in tenths nobody could tell what it means.
        ("inv_breach_31_60", json!(12.0)),
        ("inv_breach_1_5", json!(["hemmelig"])),
        ("inv_breach_6_15", json!({"hemmelig": 1})),
        ("inv_breach_gt90", json!(u64::MAX)),
        ("inv_nonsense", json!(1)),
    ] {
        values.insert(point.to_owned(), value);
    }
    sent["comments"]["inv_stranger"] = json!("hemmelig");

    let answer = world.submit(&client, &sent).await;
    let problem = answer.problem(422, ProblemKind::Invalid);
    let mut found: Vec<(&str, &str)> = Vec::new();
    for fault in &problem.faults {
        found.push((&fault.at, &fault.found));
    }
    found.sort_unstable();
    let mut expected = [
        ("unit_contact_name", "a number"),
        ("unit_intermunicipal", "text"),
        ("inv_open_start", "nothing"),
        ("inv_started", "a negative number"),
        ("inv_closed", "text"),
        ("inv_open_end", "true or false"),
        ("inv_extended", "null"),
        ("inv_breach", "a number that is not whole or too large"),
        (
            "inv_breach_31_60",
            "a number that is not whole or too large",
        ),
        ("inv_breach_1_5", "a list"),
        ("inv_breach_6_15", "an object"),
        ("inv_breach_gt90", "a number that is not whole or too large"),
        ("inv_nonsense", "a point the form does not have"),
        ("inv_stranger", "a point the form does not have"),
    ];
    expected.sort_unstable();
    assert_eq!(found, expected);
    let said = String::from_utf8_lossy(&answer.body);
    for text in ["mange", "kanskje", "hemmelig"] {
        assert!(!said.contains(text), "{said}");
    }
    assert_eq!(world.stored_rows().await, 0);

    // The id is still free.
    let corrected: Submitted = world.submit(&client, &report(RINGSAKER, 1)).await.ok();
    assert_eq!((corrected.revision, corrected.duplicate), (1, false));
}

#[tokio::test]
async fn what_is_no_submission_is_one_fault() {
    let world = World::new().await;
    let client = world.client(RINGSAKER).await;
    let with = |field: &str, value: Value| {
        let mut sent = report(RINGSAKER, 1);
        sent[field] = value;
        sent.to_string()
    };
    let without = |field: &str| {
        let mut sent = report(RINGSAKER, 1);
        sent.as_object_mut().unwrap().remove(field);
        sent.to_string()
    };
    for (body, at) in [
        (String::new(), "body"),
        ("{".to_owned(), "body"),
        ("null".to_owned(), "body"),
        ("[]".to_owned(), "body"),
        ("æ".to_owned(), "body"),
        (with("extra", json!("hemmelig")), "body"),
        (with("period", json!("2026-3")), "body"),
        (with("submission_id", json!("hemmelig")), "body"),
        (with("values", json!([])), "body"),
        (without("submission_id"), "body"),
        (without("values"), "body"),
        (with("template", json!("hemmelig")), "template"),
    ] {
        let answer = world.post(path::REPORTS, Some(&client), body.clone()).await;
        let problem = answer.problem(422, ProblemKind::Invalid);
        let places: Vec<&str> = problem.faults.iter().map(|f| f.at.as_str()).collect();
        assert_eq!(places, [at], "{body}");
        assert!(!String::from_utf8_lossy(&answer.body).contains("hemmelig"));
    }
    assert_eq!(world.stored_rows().await, 0);
}

#[tokio::test]
async fn a_list_of_the_fields_is_no_submission() {
    let world = World::new().await;
    let client = world.client(RINGSAKER).await;
    let sent = report(RINGSAKER, 1);
    let fields = [
        "submission_id",
        "unit_no",
        "period",
        "template",
        "values",
        "comments",
    ];
    let list = json!(fields.map(|field| &sent[field]));
    let answer = world.submit(&client, &list).await;
    let problem = answer.problem(422, ProblemKind::Invalid);
    assert_eq!(problem.faults[0].at, "body");
    assert_eq!(world.stored_rows().await, 0);
}

#[tokio::test]
async fn the_same_act_of_sending_has_one_answer() {
    let world = World::new().await;
    let desk = world.officer(KARI, INNLANDET).await;
    let client = world.client(RINGSAKER).await;
    let first: Submitted = world.submit(&client, &report(RINGSAKER, 1)).await.ok();
    let rows = world.stored_rows().await;
    let expected = Submitted {
        duplicate: true,
        ..first.clone()
    };
    world.advance_minutes(5);
    let again: Submitted = world.submit(&client, &report(RINGSAKER, 1)).await.ok();
    assert_eq!(again, expected);
    assert_eq!(world.stored_rows().await, rows);

    // Also where the report has moved on.
    let _: Submitted = world.submit(&client, &report(RINGSAKER, 2)).await.ok();
    let second: Submitted = world.submit(&client, &report(RINGSAKER, 3)).await.ok();
    world.decide(&desk, &decision(1, &second, approve(1))).await;
    let rows = world.stored_rows().await;
    let last: Submitted = world.submit(&client, &report(RINGSAKER, 1)).await.ok();
    assert_eq!(last, expected);
    assert_eq!(world.stored_rows().await, rows);
}

#[tokio::test]
async fn other_content_under_a_known_id_is_refused() {
    let world = World::new().await;
    let client = world.client(RINGSAKER).await;
    let _: Submitted = world.submit(&client, &report(RINGSAKER, 1)).await.ok();
    let rows = world.stored_rows().await;
    let mut other_value = report(RINGSAKER, 1);
    other_value["values"]["inv_closed"] = json!(152);
    let mut other_comment = report(RINGSAKER, 1);
    other_comment["comments"] = json!({});
    let mut other_period = report(RINGSAKER, 1);
    other_period["period"] = json!("2025-2");
    for other in [other_value, other_comment, other_period] {
        let answer = world.submit(&client, &other).await;
        answer.problem(409, ProblemKind::Conflict);
    }
    assert_eq!(world.stored_rows().await, rows);

    // The id is the unit's own: another unit's equal id is another act.
    let bergen = world.client(BERGEN).await;
    let other: Submitted = world.submit(&bergen, &report(BERGEN, 1)).await.ok();
    assert!(!other.duplicate);
}

#[tokio::test]
async fn each_sending_before_the_decision_is_a_revision() {
    let world = World::new().await;
    let desk = world.officer(KARI, INNLANDET).await;
    let client = world.client(RINGSAKER).await;
    let first: Submitted = world.submit(&client, &report(RINGSAKER, 1)).await.ok();
    world.advance_minutes(1);
    let mut corrected = report(RINGSAKER, 2);
    corrected["values"]["inv_closed"] = json!(150);
    let second: Submitted = world.submit(&client, &corrected).await.ok();
    // Equal content under a new id is a new act too.
    corrected["submission_id"] = report(RINGSAKER, 3)["submission_id"].clone();
    let third: Submitted = world.submit(&client, &corrected).await.ok();
    assert_eq!([first.revision, second.revision, third.revision], [1, 2, 3]);
    assert_eq!(third.report_id, first.report_id);

    let kept = only_report(&world, &desk).await;
    assert_eq!(kept.state, ReportState::Submitted { revision: 3 });
    for (revision, submitted) in kept.revisions.iter().zip([first, second, third]) {
        assert_eq!(revision.number, submitted.revision);
        assert_eq!(revision.content_hash, submitted.content_hash);
        assert_eq!(revision.received_at, submitted.received_at);
    }

    world.open_period("2026-2").await;
    let mut other_period = report(RINGSAKER, 4);
    other_period["period"] = json!("2026-2");
    let other: Submitted = world.submit(&client, &other_period).await.ok();
    assert_ne!(other.report_id, kept.id);
    assert_eq!(other.reference, "HR-2026-2-3411");
    assert_eq!(other.revision, 1);
}

#[tokio::test]
async fn a_returned_report_takes_a_revision_and_an_approved_one_does_not() {
    let world = World::new().await;
    let desk = world.officer(KARI, INNLANDET).await;
    let client = world.client(RINGSAKER).await;
    let first: Submitted = world.submit(&client, &report(RINGSAKER, 1)).await.ok();
    let verdict = send_back("Rett inv_closed.");
    world.decide(&desk, &decision(1, &first, verdict)).await;
    let kept = only_report(&world, &desk).await;
    assert_eq!(kept.state, ReportState::Returned { revision: 1 });

    let second: Submitted = world.submit(&client, &report(RINGSAKER, 2)).await.ok();
    assert_eq!(second.revision, 2);
    let kept = only_report(&world, &desk).await;
    assert_eq!(kept.state, ReportState::Submitted { revision: 2 });
    assert!(kept.revisions[0].decision.is_some());
    assert!(kept.revisions[1].decision.is_none());

    world
        .decide(&desk, &decision(2, &second, approve(19)))
        .await;
    let rows = world.stored_rows().await;
    let answer = world.submit(&client, &report(RINGSAKER, 3)).await;
    answer.problem(409, ProblemKind::Conflict);
    assert_eq!(world.stored_rows().await, rows);
}

#[tokio::test]
async fn only_the_unit_itself_reports() {
    let world = World::new().await;
    let desk = world.officer(KARI, INNLANDET).await;
    let bergen = world.client(BERGEN).await;
    let sent = report(RINGSAKER, 1).to_string();
    let mut faulty = report(RINGSAKER, 1);
    faulty["values"] = json!({});
    let mut no_unit = report(RINGSAKER, 1);
    no_unit["unit_no"] = json!("9999");
    let officer = desk.session.access_token.as_str();
    for (token, body, status, kind) in [
        (
            Some(bergen.as_str()),
            sent.clone(),
            404,
            ProblemKind::NotFound,
        ),
        (
            Some(&bergen),
            faulty.to_string(),
            404,
            ProblemKind::NotFound,
        ),
        (
            Some(&bergen),
            no_unit.to_string(),
            404,
            ProblemKind::NotFound,
        ),
        (Some(officer), sent.clone(), 403, ProblemKind::NoRole),
        (
            Some("hrc_nobody"),
            sent.clone(),
            401,
            ProblemKind::SignedOut,
        ),
        (None, sent, 401, ProblemKind::SignedOut),
    ] {
        let answer = world.post(path::REPORTS, token, body).await;
        answer.problem(status, kind);
    }
    assert_eq!(world.stored_rows().await, 0);

    // What can be no unit's number hides nothing.
    for unit in ["", "341", "34110", "341a", "\u{664}411", " 3411"] {
        let mut no_number = report(RINGSAKER, 1);
        no_number["unit_no"] = json!(unit);
        let answer = world.submit(&bergen, &no_number).await;
        let problem = answer.problem(422, ProblemKind::Invalid);
        assert_eq!(problem.faults.len(), 1, "{unit}");
        assert_eq!(problem.faults[0].at, "unit_no");
    }

    // A case system's credential opens nothing else.
    let answer = world.pull_raw(&bergen, None, 1).await;
    answer.problem(401, ProblemKind::SignedOut);
}

#[tokio::test]
async fn a_person_reports_for_the_units_of_the_role() {
    let world = World::new().await;
    let desk = world.officer(KARI, INNLANDET).await;
    let reporter = world.reporter(OLA, RINGSAKER).await;
    let sent: Submitted = world.submit(&reporter, &report(RINGSAKER, 1)).await.ok();
    let kept = only_report(&world, &desk).await;
    assert_eq!(kept.revisions[0].submitted_by, "Reporter Test");
    let rows: Vec<(String, Option<String>, i64)> = world
        .rows(
            "SELECT submitter, client_id,
                (SELECT COUNT(*) FROM person WHERE person.id = revision.person_id) FROM revision",
        )
        .await;
    assert_eq!(rows, [("person".to_owned(), None, 1)]);

    // Not for another unit, and not as an officer.
    let other = world.submit(&reporter, &report(BERGEN, 2)).await;
    other.problem(404, ProblemKind::NotFound);
    let pulled = world.pull_raw(&reporter, None, 1).await;
    pulled.problem(403, ProblemKind::NoRole);
    // The unit's case system goes on where the person was.
    let client = world.client(RINGSAKER).await;
    let second: Submitted = world.submit(&client, &report(RINGSAKER, 3)).await.ok();
    assert_eq!((second.report_id, second.revision), (sent.report_id, 2));
}

#[tokio::test]
async fn a_period_that_is_not_open_is_one_fault_among_others() {
    let world = World::new().await;
    let client = world.client(RINGSAKER).await;
    let mut early = report(RINGSAKER, 1);
    early["period"] = json!("2026-2");
    early["values"]["inv_closed"] = json!(-1);
    let answer = world.submit(&client, &early).await;
    let problem = answer.problem(422, ProblemKind::Invalid);
    let places: Vec<&str> = problem.faults.iter().map(|f| f.at.as_str()).collect();
    assert_eq!(places, ["inv_closed", "period"]);
    assert_eq!(world.stored_rows().await, 0);

    world.open_period("2026-2").await;
    early["values"]["inv_closed"] = json!(151);
    let _: Submitted = world.submit(&client, &early).await.ok();
}

#[tokio::test]
async fn what_was_asked_back_is_answered_before_a_report_comes_again() {
    let world = World::new().await;
    let desk = world.officer(KARI, INNLANDET).await;
    let client = world.client(RINGSAKER).await;
    let first: Submitted = world.submit(&client, &report(RINGSAKER, 1)).await.ok();
    let asks = ["inv_breach", "inv_extended"].map(|point| Ask {
        point: point.into(),
        rule: None,
        comment: None,
    });
    let verdict = Verdict::Return {
        own_figure: None,
        comment: "Se på fristene.".to_owned(),
        asks: asks.to_vec(),
    };
    world.decide(&desk, &decision(1, &first, verdict)).await;

    let mut again = report(RINGSAKER, 2);
    again["answers"] = json!({ "inv_breach": { "kind": "explained", "text": "Ferie." } });
    let problem = world.submit(&client, &again).await;
    let problem = problem.problem(422, ProblemKind::Invalid);
    let places: Vec<&str> = problem.faults.iter().map(|f| f.at.as_str()).collect();
    assert_eq!(places, ["inv_extended"]);

    again["answers"]["inv_extended"] = json!({ "kind": "explained", "text": "Som før." });
    let second: Submitted = world.submit(&client, &again).await.ok();
    assert_eq!(second.revision, 2);
}
