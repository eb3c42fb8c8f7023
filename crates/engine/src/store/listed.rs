//! What the lists say of each report. It is written with the report; what the rules find is counted when it is first
//! asked for.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    Period,
    decision::Verdict,
    ids::{ReportId, UnitNo},
    report::{Report, ReportState},
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use sqlx::QueryBuilder;

use super::{
    AT_ONCE, Queued, SavedDraft, Store, StoreError, Tx, outbox::Row, parse, parse_id, time, to_json,
};
use crate::{sync::plan::Put, view::FindingCounts};

/// A report, as far as a list tells of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Listed {
    pub(crate) id: ReportId,
    pub(crate) reference: String,
    pub(crate) unit_no: UnitNo,
    pub(crate) unit_name: String,
    pub(crate) period: Period,
    /// The newest revision.
    pub(crate) revision: u32,
    pub(crate) received_at: Timestamp,
    /// The office's deadline to Bufdir.
    pub(crate) deadline: Date,
    pub(crate) state: ReportState,
    /// The decision on the newest revision.
    pub(crate) decision: Option<ListedDecision>,
}

/// A decision that the server has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ListedDecision {
    pub(crate) approve: bool,
    /// The receipt's number.
    pub(crate) receipt: String,
    pub(crate) at_bufdir: bool,
}

impl Listed {
    /// None where there is no revision.
    pub(crate) fn of(report: &Report) -> Option<Self> {
        let newest = report.latest()?;
        let decision = newest.decision.as_ref().map(|record| ListedDecision {
            approve: matches!(record.verdict, Verdict::Approve { .. }),
            receipt: record.receipt.number.clone(),
            at_bufdir: record.acknowledged_at.is_some(),
        });
        Some(Self {
            id: report.id,
            reference: report.reference.clone(),
            unit_no: report.unit_no.clone(),
            unit_name: report.unit_name.clone(),
            period: report.period,
            revision: newest.number,
            received_at: newest.received_at,
            deadline: report.office_deadline,
            state: report.state,
            decision,
        })
    }
}

/// A report in a list, with what the officer has done about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Task {
    pub(crate) listed: Listed,
    /// The draft on the newest revision, where that waits.
    pub(crate) draft: Option<SavedDraft>,
    /// The newest decision made on this machine, where it may matter.
    pub(crate) queued: Option<Queued>,
    pub(crate) counted: Counted,
}

/// What the rules find in a report, as far as it was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Counted {
    /// So much.
    Found(FindingCounts),
    /// It is still to be counted, after so many changes.
    After(i64),
}

/// The office's desk as it is stored.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lists {
    pub(crate) tasks: Vec<Task>,
    /// Decisions that need the officer, on reports that are not here; oldest first.
    pub(crate) homeless: Vec<Queued>,
    /// How many reports are decided.
    pub(crate) decided: u32,
}

/// Which reports a list is wanted of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// All.
    All,
    /// What is undecided or needs the officer, and the newest half-year.
    AtWork,
}

#[derive(Deserialize)]
struct ListedRow {
    row: Listed,
    findings: Option<FindingCounts>,
    counted_by: Option<String>,
    changes: i64,
    decided: i64,
}

impl ListedRow {
    /// What another version of the product has counted is counted anew, and what is decided is not followed.
    fn counted(&self, version: &str) -> Counted {
        let is_current = self.decided == 0 && self.counted_by.as_deref() == Some(version);
        match self.findings {
            Some(findings) if is_current => Counted::Found(findings),
            Some(_) | None => Counted::After(self.changes),
        }
    }
}

impl Store {
    /// Reads the lists; findings as this version of the product has counted them.
    pub(crate) async fn lists(&self, wanted: Wanted, version: &str) -> Result<Lists, StoreError> {
        let mut queued: BTreeMap<ReportId, (usize, Queued)> = BTreeMap::new();
        for (order, one) in self.outbox_at_work().await?.into_iter().enumerate() {
            queued.insert(one.decision.report_id, (order, one));
        }
        let mut drafts = self.drafts_at_work().await?;
        let mut tasks = Vec::new();
        for row in self.listed(wanted).await? {
            let counted = row.counted(version);
            let listed = row.row;
            let on_newest = |saved: &SavedDraft| saved.revision == listed.revision;
            tasks.push(Task {
                draft: drafts.remove(&listed.id).filter(on_newest),
                queued: queued.remove(&listed.id).map(|(_, queued)| queued),
                counted,
                listed,
            });
        }
        let decided = sqlx::query_scalar!("SELECT count(*) FROM listed WHERE decided = 1")
            .fetch_one(&self.pool)
            .await?;
        let mut homeless: Vec<_> = queued.into_values().collect();
        homeless.sort_by_key(|(order, _)| *order);
        Ok(Lists {
            tasks,
            homeless: homeless.into_iter().map(|(_, queued)| queued).collect(),
            decided: u32::try_from(decided).unwrap_or(u32::MAX),
        })
    }

