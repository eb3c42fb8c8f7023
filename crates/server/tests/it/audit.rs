//! The audit log: who did what on what, and nothing of what it says.

use domain::wire::{ProblemKind, path};
use serde_json::json;
use server::store::{AuditFilter, AuditRow};

use crate::{
    bufdir::Bufdir,
    issuer::Issuer,
    world::{
        BERGEN, INNLANDET, KARI, OLA, RINGSAKER, World, approve, decision, operator, report,
        send_back, session_request,
    },
};

async fn log(world: &World, filter: AuditFilter) -> Vec<AuditRow> {
    let filter = AuditFilter {
        most: 100,
        ..filter
    };
    world.app.store().audit(operator(), &filter).await.unwrap()
}

/// Actor, action and object of each row.
fn told(rows: &[AuditRow]) -> Vec<(&str, &str, &str)> {
    let rows = rows.iter();
    rows.map(|row| {
        let object = row.object.as_deref().unwrap_or("-");
        (row.actor.as_str(), row.action.as_str(), object)
    })
    .collect()
}

#[tokio::test]
async fn who_did_what_is_written_down() {
    let world = World::new().await;
    let bufdir = Bufdir::new(&world).await;
    let desk = world.officer(KARI, INNLANDET).await;
    let client = world.client(RINGSAKER).await;
    let received: domain::wire::Submitted = world.submit(&client, &report(RINGSAKER, 1)).await.ok();
    world.pull(&desk, None, 9).await;
    let approved = decision(1, &received, approve(3));
    world.decide(&desk, &approved).await;
    bufdir.all(9).await;
    bufdir.acknowledge(&[approved.id]).await;
    let late = decision(2, &received, send_back("Rett inv_closed."));
    world.decide(&desk, &late).await;
    let token = Some(desk.session.access_token.as_str());
    assert_eq!(world.post(path::LOGOUT, token, "").await.status, 204);

    let rows = log(&world, AuditFilter::default()).await;
    let person = desk.person.to_string();
    let (revision, approved, late) = (
        format!("{}/1", received.report_id),
        approved.id.to_string(),
        late.id.to_string(),
    );
    let found = told(&rows);
    let any = |(actor, action, object): (&'static str, &'static str, &str)| {
        let at = found.iter().position(|row| *row == (actor, action, object));
        at.unwrap_or_else(|| panic!("no {actor} {action} {object} in {found:?}"))
    };
    let places = [
        any(("operator", "period.opened", "2026-1")),
        any(("operator", "role.added", &person)),
        any(("case_system", "report.received", &revision)),
        any(("officer", "feed.read", "1-1")),
        any(("officer", "decision.applied", &approved)),
        any(("bufdir_system", "deliveries.read", "1-1")),
        any(("bufdir_system", "delivery.acknowledged", &approved)),
        any(("officer", "decision.conflict", &late)),
    ];
    assert!(places.is_sorted(), "{found:?}");
    assert_eq!(
        found.last().map(|(_, action, _)| *action),
        Some("session.ended")
    );
    for row in rows.iter().filter(|row| row.actor == "officer") {
        assert_eq!(row.actor_id.as_deref(), Some(person.as_str()), "{row:?}");
        assert!(row.session.is_some(), "{row:?}");
        assert_eq!(row.at, domain::Clock::now(&*world.clock));
    }
    let text = format!("{rows:?}");
    for hidden in [KARI, "Officer Test", "Case system", "Rett", "Ferie"] {
        assert!(!text.contains(hidden), "{hidden}");
    }
}

#[tokio::test]
async fn what_changes_nothing_is_no_row_and_what_reads_nothing_neither() {
    let world = World::new().await;
    let desk = world.officer(KARI, INNLANDET).await;
    let client = world.client(RINGSAKER).await;
    let received: domain::wire::Submitted = world.submit(&client, &report(RINGSAKER, 1)).await.ok();
    let decided = decision(1, &received, approve(3));
    world.decide(&desk, &decided).await;
    let before = log(&world, AuditFilter::default()).await;

    world.decide(&desk, &decided).await;
    world.submit(&client, &report(RINGSAKER, 1)).await;
    let mut faulty = report(RINGSAKER, 2);
    faulty["values"]["inv_started"] = "many".into();
    world.submit(&client, &faulty).await;
    world.submit(&client, &report(BERGEN, 3)).await;
    assert_eq!(log(&world, AuditFilter::default()).await, before);

    let domain::wire::PullPage::Ok { entries, .. } = world.pull(&desk, None, 9).await else {
        panic!("diverged");
    };
    let read = log(&world, AuditFilter::default()).await;
    assert_eq!(read.len(), before.len() + 1);
    let cursor = domain::feed::Cursor::start(INNLANDET.into());
    world.pull(&desk, cursor.advanced(&entries).ok(), 9).await;
    assert_eq!(log(&world, AuditFilter::default()).await, read);
}

