//! How a person is reached at work.

use axum::extract::State;
use domain::wire::{Contact, path};

use super::super::{
    Json, contact,
    openapi::{Asked, BadBody, Failing, example},
};
use crate::{App, access::PortalPerson, error::Failure};

/// Tell how to be reached
#[utoipa::path(
    post,
    path = path::PORTAL_CONTACT,
    operation_id = "setPortalContact",
    tag = "portal",
    security(("browser_session" = [])),
    request_body(content = Contact, example = json!(example::contact())),
    responses((status = 200, description = "As it is kept", body = Contact), Asked, BadBody, Failing)
)]
pub(super) async fn handle(
    State(app): State<App>,
    person: PortalPerson,
    Json(told): Json<Contact>,
) -> Result<Json<Contact>, Failure> {
    let contact = contact::checked(&told).map_err(Failure::invalid)?;
    app.store().set_contact(person.scope(), &contact).await?;
    Ok(Json(contact))
}
