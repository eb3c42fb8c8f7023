//! The portal: whether the identity provider lets it ask for a login.

use std::{sync::Arc, time::Duration};

use domain::{Ctx, wire::Environment};
use edge::{Http, HttpError};
use idporten::{LoginError, ProviderError};

use super::{Fault, Finding};
use crate::{
    config::Portal,
    portal::{Wish, logins},
};

/// How long the provider may take.
const PATIENCE: Duration = Duration::from_secs(15);

/// Asks for a login as a browser would, and lets it lie.
pub(super) async fn examine<H: Http>(
    ctx: &Ctx,
    portal: &Portal,
    issuer: Option<&(String, Environment)>,
    http: Arc<H>,
) -> Finding {
    let Some((issuer, environment)) = issuer else {
        return Finding::unchecked("the issuer's settings cannot be read");
    };
    let name = format!("{} at {}", portal.client_id, portal.origin());
    let Some(pages) = logins((issuer, *environment), portal, http) else {
        let fix = "Correct `portal.address`";
        return Finding::faulty(Fault::PortalRefused, format!("{name}: no address"), fix);
    };
    let wish = Wish::of("");
    let asked = pages.begin(ctx, wish.request());
    let error = match tokio::time::timeout(PATIENCE, asked).await {
        Ok(Ok(_)) => return Finding::Fine(name),
        Ok(Err(error)) => error,
        Err(_) => LoginError::Provider(ProviderError::Http(HttpError::TimedOut)),
    };
    let fix = "Register the client with what `portal-key` prints and `/portal/callback` at its address, \
               or correct [portal]; nobody can log in at the portal meanwhile";
    Finding::faulty(Fault::PortalRefused, format!("{name}: {error}"), fix)
}
