//! What the lists say, and how much is read for it.

use domain::{decision::DecisionRecord, ids::PersonId, report::Report};

use super::{migrating::as_it_is, *};
use crate::{
    store::listed::{Counted, Listed, Wanted},
    view::FindingCounts,
};

const VERSION: &str = "1";
/// The step that brings the lists.
const LISTS: i64 = 70;
const ONE_ERROR: FindingCounts = FindingCounts {
    errors: 1,
    warnings: 0,
    information: 0,
};

fn of_period(id: u128, state: ReportState, period: &str) -> Report {
    Report {
        period: period.parse().unwrap(),
        ..report(id, state)
    }
}

fn decided(id: u128, period: &str, at_bufdir: bool) -> Report {
    let mut report = of_period(id, ReportState::Approved { revision: 1 }, period);
    let decision = decision(id);
    report.revisions[0].decision = Some(DecisionRecord {
        id: decision.id,
        decided_by: PersonId(Uuid::nil()),
        decided_by_name: "Ola Prøve".to_owned(),
        confirmed_at: decision.confirmed_at,
        receipt: receipt(&decision),
        acknowledged_at: at_bufdir.then(|| at(7)),
        verdict: decision.verdict,
    });
    report
}

fn puts(reports: &[Report]) -> Vec<Put> {
    let puts = reports.iter().map(|report| Put {
        rev: 1,
        body: to_json(report),
        report: report.clone(),
    });
    puts.collect()
}

async fn listed(store: &Store, wanted: Wanted) -> Vec<Listed> {
    let lists = store.lists(wanted, VERSION).await.unwrap();
    let tasks = lists.tasks.into_iter();
    tasks.map(|task| task.listed).collect()
}

async fn counted(store: &Store, version: &str) -> Vec<Counted> {
    let lists = store.lists(Wanted::All, version).await.unwrap();
    lists.tasks.iter().map(|task| task.counted).collect()
}

#[tokio::test(crate = "crate::testing")]
async fn a_store_of_an_earlier_build_lists_what_it_has() {
    let folder = tempfile::tempdir().unwrap();
    let store = as_it_is(folder.path()).await;
    store.migrate(Some(LISTS - 1)).await.unwrap();
    let reports = [
        of_period(1, ReportState::Submitted { revision: 1 }, "2026-1"),
        of_period(2, ReportState::Submitted { revision: 2 }, "2025-2"),
        decided(3, "2025-1", false),
        decided(4, "2024-2", true),
        of_period(5, ReportState::Withdrawn { revision: 1 }, "2024-1"),
    ];
    for report in &reports {
        sqlx::query(
            "INSERT INTO report (id, rev, unit_no, period, waiting, body) VALUES (?1, 1, ?2, ?3, 0, ?4)",
        )
        .bind(report.id.to_string())
        .bind(report.unit_no.as_str())
        .bind(report.period.to_string())
        .bind(to_json(report))
        .execute(&store.pool)
        .await
        .unwrap();
    }
    store.migrate(None).await.unwrap();
    let migrated = listed(&store, Wanted::All).await;
    let expected: Vec<Listed> = reports.iter().filter_map(Listed::of).collect();
    assert_eq!(migrated, expected);
    let counts = store.lists(Wanted::All, VERSION).await.unwrap();
    assert_eq!(counts.decided, 2);
}

#[tokio::test(crate = "crate::testing")]
async fn of_the_archive_only_the_newest_half_year_is_at_hand() {
    let (_folder, store) = new_store().await;
    let reports = [
        decided(1, "2026-1", true),
        decided(2, "2025-2", true),
        of_period(3, ReportState::Submitted { revision: 1 }, "2025-1"),
        decided(4, "2024-2", true),
    ];
    store
        .apply(&plan(None, 4, puts(&reports)), at(1))
        .await
        .unwrap();
    // A decision that came back needs its report, however old that is.
    let mut back = decision(9);
    back.report_id = reports[3].id;
    store.enqueue(&back, at(1)).await.unwrap();
    let at_work = listed(&store, Wanted::AtWork).await;
    let ids: Vec<_> = at_work.iter().map(|of| of.id).collect();
    assert_eq!(ids, [reports[0].id, reports[2].id, reports[3].id]);
    assert_eq!(listed(&store, Wanted::All).await.len(), 4);
    let counts = store.lists(Wanted::AtWork, VERSION).await.unwrap();
    assert_eq!(counts.decided, 3);
}

#[tokio::test(crate = "crate::testing")]
async fn what_was_counted_holds_until_a_report_that_it_rests_on_changes() {
    let (_folder, store) = new_store().await;
    let waits = of_period(1, ReportState::Submitted { revision: 1 }, "2026-1");
    let before = decided(2, "2025-2", true);
    let plan_of = |from, to, report: &Report| plan(from, to, puts(std::slice::from_ref(report)));
    store.apply(&plan_of(None, 1, &waits), at(1)).await.unwrap();
    assert_eq!(counted(&store, VERSION).await, [Counted::After(0)]);
    let found = [(waits.id, 0, ONE_ERROR)];
    store.keep_counted(&found, VERSION).await.unwrap();
    assert_eq!(counted(&store, VERSION).await, [Counted::Found(ONE_ERROR)]);
    // Another version of the product has other rules.
    assert_eq!(counted(&store, "2").await, [Counted::After(0)]);

    store
        .apply(&plan_of(Some(1), 2, &before), at(2))
        .await
        .unwrap();
    assert_eq!(counted(&store, VERSION).await[0], Counted::After(1));
    // What was counted before the change comes too late.
    store.keep_counted(&found, VERSION).await.unwrap();
    assert_eq!(counted(&store, VERSION).await[0], Counted::After(1));
    let found = [(waits.id, 1, ONE_ERROR)];
    store.keep_counted(&found, VERSION).await.unwrap();
    store
        .apply(&plan_of(Some(2), 3, &waits), at(3))
        .await
        .unwrap();
    assert_eq!(counted(&store, VERSION).await[0], Counted::After(2));
}

#[tokio::test(crate = "crate::testing")]
async fn a_report_that_goes_is_listed_no_more() {
    let (_folder, store) = new_store().await;
    let report = decided(1, "2026-1", true);
    store
        .apply(&plan(None, 1, puts(&[report])), at(1))
        .await
        .unwrap();
    assert_eq!(listed(&store, Wanted::All).await.len(), 1);
    store.purge(at(2)).await.unwrap();
    assert_eq!(listed(&store, Wanted::All).await, []);
}
