//! The way out: a mail server, or a folder.

use std::{io, path::PathBuf, time::Duration};

use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    transport::smtp::{
        self,
        authentication::Credentials,
        client::{Certificate, Tls as Wanted, TlsParameters},
    },
};

use crate::config::{Smtp, Tls, Way};

/// No try takes longer. RFC 5321 lets servers be slower; then the mail is tried again.
pub const PATIENCE: Duration = Duration::from_mins(1);

/// Hands over mails.
pub enum Transport {
    /// To a mail server.
    Smtp {
        /// The server.
        server: Box<AsyncSmtpTransport<Tokio1Executor>>,
        /// How long it may take.
        patience: Duration,
    },
    /// Into a folder.
    Folder(PathBuf),
}

/// Why a mail was not handed over. Holds nothing that the other end wrote, but the number it answered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// An answer that says no.
    #[error("the mail server answers {0}")]
    Answered(u16),
    /// Nobody there, or the connection broke.
    #[error("the mail server cannot be reached")]
    Unreachable,
    /// It takes too long.
    #[error("the mail server does not answer in time")]
    TooSlow,
    /// No secret connection comes about.
    #[error("no secret connection to the mail server")]
    NoTls,
    /// It does not speak SMTP as it should, or cannot do what is asked.
    #[error("the mail server is not understood")]
    NotUnderstood,
    /// The address or the mail is none.
    #[error("the mail cannot be written")]
    NoMessage,
    /// The folder cannot be written to.
    #[error("the folder for mails cannot be written to: {0}")]
    Folder(io::ErrorKind),
}

impl Refused {
    /// Whether to try again is in vain: there is no such receiver, or there never will be such a mail.
    pub fn in_vain(&self) -> bool {
        match self {
            // RFC 5321 section 4.2.3. Other answers from 500 on may be about this server's login or its name.
            Self::Answered(code) => matches!(code, 550 | 551 | 553 | 556),
            Self::NoMessage => true,
            Self::Unreachable
            | Self::TooSlow
            | Self::NoTls
            | Self::NotUnderstood
            | Self::Folder(_) => false,
        }
    }
}

impl Transport {
    /// The way that the settings name.
    pub fn new(way: &Way) -> Result<Self, smtp::Error> {
        match way {
            Way::Folder(folder) => Ok(Self::Folder(folder.clone())),
            Way::Smtp(server) => Ok(Self::Smtp {
                server: Box::new(transport(server)?),
                patience: PATIENCE,
            }),
        }
    }

    /// The same with less patience, for tests of servers that do not answer.
    #[must_use]
    pub fn within(self, patience: Duration) -> Self {
        match self {
            Self::Smtp { server, .. } => Self::Smtp { server, patience },
            Self::Folder(folder) => Self::Folder(folder),
        }
    }

    /// Hands a mail over. `name` is what a folder calls it.
    pub async fn send(&self, name: &str, message: Message) -> Result<(), Refused> {
        match self {
            Self::Smtp { server, patience } => {
                match tokio::time::timeout(*patience, server.send(message)).await {
                    Ok(Ok(_)) => Ok(()),
                    Ok(Err(error)) => Err(refused(&error)),
                    Err(_) => Err(Refused::TooSlow),
                }
            }
            Self::Folder(folder) => {
                let written = write(folder.join(format!("{name}.eml")), message.formatted()).await;
                written.map_err(|error| Refused::Folder(error.kind()))
            }
        }
    }
}

/// Whole or not at all: whoever looks into the folder finds no half mail.
async fn write(file: PathBuf, bytes: Vec<u8>) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        tokio::fs::create_dir_all(folder).await?;
    }
    let half = file.with_extension("half");
    tokio::fs::write(&half, bytes).await?;
    tokio::fs::rename(half, file).await
}

fn transport(server: &Smtp) -> Result<AsyncSmtpTransport<Tokio1Executor>, smtp::Error> {
    let tls = match server.tls {
        Tls::None => Wanted::None,
        Tls::Upgraded => Wanted::Required(parameters(server)?),
        Tls::Implicit => Wanted::Wrapper(parameters(server)?),
    };
    let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&server.host)
        .port(server.port)
        .tls(tls);
    if let Some((user, password)) = &server.login {
        builder = builder.credentials(Credentials::new(user.clone(), password.clone()));
    }
    Ok(builder.build())
}

fn parameters(server: &Smtp) -> Result<TlsParameters, smtp::Error> {
    let mut builder = TlsParameters::builder(server.host.clone());
    if let Some(pem) = &server.authority {
        builder = builder.add_root_certificate(Certificate::from_pem(pem)?);
    }
    builder.build_rustls()
}

fn refused(error: &smtp::Error) -> Refused {
    if let Some(code) = error.status() {
        Refused::Answered(code.into())
    } else if error.is_tls() || is_tls(error) {
        Refused::NoTls
    } else if error.is_timeout() {
        Refused::TooSlow
    } else if is_broken_off(error) {
        Refused::Unreachable
    } else if error.is_client() || error.is_response() {
        Refused::NotUnderstood
    } else {
        Refused::Unreachable
    }
}

/// A connection that ends in the middle comes as an answer that is none.
fn is_broken_off(error: &smtp::Error) -> bool {
    let cause = std::error::Error::source(error);
    cause.is_some_and(|cause| cause.to_string() == "incomplete response")
}

/// A handshake that fails comes as a failed connection.
fn is_tls(error: &smtp::Error) -> bool {
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        if let Some(error) = error.downcast_ref::<io::Error>()
            && error.kind() == io::ErrorKind::InvalidData
        {
            return true;
        }
        cause = error.source();
    }
    false
}

impl std::fmt::Debug for Transport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Transport")
    }
}
