//! Whether requests can be served.

use axum::extract::State;
use tokio::time::{Duration, timeout};

use crate::{App, error::Failure};

/// A database that takes longer is as good as away.
const PATIENCE: Duration = Duration::from_secs(2);

pub(super) async fn handle(State(app): State<App>) -> Result<&'static str, Failure> {
    let unavailable = Failure::unavailable;
    match timeout(PATIENCE, app.store().ready()).await {
        Ok(Ok(true)) => Ok("ready\n"),
        Ok(Ok(false)) => Err(unavailable("the database lacks a migration")),
        Ok(Err(error)) => Err(unavailable("the database cannot be asked").because(error)),
        Err(_) => Err(unavailable("the database does not answer in time")),
    }
}
