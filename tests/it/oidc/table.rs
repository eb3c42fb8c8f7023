//! What a provider must do, and what our relying parties must conclude from it.

use futures::future::LocalBoxFuture;
use serde_json::json;

use super::{
    place::{DESKTOP, PORTAL, Place},
    raw, relying,
};

/// One thing to try at a provider.
pub(super) struct Row {
    pub(super) name: &'static str,
    pub(super) tried: for<'a> fn(&'a Place) -> LocalBoxFuture<'a, String>,
    pub(super) must: Must,
}

/// What must be seen of it.
#[derive(Clone, Copy)]
pub(super) enum Must {
    Both(&'static str),
    Each {
        stand_in: &'static str,
        foreign: &'static str,
        because: &'static str,
    },
}

use Must::{Both, Each};

const fn row(
    name: &'static str,
    tried: for<'a> fn(&'a Place) -> LocalBoxFuture<'a, String>,
    must: Must,
) -> Row {
    Row { name, tried, must }
}

/// Why a refusal of a request that the provider does not know reaches nobody.
const NO_PORT: &str =
    "the only registered address gets it, without its port; ID-porten shows a page";

/// The desktop.
const NATIVE: [Row; 14] = [
    row(
        "desktop: any port of 127.0.0.1, each electronic ID of level high",
        |at| Box::pin(relying::any_port(at)),
        Both("logged in"),
    ),
    row(
        "desktop: another path, name or scheme than registered",
        |at| Box::pin(relying::another_place_than_registered(at)),
        Both("request_refused InvalidRequest"),
    ),
    row(
        "desktop: the request is pushed where that is offered, and only there",
        |at| Box::pin(relying::pushed_where_offered(at)),
        Both("pushed logged in, whole logged in"),
    ),
    row(
        "desktop: the user cancels",
        |at| Box::pin(relying::cancel(at)),
        Both("access_denied, cancelled"),
    ),
    row(
        "desktop: asked again although logged in",
        |at| Box::pin(relying::a_new_login_each_time(at)),
        Both("logged in, logged in"),
    ),
    row(
        "desktop: an older login in place of a new one",
        |at| Box::pin(relying::an_older_login(at)),
        Both("sent back, id_token_auth_time"),
    ),
    row(
        "desktop: a code with the verifier of another attempt",
        |at| Box::pin(relying::a_verifier_of_another_attempt(at)),
        Both("token_refused InvalidGrant"),
    ),
    row(
        "desktop: a wrong state, then the right one",
        |at| Box::pin(relying::a_state_of_another_attempt(at)),
        Both("not ours, logged in"),
    ),
    row(
        "desktop: an answer with another nonce, then a new attempt",
        |at| Box::pin(relying::a_changed_request(at, "nonce", "another", "bankid")),
        Both("id_token_nonce, logged in"),
    ),
    row(
        "desktop: too low a level, then again at the right one",
        |at| {
            Box::pin(relying::a_changed_request(
                at,
                "acr_values",
                super::place::SUBSTANTIAL,
                "minid",
            ))
        },
        Both("id_token_level, logged in"),
    ),
    row(
        "desktop: a token for another resource, then a new attempt",
        |at| {
            let elsewhere = "https://elsewhere.example/api";
            Box::pin(relying::a_changed_request(
                at, "resource", elsewhere, "bankid",
            ))
        },
        Both("access_token_audience, logged in"),
    ),
    row(
        "desktop: a scope that is not the client's",
        |at| Box::pin(relying::an_unknown_scope(at)),
        Each {
            stand_in: "request_refused InvalidScope",
            foreign: "access_token_scope",
            because: "a provider may leave out what it does not know; then our server refuses the token",
        },
    ),
    row(
        "desktop: no refresh token",
        |at| Box::pin(raw::a_native_client_gets_no_refresh_token(at)),
        Each {
            stand_in: "given: false, 400 unauthorized_client",
            foreign: "given: false, 400 invalid_request",
            because: "another word for a grant that is not the client's; RFC 6749 has the stand-in's",
        },
    ),
    row(
        "desktop: names of what the tokens say, headers and claims",
        |at| Box::pin(raw::what_tokens_say(at)),
        Both(
            "alg kid | acr amr aud auth_time exp iat iss jti locale name nonce pid sub | \
             alg kid | acr aud client_amr client_id consumer exp iat iss jti pid scope sub",
        ),
    ),
];

