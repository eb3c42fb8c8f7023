//! `tasks`: «Åpne oppgaver» and «Løste oppgaver (arkiv)».

use domain::norway;
use engine::view::{
    ApplicationRow, ApplicationRowState, FindingCounts, TaskKind, TaskLists, TaskRow, TaskState,
};
use serde::Serialize;

use crate::{
    application, args,
    ending::Ending,
    layout::table,
    program::Desk,
    reply::Reply,
    seat,
    words::{Say, Words},
};

/// One row, for a script: `kind` tells which.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Row {
    Report(TaskRow),
    Application(ApplicationRow),
}

pub(crate) async fn tasks(desk: &Desk, asked: &args::Tasks) -> Result<Reply, Ending> {
    seat::open(desk).await?;
    let lists = desk.engine.tasks().await?;
    let words = desk.words();
    let title = if asked.archive {
        Say::TasksArchive
    } else {
        Say::TasksOpen
    };
    let mut rows = of(lists, asked.archive);
    rows.retain(|row| row.fits(asked));
    let title = words.fill(title, &[("n", &rows.len())]);
    let text = if rows.is_empty() {
        format!("{title}\n{}", words.say(Say::TasksNone))
    } else {
        format!("{title}\n{}", listed(&rows, words))
    };
    Ok(Reply::done(text, &rows))
}

/// One of the tabs. What has no deadline stands after what has one.
fn of(lists: TaskLists, archive: bool) -> Vec<Row> {
    let (reports, applications) = if archive {
        (lists.archive, lists.applications.archive)
    } else {
        (lists.open, lists.applications.open)
    };
    let reports = reports.into_iter().map(Row::Report);
    let applications = applications.into_iter().map(Row::Application);
    reports.chain(applications).collect()
}

impl Row {
    fn fits(&self, asked: &args::Tasks) -> bool {
        let (reference, unit_name, needs_me, is_clean) = match self {
            Self::Report(row) => (
                &row.reference,
                &row.unit_name,
                row.kind == TaskKind::Corrected || row.state == TaskState::NeedsYou,
                row.findings.is_none_or(|of| of == FindingCounts::default()),
            ),
            Self::Application(row) => (
                &row.reference,
                &row.unit_name,
                row.state == ApplicationRowState::NeedsYou,
                false,
            ),
        };
        let found = |wanted: &String| {
            let wanted = wanted.to_lowercase();
            [reference, unit_name]
                .iter()
                .any(|text| text.to_lowercase().contains(&wanted))
        };
        asked.search.as_ref().is_none_or(found)
            && (!asked.needs_me || needs_me)
            && (!asked.clean || is_clean)
    }

    fn cells(&self, words: &Words) -> [String; 8] {
        match self {
            Self::Report(row) => [
                row.reference.clone(),
                row.unit_name.clone(),
                kind(row, words),
                row.period.to_string(),
                words.date(norway::date(row.received_at)),
                words.date(row.deadline),
                row.findings
                    .map_or_else(String::new, |of| counts(of, words)),
                state(&row.state, words),
            ],
            Self::Application(row) => [
                row.reference.clone(),
                row.unit_name.clone(),
                words.say(Say::KindApplication).to_owned(),
                String::new(),
                words.date(norway::date(row.received_at)),
                String::new(),
                String::new(),
                application::state(&row.state, words),
            ],
        }
    }
}

fn kind(row: &TaskRow, words: &Words) -> String {
    match row.kind {
        TaskKind::Report => words.say(Say::KindReport).to_owned(),
        TaskKind::Corrected => words.fill(Say::KindCorrected, &[("version", &row.revision)]),
    }
}

fn listed(rows: &[Row], words: &Words) -> String {
    let head = [
        Say::Reference,
        Say::Unit,
        Say::Kind,
        Say::Period,
        Say::Received,
        Say::Deadline,
        Say::Findings,
        Say::State,
    ];
    let cells: Vec<[String; 8]> = rows.iter().map(|row| row.cells(words)).collect();
    table(head.map(|say| words.say(say)), &cells)
}

pub(crate) fn counts(of: FindingCounts, words: &Words) -> String {
    if of == FindingCounts::default() {
        return words.say(Say::FindingsNone).to_owned();
    }
    words.fill(
        Say::FindingsCount,
        &[
            ("errors", &of.errors),
            ("warnings", &of.warnings),
            ("information", &of.information),
        ],
    )
}

fn state(state: &TaskState, words: &Words) -> String {
    let plain = |say| words.say(say).to_owned();
    match state {
        TaskState::New => plain(Say::StateNew),
        TaskState::Draft { approve: None } => plain(Say::StateDraft),
        TaskState::Draft {
            approve: Some(approve),
        } => words.fill(Say::StateDraftAnswer, &[("answer", &words.yes(*approve))]),
        TaskState::SavedHere { approve } => {
            words.fill(Say::StateSavedAnswer, &[("answer", &words.yes(*approve))])
        }
        TaskState::NeedsYou => plain(Say::StateNeedsYou),
        TaskState::Received {
            approve,
            receipt,
            at_bufdir,
        } => {
            let say = match (approve, at_bufdir) {
                (_, true) => Say::StateAtBufdir,
                (true, false) => Say::StateApproved,
                (false, false) => Say::StateReturned,
            };
            words.fill(say, &[("receipt", receipt)])
        }
    }
}
