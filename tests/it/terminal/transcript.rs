//! `docs/CLI.md` shows a session as it runs: this one.

use std::{fmt::Write, fs, path::Path};

use domain::norway;
use jiff::ToSpan;
use support::terminal::Said;

use super::{APPROVED, RETURNED, Scene, applications::visitor, typed};
use crate::{types::WRITE, window::applications::applies};

/// What stands above it is written by hand.
const MARK: &str = "<!-- From here on written by `cargo xtask codegen`. -->\n";

/// Commands, what they print, and what else happens.
#[derive(Default)]
struct Transcript {
    text: String,
    /// What is another in every run, and what stands for it.
    stands_for: Vec<(String, &'static str)>,
}

impl Transcript {
    fn section(&mut self, title: &str) {
        write!(self.text, "\n## {title}\n").unwrap();
    }

    fn stands_for(&mut self, found: &str, shown: &'static str) {
        self.stands_for.push((found.to_owned(), shown));
    }

    fn happens(&mut self, what: &str) {
        write!(self.text, "\n{what}\n").unwrap();
    }

    /// What was typed besides the PIN stands after the question that it answers.
    fn command(&mut self, line: &[&str], said: &Said, answers: &str) {
        let words: Vec<String> = line.iter().map(|word| quoted(word)).collect();
        let asked = said.err.replace("[j/N] ", "[j/N]");
        let answered = format!("[j/N] {}", answers.trim());
        let asked = asked.trim_end().replace("[j/N]", &answered);
        write!(
            self.text,
            "\n```text\n$ halvaarsrapport-cli {}\n",
            words.join(" ")
        )
        .unwrap();
        for text in [&*asked, said.out.trim_end()] {
            if !text.is_empty() {
                writeln!(self.text, "{text}").unwrap();
            }
        }
        if said.exit != 0 {
            writeln!(self.text, "[{}]", said.exit).unwrap();
        }
        self.text.push_str("```\n");
    }
}

fn quoted(word: &str) -> String {
    if word.contains(' ') {
        format!("'{word}'")
    } else {
        word.to_owned()
    }
}

/// Today and its times are other ones in every run; a receipt's number begins with the year.
fn normal(text: &str) -> String {
    let now = edge::system_ctx().now();
    let today = norway::date(now);
    let mut text = text.to_owned();
    for day in [today.yesterday().unwrap(), today] {
        let (year, month, date) = (day.year(), day.month(), day.day());
        text = text.replace(&format!("{date:02}.{month:02}.{year}"), "04.08.2026");
        text = text.replace(&day.to_string(), "2026-08-04");
        text = text.replace(&format!(" {:02}-0", year % 100), " 26-0");
    }
    for before in ["04.08.2026 ", "2026-08-04 "] {
        let mut parts = text.split(before);
        let mut fixed = parts.next().unwrap().to_owned();
        for part in parts {
            fixed.push_str(before);
            match part.split_at_checked(5) {
                Some((time, rest)) if time.as_bytes()[2] == b':' => {
                    fixed.push_str("09:00");
                    fixed.push_str(rest);
                }
                _ => fixed.push_str(part),
            }
        }
        text = fixed;
    }
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn the_transcript_in_docs_is_current() {
    let mut scene = Scene::start().await;
    let mut told = Transcript::default();
    told.section("Logging in, and the open tasks: steps 1 to 5");
    let login = scene.log_in(&["login", "--pin-stdin"]).await;
    told.command(&["login", "--pin-stdin"], &login, "");
    shows(&scene, &mut told, &["tasks"], "");
    shows(&scene, &mut told, &["tasks", "--language", "nn"], "");
    shows(&scene, &mut told, &["tasks", "--language", "en"], "");
    told.section("Reading and approving without a network: steps 6 to 8");
    shows(&scene, &mut told, &["show", APPROVED, "--section", "3"], "");
    scene.network.cut();
    told.happens("The network is gone.");
    shows(&scene, &mut told, &["sync"], "");
    shows(
        &scene,
        &mut told,
        &["approve", APPROVED, "--figure", "20", "--yes"],
        "",
    );
    shows(
        &scene,
        &mut told,
        &["approve", APPROVED, "--figure", "17"],
        "j\n",
    );
    shows(&scene, &mut told, &["outbox"], "");
    shows(&scene, &mut told, &["sync"], "");
    shows(&scene, &mut told, &["receipt", APPROVED, "--json"], "");
    scene.network.open();
    told.happens("The network is back.");
    shows(&scene, &mut told, &["sync"], "");
    shows(&scene, &mut told, &["receipt", APPROVED], "");
    returned(&scene, &mut told).await;
    applied(&scene, &mut told).await;
    told.section("The archive: step 11");
    assert_eq!(scene.services.bufdir_acknowledges().await.unwrap(), 1);
    told.happens("Bufdir's system acknowledges what it has fetched.");
    shows(&scene, &mut told, &["sync"], "");
    shows(&scene, &mut told, &["outbox"], "");
    shows(&scene, &mut told, &["logout"], "");
    let mut text = told.text;
    for (found, shown) in &told.stands_for {
        text = text.replace(found, shown);
    }
    is_current(&normal(&text));
}

async fn returned(scene: &Scene, told: &mut Transcript) {
    told.section("Returning a report, and what comes back: steps 9 and 10");
    let miscounted = support::data::miscounted("3413", super::period()).unwrap();
    scene.services.send(&miscounted).await.unwrap();
    told.happens("A report has come that does not add up.");
    shows(scene, told, &["sync"], "");
    shows(
        scene,
        told,
        &["approve", RETURNED, "--figure", "1", "--yes"],
        "",
    );
    let ask = "inv_breach:R16=Hva er riktig?";
    let comment = "Rett tallet, og si kort hva som er gjort.";
    let line = [
        "return",
        RETURNED,
        "--comment",
        comment,
        "--ask",
        ask,
        "--send",
    ];
    shows(scene, told, &line, "j\n");
    let corrected = support::data::corrected("3413", super::period()).unwrap();
    scene.services.send(&corrected).await.unwrap();
    told.happens("The municipality corrects and sends again.");
    shows(scene, told, &["sync"], "");
    shows(scene, told, &["show", RETURNED, "--section", "1"], "");
}

async fn applied(scene: &Scene, told: &mut Transcript) {
    told.section("An application for access: steps 16 and 17");
    let mut applicant = visitor(scene).await;
    let sent = applies(&mut applicant).await.unwrap();
    told.stands_for(&sent.reference, "TS-20260804-7F3A");
    told.happens("Somebody of a municipality has applied for access to the published figures.");
    shows(scene, told, &["sync"], "");
    shows(scene, told, &["tasks"], "");
    shows(scene, told, &["show", &sent.reference], "");
    let until = norway::date(edge::system_ctx().now()).saturating_add(1.year());
    told.stands_for(&until.to_string(), "2027-08-04");
    let (year, month, day) = (until.year(), until.month(), until.day());
    told.stands_for(&format!("{day:02}.{month:02}.{year}"), "04.08.2027");
    let latest = until.saturating_add(1.year());
    let (year, month, day) = (latest.year(), latest.month(), latest.day());
    told.stands_for(&format!("{day:02}.{month:02}.{year}"), "04.08.2028");
    shows(
        scene,
        told,
        &["return", &sent.reference, "--comment", "Nei."],
        "",
    );
    let until = until.to_string();
    let approve = ["approve", &sent.reference, "--until", &until, "--send"];
    shows(scene, told, &approve, "j\n");
    shows(scene, told, &["receipt", &sent.reference], "");
}

fn shows(scene: &Scene, told: &mut Transcript, line: &[&str], answers: &str) {
    let line = [line, &["--pin-stdin"]].concat();
    let said = scene.terminal.run(&line, &typed(answers)).unwrap();
    told.command(&line, &said, answers);
}

fn is_current(wanted: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/CLI.md");
    let there = fs::read_to_string(&file).unwrap().replace("\r\n", "\n");
    let (by_hand, found) = there.split_once(MARK).unwrap();
    if std::env::var_os(WRITE).is_some() {
        fs::write(&file, format!("{by_hand}{MARK}{wanted}")).unwrap();
    } else {
        assert_eq!(
            found, wanted,
            "docs/CLI.md is stale: run `cargo xtask codegen`"
        );
    }
}
