//! Reports as files: JSON with its schema, and a table of `point;value`.
//!
//! Every fault is told at once, with the line or the point, what was found and what was expected. A
//! sender's free text is never repeated, and of a number only a short one: a long row of digits may be
//! a personal number.

mod json;
mod schema;
mod table;

pub use json::read_json;
pub use schema::json_schema;
pub use table::{Separator, read_csv, write_csv};

use crate::text::Text;

/// What stands in a field, told so that nothing personal is repeated.
fn found_text(text: &str) -> Text {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let numeric = |c: char| c.is_ascii_digit() || matches!(c, ',' | '.' | '-' | ' ' | '\u{a0}');
    if text.trim().is_empty() {
        return Text::of("ingenting", "ingenting", "nothing");
    }
    if digits == 0 || !text.chars().all(numeric) {
        return Text::of("tekst", "tekst", "text");
    }
    if digits <= 8 && text.chars().count() <= 12 {
        return Text::of(
            &format!("«{text}»"),
            &format!("«{text}»"),
            &format!("“{text}”"),
        );
    }
    Text::of(
        &format!("et tall med {digits} sifre"),
        &format!("eit tal med {digits} siffer"),
        &format!("a number of {digits} digits"),
    )
}

#[cfg(test)]
mod tests;

#[cfg(test)]
mod found_tests {
    use super::*;

    #[test]
    fn only_short_numbers_are_repeated() {
        for (text, found) in [
            ("12,55", "“12,55”"),
            ("1 252", "“1 252”"),
            ("01818520030", "a number of 11 digits"),
            ("018185 20030", "a number of 11 digits"),
            ("Kari 12", "text"),
            ("--", "text"),
            (" ", "nothing"),
        ] {
            assert_eq!(found_text(text).en, found);
        }
    }
}
