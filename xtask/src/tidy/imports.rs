//! Imports go one way: shell → engine ← cli, engine → domain ← server, engine → idporten ← server.

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use serde_json::Value;

use super::Finding;

const SHELL: &str = "halvaarsrapport";
const TERMINAL: &str = "cli";
const STAND_IN: &str = "idporten-sim";
const SCRATCH: &str = "scratch-postgres";
const MAIL: &str = "scratch-mail";
const KILL: &str = "scratch-kill";
const FILES: &str = "scratch-files";
const LOGS: &str = "log-search";
const SCREEN: &str = "screen-lock";
/// What the desktop's window is compared with.
const EMPTY: &str = "empty-window";

/// Who may depend on whom. A package that is not here must be placed before it may exist.
const ALLOWED: [(&str, &[&str]); 20] = [
    (
        "bench",
        &["domain", "edge", "engine", SCRATCH, "server", "tests"],
    ),
    (EMPTY, &[]),
    ("domain", &[]),
    ("edge", &["domain"]),
    ("engine", &["domain", "edge", "idporten", "tables"]),
    (TERMINAL, &["domain", "edge", "engine"]),
    (SHELL, &["domain", "edge", "engine", "platform"]),
    ("idporten", &["domain", "edge"]),
    ("platform", &["domain", "engine", SCREEN]),
    (STAND_IN, &["domain", "edge"]),
    (SCRATCH, &[]),
    (SCREEN, &[]),
    (MAIL, &[]),
    (KILL, &[FILES]),
    (FILES, &[]),
    (LOGS, &["domain"]),
    ("server", &["domain", "edge", "idporten", "tables"]),
    ("tables", &["domain"]),
    (
        "tests",
        &[
            "domain", "edge", "engine", "idporten", "platform", STAND_IN, LOGS, MAIL, SCRATCH,
            "server",
        ],
    ),
    ("xtask", &["domain"]),
];

/// What a package may use in its own tests besides.
const ALLOWED_IN_TESTS: [(&str, &str); 6] = [
    ("engine", KILL),
    ("server", KILL),
    (STAND_IN, "idporten"),
    ("server", LOGS),
    ("server", MAIL),
    ("server", SCRATCH),
];

/// What reaches the disk, the network or the screen stays out of the domain.
const NOT_IN_DOMAIN: [&str; 5] = ["axum", "reqwest", "sqlx", "tauri", "tokio"];

/// What only the shell may know.
const ONLY_IN_SHELL: [&str; 5] = [
    "notify-rust",
    "tauri",
    "tauri-build",
    "tauri-plugin-single-instance",
    "tauri-plugin-window-state",
];

/// What users get. The stand-in for ID-porten, which lets anybody in, must not be part of it.
const SHIPPED: [&str; 4] = [SHELL, TERMINAL, "engine", "server"];

/// A package of the workspace.
#[derive(Debug)]
pub(super) struct Package {
    name: String,
    manifest: String,
    needs: Vec<Need>,
}

#[derive(Debug)]
struct Need {
    name: String,
    only_for_tests: bool,
}

/// The packages that `cargo metadata --no-deps` names.
pub(super) fn packages(metadata: &Value) -> Result<Vec<Package>> {
    let root = text(metadata, "workspace_root")?;
    list(metadata, "packages")?
        .iter()
        .map(|package| {
            let manifest = text(package, "manifest_path")?;
            let manifest = manifest
                .strip_prefix(root)
                .unwrap_or(manifest)
                .replace('\\', "/");
            let needs = list(package, "dependencies")?.iter().map(|need| {
                let only_for_tests = need.get("kind").and_then(Value::as_str) == Some("dev");
                Ok(Need {
                    name: text(need, "name")?.to_owned(),
                    only_for_tests,
                })
            });
            Ok(Package {
                name: text(package, "name")?.to_owned(),
                manifest: manifest.trim_start_matches('/').to_owned(),
                needs: needs.collect::<Result<_>>()?,
            })
        })
        .collect()
}

fn text<'a>(value: &'a Value, key: &str) -> Result<&'a str> {
    value
        .get(key)
        .and_then(Value::as_str)
        .with_context(|| format!("cargo metadata without {key}"))
}

fn list<'a>(value: &'a Value, key: &str) -> Result<&'a Vec<Value>> {
    value
        .get(key)
        .and_then(Value::as_array)
        .with_context(|| format!("cargo metadata without {key}"))
}

/// Findings about the manifests.
pub(super) fn one_way(packages: &[Package]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for package in packages {
        let mut refuse = |what: String| findings.push(Finding::new(&package.manifest, 1, what));
        let Some((_, allowed)) = ALLOWED.iter().find(|(name, _)| *name == package.name) else {
            refuse(format!(
                "{} has no place in xtask/src/tidy/imports.rs",
                package.name
            ));
            continue;
        };
        for Need {
            name: need,
            only_for_tests,
        } in &package.needs
        {
            let need = need.as_str();
            let is_ours = packages.iter().any(|package| package.name == need);
            let is_allowed = allowed.contains(&need)
                || *only_for_tests && ALLOWED_IN_TESTS.contains(&(package.name.as_str(), need));
            if is_ours && !is_allowed {
                refuse(format!("{} must not depend on {need}", package.name));
            }
            if package.name == "domain" && NOT_IN_DOMAIN.contains(&need) {
                refuse(format!("the domain is pure and must not depend on {need}"));
            }
            let is_window = package.name == SHELL || package.name == EMPTY;
            if !is_window && ONLY_IN_SHELL.contains(&need) {
                refuse(format!("only the shell may depend on {need}"));
            }
        }
        if SHIPPED.contains(&package.name.as_str()) && reaches(packages, package, STAND_IN) {
            refuse(format!("{} would ship with {STAND_IN} in it", package.name));
        }
    }
    findings
}

