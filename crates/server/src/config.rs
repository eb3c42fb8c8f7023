//! Configuration: a TOML file, and over it the environment. Read once, when the program starts.
//!
//! `HALVAARSRAPPORT_IDPORTEN__CLIENT_ID` stands for `client_id` in `[idporten]`.

use std::{fmt, net::SocketAddr, path::Path, str::FromStr, time::Duration};

use domain::wire::Environment;
use jiff::SignedDuration;
use toml::{Table, Value};
use url::Url;

use crate::{
    Settings,
    hints::{POLL_MAX, Timing},
    secret::IdentityKey,
    store::Location,
};

mod limits;
mod mail;
mod portal;
mod rates;
mod signing;

pub use limits::Limits;
pub use mail::{Mail, Smtp, Tls, Way};
pub use portal::Portal;
pub use rates::RateLimits;

mod known;

pub use known::{Known, KnownMail, KnownPortal};

/// What every variable's name begins with.
pub const PREFIX: &str = "HALVAARSRAPPORT_";

/// The variable that names the file, which is no setting itself.
pub const FILE_VARIABLE: &str = "HALVAARSRAPPORT_CONFIG";

/// All that can be configured.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where to listen.
    pub listen: SocketAddr,
    /// Where to listen for whoever operates the server; nowhere where absent.
    pub operation_listen: Option<SocketAddr>,
    /// Where the data lies, and as whom the server reaches it.
    pub database: Location,
    /// The same place as whom the tables belong to; the server's own where absent.
    pub database_owner: Option<Location>,
    /// How the log is written.
    pub log: Log,
    /// How often other processes' commits are looked for.
    pub hints: Timing,
    /// What the server is and whom it trusts.
    pub settings: Settings,
}

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Log {
    /// Lines for a person to read.
    Text,
    /// A JSON object a line.
    Json,
}

/// The identity provider, and this server's registration there.
#[derive(Debug, Clone)]
pub struct IdPorten {
    /// The issuer, exactly as it names itself.
    pub issuer: String,
    /// The desktop's client id.
    pub client_id: String,
    /// The server's own scope.
    pub scope: String,
    /// The server's resource indicator: the audience of the access token.
    pub resource: String,
    /// The level of assurance a login must have.
    pub acr: String,
    /// The organisation that owns the client, as `0192:` and its number; unchecked where absent.
    pub consumer: Option<String>,
}

/// A setting that is missing or wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}. {fix}", self.what())]
pub struct ConfigError {
    key: String,
    fault: String,
    fix: String,
}

impl ConfigError {
    fn new(key: &str, fault: impl fmt::Display, fix: &str) -> Self {
        Self {
            key: key.to_owned(),
            fault: fault.to_string(),
            fix: fix.to_owned(),
        }
    }

    /// The key and what is wrong with it.
    pub fn what(&self) -> String {
        format!("{}: {}", self.key, self.fault)
    }

    /// How to mend it.
    pub fn fix(&self) -> &str {
        &self.fix
    }
}

impl Config {
    /// Reads the file, where one is named, and the process's environment.
    pub fn read(file: Option<&Path>) -> Result<Self, ConfigError> {
        Self::from_parts(&text_of(file)?, std::env::vars())
    }

    /// The configuration in a TOML text and some variables.
    pub fn from_parts(
        text: &str,
        variables: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        Self::from_table(table_of(text, variables)?)
    }

    fn from_table(table: Table) -> Result<Self, ConfigError> {
        let mut root = Section {
            prefix: String::new(),
            table,
        };
        let mut of = root.section("idporten")?;
        let signing = root.section("signing")?;
        let sealing = root.section("sealing")?;
        let (rates, proxies) = (root.section("limits")?, root.section("proxies")?);
        let (pages, mailing) = (root.section("portal")?, root.section("mail")?);
        let environment = root.choice("environment", &ENVIRONMENTS)?;
        let config = Self {
            listen: root.parsed("listen", "an address and a port, such as 127.0.0.1:8080")?,
            operation_listen: root.optional("operation_listen", |root, key| {
                root.parsed(key, "an address and a port, such as 127.0.0.1:9464")
            })?,
            database_owner: root.database_owner()?,
            database: root.parsed(
                "database",
                "a file, such as /var/lib/halvaarsrapport/server.db, or \
                 postgres://user@host/database",
            )?,
            log: root
                .optional("log", |root, key| root.choice(key, &LOGS))?
                .unwrap_or(Log::Text),
            hints: Timing {
                poll: root.poll()?,
                ..Timing::default()
            },
            settings: Settings {
                environment,
                identity_key: root.identity_key()?,
                signing: sealing.sealing(signing.signing()?)?,
                idporten: IdPorten {
                    issuer: of.address("issuer", environment, "such as https://idporten.no")?,
                    client_id: of.text("client_id", "as registered for the desktop")?,
                    scope: of.text("scope", "the server's own scope, as registered")?,
                    resource: of.address("resource", environment, "this server's address")?,
                    acr: of.text("acr", "such as idporten-loa-high")?,
                    consumer: of
                        .optional("consumer", |of, key| of.text(key, "such as 0192:310723452"))?,
                },
                portal: portal::read(pages, environment)?,
                mail: mail::read(mailing, environment)?,
                limits: limits::read(&mut root)?,
                rates: rates::read(rates, proxies)?,
            },
        };
        of.end()?;
        root.end()?;
        Ok(config)
    }
}

