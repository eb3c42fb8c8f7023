//! Who did what, when and on what: written in the transaction of what was done, and for ever.
//!
//! A reading changes nothing, so its row is a transaction of its own that commits before the answer
//! leaves. No row holds a figure, a text, a name or an identity number.

use domain::ids::{OfficeId, PersonId};
use jiff::Timestamp;

use super::{RoleKind, SessionId, Store, StoreError, Tx, Who, office, query, sql, time};
use crate::access::{Gate, OperatorScope, Scope};

/// Something that is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// A login was refused; the object says why.
    LoginRefused,
    /// Somebody logged in.
    SessionOpened,
    /// Somebody logged out, or was.
    SessionEnded,
    /// A spent refresh token came back, and its session ended.
    SessionReused,
    /// Somebody logged in from a machine for the first time.
    DeviceAdded,
    /// Machines of a person were logged out.
    DevicesEnded,
    /// A machine may ask whether anything is new.
    ArrivalTokenGiven,
    /// A person told how to be reached.
    ContactChanged,
    /// A person showed that an address is the own.
    EmailConfirmed,
    /// Reports of a feed were read.
    FeedRead,
    /// A revision came.
    ReportReceived,
    /// A unit took back what waited for a decision.
    ReportWithdrawn,
    /// A report and its draft were read by its unit.
    ReportRead,
    /// A person began to write in a draft.
    DraftWritten,
    /// A decision was applied.
    DecisionApplied,
    /// A decision met another state than it had seen.
    DecisionConflict,
    /// A decision was none.
    DecisionRejected,
    /// An office asked Bufdir to reopen a report.
    ReopeningAsked,
    /// Bufdir reopened a report.
    ReportReopened,
    /// Bufdir refused to reopen a report.
    ReopeningRefused,
    /// A person applied for access.
    ApplicationReceived,
    /// A person took an application back.
    ApplicationWithdrawn,
    /// Bufdir answered an application.
    ApplicationAnswered,
    /// Bufdir read the applications that came to it.
    ApplicationsRead,
    /// It was read who has access.
    AccessRead,
    /// Access was ended before its last day.
    AccessEnded,
    /// It was read which units have not reported, and who was reminded.
    RemindersRead,
    /// A unit was reminded.
    UnitReminded,
    /// Deliveries were read.
    DeliveriesRead,
    /// A delivery was acknowledged.
    DeliveryAcknowledged,
    /// A person got a role.
    RoleAdded,
    /// A person lost roles.
    RolesEnded,
    /// It was read who has which role.
    RolesRead,
    /// A unit was added.
    UnitAdded,
    /// It was changed when a unit reports.
    UnitChanged,
    /// The log was read.
    AuditRead,
    /// A system got a credential.
    CredentialAdded,
    /// A system lost its credential.
    CredentialEnded,
    /// A half-year was opened, or its deadlines moved.
    PeriodOpened,
    /// A half-year was closed.
    PeriodClosed,
    /// The approved reports of a half-year were taken out.
    ReportsExported,
    /// It was read where the reports of a half-year stand.
    StatesRead,
    /// Approved reports of an earlier system were taken over.
    HistoryImported,
}

impl Action {
    /// As it stands in the log.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LoginRefused => "login.refused",
            Self::SessionOpened => "session.opened",
            Self::SessionEnded => "session.ended",
            Self::SessionReused => "session.reused",
            Self::DeviceAdded => "device.added",
            Self::DevicesEnded => "devices.ended",
            Self::ArrivalTokenGiven => "arrival_token.given",
            Self::ContactChanged => "contact.changed",
            Self::EmailConfirmed => "email.confirmed",
            Self::FeedRead => "feed.read",
            Self::ReportReceived => "report.received",
            Self::ReportWithdrawn => "report.withdrawn",
            Self::ReportRead => "report.read",
            Self::DraftWritten => "draft.written",
            Self::DecisionApplied => "decision.applied",
            Self::DecisionConflict => "decision.conflict",
            Self::DecisionRejected => "decision.rejected",
            Self::ReopeningAsked => "reopening.asked",
            Self::ReportReopened => "report.reopened",
            Self::ReopeningRefused => "reopening.refused",
            Self::ApplicationReceived => "application.received",
            Self::ApplicationWithdrawn => "application.withdrawn",
            Self::ApplicationAnswered => "application.answered",
            Self::ApplicationsRead => "applications.read",
            Self::AccessRead => "access.read",
            Self::AccessEnded => "access.ended",
            Self::RemindersRead => "reminders.read",
            Self::UnitReminded => "unit.reminded",
            Self::DeliveriesRead => "deliveries.read",
            Self::DeliveryAcknowledged => "delivery.acknowledged",
            Self::RoleAdded => "role.added",
            Self::RolesEnded => "roles.ended",
            Self::RolesRead => "roles.read",
            Self::UnitAdded => "unit.added",
            Self::UnitChanged => "unit.changed",
            Self::AuditRead => "audit.read",
            Self::CredentialAdded => "credential.added",
            Self::CredentialEnded => "credential.ended",
            Self::PeriodOpened => "period.opened",
            Self::PeriodClosed => "period.closed",
            Self::ReportsExported => "reports.exported",
            Self::StatesRead => "states.read",
            Self::HistoryImported => "history.imported",
        }
    }
}

