//! Why an access token is refused. Nothing here holds anything of it.

use crate::{error::ProviderError, person::Misfit};

/// Why the server does not take an access token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenRefusal {
    /// The provider's keys cannot be had: not the token's fault.
    #[error(transparent)]
    Provider(#[from] ProviderError),
    /// Not a signed JSON Web Token, or a header that asks for something unknown.
    #[error("the form of the token")]
    Malformed,
    /// Not RS256.
    #[error("the algorithm of the token")]
    Algorithm,
    /// Signed with a key the provider does not publish.
    #[error("the token's key is not known")]
    UnknownKey,
    /// The signature does not fit.
    #[error("the signature of the token")]
    Signature,
    /// Issued by another.
    #[error("the issuer of the token")]
    Issuer,
    /// Its time is over.
    #[error("the token has expired")]
    Expired,
    /// Issued in the future or long ago.
    #[error("the token's time of issue")]
    IssuedAt,
    /// Meant for another resource.
    #[error("the audience of the token")]
    Audience,
    /// Without our scope.
    #[error("the scope of the token")]
    Scope,
    /// Issued to another client.
    #[error("the client of the token")]
    Client,
    /// Issued to a client of another organisation.
    #[error("the organisation behind the token's client")]
    Consumer,
    /// The level of assurance is too low.
    #[error("the token's level of assurance")]
    Level,
    /// No national identity number.
    #[error("the token names no national identity number")]
    NoPerson,
    /// Not a national identity number.
    #[error("the token names something else than a national identity number")]
    InvalidPerson,
    /// A synthetic person in production.
    #[error("the token names a synthetic person")]
    SyntheticPerson,
    /// A real person where only synthetic ones may be.
    #[error("the token names a person who is not synthetic")]
    RealPerson,
}

impl From<Misfit> for TokenRefusal {
    fn from(misfit: Misfit) -> Self {
        match misfit {
            Misfit::Invalid => Self::InvalidPerson,
            Misfit::Synthetic => Self::SyntheticPerson,
            Misfit::Real => Self::RealPerson,
        }
    }
}

impl TokenRefusal {
    /// The stable name of this refusal.
    pub fn code(self) -> &'static str {
        match self {
            Self::Provider(error) => error.code(),
            Self::Malformed => "access_token_malformed",
            Self::Algorithm => "access_token_algorithm",
            Self::UnknownKey => "access_token_unknown_key",
            Self::Signature => "access_token_signature",
            Self::Issuer => "access_token_issuer",
            Self::Expired => "access_token_expired",
            Self::IssuedAt => "access_token_issued_at",
            Self::Audience => "access_token_audience",
            Self::Scope => "access_token_scope",
            Self::Client => "access_token_client",
            Self::Consumer => "access_token_consumer",
            Self::Level => "access_token_level",
            Self::NoPerson => "access_token_no_person",
            Self::InvalidPerson => "access_token_invalid_person",
            Self::SyntheticPerson => "access_token_synthetic_person",
            Self::RealPerson => "access_token_real_person",
        }
    }
}
