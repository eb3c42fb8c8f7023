//! The lease: how long the store opens without the server.

use super::*;

const HOUR: i64 = 3600;

async fn lock(desk: &Desk) -> LockView {
    let session = desk.engine.app_state().await.unwrap().session;
    let SessionView::Locked { lock, .. } = session else {
        panic!("not locked: {session:?}");
    };
    lock
}

async fn is_open(desk: &Desk) -> bool {
    desk.engine.tasks().await.is_ok()
}

/// The program ends, and after some hours without a network somebody types the PIN.
async fn opens_after(desk: &mut Desk, hours: i64) -> bool {
    desk.advance(hours * HOUR);
    desk.start_again();
    desk.engine.reopen().await;
    desk.engine.unlock(pin()).await.unwrap();
    is_open(desk).await
}

/// A desk that has its lease.
async fn desk() -> Desk {
    let desk = Desk::new().await;
    let asked = desk.rest().await;
    assert!(asked.contains(&path::LEASE.to_owned()), "{asked:?}");
    desk
}

#[tokio::test(crate = "crate::testing")]
async fn a_store_opens_without_the_server_until_its_lease_is_over_and_then_after_a_login() {
    let mut desk = desk().await;
    let id = desk.decide_later().await;
    assert!(opens_after(&mut desk, 71).await);
    let until = desk.engine.app_state().await.unwrap().line.offline_until;
    assert_eq!(
        until,
        Some(desk.clock.now() + SignedDuration::from_hours(1))
    );
    assert!(!opens_after(&mut desk, 1).await);
    assert_eq!(lock(&desk).await, LockView::LeaseOver);
    let line = desk.engine.app_state().await.unwrap().line;
    assert_eq!((line.offline_until, line.waiting), (None, 1));
    // The PIN again, and no other way in.
    desk.engine.look_again().await;
    desk.engine.unlock(pin()).await.unwrap();
    assert_eq!(lock(&desk).await, LockView::LeaseOver);
    assert!(matches!(
        desk.engine.tasks().await,
        Err(EngineError::Locked)
    ));
    assert_eq!(boxes(&desk), [format!("{id}.box")]);
    // A login opens it, and what waited is sent.
    desk.engine.begin_session(session()).await.unwrap();
    desk.engine.unlock(pin()).await.unwrap();
    assert!(is_open(&desk).await);
    let asked = desk.rest().await;
    assert!(asked.contains(&path::LEASE.to_owned()));
    assert!(desk.outcome(id).await.is_some());
    assert!(opens_after(&mut desk, 71).await);
}

#[tokio::test(crate = "crate::testing")]
async fn a_lease_that_ends_while_the_store_is_open_locks_it() {
    let desk = desk().await;
    desk.engine.state().session = None;
    for _ in 0..72 * 12 - 1 {
        desk.advance(300);
        desk.engine.input_seen();
        assert!(matches!(desk.engine.step().await, Step::Idle { .. }));
    }
    let step = desk.engine.step().await;
    let until = desk.clock.now() + SignedDuration::from_mins(5);
    assert!(
        matches!(step, Step::Idle { until: Some(at) } if at == until),
        "{step:?}"
    );
    desk.advance(300);
    desk.engine.input_seen();
    assert_eq!(desk.engine.step().await, Step::Went);
    assert_eq!(lock(&desk).await, LockView::LeaseOver);
}

#[tokio::test(crate = "crate::testing")]
async fn a_clock_that_is_put_back_prolongs_nothing_and_one_that_jumped_ahead_locks_until_a_login() {
    let mut desk = desk().await;
    assert!(opens_after(&mut desk, 60).await);
    assert!(opens_after(&mut desk, -8760).await);
    assert!(opens_after(&mut desk, 11).await);
    assert!(!opens_after(&mut desk, 1).await);

    desk.engine.begin_session(session()).await.unwrap();
    desk.engine.unlock(pin()).await.unwrap();
    desk.rest().await;
    assert!(!opens_after(&mut desk, 8760).await);
    assert!(!opens_after(&mut desk, -8760).await);
    desk.engine.begin_session(session()).await.unwrap();
    desk.engine.unlock(pin()).await.unwrap();
    assert!(is_open(&desk).await);
    desk.rest().await;
    assert!(opens_after(&mut desk, 71).await);
}

