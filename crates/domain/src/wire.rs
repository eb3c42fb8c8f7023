//! What desktop and server say to each other: one body and one path for each operation.
//!
//! Paths stand here once; both ends use them. A decision travels as the exact bytes that the client
//! stored (`RawValue`), because the server refuses other bytes under a known id.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    application::{Application, ApplicationRefusal, ApplicationState},
    decision::{AnyDecision, Receipt, Refusal},
    feed::{Cursor, EntityKind, Entry},
    ids::{DecisionId, DeviceId, MachineId, OfficeId, PersonId, ReportId},
    report::{Fault, Hash, Report, ReportState},
    sealing::{PublicSealingKey, SealedDecision},
    signing::PublishedKey,
};

mod access;
mod bufdir;
mod bufdir_audit;
mod bufdir_people;
mod bufdir_periods;
mod bufdir_units;
mod delivery;
mod figures;
mod mail;
mod me;
mod portal;
mod reminders;
mod reopening;

pub use access::{
    Access, AccessAnswer, BufdirAnswered, BufdirApplications, EndAccessAnswer, EndAccessOutcome,
    EndAccessRequest, PortalApplicationWithdraw, PortalApplicationWithdrawn, PortalApplications,
    PortalApplied, PortalApply, PortalPlaces,
};
pub use bufdir::{
    BufdirArrival, BufdirRefused, BufdirReopen, BufdirReopened, BufdirReport, BufdirReportRow,
    BufdirReports, BufdirRequest,
};
pub use bufdir_audit::{AUDIT_MAX, BufdirAudit, BufdirAuditQuery, BufdirAuditRow};
pub use bufdir_people::{
    BufdirEndRole, BufdirGiveRole, BufdirPeople, BufdirPeopleQuery, BufdirPerson, BufdirPost,
    BufdirRole, BufdirRoleEnded, BufdirRoleGiven, BufdirRoleKind, BufdirRoleRefusal, BufdirWho,
    PEOPLE_MAX,
};
pub use bufdir_periods::{
    BufdirCounty, BufdirMissing, BufdirMissingUnit, BufdirPeriod, BufdirPeriodClose,
    BufdirPeriodSet, BufdirPeriods, BufdirStanding,
};
pub use bufdir_units::{
    BufdirAddUnit, BufdirCountyName, BufdirUnit, BufdirUnitRefusal, BufdirUnitSet, BufdirUnitSpan,
    BufdirUnits,
};
pub use delivery::{
    ACKNOWLEDGE_MAX, Acknowledgement, AcknowledgementAnswer, AcknowledgementRequest,
    AcknowledgementResult, DELIVERIES_MAX, Delivery, DeliveryEntry, DeliveryPage, DeliveryQuery,
};
pub use figures::{
    FigureChanges, FigureChangesQuery, FigureRow, FiguresAnswer, FiguresCounty, FiguresFileQuery,
    FiguresQuery,
};
pub use mail::{
    AskEmailCode, CODE_DIGITS, CODE_MAX, ConfirmEmail, EmailCodeAsked, EmailConfirmed, EmailState,
    MailWishes, OwnMail, QuietHours, When,
};
pub use me::{
    ArrivalAnswer, ArrivalQuery, ArrivalToken, Contact, DEVICE_NAME_MAX, Device, DevicesAnswer,
    EndDevicesAnswer, EndDevicesRequest, EndPersonDevicesRequest, Me, OwnRole, PersonDevice,
    PersonDevicesAnswer, RoleName,
};

pub use portal::{
    IMPORT_MAX, PAGE_HEADER, PortalAlive, PortalClosed, PortalContent, PortalDecision, PortalDraft,
    PortalEarlier, PortalEnded, PortalForm, PortalFormat, PortalImport, PortalImported, PortalMe,
    PortalOfficer, PortalOutcome, PortalPeriod, PortalReceipt, PortalReport, PortalRevision,
    PortalSave, PortalSaved, PortalSend, PortalSent, PortalSession, PortalState, PortalUnit,
    PortalUnitView, PortalWithdraw, PortalWithdrawn,
};
pub use reminders::{
    MissingUnit, NotReminded, REMIND_MAX, RemindRequest, Reminded, RemindedAnswer, ReminderLetter,
    ReminderPreview, ReminderPreviewRequest, ReminderSent, RemindersAnswer, RemindersPeriod,
    WhyNotReminded, choice_faults,
};
pub use reopening::{ReopeningRequest, ReopeningRequestAnswer, ReopeningRequestOutcome};

