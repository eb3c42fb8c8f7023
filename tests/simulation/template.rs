//! What runs start from: a server with places, persons and credentials, and machines whose officers have logged in
//! once. Made by the programs themselves, and copied for each run.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use domain::{deadlines::PeriodSettings, ids::PersonId, national_id::NationalId};
use engine::Keychain;
use jiff::{SignedDuration, Timestamp};
use server::{
    App, admin,
    store::{Location, Store},
};
use sqlx::{Connection, SqliteConnection, sqlite::SqliteConnectOptions};
use support::keychain::Memory;

use crate::{
    machine::{Log, Time},
    shape::{PERSONS, SEATS, Shape},
    units::{self, PERIODS},
    world::{self, Nobody, World, settings, signing},
};

/// The seed of what is in the template. No run has it.
const SEED: u64 = u64::MAX;

/// Everything that a run begins with.
pub(crate) struct Template {
    /// The server, before any officer has logged in.
    server: PathBuf,
    /// Who sits in each seat.
    pub(crate) persons: Vec<PersonId>,
    /// What opens the server's door to each unit's case system.
    pub(crate) units: Vec<String>,
    /// And to Bufdir's.
    pub(crate) bufdir: String,
    /// The same after each officer's first login.
    known: Option<Known>,
}

/// A server that officers have logged in to, and their machines.
struct Known {
    server: PathBuf,
    machines: Vec<Kept>,
}

/// What is kept of a machine.
struct Kept {
    folder: PathBuf,
    secrets: BTreeMap<String, Vec<u8>>,
}

/// What a machine keeps its officer's store in.
pub(crate) struct Profile {
    pub(crate) folder: PathBuf,
    pub(crate) keychain: Arc<Memory>,
}

impl Template {
    /// Makes it in an empty folder.
    pub(crate) async fn make(folder: &Path) -> Self {
        let server = folder.join("template.db");
        make_server(&server).await;
        let mut template = Self::of(server).await;
        let own = folder.join("template");
        fs::create_dir(&own).unwrap();
        let shape = Shape::before_any();
        let world = World::new(SEED, None, shape, &template, &own, Log::default()).await;
        for officer in &world.officers {
            officer.engine.lock().await;
        }
        let machines = world.officers.iter().map(|officer| Kept {
            folder: officer.folder.clone(),
            secrets: officer.keychain.secrets(),
        });
        template.known = Some(Known {
            machines: machines.collect(),
            server: own.join(world::DATABASE),
        });
        world.close().await;
        template
    }

    /// Officers are appointed, and systems get what opens the door to them.
    async fn of(server: PathBuf) -> Self {
        let ctx = Time::new(None).machine(SEED, 1, SignedDuration::ZERO);
        let store = Store::open(ctx.clone(), &Location::File(server.clone())).await;
        let signing = signing(Timestamp::UNIX_EPOCH, None);
        let app = App::new(ctx, store.unwrap(), settings(signing), Nobody);
        let mut persons = vec![];
        for seat in &SEATS {
            persons.push(appoint(&app, seat.person, seat.home).await);
        }
        let bufdir = admin::add_bufdir_client(app.store(), "Bufdir").await;
        let template = Self {
            server,
            persons,
            units: units::admitted(&app).await,
            bufdir: bufdir.unwrap().1.expose().to_owned(),
            known: None,
        };
        app.store().close().await;
        template
    }

    /// What is after the first logins, where a run begins there.
    fn known(&self, shape: Shape) -> Option<&Known> {
        self.known.as_ref().filter(|_| !shape.is_new)
    }

    /// Copies the server to where a run has its own.
    pub(crate) fn copy_server(&self, shape: Shape, to: &Path) {
        let from = self
            .known(shape)
            .map_or(&self.server, |known| &known.server);
        fs::copy(from, to).unwrap();
    }

    /// What stands in a run for the machine of a seat: a copy, or where machines are new an empty place.
    pub(crate) fn profile(&self, shape: Shape, seat: usize, folder: PathBuf) -> Profile {
        let keychain = Arc::new(Memory::default());
        if let Some(known) = self.known(shape) {
            let kept = &known.machines[seat];
            copy_files(&kept.folder, &folder);
            for (name, secret) in &kept.secrets {
                keychain.set(name, secret).unwrap();
            }
        }
        Profile { folder, keychain }
    }
}

/// A folder of files, and of folders of files.
fn copy_files(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_files(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// An empty server database with its tables and places, which every run starts from.
pub(crate) async fn make_empty_server(path: &Path) {
    let store = Store::open(edge::system_ctx(), &Location::File(path.to_owned()))
        .await
        .unwrap();
    store.migrate().await.unwrap();
    for period in PERIODS {
        let settings = PeriodSettings::default_for(period.parse().unwrap()).unwrap();
        admin::open_period(&store, &settings).await.unwrap();
    }
    store.close().await;
}

/// The same, with persons who report for units and whom mail reaches.
async fn make_server(path: &Path) {
    make_empty_server(path).await;
    let ctx = Time::new(None).machine(0, 0, SignedDuration::ZERO);
    let store = Store::open(ctx, &Location::File(path.to_owned())).await;
    let store = store.unwrap();
    let settings = settings(signing(Timestamp::UNIX_EPOCH, None));
    let persons = national_ids().skip(PERSONS);
    for (unit, id) in units::REACHED.into_iter().zip(persons) {
        let unit = unit.into();
        let added = admin::add_reporter(&store, &settings, &id, "Innsender", &unit);
        added.await.unwrap();
    }
    store.close().await;
    let options = SqliteConnectOptions::new().filename(path);
    let mut file = SqliteConnection::connect_with(&options).await.unwrap();
    sqlx::query("UPDATE person SET confirmed_email = 'innsender@prove.example'")
        .execute(&mut file)
        .await
        .unwrap();
    file.close().await.unwrap();
}

pub(crate) async fn appoint(app: &App, who: usize, office: &str) -> PersonId {
    let id = national_ids().nth(who).unwrap();
    let name = format!("Saksbehandler {who}");
    let added = admin::add_officer(app.store(), app.settings(), &id, &name, &office.into()).await;
    added.unwrap()
}

/// Synthetic numbers: 80 is added to the month.
pub(crate) fn national_ids() -> impl Iterator<Item = String> {
    (0..100_000)
        .map(|rest| format!("018185{rest:05}"))
        .filter(|digits| NationalId::parse(digits).is_ok_and(|id| id.is_synthetic()))
}