/// Who did it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Actor {
    pub(crate) kind: &'static str,
    /// The person or the system.
    pub(crate) id: Option<String>,
    pub(crate) session: Option<SessionId>,
}

impl Actor {
    /// Somebody of whom no more is known.
    pub(crate) fn only(kind: &'static str) -> Self {
        Self {
            kind,
            id: None,
            session: None,
        }
    }

    /// A session's owner, by the kind of its role and the person.
    pub(super) fn owning(
        (kind, person): (String, String),
        session: SessionId,
    ) -> Result<Self, StoreError> {
        Ok(Self {
            kind: RoleKind::parse(&kind)?.as_str(),
            id: Some(person),
            session: Some(session),
        })
    }

    /// Whose session it is.
    pub(super) fn of(who: &Who, session: SessionId) -> Self {
        Self {
            kind: who.kind().as_str(),
            id: Some(who.person().to_string()),
            session: Some(session),
        }
    }
}

/// What was done, and to what.
#[derive(Debug)]
pub(super) struct Deed<'a> {
    action: Action,
    object: Option<String>,
    office: Option<&'a OfficeId>,
}

impl<'a> Deed<'a> {
    pub(super) fn new(action: Action) -> Self {
        Self {
            action,
            object: None,
            office: None,
        }
    }

    /// An id, or a place in a feed.
    pub(super) fn on(mut self, object: &impl ToString) -> Self {
        self.object = Some(object.to_string());
        self
    }

    pub(super) fn at(mut self, office: &'a OfficeId) -> Self {
        self.office = Some(office);
        self
    }
}

/// A row of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRow {
    /// When.
    pub at: Timestamp,
    /// What kind of actor.
    pub actor: String,
    /// The person or the system; an operator has no id.
    pub actor_id: Option<String>,
    /// The person's session.
    pub session: Option<String>,
    /// What was done.
    pub action: String,
    /// To what.
    pub object: Option<String>,
    /// Whose, where it is an office's.
    pub office: Option<OfficeId>,
}

/// Which rows of the log.
#[derive(Debug, Clone, Default)]
pub struct AuditFilter {
    /// From this instant on.
    pub since: Option<Timestamp>,
    /// Before this instant.
    pub until: Option<Timestamp>,
    /// Of this person or system.
    pub actor: Option<String>,
    /// Of this office.
    pub office: Option<OfficeId>,
    /// Of this kind, such as `decision.applied`.
    pub action: Option<String>,
    /// At most so many: the newest.
    pub most: u32,
}

type Row = (
    i64,
    String,
    Option<String>,
    Option<String>,
    String,
    Option<String>,
    Option<String>,
);

impl Store {
    /// The rows of the log that a filter lets through, oldest first.
    pub async fn audit(
        &self,
        scope: OperatorScope,
        filter: &AuditFilter,
    ) -> Result<Vec<AuditRow>, StoreError> {
        let rows: Vec<Row> = query(sql::AUDIT)
            .bind(filter.since.map(Timestamp::as_millisecond))
            .bind(filter.until.map(Timestamp::as_millisecond))
            .bind(filter.actor.as_deref())
            .bind(filter.office.as_ref().map(OfficeId::as_str))
            .bind(filter.action.as_deref())
            .bind(i64::from(filter.most))
            .all(&mut self.view(&scope).await?)
            .await?;
        rows.into_iter().rev().map(read).collect()
    }

    /// Writes down that a token was refused that names nobody, before its answer leaves.
    pub(crate) async fn note_refused_token(&self, code: &'static str) -> Result<(), StoreError> {
        let mut tx = self.begin(&Gate).await?;
        note_refused_login(&mut tx, None, code, self.now()).await?;
        tx.commit().await
    }

    /// Writes down a reading, before its answer leaves.
    pub(super) async fn note_reading(
        &self,
        scope: &impl Scope,
        deed: Deed<'_>,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin(scope).await?;
        note(&mut tx, &scope.actor(), deed, self.now()).await?;
        tx.commit().await
    }
}

fn read((at, actor, actor_id, session, action, object, of): Row) -> Result<AuditRow, StoreError> {
    Ok(AuditRow {
        at: time(at)?,
        actor,
        actor_id,
        session,
        action,
        object,
        office: of.map(office),
    })
}

/// Writes down that a login was refused: why, and the id of the person where it names one who is known.
pub(super) async fn note_refused_login(
    tx: &mut Tx,
    person: Option<PersonId>,
    code: &'static str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let actor = Actor {
        id: person.map(|person| person.to_string()),
        ..Actor::only("nobody")
    };
    let deed = Deed::new(Action::LoginRefused).on(&code);
    note(tx, &actor, deed, now).await
}

/// Writes down what the transaction does.
pub(super) async fn note(
    tx: &mut Tx,
    actor: &Actor,
    deed: Deed<'_>,
    now: Timestamp,
) -> Result<(), StoreError> {
    query(sql::ADD_AUDIT)
        .bind(now.as_millisecond())
        .bind(actor.kind)
        .bind(actor.id.as_deref())
        .bind(actor.session.map(|session| session.to_string()))
        .bind(deed.action.as_str())
        .bind(deed.object)
        .bind(deed.office.map(OfficeId::as_str))
        .execute_one(tx)
        .await
}
