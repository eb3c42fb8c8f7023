//! A notification service that a test can read and click in.

#![expect(
    clippy::disallowed_types,
    clippy::too_many_arguments,
    clippy::unused_async,
    clippy::used_underscore_binding,
    reason = "the service's own signatures, and the code of their macro"
)]

use std::{collections::BTreeMap, sync::Arc};

use tokio::sync::{Mutex, mpsc};
use zbus::{interface, object_server::SignalEmitter, zvariant::OwnedValue};

/// A notification as the service got it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// Its number: that of the one whose place it takes, where it takes one's.
    pub id: u32,
    /// The heading.
    pub summary: String,
    /// The text.
    pub body: String,
    /// Keys and labels of its buttons, in turn.
    pub actions: Vec<String>,
}

pub(crate) struct Notifications {
    shown: mpsc::UnboundedSender<Shown>,
    last: Arc<Mutex<u32>>,
}

impl Notifications {
    pub(crate) fn new(shown: mpsc::UnboundedSender<Shown>) -> Self {
        Self {
            shown,
            last: Arc::default(),
        }
    }
}

#[interface(name = "org.freedesktop.Notifications")]
impl Notifications {
    async fn notify(
        &self,
        _app_name: String,
        replaces_id: u32,
        _app_icon: String,
        summary: String,
        body: String,
        actions: Vec<String>,
        _hints: BTreeMap<String, OwnedValue>,
        _expire_timeout: i32,
    ) -> u32 {
        let mut last = self.last.lock().await;
        let id = if replaces_id == 0 {
            *last += 1;
            *last
        } else {
            replaces_id
        };
        // A demo may not listen.
        drop(self.shown.send(Shown {
            id,
            summary,
            body,
            actions,
        }));
        id
    }

    async fn close_notification(&self, _id: u32) {}

    async fn get_capabilities(&self) -> Vec<String> {
        vec!["body".to_owned(), "actions".to_owned()]
    }

    async fn get_server_information(&self) -> (String, String, String, String) {
        (
            "tests".to_owned(),
            "halvaarsrapport".to_owned(),
            "1".to_owned(),
            "1.2".to_owned(),
        )
    }

    #[zbus(signal)]
    pub(crate) async fn action_invoked(
        emitter: &SignalEmitter<'_>,
        id: u32,
        key: &str,
    ) -> zbus::Result<()>;
}
