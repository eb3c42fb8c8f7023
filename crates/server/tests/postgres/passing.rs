//! What PostgreSQL may do to a request that is under way.

use domain::wire::{ProblemKind, Submitted};
use server::store::Location;
use sqlx::{ConnectOptions, Connection, PgConnection};

use crate::world::{RINGSAKER, World, report};

#[tokio::test]
async fn a_connection_that_is_ended_under_a_request_is_asked_again() {
    let world = World::new().await;
    let client = world.client(RINGSAKER).await;
    let mut operator = connect(&world).await;
    let mut holds = connect(&world).await;
    let mut lock = holds.begin().await.unwrap();
    sqlx::query("SELECT seq FROM office_head FOR UPDATE")
        .fetch_all(&mut *lock)
        .await
        .unwrap();

    let sent = report(RINGSAKER, 1);
    let (answer, ended) = tokio::join!(
        world.submit(&client, &sent),
        end_whoever_waits(&mut operator)
    );
    assert_eq!(ended, 1);
    answer.problem(503, ProblemKind::Unavailable);
    assert_eq!(answer.header(&http::header::RETRY_AFTER), Some("5"));
    lock.rollback().await.unwrap();
    assert_eq!(world.stored_rows().await, 0);

    let received: Submitted = world.submit(&client, &sent).await.ok();
    assert_eq!((received.revision, received.duplicate), (1, false));
}

async fn connect(world: &World) -> PgConnection {
    let Location::Server(server) = world.place.superuser() else {
        panic!("no PostgreSQL");
    };
    server.connect().await.unwrap()
}

/// As `pg_terminate_backend` and a server that is shut down do. Says how many were ended.
async fn end_whoever_waits(operator: &mut PgConnection) -> usize {
    loop {
        let ended: Vec<(bool,)> = sqlx::query_as(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE datname = current_database() AND wait_event_type = 'Lock'",
        )
        .fetch_all(&mut *operator)
        .await
        .unwrap();
        if !ended.is_empty() {
            return ended.len();
        }
    }
}
