//! No program names a point of the form, so that renaming one touches data only.

use domain::template::Template;

use super::{Finding, has_extension};

/// Where programs are; their tests may name points.
const PROGRAMS: [&str; 8] = [
    "crates/cli/src/",
    "crates/domain/src/",
    "crates/engine/src/",
    "crates/server/src/",
    "src-tauri/",
    "ui/desktop/",
    "ui/parts/",
    "ui/portal/",
];

/// Points by their ids in quotes, outside tests.
pub(super) fn no_named_point(path: &str, text: &str) -> Vec<Finding> {
    if !is_program(path) {
        return Vec::new();
    }
    let points: Vec<String> = Template::current()
        .points()
        .map(|point| format!("\"{}\"", point.id))
        .collect();
    let mut findings = Vec::new();
    let lines = (1..).zip(text.lines());
    for (number, line) in lines.take_while(|(_, line)| *line != "mod tests {") {
        for point in points.iter().filter(|point| line.contains(*point)) {
            let what = format!("{point} is named; give it a role, or name it in the form's data");
            findings.push(Finding::new(path, number, what));
        }
    }
    findings
}

fn is_program(path: &str) -> bool {
    let is_test = |part: &str| {
        let stem = part.split('.').next().unwrap_or_default();
        ["tests", "testing", "renaming"].contains(&stem)
    };
    has_extension(path, &["rs", "ts"])
        && PROGRAMS.iter().any(|folder| path.starts_with(folder))
        && !path.split('/').any(is_test)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_named_point_is_found_where_programs_are() {
        let text = "let a = 1;\nlet b = values.get(\"inv_closed\");\n";
        let found = |path: &str| {
            let findings = no_named_point(path, text).into_iter();
            findings.map(|finding| finding.line).collect::<Vec<_>>()
        };
        assert_eq!(found("crates/server/src/figures.rs"), [2]);
        assert_eq!(found("ui/portal/pages/form.ts"), [2]);
        for test in [
            "crates/server/tests/it/world.rs",
            "crates/domain/src/rules/tests/cases.rs",
            "crates/domain/src/rules/tests.rs",
            "crates/engine/src/review/testing.rs",
            "docs/FORM.md",
        ] {
            assert_eq!(found(test), [0; 0], "{test}");
        }
    }

    #[test]
    fn tests_in_a_file_may_name_points() {
        let text = "//! `inv_closed`\n#[cfg(test)]\nmod tests {\n    \"inv_closed\"\n";
        assert_eq!(no_named_point("crates/domain/src/diff.rs", text), []);
    }
}
