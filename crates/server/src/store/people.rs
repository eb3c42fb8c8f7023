//! Persons and their roles. Identity numbers come in as keyed hashes and never go out.

use std::collections::BTreeSet;

use domain::{
    ids::{OfficeId, PersonId, UnitNo},
    report::Hash,
    wire::Officer,
};
use jiff::Timestamp;

use crate::access::OperatorScope;

use super::{Store, StoreError, Tx, id, office, query, sql, time};

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

/// A reporter to add.
#[derive(Debug, Clone)]
pub struct NewReporter {
    /// The keyed hash of the identity number.
    pub identity: Hash,
    /// The name that stands as the submitter.
    pub name: String,
    /// The unit.
    pub unit: UnitNo,
}

/// An officer to add.
#[derive(Debug, Clone)]
pub struct NewOfficer {
    /// The keyed hash of the identity number.
    pub identity: Hash,
    /// The name that stands beside the officer's decisions.
    pub name: String,
    /// The office.
    pub office: OfficeId,
}

/// A person's time as an officer of an office, for a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficerRow {
    /// The person.
    pub person: PersonId,
    /// The name that stands beside the officer's decisions.
    pub name: String,
    /// The office.
    pub office: OfficeId,
    /// The role's first instant.
    pub since: Timestamp,
    /// The first instant without the role; none where no end is set.
    pub until: Option<Timestamp>,
}

impl Store {
    /// Makes a person an officer of an office; none where there is no such office. A person known
    /// before keeps the id; a role that is already valid stays as it is.
    pub async fn add_officer(
        &self,
        scope: OperatorScope,
        new: &NewOfficer,
    ) -> Result<Option<PersonId>, StoreError> {
        let now = self.now().as_millisecond();
        let mut tx = self.begin(&scope).await?;
        let offices: i64 = query(sql::OFFICE_EXISTS)
            .bind(new.office.as_str())
            .value(&mut tx)
            .await?;
        if offices == 0 {
            return Ok(None);
        }
        let person = self.put_person(&mut tx, new.identity, &new.name).await?;
        let valid: i64 = query(sql::OFFICER_ROLE_IN)
            .bind(&person)
            .bind(new.office.as_str())
            .bind(now)
            .value(&mut tx)
            .await?;
        if valid == 0 {
            query(sql::ADD_OFFICER_ROLE)
                .bind(self.ctx.new_id().to_string())
                .bind(&person)
                .bind(new.office.as_str())
                .bind(now)
                .execute_one(&mut tx)
                .await?;
        }
        tx.commit().await?;
        id(&person).map(Some)
    }

    /// Makes a person a reporter of a unit; none where there is no such unit. A person known before
    /// keeps the id; a role that is already valid stays as it is.
    pub async fn add_reporter(
        &self,
        scope: OperatorScope,
        new: &NewReporter,
    ) -> Result<Option<PersonId>, StoreError> {
        let now = self.now().as_millisecond();
        let mut tx = self.begin(&scope).await?;
        let unit: Option<(String, String)> = query(sql::UNIT)
            .bind(new.unit.as_str())
            .optional(&mut tx)
            .await?;
        if unit.is_none() {
            return Ok(None);
        }
        let person = self.put_person(&mut tx, new.identity, &new.name).await?;
        let valid: i64 = query(sql::REPORTER_ROLE_IN)
            .bind(&person)
            .bind(new.unit.as_str())
            .bind(now)
            .value(&mut tx)
            .await?;
        if valid == 0 {
            query(sql::ADD_REPORTER_ROLE)
                .bind(self.ctx.new_id().to_string())
                .bind(&person)
                .bind(new.unit.as_str())
                .bind(now)
                .execute_one(&mut tx)
                .await?;
        }
        tx.commit().await?;
        id(&person).map(Some)
    }

    /// The id of the person behind a keyed hash, known from now on under this name.
    async fn put_person(
        &self,
        tx: &mut Tx,
        identity: Hash,
        name: &str,
    ) -> Result<String, StoreError> {
        query(sql::PUT_PERSON)
            .bind(self.ctx.new_id().to_string())
            .bind(identity)
            .bind(name)
            .bind(self.now().as_millisecond())
            .value(tx)
            .await
    }

    /// Ends all officer roles of a person; how many there were.
    pub async fn end_officer(
        &self,
        scope: OperatorScope,
        person: PersonId,
    ) -> Result<u64, StoreError> {
        let mut tx = self.begin(&scope).await?;
        let ended = query(sql::END_OFFICER_ROLES)
            .bind(person.to_string())
            .bind(self.now().as_millisecond())
            .execute(&mut tx)
            .await?;
        tx.commit().await?;
        Ok(ended)
    }

    /// The officers of one office, or of all; those whose time has ended, too.
    pub async fn officers(
        &self,
        scope: OperatorScope,
        of: Option<&OfficeId>,
    ) -> Result<Vec<OfficerRow>, StoreError> {
        let rows: Vec<(String, String, String, i64, Option<i64>)> = query(sql::OFFICERS)
            .bind(of.map(OfficeId::as_str))
            .all(&mut self.view(&scope).await?)
            .await?;
        rows.into_iter()
            .map(|(person, name, of, since, until)| {
                Ok(OfficerRow {
                    person: id(&person)?,
                    name,
                    office: office(of),
                    since: time(since)?,
                    until: until.map(time).transpose()?,
                })
            })
            .collect()
    }
}

/// The person behind a keyed hash.
pub(super) async fn person_of(tx: &mut Tx, identity: Hash) -> Result<Option<PersonId>, StoreError> {
    let found: Option<String> = query(sql::PERSON_OF)
        .bind(identity)
        .optional_value(tx)
        .await?;
    found.map(|text| id(&text)).transpose()
}

/// The newest officer role of a person that is valid now.
pub(super) async fn officer_role(
    tx: &mut Tx,
    person: PersonId,
    now: Timestamp,
) -> Result<Option<String>, StoreError> {
    query(sql::OFFICER_ROLE)
        .bind(person.to_string())
        .bind(now.as_millisecond())
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

/// The newest reporter role of a person that is valid now.
pub(super) async fn reporter_role(
    tx: &mut Tx,
    person: PersonId,
    now: Timestamp,
) -> Result<Option<String>, StoreError> {
    query(sql::REPORTER_ROLE)
        .bind(person.to_string())
        .bind(now.as_millisecond())
        .optional_value(tx)
        .await
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

/// Whether a session's role is one of reporting.
pub(super) async fn is_reporter_role(tx: &mut Tx, role: &str) -> Result<bool, StoreError> {
    let kind: String = query(sql::ROLE_KIND).bind(role).value(tx).await?;
    Ok(kind == "reporter")
}
