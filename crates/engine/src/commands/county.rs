//! The whole county: its units in a half-year, and approvals together.

use std::collections::BTreeSet;

use domain::{Period, decision::Draft, ids::DecisionId, report::Report};
use edge::Http;

use super::{enqueue, stored_of};
use crate::{
    Desktop, Engine, EngineError,
    review::{self, County, Stored},
    store::{SavedDraft, Store},
    view::{CountyView, Joined, LeftOut, NotTogether, TogetherView},
};

/// The most reports that are approved together: more than the largest office has units.
const MOST: usize = 100;

impl<D: Desktop, H: Http> Engine<D, H> {
    /// The office's units in a half-year, in the newest one where none is named. None where there is no
    /// report of it here.
    pub async fn county(&self, period: Option<Period>) -> Result<Option<CountyView>, EngineError> {
        let open = self.open()?;
        let store = open.store;
        let periods = store.periods().await?;
        let Some(period) = period.or(periods.first().copied()) else {
            return Ok(None);
        };
        let reports = store.reports_in(period).await?;
        let mut drafts = store.drafts().await?;
        let mut outbox = store.outbox_in(period).await?;
        let stored = stored_of(reports, &mut drafts, &mut outbox);
        let mut earlier = store.reports_in(period.previous()).await?;
        earlier.extend(store.reports_in(period.year_before()).await?);
        Ok(review::county(County {
            office: &open.officer.office,
            period,
            periods: &periods,
            stored: &stored,
            earlier: &earlier,
        }))
    }

    /// «Bekreft» for several reports that the rules find nothing in: Ja to each, as a decision of its own, on
    /// the revision, the content and with the own figure that the list showed. What cannot be among them is
    /// left out and said. Durable when this returns; sent when the time to undo is over. Where the store fails, what
    /// was approved before stands, and the rest is left out; an error says that nothing was approved.
    pub async fn approve_together(&self, chosen: Vec<Joined>) -> Result<TogetherView, EngineError> {
        self.touch();
        let open = self.open()?;
        let ids: BTreeSet<_> = chosen.iter().map(|one| one.id).collect();
        if chosen.is_empty() || chosen.len() > MOST || ids.len() != chosen.len() {
            return Err(EngineError::BadInput);
        }
        let store = open.store.clone();
        let mut all = Vec::new();
        for one in chosen {
            let report = store.report(one.id).await?.ok_or(EngineError::NotFound)?;
            all.push((one, report));
        }
        let mut told = TogetherView::default();
        let mut failed = None;
        for (one, report) in all {
            let (id, unit_name) = (one.id, report.unit_name.clone());
            let approved = match &failed {
                None => self.approve_joined(&store, &one, report).await,
                Some(_) => Ok(Err(NotTogether::NotSaved)),
            };
            let why = match approved {
                Ok(Ok(decided)) => {
                    told.saved.push(decided);
                    continue;
                }
                Ok(Err(why)) => why,
                Err(error) => {
                    failed = Some(error);
                    NotTogether::NotSaved
                }
            };
            told.left_out.push(LeftOut { id, unit_name, why });
        }
        self.renew_boxes(&open).await;
        self.wake.notify_one();
        self.desktop.changed();
        match failed {
            Some(error) if told.saved.is_empty() => Err(error),
            Some(error) => {
                tracing::error!(%error, "not all that was to be approved is saved");
                Ok(told)
            }
            None => Ok(told),
        }
    }

    /// Its draft first: after an undo it is there, as after any other decision.
    async fn approve_joined(
        &self,
        store: &Store,
        one: &Joined,
        report: Report,
    ) -> Result<Result<DecisionId, NotTogether>, EngineError> {
        let stored = Stored {
            draft: store.draft(one.id, report.state.revision()).await?,
            queued: store.newest_on(one.id).await?,
            report,
        };
        let report = &stored.report;
        let earlier = store.earlier_of(report).await?;
        if let Err(why) = review::join(&stored, &earlier) {
            return Ok(Err(why));
        }
        let draft = Draft {
            own_figure: Some(one.own_figure),
            approve: Some(true),
            ..Draft::default()
        };
        let decision = match self.decision_on(report, one.revision, one.content_hash, &draft) {
            Ok(decision) => decision,
            Err(refusal) => return Ok(Err(NotTogether::Refused { refusal })),
        };
        store
            .save_draft(&SavedDraft {
                report_id: one.id,
                revision: one.revision,
                draft,
                saved_at: decision.confirmed_at,
            })
            .await?;
        if enqueue(store, &decision).await? {
            Ok(Ok(decision.id))
        } else {
            Ok(Err(NotTogether::Decided))
        }
    }
}
