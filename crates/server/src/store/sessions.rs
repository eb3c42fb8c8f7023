//! Sessions: a family of token pairs, of which one is fresh and at most one other still counts.
//!
//! The pair before the fresh one stays good until the fresh one is used, because the answer that
//! carried the fresh one may have been lost. Using it then spends the fresh one. Whoever comes with
//! a spent pair has a copy that the session's owner has left behind: the whole session ends.

mod browser;

pub use browser::{BrowserLogin, BrowserStart};

use domain::{
    ids::{DeviceId, MachineId, OfficeId, PersonId},
    report::Hash,
    wire::{Officer, OwnOffice, Session},
};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::{
    RoleKind, Store, StoreError, Tx,
    audit::{self, Action, Actor, Deed},
    devices, id,
    people::{self, Person, Reporter},
    query, sql, time, uuid,
};
use crate::{
    access::{EndScope, Gate},
    secret::Token,
};

const ACCESS: SignedDuration = SignedDuration::from_mins(10);
const IDLE: SignedDuration = SignedDuration::from_mins(30);
const ABSOLUTE: SignedDuration = SignedDuration::from_hours(10);
/// A traded token is remembered this long past its end, for clocks that differ.
const REMEMBERED: SignedDuration = SignedDuration::from_mins(10);

/// A session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SessionId(Uuid);

impl SessionId {
    pub(super) fn parse(text: &str) -> Result<Self, StoreError> {
        uuid(text).map(Self)
    }
}

impl std::fmt::Display for SessionId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// Who asks for a session.
#[derive(Debug, Clone, Copy)]
pub enum Claim {
    /// Whoever a verified token of the identity provider names.
    Login {
        /// The keyed hash of the identity number.
        identity: Hash,
        /// The token, good for one session.
        token: TradedToken,
    },
    /// A person the caller is sure of.
    Person(PersonId),
}

/// What a session is to be for, and where.
#[derive(Debug, Clone)]
pub struct Opening {
    /// Who asks.
    pub claim: Claim,
    /// In which kind of role.
    pub seat: RoleKind,
    /// For which office, where the person may choose; otherwise the own one.
    pub office: Option<OfficeId>,
    /// From which machine; none for a browser.
    pub device: Option<Machine>,
}

/// A machine, as it presents itself.
#[derive(Debug, Clone)]
pub struct Machine {
    /// The id it has given itself.
    pub id: MachineId,
    /// What it is called.
    pub name: String,
}

/// A token of the identity provider, to be taken only once.
#[derive(Debug, Clone, Copy)]
pub struct TradedToken {
    /// The hash of its id.
    pub jti: Hash,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// What became of a claim.
#[derive(Debug)]
pub enum SessionStart {
    /// A session.
    Opened(Box<GrantedSession>),
    /// The token was traded before.
    Replayed,
    /// The person is not known, or has no such role now.
    NoRole(Option<PersonId>),
}

/// What became of a refresh.
#[derive(Debug)]
pub enum Renewal {
    /// The next pair.
    Renewed(Box<GrantedSession>),
    /// The session has ended, ends now, or never was.
    Ended,
    /// The session lives, the role does not.
    NoRole,
}

/// A session with its newest pair, of which the store keeps only hashes.
#[derive(Debug)]
pub struct GrantedSession {
    access: Token,
    access_until: Timestamp,
    refresh: Token,
    idle_until: Timestamp,
    who: Who,
    device: Option<DeviceId>,
    offices: Vec<OwnOffice>,
}

/// Whose session it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// An officer's.
    Officer(Officer),
    /// A reporter's.
    Reporter(Reporter),
    /// A person's at Bufdir.
    Bufdir(Person),
    /// A reader's.
    Reader(Person),
    /// An applicant's.
    Applicant(Person),
}

impl Who {
    /// The person.
    pub fn person(&self) -> PersonId {
        match self {
            Self::Officer(officer) => officer.id,
            Self::Reporter(reporter) => reporter.id,
            Self::Bufdir(person) | Self::Reader(person) | Self::Applicant(person) => person.id,
        }
    }

