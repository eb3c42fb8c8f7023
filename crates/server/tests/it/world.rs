//! One server with its surroundings, and what clients say to it.

use std::{
    fmt,
    path::Path,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Method, Request, Response, StatusCode, header},
};
use bytes::Bytes;
use domain::{
    Clock, Ctx, Entropy,
    deadlines::PeriodSettings,
    decision::{Decision, Verdict},
    feed::Cursor,
    ids::{DecisionId, PersonId},
    report::Submission,
    signing::SigningKey,
    template::{PointKind, Template},
    wire::{
        Environment, Outcome, Problem, ProblemKind, PullPage, PullRequest, PushAnswer, PushResult,
        RefreshRequest, Session, Submitted, path,
    },
};
use jiff::{SignedDuration, Timestamp};
use rand_chacha::{
    ChaCha20Rng,
    rand_core::{RngCore, SeedableRng},
};
use scratch_postgres::{APP, Cluster};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use server::{
    App, Settings,
    access::OperatorScope,
    admin,
    config::{IdPorten, Limits, RateLimits},
    hints::{self, Timing},
    secret::IdentityKey,
    signing::Signing,
    store::{Location, Post, RoleKind, Store, Validity},
};
use sqlx::{
    ConnectOptions, FromRow, SqlitePool,
    postgres::PgRow,
    sqlite::{SqliteConnectOptions, SqliteRow},
};
use tempfile::TempDir;
use tokio::sync::OnceCell;
use tower::ServiceExt;
use uuid::Uuid;

use crate::issuer::{ACR, CLIENT_ID, ISSUER, Issuer, RESOURCE, SCOPE};

pub(crate) const KARI: &str = "01818520030";
pub(crate) const OLA: &str = "14877912052";
pub(crate) const LIV: &str = "02813299960";
pub(crate) const TOVE: &str = "41818520024";

/// Two units and the offices that review them.
pub(crate) const RINGSAKER: &str = "3411";
pub(crate) const BERGEN: &str = "4601";
pub(crate) const INNLANDET: &str = "innlandet";
pub(crate) const VESTLAND: &str = "vestland";

/// What a desktop trades an access token with.
pub(crate) fn session_request(access_token: &str) -> Value {
    json!({
        "access_token": access_token,
        "machine_id": Uuid::from_u128(5),
        "machine_name": "Kontor-PC",
    })
}

/// A clock that only the test moves.
pub(crate) struct VirtualClock(Mutex<Timestamp>);

impl VirtualClock {
    pub(crate) fn advance(&self, by: SignedDuration) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) += by;
    }
}

impl Clock for VirtualClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Seeded(Mutex<ChaCha20Rng>);

impl Entropy for Seeded {
    fn fill(&self, buffer: &mut [u8]) {
        let mut source = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        source.fill_bytes(buffer);
    }
}

pub(crate) struct World {
    pub(crate) app: App,
    pub(crate) clock: Arc<VirtualClock>,
    pub(crate) issuer: Issuer,
    router: Router,
    operation: Router,
    pub(crate) place: Place,
    _searched: Searched,
}

/// Where one world's data lies, until the world ends.
pub(crate) struct Place {
    /// As the server reaches it: on PostgreSQL as a role that owns nothing.
    pub(crate) location: Location,
    directory: TempDir,
    database: Option<String>,
}

impl Place {
    /// A place of its own; tables and places are made by the first `migrate`, or there already.
    pub(crate) async fn new() -> Self {
        static TEMPLATE: OnceCell<()> = OnceCell::const_new();
        if crate::ON_POSTGRES {
            TEMPLATE.get_or_init(make_template).await;
        }
        Self::made(|database| Cluster::shared().copy("template", database).unwrap())
    }

    /// A place with nothing in it: no file, or a database without tables.
    pub(crate) fn empty() -> Self {
        Self::made(|database| Cluster::shared().create(database).unwrap())
    }

