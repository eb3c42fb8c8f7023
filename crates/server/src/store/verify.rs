//! Whether what is stored is whole: every office's chain recomputed from its entries, every body
//! hashed, page by page.

use domain::{
    feed::{Entry, GENESIS},
    ids::OfficeId,
    report::Hash,
};

use crate::access::OperatorScope;

use super::{Store, StoreError, Tx, feed::kind_of, hash, int, number, office, query, sql, uuid};

/// Entries read at a time.
const ENTRIES: i64 = 1000;
/// Bodies read at a time: each may be as large as a request.
const BODIES: i64 = 20;

/// What was looked at, and what is wrong with it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verified {
    /// How many entries of feeds.
    pub entries: u64,
    /// How many bodies.
    pub bodies: u64,
    /// The first fault of each kind in each feed; none where all is whole.
    pub damage: Vec<Damage>,
}

/// Where what is stored contradicts itself.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    /// An entry is missing, or is not the one that was chained.
    #[error("entry {seq} of {office} does not continue the chain")]
    Chain {
        /// The office.
        office: OfficeId,
        /// The entry.
        seq: u64,
    },
    /// The head is not the last entry.
    #[error("the head of {office} is not its last entry, {seq}")]
    Head {
        /// The office.
        office: OfficeId,
        /// The last entry; 0 where there is none.
        seq: u64,
    },
    /// A body is not the one that its entry covers.
    #[error("the body of entry {seq} of {office} is not the one recorded")]
    Body {
        /// The office.
        office: OfficeId,
        /// The entry.
        seq: u64,
    },
    /// Things that have changed last in an entry that has no body.
    #[error("{entries} entries of {office} have no body")]
    NoBody {
        /// The office.
        office: OfficeId,
        /// How many entries.
        entries: u64,
    },
}

impl Store {
    /// Recomputes every chain and every hash, over one state of the database.
    pub async fn verify(&self, scope: OperatorScope) -> Result<Verified, StoreError> {
        verify(&mut self.view(&scope).await?).await
    }
}

pub(super) async fn verify(tx: &mut Tx) -> Result<Verified, StoreError> {
    let heads: Vec<(String, i64, Vec<u8>)> = query(sql::CHAINED_HEADS).all(tx).await?;
    let mut verified = Verified::default();
    for (of, seq, chain) in heads {
        let head = (number(seq)?, hash(chain)?);
        let of = office(of);
        verified.chain(tx, &of, head).await?;
        verified.bodies(tx, &of).await?;
    }
    Ok(verified)
}

type EntryRow = (i64, String, String, i64, Vec<u8>, Vec<u8>);

impl Verified {
    async fn chain(
        &mut self,
        tx: &mut Tx,
        of: &OfficeId,
        head: (u64, Hash),
    ) -> Result<(), StoreError> {
        let (mut last, mut chain) = (0, GENESIS);
        loop {
            let page = entries_after(tx, of, last).await?;
            if page.is_empty() {
                break;
            }
            for (entry, stored) in page {
                if entry.seq != last + 1 || entry.chained_to(chain) != stored {
                    let (office, seq) = (of.clone(), last + 1);
                    self.damage.push(Damage::Chain { office, seq });
                    return Ok(());
                }
                (last, chain) = (entry.seq, stored);
                self.entries += 1;
            }
        }
        if head != (last, chain) {
            let (office, seq) = (of.clone(), last);
            self.damage.push(Damage::Head { office, seq });
        }
        Ok(())
    }

    async fn bodies(&mut self, tx: &mut Tx, of: &OfficeId) -> Result<(), StoreError> {
        let mut last = 0;
        'pages: loop {
            let page = bodies_after(tx, of, last).await?;
            if page.is_empty() {
                break;
            }
            for (seq, body, covered) in page {
                last = number(seq)?;
                if covered != Some(Hash::of(&body).0.to_vec()) {
                    let (office, seq) = (of.clone(), last);
                    self.damage.push(Damage::Body { office, seq });
                    break 'pages;
                }
                self.bodies += 1;
            }
        }
        let without: i64 = query(sql::ENTRIES_WITHOUT_BODY)
            .bind(of.as_str())
            .value(tx)
            .await?;
        if without > 0 {
            let (office, entries) = (of.clone(), number(without)?);
            self.damage.push(Damage::NoBody { office, entries });
        }
        Ok(())
    }
}

async fn entries_after(
    tx: &mut Tx,
    of: &OfficeId,
    after: u64,
) -> Result<Vec<(Entry, Hash)>, StoreError> {
    let rows: Vec<EntryRow> = query(sql::CHAINED_ENTRIES)
        .bind(of.as_str())
        .bind(int(after)?)
        .bind(ENTRIES)
        .all(tx)
        .await?;
    rows.into_iter()
        .map(|(seq, kind, id, rev, payload_hash, chain)| {
            let entry = Entry {
                seq: number(seq)?,
                kind: kind_of(&kind)?,
                id: uuid(&id)?,
                rev: number(rev)?,
                payload_hash: hash(payload_hash)?,
            };
            Ok((entry, hash(chain)?))
        })
        .collect()
}

/// Entry, body, and the hash that the entry covers it with, where they belong together.
type CoveredBody = (i64, Vec<u8>, Option<Vec<u8>>);

async fn bodies_after(
    tx: &mut Tx,
    of: &OfficeId,
    after: u64,
) -> Result<Vec<CoveredBody>, StoreError> {
    query(sql::COVERED_BODIES)
        .bind(of.as_str())
        .bind(int(after)?)
        .bind(BODIES)
        .all(tx)
        .await
}
