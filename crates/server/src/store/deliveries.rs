//! Deliveries to Bufdir: one for each applied approval, in one dense sequence over all offices.
//!
//! A transaction that takes a number has locked the office's head before: first the office's, then the
//! deliveries'. So numbers become visible in their order, and no two transactions wait for each other.

use domain::{
    feed::EntityKind,
    ids::{DecisionId, OfficeId, ReportId},
    report::{Hash, json_bytes},
    wire::{Acknowledgement, DELIVERIES_MAX, Delivery, DeliveryEntry, DeliveryPage, DeliveryQuery},
};
use jiff::{SignedDuration, Timestamp};
use serde_json::value::RawValue;

use super::{
    Store, StoreError, Tx,
    audit::{self, Action, Deed},
    feed, hash, id, number, office, query, reports, sql, time,
};
use crate::{
    access::{BufdirScope, OperatorScope, PortalBufdir, Scope},
    feed::page_of,
};

/// What waits for Bufdir's acknowledgement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeliveryBacklog {
    /// How many deliveries wait.
    pub waiting: u64,
    /// How long the first of them has waited; none where nothing waits.
    pub oldest: Option<SignedDuration>,
}

/// Whoever acknowledges for Bufdir.
pub(crate) trait Acknowledger: Scope {
    /// The id of the system, or of the person.
    fn system_or_person(&self) -> (Option<String>, Option<String>);
}

impl Acknowledger for BufdirScope {
    fn system_or_person(&self) -> (Option<String>, Option<String>) {
        (Some(self.client().to_string()), None)
    }
}

impl Acknowledger for PortalBufdir {
    fn system_or_person(&self) -> (Option<String>, Option<String>) {
        (None, Some(self.person().to_string()))
    }
}

impl Store {
    pub(crate) async fn deliveries_after(
        &self,
        scope: &BufdirScope,
        asked: DeliveryQuery,
    ) -> Result<DeliveryPage, StoreError> {
        let mut tx = self.view(scope).await?;
        let head: i64 = query(sql::DELIVERY_HEAD).value(&mut tx).await?;
        // A number past the store's range is past every delivery.
        let after = i64::try_from(asked.after).unwrap_or(i64::MAX);
        let sizes: Vec<(i64, i64)> = query(sql::DELIVERY_SIZES)
            .bind(after)
            .bind(i64::from(asked.limit.clamp(1, DELIVERIES_MAX)))
            .all(&mut tx)
            .await?;
        let sizes = sizes
            .into_iter()
            .map(|(seq, size)| Ok((seq, number(size)?)))
            .collect::<Result<_, StoreError>>()?;
        let last = page_of(sizes).last().copied().unwrap_or(after);
        let deliveries = entries_between(&mut tx, after, last).await?;
        drop(tx);
        if !deliveries.is_empty() {
            let read = format!("{}-{last}", after + 1);
            let deed = Deed::new(Action::DeliveriesRead).on(&read);
            self.note_reading(scope, deed).await?;
        }
        Ok(DeliveryPage {
            server_time: self.now(),
            head: number(head)?,
            deliveries,
        })
    }

    /// Keeps Bufdir's acknowledgement, once, and tells the office of it.
    pub(crate) async fn acknowledge(
        &self,
        scope: &impl Acknowledger,
        decision: DecisionId,
    ) -> Result<Acknowledgement, StoreError> {
        let (system, person) = scope.system_or_person();
        let now = self.now();
        let mut tx = self.begin(scope).await?;
        let Some((report, of)) = place_of(&mut tx, decision).await? else {
            return Ok(Acknowledgement::Unknown);
        };
        feed::lock(&mut tx, &of).await?;
        if let Some(at) = acknowledged_at(&mut tx, decision).await? {
            return Ok(Acknowledgement::Acknowledged { at });
        }
        query(sql::ACKNOWLEDGE)
            .bind(decision.to_string())
            .bind(now.as_millisecond())
            .bind(system)
            .bind(person)
            .execute_one(&mut tx)
            .await?;
        tell_office(&mut tx, &of, report, (decision, now)).await?;
        let deed = Deed::new(Action::DeliveryAcknowledged)
            .on(&decision)
            .at(&of);
        audit::note(&mut tx, &scope.actor(), deed, now).await?;
        tx.commit().await?;
        Ok(Acknowledgement::Acknowledged { at: now })
    }

