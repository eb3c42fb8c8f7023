//! Published figures as files on this machine.

use std::path::PathBuf;

use domain::{
    figures::Indicator,
    published::{Area, Count},
    wire::{FigureChanges, FigureRow},
};

use super::*;
use crate::{EngineError, view::FiguresFile};

const INDICATOR: Indicator = Indicator::SupervisionUnmet;

/// A desk with one half-year's figures: a small count in its own area, which the country's sum hides.
async fn desk() -> (Desk, PathBuf) {
    let desk = Desk::new().await;
    desk.rest().await;
    let row = |area: Area, part: Count, missing: u32| FigureRow {
        period: "2025-2".parse().unwrap(),
        indicator: INDICATOR,
        area,
        part,
        whole: Count::Number(40),
        missing,
    };
    let unit = Area::Unit { no: "3411".into() };
    let county = Area::County {
        no: "34".to_owned(),
    };
    let page = FigureChanges {
        head: 1,
        until: 1,
        rows: vec![
            row(unit, Count::Number(2), 0),
            row(county, Count::Number(2), 45),
            row(Area::Country {}, Count::Suppressed, 370),
        ],
        server_time: desk.clock.now(),
    };
    let store = desk.engine.open().unwrap().store;
    let office = "innlandet".into();
    let after = store.figures_at(&office).await.unwrap();
    assert!(store.put_figures(&office, after, &page).await.unwrap());
    let folder = desk.folder.path().join("Dokumenter");
    (desk, folder)
}

fn csv(area_no: &str) -> FiguresFile {
    FiguresFile::Csv {
        indicator: INDICATOR,
        area_no: area_no.to_owned(),
    }
}

fn xlsx() -> FiguresFile {
    FiguresFile::Xlsx {
        indicator: INDICATOR,
        area_no: "34".to_owned(),
    }
}

fn svg(text: &str) -> FiguresFile {
    FiguresFile::Svg {
        indicator: INDICATOR,
        area_no: "3411".to_owned(),
        text: text.to_owned(),
    }
}

fn png(bytes: Vec<u8>) -> FiguresFile {
    FiguresFile::Png {
        indicator: INDICATOR,
        area_no: "3411".to_owned(),
        bytes,
    }
}

#[tokio::test(crate = "crate::testing")]
async fn a_table_is_saved_as_it_is_shown() {
    let (desk, folder) = desk().await;
    let save = |file| desk.engine.save_figures(folder.clone(), file);
    let file = save(csv("34")).await.unwrap();
    assert_eq!(file, folder.join("utrapportering-3B-34.csv"));
    let text = std::fs::read_to_string(&file).unwrap();
    for line in [
        ";\"Landet\";\"2. halvår 2025\";\"..\";40;\"..\";370",
        "\"34\";\"Innlandet\";\"2. halvår 2025\";2;40;5,0;45",
        "\"3411\";\"Ringsaker\";\"2. halvår 2025\";2;40;5,0;",
        "\"3403\";\"Hamar\";\"2. halvår 2025\";;;;",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    let second = save(csv("34")).await.unwrap();
    assert_eq!(second, folder.join("utrapportering-3B-34-2.csv"));
    let book = std::fs::read(save(xlsx()).await.unwrap()).unwrap();
    assert!(book.starts_with(b"PK"), "a workbook is packed");
}

#[tokio::test(crate = "crate::testing")]
async fn a_picture_is_saved_byte_by_byte() {
    let (desk, folder) = desk().await;
    let save = |file| desk.engine.save_figures(folder.clone(), file);
    let text = "<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>\n";
    let file = save(svg(text)).await.unwrap();
    assert_eq!(file, folder.join("utrapportering-3B-3411.svg"));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
    let bytes = [&b"\x89PNG\r\n\x1a\n"[..], &[0; 9]].concat();
    let file = save(png(bytes.clone())).await.unwrap();
    assert_eq!(std::fs::read(&file).unwrap(), bytes);
}

#[tokio::test(crate = "crate::testing")]
async fn nothing_else_becomes_a_file() {
    let (desk, folder) = desk().await;
    let large = format!("<svg {}", " ".repeat(5 << 20));
    for wrong in [
        csv("46"),
        csv("3411/../x"),
        svg("<html>"),
        svg(&large),
        png(b"<svg ".to_vec()),
    ] {
        let told = format!("{wrong:.60?}");
        let refused = desk.engine.save_figures(folder.clone(), wrong).await;
        assert!(matches!(refused, Err(EngineError::BadInput)), "{told}");
    }
    assert!(!folder.exists());
    desk.engine.lock().await;
    let refused = desk.engine.save_figures(folder.clone(), csv("34")).await;
    assert!(matches!(refused, Err(EngineError::Locked)), "{refused:?}");
    assert!(!folder.exists());
}
