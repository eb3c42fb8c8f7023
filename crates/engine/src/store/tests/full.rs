//! A disk without room for more: what was written stays, and work goes on once there is room.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use domain::mishap::{Disk, Mishaps};

use super::*;

#[derive(Default)]
struct Fills(AtomicBool);

impl Mishaps for Fills {
    fn ends_here(&self) -> bool {
        false
    }

    fn disk(&self) -> Option<Disk> {
        let is_full = self.0.load(Ordering::Relaxed);
        Some(if is_full { Disk::Full } else { Disk::Roomy })
    }
}

#[tokio::test(crate = "crate::testing")]
async fn what_finds_no_room_is_not_done_and_can_be_done_later() {
    let folder = tempfile::tempdir().unwrap();
    let disk = Arc::new(Fills::default());
    let ctx = edge::system_ctx().befallen(disk.clone());
    let how = How {
        key: &Zeroizing::new([1; 32]),
        guards_memory: true,
    };
    let path = folder.path().join("officer.db");
    let store = Store::open(&ctx, &path, &how).await.unwrap();
    let long = |revision: u32, letter: &str| SavedDraft {
        report_id: ReportId(Uuid::from_u128(1)),
        revision,
        draft: Draft {
            comment: letter.repeat(5000),
            ..Draft::default()
        },
        saved_at: at(1),
    };
    store.save_draft(&long(1, "a")).await.unwrap();
    disk.0.store(true, Ordering::Relaxed);
    for revision in 2..4 {
        let refused = store.save_draft(&long(revision, "b")).await;
        assert!(matches!(refused, Err(StoreError::Sql(_))), "{refused:?}");
    }
    // Larger than what is left in the pages that are there.
    let mut decision = decision(1);
    decision.verdict = Verdict::Return {
        own_figure: None,
        comment: "b".repeat(5000),
        asks: vec![],
    };
    assert!(store.enqueue(&decision, at(10)).await.is_err());
    let kept = store.draft(ReportId(Uuid::from_u128(1)), 1).await.unwrap();
    assert_eq!(kept.unwrap().draft, long(1, "a").draft);
    disk.0.store(false, Ordering::Relaxed);
    store.save_draft(&long(2, "c")).await.unwrap();
    assert!(store.enqueue(&decision, at(10)).await.unwrap());
    let waiting = store.queued(decision.id).await.unwrap();
    assert!(waiting.is_some());
}
