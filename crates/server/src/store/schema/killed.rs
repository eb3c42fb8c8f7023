//! A program that is killed on the way through every migration, on either database.
//!
//! One file and one database go from nothing to this build's tables, step by step, each with what earlier builds wrote.
//! From the tables before a step, program after program sets out and is killed, until one has taken it: in a file at as many places as the step
//! has statements, spread evenly over what SQLite does from the step's beginning to after its commit; on PostgreSQL after
//! each request that the step makes, and before its answer is read (a step's statements are one request there, so a
//! killed program cannot leave it in the midst of them). The next sets out from what the killed one left. That is
//! always either all of the step or nothing of it, as a database has it on whose way nobody was killed: tables, rules
//! and rows. So it is too with the places and the like that follow the last step.

use std::path::{Path, PathBuf};

use scratch_kill::{Place, Requests, operations_of, spread, statements, stops_after, stops_in};
use scratch_postgres::{Cluster, OWNER};
use sqlx::{
    AssertSqlSafe, ConnectOptions, Connection, PgConnection, SqliteConnection,
    migrate::{Migrate, Migrator},
    postgres::PgConnectOptions,
};
use tempfile::TempDir;
use tokio::sync::Mutex;

use super::*;
use crate::store::{Location, file_options};

/// Where the program that is killed finds its database.
const DATABASE: &str = "HALVAARSRAPPORT_KILLED_DATABASE";

/// So many are killed after the last step.
const AFTERWARDS: u64 = 10;

/// What earlier builds wrote, each from the step on whose tables it needs; bytes stand in braces.
const WRITTEN: [(i64, &str); 9] = [
    (
        1,
        "INSERT INTO office (id, name_nb, name_nn, official_name, org_no)
         VALUES ('innlandet', 'Navn', 'Namn', 'Statsforvalteren i Innlandet', '1')",
    ),
    (
        1,
        "INSERT INTO county (county_no, name, office) VALUES ('34', 'Innlandet', 'innlandet')",
    ),
    (
        1,
        "INSERT INTO unit (unit_no, kind, name, county_no, office)
         VALUES ('3411', 'kommune', 'Ringsaker', '34', 'innlandet')",
    ),
    (
        2,
        "INSERT INTO person (id, national_id_hash, name, created_at) VALUES ('p', {01}, 'Kari', 5)",
    ),
    (
        2,
        "INSERT INTO client (id, kind, unit_no, name, secret_hash, created_at)
         VALUES ('c', 'reporter', '3411', 'Fagsystem', {02}, 5)",
    ),
    (
        4,
        "INSERT INTO report (id, office, unit_no, period, reference, state, revision)
         VALUES ('r', 'innlandet', '3411', '2026-1', 'HR', 'submitted', 1)",
    ),
    (
        4,
        "INSERT INTO revision (report_id, number, unit_no, submission_id, content_hash, submission,
             client_id, received_at)
         VALUES ('r', 1, '3411', 's', {03}, {7b7d}, 'c', 5)",
    ),
    (
        5,
        "INSERT INTO feed_entry (office, seq, kind, id, rev, payload_hash, chain, recorded_at)
         VALUES ('innlandet', 1, 'report', 'r', 1, {04}, {05}, 5)",
    ),
    (
        5,
        "INSERT INTO feed_body (office, kind, id, rev, seq, body)
         VALUES ('innlandet', 'report', 'r', 1, 1, {7b7d})",
    ),
];

/// Tables, rules and functions as PostgreSQL describes them, and the steps.
const DESCRIBED: &str = "
    SELECT concat_ws(' ', 'column', attrelid::regclass, attnum, attname, format_type(atttypid, atttypmod), attnotnull,
        pg_get_expr(adbin, adrelid))
    FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
    WHERE relnamespace = 'public'::regnamespace AND attnum > 0
    UNION ALL SELECT concat_ws(' ', 'relation', relname, relkind, relrowsecurity, relforcerowsecurity, relacl)
    FROM pg_class WHERE relnamespace = 'public'::regnamespace
    UNION ALL SELECT concat_ws(' ', 'constraint', conrelid::regclass, conname, pg_get_constraintdef(oid))
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT concat_ws(' ', 'policy', tablename, policyname, permissive, roles, cmd, qual, with_check) FROM pg_policies
    UNION ALL SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION ALL SELECT pg_get_triggerdef(pg_trigger.oid) FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT concat_ws(' ', 'step', version) FROM _sqlx_migrations
    ORDER BY 1";

