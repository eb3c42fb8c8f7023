//! What the officer marks, lays aside, keeps for later use and chooses.

use std::collections::BTreeSet;

use domain::{
    decision::{self, Ask},
    ids::{DecisionId, PointId, ReportId},
    report::Report,
    template::Template,
};
use edge::Http;

use crate::{
    Desktop, Engine, EngineError,
    unlock::Seat,
    view::{Phrase, PhraseId, Preferences},
};

/// The longest phrase, in characters; more would be a letter.
const PHRASE_MAX: usize = 2_000;
/// The most phrases: a list that one can still read through.
const PHRASES_MAX: usize = 50;

impl<D: Desktop, H: Http> Engine<D, H> {
    /// Keeps that the officer has seen these points of a revision, with what the rules found there.
    pub async fn see(
        &self,
        id: ReportId,
        revision: u32,
        points: Vec<PointId>,
    ) -> Result<(), EngineError> {
        let store = self.open()?.store;
        let report = store.report(id).await?.ok_or(EngineError::NotFound)?;
        report.revision(revision).ok_or(EngineError::NotFound)?;
        let form = Template::by_id(&report.template).ok_or(EngineError::NotFound)?;
        if points.len() > form.points().count()
            || points.iter().any(|point| form.point(point).is_none())
        {
            return Err(EngineError::BadInput);
        }
        Ok(store.see(id, revision, &points).await?)
    }

    /// Lays aside a decision that came back: it needs nobody any more, and is never offered again. Its
    /// text stays in the store.
    pub async fn lay_aside(&self, id: DecisionId) -> Result<(), EngineError> {
        let store = self.open()?.store;
        if !store.lay_aside(id, self.ctx.now()).await? {
            return Err(EngineError::NotFound);
        }
        self.desktop.changed();
        Ok(())
    }

    /// The officer's phrases, oldest first.
    pub async fn phrases(&self) -> Result<Vec<Phrase>, EngineError> {
        Ok(self.open()?.store.phrases().await?)
    }

    /// Keeps a phrase, and tells all of them.
    pub async fn add_phrase(&self, text: String) -> Result<Vec<Phrase>, EngineError> {
        let store = self.open()?.store;
        let text = text.trim();
        let known = store.phrases().await?;
        if text.is_empty() || text.chars().count() > PHRASE_MAX || known.len() >= PHRASES_MAX {
            return Err(EngineError::BadInput);
        }
        if known.iter().all(|phrase| phrase.text != text) {
            let id = PhraseId(self.ctx.new_id());
            let text = text.to_owned();
            store.add_phrase(&Phrase { id, text }).await?;
        }
        Ok(store.phrases().await?)
    }

    /// Forgets a phrase, and tells the others.
    pub async fn remove_phrase(&self, id: PhraseId) -> Result<Vec<Phrase>, EngineError> {
        let store = self.open()?.store;
        if !store.remove_phrase(id).await? {
            return Err(EngineError::NotFound);
        }
        Ok(store.phrases().await?)
    }

    /// Keeps what the officer chooses.
    pub async fn set_preferences(&self, chosen: Preferences) -> Result<(), EngineError> {
        if !chosen.is_valid() {
            return Err(EngineError::BadInput);
        }
        self.open()?.store.set_preferences(&chosen).await?;
        if let Seat::Open(open) = &mut self.state().seat {
            open.chosen = Some(chosen);
        }
        self.desktop.changed();
        Ok(())
    }
}

/// Whether a text is short enough to be kept.
pub(super) fn fits(text: &str) -> bool {
    text.chars().count() <= decision::COMMENT_MAX
}

/// Whether each ask is about a point of the report's form, and none is asked twice for the same rule.
pub(super) fn asks_of_form(report: &Report, asks: &[Ask]) -> bool {
    let Some(form) = Template::by_id(&report.template) else {
        return asks.is_empty();
    };
    let mut asked = BTreeSet::new();
    asks.iter().all(|ask| {
        let of_form = form.point(&ask.point).is_some()
            && ask
                .rule
                .as_ref()
                .is_none_or(|rule| form.rule(rule).is_some());
        of_form && asked.insert((&ask.point, &ask.rule))
    })
}
