//! What to do with a page of the feed. Pure.

use std::collections::BTreeMap;

use domain::{
    decision::Receipt,
    feed::{Cursor, EntityKind, Entry},
    ids::{OfficeId, ReportId},
    report::{Hash, Report, ReportState},
    wire::{Body, PullPage},
};
use uuid::Uuid;

use crate::{desktop::Arrival, review};

/// A report to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Put {
    pub(crate) rev: u64,
    /// The exact bytes that were sent.
    pub(crate) body: String,
    pub(crate) report: Report,
}

/// What one page changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Plan {
    /// Where the mirror must stand for the plan to be right.
    pub(crate) from: Option<Cursor>,
    /// Where it stands after.
    pub(crate) to: Cursor,
    /// The reports to write.
    pub(crate) puts: Vec<Put>,
    /// Things whose change is in this page, and whose body comes with a later one.
    pub(crate) awaited: Vec<(EntityKind, Uuid)>,
    /// Whether the feed goes on.
    pub(crate) more: bool,
}

/// Why a page is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PageRefused {
    /// The server's past is not the one the mirror came from.
    #[error("the server's feed is not the one the local copy came from")]
    Diverged,
    /// The page is of another office.
    #[error("the page is of another office")]
    OtherOffice,
    /// Entries are missing, or a body does not belong to its entry.
    #[error("the page is not whole")]
    NotWhole,
}

/// Checks a page against the cursor it continues, and says what to write.
pub(crate) fn plan(
    office: &OfficeId,
    from: Option<Cursor>,
    page: PullPage,
) -> Result<Plan, PageRefused> {
    let (page_office, head, entries, bodies) = match page {
        PullPage::Diverged { .. } => return Err(PageRefused::Diverged),
        PullPage::Ok {
            office,
            head,
            entries,
            bodies,
            ..
        } => (office, head, entries, bodies),
    };
    if page_office != *office {
        return Err(PageRefused::OtherOffice);
    }
    let start = from
        .clone()
        .unwrap_or_else(|| Cursor::start(office.clone()));
    let to = start
        .advanced(&entries)
        .map_err(|_| PageRefused::NotWhole)?;
    if to.seq > head || (entries.is_empty() && to.seq < head) {
        return Err(PageRefused::NotWhole);
    }
    let newest = newest_entries(&entries);
    let whole = newest.len() == bodies.len();
    let puts = bodies
        .into_iter()
        .filter_map(|body| put(office, &newest, &body).transpose())
        .collect::<Result<Vec<_>, _>>()?;
    // Where the feed ends, no later page can bring a body that this one left out.
    if to.seq == head && !whole {
        return Err(PageRefused::NotWhole);
    }
    let has_come = |id: &Uuid| puts.iter().any(|put: &Put| put.report.id.0 == *id);
    let awaited = newest
        .into_keys()
        .filter(|(kind, id)| match kind {
            EntityKind::Report => !has_come(id),
            EntityKind::Application => false,
        })
        .collect();
    Ok(Plan {
        more: to.seq < head,
        from,
        to,
        puts,
        awaited,
    })
}

type Newest<'a> = BTreeMap<(EntityKind, Uuid), &'a Entry>;

fn newest_entries(entries: &[Entry]) -> Newest<'_> {
    entries
        .iter()
        .map(|entry| ((entry.kind, entry.id), entry))
        .collect()
}

/// What to write; none of a kind that has no mirror here.
fn put(office: &OfficeId, newest: &Newest<'_>, body: &Body) -> Result<Option<Put>, PageRefused> {
    let entry = newest
        .get(&(body.kind, body.id))
        .ok_or(PageRefused::NotWhole)?;
    let text = body.body.get();
    if entry.rev != body.rev || entry.payload_hash != Hash::of(text.as_bytes()) {
        return Err(PageRefused::NotWhole);
    }
    match body.kind {
        EntityKind::Report => {
            let report: Report = serde_json::from_str(text).map_err(|_| PageRefused::NotWhole)?;
            if report.id != ReportId(body.id) || report.office != *office {
                return Err(PageRefused::NotWhole);
            }
            Ok(Some(Put {
                rev: body.rev,
                body: text.to_owned(),
                report,
            }))
        }
        EntityKind::Application => Ok(None),
    }
}

/// Every receipt in the reports of a plan.
pub(crate) fn receipts(puts: &[Put]) -> impl Iterator<Item = &Receipt> {
    puts.iter()
        .flat_map(|put| &put.report.revisions)
        .flat_map(|revision| revision.decision.iter().chain(&revision.earlier_decisions))
        .map(|record| &record.receipt)
}

