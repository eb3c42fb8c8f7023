use domain::{
    decision::{AnyDecision, Decision, Draft, Receipted, Refusal, Verdict},
    feed::{Cursor, EntityKind},
    ids::DecisionId,
    report::{Hash, ReportState},
    sealing::SealingKey,
    signing::PublishedKey,
    wire::{HeldReason, Outcome, PublishedKeys},
};
use tempfile::TempDir;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{mirror::Applied, *};
use crate::{
    review::testing::{published, receipt, report},
    sync::plan::{Plan, Put},
    travel::{Copied, Here},
};

const MARKER: &str = "Ringsaker";

async fn open(folder: &TempDir, key: u8) -> Result<Store, StoreError> {
    let how = How {
        key: &Zeroizing::new([key; 32]),
        guards_memory: true,
    };
    Store::open(&edge::system_ctx(), &folder.path().join("officer.db"), &how).await
}

impl Store {
    /// From now on the store fails where a row of this table is changed so.
    pub(crate) async fn fails_at(&self, change: &str, table: &str, rows: &str) {
        let text = format!(
            "CREATE TEMP TRIGGER fails_here BEFORE {change} ON main.{table} WHEN {rows}
             BEGIN SELECT RAISE(ABORT, 'the store fails here'); END"
        );
        self.write_as_told(text).await;
    }

    /// It does so no longer.
    pub(crate) async fn fails_no_more(&self) {
        self.write_as_told("DROP TRIGGER fails_here".to_owned())
            .await;
    }

    async fn write_as_told(&self, text: String) {
        let told = sqlx::query(sqlx::AssertSqlSafe(text));
        told.execute(self.pool.writing()).await.unwrap();
    }
}

async fn new_store() -> (TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder, 1).await.unwrap();
    (folder, store)
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).unwrap()
}

fn put(id: u128, rev: u64, state: ReportState) -> Put {
    let report = report(id, state);
    Put {
        rev,
        body: to_json(&report),
        report,
    }
}

fn cursor(seq: u64) -> Cursor {
    Cursor {
        office: "innlandet".into(),
        seq,
        chain: Hash::of(&seq.to_be_bytes()),
    }
}

fn plan(from: Option<u64>, to: u64, puts: Vec<Put>) -> Plan {
    Plan {
        from: from.map(cursor),
        to: cursor(to),
        puts,
        applications: vec![],
        awaited: vec![],
        more: false,
    }
}

fn decision(id: u128) -> Decision {
    let report = report(1, ReportState::Submitted { revision: 1 });
    Decision {
        id: DecisionId(Uuid::from_u128(id)),
        report_id: report.id,
        revision: 1,
        content_hash: report.revisions[0].content_hash,
        verdict: Verdict::Approve {
            own_figure: 17,
            comment: None,
        },
        confirmed_at: at(100),
    }
}

fn applied(decision: &Decision) -> Outcome {
    Outcome::Applied {
        receipt: receipt(decision),
    }
}

fn conflict() -> Outcome {
    Outcome::Conflict {
        reason: Refusal::OtherRevision,
        current: ReportState::Submitted { revision: 2 },
    }
}

#[tokio::test(crate = "crate::testing")]
async fn the_file_is_unreadable_without_its_key() {
    let (folder, store) = new_store().await;
    let page = plan(
        None,
        1,
        vec![put(1, 1, ReportState::Submitted { revision: 1 })],
    );
    store.apply(&page, at(1)).await.unwrap();
    store.close().await;
    for file in std::fs::read_dir(folder.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.starts_with(b"SQLite format 3"));
        assert!(
            !bytes
                .windows(MARKER.len())
                .any(|part| part == MARKER.as_bytes())
        );
    }
    assert!(matches!(open(&folder, 2).await, Err(StoreError::WrongKey)));
    let again = open(&folder, 1).await.unwrap();
    assert_eq!(again.reports().await.unwrap().len(), 1);
}

#[tokio::test(crate = "crate::testing")]
async fn reports_and_cursor_move_together_and_once() {
    let (_folder, store) = new_store().await;
    let first = plan(
        None,
        1,
        vec![put(1, 1, ReportState::Submitted { revision: 1 })],
    );
    assert_eq!(store.apply(&first, at(1)).await.unwrap(), Applied::Written);
    // The same page again, or a page that continues another place, changes nothing.
    assert_eq!(
        store.apply(&first, at(2)).await.unwrap(),
        Applied::OutOfDate
    );
    let elsewhere = plan(
        Some(5),
        6,
        vec![put(1, 6, ReportState::Approved { revision: 1 })],
    );
    assert_eq!(
        store.apply(&elsewhere, at(2)).await.unwrap(),
        Applied::OutOfDate
    );
    let next = plan(
        Some(1),
        2,
        vec![put(1, 2, ReportState::Approved { revision: 1 })],
    );
    assert_eq!(store.apply(&next, at(3)).await.unwrap(), Applied::Written);
    assert_eq!(
        store.cursor(&"innlandet".into()).await.unwrap(),
        Some(cursor(2))
    );
    assert_eq!(store.updated_at().await.unwrap(), Some(at(3)));
    let reports = store.reports().await.unwrap();
    assert_eq!(reports[0].state, ReportState::Approved { revision: 1 });
}

