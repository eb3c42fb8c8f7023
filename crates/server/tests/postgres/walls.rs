//! The second wall: what PostgreSQL's row security keeps from the server's own role, whatever it asks.
//! Statements here are raw, as a forgotten condition would let them be.

use domain::{decision::Decision, wire::Outcome};
use server::store::{Breach, Location, Store, Walls};
use sqlx::{
    Connection, PgConnection, PgPool, Postgres, Transaction,
    error::DatabaseError,
    postgres::{PgConnectOptions, PgPoolOptions},
};

use crate::{
    bufdir::{Bufdir, approved},
    program::{NOBODY, Program},
    world::{
        BERGEN, Desk, INNLANDET, KARI, LIV, OLA, RINGSAKER, VESTLAND, World, approve, decision,
    },
};

/// Tables that tell of offices, with the column that says of which.
const OF_OFFICES: [&str; 6] = [
    "report",
    "office_head",
    "feed_entry",
    "feed_body",
    "decision",
    "delivery",
];

/// A report approved at each of two offices, and one more that waits at the first.
struct Scene {
    world: World,
    kari: Desk,
    liv: Desk,
}

impl Scene {
    async fn new() -> Self {
        let world = World::new().await;
        let kari = world.officer(KARI, INNLANDET).await;
        let liv = world.officer(LIV, VESTLAND).await;
        approved(&world, &kari, (RINGSAKER, "2026-1"), 1).await;
        approved(&world, &liv, (BERGEN, "2026-1"), 2).await;
        world.receive("3403", 3).await;
        world.reporter(OLA, RINGSAKER).await;
        Self { world, kari, liv }
    }

    /// One connection as the server's role, given out again and again.
    async fn pool(&self) -> PgPool {
        pool(options(&self.world.place.location)).await
    }
}

fn options(location: &Location) -> PgConnectOptions {
    match location {
        Location::Server(options) => (**options).clone(),
        Location::File(_) => panic!("a file"),
    }
}

async fn pool(options: PgConnectOptions) -> PgPool {
    let pool = PgPoolOptions::new().max_connections(1);
    pool.connect_with(options).await.unwrap()
}

/// A transaction that has said how far it reaches, as the store says it.
async fn within(pool: &PgPool, settings: &[(&str, &str)]) -> Transaction<'static, Postgres> {
    let mut tx = pool.begin().await.unwrap();
    for (name, value) in settings {
        sqlx::query("SELECT set_config('halvaarsrapport.' || $1, $2, true)")
            .bind(*name)
            .bind(*value)
            .execute(&mut *tx)
            .await
            .unwrap();
    }
    tx
}

async fn count(connection: &mut PgConnection, statement: String) -> i64 {
    let statement = sqlx::AssertSqlSafe(statement);
    let counted = sqlx::query_scalar(statement).fetch_one(connection).await;
    counted.unwrap()
}

/// Every table of the database.
async fn tables(connection: &mut PgConnection) -> Vec<String> {
    sqlx::query_scalar(
        "SELECT CAST(relname AS TEXT) FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname",
    )
    .fetch_all(connection)
    .await
    .unwrap()
}

const IN_INNLANDET: [(&str, &str); 2] = [("realm", "office"), ("office", INNLANDET)];

#[tokio::test]
async fn a_scope_ends_with_its_transaction_on_the_same_connection() {
    let scene = Scene::new().await;
    let pool = scene.pool().await;
    let reports = || "SELECT COUNT(*) FROM report".to_owned();
    for commits in [true, false] {
        let mut tx = within(&pool, &IN_INNLANDET).await;
        assert_eq!(count(&mut tx, reports()).await, 2);
        if commits {
            tx.commit().await.unwrap();
        } else {
            tx.rollback().await.unwrap();
        }
        let mut next = pool.begin().await.unwrap();
        assert_eq!(count(&mut next, reports()).await, 0);
        drop(next);
        let mut bare = pool.acquire().await.unwrap();
        assert_eq!(count(&mut bare, reports()).await, 0);
    }
    let mut other = within(&pool, &[("realm", "office"), ("office", VESTLAND)]).await;
    assert_eq!(count(&mut other, reports()).await, 1);
}

