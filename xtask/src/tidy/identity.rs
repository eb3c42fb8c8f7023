//! No national identity number that could belong to a person.

use domain::national_id::NationalId;

use super::{Finding, is_lock_file};

/// Every run of eleven digits, also as six and five, that is a well-formed and not a synthetic number.
/// Never repeats the number. Checksums in lock files would give false alarms.
pub(super) fn no_real_numbers(path: &str, text: &str) -> Vec<Finding> {
    if is_lock_file(path) {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        for candidate in candidates(line) {
            if NationalId::parse(&candidate).is_ok_and(|id| !id.is_synthetic()) {
                let what =
                    "a real-looking national identity number; use a synthetic one (month + 80)";
                findings.push(Finding::new(path, number, what));
            }
        }
    }
    findings
}

fn candidates(line: &str) -> Vec<String> {
    let mut candidates = Vec::new();
    let mut before: Option<(&str, &str)> = None;
    for (digits, gap) in runs(line) {
        if digits.len() == 11 {
            candidates.push(digits.to_owned());
        }
        if let Some((date, " " | "\u{a0}")) = before
            && date.len() == 6
            && digits.len() == 5
        {
            candidates.push(format!("{date}{digits}"));
        }
        before = Some((digits, gap));
    }
    candidates
}

/// Each longest run of digits with what stands between it and the next.
fn runs(line: &str) -> Vec<(&str, &str)> {
    let is_digit = |c: char| c.is_ascii_digit();
    let mut runs = Vec::new();
    let mut rest = line.trim_start_matches(|c| !is_digit(c));
    while !rest.is_empty() {
        let after = rest.trim_start_matches(is_digit);
        let next = after.trim_start_matches(|c| !is_digit(c));
        let digits = rest.strip_suffix(after).unwrap_or_default();
        let gap = after.strip_suffix(next).unwrap_or_default();
        runs.push((digits, gap));
        rest = next;
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first well-formed number of 1 January (or of `month`) 1950; never written down here.
    fn number(month: &str) -> String {
        (0..100_000)
            .map(|rest| format!("01{month}50{rest:05}"))
            .find(|digits| NationalId::parse(digits).is_ok())
            .unwrap()
    }

    #[test]
    fn finds_a_real_looking_number_without_repeating_it() {
        let real = number("01");
        let (date, rest) = real.split_at(6);
        for planted in [
            format!("pid = \"{real}\""),
            format!("x{real}y"),
            format!("{date} {rest}"),
            format!("1 {date}\u{a0}{rest} 2"),
            format!("123456 {date} {rest}"),
        ] {
            let findings = no_real_numbers("docs/a.md", &format!("first\n{planted}\n"));
            assert_eq!(findings.len(), 1, "{planted}");
            assert_eq!(findings[0].line, 2);
            assert!(!findings[0].what.contains(&real));
        }
    }

    #[test]
    fn passes_synthetic_and_longer_numbers() {
        let synthetic = number("81");
        let real = number("01");
        let (date, rest) = real.split_at(6);
        for good in [
            synthetic,
            format!("{real}0"),
            format!("{date}  {rest}"),
            format!("1{date} {rest}"),
            "12345678901".to_owned(),
            String::new(),
        ] {
            assert_eq!(no_real_numbers("docs/a.md", &good), [], "{good}");
        }
        assert_eq!(no_real_numbers("Cargo.lock", &real), []);
    }
}
