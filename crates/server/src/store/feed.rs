//! The offices' feeds: places taken under the head's lock, entries that never change, and pages.

use domain::{
    feed::{Cursor, EntityKind, Entry, GENESIS},
    ids::OfficeId,
    planted::Planted,
    wire::{Body, PULL_MAX, PullPage, PullRequest},
};
use jiff::Timestamp;
use serde_json::value::RawValue;
use uuid::Uuid;

use super::{
    Store, StoreError, Tx,
    audit::{Action, Deed},
    hash, int, number, query, sql, uuid,
};
use crate::{
    access::OfficerScope,
    feed::{Place, page_of},
};

impl Store {
    pub(crate) async fn feed_after(
        &self,
        scope: &OfficerScope,
        asked: &PullRequest,
    ) -> Result<PullPage, StoreError> {
        let office = scope.office();
        let mut tx = self.view(scope).await?;
        let head: i64 = query(sql::HEAD)
            .bind(office.as_str())
            .value(&mut tx)
            .await?;
        let head = number(head)?;
        let start = Cursor::start(office.clone());
        let cursor = asked.cursor.as_ref().unwrap_or(&start);
        if cursor.office != *office || !stands_in_feed(&mut tx, cursor).await? {
            return Ok(PullPage::Diverged {
                office: office.clone(),
                head,
            });
        }
        let most = asked.max_entries.clamp(1, PULL_MAX);
        let entries = page_of(entries_after(&mut tx, cursor, most).await?);
        let last = entries.last().map_or(cursor.seq, |entry| entry.seq);
        let mut bodies = bodies_between(&mut tx, office, cursor.seq, last).await?;
        if self.ctx.plants(Planted::NoOfficeFilter) {
            for head in self.heads().await? {
                bodies.extend(bodies_between(&mut tx, &head.office, 0, head.head).await?);
            }
        }
        drop(tx);
        if !bodies.is_empty() {
            let read = format!("{}-{last}", cursor.seq + 1);
            let deed = Deed::new(Action::FeedRead).on(&read).at(office);
            self.note_reading(scope, deed).await?;
        }
        Ok(PullPage::Ok {
            office: office.clone(),
            server_time: self.now(),
            head,
            entries,
            bodies,
        })
    }
}

/// Keeps other writers away from an office's feed, and from all that it tells of, until the
/// transaction ends.
pub(super) async fn lock(tx: &mut Tx, office: &OfficeId) -> Result<(), StoreError> {
    query(sql::LOCK_OFFICE).bind(office.as_str()).lock(tx).await
}

/// The next place in an office's feed. Whoever asks has locked it and writes its entry, so no other transaction gets a
/// place before this one ends.
pub(super) async fn take_place(tx: &mut Tx, office: &OfficeId) -> Result<Place, StoreError> {
    let (seq, chain): (i64, Vec<u8>) = query(sql::PLACE).bind(office.as_str()).one(tx).await?;
    Ok(Place {
        office: office.clone(),
        seq: number::<u64>(seq)? + 1,
        before: hash(chain)?,
    })
}

/// Writes the entry of a place, and the body that it covers.
pub(super) async fn append(
    tx: &mut Tx,
    place: &Place,
    (kind, id, rev): (EntityKind, Uuid, u64),
    body: &[u8],
    now: Timestamp,
) -> Result<(), StoreError> {
    let (entry, chain) = place.entry(kind, id, rev, body);
    let (office, seq, rev) = (place.office.as_str(), int(entry.seq)?, int(rev)?);
    query(sql::ADD_ENTRY)
        .bind(office)
        .bind(seq)
        .bind(kind.as_str())
        .bind(id.to_string())
        .bind(rev)
        .bind(entry.payload_hash)
        .bind(chain)
        .bind(now.as_millisecond())
        .execute_one(tx)
        .await?;
    query(sql::PUT_BODY)
        .bind(office)
        .bind(kind.as_str())
        .bind(id.to_string())
        .bind(rev)
        .bind(seq)
        .bind(body)
        .execute_one(tx)
        .await?;
    query(sql::SET_HEAD)
        .bind(office)
        .bind(seq)
        .bind(chain)
        .execute_one(tx)
        .await
}

/// The newest body of a thing in an office's feed, and how many times it has changed.
pub(super) async fn body_of(
    tx: &mut Tx,
    office: &OfficeId,
    kind: EntityKind,
    id: Uuid,
) -> Result<Option<(u64, Vec<u8>)>, StoreError> {
    let found: Option<(i64, Vec<u8>)> = query(sql::BODY)
        .bind(office.as_str())
        .bind(kind.as_str())
        .bind(id.to_string())
        .optional(tx)
        .await?;
    found
        .map(|(rev, body)| Ok((number(rev)?, body)))
        .transpose()
}

async fn stands_in_feed(tx: &mut Tx, cursor: &Cursor) -> Result<bool, StoreError> {
    if cursor.seq == 0 {
        return Ok(cursor.chain == GENESIS);
    }
    // A number past the store's range is past every feed.
    let Ok(seq) = i64::try_from(cursor.seq) else {
        return Ok(false);
    };
    let chain: Option<Vec<u8>> = query(sql::CHAIN_AT)
        .bind(cursor.office.as_str())
        .bind(seq)
        .optional_value(tx)
        .await?;
    Ok(chain.is_some_and(|chain| chain == cursor.chain.0))
}

type EntryRow = (i64, String, String, i64, Vec<u8>, i64);

async fn entries_after(
    tx: &mut Tx,
    cursor: &Cursor,
    most: u32,
) -> Result<Vec<(Entry, u64)>, StoreError> {
    let rows: Vec<EntryRow> = query(sql::ENTRIES)
        .bind(cursor.office.as_str())
        .bind(int(cursor.seq)?)
        .bind(i64::from(most))
        .all(tx)
        .await?;
    rows.into_iter()
        .map(|(seq, kind, id, rev, payload_hash, size)| {
            let entry = Entry {
                seq: number(seq)?,
                kind: kind_of(&kind)?,
                id: uuid(&id)?,
                rev: number(rev)?,
                payload_hash: hash(payload_hash)?,
            };
            Ok((entry, number(size)?))
        })
        .collect()
}

async fn bodies_between(
    tx: &mut Tx,
    office: &OfficeId,
    after: u64,
    last: u64,
) -> Result<Vec<Body>, StoreError> {
    let rows: Vec<(String, String, i64, Vec<u8>)> = query(sql::BODIES)
        .bind(office.as_str())
        .bind(int(after)?)
        .bind(int(last)?)
        .all(tx)
        .await?;
    rows.into_iter()
        .map(|(kind, id, rev, body)| {
            let text = String::from_utf8(body).map_err(|_| StoreError::Damaged("a body"))?;
            Ok(Body {
                kind: kind_of(&kind)?,
                id: uuid(&id)?,
                rev: number(rev)?,
                body: RawValue::from_string(text).map_err(|_| StoreError::Damaged("a body"))?,
            })
        })
        .collect()
}

pub(super) fn kind_of(name: &str) -> Result<EntityKind, StoreError> {
    [EntityKind::Report, EntityKind::Application]
        .into_iter()
        .find(|kind| kind.as_str() == name)
        .ok_or(StoreError::Damaged("the kind of an entry"))
}
