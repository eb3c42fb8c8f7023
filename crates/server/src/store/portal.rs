//! What a municipality's pages see of a unit, and what they do: the use cases of the portal.

use domain::{
    Period,
    deadlines::PeriodSettings,
    ids::{OfficeId, SubmissionId, UnitNo},
    norway,
    report::{InputFault, Report},
    template::Template,
    wire::{
        PortalClosed, PortalContent, PortalDraft, PortalEarlier, PortalForm, PortalMe,
        PortalOfficer, PortalPeriod, PortalReport, PortalSave, PortalSaved, PortalSession,
        PortalState, PortalUnit, PortalUnitView, RoleName,
    },
    workflow::ReportState,
};
use jiff::Timestamp;

use super::{
    Store, StoreError, Tx,
    audit::{self, Action, Deed},
    drafts::{self, Kept},
    office, people, periods, query, reports, sql,
};
mod sending;

pub(crate) use sending::Sending;

use crate::access::{PersonScope, PortalReporter, Scope};

/// So many earlier half-years are shown beside a form, among them the same half-year a year before.
const EARLIER: usize = 4;

impl Store {
    /// Whose session in a browser it is.
    pub(crate) async fn portal_me(
        &self,
        scope: &PersonScope,
        session: PortalSession,
    ) -> Result<PortalMe, StoreError> {
        let me = self.me(scope).await?;
        let mut tx = self.view(scope).await?;
        let has = |wanted: RoleName| {
            let roles = me.roles.iter();
            roles.filter(move |role| role.role == wanted && role.from <= me.server_time)
        };
        let mut units = Vec::new();
        for role in has(RoleName::Reporter) {
            let number = role.place.as_deref().unwrap_or_default();
            units.extend(unit(&mut tx, &number.into()).await?);
        }
        units.sort_by(|one: &PortalUnit, other| one.unit_no.cmp(&other.unit_no));
        units.dedup();
        Ok(PortalMe {
            person_id: me.person_id,
            units,
            is_bufdir: has(RoleName::Bufdir).next().is_some(),
            sees_figures: [RoleName::Bufdir, RoleName::Reader, RoleName::Officer]
                .into_iter()
                .any(|role| has(role).next().is_some()),
            name: me.name,
            contact: me.contact,
            session,
        })
    }

    /// A unit's periods; none where there is no such unit.
    pub(crate) async fn portal_unit(
        &self,
        scope: &PortalReporter,
        number: &UnitNo,
    ) -> Result<Option<PortalUnitView>, StoreError> {
        let now = self.now();
        let mut tx = self.view(scope).await?;
        let Some(unit) = unit(&mut tx, number).await? else {
            return Ok(None);
        };
        let opened = periods::all_opened_for(&mut tx, number).await?;
        let reports = reports::all_of_unit(&mut tx, number).await?;
        let drafted = drafts::periods(&mut tx, number).await?;
        let mut among: Vec<Period> = opened.iter().map(|opened| opened.period).collect();
        among.extend(reports.iter().map(|report| report.period));
        among.sort();
        among.dedup();
        let periods = among.into_iter().rev().map(|period| {
            let opened = opened.iter().find(|opened| opened.period == period);
            let report = reports.iter().find(|report| report.period == period);
            period_of((period, opened), report, drafted.contains(&period), now)
        });
        let periods = periods.collect();
        let officer = officer(&mut tx, &reports, now).await?;
        Ok(Some(PortalUnitView {
            unit,
            officer,
            periods,
        }))
    }

    /// Everything about one period of a unit; none where it is neither open nor has a report.
    pub(crate) async fn portal_form(
        &self,
        scope: &PortalReporter,
        at: (&UnitNo, Period),
    ) -> Result<Option<PortalForm>, StoreError> {
        let now = self.now();
        let mut tx = self.view(scope).await?;
        let (Some(unit), Some(desk)) = (unit(&mut tx, at.0).await?, Desk::of(&mut tx, at).await?)
        else {
            return Ok(None);
        };
        let kept = drafts::kept(&mut tx, at.0, at.1).await?;
        let of_report = desk.report.as_slice();
        let mut known = officer(&mut tx, of_report, now).await?;
        if known.is_none() {
            known = officer(&mut tx, &desk.others, now).await?;
        }
        drop(tx);
        let read = Deed::new(Action::ReportRead).on(&Report::reference_of(at.1, at.0));
        self.note_reading(scope, read.at(&unit.office)).await?;
        let content = desk.shown(&kept);
        let faults = match &kept.draft {
            Some(draft) => desk.faults(at, &draft.content),
            None => Vec::new(),
        };
        Ok(Some(PortalForm {
            period: period_of(
                (at.1, desk.opened.as_ref()),
                of_report.first(),
                kept.draft.is_some(),
                now,
            ),
            unit,
            template: desk.template.clone(),
            report: of_report.first().map(PortalReport::from),
            draft_version: kept.version,
            findings: content.findings(desk.template, at.1, &desk.earlier),
            faults,
            draft: kept.draft,
            previous: desk.earlier,
            officer: known,
        }))
    }