/// Operations and their paths.
pub mod path {
    /// `GET` [`super::Discovery`], without a session.
    pub const DISCOVERY: &str = "/.well-known/halvaarsrapport";
    /// `GET` [`super::PublishedKeys`], without a session.
    pub const KEYS: &str = "/.well-known/halvaarsrapport/keys";
    /// `POST` [`super::SessionRequest`] → [`super::Session`].
    pub const SESSION: &str = "/v1/session";
    /// `POST` [`super::RefreshRequest`] → [`super::Session`].
    pub const REFRESH: &str = "/v1/session/refresh";
    /// `POST`, ends the session whose token is sent → 204.
    pub const LOGOUT: &str = "/v1/session/end";
    /// `GET` [`crate::lease::Lease`].
    pub const LEASE: &str = "/v1/lease";
    /// `GET` [`super::Me`]: whose session it is.
    pub const ME: &str = "/v1/me";
    /// `PUT` [`super::Contact`] → [`super::Contact`].
    pub const CONTACT: &str = "/v1/me/contact";
    /// `GET` [`super::OwnMail`], `PUT` [`super::MailWishes`] → [`super::OwnMail`].
    pub const OWN_MAIL: &str = "/v1/me/mail";
    /// `POST` [`super::AskEmailCode`] → [`super::EmailCodeAsked`].
    pub const EMAIL_CODE: &str = "/v1/me/mail/code";
    /// `POST` [`super::ConfirmEmail`] → [`super::EmailConfirmed`].
    pub const CONFIRM_EMAIL: &str = "/v1/me/mail/confirm";
    /// `GET` [`super::DevicesAnswer`]: the machines that the person has logged in from.
    pub const DEVICES: &str = "/v1/me/devices";
    /// `POST` [`super::EndDevicesRequest`] → [`super::EndDevicesAnswer`].
    pub const END_DEVICES: &str = "/v1/me/devices/end";
    /// `POST`, gives the session's machine an [`super::ArrivalToken`].
    pub const ARRIVAL_TOKEN: &str = "/v1/me/arrival-token";
    /// `GET` with [`super::ArrivalQuery`] → [`super::ArrivalAnswer`], with an arrival token alone.
    pub const ARRIVALS: &str = "/v1/arrivals";
    /// `POST` [`crate::report::Submission`] → [`super::Submitted`], or [`super::Problem`].
    pub const REPORTS: &str = "/v1/reports";
    /// `POST` [`super::PullRequest`] → [`super::PullPage`].
    pub const PULL: &str = "/v1/sync/pull";
    /// `POST` [`super::PushRequest`] → [`super::PushAnswer`].
    pub const PUSH: &str = "/v1/sync/push";
    /// `POST` [`super::PushSealedRequest`] → [`super::PushSealedAnswer`].
    pub const PUSH_SEALED: &str = "/v1/sync/push-sealed";
    /// `POST` [`super::ReopeningRequest`] → [`super::ReopeningRequestAnswer`].
    pub const REOPENING_REQUESTS: &str = "/v1/reopening-requests";
    /// `GET` [`super::RemindersAnswer`]; `POST` [`super::RemindRequest`] → [`super::RemindedAnswer`].
    pub const REMINDERS: &str = "/v1/reminders";
    /// `POST` [`super::ReminderPreviewRequest`] → [`super::ReminderPreview`]: changes nothing.
    pub const REMINDER_PREVIEW: &str = "/v1/reminders/preview";
    /// `GET` [`super::AccessAnswer`]: who sees the published figures through the office.
    pub const ACCESS: &str = "/v1/access";
    /// `POST` [`super::EndAccessRequest`] → [`super::EndAccessAnswer`].
    pub const END_ACCESS: &str = "/v1/access/end";
    /// `GET` with [`super::FigureChangesQuery`] → [`super::FigureChanges`].
    pub const FIGURES: &str = "/v1/figures";
    /// `GET` server-sent events, each a [`super::HEAD_EVENT`] with a [`super::Head`].
    pub const EVENTS: &str = "/v1/sync/events";
    /// `GET` [`super::HeadAnswer`], for whom the events do not reach.
    pub const HEAD: &str = "/v1/sync/head";
    /// `GET` with [`super::DeliveryQuery`] → [`super::DeliveryPage`].
    pub const DELIVERIES: &str = "/v1/bufdir/deliveries";
    /// `POST` [`super::AcknowledgementRequest`] → [`super::AcknowledgementAnswer`].
    pub const ACKNOWLEDGEMENTS: &str = "/v1/bufdir/acknowledgements";
    /// `GET` [`super::PersonDevicesAnswer`]: the machines of all persons.
    pub const PERSON_DEVICES: &str = "/v1/bufdir/devices";
    /// `POST` [`super::EndPersonDevicesRequest`] → [`super::EndDevicesAnswer`].
    pub const END_PERSON_DEVICES: &str = "/v1/bufdir/devices/end";
    /// The portal's pages; whatever lies below is theirs.
    pub const PORTAL: &str = "/portal/";
    /// A browser goes here to log in.
    pub const PORTAL_LOGIN: &str = "/portal/login";
    /// ID-porten sends it back here.
    pub const PORTAL_CALLBACK: &str = "/portal/callback";
    /// And here after a logout.
    pub const PORTAL_LOGGED_OUT: &str = "/portal/logged-out";
    /// `GET` [`super::PortalMe`]: whose session in a browser it is. As all that follow, with the session's
    /// cookie alone.
    pub const PORTAL_ME: &str = "/v1/portal/me";
    /// `POST` [`super::Contact`] → [`super::Contact`].
    pub const PORTAL_CONTACT: &str = "/v1/portal/me/contact";
    /// `GET` [`super::OwnMail`], `POST` [`super::MailWishes`] → [`super::OwnMail`].
    pub const PORTAL_MAIL: &str = "/v1/portal/me/mail";
    /// `POST` [`super::AskEmailCode`] → [`super::EmailCodeAsked`].
    pub const PORTAL_EMAIL_CODE: &str = "/v1/portal/me/mail/code";
    /// `POST` [`super::ConfirmEmail`] → [`super::EmailConfirmed`].
    pub const PORTAL_CONFIRM_EMAIL: &str = "/v1/portal/me/mail/confirm";
    /// `POST` [`super::PortalAlive`] → [`super::PortalSession`].
    pub const PORTAL_ALIVE: &str = "/v1/portal/session/alive";
    /// `POST`, ends the session → [`super::PortalEnded`].
    pub const PORTAL_END: &str = "/v1/portal/session/end";
    /// `GET` [`super::PortalPlaces`].
    pub const PORTAL_PLACES: &str = "/v1/portal/places";
    /// `GET` [`super::PortalApplications`]; `POST` [`super::PortalApply`] → [`super::PortalApplied`].
    pub const PORTAL_APPLICATIONS: &str = "/v1/portal/applications";
    /// `POST` [`super::PortalApplicationWithdraw`] → [`super::PortalApplicationWithdrawn`].
    pub const PORTAL_APPLICATION_WITHDRAW: &str = "/v1/portal/applications/withdraw";
    /// `GET` [`super::BufdirApplications`].
    pub const PORTAL_BUFDIR_APPLICATIONS: &str = "/v1/portal/bufdir/applications";
    /// `POST` [`crate::application::ApplicationDecision`] → [`super::BufdirAnswered`].
    pub const PORTAL_BUFDIR_ANSWER: &str = "/v1/portal/bufdir/applications/answer";
    /// `GET` [`super::AccessAnswer`].
    pub const PORTAL_BUFDIR_ACCESS: &str = "/v1/portal/bufdir/access";
    /// `POST` [`super::EndAccessRequest`] → [`super::EndAccessAnswer`].
    pub const PORTAL_BUFDIR_END_ACCESS: &str = "/v1/portal/bufdir/access/end";
    /// `GET` [`super::BufdirReports`].
    pub const PORTAL_BUFDIR_REPORTS: &str = "/v1/portal/bufdir/periods/{period}";
    /// `GET` [`super::BufdirReport`].
    pub const PORTAL_BUFDIR_REPORT: &str = "/v1/portal/bufdir/reports/{report_id}";
    /// `POST` [`super::BufdirReopen`] → [`super::BufdirReopened`].
    pub const PORTAL_BUFDIR_REOPEN: &str = "/v1/portal/bufdir/reopen";
    /// `POST` [`super::BufdirReopen`] → [`super::BufdirRefused`].
    pub const PORTAL_BUFDIR_REFUSE: &str = "/v1/portal/bufdir/refuse-reopening";
    /// `POST` [`super::AcknowledgementRequest`] → [`super::AcknowledgementAnswer`].
    pub const PORTAL_BUFDIR_ACKNOWLEDGE: &str = "/v1/portal/bufdir/acknowledgements";
    /// `GET` [`super::BufdirPeriods`]; `POST` [`crate::deadlines::PeriodSettings`] → [`super::BufdirPeriodSet`].
    pub const PORTAL_BUFDIR_PERIODS: &str = "/v1/portal/bufdir/periods";
    /// `POST` [`super::BufdirPeriodClose`] → [`super::BufdirPeriods`].
    pub const PORTAL_BUFDIR_CLOSE_PERIOD: &str = "/v1/portal/bufdir/close-period";
    /// `POST` [`super::BufdirPeopleQuery`] → [`super::BufdirPeople`]: changes nothing.
    pub const PORTAL_BUFDIR_PEOPLE: &str = "/v1/portal/bufdir/people";
    /// `POST` [`super::BufdirGiveRole`] → [`super::BufdirRoleGiven`].
    pub const PORTAL_BUFDIR_GIVE_ROLE: &str = "/v1/portal/bufdir/roles";
    /// `POST` [`super::BufdirEndRole`] → [`super::BufdirRoleEnded`].
    pub const PORTAL_BUFDIR_END_ROLE: &str = "/v1/portal/bufdir/roles/end";
    /// `GET` [`super::BufdirUnits`]; `POST` [`super::BufdirAddUnit`] → [`super::BufdirUnitSet`].
    pub const PORTAL_BUFDIR_UNITS: &str = "/v1/portal/bufdir/units";
    /// `POST` [`super::BufdirUnitSpan`] → [`super::BufdirUnitSet`].
    pub const PORTAL_BUFDIR_UNIT_SPAN: &str = "/v1/portal/bufdir/units/span";
    /// `POST` [`super::BufdirAuditQuery`] → [`super::BufdirAudit`]: changes nothing but the log.
    pub const PORTAL_BUFDIR_AUDIT: &str = "/v1/portal/bufdir/audit";
    /// `GET` a file: `csv`, `xlsx`, `json` or `codebook`.
    pub const PORTAL_BUFDIR_EXPORT: &str = "/v1/portal/bufdir/periods/{period}/export/{format}";
    /// `GET` [`super::BufdirMissing`].
    pub const PORTAL_BUFDIR_MISSING: &str = "/v1/portal/bufdir/periods/{period}/missing";
    /// `GET` with [`super::FiguresQuery`] → [`super::FiguresAnswer`].
    pub const PORTAL_FIGURES: &str = "/v1/portal/figures";
    /// `GET` a file: `csv` or `xlsx`.
    pub const PORTAL_FIGURES_FILE: &str = "/v1/portal/figures/{format}";
    /// `GET` [`super::PortalUnitView`].
    pub const PORTAL_UNIT: &str = "/v1/portal/units/{unit_no}";
    /// `GET` [`super::PortalForm`].
    pub const PORTAL_FORM: &str = "/v1/portal/units/{unit_no}/periods/{period}";
    /// `POST` [`super::PortalSave`] → [`super::PortalSaved`].
    pub const PORTAL_DRAFT: &str = "/v1/portal/units/{unit_no}/periods/{period}/draft";
    /// `POST` [`super::PortalImport`] → [`super::PortalImported`].
    pub const PORTAL_IMPORT: &str = "/v1/portal/units/{unit_no}/periods/{period}/import";
    /// `POST` [`super::PortalSend`] → [`super::PortalSent`].
    pub const PORTAL_SEND: &str = "/v1/portal/units/{unit_no}/periods/{period}/send";
    /// `POST` [`super::PortalWithdraw`] → [`super::PortalWithdrawn`].
    pub const PORTAL_WITHDRAW: &str = "/v1/portal/units/{unit_no}/periods/{period}/withdraw";
}

