//! Reminders that an officer sends: to units of the own office that have not reported, seen before, sent once.

use domain::{
    text::Language,
    wire::{
        NotReminded, ProblemKind, RemindedAnswer, ReminderPreview, RemindersAnswer,
        RemindersPeriod, Submitted, WhyNotReminded as Why, path,
    },
};
use serde_json::{Value, json};
use server::mail::{post::round, transport::Transport};
use uuid::Uuid;

use super::mails::{everybody_is_reached, mails, with_mail};
use crate::world::{
    Answer, BERGEN, Desk, INNLANDET, KARI, LIV, OLA, RINGSAKER, TOVE, VESTLAND, World, report,
};

const HAMAR: &str = "3403";
/// Nobody reports for it.
const ELVERUM: &str = "3420";
const IDA: &str = "02813299979";

async fn remind(world: &World, desk: &Desk, id: u128, units: &[&str]) -> Answer {
    let asked = json!({ "id": Uuid::from_u128(id), "period": "2026-1", "units": units });
    let token = Some(desk.session.access_token.as_str());
    world.post(path::REMINDERS, token, asked.to_string()).await
}

async fn preview(world: &World, desk: &Desk, units: &[&str]) -> Answer {
    let asked = json!({ "period": "2026-1", "units": units }).to_string();
    let token = Some(desk.session.access_token.as_str());
    world.post(path::REMINDER_PREVIEW, token, asked).await
}

/// The open half-year as the office sees it.
async fn listed(world: &World, desk: &Desk) -> RemindersPeriod {
    let token = Some(desk.session.access_token.as_str());
    let answer: RemindersAnswer = world.get_as(path::REMINDERS, token).await.ok();
    answer.periods.into_iter().next().unwrap()
}

/// What the postman does until all that is due has gone.
async fn post_later(world: &World, transport: &Transport) {
    round(&world.app, transport).await.unwrap();
    world.advance_minutes(3);
    round(&world.app, transport).await.unwrap();
}

fn reminders(world: &World) -> Vec<String> {
    let is = |mail: &String| mail.contains("minner om rapporten") || mail.contains("reminds you");
    mails(world).into_iter().filter(is).collect()
}

fn assert_left_out(left_out: &[NotReminded], expected: &[(&str, Why)]) {
    let all = left_out.iter().map(|of| (of.unit_no.as_str(), of.why));
    assert_eq!(all.collect::<Vec<_>>(), expected);
}

/// Ringsaker has two who report, of whom one is reached; Hamar has one who is not, and Elverum nobody.
async fn scene() -> (World, Transport, Desk) {
    let (world, transport) = with_mail().await;
    let kari = world.officer(KARI, INNLANDET).await;
    world.reporter(OLA, RINGSAKER).await;
    world.reporter(IDA, RINGSAKER).await;
    world.reporter(TOVE, HAMAR).await;
    world.reporter(LIV, BERGEN).await;
    // The half-year was opened, which nobody who is here was told of.
    post_later(&world, &transport).await;
    let reached = "UPDATE person SET confirmed_email = 'ola@test.example' WHERE id = (
        SELECT MIN(person_id) FROM role WHERE unit_no = '3411')";
    assert!(world.takes(reached).await);
    (world, transport, kari)
}

#[tokio::test]
async fn whoever_is_missing_is_listed_with_how_many_a_reminder_reaches() {
    let (world, _, kari) = scene().await;
    let before = listed(&world, &kari).await;
    assert_eq!(before.sent, []);
    let of = |of: &RemindersPeriod, unit: &str| {
        let mut all = of.missing.iter();
        let found = all.find(|missing| missing.unit_no.as_str() == unit);
        found.map(|missing| (missing.reporters, missing.receivers))
    };
    assert_eq!(of(&before, RINGSAKER), Some((2, 1)));
    assert_eq!(of(&before, HAMAR), Some((1, 0)));
    assert_eq!(of(&before, ELVERUM), Some((0, 0)));
    // Another office's unit, and one that has reported.
    assert_eq!(of(&before, BERGEN), None);
    let client = world.client(HAMAR).await;
    let _: Submitted = world.submit(&client, &report(HAMAR, 1)).await.ok();
    assert_eq!(of(&listed(&world, &kari).await, HAMAR), None);
}

