//! JSON: one object with the codebook and the reports. Numbers are numbers, and what is not answered is null.

use domain::text::Text;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Number, Value};

use super::{Cell, Sheet, kind_name};

#[derive(Serialize)]
struct Entry<'a> {
    column: &'a str,
    kind: &'static str,
    label: &'a Text,
    law: &'a str,
}

/// Everything before the first report.
pub(crate) fn head(sheet: &Sheet, now: Timestamp) -> serde_json::Result<String> {
    let book: Vec<_> = sheet
        .columns
        .iter()
        .map(|column| Entry {
            column: &column.id,
            kind: kind_name(column.kind),
            label: &column.label,
            law: &column.law,
        })
        .collect();
    Ok(format!(
        "{{\"period\":{},\"template\":{},\"taken_at\":{},\"codebook\":{},\"reports\":[",
        serde_json::to_string(&sheet.period)?,
        serde_json::to_string(&sheet.template)?,
        serde_json::to_string(&now)?,
        serde_json::to_string(&book)?,
    ))
}

/// Everything after the last one.
pub(crate) const END: &str = "\n]}\n";

/// A report, with the comma that parts it from the one before.
pub(crate) fn row(sheet: &Sheet, cells: &[Cell], is_first: bool) -> serde_json::Result<String> {
    let mut report = Map::new();
    for (column, cell) in sheet.columns.iter().zip(cells) {
        report.insert(column.id.clone(), value(cell)?);
    }
    let comma = if is_first { "\n" } else { ",\n" };
    Ok(comma.to_owned() + &serde_json::to_string(&report)?)
}

fn value(cell: &Cell) -> serde_json::Result<Value> {
    Ok(match cell {
        Cell::Empty => Value::Null,
        Cell::Whole(number) => Value::Number(Number::from(*number)),
        Cell::Tenths(tenths) => {
            let text = format!("{}.{}", tenths / 10, (tenths % 10).abs());
            Value::Number(text.parse()?)
        }
        Cell::YesNo(yes) => Value::Bool(*yes),
        Cell::Text(said) => Value::String(said.clone()),
    })
}
