//! What waits for a person becomes a mail, unless the person need not be told.
//!
//! What counts as seen is in the ADR on quiet mail: the server knows what it gave out, not what was read.

use std::collections::BTreeMap;

use domain::{
    ids::{PersonId, UnitNo},
    report::{Report, json_bytes},
    text::Language,
    wire::MailWishes,
};
use jiff::Timestamp;

use crate::{
    access::Postman,
    mail::{
        News, Piece,
        message::code_of,
        timing::{Fate, Waiting, fates},
    },
    store::{Store, StoreError, Tx, audit::Action, id, query, sql, time},
};

/// What waits for a person: the cause, the units, since when, and the cause's body.
type Item = (String, Option<String>, i64, Vec<u8>);

/// The same of anybody: the person, since when, the cause's body, and the person's wishes.
type WaitingRow = (String, i64, Vec<u8>, Option<Vec<u8>>);

impl Store {
    /// Makes mails of what is due; how many persons had something that was.
    pub(crate) async fn make_mails(&self) -> Result<usize, StoreError> {
        let now = self.now();
        let due = due_persons(&mut self.view(&Postman).await?, now).await?;
        for person in &due {
            let mut tx = self.begin(&Postman).await?;
            super::lock(&mut tx).await?;
            make(&mut tx, *person, now).await?;
            tx.commit().await?;
        }
        Ok(due.len())
    }
}

async fn due_persons(tx: &mut Tx, now: Timestamp) -> Result<Vec<PersonId>, StoreError> {
    let rows: Vec<WaitingRow> = query(sql::MAIL_ITEMS_WAITING).all(tx).await?;
    let mut waiting: BTreeMap<PersonId, (Vec<Waiting>, MailWishes)> = BTreeMap::new();
    for (person, since, body, wishes) in rows {
        let wishes = super::wishes(wishes)?;
        let of = waiting.entry(id(&person)?).or_insert((vec![], wishes));
        of.0.push(waits(&body, since)?);
    }
    let is_due = |(of, wishes): &(Vec<Waiting>, MailWishes)| {
        let fates = fates(of, *wishes, now);
        fates.iter().any(|fate| *fate != Fate::Later)
    };
    let due = waiting.into_iter().filter(|(_, of)| is_due(of));
    Ok(due.map(|(person, _)| person).collect())
}

fn waits(body: &[u8], since: i64) -> Result<Waiting, StoreError> {
    Ok(Waiting {
        kind: super::cause(body)?.news.kind(),
        since: time(since)?,
    })
}

/// One person's: each thing is dropped, goes into the one mail, or waits on.
async fn make(tx: &mut Tx, person: PersonId, now: Timestamp) -> Result<(), StoreError> {
    let items: Vec<Item> = query(sql::MAIL_ITEMS_OF)
        .bind(person.to_string())
        .all(tx)
        .await?;
    let reached = super::reached(tx, person).await?;
    let waiting: Vec<Waiting> = items
        .iter()
        .map(|(_, _, since, body)| waits(body, *since))
        .collect::<Result<_, _>>()?;
    let mut causes = Vec::new();
    let mut pieces = Vec::new();
    for (item, fate) in items.iter().zip(fates(&waiting, reached.wishes, now)) {
        let why = match fate {
            Fate::Later => continue,
            Fate::Unwanted => Err("unwanted"),
            Fate::Now if reached.address.is_none() => Err("no_address"),
            Fate::Now => piece(tx, person, item).await?,
        };
        match why {
            Ok(piece) => {
                causes.push(&item.0);
                pieces.push(piece);
            }
            Err(why) => {
                query(sql::DROP_MAIL_ITEM)
                    .bind(&item.0)
                    .bind(person.to_string())
                    .bind(why)
                    .execute_one(tx)
                    .await?;
            }
        }
    }
    let Some(address) = reached.address.filter(|_| !pieces.is_empty()) else {
        return Ok(());
    };
    let mail = add(
        tx,
        (person, &address, reached.wishes.language),
        &pieces,
        now,
    )
    .await?;
    for cause in causes {
        query(sql::MAIL_ITEM_IS_IN)
            .bind(cause)
            .bind(person.to_string())
            .bind(&mail)
            .execute_one(tx)
            .await?;
    }
    Ok(())
}

/// A mail that waits to be sent; its id.
pub(super) async fn add(
    tx: &mut Tx,
    (person, address, language): (PersonId, &str, Language),
    pieces: &[Piece],
    now: Timestamp,
) -> Result<String, StoreError> {
    let mail = tx.new_id().to_string();
    query(sql::ADD_MAIL)
        .bind(&mail)
        .bind(person.to_string())
        .bind(address)
        .bind(code_of(language))
        .bind(json_bytes(&pieces))
        .bind(now.as_millisecond())
        .execute_one(tx)
        .await?;
    Ok(mail)
}

