//! The one gate: who asks, and what they may reach.
//!
//! Every repository of the store takes a scope, and only this module makes one. A handler gets its
//! scope as an argument, so a handler without the argument has nothing to ask the store with.

use std::collections::BTreeSet;

use axum::{
    extract::FromRequestParts,
    http::{Method, header, request::Parts},
};
use domain::{
    ids::{DeviceId, OfficeId, PersonId, UnitNo},
    permissions::{self, Action},
    published::Own,
    report::Hash,
    units::Register,
    wire::{Officer, PAGE_HEADER, PortalSession},
};
use jiff::Timestamp;

use crate::{
    App,
    config::Portal,
    error::Failure,
    portal::SESSION_COOKIE,
    rates::Caller,
    secret::Token,
    store::{
        ArrivalFound, BufdirClientId, ClientId, RoleKind, SessionFound, SessionId, Submitter, Who,
    },
};

mod realm;

pub(crate) use realm::{Gate, Postman, Public, Publishing, Realm, Scope, Watch};

/// An officer at work: one person, one office, one session.
#[derive(Debug, Clone)]
pub struct OfficerScope {
    session: SessionId,
    officer: Officer,
}

impl OfficerScope {
    pub(crate) fn session(&self) -> SessionId {
        self.session
    }

    pub(crate) fn person(&self) -> PersonId {
        self.officer.id
    }

    pub(crate) fn name(&self) -> &str {
        &self.officer.name
    }

    pub(crate) fn office(&self) -> &OfficeId {
        &self.officer.office
    }
}

/// An officer's scope for an answer that goes on: it may end before the answer does.
#[derive(Debug, Clone)]
pub struct OfficerPass {
    token: Hash,
    scope: OfficerScope,
}

impl OfficerPass {
    pub(crate) fn scope(&self) -> &OfficerScope {
        &self.scope
    }

    /// Whether the token would still open the same scope. Not, where nobody can say.
    pub(crate) async fn is_good(&self, app: &App) -> bool {
        let found = session_of(app, self.token).await;
        match found.and_then(officer) {
            Ok(scope) => scope.officer == self.scope.officer,
            Err(failure) => {
                if let Some(cause) = failure.cause() {
                    let cause: &dyn std::error::Error = cause;
                    tracing::error!(cause, "a stream ends: {}", failure.title());
                }
                false
            }
        }
    }
}

/// A person in a session of any role, for what is the person's own.
#[derive(Debug, Clone)]
pub struct PersonScope {
    session: SessionId,
    person: PersonId,
    role: RoleKind,
    device: Option<DeviceId>,
    ends_at: Timestamp,
}

impl PersonScope {
    fn of(found: &SessionFound, who: &Who) -> Self {
        Self {
            session: found.session,
            person: who.person(),
            role: who.kind(),
            device: found.device,
            ends_at: found.ends_at,
        }
    }

    pub(crate) fn session(&self) -> SessionId {
        self.session
    }

    pub(crate) fn person(&self) -> PersonId {
        self.person
    }

    pub(crate) fn role(&self) -> RoleKind {
        self.role
    }

    /// The machine the session was opened from; none for a browser.
    pub(crate) fn device(&self) -> Option<DeviceId> {
        self.device
    }

    pub(crate) fn ends_at(&self) -> Timestamp {
        self.ends_at
    }
}

/// An officer's machine while nobody is logged in: it may ask whether anything is new.
#[derive(Debug, Clone)]
pub struct ArrivalScope {
    found: ArrivalFound,
}

impl ArrivalScope {
    pub(crate) fn office(&self) -> &OfficeId {
        &self.found.office
    }
}

/// A person who works at Bufdir.
#[derive(Debug, Clone, Copy)]
pub struct BufdirPersonScope {
    session: SessionId,
    person: PersonId,
}

/// Who reports: a municipality's case system for its one unit, or a person for units of a role.
#[derive(Debug, Clone)]
pub struct ReporterScope {
    submitter: Submitter,
    session: Option<SessionId>,
    name: String,
    units: BTreeSet<UnitNo>,
}

impl ReporterScope {
    /// For a case system's credential.
    pub(crate) fn of_client(client: ClientId, name: String, unit: UnitNo) -> Self {
        Self {
            submitter: Submitter::Client(client),
            session: None,
            name,
            units: BTreeSet::from([unit]),
        }
    }

