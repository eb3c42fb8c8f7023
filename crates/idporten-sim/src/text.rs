//! The words on the pages.

use domain::Language;

use crate::eid::{Eid, Level};

/// The words in one language.
pub(crate) struct Words {
    pub(crate) banner: &'static str,
    pub(crate) banner_more: &'static str,
    pub(crate) service: &'static str,
    pub(crate) choose_eid: &'static str,
    pub(crate) choose_person: &'static str,
    pub(crate) with: &'static str,
    pub(crate) too_low: &'static str,
    pub(crate) back: &'static str,
    pub(crate) cancel: &'static str,
    pub(crate) language: &'static str,
    pub(crate) level_substantial: &'static str,
    pub(crate) level_high: &'static str,
    minid: &'static str,
    bankid: &'static str,
    bankid_mobil: &'static str,
    buypass: &'static str,
    commfides: &'static str,
}

/// The words in a language.
pub(crate) fn words(language: Language) -> &'static Words {
    match language {
        Language::Nb => &NB,
        Language::Nn => &NN,
        Language::En => &EN,
    }
}

impl Words {
    /// What an electronic ID is, in a few words.
    pub(crate) fn about(&self, eid: Eid) -> &'static str {
        match eid {
            Eid::Minid => self.minid,
            Eid::Bankid => self.bankid,
            Eid::BankidMobil => self.bankid_mobil,
            Eid::Buypass => self.buypass,
            Eid::Commfides => self.commfides,
        }
    }

    /// Which level the service asks for.
    pub(crate) fn level(&self, level: Level) -> &'static str {
        match level {
            Level::Low | Level::Substantial => self.level_substantial,
            Level::High => self.level_high,
        }
    }
}

const NB: Words = Words {
    banner: "Testinnlogging – ikke ID-porten",
    banner_more: "Her finnes bare oppdiktede personer. Ingenting sendes til ID-porten.",
    service: "Du logger inn på",
    choose_eid: "Velg elektronisk ID",
    choose_person: "Velg testperson",
    with: "Innlogging med",
    too_low: "Kan ikke brukes her: MinID gir nivå betydelig, og tjenesten krever nivå høyt.",
    back: "Velg en annen elektronisk ID",
    cancel: "Avbryt",
    language: "Språk",
    level_substantial: "Tjenesten krever sikkerhetsnivå betydelig.",
    level_high: "Tjenesten krever sikkerhetsnivå høyt.",
    minid: "Passord og engangskode",
    bankid: "BankID-app eller kodebrikke",
    bankid_mobil: "Mobiltelefon",
    buypass: "Smartkort eller mobil",
    commfides: "Smartkort eller USB-enhet",
};

const NN: Words = Words {
    banner: "Testinnlogging – ikkje ID-porten",
    banner_more: "Her finst berre oppdikta personar. Ingenting blir sendt til ID-porten.",
    service: "Du loggar inn på",
    choose_eid: "Vel elektronisk ID",
    choose_person: "Vel testperson",
    with: "Innlogging med",
    too_low: "Kan ikkje brukast her: MinID gir nivå betydeleg, og tenesta krev nivå høgt.",
    back: "Vel ein annan elektronisk ID",
    cancel: "Avbryt",
    language: "Språk",
    level_substantial: "Tenesta krev tryggleiksnivå betydeleg.",
    level_high: "Tenesta krev tryggleiksnivå høgt.",
    minid: "Passord og eingongskode",
    bankid: "BankID-app eller kodebrikke",
    bankid_mobil: "Mobiltelefon",
    buypass: "Smartkort eller mobil",
    commfides: "Smartkort eller USB-eining",
};

const EN: Words = Words {
    banner: "Test login – not ID-porten",
    banner_more: "Everyone here is made up. Nothing is sent to ID-porten.",
    service: "You are logging in to",
    choose_eid: "Choose electronic ID",
    choose_person: "Choose a test person",
    with: "Login with",
    too_low: "Cannot be used here: MinID gives level substantial, and the service requires level high.",
    back: "Choose another electronic ID",
    cancel: "Cancel",
    language: "Language",
    level_substantial: "The service requires security level substantial.",
    level_high: "The service requires security level high.",
    minid: "Password and one-time code",
    bankid: "BankID app or code device",
    bankid_mobil: "Mobile phone",
    buypass: "Smart card or mobile",
    commfides: "Smart card or USB device",
};
