//! What to do with a page of the feed. Pure.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    application::{Application, ApplicationState},
    decision::Receipt,
    feed::{Cursor, EntityKind, Entry},
    ids::{ApplicationId, OfficeId, ReportId},
    report::{Hash, Report, ReportState},
    wire::{Body, PullPage},
};
use uuid::Uuid;

use crate::{
    desktop::{Arrival, Arrived},
    review,
};

/// A report to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Put {
    pub(crate) rev: u64,
    /// The exact bytes that were sent.
    pub(crate) body: String,
    pub(crate) report: Report,
}

/// An application to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PutApplication {
    pub(crate) rev: u64,
    /// The exact bytes that were sent.
    pub(crate) body: String,
    pub(crate) application: Application,
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
    /// The applications to write.
    pub(crate) applications: Vec<PutApplication>,
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
    let came: BTreeSet<Uuid> = bodies.iter().map(|body| body.id).collect();
    let whole = newest.len() == bodies.len();
    let (mut puts, mut applications) = (vec![], vec![]);
    for body in bodies {
        match body.kind {
            EntityKind::Report => puts.push(put(office, &newest, &body)?),
            EntityKind::Application => {
                applications.push(put_application(office, &newest, &body)?);
            }
        }
    }
    // Where the feed ends, no later page can bring a body that this one left out.
    if to.seq == head && !whole {
        return Err(PageRefused::NotWhole);
    }
    let awaited = newest
        .into_keys()
        .filter(|(_, id)| !came.contains(id))
        .collect();
    Ok(Plan {
        more: to.seq < head,
        from,
        to,
        puts,
        applications,
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

/// A body's text, where it is the one that its entry names.
fn text_of<'a>(newest: &Newest<'_>, body: &'a Body) -> Result<&'a str, PageRefused> {
    let entry = newest
        .get(&(body.kind, body.id))
        .ok_or(PageRefused::NotWhole)?;
    let text = body.body.get();
    if entry.rev != body.rev || entry.payload_hash != Hash::of(text.as_bytes()) {
        return Err(PageRefused::NotWhole);
    }
    Ok(text)
}

fn put(office: &OfficeId, newest: &Newest<'_>, body: &Body) -> Result<Put, PageRefused> {
    let text = text_of(newest, body)?;
    let report: Report = serde_json::from_str(text).map_err(|_| PageRefused::NotWhole)?;
    if report.id != ReportId(body.id) || report.office != *office {
        return Err(PageRefused::NotWhole);
    }
    Ok(Put {
        rev: body.rev,
        body: text.to_owned(),
        report,
    })
}

fn put_application(
    office: &OfficeId,
    newest: &Newest<'_>,
    body: &Body,
) -> Result<PutApplication, PageRefused> {
    let text = text_of(newest, body)?;
    let application: Application = serde_json::from_str(text).map_err(|_| PageRefused::NotWhole)?;
    let is_elsewhere = match &application.state {
        ApplicationState::AtOffice { office: at } => at != office,
        ApplicationState::AtBufdir { .. }
        | ApplicationState::Approved { .. }
        | ApplicationState::Rejected { .. }
        | ApplicationState::Withdrawn
        | ApplicationState::Ended { .. } => false,
    };
    if application.id != ApplicationId(body.id) || is_elsewhere {
        return Err(PageRefused::NotWhole);
    }
    Ok(PutApplication {
        rev: body.rev,
        body: text.to_owned(),
        application,
    })
}

/// Every receipt in a plan.
pub(crate) fn receipts(plan: &Plan) -> impl Iterator<Item = &Receipt> {
    let revisions = plan.puts.iter().flat_map(|put| &put.report.revisions);
    let records =
        revisions.flat_map(|revision| revision.decision.iter().chain(&revision.earlier_decisions));
    let answers = plan
        .applications
        .iter()
        .flat_map(|put| &put.application.answers);
    records
        .map(|record| &record.receipt)
        .chain(answers.filter_map(|record| record.receipt.as_ref()))
}

/// What was known of the things of a plan before it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Known {
    pub(crate) reports: BTreeMap<ReportId, ReportState>,
    pub(crate) applications: BTreeSet<ApplicationId>,
}

/// The tasks that a plan brings: revisions that wait now and did not wait before, and applications that are new.
pub(crate) fn arrivals(known: &Known, plan: &Plan) -> Vec<Arrival> {
    let reports = plan
        .puts
        .iter()
        .filter(|put| put.report.state.waiting().is_some())
        .filter(|put| known.reports.get(&put.report.id) != Some(&put.report.state))
        .map(|put| Arrival {
            what: Arrived::Report {
                id: put.report.id,
                kind: review::task_kind(put.report.state.revision()),
            },
            unit_name: put.report.unit_name.clone(),
        });
    let applications = plan
        .applications
        .iter()
        .map(|put| &put.application)
        .filter(|of| matches!(of.state, ApplicationState::AtOffice { .. }))
        .filter(|of| !known.applications.contains(&of.id))
        .map(|of| Arrival {
            what: Arrived::Application { id: of.id },
            unit_name: review::works_for(&of.represents),
        });
    reports.chain(applications).collect()
}

/// Whether a plan may move the published figures: they are made of approved reports, so it takes one that is or was. A
/// report says itself that it was reopened; one that was approved and reopened since the last page was not known as such.
pub(crate) fn moves_figures(known: &Known, plan: &Plan) -> bool {
    let is_approved = |state: &ReportState| matches!(state, ReportState::Approved { .. });
    plan.puts.iter().any(|put| {
        let before = known.reports.get(&put.report.id);
        is_approved(&put.report.state)
            || before.is_some_and(is_approved)
            || !put.report.reopenings.is_empty()
    })
}

#[cfg(test)]
mod tests {
    use domain::{feed::GENESIS, workflow::Reopening};
    use jiff::Timestamp;
    use serde_json::value::RawValue;

    use super::*;
    use crate::{
        review::testing::{application, report},
        view::TaskKind,
    };

    fn office() -> OfficeId {
        "innlandet".into()
    }

    fn bringing(puts: Vec<Put>, applications: Vec<PutApplication>) -> Plan {
        Plan {
            from: None,
            to: Cursor::start(office()),
            puts,
            applications,
            awaited: vec![],
            more: false,
        }
    }

    fn body_of_application(application: &Application, rev: u64) -> Body {
        Body {
            kind: EntityKind::Application,
            id: application.id.0,
            rev,
            body: serde_json::value::to_raw_value(application).unwrap(),
        }
    }

    #[test]
    fn applications_come_as_reports_do() {
        let waiting = application(7);
        let body = body_of_application(&waiting, 1);
        let planned = plan(
            &office(),
            None,
            page(1, vec![entry_of(1, &body)], vec![body]),
        );
        let planned = planned.unwrap();
        assert_eq!(planned.applications[0].application, waiting);
        assert!(planned.puts.is_empty() && planned.awaited.is_empty());
        let arrived = arrivals(&Known::default(), &planned);
        assert_eq!(arrived[0].what, Arrived::Application { id: waiting.id });
        let known = Known {
            applications: BTreeSet::from([waiting.id]),
            ..Known::default()
        };
        assert_eq!(arrivals(&known, &planned), vec![]);

        let elsewhere = Application {
            state: ApplicationState::AtOffice {
                office: "vestland".into(),
            },
            ..waiting.clone()
        };
        let other = body_of_application(&elsewhere, 1);
        let of_other = page(1, vec![entry_of(1, &other)], vec![other]);
        assert_eq!(plan(&office(), None, of_other), Err(PageRefused::NotWhole));
        let body = body_of_application(&waiting, 1);
        let later = page(2, vec![entry_of(1, &body)], vec![]);
        let later = plan(&office(), None, later).unwrap();
        assert_eq!(later.awaited, [(EntityKind::Application, waiting.id.0)]);
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
        let arrivals = |known: &[(ReportId, ReportState)], put| {
            let known = Known {
                reports: known.iter().copied().collect(),
                ..Known::default()
            };
            arrivals(&known, &bringing(vec![put], vec![]))
        };
        let known = [(id, one)];
        assert_eq!(arrivals(&known, put(one)), vec![]);
        let approved = ReportState::Approved { revision: 1 };
        assert_eq!(arrivals(&known, put(approved)), vec![]);
        // As where Bufdir acknowledges: the report has changed, and what waits has not.
        for state in [approved, ReportState::Reopened { revision: 1 }] {
            let changed = Put {
                rev: 3,
                ..put(state)
            };
            assert_eq!(arrivals(&[(id, state)], changed), vec![]);
        }
        let kind = |arrivals: Vec<Arrival>| arrivals[0].what;
        let new = |kind| Arrived::Report { id, kind };
        assert_eq!(kind(arrivals(&known, put(two))), new(TaskKind::Corrected));
        assert_eq!(kind(arrivals(&[], put(one))), new(TaskKind::Report));
    }

    #[test]
    fn figures_move_with_what_is_approved_or_was() {
        let moves = |before: Option<ReportState>, after| {
            let put = Put {
                rev: 2,
                body: String::new(),
                report: report(2, after),
            };
            let known = before.map(|state| (put.report.id, state));
            let known = Known {
                reports: known.into_iter().collect(),
                ..Known::default()
            };
            moves_figures(&known, &bringing(vec![put], vec![]))
        };
        let waits = ReportState::Submitted { revision: 1 };
        let approved = ReportState::Approved { revision: 1 };
        let returned = ReportState::Returned { revision: 1 };
        assert!(!moves(None, waits));
        assert!(!moves(Some(waits), returned));
        assert!(moves(None, approved));
        assert!(moves(Some(waits), approved));
        assert!(moves(Some(approved), waits));
        assert!(!moves_figures(&Known::default(), &bringing(vec![], vec![])));
        let reopened = Report {
            reopenings: vec![Reopening {
                revision: 1,
                at: Timestamp::UNIX_EPOCH,
                by_name: "Test".to_owned(),
                reason: "Feil tall".to_owned(),
            }],
            ..report(2, waits)
        };
        let put = Put {
            rev: 4,
            body: String::new(),
            report: reopened,
        };
        assert!(moves_figures(
            &Known::default(),
            &bringing(vec![put], vec![])
        ));
    }
}