/// The pages.
const WEB: [Row; 11] = [
    row(
        "pages: a login with MinID at level substantial",
        |at| Box::pin(relying::pages(at)),
        Both("logged in at idporten-loa-substantial"),
    ),
    row(
        "pages: another port or path than registered",
        |at| Box::pin(relying::pages_elsewhere(at)),
        Both("request_refused InvalidRequest"),
    ),
    row(
        "pages: another key than registered",
        |at| Box::pin(relying::pages_with_another_key(at)),
        Both("request_refused InvalidClient"),
    ),
    row(
        "pages: the user cancels",
        |at| Box::pin(relying::pages_cancelled(at)),
        Both("cancelled"),
    ),
    row(
        "pages: not asked again until a higher level is needed",
        |at| Box::pin(relying::step_up(at)),
        Both(
            "asked: logged in at idporten-loa-substantial, \
             sent back: logged in at idporten-loa-substantial, \
             asked: logged in at idporten-loa-high, \
             sent back: logged in at idporten-loa-high",
        ),
    ),
    row(
        "pages: an answer to another login",
        |at| Box::pin(relying::pages_of_another_login(at)),
        Both("token_refused InvalidGrant"),
    ),
    row(
        "pages: nobody may be asked: nobody there, too low, high enough",
        |at| Box::pin(raw::nobody_may_be_asked(at)),
        Both("login_required, login_required, sent back"),
    ),
    row(
        "pages: an assertion twice",
        |at| Box::pin(raw::an_assertion_twice(at)),
        Both("201, 401 invalid_client"),
    ),
    row(
        "pages: an assertion for the token endpoint's address",
        |at| {
            let endpoint = json!(format!("{}/token", at.issuer));
            Box::pin(raw::an_assertion(at, "aud", endpoint))
        },
        Each {
            stand_in: "401 invalid_client",
            foreign: "200",
            because: "ID-porten takes its issuer only; the standard allows either",
        },
    ),
    row(
        "pages: refresh tokens rotate, and one used twice ends them all",
        |at| Box::pin(raw::refresh_tokens_rotate(at)),
        Both("200, 400 invalid_grant, 400 invalid_grant"),
    ),
    row(
        "pages: logout by the client's name alone",
        |at| Box::pin(raw::a_logout(at)),
        Each {
            stand_in: "sent back, asked",
            foreign: "asked, sent back",
            because: "without an id_token_hint it asks the user first; ID-porten takes the client's name",
        },
    ),
];

/// Requests and codes, whoever sends them.
const RAW: [Row; 17] = [
    row(
        "a client nobody knows, pushed and not",
        |at| Box::pin(raw::unknown_clients(at)),
        Both("401 invalid_client, page 400"),
    ),
    row(
        "an unregistered address, not pushed: no redirect",
        |at| {
            let changes = &[("redirect_uri", "http://localhost:49152/callback")];
            Box::pin(raw::refused_at_authorize(at, DESKTOP, changes))
        },
        Both("page 400"),
    ),
    row(
        "another port at the pages' address, not pushed: no redirect",
        |at| {
            let changes = &[("redirect_uri", "http://127.0.0.1:49153/callback")];
            Box::pin(raw::refused_at_authorize(at, PORTAL, changes))
        },
        Both("page 400"),
    ),
    row(
        "no code challenge",
        |at| Box::pin(raw::refused_at_par(at, &[("code_challenge", "")])),
        Both("400 invalid_request"),
    ),
    row(
        "a plain code challenge",
        |at| {
            Box::pin(raw::refused_at_par(
                at,
                &[("code_challenge_method", "plain")],
            ))
        },
        Both("400 invalid_request"),
    ),
    row(
        "an implicit flow",
        |at| {
            Box::pin(raw::refused_at_authorize(
                at,
                DESKTOP,
                &[("response_type", "token")],
            ))
        },
        Both("unsupported_response_type"),
    ),
    row(
        "a parameter twice",
        |at| Box::pin(raw::a_parameter_twice(at)),
        Each {
            stand_in: "page 400",
            foreign: "invalid_request",
            because: "the stand-in sends nobody back whose request it cannot read",
        },
    ),
    row(
        "a pushed request after two minutes",
        |at| Box::pin(raw::an_expired_request(at)),
        Each {
            stand_in: "page 400",
            foreign: "invalid_request_uri",
            because: NO_PORT,
        },
    ),
    row(
        "a pushed request opened twice",
        |at| Box::pin(raw::a_request_opened_again(at)),
        Each {
            stand_in: "asked, page 400",
            foreign: "asked, asked",
            because: "RFC 9126 leaves a reload to the provider; the desktop must do without one",
        },
    ),
    row(
        "a pushed request after its login",
        |at| Box::pin(raw::a_request_used_up(at)),
        Each {
            stand_in: "page 400",
            foreign: "invalid_request_uri",
            because: NO_PORT,
        },
    ),
    row(
        "a pushed request under another client's name",
        |at| Box::pin(raw::a_request_of_another_client(at)),
        Each {
            stand_in: "page 400",
            foreign: "invalid_request_object",
            because: NO_PORT,
        },
    ),
    row(
        "a code twice: what it gave ends",
        |at| Box::pin(raw::a_code_twice(at)),
        Both("200, 200, 400 invalid_grant, 401"),
    ),
    row(
        "a code with a wrong verifier, then with the right one",
        |at| Box::pin(raw::a_verifier_wrong_and_then_right(at)),
        Each {
            stand_in: "400 invalid_grant, 400 invalid_grant",
            foreign: "400 invalid_grant, 200",
            because: "who shows a code without its verifier has stolen it: the stand-in ends it",
        },
    ),
    row(
        "a code with another address",
        |at| Box::pin(raw::another_redirect_at_the_exchange(at)),
        Both("400 invalid_grant"),
    ),
    row(
        "a code after a minute",
        |at| Box::pin(raw::an_old_code(at)),
        Both("400 invalid_grant"),
    ),
    row(
        "a code of another client",
        |at| Box::pin(raw::a_code_of_another_client(at)),
        Both("400 invalid_grant"),
    ),
    row(
        "a revoked token",
        |at| Box::pin(raw::a_revoked_token(at)),
        Both("200, 200, 401"),
    ),
];

/// The whole table.
pub(super) fn rows() -> impl Iterator<Item = &'static Row> {
    NATIVE.iter().chain(&WEB).chain(&RAW)
}
