//! The approved reports of a half-year as a table: one row a report, one column a point, in three formats that hold
//! the same figures, and the codebook that says what a column is.

use domain::{
    Period,
    ids::PointId,
    report::Value,
    template::{Point, PointKind, PointRole, Template},
    text::{Language, Text},
    wire::Delivery,
};
use jiff::Timestamp;
use tables::{
    Cell, Page,
    csv::{self, BYTE_ORDER_MARK},
    xlsx::{self, XlsxError},
};

pub(crate) mod json;

/// A column, and what the codebook says of it.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    /// Its name in every format.
    pub(crate) id: String,
    /// What a cell of it holds.
    pub(crate) kind: PointKind,
    /// What it is.
    pub(crate) label: Text,
    /// The law it rests on, as far as it does.
    pub(crate) law: String,
    source: Source,
}

#[derive(Debug, Clone)]
enum Source {
    Of(Fact),
    Point(PointId),
    OwnFigure,
}

/// What a row says of the report itself.
#[derive(Debug, Clone, Copy)]
enum Fact {
    Reference,
    Period,
    UnitNo,
    UnitName,
    Office,
    Revision,
    ApprovedAt,
    Receipt,
}

const FACTS: [(Fact, &str, PointKind, [&str; 3]); 8] = [
    (
        Fact::Reference,
        "reference",
        PointKind::Text,
        ["Referanse", "Referanse", "Reference"],
    ),
    (
        Fact::Period,
        "period",
        PointKind::Text,
        ["Halvår", "Halvår", "Half-year"],
    ),
    (
        Fact::UnitNo,
        "unit_no",
        PointKind::Text,
        [
            "Enhetens nummer",
            "Nummeret til eininga",
            "Number of the unit",
        ],
    ),
    (
        Fact::UnitName,
        "unit_name",
        PointKind::Text,
        [
            "Rapporteringsenhet",
            "Rapporteringseining",
            "Reporting unit",
        ],
    ),
    (
        Fact::Office,
        "office",
        PointKind::Text,
        ["Statsforvalter", "Statsforvaltar", "County Governor"],
    ),
    (
        Fact::Revision,
        "revision",
        PointKind::Whole,
        ["Godkjent versjon", "Godkjend versjon", "Approved revision"],
    ),
    (
        Fact::ApprovedAt,
        "approved_at",
        PointKind::Text,
        [
            "Godkjenning mottatt (UTC)",
            "Godkjenning motteken (UTC)",
            "Approval received (UTC)",
        ],
    ),
    (
        Fact::Receipt,
        "receipt",
        PointKind::Text,
        [
            "Kvitteringens nummer",
            "Nummeret på kvitteringa",
            "Number of the receipt",
        ],
    ),
];

/// The table of a half-year.
#[derive(Debug)]
pub(crate) struct Sheet {
    pub(crate) period: Period,
    pub(crate) template: String,
    pub(crate) columns: Vec<Column>,
}

impl Sheet {
    /// For the reports on a form: facts first, then every point that a municipality answers, then the own figure.
    pub(crate) fn of(period: Period, template: &Template) -> Self {
        let facts = FACTS.map(|(fact, id, kind, [nb, nn, en])| Column {
            id: id.to_owned(),
            kind,
            label: Text {
                nb: nb.to_owned(),
                nn: nn.to_owned(),
                en: en.to_owned(),
            },
            law: String::new(),
            source: Source::Of(fact),
        });
        let mut columns = Vec::from(facts);
        let points = template.municipal_points();
        columns.extend(points.map(|point| column(point, Source::Point(point.id.clone()))));
        let own = template.with_role(PointRole::OwnFigure);
        columns.extend(own.map(|point| column(point, Source::OwnFigure)));
        Self {
            period,
            template: template.id.clone(),
            columns,
        }
    }

    /// A report's cells, one for each column.
    pub(crate) fn row(&self, delivery: &Delivery) -> Vec<Cell> {
        let cells = self.columns.iter().map(|column| match &column.source {
            Source::Of(fact) => fact_of(*fact, delivery),
            Source::OwnFigure => Cell::Whole(delivery.own_figure.into()),
            Source::Point(id) => {
                let value = delivery.content.values.get(id);
                value.map_or(Cell::Empty, |value| cell(value, column.kind))
            }
        });
        cells.collect()
    }
}

fn column(point: &Point, source: Source) -> Column {
    let law = point.law.iter().map(|law| law.reference.nb.clone());
    Column {
        id: point.id.to_string(),
        kind: point.kind,
        label: point.label.clone(),
        law: law.collect::<Vec<_>>().join("; "),
        source,
    }
}

fn cell(value: &Value, kind: PointKind) -> Cell {
    match value {
        Value::YesNo(yes) => Cell::YesNo(*yes),
        Value::Number(number) if kind == PointKind::Tenths => Cell::Tenths(*number),
        Value::Number(number) => Cell::Whole(*number),
        Value::Text(text) => Cell::Text(text.clone()),
    }
}

fn fact_of(fact: Fact, delivery: &Delivery) -> Cell {
    Cell::Text(match fact {
        Fact::Reference => delivery.reference.clone(),
        Fact::Period => delivery.content.period.to_string(),
        Fact::UnitNo => delivery.content.unit_no.to_string(),
        Fact::UnitName => delivery.unit_name.clone(),
        Fact::Office => delivery.office.to_string(),
        Fact::Revision => return Cell::Whole(delivery.revision.into()),
        Fact::ApprovedAt => delivery.receipt.received_at.to_string(),
        Fact::Receipt => delivery.receipt.number.clone(),
    })
}

/// What a cell of a column holds, as the codebook names it.
pub(crate) fn kind_name(kind: PointKind) -> &'static str {
    match kind {
        PointKind::Whole => "whole",
        PointKind::Tenths => "tenths",
        PointKind::Text => "text",
        PointKind::YesNo => "yes_no",
    }
}

/// A CSV file's beginning: its column names.
pub(crate) fn head(sheet: &Sheet) -> String {
    BYTE_ORDER_MARK.to_owned() + &csv::row(&names(sheet))
}

/// The whole codebook as a CSV file.
pub(crate) fn book(sheet: &Sheet) -> String {
    csv::file(&codebook(sheet))
}

/// A workbook with these reports on one page and the codebook on another.
pub(crate) fn workbook(
    sheet: &Sheet,
    reports: Vec<Vec<Cell>>,
    now: Timestamp,
) -> Result<Vec<u8>, XlsxError> {
    let reports = Page {
        name: "Rapporter".to_owned(),
        rows: [names(sheet)].into_iter().chain(reports).collect(),
    };
    let explained = Page {
        name: "Kodebok".to_owned(),
        rows: codebook(sheet),
    };
    xlsx::workbook(&[reports, explained], now)
}

fn names(sheet: &Sheet) -> Vec<Cell> {
    let names = sheet.columns.iter().map(|column| Cell::text(&column.id));
    names.collect()
}

/// The codebook's rows, its head first.
fn codebook(sheet: &Sheet) -> Vec<Vec<Cell>> {
    let head = ["column", "kind", "label_nb", "label_nn", "label_en", "law"];
    let rows = sheet.columns.iter().map(|column| {
        let label = |language| column.label.get(language);
        [
            column.id.as_str(),
            kind_name(column.kind),
            label(Language::Nb),
            label(Language::Nn),
            label(Language::En),
            column.law.as_str(),
        ]
    });
    let row = |texts: [&str; 6]| texts.map(Cell::text).into();
    [head].into_iter().chain(rows).map(row).collect()
}
