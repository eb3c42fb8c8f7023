//! Who waits for whom, and what becomes of a transaction that its owner lets go of.

use std::thread;

use super::*;

const ADD: &str = "INSERT INTO draft (report_id, revision, body, saved_at) VALUES (?1, 1, '{}', 5)";

async fn drafts(store: &Store) -> Vec<String> {
    sqlx::query_scalar("SELECT report_id FROM draft ORDER BY report_id")
        .fetch_all(&store.pool)
        .await
        .unwrap()
}

async fn begun(store: &Store, draft: &str) -> Tx {
    let mut tx = store.begin().await.unwrap();
    sqlx::query(ADD)
        .bind(draft)
        .execute(&mut *tx)
        .await
        .unwrap();
    tx
}

async fn add(store: &Store, draft: &str) {
    let added = sqlx::query(ADD).bind(draft).execute(store.pool.writing());
    added.await.unwrap();
}

#[tokio::test(crate = "crate::testing")]
async fn a_reader_does_not_wait_for_a_writer() {
    let (_folder, store) = new_store().await;
    add(&store, "a").await;
    let tx = begun(&store, "b").await;
    assert_eq!(drafts(&store).await, ["a"]);
    tx.commit().await.unwrap();
    assert_eq!(drafts(&store).await, ["a", "b"]);
}

#[tokio::test(crate = "crate::testing")]
async fn what_is_let_go_of_is_undone_before_anything_else_is_written() {
    let (_folder, store) = new_store().await;
    drop(begun(&store, "a").await);
    add(&store, "b").await;
    assert_eq!(drafts(&store).await, ["b"]);
}

#[tokio::test(crate = "crate::testing")]
async fn what_is_let_go_of_where_nothing_runs_is_undone_too() {
    let (_folder, store) = new_store().await;
    let tx = begun(&store, "a").await;
    thread::spawn(|| drop(tx)).join().unwrap();
    add(&store, "b").await;
    assert_eq!(drafts(&store).await, ["b"]);
}

#[tokio::test(crate = "crate::testing")]
async fn a_closed_store_takes_nothing() {
    let (folder, store) = new_store().await;
    drop(begun(&store, "a").await);
    store.close().await;
    let read = sqlx::query("SELECT 1").fetch_all(&store.pool).await;
    assert!(matches!(read, Err(sqlx::Error::PoolClosed)), "{read:?}");
    assert!(store.begin().await.is_err());
    let again = open(&folder, 1).await.unwrap();
    assert_eq!(drafts(&again).await, [""; 0]);
}
