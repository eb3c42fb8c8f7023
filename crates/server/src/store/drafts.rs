//! What a unit's reporters have filled in and not sent: one draft a period for them all.

use domain::{
    Period,
    ids::{PersonId, UnitNo},
    report::json_bytes,
    wire::{PortalContent, PortalDraft},
};

use super::{StoreError, Tx, number, query, sql, time};
use crate::access::PortalReporter;

/// A unit's draft of a period, and the place where the next one will lie.
#[derive(Debug)]
pub(super) struct Kept {
    /// Goes up with every change; 0 where nothing was ever written.
    pub(super) version: u64,
    /// What is filled in; none before, and after a sending.
    pub(super) draft: Option<PortalDraft>,
    /// Who changed it last.
    person: Option<String>,
}

impl Kept {
    /// Whether that person did not write the version there is.
    pub(super) fn is_anothers(&self, person: PersonId) -> bool {
        self.draft.is_none() || self.person != Some(person.to_string())
    }
}

type Row = (i64, Option<Vec<u8>>, i64, String, String);

/// What is kept.
pub(super) async fn kept(tx: &mut Tx, unit: &UnitNo, period: Period) -> Result<Kept, StoreError> {
    let row: Option<Row> = query(sql::DRAFT)
        .bind(unit.as_str())
        .bind(period.to_string())
        .optional(tx)
        .await?;
    let Some((version, content, saved_at, saved_by, person)) = row else {
        return Ok(Kept {
            version: 0,
            draft: None,
            person: None,
        });
    };
    let version = number(version)?;
    let draft = content.map(|content| {
        Ok::<_, StoreError>(PortalDraft {
            version,
            content: serde_json::from_slice(&content)
                .map_err(|_| StoreError::Damaged("a draft"))?,
            saved_at: time(saved_at)?,
            saved_by,
        })
    });
    Ok(Kept {
        version,
        draft: draft.transpose()?,
        person: Some(person),
    })
}

/// The same, which nobody else changes before the transaction ends.
pub(super) async fn locked(tx: &mut Tx, unit: &UnitNo, period: Period) -> Result<Kept, StoreError> {
    query(sql::LOCK_DRAFT)
        .bind(unit.as_str())
        .bind(period.to_string())
        .lock(tx)
        .await?;
    kept(tx, unit, period).await
}

/// The periods of a unit that a draft lies in.
pub(super) async fn periods(tx: &mut Tx, unit: &UnitNo) -> Result<Vec<Period>, StoreError> {
    let rows: Vec<(String,)> = query(sql::DRAFTS_OF_UNIT)
        .bind(unit.as_str())
        .all(tx)
        .await?;
    let periods = rows.into_iter().map(|(period,)| period.parse());
    periods
        .collect::<Result<_, _>>()
        .map_err(|_| StoreError::Damaged("a period"))
}

/// Puts a content, or none, in the place of a version; the next version. None where another version is there:
/// nothing is written then.
pub(super) async fn put(
    tx: &mut Tx,
    scope: &PortalReporter,
    (unit, period, version): (&UnitNo, Period, u64),
    (content, now): (Option<&PortalContent>, jiff::Timestamp),
) -> Result<Option<u64>, StoreError> {
    let next = version.saturating_add(1);
    // No draft ever has a version that the table cannot hold.
    let Ok(next_number) = i64::try_from(next) else {
        return Ok(None);
    };
    let written = query(sql::PUT_DRAFT)
        .bind(unit.as_str())
        .bind(period.to_string())
        .bind(next_number)
        .bind(content.map(json_bytes))
        .bind(now.as_millisecond())
        .bind(scope.name())
        .bind(scope.person().to_string())
        .execute(tx)
        .await?;
    Ok((written == 1).then_some(next))
}
