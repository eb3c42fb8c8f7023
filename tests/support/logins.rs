//! The manager of logins, as far as a program of the desktop hears of it.

#![expect(
    clippy::disallowed_types,
    clippy::unused_async,
    clippy::used_underscore_binding,
    reason = "the service's own signatures, and the code of their macro"
)]

use std::io::PipeReader;

use anyhow::Result;
use tokio::sync::mpsc;
use zbus::{Connection, fdo, interface, zvariant::OwnedFd};

pub(crate) const NAME: &str = "org.freedesktop.login1";
pub(crate) const PATH: &str = "/org/freedesktop/login1";

/// Gives out delays of sleep, and tells who waits for their end.
pub(crate) struct Logins {
    delays: mpsc::UnboundedSender<PipeReader>,
}

impl Logins {
    pub(crate) fn new() -> (Self, mpsc::UnboundedReceiver<PipeReader>) {
        let (delays, given) = mpsc::unbounded_channel();
        (Self { delays }, given)
    }
}

#[interface(name = "org.freedesktop.login1.Manager")]
impl Logins {
    async fn inhibit(
        &self,
        what: String,
        _who: String,
        _why: String,
        mode: String,
    ) -> fdo::Result<OwnedFd> {
        if (what.as_str(), mode.as_str()) != ("sleep", "delay") {
            return Err(fdo::Error::NotSupported(what));
        }
        let (reader, writer) =
            std::io::pipe().map_err(|error| fdo::Error::IOError(error.to_string()))?;
        // A demo may not listen.
        drop(self.delays.send(reader));
        Ok(std::os::fd::OwnedFd::from(writer).into())
    }
}

pub(crate) async fn prepare_for_sleep(bus: &Connection, sleeps: bool) -> Result<()> {
    let interface = "org.freedesktop.login1.Manager";
    bus.emit_signal(None::<&str>, PATH, interface, "PrepareForSleep", &sleeps)
        .await?;
    Ok(())
}

pub(crate) async fn lock(bus: &Connection) -> Result<()> {
    let path = "/org/freedesktop/login1/session/_31";
    let interface = "org.freedesktop.login1.Session";
    bus.emit_signal(None::<&str>, path, interface, "Lock", &())
        .await?;
    Ok(())
}
