//! What can be told of a configuration that may be wrong elsewhere.

use std::path::Path;

use domain::wire::Environment;
use toml::Table;

use super::{ConfigError, ENVIRONMENTS, Mail, Portal, Section, table_of, text_of};
use crate::store::Location;

/// The settings that lead out of the program, each as far as it can be read by itself.
#[derive(Debug, Clone)]
pub struct Known {
    /// Where the data lies.
    pub database: Option<Location>,
    /// Whether real persons are in it.
    pub environment: Option<Environment>,
    /// The issuer, and the environment that says which addresses may be asked.
    pub issuer: Option<(String, Environment)>,
    /// Where mail is sent through.
    pub mail: KnownMail,
    /// The portal.
    pub portal: KnownPortal,
}

/// What can be told of the settings for mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KnownMail {
    /// There are none.
    Unset,
    /// They cannot be read.
    Unreadable,
    /// They are these.
    Set(Mail),
}

/// What can be told of the settings for the portal.
#[derive(Debug, Clone)]
pub enum KnownPortal {
    /// There are none.
    Unset,
    /// They cannot be read.
    Unreadable,
    /// They are these.
    Set(Portal),
}

impl Known {
    /// Reads the file, where one is named, and the process's environment.
    pub fn read(file: Option<&Path>) -> Self {
        let table = text_of(file).and_then(|text| table_of(&text, std::env::vars()));
        Self::from(table)
    }

    fn from(table: Result<Table, ConfigError>) -> Self {
        let Ok(table) = table else {
            return Self {
                database: None,
                environment: None,
                issuer: None,
                mail: KnownMail::Unreadable,
                portal: KnownPortal::Unreadable,
            };
        };
        let mut root = Section {
            prefix: String::new(),
            table,
        };
        let environment = root.choice("environment", &ENVIRONMENTS).ok();
        Self {
            database: root.parsed("database", "").ok(),
            environment,
            issuer: environment.and_then(|of| issuer(&mut root, of)),
            mail: environment.map_or(KnownMail::Unreadable, |of| mail(&mut root, of)),
            portal: environment.map_or(KnownPortal::Unreadable, |of| portal(&mut root, of)),
        }
    }
}

fn mail(root: &mut Section, environment: Environment) -> KnownMail {
    let section = root.section("mail");
    match section.and_then(|section| super::mail::read(section, environment)) {
        Ok(None) => KnownMail::Unset,
        Ok(Some(mail)) => KnownMail::Set(mail),
        Err(_) => KnownMail::Unreadable,
    }
}

fn portal(root: &mut Section, environment: Environment) -> KnownPortal {
    let section = root.section("portal");
    match section.and_then(|section| super::portal::read(section, environment)) {
        Ok(None) => KnownPortal::Unset,
        Ok(Some(portal)) => KnownPortal::Set(portal),
        Err(_) => KnownPortal::Unreadable,
    }
}

fn issuer(root: &mut Section, environment: Environment) -> Option<(String, Environment)> {
    let mut of = root.section("idporten").ok()?;
    let issuer = of.address("issuer", environment, "").ok()?;
    Some((issuer, environment))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_wrong_setting_hides_no_other() {
        let of = |text| Known::from(table_of(text, []));
        let known = of(
            "database = 'server.db'\nlisten = 7\nenvironment = 'synthetic'\n\
                        [idporten]\nissuer = 'https://test.idporten.no'\n[mail]\naddress = 'x'",
        );
        assert_eq!(
            known.database.map(|place| place.to_string()).as_deref(),
            Some("server.db")
        );
        let (issuer, _) = known.issuer.unwrap();
        assert_eq!(issuer, "https://test.idporten.no");
        assert_eq!(known.mail, KnownMail::Unreadable);
        let nothing = of("= 7");
        assert!(nothing.database.is_none() && nothing.issuer.is_none());
        assert_eq!(of("environment = 'synthetic'").mail, KnownMail::Unset);
    }
}
