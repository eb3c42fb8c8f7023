//! Mail to a person: to which address, whose it is shown to be, and when which mail is wanted.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::{report::Fault, text::Language};

/// So many digits has the code that is mailed to an address.
pub const CODE_DIGITS: usize = 8;
/// As many characters may be typed for it, with spaces.
pub const CODE_MAX: usize = 20;

/// When a person wants mails of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "MailWhen")]
#[schema(as = MailWhen)]
pub enum When {
    /// Soon. What comes within minutes is one mail.
    AtOnce,
    /// One mail a morning.
    Daily,
    /// None. Not for duties.
    Never,
}

/// [`When`] as it is of duties, in descriptions of the wire.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
#[expect(dead_code, reason = "it is described and never made")]
pub(super) enum DutyWhen {
    /// Soon.
    AtOnce,
    /// One mail a morning.
    Daily,
}

/// [`Language`] in descriptions of the wire.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
#[expect(dead_code, reason = "it is described and never made")]
pub(super) enum MailLanguage {
    /// Bokmål.
    Nb,
    /// Nynorsk.
    Nn,
    /// English.
    En,
}

/// The hours of the day in which no mail is sent, in Norway's time. They may go past midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(rename = "MailQuietHours")]
pub struct QuietHours {
    /// The first, 0 to 23.
    #[schema(maximum = 23)]
    pub from: u8,
    /// The first after them, 0 to 23; the same as `from` is none.
    #[schema(maximum = 23)]
    pub until: u8,
}

/// When a person wants which mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MailWishes {
    /// Of what has arrived and waits: reports, applications, requests.
    pub arrivals: When,
    /// Of what is done and asks nothing more of the person, as an approval.
    pub outcomes: When,
    /// Of what the person has to do or has asked for: returns, half-years, deadlines, answers. There is no
    /// `never` here.
    #[schema(value_type = DutyWhen)]
    pub duties: When,
    /// When to be left alone.
    pub quiet_hours: Option<QuietHours>,
    /// In which language.
    #[schema(value_type = MailLanguage)]
    pub language: Language,
}

impl Default for MailWishes {
    fn default() -> Self {
        Self {
            arrivals: When::AtOnce,
            outcomes: When::AtOnce,
            duties: When::AtOnce,
            quiet_hours: None,
            language: Language::default(),
        }
    }
}

impl MailWishes {
    /// What is wrong with them: duties cannot be switched off, and a day has 24 hours.
    pub fn faults(self) -> Vec<Fault> {
        let hour = |hour: u8| hour < 24;
        let duties = (self.duties == When::Never).then(|| Fault {
            at: "duties".to_owned(),
            found: "never".to_owned(),
            expected: "at_once or daily".to_owned(),
        });
        let hours = self
            .quiet_hours
            .filter(|of| !hour(of.from) || !hour(of.until));
        let hours = hours.map(|_| Fault {
            at: "quiet_hours".to_owned(),
            found: "no hour of a day".to_owned(),
            expected: "0 to 23".to_owned(),
        });
        duties.into_iter().chain(hours).collect()
    }
}

/// Mail to a person, as the person sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct OwnMail {
    /// Whether it reaches the person.
    pub state: EmailState,
    /// When it is wanted.
    pub wishes: MailWishes,
}

/// Asks for a code to the address that the person has told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AskEmailCode {
    /// In which language that mail and those after it are.
    #[schema(value_type = MailLanguage)]
    pub language: Language,
}

/// Whether mail reaches a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EmailState {
    /// This server sends none.
    NoMail,
    /// The person has told no address.
    NoAddress,
    /// The address is shown to be the person's.
    Confirmed,
    /// A code is on its way there.
    CodeSent,
    /// No code is good any more: another has to be asked for.
    CodeMissing,
}

/// What was mailed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmEmail {
    /// The code's digits; spaces between them say nothing. At most [`CODE_MAX`] characters.
    #[schema(max_length = 20)]
    pub code: String,
}

impl std::fmt::Debug for ConfirmEmail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ConfirmEmail(hidden)")
    }
}

/// What a code did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum EmailConfirmed {
    /// Mail goes to the address from now on.
    Confirmed {},
    /// It is another one.
    Wrong {
        /// So often one may still be tried.
        tries_left: u8,
    },
    /// There is none, or no longer: another has to be asked for.
    NoCode {},
}

/// What became of asking for a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum EmailCodeAsked {
    /// It is on its way.
    Sent {},
    /// One was sent a moment ago.
    TooSoon {},
    /// There is nothing to confirm.
    Nothing {},
}
