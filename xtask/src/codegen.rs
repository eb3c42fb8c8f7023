//! Writes what is derived from the code again: the checked SQL of the engine, the TypeScript types, the
//! page that shows the form, the description of the server's wire, and a session on the terminal.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::setup::{self, Purpose};
use crate::workspace::{self, Workspace, line};

/// The SQL first: without it the tests that write the rest do not compile.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    setup::prepare(Purpose::Codegen)?;
    sql(workspace)?;
    derived(workspace)
}

/// Compiles the engine against a scratch database with all migrations, which gives one file a statement.
fn sql(workspace: &Workspace) -> Result<()> {
    let engine = workspace.root().join("crates/engine");
    let scratch = workspace.target_dir()?.join("sqlx");
    if scratch.exists() {
        fs::remove_dir_all(&scratch).with_context(|| scratch.display().to_string())?;
    }
    let statements = scratch.join("statements");
    fs::create_dir_all(&statements).with_context(|| statements.display().to_string())?;
    let database = scratch.join("engine.sqlite");
    for migration in files(&engine.join("migrations"))? {
        migrate(&database, &migration)?;
    }
    // The macros look at the database only while they are compiled.
    workspace::run(&mut workspace.cargo(["clean", "--quiet", "-p", "engine"]))?;
    // The target `it` contains the engine but not the desktop package, which would want ui/dist; for
    // the whole workspace, so that Cargo chooses the same features as for all other builds.
    let mut check = workspace.cargo([
        "check",
        "--workspace",
        "--test",
        "it",
        "--keep-going",
        "--quiet",
    ]);
    check
        .env("SQLX_OFFLINE", "false")
        .env("DATABASE_URL", format!("sqlite://{}", database.display()))
        .env("SQLX_OFFLINE_DIR", &statements);
    workspace::run(&mut check).context("the statements could not be checked")?;
    let written = files(&statements)?;
    ensure!(
        !written.is_empty(),
        "the engine has no checked statement: was it compiled?"
    );
    replace(&engine.join(".sqlx"), &written)?;
    println!("crates/engine/.sqlx: {} statements", written.len());
    Ok(())
}

fn migrate(database: &Path, migration: &Path) -> Result<()> {
    let text = fs::File::open(migration).with_context(|| migration.display().to_string())?;
    let mut sqlite = Command::new("sqlite3");
    sqlite.arg("-bail").arg(database).stdin(Stdio::from(text));
    workspace::run(&mut sqlite)
        .with_context(|| format!("{} on {}", line(&sqlite), migration.display()))
}

/// Leaves exactly these files in the folder.
fn replace(folder: &Path, with: &[PathBuf]) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| folder.display().to_string())?;
    }
    fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    for file in with {
        let name = file.file_name().context("a file without a name")?;
        fs::copy(file, folder.join(name)).with_context(|| file.display().to_string())?;
    }
    Ok(())
}

/// The files of a folder in the order of their names.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        files.push(entry?.path());
    }
    files.sort();
    Ok(files)
}

/// The tests that compare the generated files write them when they are told so.
fn derived(workspace: &Workspace) -> Result<()> {
    for written in [
        &["--test", "it", "types::generated_types_are_current"][..],
        &["--lib", "form_page::tests::the_page_in_docs_is_the_form"][..],
        &["--test", "it", "openapi::the_copies_in_docs_are_current"][..],
        &["--test", "it", "terminal::transcript"][..],
    ] {
        let mut test = workspace.cargo(["test", "--workspace"]);
        workspace::run(test.args(written).env("HALVAARSRAPPORT_CODEGEN", "1"))?;
    }
    Ok(())
}
