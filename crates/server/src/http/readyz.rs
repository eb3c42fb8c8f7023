//! Whether requests can be served.

use axum::extract::State;
use tokio::time::{Duration, timeout};

use super::openapi::Unready;
use crate::{App, error::Failure};

/// A database that takes longer is as good as away.
const PATIENCE: Duration = Duration::from_secs(2);

/// Whether requests can be served
///
/// The database answers and has every migration of this build. A process that says no is to get no
/// requests for the time being; it says yes by itself again.
#[utoipa::path(
    get,
    path = "/readyz",
    operation_id = "readyz",
    tag = "operation",
    responses(
        (status = 200, description = "They can", body = String, example = "ready\n"),
        Unready,
    )
)]
pub(super) async fn handle(State(app): State<App>) -> Result<&'static str, Failure> {
    let unavailable = Failure::unavailable;
    match timeout(PATIENCE, app.store().ready()).await {
        Ok(Ok(true)) => Ok("ready\n"),
        Ok(Ok(false)) => Err(unavailable("the database lacks a migration")),
        Ok(Err(error)) => Err(unavailable("the database cannot be asked").because(error)),
        Err(_) => Err(unavailable("the database does not answer in time")),
    }
}