#[tokio::test]
async fn without_a_scope_there_is_nothing() {
    let scene = Scene::new().await;
    let pool = scene.pool().await;
    let mut server = pool.acquire().await.unwrap();
    let owner = options(&scene.world.place.owner());
    let mut owner = PgConnection::connect_with(&owner).await.unwrap();
    let mut walled = 0;
    for table in tables(&mut owner).await {
        let open = [
            "_sqlx_migrations",
            "office",
            "county",
            "unit",
            "period",
            "receipt_counter",
        ];
        if open.contains(&table.as_str()) {
            continue;
        }
        walled += 1;
        let rows = format!("SELECT COUNT(*) FROM {table}");
        assert_eq!(count(&mut server, rows.clone()).await, 0, "{table}");
        assert_eq!(count(&mut owner, rows).await, 0, "{table}, for its owner");
    }
    let stands = Walls::Stand { tables: walled };
    assert_eq!(scene.world.app.store().walls().await.unwrap(), stands);
    // There was something to see.
    let all: Vec<(i64,)> = scene.world.rows("SELECT COUNT(*) FROM report").await;
    assert_eq!(all, [(3,)]);
}

#[tokio::test]
async fn an_office_reaches_nothing_of_anothers() {
    let scene = Scene::new().await;
    let pool = scene.pool().await;
    for table in OF_OFFICES {
        let mut tx = within(&pool, &IN_INNLANDET).await;
        let own = format!("SELECT COUNT(*) FROM {table}");
        assert!(count(&mut tx, own).await > 0, "{table}");
        let others = format!("SELECT COUNT(*) FROM {table} WHERE office <> '{INNLANDET}'");
        assert_eq!(count(&mut tx, others).await, 0, "{table}");
    }
    let mut tx = within(&pool, &IN_INNLANDET).await;
    let revisions = "SELECT COUNT(*) FROM revision WHERE unit_no = ".to_owned();
    let [own, others] = [RINGSAKER, BERGEN].map(|unit| format!("{revisions}'{unit}'"));
    assert_eq!(count(&mut tx, own).await, 1);
    assert_eq!(count(&mut tx, others).await, 0);
    for table in [
        "person",
        "session",
        "session_pair",
        "client",
        "traded_token",
    ] {
        let any = format!("SELECT COUNT(*) FROM {table}");
        assert_eq!(count(&mut tx, any).await, 0, "{table}");
    }
    drop(tx);

    for statement in [
        "UPDATE report SET state = 'draft' WHERE office = 'vestland'",
        "UPDATE office_head SET seq = 99 WHERE office = 'vestland'",
        "UPDATE feed_body SET body = '' WHERE office = 'vestland'",
    ] {
        let mut tx = within(&pool, &IN_INNLANDET).await;
        let done = sqlx::query(statement).execute(&mut *tx).await.unwrap();
        assert_eq!(done.rows_affected(), 0, "{statement}");
    }
    for statement in [
        "INSERT INTO report (id, office, unit_no, period, reference, state, revision)
            VALUES ('x', 'vestland', '4602', '2026-1', 'x', 'draft', 1)",
        "UPDATE report SET office = 'vestland' WHERE unit_no = '3411'",
    ] {
        let mut tx = within(&pool, &IN_INNLANDET).await;
        let refused = sqlx::query(statement).execute(&mut *tx).await.unwrap_err();
        assert!(
            refused.to_string().contains("row-level security"),
            "{refused}"
        );
    }
}

