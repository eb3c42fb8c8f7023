//! Names of decisions that were read again from their sealed copies: a copy holds the decision alone. The name is
//! written beside it as soon as its report or application is here, and outlives them.

use domain::application::Application;
use uuid::Uuid;

use super::{StoreError, Tx, parse, to_json};
use crate::review;

/// Names the decisions on these reports that have no name yet, as far as the reports are here.
pub(super) async fn decisions_on_reports(tx: &mut Tx, on: &[Uuid]) -> Result<(), StoreError> {
    if on.is_empty() {
        return Ok(());
    }
    let on = to_json(&on);
    sqlx::query!(
        "UPDATE outbox SET subject = (
             SELECT json_object('reference', json_extract(report.body, '$.reference'),
                 'unit_name', json_extract(report.body, '$.unit_name'))
             FROM report WHERE report.id = outbox.thing_id
         ) WHERE thing_id IN (SELECT value FROM json_each(?1)) AND subject IS NULL AND kind = 'report'",
        on
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The same for answers to applications.
pub(super) async fn answers_to_applications(tx: &mut Tx, on: &[Uuid]) -> Result<(), StoreError> {
    if on.is_empty() {
        return Ok(());
    }
    let on = to_json(&on);
    let bodies = sqlx::query_scalar!(
        "SELECT body FROM application WHERE id IN (
             SELECT thing_id FROM outbox WHERE thing_id IN (SELECT value FROM json_each(?1))
                 AND subject IS NULL AND kind = 'application'
         )",
        on
    )
    .fetch_all(&mut **tx)
    .await?;
    for body in bodies {
        let application: Application = parse(&body, "an application")?;
        let id = application.id.to_string();
        let subject = to_json(&review::subject_of(&application));
        sqlx::query!(
            "UPDATE outbox SET subject = ?2 WHERE thing_id = ?1 AND subject IS NULL",
            id,
            subject
        )
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}
