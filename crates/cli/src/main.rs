//! The officer's work on a terminal: the guide's steps 5 to 11, without a network too.
//!
//! Each command is a program of its own, in the same stores as the window; one of them works at a time.

use std::process::ExitCode;

mod answer;
mod application;
mod args;
mod decide;
mod ending;
mod help;
mod hidden;
mod layout;
mod online;
mod outbox;
mod program;
mod read;
mod reply;
mod screen;
mod seat;
mod sending;
mod show;
mod tasks;
mod typed;
mod words;

/// What is freed is wiped first: keys and texts are copied on their way, also where no code of ours sees it.
#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<std::alloc::System> =
    zeroizing_alloc::ZeroAlloc(std::alloc::System);

fn main() -> ExitCode {
    start_log();
    edge::log_panics();
    if let Err(error) = edge::no_core_dumps() {
        tracing::warn!(%error, "a crash may leave a picture of the memory");
    }
    let args = match args::read(std::env::args_os().collect()) {
        Ok(args) => args,
        Err(said) => return said.print(),
    };
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            tracing::error!(%error, "the program cannot start");
            return ExitCode::FAILURE;
        }
    };
    let ended = runtime.block_on(program::run(args));
    // Somebody may still be asked something that is not waited for any more.
    runtime.shutdown_background();
    ended
}

/// What goes wrong inside is said on standard error, under the reference that the officer is told.
fn start_log() {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("error"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
}