/// At most this many entries in a page of the feed.
pub const PULL_MAX: u32 = 500;
/// At most this many decisions in one push.
pub const PUSH_MAX: usize = 50;
/// Says how many reports a file holds that is taken out.
pub const EXPORTED_HEADER: &str = "x-halvaarsrapport-reports";
/// The name of the event that says where an office's feed ends.
pub const HEAD_EVENT: &str = "head";

/// What kind of place a server is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Environment {
    /// Demo, development and test: only synthetic persons.
    Synthetic,
    /// Real persons only.
    Production,
}

/// What a client must know before anyone is logged in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Discovery {
    /// Demo or production.
    pub environment: Environment,
    /// ID-porten's issuer, exactly.
    pub issuer: String,
    /// The desktop's client id at the issuer.
    pub client_id: String,
    /// The server's own scope at the issuer.
    pub scope: String,
    /// The server's resource indicator (RFC 8707): the audience of the access token.
    pub resource: String,
    /// The level of assurance a login must have.
    pub acr: String,
    /// The server's time.
    pub server_time: Timestamp,
}

/// The keys that the server signs and has signed with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PublishedKeys {
    /// The key it signs with, and then earlier ones.
    pub keys: Vec<PublishedKey>,
    /// The key that desktops seal waiting decisions to.
    pub sealing: PublicSealingKey,
}

