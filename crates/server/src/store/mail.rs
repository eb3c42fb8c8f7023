//! The outbox of mail: a cause is written in the transaction of what it tells of, and told later.

use domain::{
    application::{Application, ApplicationState},
    deadlines::PeriodSettings,
    decision::{Decision, Verdict},
    ids::PersonId,
    norway,
    report::{Report, json_bytes},
    text::Language,
    wire::{MailWishes, ReopeningRequest},
};
use jiff::Timestamp;

use super::{StoreError, Tx, id, query, sql};
use crate::mail::{Answered, Audience, Cause, Named, News, message::code_of};

mod deadlines;
mod making;
mod reminders;
mod sending;
mod spreading;

pub use sending::{Due, MailBacklog, MailRow};

/// Lets one server at a time make mails of causes.
async fn lock(tx: &mut Tx) -> Result<(), StoreError> {
    query(sql::LOCK_MAIL).lock(tx).await
}

/// How a person is reached by mail.
struct Reached {
    /// The address that is shown to be the person's.
    address: Option<String>,
    wishes: MailWishes,
}

async fn reached(tx: &mut Tx, person: PersonId) -> Result<Reached, StoreError> {
    let (address, wanted): (Option<String>, Option<Vec<u8>>) =
        query(sql::REACHED).bind(person.to_string()).one(tx).await?;
    let wishes = wishes(wanted)?;
    Ok(Reached { address, wishes })
}

/// A language by its name.
fn language(name: &str) -> Result<Language, StoreError> {
    let mut all = Language::ALL.into_iter();
    let found = all.find(|language| code_of(*language) == name);
    found.ok_or(StoreError::Damaged("a language"))
}

/// What a person wishes, or what holds for whoever has said nothing.
pub(super) fn wishes(body: Option<Vec<u8>>) -> Result<MailWishes, StoreError> {
    match body {
        Some(body) => {
            serde_json::from_slice(&body).map_err(|_| StoreError::Damaged("wishes about mail"))
        }
        None => Ok(MailWishes::default()),
    }
}

fn cause(body: &[u8]) -> Result<Cause, StoreError> {
    serde_json::from_slice(body).map_err(|_| StoreError::Damaged("a cause of mail"))
}

/// Queues what is to be told, once for each cause. Whoever does what it tells of calls this before the
/// commit.
pub(super) async fn queue(
    tx: &mut Tx,
    (cause, cause_id): (&str, &str),
    told: &Cause,
    now: Timestamp,
) -> Result<(), StoreError> {
    query(sql::ADD_MAIL_CAUSE)
        .bind(tx.new_id().to_string())
        .bind(cause)
        .bind(cause_id)
        .bind(json_bytes(told))
        .bind(now.as_millisecond())
        .execute_one(tx)
        .await
}

/// A report as a mail names it.
fn named(report: &Report, revision: u32) -> Named {
    Named {
        id: report.id,
        reference: report.reference.clone(),
        revision,
        unit_no: report.unit_no.clone(),
        unit_name: report.unit_name.clone(),
        period: report.period,
    }
}

/// The newest revision of a report waits for its office.
pub(super) async fn report_arrived(
    tx: &mut Tx,
    report: &Report,
    now: Timestamp,
) -> Result<(), StoreError> {
    let number = report.latest().map_or(0, |latest| latest.number);
    let decided = |report: &Report| {
        let mut earlier = report.revisions.iter();
        earlier.any(|revision| revision.decision.is_some())
    };
    let told = Cause {
        to: Audience::Officers {
            office: report.office.clone(),
        },
        news: News::ReportArrived {
            report: named(report, number),
            corrected: decided(report) || !report.reopenings.is_empty(),
        },
    };
    let cause = format!("{}/{number}", report.id);
    queue(tx, ("revision", &cause), &told, now).await
}

