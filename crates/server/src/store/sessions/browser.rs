//! Sessions in a browser: one token in a cookie, good until the session's end, which the person's input alone
//! moves.

use domain::{ids::PersonId, report::Hash, wire::PortalSession};
use jiff::{SignedDuration, Timestamp};

use super::{ABSOLUTE, IDLE, SessionId, who};
use crate::{
    access::Gate,
    secret::Token,
    store::{
        RoleKind, Store, StoreError, Tx,
        audit::{self, Action, Actor, Deed},
        id, people, query, sql, time,
    },
};

/// Whoever ID-porten names at the portal.
#[derive(Debug, Clone)]
pub struct BrowserLogin {
    /// The keyed hash of the identity number.
    pub identity: Hash,
    /// The name, where ID-porten told it: kept of a person who is not in the register.
    pub name: Option<String>,
    /// Whether the level of assurance is the high one.
    pub is_high: bool,
}

/// What becomes of a login at the portal.
#[derive(Debug)]
pub enum BrowserStart {
    /// A session, with the token for its cookie.
    Opened(Token),
    /// The person's role wants a login at the high level.
    LevelTooLow,
}

/// Whatever a person is first of these is what the session is for. Whoever is none of them yet can become
/// one: an applicant.
const SEATS: [RoleKind; 4] = [
    RoleKind::Reporter,
    RoleKind::Bufdir,
    RoleKind::Reader,
    RoleKind::Officer,
];

impl Store {
    /// Opens a session in a browser. A person whom nobody knows is known from now on, as an applicant.
    pub(crate) async fn open_browser_session(
        &self,
        login: &BrowserLogin,
    ) -> Result<BrowserStart, StoreError> {
        let now = self.now();
        let mut tx = self.begin(&Gate).await?;
        let person = match people::person_of(&mut tx, login.identity).await? {
            Some(person) => person,
            None => self.meet(&mut tx, login, now).await?,
        };
        let (seat, role) = self.seat_of(&mut tx, person, now).await?;
        if seat == RoleKind::Bufdir && !login.is_high {
            return Ok(BrowserStart::LevelTooLow);
        }
        let Some(who) = who(&mut tx, &role, person, now).await? else {
            return Err(StoreError::Damaged("a role that has just begun"));
        };
        let session = SessionId(self.ctx.new_id());
        let until = now + IDLE;
        query(sql::ADD_SESSION)
            .bind(session.to_string())
            .bind(person.to_string())
            .bind(role)
            .bind(now.as_millisecond())
            .bind(until.as_millisecond())
            .bind((now + ABSOLUTE).as_millisecond())
            .bind(None::<String>)
            .execute_one(&mut tx)
            .await?;
        let token = Token::new(&self.ctx, Token::PORTAL);
        // A pair has two. Nobody gets the other one.
        query(sql::ADD_PAIR)
            .bind(Token::new(&self.ctx, Token::REFRESH).hash())
            .bind(token.hash())
            .bind(session.to_string())
            .bind(until.as_millisecond())
            .execute_one(&mut tx)
            .await?;
        let deed = Deed::new(Action::SessionOpened).on(&session);
        audit::note(&mut tx, &Actor::of(&who, session), deed, now).await?;
        tx.commit().await?;
        Ok(BrowserStart::Opened(token))
    }

    /// Moves the end of a living session to half an hour after the person's last input, which was `idle` ago.
    /// None where the session has ended.
    pub(crate) async fn keep_browser_session(
        &self,
        token: Hash,
        idle: SignedDuration,
    ) -> Result<Option<PortalSession>, StoreError> {
        let now = self.now();
        let mut tx = self.begin(&Gate).await?;
        query(sql::LOCK_SESSION_OF_ACCESS)
            .bind(token)
            .lock(&mut tx)
            .await?;
        let found: Option<(String, i64, i64)> = query(sql::LIVING_SESSION_BY_ACCESS)
            .bind(token)
            .bind(now.as_millisecond())
            .optional(&mut tx)
            .await?;
        let Some((session, idle_until, absolute_until)) = found else {
            return Ok(None);
        };
        let (idle_until, ends_at) = (time(idle_until)?, time(absolute_until)?);
        let idle_expires_at = idle_until.max(now - idle + IDLE).min(ends_at);
        query(sql::MOVE_IDLE)
            .bind(&session)
            .bind(idle_expires_at.as_millisecond())
            .execute_one(&mut tx)
            .await?;
        query(sql::MOVE_ACCESS)
            .bind(token)
            .bind(idle_expires_at.as_millisecond())
            .execute_one(&mut tx)
            .await?;
        tx.commit().await?;
        Ok(Some(PortalSession {
            idle_expires_at,
            ends_at,
            server_time: now,
        }))
    }

    /// A person whom nobody knew.
    async fn meet(
        &self,
        tx: &mut Tx,
        login: &BrowserLogin,
        now: Timestamp,
    ) -> Result<PersonId, StoreError> {
        let person: String = query(sql::PUT_PERSON)
            .bind(self.ctx.new_id().to_string())
            .bind(login.identity)
            .bind(login.name.as_deref().unwrap_or_default())
            .bind(now.as_millisecond())
            .value(tx)
            .await?;
        id(&person)
    }

    /// What a session of the person is for, and that role.
    async fn seat_of(
        &self,
        tx: &mut Tx,
        person: PersonId,
        now: Timestamp,
    ) -> Result<(RoleKind, String), StoreError> {
        for seat in SEATS.into_iter().chain([RoleKind::Applicant]) {
            if let Some(role) = people::role_of(tx, person, (seat, None), now).await? {
                return Ok((seat, role));
            }
        }
        let role = self.ctx.new_id().to_string();
        query(sql::ADD_ROLE)
            .bind(&role)
            .bind(person.to_string())
            .bind(RoleKind::Applicant.as_str())
            .bind(None::<String>)
            .bind(None::<String>)
            .bind(now.as_millisecond())
            .bind(None::<i64>)
            .bind(0_i64)
            .bind(None::<String>)
            .execute_one(tx)
            .await?;
        let deed = Deed::new(Action::RoleAdded).on(&person);
        audit::note(tx, &Actor::only("nobody"), deed, now).await?;
        Ok((RoleKind::Applicant, role))
    }
}