/// Trades ID-porten's access token for a session of the server's own.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SessionRequest {
    /// ID-porten's access token.
    pub access_token: String,
    /// The machine: the same at each login from it.
    pub machine_id: MachineId,
    /// What the machine is called; at most [`DEVICE_NAME_MAX`] characters of it are kept.
    pub machine_name: String,
    /// The office to work for, where the officer may choose; otherwise the own one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub office: Option<OfficeId>,
}

/// Trades a refresh token for its successor.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RefreshRequest {
    /// The newest refresh token.
    pub refresh_token: String,
    /// How long ago the person last touched keyboard or mouse, in whole seconds. Only that moves the end
    /// of an idle session.
    pub idle_seconds: u32,
}

/// A session of the server's own.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct Session {
    /// Bearer token.
    pub access_token: String,
    /// When the bearer token ends.
    pub access_expires_at: Timestamp,
    /// Rotates at each use.
    pub refresh_token: String,
    /// When the session ends unless it is renewed.
    pub idle_expires_at: Timestamp,
    /// The machine it was opened from, as the person's.
    pub device_id: DeviceId,
    /// Who is logged in.
    pub officer: Officer,
    /// The offices the officer may work for now, that of this session among them.
    pub offices: Vec<OwnOffice>,
    /// The server's time.
    pub server_time: Timestamp,
}

