//! Mail: queued with what causes it, once; told to whom it concerns, quietly, in mails that hold nothing of what a
//! report holds.

#![expect(
    clippy::indexing_slicing,
    reason = "a folder without what is looked for fails its test"
)]

use std::{fs, time::Duration};

use axum::{
    body::{Body, to_bytes},
    http::{Method, header},
};
use domain::{
    decision::{Ask, Verdict},
    text::Language,
    wire::{
        Contact, EmailCodeAsked, EmailConfirmed, EmailState, MailWishes, OwnMail, ProblemKind,
        QuietHours, Submitted, When, path,
    },
};
use serde_json::json;
use server::{
    Settings,
    config::{Mail, Smtp, Tls, Way},
    mail::{
        post::{Round, round},
        transport::Transport,
    },
};
use tower::ServiceExt;

use crate::world::{
    BERGEN, Desk, INNLANDET, KARI, LIV, OLA, RINGSAKER, World, approve, decision, operator, report,
    request, send_back, settings, text,
};

/// Every cause: what it is, which, and when; without that of the half-year that is open in every world.
async fn causes(world: &World) -> Vec<(String, String, i64)> {
    world
        .rows(
            "SELECT cause, cause_id, created_at FROM mail_cause WHERE cause <> 'period'
             ORDER BY created_at, id",
        )
        .await
}

/// What became of what there was to tell: whether it is in a mail, and why not.
async fn dropped(world: &World) -> Vec<(i64, Option<String>)> {
    world
        .rows(
            "SELECT CAST(CASE WHEN mail_item.mail_id IS NULL THEN 0 ELSE 1 END AS BIGINT), mail_item.dropped
             FROM mail_item JOIN mail_cause ON mail_cause.id = mail_item.cause_id
             WHERE mail_cause.cause <> 'period' ORDER BY mail_item.created_at, mail_item.cause_id",
        )
        .await
}

/// A world whose mails land in a folder, and in which everybody has an address.
pub(crate) async fn with_mail() -> (World, Transport) {
    let world = World::set(Settings {
        mail: Some(Mail {
            way: Way::Folder("unused".into()),
            from: "Halvårsrapport <noreply@halvaarsrapport.example>"
                .parse()
                .unwrap(),
            help: "Ring 00 00 00 00".to_owned(),
        }),
        ..settings()
    })
    .await;
    let way = Way::Folder(world.place.folder().join("mails"));
    let transport = Transport::new(&way).unwrap();
    (world, transport)
}

/// Everybody's address is confirmed, and is the person's id at a host that is not there.
pub(crate) async fn everybody_is_reached(world: &World) {
    let said = "UPDATE person SET confirmed_email = id || '@test.example'";
    assert!(world.takes(said).await);
}

/// The mails in the folder, with their long lines whole (RFC 2045 section 6.7).
pub(crate) fn mails(world: &World) -> Vec<String> {
    let folder = world.place.folder().join("mails");
    let Ok(files) = fs::read_dir(folder) else {
        return vec![];
    };
    let mut files: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    files.sort();
    let whole = |mail: String| {
        let (head, body) = mail.split_once("\r\n\r\n").unwrap();
        format!("{head}\r\n\r\n{}", body.replace("=\r\n", ""))
    };
    let read = |file| whole(fs::read_to_string(file).unwrap());
    files.into_iter().map(read).collect()
}

async fn post(world: &World, transport: &Transport) -> Round {
    round(&world.app, transport).await.unwrap()
}

/// The same once whatever is at once has waited long enough.
async fn post_later(world: &World, transport: &Transport) -> Round {
    post(world, transport).await;
    world.advance_minutes(3);
    post(world, transport).await
}

