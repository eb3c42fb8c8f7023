//! A workbook (ECMA-376) with the reports on one sheet and the codebook on another. No cell holds a formula: texts are
//! written as texts, numbers as numbers.

use jiff::Timestamp;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::{Cell, Sheet, codebook, yes_or_no};

/// The whole file.
pub(crate) fn workbook(
    sheet: &Sheet,
    rows: &[Vec<Cell>],
    now: Timestamp,
) -> Result<Vec<u8>, XlsxError> {
    let bold = Format::new().set_bold();
    let tenths = Format::new().set_num_format("0.0");
    let mut book = Workbook::new();
    let made = ExcelDateTime::from_timestamp(now.as_second())?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&made));
    let reports = book.add_worksheet();
    reports.set_name("Rapporter")?;
    for (at, column) in (0u16..).zip(&sheet.columns) {
        reports.write_string_with_format(0, at, &column.id, &bold)?;
    }
    for (at, cells) in (1u32..).zip(rows) {
        for (column, cell) in (0u16..).zip(cells) {
            write(reports, (at, column), cell, &tenths)?;
        }
    }
    reports.set_freeze_panes(1, 0)?;
    let explained = book.add_worksheet();
    explained.set_name("Kodebok")?;
    for (at, row) in (0u32..).zip(codebook(sheet)) {
        for (column, text) in (0u16..).zip(row) {
            if at == 0 {
                explained.write_string_with_format(at, column, text, &bold)?;
            } else {
                explained.write_string(at, column, text)?;
            }
        }
    }
    explained.set_freeze_panes(1, 0)?;
    book.save_to_buffer()
}

fn write(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell,
    tenths: &Format,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => {}
        Cell::Whole(number) => {
            sheet.write_number(row, column, float(*number))?;
        }
        Cell::Tenths(number) => {
            sheet.write_number_with_format(row, column, float(*number) / 10.0, tenths)?;
        }
        Cell::YesNo(yes) => {
            // A cell that is true or false is a formula to some programs.
            sheet.write_string(row, column, yes_or_no(*yes))?;
        }
        Cell::Text(text) => {
            sheet.write_string(row, column, shortened(text))?;
        }
    }
    Ok(())
}

/// As much of a text as a cell takes.
fn shortened(text: &str) -> String {
    text.chars().take(CELL_MAX).collect()
}

/// As many UTF-16 units fit in a cell; a character is at most two.
const CELL_MAX: usize = 32_767 / 2;

/// A workbook's numbers are floating: whole below 2⁵³, as every answer is.
#[expect(
    clippy::as_conversions,
    clippy::cast_precision_loss,
    reason = "an answer is below a thousand millions"
)]
fn float(number: i64) -> f64 {
    number as f64
}
