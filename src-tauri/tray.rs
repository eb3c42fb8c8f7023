//! The tray. What it shows and does is decided elsewhere.

use std::sync::Arc;

use platform::{Press, Wanted};
use tauri::{AppHandle, Manager};

use crate::{
    Shared,
    machine::{self, Machine},
    window,
};

/// What is shown.
#[cfg(target_os = "linux")]
pub(crate) type Shown = platform::Indicator;
/// What is shown.
#[cfg(not(target_os = "linux"))]
pub(crate) type Shown = tauri::tray::TrayIcon;

/// Shows it. Where there is none, the window is shown in any case.
pub(crate) fn start(handle: &AppHandle) {
    let handle = handle.clone();
    tauri::async_runtime::spawn(async move {
        let Some(machine) = handle.try_state::<Machine>() else {
            return;
        };
        machine.has_shown(show(&handle, &machine).await);
        if machine.tray().is_none() {
            window::raise(&handle);
        }
        refresh(&handle);
    });
}

/// Shows the state as it is.
pub(crate) fn refresh(handle: &AppHandle) {
    let handle = handle.clone();
    tauri::async_runtime::spawn(async move {
        let (Some(machine), Some(engine)) =
            (handle.try_state::<Machine>(), handle.try_state::<Shared>())
        else {
            return;
        };
        if let Some(shown) = machine.tray() {
            let app = engine.app_state().await.ok();
            change(&handle, &shown, machine.shows(app.as_ref())).await;
        }
    });
}

fn press(handle: &AppHandle, press: Press) {
    match (press, handle.try_state::<Shared>()) {
        (Press::Open, _) | (_, None) => window::raise(handle),
        (Press::Sync, Some(engine)) => engine.sync_now(),
        (Press::Lock, Some(engine)) => {
            let engine = Arc::clone(&engine);
            tauri::async_runtime::spawn(async move { engine.lock().await });
        }
        (Press::Quit, Some(_)) => machine::leave(handle, Wanted::Quit),
    }
}

#[cfg(target_os = "linux")]
async fn show(handle: &AppHandle, machine: &Machine) -> Option<Shown> {
    let icon = handle.default_window_icon()?.clone();
    let pressed = handle.clone();
    let pressed = move |which| press(&pressed, which);
    Shown::show(machine.shows(None), (icon.width(), icon.rgba()), pressed).await
}

#[cfg(target_os = "linux")]
async fn change(_: &AppHandle, shown: &Shown, tray: platform::Tray) {
    shown.change(tray).await;
}

#[cfg(not(target_os = "linux"))]
async fn show(handle: &AppHandle, machine: &Machine) -> Option<Shown> {
    let tray = machine.shows(None);
    let built = menu(handle, &tray).and_then(|menu| {
        let entries = tray.entries.map(|entry| entry.press);
        tauri::tray::TrayIconBuilder::new()
            .icon(
                handle
                    .default_window_icon()
                    .cloned()
                    .ok_or(tauri::Error::WindowNotFound)?,
            )
            .tooltip(&tray.state)
            .menu(&menu)
            .on_menu_event(move |handle, event| {
                let found = entries.iter().find(|entry| event.id() == &id(**entry));
                if let Some(found) = found {
                    press(handle, *found);
                }
            })
            .build(handle)
    });
    built
        .inspect_err(|error| tracing::info!(%error, "there is no tray"))
        .ok()
}

#[cfg(not(target_os = "linux"))]
async fn change(handle: &AppHandle, shown: &Shown, tray: platform::Tray) {
    let changed = menu(handle, &tray).and_then(|menu| shown.set_menu(Some(menu)));
    if let Err(error) = changed.and_then(|()| shown.set_tooltip(Some(&tray.state))) {
        tracing::info!(%error, "the tray shows what it showed");
    }
}

#[cfg(not(target_os = "linux"))]
fn menu(handle: &AppHandle, tray: &platform::Tray) -> tauri::Result<tauri::menu::Menu<tauri::Wry>> {
    use tauri::menu::{MenuBuilder, MenuItem};
    let state = MenuItem::new(handle, &tray.state, false, None::<&str>)?;
    let mut menu = MenuBuilder::new(handle).item(&state).separator();
    for entry in &tray.entries {
        let item = MenuItem::with_id(
            handle,
            id(entry.press),
            &entry.label,
            entry.enabled,
            None::<&str>,
        )?;
        menu = menu.item(&item);
    }
    menu.build()
}

#[cfg(not(target_os = "linux"))]
fn id(press: Press) -> String {
    format!("{press:?}")
}
