//! Reports to send.

use domain::{
    Period,
    ids::{SubmissionId, UnitNo},
    report::{Submission, Value, Values},
    template::{PointKind, Template},
};
use uuid::Uuid;

/// A unit's report in which every sum holds.
pub fn submission(id: Uuid, unit_no: &str, period: Period, size: i64) -> Submission {
    let template = Template::current();
    let mut values = Values::new();
    for point in template.points().filter(|point| point.required) {
        let value = match point.kind {
            PointKind::Whole | PointKind::Tenths => Value::Number(0),
            PointKind::YesNo => Value::YesNo(true),
            PointKind::Text => Value::Text(format!("Testperson {unit_no}")),
        };
        values.insert(point.id.clone(), value);
    }
    let investigations = [
        ("inv_open_start", 40),
        ("inv_started", 150),
        ("inv_closed", 151),
        ("inv_closed_measures", 60),
        ("inv_closed_petition", 11),
        ("inv_dismissed_assessment", 70),
        ("inv_dismissed_party", 4),
        ("inv_dismissed_moved", 3),
        ("inv_dismissed_referred", 3),
        ("inv_open_end", 39),
        ("inv_time_le_3m", 118),
        ("inv_time_3_6m", 27),
        ("inv_time_gt_6m", 6),
        ("inv_extended", 19),
        ("inv_breach", 14),
        ("inv_breach_1_5", 5),
        ("inv_breach_6_15", 3),
        ("inv_breach_16_30", 2),
        ("inv_breach_31_60", 2),
        ("inv_breach_61_90", 1),
        ("inv_breach_gt90", 1),
        ("inv_open_over_deadline", 8),
    ];
    for (point, number) in investigations {
        values.insert(point.into(), Value::Number(number * size));
    }
    let email = Value::Text(format!("barnevern@kommune{unit_no}.example"));
    values.insert("unit_contact_email".into(), email);
    values.insert(
        "inv_breach_reason".into(),
        Value::Text("To saksbehandlere har vært sykmeldt siden februar.".to_owned()),
    );
    values.retain(|id, _| template.point(id).is_some());
    Submission {
        submission_id: SubmissionId(id),
        unit_no: UnitNo(unit_no.to_owned()),
        period,
        template: template.id.clone(),
        values,
        comments: std::collections::BTreeMap::default(),
        explanations: std::collections::BTreeMap::default(),
        answers: std::collections::BTreeMap::default(),
    }
}
