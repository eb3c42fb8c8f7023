//! Pull, push, and where the feed ends: one request a call.

use std::collections::BTreeMap;

use domain::{
    Ctx,
    ids::DecisionId,
    wire::{
        HeadAnswer, Officer, Outcome, PULL_MAX, PUSH_MAX, PullPage, PullRequest, PushAnswer,
        PushRequest, path,
    },
};
use edge::Http;
use serde_json::value::RawValue;

pub(crate) mod plan;

use plan::PageRefused;

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
    /// Where the mirror stands at the feed's end; none where the feed goes on.
    pub(crate) end: Option<u64>,
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
            store.forget_mirror().await?;
            return Ok(Pulled {
                arrivals: vec![],
                changed: true,
                end: None,
            });
        }
        planned => planned?,
    };
    let mut known = BTreeMap::new();
    for put in &plan.puts {
        if let Some(report) = store.report(put.report.id).await? {
            known.insert(report.id, report.state);
        }
    }
    match store.apply(&plan, ctx.now()).await? {
        Applied::OutOfDate => Ok(Pulled {
            arrivals: vec![],
            changed: false,
            end: None,
        }),
        Applied::Written => Ok(Pulled {
            // What fills an empty store is not news.
            arrivals: if first_fill {
                vec![]
            } else {
                plan::arrivals(&known, &plan.puts)
            },
            changed: !plan.puts.is_empty(),
            end: (!plan.more).then_some(plan.to.seq),
        }),
    }
}

/// Asks where the office's feed ends.
pub(crate) async fn head<H: Http>(api: &Api<H>, token: &str) -> Result<HeadAnswer, CallError> {
    api.get(path::HEAD, Some(token)).await
}

/// Sends the due decisions verbatim and keeps their outcomes. Returns how many were settled.
pub(crate) async fn push<H: Http>(
    api: &Api<H>,
    ctx: &Ctx,
    store: &Store,
    token: &str,
) -> Result<usize, SyncError> {
    let due = store.take_due(ctx.now(), PUSH_MAX).await?;
    if due.is_empty() {
        return Ok(0);
    }
    let request = PushRequest {
        items: due.iter().map(raw).collect::<Result<_, _>>()?,
    };
    let answer: PushAnswer = api.post(path::PUSH, Some(token), &request).await?;
    let outcomes = match_outcomes(&due, answer)?;
    store.settle(&outcomes, ctx.now()).await?;
    Ok(outcomes.len())
}

fn raw(queued: &Queued) -> Result<Box<RawValue>, StoreError> {
    RawValue::from_string(queued.request.clone())
        .map_err(|_| StoreError::Unreadable { what: "a decision" })
}

/// An answer settles a decision only where it names it, in its place.
fn match_outcomes(
    due: &[Queued],
    answer: PushAnswer,
) -> Result<Vec<(DecisionId, Outcome)>, CallError> {
    if answer.results.len() != due.len() {
        return Err(CallError::Malformed);
    }
    due.iter()
        .zip(answer.results)
        .map(|(queued, result)| {
            let id = queued.decision.id;
            if result.decision_id == Some(id) {
                Ok((id, result.outcome))
            } else {
                Err(CallError::Malformed)
            }
        })
        .collect()
}
