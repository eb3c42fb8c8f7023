//! A decided report as it goes to paper for the office's case archive: out of the running window, through the system's
//! own window for printing, to a PDF. (WebKit's driver knows no `Print Page`.)

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};
use domain::{Language, template::Template};
use serde_json::Value;
use support::{
    outcomes::approves,
    preferences::choose,
    process::until,
    scene::Scene,
    walk::{ARRIVES, row},
};

use super::in_window;

const REFERENCE: &str = "HR-2026-1-3411";
/// What GTK calls a page that is printed to a file.
const PRINTED: &str = "output.pdf";

/// A language on paper.
struct Spoken {
    language: Language,
    code: &'static str,
    /// The colours of the screen that it is printed from.
    scheme: &'static str,
    /// Half-year, and what is said of the decision.
    words: [&'static str; 3],
}

const SPOKEN: [Spoken; 3] = [
    Spoken {
        language: Language::Nb,
        code: "nb",
        scheme: "dark",
        words: ["1. halvår 2026", "Avgjørelse", "Godkjenner Ja"],
    },
    Spoken {
        language: Language::Nn,
        code: "nn",
        scheme: "light",
        words: ["1. halvår 2026", "Avgjerd", "Godkjenner Ja"],
    },
    Spoken {
        language: Language::En,
        code: "en",
        scheme: "auto",
        words: ["1st half 2026", "Decision", "Approves Yes"],
    },
];

/// Words of the page that only lead elsewhere, or do something.
const LEADING: &str = "
    const leading = '.bar a, .entry__scroll button, .review__head button:not([aria-label])';
    return [...document.querySelectorAll(leading)].map(({ innerText }) => innerText.trim());
";

const PRESS: &str = "document.querySelector('[data-testid=print]').click()";

/// A page of text on white, counted in dots: light ones, of all.
const LIGHT: f64 = 0.75;

#[tokio::test(flavor = "multi_thread")]
async fn a_decided_report_goes_to_paper_with_its_decision_and_receipt() {
    in_window(async |scene, folder| {
        scene.log_in_to("3411", folder).await?;
        let window = &scene.window;
        approves(window, REFERENCE, "received").await?;
        window.click("reporting").await?;
        window.click("tab-archive").await?;
        window.open_row(&row(REFERENCE)).await?;
        for spoken in &SPOKEN {
            // Paper is light also where the screen is dark.
            choose(window, spoken.code, spoken.scheme).await?;
            let receipt = window.text("receipt-number").await?;
            let leading = window.run(LEADING, vec![]).await?;
            let paper = printed(scene, folder, spoken.code).await?;
            all_is_there(spoken, &receipt, &leading, &paper)?;
            within_the_page(&paper)?;
            dark_on_light(&paper)?;
        }
        Ok(())
    })
    .await;
}

/// What comes out when the officer presses «Skriv ut» and takes the first printer, a file.
async fn printed(scene: &Scene, folder: &Path, language: &str) -> Result<PathBuf> {
    let file = folder.join(PRINTED);
    let screen = scene.desktop.screen()?;
    // The focus stays on the page's heading: a key too many presses nothing.
    scene.window.run(PRESS, vec![]).await?;
    let shown = async || screen.shows_print().unwrap_or(false);
    until("the window for printing", ARRIVES, shown).await?;
    // Its printers come when it is open; until then the keys do nothing.
    until("the printed page", ARRIVES, async || {
        let whole = fs::read(&file).is_ok_and(|pdf| pdf.trim_ascii_end().ends_with(b"%%EOF"));
        if !whole && shown().await {
            // It may go meanwhile: then the page is on its way.
            screen.print().ok();
        }
        whole
    })
    .await?;
    let kept = folder
        .join("screenshots")
        .join(format!("{language}-{PRINTED}"));
    fs::rename(&file, &kept)?;
    Ok(kept)
}

/// Unit, half-year, decision, receipt and the whole form, and nothing to press.
fn all_is_there(spoken: &Spoken, receipt: &str, leading: &Value, paper: &Path) -> Result<()> {
    let text = read("pdftotext", &["-layout"], paper)?;
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let same = ["Ringsaker", REFERENCE, "Ingrid Solbakken"];
    for wanted in same.into_iter().chain(spoken.words) {
        ensure!(
            words.contains(wanted),
            "{wanted:?} is not on paper: {words}"
        );
    }
    // Under the decision, and in the table of versions.
    let receipts = words.matches(receipt.trim()).count();
    ensure!(
        receipts == 2,
        "{receipt} is there {receipts} times: {words}"
    );
    // A line may end after any word, and after a hyphen. The font draws two characters with one shape: the apostrophe and
    // the letter that looks like it.
    let letters: String = text.replace('\u{2bc}', "’").split_whitespace().collect();
    for point in Template::current().municipal_points() {
        let label = point.label.get(spoken.language);
        let begins: String = label.split_whitespace().take(3).collect();
        ensure!(
            letters.contains(&begins),
            "{begins:?} is not on paper: {words}"
        );
    }
    let leading = leading.as_array().context("no words")?.iter();
    let leading: Vec<_> = leading.filter_map(Value::as_str).collect();
    ensure!(leading.len() > 3, "{leading:?}");
    for word in leading {
        ensure!(!words.contains(word), "{word:?} is on paper: {words}");
    }
    Ok(())
}

/// No word is cut at an edge.
fn within_the_page(paper: &Path) -> Result<()> {
    let boxes = read("pdftotext", &["-bbox"], paper)?;
    let mut page = (0.0, 0.0);
    let mut pages = 0;
    for line in boxes.lines() {
        let number = |name: &str| -> Option<f64> {
            let (_, rest) = line.split_once(&format!(" {name}=\""))?;
            rest.split_once('"')?.0.parse().ok()
        };
        if let (Some(width), Some(height)) = (number("width"), number("height")) {
            page = (width, height);
            pages += 1;
        } else if let (Some(x), Some(right), Some(y), Some(bottom)) = (
            number("xMin"),
            number("xMax"),
            number("yMin"),
            number("yMax"),
        ) {
            let within = x >= 0.0 && y >= 0.0 && right <= page.0 && bottom <= page.1;
            ensure!(within, "beyond the page's edge: {line}");
        }
    }
    ensure!(pages > 1, "{pages} pages");
    Ok(())
}

/// Whatever the screen's colours are.
fn dark_on_light(paper: &Path) -> Result<()> {
    let root = paper.with_extension("");
    let mut drawer = Command::new("pdftoppm");
    drawer.args(["-gray", "-r", "30", "-f", "1", "-singlefile"]);
    let drawn = drawer.arg(paper).arg(&root).status()?;
    ensure!(drawn.success(), "not drawn");
    let dots = fs::read(root.with_extension("pgm"))?;
    let light = u32::try_from(dots.iter().filter(|dot| **dot > 250).count())?;
    let share = f64::from(light) / f64::from(u32::try_from(dots.len())?);
    ensure!(share > LIGHT && share < 1.0, "{share} of the page is light");
    ensure!(dots.iter().any(|dot| *dot < 100), "nothing is dark");
    Ok(())
}

/// What one of poppler's programs says of a document.
fn read(program: &str, how: &[&str], file: &Path) -> Result<String> {
    let mut reader = Command::new(program);
    let read = reader.args(how).arg(file).arg("-").output();
    let read = read.with_context(|| program.to_owned())?;
    let complaint = String::from_utf8_lossy(&read.stderr);
    ensure!(read.status.success(), "{program}: {complaint}");
    Ok(String::from_utf8(read.stdout)?)
}
