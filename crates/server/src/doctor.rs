//! What is wrong with this server, found in one go: each check says what it found and how to mend it,
//! and none stops the next unless that needs it. Shows no secret and nothing personal.

use std::{fmt, sync::Arc};

use domain::Ctx;
use edge::Http;

use crate::config::{ConfigError, Known, KnownMail, KnownPortal};

mod clock;
mod database;
mod issuer;
mod mail;
mod portal;

/// What can be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// A setting is missing or wrong.
    Settings,
    /// There is no database.
    NoDatabase,
    /// The database lacks a migration.
    MigrationMissing,
    /// The database is another program's.
    MigrationNewer,
    /// A feed contradicts itself.
    FeedDamaged,
    /// The clock differs from others'.
    Clock,
    /// Mail cannot be handed over.
    MailClosed,
    /// Nobody can log in.
    IssuerUnreachable,
    /// The database's rules about rows do not hold the server.
    Walls,
    /// Nobody can log in at the portal.
    PortalRefused,
}

impl Fault {
    /// The program's exit code where this is the first fault.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Settings => 10,
            Self::NoDatabase => 11,
            Self::MigrationMissing => 12,
            Self::MigrationNewer => 13,
            Self::FeedDamaged => 14,
            Self::Clock => 15,
            Self::MailClosed => 16,
            Self::IssuerUnreachable => 17,
            Self::Walls => 18,
            Self::PortalRefused => 19,
        }
    }
}

/// One line of the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    subject: &'static str,
    finding: Finding,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Finding {
    Fine(String),
    Faulty {
        fault: Fault,
        what: String,
        fix: String,
    },
    Unchecked(String),
}

impl Finding {
    fn faulty(fault: Fault, what: impl fmt::Display, fix: &str) -> Self {
        Self::Faulty {
            fault,
            what: what.to_string(),
            fix: fix.to_owned(),
        }
    }

    fn unchecked(because: &str) -> Self {
        Self::Unchecked(because.to_owned())
    }
}

impl Check {
    /// What is wrong, if anything is.
    pub fn fault(&self) -> Option<Fault> {
        match &self.finding {
            Finding::Faulty { fault, .. } => Some(*fault),
            Finding::Fine(_) | Finding::Unchecked(_) => None,
        }
    }
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let subject = self.subject;
        match &self.finding {
            Finding::Fine(what) => write!(f, "{subject}: ok, {what}"),
            Finding::Faulty { what, fix, .. } => write!(f, "{subject}: FAULT, {what}. {fix}"),
            Finding::Unchecked(because) => write!(f, "{subject}: not checked, because {because}"),
        }
    }
}

/// Makes every check. `settings` is why the configuration as a whole was refused, if it was.
pub async fn examine(
    ctx: &Ctx,
    settings: Option<&ConfigError>,
    known: &Known,
    http: impl Http,
) -> Vec<Check> {
    let data = database::examine(ctx, known).await;
    let http = Arc::new(http);
    let provider = known.issuer.as_ref();
    let (issuer, issuer_ahead) = issuer::examine(ctx, provider, http.clone()).await;
    let mail = match &known.mail {
        KnownMail::Unset => Finding::unchecked("[mail] is not set"),
        KnownMail::Unreadable => Finding::unchecked("its settings cannot be read"),
        KnownMail::Set(mail) => mail::examine(mail).await,
    };
    let clock = clock::judge(data.ahead, issuer_ahead);
    // A server may be without.
    let portal = match &known.portal {
        KnownPortal::Unset => None,
        KnownPortal::Unreadable => Some(Finding::unchecked("its settings cannot be read")),
        KnownPortal::Set(portal) => Some(portal::examine(ctx, portal, provider, http).await),
    };
    let portal = portal.map(|finding| ("portal", finding));
    let checks = [
        ("settings", judge_settings(settings)),
        ("database", data.database),
        ("migrations", data.migrations),
        ("feed", data.feed),
        ("row security", data.walls),
        ("clock", clock),
        ("mail", mail),
        ("issuer", issuer),
    ]
    .into_iter()
    .chain(portal);
    checks
        .map(|(subject, finding)| Check { subject, finding })
        .collect()
}

fn judge_settings(refused: Option<&ConfigError>) -> Finding {
    match refused {
        None => Finding::Fine("every setting can be read".to_owned()),
        Some(error) => Finding::faulty(Fault::Settings, error.what(), error.fix()),
    }
}
