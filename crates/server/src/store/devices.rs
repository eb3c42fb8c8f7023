//! The machines that persons log in from, and the token with which one asks whether anything is new.

use domain::{
    Ctx,
    ids::{DeviceId, OfficeId, PersonId},
    report::Hash,
    wire::{DEVICE_NAME_MAX, Device, EndDevicesAnswer, PersonDevice},
};
use jiff::{SignedDuration, Timestamp};

use super::{
    Machine, SessionId, Store, StoreError, Tx,
    audit::{self, Action, Deed},
    id, int, number, people, query, sql, time,
};
use crate::{
    access::{ArrivalScope, Gate, OperatorScope, PersonScope, Scope},
    secret::Token,
};

/// So long a machine may ask whether anything is new after the last login from it.
const ARRIVALS: SignedDuration = SignedDuration::from_hours(30 * 24);
/// What a machine is called that has told no name.
const NAMELESS: &str = "?";

/// A machine at a login.
pub(super) struct Known {
    pub(super) id: DeviceId,
    pub(super) is_new: bool,
}

/// What an arrival token opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArrivalFound {
    /// Whose machine it is.
    pub person: PersonId,
    /// The office of the role that it was given for.
    pub office: OfficeId,
}

/// The person's machine, seen now. One that was ended is a new one.
pub(super) async fn put(
    tx: &mut Tx,
    ctx: &Ctx,
    person: PersonId,
    machine: &Machine,
    now: Timestamp,
) -> Result<Known, StoreError> {
    let new = DeviceId(ctx.new_id());
    let kept: String = query(sql::PUT_DEVICE)
        .bind(new.to_string())
        .bind(person.to_string())
        .bind(machine.id.to_string())
        .bind(name_of(&machine.name))
        .bind(now.as_millisecond())
        .value(tx)
        .await?;
    let id = id(&kept)?;
    Ok(Known {
        id,
        is_new: id == new,
    })
}

/// A machine's name without what would break a list of them.
fn name_of(told: &str) -> String {
    let kept = told.chars().filter(|of| !of.is_control() && !is_bidi(*of));
    let name: String = kept.take(DEVICE_NAME_MAX).collect();
    let name = name.trim();
    if name.is_empty() { NAMELESS } else { name }.to_owned()
}

