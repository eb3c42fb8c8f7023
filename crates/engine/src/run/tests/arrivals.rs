//! What a machine is told while nobody is at work.

use super::*;

impl Desk {
    fn waits(&self, count: Option<u64>) {
        self.server.lock().unwrap().waiting = count;
    }

    fn told(&self) -> Vec<u64> {
        std::mem::take(&mut *self.engine.desktop.waiting.lock().unwrap())
    }

    /// Lets a time pass and the engine do what is due then; says whether it asked what waits.
    async fn passes(&self, seconds: i64) -> bool {
        self.advance(seconds);
        self.rest().await.contains(&path::ARRIVALS.to_owned())
    }
}

/// Somebody who has logged in, as a login ends.
async fn logged_in() -> Desk {
    let desk = Desk::new().await;
    desk.engine.may_ask_for_arrivals().await;
    desk.rest().await;
    desk
}

#[tokio::test(crate = "crate::testing")]
async fn a_locked_machine_is_told_a_number_once_for_each_burst() {
    let desk = logged_in().await;
    desk.waits(Some(2));
    assert!(!desk.passes(120).await, "who works hears it from the feed");
    desk.engine.lock().await;
    assert!(desk.passes(0).await);
    assert_eq!(desk.told(), [2]);
    // The same is not told again, nor is asked for before a minute has passed.
    assert!(!desk.passes(30).await);
    assert!(desk.passes(30).await);
    assert_eq!(desk.told(), [0; 0]);
    desk.waits(Some(3));
    assert!(desk.passes(60).await);
    assert_eq!(desk.told(), [3]);
    // Fewer wait where a colleague has decided.
    desk.waits(Some(1));
    assert!(desk.passes(60).await);
    assert_eq!(desk.told(), [0; 0]);
}

#[tokio::test(crate = "crate::testing")]
async fn a_machine_whose_session_has_ended_is_told_too() {
    let desk = logged_in().await;
    desk.engine.state().session = None;
    desk.waits(Some(1));
    assert!(desk.passes(60).await);
    assert_eq!(desk.told(), [1]);
}

#[tokio::test(crate = "crate::testing")]
async fn who_wants_no_notifications_gets_none_on_a_locked_machine() {
    let desk = logged_in().await;
    let chosen = Preferences {
        notifications: false,
        ..Preferences::of(Language::Nb)
    };
    desk.engine.set_preferences(chosen).await.unwrap();
    desk.engine.lock().await;
    desk.waits(Some(4));
    assert!(desk.passes(60).await);
    assert_eq!(desk.told(), [0; 0]);
}

#[tokio::test(crate = "crate::testing")]
async fn a_token_that_has_ended_is_dropped() {
    let desk = logged_in().await;
    desk.engine.lock().await;
    desk.waits(None);
    assert!(desk.passes(60).await);
    // An answer that is none is asked for again later, and a refusal never.
    assert!(!desk.passes(60).await);
    assert!(desk.passes(300).await);
    desk.advance(720 * 3600);
    assert!(!desk.passes(0).await);
    assert_eq!(desk.told(), [0; 0]);
}

#[tokio::test(crate = "crate::testing")]
async fn who_has_logged_out_is_told_nothing() {
    let desk = logged_in().await;
    desk.engine.logout().await;
    desk.waits(Some(5));
    assert!(!desk.passes(600).await);
    assert_eq!(desk.told(), [0; 0]);
}
