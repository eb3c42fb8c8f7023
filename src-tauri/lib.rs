//! The shell: a window around the engine. It decides nothing.

use std::sync::Arc;

use edge::ReqwestHttp;
use engine::{Config, Engine, PinCost, SystemKeychain};
use tauri::{AppHandle, Manager, RunEvent};
use url::Url;

mod commands;
mod desktop;
mod native;
mod window;

use desktop::Window;

/// The engine in this window.
type Shared = Arc<Engine<Window, ReqwestHttp>>;

/// Where a program without configuration looks for its server: a developer's machine.
const LOCAL_SERVER: &str = "http://127.0.0.1:8400/";

/// Opens the window and runs until it is closed.
pub fn run() {
    start_log();
    log_panics();
    no_core_dumps();
    let built = tauri::Builder::default()
        // Before anything else: a program that is started twice is one, and comes to the front.
        .plugin(tauri_plugin_single_instance::init(|first, _, _| {
            window::raise(first);
        }))
        .invoke_handler(tauri::generate_handler![
            commands::add_phrase,
            commands::app_state,
            commands::ask_reopening,
            commands::change_pin,
            commands::choose_pin,
            commands::decide,
            commands::end_device,
            commands::export_own_texts,
            commands::input_seen,
            commands::lay_aside,
            commands::lock,
            commands::login_begin,
            commands::login_cancel,
            commands::login_open_again,
            commands::logout,
            commands::look_again,
            commands::network_joined,
            commands::pin_forgotten,
            commands::phrases,
            commands::print,
            commands::profile,
            commands::remove_own_texts,
            commands::remove_phrase,
            commands::report,
            commands::save_draft,
            commands::see,
            commands::set_contact,
            commands::set_preferences,
            commands::settle_older_copy,
            commands::sync_now,
            commands::tasks,
            commands::undo,
            commands::unlock,
        ])
        .setup(|app| {
            start_engine(app.handle())?;
            window::open(app.handle())
        })
        .build(context());
    match built {
        Ok(app) => app.run(|handle, event| {
            if let RunEvent::Exit = event
                && let Some(engine) = handle.try_state::<Shared>()
            {
                tauri::async_runtime::block_on(engine.prepare_to_quit());
            }
        }),
        Err(error) => tracing::error!(%error, "the window could not be opened"),
    }
}

#[expect(
    clippy::disallowed_types,
    reason = "the macro's own code uses a HashMap"
)]
fn context() -> tauri::Context {
    tauri::generate_context!()
}

fn start_engine(handle: &AppHandle) -> Result<(), Box<dyn std::error::Error>> {
    let server = setting("HALVAARSRAPPORT_SERVER").unwrap_or_else(|| LOCAL_SERVER.to_owned());
    let data_dir = match setting("HALVAARSRAPPORT_DATA") {
        Some(folder) => folder.into(),
        None => handle.path().app_local_data_dir()?,
    };
    let keychain =
        setting("HALVAARSRAPPORT_KEYCHAIN").unwrap_or_else(|| handle.config().identifier.clone());
    let config = Config {
        server: Url::parse(&server)?,
        data_dir,
        version: handle.package_info().version.to_string(),
        machine_name: gethostname::gethostname().to_string_lossy().into_owned(),
        pin_cost: PinCost::default(),
    };
    let engine: Shared = Arc::new(Engine::new(
        config,
        edge::system_ctx(),
        ReqwestHttp::new()?,
        Arc::new(SystemKeychain::new(keychain)),
        Window::new(handle.clone()),
    ));
    handle.manage(Arc::clone(&engine));
    tauri::async_runtime::spawn(async move {
        engine.reopen().await;
        engine::run(engine).await;
    });
    Ok(())
}

/// A setting of the program's environment.
fn setting(name: &str) -> Option<String> {
    std::env::var_os(name)?
        .into_string()
        .ok()
        .filter(|value| !value.is_empty())
}

/// A crash leaves no picture of the memory, and no other program of this user reads it.
#[cfg(unix)]
fn no_core_dumps() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    if let Err(error) = setrlimit(Resource::Core, none) {
        tracing::warn!(%error, "a crash may leave a picture of the memory");
    }
    #[cfg(target_os = "linux")]
    if let Err(error) =
        rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable)
    {
        tracing::warn!(%error, "a crash may leave a picture of the memory");
    }
}

/// Windows keeps none unless an administrator has said so.
#[cfg(not(unix))]
fn no_core_dumps() {}

fn start_log() {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
}

/// A panic is logged by its place alone: what it says may hold a value, and a value may be personal.
fn log_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        tracing::error!(place = place.as_deref(), "a panic");
    }));
}
