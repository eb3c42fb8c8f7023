//! An office's feed without its storage: the next place in it, and how much fits a page.

use domain::{
    feed::{EntityKind, Entry},
    ids::OfficeId,
    report::Hash,
};
use uuid::Uuid;

/// The bytes of bodies a page holds before it ends. A single larger body is a page of its own.
pub(crate) const PAGE_BYTES: u64 = 4 * 1024 * 1024;

/// A place taken in a feed, still without its entry.
#[derive(Debug)]
pub(crate) struct Place {
    pub(crate) office: OfficeId,
    pub(crate) seq: u64,
    /// The chain value before it.
    pub(crate) before: Hash,
}

impl Place {
    /// The entry that stands here, and the chain value after it.
    pub(crate) fn entry(&self, kind: EntityKind, id: Uuid, rev: u64, body: &[u8]) -> (Entry, Hash) {
        let entry = Entry {
            seq: self.seq,
            kind,
            id,
            rev,
            payload_hash: Hash::of(body),
        };
        let chain = entry.chained_to(self.before);
        (entry, chain)
    }
}

/// As many entries from the first on as a page has room for; each comes with the size of the body
/// that travels with it.
pub(crate) fn page_of<T>(entries: Vec<(T, u64)>) -> Vec<T> {
    let mut room = PAGE_BYTES;
    let mut page = Vec::with_capacity(entries.len());
    for (entry, size) in entries {
        match room.checked_sub(size) {
            Some(left) => room = left,
            None if page.is_empty() => room = 0,
            None => break,
        }
        page.push(entry);
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_ends_where_its_bytes_end_and_is_never_empty() {
        let pages = |sizes: &[u64]| {
            let entry = |seq| Entry {
                seq,
                kind: EntityKind::Report,
                id: Uuid::nil(),
                rev: seq,
                payload_hash: Hash::of(b""),
            };
            let entries = (1..).map(entry).zip(sizes.iter().copied()).collect();
            page_of(entries).len()
        };
        assert_eq!(pages(&[]), 0);
        assert_eq!(pages(&[PAGE_BYTES - 1, 1, 0, 1]), 3);
        assert_eq!(pages(&[PAGE_BYTES + 1, 0, 1]), 2);
        assert_eq!(pages(&[1, PAGE_BYTES]), 1);
    }
}