/// An officer, as that officer's own desktop sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Officer {
    /// The person.
    pub id: PersonId,
    /// Name in the officer register.
    pub name: String,
    /// The office.
    pub office: OfficeId,
    /// The office's name in its own language form.
    pub office_name: String,
}

/// An office that an officer may work for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OwnOffice {
    /// The office.
    pub office: OfficeId,
    /// Its name in its own language form.
    pub name: String,
    /// When it is over, where the officer only stands in.
    pub stands_in_until: Option<Timestamp>,
}

/// The answer to a submission that was received.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Submitted {
    /// The report.
    pub report_id: ReportId,
    /// What officers call it.
    pub reference: String,
    /// The revision this submission became.
    pub revision: u32,
    /// Hash of what was received.
    pub content_hash: Hash,
    /// When it was received.
    pub received_at: Timestamp,
    /// Whether this submission id had been received before.
    pub duplicate: bool,
}

/// An error answer (RFC 9457, `application/problem+json`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Problem {
    /// Which problem: a stable name.
    #[serde(rename = "type")]
    pub kind: ProblemKind,
    /// The HTTP status.
    pub status: u16,
    /// For a developer's eyes; never personal.
    pub title: String,
    /// Finds the event in the server's log.
    pub reference: Option<String>,
    /// Every fault, where the body was at fault.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<Fault>,
    /// Whose login was right and gave no role: that person's machine forgets what it had from here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(skip)]
    pub person: Option<PersonId>,
}

