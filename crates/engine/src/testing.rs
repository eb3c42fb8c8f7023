//! The runtime of tests that open stores: `#[tokio::test(crate = "crate::testing")]` finds it where it
//! looks for tokio's.
//!
//! A program that ends while a connection still closes crashes in SQLCipher, which frees at exit what the
//! connection needs. The app closes its store before it ends; here each test closes those that it opened.

use std::cell::RefCell;

pub(crate) use tokio::pin;

use crate::store::Pool;

thread_local! {
    static OPEN: RefCell<Vec<Pool>> = const { RefCell::new(Vec::new()) };
}

/// Notes a store that was opened.
pub(crate) fn opened(pool: Pool) {
    OPEN.with_borrow_mut(|open| open.push(pool));
}

/// Closes the stores that this test has opened, also those of programs that have ended: on Windows nobody removes a file
/// that is open.
pub(crate) async fn close_stores() {
    for pool in OPEN.take() {
        pool.close().await;
    }
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
            self.0.block_on(super::close_stores());
            outcome
        }
    }
}
