//! The shell: a window around the engine. It decides nothing.

use std::sync::Arc;

use edge::ReqwestHttp;
use engine::{Config, Engine, PinCost, Settings, SystemKeychain};
use platform::{IN_TRAY, Wanted, Wish};
use tauri::{AppHandle, Manager, RunEvent, WindowEvent};
use tauri_plugin_window_state::StateFlags;

mod commands;
mod desktop;
mod machine;
mod tray;
mod window;

use desktop::Window;
use machine::Machine;

/// The engine in this window.
type Shared = Arc<Engine<Window, ReqwestHttp>>;

/// What of the window's place is remembered.
const PLACE: StateFlags = StateFlags::SIZE
    .union(StateFlags::POSITION)
    .union(StateFlags::MAXIMIZED);

/// Opens the window and runs until it is closed.
pub fn run() {
    edge::log_panics();
    // There is no log yet.
    let core_dumps = edge::no_core_dumps();
    let built = tauri::Builder::default()
        // Before anything else: a program that is started twice is one, and comes to the front.
        .plugin(tauri_plugin_single_instance::init(|first, arguments, _| {
            machine::wish(first, Wish::of_arguments(arguments));
        }))
        .plugin(
            tauri_plugin_window_state::Builder::new()
                .with_state_flags(PLACE)
                .build(),
        )
        .invoke_handler(tauri::generate_handler![
            commands::access,
            commands::add_phrase,
            commands::answer,
            commands::app_state,
            commands::application,
            commands::approve_together,
            commands::ask_email_code,
            commands::ask_reopening,
            commands::change_pin,
            commands::choose_pin,
            commands::confirm_email,
            commands::county,
            commands::figures,
            commands::figures_at_a_glance,
            commands::decide,
            commands::end_access,
            commands::end_device,
            commands::export_diagnostics,
            commands::export_own_texts,
            commands::input_seen,
            commands::lay_aside,
            commands::leave,
            commands::lock,
            commands::login_begin,
            commands::login_cancel,
            commands::login_open_again,
            commands::logout,
            commands::look_again,
            commands::machine,
            commands::mail,
            commands::network_joined,
            commands::phrases,
            commands::pin_forgotten,
            commands::preview_reminders,
            commands::print,
            commands::profile,
            commands::reminders,
            commands::remove_own_texts,
            commands::remove_phrase,
            commands::report,
            commands::save_answer,
            commands::save_draft,
            commands::save_figures,
            commands::see,
            commands::send_reminders,
            commands::set_contact,
            commands::set_machine,
            commands::set_mail_wishes,
            commands::set_preferences,
            commands::settle_older_copy,
            commands::sync_now,
            commands::take_wish,
            commands::tasks,
            commands::undo,
            commands::undo_answer,
            commands::unlock,
        ])
        .setup(|app| start(app.handle(), core_dumps))
        .build(context());
    match built {
        Ok(app) => app.run(happens),
        Err(error) => tracing::error!(%error, "the window could not be opened"),
    }
}

fn happens(handle: &AppHandle, event: RunEvent) {
    match event {
        RunEvent::WindowEvent {
            event: WindowEvent::CloseRequested { api, .. },
            ..
        } => {
            api.prevent_close();
            machine::leave(handle, Wanted::Close);
        }
        RunEvent::ExitRequested {
            code: None, api, ..
        } => {
            api.prevent_exit();
            machine::leave(handle, Wanted::Quit);
        }
        #[cfg(target_os = "macos")]
        RunEvent::Opened { urls } => {
            let wished = urls.iter().find_map(|url| Wish::of_link(url.as_str()));
            machine::wish(handle, wished);
        }
        #[cfg(target_os = "macos")]
        RunEvent::Reopen { .. } => window::raise(handle),
        RunEvent::Exit => {
            if let Some(engine) = handle.try_state::<Shared>() {
                tauri::async_runtime::block_on(engine.prepare_to_quit());
            }
        }
        _ => {}
    }
}

#[expect(
    clippy::disallowed_types,
    reason = "the macro's own code uses a HashMap"
)]
fn context() -> tauri::Context {
    tauri::generate_context!()
}

fn start(
    handle: &AppHandle,
    core_dumps: std::io::Result<()>,
) -> Result<(), Box<dyn std::error::Error>> {
    platform::log_to(&handle.path().app_log_dir()?);
    if let Err(error) = core_dumps {
        tracing::warn!(%error, "a crash may leave a picture of the memory");
    }
    #[cfg(target_os = "macos")]
    if let Err(error) = notify_rust::set_application(&handle.config().identifier) {
        tracing::info!(%error, "notifications come in another program's name");
    }
    let settings = Settings::read(setting, handle.path().local_data_dir().ok())?;
    let arguments: Vec<String> = std::env::args_os()
        .map(|argument| argument.to_string_lossy().into_owned())
        .collect();
    let in_tray = arguments.iter().any(|argument| argument == IN_TRAY);
    let machine = Machine::new(settings.data_dir.clone(), Wish::of_arguments(arguments));
    let zoom = machine.view().settings.zoom;
    handle.manage(machine);
    machine::watch(start_engine(handle, settings));
    window::open(handle, in_tray)?;
    window::zoom(handle, zoom);
    tray::start(handle);
    Ok(())
}

fn start_engine(handle: &AppHandle, settings: Settings) -> Shared {
    let Settings {
        server,
        data_dir,
        keychain,
    } = settings;
    let config = Config {
        server,
        data_dir,
        version: handle.package_info().version.to_string(),
        machine_name: gethostname::gethostname().to_string_lossy().into_owned(),
        pin_cost: PinCost::default(),
        guards_memory: true,
    };
    let engine: Shared = Arc::new(Engine::new(
        config,
        edge::system_ctx(),
        ReqwestHttp::when_needed(),
        Arc::new(SystemKeychain::new(keychain)),
        Window::new(handle.clone()),
    ));
    handle.manage(Arc::clone(&engine));
    let runs = Arc::clone(&engine);
    tauri::async_runtime::spawn(async move {
        runs.reopen().await;
        engine::run(runs).await;
    });
    engine
}

/// A setting of the program's environment.
fn setting(name: &str) -> Option<String> {
    std::env::var_os(name)?.into_string().ok()
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
