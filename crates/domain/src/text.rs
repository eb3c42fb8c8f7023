//! Texts that belong to data: the same sentence in the three languages.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A language the product speaks.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS,
)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Norwegian bokmål, the default.
    #[default]
    Nb,
    /// Norwegian nynorsk.
    Nn,
    /// English.
    En,
}

impl Language {
    /// Every language, the default first.
    pub const ALL: [Self; 3] = [Self::Nb, Self::Nn, Self::En];

    /// The one of three texts that is in this language.
    pub fn pick<T>(self, nb: T, nn: T, en: T) -> T {
        match self {
            Self::Nb => nb,
            Self::Nn => nn,
            Self::En => en,
        }
    }
}

/// One text in every language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// Bokmål.
    pub nb: String,
    /// Nynorsk.
    pub nn: String,
    /// English.
    pub en: String,
}

impl Text {
    /// The same sentence, made once for each language.
    pub fn each(make: impl Fn(Language) -> String) -> Self {
        Self {
            nb: make(Language::Nb),
            nn: make(Language::Nn),
            en: make(Language::En),
        }
    }

    /// A text from three parts that live as long as the program.
    pub fn of(nb: &str, nn: &str, en: &str) -> Self {
        Self {
            nb: nb.to_owned(),
            nn: nn.to_owned(),
            en: en.to_owned(),
        }
    }

    /// The text in one language.
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::Nb => &self.nb,
            Language::Nn => &self.nn,
            Language::En => &self.en,
        }
    }
}