#[tokio::test]
async fn the_log_is_asked_by_time_actor_office_and_action() {
    let world = World::new().await;
    let start = domain::Clock::now(&*world.clock);
    let received = world.receive(RINGSAKER, 1).await;
    world.receive(BERGEN, 2).await;
    world.advance_minutes(60);
    let desk = world.officer(KARI, INNLANDET).await;
    world
        .decide(&desk, &decision(1, &received, approve(3)))
        .await;
    let later = domain::Clock::now(&*world.clock);

    let of_office = AuditFilter {
        office: Some(INNLANDET.into()),
        ..AuditFilter::default()
    };
    let rows = log(&world, of_office).await;
    let actions: Vec<&str> = rows.iter().map(|row| row.action.as_str()).collect();
    assert_eq!(
        actions,
        ["report.received", "role.added", "decision.applied"]
    );
    let received = AuditFilter {
        action: Some("report.received".to_owned()),
        ..AuditFilter::default()
    };
    assert_eq!(log(&world, received).await.len(), 2);
    let of_kari = AuditFilter {
        actor: Some(desk.person.to_string()),
        ..AuditFilter::default()
    };
    // The machine, the session and the decision.
    assert_eq!(log(&world, of_kari).await.len(), 3);
    let all = log(&world, AuditFilter::default()).await.len();
    let since = AuditFilter {
        since: Some(later),
        ..AuditFilter::default()
    };
    let until = AuditFilter {
        since: Some(start),
        until: Some(later),
        ..AuditFilter::default()
    };
    let (since, until) = (
        log(&world, since).await.len(),
        log(&world, until).await.len(),
    );
    assert_eq!((since, since + until), (4, all));
    let newest = AuditFilter {
        most: 1,
        ..AuditFilter::default()
    };
    let newest = world.app.store().audit(operator(), &newest).await.unwrap();
    assert_eq!(told(&newest)[0].1, "decision.applied");
}

#[tokio::test]
async fn the_log_cannot_be_changed() {
    let world = World::new().await;
    world.receive(RINGSAKER, 1).await;
    for statement in ["UPDATE audit SET at = 0", "DELETE FROM audit"] {
        assert!(!world.takes(statement).await, "{statement}");
    }
}

#[tokio::test]
async fn a_refused_login_is_written_down_with_its_reason_and_no_number() {
    let world = World::new().await;
    let desk = world.officer(KARI, INNLANDET).await;
    let now = domain::Clock::now(&*world.clock);
    let login = |pid: &str, jti: &str| Issuer::claims(pid, jti, now);
    let mut low = login(KARI, "1");
    low["acr"] = json!("idporten-loa-substantial");
    let good = Issuer::sign(&login(KARI, "2"));
    for (token, status) in [
        ("garbage".to_owned(), 401),
        (Issuer::sign(&low), 401),
        (good.clone(), 200),
        (good.clone(), 401),
        (Issuer::sign(&login(OLA, "3")), 403),
    ] {
        let body = session_request(&token).to_string();
        let answer = world.post(path::SESSION, None, body).await;
        assert_eq!(answer.status.as_u16(), status, "{answer:?}");
    }
    let ended = world.app.store().end_officer(operator(), desk.person).await;
    ended.unwrap();
    let late = Issuer::sign(&login(KARI, "4"));
    let body = session_request(&late).to_string();
    world
        .post(path::SESSION, None, body)
        .await
        .problem(403, ProblemKind::NoRole);

    let of = AuditFilter {
        action: Some("login.refused".to_owned()),
        ..AuditFilter::default()
    };
    let rows = log(&world, of).await;
    let person = desk.person.to_string();
    let found: Vec<_> = rows
        .iter()
        .map(|row| (row.object.as_deref().unwrap(), row.actor_id.as_deref()))
        .collect();
    let expected = [
        ("access_token_malformed", None),
        ("access_token_level", None),
        ("access_token_replayed", Some(person.as_str())),
        // Nobody whom the server knows.
        ("no_role", None),
        ("no_role", Some(person.as_str())),
    ];
    assert_eq!(found, expected);
    let text = format!("{rows:?}");
    for hidden in [KARI, OLA, "Officer Test", "eyJ", "garbage"] {
        assert!(!text.contains(hidden), "{hidden}");
    }
}

#[tokio::test]
async fn made_up_tokens_do_not_fill_the_log() {
    let world = World::new().await;
    let made_up = session_request("made up").to_string();
    for _ in 0..70 {
        let answer = world.post(path::SESSION, None, made_up.clone()).await;
        answer.problem(401, ProblemKind::SignedOut);
    }
    let of = AuditFilter {
        action: Some("login.refused".to_owned()),
        ..AuditFilter::default()
    };
    assert_eq!(log(&world, of.clone()).await.len(), 60);
    // Whoever was at the provider is written down all the same.
    let now = domain::Clock::now(&*world.clock);
    let stranger = Issuer::sign(&Issuer::claims(OLA, "1", now));
    let body = session_request(&stranger).to_string();
    world
        .post(path::SESSION, None, body)
        .await
        .problem(403, ProblemKind::NoRole);
    assert_eq!(log(&world, of).await.len(), 61);
}