    pub(crate) fn submitter(&self) -> Submitter {
        self.submitter
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn may_report_for(&self, unit: &UnitNo) -> bool {
        self.units.contains(unit)
    }
}

/// A person in a browser's session, whatever the role: what the portal shows of the person and the session.
#[derive(Debug, Clone)]
pub struct PortalPerson {
    scope: PersonScope,
    idle_until: Timestamp,
}

impl PortalPerson {
    pub(crate) fn scope(&self) -> &PersonScope {
        &self.scope
    }

    /// The scope, of whoever may apply for access to the published figures.
    pub(crate) fn applicant(&self) -> Result<&PersonScope, Failure> {
        let role = self.scope.role.permitted();
        match permissions::reach(role, Action::ApplyForAccess) {
            Some(_) => Ok(&self.scope),
            None => Err(Failure::no_role()),
        }
    }

    /// The session's ends.
    pub(crate) fn session(&self, server_time: Timestamp) -> PortalSession {
        PortalSession {
            idle_expires_at: self.idle_until,
            ends_at: self.scope.ends_at,
            server_time,
        }
    }
}

/// A person in a browser's session who reports for units.
#[derive(Debug, Clone)]
pub struct PortalReporter {
    scope: ReporterScope,
    person: PersonId,
}

impl PortalReporter {
    pub(crate) fn reporter(&self) -> &ReporterScope {
        &self.scope
    }

    pub(crate) fn person(&self) -> PersonId {
        self.person
    }

    pub(crate) fn name(&self) -> &str {
        self.scope.name()
    }

    /// Nothing is told of a unit that the person does not report for, not even that it is there.
    pub(crate) fn require(&self, unit: &UnitNo) -> Result<(), Failure> {
        if self.scope.may_report_for(unit) {
            Ok(())
        } else {
            Err(Failure::not_found())
        }
    }
}

/// A person at Bufdir in a browser's session: what waits for Bufdir, in all offices.
#[derive(Debug, Clone)]
pub struct PortalBufdir {
    session: SessionId,
    person: PersonId,
    name: String,
}

impl PortalBufdir {
    pub(crate) fn person(&self) -> PersonId {
        self.person
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }
}

/// Whoever sees the published figures: the own area in clear, and of the rest what everybody may see.
#[derive(Debug, Clone)]
pub struct FigureReader {
    scope: PersonScope,
    own: Own,
}

impl FigureReader {
    pub(crate) fn own(&self) -> &Own {
        &self.own
    }
}

/// The same in a browser's session: officers and Bufdir, and every person to whom an application gave access.
#[derive(Debug, Clone)]
pub struct PortalFigures(pub(crate) FigureReader);

/// The token of a browser's session, good or not, from a page of the server's own: the session's ends can be
/// moved, and it can be ended.
#[derive(Debug, Clone, Copy)]
pub struct PortalToken(Hash);

impl PortalToken {
    pub(crate) fn hash(self) -> Hash {
        self.0
    }

    /// The session it names, alive or not.
    pub(crate) async fn to_end(self, app: &App) -> Result<Option<EndScope>, Failure> {
        let found = app.store().session_of(self.0).await?;
        Ok(found.map(|found| EndScope {
            session: found.session,
        }))
    }
}

/// Whoever operates the server, on its own machine. It reaches everything.
#[derive(Debug, Clone, Copy)]
pub struct OperatorScope(());

impl OperatorScope {
    /// For commands on the server's own machine, which no request reaches.
    pub fn on_this_machine() -> Self {
        Self(())
    }
}

/// History that an operator takes over from an earlier system, on the server's own machine. It sends
/// for any unit, and decides in the name of whoever decided then.
#[derive(Debug, Clone, Copy)]
pub struct ImportScope(());

impl ImportScope {
    /// For the operator's commands, which no request reaches.
    pub(crate) fn of_operator() -> Self {
        Self(())
    }
}

/// A system of Bufdir's: it gets what is approved, in all offices, and acknowledges it.
#[derive(Debug, Clone, Copy)]
pub struct BufdirScope {
    client: BufdirClientId,
}

impl BufdirScope {
    pub(crate) fn client(self) -> BufdirClientId {
        self.client
    }
}

/// A session that its own bearer token names, alive or not: it can only be ended.
#[derive(Debug, Clone, Copy)]
pub struct EndScope {
    session: SessionId,
}

impl EndScope {
    pub(crate) fn session(self) -> SessionId {
        self.session
    }
}

impl FromRequestParts<App> for OfficerScope {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        officer(asking(app, Token::hash_of(bearer(parts)?)).await?)
    }
}

