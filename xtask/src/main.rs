//! The project's own tasks: `cargo xtask`.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a task speaks to the one who started it"
)]

mod bench;
mod check_windows;
mod codegen;
mod demo;
mod gate;
mod kills;
mod npm;
mod package;
mod pictures;
mod schemathesis;
mod setup;
mod sim;
mod steps;
mod tidy;
mod ui;
mod workspace;

use std::env;
use std::ffi::OsString;
use std::process::ExitCode;

use crate::setup::Purpose;
use crate::workspace::Workspace;

const HELP: &str = "\
The project's own tasks.

Usage: cargo xtask <task>

  test               all checks: formatting, tidy, ui, clippy, docs, build, tests
  demo [--headless]  server, stand-in for ID-porten and desktop window, with data;
                     --headless walks the whole path under a virtual screen
  setup [--build]    look for Rust, Node and Debian packages, install missing packages;
                     --build leaves out what only the tests and --headless need
  sim [--seconds N | --seeds N] [--from S]
                     engines and servers in one process, as seeds have it, every tenth seed twice
  bench [part | --load [minutes] | --large [times]]
                     the product beside its floors, in builds for release; without a part (rules, client,
                     small-client, server) all, and the table of docs/PERFORMANCE.md is written anew;
                     --load: deadline day, with a hundred officers and every unit of the country,
                     and once more in a tenth of the time; --large: the server with 270 times the
                     country's reports in PostgreSQL, which needs much room and time
  kills [--rounds N] server and officer's program killed under load, then every promise looked for
  package [--debug]  build the Debian package, install it in an empty root and walk the whole path with
                     the program from there
  check-windows      type-check what runs on Windows, and run the tests of domain, engine, login and
                     platform as Windows programs under wine
  icons              draw icons/ anew from icons/icon.svg
  pictures           take the pictures of docs/USER-GUIDE.md anew
  tidy               the rules of the repository that no compiler checks
  codegen            write again what is derived from the code: the checked SQL of the engine, the
                     TypeScript types, the form's page, the description of the server's wire
";

fn main() -> ExitCode {
    let mut args = env::args_os().skip(1);
    let Some(task) = args.next() else {
        print!("{HELP}");
        return ExitCode::SUCCESS;
    };
    let rest: Vec<OsString> = args.collect();
    let words: Vec<&str> = rest.iter().filter_map(|word| word.to_str()).collect();
    let workspace = match Workspace::find() {
        Ok(workspace) => workspace,
        Err(error) => return failed(&error),
    };
    let outcome = match (task.to_str(), words.as_slice()) {
        (Some("test"), []) => gate::run(&workspace),
        (Some("demo"), _) => return demo::run(&workspace, &rest).unwrap_or_else(|e| failed(&e)),
        (Some("setup"), []) => {
            setup::prepare(Purpose::Headless).and_then(|()| schemathesis::install(&workspace))
        }
        (Some("setup"), ["--build"]) => setup::prepare(Purpose::Desktop),
        (Some("sim"), words) => sim::run(&workspace, words),
        (Some("bench"), words) => bench::run(&workspace, words),
        (Some("kills"), words) => kills::run(&workspace, words),
        (Some("package"), []) => package::run(&workspace, false),
        (Some("package"), ["--debug"]) => package::run(&workspace, true),
        (Some("check-windows"), []) => check_windows::run(&workspace),
        (Some("icons"), []) => package::icons(&workspace),
        (Some("pictures"), []) => pictures::run(&workspace),
        (Some("tidy"), []) => tidy::run(&workspace),
        (Some("codegen"), []) => codegen::run(&workspace),
        (Some("help" | "--help" | "-h"), _) => {
            print!("{HELP}");
            Ok(())
        }
        _ => {
            eprint!(
                "Unknown task: {} {}\n\n{HELP}",
                task.display(),
                words.join(" ")
            );
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(&error),
    }
}

fn failed(error: &anyhow::Error) -> ExitCode {
    eprintln!("xtask: {error:#}");
    ExitCode::FAILURE
}