/// An officer's decision stands: who sent the report is told.
pub(super) async fn report_decided(
    tx: &mut Tx,
    report: &Report,
    decision: &Decision,
    now: Timestamp,
) -> Result<(), StoreError> {
    let person: Option<Option<String>> = query(sql::SUBMITTER)
        .bind(report.id.to_string())
        .bind(i64::from(decision.revision))
        .optional_value(tx)
        .await?;
    let person: Option<PersonId> = person.flatten().map(|text| id(&text)).transpose()?;
    let report_named = named(report, decision.revision);
    let told = Cause {
        to: Audience::Submitter {
            person,
            unit: report.unit_no.clone(),
        },
        news: match decision.verdict {
            Verdict::Approve { .. } => News::ReportApproved {
                report: report_named,
            },
            Verdict::Return { .. } => News::ReportReturned {
                report: report_named,
            },
        },
    };
    queue(tx, ("decision", &decision.id.to_string()), &told, now).await
}

/// An application that has changed, or has come: whoever has to answer it is told, and whoever waits for the
/// answer.
pub(super) async fn application_changed(
    tx: &mut Tx,
    application: &Application,
    rev: u64,
    now: Timestamp,
) -> Result<(), StoreError> {
    let cause = format!("{}/{rev}", application.id);
    let arrived = |office| News::ApplicationArrived {
        id: application.id,
        reference: application.reference.clone(),
        office,
    };
    let (waits_at, answer) = match &application.state {
        ApplicationState::AtOffice { office } => (Some(Some(office.clone())), None),
        ApplicationState::AtBufdir { .. } => {
            let forwarded = !application.answers.is_empty();
            (Some(None), forwarded.then_some(Answered::Forwarded))
        }
        ApplicationState::Approved { .. } => (None, Some(Answered::Approved)),
        ApplicationState::Rejected { .. } => (None, Some(Answered::Rejected)),
        ApplicationState::Ended { .. } => (None, Some(Answered::Ended)),
        ApplicationState::Withdrawn => (None, None),
    };
    if let Some(office) = waits_at {
        let to = match &office {
            Some(office) => Audience::Officers {
                office: office.clone(),
            },
            None => Audience::Bufdir,
        };
        let news = arrived(office);
        queue(tx, ("application", &cause), &Cause { to, news }, now).await?;
    }
    if let Some(answer) = answer {
        let told = Cause {
            to: Audience::Person {
                person: application.applicant,
            },
            news: News::ApplicationAnswered {
                reference: application.reference.clone(),
                answer,
            },
        };
        queue(tx, ("answer", &cause), &told, now).await?;
    }
    Ok(())
}

/// An office asks Bufdir to reopen a report.
pub(super) async fn reopening_asked(
    tx: &mut Tx,
    report: &Report,
    (request, asked): (&str, &ReopeningRequest),
    now: Timestamp,
) -> Result<(), StoreError> {
    let told = Cause {
        to: Audience::Bufdir,
        news: News::ReopeningAsked {
            report: named(report, asked.revision),
        },
    };
    queue(tx, ("reopening", request), &told, now).await
}

/// A half-year is open. Nobody is told of one that was over before it was opened, as those of an earlier system.
pub(super) async fn period_opened(
    tx: &mut Tx,
    settings: &PeriodSettings,
    now: Timestamp,
) -> Result<(), StoreError> {
    if settings.municipality_deadline < norway::date(now) {
        return Ok(());
    }
    let told = Cause {
        to: Audience::Missing,
        news: News::PeriodOpened {
            period: settings.period,
            deadline: settings.municipality_deadline,
        },
    };
    queue(tx, ("period", &settings.period.to_string()), &told, now).await
}

/// A code for an address. It is told by its salt: the digits are nowhere stored.
pub(super) async fn code_given(
    tx: &mut Tx,
    (person, email): (PersonId, String),
    salt: &[u8],
    now: Timestamp,
) -> Result<(), StoreError> {
    let salt = data_encoding::HEXLOWER.encode(salt);
    let cause = format!("{person}/{salt}");
    let told = Cause {
        to: Audience::Address { person, email },
        news: News::Code { salt },
    };
    queue(tx, ("code", &cause), &told, now).await
}