#[tokio::test]
async fn a_unit_reaches_its_own_report_and_bufdir_what_is_delivered() {
    let scene = Scene::new().await;
    let pool = scene.pool().await;
    let units = [("realm", "units"), ("units", "3411,3412")];
    for (settings, seen) in [
        (&units[..], vec![RINGSAKER]),
        (&[("realm", "bufdir")], vec![RINGSAKER, BERGEN]),
        (&[("realm", "gate")], vec![]),
        (&[("realm", "watch")], vec![]),
        (&[("realm", "public")], vec![]),
        (&[("realm", "operator")], vec!["3403", RINGSAKER, BERGEN]),
    ] {
        let mut tx = within(&pool, settings).await;
        let numbers: Vec<String> =
            sqlx::query_scalar("SELECT unit_no FROM report ORDER BY unit_no")
                .fetch_all(&mut *tx)
                .await
                .unwrap();
        assert_eq!(numbers, seen, "{settings:?}");
        let bodies = count(&mut tx, "SELECT COUNT(*) FROM feed_body".to_owned()).await;
        assert_eq!(usize::try_from(bodies).unwrap(), seen.len(), "{settings:?}");
    }
}

/// A person at Bufdir gives and ends the roles of others; none of the own, and none of another kind.
#[tokio::test]
async fn bufdir_changes_the_roles_of_others_and_never_its_own() {
    let scene = Scene::new().await;
    let pool = scene.pool().await;
    let (own, other) = (scene.kari.person.to_string(), scene.liv.person.to_string());
    let at_bufdir = [("realm", "bufdir"), ("person", own.as_str())];
    let give = |person: &str, kind: &str| {
        let statement = format!(
            "INSERT INTO role (id, person_id, kind, valid_from, stands_in)
                VALUES ('x', '{person}', '{kind}', 0, 0)"
        );
        sqlx::query(sqlx::AssertSqlSafe(statement))
    };
    for (person, kind, is_let) in [
        (&other, "bufdir", true),
        (&own, "bufdir", false),
        (&other, "applicant", false),
    ] {
        let mut tx = within(&pool, &at_bufdir).await;
        let given = give(person, kind).execute(&mut *tx).await;
        assert_eq!(given.is_ok(), is_let, "{kind} {given:?}");
    }
    let mut tx = within(&pool, &at_bufdir).await;
    let ended = sqlx::query("UPDATE role SET valid_to = 1 WHERE kind = 'officer'");
    let ended = ended.execute(&mut *tx).await.unwrap();
    assert_eq!(ended.rows_affected(), 1, "the other's alone");
    drop(tx);
    // Its systems have no person, and see neither.
    let mut tx = within(&pool, &[("realm", "bufdir")]).await;
    for table in ["role", "person"] {
        let rows = format!("SELECT COUNT(*) FROM {table}");
        assert_eq!(count(&mut tx, rows).await, 0, "{table}");
    }
}

/// Another office's decision cannot be seen here, and its id tells nothing of it.
#[tokio::test]
async fn the_id_of_another_offices_decision_is_answered_as_no_access() {
    let scene = Scene::new().await;
    let received = scene.world.receive("3405", 9).await;
    let taken: Decision = decision(2, &received, approve(1));
    let rows = scene.world.stored_rows().await;
    let Outcome::Held { reason } = scene.world.decide(&scene.kari, &taken).await else {
        panic!("not held");
    };
    assert_eq!(reason, domain::wire::HeldReason::NoAccess);
    assert_eq!(scene.world.stored_rows().await, rows);
    // Whoever made it has the first answer still, at another office too.
    let person = scene.liv.person.to_string();
    let pool = scene.pool().await;
    let elsewhere = [
        ("realm", "office"),
        ("office", "oslo-viken"),
        ("person", &*person),
    ];
    let mut tx = within(&pool, &elsewhere).await;
    let own = "SELECT COUNT(*) FROM decision".to_owned();
    assert_eq!(count(&mut tx, own).await, 1);
}

