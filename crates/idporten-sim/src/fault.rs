//! The ways a stand-in can misbehave, so that its clients can be seen to notice.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// One way to misbehave. In JSON: `"wrong_callback_issuer"`, or `{"id_token": "wrong_nonce"}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// Everything but the switches is answered with status 503.
    Down,
    /// The `id_token` is wrong.
    IdToken(TokenFault),
    /// The access token is wrong.
    AccessToken(TokenFault),
    /// The browser comes back with another issuer's name.
    WrongCallbackIssuer,
    /// The browser comes back without the issuer's name.
    MissingCallbackIssuer,
    /// The browser comes back with another state.
    WrongCallbackState,
    /// The browser comes back with every parameter twice.
    DuplicateCallbackParameters,
    /// The browser never comes back.
    NeverRedirects,
    /// The discovery document names another issuer.
    WrongDiscoveryIssuer,
    /// The discovery document offers no pushed authorization requests.
    NoPar,
    /// The pushed authorization request is answered with status 500.
    ParFails,
    /// The key set is answered with status 500.
    KeysFail,
    /// The token endpoint answers with status 500.
    TokenFails,
    /// The token endpoint does not answer before this switch is off.
    TokenHangs,
    /// The token endpoint's answer is not JSON.
    TokenGarbled,
    /// The token endpoint's answer has no `id_token`.
    MissingIdToken,
}

/// What can be wrong with a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenFault {
    /// Another issuer.
    WrongIssuer,
    /// Another audience.
    WrongAudience,
    /// Our audience among others.
    ExtraAudience,
    /// No audience.
    MissingAudience,
    /// The audience `unspecified`, as where no resource was asked for.
    UnspecifiedAudience,
    /// Another nonce.
    WrongNonce,
    /// No nonce.
    MissingNonce,
    /// A level of assurance below the one asked for.
    LowLevel,
    /// No level of assurance.
    MissingLevel,
    /// Without the client's own scopes.
    WrongScope,
    /// Another client.
    WrongClient,
    /// Another organisation's client.
    WrongConsumer,
    /// Issued an hour ago.
    Expired,
    /// Issued five minutes from now.
    ClockAhead,
    /// Issued five minutes ago.
    ClockBehind,
    /// No national identity number.
    MissingPid,
    /// Not a national identity number.
    InvalidPid,
    /// A number outside the synthetic range, and nobody's.
    NotSyntheticPid,
    /// Without an id of its own.
    MissingJti,
    /// The signature does not fit.
    WrongSignature,
    /// The algorithm `none`.
    AlgNone,
    /// HS256, with the public key as the secret.
    AlgHs256,
    /// A key that is not published.
    UnknownKey,
    /// No key id.
    MissingKeyId,
    /// A critical header nobody knows.
    CriticalHeader,
}

/// The switches that are on.
pub(crate) type Faults = BTreeSet<Fault>;
