//! The shell: a window around the engine. It decides nothing.

use std::sync::Arc;

use edge::ReqwestHttp;
use engine::{Config, Engine, PinCost, Settings, SystemKeychain};
use tauri::{AppHandle, Manager, RunEvent};

mod commands;
mod desktop;
mod native;
mod window;

use desktop::Window;

/// The engine in this window.
type Shared = Arc<Engine<Window, ReqwestHttp>>;

/// Opens the window and runs until it is closed.
pub fn run() {
    start_log();
    edge::log_panics();
    if let Err(error) = edge::no_core_dumps() {
        tracing::warn!(%error, "a crash may leave a picture of the memory");
    }
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
    let local = handle.path().local_data_dir().ok();
    let Settings {
        server,
        data_dir,
        keychain,
    } = Settings::read(setting, local)?;
    let config = Config {
        server,
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
    std::env::var_os(name)?.into_string().ok()
}

fn start_log() {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_product_has_one_name() {
        let told: serde_json::Value =
            serde_json::from_str(include_str!("../tauri.conf.json")).unwrap();
        assert_eq!(told["identifier"], Settings::IDENTIFIER);
    }
}
