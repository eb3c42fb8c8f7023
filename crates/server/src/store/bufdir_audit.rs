//! The audit log as a person at Bufdir reads it.

use domain::{
    ids::OfficeId,
    norway,
    wire::{AUDIT_MAX, BufdirAudit, BufdirAuditQuery, BufdirAuditRow},
};
use jiff::Timestamp;

use super::{
    Store, StoreError,
    audit::{Action, Deed},
    number, office, query, sql, time,
};
use crate::access::PortalBufdir;

/// The row's place and time, the actor's kind, id and name, the act, its object and what that is called, and the office.
type NamedRow = (
    i64,
    i64,
    String,
    Option<String>,
    Option<String>,
    String,
    Option<String>,
    Option<String>,
    Option<String>,
);

impl Store {
    /// The rows of the log that a question lets through, the newest first.
    pub(crate) async fn audit_at_bufdir(
        &self,
        scope: &PortalBufdir,
        asked: &BufdirAuditQuery,
    ) -> Result<BufdirAudit, StoreError> {
        let since = asked.since.and_then(norway::beginning);
        let after = asked.until.and_then(|day| day.tomorrow().ok());
        let until = after.and_then(norway::beginning);
        // A place past the log's range is past every row.
        let before = asked.before.map(|id| i64::try_from(id).unwrap_or(i64::MAX));
        let mut tx = self.view(scope).await?;
        let mut rows: Vec<NamedRow> = query(sql::AUDIT_NAMED)
            .bind(since.map(Timestamp::as_millisecond))
            .bind(until.map(Timestamp::as_millisecond))
            .bind(asked.actor.as_deref())
            .bind(asked.office.as_ref().map(OfficeId::as_str))
            .bind(asked.action.as_deref())
            .bind(before)
            .bind(i64::from(AUDIT_MAX) + 1)
            .all(&mut tx)
            .await?;
        let actions: Vec<(String,)> = query(sql::AUDIT_ACTIONS).all(&mut tx).await?;
        drop(tx);
        self.note_reading(scope, Deed::new(Action::AuditRead))
            .await?;
        let most = usize::try_from(AUDIT_MAX).unwrap_or(usize::MAX);
        let more = rows.len() > most;
        rows.truncate(most);
        Ok(BufdirAudit {
            rows: rows.into_iter().map(row).collect::<Result<_, _>>()?,
            more,
            actions: actions.into_iter().map(|(action,)| action).collect(),
            server_time: self.now(),
        })
    }
}

fn row(
    (id, at, actor, actor_id, actor_name, action, object, object_name, of): NamedRow,
) -> Result<BufdirAuditRow, StoreError> {
    Ok(BufdirAuditRow {
        id: number(id)?,
        at: time(at)?,
        actor,
        actor_id,
        actor_name,
        action,
        object,
        object_name,
        office: of.map(office),
    })
}