    fn made(make: impl FnOnce(&str)) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let directory = tempfile::tempdir().unwrap();
        if !crate::ON_POSTGRES {
            let location = Location::File(directory.path().join("server.db"));
            return Self {
                location,
                directory,
                database: None,
            };
        }
        let database = format!("world_{}", NEXT.fetch_add(1, Ordering::Relaxed));
        make(&database);
        Self {
            location: Cluster::shared().app_url(&database).parse().unwrap(),
            directory,
            database: Some(database),
        }
    }

    /// As whom the tables belong to.
    pub(crate) fn owner(&self) -> Location {
        self.owner_setting()
            .map_or_else(|| self.location.clone(), |owner| owner.parse().unwrap())
    }

    /// As whoever passes every rule.
    pub(crate) fn superuser(&self) -> Location {
        self.database.as_ref().map_or_else(
            || self.location.clone(),
            |database| Cluster::shared().url(database).parse().unwrap(),
        )
    }

    /// Brings the tables up, and lets the server's role in.
    pub(crate) async fn migrate(&self, ctx: &Ctx) {
        let store = Store::open(ctx.clone(), &self.owner()).await.unwrap();
        store.migrate().await.unwrap();
        if crate::ON_POSTGRES {
            store.admit(APP).await.unwrap();
        }
        store.close().await;
    }

    /// A folder that goes with the place.
    pub(crate) fn folder(&self) -> &Path {
        self.directory.path()
    }

    /// Whether the database itself takes a statement.
    pub(crate) async fn takes(&self, statement: &'static str) -> bool {
        match &self.superuser() {
            Location::File(file) => {
                let rows = SqlitePool::connect_with(SqliteConnectOptions::new().filename(file));
                let done = sqlx::query(statement).execute(&rows.await.unwrap()).await;
                done.is_ok()
            }
            Location::Server(server) => {
                let mut rows = server.connect().await.unwrap();
                sqlx::query(statement).execute(&mut rows).await.is_ok()
            }
        }
    }

    /// The place as a configuration names it.
    pub(crate) fn setting(&self) -> String {
        match &self.database {
            Some(database) => Cluster::shared().app_url(database),
            None => self.location.to_string(),
        }
    }

    /// The same for whom the tables belong to; none for a file.
    pub(crate) fn owner_setting(&self) -> Option<String> {
        let database = self.database.as_ref();
        database.map(|database| Cluster::shared().owner_url(database))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(database) = &self.database {
            Cluster::shared().drop_database(database).unwrap();
        }
    }
}

/// The database that PostgreSQL's worlds are copies of.
async fn make_template() {
    let cluster = Cluster::shared();
    cluster.create("template").unwrap();
    let location = cluster.owner_url("template").parse().unwrap();
    let ctx = Ctx::new(
        Arc::new(VirtualClock(Mutex::new(Timestamp::UNIX_EPOCH))),
        Arc::new(Seeded(Mutex::new(ChaCha20Rng::seed_from_u64(0)))),
    );
    let store = Store::open(ctx, &location).await.unwrap();
    store.migrate().await.unwrap();
    store.admit(APP).await.unwrap();
    store.close().await;
}

/// A row that either database can give.
pub(crate) trait Row:
    for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin
{
}

impl<T> Row for T where T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin
{}

/// An officer with a session.
pub(crate) struct Desk {
    pub(crate) person: PersonId,
    pub(crate) session: Session,
}

/// Whatever a test is about, nothing secret and nobody's number is in this process's log.
struct Searched;