#[tokio::test(crate = "crate::testing")]
async fn the_copy_is_whole_where_the_feed_ends_and_every_form_has_come() {
    let (_folder, store) = new_store().await;
    let here = |copy, open, unknown| Here {
        copy,
        open,
        unknown,
    };
    let found = async || store.here().await.unwrap();
    assert_eq!(found().await, here(Copied::Nothing, 0, 0));

    let form = |id: u128, state| {
        let mut put = put(id, 1, state);
        put.report.unit_no = format!("{}", 3400 + id).as_str().into();
        put
    };
    let waiting = |id| form(id, ReportState::Submitted { revision: 1 });
    let mut first = plan(None, 1, vec![waiting(1)]);
    first.more = true;
    first.awaited = vec![(EntityKind::Report, Uuid::from_u128(2))];
    store.apply(&first, at(1)).await.unwrap();
    assert_eq!(found().await, here(Copied::Part, 1, 0));

    // The feed's end alone is not enough: a form is still to come.
    let decided = form(3, ReportState::Approved { revision: 1 });
    store
        .apply(&plan(Some(1), 2, vec![decided]), at(2))
        .await
        .unwrap();
    assert_eq!(found().await, here(Copied::Part, 1, 0));

    let mut later = waiting(2);
    later.report.template = "a later one".to_owned();
    later.body = to_json(&later.report);
    store
        .apply(&plan(Some(2), 3, vec![later]), at(3))
        .await
        .unwrap();
    assert_eq!(found().await, here(Copied::Whole, 2, 1));

    store.start_over(at(4)).await.unwrap();
    assert_eq!(found().await, here(Copied::Nothing, 0, 0));
}

#[tokio::test(crate = "crate::testing")]
async fn sync_leaves_drafts_alone() {
    let (_folder, store) = new_store().await;
    let draft = SavedDraft {
        report_id: report(1, ReportState::Submitted { revision: 1 }).id,
        revision: 1,
        draft: Draft {
            comment: "Rett tallet.".to_owned(),
            ..Draft::default()
        },
        saved_at: at(5),
    };
    store.save_draft(&draft).await.unwrap();
    let page = plan(
        None,
        1,
        vec![put(1, 2, ReportState::Submitted { revision: 2 })],
    );
    store.apply(&page, at(6)).await.unwrap();
    store.start_over(at(6)).await.unwrap();
    assert_eq!(store.draft(draft.report_id, 1).await.unwrap(), Some(draft));
}

#[tokio::test(crate = "crate::testing")]
async fn reports_go_with_the_office_and_what_was_typed_stays() {
    let (_folder, store) = new_store().await;
    let officer = |office: &str| wire::Officer {
        id: domain::ids::PersonId(Uuid::nil()),
        name: "Kari Nordmann".to_owned(),
        office: office.into(),
        office_name: office.to_owned(),
    };
    let waiting = ReportState::Submitted { revision: 1 };
    let page = plan(None, 1, vec![put(1, 1, waiting)]);
    store.set_officer(&officer("innlandet")).await.unwrap();
    assert_eq!(store.apply(&page, at(0)).await.unwrap(), Applied::Written);
    assert!(store.enqueue(&decision(1), at(0)).await.unwrap());
    store.set_officer(&officer("innlandet")).await.unwrap();
    assert_eq!(store.reports().await.unwrap().len(), 1);

    store.set_officer(&officer("vestland")).await.unwrap();
    assert_eq!(store.reports().await.unwrap(), vec![]);
    assert_eq!(store.cursor(&"innlandet".into()).await.unwrap(), None);
    assert_eq!(store.outbox().await.unwrap().len(), 1);
    // A page of the old office that was still on its way.
    assert_eq!(store.apply(&page, at(0)).await.unwrap(), Applied::OutOfDate);
    assert_eq!(store.reports().await.unwrap(), vec![]);
}