impl FromRequestParts<App> for OfficerPass {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let token = Token::hash_of(bearer(parts)?);
        let scope = officer(asking(app, token).await?)?;
        Ok(Self { token, scope })
    }
}

/// The living session of a token, and who is at work in it.
async fn session_of(app: &App, token: Hash) -> Result<(SessionFound, Who), Failure> {
    let Some(mut found) = app.store().session_of(token).await? else {
        return Err(Failure::signed_out("no session has this token"));
    };
    if !found.alive {
        return Err(Failure::signed_out("the session has ended"));
    }
    let who = found.who.take().ok_or_else(Failure::no_role)?;
    Ok((found, who))
}

/// The same for a request, which counts.
async fn asking(app: &App, token: Hash) -> Result<(SessionFound, Who), Failure> {
    let (found, who) = session_of(app, token).await?;
    app.rates().caller(Caller::Person(who.person()))?;
    Ok((found, who))
}

fn officer(at_work: (SessionFound, Who)) -> Result<OfficerScope, Failure> {
    match at_work {
        (found, Who::Officer(officer)) => Ok(OfficerScope {
            session: found.session,
            officer,
        }),
        (_, Who::Reporter(_) | Who::Bufdir(_) | Who::Reader(_) | Who::Applicant(_)) => {
            Err(Failure::no_role())
        }
    }
}

impl FromRequestParts<App> for PersonScope {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let (found, who) = asking(app, Token::hash_of(bearer(parts)?)).await?;
        Ok(Self::of(&found, &who))
    }
}

impl FromRequestParts<App> for BufdirPersonScope {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        match asking(app, Token::hash_of(bearer(parts)?)).await? {
            (found, Who::Bufdir(person)) => Ok(Self {
                session: found.session,
                person: person.id,
            }),
            (_, Who::Officer(_) | Who::Reporter(_) | Who::Reader(_) | Who::Applicant(_)) => {
                Err(Failure::no_role())
            }
        }
    }
}

impl FromRequestParts<App> for ArrivalScope {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let hash = Token::hash_of(bearer(parts)?);
        match app.store().arrival_of(hash).await? {
            Some(found) => {
                app.rates().caller(Caller::Person(found.person))?;
                Ok(Self { found })
            }
            None => Err(Failure::signed_out("no machine has this token")),
        }
    }
}

impl FromRequestParts<App> for EndScope {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let hash = Token::hash_of(bearer(parts)?);
        match app.store().session_of(hash).await? {
            Some(found) => Ok(Self {
                session: found.session,
            }),
            None => Err(Failure::signed_out("no session has this token")),
        }
    }
}

impl FromRequestParts<App> for ReporterScope {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let hash = Token::hash_of(bearer(parts)?);
        if let Some(client) = app.store().client_of(hash).await? {
            app.rates().caller(Caller::CaseSystem(client.id))?;
            return Ok(Self::of_client(client.id, client.name, client.unit));
        }
        let (found, who) = asking(app, hash).await?;
        reporter(&found, who)
    }
}

fn reporter(found: &SessionFound, who: Who) -> Result<ReporterScope, Failure> {
    match who {
        Who::Reporter(reporter) => Ok(ReporterScope {
            submitter: Submitter::Person(reporter.id),
            session: Some(found.session),
            name: reporter.name,
            units: reporter.units,
        }),
        Who::Officer(_) | Who::Bufdir(_) | Who::Reader(_) | Who::Applicant(_) => {
            Err(Failure::no_role())
        }
    }
}

impl FromRequestParts<App> for BufdirScope {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let hash = Token::hash_of(bearer(parts)?);
        match app.store().bufdir_client_of(hash).await? {
            Some(client) => {
                app.rates().caller(Caller::BufdirSystem(client))?;
                Ok(Self { client })
            }
            None => Err(Failure::signed_out(
                "no system of Bufdir's has this credential",
            )),
        }
    }
}