impl Drop for Searched {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            assert_eq!(log_search::found(), []);
        }
    }
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::seeded(1).await
    }

    pub(crate) async fn seeded(seed: u64) -> Self {
        Self::made(seed, settings(), Timing::default()).await
    }

    /// Where things may not take long.
    pub(crate) async fn limited(limits: Limits) -> Self {
        Self::set(Settings {
            limits,
            ..settings()
        })
        .await
    }

    /// With settings of the test's own.
    pub(crate) async fn set(settings: Settings) -> Self {
        Self::made(1, settings, Timing::default()).await
    }

    /// A world whose hub looks for commits until the test ends.
    pub(crate) async fn listening(timing: Timing) -> Self {
        let world = Self::made(1, settings(), timing).await;
        look(&world.app);
        world
    }

    async fn made(seed: u64, settings: Settings, timing: Timing) -> Self {
        let start = "2026-07-01T08:00:00Z".parse().unwrap();
        let clock = Arc::new(VirtualClock(Mutex::new(start)));
        let entropy = Seeded(Mutex::new(ChaCha20Rng::seed_from_u64(seed)));
        let ctx = Ctx::new(clock.clone(), Arc::new(entropy));
        let place = Place::new().await;
        if !crate::ON_POSTGRES {
            place.migrate(&ctx).await;
        }
        let store = Store::open(ctx.clone(), &place.location).await.unwrap();
        open_period(&store, "2026-1").await;
        Self::with(ctx, clock, store, place, (settings, timing))
    }

    /// The server once more, over another place, at the same time.
    pub(crate) async fn moved_to(&self, place: Place) -> Self {
        let ctx = self.app.ctx().clone();
        if crate::ON_POSTGRES {
            let owner = Store::open(ctx.clone(), &place.owner()).await.unwrap();
            owner.admit(APP).await.unwrap();
            owner.close().await;
        }
        let store = Store::open(ctx.clone(), &place.location).await.unwrap();
        let alike = (self.app.settings().clone(), Timing::default());
        Self::with(ctx, self.clock.clone(), store, place, alike)
    }

    fn with(
        ctx: Ctx,
        clock: Arc<VirtualClock>,
        store: Store,
        place: Place,
        (settings, timing): (Settings, Timing),
    ) -> Self {
        let issuer = Issuer::default();
        let app = App::timed(ctx, store, settings, issuer.clone(), timing);
        log_search::watch();
        Self {
            router: server::router(app.clone()),
            operation: server::operation_router(app.clone()),
            app,
            clock,
            issuer,
            place,
            _searched: Searched,
        }
    }

    /// The same server, started again with other settings.
    pub(crate) fn restart(&mut self, settings: Settings) {
        let (ctx, store) = (self.app.ctx().clone(), self.app.store().clone());
        self.app = App::new(ctx, store, settings, self.issuer.clone());
        self.router = server::router(self.app.clone());
    }

    pub(crate) fn advance_minutes(&self, minutes: i64) {
        self.clock.advance(SignedDuration::from_mins(minutes));
    }

    pub(crate) fn advance_seconds(&self, seconds: i64) {
        self.clock.advance(SignedDuration::from_secs(seconds));
    }

    /// Makes a person an officer, and logs in.
    pub(crate) async fn officer(&self, national_id: &str, office: &str) -> Desk {
        let (store, settings) = (self.app.store(), self.app.settings());
        let name = "Officer Test";
        let office = office.into();
        let added = admin::add_officer(store, settings, national_id, name, &office).await;
        let person = added.unwrap();
        let session = self.sign_in(person).await;
        Desk { person, session }
    }

    pub(crate) async fn sign_in(&self, person: PersonId) -> Session {
        server::issue_session(&self.app, person).await.unwrap()
    }

    /// Makes a person a reporter of a unit, and opens a session.
    pub(crate) async fn reporter(&self, national_id: &str, unit: &str) -> String {
        let (store, settings) = (self.app.store(), self.app.settings());
        let unit = unit.into();
        let name = "Reporter Test";
        let added = admin::add_reporter(store, settings, national_id, name, &unit).await;
        let token = server::issue_reporter_session(&self.app, added.unwrap()).await;
        token.unwrap().expose().to_owned()
    }

    /// The token of a session of a person at Bufdir.
    pub(crate) async fn token_at_bufdir(&self) -> String {
        self.token_as(TOVE, Post::Bufdir, RoleKind::Bufdir).await
    }

    /// The token of a session in a browser of a person who gets that role.
    pub(crate) async fn token_as(&self, national_id: &str, post: Post, seat: RoleKind) -> String {
        let (store, settings) = (self.app.store(), self.app.settings());
        let validity = Validity {
            from: self.clock.now(),
            until: None,
        };
        let who = (national_id, "Person Test");
        let person = admin::add_role(store, settings, who, post, validity).await;
        let token = server::issue_token(&self.app, person.unwrap(), seat).await;
        token.unwrap().expose().to_owned()
    }

    /// Opens a half-year with the proposed deadlines.
    pub(crate) async fn open_period(&self, period: &str) {
        open_period(self.app.store(), period).await;
    }

    /// The credential of a new case system of a unit.
    pub(crate) async fn client(&self, unit: &str) -> String {
        let unit = unit.into();
        let added = admin::add_client(self.app.store(), &unit, "Case system").await;
        added.unwrap().1.expose().to_owned()
    }

    /// Sends one request. Whatever the answer, the frame around it must be right.
    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        Self::send_to(&self.router, request).await
    }

    /// Sends one request; the answer's body, which may go on, is left to the caller.
    pub(crate) async fn open(&self, request: Request<Body>) -> Response<Body> {
        self.router.clone().oneshot(request).await.unwrap()
    }

    async fn send_to(router: &Router, request: Request<Body>) -> Answer {
        let response = router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let answer = Answer {
            status: parts.status,
            headers: parts.headers,
            body: to_bytes(body, usize::MAX).await.unwrap(),
        };
        answer.check_frame();
        answer
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.get_as(path, None).await
    }

    pub(crate) async fn get_as(&self, path: &str, token: Option<&str>) -> Answer {
        self.send(request(Method::GET, path, token, Body::empty()))
            .await
    }

    /// Asks as whoever operates the server.
    pub(crate) async fn operate(&self, path: &str) -> Answer {
        let request = request(Method::GET, path, None, Body::empty());
        Self::send_to(&self.operation, request).await
    }

    pub(crate) async fn post(
        &self,
        path: &str,
        token: Option<&str>,
        body: impl Into<Body>,
    ) -> Answer {
        self.send(request(Method::POST, path, token, body.into()))
            .await
    }

    pub(crate) async fn put(
        &self,
        path: &str,
        token: Option<&str>,
        body: impl Into<Body>,
    ) -> Answer {
        self.send(request(Method::PUT, path, token, body.into()))
            .await
    }

    /// Opens the stream of hints; its body is left to the caller.
    pub(crate) async fn events(&self, token: &str) -> Response<Body> {
        events_of(&self.router, token).await
    }

    /// Another process of the same server, on the same database.
    pub(crate) async fn replica(&self, timing: Timing) -> Router {
        let ctx = self.app.ctx().clone();
        let store = Store::open(ctx.clone(), &self.place.location).await;
        let store = store.unwrap();
        let app = App::timed(ctx, store, settings(), self.issuer.clone(), timing);
        look(&app);
        server::router(app)
    }

    pub(crate) async fn submit(&self, client: &str, report: &Value) -> Answer {
        self.post(path::REPORTS, Some(client), report.to_string())
            .await
    }

    /// A report without faults, from a case system of its own.
    pub(crate) async fn receive(&self, unit: &str, submission: u128) -> Submitted {
        let client = self.client(unit).await;
        self.submit(&client, &report(unit, submission)).await.ok()
    }

    pub(crate) async fn push(&self, desk: &Desk, items: &[String]) -> Vec<PushResult> {
        let answer: PushAnswer = self.push_raw(desk, items).await.ok();
        assert_eq!(answer.server_time, self.clock.now());
        assert_eq!(answer.results.len(), items.len());
        answer.results
    }

    pub(crate) async fn push_raw(&self, desk: &Desk, items: &[String]) -> Answer {
        let body = format!(r#"{{"items":[{}]}}"#, items.join(","));
        self.post(path::PUSH, Some(&desk.session.access_token), body)
            .await
    }

    /// Pushes one decision; its result must carry its id.
    pub(crate) async fn decide(&self, desk: &Desk, decision: &Decision) -> Outcome {
        let mut results = self.push(desk, &[text(decision)]).await;
        let result = results.remove(0);
        assert_eq!(result.decision_id, Some(decision.id));
        result.outcome
    }

    /// The same at another process of the server.
    pub(crate) async fn decide_at(router: &Router, desk: &Desk, decision: &Decision) -> Outcome {
        let body = format!(r#"{{"items":[{}]}}"#, text(decision));
        let token = Some(desk.session.access_token.as_str());
        let asked = request(Method::POST, path::PUSH, token, body.into());
        let answer: PushAnswer = Self::send_to(router, asked).await.ok();
        answer.results.into_iter().next().unwrap().outcome
    }

    pub(crate) async fn pull(&self, desk: &Desk, cursor: Option<Cursor>, most: u32) -> PullPage {
        self.pull_raw(&desk.session.access_token, cursor, most)
            .await
            .ok()
    }

    pub(crate) async fn pull_raw(
        &self,
        token: &str,
        cursor: Option<Cursor>,
        max_entries: u32,
    ) -> Answer {
        let asked = PullRequest {
            cursor,
            max_entries,
        };
        self.post(path::PULL, Some(token), text(&asked)).await
    }

    pub(crate) async fn refresh(&self, refresh_token: &str) -> Answer {
        self.refresh_after(refresh_token, 0).await
    }

    /// The same at another process of the server.
    pub(crate) async fn refresh_at(router: &Router, refresh_token: &str) -> Answer {
        let refresh_token = refresh_token.to_owned();
        let body = text(&RefreshRequest {
            refresh_token,
            idle_seconds: 0,
        });
        let asked = request(Method::POST, path::REFRESH, None, body.into());
        Self::send_to(router, asked).await
    }

    /// The same, so many seconds after the person's last input.
    pub(crate) async fn refresh_after(&self, refresh_token: &str, idle_seconds: u32) -> Answer {
        let body = text(&RefreshRequest {
            refresh_token: refresh_token.to_owned(),
            idle_seconds,
        });
        self.post(path::REFRESH, None, body).await
    }

    /// Rows of the database itself, for what no answer shows.
    pub(crate) async fn rows<R: Row>(&self, statement: &'static str) -> Vec<R> {
        match &self.place.superuser() {
            Location::File(file) => {
                let rows = SqlitePool::connect_with(SqliteConnectOptions::new().filename(file));
                let rows = sqlx::query_as(statement)
                    .fetch_all(&rows.await.unwrap())
                    .await;
                rows.unwrap()
            }
            Location::Server(server) => {
                let mut rows = server.connect().await.unwrap();
                sqlx::query_as(statement)
                    .fetch_all(&mut rows)
                    .await
                    .unwrap()
            }
        }
    }

    /// Whether the database itself takes a statement.
    pub(crate) async fn takes(&self, statement: &'static str) -> bool {
        self.place.takes(statement).await
    }

    /// Whether a text stands anywhere in what the store has written, as it is or as hexadecimal bytes.
    pub(crate) fn holds(&self, text: &str) -> bool {
        let mut stored = Vec::new();
        if let Some(database) = &self.place.database {
            stored = Cluster::shared().dump(database).unwrap();
        }
        for entry in std::fs::read_dir(self.place.directory.path()).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                stored.extend(std::fs::read(path).unwrap());
            }
        }
        let hex = data_encoding::HEXLOWER.encode(text.as_bytes());
        [text, &hex].iter().any(|text| {
            stored
                .windows(text.len())
                .any(|part| part == text.as_bytes())
        })
    }

    /// How many rows the tables of received things hold together.
    pub(crate) async fn stored_rows(&self) -> i64 {
        let rows: Vec<(i64,)> = self
            .rows(
                "SELECT (SELECT COUNT(*) FROM report) + (SELECT COUNT(*) FROM revision)
                    + (SELECT COUNT(*) FROM feed_entry) + (SELECT COUNT(*) FROM feed_body)
                    + (SELECT COUNT(*) FROM mail_cause WHERE cause <> 'period')
                    + (SELECT COUNT(*) FROM decision)
                    + (SELECT COUNT(*) FROM delivery)
                    + (SELECT CAST(SUM(seq) AS BIGINT) FROM office_head)",
            )
            .await;
        rows.iter().map(|(rows,)| rows).sum()
    }
}