/// What is told of it, or why nothing need be.
async fn piece(
    tx: &mut Tx,
    person: PersonId,
    (_, units, since, body): &Item,
) -> Result<Result<Piece, &'static str>, StoreError> {
    let news = super::cause(body)?.news;
    let units = match (units, news.period()) {
        (Some(units), Some(period)) => {
            let mut missing = Vec::new();
            for unit in units.split(',') {
                missing.extend(missing_unit(tx, unit, &period.to_string()).await?);
            }
            if missing.is_empty() {
                return Ok(Err("settled"));
            }
            missing
        }
        (Some(_) | None, _) => vec![],
    };
    if is_settled(tx, &news).await? {
        return Ok(Err("settled"));
    }
    if has_seen(tx, person, &news, *since).await? {
        return Ok(Err("seen"));
    }
    Ok(Ok(Piece { news, units }))
}

/// The unit's name, where it still has not reported.
async fn missing_unit(tx: &mut Tx, unit: &str, period: &str) -> Result<Option<String>, StoreError> {
    query(sql::MISSING_UNIT)
        .bind(unit)
        .bind(period)
        .optional_value(tx)
        .await
}

/// Whether what is told is no longer so.
async fn is_settled(tx: &mut Tx, news: &News) -> Result<bool, StoreError> {
    let (report, state) = match news {
        News::ReportArrived { report, .. } => (report, "submitted"),
        News::ReportReturned { report } => (report, "returned"),
        News::ReportApproved { report } => (report, "approved"),
        News::ReopeningAsked { report } => {
            let open: Option<(String,)> = query(sql::OPEN_REOPENING_REQUEST)
                .bind(report.id.to_string())
                .bind(i64::from(report.revision))
                .optional(tx)
                .await?;
            return Ok(open.is_none());
        }
        News::ApplicationArrived { id, office, .. } => {
            let waits = if office.is_some() {
                "at_office"
            } else {
                "at_bufdir"
            };
            let state: Option<String> = query(sql::APPLICATION_STATE)
                .bind(id.to_string())
                .optional_value(tx)
                .await?;
            return Ok(state.as_deref() != Some(waits));
        }
        News::Reminder {
            period, unit_no, ..
        } => {
            let missing = missing_unit(tx, unit_no.as_str(), &period.to_string()).await?;
            return Ok(missing.is_none());
        }
        News::ApplicationAnswered { .. }
        | News::PeriodOpened { .. }
        | News::DeadlineNear { .. }
        | News::DeadlinePassed { .. }
        | News::Code { .. } => return Ok(false),
    };
    let found: Option<(String, i64)> = query(sql::REPORT_STATE)
        .bind(report.id.to_string())
        .optional(tx)
        .await?;
    Ok(found != Some((state.to_owned(), i64::from(report.revision))))
}

/// Whether the server has given it to the person since, in a session of the person's.
async fn has_seen(
    tx: &mut Tx,
    person: PersonId,
    news: &News,
    since: i64,
) -> Result<bool, StoreError> {
    let reference = |period, unit: &UnitNo| Report::reference_of(period, unit);
    let (action, office, object) = match news {
        News::ReportArrived { .. } => (Action::FeedRead, office_of(tx, news).await?, None),
        News::ApplicationArrived {
            office: Some(office),
            ..
        } => (Action::FeedRead, Some(office.as_str().to_owned()), None),
        News::ApplicationArrived { office: None, .. } => (Action::ApplicationsRead, None, None),
        News::ReportReturned { report } | News::ReportApproved { report } => {
            let read = reference(report.period, &report.unit_no);
            (Action::ReportRead, None, Some(read))
        }
        News::ReopeningAsked { report } => (
            Action::DeliveriesRead,
            None,
            Some(report.period.to_string()),
        ),
        News::ApplicationAnswered { .. }
        | News::PeriodOpened { .. }
        | News::DeadlineNear { .. }
        | News::DeadlinePassed { .. }
        | News::Reminder { .. }
        | News::Code { .. } => return Ok(false),
    };
    let read: i64 = query(sql::READ_SINCE)
        .bind(person.to_string())
        .bind(since)
        .bind(action.as_str())
        .bind(office)
        .bind(object)
        .value(tx)
        .await?;
    Ok(read > 0)
}

/// The office whose a report is.
async fn office_of(tx: &mut Tx, news: &News) -> Result<Option<String>, StoreError> {
    let News::ReportArrived { report, .. } = news else {
        return Ok(None);
    };
    query(sql::OFFICE_OF_REPORT)
        .bind(report.id.to_string())
        .optional_value(tx)
        .await
}
