//! Sums of points, written as `inv_time_gt_6m + inv_time_3_6m - inv_extended`.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::ids::PointId;

/// Points added and subtracted; never empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(try_from = "String", into = "String")]
#[ts(type = "string")]
pub struct Sum(Vec<Term>);

/// One point of a sum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Added or subtracted.
    pub sign: Sign,
    /// The point.
    pub point: PointId,
}

/// Whether a term is added or subtracted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sign {
    /// Added.
    Plus,
    /// Subtracted.
    Minus,
}

/// A text that is not a sum.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a sum of points: expected a_point + b_point - c_point, found {0:?}")]
pub struct SumError(String);

impl Sum {
    /// The terms in order.
    pub fn terms(&self) -> &[Term] {
        &self.0
    }

    /// The point, where the sum is one added point.
    pub fn single(&self) -> Option<&PointId> {
        match self.0.as_slice() {
            [
                Term {
                    sign: Sign::Plus,
                    point,
                },
            ] => Some(point),
            _ => None,
        }
    }
}

impl From<PointId> for Sum {
    fn from(point: PointId) -> Self {
        Self(vec![Term {
            sign: Sign::Plus,
            point,
        }])
    }
}

impl FromStr for Sum {
    type Err = SumError;
    fn from_str(text: &str) -> Result<Self, SumError> {
        let error = || SumError(text.to_owned());
        let mut terms = Vec::new();
        let mut sign = Some(Sign::Plus);
        for word in text.split(' ') {
            sign = match (sign, word) {
                (None, "+") => Some(Sign::Plus),
                (None, "-") => Some(Sign::Minus),
                (Some(sign), point) if is_point_name(point) => {
                    terms.push(Term {
                        sign,
                        point: point.into(),
                    });
                    None
                }
                (None | Some(_), _) => return Err(error()),
            };
        }
        if sign.is_some() {
            return Err(error());
        }
        Ok(Self(terms))
    }
}

/// Whether a text can name a point: lower-case letters, digits and underscores.
pub(crate) fn is_point_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.len() <= 60
        && text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

impl fmt::Display for Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let terms = self.0.iter().map(|term| (term.sign, term.point.as_str()));
        f.write_str(&joined(terms, '-'))
    }
}

/// Terms with their signs between them. The first one's sign is not written: a sum begins with an added
/// term.
pub(crate) fn joined<T: AsRef<str>>(
    terms: impl IntoIterator<Item = (Sign, T)>,
    minus: char,
) -> String {
    let mut text = String::new();
    for (sign, term) in terms {
        if !text.is_empty() {
            let sign = match sign {
                Sign::Plus => '+',
                Sign::Minus => minus,
            };
            text.extend([' ', sign, ' ']);
        }
        text.push_str(term.as_ref());
    }
    text
}

impl TryFrom<String> for Sum {
    type Error = SumError;
    fn try_from(text: String) -> Result<Self, SumError> {
        text.parse()
    }
}

impl From<Sum> for String {
    fn from(sum: Sum) -> Self {
        sum.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_writes() {
        let text = "inv_time_gt_6m + inv_time_3_6m - inv_extended";
        let sum: Sum = text.parse().unwrap();
        assert_eq!(sum.to_string(), text);
        assert_eq!(sum.terms()[2].sign, Sign::Minus);
        assert_eq!(sum.single(), None);
        assert_eq!("a".parse::<Sum>().unwrap().single(), Some(&"a".into()));
    }

    #[test]
    fn refuses_other_texts() {
        for text in [
            "", " ", "+", "- a", "a +", "a b", "a  + b", "A", "a + 1", "a * b",
        ] {
            assert!(text.parse::<Sum>().is_err(), "{text:?}");
        }
    }
}
