//! Reads the files that a spreadsheet opens, with no code of those that write them.

use std::{
    collections::BTreeMap,
    io::{Cursor, Read},
};

/// A table of fields, each with whether it was quoted.
pub(crate) fn csv(text: &str) -> Vec<Vec<(String, bool)>> {
    let mut rows = vec![vec![]];
    let (mut field, mut quoted, mut was) = (String::new(), false, false);
    let mut chars = text.trim_start_matches('\u{feff}').chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.next_if_eq(&'"').is_some() => field.push('"'),
            '"' => (quoted, was) = (!quoted, true),
            ';' if !quoted => rows
                .last_mut()
                .unwrap()
                .push((std::mem::take(&mut field), std::mem::take(&mut was))),
            '\r' if !quoted => {}
            '\n' if !quoted => {
                rows.last_mut()
                    .unwrap()
                    .push((std::mem::take(&mut field), std::mem::take(&mut was)));
                rows.push(vec![]);
            }
            c => field.push(c),
        }
    }
    rows.pop();
    rows
}

/// The same as texts: what stands before a formula is no part of one.
pub(crate) fn texts(text: &str) -> Vec<Vec<String>> {
    let cell = |(text, quoted): (String, bool)| {
        let said = text.strip_prefix('\'').filter(|_| quoted);
        said.map_or(text.clone(), str::to_owned)
    };
    let rows = csv(text).into_iter();
    rows.map(|row| row.into_iter().map(cell).collect())
        .collect()
}

/// A number without its decimal where that is 0, as a workbook keeps it; any other text as it is.
pub(crate) fn number(cell: &str) -> String {
    let whole = cell.strip_suffix(",0");
    let whole = whole.filter(|whole| whole.bytes().all(|byte| byte.is_ascii_digit()));
    whole.unwrap_or(cell).to_owned()
}

/// The parts of a workbook.
pub(crate) fn parts(file: &[u8]) -> BTreeMap<String, String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(file)).unwrap();
    let mut parts = BTreeMap::new();
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).unwrap();
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap();
        parts.insert(part.name().unwrap().into_owned(), text);
    }
    parts
}

fn between<'t>(text: &'t str, begin: &str, end: &str) -> Option<&'t str> {
    let after = text.split_once(begin)?.1;
    after.split_once(end).map(|(inner, _)| inner)
}

fn plain(xml: &str) -> String {
    xml.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("_x0009_", "\t")
        .replace("&amp;", "&")
}

/// The column of a cell's name, from 0.
fn column(name: &str) -> usize {
    let letters = name.bytes().take_while(u8::is_ascii_uppercase);
    letters.fold(0, |at, letter| at * 26 + usize::from(letter - b'A') + 1) - 1
}

/// The rows of a workbook's page, counted from 1: each cell's text by its column, as a CSV file has it.
pub(crate) fn cells(parts: &BTreeMap<String, String>, page: usize) -> Vec<BTreeMap<usize, String>> {
    let shared = &parts["xl/sharedStrings.xml"];
    let texts: Vec<String> = shared
        .split("<si>")
        .skip(1)
        .map(|item| {
            let text = item.split_once("<t").unwrap().1;
            plain(between(text, ">", "</t>").unwrap())
        })
        .collect();
    let mut rows = Vec::new();
    let page = &parts[&format!("xl/worksheets/sheet{page}.xml")];
    for row in page.split("<row ").skip(1) {
        let mut cells = BTreeMap::new();
        for cell in row.split("<c ").skip(1) {
            let name = between(cell, "r=\"", "\"").unwrap();
            let value = between(cell, "<v>", "</v>").unwrap_or_default();
            let text = match between(cell.split('>').next().unwrap(), "t=\"", "\"") {
                Some("s") => texts.get(value.parse::<usize>().unwrap()).unwrap().clone(),
                _ => value.replace('.', ","),
            };
            cells.insert(column(name), text);
        }
        rows.push(cells);
    }
    rows
}

/// How many pages a workbook has; none of their cells is a formula, and nothing outside it is named.
pub(crate) fn pages_without_formulas(file: &[u8]) -> usize {
    let parts = parts(file);
    let sheets = parts
        .iter()
        .filter(|(name, _)| name.starts_with("xl/worksheets/sheet"));
    let mut pages = 0;
    for (name, sheet) in sheets {
        assert!(!sheet.contains("<f>") && !sheet.contains("<f "), "{name}");
        assert!(sheet.contains("<c "), "{name} has cells");
        pages += 1;
    }
    assert!(!parts.contains_key("xl/vbaProject.bin"));
    assert!(!parts.keys().any(|name| name.contains("externalLink")));
    pages
}
