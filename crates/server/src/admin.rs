//! What an operator does on the server's own machine.

use domain::{
    deadlines::{PeriodSettings, SettingsFault},
    ids::{OfficeId, PersonId, UnitNo},
    national_id::{NationalId, NationalIdError},
    report::Hash,
    wire::Environment,
};

use crate::{
    Settings,
    access::{ImportScope, OperatorScope},
    history,
    secret::Token,
    store::{
        self, BufdirClientId, ClientId, Imported, NewRole, NotImported, PeriodOpening, Post,
        StandIn, StoodIn, Store, StoreError, Validity,
    },
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
    /// A time that ends before it begins.
    #[error("the last day is before the first one")]
    NoTime,
    /// A stand-in who is no officer.
    #[error("only an officer stands in: see `halvaarsrapport-server officer list`")]
    NoOfficer,
    /// A colleague of another office, or the stand-in again.
    #[error("the colleague is no officer of that office at that time")]
    NoColleague,
    /// Settings of a period that cannot be right.
    #[error("the period cannot be opened so: {}", told(.0))]
    Period(Vec<SettingsFault>),
    /// Another form, where reports have come in.
    #[error("reports of this period have come in on another version of the form")]
    FormInUse,
    /// Made-up reports where real ones are.
    #[error("made-up reports belong in a synthetic environment, and this is a production one")]
    NoDemoHere,
    /// A half-year without a form.
    #[error("there is no form for one of these half-years")]
    NoForm,
    /// Made-up reports that meet others.
    #[error("made-up reports cannot be taken over beside what is here: {} of them", .0.0.len())]
    NotImported(NotImported),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Makes a person an officer of an office from now on. Doing it again changes nothing but the name.
pub async fn add_officer(
    store: &Store,
    settings: &Settings,
    national_id: &str,
    name: &str,
    office: &OfficeId,
) -> Result<PersonId, AdminError> {
    let (post, from_now) = (Post::Officer(office.clone()), from_now(store));
    add_role(store, settings, (national_id, name), post, from_now).await
}

/// Makes a person a reporter of a unit from now on. Doing it again changes nothing but the name.
pub async fn add_reporter(
    store: &Store,
    settings: &Settings,
    national_id: &str,
    name: &str,
    unit: &UnitNo,
) -> Result<PersonId, AdminError> {
    let (post, from_now) = (Post::Reporter(unit.clone()), from_now(store));
    add_role(store, settings, (national_id, name), post, from_now).await
}

fn from_now(store: &Store) -> Validity {
    let from = store::now(store.ctx());
    Validity { from, until: None }
}

/// Gives a person, by identity number and name, a role. Doing it again changes nothing but the name.
pub async fn add_role(
    store: &Store,
    settings: &Settings,
    (national_id, name): (&str, &str),
    post: Post,
    validity: Validity,
) -> Result<PersonId, AdminError> {
    check(validity)?;
    let missing = match &post {
        Post::Reporter(_) => AdminError::UnknownUnit,
        Post::Officer(_) | Post::Bufdir | Post::Reader | Post::Applicant => {
            AdminError::UnknownOffice
        }
    };
    let new = NewRole {
        identity: identity(settings, national_id)?,
        name: name.to_owned(),
        post,
        validity,
    };
    let added = store.add_role(operator(), &new).await?;
    added.ok_or(missing)
}

/// Lets an officer stand in at an office, for a time.
pub async fn stand_in(store: &Store, new: &StandIn) -> Result<(), AdminError> {
    check(Validity {
        from: new.from,
        until: Some(new.until),
    })?;
    match store.stand_in(operator(), new).await? {
        StoodIn::Added => Ok(()),
        StoodIn::NoOfficer => Err(AdminError::NoOfficer),
        StoodIn::NoColleague => Err(AdminError::NoColleague),
        StoodIn::NoOffice => Err(AdminError::UnknownOffice),
    }
}

fn check(validity: Validity) -> Result<(), AdminError> {
    match validity.until {
        Some(until) if until <= validity.from => Err(AdminError::NoTime),
        Some(_) | None => Ok(()),
    }
}

fn operator() -> OperatorScope {
    OperatorScope::on_this_machine()
}

/// The hash under which a person is known, where the environment takes such persons.
pub(crate) fn identity(settings: &Settings, national_id: &str) -> Result<Hash, AdminError> {
    let national_id = NationalId::parse(national_id.trim())?;
    match (settings.environment, national_id.is_synthetic()) {
        (Environment::Synthetic, false) => Err(AdminError::RealPerson),
        (Environment::Production, true) => Err(AdminError::SyntheticPerson),
        (Environment::Synthetic, true) | (Environment::Production, false) => {
            Ok(settings.identity_key.hash(&national_id))
        }
    }
}

/// Opens a period for all units, or moves its deadlines.
pub async fn open_period(store: &Store, settings: &PeriodSettings) -> Result<(), AdminError> {
    let faults = settings.faults();
    if !faults.is_empty() {
        return Err(AdminError::Period(faults));
    }
    match store.open_period(operator(), settings).await? {
        PeriodOpening::Open => Ok(()),
        PeriodOpening::FormInUse => Err(AdminError::FormInUse),
    }
}

/// Takes over the approved reports in a file's text: all of them, or none and what is wrong.
pub async fn import_approved(
    store: &Store,
    settings: &Settings,
    text: &str,
) -> Result<Result<Imported, NotImported>, StoreError> {
    let (scope, key) = (ImportScope::of_operator(), settings.signing.key());
    match history::read(text) {
        Ok(approved) => store.import_approved(scope, key, &approved).await,
        Err(faulty) => Ok(Err(NotImported(faulty))),
    }
}

fn told(faults: &[SettingsFault]) -> String {
    let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
    faults.join("; ")
}

/// Gives a unit's case system a credential. The secret is shown here and never again.
pub async fn add_client(
    store: &Store,
    unit: &UnitNo,
    name: &str,
) -> Result<(ClientId, Token), AdminError> {
    let secret = Token::new(store.ctx(), Token::CLIENT);
    let added = store
        .add_client(operator(), unit, name, secret.hash())
        .await?;
    let client = added.ok_or(AdminError::UnknownUnit)?;
    Ok((client, secret))
}

/// Gives a system of Bufdir's a credential. The secret is shown here and never again.
pub async fn add_bufdir_client(
    store: &Store,
    name: &str,
) -> Result<(BufdirClientId, Token), AdminError> {
    let secret = Token::new(store.ctx(), Token::BUFDIR);
    let client = store
        .add_bufdir_client(operator(), name, secret.hash())
        .await?;
    Ok((client, secret))
}