    /// What Bufdir has not acknowledged.
    pub async fn delivery_backlog(
        &self,
        scope: OperatorScope,
    ) -> Result<DeliveryBacklog, StoreError> {
        let (waiting, oldest): (i64, Option<i64>) = query(sql::DELIVERIES_WAITING)
            .one(&mut self.view(&scope).await?)
            .await?;
        let oldest = oldest.map(time).transpose()?;
        Ok(DeliveryBacklog {
            waiting: number(waiting)?,
            oldest: oldest
                .map(|queued| self.now().duration_since(queued).max(SignedDuration::ZERO)),
        })
    }

    /// Queues what was approved while deliveries were jobs.
    pub(super) async fn deliver_earlier_approvals(
        &self,
        scope: OperatorScope,
    ) -> Result<(), StoreError> {
        let approved: Vec<(String, String)> = query(sql::APPROVED_WITHOUT_DELIVERY)
            .all(&mut self.view(&scope).await?)
            .await?;
        for (report, of) in approved {
            let of = office(of);
            let mut tx = self.begin(&scope).await?;
            feed::lock(&mut tx, &of).await?;
            let found = reports::report(&mut tx, &of, id(&report)?).await?;
            let (report, _) = found.ok_or(StoreError::Damaged("a report without a body"))?;
            let approved = Delivery::of(&report, report.state.revision());
            let delivery = approved.ok_or(StoreError::Damaged("an approved report"))?;
            // Another process may do the same.
            if place_of(&mut tx, delivery.decision_id).await?.is_none() {
                add(&mut tx, &delivery, self.now()).await?;
            }
            tx.commit().await?;
        }
        Ok(())
    }
}

/// Queues the delivery of an approval that is kept. The office's head is locked.
pub(super) async fn add(
    tx: &mut Tx,
    delivery: &Delivery,
    now: Timestamp,
) -> Result<(), StoreError> {
    let body = json_bytes(delivery);
    let seq: i64 = query(sql::NEXT_DELIVERY).value(tx).await?;
    query(sql::ADD_DELIVERY)
        .bind(seq)
        .bind(delivery.decision_id.to_string())
        .bind(delivery.report_id.to_string())
        .bind(i64::from(delivery.revision))
        .bind(delivery.office.as_str())
        .bind(Hash::of(&body))
        .bind(body)
        .bind(now.as_millisecond())
        .execute_one(tx)
        .await
}

/// The report that a delivery is of, and its office.
async fn place_of(
    tx: &mut Tx,
    decision: DecisionId,
) -> Result<Option<(ReportId, OfficeId)>, StoreError> {
    let row: Option<(String, String)> = query(sql::DELIVERY_PLACE)
        .bind(decision.to_string())
        .optional(tx)
        .await?;
    row.map(|(report, of)| Ok((id(&report)?, office(of))))
        .transpose()
}

async fn acknowledged_at(
    tx: &mut Tx,
    decision: DecisionId,
) -> Result<Option<Timestamp>, StoreError> {
    let at: Option<i64> = query(sql::ACKNOWLEDGED_AT)
        .bind(decision.to_string())
        .value(tx)
        .await?;
    at.map(time).transpose()
}

/// The acknowledgement stands on its decision in the office's feed. The office's head is locked.
async fn tell_office(
    tx: &mut Tx,
    of: &OfficeId,
    report: ReportId,
    (decision, at): (DecisionId, Timestamp),
) -> Result<(), StoreError> {
    let found = reports::report(tx, of, report).await?;
    let (mut report, rev) = found.ok_or(StoreError::Damaged("a report without a body"))?;
    let record = report.record_mut(decision);
    let record = record.ok_or(StoreError::Damaged("a report without its decision"))?;
    record.acknowledged_at = Some(at);
    let place = feed::take_place(tx, of).await?;
    let entity = (EntityKind::Report, report.id.0, rev + 1);
    feed::append(tx, &place, entity, &json_bytes(&report), at).await
}

async fn entries_between(
    tx: &mut Tx,
    after: i64,
    last: i64,
) -> Result<Vec<DeliveryEntry>, StoreError> {
    let rows: Vec<(i64, String, Vec<u8>, Vec<u8>)> = query(sql::DELIVERIES)
        .bind(after)
        .bind(last)
        .all(tx)
        .await?;
    rows.into_iter()
        .map(|(seq, decision, payload_hash, body)| {
            let text = String::from_utf8(body).map_err(|_| StoreError::Damaged("a delivery"))?;
            Ok(DeliveryEntry {
                seq: number(seq)?,
                decision_id: id(&decision)?,
                payload_hash: hash(payload_hash)?,
                body: RawValue::from_string(text).map_err(|_| StoreError::Damaged("a delivery"))?,
            })
        })
        .collect()
}
