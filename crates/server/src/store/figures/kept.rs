//! The half-years that were last published, kept at hand.
//!
//! Every publication counts the head of the figures by one, under its lock. What was kept at a change is therefore what
//! is stored, once all that changed after it was read. It is kept when the transaction that wrote it is committed, and
//! forgotten when it is not.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use domain::Period;

use super::Half;
use crate::store::{StoreError, Tx};

/// So many half-years are kept: offices work in two, and reports of earlier ones come late. One is some hundred kilobytes.
const MOST: usize = 12;

/// Half-years, each as it stood after a change.
#[derive(Debug, Default)]
pub(crate) struct Kept(BTreeMap<Period, (i64, Half)>);

/// Where they are between transactions.
#[derive(Debug, Default)]
pub(crate) struct Shelf(Mutex<Kept>);

impl Kept {
    /// A half-year as it is stored before a change; it is no longer here.
    pub(super) async fn take(
        &mut self,
        tx: &mut Tx,
        period: Period,
        seq: i64,
    ) -> Result<Half, StoreError> {
        match self.0.remove(&period) {
            Some((at, half)) if at == seq - 1 => Ok(half),
            Some((at, mut half)) if at < seq => {
                half.catch_up(tx, period, at).await?;
                Ok(half)
            }
            // The database was put back to an older one.
            Some(_) | None => Half::load(tx, period).await,
        }
    }

    /// Keeps a half-year as it stands after a change. The others keep the change that they stood at.
    pub(super) fn put(&mut self, period: Period, half: Half, seq: i64) {
        self.0.insert(period, (seq, half));
        while self.0.len() > MOST {
            let others = self.0.iter().filter(|(other, _)| **other != period);
            let oldest = others
                .min_by_key(|(_, (at, _))| *at)
                .map(|(other, _)| *other);
            let Some(oldest) = oldest else { return };
            self.0.remove(&oldest);
        }
    }
}

impl Shelf {
    /// All that is here. Nothing is, until it is put back.
    pub(crate) fn take(&self) -> Kept {
        std::mem::take(&mut *self.lock())
    }

    /// Puts it back.
    pub(crate) fn put(&self, kept: Kept) {
        *self.lock() = kept;
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Kept> {
        // What is here is whole, whatever failed beside it.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
