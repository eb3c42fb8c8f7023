//! Pull, push, where the feed ends, and the keys that receipts are verified with: one request a call.

use domain::{
    Ctx,
    decision::{AnyDecision, ReceiptFault, Receipted},
    ids::ReportId,
    lease::{Lease, LeaseFault},
    sealing::SealedDecision,
    signing::PublishedKey,
    wire::{
        FigureChanges, HeadAnswer, Officer, Outcome, PULL_MAX, PUSH_MAX, PublishedKeys, PullPage,
        PullRequest, PushAnswer, PushRequest, PushSealedAnswer, PushSealedRequest, path,
    },
};
use edge::Http;
use jiff::SignedDuration;
use serde_json::value::RawValue;

pub(crate) mod plan;
pub(crate) mod planted;

use plan::{Known, PageRefused, Plan};

use crate::{
    desktop::Arrival,
    session::{Api, CallError},
    store::{Applied, Queued, Store, StoreError},
};

/// Why a step of sync did not do its work.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SyncError {
    /// No useful answer.
    #[error(transparent)]
    Call(#[from] CallError),
    /// The page was not taken.
    #[error(transparent)]
    Page(#[from] PageRefused),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a pull did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pulled {
    /// New tasks, already stored.
    pub(crate) arrivals: Vec<Arrival>,
    /// Whether anything was written besides the cursor's time.
    pub(crate) changed: bool,
    /// Whether the published figures may be others than they were.
    pub(crate) figures_moved: bool,
    /// Where the mirror stands at the feed's end; none where the feed goes on.
    pub(crate) end: Option<u64>,
    /// Whether a receipt came whose key is not here.
    pub(crate) unknown_key: bool,
}

/// What a push did.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Pushed {
    /// How many decisions were settled.
    pub(crate) settled: usize,
    /// Why the others were not: what was said of them is not proven, and they wait as before.
    pub(crate) unproven: Vec<ReceiptFault>,
}

/// Asks for the next page of the office's feed and writes it.
pub(crate) async fn pull<H: Http>(
    api: &Api<H>,
    ctx: &Ctx,
    store: &Store,
    officer: &Officer,
    token: &str,
) -> Result<Pulled, SyncError> {
    let cursor = store.cursor(&officer.office).await?;
    let first_fill = cursor.is_none();
    let request = PullRequest {
        cursor: cursor.clone(),
        max_entries: PULL_MAX,
    };
    let page: PullPage = api.post(path::PULL, Some(token), &request).await?;
    let plan = match plan::plan(&officer.office, cursor, page) {
        Err(PageRefused::Diverged) if !first_fill => {
            return start_over(store, ctx).await;
        }
        planned => planned?,
    };
    let plan = planted::page(ctx, store, plan).await?;
    let known = known(store, &plan).await?;
    let unknown_key = brings_unknown_key(store, &plan).await?;
    match store.apply(&plan, ctx.now()).await? {
        Applied::OutOfDate => Ok(Pulled {
            arrivals: vec![],
            changed: false,
            figures_moved: false,
            end: None,
            unknown_key: false,
        }),
        Applied::Written if !plan.more && store.awaits_bodies().await? => {
            start_over(store, ctx).await
        }
        Applied::Written => {
            planted::written(ctx, store, &plan.puts).await?;
            let offered = !plan.more && store.offer_contradicted(&plan.to, ctx.now()).await?;
            Ok(Pulled {
                // What fills an empty store is not news.
                arrivals: if first_fill {
                    vec![]
                } else {
                    plan::arrivals(&known, &plan)
                },
                changed: offered || !plan.puts.is_empty() || !plan.applications.is_empty(),
                figures_moved: plan::moves_figures(&known, &plan),
                end: (!plan.more).then_some(plan.to.seq),
                unknown_key,
            })
        }
    }
}

/// Whether a page brings a receipt whose key is not here.
async fn brings_unknown_key(store: &Store, plan: &Plan) -> Result<bool, StoreError> {
    let mut receipts = plan::receipts(plan).peekable();
    if receipts.peek().is_none() {
        return Ok(false);
    }
    let keys = store.keys().await?;
    Ok(receipts.any(|receipt| {
        let id = receipt.signature.key_id;
        keys.iter().all(|key| key.key_id != id)
    }))
}

/// What of the things that a page brings is here before it.
async fn known(store: &Store, plan: &Plan) -> Result<Known, StoreError> {
    let mut known = Known::default();
    let reports: Vec<ReportId> = plan.puts.iter().map(|put| put.report.id).collect();
    known.reports = store.states(&reports).await?;
    for put in &plan.applications {
        if let Some(application) = store.application(put.application.id).await? {
            known.applications.insert(application.id);
        }
    }
    Ok(known)
}

/// The server's feed is another than the one that was begun.
async fn start_over(store: &Store, ctx: &Ctx) -> Result<Pulled, SyncError> {
    store.start_over(ctx.now()).await?;
    Ok(Pulled {
        arrivals: vec![],
        changed: true,
        figures_moved: true,
        end: None,
        unknown_key: false,
    })
}

/// What a question for figures did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Figures {
    /// Whether anything is other than it was.
    pub(crate) changed: bool,
    /// Whether there is more to ask for.
    pub(crate) more: bool,
}

/// Asks what has changed in the published figures, and writes it. A server that has fewer changes than are here was
/// restored from a backup: all are asked for anew.
pub(crate) async fn figures<H: Http>(
    api: &Api<H>,
    store: &Store,
    officer: &Officer,
    token: &str,
) -> Result<Figures, SyncError> {
    let after = store.figures_at(&officer.office).await?;
    let asked = format!("{}?after={after}", path::FIGURES);
    let page: FigureChanges = api.get(&asked, Some(token)).await?;
    if page.head < after {
        store.forget_figures().await?;
        return Ok(Figures {
            changed: true,
            more: true,
        });
    }
    if page.until < after || page.until > page.head || (page.until == after && after < page.head) {
        return Err(CallError::Malformed.into());
    }
    Ok(Figures {
        changed: store.put_figures(&officer.office, after, &page).await?,
        more: page.until < page.head,
    })
}

