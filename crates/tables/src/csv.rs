//! Comma-separated values as Norwegian spreadsheets read them (RFC 4180 with semicolons): UTF-8 with a byte order mark,
//! decimal comma, `ja` and `nei`.

use super::{Cell, Sheet, codebook, yes_or_no};

/// So that a spreadsheet reads it as UTF-8.
const BYTE_ORDER_MARK: &str = "\u{feff}";
const LINE_END: &str = "\r\n";

/// The line of column names.
pub(crate) fn head(sheet: &Sheet) -> String {
    let names = sheet.columns.iter().map(|column| text(&column.id));
    BYTE_ORDER_MARK.to_owned() + &line(names)
}

/// A report's line.
pub(crate) fn row(cells: &[Cell]) -> String {
    line(cells.iter().map(field))
}

/// The whole codebook.
pub(crate) fn book(sheet: &Sheet) -> String {
    let lines = codebook(sheet);
    let lines = lines
        .iter()
        .map(|row| line(row.iter().map(|cell| text(cell))));
    BYTE_ORDER_MARK.to_owned() + &lines.collect::<String>()
}

fn line(fields: impl Iterator<Item = String>) -> String {
    fields.collect::<Vec<_>>().join(";") + LINE_END
}

fn field(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Whole(number) => number.to_string(),
        Cell::Tenths(tenths) => format!("{},{}", tenths / 10, (tenths % 10).abs()),
        Cell::YesNo(yes) => yes_or_no(*yes).to_owned(),
        Cell::Text(said) => text(said),
    }
}

/// A text in quotes, with an apostrophe before what a spreadsheet would take for a formula.
fn text(said: &str) -> String {
    let begins = ['=', '+', '-', '@', '\t', '\r', '\n'];
    let mark = if said.starts_with(begins) { "'" } else { "" };
    format!("\"{mark}{}\"", said.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_never_a_formula() {
        for (said, written) in [
            ("=1+1", "\"'=1+1\""),
            ("+47 62 00 00 00", "\"'+47 62 00 00 00\""),
            ("-", "\"'-\""),
            ("@SUM(A1)", "\"'@SUM(A1)\""),
            ("\t=1", "\"'\t=1\""),
            ("\r=1", "\"'\r=1\""),
            ("\n=1", "\"'\n=1\""),
            (
                "Sa «=» og \"nei\"; altså",
                "\"Sa «=» og \"\"nei\"\"; altså\"",
            ),
            ("", "\"\""),
        ] {
            assert_eq!(text(said), written);
        }
    }

    #[test]
    fn numbers_have_a_decimal_comma_and_no_quotes() {
        let cells = [
            Cell::Whole(12480),
            Cell::Tenths(245),
            Cell::Tenths(3),
            Cell::YesNo(true),
            Cell::YesNo(false),
            Cell::Empty,
        ];
        assert_eq!(row(&cells), "12480;24,5;0,3;ja;nei;\r\n");
    }
}
