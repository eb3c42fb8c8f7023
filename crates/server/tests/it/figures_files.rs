//! The published figures as files: the same table in both formats, with the page's suppression, and no formula.

use axum::http::header;
use domain::{
    Language,
    figures::Indicator,
    wire::{ProblemKind, path},
};

use super::{
    figures::approve_a_small_count,
    portal::browser::Browser,
    spreadsheet::{cells, number, pages_without_formulas, parts, texts},
};
use crate::world::{Answer, INNLANDET, KARI, OLA, RINGSAKER, VESTLAND, World};

async fn take(world: &World, by: &Browser, format: &str, language: &str) -> Answer {
    let path = path::PORTAL_FIGURES_FILE.replace("{format}", format);
    let asked = format!("county_no=34&indicator=supervision_unmet&language={language}");
    let taken = by.get(world, &format!("{path}?{asked}")).await;
    assert_eq!(taken.status, 200, "{taken:?}");
    taken
}

/// A table's rows as texts, those of a row without ends.
type Rows = Vec<Vec<String>>;

fn of_csv(file: &[u8]) -> Rows {
    let mut rows = texts(std::str::from_utf8(file).unwrap());
    for cell in rows.iter_mut().flatten() {
        *cell = number(cell);
    }
    rows
}

fn of_xlsx(file: &[u8]) -> Rows {
    let rows = cells(&parts(file), 1).into_iter();
    let row = rows.map(|row| {
        let last = row.keys().copied().max().unwrap_or_default();
        let cells = (0..=last).map(|at| row.get(&at).cloned().unwrap_or_default());
        cells.collect()
    });
    row.collect()
}

/// Without the empty cells at a row's end, which a workbook does not hold.
fn trimmed(mut rows: Rows) -> Rows {
    for row in &mut rows {
        while row.last().is_some_and(String::is_empty) {
            row.pop();
        }
    }
    rows
}

fn row<'r>(rows: &'r Rows, number: &str) -> &'r [String] {
    let mut found = rows
        .iter()
        .filter(|row| row.first().is_some_and(|no| no == number));
    found.next().unwrap()
}

#[tokio::test]
async fn a_workbook_holds_what_the_csv_file_holds_as_the_reader_may_see_it() {
    let world = World::new().await;
    let kari = world.officer(KARI, INNLANDET).await;
    world.officer(OLA, VESTLAND).await;
    approve_a_small_count(&world, &kari).await;
    let own = Browser::log_in(&world, KARI, false).await.unwrap();
    let other = Browser::log_in(&world, OLA, false).await.unwrap();
    for (reader, part, share) in [(&own, "2", "5"), (&other, "..", "..")] {
        let csv = take(&world, reader, "csv", "nb").await;
        let xlsx = take(&world, reader, "xlsx", "nb").await;
        assert_eq!(pages_without_formulas(&xlsx.body), 1);
        let rows = of_csv(&csv.body);
        assert_eq!(trimmed(rows.clone()), trimmed(of_xlsx(&xlsx.body)));
        // The country, the county and its 46 units, between the head and four lines of words.
        assert_eq!(rows.len(), 1 + 2 + 46 + 4);
        for no in [RINGSAKER, "34"] {
            let row = row(&rows, no);
            assert_eq!(&row[2..6], ["1. halvår 2026", part, "40", share], "{no}");
        }
        // Of whom nothing is approved there is no number, and no 0.
        assert_eq!(&row(&rows, "3403")[3..], ["", "", "", ""]);
        // The country is nobody's own here.
        assert_eq!(&row(&rows, "")[3..6], ["..", "40", ".."]);
        let kind = xlsx.header(&header::CONTENT_TYPE).unwrap();
        assert!(kind.ends_with("spreadsheetml.sheet"), "{kind}");
        let named = csv.header(&header::CONTENT_DISPOSITION).unwrap();
        assert_eq!(named, "attachment; filename=\"utrapportering-3B-34.csv\"");
    }
}

#[tokio::test]
async fn a_file_speaks_the_readers_language() {
    let world = World::new().await;
    let kari = world.officer(KARI, INNLANDET).await;
    approve_a_small_count(&world, &kari).await;
    let reader = Browser::log_in(&world, KARI, false).await.unwrap();
    let words = Indicator::SupervisionUnmet.words();
    for (name, language) in ["nb", "nn", "en"].into_iter().zip(Language::ALL) {
        let rows = of_csv(&take(&world, &reader, "csv", name).await.body);
        let [head, ..] = rows.as_slice() else {
            panic!("no rows");
        };
        assert_eq!(head[3], words.part.get(language));
        assert!(
            rows.iter()
                .flatten()
                .any(|cell| cell == words.about.get(language))
        );
    }
}

#[tokio::test]
async fn what_is_no_file_of_figures_is_told() {
    let world = World::new().await;
    world.officer(KARI, INNLANDET).await;
    let reader = Browser::log_in(&world, KARI, false).await.unwrap();
    for unknown in [
        "json?county_no=34&indicator=with_plan",
        "csv?county_no=99&indicator=with_plan",
    ] {
        let answer = reader
            .get(&world, &format!("/v1/portal/figures/{unknown}"))
            .await;
        answer.problem(404, ProblemKind::NotFound);
    }
    for mistyped in [
        "csv",
        "csv?county_no=34",
        "csv?county_no=34&indicator=3A",
        "csv?county_no=34&indicator=with_plan&language=de",
        "csv?county_no=34&indicator=with_plan&unit=3411",
    ] {
        let answer = reader
            .get(&world, &format!("/v1/portal/figures/{mistyped}"))
            .await;
        answer.problem(422, ProblemKind::Invalid);
    }
}