/// Whether a character turns the direction of those after it (UAX #9).
fn is_bidi(of: char) -> bool {
    matches!(of, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Notes that a session on the machine goes on.
pub(super) async fn seen(tx: &mut Tx, device: DeviceId, now: Timestamp) -> Result<(), StoreError> {
    query(sql::DEVICE_SEEN)
        .bind(device.to_string())
        .bind(now.as_millisecond())
        .execute_one(tx)
        .await
}

/// Ends the arrival token of the session's machine.
pub(super) async fn silence_of(tx: &mut Tx, session: SessionId) -> Result<(), StoreError> {
    query(sql::SILENCE_DEVICE_OF)
        .bind(session.to_string())
        .run(tx)
        .await
}

impl Store {
    /// A person's own machines, the newest first.
    pub(crate) async fn devices_of(&self, scope: &PersonScope) -> Result<Vec<Device>, StoreError> {
        let mut tx = self.view(scope).await?;
        let found = listed(&mut tx, Some(scope.person()), self.now()).await?;
        let own = found.into_iter().map(|of| Device {
            current: Some(of.device.id) == scope.device(),
            ..of.device
        });
        Ok(own.collect())
    }

    /// Everybody's machines, or those of one person, in the order of persons.
    pub(crate) async fn devices(
        &self,
        scope: &impl Scope,
        person: Option<PersonId>,
    ) -> Result<Vec<PersonDevice>, StoreError> {
        let mut tx = self.view(scope).await?;
        listed(&mut tx, person, self.now()).await
    }

    /// The same, for the operator.
    pub async fn all_devices(
        &self,
        scope: OperatorScope,
        person: Option<PersonId>,
    ) -> Result<Vec<PersonDevice>, StoreError> {
        self.devices(&scope, person).await
    }

    /// Logs a person's machines out, or one of them, for the operator.
    pub async fn end_all_devices(
        &self,
        scope: OperatorScope,
        person: PersonId,
        device: Option<DeviceId>,
    ) -> Result<EndDevicesAnswer, StoreError> {
        self.end_devices(&scope, person, device).await
    }

    /// Logs a person's machines out, or one of them.
    pub(crate) async fn end_devices(
        &self,
        scope: &impl Scope,
        person: PersonId,
        device: Option<DeviceId>,
    ) -> Result<EndDevicesAnswer, StoreError> {
        let (now, mut tx) = (self.now(), self.begin(scope).await?);
        let device = device.map(|device| device.to_string());
        let mut ended = [0, 0];
        for (statement, count) in [sql::END_SESSIONS_OF, sql::END_DEVICES]
            .iter()
            .zip(&mut ended)
        {
            *count = query(statement)
                .bind(person.to_string())
                .bind(device.clone())
                .bind(now.as_millisecond())
                .execute(&mut tx)
                .await?;
        }
        let [sessions, devices] = ended;
        if sessions + devices > 0 {
            let object = device.unwrap_or_else(|| person.to_string());
            let deed = Deed::new(Action::DevicesEnded).on(&object);
            audit::note(&mut tx, &scope.actor(), deed, now).await?;
        }
        tx.commit().await?;
        Ok(EndDevicesAnswer { sessions, devices })
    }

    /// Gives the session's machine a token to ask with whether anything is new; none for a session in a
    /// browser. The one before ends.
    pub(crate) async fn give_arrival(
        &self,
        scope: &PersonScope,
    ) -> Result<Option<(Token, Timestamp)>, StoreError> {
        let Some(device) = scope.device() else {
            return Ok(None);
        };
        let (now, mut tx) = (self.now(), self.begin(scope).await?);
        let (token, until) = (Token::new(&self.ctx, Token::ARRIVAL), now + ARRIVALS);
        query(sql::GIVE_ARRIVAL)
            .bind(device.to_string())
            .bind(token.hash())
            .bind(until.as_millisecond())
            .bind(scope.session().to_string())
            .execute_one(&mut tx)
            .await?;
        let deed = Deed::new(Action::ArrivalTokenGiven).on(&device);
        audit::note(&mut tx, &scope.actor(), deed, now).await?;
        tx.commit().await?;
        Ok(Some((token, until)))
    }

    /// What an arrival token opens; nothing where its role or its machine has ended.
    pub(crate) async fn arrival_of(&self, token: Hash) -> Result<Option<ArrivalFound>, StoreError> {
        let (now, mut tx) = (self.now(), self.view(&Gate).await?);
        let role: Option<String> = query(sql::ARRIVAL)
            .bind(token)
            .bind(now.as_millisecond())
            .optional_value(&mut tx)
            .await?;
        let Some(role) = role else {
            return Ok(None);
        };
        let officer = people::officer(&mut tx, &role, now).await?;
        Ok(officer.map(|officer| ArrivalFound {
            person: officer.id,
            office: officer.office,
        }))
    }

    /// Where the office's feed ends, and how many reports that wait have changed after a place in it.
    pub(crate) async fn arrivals_after(
        &self,
        scope: &ArrivalScope,
        after: u64,
    ) -> Result<(u64, u64), StoreError> {
        let mut tx = self.view(scope).await?;
        let office = scope.office().as_str();
        let head: i64 = query(sql::HEAD).bind(office).value(&mut tx).await?;
        let waiting: i64 = query(sql::WAITING_SINCE)
            .bind(office)
            // A place that no feed has reached is none before which anything stands.
            .bind(int(after).unwrap_or(i64::MAX))
            .value(&mut tx)
            .await?;
        Ok((number(head)?, number(waiting)?))
    }
}

type Row = (String, String, i64, i64, Option<i64>, i64, String, String);

async fn listed(
    tx: &mut Tx,
    person: Option<PersonId>,
    now: Timestamp,
) -> Result<Vec<PersonDevice>, StoreError> {
    let rows: Vec<Row> = query(sql::DEVICES)
        .bind(person.map(|person| person.to_string()))
        .bind(now.as_millisecond())
        .all(tx)
        .await?;
    rows.into_iter().map(read).collect()
}

fn read(
    (device, name, since, last_seen, arrivals_until, sessions, person, person_name): Row,
) -> Result<PersonDevice, StoreError> {
    Ok(PersonDevice {
        person_id: id(&person)?,
        person_name,
        device: Device {
            id: id(&device)?,
            name,
            since: time(since)?,
            last_seen: time(last_seen)?,
            logged_in: sessions > 0,
            arrivals_until: arrivals_until.map(time).transpose()?,
            current: false,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machines_name_cannot_break_a_list() {
        for (told, kept) in [
            ("Karis PC", "Karis PC"),
            ("  Karis\tPC\u{202e}\n ", "KarisPC"),
            (" ", NAMELESS),
            ("", NAMELESS),
        ] {
            assert_eq!(name_of(told), kept);
        }
        let long = "æ".repeat(DEVICE_NAME_MAX + 1);
        assert_eq!(name_of(&long).chars().count(), DEVICE_NAME_MAX);
    }
}