#[tokio::test]
async fn each_cause_queues_its_mail_once() {
    let world = World::new().await;
    let kari = world.officer(KARI, INNLANDET).await;
    let ola = world.officer(OLA, INNLANDET).await;
    let client = world.client(RINGSAKER).await;
    let mut expected = Vec::new();
    let mut expect = |cause: &str, id: String, minute: i64| {
        let start = 1_782_892_800_000;
        expected.push((cause.to_owned(), id, start + minute * 60_000));
    };

    let first: Submitted = world.submit(&client, &report(RINGSAKER, 1)).await.ok();
    let _: Submitted = world.submit(&client, &report(RINGSAKER, 1)).await.ok();
    expect("revision", format!("{}/1", first.report_id), 0);

    world.advance_minutes(1);
    let returned = decision(1, &first, send_back("Rett."));
    let too_high = decision(2, &first, approve(20));
    let items = [text(&too_high), text(&returned), text(&returned)];
    world.push(&kari, &items).await;
    expect("decision", returned.id.to_string(), 1);

    world.advance_minutes(1);
    let second: Submitted = world.submit(&client, &report(RINGSAKER, 2)).await.ok();
    expect("revision", format!("{}/2", second.report_id), 2);

    world.advance_minutes(1);
    let approved = decision(3, &second, approve(19));
    let stale = decision(4, &first, approve(1));
    world.push(&kari, &[text(&stale), text(&approved)]).await;
    world.push(&kari, &[text(&approved)]).await;
    world.decide(&ola, &decision(5, &second, approve(1))).await;
    expect("decision", approved.id.to_string(), 3);

    assert_eq!(causes(&world).await, expected);
}

/// A reporter sends, and an officer returns what was sent, with words and figures that belong in no mail.
async fn returned(world: &World) -> (Desk, Submitted) {
    let kari = world.officer(KARI, INNLANDET).await;
    let turid = world.reporter(OLA, RINGSAKER).await;
    everybody_is_reached(world).await;
    let mut sent = report(RINGSAKER, 1);
    sent["comments"] = json!({ "inv_started": "Sperret adresse" });
    let sent: Submitted = world.submit(&turid, &sent).await.ok();
    let verdict = Verdict::Return {
        own_figure: Some(17),
        comment: "Tallet 170 stemmer ikke".to_owned(),
        asks: vec![Ask {
            point: "inv_started".into(),
            rule: None,
            comment: Some("Se på nytt".to_owned()),
        }],
    };
    world.advance_minutes(1);
    world.decide(&kari, &decision(1, &sent, verdict)).await;
    (kari, sent)
}

#[tokio::test]
async fn a_return_reaches_whoever_sent_the_report_and_tells_nothing_of_it() {
    let (world, transport) = with_mail().await;
    returned(&world).await;
    post_later(&world, &transport).await;
    // The officer need not be told: what arrived is decided.
    assert_eq!(
        dropped(&world).await,
        [(0, Some("settled".to_owned())), (1, None)]
    );
    let found = mails(&world);
    let mail = found
        .iter()
        .find(|mail| mail.contains("Subject: Rapporten for Ringsaker"))
        .unwrap();
    assert!(mail.contains("/portal/3411/2026-1/svar"), "{mail}");
    assert!(mail.contains("@test.example"), "{mail}");
    let (head, body) = mail.split_once("\r\n\r\n").unwrap();
    for secret in [
        "170", "17 ", "stemmer", "Sperret", "nytt?", KARI, OLA, "Officer", "Reporter",
    ] {
        assert!(
            !head.contains(secret) && !body.contains(secret),
            "{secret}: {mail}"
        );
    }
    post(&world, &transport).await;
    assert_eq!(mails(&world), found);
}

#[tokio::test]
async fn sixty_arrivals_in_ten_minutes_are_one_mail() {
    let (world, transport) = with_mail().await;
    let units: Vec<(String, String)> = world
        .rows(
            "SELECT unit_no, office FROM unit WHERE office = (
                SELECT office FROM unit GROUP BY office ORDER BY COUNT(*) DESC LIMIT 1)
             ORDER BY unit_no LIMIT 60",
        )
        .await;
    let sent = units.len();
    assert_eq!(sent, 60);
    world.officer(KARI, &units[0].1).await;
    everybody_is_reached(&world).await;
    for (number, (unit, _)) in (1..).zip(units) {
        let client = world.client(&unit).await;
        let _: Submitted = world.submit(&client, &report(&unit, number)).await.ok();
        world.advance_seconds(10);
        post(&world, &transport).await;
    }
    assert_eq!(mails(&world).len(), 0);
    world.advance_minutes(2);
    let done = post(&world, &transport).await;
    assert_eq!((done.sent, mails(&world).len()), (1, 1));
    let subject = format!("Subject: {sent} meldinger fra");
    assert!(mails(&world)[0].contains(&subject));
    world.advance_minutes(60);
    assert_eq!(post(&world, &transport).await, Round::default());
}

