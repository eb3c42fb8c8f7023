//! Whom a cause reaches: found out when it is told, by the roles that are valid then.

use std::collections::BTreeMap;

use domain::{
    Period,
    ids::{PersonId, UnitNo},
};
use jiff::Timestamp;

use crate::{
    access::Postman,
    mail::{Audience, Cause, Piece},
    store::{Store, StoreError, Tx, id, query, sql},
};

/// So many causes are taken in one transaction.
const AT_ONCE: i64 = 100;

impl Store {
    /// Finds out whom causes reach that wait; how many causes there were. Several servers take turns.
    pub(crate) async fn spread_mail(&self) -> Result<usize, StoreError> {
        let now = self.now();
        let mut tx = self.begin(&Postman).await?;
        super::lock(&mut tx).await?;
        let causes: Vec<(String, Vec<u8>, i64)> = query(sql::MAIL_CAUSES_WAITING)
            .bind(AT_ONCE)
            .all(&mut tx)
            .await?;
        let count = causes.len();
        for (cause, body, since) in causes {
            let told = super::cause(&body)?;
            spread(&mut tx, (&cause, since), &told, now).await?;
            query(sql::SPREAD_MAIL_CAUSE)
                .bind(cause)
                .bind(now.as_millisecond())
                .execute_one(&mut tx)
                .await?;
        }
        if count > 0 {
            tx.commit().await?;
        }
        Ok(count)
    }
}

async fn spread(
    tx: &mut Tx,
    (cause, since): (&str, i64),
    told: &Cause,
    now: Timestamp,
) -> Result<(), StoreError> {
    if let Audience::Address { person, email } = &told.to {
        let language = super::reached(tx, *person).await?.wishes.language;
        let piece = Piece {
            news: told.news.clone(),
            units: vec![],
        };
        let to = (*person, email.as_str(), language);
        super::making::add(tx, to, &[piece], now).await?;
        return Ok(());
    }
    for (person, units) in receivers(tx, told, now).await? {
        query(sql::ADD_MAIL_ITEM)
            .bind(cause)
            .bind(person.to_string())
            .bind((!units.is_empty()).then(|| units.join(",")))
            .bind(since)
            .run(tx)
            .await?;
    }
    Ok(())
}

/// Persons, each with the units that it is about for them where it is about some of several.
type Receivers = BTreeMap<PersonId, Vec<String>>;

async fn receivers(tx: &mut Tx, told: &Cause, now: Timestamp) -> Result<Receivers, StoreError> {
    match &told.to {
        Audience::Officers { office } => holding(tx, ("officer", Some(office.as_str())), now).await,
        Audience::Bufdir => holding(tx, ("bufdir", None), now).await,
        Audience::Reporters { unit } => holding(tx, ("reporter", Some(unit.as_str())), now).await,
        Audience::Person { person } => Ok(Receivers::from([(*person, vec![])])),
        Audience::Submitter { person, unit } => submitter(tx, *person, unit, now).await,
        Audience::Missing => match told.news.period() {
            Some(period) => missing(tx, period, now).await,
            None => Ok(Receivers::new()),
        },
        // It has an address, and needs nobody's.
        Audience::Address { .. } => Ok(Receivers::new()),
    }
}

async fn holding(
    tx: &mut Tx,
    (kind, place): (&str, Option<&str>),
    now: Timestamp,
) -> Result<Receivers, StoreError> {
    let rows: Vec<(String,)> = query(sql::HOLDERS)
        .bind(kind)
        .bind(place)
        .bind(now.as_millisecond())
        .all(tx)
        .await?;
    let person = |(text,): (String,)| Ok((id(&text)?, vec![]));
    rows.into_iter().map(person).collect()
}

async fn submitter(
    tx: &mut Tx,
    person: Option<PersonId>,
    unit: &UnitNo,
    now: Timestamp,
) -> Result<Receivers, StoreError> {
    let mut all = holding(tx, ("reporter", Some(unit.as_str())), now).await?;
    if let Some(person) = person.filter(|person| all.contains_key(person)) {
        all.retain(|other, _| *other == person);
    }
    Ok(all)
}

async fn missing(tx: &mut Tx, period: Period, now: Timestamp) -> Result<Receivers, StoreError> {
    let rows: Vec<(String, String)> = query(sql::MISSING_REPORTERS)
        .bind(period.to_string())
        .bind(now.as_millisecond())
        .bind(period.first_day().to_string())
        .bind(period.last_day().to_string())
        .all(tx)
        .await?;
    let mut missing = Receivers::new();
    for (person, unit) in rows {
        missing.entry(id(&person)?).or_default().push(unit);
    }
    Ok(missing)
}
