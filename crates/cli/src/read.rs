//! Finding a report or an application by what the officer calls it.

use engine::view::{ApplicationView, ReportView};

use crate::{
    ending::{About, Ending},
    program::Desk,
};

/// What stands in «Oppgaver».
#[derive(Debug)]
pub(crate) enum Thing {
    Report(Box<ReportView>),
    Application(Box<ApplicationView>),
}

/// The report or the application of a reference, in whatever case it is typed.
pub(crate) async fn thing(desk: &Desk, reference: &str) -> Result<Thing, Ending> {
    let wanted = reference.trim().to_lowercase();
    let is_it = |of: &str| of.to_lowercase() == wanted;
    let lists = desk.engine.tasks().await?;
    let mut rows = lists.open.iter().chain(&lists.archive);
    if let Some(row) = rows.find(|row| is_it(&row.reference)) {
        let view = desk.engine.report(row.id).await?;
        return Ok(Thing::Report(Box::new(view)));
    }
    let applications = &lists.applications;
    let mut rows = applications.open.iter().chain(&applications.archive);
    let row = rows.find(|row| is_it(&row.reference));
    let row = row.ok_or(Ending::NotFound)?;
    let view = desk.engine.application(row.id).await?;
    Ok(Thing::Application(Box::new(view)))
}

/// The same, where only a report will do.
pub(crate) async fn report(desk: &Desk, reference: &str) -> Result<ReportView, Ending> {
    match thing(desk, reference).await? {
        Thing::Report(view) => Ok(*view),
        Thing::Application(_) => Err(Ending::OtherKind {
            about: About::Application,
        }),
    }
}
