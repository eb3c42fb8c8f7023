//! Engine, server and stand-in in one process, over real connections, and a browser.

use std::{
    io::Write,
    sync::{Arc, Mutex},
    time::Duration,
};

use bytes::Bytes;
use domain::Language;
use edge::{Http, ReqwestHttp};
use engine::{Config, Desktop, Engine, LoopbackPage, News, OpenFailed, view::SessionView};
use http::{Request, Response, header};
use idporten_sim::{Sim, SimConfig};
use server::{
    App, Doors,
    access::OperatorScope,
    admin,
    store::{AuditFilter, Store},
};
use support::{
    installation::{Installation, Names},
    keychain::Memory,
    process::until,
    services::{OFFICE, OFFICER},
    vault,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::{Notify, mpsc},
    task::JoinHandle,
    time::timeout,
};
use tracing_subscriber::fmt::MakeWriter;
use url::Url;

/// Longer than anything here takes.
const MOST: Duration = Duration::from_secs(90);

type Answer = Response<Bytes>;

pub(super) struct Scene {
    pub(super) engine: Arc<Engine<Screen, ReqwestHttp>>,
    pub(super) sim: Sim,
    http: ReqwestHttp,
    opened: mpsc::UnboundedReceiver<Url>,
    changed: Arc<Notify>,
    store: Store,
    keychain: Arc<Memory>,
    server: JoinHandle<()>,
    _goes_on: mpsc::Sender<()>,
    folder: tempfile::TempDir,
}

impl Scene {
    pub(super) async fn new() -> Self {
        log_search::watch();
        let folder = tempfile::tempdir().unwrap();
        let ctx = edge::system_ctx();
        let sim = Sim::start(ctx.clone(), SimConfig::demo(0)).await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let listen = listener.local_addr().unwrap().to_string();
        let names = Names {
            listen: &listen,
            operation: None,
            database: &Installation::file(folder.path(), "server.db"),
            issuer: sim.issuer(),
            identity_key: &Installation::new_key(),
            signing_key: &Installation::new_key(),
        };
        let installation = Installation::write(folder.path().join("server.toml"), &names).unwrap();
        let config = installation.read().unwrap();
        let store = Store::open(ctx.clone(), &config.database).await.unwrap();
        store.migrate().await.unwrap();
        let (settings, office) = (&config.settings, OFFICE.into());
        admin::add_officer(&store, settings, OFFICER, "Ingrid Solbakken", &office)
            .await
            .unwrap();
        let http = ReqwestHttp::new().unwrap();
        let app = App::new(ctx.clone(), store.clone(), config.settings, http.clone());
        let doors = Doors {
            public: listener,
            operation: None,
        };
        let (goes_on, stop) = mpsc::channel(1);
        let server = tokio::spawn(async {
            server::serve(app, doors, stop).await;
        });
        let (tell, opened) = mpsc::unbounded_channel();
        let changed = Arc::new(Notify::new());
        let screen = Screen {
            opened: tell,
            changed: Arc::clone(&changed),
        };
        let config = Config {
            server: format!("http://{listen}/").parse().unwrap(),
            data_dir: folder.path().join("desktop"),
            version: "0.0.0".to_owned(),
            machine_name: "machine".to_owned(),
            pin_cost: vault::CHEAP,
            guards_memory: true,
        };
        let keychain = Arc::new(Memory::default());
        Self {
            engine: Arc::new(Engine::new(
                config,
                ctx,
                http.clone(),
                keychain.clone(),
                screen,
            )),
            sim,
            http,
            opened,
            changed,
            store,
            keychain,
            server,
            _goes_on: goes_on,
            folder,
        }
    }

    /// Starts a login; gives what the browser opens.
    pub(super) async fn begin(&mut self) -> Url {
        self.engine.login_begin(Language::Nb, None);
        self.opened().await
    }

    /// What the browser opens next.
    pub(super) async fn opened(&mut self) -> Url {
        timeout(MOST, self.opened.recv()).await.unwrap().unwrap()
    }

    pub(super) async fn session(&self) -> SessionView {
        self.engine.app_state().await.unwrap().session
    }

    /// How often the server has written down that this was done.
    pub(super) async fn audited(&self, action: &str) -> usize {
        let filter = AuditFilter {
            action: Some(action.to_owned()),
            most: 100,
            ..AuditFilter::default()
        };
        let rows = self.store.audit(OperatorScope::on_this_machine(), &filter);
        rows.await.unwrap().len()
    }

    /// Whoever has a store here is no officer any more.
    pub(super) async fn officer_leaves(&self) {
        let kept = self.kept();
        let mut stores = kept.iter().filter_map(|(path, _)| path.strip_suffix(".db"));
        let store = stores.next().unwrap();
        let person = store.rsplit('/').next().unwrap().parse().unwrap();
        let operator = OperatorScope::on_this_machine();
        self.store.end_officer(operator, person).await.unwrap();
    }

