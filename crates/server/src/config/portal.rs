//! The portal: the server's own registration at the identity provider, as a confidential client.

use std::{fmt, sync::Arc};

use domain::wire::Environment;
use idporten::ClientKey;
use url::Url;

use super::{ConfigError, Section};

/// The portal's registration at the identity provider, and its address.
#[derive(Clone)]
pub struct Portal {
    /// The portal's client id.
    pub client_id: String,
    /// The key with which the server proves that it is the client.
    pub key: Arc<ClientKey>,
    /// What the pages are reached at: a scheme, a host and perhaps a port.
    pub address: Url,
}

impl Portal {
    /// The address as browsers name it in `Origin`.
    pub fn origin(&self) -> String {
        self.address.origin().ascii_serialization()
    }
}

impl fmt::Debug for Portal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Portal")
            .field("client_id", &self.client_id)
            .field("address", &self.address.as_str())
            .finish_non_exhaustive()
    }
}

/// None where nothing is set.
pub(super) fn read(
    mut section: Section,
    environment: Environment,
) -> Result<Option<Portal>, ConfigError> {
    if section.table.is_empty() {
        return Ok(None);
    }
    let client_id = section.text("client_id", "as registered for the portal")?;
    let address = section.address("address", environment, "what browsers reach the portal at")?;
    let expected = "a scheme and a host alone, such as https://halvaarsrapport.example";
    let address = Url::parse(&address)
        .ok()
        .filter(|url| url.path() == "/" && url.query().is_none() && url.fragment().is_none());
    let address =
        address.ok_or_else(|| section.error("address", "more than an origin", expected))?;
    let key = section.client_key()?;
    section.end()?;
    Ok(Some(Portal {
        client_id,
        key: Arc::new(key),
        address,
    }))
}

impl Section {
    fn client_key(&mut self) -> Result<ClientKey, ConfigError> {
        let id = self.text("key_id", "the name under which the key is registered")?;
        let expected = "a file, from: openssl genrsa 3072";
        let file = self.text("key_file", expected)?;
        let pem = std::fs::read(&file)
            .map_err(|error| self.error("key_file", &error.to_string(), expected))?;
        ClientKey::from_pem(&id, &pem)
            .map_err(|error| self.error("key_file", &error.to_string(), expected))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Config, tests::WHOLE, tests::fault};

    const SECTION: &str = "
        [portal]
        client_id = \"portal\"
        address = \"https://halvaarsrapport.example\"
        key_id = \"portal-1\"
        key_file = \"nowhere/portal.pem\"
    ";

    #[test]
    fn a_server_without_a_portal_is_whole() {
        let config = Config::from_parts(WHOLE, []).unwrap();
        assert!(config.settings.portal.is_none());
    }

    #[test]
    fn what_is_wrong_with_the_portal_is_named() {
        let whole = format!("{WHOLE}{SECTION}");
        for (from, to, expected) in [
            ("\"portal\"", "\"\"", "portal.client_id: empty. "),
            (
                "https://halvaarsrapport.example\"\n        key_id",
                "https://halvaarsrapport.example/x\"\n        key_id",
                "portal.address: more than an origin. ",
            ),
            ("portal-1", "", "portal.key_id: empty. "),
            ("portal-1", "portal-1", "portal.key_file: "),
            (
                "client_id = \"portal\"",
                "klient = \"portal\"",
                "portal.client_id: missing. ",
            ),
        ] {
            let text = whole.replace(from, to);
            let found = fault(&text, &[]);
            assert!(found.starts_with(expected), "{found}");
        }
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("key.pem");
        std::fs::write(&file, "no key").unwrap();
        let text = whole.replace("nowhere/portal.pem", &file.display().to_string());
        let found = fault(&text, &[]);
        assert!(
            found.contains("not a private RSA key of 2048 bits or more in PEM"),
            "{found}"
        );
    }
}
