//! Periods that Bufdir opens, and history that is taken over from an earlier system.

use domain::{
    Period,
    deadlines::{PeriodSettings, SettingsFault},
    decision::Verdict,
    feed::Cursor,
    generator::{Faults, office_history},
    report::{Report, ReportState},
    wire::{ProblemKind, PullPage, Submitted},
};
use jiff::SignedDuration;
use server::{
    admin::{self, AdminError},
    history::ApprovedReport,
};

use crate::world::{INNLANDET, KARI, RINGSAKER, World, decision, report, send_back};

/// An office's approved reports of three half-years, as a file's text.
fn history() -> (usize, String) {
    let last: Period = "2026-1".parse().unwrap();
    let made = office_history(7, &INNLANDET.into(), last, 3, Faults::None);
    let approved = made.into_iter().filter(|made| made.approved);
    let mut lines = Vec::new();
    for made in approved {
        let approved = ApprovedReport {
            received_at: "2026-01-20T10:00:00Z".parse().unwrap(),
            decided_at: "2026-02-03T10:00:00Z".parse().unwrap(),
            submitted_by: "Marte Lien".to_owned(),
            own_figure: made.officer.own_figure.unwrap(),
            comment: None,
            decided_by: "Ola Prøve".to_owned(),
            submission: made.submission,
        };
        lines.push(serde_json::to_string(&approved).unwrap());
    }
    (lines.len(), lines.join("\n"))
}

async fn feed(world: &World, cursor: Option<Cursor>) -> Vec<Report> {
    let desk = world.officer(KARI, INNLANDET).await;
    let mut cursor = cursor.unwrap_or_else(|| Cursor::start(INNLANDET.into()));
    let mut reports = Vec::new();
    loop {
        let page = world.pull(&desk, Some(cursor.clone()), 500).await;
        let PullPage::Ok {
            entries, bodies, ..
        } = page
        else {
            panic!("diverged");
        };
        if entries.is_empty() {
            return reports;
        }
        cursor = cursor.advanced(&entries).unwrap();
        let bodies = bodies.iter().map(|body| body.body.get());
        reports.extend(bodies.map(|body| serde_json::from_str::<Report>(body).unwrap()));
    }
}

#[tokio::test]
async fn history_stands_in_the_feed_once() {
    let world = World::new().await;
    world.open_period("2025-1").await;
    world.open_period("2025-2").await;
    let (count, text) = history();
    let (store, settings) = (world.app.store(), world.app.settings());
    let imported = admin::import_approved(store, settings, &text)
        .await
        .unwrap()
        .unwrap();
    assert_eq!((imported.new, imported.known), (count, 0));

    let reports = feed(&world, None).await;
    assert_eq!(reports.len(), count);
    for report in &reports {
        assert_eq!(report.state, ReportState::Approved { revision: 1 });
        let revision = &report.revisions[0];
        assert_eq!(report.content_of(revision).hash(), revision.content_hash);
        let record = revision.decision.as_ref().unwrap();
        assert_eq!(record.decided_by_name, "Ola Prøve");
        assert_eq!(record.receipt.report().unwrap().report_id, report.id);
        let keys = settings.signing.published();
        assert_eq!(record.receipt.verify(&keys), Ok(()));
        assert!(matches!(record.verdict, Verdict::Approve { .. }));
        assert!(record.acknowledged_at.is_some());
    }
    // Nobody is written to, and Bufdir has them.
    world.place.migrate(world.app.ctx()).await;
    let work = "SELECT (SELECT COUNT(*) FROM mail_cause WHERE cause <> 'period') + (SELECT COUNT(*) FROM delivery)";
    assert_eq!(world.rows::<(i64,)>(work).await, [(0,)]);

    let rows = world.stored_rows().await;
    let again = admin::import_approved(store, settings, &text)
        .await
        .unwrap()
        .unwrap();
    assert_eq!((again.new, again.known), (0, count));
    assert_eq!(world.stored_rows().await, rows);
}

#[tokio::test]
async fn a_fault_anywhere_takes_over_nothing() {
    let world = World::new().await;
    world.open_period("2025-1").await;
    let (_, text) = history();
    let (store, settings) = (world.app.store(), world.app.settings());
    let told = admin::import_approved(store, settings, &text).await;
    let told = told.unwrap().unwrap_err();
    // Half of the reports are of the half-year that is not open.
    assert_eq!(told.0.len() * 2, text.lines().count());
    assert!(told.0.iter().all(|line| line.faults[0].at == "period"));
    assert_eq!(world.stored_rows().await, 0);

    world.open_period("2025-2").await;
    let client = world.client(RINGSAKER).await;
    let mut sent = report(RINGSAKER, 1);
    sent["period"] = "2025-2".into();
    let _: Submitted = world.submit(&client, &sent).await.ok();
    let rows = world.stored_rows().await;
    let told = admin::import_approved(store, settings, &text).await;
    let told = told.unwrap().unwrap_err();
    assert_eq!(told.0.len(), 1);
    assert_eq!(world.stored_rows().await, rows);

    let too_high = text.replace("\"own_figure\":", "\"own_figure\":9999");
    let told = admin::import_approved(store, settings, &too_high).await;
    let told = told.unwrap().unwrap_err();
    assert_eq!(told.0.len(), text.lines().count());
}

#[tokio::test]
async fn a_period_keeps_its_form_once_reports_are_in() {
    let world = World::new().await;
    let store = world.app.store();
    let period: Period = "2026-1".parse().unwrap();
    let mut settings = PeriodSettings::default_for(period).unwrap();
    assert_eq!(store.periods().await.unwrap(), [settings.clone()]);
    settings.municipality_deadline += SignedDuration::from_hours(24 * 14);
    admin::open_period(store, &settings).await.unwrap();
    assert_eq!(store.periods().await.unwrap(), [settings.clone()]);

    let client = world.client(RINGSAKER).await;
    let desk = world.officer(KARI, INNLANDET).await;
    let received: Submitted = world.submit(&client, &report(RINGSAKER, 1)).await.ok();
    world
        .decide(&desk, &decision(1, &received, send_back("Rett.")))
        .await;
    let early = PeriodSettings {
        office_deadline: period.first_day(),
        ..settings
    };
    let Err(AdminError::Period(faults)) = admin::open_period(store, &early).await else {
        panic!("opened");
    };
    assert_eq!(faults, [SettingsFault::TooEarly, SettingsFault::OutOfOrder]);
    // An officer cannot send.
    let officer = &desk.session.access_token;
    let sent = world.submit(officer, &report(RINGSAKER, 9)).await;
    sent.problem(403, ProblemKind::NoRole);
}