#[tokio::test]
async fn what_the_office_has_fetched_since_is_not_told() {
    let (world, transport) = with_mail().await;
    let kari = world.officer(KARI, INNLANDET).await;
    world.officer(OLA, INNLANDET).await;
    everybody_is_reached(&world).await;
    let client = world.client(RINGSAKER).await;
    let _: Submitted = world.submit(&client, &report(RINGSAKER, 1)).await.ok();
    world.advance_seconds(5);
    world.pull(&kari, None, 10).await;
    post_later(&world, &transport).await;
    let mut found = dropped(&world).await;
    found.sort();
    assert_eq!(found, [(0, Some("seen".to_owned())), (1, None)]);
    let kari = format!("To: {}@test.example", kari.person);
    assert!(mails(&world).iter().all(|mail| !mail.contains(&kari)));
}

#[tokio::test]
async fn nobody_without_a_confirmed_address_gets_mail() {
    let (world, transport) = with_mail().await;
    world.officer(KARI, INNLANDET).await;
    let client = world.client(RINGSAKER).await;
    let _: Submitted = world.submit(&client, &report(RINGSAKER, 1)).await.ok();
    post_later(&world, &transport).await;
    assert_eq!(dropped(&world).await, [(0, Some("no_address".to_owned()))]);
    assert!(mails(&world).is_empty());
}

/// Nobody listens where nobody can.
fn nowhere() -> Transport {
    let way = Transport::new(&Way::Smtp(Smtp {
        host: "127.0.0.1".to_owned(),
        port: 1,
        tls: Tls::None,
        login: None,
        authority: None,
    }));
    way.unwrap().within(Duration::from_secs(5))
}

/// A line of what the server counts about itself.
async fn counted(world: &World, name: &str) -> Option<f64> {
    let text = world.operate("/metrics").await;
    let text = String::from_utf8(text.body.to_vec()).unwrap();
    let mut lines = text.lines().filter_map(|line| line.rsplit_once(' '));
    lines.find_map(|(of, value)| (of == name).then(|| value.parse().unwrap()))
}

#[tokio::test]
async fn what_is_mailed_and_what_waits_is_counted() {
    let (world, transport) = with_mail().await;
    world.officer(KARI, INNLANDET).await;
    everybody_is_reached(&world).await;
    let client = world.client(RINGSAKER).await;
    let _: Submitted = world.submit(&client, &report(RINGSAKER, 1)).await.ok();
    post_later(&world, &nowhere()).await;
    world.advance_seconds(30);
    for (name, value) in [
        ("halvaarsrapport_mails_total{outcome=\"retried\"}", 1.0),
        ("halvaarsrapport_mails_total{outcome=\"sent\"}", 0.0),
        ("halvaarsrapport_mails_waiting", 1.0),
        ("halvaarsrapport_mails_parked", 0.0),
        ("halvaarsrapport_mail_oldest_seconds", 30.0),
    ] {
        assert_eq!(counted(&world, name).await, Some(value), "{name}");
    }
    // That of the half-year, and that of the report.
    let causes = counted(&world, "halvaarsrapport_mail_causes_total").await;
    assert_eq!(causes, Some(2.0));
    world.advance_minutes(2);
    post(&world, &transport).await;
    for (name, value) in [
        ("halvaarsrapport_mails_total{outcome=\"sent\"}", 1.0),
        ("halvaarsrapport_mails_waiting", 0.0),
        ("halvaarsrapport_mail_oldest_seconds", 0.0),
    ] {
        assert_eq!(counted(&world, name).await, Some(value), "{name}");
    }
    assert!(
        world
            .takes("UPDATE mail SET state = 'parked', sent_at = NULL")
            .await
    );
    assert_eq!(
        counted(&world, "halvaarsrapport_mails_parked").await,
        Some(1.0)
    );
}

#[tokio::test]
async fn two_servers_send_a_mail_once() {
    let (world, transport) = with_mail().await;
    returned(&world).await;
    post(&world, &transport).await;
    world.advance_minutes(3);
    let (one, other) = tokio::join!(round(&world.app, &transport), round(&world.app, &transport));
    let sent = one.unwrap().sent + other.unwrap().sent;
    // The half-year was opened, too.
    assert_eq!(sent, mails(&world).len());
    let (sent, tries): (i64, i64) = world
        .rows("SELECT COUNT(*), CAST(MAX(tries) AS BIGINT) FROM mail WHERE state = 'sent'")
        .await[0];
    assert_eq!(
        (usize::try_from(sent).unwrap(), tries),
        (mails(&world).len(), 1)
    );
}

