//! Reminders that officers send: which units have not reported, whom a reminder would reach, and each click once.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    Period,
    deadlines::PeriodSettings,
    ids::{OfficeId, RemindingId, UnitNo},
    norway,
    text::Language,
    wire::{MissingUnit, RemindRequest, ReminderSent, RemindersPeriod, WhyNotReminded as Why},
};
use jiff::{SignedDuration, Timestamp};

use super::queue;
use crate::{
    access::{OfficerScope, Postman, Scope},
    mail::{Audience, Cause, News},
    store::{
        Store, StoreError, Tx,
        audit::{self, Action, Deed},
        feed, number, periods, query, sql, time,
    },
};

/// So long a unit is not reminded again: two officers may have the same thought.
const PAUSE: SignedDuration = SignedDuration::from_hours(1);
/// So many reminders of a half-year are listed.
const LISTED: i64 = 500;

/// What a reminder would be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Weighed {
    pub(crate) unit_no: UnitNo,
    pub(crate) unit_name: String,
    /// What would be told to how many persons in each language, or why nothing is.
    pub(crate) outcome: Result<(News, BTreeMap<Language, u32>), Why>,
}

impl Weighed {
    /// How many persons it reaches.
    fn receivers(&self) -> Result<u32, Why> {
        match &self.outcome {
            Ok((_, by_language)) => Ok(by_language.values().sum()),
            Err(why) => Err(*why),
        }
    }
}

/// A unit, its name, and to how many persons it was told, or why to nobody.
pub(crate) type Reminding = (UnitNo, String, Result<u32, Why>);

/// Who reports for a unit: how many, and of those with an address how many in each language.
#[derive(Debug, Clone, Default)]
struct Reached {
    reporters: u32,
    by_language: BTreeMap<Language, u32>,
}

impl Reached {
    fn receivers(&self) -> u32 {
        self.by_language.values().sum()
    }
}

/// The unit, its name, when, by whom, to how many, and to how many it was mailed, cannot be, and need not be.
type SentRow = (String, String, i64, String, i64, i64, i64, i64);

/// The unit, who reports for it, the confirmed address, and the wishes.
type ReporterRow = (String, String, Option<String>, Option<Vec<u8>>);

/// The unit, the half-year, what became of it, and to how many.
type RemindingRow = (String, String, String, i64);

impl Store {
    /// The open half-years in which units of the office have not reported, or have been reminded.
    pub(crate) async fn reminders(
        &self,
        scope: &OfficerScope,
    ) -> Result<Vec<RemindersPeriod>, StoreError> {
        let (now, office) = (self.now(), scope.office());
        // How persons are reached is the postman's to know; only numbers of them leave here.
        let mut tx = self.view(&Postman).await?;
        let reached = reached(&mut tx, office, now).await?;
        let mut found = Vec::new();
        for settings in periods::all_opened(&mut tx).await? {
            let period = settings.period;
            let missing = missing(&mut tx, office, period).await?.into_iter();
            let missing = missing.map(|(unit_no, unit_name)| {
                let reached = reached.get(&unit_no).cloned().unwrap_or_default();
                MissingUnit {
                    reporters: reached.reporters,
                    receivers: reached.receivers(),
                    unit_no,
                    unit_name,
                }
            });
            let of = RemindersPeriod {
                period,
                deadline: settings.municipality_deadline,
                missing: missing.collect(),
                sent: sent(&mut tx, office, period).await?,
            };
            if !of.missing.is_empty() || !of.sent.is_empty() {
                found.push(of);
            }
        }
        drop(tx);
        self.note_reading(scope, Deed::new(Action::RemindersRead).at(office))
            .await?;
        Ok(found)
    }

    /// What reminders would be now, by number.
    pub(crate) async fn weigh_reminders(
        &self,
        scope: &OfficerScope,
        (period, units): (Period, &BTreeSet<UnitNo>),
    ) -> Result<Vec<Weighed>, StoreError> {
        let mut tx = self.view(&Postman).await?;
        weigh(&mut tx, scope.office(), (period, units), self.now()).await
    }