    /// In which kind of role.
    pub fn kind(&self) -> RoleKind {
        match self {
            Self::Officer(_) => RoleKind::Officer,
            Self::Reporter(_) => RoleKind::Reporter,
            Self::Bufdir(_) => RoleKind::Bufdir,
            Self::Reader(_) => RoleKind::Reader,
            Self::Applicant(_) => RoleKind::Applicant,
        }
    }
}

impl GrantedSession {
    /// What an officer's desktop is answered; none where the session is no officer's on a machine.
    pub(crate) fn into_wire(self, server_time: Timestamp) -> Option<Session> {
        let (Who::Officer(officer), Some(device_id)) = (self.who, self.device) else {
            return None;
        };
        Some(Session {
            access_token: self.access.expose().to_owned(),
            access_expires_at: self.access_until,
            refresh_token: self.refresh.expose().to_owned(),
            idle_expires_at: self.idle_until,
            device_id,
            officer,
            offices: self.offices,
            server_time,
        })
    }

    /// The bearer token.
    pub(crate) fn into_access(self) -> Token {
        self.access
    }
}

/// The session that a bearer token names.
#[derive(Debug)]
pub struct SessionFound {
    /// Its id.
    pub session: SessionId,
    /// Whether the token is good now.
    pub alive: bool,
    /// Who is at work; none where the role has ended.
    pub who: Option<Who>,
    /// The machine it was opened from; none for a browser.
    pub device: Option<DeviceId>,
    /// When it ends unless it is renewed.
    pub idle_until: Timestamp,
    /// When it ends, however busy it is.
    pub ends_at: Timestamp,
}

impl Store {
    pub(crate) async fn open_session(&self, opening: &Opening) -> Result<SessionStart, StoreError> {
        let now = self.now();
        let mut tx = self.begin(&Gate).await?;
        let person = match opening.claim {
            Claim::Person(person) => Some(person),
            Claim::Login { identity, token } => {
                let is_new = take_token(&mut tx, token, now).await?;
                let person = people::person_of(&mut tx, identity).await?;
                if !is_new {
                    let code = "access_token_replayed";
                    audit::note_refused_login(&mut tx, person, code, now).await?;
                    tx.commit().await?;
                    return Ok(SessionStart::Replayed);
                }
                person
            }
        };
        let seat = (opening.seat, opening.office.as_ref());
        let role = match person {
            Some(person) => people::role_of(&mut tx, person, seat, now).await?,
            None => None,
        };
        let who = match (&role, person) {
            (Some(role), Some(person)) => who(&mut tx, role, person, now).await?,
            _ => None,
        };
        let (Some(role), Some(person), Some(who)) = (role, person, who) else {
            // The token counts as taken, whoever it names.
            audit::note_refused_login(&mut tx, person, "no_role", now).await?;
            tx.commit().await?;
            return Ok(SessionStart::NoRole(person));
        };
        let session = SessionId(self.ctx.new_id());
        let actor = Actor::of(&who, session);
        let device = match &opening.device {
            None => None,
            Some(machine) => {
                let known = devices::put(&mut tx, &self.ctx, person, machine, now).await?;
                if known.is_new {
                    let deed = Deed::new(Action::DeviceAdded).on(&known.id);
                    audit::note(&mut tx, &actor, deed, now).await?;
                }
                Some(known.id)
            }
        };
        let owned = Owned {
            session,
            who,
            device,
            absolute_until: now + ABSOLUTE,
            idle_until: now + IDLE,
        };
        query(sql::ADD_SESSION)
            .bind(session.to_string())
            .bind(person.to_string())
            .bind(role)
            .bind(now.as_millisecond())
            .bind(owned.idle_until.as_millisecond())
            .bind(owned.absolute_until.as_millisecond())
            .bind(device.map(|device| device.to_string()))
            .execute_one(&mut tx)
            .await?;
        let deed = Deed::new(Action::SessionOpened).on(&session);
        audit::note(&mut tx, &actor, deed, now).await?;
        let granted = self.grant(&mut tx, owned).await?;
        tx.commit().await?;
        Ok(SessionStart::Opened(Box::new(granted)))
    }

