//! The switches, for tests in other processes. JSON only, which no web page may send across origins.

use std::sync::Arc;

use axum::{Json, extract::State as Extract, http::StatusCode};

use super::{App, Shared};
use crate::{config::SimError, fault::Faults, keys::SigningKey};

pub(super) async fn faults(Extract(shared): App) -> Json<Faults> {
    Json(shared.state().faults.clone())
}

pub(super) async fn set_faults(Extract(shared): App, Json(faults): Json<Faults>) -> Json<Faults> {
    shared.set_faults(faults.clone());
    Json(faults)
}

pub(super) async fn rotate_key(Extract(shared): App, Json(()): Json<()>) -> StatusCode {
    rotate(&shared).map_or(StatusCode::INTERNAL_SERVER_ERROR, |()| {
        StatusCode::NO_CONTENT
    })
}

/// Signs with a new key from here on; the one before stays published, the ones before that do not.
pub(crate) fn rotate(shared: &Shared) -> Result<(), SimError> {
    let key = SigningKey::generate(shared.random())?;
    let mut state = shared.state();
    let first = state.keys.len().saturating_sub(1);
    state.keys.drain(..first);
    state.keys.push(Arc::new(key));
    Ok(())
}
