//! The server's processes: one to three over one store, each of which may end at any statement.

use std::sync::Arc;

use axum::Router;
use jiff::SignedDuration;
use server::{
    App,
    signing::Signing,
    store::{Location, Store},
};
use tokio::sync::Notify;

use crate::{
    machine::Time,
    mishaps::Fuse,
    world::{Nobody, settings},
};

/// Where requests come in.
#[derive(Clone)]
pub(crate) struct Door {
    pub(crate) router: Router,
    pub(crate) fuse: Arc<Fuse>,
    pub(crate) dies: Arc<Notify>,
}

/// The processes.
pub(crate) struct Servers {
    location: Location,
    time: Time,
    seed: u64,
    started: u64,
    running: Vec<Running>,
}

struct Running {
    app: App,
    door: Door,
}

impl Servers {
    /// So many.
    pub(crate) async fn start(
        many: usize,
        location: Location,
        time: &Time,
        seed: u64,
        signing: &Signing,
    ) -> Self {
        let mut servers = Self {
            location,
            time: time.clone(),
            seed,
            started: 0,
            running: vec![],
        };
        for _ in 0..many {
            let running = servers.begin(signing).await;
            servers.running.push(running);
        }
        servers
    }

    async fn begin(&mut self, signing: &Signing) -> Running {
        self.started += 1;
        let dies = Arc::new(Notify::new());
        let fuse = Fuse::new(&dies);
        let ctx = self
            .time
            .machine(self.seed, 100_000 + self.started, SignedDuration::ZERO)
            .befallen(fuse.clone());
        let store = Store::open(ctx.clone(), &self.location).await.unwrap();
        let app = App::new(ctx, store, settings(signing.clone()), Nobody);
        let router = server::router(app.clone());
        Running {
            app,
            door: Door { router, fuse, dies },
        }
    }

    /// The doors, in the order of the processes.
    pub(crate) fn doors(&self) -> Vec<Door> {
        let doors = self.running.iter().map(|running| running.door.clone());
        doors.collect()
    }

    /// Puts a new process in the place of one that ended.
    pub(crate) async fn revive(&mut self, which: usize, signing: &Signing) {
        let began = self.begin(signing).await;
        let ended = std::mem::replace(&mut self.running[which], began);
        ended.app.store().close().await;
    }

    /// They are started again with other keys.
    pub(crate) fn rotate(&mut self, signing: &Signing) {
        for running in &mut self.running {
            let app = &running.app;
            let (ctx, store) = (app.ctx().clone(), app.store().clone());
            running.app = App::new(ctx, store, settings(signing.clone()), Nobody);
            running.door.router = server::router(running.app.clone());
        }
    }

    /// Lets go of the store.
    pub(crate) async fn stop(&self) {
        for running in &self.running {
            running.app.store().close().await;
        }
    }
}
