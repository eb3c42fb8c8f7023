//! A browser with a session's cookie, at a page of the server's own.

use axum::{
    body::Body,
    http::{Method, Request, header},
};
use domain::national_id::NationalId;
use serde_json::Value;
use server::{
    admin,
    store::{Post, RoleKind},
};

use crate::world::{Answer, RINGSAKER, TOVE, World};

/// An operation on Ringsaker's form of the open period.
pub(crate) fn form_path(operation: &str) -> String {
    format!("/v1/portal/units/{RINGSAKER}/periods/2026-1{operation}")
}

pub(crate) struct Browser {
    pub(crate) token: String,
}

impl Browser {
    pub(crate) fn with(token: &str) -> Self {
        Self {
            token: token.to_owned(),
        }
    }

    /// A session as a login gives it; none where the level is too low.
    pub(crate) async fn log_in(world: &World, national_id: &str, is_high: bool) -> Option<Self> {
        let person = NationalId::parse(national_id).unwrap();
        let session = server::issue_browser_session(&world.app, &person, is_high).await;
        let token = session.unwrap()?;
        Some(Self::with(token.expose()))
    }

    /// A session of a person who now reports for a unit.
    pub(crate) async fn reporter(world: &World, national_id: &str, unit: &str) -> Self {
        let (store, settings) = (world.app.store(), world.app.settings());
        let (unit, name) = (unit.into(), "Reporter Test");
        let added = admin::add_reporter(store, settings, national_id, name, &unit).await;
        added.unwrap();
        Self::log_in(world, national_id, false).await.unwrap()
    }

    /// A session of a person who now works at Bufdir.
    pub(crate) async fn at_bufdir(world: &World) -> Self {
        world.token_as(TOVE, Post::Bufdir, RoleKind::Bufdir).await;
        Self::log_in(world, TOVE, true).await.unwrap()
    }

    pub(crate) fn cookie(&self) -> String {
        format!("a=b; __Host-halvaarsrapport={}", self.token)
    }

    /// As a page of the server's own asks.
    pub(crate) fn request(&self, method: Method, path: &str, body: Body) -> Request<Body> {
        Request::builder()
            .method(method)
            .uri(path)
            .header(header::COOKIE, self.cookie())
            .header("x-halvaarsrapport", "1")
            .header("sec-fetch-site", "same-origin")
            .body(body)
            .unwrap()
    }

    pub(crate) async fn get(&self, world: &World, path: &str) -> Answer {
        world
            .send(self.request(Method::GET, path, Body::empty()))
            .await
    }

    pub(crate) async fn post(&self, world: &World, path: &str, body: &Value) -> Answer {
        self.post_text(world, path, &body.to_string()).await
    }

    pub(crate) async fn post_text(&self, world: &World, path: &str, body: &str) -> Answer {
        let body = Body::from(body.to_owned());
        world.send(self.request(Method::POST, path, body)).await
    }
}
