//! Reads a file into what a draft would be. Nothing is kept.

use axum::extract::State;
use domain::{
    Period, Text,
    ids::UnitNo,
    interchange::{read_csv, read_json},
    report::{InputFault, Submission},
    template::Template,
    wire::{IMPORT_MAX, PortalContent, PortalFormat, PortalImport, PortalImported, path},
};

use super::{
    super::{
        Json,
        openapi::{AskedOfAUnit, BadBody, Failing},
    },
    AtPeriod,
};
use crate::{App, access::PortalReporter, error::Failure};

/// Read a file
///
/// Answers with what it would fill in, or with every fault. Nothing is saved.
#[utoipa::path(
    post,
    path = path::PORTAL_IMPORT,
    operation_id = "readFile",
    tag = "portal",
    security(("browser_session" = [])),
    params(AtPeriod),
    request_body(
        content = PortalImport,
        example = json!({ "format": "csv", "text": "point;value\ninv_closed;151\n" }),
    ),
    responses(
        (status = 200, description = "What is in it", body = PortalImported),
        AskedOfAUnit,
        BadBody,
        Failing,
    )
)]
pub(super) async fn handle(
    State(app): State<App>,
    scope: PortalReporter,
    AtPeriod {
        unit_no: unit,
        period,
    }: AtPeriod,
    Json(asked): Json<PortalImport>,
) -> Result<Json<PortalImported>, Failure> {
    scope.require(&unit)?;
    if asked.text.len() > IMPORT_MAX {
        return Err(Failure::too_large("the file is larger than 512 KiB"));
    }
    let template = app.store().open_form(&scope, period).await?;
    let template = template.ok_or_else(Failure::not_found)?;
    let read = match asked.format {
        PortalFormat::Csv => {
            read_csv(asked.text.as_bytes(), template).map(|values| PortalContent {
                values,
                ..PortalContent::default()
            })
        }
        PortalFormat::Json => read_json(asked.text.as_bytes())
            .and_then(|submission| meant_for(submission, (&unit, period), template)),
    };
    Ok(Json(match read {
        Ok(content) => PortalImported {
            content: Some(content),
            faults: Vec::new(),
        },
        Err(faults) => PortalImported {
            content: None,
            faults,
        },
    }))
}

/// The content of a submission for this unit and period on this form, or what it is for instead.
fn meant_for(
    submission: Submission,
    (unit, period): (&UnitNo, Period),
    template: &Template,
) -> Result<PortalContent, Vec<InputFault>> {
    let expected = |text: &str| Text::of(text, text, text);
    let mut faults = Vec::new();
    if submission.unit_no != *unit {
        let found = Text::of(
            "nummeret til en annen enhet",
            "nummeret til ei anna eining",
            "the number of another unit",
        );
        faults.push(InputFault::at("unit_no", found, expected(unit.as_str())));
    }
    if submission.period != period {
        let found = Text::of("en annen periode", "ein annan periode", "another period");
        let period = period.to_string();
        faults.push(InputFault::at("period", found, expected(&period)));
    }
    if submission.template != template.id {
        let found = Text::of(
            "en annen versjon av skjemaet",
            "ein annan versjon av skjemaet",
            "another version of the form",
        );
        faults.push(InputFault::at("template", found, expected(&template.id)));
    }
    if faults.is_empty() {
        Ok(submission.into())
    } else {
        Err(faults)
    }
}