fn text_of(file: Option<&Path>) -> Result<String, ConfigError> {
    match file {
        None => Ok(String::new()),
        Some(path) => std::fs::read_to_string(path).map_err(|error| {
            let fix = "Name a readable file with --config or HALVAARSRAPPORT_CONFIG";
            ConfigError::new(&path.display().to_string(), error, fix)
        }),
    }
}

/// The file's settings with the variables over them.
fn table_of(
    text: &str,
    variables: impl IntoIterator<Item = (String, String)>,
) -> Result<Table, ConfigError> {
    let mut table: Table = text.parse().map_err(|error: toml::de::Error| {
        let fix = "Write it as TOML: key = \"value\"";
        ConfigError::new("configuration file", error.message(), fix)
    })?;
    for (name, value) in variables {
        if name != FILE_VARIABLE
            && let Some(key) = name.strip_prefix(PREFIX)
        {
            let levels: Vec<String> = key.split("__").map(str::to_lowercase).collect();
            set(&mut table, &levels, value).ok_or_else(|| unknown(&levels.join(".")))?;
        }
    }
    Ok(table)
}

const ENVIRONMENTS: [(&str, Environment); 2] = [
    ("synthetic", Environment::Synthetic),
    ("production", Environment::Production),
];

const LOGS: [(&str, Log); 2] = [("text", Log::Text), ("json", Log::Json)];

/// The settings of one level that nobody has asked for yet.
struct Section {
    prefix: String,
    table: Table,
}

impl Section {
    fn error(&self, key: &str, fault: &str, expected: &str) -> ConfigError {
        let key = format!("{}{key}", self.prefix);
        let variable = key.to_uppercase().replace('.', "__");
        // No variable stands for what is in a list.
        let fix = if key.contains('[') {
            format!("Set it in the file: {expected}")
        } else {
            format!("Set it in the file or as {PREFIX}{variable}: {expected}")
        };
        ConfigError::new(&key, fault, &fix)
    }

    /// The settings under `[name]`, which may be missing.
    fn section(&mut self, name: &str) -> Result<Self, ConfigError> {
        let table = match self.table.remove(name) {
            Some(Value::Table(table)) => table,
            Some(_) => return Err(self.error(name, "not a section", &format!("[{name}]"))),
            None => Table::new(),
        };
        let prefix = format!("{name}.");
        Ok(Self { prefix, table })
    }

    fn text(&mut self, key: &str, expected: &str) -> Result<String, ConfigError> {
        match self.table.remove(key) {
            Some(Value::String(text)) if !text.is_empty() => Ok(text),
            Some(Value::String(_)) => Err(self.error(key, "empty", expected)),
            Some(_) => Err(self.error(key, "not a text in quotes", expected)),
            None => Err(self.error(key, "missing", expected)),
        }
    }

