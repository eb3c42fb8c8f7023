//! A server and an officer's engine with real connections between them, in this process.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use bytes::Bytes;
use domain::{
    Clock, Ctx, Language,
    deadlines::PeriodSettings,
    ids::PersonId,
    report::{Submission, json_bytes},
    signing::SigningKey,
    wire::{Environment, Session, path},
};
use edge::{BodyStream, Http, HttpError, ReqwestHttp, SystemEntropy, system_ctx};
use engine::{Config, Desktop, Engine, LoopbackPage, News, OpenFailed, Step};
use http::{Request, Response};
use jiff::{SignedDuration, Timestamp};
use server::{
    App, Doors, Settings, Stopped,
    access::OperatorScope,
    admin,
    config::{IdPorten, Limits, RateLimits},
    hints::Timing,
    secret::IdentityKey,
    signing::Signing,
    store::{Location, Store},
};
use support::{data, keychain::Memory, vault};
use tempfile::TempDir;
use tokio::{
    net::TcpListener,
    sync::{mpsc, oneshot},
    task::JoinHandle,
};
use url::Url;

const OFFICE: &str = "innlandet";
const PERIOD: &str = "2026-1";
/// Synthetic: 80 is added to the month.
pub(crate) const OFFICER: &str = "01818520030";

/// As long as anything here may take; much less than the engine waits without a hint.
pub(crate) async fn soon<F: Future>(future: F) -> F::Output {
    let most = Duration::from_secs(45);
    tokio::time::timeout(most, future).await.unwrap()
}

/// A server that can be stopped and started again.
pub(crate) struct Server {
    app: App,
    officer: PersonId,
    pub(crate) address: SocketAddr,
    running: Option<(mpsc::Sender<()>, JoinHandle<()>)>,
    _folder: TempDir,
}

impl Server {
    pub(crate) async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let ctx = system_ctx();
        let location = Location::File(folder.path().join("server.db"));
        let store = Store::open(ctx.clone(), &location).await.unwrap();
        store.migrate().await.unwrap();
        let period = PeriodSettings::default_for(PERIOD.parse().unwrap()).unwrap();
        admin::open_period(&store, &period).await.unwrap();
        let app = only_commits(ctx, store);
        let (name, office) = ("Ingrid Solbakken", OFFICE.into());
        let added = admin::add_officer(app.store(), app.settings(), OFFICER, name, &office).await;
        let officer = added.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut server = Self {
            officer,
            address: listener.local_addr().unwrap(),
            app,
            running: None,
            _folder: folder,
        };
        server.serve(listener);
        server
    }

    pub(crate) async fn start_again(&mut self) {
        let listener = TcpListener::bind(self.address).await.unwrap();
        // A hub that has stopped never starts again: this is another process.
        let (ctx, store) = (self.app.ctx().clone(), self.app.store().clone());
        self.app = only_commits(ctx, store);
        self.serve(listener);
    }

    fn serve(&mut self, listener: TcpListener) {
        let (stop, stopped) = mpsc::channel(1);
        let app = self.app.clone();
        let doors = Doors {
            public: listener,
            operation: None,
        };
        let serving = tokio::spawn(async move {
            let end = server::serve(app, doors, stopped).await;
            assert_eq!(end, Stopped::Finished);
        });
        self.running = Some((stop, serving));
    }

    /// Done when nothing of it runs any more.
    pub(crate) async fn stop(&mut self) {
        let (stop, serving) = self.running.take().unwrap();
        stop.send(()).await.unwrap();
        soon(serving).await.unwrap();
    }

    /// A session of the officer, as after a login.
    pub(crate) async fn session(&self) -> Session {
        let session = server::issue_session(&self.app, self.officer).await;
        session.unwrap()
    }

    /// The officer's role ends.
    pub(crate) async fn ends_role(&self) {
        let (store, operator) = (self.app.store(), OperatorScope::on_this_machine());
        store.end_officer(operator, self.officer).await.unwrap();
    }

    /// The officer has a role again.
    pub(crate) async fn gives_role(&self) {
        let (name, office) = ("Ingrid Solbakken", OFFICE.into());
        let (store, settings) = (self.app.store(), self.app.settings());
        let again = admin::add_officer(store, settings, OFFICER, name, &office).await;
        assert_eq!(again.unwrap(), self.officer);
    }

    /// A municipality's report is committed.
    pub(crate) async fn receives(&self, unit: &str) {
        let id = system_ctx().new_id();
        let report = data::submission(id, unit, PERIOD.parse().unwrap(), 1).unwrap();
        self.receives_submission(&report).await;
    }

    /// Exactly this report is committed.
    pub(crate) async fn receives_submission(&self, report: &Submission) {
        let added = admin::add_client(self.app.store(), &report.unit_no, "Fagsystem").await;
        let (_, token) = added.unwrap();
        let request = Request::post(format!("http://{}{}", self.address, path::REPORTS))
            .header("authorization", format!("Bearer {}", token.expose()))
            .body(json_bytes(report).into())
            .unwrap();
        let answer = ReqwestHttp::new().unwrap().call(request).await.unwrap();
        assert_eq!(answer.status(), 200);
    }
}

