//! The promises, checked from outside: by reading both files with a key, without the programs' code.

use std::path::{Path, PathBuf};

use domain::signing::PublishedKey;
use engine::Keychain;
use sqlx::{Connection, SqliteConnection, sqlite::SqliteConnectOptions};
use support::vault;
use tokio::sync::{MappedMutexGuard, Mutex, MutexGuard};

use crate::{network::Network, officers::Officer};

mod applications;
mod figures;
mod kept;
mod mirror;
mod own;
mod receipts;
mod reminders;
mod settled;

pub(crate) use applications::{answer_draft_of, application};
pub(crate) use kept::{acknowledged, decided, deliveries, server, submitted};
pub(crate) use own::{draft_of, outbox_now, sealed, unsure};
pub(crate) use receipts::received;
pub(crate) use reminders::reminded;
pub(crate) use settled::{everything_at_bufdir, everything_settled};

/// The server's file, as it is read from outside: by one connection, since to open one costs more than most looks.
pub(crate) struct ServerFile {
    path: PathBuf,
    connection: Mutex<Option<SqliteConnection>>,
}

impl ServerFile {
    pub(crate) fn new(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            connection: Mutex::new(None),
        }
    }

    async fn look(&self) -> MappedMutexGuard<'_, SqliteConnection> {
        let mut connection = self.connection.lock().await;
        if connection.is_none() {
            let options = SqliteConnectOptions::new()
                .filename(&self.path)
                .read_only(true);
            let opened = SqliteConnection::connect_with(&options).await;
            *connection = Some(opened.unwrap());
        }
        MutexGuard::map(connection, |connection| connection.as_mut().unwrap())
    }

    /// Before another file takes its place, and in the end.
    pub(crate) async fn let_go(&self) {
        if let Some(connection) = self.connection.lock().await.take() {
            connection.close().await.unwrap();
        }
    }
}

/// Everything that must be true of an officer's machine at any moment.
pub(crate) async fn officer(officer: &mut Officer, network: &Network, keys: &[PublishedKey]) {
    let Some(mut store) = open_store(officer).await else {
        return;
    };
    let server = &mut *network.database.look().await;
    own::drafts(officer, &mut store).await;
    own::outbox(officer, network, &mut store).await;
    let is_behind = network.is_behind(officer.who);
    receipts::receipts(&mut store, keys).await;
    if mirror::mirror(&mut store, server, is_behind).await {
        let chains = mirror::chains(server).await;
        receipts::pasts(&mut store, &chains, network.went_back()).await;
    }
    store.close().await.unwrap();
}

/// Whether the officer has a store that a PIN opens.
pub(crate) async fn opens(officer: &Officer) -> bool {
    let Some(store) = open_store(officer).await else {
        return false;
    };
    store.close().await.unwrap();
    true
}

/// The officer's store, by its key alone; none before the first login.
async fn open_store(officer: &Officer) -> Option<SqliteConnection> {
    let entry = officer.keychain.get(&vault::entry_name(officer.person));
    let entry = entry.unwrap()?;
    let file = officer.folder.join(format!("{}.vault", officer.person));
    // Too many wrong PINs: a keychain without a secret, and nothing to unwrap.
    if entry.get(33) == Some(&u8::MAX) || !file.exists() {
        return None;
    }
    let key = vault::store_key(&officer.folder, officer.person, &entry, vault::PIN).unwrap();
    let hex = data_encoding::HEXLOWER.encode(&key);
    let options = SqliteConnectOptions::new()
        .filename(officer.folder.join(format!("{}.db", officer.person)))
        .read_only(true)
        .pragma("key", format!("\"x'{hex}'\""));
    Some(SqliteConnection::connect_with(&options).await.unwrap())
}
