//! The runtime of tests that open stores: `#[tokio::test(crate = "crate::testing")]` finds it where it
//! looks for tokio's.
//!
//! A program that ends while a connection still closes crashes in SQLCipher, which frees at exit what the
//! connection needs. The app closes its store before it ends; here each test closes those that it opened.

use std::{cell::RefCell, io::Write};

use sqlx::{SqliteConnection, SqlitePool};
pub(crate) use tokio::pin;

thread_local! {
    static OPEN: RefCell<Vec<SqlitePool>> = const { RefCell::new(Vec::new()) };
}

/// Notes a store that was opened.
pub(crate) fn opened(pool: SqlitePool) {
    OPEN.with_borrow_mut(|open| open.push(pool));
}

/// Where this is set, a program stops after so many of SQLite's operations on the way to another schema, says so, and
/// waits to be killed.
pub(crate) const STOPS_AFTER: &str = "HALVAARSRAPPORT_STOPS_AFTER";

/// What it says then.
pub(crate) const STOPPED: &str = "stopped on the way";

#[expect(
    clippy::disallowed_methods,
    reason = "a test tells its own program what to do"
)]
pub(crate) async fn stops_on_the_way(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    let Some(after) = std::env::var(STOPS_AFTER)
        .ok()
        .and_then(|text| text.parse::<u64>().ok())
    else {
        return Ok(());
    };
    let mut done = 0;
    connection
        .lock_handle()
        .await?
        .set_progress_handler(1, move || {
            done += 1;
            if done >= after {
                // Past the harness, which keeps what a test prints.
                let mut out = std::io::stderr();
                drop(writeln!(out, "{STOPPED}"));
                drop(out.flush());
                loop {
                    std::thread::park();
                }
            }
            true
        });
    Ok(())
}

pub(crate) mod runtime {
    use std::{future::Future, io};

    pub(crate) struct Builder(tokio::runtime::Builder);

    impl Builder {
        pub(crate) fn new_current_thread() -> Self {
            Self(tokio::runtime::Builder::new_current_thread())
        }

        pub(crate) fn enable_all(mut self) -> Self {
            self.0.enable_all();
            self
        }

        pub(crate) fn build(mut self) -> io::Result<Runtime> {
            self.0.build().map(Runtime)
        }
    }

    pub(crate) struct Runtime(tokio::runtime::Runtime);

    impl Runtime {
        pub(crate) fn block_on<T>(&self, test: impl Future<Output = T>) -> T {
            let outcome = self.0.block_on(test);
            self.0.block_on(async {
                for pool in super::OPEN.take() {
                    pool.close().await;
                }
            });
            outcome
        }
    }
}
