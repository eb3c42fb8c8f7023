//! Whom the gate knows: persons by the keyed hash of an identity number, and what they may do now.

use std::collections::BTreeSet;

use domain::{
    ids::{OfficeId, PersonId, UnitNo},
    report::Hash,
    wire::{Officer, OwnOffice},
};
use jiff::Timestamp;

use super::{RoleKind, StoreError, Tx, id, office, query, sql, time};

/// A reporter at work: a person who sends for some units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reporter {
    /// The person.
    pub id: PersonId,
    /// The name that stands as the submitter.
    pub name: String,
    /// The units; never none.
    pub units: BTreeSet<UnitNo>,
}

/// A person in a role that has no place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The person.
    pub id: PersonId,
    /// The person's name.
    pub name: String,
}

/// The person behind a keyed hash.
pub(super) async fn person_of(tx: &mut Tx, identity: Hash) -> Result<Option<PersonId>, StoreError> {
    let found: Option<String> = query(sql::PERSON_OF)
        .bind(identity)
        .optional_value(tx)
        .await?;
    found.map(|text| id(&text)).transpose()
}

/// A role of a kind that a person has now: that at the wanted office, or rather an own one than as a
/// stand-in, then the newest.
pub(super) async fn role_of(
    tx: &mut Tx,
    person: PersonId,
    (kind, office): (RoleKind, Option<&OfficeId>),
    now: Timestamp,
) -> Result<Option<String>, StoreError> {
    query(sql::ROLE_NOW)
        .bind(person.to_string())
        .bind(kind.as_str())
        .bind(now.as_millisecond())
        .bind(office.map(OfficeId::as_str))
        .optional_value(tx)
        .await
}

/// The officer behind a role; none where the role is not valid now.
pub(super) async fn officer(
    tx: &mut Tx,
    role: &str,
    now: Timestamp,
) -> Result<Option<Officer>, StoreError> {
    let found: Option<(String, String, String, String)> = query(sql::OFFICER)
        .bind(role)
        .bind(now.as_millisecond())
        .optional(tx)
        .await?;
    let officer = |(person, name, of, office_name): (String, _, _, _)| {
        Ok(Officer {
            id: id(&person)?,
            name,
            office: office(of),
            office_name,
        })
    };
    found.map(officer).transpose()
}

/// The offices that an officer may work for now, the own ones first.
pub(super) async fn offices(
    tx: &mut Tx,
    person: PersonId,
    now: Timestamp,
) -> Result<Vec<OwnOffice>, StoreError> {
    let rows: Vec<(String, String, i64, i64)> = query(sql::OFFICES_OF)
        .bind(person.to_string())
        .bind(now.as_millisecond())
        .all(tx)
        .await?;
    let read = |(of, name, stands_in, until)| {
        Ok(OwnOffice {
            office: office(of),
            name,
            stands_in_until: (stands_in > 0).then(|| time(until)).transpose()?,
        })
    };
    rows.into_iter().map(read).collect()
}

/// The units that a person reports for now; none where there is no unit.
pub(super) async fn reporter(
    tx: &mut Tx,
    person: PersonId,
    now: Timestamp,
) -> Result<Option<Reporter>, StoreError> {
    let units: Vec<(String,)> = query(sql::REPORTER_UNITS)
        .bind(person.to_string())
        .bind(now.as_millisecond())
        .all(tx)
        .await?;
    if units.is_empty() {
        return Ok(None);
    }
    let name = query(sql::PERSON_NAME)
        .bind(person.to_string())
        .value(tx)
        .await?;
    Ok(Some(Reporter {
        id: person,
        name,
        units: units.into_iter().map(|(unit,)| UnitNo(unit)).collect(),
    }))
}

/// How an officer is reached, while one at that office.
pub(super) async fn officer_contact(
    tx: &mut Tx,
    person: PersonId,
    office: &OfficeId,
    now: Timestamp,
) -> Result<Option<(Option<String>, Option<String>)>, StoreError> {
    query(sql::OFFICER_CONTACT)
        .bind(person.to_string())
        .bind(office.as_str())
        .bind(now.as_millisecond())
        .optional(tx)
        .await
}

/// The kind of a session's role, and whether that role is valid now.
pub(super) async fn kind_of_role(
    tx: &mut Tx,
    role: &str,
    now: Timestamp,
) -> Result<(String, bool), StoreError> {
    let (kind, valid): (String, i64) = query(sql::ROLE_KIND)
        .bind(role)
        .bind(now.as_millisecond())
        .one(tx)
        .await?;
    Ok((kind, valid == 1))
}

/// A person by the id.
pub(super) async fn person(tx: &mut Tx, person: PersonId) -> Result<Person, StoreError> {
    let name = query(sql::PERSON_NAME)
        .bind(person.to_string())
        .value(tx)
        .await?;
    Ok(Person { id: person, name })
}