/// Which problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProblemKind {
    /// No session, or it ended: log in again.
    SignedOut,
    /// The login is right, but the person has no role here.
    NoRole,
    /// The body has faults.
    Invalid,
    /// The request did not come from a page of the server's own.
    Elsewhere,
    /// There is no such thing, or it is not yours to see.
    NotFound,
    /// What is there does not allow this.
    Conflict,
    /// Too much at once.
    TooLarge,
    /// The path does not answer this method; `Allow` names those it does.
    MethodNotAllowed,
    /// The body is of a kind the server does not read.
    Unsupported,
    /// The request did not come whole in time.
    TooSlow,
    /// Too many requests; `Retry-After` says when one is answered again.
    TooMany,
    /// The server, or what it depends on, cannot answer now; `Retry-After` says when to ask again.
    Unavailable,
    /// The server failed.
    Internal,
    /// One that a newer server knows. Never sent.
    #[serde(other, skip_serializing)]
    Other,
}

/// Asks for what came after a cursor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PullRequest {
    /// Where the client stands; none at first.
    pub cursor: Option<Cursor>,
    /// At most this many entries, and never more than [`PULL_MAX`].
    pub max_entries: u32,
}

/// One page of an office's feed. The status stands before the page, because the page's bodies can only
/// be read as exact bytes while the parser already knows what they are.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(tag = "status", content = "page", rename_all = "snake_case")]
pub enum PullPage {
    /// The entries after the cursor.
    Ok {
        /// The office.
        office: OfficeId,
        /// The server's time.
        server_time: Timestamp,
        /// The last entry of the feed.
        head: u64,
        /// Every entry from the cursor on, in order.
        entries: Vec<Entry>,
        /// The newest body of each thing whose last change is in this page.
        bodies: Vec<Body>,
    },
    /// The cursor is not a place in this feed: the server or the client lost its past.
    Diverged {
        /// The office.
        office: OfficeId,
        /// The last entry of the feed.
        head: u64,
    },
}

/// A thing's body; its bytes hash to the payload hash of the thing's last entry.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Body {
    /// What kind of thing.
    pub kind: EntityKind,
    /// Which one.
    pub id: Uuid,
    /// How many times it has changed.
    pub rev: u64,
    /// The body's exact bytes: the thing.
    #[schema(value_type = Thing)]
    pub body: Box<RawValue>,
}

/// What stands in a feed, by its kind.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum Thing {
    /// A report.
    Report(Box<Report>),
    /// An application for access.
    Application(Box<Application>),
}

/// A hint: where an office's feed ends, and nothing of what is in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Head {
    /// The office.
    pub office: OfficeId,
    /// The last entry of its feed.
    pub head: u64,
}

/// The same, for a client that asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HeadAnswer {
    /// The office.
    pub office: OfficeId,
    /// The last entry of its feed.
    pub head: u64,
    /// The server's time.
    pub server_time: Timestamp,
}