    /// Saves a draft in the place of the version it was made from.
    pub(crate) async fn save_draft(
        &self,
        scope: &PortalReporter,
        at: (&UnitNo, Period),
        asked: &PortalSave,
    ) -> Result<Saving, StoreError> {
        let now = self.now();
        let mut tx = self.begin(scope).await?;
        let Some(desk) = Desk::of(&mut tx, at).await? else {
            return Ok(Saving::Done(closed(PortalClosed::Period)));
        };
        if let Some(reason) = desk.is_closed() {
            return Ok(Saving::Done(closed(reason)));
        }
        let strangers = asked.content.strangers(desk.template);
        if !strangers.is_empty() {
            return Ok(Saving::Faulty(strangers));
        }
        let before = drafts::kept(&mut tx, at.0, at.1).await?;
        let place = (at.0, at.1, asked.base_version);
        let put = drafts::put(&mut tx, scope, place, (Some(&asked.content), now)).await?;
        let Some(version) = put else {
            let Kept { version, draft, .. } = drafts::kept(&mut tx, at.0, at.1).await?;
            let findings = draft.as_ref().map(|draft| &draft.content);
            let findings =
                findings.map(|content| content.findings(desk.template, at.1, &desk.earlier));
            return Ok(Saving::Done(PortalSaved::Stale {
                version,
                draft,
                findings: findings.unwrap_or_default(),
            }));
        };
        // One row for each stretch of a person's work, not for each pause in it.
        if before.is_anothers(scope.person()) {
            let deed = Deed::new(Action::DraftWritten).on(&Report::reference_of(at.1, at.0));
            audit::note(&mut tx, &scope.actor(), deed, now).await?;
        }
        tx.commit().await?;
        Ok(Saving::Done(PortalSaved::Saved {
            version,
            saved_at: now,
            findings: asked.content.findings(desk.template, at.1, &desk.earlier),
            faults: desk.faults(at, &asked.content),
        }))
    }

    /// The form that a period is open with; none where it is not.
    pub(crate) async fn open_form(
        &self,
        scope: &PortalReporter,
        period: Period,
    ) -> Result<Option<&'static Template>, StoreError> {
        let opened = periods::opened(&mut self.view(scope).await?, period).await?;
        opened.map(|opened| form(&opened.template)).transpose()
    }
}

/// What became of a saving.
#[derive(Debug)]
pub(crate) enum Saving {
    /// As the answer says.
    Done(PortalSaved),
    /// The draft names what the form does not have: nothing is written.
    Faulty(Vec<InputFault>),
}

fn closed(reason: PortalClosed) -> PortalSaved {
    PortalSaved::Closed { reason }
}

/// What lies on the reporters' desk in one period of a unit.
pub(super) struct Desk {
    pub(super) opened: Option<PeriodSettings>,
    pub(super) template: &'static Template,
    /// The period's, where there is one.
    pub(super) report: Option<Report>,
    /// The unit's other reports, newest period first.
    others: Vec<Report>,
    earlier: Vec<PortalEarlier>,
}