/// Whoever operates the server.
pub(crate) fn operator() -> OperatorScope {
    OperatorScope::on_this_machine()
}

async fn open_period(store: &Store, period: &str) {
    let settings = PeriodSettings::default_for(period.parse().unwrap()).unwrap();
    admin::open_period(store, &settings).await.unwrap();
}

/// Ends with the test's runtime.
fn look(app: &App) {
    let app = app.clone();
    drop(tokio::spawn(async move { hints::keep_looking(&app).await }));
}

pub(crate) async fn events_of(router: &Router, token: &str) -> Response<Body> {
    let asked = request(Method::GET, path::EVENTS, Some(token), Body::empty());
    router.clone().oneshot(asked).await.unwrap()
}

/// One answer of the server.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    /// The body of a 200.
    pub(crate) fn ok<T: DeserializeOwned>(&self) -> T {
        assert_eq!(self.status, StatusCode::OK, "{self:?}");
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The problem, which must be of this status and kind.
    pub(crate) fn problem(&self, status: u16, kind: ProblemKind) -> Problem {
        let problem: Problem = serde_json::from_slice(&self.body).unwrap();
        let found = (self.status.as_u16(), problem.kind);
        assert_eq!(found, (status, kind), "{self:?}");
        problem
    }

    pub(crate) fn header(&self, name: &header::HeaderName) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    fn check_frame(&self) {
        check_headers(&self.headers);
        if let Some(length) = self.header(&header::CONTENT_LENGTH) {
            assert_eq!(length, self.body.len().to_string(), "{self:?}");
        }
        if !self.status.is_success() {
            let kind = self.header(&header::CONTENT_TYPE);
            assert_eq!(kind, Some("application/problem+json"), "{self:?}");
            let problem: Problem = serde_json::from_slice(&self.body).unwrap();
            assert_eq!(problem.status, self.status.as_u16(), "{self:?}");
            assert!(problem.reference.is_some(), "{self:?}");
        }
        let asks_for_login = self.header(&header::WWW_AUTHENTICATE) == Some("Bearer");
        assert_eq!(asks_for_login, self.status == StatusCode::UNAUTHORIZED);
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body = String::from_utf8_lossy(&self.body);
        write!(f, "{} {:?} {body}", self.status, self.headers)
    }
}

