//! Another officer of the office, at a machine of their own.

use anyhow::Result;
use domain::{decision::Draft, wire::Submitted};
use engine::Step;
use support::services::Services;

use crate::desk::{Desk, VirtualClock};

/// Per-Anders Moen at the stand-in. Synthetic.
pub(crate) const NUMBER: &str = "14877912052";
pub(crate) const NAME: &str = "Per-Anders Moen";

/// Decides a report, and waits until the server has it.
pub(crate) async fn decides(services: &Services, what: &Submitted, draft: Draft) -> Result<()> {
    let session = services.session_of(NAME, NUMBER).await?;
    let (clock, ctx) = VirtualClock::new();
    let desk = Desk::with(&format!("{}/", services.address()), session, ctx).await;
    let engine = &desk.engine;
    rests(&desk, &clock).await?;
    engine
        .save_draft(what.report_id, what.revision, draft)
        .await?;
    engine
        .decide(what.report_id, what.revision, what.content_hash)
        .await?;
    rests(&desk, &clock).await
}

/// Until nothing is to be done any more, and the time to undo is over.
async fn rests(desk: &Desk, clock: &VirtualClock) -> Result<()> {
    loop {
        if let Step::Idle { until } = desk.engine.step().await {
            if desk.engine.app_state().await?.line.waiting == 0 {
                return Ok(());
            }
            clock.advance_to(until.unwrap());
        }
    }
}
