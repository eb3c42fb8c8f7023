//! Nothing in the repository depends on one machine or on where packages were fetched from.

use super::{Finding, is_lock_file};

// Put together here, so that this file keeps its own rule.
const FOLDERS: [&str; 2] = [concat!("/wo", "rk/"), concat!("/ro", "ot/")];
const HOMES: &str = concat!("/ho", "me/");
const REGISTRIES: [&str; 8] = [
    concat!("crates", ".io"),
    concat!("npmjs", ".org"),
    concat!("npmjs", ".com"),
    concat!("pypi", ".org"),
    concat!("pythonhosted", ".org"),
    concat!("deb.", "debian.org"),
    concat!("security.", "debian.org"),
    concat!("proxy.", "golang.org"),
];

/// Folders of one machine and hosts of registries; in npm's lock file, where a package was fetched.
pub(super) fn no_machine_or_registry(path: &str, text: &str) -> Vec<Finding> {
    let what_is_wrong = if is_lock_file(path) {
        fetched_from
    } else {
        names_a_place
    };
    (1..)
        .zip(text.lines())
        .filter_map(|(number, line)| Some(Finding::new(path, number, what_is_wrong(line)?)))
        .collect()
}

fn fetched_from(line: &str) -> Option<String> {
    let address = line.trim_start().strip_prefix("\"resolved\":")?;
    address
        .trim_start()
        .starts_with("\"http")
        .then(|| "npm must write no address: set omit-lockfile-registry-resolved".to_owned())
}

fn names_a_place(line: &str) -> Option<String> {
    if let Some(folder) = FOLDERS
        .iter()
        .find(|folder| starts_a_path(line, folder, |_| true))
    {
        return Some(format!("a folder of one machine: {folder}"));
    }
    if starts_a_path(line, HOMES, char::is_alphanumeric) {
        return Some(format!("somebody's folder in {HOMES}"));
    }
    let registry = REGISTRIES
        .iter()
        .find(|registry| line.contains(**registry))?;
    Some(format!("the host of a registry: {registry}"))
}

/// Whether a path starts with the folder, rather than having a folder of that name further in.
fn starts_a_path(line: &str, folder: &str, goes_on: impl Fn(char) -> bool) -> bool {
    line.match_indices(folder).any(|(at, found)| {
        let (before, after) = line.split_at(at);
        let after = after.strip_prefix(found).unwrap_or_default();
        let is_inside = |c: char| c.is_alphanumeric() || "._-~})>*".contains(c);
        !before.chars().next_back().is_some_and(is_inside)
            && after.chars().next().is_none_or(&goes_on)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_each_planted_violation() {
        let [work, root] = FOLDERS;
        for planted in [
            format!("cd {work}main"),
            format!("\"file://{work}main\""),
            format!("HOME={root}.cache"),
            format!("{HOMES}kari/src"),
            format!("see https://{}/tokio", REGISTRIES[0]),
            format!("http://{}/debian", REGISTRIES[5]),
        ] {
            let findings = no_machine_or_registry("docs/a.md", &format!("first\n{planted}"));
            assert_eq!(findings.len(), 1, "{planted}");
            assert_eq!(findings[0].line, 2);
        }
        let lock = format!("  \"resolved\": \"https://registry.{}/x\",", REGISTRIES[1]);
        assert_eq!(
            no_machine_or_registry("ui/package-lock.json", &lock).len(),
            1
        );
    }

    #[test]
    fn passes_relative_paths_and_lock_files() {
        let [work, root] = FOLDERS;
        for good in [
            format!("..{work}a"),
            format!("https://example.org{work}a"),
            format!("${{HOME}}{work}a"),
            format!("src{root}a"),
            format!("{HOMES}<name>"),
            "https://docs.rs/tokio".to_owned(),
        ] {
            assert_eq!(no_machine_or_registry("docs/a.md", &good), [], "{good}");
        }
        let source = format!(
            "source = \"registry+https://github.com/rust-lang/{}-index\"",
            REGISTRIES[0]
        );
        assert_eq!(no_machine_or_registry("Cargo.lock", &source), []);
        let lock = "\"url\": \"https://opencollective.com/x\"\n\"resolved\": \"parts\",";
        assert_eq!(no_machine_or_registry("ui/package-lock.json", lock), []);
    }
}
