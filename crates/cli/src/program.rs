//! The program around the engine: it starts, does one command, and closes the store whatever happened.

use std::{
    process::ExitCode,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use domain::Language;
use edge::ReqwestHttp;
use engine::{Config, Engine, PinCost, Settings, SettingsError, SystemKeychain};
use tokio::sync::Notify;

use crate::{
    answer,
    args::{Args, Command},
    decide,
    ending::Ending,
    outbox,
    reply::{Reply, Told},
    screen::Screen,
    seat,
    sending::Undoable,
    show, tasks,
    typed::PinFrom,
    words::Words,
};

/// What a command works with.
pub(crate) struct Desk {
    pub(crate) engine: Arc<Engine<Screen, ReqwestHttp>>,
    pub(crate) changed: Arc<Notify>,
    pub(crate) pin_from: PinFrom,
    json: bool,
    /// What the command line says.
    language: Option<Language>,
    /// What the officer has chosen, once the store is open.
    chosen: OnceLock<Language>,
    /// The decision that can be undone while it is waited for.
    undoable: Mutex<Option<Undoable>>,
}

impl Desk {
    pub(crate) fn language(&self) -> Language {
        let chosen = self.chosen.get().copied();
        self.language.or(chosen).unwrap_or_default()
    }

    pub(crate) fn words(&self) -> &'static Words {
        Words::of(self.language())
    }

    /// Whether no person reads what is printed.
    pub(crate) fn is_for_script(&self) -> bool {
        self.json
    }

    /// The store is open, and with it what the officer has chosen.
    pub(crate) async fn is_open(&self) -> Result<(), Ending> {
        if let Some(preferences) = self.engine.app_state().await?.preferences {
            self.chosen.get_or_init(|| preferences.language);
        }
        Ok(())
    }

    /// From here on, ending the program takes the decision back.
    pub(crate) fn can_undo(&self, decision: Option<Undoable>) {
        *self.undoable.lock().unwrap_or_else(PoisonError::into_inner) = decision;
    }
}

/// Does what the command line says.
pub(crate) async fn run(args: Args) -> ExitCode {
    let json = args.json;
    let words = Words::of(args.language.unwrap_or_default());
    let desk = match start(&args, words) {
        Ok(desk) => desk,
        Err(ending) => return Told::new(words, json, Reply::ended(ending)).print(),
    };
    desk.engine.set_language(desk.language());
    desk.engine.reopen().await;
    let reply = tokio::select! {
        reply = command(&desk, args.command) => reply.unwrap_or_else(Reply::ended),
        // The command is dropped first: it may not go on while its decision is taken back.
        () = end_asked_for() => Reply::ended(interrupted(&desk).await),
    };
    // Where the session cannot be left, the next command asks for a login.
    if let Err(error) = desk.engine.leave_session().await {
        tracing::debug!(%error, "no session is left");
    }
    desk.engine.close().await;
    Told::new(desk.words(), json, reply).print()
}

fn start(args: &Args, words: &'static Words) -> Result<Desk, Ending> {
    let settings = Settings::read(setting, dirs::data_local_dir()).map_err(|error| {
        let name = match error {
            SettingsError::Server => "HALVAARSRAPPORT_SERVER",
            SettingsError::Folder => "HALVAARSRAPPORT_DATA",
        };
        Ending::Usage {
            what: Some(name.to_owned()),
            usage: None,
        }
    })?;
    let config = Config {
        server: settings.server,
        data_dir: settings.data_dir,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        machine_name: gethostname::gethostname().to_string_lossy().into_owned(),
        pin_cost: PinCost::default(),
        guards_memory: true,
    };
    let changed = Arc::new(Notify::new());
    let screen = Screen {
        changed: Arc::clone(&changed),
        words,
        by_hand: matches!(&args.command, Command::Login(login) if login.no_browser),
    };
    let keychain = Arc::new(SystemKeychain::new(settings.keychain));
    let engine = Engine::new(
        config,
        edge::system_ctx(),
        ReqwestHttp::when_needed(),
        keychain,
        screen,
    );
    Ok(Desk {
        engine: Arc::new(engine),
        changed,
        pin_from: if args.pin_stdin {
            PinFrom::Input
        } else {
            PinFrom::Terminal
        },
        json: args.json,
        language: args.language,
        chosen: OnceLock::new(),
        undoable: Mutex::new(None),
    })
}

/// A setting of the program's environment.
fn setting(name: &str) -> Option<String> {
    std::env::var_os(name)?.into_string().ok()
}

async fn command(desk: &Desk, command: Command) -> Result<Reply, Ending> {
    match command {
        Command::Login(login) => seat::login(desk, &login).await,
        Command::Logout => seat::logout(desk).await,
        Command::Sync => seat::sync(desk).await,
        Command::Tasks(asked) => tasks::tasks(desk, &asked).await,
        Command::Show(asked) => show::show(desk, &asked).await,
        Command::Approve(answer) => decide::approve(desk, answer).await,
        Command::Return(answer) => decide::send_back(desk, answer).await,
        Command::Reject(answer) => answer::reject(desk, answer).await,
        Command::Forward(answer) => answer::forward(desk, answer).await,
        Command::Outbox(asked) => outbox::outbox(desk, asked.what).await,
        Command::Receipt(asked) => outbox::receipt(desk, &asked.reference).await,
    }
}

/// Somebody ends the program: what can be undone is taken back.
async fn interrupted(desk: &Desk) -> Ending {
    let undoable = {
        let mut undoable = desk.undoable.lock().unwrap_or_else(PoisonError::into_inner);
        undoable.take()
    };
    match undoable {
        None => Ending::Interrupted,
        Some(decision) => match decision.undo(desk).await {
            Ok(()) => Ending::Undone,
            Err(ending) => ending,
        },
    }
}

/// Waits until somebody ends the program: from then on it closes what is open, and shows again what is typed.
#[cfg(unix)]
async fn end_asked_for() {
    use tokio::signal::unix::{SignalKind, signal};
    let kinds = [SignalKind::terminate(), SignalKind::hangup()];
    let [terminate, hangup] = kinds.map(signal);
    let (Ok(mut terminate), Ok(mut hangup)) = (terminate, hangup) else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
        _ = hangup.recv() => {}
    }
}

#[cfg(not(unix))]
async fn end_asked_for() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