    /// All of them in one row: each row takes its own way from SQLite's thread.
    async fn listed(&self, wanted: Wanted) -> Result<Vec<ListedRow>, StoreError> {
        let rows = match wanted {
            Wanted::All => {
                sqlx::query_scalar!(
                    r#"SELECT json_group_array(json_object('row', json(row),
                         'findings', json(findings), 'counted_by', counted_by, 'changes', changes,
                         'decided', decided) ORDER BY id) AS "rows!: String" FROM listed"#
                )
                .fetch_one(&self.pool)
                .await?
            }
            Wanted::AtWork => {
                sqlx::query_scalar!(
                    r#"SELECT json_group_array(json_object('row', json(row),
                         'findings', json(findings), 'counted_by', counted_by, 'changes', changes,
                         'decided', decided) ORDER BY id) AS "rows!: String" FROM listed
                     WHERE id IN (
                         SELECT id FROM listed WHERE decided = 0
                         UNION SELECT id FROM listed WHERE period = (SELECT max(period) FROM listed)
                         UNION SELECT thing_id FROM outbox WHERE outcome IS NULL
                             OR json_extract(outcome, '$.kind') IN ('conflict', 'application_conflict', 'held', 'rejected')
                     )"#
                )
                .fetch_one(&self.pool)
                .await?
            }
        };
        parse(&rows, "the lists")
    }

    /// Decisions on reports that wait, and decisions that wait or came back and that no newer one follows; oldest
    /// first. However many are settled, there are no more than there is work for.
    async fn outbox_at_work(&self) -> Result<Vec<Queued>, StoreError> {
        sqlx::query_as!(
            Row,
            "SELECT request, due_at, attempted_at, outcome, first_receipt, subject, laid_aside_at
             FROM outbox WHERE kind = 'report' AND decision_id IN (
                 SELECT decision_id FROM outbox
                     WHERE thing_id IN (SELECT id FROM report WHERE waiting = 1)
                 UNION SELECT decision_id FROM outbox WHERE (outcome IS NULL
                         OR json_extract(outcome, '$.kind') IN ('conflict', 'application_conflict', 'held', 'rejected'))
                     AND NOT EXISTS (
                         SELECT 1 FROM outbox AS newer WHERE newer.thing_id = outbox.thing_id
                             AND newer.rowid > outbox.rowid
                     )
             ) ORDER BY +rowid"
        )
        .fetch_all(&self.pool)
        .await?
        .into_iter()
        .map(Queued::try_from)
        .collect()
    }

    /// Drafts on reports that wait. The newest revision's is the last.
    async fn drafts_at_work(&self) -> Result<BTreeMap<ReportId, SavedDraft>, StoreError> {
        let rows = sqlx::query!(
            "SELECT report_id, revision, body, saved_at FROM draft
             WHERE report_id IN (SELECT id FROM report WHERE waiting = 1)
             ORDER BY report_id, revision"
        )
        .fetch_all(&self.pool)
        .await?;
        let mut drafts = BTreeMap::new();
        for row in rows {
            let report_id = parse_id(&row.report_id)?;
            let revision = u32::try_from(row.revision);
            let saved = SavedDraft {
                report_id,
                revision: revision.map_err(|_| StoreError::Unreadable { what: "a revision" })?,
                draft: parse(&row.body, "a draft")?,
                saved_at: time(row.saved_at)?,
            };
            drafts.insert(report_id, saved);
        }
        Ok(drafts)
    }

    /// What the rules look back at from a report: the half-year before, and the one a year before.
    pub(crate) async fn earlier_of(&self, report: &Report) -> Result<Vec<Report>, StoreError> {
        let unit_no = report.unit_no.as_str();
        let previous = report.period.previous().to_string();
        let year_before = report.period.year_before().to_string();
        sqlx::query_scalar!(
            "SELECT body FROM report WHERE unit_no = ?1 AND period IN (?2, ?3)",
            unit_no,
            previous,
            year_before
        )
        .fetch_all(&self.pool)
        .await?
        .iter()
        .map(|body| parse(body, "a report"))
        .collect()
    }

    /// Keeps what was counted, where nothing has changed since.
    pub(crate) async fn keep_counted(
        &self,
        counted: &[(ReportId, i64, FindingCounts)],
        version: &str,
    ) -> Result<(), StoreError> {
        if counted.is_empty() {
            return Ok(());
        }
        let mut tx = self.begin().await?;
        for (id, changes, counts) in counted {
            let (id, findings) = (id.to_string(), to_json(counts));
            sqlx::query!(
                "UPDATE listed SET findings = ?3, counted_by = ?4 WHERE id = ?1 AND changes = ?2",
                id,
                changes,
                findings,
                version
            )
            .execute(&mut *tx)
            .await?;
        }
        Ok(tx.commit().await?)
    }
}

/// Writes what the lists say of reports that came, in the transaction that writes them. Of those that look back at
/// them the findings are counted anew.
pub(super) async fn write(tx: &mut Tx, puts: &[Put]) -> Result<(), StoreError> {
    let mut looks_back = BTreeSet::new();
    let listed: Vec<Listed> = puts
        .iter()
        .filter_map(|put| Listed::of(&put.report))
        .collect();
    for of in &listed {
        for later in [of.period.next(), of.period.year_after()] {
            looks_back.insert(format!("{} {later}", of.unit_no));
        }
    }
    for some in listed.chunks(AT_ONCE) {
        let mut insert =
            QueryBuilder::new("INSERT INTO listed (id, unit_no, period, decided, row) ");
        insert.push_values(some, |mut row, of| {
            row.push_bind(of.id.to_string())
                .push_bind(of.unit_no.as_str())
                .push_bind(of.period.to_string())
                .push_bind(of.decision.is_some())
                .push_bind(to_json(of));
        });
        insert.push(
            " ON CONFLICT (id) DO UPDATE SET unit_no = excluded.unit_no, period = excluded.period,
                 decided = excluded.decided, row = excluded.row, findings = NULL,
                 changes = changes + 1",
        );
        insert.build().execute(&mut **tx).await?;
    }
    let looks_back = to_json(&looks_back);
    sqlx::query!(
        "UPDATE listed SET findings = NULL, changes = changes + 1
         WHERE decided = 0 AND unit_no || ' ' || period IN (SELECT value FROM json_each(?1))",
        looks_back
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