/// A database, and how to reach it.
enum Database {
    File(PathBuf),
    Server {
        /// Its name in the cluster.
        name: &'static str,
        /// What programs ask of it.
        requests: Requests,
        /// The folder of their socket.
        folder: TempDir,
        /// Who sees past every rule.
        superuser: Mutex<PgConnection>,
    },
}

impl Database {
    async fn server(name: &'static str) -> Self {
        let cluster = Cluster::shared();
        cluster.create(name).unwrap();
        let options: PgConnectOptions = cluster.url(name).parse().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let requests = Requests::between(folder.path(), options.get_socket().unwrap()).unwrap();
        let superuser = Mutex::new(options.connect().await.unwrap());
        Self::Server {
            name,
            requests,
            folder,
            superuser,
        }
    }

    /// As whom the tables belong to.
    fn setting(&self) -> String {
        match self {
            Self::File(file) => file.display().to_string(),
            Self::Server { name, folder, .. } => {
                let host = folder.path().display().to_string().replace('/', "%2F");
                format!("postgres://{OWNER}@{host}/{name}")
            }
        }
    }

    fn migrator(&self) -> &'static Migrator {
        match self {
            Self::File(_) => &SQLITE,
            Self::Server { .. } => &POSTGRES,
        }
    }

    async fn open(&self) -> Store {
        let location: Location = self.setting().parse().unwrap();
        Store::open(edge::system_ctx(), &location).await.unwrap()
    }

    /// Goes as far as this step. How far that is, as a place on the way of a program that goes on.
    async fn take(&self, step: i64) -> u64 {
        self.measured(async |store| store.take_steps(Some(step)).await)
            .await
            - self.unlocking().await
    }

    /// Does all that a program does. How far that is.
    async fn migrate(&self) -> u64 {
        self.measured(async |store| store.migrate().await).await
    }

    async fn measured(&self, work: impl AsyncFnOnce(&Store) -> Result<(), StoreError>) -> u64 {
        let before = match self {
            Self::File(_) => 0,
            Self::Server { requests, .. } => requests.count(),
        };
        let store = self.open().await;
        let operations = match &store.pools {
            Pools::Sqlite { write, .. } => {
                let mut connection = write.acquire().await.unwrap();
                Some(operations_of(&mut connection).await.unwrap())
            }
            Pools::Postgres(_) => None,
        };
        work(&store).await.unwrap();
        store.close().await;
        match (self, operations) {
            (Self::Server { requests, .. }, _) => requests.count() - before,
            (Self::File(_), operations) => operations.map_or(0, |operations| operations.count()),
        }
    }

    /// What is asked of a server after the last step that is taken.
    async fn unlocking(&self) -> u64 {
        let Self::Server { requests, .. } = self else {
            return 0;
        };
        let mut connection = PgConnection::connect(&self.setting()).await.unwrap();
        connection.lock().await.unwrap();
        let before = requests.count();
        connection.unlock().await.unwrap();
        requests.count() - before
    }

    /// What the builds with this step as their last wrote.
    async fn write(&self, step: i64) {
        for (_, text) in WRITTEN.iter().filter(|(of, _)| *of == step) {
            match self {
                Self::File(file) => {
                    let text = text.replace('{', "x'").replace('}', "'");
                    let mut connection = connect(file).await;
                    let written = sqlx::query(AssertSqlSafe(text)).execute(&mut connection);
                    written.await.unwrap();
                    connection.close().await.unwrap();
                }
                Self::Server { superuser, .. } => {
                    let text = text.replace('{', "'\\x").replace('}', "'");
                    let mut connection = superuser.lock().await;
                    let written = sqlx::query(AssertSqlSafe(text)).execute(&mut *connection);
                    written.await.unwrap();
                }
            }
        }
    }

    /// All that it holds.
    async fn contents(&self) -> Vec<String> {
        match self {
            Self::File(file) => {
                let mut connection = connect(file).await;
                let contents = scratch_kill::contents(&mut connection).await.unwrap();
                connection.close().await.unwrap();
                contents
            }
            Self::Server { superuser, .. } => {
                let connection = &mut *superuser.lock().await;
                // Until what serves a killed program has seen that it is gone.
                Migrate::lock(connection).await.unwrap();
                let described = described(connection).await;
                connection.unlock().await.unwrap();
                described
            }
        }
    }

    /// A program of its own sets out, and is killed.
    fn kill(&self, place: u64) {
        let test = "store::schema::killed::a_program_that_migrates";
        let setting = self.setting();
        let setting = (DATABASE, setting.as_ref());
        match self {
            Self::File(_) => {
                scratch_kill::kill(test, setting, Place::Operation(place));
            }
            Self::Server { requests, .. } => {
                scratch_kill::kill_at(test, setting, requests, place);
            }
        }
    }
}

