//! The rules of the repository that no compiler checks.
//!
//! A rule looks at paths and texts and gives findings; it reads nothing itself. A finding ends the run
//! with a failure, also in `cargo test`.

mod defences;
mod form;
mod identity;
mod imports;
mod links;
mod pages;
mod places;
mod routes;
mod shape;
mod window;

use std::fmt;
use std::fs;

use anyhow::{Context, Result, bail};

use crate::workspace::Workspace;

/// One place that breaks a rule.
#[derive(Debug, PartialEq, Eq)]
struct Finding {
    path: String,
    line: usize,
    what: String,
}

impl Finding {
    fn new(path: &str, line: usize, what: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            line,
            what: what.into(),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.what)
    }
}

/// The rules over one text file.
const OVER_A_FILE: [fn(&str, &str) -> Vec<Finding>; 11] = [
    defences::no_operator_in_requests,
    defences::rows_have_tests,
    form::no_named_point,
    identity::no_real_numbers,
    pages::no_raw_markup,
    places::no_machine_or_registry,
    routes::described_routes,
    shape::no_doc_tests,
    window::no_developers_tools,
    window::strict_configuration,
    window::narrow_capabilities,
];

/// Prints the findings and the long files. Fails when there is a finding.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let texts = texts(workspace)?;
    for (path, lines) in shape::long_files(&texts) {
        println!("long: {path} has {lines} lines; split it by meaning when you next work on it");
    }
    let findings = findings(workspace, &texts)?;
    for finding in &findings {
        println!("{finding}");
    }
    if findings.is_empty() {
        println!("{} text files are tidy.", texts.len());
        return Ok(());
    }
    bail!("findings: {}", findings.len())
}

fn findings(workspace: &Workspace, texts: &[(String, String)]) -> Result<Vec<Finding>> {
    let mut findings = imports::one_way(&imports::packages(&workspace.metadata()?)?);
    findings.extend(shape::adr_numbers(
        texts.iter().map(|(path, _)| path.as_str()),
    ));
    findings.extend(defences::tests_are_there(texts));
    findings.extend(window::commands_agree(texts));
    findings.extend(links::lead_somewhere(texts, &workspace.files()?));
    for (path, text) in texts {
        findings.extend(OVER_A_FILE.iter().flat_map(|rule| rule(path, text)));
    }
    Ok(findings)
}

/// Path and text of every file that is UTF-8.
fn texts(workspace: &Workspace) -> Result<Vec<(String, String)>> {
    let mut texts = Vec::new();
    for path in workspace.files()? {
        let bytes = fs::read(workspace.root().join(&path)).with_context(|| path.clone())?;
        if let Ok(text) = String::from_utf8(bytes) {
            texts.push((path, text));
        }
    }
    Ok(texts)
}

/// Whether the file is written by a package manager.
fn is_lock_file(path: &str) -> bool {
    matches!(
        path.rsplit('/').next(),
        Some("Cargo.lock" | "package-lock.json")
    )
}

fn has_extension(path: &str, extensions: &[&str]) -> bool {
    path.rsplit_once('.')
        .is_some_and(|(_, extension)| extensions.contains(&extension))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_repository_is_tidy() {
        let workspace = Workspace::find().unwrap();
        let texts = texts(&workspace).unwrap();
        assert!(texts.iter().any(|(path, _)| path == "Cargo.toml"));
        let findings = findings(&workspace, &texts).unwrap();
        let list: Vec<String> = findings.iter().map(Finding::to_string).collect();
        assert!(list.is_empty(), "\n{}", list.join("\n"));
    }
}