/// The tasks that a plan brings: revisions that wait now and did not wait before.
pub(crate) fn arrivals(known: &BTreeMap<ReportId, ReportState>, puts: &[Put]) -> Vec<Arrival> {
    puts.iter()
        .filter(|put| put.report.state.waiting().is_some())
        .filter(|put| known.get(&put.report.id) != Some(&put.report.state))
        .map(|put| Arrival {
            report_id: put.report.id,
            unit_name: put.report.unit_name.clone(),
            kind: review::task_kind(put.report.state.revision()),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use domain::feed::GENESIS;
    use jiff::Timestamp;
    use serde_json::value::RawValue;

    use super::*;
    use crate::{review::testing::report, view::TaskKind};

    fn office() -> OfficeId {
        "innlandet".into()
    }

    fn body_of(report: &Report, rev: u64) -> Body {
        Body {
            kind: EntityKind::Report,
            id: report.id.0,
            rev,
            body: serde_json::value::to_raw_value(report).unwrap(),
        }
    }

    fn entry_of(seq: u64, body: &Body) -> Entry {
        Entry {
            seq,
            kind: body.kind,
            id: body.id,
            rev: body.rev,
            payload_hash: Hash::of(body.body.get().as_bytes()),
        }
    }

    fn page(head: u64, entries: Vec<Entry>, bodies: Vec<Body>) -> PullPage {
        PullPage::Ok {
            office: office(),
            server_time: Timestamp::UNIX_EPOCH,
            head,
            entries,
            bodies,
        }
    }

    #[test]
    fn a_whole_page_is_planned() {
        let body = body_of(&report(1, ReportState::Submitted { revision: 1 }), 1);
        let entry = entry_of(1, &body);
        let chain = entry.chained_to(GENESIS);
        let plan = plan(&office(), None, page(1, vec![entry], vec![body])).unwrap();
        assert_eq!((plan.to.seq, plan.to.chain, plan.more), (1, chain, false));
        assert_eq!(plan.puts.len(), 1);
    }

    #[test]
    fn a_body_comes_with_its_last_change_only() {
        let old = body_of(&report(1, ReportState::Submitted { revision: 1 }), 1);
        let new = body_of(&report(1, ReportState::Approved { revision: 1 }), 2);
        let entries = vec![entry_of(1, &old), entry_of(2, &new)];
        let first = plan(&office(), None, page(2, vec![entries[0].clone()], vec![])).unwrap();
        assert!(first.more && first.puts.is_empty());
        assert_eq!(first.awaited, [(EntityKind::Report, new.id)]);
        let stale = page(2, entries.clone(), vec![old]);
        assert_eq!(plan(&office(), None, stale), Err(PageRefused::NotWhole));
        let both = plan(&office(), None, page(2, entries, vec![new])).unwrap();
        assert_eq!((both.puts.len(), both.awaited), (1, vec![]));
    }

    #[test]
    fn what_is_not_whole_is_refused() {
        let body = || body_of(&report(1, ReportState::Submitted { revision: 1 }), 1);
        let entry = || entry_of(1, &body());
        let altered = Body {
            body: RawValue::from_string(body().body.get().replace("Ringsaker", "Elverum")).unwrap(),
            ..body()
        };
        let foreign_report = Report {
            office: "vestland".into(),
            ..report(1, ReportState::Submitted { revision: 1 })
        };
        let foreign = body_of(&foreign_report, 1);
        let foreign_entry = entry_of(1, &foreign);
        let gap = Entry { seq: 2, ..entry() };
        for (what, page) in [
            ("altered body", page(1, vec![entry()], vec![altered])),
            ("missing body at the end", page(1, vec![entry()], vec![])),
            ("body without entry", page(0, vec![], vec![body()])),
            ("gap", page(2, vec![gap], vec![])),
            ("nothing where there is more", page(1, vec![], vec![])),
            ("past the head", page(0, vec![entry()], vec![body()])),
            (
                "another office's report",
                page(1, vec![foreign_entry], vec![foreign]),
            ),
        ] {
            assert_eq!(
                plan(&office(), None, page),
                Err(PageRefused::NotWhole),
                "{what}"
            );
        }
        let other_office = page(1, vec![entry()], vec![body()]);
        assert_eq!(
            plan(&"vestland".into(), None, other_office),
            Err(PageRefused::OtherOffice)
        );
        let diverged = PullPage::Diverged {
            office: office(),
            head: 3,
        };
        assert_eq!(plan(&office(), None, diverged), Err(PageRefused::Diverged));
    }

    #[test]
    fn only_new_waiting_revisions_arrive() {
        let put = |state| Put {
            rev: 1,
            body: String::new(),
            report: report(2, state),
        };
        let (one, two) = (
            ReportState::Submitted { revision: 1 },
            ReportState::Submitted { revision: 2 },
        );
        let id = put(one).report.id;
        let known = BTreeMap::from([(id, one)]);
        assert_eq!(arrivals(&known, &[put(one)]), vec![]);
        assert_eq!(
            arrivals(&known, &[put(ReportState::Approved { revision: 1 })]),
            vec![]
        );
        // As where Bufdir acknowledges: the report has changed, and what waits has not.
        let approved = ReportState::Approved { revision: 1 };
        for state in [approved, ReportState::Reopened { revision: 1 }] {
            let known = BTreeMap::from([(id, state)]);
            let changed = Put {
                rev: 3,
                ..put(state)
            };
            assert_eq!(arrivals(&known, &[changed]), vec![]);
        }
        assert_eq!(arrivals(&known, &[put(two)])[0].kind, TaskKind::Corrected);
        assert_eq!(
            arrivals(&BTreeMap::new(), &[put(one)])[0].kind,
            TaskKind::Report
        );
    }
}
