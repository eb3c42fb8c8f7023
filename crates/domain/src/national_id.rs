//! National identity numbers (fødselsnummer and d-nummer).
//!
//! Weights and the remainders allowed from 2032: Skatteetaten, `folkeregisteret-api-dokumentasjon`,
//! `nyttfnr2032`. Synthetic numbers have 80 added to the month, and control digits computed after that.

use std::fmt;

/// A well-formed national identity number. Its `Debug` hides it, and it has no `Display`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NationalId(String);

/// Why a text is not a national identity number. Never holds the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NationalIdError {
    /// Not exactly eleven digits.
    #[error("a national identity number has eleven digits")]
    NotElevenDigits,
    /// No such day or month.
    #[error("the first six digits are not a date")]
    NotADate,
    /// A control digit does not fit.
    #[error("the control digits do not fit")]
    ControlDigits,
}

const WEIGHTS_1: [u32; 10] = [3, 7, 6, 1, 8, 9, 4, 5, 2, 1];
const WEIGHTS_2: [u32; 11] = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1];

impl NationalId {
    /// Checks the digits, the date and both control digits.
    pub fn parse(text: &str) -> Result<Self, NationalIdError> {
        let digits: Vec<u32> = text.chars().filter_map(|c| c.to_digit(10)).collect();
        if digits.len() != 11 || text.len() != 11 {
            return Err(NationalIdError::NotElevenDigits);
        }
        let pair = |i: usize| digits.iter().skip(i).take(2).fold(0, |n, d| n * 10 + d);
        if !is_date(pair(0), pair(2)) {
            return Err(NationalIdError::NotADate);
        }
        let sum =
            |weights: &[u32]| weights.iter().zip(&digits).map(|(w, d)| w * d).sum::<u32>() % 11;
        // Numbers given out from 2032 may leave the remainders 1, 2 and 3 at the first control digit.
        if sum(&WEIGHTS_1) > 3 || sum(&WEIGHTS_2) != 0 {
            return Err(NationalIdError::ControlDigits);
        }
        Ok(Self(text.to_owned()))
    }

    /// Whether the number is synthetic: month 81 to 92, which no real number has.
    pub fn is_synthetic(&self) -> bool {
        self.0.as_bytes().get(2).is_some_and(|tens| *tens >= b'8')
    }

    /// The digits, for the one place that must send or key-hash them.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// Day may have 40 added (d-nummer); month 80 (synthetic), 40 (help numbers), 60 or 20 (other registers).
fn is_date(day: u32, month: u32) -> bool {
    let day = if day > 40 { day - 40 } else { day };
    let month = month % 20;
    let days = match month {
        2 => 29,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    (1..=12).contains(&month) && (1..=days).contains(&day)
}

impl fmt::Debug for NationalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NationalId(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_synthetic_numbers_of_both_generations() {
        for text in [
            "01818520030",
            "41818520024",
            "02813299960",
            "02813299979",
            "02813299987",
            "02813299952",
        ] {
            assert!(NationalId::parse(text).unwrap().is_synthetic(), "{text}");
        }
    }

    #[test]
    fn refuses_other_texts() {
        for (text, error) in [
            ("", NationalIdError::NotElevenDigits),
            ("0181852003", NationalIdError::NotElevenDigits),
            ("018185200300", NationalIdError::NotElevenDigits),
            ("0181852003x", NationalIdError::NotElevenDigits),
            ("01818520031", NationalIdError::ControlDigits),
            ("00818520030", NationalIdError::NotADate),
            ("01938520030", NationalIdError::NotADate),
        ] {
            assert_eq!(NationalId::parse(text), Err(error), "{text}");
        }
    }

    #[test]
    fn debug_hides_the_digits() {
        let id = NationalId::parse("01818520030").unwrap();
        assert_eq!(format!("{id:?}"), "NationalId(hidden)");
    }
}
