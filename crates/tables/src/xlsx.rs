//! Workbooks (ECMA-376). No cell holds a formula: texts are written as texts, numbers as numbers.

use jiff::Timestamp;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError as Fault,
};

use crate::{Cell, Page, yes_or_no};

/// What such a file is called on the web.
pub const CONTENT_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A workbook that cannot be: a page's name is not one, or there are more rows than a page takes.
pub type XlsxError = Fault;

/// The whole file, made at that time; the head of every page stays where it is.
pub fn workbook(pages: &[Page], now: Timestamp) -> Result<Vec<u8>, XlsxError> {
    let bold = Format::new().set_bold();
    let tenths = Format::new().set_num_format("0.0");
    let mut book = Workbook::new();
    let made = ExcelDateTime::from_timestamp(now.as_second())?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&made));
    for Page { name, rows } in pages {
        let page = book.add_worksheet();
        page.set_name(name)?;
        for (row, cells) in (0u32..).zip(rows) {
            for (column, cell) in (0u16..).zip(cells) {
                write(page, (row, column), cell, &tenths)?;
            }
        }
        page.set_row_format(0, &bold)?;
        page.set_freeze_panes(1, 0)?;
    }
    book.save_to_buffer()
}

fn write(
    page: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell,
    tenths: &Format,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => {}
        Cell::Whole(number) => {
            page.write_number(row, column, float(*number))?;
        }
        Cell::Tenths(number) => {
            page.write_number_with_format(row, column, float(*number) / 10.0, tenths)?;
        }
        Cell::YesNo(yes) => {
            // A cell that is true or false is a formula to some programs.
            page.write_string(row, column, yes_or_no(*yes))?;
        }
        Cell::Text(text) => {
            page.write_string(row, column, shortened(text))?;
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