#[tokio::test(crate = "crate::testing")]
async fn a_decision_is_sent_verbatim_until_it_is_settled() {
    let (_folder, store) = new_store().await;
    let decision = decision(1);
    assert!(store.enqueue(&decision, at(110)).await.unwrap());
    assert_eq!(store.next_due().await.unwrap(), Some(at(110)));
    assert!(store.take_due(at(109), 50).await.unwrap().is_empty());
    let first = store.take_due(at(110), 50).await.unwrap();
    let again = store.take_due(at(200), 50).await.unwrap();
    assert_eq!(first[0].request, again[0].request);
    assert_eq!(first[0].decision, decision.clone().into());
    store
        .settle(&[(decision.id, applied(&decision))], at(121))
        .await
        .unwrap();
    assert!(store.take_due(at(300), 50).await.unwrap().is_empty());
    // An outcome never changes.
    let late = Outcome::Held {
        reason: HeldReason::NoAccess,
    };
    store.settle(&[(decision.id, late)], at(130)).await.unwrap();
    let kept = store.queued(decision.id).await.unwrap().unwrap();
    assert_eq!(kept.outcome, Some(applied(&decision)));
}

#[tokio::test(crate = "crate::testing")]
async fn one_decision_a_report_waits_at_a_time() {
    let (_folder, store) = new_store().await;
    assert!(store.enqueue(&decision(1), at(110)).await.unwrap());
    assert!(!store.enqueue(&decision(2), at(110)).await.unwrap());
    store
        .settle(&[(decision(1).id, conflict())], at(120))
        .await
        .unwrap();
    assert_eq!(
        store.counts().await.unwrap(),
        outbox::Counts {
            waiting: 0,
            needs_you: 1
        }
    );
    assert!(store.enqueue(&decision(2), at(130)).await.unwrap());
    assert_eq!(
        store.counts().await.unwrap(),
        outbox::Counts {
            waiting: 1,
            needs_you: 0
        }
    );
}

#[tokio::test(crate = "crate::testing")]
async fn the_newest_decision_is_the_last_made_whatever_the_clock_said() {
    let (_folder, store) = new_store().await;
    let (first, second) = (decision(9), decision(3));
    assert!(store.enqueue(&first, at(10)).await.unwrap());
    store
        .settle(&[(first.id, conflict())], at(11))
        .await
        .unwrap();
    assert!(store.enqueue(&second, at(5)).await.unwrap());
    let newest = store.newest_on(first.report_id).await.unwrap().unwrap();
    assert_eq!(newest.decision, second);
    assert_eq!(store.outbox().await.unwrap()[1].decision, second);
    assert_eq!(store.counts().await.unwrap().needs_you, 0);
}

#[tokio::test(crate = "crate::testing")]
async fn undo_ends_with_the_first_attempt() {
    let (_folder, store) = new_store().await;
    store.enqueue(&decision(1), at(110)).await.unwrap();
    assert!(store.undo(decision(1).id).await.unwrap());
    store.enqueue(&decision(2), at(110)).await.unwrap();
    store.hurry(at(101)).await.unwrap();
    assert_eq!(store.take_due(at(101), 50).await.unwrap().len(), 1);
    assert!(!store.undo(decision(2).id).await.unwrap());
    assert!(store.queued(decision(2).id).await.unwrap().is_some());
}

#[tokio::test(crate = "crate::testing")]
async fn a_held_decision_is_offered_again_unless_a_newer_one_took_its_place() {
    let (_folder, store) = new_store().await;
    let held = Outcome::Held {
        reason: HeldReason::NoAccess,
    };
    store.enqueue(&decision(1), at(110)).await.unwrap();
    store
        .settle(&[(decision(1).id, held.clone())], at(120))
        .await
        .unwrap();
    store.offer_held_again().await.unwrap();
    assert_eq!(store.take_due(at(130), 50).await.unwrap().len(), 1);
    store
        .settle(&[(decision(1).id, held)], at(131))
        .await
        .unwrap();
    store.enqueue(&decision(2), at(140)).await.unwrap();
    store.offer_held_again().await.unwrap();
    let due = store.take_due(at(150), 50).await.unwrap();
    assert_eq!(
        due.iter()
            .map(|queued| queued.decision.id())
            .collect::<Vec<_>>(),
        [decision(2).id]
    );
}

#[tokio::test(crate = "crate::testing")]
async fn the_keys_are_those_last_published() {
    let (folder, store) = new_store().await;
    assert_eq!(store.keys().await.unwrap(), vec![]);
    store
        .set_keys(&publishes(vec![published(1)]))
        .await
        .unwrap();
    let now = [published(3), published(2)];
    store.set_keys(&publishes(now.to_vec())).await.unwrap();
    store.close().await;
    let again = open(&folder, 1).await.unwrap();
    assert_eq!(again.keys().await.unwrap(), now);
}

mod connections;
mod figures;
mod full;
mod killed;
mod listing;
mod lost;
mod migrating;
mod naming;

fn publishes(keys: Vec<PublishedKey>) -> PublishedKeys {
    PublishedKeys {
        keys,
        sealing: SealingKey::from_seed(&[6; 32]).public().clone(),
    }
}