    /// Reminds units, once for each id; what became of each, by number. `sends_mail` says whether there is anybody to
    /// bring it.
    pub(crate) async fn remind(
        &self,
        scope: &OfficerScope,
        asked: &RemindRequest,
        sends_mail: bool,
    ) -> Result<Vec<Reminding>, StoreError> {
        let (now, office) = (self.now(), scope.office());
        let units: BTreeSet<UnitNo> = asked.units.iter().cloned().collect();
        let mut tx = self.begin(scope).await?;
        // One at a time in an office, as decisions.
        feed::lock(&mut tx, office).await?;
        let before = before(&mut tx, office, asked.id).await?;
        tx.turn(&Postman.realm()).await?;
        let weighed = weigh(&mut tx, office, (asked.period, &units), now).await?;
        tx.turn(&scope.realm()).await?;
        let mut done = Vec::with_capacity(weighed.len());
        for mut unit in weighed {
            if !sends_mail && unit.outcome.is_ok() {
                unit.outcome = Err(Why::NoMail);
            }
            let outcome = if let Some(before) = &before {
                before.of(asked.period, &unit)
            } else {
                put(&mut tx, scope, asked, &unit, now).await?;
                unit.receivers()
            };
            done.push((unit.unit_no, unit.unit_name, outcome));
        }
        tx.commit().await?;
        Ok(done)
    }
}

/// One unit's row, and what tells its reporters.
async fn put(
    tx: &mut Tx,
    scope: &OfficerScope,
    asked: &RemindRequest,
    unit: &Weighed,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (outcome, receivers) = match unit.receivers() {
        Ok(receivers) => (REMINDED, receivers),
        // There is nothing that a row could be of.
        Err(Why::NotFound | Why::NotOpen) => return Ok(()),
        Err(why) => (why.as_str(), 0),
    };
    let office = scope.office();
    query(sql::ADD_REMINDER)
        .bind(office.as_str())
        .bind(asked.id.to_string())
        .bind(unit.unit_no.as_str())
        .bind(asked.period.to_string())
        .bind(outcome)
        .bind(i64::from(receivers))
        .bind(scope.person().to_string())
        .bind(now.as_millisecond())
        .execute_one(tx)
        .await?;
    let Ok((news, _)) = &unit.outcome else {
        return Ok(());
    };
    let told = Cause {
        to: Audience::Reporters {
            unit: unit.unit_no.clone(),
        },
        news: news.clone(),
    };
    let cause = format!("{office}/{}/{}", asked.id, unit.unit_no);
    queue(tx, ("reminder", &cause), &told, now).await?;
    let object = format!("{}/{}", asked.period, unit.unit_no);
    let deed = Deed::new(Action::UnitReminded).on(&object).at(office);
    audit::note(tx, &scope.actor(), deed, now).await
}

/// How a unit that is reminded is written down.
const REMINDED: &str = "reminded";

/// An act of reminding that is kept: its half-year, and what became of each unit.
struct Before {
    period: Period,
    units: BTreeMap<UnitNo, Result<u32, Why>>,
}

impl Before {
    /// What a unit is answered that is asked for under the same id.
    fn of(&self, period: Period, unit: &Weighed) -> Result<u32, Why> {
        let kept = self.units.get(&unit.unit_no);
        match (kept.filter(|_| period == self.period), &unit.outcome) {
            (Some(kept), _) => *kept,
            (None, Err(why @ (Why::NotFound | Why::NotOpen))) => Err(*why),
            (None, _) => Err(Why::OtherUnits),
        }
    }
}

async fn before(
    tx: &mut Tx,
    office: &OfficeId,
    id: RemindingId,
) -> Result<Option<Before>, StoreError> {
    let rows: Vec<RemindingRow> = query(sql::REMINDING)
        .bind(office.as_str())
        .bind(id.to_string())
        .all(tx)
        .await?;
    let Some((_, period, ..)) = rows.first() else {
        return Ok(None);
    };
    let period = period
        .parse()
        .map_err(|_| StoreError::Damaged("a period"))?;
    let mut units = BTreeMap::new();
    for (unit_no, _, outcome, receivers) in rows {
        let outcome = match outcome.as_str() {
            REMINDED => Ok(number(receivers)?),
            other => Err(why_of(other)?),
        };
        units.insert(UnitNo(unit_no), outcome);
    }
    Ok(Some(Before { period, units }))
}

fn why_of(text: &str) -> Result<Why, StoreError> {
    let mut all = Why::ALL.into_iter();
    let found = all.find(|why| why.as_str() == text);
    found.ok_or(StoreError::Damaged("a reminder"))
}

