//! Why a login is refused. Nothing here holds a token, a code or anything of a person.

use edge::HttpError;

use crate::person::Misfit;

/// What went wrong with the provider's own documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProviderError {
    /// No answer.
    #[error("the provider gave no answer: {0}")]
    Http(#[from] HttpError),
    /// An answer with a status other than 200.
    #[error("the provider answered with status {0}")]
    Status(u16),
    /// A document that cannot be read.
    #[error("the provider's document cannot be read")]
    Malformed,
    /// The document speaks for another issuer than the one asked.
    #[error("the provider's document names another issuer")]
    Issuer,
    /// A URL that is neither https nor, with synthetic persons only, http on 127.0.0.1.
    #[error("a URL of the provider is not secure")]
    InsecureUrl,
    /// A URL that is neither at the issuer's host nor at one under it.
    #[error("a URL of the provider leads elsewhere")]
    ForeignHost,
}

impl ProviderError {
    /// The stable name of this error.
    pub fn code(self) -> &'static str {
        match self {
            Self::Http(_) => "provider_unreachable",
            Self::Status(_) => "provider_status",
            Self::Malformed => "provider_malformed",
            Self::Issuer => "provider_issuer",
            Self::InsecureUrl => "provider_insecure_url",
            Self::ForeignHost => "provider_foreign_host",
        }
    }
}

/// An error code of OAuth 2.0 or OpenID Connect, as a provider sends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OAuthError {
    /// The user said no.
    AccessDenied,
    /// `prompt=none`, and nobody is logged in.
    LoginRequired,
    /// `prompt=none`, and the user has something to answer.
    InteractionRequired,
    /// The request is malformed.
    InvalidRequest,
    /// The client is not known, or did not prove who it is.
    InvalidClient,
    /// The code, refresh token or verifier is not right, or not right any more.
    InvalidGrant,
    /// The client may not ask for this scope.
    InvalidScope,
    /// The resource is not known.
    InvalidTarget,
    /// The client may not do this.
    UnauthorizedClient,
    /// The grant type is not offered.
    UnsupportedGrantType,
    /// The response type is not offered.
    UnsupportedResponseType,
    /// The provider failed.
    ServerError,
    /// The provider is busy.
    TemporarilyUnavailable,
    /// Any other text.
    Other,
}

impl OAuthError {
    /// Reads the `error` parameter. An unknown text is dropped, because anyone may have written it.
    pub fn parse(text: &str) -> Self {
        match text {
            "access_denied" => Self::AccessDenied,
            "login_required" => Self::LoginRequired,
            "interaction_required" => Self::InteractionRequired,
            "invalid_request" => Self::InvalidRequest,
            "invalid_client" => Self::InvalidClient,
            "invalid_grant" => Self::InvalidGrant,
            "invalid_scope" => Self::InvalidScope,
            "invalid_target" => Self::InvalidTarget,
            "unauthorized_client" => Self::UnauthorizedClient,
            "unsupported_grant_type" => Self::UnsupportedGrantType,
            "unsupported_response_type" => Self::UnsupportedResponseType,
            "server_error" => Self::ServerError,
            "temporarily_unavailable" => Self::TemporarilyUnavailable,
            _ => Self::Other,
        }
    }
}

/// Why a login did not succeed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LoginError {
    /// The provider's documents.
    #[error(transparent)]
    Provider(#[from] ProviderError),
    /// The authorization request was not taken.
    #[error("the provider refused the authorization request: {0:?}")]
    RequestRefused(OAuthError),
    /// The provider sent the browser back with an error.
    #[error("the provider refused the login: {0:?}")]
    Refused(OAuthError),
    /// The browser came back without `iss`, which this provider always sends.
    #[error("the answer does not say who sent it")]
    CallbackIssuerMissing,
    /// The browser came back from another issuer.
    #[error("the answer comes from another issuer")]
    CallbackIssuer,
    /// The browser came back with neither one code nor one error.
    #[error("the answer has neither a code nor an error")]
    CallbackMalformed,
    /// No answer from the token endpoint. The code may have been used.
    #[error("the token endpoint gave no answer: {0}")]
    TokenUnreachable(HttpError),
    /// The token endpoint refused the code.
    #[error("the token endpoint refused the code: {0:?}")]
    TokenRefused(OAuthError),
    /// The token endpoint failed.
    #[error("the token endpoint answered with status {0}")]
    TokenStatus(u16),
    /// The token endpoint's answer cannot be read.
    #[error("the token endpoint's answer cannot be read")]
    TokenMalformed,
    /// Our own key cannot sign.
    #[error("the client's own key cannot sign")]
    ClientKey,
    /// The `id_token` is refused.
    #[error("the id_token is refused: {0}")]
    IdToken(#[from] IdTokenFault),
}

impl LoginError {
    /// The stable name of this error.
    pub fn code(self) -> &'static str {
        match self {
            Self::Provider(error) => error.code(),
            Self::RequestRefused(_) => "request_refused",
            Self::Refused(_) => "login_refused",
            Self::CallbackIssuerMissing => "callback_issuer_missing",
            Self::CallbackIssuer => "callback_issuer",
            Self::CallbackMalformed => "callback_malformed",
            Self::TokenUnreachable(_) => "token_unreachable",
            Self::TokenRefused(_) => "token_refused",
            Self::TokenStatus(_) => "token_status",
            Self::TokenMalformed => "token_malformed",
            Self::ClientKey => "client_key",
            Self::IdToken(fault) => fault.code(),
        }
    }
}

