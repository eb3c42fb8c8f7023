//! Which persons a provider may name.

use domain::{national_id::NationalId, wire::Environment};

/// Why a person is none of those.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Misfit {
    /// Not a national identity number.
    Invalid,
    /// A synthetic person in production.
    Synthetic,
    /// A person who is not synthetic where only synthetic ones may be.
    Real,
}

/// The number, where the environment may have such a person.
pub(crate) fn national_id(pid: &str, environment: Environment) -> Result<NationalId, Misfit> {
    let id = NationalId::parse(pid).map_err(|_| Misfit::Invalid)?;
    match (environment, id.is_synthetic()) {
        (Environment::Synthetic, true) | (Environment::Production, false) => Ok(id),
        (Environment::Synthetic, false) => Err(Misfit::Real),
        (Environment::Production, true) => Err(Misfit::Synthetic),
    }
}