/// An officer's machine.
pub(crate) struct Desk {
    pub(crate) engine: Arc<Engine<Recorder, Watched>>,
    /// Units whose reports were told of, and the link, whenever the page is to ask again.
    pub(crate) notified: mpsc::UnboundedReceiver<Vec<String>>,
    pub(crate) changed: mpsc::UnboundedReceiver<()>,
    /// The paths that are asked for.
    pub(crate) calls: mpsc::UnboundedReceiver<String>,
    /// Holds the next pull's answer back.
    pub(crate) hold: Arc<Mutex<Option<Hold>>>,
    _folder: TempDir,
}

/// Says that an answer is there, and waits until it may go on.
pub(crate) struct Hold {
    pub(crate) held: oneshot::Sender<()>,
    pub(crate) goes_on: oneshot::Receiver<()>,
}

impl Desk {
    /// Logged in; nothing has been asked for yet.
    pub(crate) async fn at(address: SocketAddr, server: &Server, ctx: Ctx) -> Self {
        let session = server.session().await;
        Self::with(&format!("http://{address}/"), session, ctx).await
    }

    /// With a session that a server has given; nothing has been asked for yet.
    pub(crate) async fn with(server: &str, session: Session, ctx: Ctx) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = Config {
            server: Url::parse(server).unwrap(),
            data_dir: folder.path().to_owned(),
            version: "0".to_owned(),
            machine_name: "machine".to_owned(),
            pin_cost: vault::CHEAP,
            guards_memory: true,
        };
        let (notify, notified) = mpsc::unbounded_channel();
        let (change, changed) = mpsc::unbounded_channel();
        let (call, calls) = mpsc::unbounded_channel();
        let hold = Arc::new(Mutex::new(None));
        let http = Watched {
            inner: ReqwestHttp::new().unwrap(),
            calls: call,
            hold: hold.clone(),
        };
        let desktop = Recorder { notify, change };
        let engine = Engine::new(config, ctx, http, Arc::new(Memory::default()), desktop);
        engine.begin_session(session).await.unwrap();
        engine.choose_pin(vault::pin()).await.unwrap();
        Self {
            engine: Arc::new(engine),
            notified,
            changed,
            calls,
            hold,
            _folder: folder,
        }
    }

    /// Works until nothing waits to be sent; the clock goes on as far as that takes.
    pub(crate) async fn rests(&self, clock: &VirtualClock) {
        loop {
            match self.engine.step().await {
                Step::Went => {}
                Step::Idle { until } => {
                    if self.engine.app_state().await.unwrap().line.waiting == 0 {
                        return;
                    }
                    clock.advance_to(until.unwrap());
                }
            }
        }
    }

    /// Lets the engine work by itself, until the test's runtime ends.
    pub(crate) fn runs(&self) {
        drop(tokio::spawn(engine::run(self.engine.clone())));
    }

    /// The paths asked for until this one is, all of them in order.
    pub(crate) async fn calls_until(&mut self, path: &str) -> Vec<String> {
        let mut calls = Vec::new();
        loop {
            let call = soon(self.calls.recv()).await.unwrap();
            calls.push(call);
            if calls.last().is_some_and(|call| call == path) {
                return calls;
            }
        }
    }
}