#[tokio::test]
async fn what_cannot_be_sent_is_tried_ever_more_seldom_and_then_parked_until_it_is_asked_for() {
    let (world, transport) = with_mail().await;
    returned(&world).await;
    let nowhere = nowhere();
    post_later(&world, &nowhere).await;
    assert_eq!(post(&world, &nowhere).await, Round::default());
    let mut minutes = 0;
    while world
        .app
        .store()
        .mail_backlog(operator())
        .await
        .unwrap()
        .waiting
        > 0
    {
        world.advance_minutes(15);
        minutes += 15;
        post(&world, &nowhere).await;
    }
    assert!((12 * 60..48 * 60).contains(&minutes), "{minutes}");
    let parked = world.app.store().parked_mails(operator()).await.unwrap();
    assert!(parked.iter().all(|mail| mail.tries == 12));
    assert_eq!(parked[0].fault, "the mail server cannot be reached");
    assert_eq!(post(&world, &transport).await, Round::default());

    let one = world
        .app
        .store()
        .resend_mails(operator(), Some(parked[0].id))
        .await
        .unwrap();
    assert_eq!(one, 1);
    assert_eq!(post(&world, &transport).await.sent, 1);
    let again = world
        .app
        .store()
        .resend_mails(operator(), Some(parked[0].id))
        .await
        .unwrap();
    assert_eq!(again, 0);
    let rest = world
        .app
        .store()
        .resend_mails(operator(), None)
        .await
        .unwrap();
    assert_eq!(usize::try_from(rest).unwrap(), parked.len() - 1);
    post(&world, &transport).await;
    assert_eq!(mails(&world).len(), parked.len());
}

#[tokio::test]
async fn an_application_is_told_to_who_answers_it_and_its_answer_to_who_waits() {
    let (world, transport) = with_mail().await;
    let kari = world.officer(KARI, INNLANDET).await;
    let answered = super::applications::answered_by(&world, &kari).await;
    everybody_is_reached(&world).await;
    post_later(&world, &transport).await;
    let causes: Vec<String> = causes(&world)
        .await
        .into_iter()
        .map(|cause| cause.0)
        .collect();
    assert_eq!(causes, ["code", "application", "answer"]);
    let mut found = mails(&world);
    found.retain(|mail| !mail.contains("Koden er"));
    assert_eq!(found.len(), 1, "the office has answered already");
    assert!(found[0].contains(&answered), "{}", found[0]);
    assert!(found[0].contains("/portal/utrapportering"));
}

#[tokio::test]
async fn who_applies_gets_a_code_and_with_it_the_answer() {
    let (world, transport) = with_mail().await;
    let kari = world.officer(KARI, INNLANDET).await;
    let (ida, application) = super::applications::applied(&world, "en").await;
    post(&world, &transport).await;
    let code = code_in(&world);
    assert!(mails(&world)[0].contains("To: ida@prove.example\r\n"));
    // The same application once more is no other code.
    super::applications::applied_again(&world, &ida, &application).await;
    post(&world, &transport).await;
    assert_eq!(mails(&world).len(), 1);
    let typed = json!({ "code": code });
    let confirmed = ida.post(&world, path::PORTAL_CONFIRM_EMAIL, &typed).await;
    assert_eq!(
        confirmed.ok::<EmailConfirmed>(),
        EmailConfirmed::Confirmed {}
    );
    super::applications::approve(&world, &kari, &application).await;
    post_later(&world, &transport).await;
    let answer = mails(&world)
        .into_iter()
        .find(|mail| mail.contains("Subject: Your application for access"));
    let answer = answer.unwrap();
    assert!(answer.contains("To: ida@prove.example\r\n"), "{answer}");
    assert!(answer.contains(&application.reference), "{answer}");
}

/// The digits of the code in the newest mail of the folder.
fn code_in(world: &World) -> String {
    let found = mails(world);
    let mail = found
        .iter()
        .rev()
        .find(|mail| mail.contains("Subject: Code to confirm"));
    let (_, after) = mail.unwrap().split_once("The code is ").unwrap();
    after.chars().take_while(|letter| *letter != '.').collect()
}

