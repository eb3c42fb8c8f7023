//! How mail is sent, and what stands in it of whoever operates the server.

use std::{fmt, path::PathBuf};

use domain::wire::Environment;
use lettre::{message::Mailbox, transport::smtp::client::Certificate};

use super::{ConfigError, Section};

/// How mail is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// The way out.
    pub way: Way,
    /// The sender.
    pub from: Mailbox,
    /// Whom to call, as mails say it.
    pub help: String,
}

/// The way that mails take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// A mail server.
    Smtp(Smtp),
    /// A folder that they are laid in: for trying the server out.
    Folder(PathBuf),
}

/// A mail server, and what is needed to hand it mail.
#[derive(Clone, PartialEq, Eq)]
pub struct Smtp {
    /// Its host.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the way there is kept secret.
    pub tls: Tls,
    /// User and password, where it asks for them.
    pub login: Option<(String, String)>,
    /// A certificate authority beside those of the system, as PEM.
    pub authority: Option<Vec<u8>>,
}

/// How the way to the mail server is kept secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    /// The connection begins open, and goes no further where it cannot become secret (RFC 3207).
    Upgraded,
    /// It is secret from its beginning (RFC 8314).
    Implicit,
    /// It is open: on the server's own machine, or where nobody real is.
    None,
}

const TLS: [(&str, Tls); 3] = [
    ("starttls", Tls::Upgraded),
    ("tls", Tls::Implicit),
    ("none", Tls::None),
];

impl Smtp {
    /// As it is written down.
    pub fn address(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }
}

impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Smtp")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("tls", &self.tls)
            .finish_non_exhaustive()
    }
}

/// None where nothing is set.
pub(super) fn read(
    mut section: Section,
    environment: Environment,
) -> Result<Option<Mail>, ConfigError> {
    if section.table.is_empty() {
        return Ok(None);
    }
    let expected = "a host and a port, such as smtp.example:587; or mail.folder";
    let folder = section.optional("folder", |of, key| of.text(key, "a folder for mails"))?;
    let way = match folder {
        Some(_) if section.table.contains_key("address") => {
            return Err(section.error("folder", "set beside mail.address", "one of the two"));
        }
        Some(_) if environment == Environment::Production => {
            let fault = "mail that nobody gets, in production";
            return Err(section.error("folder", fault, "set mail.address"));
        }
        Some(folder) => Way::Folder(folder.into()),
        None => Way::Smtp(section.smtp(environment, expected)?),
    };
    let sender = "a sender, such as Halvårsrapport <noreply@halvaarsrapport.example>";
    let mail = Mail {
        way,
        from: section.parsed("from", sender)?,
        help: section.text("help", "whom to call, as mails say it")?,
    };
    if mail.help.chars().any(char::is_control) {
        return Err(section.error("help", "more than one line", "one line"));
    }
    section.end()?;
    Ok(Some(mail))
}

impl Section {
    fn smtp(&mut self, environment: Environment, expected: &str) -> Result<Smtp, ConfigError> {
        let address = self.text("address", expected)?;
        let parts = address.rsplit_once(':');
        let parts = parts.and_then(|(host, port)| Some((host, port.parse::<u16>().ok()?)));
        let Some((host, port)) = parts.filter(|(host, _)| !host.is_empty()) else {
            return Err(self.error("address", "not a host and a port", expected));
        };
        let tls = self.optional("tls", |of, key| of.choice(key, &TLS))?;
        let tls = tls.unwrap_or(Tls::Upgraded);
        let own = ["127.0.0.1", "localhost", "[::1]"].contains(&host);
        if tls == Tls::None && environment == Environment::Production && !own {
            let fault = "mail that anybody on the way reads, in production";
            return Err(self.error("tls", fault, "starttls or tls"));
        }
        let user = self.optional("user", |of, key| of.text(key, "the server's user there"))?;
        let login = match user {
            Some(user) => Some((user, self.text("password", "the user's password")?)),
            None => None,
        };
        let authority = self.optional("ca_file", Self::authority)?;
        Ok(Smtp {
            host: host.to_owned(),
            port,
            tls,
            login,
            authority,
        })
    }

    fn authority(&mut self, key: &str) -> Result<Vec<u8>, ConfigError> {
        let expected = "a file with certificates of authorities, as PEM";
        let file = self.text(key, expected)?;
        let pem =
            std::fs::read(&file).map_err(|error| self.error(key, &error.to_string(), expected))?;
        Certificate::from_pem(&pem).map_err(|_| self.error(key, "no certificate", expected))?;
        Ok(pem)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{
        Config,
        tests::{WHOLE, fault},
    };
    use super::*;

    const SECTION: &str = "
        [mail]
        address = \"smtp.example:587\"
        from = \"Halvårsrapport <noreply@halvaarsrapport.example>\"
        help = \"Ring 00 00 00 00\"
    ";

    #[test]
    fn a_way_is_secret_unless_it_is_said_otherwise() {
        let config = Config::from_parts(&format!("{WHOLE}{SECTION}"), []).unwrap();
        let mail = config.settings.mail.unwrap();
        let Way::Smtp(smtp) = mail.way else {
            panic!("a folder");
        };
        assert_eq!(smtp.tls, Tls::Upgraded);
        assert_eq!(smtp.address(), "smtp.example:587");
        assert!(
            Config::from_parts(WHOLE, [])
                .unwrap()
                .settings
                .mail
                .is_none()
        );
    }

    #[test]
    fn what_is_wrong_with_mail_is_named() {
        let whole = format!("{WHOLE}{SECTION}");
        for (from, to, expected) in [
            (
                "smtp.example:587",
                "smtp.example",
                "mail.address: not a host and a port. ",
            ),
            ("noreply@", "noreply", "mail.from: not readable. "),
            ("Ring 00 00 00 00", "", "mail.help: empty. "),
            (
                "Ring 00 00 00 00",
                "Ring\\nBcc: x",
                "mail.help: more than one line. ",
            ),
            (
                "help =",
                "tls = \"ssl\"\n help =",
                "mail.tls: no such choice. ",
            ),
            (
                "help =",
                "user = \"me\"\n help =",
                "mail.password: missing. ",
            ),
            ("help =", "ca_file = \"nowhere\"\n help =", "mail.ca_file: "),
            (
                "help =",
                "folder = \"x\"\n help =",
                "mail.folder: set beside mail.address. ",
            ),
        ] {
            let found = fault(&whole.replace(from, to), &[]);
            assert!(found.starts_with(expected), "{found}");
        }
    }

    #[test]
    fn in_production_mail_is_sent_and_sent_secretly() {
        let production = |text: &str| {
            let text = format!("{WHOLE}{text}").replace("\"synthetic\"", "\"production\"");
            fault(
                &text.replace("http://127.0.0.1:8090", "https://idporten.example"),
                &[],
            )
        };
        let open = production(&SECTION.replace("help =", "tls = \"none\"\n help ="));
        assert!(open.starts_with("mail.tls: mail that anybody"), "{open}");
        let folder = SECTION.replace("address = \"smtp.example:587\"", "folder = \"mails\"");
        let folder = production(&folder);
        assert!(
            folder.starts_with("mail.folder: mail that nobody"),
            "{folder}"
        );
    }
}
