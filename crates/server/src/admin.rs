//! What an operator does on the server's own machine.

use domain::{
    ids::{OfficeId, PersonId, UnitNo},
    national_id::{NationalId, NationalIdError},
    wire::Environment,
};

use crate::{
    Settings,
    secret::Token,
    store::{ClientId, NewOfficer, Store, StoreError},
};

/// Why an operator's command is refused.
#[derive(Debug, thiserror::Error)]
pub enum AdminError {
    /// Not an identity number.
    #[error(transparent)]
    NationalId(#[from] NationalIdError),
    /// A real person where only synthetic ones may be.
    #[error("this is a synthetic environment: the identity number must have 80 added to its month")]
    RealPerson,
    /// A synthetic person in production.
    #[error("this is a production environment: the identity number is a synthetic one")]
    SyntheticPerson,
    /// No such office.
    #[error("no office has this id: see `halvaarsrapport-server office list`")]
    UnknownOffice,
    /// No such unit.
    #[error("no unit has this number: see `halvaarsrapport-server unit list`")]
    UnknownUnit,
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Makes a person an officer of an office. Doing it again changes nothing but the name.
pub async fn add_officer(
    store: &Store,
    settings: &Settings,
    national_id: &str,
    name: &str,
    office: &OfficeId,
) -> Result<PersonId, AdminError> {
    let national_id = NationalId::parse(national_id.trim())?;
    match (settings.environment, national_id.is_synthetic()) {
        (Environment::Synthetic, false) => return Err(AdminError::RealPerson),
        (Environment::Production, true) => return Err(AdminError::SyntheticPerson),
        (Environment::Synthetic, true) | (Environment::Production, false) => (),
    }
    let new = NewOfficer {
        identity: settings.identity_key.hash(&national_id),
        name: name.to_owned(),
        office: office.clone(),
    };
    let added = store.add_officer(&new).await?;
    added.ok_or(AdminError::UnknownOffice)
}

/// Gives a unit's case system a credential. The secret is shown here and never again.
pub async fn add_client(
    store: &Store,
    unit: &UnitNo,
    name: &str,
) -> Result<(ClientId, Token), AdminError> {
    let secret = Token::new(store.ctx(), Token::CLIENT);
    let added = store.add_client(unit, name, secret.hash()).await?;
    let client = added.ok_or(AdminError::UnknownUnit)?;
    Ok((client, secret))
}