#[tokio::test]
async fn an_address_is_confirmed_by_the_code_that_was_mailed_there() {
    let (world, transport) = with_mail().await;
    let kari = world.officer(KARI, INNLANDET).await;
    let token = &kari.session.access_token;
    let own = async || -> OwnMail { world.get_as(path::OWN_MAIL, Some(token)).await.ok() };
    let ask = async || -> EmailCodeAsked {
        let asked = json!({ "language": "en" }).to_string();
        world.post(path::EMAIL_CODE, Some(token), asked).await.ok()
    };
    let confirm = async |code: &str| -> EmailConfirmed {
        let typed = json!({ "code": code }).to_string();
        world
            .post(path::CONFIRM_EMAIL, Some(token), typed)
            .await
            .ok()
    };
    let tell = async |email: &str| {
        let told = json!({ "email": email, "phone": null }).to_string();
        let _: Contact = world.put(path::CONTACT, Some(token), told).await.ok();
    };
    assert_eq!(own().await.state, EmailState::NoAddress);
    assert_eq!(ask().await, EmailCodeAsked::Nothing {});
    tell("kari@innlandet.example").await;
    assert_eq!(own().await.state, EmailState::CodeMissing);
    assert_eq!(confirm("12345678").await, EmailConfirmed::NoCode {});
    assert_eq!(ask().await, EmailCodeAsked::Sent {});
    assert_eq!(ask().await, EmailCodeAsked::TooSoon {});
    assert_eq!(own().await.state, EmailState::CodeSent);
    assert_eq!(own().await.wishes.language, Language::En);
    post(&world, &transport).await;
    let code = code_in(&world);
    assert!(mails(&world)[0].contains("To: kari@innlandet.example\r\n"));
    let digits = code.replace(' ', "");
    assert_eq!(digits.len(), 8);
    assert!(!world.holds(&digits) && !world.holds(&code));

    // Five wrong ones end it, and an hour.
    for tries_left in [4, 3, 2, 1, 0] {
        assert_eq!(
            confirm("00000000").await,
            EmailConfirmed::Wrong { tries_left }
        );
    }
    assert_eq!(confirm(&code).await, EmailConfirmed::NoCode {});
    assert_eq!(ask().await, EmailCodeAsked::Sent {});
    world.advance_minutes(5);
    post(&world, &transport).await;
    let second = code_in(&world);
    assert_ne!(second, code);
    // It counts for the address it was sent to.
    tell("other@innlandet.example").await;
    assert_eq!(confirm(&second).await, EmailConfirmed::NoCode {});
    tell("kari@innlandet.example").await;
    assert_eq!(confirm(&second).await, EmailConfirmed::Confirmed {});
    assert_eq!(own().await.state, EmailState::Confirmed);
    assert_eq!(confirm(&second).await, EmailConfirmed::NoCode {});

    // Mail goes on to the address that is confirmed until the other one is.
    tell("other@innlandet.example").await;
    assert_eq!(own().await.state, EmailState::CodeMissing);
    let client = world.client(RINGSAKER).await;
    let _: Submitted = world.submit(&client, &report(RINGSAKER, 1)).await.ok();
    post_later(&world, &transport).await;
    let arrived = mails(&world)
        .into_iter()
        .find(|mail| mail.contains("Subject: A report from"));
    assert!(arrived.unwrap().contains("To: kari@innlandet.example\r\n"));
    assert_eq!(ask().await, EmailCodeAsked::Sent {});
    post(&world, &transport).await;
    world.advance_minutes(61);
    let later = world.sign_in(kari.person).await;
    let typed = json!({ "code": code_in(&world) }).to_string();
    let late = world
        .post(path::CONFIRM_EMAIL, Some(&later.access_token), typed)
        .await;
    assert_eq!(late.ok::<EmailConfirmed>(), EmailConfirmed::NoCode {});
}

#[tokio::test]
async fn wishes_are_kept_and_duties_cannot_be_switched_off() {
    let (world, transport) = with_mail().await;
    let kari = world.officer(KARI, INNLANDET).await;
    everybody_is_reached(&world).await;
    let token = &kari.session.access_token;
    let set = async |wishes: MailWishes| {
        let wishes = serde_json::to_string(&wishes).unwrap();
        world.put(path::OWN_MAIL, Some(token), wishes).await
    };
    let never = MailWishes {
        arrivals: When::Never,
        ..MailWishes::default()
    };
    let kept: OwnMail = set(never).await.ok();
    assert_eq!(kept.wishes, never);
    let duties = MailWishes {
        duties: When::Never,
        ..never
    };
    set(duties).await.problem(422, ProblemKind::Invalid);
    let hours = MailWishes {
        quiet_hours: Some(QuietHours { from: 24, until: 0 }),
        ..never
    };
    set(hours).await.problem(422, ProblemKind::Invalid);
    let kept: OwnMail = world.get_as(path::OWN_MAIL, Some(token)).await.ok();
    assert_eq!(kept.wishes, never);

    let client = world.client(RINGSAKER).await;
    let _: Submitted = world.submit(&client, &report(RINGSAKER, 1)).await.ok();
    post_later(&world, &transport).await;
    assert_eq!(dropped(&world).await, [(0, Some("unwanted".to_owned()))]);
    assert!(mails(&world).is_empty());
}

