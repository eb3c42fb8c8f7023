//! What a stand-in knows from the start: its clients and its persons.

use domain::{Text, national_id::NationalId};
use serde::Deserialize;
use url::Url;

/// The desktop's client id in the demo.
pub const DEMO_CLIENT_ID: &str = "halvaarsrapport-desktop";
/// The server's own scope in the demo.
pub const DEMO_SCOPE: &str = "statsforvalteren:halvaarsrapport";
/// The made-up organisation that owns the demo's clients.
pub const DEMO_CONSUMER: &str = "0192:310723452";

/// What a stand-in is started with.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SimConfig {
    /// The port on 127.0.0.1; 0 for any that is free.
    #[serde(default)]
    pub port: u16,
    /// Who may ask for a login.
    #[serde(default = "demo_clients")]
    pub clients: Vec<Client>,
    /// Who can log in.
    #[serde(default = "demo_persons")]
    pub persons: Vec<TestPerson>,
}

/// A registered client.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Client {
    /// Its id.
    pub client_id: String,
    /// What users call the service.
    pub name: String,
    /// How it proves who it is.
    #[serde(default)]
    pub auth: ClientAuth,
    /// Where the browser may be sent back to. A client without authentication is a native one: its
    /// redirects to 127.0.0.1 may have any port.
    pub redirect_uris: Vec<String>,
    /// Where the browser may be sent after a logout.
    #[serde(default)]
    pub post_logout_redirect_uris: Vec<String>,
    /// Scopes it may ask for beside `openid` and `profile`.
    #[serde(default)]
    pub scopes: Vec<String>,
    /// Whether it is registered to hear of logouts: then its `id_token` names the session.
    #[serde(default)]
    pub hears_logouts: bool,
    /// The organisation that owns it: `0192:` and a number.
    pub consumer: String,
}

/// How a client proves who it is.
#[derive(Clone, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClientAuth {
    /// Not at all: a native client.
    #[default]
    None,
    /// With a secret, in the body or the header.
    Secret(String),
    /// With a token of its own, signed with one of these keys (a JWK set).
    PrivateKeyJwt(serde_json::Value),
}

impl std::fmt::Debug for ClientAuth {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::None => "None",
            Self::Secret(_) => "Secret(hidden)",
            Self::PrivateKeyJwt(_) => "PrivateKeyJwt",
        })
    }
}

/// A made-up person.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TestPerson {
    /// A synthetic national identity number.
    pub pid: String,
    /// A made-up name.
    pub name: String,
    /// Who that is in the demo.
    pub note: Option<Text>,
}

impl std::fmt::Debug for TestPerson {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TestPerson(hidden)")
    }
}

/// Why a stand-in does not start.
#[derive(Debug, thiserror::Error)]
pub enum SimError {
    /// A person whose number is not a synthetic one.
    #[error(
        "person {0} (counted from 0) is not synthetic: the stand-in knows made-up persons only"
    )]
    NotSynthetic(usize),
    /// No key.
    #[error("no signing key could be made")]
    Key,
    /// No port.
    #[error("the port on 127.0.0.1 cannot be used: {0}")]
    Bind(#[from] std::io::Error),
}

impl SimConfig {
    /// The demo's clients and persons.
    pub fn demo(port: u16) -> Self {
        Self {
            port,
            clients: demo_clients(),
            persons: demo_persons(),
        }
    }

    /// Fails closed: one person who is not synthetic, and nothing starts.
    pub(crate) fn check(&self) -> Result<(), SimError> {
        let real = |person: &TestPerson| !is_synthetic(&person.pid);
        self.persons
            .iter()
            .position(real)
            .map_or(Ok(()), |index| Err(SimError::NotSynthetic(index)))
    }

    pub(crate) fn client(&self, id: &str) -> Option<&Client> {
        self.clients.iter().find(|client| client.client_id == id)
    }
}

impl Client {
    /// A native client with a redirect to `/callback` on 127.0.0.1.
    pub fn native(client_id: &str, name: &str, scope: &str) -> Self {
        Self {
            client_id: client_id.to_owned(),
            name: name.to_owned(),
            auth: ClientAuth::None,
            redirect_uris: vec!["http://127.0.0.1:0/callback".to_owned()],
            post_logout_redirect_uris: Vec::new(),
            scopes: vec![scope.to_owned()],
            hears_logouts: false,
            consumer: DEMO_CONSUMER.to_owned(),
        }
    }

    /// A server's own pages, which prove who they are with one of `keys` (a JWK set).
    pub fn web(client_id: &str, name: &str, redirect_uri: &str, keys: serde_json::Value) -> Self {
        Self {
            client_id: client_id.to_owned(),
            name: name.to_owned(),
            auth: ClientAuth::PrivateKeyJwt(keys),
            redirect_uris: vec![redirect_uri.to_owned()],
            post_logout_redirect_uris: Vec::new(),
            scopes: Vec::new(),
            hears_logouts: true,
            consumer: DEMO_CONSUMER.to_owned(),
        }
    }