#[tokio::test]
async fn the_servers_role_cannot_change_what_is_kept() {
    let scene = Scene::new().await;
    let pool = scene.pool().await;
    for statement in [
        "UPDATE revision SET submission = ''",
        "DELETE FROM revision",
        "UPDATE feed_entry SET rev = 9",
        "DELETE FROM feed_entry",
        "UPDATE decision SET answer = bytes",
        "DELETE FROM decision",
        "UPDATE audit SET at = 0",
        "DELETE FROM audit",
        "TRUNCATE audit",
        "UPDATE delivery SET body = ''",
        "DELETE FROM delivery",
        "DELETE FROM report",
        "DELETE FROM feed_body",
        "DELETE FROM person",
        "UPDATE office SET org_no = ''",
        "ALTER TABLE revision DISABLE TRIGGER ALL",
        "ALTER TABLE report DISABLE ROW LEVEL SECURITY",
        "DROP POLICY office ON report",
    ] {
        let mut tx = within(&pool, &[("realm", "operator")]).await;
        let refused = sqlx::query(statement).execute(&mut *tx).await.unwrap_err();
        let error = refused.as_database_error();
        let code = error.and_then(DatabaseError::code);
        assert_eq!(code.as_deref(), Some("42501"), "{statement}: {refused}");
    }
}

#[tokio::test]
async fn what_holds_too_little_is_told() {
    let world = World::new().await;
    let ctx = world.app.ctx();
    let walls = async |location: &Location| {
        let store = Store::open(ctx.clone(), location).await.unwrap();
        let walls = store.walls().await.unwrap();
        store.close().await;
        walls
    };
    let owner = world.place.owner();
    assert_eq!(walls(&owner).await, Walls::Breached(Breach::Owner));
    let superuser = world.place.superuser();
    assert_eq!(walls(&superuser).await, Walls::Breached(Breach::Exempt));
    for (statement, breach) in [
        (
            "ALTER TABLE report NO FORCE ROW LEVEL SECURITY",
            Breach::Open("report".to_owned()),
        ),
        (
            "ALTER TABLE report FORCE ROW LEVEL SECURITY",
            Breach::Changeable("decision".to_owned()),
        ),
        (
            "REVOKE UPDATE ON decision FROM halvaarsrapport_app",
            Breach::NotAdmitted("mail_cause".to_owned()),
        ),
    ] {
        world
            .takes("GRANT UPDATE ON decision TO halvaarsrapport_app")
            .await;
        assert!(
            world
                .takes("REVOKE SELECT ON mail_cause FROM halvaarsrapport_app")
                .await
        );
        assert!(world.takes(statement).await);
        assert_eq!(walls(&world.place.location).await, Walls::Breached(breach));
    }
    // The next `migrate` puts the rights back.
    world.place.migrate(ctx).await;
    let found = walls(&world.place.location).await;
    assert!(matches!(found, Walls::Stand { .. }), "{found:?}");
}

#[tokio::test]
async fn production_is_served_behind_walls_only() {
    let mut program = Program::new().await;
    let own = program.place.setting();
    let superuser = own.replace("halvaarsrapport_app@", "halvaarsrapport@");
    let owner = program.place.owner_setting().unwrap();
    program.configure(|text| text.replace(NOBODY, "https://idporten.no"));
    for (role, told) in [
        (&superuser, "the server's role passes all row security"),
        (&owner, "the server's role owns the tables"),
    ] {
        program.configure(|text| {
            text.replace(
                &format!("database = \"{own}\""),
                &format!("database = \"{role}\""),
            )
        });
        program.configure(|text| text.replace("\"synthetic\"", "\"production\""));
        let refused = program.run(&["serve"]);
        assert_eq!(refused.code, Some(1), "{refused:?}");
        assert!(refused.complained.contains(told), "{refused:?}");
        let doctor = program.run(&["doctor"]);
        let line = format!("row security: FAULT, {told}. Name a role in `database`");
        assert!(doctor.said.contains(&line), "{doctor:?}");
        program.configure(|text| text.replace("\"production\"", "\"synthetic\""));
        let doctor = program.run(&["doctor"]);
        let line = format!("row security: ok, {told}, which production refuses");
        assert!(doctor.said.contains(&line), "{doctor:?}");
        program.configure(|text| {
            text.replace(
                &format!("database = \"{role}\""),
                &format!("database = \"{own}\""),
            )
        });
    }
    program.configure(|text| text.replace("\"synthetic\"", "\"production\""));
    program.serve(&["serve"]).stop();
}

