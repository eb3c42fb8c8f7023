//! The published figures as a table: one indicator, one row an area and half-year, from the sheet that pictures and
//! pages are made of. What is suppressed there is suppressed here.

use domain::{
    Language,
    figures::{Indicator, IndicatorWords},
    published::{Area, AreaFigures, Count, FigureCell, FigureSheet, SUPPRESSED},
};

use crate::{Cell, Page};

/// Which table of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked<'a> {
    /// The indicator.
    pub indicator: Indicator,
    /// The county: two digits.
    pub county_no: &'a str,
    /// The language of its words.
    pub language: Language,
}

/// How its file's name begins.
pub fn name(indicator: Indicator, area_no: &str) -> String {
    format!("utrapportering-{}-{area_no}", indicator.code())
}

/// The country, the county and its units in every half-year, the head first; what the numbers are stands below them.
pub fn page(sheet: &FigureSheet, asked: Asked<'_>) -> Page {
    let words = asked.indicator.words();
    let language = asked.language;
    let areas = sheet.areas.iter().filter(|row| is_asked(row, asked));
    let mut rows = vec![head(words, language)];
    for area in areas {
        let series = area.series.iter();
        let cells = series
            .filter(|series| series.indicator == asked.indicator)
            .flat_map(|series| &series.cells);
        for (period, cell) in sheet.periods.iter().zip(cells) {
            let period = period.label().get(language).to_owned();
            rows.push(row(area, period, *cell, language));
        }
    }
    let below = [
        format!("{} {}", words.code, words.title.get(language)),
        words.about.get(language).to_owned(),
        words.source.get(language).to_owned(),
        note(language).to_owned(),
    ];
    rows.extend(below.map(|text| vec![Cell::Text(text)]));
    Page {
        name: words.code.clone(),
        rows,
    }
}

fn is_asked(row: &AreaFigures, asked: Asked<'_>) -> bool {
    match &row.area {
        Area::Country {} => true,
        Area::County { no } => no == asked.county_no,
        Area::Unit { .. } => row.county_no.as_deref() == Some(asked.county_no),
    }
}

fn head(words: &IndicatorWords, language: Language) -> Vec<Cell> {
    let own = |nb: &'static str, nn: &'static str, en: &'static str| language.pick(nb, nn, en);
    [
        own("Nummer", "Nummer", "Number"),
        own("Område", "Område", "Area"),
        own("Halvår", "Halvår", "Half-year"),
        words.part.get(language),
        words.whole.get(language),
        "%",
        own(
            "Enheter uten tall",
            "Einingar utan tal",
            "Units without figures",
        ),
    ]
    .map(Cell::text)
    .into()
}

fn row(area: &AreaFigures, period: String, cell: FigureCell, language: Language) -> Vec<Cell> {
    let (number, missing) = match &area.area {
        Area::Country {} => (Cell::Empty, Cell::Whole(cell.missing.into())),
        Area::County { no } => (Cell::text(no), Cell::Whole(cell.missing.into())),
        Area::Unit { no } => (Cell::text(no.as_str()), Cell::Empty),
    };
    vec![
        number,
        Cell::text(area.name.get(language)),
        Cell::Text(period),
        count(cell.part),
        count(cell.whole),
        share(cell),
        missing,
    ]
}

fn count(count: Count) -> Cell {
    match count {
        Count::Missing => Cell::Empty,
        Count::Suppressed => Cell::text(SUPPRESSED),
        Count::Number(number) => Cell::Whole(number),
    }
}

/// In per cent.
fn share(cell: FigureCell) -> Cell {
    let is_suppressed = [cell.part, cell.whole].contains(&Count::Suppressed);
    match cell.permille {
        Some(permille) => Cell::Tenths(permille),
        None if is_suppressed => Cell::text(SUPPRESSED),
        None => Cell::Empty,
    }
}

