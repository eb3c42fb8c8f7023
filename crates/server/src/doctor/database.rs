//! The database, its tables, and what is in them.

use std::time::Duration;

use domain::{Ctx, wire::Environment};
use jiff::SignedDuration;

use super::{Fault, Finding};
use crate::{
    access::OperatorScope,
    config::Known,
    store::{Breach, Location, Schema, Store, StoreError, Unreachable, Walls},
};

/// How long a database may take to let somebody in.
const PATIENCE: Duration = Duration::from_secs(10);

const UNREADABLE: &str = "the database cannot be read";

/// What was found.
pub(super) struct Data {
    pub(super) database: Finding,
    pub(super) migrations: Finding,
    pub(super) feed: Finding,
    pub(super) walls: Finding,
    /// How far this machine's clock is ahead of the database server's.
    pub(super) ahead: Option<SignedDuration>,
}

impl Data {
    fn without(database: Finding) -> Self {
        Self {
            database,
            migrations: Finding::unchecked(UNREADABLE),
            feed: Finding::unchecked(UNREADABLE),
            walls: Finding::unchecked(UNREADABLE),
            ahead: None,
        }
    }
}

pub(super) async fn examine(ctx: &Ctx, known: &Known) -> Data {
    let Some(location) = &known.database else {
        return Data::without(Finding::unchecked("its setting cannot be read"));
    };
    let store = match open(ctx, location).await {
        Ok(store) => store,
        Err(why) => return Data::without(no_database(location, &why)),
    };
    let migrations = store.schema().await;
    let found = Data {
        database: Finding::Fine(location.to_string()),
        feed: match &migrations {
            Ok(Schema::Current { .. }) => feed(&store).await,
            Ok(schema) => Finding::Unchecked(schema.to_string()),
            Err(_) => Finding::unchecked(UNREADABLE),
        },
        walls: match &migrations {
            Ok(Schema::Current { .. }) => judge_walls(store.walls().await, known.environment),
            Ok(schema) => Finding::Unchecked(schema.to_string()),
            Err(_) => Finding::unchecked(UNREADABLE),
        },
        migrations: judge_migrations(migrations),
        ahead: ahead(ctx, &store).await,
    };
    store.close().await;
    found
}

async fn open(ctx: &Ctx, location: &Location) -> Result<Store, Unreachable> {
    let opened = Store::open_existing(ctx.clone(), location);
    match tokio::time::timeout(PATIENCE, opened).await {
        Ok(opened) => opened.map_err(|error| error.unreachable()),
        Err(_) => Err(Unreachable::TimedOut),
    }
}

fn no_database(location: &Location, why: &Unreachable) -> Finding {
    let what = format!("{location}: {why}");
    let fix = match location {
        Location::File(_) => {
            "Correct `database`, or make the file with `halvaarsrapport-server migrate`"
        }
        Location::Server(_) => {
            "Start the database server, make the database (createdb), or correct `database`"
        }
    };
    Finding::faulty(Fault::NoDatabase, what, fix)
}

fn judge_migrations(schema: Result<Schema, StoreError>) -> Finding {
    match schema {
        Ok(schema @ Schema::Current { .. }) => Finding::Fine(schema.to_string()),
        Ok(schema @ Schema::Missing { .. }) => {
            let fix = "Run `halvaarsrapport-server migrate`";
            Finding::faulty(Fault::MigrationMissing, schema, fix)
        }
        Ok(schema @ (Schema::Newer { .. } | Schema::Altered { .. })) => {
            let fix =
                "Install the version of the program that last migrated this database, or newer";
            Finding::faulty(Fault::MigrationNewer, schema, fix)
        }
        Err(error) => no_answer(Fault::MigrationMissing, &error),
    }
}

/// A role that passes the rules is a fault where real persons are, and whenever nobody can tell.
fn judge_walls(walls: Result<Walls, StoreError>, environment: Option<Environment>) -> Finding {
    match walls {
        Ok(Walls::NoneInAFile) => Finding::unchecked("a file has none"),
        Ok(Walls::Stand { .. }) => {
            let what = "forced where it must be, and the server's role cannot pass it";
            Finding::Fine(what.to_owned())
        }
        Ok(Walls::Breached(breach @ (Breach::Exempt | Breach::Owner)))
            if environment == Some(Environment::Synthetic) =>
        {
            Finding::Fine(format!("{breach}, which production refuses"))
        }
        Ok(Walls::Breached(breach)) => Finding::faulty(Fault::Walls, &breach, breach.fix()),
        Err(error) => no_answer(Fault::Walls, &error),
    }
}

async fn feed(store: &Store) -> Finding {
    match store.verify(OperatorScope::on_this_machine()).await {
        Ok(verified) => match verified.damage.first() {
            None => {
                let (entries, bodies) = (verified.entries, verified.bodies);
                Finding::Fine(format!("{entries} entries and {bodies} bodies are whole"))
            }
            Some(damage) => {
                let fix = "Stop the server, keep the database as it is, and restore the last backup \
                           into a new one";
                Finding::faulty(Fault::FeedDamaged, damage, fix)
            }
        },
        Err(error) => no_answer(Fault::FeedDamaged, &error),
    }
}

fn no_answer(fault: Fault, error: &StoreError) -> Finding {
    let what = format!("{error} ({})", error.unreachable());
    Finding::faulty(fault, what, "Look into the database server's log")
}

async fn ahead(ctx: &Ctx, store: &Store) -> Option<SignedDuration> {
    let theirs = store.database_time().await.ok()??;
    Some(ctx.now().duration_since(theirs))
}