/// Nobody reads the sum of an area that is not the own one, whoever forgets to ask for the own alone.
#[tokio::test]
async fn a_sum_in_clear_is_in_its_own_area_alone() {
    let scene = Scene::new().await;
    let pool = scene.pool().await;
    let person = scene.kari.session.officer.id.to_string();
    let reader = |areas: &'static str| [("realm", "reader"), ("figures", areas)];
    let counties = domain::units::Register::current().counties().count();
    let all = i64::try_from(5 * (counties + 1)).unwrap();
    for (settings, seen) in [
        (IN_INNLANDET, 5),
        (reader("3411,34"), 5),
        (reader("3411"), 0),
        (reader(""), 0),
        ([("realm", "units"), ("units", RINGSAKER)], 0),
        ([("realm", "bufdir"), ("person", &person)], all),
        ([("realm", "bufdir"), ("person", "")], 0),
    ] {
        let mut tx = within(&pool, &settings).await;
        let sums = "SELECT COUNT(*) FROM figure_sum".to_owned();
        assert_eq!(count(&mut tx, sums).await, seen, "{settings:?}");
        let others = "SELECT COUNT(*) FROM figure_sum WHERE area <> '34'".to_owned();
        let others = count(&mut tx, others).await;
        assert!(others == 0 || seen == all, "{settings:?}");
    }
}

/// Without the owner's address, as the server itself runs, nothing is migrated and all works.
#[tokio::test]
async fn the_server_runs_without_knowing_the_owner() {
    let mut program = Program::new().await;
    let owner = program.place.owner_setting().unwrap();
    program.configure(|text| text.replace(&format!("database_owner = \"{owner}\"\n"), ""));
    program.serve(&["serve"]).stop();
    program
        .run(&["client", "add", "--unit", RINGSAKER, "--name", "Fagsystem"])
        .ok();
    let last = "DELETE FROM _sqlx_migrations
        WHERE version = (SELECT MAX(version) FROM _sqlx_migrations)";
    assert!(program.place.takes(last).await);
    let refused = program.run(&["serve"]);
    assert_eq!(refused.code, Some(1));
    assert!(
        refused.complained.contains("`database_owner` is not set"),
        "{refused:?}"
    );
}

/// A dump by the owner, whom the rules hold, has every row.
#[tokio::test]
async fn a_backup_by_the_owner_is_whole() {
    let scene = Scene::new().await;
    let bufdir = Bufdir::new(&scene.world).await;
    assert_eq!(bufdir.all(9).await.len(), 2);
    let (ctx, owner) = (scene.world.app.ctx(), scene.world.place.owner());
    let file = scene.world.place.folder().join("backup");
    let store = Store::open(ctx.clone(), &owner).await.unwrap();
    server::backup::backup(&store, &owner, &file).await.unwrap();
    store.close().await;
    let place = crate::world::Place::empty();
    let restored = server::backup::restore(ctx.clone(), &place.owner(), &file).await;
    restored.unwrap();
    let rows = async |location: Location| {
        let mut rows = PgConnection::connect_with(&options(&location))
            .await
            .unwrap();
        let mut counted = Vec::new();
        for table in tables(&mut rows).await {
            let all = format!("SELECT COUNT(*) FROM {table}");
            counted.push((count(&mut rows, all).await, table));
        }
        counted
    };
    let (before, after) = (
        rows(scene.world.place.superuser()).await,
        rows(place.superuser()).await,
    );
    assert_eq!(before, after);
    let restored = Store::open(ctx.clone(), &place.owner()).await.unwrap();
    let walls = restored.walls().await.unwrap();
    assert_eq!(walls, Walls::Breached(Breach::Owner));
    restored.close().await;
}
