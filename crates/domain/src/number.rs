//! Numbers as people read them: Norwegian with decimal comma and no-break spaces, English with point
//! and comma. Integer arithmetic only.

use crate::{template::PointKind, text::Language};

/// No-break space, between groups of digits and before «%» in Norwegian.
pub const NO_BREAK_SPACE: char = '\u{a0}';

/// A whole number, such as «12 345».
pub fn whole(number: i64, language: Language) -> String {
    let digits = number.unsigned_abs().to_string();
    let grouped = grouped(&digits, language);
    if number < 0 {
        format!("−{grouped}")
    } else {
        grouped
    }
}

/// Whole tenths as a number with one decimal, such as «12,5».
pub fn tenths(number: i64, language: Language) -> String {
    let size = number.unsigned_abs();
    let sign = if number < 0 { "−" } else { "" };
    let point = language.pick(',', ',', '.');
    let whole = grouped(&(size / 10).to_string(), language);
    format!("{sign}{whole}{point}{}", size % 10)
}

/// An answer to a point of that kind.
pub fn answer(number: i64, kind: PointKind, language: Language) -> String {
    match kind {
        PointKind::Tenths => tenths(number, language),
        PointKind::Whole | PointKind::Text | PointKind::YesNo => whole(number, language),
    }
}

/// A threshold in whole per cent, such as «10 %».
pub fn percent(number: u32, language: Language) -> String {
    with_percent_sign(&whole(number.into(), language), language)
}

/// A range of whole per cent, such as «5–40 %».
pub fn percent_range(least: u32, greatest: u32, language: Language) -> String {
    let range = format!("{least}–{greatest}");
    with_percent_sign(&range, language)
}

/// Which way a share is rounded to tenths of a per cent. A finding rounds away from its threshold, so
/// that the text never shows a share that would be no finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rounding {
    /// Towards the smaller.
    Down,
    /// Towards the greater.
    Up,
}

/// `part / whole` in per cent with one decimal, such as «21,9 %». `whole` must be positive.
pub fn share(part: i128, whole: i128, rounding: Rounding, language: Language) -> String {
    let permille = quotient(part * 1000, whole, rounding);
    with_percent_sign(&tenths(permille, language), language)
}

/// `part / whole` with one decimal, such as «27,3». `whole` must be positive.
pub fn ratio(part: i128, whole: i128, rounding: Rounding, language: Language) -> String {
    tenths(quotient(part * 10, whole, rounding), language)
}

fn quotient(numerator: i128, denominator: i128, rounding: Rounding) -> i64 {
    let down = numerator.div_euclid(denominator.max(1));
    let rest = numerator.rem_euclid(denominator.max(1));
    let rounded = match rounding {
        Rounding::Down => down,
        Rounding::Up => down + i128::from(rest > 0),
    };
    i64::try_from(rounded).unwrap_or(i64::MAX)
}

fn with_percent_sign(number: &str, language: Language) -> String {
    let spaced = format!("{number}{NO_BREAK_SPACE}%");
    language.pick(spaced.clone(), spaced, format!("{number}%"))
}

fn grouped(digits: &str, language: Language) -> String {
    let separator = language.pick(NO_BREAK_SPACE, NO_BREAK_SPACE, ',');
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(separator);
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{En, Nb, Nn};

    #[test]
    fn groups_and_points_follow_the_language() {
        for (number, nb, en) in [
            (0, "0", "0"),
            (999, "999", "999"),
            (1252, "1\u{a0}252", "1,252"),
            (-1_234_567, "−1\u{a0}234\u{a0}567", "−1,234,567"),
        ] {
            assert_eq!(whole(number, Nb), nb);
            assert_eq!(whole(number, Nn), nb);
            assert_eq!(whole(number, En), en);
        }
        assert_eq!(tenths(125, Nb), "12,5");
        assert_eq!(tenths(-5, En), "−0.5");
        assert_eq!(tenths(12_340, Nb), "1\u{a0}234,0");
        assert_eq!(percent(10, Nn), "10\u{a0}%");
        assert_eq!(percent_range(5, 40, En), "5–40%");
        assert_eq!(percent_range(5, 40, Nb), "5–40\u{a0}%");
        assert_eq!(whole(i64::MIN, En), "−9,223,372,036,854,775,808");
    }

    #[test]
    fn shares_round_the_way_asked() {
        assert_eq!(share(9, 41, Rounding::Down, Nb), "21,9\u{a0}%");
        assert_eq!(share(9, 41, Rounding::Up, Nb), "22,0\u{a0}%");
        assert_eq!(share(1, 2, Rounding::Up, En), "50.0%");
        assert_eq!(ratio(260, 95, Rounding::Down, Nb), "2,7");
    }
}
