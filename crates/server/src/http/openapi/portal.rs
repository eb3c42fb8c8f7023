//! The description of the portal's operations. They are for the server's own pages, so they have a document
//! of their own: nobody else builds on it.

use utoipa::{
    IntoResponses,
    openapi::{
        OpenApi, OpenApiBuilder,
        security::{ApiKey, ApiKeyValue, SecurityScheme},
    },
};

use super::{Responses, components, info, responses, tag};
use crate::{error::Failure, portal::SESSION_COOKIE};

/// The document for the portal's pages, still without routes.
pub(in crate::http) fn portal() -> OpenApi {
    let description = "What the portal's own pages ask. A session's cookie alone opens it, and what changes \
        something must come from a page of the server's own: it has the header `X-Halvaarsrapport: 1`, and \
        `Sec-Fetch-Site: same-origin` or the server's `Origin`.";
    let cookie = SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new(SESSION_COOKIE)));
    OpenApiBuilder::new()
        .info(info("Halvårsrapport: portal", description))
        .components(Some(
            components()
                .security_scheme("browser_session", cookie)
                .build(),
        ))
        .tags(Some([
            tag("pages", "What a browser goes to"),
            tag("portal", "What the pages ask"),
            tag("bufdir", "What the pages ask for a person at Bufdir"),
        ]))
        .build()
}

/// What any operation of a person in a browser may answer instead.
pub(in crate::http) struct Asked;
/// The same where the address names a unit, and perhaps a period.
pub(in crate::http) struct AskedOfAUnit;

/// What any operation of a person at Bufdir may answer instead.
pub(in crate::http) struct ForBufdir;
/// What an operation may answer instead that names a thing.
pub(in crate::http) struct Missing;

impl IntoResponses for ForBufdir {
    fn responses() -> Responses {
        responses([
            Failure::signed_out("the session has ended"),
            Failure::no_role(),
        ])
    }
}

impl IntoResponses for Missing {
    fn responses() -> Responses {
        responses([Failure::not_found()])
    }
}

impl IntoResponses for Asked {
    fn responses() -> Responses {
        responses([
            Failure::signed_out("the session has ended"),
            Failure::elsewhere(),
        ])
    }
}

impl IntoResponses for AskedOfAUnit {
    fn responses() -> Responses {
        responses([
            Failure::signed_out("the session has ended"),
            Failure::no_role(),
            Failure::not_found(),
            Failure::conflict("another report was received under this submission id"),
        ])
    }
}
