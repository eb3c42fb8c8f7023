//! What the server counts about itself.

use axum::{
    extract::State,
    http::{HeaderName, header},
};

use crate::App;

const TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// What the server counts about itself
///
/// In Prometheus's text format, from the start of the process on; the mail that waits, as the database has it.
#[utoipa::path(
    get,
    path = "/metrics",
    operation_id = "metrics",
    tag = "operation",
    responses((status = 200, description = "The counters", body = String, content_type = TEXT))
)]
pub(super) async fn handle(State(app): State<App>) -> ([(HeaderName, &'static str); 1], String) {
    // What the database knows is told as it was when it last answered.
    match app.store().mail_to_post().await {
        Ok(backlog) => app.measures().mail_stands(&backlog, app.now()),
        Err(error) => {
            let cause: &dyn std::error::Error = &error;
            tracing::error!(cause, "the mail that waits is not counted");
        }
    }
    ([(header::CONTENT_TYPE, TEXT)], app.measures().text())
}
