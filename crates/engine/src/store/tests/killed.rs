//! A program that is killed at each change SQLite makes to a store's files, within its commits too: a piece of work is
//! done or not begun, and one that the program has said is done stays done.

use std::path::Path;

use scratch_kill::Place;

use super::{
    migrating::{as_it_is, contents, copied, has_no_damaged_page},
    *,
};

/// Where the program that is killed finds its store.
const FOLDER: &str = "HALVAARSRAPPORT_WORKED_FOLDER";

const DONE: &str = "done";
const CLOSED: &str = "closed";

/// A report comes, is drafted, decided and sent, has its receipt, and comes back approved.
const PIECES: usize = 6;

async fn does(store: &Store, piece: usize) {
    let decision = decision(1);
    match piece {
        0 => comes(store, None, ReportState::Submitted { revision: 1 }).await,
        1 => {
            let saved = SavedDraft {
                report_id: decision.report_id,
                revision: 1,
                draft: Draft {
                    own_figure: Some(17),
                    comment: "Ord".repeat(3_000),
                    ..Draft::default()
                },
                saved_at: at(90),
            };
            store.save_draft(&saved).await.unwrap();
        }
        2 => assert!(store.enqueue(&decision, at(110)).await.unwrap()),
        3 => assert_eq!(store.take_due(at(110), 50).await.unwrap().len(), 1),
        4 => {
            let outcome = applied(&decision);
            store
                .settle(&[(decision.id, outcome)], at(121))
                .await
                .unwrap();
        }
        _ => comes(store, Some(1), ReportState::Approved { revision: 1 }).await,
    }
}

async fn comes(store: &Store, after: Option<u64>, state: ReportState) {
    let seq = after.unwrap_or(0) + 1;
    let page = plan(after, seq, vec![put(1, seq, state)]);
    let applied = store.apply(&page, at(1)).await.unwrap();
    assert_eq!(applied, Applied::Written);
}

#[tokio::test(crate = "crate::testing")]
#[ignore = "the program that another test kills"]
async fn a_program_that_works() {
    scratch_kill::stops_at_changes();
    let folder = std::env::var_os(FOLDER).unwrap();
    scratch_kill::stops_after(async {
        let store = as_it_is(Path::new(&folder)).await;
        for piece in 0..PIECES {
            does(&store, piece).await;
            scratch_kill::says(DONE);
        }
        store.close().await;
        scratch_kill::says(CLOSED);
    })
    .await;
}

#[tokio::test(crate = "crate::testing")]
async fn a_kill_at_any_change_of_its_files_leaves_each_piece_of_work_done_or_not_begun() {
    let (new, store) = new_store().await;
    store.close().await;
    let states = states(&new).await;
    let test = "store::tests::killed::a_program_that_works";
    let mut within = [false; PIECES];
    for place in 0.. {
        let folder = copied(&new);
        let setting = (FOLDER, folder.path().as_os_str());
        let said = scratch_kill::kill(test, setting, Place::Change(place));
        let done = said.iter().filter(|line| *line == DONE).count();
        let left = as_it_is(folder.path()).await;
        let found = contents(&left).await;
        let found = states.iter().position(|state| *state == found);
        let found = found.unwrap_or_else(|| panic!("{place}: neither done nor not begun"));
        assert!(
            found == done || found == done + 1,
            "{place}: {done} and {found}"
        );
        for piece in found..PIECES {
            does(&left, piece).await;
        }
        assert!(contents(&left).await == states[PIECES], "{place}");
        left.close().await;
        // Not before: a page that was half written is whole in the log, which SQLCipher's check does not read.
        let again = as_it_is(folder.path()).await;
        has_no_damaged_page(&again).await;
        again.close().await;
        if said.iter().any(|line| line == CLOSED) {
            break;
        }
        if let Some(within) = within.get_mut(done) {
            *within = true;
        }
    }
    assert_eq!(within, [true; PIECES]);
}

/// What a store holds before the first piece and after each.
async fn states(new: &TempDir) -> Vec<Vec<String>> {
    let folder = copied(new);
    let store = as_it_is(folder.path()).await;
    let mut states = vec![contents(&store).await];
    for piece in 0..PIECES {
        does(&store, piece).await;
        states.push(contents(&store).await);
    }
    store.close().await;
    states
}
