//! A server that goes back in time: backups at some moments, and one of them put in its place at others.

use std::{
    fs,
    path::{Path, PathBuf},
};

use server::{
    App,
    backup::{self, Copied},
    store::{Location, Store},
};

use crate::{
    bufdir::{Bufdir, Kept},
    machine::Dice,
    network::{Network, Remembered},
    servers::Servers,
};

/// In so many runs of a hundred the server may go back.
const RUNS: usize = 40;

/// The backups of a run.
pub(crate) struct Backups {
    folder: PathBuf,
    database: PathBuf,
    dice: Dice,
    goes_back: bool,
    taken: Vec<Backup>,
    started: usize,
}

/// What became of the server.
pub(crate) enum Event<'a> {
    Nothing,
    /// A backup was taken.
    Taken,
    /// Another server stands in its place, over this store, and knows what was known then.
    WentBack(Store, &'a Then),
}

/// What was known when a backup was taken.
pub(crate) struct Then {
    pub(crate) network: Remembered,
    pub(crate) bufdir: Kept,
}

struct Backup {
    file: PathBuf,
    copied: Copied,
    then: Then,
}

impl Backups {
    /// None taken yet; in most runs none ever is.
    pub(crate) fn new(folder: &Path, database: &Path, mut dice: Dice) -> Self {
        Self {
            folder: folder.to_owned(),
            database: database.to_owned(),
            goes_back: dice.chance(RUNS),
            dice,
            taken: Vec::new(),
            started: 0,
        }
    }

    /// Perhaps takes a backup, or puts one in the server's place.
    pub(crate) async fn act(
        &mut self,
        app: &App,
        servers: &Servers,
        network: &Network,
        bufdir: &Bufdir,
    ) -> Event<'_> {
        if !self.goes_back {
            return Event::Nothing;
        }
        match self.dice.below(100) {
            0..5 => {
                self.take(app, network, bufdir).await;
                Event::Taken
            }
            5..8 => match self.put_back(app, servers, network).await {
                Some((store, then)) => Event::WentBack(store, then),
                None => Event::Nothing,
            },
            _ => Event::Nothing,
        }
    }

    async fn take(&mut self, app: &App, network: &Network, bufdir: &Bufdir) {
        self.started += 1;
        let file = self.folder.join(format!("backup-{}", self.started));
        let location = Location::File(self.database.clone());
        let copied = backup::backup(app.store(), &location, &file).await.unwrap();
        network
            .log
            .line(format!("backup {} is taken", self.started));
        self.taken.push(Backup {
            file,
            copied,
            then: Then {
                network: network.remember(),
                bufdir: bufdir.kept(),
            },
        });
    }

    async fn put_back(
        &mut self,
        app: &App,
        servers: &Servers,
        network: &Network,
    ) -> Option<(Store, &Then)> {
        let ctx = app.ctx();
        let backup = self.dice.pick(&self.taken)?;
        let contents = &backup.copied.contents;
        network
            .log
            .line(format!("the server goes back to {contents:?}"));
        network.database.let_go().await;
        servers.stop().await;
        app.store().close().await;
        for suffix in ["", "-wal", "-shm"] {
            let path = format!("{}{suffix}", self.database.display());
            // What SQLite keeps beside the file may be gone already.
            drop(fs::remove_file(path));
        }
        let location = Location::File(self.database.clone());
        let copied = backup::restore(ctx.clone(), &location, &backup.file).await;
        assert_eq!(copied.unwrap(), backup.copied);
        let store = Store::open(ctx.clone(), &location).await.unwrap();
        Some((store, &backup.then))
    }
}
