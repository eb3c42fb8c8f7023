//! Persons and roles as a person at Bufdir finds, gives and ends them.

use std::collections::BTreeMap;

use domain::{
    ids::{OfficeId, PersonId, RoleId},
    norway,
    report::Hash,
    sorting::SortKey,
    wire::{
        BufdirPeople, BufdirPeopleQuery, BufdirPerson, BufdirRole, BufdirRoleEnded,
        BufdirRoleGiven, BufdirRoleKind, BufdirRoleRefusal as No, PEOPLE_MAX,
    },
};
use jiff::{SignedDuration, Timestamp};

use super::{
    Holding, Post, Store, StoreError, Tx, Validity,
    audit::{self, Action, Deed},
    id, number, office, people, query, roles, sql, time,
};
use crate::access::{PortalBufdir, Scope};

/// The person and the name, the role, its kind and place, and when it counts and how.
type RoleRow = (
    String,
    String,
    String,
    String,
    Option<String>,
    i64,
    Option<i64>,
    i64,
);

/// Whose role it is about.
#[derive(Debug)]
pub(crate) enum Subject {
    /// A person of the list.
    Known(PersonId),
    /// The person behind a keyed hash, and the name.
    New(Hash, String),
}

impl Store {
    /// The persons that a question finds, by name.
    pub(crate) async fn people_at_bufdir(
        &self,
        scope: &PortalBufdir,
        asked: &BufdirPeopleQuery,
    ) -> Result<BufdirPeople, StoreError> {
        let now = self.now();
        let mut tx = self.view(scope).await?;
        let rows: Vec<RoleRow> = query(sql::ALL_ROLES).all(&mut tx).await?;
        drop(tx);
        self.note_reading(scope, Deed::new(Action::RolesRead))
            .await?;
        let mut found = persons(rows, scope.person(), now)?;
        found.retain(|person| is_asked_for(person, asked));
        found.sort_by_cached_key(|person| (SortKey::of(&person.name), person.person_id));
        let total = u32::try_from(found.len()).unwrap_or(u32::MAX);
        let skip = usize::try_from(asked.skip).unwrap_or(usize::MAX);
        let most = usize::try_from(PEOPLE_MAX).unwrap_or(usize::MAX);
        Ok(BufdirPeople {
            people: found.into_iter().skip(skip).take(most).collect(),
            total,
            server_time: now,
        })
    }

    /// Gives a person a role from a day on.
    pub(crate) async fn give_role(
        &self,
        scope: &PortalBufdir,
        subject: &Subject,
        (post, validity): (&Post, Validity),
    ) -> Result<BufdirRoleGiven, StoreError> {
        let refused = |reason| Ok(BufdirRoleGiven::Refused { reason });
        let mut tx = self.begin(scope).await?;
        let known = match subject {
            Subject::Known(person) if !is_person(&mut tx, *person).await? => {
                return refused(No::Person);
            }
            Subject::Known(person) => Some(*person),
            Subject::New(identity, _) => people::person_of(&mut tx, *identity).await?,
        };
        if known == Some(scope.person()) {
            return refused(No::Own);
        }
        if !roles::is_place(&mut tx, post).await? {
            return refused(No::Place);
        }
        let person_id = match subject {
            Subject::Known(person) => *person,
            Subject::New(identity, name) => self.put_person(&mut tx, *identity, name).await?,
        };
        let role = roles::Role {
            person: person_id,
            post,
            validity,
            holding: Holding::Own,
        };
        if roles::is_held(&mut tx, &role).await? {
            return refused(No::Held);
        }
        self.put_role(&mut tx, scope, &role).await?;
        tx.commit().await?;
        Ok(BufdirRoleGiven::Given { person_id })
    }

    /// Ends a role, at the first instant without it.
    pub(crate) async fn end_role(
        &self,
        scope: &PortalBufdir,
        role: RoleId,
        until: Timestamp,
    ) -> Result<BufdirRoleEnded, StoreError> {
        let refused = |reason| Ok(BufdirRoleEnded::Refused { reason });
        let now = self.now();
        let mut tx = self.begin(scope).await?;
        let found: Option<(String, Option<String>)> = query(sql::ROLE_OF)
            .bind(role.to_string())
            .optional(&mut tx)
            .await?;
        let Some((person, of)) = found else {
            return refused(No::Over);
        };
        let person: PersonId = id(&person)?;
        if person == scope.person() {
            return refused(No::Own);
        }
        let ended = query(sql::END_ROLE)
            .bind(role.to_string())
            .bind(until.as_millisecond())
            .bind(now.as_millisecond())
            .execute(&mut tx)
            .await?;
        if ended == 0 {
            return refused(No::Over);
        }
        let of: Option<OfficeId> = of.map(office);
        let mut deed = Deed::new(Action::RolesEnded).on(&person);
        if let Some(of) = &of {
            deed = deed.at(of);
        }
        audit::note(&mut tx, &scope.actor(), deed, now).await?;
        tx.commit().await?;
        Ok(BufdirRoleEnded::Ended {})
    }
}

async fn is_person(tx: &mut Tx, person: PersonId) -> Result<bool, StoreError> {
    let name: Option<String> = query(sql::PERSON_NAME)
        .bind(person.to_string())
        .optional_value(tx)
        .await?;
    Ok(name.is_some())
}

/// The rows come person by person.
fn persons(
    rows: Vec<RoleRow>,
    asks: PersonId,
    now: Timestamp,
) -> Result<Vec<BufdirPerson>, StoreError> {
    let mut persons: BTreeMap<PersonId, BufdirPerson> = BTreeMap::new();
    for (person, name, role, kind, place, from, until, stands_in) in rows {
        let person_id: PersonId = id(&person)?;
        let (from, until) = (time(from)?, until.map(time).transpose()?);
        let is_over = until.is_some_and(|until| until <= now);
        let person = persons.entry(person_id).or_insert_with(|| BufdirPerson {
            person_id,
            name,
            is_self: person_id == asks,
            roles: Vec::new(),
        });
        person.roles.push(BufdirRole {
            role_id: id(&role)?,
            kind: kind_of(&kind)?,
            place,
            stands_in: number::<u8>(stands_in)? == 1,
            from: norway::date(from),
            last_day: until.map(|until| norway::date(just_before(until, from))),
            is_valid: from <= now && !is_over,
            is_over,
        });
    }
    Ok(persons.into_values().collect())
}

/// The last instant of a time; the first one where it has none.
fn just_before(until: Timestamp, from: Timestamp) -> Timestamp {
    let before = until.checked_sub(SignedDuration::from_millis(1));
    before.unwrap_or(until).max(from)
}

fn kind_of(name: &str) -> Result<BufdirRoleKind, StoreError> {
    match name {
        "officer" => Ok(BufdirRoleKind::Officer),
        "reporter" => Ok(BufdirRoleKind::Reporter),
        "bufdir" => Ok(BufdirRoleKind::Bufdir),
        _ => Err(StoreError::Damaged("a role")),
    }
}

fn is_asked_for(person: &BufdirPerson, asked: &BufdirPeopleQuery) -> bool {
    let wanted = asked.text.trim().to_lowercase();
    let holds = |text: &str| text.to_lowercase().contains(&wanted);
    let mut roles = person.roles.iter().filter(|role| {
        let counts = asked.ended || !role.is_over;
        counts && asked.role.is_none_or(|kind| kind == role.kind)
    });
    let is_named = holds(&person.name);
    roles.any(|role| is_named || role.place.as_deref().is_some_and(holds))
}
