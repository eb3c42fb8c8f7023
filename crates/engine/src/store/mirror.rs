//! What the server last sent of the office, and the cursor it belongs to.

use std::collections::BTreeMap;

use domain::{
    Period,
    feed::{Cursor, EntityKind},
    ids::{OfficeId, ReportId, UnitNo},
    report::{Report, ReportState},
    template::Template,
};
use jiff::Timestamp;
use sqlx::QueryBuilder;
use uuid::Uuid;

use super::{AT_ONCE, Store, StoreError, Tx, millis, parse, time, to_json};
use crate::{
    sync::plan::{Plan, Put},
    travel::{Copied, Here},
};

/// What a pull changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Applied {
    /// The reports and the cursor are written.
    Written,
    /// Another pull had moved the cursor, or the officer has left the office; nothing is written.
    OutOfDate,
}

impl Store {
    /// Where the mirror stands in the office's feed.
    pub(crate) async fn cursor(&self, office: &OfficeId) -> Result<Option<Cursor>, StoreError> {
        let name = office.as_str();
        let row = sqlx::query!("SELECT seq, chain FROM feed_cursor WHERE office = ?1", name)
            .fetch_optional(&self.pool)
            .await?;
        row.map(|row| {
            let unreadable = StoreError::Unreadable { what: "the cursor" };
            match (u64::try_from(row.seq), row.chain.parse()) {
                (Ok(seq), Ok(chain)) => Ok(Cursor {
                    office: office.clone(),
                    seq,
                    chain,
                }),
                _ => Err(unreadable),
            }
        })
        .transpose()
    }

    /// When the mirror was last brought up to date.
    pub(crate) async fn updated_at(&self) -> Result<Option<Timestamp>, StoreError> {
        let newest = sqlx::query_scalar!("SELECT max(updated_at) FROM feed_cursor")
            .fetch_one(&self.pool)
            .await?;
        newest.map(time).transpose()
    }

    /// Writes one page of the feed and the cursor after it, unless the cursor or the officer's office
    /// has changed meanwhile.
    pub(crate) async fn apply(&self, plan: &Plan, now: Timestamp) -> Result<Applied, StoreError> {
        let mut tx = self.begin().await?;
        let office = plan.to.office.as_str();
        let stored = sqlx::query_scalar!("SELECT chain FROM feed_cursor WHERE office = ?1", office)
            .fetch_optional(&mut *tx)
            .await?;
        let expected = plan.from.as_ref().map(|cursor| cursor.chain.to_string());
        let officer = super::read_officer(&mut *tx).await?;
        let has_left = officer.is_some_and(|officer| officer.office != plan.to.office);
        if stored != expected || has_left {
            return Ok(Applied::OutOfDate);
        }
        write_reports(&mut tx, &plan.puts).await?;
        super::listed::write(&mut tx, &plan.puts).await?;
        super::applications::write(&mut tx, &plan.applications).await?;
        let reports = plan.puts.iter().map(|put| put.report.id.0);
        let reports: Vec<Uuid> = reports.collect();
        let applications = plan.applications.iter().map(|put| put.application.id.0);
        let applications: Vec<Uuid> = applications.collect();
        let changed = [&*reports, &*applications].concat();
        super::outbox::look_for_decisions(&mut tx, &changed).await?;
        super::naming::decisions_on_reports(&mut tx, &reports).await?;
        super::naming::answers_to_applications(&mut tx, &applications).await?;
        await_bodies(&mut tx, &plan.awaited).await?;
        write_cursor(&mut tx, plan, now).await?;
        tx.commit().await?;
        Ok(Applied::Written)
    }

    /// Whether a body is still to come. Where the feed ends none is; it must have ended elsewhere when
    /// the entry was read, and have been cut back since.
    pub(crate) async fn awaits_bodies(&self) -> Result<bool, StoreError> {
        let awaited = sqlx::query_scalar!("SELECT count(*) FROM awaited")
            .fetch_one(&self.pool)
            .await?;
        Ok(awaited > 0)
    }

    /// What a review without a network would find. Reads no form.
    pub(crate) async fn here(&self) -> Result<Here, StoreError> {
        let whole = sqlx::query_scalar!("SELECT whole FROM feed_cursor")
            .fetch_optional(&self.pool)
            .await?;
        let copy = match whole {
            None => Copied::Nothing,
            Some(1) if !self.awaits_bodies().await? => Copied::Whole,
            Some(_) => Copied::Part,
        };
        let templates = sqlx::query!(
            r#"SELECT template, count(*) AS "forms!: u32"
             FROM report WHERE waiting = 1 GROUP BY template"#
        )
        .fetch_all(&self.pool)
        .await?;
        let mut here = Here {
            copy,
            open: 0,
            unknown: 0,
        };
        for row in templates {
            here.open = here.open.saturating_add(row.forms);
            let known = row.template.as_deref().and_then(Template::by_id);
            if known.is_none() {
                here.unknown = here.unknown.saturating_add(row.forms);
            }
        }
        Ok(here)
    }

    /// One report.
    pub(crate) async fn report(&self, id: ReportId) -> Result<Option<Report>, StoreError> {
        let id = id.to_string();
        sqlx::query_scalar!("SELECT body FROM report WHERE id = ?1", id)
            .fetch_optional(&self.pool)
            .await?
            .map(|body| parse(&body, "a report"))
            .transpose()
    }

