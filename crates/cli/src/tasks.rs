//! `tasks`: «Åpne oppgaver» and «Løste oppgaver (arkiv)».

use engine::view::{FindingCounts, TaskKind, TaskRow, TaskState};

use crate::{
    args,
    ending::Ending,
    layout::table,
    program::Desk,
    reply::Reply,
    seat,
    words::{Say, Words},
};

pub(crate) async fn tasks(desk: &Desk, asked: &args::Tasks) -> Result<Reply, Ending> {
    seat::open(desk).await?;
    let lists = desk.engine.tasks().await?;
    let words = desk.words();
    let (rows, title) = if asked.archive {
        (lists.archive, Say::TasksArchive)
    } else {
        (lists.open, Say::TasksOpen)
    };
    let rows: Vec<TaskRow> = rows.into_iter().filter(|row| fits(row, asked)).collect();
    let title = words.fill(title, &[("n", &rows.len())]);
    let text = if rows.is_empty() {
        format!("{title}\n{}", words.say(Say::TasksNone))
    } else {
        format!("{title}\n{}", listed(&rows, words))
    };
    Ok(Reply::done(text, &rows))
}

fn fits(row: &TaskRow, asked: &args::Tasks) -> bool {
    let found = |wanted: &String| {
        let wanted = wanted.to_lowercase();
        [&row.reference, &row.unit_name]
            .iter()
            .any(|text| text.to_lowercase().contains(&wanted))
    };
    let needs_me = row.kind == TaskKind::Corrected || row.state == TaskState::NeedsYou;
    let is_clean = row.findings.is_none_or(|of| of == FindingCounts::default());
    asked.search.as_ref().is_none_or(found)
        && (!asked.needs_me || needs_me)
        && (!asked.clean || is_clean)
}

fn listed(rows: &[TaskRow], words: &Words) -> String {
    let head = [
        Say::Reference,
        Say::Unit,
        Say::Period,
        Say::Version,
        Say::Received,
        Say::Deadline,
        Say::Findings,
        Say::State,
    ];
    let cells: Vec<[String; 8]> = rows
        .iter()
        .map(|row| {
            [
                row.reference.clone(),
                row.unit_name.clone(),
                row.period.to_string(),
                row.revision.to_string(),
                words.date(domain::norway::date(row.received_at)),
                words.date(row.deadline),
                row.findings
                    .map_or_else(String::new, |of| counts(of, words)),
                state(&row.state, words),
            ]
        })
        .collect();
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
            approve: Some(true),
        } => plain(Say::StateDraftYes),
        TaskState::Draft {
            approve: Some(false),
        } => plain(Say::StateDraftNo),
        TaskState::SavedHere { approve: true } => plain(Say::StateSavedYes),
        TaskState::SavedHere { approve: false } => plain(Say::StateSavedNo),
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
