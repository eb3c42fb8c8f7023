//! The user interface writes markup only through templates, and looks only through classes.

use super::{Finding, has_extension};

/// What would let text become markup, or fail under the content security policy.
const FORBIDDEN: [(&str, &str); 10] = [
    ("innerHTML", "markup from text; use a template"),
    ("outerHTML", "markup from text; use a template"),
    ("insertAdjacentHTML", "markup from text; use a template"),
    ("unsafeHTML", "markup from text; use a template"),
    ("unsafeSVG", "markup from text; use an svg template"),
    ("setHTMLUnsafe", "markup from text; use a template"),
    ("document.write", "markup from text; use a template"),
    ("<style", "style element; use a style sheet"),
    ("styleMap", "style attribute; use a class"),
    ("<iframe", "frames could reach the commands of the window"),
];

/// Looks at scripts and pages under `ui/`.
pub(super) fn no_raw_markup(path: &str, text: &str) -> Vec<Finding> {
    if !path.starts_with("ui/") || !has_extension(path, &["ts", "js", "mjs", "html", "svg"]) {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        for (name, why) in FORBIDDEN {
            if line.contains(name) {
                findings.push(Finding::new(path, number, format!("{name}: {why}")));
            }
        }
        if has_style_attribute(line) {
            findings.push(Finding::new(path, number, "style attribute; use a class"));
        }
    }
    findings
}

/// `style="…"` as in markup: nothing but white space before it, a quote or a `${` right after.
fn has_style_attribute(line: &str) -> bool {
    line.match_indices("style=").any(|(at, found)| {
        let (before, after) = line.split_at(at);
        let after = after.strip_prefix(found).unwrap_or_default();
        before.chars().next_back().is_none_or(char::is_whitespace)
            && after.starts_with(['"', '\'', '$'])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_each_planted_violation() {
        for planted in [
            "root.innerHTML = text;",
            "root.outerHTML = text;",
            "root.insertAdjacentHTML('beforeend', text);",
            "${unsafeHTML(text)}",
            "html`<p style=\"color: red\">`",
            "html`<p style=${colour}>`",
            "style='x'",
            "<style>p { color: red }</style>",
            "<iframe src=x>",
        ] {
            let findings = no_raw_markup("ui/parts/a.ts", &format!("\n{planted}"));
            assert_eq!(findings.len(), 1, "{planted}");
            assert_eq!(findings[0].line, 2);
        }
    }

    #[test]
    fn passes_templates_and_other_folders() {
        for good in [
            "html`<p class=\"total\">${text}</p>`",
            "const style = \"wide\";",
            "<link rel=\"stylesheet\" href=\"style.css\">",
            "data-style=\"wide\"",
            "root.textContent = text;",
        ] {
            assert_eq!(no_raw_markup("ui/parts/a.ts", good), [], "{good}");
        }
        assert_eq!(no_raw_markup("docs/a.ts", "innerHTML"), []);
        assert_eq!(no_raw_markup("ui/README.md", "innerHTML"), []);
    }
}