impl FromRequestParts<App> for PortalToken {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        from_own_page(parts, app)?;
        let token = cookie(parts, SESSION_COOKIE).filter(|token| token.starts_with(Token::PORTAL));
        let token = token.ok_or_else(|| Failure::signed_out("one session's cookie is needed"))?;
        Ok(Self(Token::hash_of(token)))
    }
}

impl FromRequestParts<App> for PortalPerson {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let token = PortalToken::from_request_parts(parts, app).await?;
        let (found, who) = asking(app, token.hash()).await?;
        Ok(Self {
            idle_until: found.idle_until,
            scope: PersonScope::of(&found, &who),
        })
    }
}

impl FromRequestParts<App> for PortalReporter {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let token = PortalToken::from_request_parts(parts, app).await?;
        let (found, who) = asking(app, token.hash()).await?;
        let person = who.person();
        let scope = reporter(&found, who)?;
        Ok(Self { scope, person })
    }
}

impl FromRequestParts<App> for PortalBufdir {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let token = PortalToken::from_request_parts(parts, app).await?;
        match asking(app, token.hash()).await? {
            (found, Who::Bufdir(person)) => Ok(Self {
                session: found.session,
                person: person.id,
                name: person.name,
            }),
            (_, Who::Officer(_) | Who::Reporter(_) | Who::Reader(_) | Who::Applicant(_)) => {
                Err(Failure::no_role())
            }
        }
    }
}

impl FromRequestParts<App> for PortalFigures {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let token = PortalToken::from_request_parts(parts, app).await?;
        let (found, who) = asking(app, token.hash()).await?;
        let scope = PersonScope::of(&found, &who);
        let own = match &who {
            Who::Officer(officer) => Some(Own::of_office(Register::current(), &officer.office)),
            Who::Bufdir(_) => Some(Own::Everything),
            // Whoever reports may be a reader besides.
            Who::Reporter(_) | Who::Reader(_) | Who::Applicant(_) => {
                app.store().read_by(&scope).await?
            }
        };
        let own = own.ok_or_else(Failure::no_role)?;
        Ok(Self(FigureReader { scope, own }))
    }
}

/// A page of another site can make a browser send a request with its cookies, but not this header, and not
/// these of the browser's own (W3C Fetch Metadata; RFC 6454 section 7). What changes nothing may come from
/// anywhere: its answer is for the server's own pages alone.
fn from_own_page(parts: &Parts, app: &App) -> Result<(), Failure> {
    if matches!(parts.method, Method::GET | Method::HEAD) {
        return Ok(());
    }
    let one = |name: &str| {
        let mut values = parts.headers.get_all(name).iter();
        match (values.next(), values.next()) {
            (Some(value), None) => value.to_str().ok(),
            (_, _) => None,
        }
    };
    let is_own = if let Some(site) = one("sec-fetch-site") {
        site == "same-origin"
    } else {
        let origin = app.settings().portal.as_ref().map(Portal::origin);
        origin.is_some() && one("origin") == origin.as_deref()
    };
    if is_own && one(PAGE_HEADER) == Some("1") {
        Ok(())
    } else {
        Err(Failure::elsewhere())
    }
}

/// The value of a cookie, where there is one of that name and no other.
pub(crate) fn cookie<'a>(parts: &'a Parts, name: &str) -> Option<&'a str> {
    let headers = parts.headers.get_all(header::COOKIE).iter();
    let pairs = headers
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'));
    let mut values = pairs.filter_map(|pair| {
        let (of, value) = pair.trim().split_once('=')?;
        (of == name).then_some(value)
    });
    values.next().filter(|_| values.next().is_none())
}

fn bearer(parts: &Parts) -> Result<&str, Failure> {
    let mut values = parts.headers.get_all(header::AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return Err(Failure::signed_out("one Authorization header is needed"));
    };
    let token = value
        .to_str()
        .ok()
        .and_then(|text| text.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim())
        // That of a browser's session counts in its cookie alone.
        .filter(|token| !token.starts_with(Token::PORTAL));
    token.ok_or_else(|| Failure::signed_out("the Authorization header is not a bearer token"))
}
