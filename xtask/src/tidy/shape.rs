//! The shape of the repository: lengths, numbers, where tests are.

use super::{Finding, has_extension};

const LONG: usize = 400;

/// Source files that are longer than one likes to read, longest first.
pub(super) fn long_files(texts: &[(String, String)]) -> Vec<(&str, usize)> {
    let mut long: Vec<(&str, usize)> = texts
        .iter()
        .filter(|(path, _)| has_extension(path, &["rs", "ts"]))
        .map(|(path, text)| (path.as_str(), text.lines().count()))
        .filter(|(_, lines)| *lines > LONG)
        .collect();
    long.sort_by_key(|(_, lines)| std::cmp::Reverse(*lines));
    long
}

/// Decisions in `docs/adr` are numbered 0001, 0002 … without a gap.
pub(super) fn adr_numbers<'a>(paths: impl Iterator<Item = &'a str>) -> Vec<Finding> {
    let mut names: Vec<&str> = paths
        .filter_map(|path| path.strip_prefix("docs/adr/"))
        .collect();
    names.retain(|name| name.starts_with(|c: char| c.is_ascii_digit()));
    names.sort_unstable();
    (1..)
        .zip(names)
        .find(|(number, name)| !name.starts_with(&format!("{number:04}-")))
        .map(|(number, name)| {
            let what = format!("the next decision must be number {number:04}");
            Finding::new(&format!("docs/adr/{name}"), 1, what)
        })
        .into_iter()
        .collect()
}

/// The gate runs `cargo test --all-targets`, which would pass over tests in documentation.
pub(super) fn no_doc_tests(path: &str, text: &str) -> Vec<Finding> {
    if !has_extension(path, &["rs"]) {
        return Vec::new();
    }
    let mut findings = Vec::new();
    let mut is_open = false;
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim_start();
        let doc = line
            .strip_prefix("///")
            .or_else(|| line.strip_prefix("//!"));
        let Some(doc) = doc else {
            is_open = false;
            continue;
        };
        let Some(language) = doc.trim().strip_prefix("```") else {
            continue;
        };
        let is_code =
            language.is_empty() || language.split(',').any(|word| word.starts_with("rust"));
        if !is_open && is_code {
            let what = "a test in documentation would not run; name a language or write a test";
            findings.push(Finding::new(path, number, what));
        }
        is_open = !is_open;
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_long_sources_longest_first() {
        let text = |lines: usize| "x\n".repeat(lines);
        let texts = [
            ("a.rs".to_owned(), text(LONG)),
            ("b.ts".to_owned(), text(LONG + 1)),
            ("c.rs".to_owned(), text(LONG + 5)),
            ("d.md".to_owned(), text(LONG + 9)),
        ];
        assert_eq!(long_files(&texts), [("c.rs", LONG + 5), ("b.ts", LONG + 1)]);
    }

    #[test]
    fn finds_a_gap_a_double_and_a_wrong_start() {
        for (names, expected) in [
            (
                ["0001-a.md", "0003-c.md"],
                "docs/adr/0003-c.md:1: the next decision must be number 0002",
            ),
            (
                ["0001-a.md", "0001-b.md"],
                "docs/adr/0001-b.md:1: the next decision must be number 0002",
            ),
            (
                ["0002-a.md", "0003-b.md"],
                "docs/adr/0002-a.md:1: the next decision must be number 0001",
            ),
            (
                ["0001-a.md", "02-b.md"],
                "docs/adr/02-b.md:1: the next decision must be number 0002",
            ),
        ] {
            let paths = names.map(|name| format!("docs/adr/{name}"));
            let findings = adr_numbers(paths.iter().map(String::as_str));
            assert_eq!(
                findings.iter().map(Finding::to_string).collect::<Vec<_>>(),
                [expected]
            );
        }
        let good = [
            "docs/adr/0002-b.md",
            "docs/adr/README.md",
            "docs/adr/0001-a.md",
            "ui/7.ts",
        ];
        assert_eq!(adr_numbers(good.into_iter()), []);
    }

    #[test]
    fn finds_tests_in_documentation() {
        let fence = "`".repeat(3);
        let block = |mark: &str, language: &str| {
            format!(
                "{mark} Text.\n{mark} {fence}{language}\n{mark} x\n{mark} {fence}\nfn f() {{}}\n"
            )
        };
        for planted in [
            block("///", ""),
            block("//!", "rust"),
            block("    ///", "rust,no_run"),
        ] {
            let findings = no_doc_tests("a.rs", &planted);
            assert_eq!(findings.len(), 1, "{planted}");
            assert_eq!(findings[0].line, 2);
        }
        assert_eq!(no_doc_tests("a.rs", &block("///", "text")), []);
        assert_eq!(no_doc_tests("a.rs", &block("//", "")), []);
        assert_eq!(no_doc_tests("a.md", &block("///", "")), []);
    }
}