/// Decisions to apply, each an [`AnyDecision`] in the client's exact bytes.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PushRequest {
    /// At most [`PUSH_MAX`]. What is no decision is answered as one that is rejected.
    #[schema(value_type = Vec<AnyDecision>, max_items = 50)]
    pub items: Vec<Box<RawValue>>,
}

/// Decisions to apply that the desktop itself cannot read any more.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PushSealedRequest {
    /// At most [`PUSH_MAX`].
    #[schema(max_items = 50)]
    pub items: Vec<SealedDecision>,
}

/// What became of each sealed decision, in the order sent.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct PushSealedAnswer {
    /// The server's time.
    pub server_time: Timestamp,
    /// One for each item.
    pub results: Vec<SealedResult>,
}

/// What became of one sealed decision.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct SealedResult {
    /// The decision.
    pub decision_id: DecisionId,
    /// What was in the box, and what became of it; none where the server cannot open it for this person.
    pub opened: Option<Opened>,
}

/// A sealed decision that was opened.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct Opened {
    /// The decision's exact bytes, for its own officer.
    #[schema(value_type = AnyDecision)]
    pub decision: Box<RawValue>,
    /// The same as of one that is pushed.
    pub outcome: Outcome,
}

/// What became of each decision, in the order sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PushAnswer {
    /// The server's time.
    pub server_time: Timestamp,
    /// One for each item.
    pub results: Vec<PushResult>,
}

/// What became of one decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PushResult {
    /// The decision; none where the item's id could not be read.
    pub decision_id: Option<DecisionId>,
    /// Its outcome.
    pub outcome: Outcome,
}

/// What became of a decision. Every outcome but `held` is final and never changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Outcome {
    /// Applied now.
    Applied {
        /// The proof.
        receipt: Receipt,
    },
    /// The same bytes under this id were applied before.
    Duplicate {
        /// The first proof.
        receipt: Receipt,
    },
    /// The report is not what the officer saw.
    Conflict {
        /// Why.
        reason: Refusal,
        /// Where the report stands now.
        current: ReportState,
    },
    /// The application is not what the officer saw, or it is not the officer's to decide.
    ApplicationConflict {
        /// Why.
        reason: ApplicationRefusal,
        /// Where the application stands now.
        current: ApplicationState,
    },
    /// Not possible now, perhaps later.
    Held {
        /// Why.
        reason: HeldReason,
    },
    /// Never possible.
    Rejected {
        /// Why.
        reason: RejectedReason,
    },
}

/// Why a decision waits at the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HeldReason {
    /// No access to the report or application, or no such one.
    NoAccess,
    /// A revision the server does not have.
    UnknownRevision,
}

/// Why a decision can never be applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RejectedReason {
    /// The bytes are not a decision, or break a rule of decisions.
    Invalid,
    /// Other bytes were sent under this id before.
    KeyReuse,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_of_a_newer_server_can_be_read() {
        let newer = r#"{"type":"of_next_year","status":418,"title":"x","reference":"R","more":1}"#;
        let problem: Problem = serde_json::from_str(newer).unwrap();
        assert_eq!(problem.kind, ProblemKind::Other);
        assert_eq!(problem.reference.as_deref(), Some("R"));
    }

    #[test]
    fn a_page_keeps_the_exact_bytes_of_its_bodies() {
        let bytes = r#"{"z": 1,  "a": "\u00e6"}"#;
        let page = PullPage::Ok {
            office: "innlandet".into(),
            server_time: Timestamp::UNIX_EPOCH,
            head: 1,
            entries: vec![],
            bodies: vec![Body {
                kind: EntityKind::Report,
                id: Uuid::nil(),
                rev: 1,
                body: RawValue::from_string(bytes.to_owned()).unwrap(),
            }],
        };
        let sent = serde_json::to_vec(&page).unwrap();
        let PullPage::Ok { bodies, .. } = serde_json::from_slice(&sent).unwrap() else {
            panic!("another page");
        };
        assert_eq!(bodies[0].body.get(), bytes);
    }
}