fn note(language: Language) -> &'static str {
    language.pick(
        "«..» står for 1, 2 eller 3 utenfor eget område, og for tall som ellers kunne vist dem.",
        "«..» står for 1, 2 eller 3 utanfor eige område, og for tal som elles kunne vist dei.",
        "“..” stands for 1, 2 or 3 outside the own area, and for numbers that could give them away.",
    )
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use domain::{
        figures::Counts,
        published::{Known, Own, Shown, publish},
        units::Register,
    };

    use super::*;
    use crate::csv;

    const INDICATOR: Indicator = Indicator::SupervisionUnmet;

    /// Three units of Innlandet, of which one has a small count; a reader of none of them.
    fn sheet() -> FigureSheet {
        let register = Register::current();
        let period = "2025-2".parse().unwrap();
        let counts = [("3401", 2, 40), ("3403", 9, 52), ("3405", 11, 60)];
        let counts: BTreeMap<_, _> = counts
            .into_iter()
            .map(|(no, part, whole)| (no.into(), Counts::new(part, whole).unwrap()))
            .collect();
        let published = publish(register, period, &counts);
        let key = |area| (period, INDICATOR, area);
        let mut shown = BTreeMap::from([(key(Area::Country {}), published.country)]);
        for (no, of) in published.counties {
            shown.insert(key(Area::County { no }), of);
        }
        for (no, of) in published.units {
            shown.insert(key(Area::Unit { no }), of);
        }
        let zero = Shown::clear(Counts::new(0, 12).unwrap(), 0);
        shown.insert(key(Area::Unit { no: "3407".into() }), zero);
        let known = Known {
            own: Own::Nothing,
            clear: BTreeMap::new(),
            shown,
        };
        let counties = BTreeSet::from(["34".to_owned(), "46".to_owned()]);
        FigureSheet::of(register, &BTreeSet::from([period]), &counties, &known)
    }

    fn asked(language: Language) -> Asked<'static> {
        Asked {
            indicator: INDICATOR,
            county_no: "34",
            language,
        }
    }

    #[test]
    fn a_suppressed_number_is_neither_a_number_nor_nothing() {
        let page = page(&sheet(), asked(Language::Nb));
        let of = |no: &str| {
            let mut rows = page
                .rows
                .iter()
                .filter(|row| row.first() == Some(&Cell::text(no)));
            rows.next().unwrap()[3..].to_vec()
        };
        let dots = || Cell::text("..");
        assert_eq!(of("3401"), [dots(), Cell::Whole(40), dots(), Cell::Empty]);
        let zero = [
            Cell::Whole(0),
            Cell::Whole(12),
            Cell::Tenths(0),
            Cell::Empty,
        ];
        assert_eq!(of("3407"), zero);
        assert_eq!(
            of("3411"),
            [Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty]
        );
        let county = [
            Cell::Whole(22),
            Cell::Whole(152),
            Cell::Tenths(145),
            Cell::Whole(43),
        ];
        assert_eq!(of("34"), county);
        // The other county's are in a table of their own.
        let all = |row: &Vec<Cell>| row.first() != Some(&Cell::text("46"));
        assert!(page.rows.iter().all(all));
        let text = csv::file(&page.rows);
        assert!(text.contains("\"3401\";\"Kongsvinger\";\"2. halvår 2025\";\"..\";40;\"..\";\r\n"));
    }

    #[test]
    fn it_says_what_it_holds_in_every_language() {
        for language in Language::ALL {
            let page = page(&sheet(), asked(language));
            assert_eq!(page.name, "3B");
            let last = page.rows.last().unwrap();
            assert_eq!(last, &[Cell::text(note(language))]);
            let widths: BTreeSet<usize> = page.rows.iter().map(Vec::len).collect();
            assert_eq!(widths, BTreeSet::from([1, 7]));
        }
        assert_eq!(name(INDICATOR, "34"), "utrapportering-3B-34");
    }
}