impl Desk {
    /// None where the period is neither open nor has a report.
    pub(super) async fn of(
        tx: &mut Tx,
        (unit, period): (&UnitNo, Period),
    ) -> Result<Option<Self>, StoreError> {
        let opened = periods::opened_for(tx, unit, period).await?;
        let all = reports::all_of_unit(tx, unit).await?;
        let (mut own, others): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|report| report.period == period);
        let report = own.pop();
        let sent = report.as_ref().map(|report| &report.template);
        let Some(template) = opened.as_ref().map(|opened| &opened.template).or(sent) else {
            return Ok(None);
        };
        let before = others.iter().filter(|report| report.period < period);
        let earlier = before.filter_map(|report| {
            Some(PortalEarlier {
                period: report.period,
                template: report.template.clone(),
                values: report.latest()?.values.clone(),
            })
        });
        let earlier = earlier.take(EARLIER).collect();
        let template = form(template)?;
        Ok(Some(Self {
            opened,
            template,
            report,
            others,
            earlier,
        }))
    }

    /// Why nothing can be written or sent.
    pub(super) fn is_closed(&self) -> Option<PortalClosed> {
        let state = self.report.as_ref().map(|report| report.state);
        if self.opened.is_none() {
            Some(PortalClosed::Period)
        } else if matches!(state, Some(ReportState::Approved { .. })) {
            Some(PortalClosed::Approved)
        } else {
            None
        }
    }

    /// What a page shows: the draft, otherwise what was sent last.
    fn shown(&self, kept: &Kept) -> PortalContent {
        let sent = || Some(PortalContent::from(self.report.as_ref()?.latest()?));
        let draft = kept.draft.as_ref().map(|draft| draft.content.clone());
        draft.or_else(sent).unwrap_or_default()
    }

    /// What keeps a content from being sent now.
    fn faults(&self, at: (&UnitNo, Period), content: &PortalContent) -> Vec<InputFault> {
        let id = SubmissionId(uuid::Uuid::nil());
        let submission = content.clone().into_submission(id, at, self.template);
        let mut faults = submission.input_faults();
        let report = self.report.as_ref();
        faults.extend(
            report
                .into_iter()
                .flat_map(|report| report.ask_faults(&submission)),
        );
        faults
    }
}

fn form(id: &str) -> Result<&'static Template, StoreError> {
    Template::by_id(id).ok_or(StoreError::Damaged(
        "a form that this program does not know",
    ))
}

/// A unit as its pages name it.
async fn unit(tx: &mut Tx, number: &UnitNo) -> Result<Option<PortalUnit>, StoreError> {
    let row: Option<(String, String, String)> = query(sql::PORTAL_UNIT)
        .bind(number.as_str())
        .optional(tx)
        .await?;
    Ok(row.map(|(name, of, office_name)| PortalUnit {
        unit_no: number.clone(),
        name,
        office: office(of),
        office_name,
    }))
}

fn period_of(
    (period, opened): (Period, Option<&PeriodSettings>),
    report: Option<&Report>,
    has_draft: bool,
    now: Timestamp,
) -> PortalPeriod {
    let state = PortalState::of(report.map(|report| report.state), has_draft);
    let deadline = opened.map(|opened| opened.municipality_deadline);
    let today = norway::date(now);
    let asks = match state {
        PortalState::Returned { .. } => report.map_or(0, |report| report.open_asks().len()),
        PortalState::NotBegun {}
        | PortalState::Draft {}
        | PortalState::Submitted { .. }
        | PortalState::Withdrawn { .. }
        | PortalState::Approved { .. }
        | PortalState::Reopened { .. } => 0,
    };
    PortalPeriod {
        period,
        deadline,
        overdue: state.is_at_the_unit() && deadline.is_some_and(|deadline| deadline < today),
        state,
        has_draft,
        submitted_at: report.and_then(|report| Some(report.latest()?.received_at)),
        asks_open: u32::try_from(asks).unwrap_or(u32::MAX),
    }
}

/// Who decided last in the newest of the reports that was decided, with how that officer is reached while
/// still at the office.
async fn officer(
    tx: &mut Tx,
    reports: &[Report],
    now: Timestamp,
) -> Result<Option<PortalOfficer>, StoreError> {
    let decided = reports.iter().find_map(|report| {
        let records = report.revisions.iter().rev();
        let mut records = records.flat_map(|revision| {
            revision
                .decision
                .iter()
                .chain(revision.earlier_decisions.last())
        });
        Some((&report.office, records.next()?))
    });
    let Some((of, record)): Option<(&OfficeId, _)> = decided else {
        return Ok(None);
    };
    let reached = people::officer_contact(tx, record.decided_by, of, now).await?;
    let (email, phone) = reached.unwrap_or_default();
    Ok(Some(PortalOfficer {
        name: record.decided_by_name.clone(),
        email,
        phone,
    }))
}

/// The draft in a place, where there is one.
pub(super) fn draft_in(kept: Kept) -> (u64, Option<PortalDraft>) {
    (kept.version, kept.draft)
}