/// Asks where the office's feed ends.
pub(crate) async fn head<H: Http>(api: &Api<H>, token: &str) -> Result<HeadAnswer, CallError> {
    api.get(path::HEAD, Some(token)).await
}

/// Sends the due decisions verbatim and keeps the outcomes that are proven.
pub(crate) async fn push<H: Http>(
    api: &Api<H>,
    ctx: &Ctx,
    store: &Store,
    token: &str,
) -> Result<Pushed, SyncError> {
    let renamed = planted::renamed(ctx, store).await?;
    let due = store.take_due(ctx.now(), PUSH_MAX).await?;
    if due.is_empty() {
        return Ok(Pushed::default());
    }
    let request = PushRequest {
        items: due
            .iter()
            .map(|queued| raw(planted::sent(ctx, queued, &renamed)))
            .collect::<Result<_, _>>()?,
    };
    let answer: PushAnswer = api.post(path::PUSH, Some(token), &request).await?;
    let keys = store.keys().await?;
    let (mut proven, mut unproven) = (vec![], vec![]);
    for (queued, outcome) in match_outcomes(&due, answer)? {
        match prove(queued, &outcome, &keys) {
            Ok(()) => proven.push((queued, outcome)),
            Err(fault) => unproven.push(fault),
        }
    }
    let outcomes: Vec<_> = proven
        .iter()
        .map(|(queued, outcome)| (queued.decision.id(), outcome.clone()))
        .collect();
    store.settle(&outcomes, ctx.now()).await?;
    planted::settled(ctx, store, &proven).await?;
    Ok(Pushed {
        settled: outcomes.len(),
        unproven,
    })
}

/// Asks for the keys that the server publishes, and keeps them.
pub(crate) async fn fetch_keys<H: Http>(api: &Api<H>, store: &Store) -> Result<(), SyncError> {
    let published: PublishedKeys = api.get(path::KEYS, None).await?;
    Ok(store.set_keys(&published).await?)
}

/// Asks how long the officer may go on without the server.
pub(crate) async fn lease<H: Http>(
    api: &Api<H>,
    store: &Store,
    officer: &Officer,
    token: &str,
) -> Result<Result<SignedDuration, LeaseFault>, SyncError> {
    let lease: Lease = api.get(path::LEASE, Some(token)).await?;
    let keys = store.keys().await?;
    Ok(lease.granted(officer.id, &officer.office, &keys))
}

/// Sends decisions that only the server can read, and writes down what they were and what became of them.
pub(crate) async fn push_sealed<H: Http>(
    api: &Api<H>,
    ctx: &Ctx,
    store: &Store,
    token: &str,
    boxes: Vec<SealedDecision>,
) -> Result<Pushed, SyncError> {
    let request = PushSealedRequest { items: boxes };
    let answer: PushSealedAnswer = api.post(path::PUSH_SEALED, Some(token), &request).await?;
    let keys = store.keys().await?;
    let mut pushed = Pushed::default();
    for (boxed, result) in request.items.iter().zip(answer.results) {
        let Some(opened) = result.opened else {
            continue;
        };
        let decision: AnyDecision =
            serde_json::from_str(opened.decision.get()).map_err(|_| CallError::Malformed)?;
        if result.decision_id != boxed.decision_id || decision.id() != boxed.decision_id {
            return Err(CallError::Malformed.into());
        }
        match proven(&decision, &opened.outcome, &keys) {
            Ok(()) => {
                let request = opened.decision.get();
                let outcome = &opened.outcome;
                store
                    .restore(&decision, request, outcome, ctx.now())
                    .await?;
                pushed.settled += 1;
            }
            Err(fault) => pushed.unproven.push(fault),
        }
    }
    Ok(pushed)
}

fn raw(request: String) -> Result<Box<RawValue>, StoreError> {
    RawValue::from_string(request).map_err(|_| StoreError::Unreadable { what: "a decision" })
}

/// An answer settles a decision only where it names it, in its place.
fn match_outcomes(
    due: &[Queued<AnyDecision>],
    answer: PushAnswer,
) -> Result<Vec<(&Queued<AnyDecision>, Outcome)>, CallError> {
    if answer.results.len() != due.len() {
        return Err(CallError::Malformed);
    }
    due.iter()
        .zip(answer.results)
        .map(|(queued, result)| {
            if result.decision_id == Some(queued.decision.id()) {
                Ok((queued, result.outcome))
            } else {
                Err(CallError::Malformed)
            }
        })
        .collect()
}

/// That the server has a decision is true where its receipt says so of exactly this decision.
fn prove(
    queued: &Queued<AnyDecision>,
    outcome: &Outcome,
    keys: &[PublishedKey],
) -> Result<(), ReceiptFault> {
    proven(&queued.decision, outcome, keys)
}

fn proven(
    decision: &AnyDecision,
    outcome: &Outcome,
    keys: &[PublishedKey],
) -> Result<(), ReceiptFault> {
    match outcome {
        Outcome::Applied { receipt } | Outcome::Duplicate { receipt } => {
            receipt.verify_for(decision, keys)
        }
        Outcome::Conflict { .. }
        | Outcome::ApplicationConflict { .. }
        | Outcome::Held { .. }
        | Outcome::Rejected { .. } => Ok(()),
    }
}
