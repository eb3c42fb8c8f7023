//! The table of `point;value`: semicolon or comma, UTF-8 with or without its mark, decimal comma.

use std::collections::BTreeMap;

use super::found_text;
use crate::{
    csv,
    ids::PointId,
    number,
    report::{InputFault, NUMBER_MAX, Value, Values, answer_fault, stranger},
    rules::lacking,
    template::{Point, PointKind, Template},
    text::{Language, Text},
};

/// What stands between the fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Separator {
    /// As Norwegian spreadsheets write it.
    Semicolon,
    /// As the standard has it; a decimal comma then stands in quotes.
    Comma,
}

impl Separator {
    fn char(self) -> char {
        match self {
            Self::Semicolon => ';',
            Self::Comma => ',',
        }
    }
}

/// A first row that names the columns.
const HEADERS: [&str; 7] = [
    "point", "point id", "point_id", "punkt", "punkt-id", "punkt_id", "id",
];

/// Reads the answers of a form, or every fault: first those on lines, then what is missing.
pub fn read_csv(bytes: &[u8], template: &Template) -> Result<Values, Vec<InputFault>> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut faults = Vec::new();
    if let Err(error) = std::str::from_utf8(bytes) {
        let valid = bytes.get(..error.valid_up_to()).unwrap_or_default();
        faults.push(not_utf8(line_after(valid)));
        // The other encodings that spreadsheets write have nothing readable in them.
        if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
            return Err(faults);
        }
    }
    let text = String::from_utf8_lossy(bytes);
    let (rows, open) = csv::read(&text, separator_of(&text));
    let rows = rows.iter().enumerate();
    let rows = rows.filter(|(place, row)| *place > 0 || !is_header(row));
    let mut sheet = Sheet {
        template,
        values: Values::new(),
        lines: BTreeMap::new(),
        faults,
    };
    for (_, row) in rows {
        sheet.take(row);
    }
    sheet.faults.extend(open.map(open_quote));
    let missing: Vec<InputFault> = lacking(template, &sheet.values)
        .into_iter()
        .filter(|(point, _)| !sheet.lines.contains_key(&point.id))
        .filter_map(|(point, lack)| answer_fault(point, None, Some(lack)))
        .collect();
    sheet.faults.extend(missing);
    if sheet.faults.is_empty() {
        Ok(sheet.values)
    } else {
        Err(sheet.faults)
    }
}

/// Writes the answers of a form, in its order, as [`read_csv`] reads them.
pub fn write_csv(values: &Values, template: &Template, separator: Separator) -> String {
    let separator = separator.char();
    let mut text = format!("point{separator}value\r\n");
    for point in template.municipal_points() {
        let answer = match values.get(&point.id) {
            None => continue,
            Some(Value::YesNo(true)) => "ja".to_owned(),
            Some(Value::YesNo(false)) => "nei".to_owned(),
            Some(Value::Number(number)) if point.kind == PointKind::Tenths => {
                // Without the groups that people read.
                number::tenths(*number, Language::Nb).replace(number::NO_BREAK_SPACE, "")
            }
            Some(Value::Number(number)) => number.to_string(),
            Some(Value::Text(text)) => text.clone(),
        };
        let answer = csv::field(&answer, separator);
        text.extend([point.id.as_str(), &separator.to_string(), &answer, "\r\n"]);
    }
    text
}

/// The rows taken so far.
struct Sheet<'t> {
    template: &'t Template,
    values: Values,
    /// The line of each point that had one, whether its answer could be read or not.
    lines: BTreeMap<PointId, u32>,
    faults: Vec<InputFault>,
}

impl Sheet<'_> {
    fn take(&mut self, row: &csv::Row) {
        if let Err(fault) = self.answer(row) {
            self.faults.push(fault.on_line(row.line));
        }
    }

    fn answer(&mut self, row: &csv::Row) -> Result<(), Box<InputFault>> {
        let filled = row
            .fields
            .iter()
            .rposition(|field| !field.trim().is_empty());
        let count = filled.map_or(0, |place| place + 1);
        let mut fields = row.fields.iter();
        let name = fields.next().map_or("", |field| field.trim());
        let id = PointId::from(name);
        if let Some(fault) = stranger(self.template, &id) {
            return Err(Box::new(fault));
        }
        let first = self.lines.get(&id).copied();
        if let Some(first) = first {
            return Err(Box::new(twice(name, first)));
        }
        self.lines.insert(id.clone(), row.line);
        if count > 2 {
            return Err(Box::new(many_fields(name, count)));
        }
        let Some(point) = self.template.point(&id) else {
            return Ok(());
        };
        let text = fields.next().map_or("", String::as_str);
        match value_of(point, text)? {
            Some(value) => {
                let fault = answer_fault(point, Some(&value), None);
                self.values.insert(id, value);
                fault.map_or(Ok(()), |fault| Err(Box::new(fault)))
            }
            None if point.stops_sending() => Err(Box::new(unreadable(point, text))),
            None => Ok(()),
        }
    }
}

