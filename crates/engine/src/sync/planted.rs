//! Where the simulation plants its faults in sync. Without one, everything here does nothing.

use domain::{
    Ctx,
    decision::{AnyDecision, Decision, Draft, Receipted},
    feed::Cursor,
    ids::DecisionId,
    planted::Planted,
    wire::{Officer, Outcome},
};

use super::{
    SyncError,
    plan::{PageRefused, Plan, Put},
};
use crate::store::{Queued, SavedDraft, Store, StoreError};

/// What is to be written of a page.
pub(super) async fn page(ctx: &Ctx, store: &Store, mut plan: Plan) -> Result<Plan, SyncError> {
    if ctx.plants_now(Planted::NumberTakenBeforeVisible) {
        plan.puts.pop();
    }
    if ctx.plants_now(Planted::CursorBeforePage) {
        let cursor = Plan {
            puts: vec![],
            applications: vec![],
            awaited: vec![],
            ..plan.clone()
        };
        store.apply(&cursor, ctx.now()).await?;
        // As if the program had ended here.
        return Err(PageRefused::NotWhole.into());
    }
    Ok(plan)
}

/// After a page is written.
pub(super) async fn written(ctx: &Ctx, store: &Store, puts: &[Put]) -> Result<(), StoreError> {
    if !ctx.plants(Planted::DraftOverwritten) {
        return Ok(());
    }
    for put in puts {
        let revision = put.report.state.revision();
        if let Some(saved) = store.draft(put.report.id, revision).await? {
            let draft = Draft::default();
            store.save_draft(&SavedDraft { draft, ..saved }).await?;
        }
    }
    Ok(())
}

/// Decisions that get a new id when they are sent now.
pub(super) async fn renamed(ctx: &Ctx, store: &Store) -> Result<Vec<DecisionId>, StoreError> {
    if !ctx.plants(Planted::NewIdWhenSentAgain) {
        return Ok(vec![]);
    }
    let outbox = store.outbox().await?.into_iter();
    let attempted = outbox.filter(|queued| queued.attempted && queued.outcome.is_none());
    Ok(attempted.map(|queued| queued.decision.id).collect())
}

/// What is sent of a decision.
pub(super) fn sent(ctx: &Ctx, queued: &Queued<AnyDecision>, renamed: &[DecisionId]) -> String {
    if !renamed.contains(&queued.decision.id()) {
        return queued.request.clone();
    }
    let id = queued.decision.id().to_string();
    queued.request.replace(&id, &ctx.new_id().to_string())
}

/// After outcomes are kept.
pub(super) async fn settled(
    ctx: &Ctx,
    store: &Store,
    settled: &[(&Queued<AnyDecision>, Outcome)],
) -> Result<(), StoreError> {
    if !ctx.plants(Planted::ConflictRetargeted) {
        return Ok(());
    }
    for (queued, outcome) in settled {
        let AnyDecision::Report(decided) = &queued.decision else {
            continue;
        };
        let report = store.report(decided.report_id).await?;
        let latest = report.as_ref().and_then(|report| report.latest());
        if let (Outcome::Conflict { .. }, Some(latest)) = (outcome, latest) {
            let decision = Decision {
                id: DecisionId(ctx.new_id()),
                revision: latest.number,
                content_hash: latest.content_hash,
                ..decided.clone()
            };
            store.enqueue(&decision, ctx.now()).await?;
        }
    }
    Ok(())
}

/// What is kept of an office that the officer leaves.
pub(crate) async fn figures(ctx: &Ctx, store: &Store) -> Result<Vec<Put>, StoreError> {
    if !ctx.plants(Planted::FiguresKept) {
        return Ok(vec![]);
    }
    let reports = store.reports().await?.into_iter();
    Ok(reports
        .map(|report| Put {
            rev: 1,
            body: crate::store::to_json(&report),
            report,
        })
        .collect())
}

/// Keeps it.
pub(crate) async fn keep(
    ctx: &Ctx,
    store: &Store,
    officer: &Officer,
    puts: Vec<Put>,
) -> Result<(), StoreError> {
    if puts.is_empty() {
        return Ok(());
    }
    let from = store.cursor(&officer.office).await?;
    let start = || Cursor::start(officer.office.clone());
    let plan = Plan {
        to: from.clone().unwrap_or_else(start),
        from,
        puts,
        applications: vec![],
        awaited: vec![],
        more: true,
    };
    store.apply(&plan, ctx.now()).await.map(drop)
}
