//! Links in documentation lead somewhere.

use std::collections::BTreeSet;

use super::{Finding, has_extension};

/// Relative links of the repository's Markdown to files that are not in it.
pub(super) fn lead_somewhere(texts: &[(String, String)], files: &[String]) -> Vec<Finding> {
    let files: BTreeSet<&str> = files.iter().map(String::as_str).collect();
    let is_there = |path: &str| {
        let within = format!("{path}/");
        path.is_empty()
            || files.contains(path)
            || files
                .range(within.as_str()..)
                .next()
                .is_some_and(|next| next.starts_with(&within))
    };
    let mut findings = Vec::new();
    for (path, text) in texts {
        if !has_extension(path, &["md"]) {
            continue;
        }
        for (number, line) in (1..).zip(text.lines()) {
            for link in links(line) {
                let target = resolved(path, link);
                if target.is_none_or(|target| !is_there(&target)) {
                    findings.push(Finding::new(
                        path,
                        number,
                        format!("the link leads nowhere: {link}"),
                    ));
                }
            }
        }
    }
    findings
}

/// The relative targets of a line's inline links, without their places within a page.
fn links(line: &str) -> impl Iterator<Item = &str> {
    line.split("](")
        .skip(1)
        .filter_map(|rest| rest.split_once(')'))
        .map(|(target, _)| target.split('#').next().unwrap_or_default())
        .filter(|target| !target.is_empty() && !target.contains(':') && !target.contains(' '))
}

/// From the root of the repository; none where the link leaves it.
fn resolved(page: &str, link: &str) -> Option<String> {
    let folder = page.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in link.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(page: &str, text: &str) -> Vec<usize> {
        let texts = [(page.to_owned(), text.to_owned())];
        let files = [
            "README.md",
            "docs/A.md",
            "docs/images/a.png",
            "docs/adr/0001-x.md",
        ];
        let files = files.map(str::to_owned);
        let findings = lead_somewhere(&texts, &files);
        findings.into_iter().map(|finding| finding.line).collect()
    }

    #[test]
    fn finds_each_link_that_leads_nowhere() {
        for link in [
            "b.md",
            "images/b.png",
            "../docs/b.md",
            "../../README.md",
            "adr/0001",
        ] {
            assert_eq!(found("docs/A.md", &format!("\n[x]({link})")), [2], "{link}");
        }
        assert_eq!(found("README.md", "[a](docs/A.md) ![b](docs/b.png)"), [1]);
    }

    #[test]
    fn passes_what_is_there_and_what_is_elsewhere() {
        for link in [
            "A.md",
            "./A.md#part",
            "../README.md",
            "images/a.png",
            "adr",
            "#here",
            "https://example.org/x.md",
        ] {
            assert_eq!(
                found("docs/A.md", &format!("[x]({link})")),
                [0; 0],
                "{link}"
            );
        }
        assert_eq!(found("docs/a.rs", "[x](b.md)"), [0; 0]);
    }
}
