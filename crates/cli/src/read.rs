//! Finding a report by what the officer calls it.

use engine::view::ReportView;

use crate::{ending::Ending, program::Desk};

/// The report of a reference, in whatever case it is typed.
pub(crate) async fn report(desk: &Desk, reference: &str) -> Result<ReportView, Ending> {
    let wanted = reference.trim().to_lowercase();
    let lists = desk.engine.tasks().await?;
    let mut rows = lists.open.iter().chain(&lists.archive);
    let found = rows.find(|row| row.reference.to_lowercase() == wanted);
    let row = found.ok_or(Ending::NotFound)?;
    Ok(desk.engine.report(row.id).await?)
}
