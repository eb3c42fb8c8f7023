//! What a server keeps at hand of the figures that it published, beside what others publish.

use domain::wire::Outcome;
use server::hints::Timing;

use crate::world::{
    BERGEN, INNLANDET, KARI, OLA, RINGSAKER, VESTLAND, World, approve, decision, operator,
};

#[tokio::test]
async fn servers_that_publish_in_turn_store_what_all_reports_give() {
    let world = World::new().await;
    let kari = world.officer(KARI, INNLANDET).await;
    let ola = world.officer(OLA, VESTLAND).await;
    let other = world.replica(Timing::default()).await;
    // Each server publishes once after itself, and once after the other.
    let turns = [
        (RINGSAKER, &kari, true),
        ("3403", &kari, true),
        (BERGEN, &ola, false),
        ("3405", &kari, true),
        ("4602", &ola, false),
        ("3407", &kari, false),
        ("3413", &kari, true),
    ];
    for (number, (unit, desk, is_here)) in (1..).zip(turns) {
        let received = world.receive(unit, number).await;
        let decided = decision(number, &received, approve(19));
        let outcome = if is_here {
            world.decide(desk, &decided).await
        } else {
            World::decide_at(&other, desk, &decided).await
        };
        assert!(matches!(outcome, Outcome::Applied { .. }), "{outcome:?}");
        let store = world.app.store();
        let differing = store.recompute_figures(operator(), false).await.unwrap();
        assert_eq!(differing, 0, "after {unit}");
    }
    let head = world.rows::<(i64,)>("SELECT seq FROM figure_head").await;
    assert_eq!(head, [(7,)]);
}