    /// What the desktop keeps, and where: in the keychain, and in its files.
    pub(super) fn kept(&self) -> Vec<(String, Vec<u8>)> {
        let secrets = self.keychain.secrets();
        let mut kept: Vec<_> = secrets.into_iter().collect();
        let mut folders = vec![self.folder.path().join("desktop")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let bytes = std::fs::read(&path).unwrap();
                    kept.push((path.display().to_string(), bytes));
                }
            }
        }
        kept
    }

    /// Waits until the login is done, and types the PIN where it is asked for.
    pub(super) async fn enters(&self, expected: &SessionView) {
        let logged_in = async {
            loop {
                let changed = self.changed.notified();
                let typed = match self.session().await {
                    SessionView::ChoosePin { .. } => self.engine.choose_pin(vault::pin()).await,
                    SessionView::Locked { .. } => self.engine.unlock(vault::pin()).await,
                    SessionView::SignedIn { expired: false, .. } => return,
                    SessionView::SignedIn { expired: true, .. }
                    | SessionView::Waiting { .. }
                    | SessionView::Elsewhere
                    | SessionView::SignedOut { .. } => {
                        changed.await;
                        Ok(())
                    }
                };
                typed.unwrap();
            }
        };
        timeout(MOST, logged_in).await.unwrap();
        assert_eq!(self.session().await, *expected);
    }

    /// Waits until the desktop shows this.
    pub(super) async fn until(&self, expected: &SessionView) {
        let shown = async {
            loop {
                let changed = self.changed.notified();
                if self.session().await == *expected {
                    return;
                }
                changed.await;
            }
        };
        let is_shown = timeout(MOST, shown).await.is_ok();
        assert!(is_shown, "{:?}, not {expected:?}", self.session().await);
    }

    /// The listener goes away a moment after its last answer.
    pub(super) async fn is_closed(&self, port: u16) {
        let closed = async || TcpStream::connect(("127.0.0.1", port)).await.is_err();
        until("the closed port", MOST, closed).await.unwrap();
    }

    pub(super) async fn get(&self, url: &str) -> Answer {
        let request = Request::get(url).body(Bytes::new()).unwrap();
        self.http.call(request).await.unwrap()
    }

    /// Logs in on the stand-in's pages; gives the address that the browser is sent back to.
    pub(super) async fn walk(&self, url: &Url, eid: &str, person: usize) -> Url {
        let page = self.arrive(url).await;
        self.submit(page, &format!("eid={eid}&person={person}"))
            .await
    }

    /// Cancels on the stand-in's page.
    pub(super) async fn cancel(&self, url: &Url) -> Url {
        let page = self.arrive(url).await;
        self.submit(format!("{page}/cancel"), "").await
    }

    async fn arrive(&self, url: &Url) -> String {
        let answer = self.get(url.as_str()).await;
        format!("{}{}", self.sim.issuer(), location(&answer))
    }

    async fn submit(&self, page: String, form: &str) -> Url {
        let request = Request::post(page)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Bytes::from(form.to_owned()));
        let answer = self.http.call(request.unwrap()).await.unwrap();
        location(&answer).parse().unwrap()
    }
}

impl Drop for Scene {
    fn drop(&mut self) {
        self.server.abort();
        if !std::thread::panicking() {
            assert_eq!(log_search::found(), []);
        }
    }
}

pub(super) fn location(answer: &Answer) -> &str {
    answer.headers()[header::LOCATION].to_str().unwrap()
}

pub(super) fn port_of(url: &Url) -> u16 {
    url.port().unwrap()
}

/// What a request gets that no browser would send.
pub(super) async fn status(port: u16, method: &str, target: &str, host: &str) -> u16 {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let request = format!("{method} {target} HTTP/1.1\r\nHost: {host}\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer.split(' ').nth(1).unwrap().parse().unwrap()
}

/// A desktop that tells the test what it is told.
pub(super) struct Screen {
    opened: mpsc::UnboundedSender<Url>,
    changed: Arc<Notify>,
}

impl Desktop for Screen {
    fn open_browser(&self, url: &Url) -> Result<(), OpenFailed> {
        self.opened.send(url.clone()).map_err(|_| OpenFailed)
    }

    fn changed(&self) {
        self.changed.notify_one();
    }

    fn notify(&self, _: Language, _: News<'_>) {}

    fn raise(&self) {}

    fn loopback_page(&self, _: Language, page: LoopbackPage) -> String {
        format!("{page:?}")
    }
}

/// All that is logged, from every crate and at every level.
#[derive(Clone, Default)]
pub(super) struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// Listens to this thread until the scope ends.
    pub(super) fn listen(&self) -> tracing::subscriber::DefaultGuard {
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_ansi(false)
            .with_writer(self.clone())
            .finish();
        tracing::subscriber::set_default(subscriber)
    }

    pub(super) fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
