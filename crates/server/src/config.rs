//! Configuration: a TOML file, and over it the environment. Read once, when the program starts.
//!
//! `HALVAARSRAPPORT_IDPORTEN__CLIENT_ID` stands for `client_id` in `[idporten]`.

use std::{
    fmt,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use domain::wire::Environment;
use serde::Deserialize;
use toml::{Table, Value};
use url::Url;

use crate::{Settings, secret::IdentityKey};

/// What every variable's name begins with.
pub const PREFIX: &str = "HALVAARSRAPPORT_";

/// The variable that names the file, which is no setting itself.
pub const FILE_VARIABLE: &str = "HALVAARSRAPPORT_CONFIG";

/// All that can be configured.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where to listen.
    pub listen: SocketAddr,
    /// The database file.
    pub database: PathBuf,
    /// How the log is written.
    pub log: Log,
    /// What the server is and whom it trusts.
    pub settings: Settings,
}

/// How the log is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Log {
    /// Lines for a person to read.
    #[default]
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
#[error("{key}: {fault}. {fix}")]
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
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    environment: Option<Environment>,
    listen: Option<SocketAddr>,
    database: Option<PathBuf>,
    identity_key: Option<String>,
    #[serde(default)]
    log: Log,
    #[serde(default)]
    idporten: RawIdPorten,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawIdPorten {
    issuer: Option<String>,
    client_id: Option<String>,
    scope: Option<String>,
    resource: Option<String>,
    acr: Option<String>,
    consumer: Option<String>,
}

impl Config {
    /// Reads the file, where one is named, and the process's environment.
    pub fn read(file: Option<&Path>) -> Result<Self, ConfigError> {
        let text = match file {
            None => String::new(),
            Some(path) => std::fs::read_to_string(path).map_err(|error| {
                let fix = "Name a readable file with --config or HALVAARSRAPPORT_CONFIG";
                ConfigError::new(&path.display().to_string(), error, fix)
            })?,
        };
        Self::from_parts(&text, std::env::vars())
    }

    /// The configuration in a TOML text and some variables.
    pub fn from_parts(
        text: &str,
        variables: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        let mut table: Table = text.parse().map_err(|error: toml::de::Error| {
            ConfigError::new(
                "configuration file",
                error.message(),
                "Write it as TOML: key = \"value\"",
            )
        })?;
        for (name, value) in variables {
            if name != FILE_VARIABLE
                && let Some(key) = name.strip_prefix(PREFIX)
            {
                let levels: Vec<String> = key.split("__").map(str::to_lowercase).collect();
                set(&mut table, &levels, value).ok_or_else(|| {
                    ConfigError::new(&name, "no such setting", "Unset it or correct its name")
                })?;
            }
        }
        let raw: Raw = table.try_into().map_err(|error: toml::de::Error| {
            let fix = "docs/OPERATIONS.md lists every setting with an example";
            ConfigError::new("configuration", error.to_string().trim_end(), fix)
        })?;
        Self::checked(raw)
    }

    fn checked(raw: Raw) -> Result<Self, ConfigError> {
        let environment = needed(
            raw.environment,
            "environment",
            "synthetic for demo and test, production for real persons",
        )?;
        let key = needed(
            raw.identity_key,
            "identity_key",
            "64 hexadecimal digits, from: openssl rand -hex 32",
        )?;
        let identity_key = IdentityKey::from_hex(&key).ok_or_else(|| {
            ConfigError::new(
                "identity_key",
                "not 64 hexadecimal digits",
                "Make one with: openssl rand -hex 32",
            )
        })?;
        let of = raw.idporten;
        let idporten = IdPorten {
            issuer: needed(of.issuer, "idporten.issuer", "such as https://idporten.no")?,
            client_id: needed(
                of.client_id,
                "idporten.client_id",
                "as registered for the desktop",
            )?,
            scope: needed(
                of.scope,
                "idporten.scope",
                "the server's own scope, as registered",
            )?,
            resource: needed(of.resource, "idporten.resource", "this server's address")?,
            acr: needed(of.acr, "idporten.acr", "such as idporten-loa-high")?,
            consumer: of.consumer,
        };
        check_address("idporten.issuer", &idporten.issuer, environment)?;
        check_address("idporten.resource", &idporten.resource, environment)?;
        Ok(Self {
            listen: needed(raw.listen, "listen", "such as 127.0.0.1:8080")?,
            database: needed(
                raw.database,
                "database",
                "such as /var/lib/halvaarsrapport/server.db",
            )?,
            log: raw.log,
            settings: Settings {
                environment,
                identity_key,
                idporten,
            },
        })
    }
}

fn needed<T>(value: Option<T>, key: &str, example: &str) -> Result<T, ConfigError> {
    value.ok_or_else(|| {
        let variable = key.to_uppercase().replace('.', "__");
        let fix = format!("Set it in the file or as {PREFIX}{variable}: {example}");
        ConfigError::new(key, "missing", &fix)
    })
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

/// Plain HTTP only where nobody real is: in a synthetic environment, on this machine.
fn check_address(key: &str, address: &str, environment: Environment) -> Result<(), ConfigError> {
    let url = Url::parse(address)
        .map_err(|error| ConfigError::new(key, error, "Write it as https://host"))?;
    let local = url.host_str() == Some("127.0.0.1");
    match (url.scheme(), environment) {
        ("https", _) => Ok(()),
        ("http", Environment::Synthetic) if local => Ok(()),
        _ => Err(ConfigError::new(
            key,
            "not https",
            "http is for 127.0.0.1 in the synthetic environment only",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = r#"
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
    "#;

    fn fault(text: &str, variables: &[(&str, &str)]) -> String {
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
    }

    #[test]
    fn a_fault_names_the_key_and_the_fix() {
        assert_eq!(
            fault(&WHOLE.replace("listen", "#"), &[]),
            "listen: missing. Set it in the file or as HALVAARSRAPPORT_LISTEN: such as 127.0.0.1:8080"
        );
        assert_eq!(
            fault(WHOLE, &[("HALVAARSRAPPORT_IDENTITY_KEY", "abc")]),
            "identity_key: not 64 hexadecimal digits. Make one with: openssl rand -hex 32"
        );
        let unknown = fault(WHOLE, &[("HALVAARSRAPPORT_LISTN", "127.0.0.1:1")]);
        assert!(unknown.contains("unknown field `listn`"), "{unknown}");
        let http = "http://127.0.0.1.example";
        assert!(fault(WHOLE, &[("HALVAARSRAPPORT_IDPORTEN__ISSUER", http)]).contains("not https"));
        assert!(
            fault(WHOLE, &[("HALVAARSRAPPORT_ENVIRONMENT", "production")]).contains("not https")
        );
    }
}