async fn connect(file: &Path) -> SqliteConnection {
    let options = file_options(file).create_if_missing(true);
    options.connect().await.unwrap()
}

async fn described(connection: &mut PgConnection) -> Vec<String> {
    let mut all: Vec<String> = sqlx::query_scalar(DESCRIBED)
        .fetch_all(&mut *connection)
        .await
        .unwrap();
    let tables: Vec<String> = sqlx::query_scalar(
        "SELECT tablename::text FROM pg_tables
         WHERE schemaname = 'public' AND tablename <> '_sqlx_migrations' ORDER BY 1",
    )
    .fetch_all(&mut *connection)
    .await
    .unwrap();
    let rows = tables
        .iter()
        .map(|table| format!("SELECT '{table} ' || (whole.*)::text FROM {table} whole"));
    let rows = rows.collect::<Vec<_>>().join(" UNION ALL ");
    if !rows.is_empty() {
        let rows = sqlx::query_scalar::<_, String>(AssertSqlSafe(format!("{rows} ORDER BY 1")));
        all.extend(rows.fetch_all(&mut *connection).await.unwrap());
    }
    all
}

#[tokio::test]
#[ignore = "the program that another test kills"]
async fn a_program_that_migrates() {
    let database = std::env::var_os(DATABASE).unwrap();
    let location: Location = database.to_str().unwrap().parse().unwrap();
    let store = Store::open(edge::system_ctx(), &location).await.unwrap();
    if let Pools::Sqlite { write, .. } = &store.pools {
        // The only connection that writes.
        let mut connection = write.acquire().await.unwrap();
        stops_in(&mut connection).await.unwrap();
    }
    stops_after(store.migrate()).await;
}

#[tokio::test]
async fn a_kill_on_the_way_leaves_a_file_before_a_step_or_after_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name| Database::File(folder.path().join(name));
    kill_on_the_way(&file("killed.db"), &file("spared.db")).await;
}

#[tokio::test]
async fn a_kill_on_the_way_leaves_postgresql_before_a_step_or_after_it() {
    let killed = Database::server("killed").await;
    let spared = Database::server("spared").await;
    kill_on_the_way(&killed, &spared).await;
}

async fn kill_on_the_way(killed: &Database, spared: &Database) {
    // Where there is nothing yet, the table of the steps comes first.
    let ends = spared.take(0).await;
    for place in [1, ends / 2, ends] {
        killed.kill(place);
    }
    killed.take(0).await;
    let mut last = 0;
    for step in killed.migrator().iter() {
        let before = spared.contents().await;
        assert_eq!(killed.contents().await, before, "{last}");
        let begins = spared.take(last).await;
        let ends = spared.take(step.version).await;
        let after = spared.contents().await;
        let places = match killed {
            Database::File(_) => 2 + statements(step.sql.as_str()),
            Database::Server { .. } => 1 + ends - begins,
        };
        let mut undone = 0;
        for place in spread(begins, ends, places) {
            killed.kill(place);
            let found = killed.contents().await;
            let new: Vec<_> = found.iter().filter(|line| !before.contains(line)).collect();
            assert!(
                found == before || found == after,
                "{} at {place} of {begins} to {ends}: {new:#?}",
                step.version
            );
            if found == after {
                break;
            }
            undone += 1;
        }
        assert!(undone > 0, "{}: nobody was killed in it", step.version);
        for database in [killed, spared] {
            database.take(step.version).await;
            database.write(step.version).await;
        }
        last = step.version;
    }
    kill_afterwards(killed, spared, last).await;
}

/// What comes after the last step is done in a transaction too.
async fn kill_afterwards(killed: &Database, spared: &Database, last: i64) {
    let before = spared.contents().await;
    assert_eq!(killed.contents().await, before);
    let begins = spared.take(last).await;
    let ends = spared.migrate().await;
    let after = spared.contents().await;
    for place in spread(begins, ends, AFTERWARDS) {
        killed.kill(place);
        let found = killed.contents().await;
        assert!(found == before || found == after, "{found:#?}");
    }
    killed.migrate().await;
    assert_eq!(killed.contents().await, after);
}
