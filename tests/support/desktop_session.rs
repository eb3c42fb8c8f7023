//! A desktop of its own: a session bus, a keychain, a notification service that a test can read, a
//! screen where none is to be seen, and a browser command that hands its address over.

use std::{
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use anyhow::{Context, Result};
use tokio::sync::mpsc;
use zbus::{Connection, connection};

use crate::{
    logins,
    notifications::{Notifications, Shown},
    process::{Process, until},
    screen::Screen,
    secret_service,
    tray::{self, Item},
};

/// A private desktop.
#[derive(Debug)]
pub struct DesktopSession {
    environment: Vec<(String, String)>,
    bus: Connection,
    shown: mpsc::UnboundedReceiver<Shown>,
    items: mpsc::UnboundedReceiver<String>,
    item: Option<Item>,
    delays: mpsc::UnboundedReceiver<std::io::PipeReader>,
    opened: PathBuf,
    _processes: Vec<Process>,
}

impl DesktopSession {
    /// Starts everything under one folder.
    pub async fn start(folder: &Path) -> Result<Self> {
        let logs = folder.join("logs");
        let run = folder.join("run");
        let bin = folder.join("bin");
        let home = folder.join("home");
        let tmp = folder.join("tmp");
        for each in [&logs, &run, &bin, &home, &tmp] {
            std::fs::create_dir_all(each)?;
        }
        std::fs::set_permissions(&run, std::fs::Permissions::from_mode(0o700))?;
        let (bus, address) = secret_service::bus(folder, &logs)?;
        let (screen, display) = Process::start_and_read(
            "xvfb",
            Command::new("Xvfb").args([
                "-displayfd",
                "1",
                "-screen",
                "0",
                "1280x800x24",
                "-nolisten",
                "tcp",
            ]),
            &logs,
            |line| line.parse::<u32>().ok(),
        )?;
        let opened = folder.join("opened");
        browser_command(&bin, &opened)?;
        settings(&home.join("config"))?;
        let path = std::env::var_os("PATH").unwrap_or_default();
        let environment: Vec<(String, String)> = [
            ("DBUS_SESSION_BUS_ADDRESS", address.clone()),
            // What the machine itself says is said on the same bus.
            ("DBUS_SYSTEM_BUS_ADDRESS", address.clone()),
            ("DISPLAY", format!(":{display}")),
            ("GDK_BACKEND", "x11".to_owned()),
            ("NO_AT_BRIDGE", "1".to_owned()),
            ("WEBKIT_SKIA_ENABLE_CPU_RENDERING", "1".to_owned()),
            ("HOME", home.display().to_string()),
            ("XDG_DATA_HOME", home.join("data").display().to_string()),
            ("XDG_CACHE_HOME", home.join("cache").display().to_string()),
            ("XDG_CONFIG_HOME", home.join("config").display().to_string()),
            ("XDG_RUNTIME_DIR", run.display().to_string()),
            ("TMPDIR", tmp.display().to_string()),
            (
                "PATH",
                format!("{}:{}", bin.display(), path.to_string_lossy()),
            ),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into();
        let (sender, shown) = mpsc::unbounded_channel();
        let service = Notifications::new(sender);
        let (tray, items) = tray::Watcher::new();
        let (logins, delays) = logins::Logins::new();
        let connection = connection::Builder::address(address.as_str())?
            .serve_at("/org/freedesktop/Notifications", service)?
            .name("org.freedesktop.Notifications")?
            .serve_at(tray::PATH, tray)?
            .name(tray::NAME)?
            .serve_at(logins::PATH, logins)?
            .name(logins::NAME)?
            .build()
            .await
            .context("Cannot serve notifications")?;
        let keychain = secret_service::keychain(&environment, &logs)?;
        secret_service::wait_for(&connection).await?;
        Ok(Self {
            environment,
            bus: connection,
            shown,
            items,
            item: None,
            delays,
            opened,
            _processes: vec![keychain, screen, bus],
        })
    }

    /// Waits until a program of this name is on the bus.
    pub async fn wait_for(&self, name: &str, most: Duration) -> Result<()> {
        let bus = zbus::fdo::DBusProxy::new(&self.bus).await?;
        let found = zbus::names::BusName::try_from(name)?;
        until(name, most, async || {
            bus.name_has_owner(found.clone()).await.unwrap_or(false)
        })
        .await
    }

    /// What its keychain keeps under a name.
    pub async fn secret(&self, name: &str) -> Result<Vec<u8>> {
        secret_service::secret(&self.bus, name).await
    }

    /// Its screen.
    pub fn screen(&self) -> Result<Screen> {
        let mut environment = self.environment();
        let display = environment.find_map(|(name, value)| (name == "DISPLAY").then_some(value));
        Screen::of(display.context("no display")?)
    }

    /// What a program on this desktop finds in its environment.
    pub fn environment(&self) -> impl Iterator<Item = (&str, &str)> {
        self.environment
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The next notification.
    pub async fn notification(&mut self, most: Duration) -> Result<Shown> {
        let shown = tokio::time::timeout(most, self.shown.recv()).await;
        shown
            .context("No notification came")?
            .context("The notification service ended")
    }

    /// A notification that has come already.
    pub fn notification_so_far(&mut self) -> Option<Shown> {
        self.shown.try_recv().ok()
    }

    /// Waits until the program shows an item in the tray.
    pub async fn tray_item(&mut self, most: Duration) -> Result<()> {
        let told = tokio::time::timeout(most, self.items.recv()).await;
        let name = told.context("Nothing is in the tray")?;
        let name = name.context("The tray ended")?;
        self.item = Some(Item::of(&self.bus, &name).await?);
        Ok(())
    }

    /// The item that was shown.
    pub fn item(&self) -> Result<&Item> {
        self.item.as_ref().context("Nothing is in the tray")
    }

    /// Whether a program of this name is on the bus.
    pub async fn has(&self, name: &str) -> Result<bool> {
        let bus = zbus::fdo::DBusProxy::new(&self.bus).await?;
        Ok(bus.name_has_owner(name.try_into()?).await?)
    }

    /// The machine goes to sleep, as soon as the program lets it.
    pub async fn sleep(&mut self, most: Duration) -> Result<()> {
        let held = tokio::time::timeout(most, self.delays.recv()).await;
        let held = held.context("Nobody waits for sleep")?;
        logins::prepare_for_sleep(&self.bus, true).await?;
        let held = held.context("The manager of logins ended")?;
        let let_go = tokio::task::spawn_blocking(move || {
            let mut held = held;
            std::io::Read::read_to_end(&mut held, &mut Vec::new())
        });
        tokio::time::timeout(most, let_go)
            .await
            .context("The machine is held awake")???;
        Ok(())
    }

    /// The machine wakes up.
    pub async fn wake(&self) -> Result<()> {
        logins::prepare_for_sleep(&self.bus, false).await
    }

    /// The manager of logins locks the session.
    pub async fn lock_session(&self) -> Result<()> {
        logins::lock(&self.bus).await
    }

    /// The screen saver says whether it covers the screen.
    pub async fn screen_saver(&self, active: bool) -> Result<()> {
        let interface = "org.freedesktop.ScreenSaver";
        let path = "/org/freedesktop/ScreenSaver";
        self.bus
            .emit_signal(None::<&str>, path, interface, "ActiveChanged", &active)
            .await?;
        Ok(())
    }

    /// Clicks a notification.
    pub async fn click(&self, id: u32) -> Result<()> {
        let server = self.bus.object_server();
        let service = server
            .interface::<_, Notifications>("/org/freedesktop/Notifications")
            .await?;
        Notifications::action_invoked(service.signal_emitter(), id, "default").await?;
        Ok(())
    }

    /// The next address that a program opened in the browser.
    pub async fn opened_address(&self, most: Duration) -> Result<String> {
        let file = self.opened.clone();
        until("an address for the browser", most, async || {
            std::fs::read_to_string(&file).is_ok_and(|text| text.ends_with('\n'))
        })
        .await?;
        let text = std::fs::read_to_string(&self.opened)?;
        std::fs::remove_file(&self.opened)?;
        Ok(text.lines().next_back().unwrap_or_default().to_owned())
    }
}

/// The first browser command on the path writes down the address it is given.
pub(crate) fn browser_command(bin: &Path, opened: &Path) -> Result<()> {
    let script = bin.join("xdg-open");
    let text = format!(
        "#!/bin/sh\nprintf '%s\\n' \"$1\" >> '{}'\n",
        opened.display()
    );
    std::fs::write(&script, text)?;
    std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o755))?;
    Ok(())
}

/// Pages that move would be caught half-way by a picture, and the machine's printers are not a test's.
fn settings(config: &Path) -> Result<()> {
    let folder = config.join("gtk-3.0");
    std::fs::create_dir_all(&folder)?;
    std::fs::write(
        folder.join("settings.ini"),
        "[Settings]\ngtk-enable-animations=0\ngtk-print-backends=file\n",
    )?;
    Ok(())
}