#[tokio::test]
async fn what_is_seen_before_is_what_goes_out_and_what_became_of_it_is_listed() {
    let (world, transport, kari) = scene().await;
    let speaks = "INSERT INTO mail_wishes (person_id, body) SELECT id,
            CAST('{\"arrivals\":\"at_once\",\"outcomes\":\"at_once\",\"duties\":\"at_once\",
            \"quiet_hours\":null,\"language\":\"en\"}' AS BLOB)
        FROM person WHERE confirmed_email IS NOT NULL";
    let speaks_postgres = "INSERT INTO mail_wishes (person_id, body) SELECT id,
            convert_to('{\"arrivals\":\"at_once\",\"outcomes\":\"at_once\",\"duties\":\"at_once\",
            \"quiet_hours\":null,\"language\":\"en\"}', 'UTF8')
        FROM person WHERE confirmed_email IS NOT NULL";
    let statement = if crate::ON_POSTGRES {
        speaks_postgres
    } else {
        speaks
    };
    assert!(world.takes(statement).await);
    let units = [RINGSAKER, HAMAR, ELVERUM];
    let seen: ReminderPreview = preview(&world, &kari, &units).await.ok();
    let left_out = [(HAMAR, Why::NoAddress), (ELVERUM, Why::NoReporter)];
    assert_left_out(&seen.left_out, &left_out);
    let [letter] = seen.letters.as_slice() else {
        panic!("{seen:?}");
    };
    assert_eq!((letter.language, letter.receivers), (Language::En, 1));
    assert!(letter.text.contains("Ringsaker") && letter.text.contains("31 July 2026"));
    // To look changes nothing.
    post_later(&world, &transport).await;
    assert_eq!(reminders(&world), Vec::<String>::new());

    let sent: RemindedAnswer = remind(&world, &kari, 1, &units).await.ok();
    assert_left_out(&sent.left_out, &left_out);
    let reminded: Vec<_> = sent
        .reminded
        .iter()
        .map(|of| (of.unit_no.as_str(), of.receivers))
        .collect();
    assert_eq!(reminded, [(RINGSAKER, 1)]);
    let before = listed(&world, &kari).await.sent;
    assert_eq!((before[0].receivers, before[0].mailed), (1, 0));
    post_later(&world, &transport).await;
    let found = reminders(&world);
    let [mail] = found.as_slice() else {
        panic!("{found:?}");
    };
    assert!(mail.contains("To: ola@test.example\r\n"), "{mail}");
    assert!(
        mail.contains(&format!("Subject: {}\r\n", letter.subject)),
        "{mail}"
    );
    // Its plain part, as it is read.
    let read = mail.replace("=E2=80=9C", "“").replace("=3D", "=");
    for line in letter.text.lines().filter(|line| line.is_ascii()) {
        assert!(read.contains(line.trim_end()), "{line} in {read}");
    }
    let after = listed(&world, &kari).await.sent;
    let [sent] = after.as_slice() else {
        panic!("{after:?}");
    };
    assert_eq!(
        (
            &*sent.unit_name,
            sent.receivers,
            sent.mailed,
            sent.undelivered,
            sent.dropped
        ),
        ("Ringsaker", 1, 1, 0, 0)
    );
    assert_eq!(sent.sent_by, "Officer Test");
}

#[tokio::test]
async fn a_click_reminds_once_however_often_it_arrives() {
    let (world, transport, kari) = scene().await;
    let first: RemindedAnswer = remind(&world, &kari, 1, &[RINGSAKER, HAMAR]).await.ok();
    let again: RemindedAnswer = remind(&world, &kari, 1, &[HAMAR, RINGSAKER]).await.ok();
    assert_eq!(again, first);
    // The answer stands also when it would be another by now.
    world.advance_minutes(120);
    let kari = Desk {
        session: world.sign_in(kari.person).await,
        ..kari
    };
    let later: RemindedAnswer = remind(&world, &kari, 1, &[RINGSAKER, HAMAR]).await.ok();
    assert_eq!(
        (&later.reminded, &later.left_out),
        (&first.reminded, &first.left_out)
    );
    // Other units under the id of the first, and another half-year.
    let more = [RINGSAKER, ELVERUM];
    let more: RemindedAnswer = remind(&world, &kari, 1, &more).await.ok();
    assert_eq!(more.reminded, first.reminded);
    assert_left_out(&more.left_out, &[(ELVERUM, Why::OtherUnits)]);
    world.open_period("2026-2").await;
    let asked = json!({ "id": Uuid::from_u128(1), "period": "2026-2", "units": [RINGSAKER] });
    let token = Some(kari.session.access_token.as_str());
    let other = world.post(path::REMINDERS, token, asked.to_string()).await;
    let other: RemindedAnswer = other.ok();
    assert_left_out(&other.left_out, &[(RINGSAKER, Why::OtherUnits)]);
    post_later(&world, &transport).await;
    assert_eq!(reminders(&world).len(), 1);

    // A colleague's click within the hour reminds nobody, and one after it does.
    let second: RemindedAnswer = remind(&world, &kari, 2, &[RINGSAKER]).await.ok();
    assert_eq!(second.reminded.len(), 1);
    world.advance_minutes(5);
    let third: RemindedAnswer = remind(&world, &kari, 3, &[RINGSAKER]).await.ok();
    assert_left_out(&third.left_out, &[(RINGSAKER, Why::JustReminded)]);
    let rows: Vec<(String, i64)> = world
        .rows("SELECT cause, COUNT(*) FROM mail_cause WHERE cause = 'reminder' GROUP BY cause")
        .await;
    assert_eq!(rows, [("reminder".to_owned(), 2)]);
    for statement in ["UPDATE reminder SET receivers = 9", "DELETE FROM reminder"] {
        assert!(!world.takes(statement).await, "{statement}");
    }
}

#[tokio::test]
async fn two_clicks_at_once_remind_once() {
    let (world, transport, kari) = scene().await;
    let (one, other) = tokio::join!(
        remind(&world, &kari, 1, &[RINGSAKER]),
        remind(&world, &kari, 2, &[RINGSAKER]),
    );
    let reminded = |answer: Answer| answer.ok::<RemindedAnswer>().reminded.len();
    assert_eq!(reminded(one) + reminded(other), 1);
    post_later(&world, &transport).await;
    assert_eq!(reminders(&world).len(), 1);
}

#[tokio::test]
async fn whoever_reports_before_it_goes_is_not_reminded() {
    let (world, transport, kari) = scene().await;
    let sent: RemindedAnswer = remind(&world, &kari, 1, &[RINGSAKER]).await.ok();
    assert_eq!(sent.reminded.len(), 1);
    let client = world.client(RINGSAKER).await;
    let _: Submitted = world.submit(&client, &report(RINGSAKER, 1)).await.ok();
    post_later(&world, &transport).await;
    assert_eq!(reminders(&world), Vec::<String>::new());
    let listed = listed(&world, &kari).await.sent;
    assert_eq!((listed[0].mailed, listed[0].dropped), (0, 1));
    let again: RemindedAnswer = remind(&world, &kari, 2, &[RINGSAKER]).await.ok();
    assert_left_out(&again.left_out, &[(RINGSAKER, Why::Reported)]);
}

#[tokio::test]
async fn only_the_own_offices_units_of_an_open_half_year_are_reminded() {
    let (world, _, kari) = scene().await;
    let liv = world.officer(LIV, VESTLAND).await;
    for (desk, unit) in [(&liv, RINGSAKER), (&kari, BERGEN), (&kari, "9999")] {
        let seen: ReminderPreview = preview(&world, desk, &[unit]).await.ok();
        let sent: RemindedAnswer = remind(&world, desk, 1, &[unit]).await.ok();
        for left_out in [seen.left_out, sent.left_out] {
            assert_left_out(&left_out, &[(unit, Why::NotFound)]);
            // Not even what it is called.
            assert_eq!(left_out[0].unit_name, unit);
        }
    }
    let many = vec![RINGSAKER; 101];
    for units in [&[][..], &many, &["hamar"]] {
        for answer in [
            remind(&world, &kari, 1, units).await,
            preview(&world, &kari, units).await,
        ] {
            let problem = answer.problem(422, ProblemKind::Invalid);
            assert!(problem.faults[0].at.starts_with("units"), "{problem:?}");
        }
    }
    let closed = "UPDATE period SET closed_at = 1";
    assert!(world.takes(closed).await);
    let closed: RemindedAnswer = remind(&world, &kari, 1, &[RINGSAKER]).await.ok();
    assert_left_out(&closed.left_out, &[(RINGSAKER, Why::NotOpen)]);
    let rows: Vec<(i64,)> = world.rows("SELECT COUNT(*) FROM reminder").await;
    assert_eq!(rows, [(0,)]);
}

#[tokio::test]
async fn a_server_without_mail_says_so() {
    let world = World::new().await;
    let kari = world.officer(KARI, INNLANDET).await;
    world.reporter(OLA, RINGSAKER).await;
    everybody_is_reached(&world).await;
    let seen: ReminderPreview = preview(&world, &kari, &[RINGSAKER]).await.ok();
    let sent: RemindedAnswer = remind(&world, &kari, 1, &[RINGSAKER]).await.ok();
    for left_out in [seen.left_out, sent.left_out] {
        assert_left_out(&left_out, &[(RINGSAKER, Why::NoMail)]);
    }
    let list: Value = world
        .get_as(path::REMINDERS, Some(&kari.session.access_token))
        .await
        .ok();
    assert_eq!(list["sends_mail"], false);
}

#[tokio::test]
async fn who_reminded_whom_is_in_the_log() {
    let (world, _, kari) = scene().await;
    remind(&world, &kari, 1, &[RINGSAKER, HAMAR]).await;
    let rows: Vec<(String, Option<String>)> = world
        .rows("SELECT object, office FROM audit WHERE action = 'unit.reminded'")
        .await;
    assert_eq!(
        rows,
        [("2026-1/3411".to_owned(), Some(INNLANDET.to_owned()))]
    );
}
