//! Programs that are killed in their work, and on the way to other tables: a test starts itself once more as such a
//! program, which stops at a chosen place and is ended there by SIGKILL (on Windows by what is like it), and looks at
//! what is left.
#![expect(
    clippy::expect_used,
    reason = "it runs in tests, where what does not start is a failure"
)]

use std::{
    ffi::OsStr,
    future::{Future, poll_fn},
    io::{BufRead, BufReader, Write},
    pin::pin,
    process::{Child, ChildStderr, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use sqlx::SqliteConnection;

#[cfg(unix)]
mod requests;
mod sqlite;

#[cfg(unix)]
pub use requests::Requests;
pub use sqlite::contents;

/// What a program says that has stopped.
const STOPPED: &str = "stopped on the way";

/// How a program is told where to stop.
const STOPS: &str = "HALVAARSRAPPORT_STOPS";

/// A place on a program's way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// So many of SQLite's operations are done on the connection that [`stops_in`] was told of: several in each
    /// statement, and the next not begun.
    Operation(u64),
    /// [`stops_after`]'s work has gone on so many times: each time it waited for something before.
    Turn(u64),
    /// So many changes to SQLite's files are made since [`stops_at_changes`], and the next is not; a write is two.
    Change(u64),
}

impl Place {
    /// Where this program is to stop; none in a program that nobody kills.
    #[expect(
        clippy::disallowed_methods,
        reason = "a test tells its own program what to do"
    )]
    fn told() -> Option<Self> {
        let told = std::env::var(STOPS).ok()?;
        let (of, number) = told.split_once(' ').expect("a kind and a number");
        let number = number.parse().expect("a number");
        Some(match of {
            "operation" => Self::Operation(number),
            "change" => Self::Change(number),
            _ => Self::Turn(number),
        })
    }

    fn told_as(self) -> String {
        match self {
            Self::Operation(number) => format!("operation {number}"),
            Self::Turn(number) => format!("turn {number}"),
            Self::Change(number) => format!("change {number}"),
        }
    }
}

/// In a program that [`kill`] started: it stops at this [`Place::Operation`].
///
/// # Errors
///
/// The connection is lost.
pub async fn stops_in(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    let Some(Place::Operation(most)) = Place::told() else {
        return Ok(());
    };
    let mut done = 0;
    let mut handle = connection.lock_handle().await?;
    handle.set_progress_handler(1, move || {
        if done >= most {
            stop();
        }
        done += 1;
        true
    });
    Ok(())
}

/// In a program that [`kill`] started, before it has opened a file: it stops at this [`Place::Change`].
pub fn stops_at_changes() {
    if let Some(Place::Change(most)) = Place::told() {
        let done = AtomicU64::new(0);
        scratch_files::watch(move || {
            if done.fetch_add(1, Ordering::Relaxed) >= most {
                stop();
            }
        });
    }
}

/// In a program that [`kill`] started: says what is done, to be read by whoever kills it.
pub fn says(what: &str) {
    // Past the harness, which keeps what a test prints.
    drop(writeln!(std::io::stderr(), "{what}"));
}

/// Does this work in a program that [`kill`] started: it stops at this [`Place::Turn`], or once all is done.
pub async fn stops_after<T>(work: impl Future<Output = T>) {
    let most = match Place::told() {
        Some(Place::Turn(most)) => most,
        _ => u64::MAX,
    };
    let mut work = pin!(work);
    let mut done = 0;
    poll_fn(|context| {
        if done >= most {
            stop();
        }
        done += 1;
        work.as_mut().poll(context)
    })
    .await;
    stop();
}

/// Says that it stops, and waits for the end.
fn stop() -> ! {
    says(STOPPED);
    loop {
        std::thread::park();
    }
}

/// How many operations there were on a connection.
#[derive(Debug, Default)]
pub struct Operations(Arc<AtomicU64>);

impl Operations {
    /// Until now.
    pub fn count(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// Counts what SQLite does on a connection from here on, as [`Place::Operation`] does.
///
/// # Errors
///
/// The connection is lost.
pub async fn operations_of(connection: &mut SqliteConnection) -> Result<Operations, sqlx::Error> {
    let count = Operations::default();
    let counted = Arc::clone(&count.0);
    let mut handle = connection.lock_handle().await?;
    handle.set_progress_handler(1, move || {
        counted.fetch_add(1, Ordering::Relaxed);
        true
    });
    Ok(count)
}

/// So many places, two or more, evenly from one to another.
pub fn spread(first: u64, last: u64, many: u64) -> impl Iterator<Item = u64> {
    (0..many).map(move |place| first + (last - first) * place / (many - 1))
}

/// How many statements a migration has, where each ends with its line; those of a trigger count as well.
pub fn statements(migration: &str) -> u64 {
    let ends = migration.lines().map(|line| line.ends_with(';'));
    ends.map(u64::from).sum()
}

/// Runs a test of the calling program's own in a program of its own, and kills that where it stops. What it said
/// before, line by line.
///
/// # Panics
///
/// The program does not start, or ends by itself.
pub fn kill(test: &str, setting: (&str, &OsStr), place: Place) -> Vec<String> {
    let mut program = start(test, setting, Some(place));
    let said = read(program.stderr.take().expect("its errors are read"));
    let ended = program.try_wait().expect("it can be asked for");
    assert!(ended.is_none(), "{place:?}: {ended:?} {said:?}");
    end(program);
    said
}

/// The same, and kills it when it has made so many requests, the answer to the last of which it never reads; or where it
/// stops because all is done.
///
/// # Panics
///
/// The program does not start, or ends by itself.
#[cfg(unix)]
pub fn kill_at(test: &str, setting: (&str, &OsStr), requests: &Requests, number: u64) {
    let (told, done) = requests.last_after(number);
    let mut program = start(test, setting, None);
    let said = program.stderr.take().expect("its errors are read");
    let waiting = std::thread::spawn(move || {
        read(said);
        // Nobody waits any more where the last request came first.
        done.send(()).ok();
    });
    told.recv().expect("somebody waits for it");
    let ended = program.try_wait().expect("it can be asked for");
    assert!(ended.is_none(), "{number}: {ended:?}");
    end(program);
    waiting.join().expect("it reads to the end");
    requests.go_on();
}

fn start(test: &str, (name, value): (&str, &OsStr), place: Option<Place>) -> Child {
    let this = std::env::current_exe().expect("this program has a file");
    let mut command = Command::new(this);
    command
        .args(["--exact", "--ignored", "--nocapture", test])
        .env(name, value)
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    if let Some(place) = place {
        command.env(STOPS, place.told_as());
    }
    command.spawn().expect("this program starts once more")
}

/// Until it stops, or has ended; with what it said.
fn read(said: ChildStderr) -> Vec<String> {
    let lines = BufReader::new(said).lines().map_while(Result::ok);
    lines.take_while(|line| line != STOPPED).collect()
}

fn end(mut program: Child) {
    program.kill().expect("it is there");
    program.wait().expect("it has ended");
}
