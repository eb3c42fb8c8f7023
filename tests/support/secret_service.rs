//! A session bus with a Secret Service, and nothing else of a desktop.

use std::{
    collections::BTreeMap,
    io::Write,
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

use anyhow::{Context, Result};
use zbus::{
    Connection, Proxy, connection,
    zvariant::{ObjectPath, OwnedObjectPath, OwnedValue, Value},
};

use crate::process::{Process, until};

const SECRETS: &str = "org.freedesktop.secrets";
const READY: Duration = Duration::from_secs(90);

const BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>
<allow own="*"/></policy></busconfig>
"#;

/// A keychain on a bus of its own. What it keeps lies in its folder, and is there again at the next start.
#[derive(Debug)]
pub struct SecretService {
    environment: Vec<(String, String)>,
    _processes: Vec<Process>,
}

impl SecretService {
    /// Starts bus and keychain.
    pub async fn start(folder: &Path) -> Result<Self> {
        let logs = folder.join("logs");
        std::fs::create_dir_all(&logs)?;
        let (bus, address) = bus(folder, &logs)?;
        let environment = environment(folder, &address);
        let keychain = keychain(&environment, &logs)?;
        let connection = connection::Builder::address(address.as_str())?
            .build()
            .await?;
        wait_for(&connection).await?;
        Ok(Self {
            environment,
            _processes: vec![keychain, bus],
        })
    }

    /// The environment of a machine where no bus answers.
    pub fn nowhere(folder: &Path) -> Self {
        let address = format!("unix:path={}", folder.join("no-bus").display());
        Self {
            environment: environment(folder, &address),
            _processes: vec![],
        }
    }

    /// What is kept under a name.
    pub async fn secret(&self, name: &str) -> Result<Vec<u8>> {
        let (_, address) = self.environment.first().context("no bus")?;
        let bus = connection::Builder::address(address.as_str())?
            .build()
            .await?;
        secret(&bus, name).await
    }

    /// What a program finds in its environment.
    pub fn environment(&self) -> impl Iterator<Item = (&str, &str)> {
        self.environment
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// What the keychain on a bus keeps under a name.
pub(crate) async fn secret(bus: &Connection, name: &str) -> Result<Vec<u8>> {
    let of = async |path: &ObjectPath<'_>, interface: &'static str| {
        Proxy::new(bus, SECRETS, path.to_owned(), interface).await
    };
    let service = ObjectPath::try_from("/org/freedesktop/secrets")?;
    let service = of(&service, "org.freedesktop.Secret.Service").await?;
    let (_, session): (OwnedValue, OwnedObjectPath) = service
        .call("OpenSession", &("plain", Value::from("")))
        .await?;
    let wanted = BTreeMap::from([("username", name)]);
    let (found, _): (Vec<OwnedObjectPath>, Vec<OwnedObjectPath>) =
        service.call("SearchItems", &(wanted,)).await?;
    let item = found.first().context("nothing is kept under this name")?;
    let item = of(item, "org.freedesktop.Secret.Item").await?;
    let (_, _, secret, _): (OwnedObjectPath, Vec<u8>, Vec<u8>, String) =
        item.call("GetSecret", &(session,)).await?;
    Ok(secret)
}

fn environment(folder: &Path, address: &str) -> Vec<(String, String)> {
    let of = |name: &str| folder.join(name).display().to_string();
    [
        ("DBUS_SESSION_BUS_ADDRESS", address.to_owned()),
        ("HOME", of("home")),
        ("XDG_DATA_HOME", of("home/data")),
        ("XDG_RUNTIME_DIR", of("run")),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into()
}

/// A session bus, and its address.
pub(crate) fn bus(folder: &Path, logs: &Path) -> Result<(Process, String)> {
    let config = folder.join("bus.conf");
    std::fs::write(&config, BUS)?;
    Process::start_and_read(
        "dbus-daemon",
        Command::new("dbus-daemon")
            .arg(format!("--config-file={}", config.display()))
            .args(["--nofork", "--print-address=1"]),
        logs,
        |line| line.starts_with("unix:").then(|| line.to_owned()),
    )
}

/// An unlocked keychain on the bus that the environment names.
pub(crate) fn keychain(environment: &[(String, String)], logs: &Path) -> Result<Process> {
    for (name, value) in environment {
        if name.starts_with("XDG_") || name == "HOME" {
            std::fs::create_dir_all(value)?;
        }
    }
    let mut command = Command::new("gnome-keyring-daemon");
    command
        .args(["--unlock", "--components=secrets", "--foreground"])
        .envs(environment.iter().map(|(name, value)| (name, value)))
        .stdin(Stdio::piped())
        .stdout(Stdio::null());
    let mut process = Process::start("keychain", &mut command, logs)?;
    let mut input = process.input().context("no standard input")?;
    input.write_all(b"demo")?;
    Ok(process)
}

/// Waits until the keychain is on the bus.
pub(crate) async fn wait_for(bus: &Connection) -> Result<()> {
    let bus = zbus::fdo::DBusProxy::new(bus).await?;
    let name = zbus::names::BusName::try_from(SECRETS)?;
    until("the keychain", READY, async || {
        bus.name_has_owner(name.clone()).await.unwrap_or(false)
    })
    .await
}
