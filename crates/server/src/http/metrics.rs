//! What the server counts about itself.

use axum::{
    extract::State,
    http::{HeaderName, header},
};

use crate::App;

const TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";

pub(super) async fn handle(State(app): State<App>) -> ([(HeaderName, &'static str); 1], String) {
    ([(header::CONTENT_TYPE, TEXT)], app.measures().text())
}
