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
    notifications::{Notifications, Shown},
    process::{Process, until},
    secret_service,
};

/// A private desktop.
#[derive(Debug)]
pub struct DesktopSession {
    environment: Vec<(String, String)>,
    bus: Connection,
    shown: mpsc::UnboundedReceiver<Shown>,
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
        for each in [&logs, &run, &bin, &home] {
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
        still_pictures(&home.join("config"))?;
        let path = std::env::var_os("PATH").unwrap_or_default();
        let environment: Vec<(String, String)> = [
            ("DBUS_SESSION_BUS_ADDRESS", address.clone()),
            ("DISPLAY", format!(":{display}")),
            ("GDK_BACKEND", "x11".to_owned()),
            ("NO_AT_BRIDGE", "1".to_owned()),
            ("WEBKIT_SKIA_ENABLE_CPU_RENDERING", "1".to_owned()),
            ("HOME", home.display().to_string()),
            ("XDG_DATA_HOME", home.join("data").display().to_string()),
            ("XDG_CACHE_HOME", home.join("cache").display().to_string()),
            ("XDG_CONFIG_HOME", home.join("config").display().to_string()),
            ("XDG_RUNTIME_DIR", run.display().to_string()),
            (
                "PATH",
                format!("{}:{}", bin.display(), path.to_string_lossy()),
            ),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into();
        let (sender, shown) = mpsc::unbounded_channel();
        let service = Notifications::new(sender);
        let connection = connection::Builder::address(address.as_str())?
            .serve_at("/org/freedesktop/Notifications", service)?
            .name("org.freedesktop.Notifications")?
            .build()
            .await
            .context("Cannot serve notifications")?;
        let keychain = secret_service::keychain(&environment, &logs)?;
        secret_service::wait_for(&connection).await?;
        Ok(Self {
            environment,
            bus: connection,
            shown,
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

/// Pages that move would be caught half-way by a picture.
fn still_pictures(config: &Path) -> Result<()> {
    let folder = config.join("gtk-3.0");
    std::fs::create_dir_all(&folder)?;
    std::fs::write(
        folder.join("settings.ini"),
        "[Settings]\ngtk-enable-animations=0\n",
    )?;
    Ok(())
}