#[tokio::test(crate = "crate::testing")]
async fn another_lease_is_asked_for_once_an_hour() {
    let desk = desk().await;
    let mut leases = 0;
    for _ in 0..3 * 12 {
        desk.advance(300);
        desk.engine.input_seen();
        let asked = desk.rest().await;
        leases += asked.iter().filter(|path| *path == path::LEASE).count();
    }
    assert_eq!(leases, 3);
    let left = desk.engine.app_state().await.unwrap().line.offline_until;
    assert_eq!(
        left,
        Some(desk.clock.now() + SignedDuration::from_hours(72))
    );
}

#[tokio::test(crate = "crate::testing")]
async fn a_lease_that_proves_nothing_grants_nothing_and_keeps_nothing_back() {
    let forgeries: [fn(Lease) -> Lease; 4] = [
        |right| Lease {
            ends_at: right.ends_at + SignedDuration::from_hours(1),
            ..right
        },
        |right| {
            let person = PersonId(Uuid::from_u128(77));
            Lease { person, ..right }.signed(&key(1))
        },
        |right| {
            let ends_at = right.issued_at + SignedDuration::from_hours(1000);
            Lease { ends_at, ..right }.signed(&key(1))
        },
        // The keys are the newest: they are not asked for again.
        |right| right.signed(&key(3)),
    ];
    for forge in forgeries {
        let mut desk = Desk::new().await;
        desk.server.lock().unwrap().forge_lease = forge;
        assert_eq!(desk.rest().await, [path::KEYS, path::LEASE, path::PULL]);
        // The login itself grants half an hour.
        let until = desk.engine.app_state().await.unwrap().line.offline_until;
        assert_eq!(
            until,
            Some(desk.clock.now() + SignedDuration::from_mins(30))
        );
        let id = desk.decide().await;
        desk.rest().await;
        assert!(desk.outcome(id).await.is_some());
        desk.server.lock().unwrap().forge_lease = |right| right;
        desk.advance(300);
        assert!(desk.rest().await.contains(&path::LEASE.to_owned()));
        assert!(opens_after(&mut desk, 71).await);
    }
}

#[tokio::test(crate = "crate::testing")]
async fn a_lease_of_a_new_key_is_asked_for_again_after_the_keys() {
    let desk = desk().await;
    {
        let mut server = desk.server.lock().unwrap();
        server.keys = vec![published(2), published(1)];
        server.forge_lease = |right| right.signed(&key(2));
    }
    desk.advance(HOUR - 300);
    desk.engine.input_seen();
    desk.rest().await;
    desk.advance(300);
    let asked = desk.rest().await;
    let begins = [path::LEASE, path::KEYS, path::LEASE];
    assert_eq!(asked[..3], begins, "{asked:?}");
    let until = desk.engine.app_state().await.unwrap().line.offline_until;
    assert_eq!(
        until,
        Some(desk.clock.now() + SignedDuration::from_hours(72))
    );
}

#[tokio::test(crate = "crate::testing")]
async fn a_login_without_a_lease_opens_for_half_an_hour() {
    let mut desk = Desk::new().await;
    desk.server.lock().unwrap().lease = None;
    desk.rest().await;
    assert_eq!(desk.link().await, Link::ServerTrouble);
    desk.advance(29 * 60);
    assert!(opens_after(&mut desk, 0).await);
    desk.advance(60);
    assert!(!opens_after(&mut desk, 0).await);
    assert_eq!(lock(&desk).await, LockView::LeaseOver);
}