    /// The next pair for a refresh token. The session's idle end is moved by the person's input alone, which
    /// was `idle` ago.
    pub(crate) async fn renew_session(
        &self,
        refresh: Hash,
        idle: SignedDuration,
    ) -> Result<Renewal, StoreError> {
        let now = self.now();
        let mut tx = self.begin(&Gate).await?;
        query(sql::LOCK_SESSION_OF_REFRESH)
            .bind(refresh)
            .lock(&mut tx)
            .await?;
        let found: Option<Renewable> = query(sql::SESSION_BY_REFRESH)
            .bind(refresh)
            .optional(&mut tx)
            .await?;
        let Some((session, person, role, idle_until, absolute_until, state, device)) = found else {
            return Ok(Renewal::Ended);
        };
        let session = SessionId::parse(&session)?;
        let (idle_until, absolute_until) = (time(idle_until)?, time(absolute_until)?);
        if now >= idle_until || now >= absolute_until {
            return Ok(Renewal::Ended);
        }
        match state.as_str() {
            "fresh" => use_pair(&mut tx, session, refresh).await?,
            "used" => spend_successor(&mut tx, session).await?,
            "spent" => {
                end(&mut tx, session, now, "reuse").await?;
                let deed = Deed::new(Action::SessionReused).on(&session);
                audit::note(&mut tx, &Actor::only("nobody"), deed, now).await?;
                tx.commit().await?;
                tracing::warn!(%session, "a spent refresh token came back: session ended");
                return Ok(Renewal::Ended);
            }
            _ => return Err(StoreError::Damaged("the state of a token pair")),
        }
        let Some(who) = who(&mut tx, &role, id(&person)?, now).await? else {
            return Ok(Renewal::NoRole);
        };
        let device: Option<DeviceId> = device.map(|device| id(&device)).transpose()?;
        let moved = now - idle + IDLE;
        let owned = Owned {
            session,
            who,
            device,
            absolute_until,
            idle_until: idle_until.max(moved).min(absolute_until),
        };
        query(sql::MOVE_IDLE)
            .bind(session.to_string())
            .bind(owned.idle_until.as_millisecond())
            .execute_one(&mut tx)
            .await?;
        if let Some(device) = device {
            devices::seen(&mut tx, device, now).await?;
        }
        let granted = self.grant(&mut tx, owned).await?;
        tx.commit().await?;
        Ok(Renewal::Renewed(Box::new(granted)))
    }

    pub(crate) async fn session_of(
        &self,
        access: Hash,
    ) -> Result<Option<SessionFound>, StoreError> {
        let now = self.now();
        let mut tx = self.view(&Gate).await?;
        let row: Option<ByAccess> = query(sql::SESSION_BY_ACCESS)
            .bind(access)
            .optional(&mut tx)
            .await?;
        let Some((named, device, idle_until, ends_at, person, role, alive_until)) = row else {
            return Ok(None);
        };
        let mut found = SessionFound {
            session: SessionId::parse(&named)?,
            alive: false,
            who: None,
            device: device.map(|device| id(&device)).transpose()?,
            idle_until: time(idle_until)?,
            ends_at: time(ends_at)?,
        };
        if let Some(until) = alive_until
            && now < time(until)?
        {
            found.alive = true;
            found.who = who(&mut tx, &role, id(&person)?, now).await?;
        }
        Ok(Some(found))
    }

    pub(crate) async fn end_session(&self, scope: EndScope) -> Result<(), StoreError> {
        let mut tx = self.begin(&scope).await?;
        let (session, now) = (scope.session(), self.now());
        if end(&mut tx, session, now, "logout").await? {
            let owner: (String, String) = query(sql::SESSION_OWNER)
                .bind(session.to_string())
                .one(&mut tx)
                .await?;
            let actor = Actor::owning(owner, session)?;
            devices::silence_of(&mut tx, session).await?;
            let deed = Deed::new(Action::SessionEnded).on(&session);
            audit::note(&mut tx, &actor, deed, now).await?;
        }
        tx.commit().await
    }