/// A page for a browser, which has a policy of its own.
async fn page(world: &World, path: &str) -> String {
    let asked = request(Method::GET, path, None, Body::empty());
    let answered = server::router(world.app.clone())
        .oneshot(asked)
        .await
        .unwrap();
    assert_eq!(answered.status(), 200);
    let policy = answered.headers()[header::CONTENT_SECURITY_POLICY]
        .to_str()
        .unwrap();
    assert!(
        policy.starts_with("default-src 'none'; style-src 'sha256-"),
        "{policy}"
    );
    let body = to_bytes(answered.into_body(), usize::MAX).await.unwrap();
    String::from_utf8(body.to_vec()).unwrap()
}

#[tokio::test]
async fn a_mails_link_leads_to_a_page_that_opens_the_program() {
    let (world, _) = with_mail().await;
    for (path, link) in [
        (
            "/task/01890a5d-ac96-774b-bcce-b302099a8057",
            "halvaarsrapport://task/01890a5d-ac96-774b-bcce-b302099a8057",
        ),
        (
            "/application/01890a5d-ac96-774b-bcce-b302099a8057",
            "halvaarsrapport://application/01890a5d-ac96-774b-bcce-b302099a8057",
        ),
    ] {
        let shown = page(&world, path).await;
        assert!(shown.contains(&format!("href=\"{link}\"")), "{shown}");
        assert!(shown.contains("Åpne i Halvårsrapport") && shown.contains("Ring 00 00 00 00"));
        let shown = page(&world, &format!("{path}?sprak=en")).await;
        assert!(shown.contains("Open in Halvårsrapport"));
    }
    for wrong in ["/task/1", "/task/%22%3E%3Cscript%3E", "/application/x"] {
        world.get(wrong).await.problem(404, ProblemKind::NotFound);
    }
}

#[tokio::test]
async fn who_reports_for_a_unit_that_is_no_longer_is_not_told_of_half_years() {
    let (world, transport) = with_mail().await;
    world.reporter(OLA, RINGSAKER).await;
    world.reporter(LIV, BERGEN).await;
    everybody_is_reached(&world).await;
    let ended = "UPDATE unit SET reports_to = '2025-12-31' WHERE unit_no = '3411'";
    assert!(world.takes(ended).await);
    post_later(&world, &transport).await;
    let found = mails(&world);
    assert_eq!(found.len(), 1, "{found:?}");
    let of_bergen: Vec<(String,)> = world
        .rows("SELECT person_id FROM role WHERE unit_no = '4601'")
        .await;
    assert!(found[0].contains(&of_bergen[0].0), "{}", found[0]);
}

#[tokio::test]
async fn deadlines_remind_who_has_not_reported_once_before_and_once_after() {
    let (world, transport) = with_mail().await;
    world.reporter(OLA, RINGSAKER).await;
    world.reporter(LIV, BERGEN).await;
    everybody_is_reached(&world).await;
    post_later(&world, &transport).await;
    // The half-year was opened: both are told.
    assert_eq!(mails(&world).len(), 2);
    let client = world.client(BERGEN).await;
    let _: Submitted = world.submit(&client, &report(BERGEN, 1)).await.ok();

    // A week before 31 July, and after it.
    for (days, expected) in [(22, 2), (1, 3), (1, 3), (6, 3), (1, 4), (1, 4), (20, 4)] {
        world.advance_minutes(days * 24 * 60);
        post_later(&world, &transport).await;
        post_later(&world, &transport).await;
        assert_eq!(mails(&world).len(), expected, "{days}");
    }
    let found = mails(&world);
    let concerning = |text: &str| found.iter().filter(|mail| mail.contains(text)).count();
    let near = "Fristen er 31. juli 2026. Det gjelder Ringsaker.";
    assert_eq!(concerning(near), 2);
    assert_eq!(concerning("Fristen var 31. juli 2026."), 1);
}