/// What a reminder to each unit would be.
async fn weigh(
    tx: &mut Tx,
    office: &OfficeId,
    (period, units): (Period, &BTreeSet<UnitNo>),
    now: Timestamp,
) -> Result<Vec<Weighed>, StoreError> {
    let own: Vec<(String, String)> = query(sql::UNITS_OF_OFFICE)
        .bind(office.as_str())
        .all(tx)
        .await?;
    let own: BTreeMap<String, String> = own.into_iter().collect();
    let office_name: String = query(sql::OFFICE_NAME)
        .bind(office.as_str())
        .value(tx)
        .await?;
    let settings = periods::opened(tx, period).await?;
    let missing = missing(tx, office, period).await?.into_iter();
    let missing: BTreeSet<UnitNo> = missing.map(|(unit_no, _)| unit_no).collect();
    let reached = reached(tx, office, now).await?;
    let lately = reminded_since(tx, office, period, now - PAUSE).await?;
    let weighed = units.iter().map(|unit_no| {
        let name = own.get(unit_no.as_str());
        let outcome = match (name, &settings, reached.get(unit_no)) {
            (None, ..) => Err(Why::NotFound),
            (_, None, _) => Err(Why::NotOpen),
            _ if !missing.contains(unit_no) => Err(Why::Reported),
            _ if lately.contains(unit_no) => Err(Why::JustReminded),
            (.., None) => Err(Why::NoReporter),
            (.., Some(of)) if of.receivers() == 0 => Err(Why::NoAddress),
            (Some(name), Some(settings), Some(of)) => {
                let news = reminder(settings, (unit_no, name), &office_name, now);
                Ok((news, of.by_language.clone()))
            }
        };
        Weighed {
            unit_no: unit_no.clone(),
            unit_name: name.unwrap_or(&unit_no.0).clone(),
            outcome,
        }
    });
    Ok(weighed.collect())
}

fn reminder(
    settings: &PeriodSettings,
    (unit_no, unit_name): (&UnitNo, &str),
    office_name: &str,
    now: Timestamp,
) -> News {
    let deadline = settings.municipality_deadline;
    News::Reminder {
        period: settings.period,
        deadline,
        unit_no: unit_no.clone(),
        unit_name: unit_name.to_owned(),
        office_name: office_name.to_owned(),
        is_over: deadline < norway::date(now),
    }
}

async fn missing(
    tx: &mut Tx,
    office: &OfficeId,
    period: Period,
) -> Result<Vec<(UnitNo, String)>, StoreError> {
    let rows: Vec<(String, String)> = query(sql::MISSING_AT_OFFICE)
        .bind(period.to_string())
        .bind(office.as_str())
        .bind(period.first_day().to_string())
        .bind(period.last_day().to_string())
        .all(tx)
        .await?;
    let unit = |(unit_no, name)| (UnitNo(unit_no), name);
    Ok(rows.into_iter().map(unit).collect())
}

async fn reached(
    tx: &mut Tx,
    office: &OfficeId,
    now: Timestamp,
) -> Result<BTreeMap<UnitNo, Reached>, StoreError> {
    let rows: Vec<ReporterRow> = query(sql::REMINDER_RECEIVERS)
        .bind(office.as_str())
        .bind(now.as_millisecond())
        .all(tx)
        .await?;
    let mut reached: BTreeMap<UnitNo, Reached> = BTreeMap::new();
    for (unit_no, _, address, wishes) in rows {
        let of = reached.entry(UnitNo(unit_no)).or_default();
        of.reporters += 1;
        if address.is_some() {
            let language = super::wishes(wishes)?.language;
            *of.by_language.entry(language).or_default() += 1;
        }
    }
    Ok(reached)
}

async fn reminded_since(
    tx: &mut Tx,
    office: &OfficeId,
    period: Period,
    since: Timestamp,
) -> Result<BTreeSet<UnitNo>, StoreError> {
    let rows: Vec<(String,)> = query(sql::REMINDED_SINCE)
        .bind(office.as_str())
        .bind(period.to_string())
        .bind(since.as_millisecond())
        .all(tx)
        .await?;
    Ok(rows.into_iter().map(|(unit_no,)| UnitNo(unit_no)).collect())
}

async fn sent(
    tx: &mut Tx,
    office: &OfficeId,
    period: Period,
) -> Result<Vec<ReminderSent>, StoreError> {
    let rows: Vec<SentRow> = query(sql::REMINDERS_SENT)
        .bind(office.as_str())
        .bind(period.to_string())
        .bind(LISTED)
        .all(tx)
        .await?;
    let row = |(unit_no, unit_name, at, sent_by, receivers, mailed, undelivered, dropped)| {
        Ok(ReminderSent {
            unit_no: UnitNo(unit_no),
            unit_name,
            sent_at: time(at)?,
            sent_by,
            receivers: number(receivers)?,
            mailed: number(mailed)?,
            undelivered: number(undelivered)?,
            dropped: number(dropped)?,
        })
    };
    rows.into_iter().map(row).collect()
}