/// Whether a build of the package contains the other one. Published crates cannot depend on ours, so
/// the members' own manifests tell all.
fn reaches(packages: &[Package], from: &Package, wanted: &str) -> bool {
    let mut seen = BTreeSet::new();
    let mut open = vec![from];
    while let Some(package) = open.pop() {
        for need in package.needs.iter().filter(|need| !need.only_for_tests) {
            if need.name == wanted {
                return true;
            }
            if seen.insert(&need.name) {
                open.extend(packages.iter().find(|package| package.name == need.name));
            }
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// A package and what it depends on, each with Cargo's word for the kind.
    type Manifest<'a> = (&'a str, &'a [(&'a str, Option<&'a str>)]);

    fn workspace(list: &[Manifest<'_>]) -> Vec<Package> {
        let packages: Vec<Value> = list
            .iter()
            .map(|(name, needs)| {
                let needs: Vec<Value> =
                    needs.iter().map(|(name, kind)| json!({"name": name, "kind": kind})).collect();
                json!({"name": name, "manifest_path": format!("/x/{name}/Cargo.toml"), "dependencies": needs})
            })
            .collect();
        super::packages(&json!({"workspace_root": "/x", "packages": packages})).unwrap()
    }

    fn findings(list: &[Manifest<'_>]) -> Vec<String> {
        one_way(&workspace(list))
            .iter()
            .map(Finding::to_string)
            .collect()
    }

    #[test]
    fn passes_the_intended_directions() {
        let good: &[Manifest<'_>] = &[
            (
                SHELL,
                &[
                    ("engine", None),
                    ("domain", None),
                    ("tauri", None),
                    ("tauri-build", Some("build")),
                ],
            ),
            (
                "engine",
                &[("domain", None), ("idporten", None), ("tokio", None)],
            ),
            (
                "server",
                &[("domain", None), ("idporten", None), ("axum", None)],
            ),
            ("idporten", &[("domain", None)]),
            ("domain", &[("serde", None)]),
            (STAND_IN, &[("domain", None)]),
            (
                "tests",
                &[("engine", None), ("server", None), (STAND_IN, None)],
            ),
        ];
        assert_eq!(findings(good), [""; 0]);
    }

    #[test]
    fn finds_each_wrong_direction() {
        for (from, to, kind, expected) in [
            ("domain", "engine", None, "domain must not depend on engine"),
            ("server", "engine", None, "server must not depend on engine"),
            (
                "engine",
                "server",
                Some("dev"),
                "engine must not depend on server",
            ),
            (
                "tests",
                SHELL,
                None,
                "tests must not depend on halvaarsrapport",
            ),
            (
                "domain",
                "tokio",
                None,
                "the domain is pure and must not depend on tokio",
            ),
            (
                "engine",
                "tauri",
                None,
                "only the shell may depend on tauri",
            ),
            (
                "server",
                "notify-rust",
                None,
                "only the shell may depend on notify-rust",
            ),
        ] {
            let names = [
                "domain", "engine", "idporten", STAND_IN, "server", "tests", SHELL,
            ];
            let need = [(to, kind)];
            let list = names.map(|name| (name, if name == from { need.as_slice() } else { &[] }));
            assert_eq!(
                findings(&list),
                [format!("{from}/Cargo.toml:1: {expected}")]
            );
        }
    }

    #[test]
    fn finds_the_stand_in_behind_another_package() {
        let shipped: &[Manifest<'_>] = &[
            (SHELL, &[("engine", None)]),
            ("engine", &[("idporten", None)]),
            ("idporten", &[(STAND_IN, None)]),
            (STAND_IN, &[]),
        ];
        let found = findings(shipped);
        assert!(
            found
                .contains(&"engine/Cargo.toml:1: engine would ship with idporten-sim in it".into())
        );
        assert!(
            found.contains(
                &"halvaarsrapport/Cargo.toml:1: halvaarsrapport would ship with idporten-sim in it"
                    .into()
            )
        );
    }

    #[test]
    fn a_test_of_idporten_ships_nothing() {
        let packages = workspace(&[
            (SHELL, &[("idporten", None)]),
            ("idporten", &[(STAND_IN, Some("dev"))]),
            (STAND_IN, &[]),
        ]);
        assert!(!reaches(&packages, &packages[0], STAND_IN));
    }

    #[test]
    fn asks_where_a_new_package_belongs() {
        assert_eq!(
            findings(&[("extra", &[])]),
            ["extra/Cargo.toml:1: extra has no place in xtask/src/tidy/imports.rs"]
        );
    }
}