    /// What `read` reads, where the setting is there.
    fn optional<T>(
        &mut self,
        key: &'static str,
        read: impl FnOnce(&mut Self, &'static str) -> Result<T, ConfigError>,
    ) -> Result<Option<T>, ConfigError> {
        self.table
            .contains_key(key)
            .then(|| read(self, key))
            .transpose()
    }

    fn parsed<T: FromStr>(&mut self, key: &str, expected: &str) -> Result<T, ConfigError> {
        let text = self.text(key, expected)?;
        text.parse()
            .map_err(|_| self.error(key, "not readable", expected))
    }

    fn choice<T: Copy>(&mut self, key: &str, of: &[(&str, T)]) -> Result<T, ConfigError> {
        let names: Vec<&str> = of.iter().map(|(name, _)| *name).collect();
        let expected = names.join(" or ");
        let text = self.text(key, &expected)?;
        let chosen = of.iter().find(|(name, _)| *name == text);
        chosen
            .map(|(_, value)| *value)
            .ok_or_else(|| self.error(key, "no such choice", &expected))
    }

    fn database_owner(&mut self) -> Result<Option<Location>, ConfigError> {
        let (key, expected) = ("database_owner", "postgres://owner@host/database");
        let owner = self.optional(key, |root, key| root.parsed(key, expected))?;
        match owner {
            Some(Location::File(_)) => Err(self.error(key, "a file, which has no owner", expected)),
            Some(Location::Server(_)) | None => Ok(owner),
        }
    }

    fn poll(&mut self) -> Result<Duration, ConfigError> {
        let (key, expected) = ("hints_poll", "at most a second, such as 500ms");
        if !self.table.contains_key(key) {
            return Ok(POLL_MAX);
        }
        let every: SignedDuration = self.parsed(key, expected)?;
        Duration::try_from(every)
            .ok()
            .filter(|every| !every.is_zero() && *every <= POLL_MAX)
            .ok_or_else(|| self.error(key, "not within a second", expected))
    }

    fn identity_key(&mut self) -> Result<IdentityKey, ConfigError> {
        let expected = "64 hexadecimal digits, from: openssl rand -hex 32";
        let text = self.text("identity_key", expected)?;
        IdentityKey::from_hex(&text)
            .ok_or_else(|| self.error("identity_key", "not 64 hexadecimal digits", expected))
    }

    /// Plain HTTP only where nobody real is: in a synthetic environment, on this machine.
    fn address(
        &mut self,
        key: &str,
        environment: Environment,
        expected: &str,
    ) -> Result<String, ConfigError> {
        let text = self.text(key, expected)?;
        let url = Url::parse(&text).map_err(|_| self.error(key, "not an address", expected))?;
        let local = url.host_str() == Some("127.0.0.1");
        match (url.scheme(), environment) {
            ("https", _) => Ok(text),
            ("http", Environment::Synthetic) if local => Ok(text),
            _ => {
                let expected = "https, or http on 127.0.0.1 in the synthetic environment";
                Err(self.error(key, "not https", expected))
            }
        }
    }

    /// Whatever is left has a name that no setting has.
    fn end(self) -> Result<(), ConfigError> {
        match self.table.keys().next() {
            Some(key) => Err(unknown(&format!("{}{key}", self.prefix))),
            None => Ok(()),
        }
    }
}

fn unknown(key: &str) -> ConfigError {
    let fix = "Take it away or correct its name: --help shows them all";
    ConfigError::new(key, "no such setting", fix)
}

/// Puts a value where its levels lead; none where a level is no table.
fn set(table: &mut Table, levels: &[String], value: String) -> Option<()> {
    match levels {
        [] => None,
        [key] => {
            table.insert(key.clone(), Value::String(value));
            Some(())
        }
        [level, rest @ ..] => {
            let inner = table
                .entry(level.clone())
                .or_insert_with(|| Value::Table(Table::new()));
            set(inner.as_table_mut()?, rest, value)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    pub(super) const WHOLE: &str = r#"
        environment = "synthetic"
        listen = "127.0.0.1:0"
        database = "server.db"
        identity_key = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
        [idporten]
        issuer = "http://127.0.0.1:8090"
        client_id = "desktop"
        scope = "halvaarsrapport:officer"
        resource = "https://halvaarsrapport.example"
        acr = "idporten-loa-high"
        [signing]
        key = "2222222222222222222222222222222222222222222222222222222222222222"
    "#;

    pub(super) fn fault(text: &str, variables: &[(&str, &str)]) -> String {
        let owned = variables
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Config::from_parts(text, owned).unwrap_err().to_string()
    }

    #[test]
    fn the_environment_stands_over_the_file() {
        let variable = ("HALVAARSRAPPORT_IDPORTEN__CLIENT_ID", "other");
        let owned = [(variable.0.to_owned(), variable.1.to_owned())];
        let config = Config::from_parts(WHOLE, owned).unwrap();
        assert_eq!(config.settings.idporten.client_id, "other");
        assert_eq!(config.settings.idporten.acr, "idporten-loa-high");
        assert_eq!(config.hints, Timing::default());
    }

    #[test]
    fn hints_are_looked_for_within_a_second() {
        let poll = |value: &str| {
            let variable = ("HALVAARSRAPPORT_HINTS_POLL".to_owned(), value.to_owned());
            Config::from_parts(WHOLE, [variable]).map(|config| config.hints.poll)
        };
        assert_eq!(poll("250ms"), Ok(Duration::from_millis(250)));
        assert_eq!(poll("1s"), Ok(Duration::from_secs(1)));
    }

    #[test]
    fn what_is_optional_has_a_standard() {
        let config = Config::from_parts(WHOLE, []).unwrap();
        assert_eq!(config.operation_listen, None);
        assert_eq!(config.settings.limits, Limits::default());
        let set = [
            ("HALVAARSRAPPORT_OPERATION_LISTEN", "127.0.0.1:9464"),
            ("HALVAARSRAPPORT_STOP_WITHIN_SECONDS", "90"),
        ];
        let set = set.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let config = Config::from_parts(WHOLE, set).unwrap();
        assert_eq!(config.operation_listen, "127.0.0.1:9464".parse().ok());
        assert_eq!(config.settings.limits.stop, Duration::from_secs(90));
    }

    #[test]
    fn a_fault_names_the_key_and_the_fix() {
        assert_eq!(
            fault(&WHOLE.replace("listen", "#"), &[]),
            "listen: missing. Set it in the file or as HALVAARSRAPPORT_LISTEN: \
             an address and a port, such as 127.0.0.1:8080"
        );
        assert_eq!(
            fault(WHOLE, &[("HALVAARSRAPPORT_IDENTITY_KEY", "abc")]),
            "identity_key: not 64 hexadecimal digits. Set it in the file or as \
             HALVAARSRAPPORT_IDENTITY_KEY: 64 hexadecimal digits, from: openssl rand -hex 32"
        );
        let secret_as_number = WHOLE.replace("identity_key = \"", "identity_key = 12 #");
        assert!(fault(&secret_as_number, &[]).starts_with("identity_key: not a text in quotes. "));
        assert!(fault("= 7", &[]).starts_with("configuration file: "));
    }

    #[test]
    fn every_variable_is_checked() {
        for (variable, value, expected) in [
            ("LISTN", "127.0.0.1:1", "listn: no such setting. "),
            ("IDPORTEN__ISSUR", "x", "idporten.issur: no such setting. "),
            ("LISTEN__PORT", "1", "listen.port: no such setting. "),
            ("LISTEN", "8080", "listen: not readable. "),
            ("DATABASE", "", "database: empty. "),
            ("DATABASE", "mysql://x/y", "database: not readable. "),
            (
                "DATABASE_OWNER",
                "mysql://x/y",
                "database_owner: not readable. ",
            ),
            (
                "DATABASE_OWNER",
                "server.db",
                "database_owner: a file, which has no owner. ",
            ),
            ("LOG", "xml", "log: no such choice. "),
            (
                "OPERATION_LISTEN",
                "9464",
                "operation_listen: not readable. ",
            ),
            (
                "STOP_WITHIN_SECONDS",
                "-1",
                "stop_within_seconds: not readable. ",
            ),
            ("HINTS_POLL", "soon", "hints_poll: not readable. "),
            ("HINTS_POLL", "1001ms", "hints_poll: not within a second. "),
            ("HINTS_POLL", "0s", "hints_poll: not within a second. "),
            ("HINTS_POLL", "-1s", "hints_poll: not within a second. "),
            ("ENVIRONMENT", "test", "environment: no such choice. "),
            ("ENVIRONMENT", "production", "idporten.issuer: not https. "),
            (
                "IDPORTEN__ISSUER",
                "idporten",
                "idporten.issuer: not an address. ",
            ),
            (
                "IDPORTEN__ISSUER",
                "http://127.0.0.1.example",
                "idporten.issuer: not https. ",
            ),
            (
                "IDPORTEN__RESOURCE",
                "ftp://127.0.0.1",
                "idporten.resource: not https. ",
            ),
            ("IDPORTEN", "x", "idporten: not a section. "),
            ("MAIL", "x", "mail: not a section. "),
            (
                "MAIL__ADDRESS",
                "smtp",
                "mail.address: not a host and a port. ",
            ),
            (
                "MAIL__ADDRESS",
                ":25",
                "mail.address: not a host and a port. ",
            ),
            ("MAIL__ADDRES", "smtp:25", "mail.address: missing. "),
        ] {
            let name = format!("{PREFIX}{variable}");
            let found = fault(WHOLE, &[(&name, value)]);
            assert!(found.starts_with(expected), "{found}");
        }
    }
}