/// What every answer says to a browser, once each.
const ALWAYS: [(&str, &str); 6] = [
    ("cache-control", "no-store"),
    (
        "content-security-policy",
        "default-src 'none'; frame-ancestors 'none'",
    ),
    ("cross-origin-resource-policy", "same-origin"),
    (
        "permissions-policy",
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
    ("referrer-policy", "no-referrer"),
    ("x-content-type-options", "nosniff"),
];

pub(crate) fn check_headers(headers: &HeaderMap) {
    for (name, value) in ALWAYS {
        let found: Vec<_> = headers.get_all(name).iter().collect();
        assert_eq!(found, [value], "{name} in {headers:?}");
    }
    // No script of another origin is let in, and none runs here.
    assert!(!headers.contains_key("access-control-allow-origin"));
    assert!(!headers.contains_key(header::SET_COOKIE));
}

pub(crate) fn signing_key(seed: u8) -> SigningKey {
    SigningKey::from_seed([seed; 32])
}

pub(crate) fn settings() -> Settings {
    Settings {
        environment: Environment::Synthetic,
        identity_key: IdentityKey::new([7; 32]),
        signing: Signing::new(signing_key(8), Timestamp::UNIX_EPOCH, vec![]),
        idporten: IdPorten {
            issuer: ISSUER.to_owned(),
            client_id: CLIENT_ID.to_owned(),
            scope: SCOPE.to_owned(),
            resource: RESOURCE.to_owned(),
            acr: ACR.to_owned(),
            consumer: None,
        },
        portal: None,
        mail: None,
        limits: Limits::default(),
        rates: RateLimits::default(),
    }
}

pub(crate) fn request(
    method: Method,
    path: &str,
    token: Option<&str>,
    body: Body,
) -> Request<Body> {
    let mut request = Request::builder().method(method).uri(path);
    if let Some(token) = token {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    request.body(body).unwrap()
}

/// A report without faults. `inv_extended`, the most an officer may accept, is 19.
pub(crate) fn report(unit: &str, submission: u128) -> Value {
    let mut report = json!({
        "submission_id": Uuid::from_u128(submission),
        "unit_no": unit,
        "period": "2026-1",
        "template": "2026-1.0",
        "values": {
            "unit_contact_name": "Åse Test",
            "unit_contact_email": "ase@kommune.example",
            "unit_intermunicipal": false,
            "unit_supervision_by_cws": true,
            "inv_open_start": 44,
            "inv_started": 170,
            "inv_closed": 151,
            "inv_closed_measures": 60,
            "inv_closed_petition": 3,
            "inv_dismissed_assessment": 70,
            "inv_dismissed_party": 10,
            "inv_dismissed_moved": 5,
            "inv_dismissed_referred": 3,
            "inv_open_end": 63,
            "inv_time_le_3m": 120,
            "inv_time_3_6m": 30,
            "inv_time_gt_6m": 1,
            "inv_extended": 19,
            "inv_breach": 12,
            "inv_breach_1_5": 4,
            "inv_breach_6_15": 3,
            "inv_breach_16_30": 2,
            "inv_breach_31_60": 1,
            "inv_breach_61_90": 1,
            "inv_breach_gt90": 1,
            "inv_open_over_deadline": 2,
        },
        "comments": { "inv_breach": "Ferie\nog \"sykdom\"" },
    });
    // What no test looks at is answered with nothing to report.
    let Some(Value::Object(values)) = report.get_mut("values") else {
        panic!("an object is written above");
    };
    for point in Template::current().municipal_points() {
        if point.required && !values.contains_key(point.id.as_str()) {
            let answer = match point.kind {
                PointKind::YesNo => json!(true),
                PointKind::Whole | PointKind::Tenths => json!(0),
                PointKind::Text => json!("Test"),
            };
            values.insert(point.id.to_string(), answer);
        }
    }
    report
}

pub(crate) fn submission(report: &Value) -> Submission {
    serde_json::from_value(report.clone()).unwrap()
}

pub(crate) fn approve(own_figure: u32) -> Verdict {
    Verdict::Approve {
        own_figure,
        comment: None,
    }
}

pub(crate) fn send_back(comment: &str) -> Verdict {
    Verdict::Return {
        own_figure: None,
        comment: comment.to_owned(),
        asks: vec![],
    }
}

/// A decision on exactly what was received.
pub(crate) fn decision(id: u128, on: &Submitted, verdict: Verdict) -> Decision {
    Decision {
        id: DecisionId(Uuid::from_u128(id)),
        report_id: on.report_id,
        revision: on.revision,
        content_hash: on.content_hash,
        verdict,
        confirmed_at: "2026-07-01T07:59:00Z".parse().unwrap(),
    }
}

pub(crate) fn text<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap()
}