/// The network, with an ear at it.
pub(crate) struct Watched {
    inner: ReqwestHttp,
    calls: mpsc::UnboundedSender<String>,
    hold: Arc<Mutex<Option<Hold>>>,
}

impl Watched {
    fn hear(&self, request: &Request<Bytes>) -> String {
        let path = request.uri().path().to_owned();
        self.calls.send(path.clone()).ok();
        path
    }
}

impl Http for Watched {
    async fn call(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let path = self.hear(&request);
        let answer = self.inner.call(request).await;
        let hold = self.hold.lock().unwrap().take_if(|_| path == path::PULL);
        if let Some(hold) = hold {
            hold.held.send(()).unwrap();
            hold.goes_on.await.unwrap();
        }
        answer
    }

    async fn stream(&self, request: Request<Bytes>) -> Result<Response<BodyStream>, HttpError> {
        self.hear(&request);
        self.inner.stream(request).await
    }
}

pub(crate) struct Recorder {
    notify: mpsc::UnboundedSender<Vec<String>>,
    change: mpsc::UnboundedSender<()>,
}

impl Desktop for Recorder {
    fn open_browser(&self, _: &Url) -> Result<(), OpenFailed> {
        Err(OpenFailed)
    }

    fn changed(&self) {
        self.change.send(()).ok();
    }

    fn notify(&self, _: Language, news: News<'_>) {
        let News::Arrived(arrivals) = news else {
            return;
        };
        let units = arrivals.iter().map(|new| new.unit_name.clone());
        self.notify.send(units.collect()).ok();
    }

    fn raise(&self) {}

    fn loopback_page(&self, _: Language, _: LoopbackPage) -> String {
        String::new()
    }
}

/// A server whose hub hears of commits and of nothing else.
fn only_commits(ctx: Ctx, store: Store) -> App {
    let never = Duration::from_hours(1);
    let timing = Timing {
        poll: never,
        keep_alive: never,
    };
    App::timed(ctx, store, settings(), ReqwestHttp::new().unwrap(), timing)
}

fn settings() -> Settings {
    Settings {
        environment: Environment::Synthetic,
        identity_key: IdentityKey::new([3; 32]),
        idporten: IdPorten {
            issuer: "http://127.0.0.1/".to_owned(),
            client_id: "test".to_owned(),
            scope: "test".to_owned(),
            resource: "http://server.invalid/".to_owned(),
            acr: "idporten-loa-high".to_owned(),
            consumer: None,
        },
        signing: Signing::new(
            SigningKey::from_seed([4; 32]),
            Timestamp::UNIX_EPOCH,
            vec![],
        ),
        portal: None,
        mail: None,
        limits: Limits::default(),
        rates: RateLimits::default(),
    }
}

/// A machine's clock that the test moves.
pub(crate) struct VirtualClock(Mutex<Timestamp>);

impl VirtualClock {
    /// It begins at the true time.
    pub(crate) fn new() -> (Arc<Self>, Ctx) {
        let clock = Arc::new(Self(Mutex::new(system_ctx().now())));
        let ctx = Ctx::new(clock.clone(), Arc::new(SystemEntropy));
        (clock, ctx)
    }

    pub(crate) fn advance(&self, by: SignedDuration) {
        *self.0.lock().unwrap() += by;
    }

    /// Nothing else happens before this time.
    pub(crate) fn advance_to(&self, when: Timestamp) {
        let mut now = self.0.lock().unwrap();
        *now = when.max(*now);
    }
}

impl Clock for VirtualClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}