    /// Where those of these reports stand that are here.
    pub(crate) async fn states(
        &self,
        of: &[ReportId],
    ) -> Result<BTreeMap<ReportId, ReportState>, StoreError> {
        let of = to_json(&of);
        let rows = sqlx::query!(
            r#"SELECT id, json_extract(row, '$.state') AS "state!: String" FROM listed
             WHERE id IN (SELECT value FROM json_each(?1))"#,
            of
        )
        .fetch_all(&self.pool)
        .await?;
        rows.iter()
            .map(|row| Ok((super::parse_id(&row.id)?, parse(&row.state, "a state")?)))
            .collect()
    }

    /// A unit's reports from a half-year to another, oldest first.
    pub(crate) async fn reports_of(
        &self,
        unit_no: &UnitNo,
        (from, to): (Period, Period),
    ) -> Result<Vec<Report>, StoreError> {
        let unit_no = unit_no.as_str();
        let (from, to) = (from.to_string(), to.to_string());
        sqlx::query_scalar!(
            "SELECT body FROM report WHERE unit_no = ?1 AND period BETWEEN ?2 AND ?3 ORDER BY period",
            unit_no,
            from,
            to
        )
        .fetch_all(&self.pool)
        .await?
        .iter()
        .map(|body| parse(body, "a report"))
        .collect()
    }

    /// The reports of a half-year.
    pub(crate) async fn reports_in(&self, period: Period) -> Result<Vec<Report>, StoreError> {
        let period = period.to_string();
        sqlx::query_scalar!(
            "SELECT body FROM report WHERE period = ?1 ORDER BY unit_no",
            period
        )
        .fetch_all(&self.pool)
        .await?
        .iter()
        .map(|body| parse(body, "a report"))
        .collect()
    }

    /// Every half-year with a report, newest first.
    pub(crate) async fn periods(&self) -> Result<Vec<Period>, StoreError> {
        sqlx::query_scalar!("SELECT DISTINCT period FROM report ORDER BY period DESC")
            .fetch_all(&self.pool)
            .await?
            .iter()
            .map(|period| {
                let period = period.parse();
                period.map_err(|_| StoreError::Unreadable { what: "a period" })
            })
            .collect()
    }

    /// Every report.
    pub(crate) async fn reports(&self) -> Result<Vec<Report>, StoreError> {
        sqlx::query_scalar!("SELECT body FROM report ORDER BY id")
            .fetch_all(&self.pool)
            .await?
            .iter()
            .map(|body| parse(body, "a report"))
            .collect()
    }
}

async fn write_reports(tx: &mut Tx, puts: &[Put]) -> Result<(), StoreError> {
    let rows = puts.iter().map(|put| Ok((put, to_i64(put.rev)?)));
    let rows: Vec<(&Put, i64)> = rows.collect::<Result<_, StoreError>>()?;
    for some in rows.chunks(AT_ONCE) {
        let mut insert =
            QueryBuilder::new("INSERT INTO report (id, rev, unit_no, period, waiting, body) ");
        insert.push_values(some, |mut row, (put, rev)| {
            let report = &put.report;
            row.push_bind(report.id.to_string())
                .push_bind(rev)
                .push_bind(report.unit_no.as_str())
                .push_bind(report.period.to_string())
                .push_bind(report.state.waiting().is_some())
                .push_bind(&put.body);
        });
        insert.push(
            " ON CONFLICT (id) DO UPDATE SET rev = excluded.rev, unit_no = excluded.unit_no,
                 period = excluded.period, waiting = excluded.waiting, body = excluded.body",
        );
        insert.build().execute(&mut **tx).await?;
    }
    let came: Vec<ReportId> = puts.iter().map(|put| put.report.id).collect();
    let came = to_json(&came);
    sqlx::query!(
        "DELETE FROM awaited WHERE kind = 'report' AND id IN (SELECT value FROM json_each(?1))",
        came
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

async fn await_bodies(tx: &mut Tx, things: &[(EntityKind, Uuid)]) -> Result<(), StoreError> {
    for (kind, id) in things {
        let (kind, id) = (kind.as_str(), id.to_string());
        sqlx::query!(
            "INSERT INTO awaited (kind, id) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
            kind,
            id
        )
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}

async fn write_cursor(tx: &mut Tx, plan: &Plan, now: Timestamp) -> Result<(), StoreError> {
    let office = plan.to.office.as_str();
    let seq = to_i64(plan.to.seq)?;
    let chain = plan.to.chain.to_string();
    let now = millis(now);
    let whole = i64::from(!plan.more);
    sqlx::query!(
        "INSERT INTO feed_cursor (office, seq, chain, updated_at, whole) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (office) DO UPDATE SET seq = excluded.seq, chain = excluded.chain,
             updated_at = excluded.updated_at, whole = excluded.whole",
        office,
        seq,
        chain,
        now,
        whole
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn clear(tx: &mut Tx) -> Result<(), StoreError> {
    super::leaving::keep_subjects(tx).await?;
    sqlx::query!("DELETE FROM report")
        .execute(&mut **tx)
        .await?;
    sqlx::query!("DELETE FROM application")
        .execute(&mut **tx)
        .await?;
    sqlx::query!("UPDATE outbox SET mirrored = 0 WHERE mirrored = 1")
        .execute(&mut **tx)
        .await?;
    sqlx::query!("DELETE FROM feed_cursor")
        .execute(&mut **tx)
        .await?;
    sqlx::query!("DELETE FROM awaited")
        .execute(&mut **tx)
        .await?;
    super::figures::clear(tx).await
}

pub(super) fn to_i64(number: u64) -> Result<i64, StoreError> {
    i64::try_from(number).map_err(|_| StoreError::Unreadable { what: "a number" })
}