/// A field as an answer; none where it is empty.
fn value_of(point: &Point, text: &str) -> Result<Option<Value>, Box<InputFault>> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Ok(None);
    }
    let value = match point.kind {
        PointKind::Whole => whole(trimmed).map(Value::Number),
        PointKind::Tenths => tenths(trimmed).map(Value::Number),
        PointKind::Text => Some(Value::Text(text.to_owned())),
        PointKind::YesNo => yes_no(trimmed).map(Value::YesNo),
    };
    match value {
        Some(value) => Ok(Some(value)),
        None => Err(Box::new(unreadable(point, trimmed))),
    }
}

fn whole(text: &str) -> Option<i64> {
    digits(text).filter(|number| *number <= NUMBER_MAX)
}

/// «12,5», «12.5» or «12» as whole tenths.
fn tenths(text: &str) -> Option<i64> {
    let (whole, tenth) = match text.split_once([',', '.']) {
        Some((whole, tenth)) if tenth.len() == 1 => (digits(whole)?, digits(tenth)?),
        Some(_) => return None,
        None => (digits(text)?, 0),
    };
    let number = whole.checked_mul(10)?.checked_add(tenth)?;
    Some(number).filter(|number| *number <= NUMBER_MAX)
}

fn digits(text: &str) -> Option<i64> {
    let only_digits = !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    only_digits.then(|| text.parse().ok()).flatten()
}

fn yes_no(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "ja" | "yes" | "true" | "sant" => Some(true),
        "nei" | "no" | "false" | "usant" => Some(false),
        _ => None,
    }
}

/// The first separator that is not inside quotes tells which one the file uses.
fn separator_of(text: &str) -> char {
    let mut quoted = false;
    for c in text.chars() {
        match c {
            '"' => quoted = !quoted,
            ';' | ',' if !quoted => return c,
            _ => {}
        }
    }
    Separator::Semicolon.char()
}

fn is_header(row: &csv::Row) -> bool {
    let name = row.fields.first().map(|field| field.trim().to_lowercase());
    name.is_some_and(|name| HEADERS.contains(&name.as_str()))
}

/// The line that a byte after these stands on.
fn line_after(bytes: &[u8]) -> u32 {
    let lines = bytes.split(|byte| *byte == b'\n').count();
    u32::try_from(lines).unwrap_or(u32::MAX)
}

fn unreadable(point: &Point, text: &str) -> InputFault {
    let expected = match point.kind {
        PointKind::Whole => Text::of(
            "et helt tall fra 0, bare sifre",
            "eit heilt tal frå 0, berre siffer",
            "a whole number from 0, digits only",
        ),
        PointKind::Tenths => Text::of(
            "et tall fra 0 med høyst én desimal, som 12,5",
            "eit tal frå 0 med høgst éin desimal, som 12,5",
            "a number from 0 with at most one decimal, such as 12,5",
        ),
        PointKind::Text => Text::of("tekst", "tekst", "text"),
        PointKind::YesNo => Text::of("ja eller nei", "ja eller nei", "ja or nei"),
    };
    InputFault::at(point.id.as_str(), found_text(text), expected)
}

fn twice(point: &str, first: u32) -> InputFault {
    InputFault::at(
        point,
        Text::of(
            &format!("punktet enda en gang (først på linje {first})"),
            &format!("punktet ein gong til (først på linje {first})"),
            &format!("the point once more (first on line {first})"),
        ),
        Text::of(
            "hvert punkt én gang",
            "kvart punkt éin gong",
            "each point once",
        ),
    )
}

fn many_fields(point: &str, count: usize) -> InputFault {
    InputFault::at(
        point,
        Text::of(
            &format!("{count} felt"),
            &format!("{count} felt"),
            &format!("{count} fields"),
        ),
        Text::of(
            "to felt; en verdi med skilletegnet i står i anførselstegn",
            "to felt; ein verdi med skiljeteiknet i står i hermeteikn",
            "two fields; a value that holds the separator stands in quotes",
        ),
    )
}

fn not_utf8(line: u32) -> InputFault {
    InputFault::at(
        "",
        Text::of(
            "tegn i en annen koding",
            "teikn i ei anna koding",
            "characters in another encoding",
        ),
        Text::of(
            "en fil lagret som UTF-8",
            "ei fil lagra som UTF-8",
            "a file saved as UTF-8",
        ),
    )
    .on_line(line)
}

fn open_quote(quote: csv::OpenQuote) -> InputFault {
    InputFault::at(
        "",
        Text::of(
            "et anførselstegn som ikke lukkes",
            "eit hermeteikn som ikkje blir lukka",
            "a quote that is never closed",
        ),
        Text::of("anførselstegn i par", "hermeteikn i par", "quotes in pairs"),
    )
    .on_line(quote.line)
}
