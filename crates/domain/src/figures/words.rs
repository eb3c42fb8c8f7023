//! What is said of the indicators: the product's own data, in `data/indicators.json`. How points make them is the
//! form's.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::Indicator;
use crate::text::Text;

/// An indicator's names and where it is from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IndicatorWords {
    /// Which.
    pub indicator: Indicator,
    /// Its number in Bufdir's monitor.
    pub code: String,
    /// Its name there.
    pub title: Text,
    /// What it is a share of.
    pub about: Text,
    /// What the numerator counts.
    pub part: Text,
    /// What the denominator counts.
    pub whole: Text,
    /// Where its formula was found.
    pub source: Text,
}

#[expect(
    clippy::expect_used,
    reason = "the data is part of the build, and a test reads it"
)]
static WORDS: LazyLock<Vec<IndicatorWords>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../data/indicators.json")).expect("the words are valid")
});

impl IndicatorWords {
    /// Of every indicator, in the order of their numbers.
    pub fn all() -> &'static [Self] {
        &WORDS
    }
}

impl Indicator {
    /// What is said of it.
    ///
    /// # Panics
    ///
    /// Where the product's own data lacks it, which a test keeps from being.
    #[expect(
        clippy::expect_used,
        reason = "the data is part of the build, and a test reads it"
    )]
    pub fn words(self) -> &'static IndicatorWords {
        let mut all = IndicatorWords::all().iter();
        all.find(|words| words.indicator == self)
            .expect("every indicator has words")
    }

    /// Its number in Bufdir's monitor.
    pub fn code(self) -> &'static str {
        &self.words().code
    }

    /// Its name.
    pub fn title(self) -> &'static Text {
        &self.words().title
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{template::Template, text::checks::assert_whole};

    #[test]
    fn every_indicator_is_named_and_worked_out_from_the_form() {
        let named = IndicatorWords::all().iter().map(|words| words.indicator);
        assert_eq!(named.collect::<Vec<_>>(), Indicator::ALL);
        for words in IndicatorWords::all() {
            for text in [
                &words.title,
                &words.about,
                &words.part,
                &words.whole,
                &words.source,
            ] {
                assert_whole(text);
            }
            assert_eq!(Indicator::of_code(&words.code), Some(words.indicator));
            assert!(Template::current().figure(words.indicator).is_some());
        }
    }
}