    /// How it proves who it is, in ID-porten's words.
    pub(crate) fn amr(&self) -> &'static str {
        match self.auth {
            ClientAuth::None => "none",
            ClientAuth::Secret(_) => "client_secret_post",
            ClientAuth::PrivateKeyJwt(_) => "private_key_jwt",
        }
    }

    pub(crate) fn is_native(&self) -> bool {
        matches!(self.auth, ClientAuth::None)
    }

    /// Whether the browser may be sent there: to the letter, save the port of a native client.
    pub(crate) fn may_redirect_to(&self, uri: &str) -> bool {
        let with_any_port = |registered: &str| {
            self.is_native()
                && matches!((without_port(registered), without_port(uri)), (Some(a), Some(b)) if a == b)
        };
        self.redirect_uris
            .iter()
            .any(|registered| registered == uri || with_any_port(registered))
    }
}

/// A URL on 127.0.0.1 without its port; none where it is another URL, or is not written plainly.
fn without_port(uri: &str) -> Option<Url> {
    let mut url = Url::parse(uri).ok()?;
    let plain =
        url.as_str() == uri && url.scheme() == "http" && url.host_str() == Some("127.0.0.1");
    url.set_port(None).ok()?;
    plain.then_some(url)
}

/// Whether a text is a synthetic national identity number.
pub(crate) fn is_synthetic(pid: &str) -> bool {
    NationalId::parse(pid).is_ok_and(|id| id.is_synthetic())
}

fn demo_clients() -> Vec<Client> {
    vec![Client::native(DEMO_CLIENT_ID, "Halvårsrapport", DEMO_SCOPE)]
}

fn demo_persons() -> Vec<TestPerson> {
    let officer = [
        "Saksbehandler hos statsforvalteren",
        "Saksbehandlar hos statsforvaltaren",
        "Officer at the County Governor",
    ];
    let submitter = [
        "Rapporterer for en kommune",
        "Rapporterer for ein kommune",
        "Reports for a municipality",
    ];
    let bufdir = ["Arbeider i Bufdir", "Arbeider i Bufdir", "Works at Bufdir"];
    let applicant = ["Søker om innsyn", "Søkjer om innsyn", "Applies for access"];
    let nobody = ["Har ingen rolle", "Har inga rolle", "Has no role"];
    [
        ("01818520030", "Ingrid Solbakken", officer),
        ("14877912052", "Per-Anders Moen", officer),
        ("23908302052", "Turid Prøvevik", submitter),
        ("07856642016", "Oddvar Testhaug", bufdir),
        ("11899522070", "Liv Oppdiktet", applicant),
        ("41818520024", "Ukjent Struts", nobody),
    ]
    .into_iter()
    .map(|(pid, name, [nb, nn, en])| TestPerson {
        pid: pid.to_owned(),
        name: name.to_owned(),
        note: Some(Text {
            nb: nb.to_owned(),
            nn: nn.to_owned(),
            en: en.to_owned(),
        }),
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::nobodys_number;

    #[test]
    fn the_demos_persons_are_synthetic() {
        assert!(SimConfig::demo(0).check().is_ok());
    }

    #[test]
    fn nothing_starts_with_a_person_who_is_not_synthetic() {
        let mut config = SimConfig::demo(0);
        if let Some(person) = config.persons.get_mut(1) {
            person.pid = nobodys_number();
        }
        assert!(matches!(config.check(), Err(SimError::NotSynthetic(1))));
    }

    #[test]
    fn redirects_match_to_the_letter_save_the_native_port() {
        let native = Client::native("a", "A", "s");
        let mut web = native.clone();
        web.auth = ClientAuth::Secret("word".to_owned());
        for (uri, for_native) in [
            ("http://127.0.0.1:0/callback", true),
            ("http://127.0.0.1:49152/callback", true),
            ("http://127.0.0.1/callback", true),
            ("http://127.0.0.1:49152/callback/", false),
            ("http://127.0.0.1:49152/callback?x=1", false),
            ("http://127.0.0.1:49152/callback#x", false),
            ("http://127.0.0.1:49152/other", false),
            ("http://127.1:49152/callback", false),
            ("http://user@127.0.0.1:49152/callback", false),
            ("https://127.0.0.1:49152/callback", false),
            ("http://localhost:49152/callback", false),
            ("http://[::1]:49152/callback", false),
            ("http://127.0.0.1.example.org:49152/callback", false),
            ("", false),
        ] {
            assert_eq!(native.may_redirect_to(uri), for_native, "{uri}");
            let exact = uri == "http://127.0.0.1:0/callback";
            assert_eq!(web.may_redirect_to(uri), exact, "{uri}");
        }
    }
}
