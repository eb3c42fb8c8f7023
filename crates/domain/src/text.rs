//! Texts that belong to data: the same sentence in the three languages.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
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

#[cfg(test)]
pub(crate) mod checks {
    use super::Text;

    /// Words that are bokmål only.
    const BOKMAL: &str = "
        allerede andel andelen annen annet ansatt ansatte antall antallet avgjørelse begjæring
        beslutning besluttet ble de dem deres eget egen en endret et flere fosterhjem
        fosterhjemmet fra forebyggende forrige funnet gjelder gjøre gjør godkjent henlagt
        henlagte henvist hjemmet hun hva hvem hver hvert hvilke hvis hvor hvordan hvorfor høyere
        ikke innen jeg kommunens kun meldinger mer mye måned måneder noe noen også oppnevnt
        oversittet regnes rettet samme selv skrives statsforvalteren svarene tall tallene tallet
        telles tilbud tjenesten uke uken uker undersøkelse undersøkelsen undersøkelser uten
        utenfor vedtatt veiledning vises være åpne";

    /// That a text is there in every language, and each in its own.
    pub(crate) fn assert_whole(text: &Text) {
        let Text { nb, nn, en } = text;
        for part in [nb, nn, en] {
            assert!(!part.is_empty() && part.trim() == part, "{text:?}");
        }
        let bokmal: Vec<&str> = BOKMAL.split_whitespace().collect();
        let words = nn.split(|c: char| !c.is_alphabetic());
        let found: Vec<_> = words
            .filter(|word| bokmal.contains(&word.to_lowercase().as_str()))
            .collect();
        assert!(found.is_empty(), "{found:?} in the nynorsk of {text:?}");
        let norwegian = en.chars().find(|c| "æøåÆØÅ".contains(*c));
        assert_eq!(norwegian, None, "{text:?}");
    }

    #[test]
    fn bokmal_in_nynorsk_is_seen() {
        let text = Text::of("Tallet er ikke rett.", "Talet er ikke rett.", "Wrong.");
        let checked = std::panic::catch_unwind(|| assert_whole(&text));
        assert!(checked.is_err());
        assert_whole(&Text::of("Tallet er feil.", "Talet er feil.", "Wrong."));
    }
}