/// What is wrong with an `id_token`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IdTokenFault {
    /// There is none.
    #[error("there is none")]
    Missing,
    /// Its form, or a header that asks for something unknown.
    #[error("its form")]
    Malformed,
    /// Not RS256.
    #[error("its algorithm")]
    Algorithm,
    /// Signed with a key the provider does not publish.
    #[error("its key is not known")]
    UnknownKey,
    /// The signature does not fit.
    #[error("its signature")]
    Signature,
    /// Issued by another.
    #[error("its issuer")]
    Issuer,
    /// Issued for another client.
    #[error("its audience")]
    Audience,
    /// Issued for another attempt.
    #[error("its nonce")]
    Nonce,
    /// Its time is over.
    #[error("it has expired")]
    Expired,
    /// Issued in the future or long ago.
    #[error("its time of issue")]
    IssuedAt,
    /// The level of assurance is too low.
    #[error("its level of assurance")]
    Level,
    /// An older login answered where a new one was asked for.
    #[error("its time of login")]
    NotFresh,
    /// The login is not that of a person with a national identity number.
    #[error("it names no national identity number")]
    NoPerson,
    /// Not a national identity number.
    #[error("it names something else than a national identity number")]
    InvalidPerson,
    /// A synthetic person in production.
    #[error("it names a synthetic person")]
    SyntheticPerson,
    /// A real person where only synthetic ones may be.
    #[error("it names a person who is not synthetic")]
    RealPerson,
    /// A test login in production.
    #[error("it is a test login")]
    TestLogin,
}

impl IdTokenFault {
    /// The stable name of this fault.
    pub fn code(self) -> &'static str {
        match self {
            Self::Missing => "id_token_missing",
            Self::Malformed => "id_token_malformed",
            Self::Algorithm => "id_token_algorithm",
            Self::UnknownKey => "id_token_unknown_key",
            Self::Signature => "id_token_signature",
            Self::Issuer => "id_token_issuer",
            Self::Audience => "id_token_audience",
            Self::Nonce => "id_token_nonce",
            Self::Expired => "id_token_expired",
            Self::IssuedAt => "id_token_issued_at",
            Self::Level => "id_token_level",
            Self::NotFresh => "id_token_auth_time",
            Self::NoPerson => "id_token_no_person",
            Self::InvalidPerson => "id_token_invalid_person",
            Self::SyntheticPerson => "id_token_synthetic_person",
            Self::RealPerson => "id_token_real_person",
            Self::TestLogin => "id_token_test_login",
        }
    }
}

impl From<Misfit> for IdTokenFault {
    fn from(misfit: Misfit) -> Self {
        match misfit {
            Misfit::Invalid => Self::InvalidPerson,
            Misfit::Synthetic => Self::SyntheticPerson,
            Misfit::Real => Self::RealPerson,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_errors_share_a_code() {
        let provider = [
            ProviderError::Http(HttpError::TimedOut),
            ProviderError::Status(500),
            ProviderError::Malformed,
            ProviderError::Issuer,
            ProviderError::InsecureUrl,
            ProviderError::ForeignHost,
        ];
        let login = [
            LoginError::RequestRefused(OAuthError::Other),
            LoginError::Refused(OAuthError::Other),
            LoginError::CallbackIssuerMissing,
            LoginError::CallbackIssuer,
            LoginError::CallbackMalformed,
            LoginError::TokenUnreachable(HttpError::TimedOut),
            LoginError::TokenRefused(OAuthError::Other),
            LoginError::TokenStatus(500),
            LoginError::TokenMalformed,
            LoginError::ClientKey,
        ];
        let id_token = [
            IdTokenFault::Missing,
            IdTokenFault::Malformed,
            IdTokenFault::Algorithm,
            IdTokenFault::UnknownKey,
            IdTokenFault::Signature,
            IdTokenFault::Issuer,
            IdTokenFault::Audience,
            IdTokenFault::Nonce,
            IdTokenFault::Expired,
            IdTokenFault::IssuedAt,
            IdTokenFault::Level,
            IdTokenFault::NotFresh,
            IdTokenFault::NoPerson,
            IdTokenFault::InvalidPerson,
            IdTokenFault::SyntheticPerson,
            IdTokenFault::RealPerson,
            IdTokenFault::TestLogin,
        ];
        let codes = provider.map(ProviderError::code).into_iter();
        let codes = codes
            .chain(login.map(LoginError::code))
            .chain(id_token.map(IdTokenFault::code));
        let codes: Vec<_> = codes.collect();
        let distinct: BTreeSet<_> = codes.iter().collect();
        assert_eq!(distinct.len(), codes.len());
    }

    #[test]
    fn a_stranger_cannot_write_into_an_error() {
        assert_eq!(OAuthError::parse("access_denied"), OAuthError::AccessDenied);
        let made_up = OAuthError::parse("01818520030");
        assert_eq!(
            LoginError::Refused(made_up).to_string(),
            "the provider refused the login: Other"
        );
    }
}
