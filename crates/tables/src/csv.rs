//! Comma-separated values as Norwegian spreadsheets read them (RFC 4180 with semicolons): UTF-8 with a byte order mark,
//! decimal comma, `ja` and `nei`.

use crate::{Cell, yes_or_no};

/// What such a file is called on the web.
pub const CONTENT_TYPE: &str = "text/csv; charset=utf-8";

/// What a file begins with, so that a spreadsheet reads it as UTF-8.
pub const BYTE_ORDER_MARK: &str = "\u{feff}";

const LINE_END: &str = "\r\n";

/// A whole file.
pub fn file(rows: &[Vec<Cell>]) -> String {
    let lines = rows.iter().map(|cells| row(cells));
    BYTE_ORDER_MARK.to_owned() + &lines.collect::<String>()
}

/// A line.
pub fn row(cells: &[Cell]) -> String {
    let fields = cells.iter().map(field);
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