    /// A fresh pair, within the session's ends.
    async fn grant(&self, tx: &mut Tx, owned: Owned) -> Result<GrantedSession, StoreError> {
        let now = self.now();
        let offices = match &owned.who {
            Who::Officer(officer) => people::offices(tx, officer.id, now).await?,
            Who::Reporter(_) | Who::Bufdir(_) | Who::Reader(_) | Who::Applicant(_) => vec![],
        };
        let granted = GrantedSession {
            access: Token::new(&self.ctx, Token::ACCESS),
            access_until: owned.idle_until.min(now + ACCESS),
            refresh: Token::new(&self.ctx, Token::REFRESH),
            idle_until: owned.idle_until,
            who: owned.who,
            device: owned.device,
            offices,
        };
        query(sql::ADD_PAIR)
            .bind(granted.refresh.hash())
            .bind(granted.access.hash())
            .bind(owned.session.to_string())
            .bind(granted.access_until.as_millisecond())
            .execute_one(tx)
            .await?;
        Ok(granted)
    }
}

/// A session that gets a pair.
struct Owned {
    session: SessionId,
    who: Who,
    device: Option<DeviceId>,
    absolute_until: Timestamp,
    /// Never past the absolute end.
    idle_until: Timestamp,
}

/// Session, device, when it ends unless it is renewed, when it ends however busy it is, person, role, and until when
/// the token is good.
type ByAccess = (
    String,
    Option<String>,
    i64,
    i64,
    String,
    String,
    Option<i64>,
);

type Renewable = (String, String, String, i64, i64, String, Option<String>);

/// Whose a session with that role is now; none where the role has ended.
async fn who(
    tx: &mut Tx,
    role: &str,
    person: PersonId,
    now: Timestamp,
) -> Result<Option<Who>, StoreError> {
    if let Some(officer) = people::officer(tx, role, now).await? {
        return Ok(Some(Who::Officer(officer)));
    }
    let (kind, is_valid) = people::kind_of_role(tx, role, now).await?;
    if kind == RoleKind::Reporter.as_str() {
        let reporter = people::reporter(tx, person, now).await?;
        return Ok(reporter.map(Who::Reporter));
    }
    if !is_valid {
        return Ok(None);
    }
    let person = people::person(tx, person).await?;
    Ok(match kind.as_str() {
        "bufdir" => Some(Who::Bufdir(person)),
        "reader" => Some(Who::Reader(person)),
        "applicant" => Some(Who::Applicant(person)),
        _ => None,
    })
}

/// Whether a traded token is new; from now on it is not.
async fn take_token(tx: &mut Tx, token: TradedToken, now: Timestamp) -> Result<bool, StoreError> {
    query(sql::FORGET_TRADED)
        .bind(now.as_millisecond())
        .execute(tx)
        .await?;
    let traded = query(sql::TRADE)
        .bind(token.jti)
        .bind(
            token
                .expires_at
                .saturating_add(REMEMBERED)
                .unwrap_or(Timestamp::MAX)
                .as_millisecond(),
        )
        .execute(tx)
        .await?;
    Ok(traded == 1)
}

/// The fresh pair is used: the pair before it is over.
async fn use_pair(tx: &mut Tx, session: SessionId, refresh: Hash) -> Result<(), StoreError> {
    query(sql::SPEND_USED)
        .bind(session.to_string())
        .execute(tx)
        .await?;
    query(sql::USE_PAIR).bind(refresh).execute_one(tx).await
}

/// The pair before the fresh one is used again: the fresh one never arrived.
async fn spend_successor(tx: &mut Tx, session: SessionId) -> Result<(), StoreError> {
    query(sql::SPEND_FRESH)
        .bind(session.to_string())
        .execute_one(tx)
        .await
}

/// Ends a session; false where it had ended, and stays as it is.
pub(super) async fn end(
    tx: &mut Tx,
    session: SessionId,
    now: Timestamp,
    by: &str,
) -> Result<bool, StoreError> {
    let ended = query(sql::END_SESSION)
        .bind(session.to_string())
        .bind(now.as_millisecond())
        .bind(by)
        .execute(tx)
        .await?;
    Ok(ended == 1)
}
