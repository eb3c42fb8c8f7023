//! The lease: whose it is, how long it lasts, and by whose clock.

use domain::{
    lease::{Lease, LeaseFault},
    wire::{PublishedKeys, path},
};
use jiff::SignedDuration;
use server::config::Limits;

use crate::world::{INNLANDET, KARI, LIV, VESTLAND, World};

async fn asked(world: &World, token: &str) -> Lease {
    world.get_as(path::LEASE, Some(token)).await.ok()
}

#[tokio::test]
async fn a_lease_is_the_askers_own_and_verifies_with_the_published_keys() {
    let world = World::new().await;
    let keys: PublishedKeys = world.get(path::KEYS).await.ok();
    let (kari, liv) = (
        world.officer(KARI, INNLANDET).await,
        world.officer(LIV, VESTLAND).await,
    );
    let lease = asked(&world, &kari.session.access_token).await;
    let granted = |person, office: &str| lease.granted(person, &office.into(), &keys.keys);
    assert_eq!(
        granted(kari.person, INNLANDET),
        Ok(SignedDuration::from_hours(72))
    );
    assert_eq!(granted(liv.person, VESTLAND), Err(LeaseFault::OtherOfficer));
    // Each is of its own moment.
    world.advance_minutes(5);
    let later = asked(&world, &kari.session.access_token).await;
    let between = later.issued_at.duration_since(lease.issued_at);
    assert_eq!(between, SignedDuration::from_mins(5));
    assert_eq!(later.ends_at.duration_since(lease.ends_at), between);
}

#[tokio::test]
async fn a_lease_lasts_as_long_as_is_configured() {
    let limits = Limits {
        lease: SignedDuration::from_hours(24),
        ..Limits::default()
    };
    let world = World::limited(limits).await;
    let kari = world.officer(KARI, INNLANDET).await;
    let lease = asked(&world, &kari.session.access_token).await;
    let length = lease.ends_at.duration_since(lease.issued_at);
    assert_eq!(length, SignedDuration::from_hours(24));
}
