//! A tray: it hears of items, reads their menus and presses what is in them.

#![expect(
    clippy::disallowed_types,
    clippy::unused_async,
    clippy::used_underscore_binding,
    reason = "the service's own signatures, and the code of their macro"
)]

use std::collections::HashMap;

use anyhow::{Context, Result};
use tokio::sync::mpsc;
use zbus::{
    Connection, Proxy, interface,
    message::Header,
    zvariant::{OwnedValue, Structure, Value},
};

pub(crate) const NAME: &str = "org.kde.StatusNotifierWatcher";
pub(crate) const PATH: &str = "/StatusNotifierWatcher";

/// Hears of items.
pub(crate) struct Watcher {
    items: mpsc::UnboundedSender<String>,
}

impl Watcher {
    pub(crate) fn new() -> (Self, mpsc::UnboundedReceiver<String>) {
        let (items, told) = mpsc::unbounded_channel();
        (Self { items }, told)
    }
}

#[interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    async fn register_status_notifier_item(
        &self,
        _service: String,
        #[zbus(header)] header: Header<'_>,
    ) {
        if let Some(sender) = header.sender() {
            // A demo may not listen.
            drop(self.items.send(sender.to_string()));
        }
    }

    #[zbus(property)]
    async fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    async fn protocol_version(&self) -> i32 {
        0
    }
}

/// An item in the tray.
#[derive(Debug)]
pub struct Item {
    icon: Proxy<'static>,
    menu: Proxy<'static>,
}

type Layout = (u32, (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>));

impl Item {
    pub(crate) async fn of(bus: &Connection, name: &str) -> Result<Self> {
        let of = |path: &'static str, interface: &'static str| {
            Proxy::new_owned(bus.clone(), name.to_owned(), path, interface)
        };
        Ok(Self {
            icon: of("/StatusNotifierItem", "org.kde.StatusNotifierItem").await?,
            menu: of("/MenuBar", "com.canonical.dbusmenu").await?,
        })
    }

    /// The lines of its menu: number, words and whether they can be pressed. Lines between them have no words.
    pub async fn lines(&self) -> Result<Vec<(i32, String, bool)>> {
        let all: [&str; 0] = [];
        let told: Layout = self
            .menu
            .call("GetLayout", &(0i32, -1i32, &all[..]))
            .await?;
        let (_, (_, _, lines)) = told;
        lines.into_iter().map(line).collect()
    }

    /// Presses the line with these words.
    pub async fn press(&self, words: &str) -> Result<()> {
        let lines = self.lines().await?;
        let line = lines.into_iter().find(|(_, label, _)| label == words);
        let (id, ..) = line.with_context(|| format!("«{words}» is not in the tray"))?;
        let nothing = Value::from(0i32);
        let pressed: () = self
            .menu
            .call("Event", &(id, "clicked", nothing, 0u32))
            .await?;
        Ok(pressed)
    }

    /// The pixels of its largest icon.
    pub async fn icon(&self) -> Result<Vec<u8>> {
        let icons: Vec<(i32, i32, Vec<u8>)> = self.icon.get_property("IconPixmap").await?;
        let largest = icons.into_iter().max_by_key(|(width, ..)| *width);
        Ok(largest.context("no icon")?.2)
    }
}

fn line(told: OwnedValue) -> Result<(i32, String, bool)> {
    let line: Structure<'_> = told.try_into()?;
    let (id, mut about, _): (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>) =
        line.try_into()?;
    let label = about.remove("label").map(String::try_from).transpose()?;
    let enabled = about.remove("enabled").map(bool::try_from).transpose()?;
    Ok((id, label.unwrap_or_default(), enabled.unwrap_or(true)))
}
