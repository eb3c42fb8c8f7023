//! What `docs/SECURITY.md` says is shown by a test has that test, and no request becomes the operator.

use super::{Finding, has_extension};

const SECURITY: &str = "docs/SECURITY.md";
const HTTP: &str = "crates/server/src/http";
/// Scopes for commands on the server's own machine.
const OPERATORS: [&str; 2] = ["OperatorScope", "ImportScope"];

/// Names of tests, such as `module::the_test`, that no file has.
pub(super) fn tests_are_there(texts: &[(String, String)]) -> Vec<Finding> {
    let security = texts.iter().filter(|(path, _)| path == SECURITY);
    security
        .flat_map(|(path, text)| (1..).zip(text.lines()).map(move |line| (path, line)))
        .flat_map(|(path, (number, line))| named(line).map(move |name| (path, number, name)))
        .filter(|(_, _, (module, test))| !is_there(texts, module, test))
        .map(|(path, number, (module, test))| {
            Finding::new(path, number, format!("there is no test {module}::{test}"))
        })
        .collect()
}

/// Rows under a heading "Shown by" that name no test.
pub(super) fn rows_have_tests(path: &str, text: &str) -> Vec<Finding> {
    if path != SECURITY {
        return Vec::new();
    }
    let mut in_table = false;
    let mut findings = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let is_row = line.starts_with('|');
        let is_rule = line.starts_with("|---");
        if in_table && is_row && !is_rule {
            let last = line.trim_end_matches([' ', '|']).rsplit('|').next();
            if last.is_none_or(|last| named(last).next().is_none()) {
                findings.push(Finding::new(path, number, "no test shows this"));
            }
        }
        in_table = is_row && (in_table || line.ends_with("| Shown by |"));
    }
    findings
}

/// Module and test of each name in a line; the test is empty where a whole module is meant.
fn named(line: &str) -> impl Iterator<Item = (&str, &str)> {
    let is_name = |text: &str| text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    let quoted = line.split('`').skip(1).step_by(2);
    quoted
        .filter_map(|name| name.split_once("::"))
        .filter(move |(module, test)| is_name(module) && is_name(test))
}

fn is_there(texts: &[(String, String)], module: &str, test: &str) -> bool {
    let file = format!("/{module}.rs");
    let start = format!("fn {test}");
    let files = texts.iter().filter(|(path, _)| path.ends_with(&file));
    let has_tests = |text: &str| text.contains("test]") || text.contains("::test(");
    let mut among = files.filter(|(_, text)| has_tests(text));
    among.any(|(_, text)| test.is_empty() || text.contains(&format!("{start}(")))
}

/// Requests that could do what only an operator may.
pub(super) fn no_operator_in_requests(path: &str, text: &str) -> Vec<Finding> {
    if !path.starts_with(HTTP) || !has_extension(path, &["rs"]) {
        return Vec::new();
    }
    (1..)
        .zip(text.lines())
        .filter(|(_, line)| OPERATORS.iter().any(|scope| line.contains(scope)))
        .map(|(number, _)| Finding::new(path, number, "no request has an operator's scope"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_a_test_that_is_not_there() {
        let walls = ("a/walls.rs".to_owned(), "#[test]\nfn one() {}".to_owned());
        for (line, findings) in [
            ("| x | `walls::one`, `walls::` |", 0),
            ("| x | `walls::two` |", 1),
            ("| x | `other::one`, `other::` |", 2),
            ("`Store::begin` and `set_config(…)`, `halls`", 0),
        ] {
            let security = (SECURITY.to_owned(), format!("# S\n{line}"));
            let found = tests_are_there(&[walls.clone(), security]);
            assert_eq!(found.len(), findings, "{line}: {found:?}");
            assert!(found.iter().all(|finding| finding.line == 2));
        }
    }

    #[test]
    fn finds_a_row_that_nothing_shows() {
        let text = "| Who | Never |\n|---|---|\n| a | b |\n\n| What | Shown by |\n|---|---|\n\
                    | a | `walls::one`; `x` |\n| b | `nothing` |\n| `walls::one` | by hand |\n";
        let found = rows_have_tests(SECURITY, text);
        let lines: Vec<_> = found.iter().map(|finding| finding.line).collect();
        assert_eq!(lines, [8, 9]);
        assert_eq!(rows_have_tests("docs/TESTING.md", text), []);
    }

    #[test]
    fn finds_an_operator_in_a_request() {
        let text = "use a;\nlet scope = OperatorScope::on_this_machine();";
        let found = no_operator_in_requests("crates/server/src/http/a.rs", text);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].line, 2);
        assert_eq!(
            no_operator_in_requests("crates/server/src/admin.rs", text),
            []
        );
    }
}
