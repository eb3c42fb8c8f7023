//! A report that comes from a file, is taken back, sent again and printed.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use domain::{
    interchange::{Separator, write_csv},
    template::Template,
};
use edge::system_ctx;
use serde_json::json;
use support::{data, process::until, reporter::retype, walk::ARRIVES, webdriver::Page};

use super::{FORM, TURID, UNIT, at_portal, is_saved, log_in, period, send, value_is};

const FAULTS: &str = "
    const rows = document.querySelectorAll(`[data-testid='import-fault']`);
    return [...rows].map((row) => row.querySelector('td').textContent.trim());
";

const OFFERED: &str = "return document.querySelectorAll(`[data-testid='use-preview']`).length";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_report_comes_from_a_file_is_taken_back_sent_again_and_printed() {
    at_portal(async |services, page, folder| {
        let report = data::submission(system_ctx().new_id(), UNIT, period(), 1)?;
        let table = write_csv(&report.values, Template::current(), Separator::Semicolon);
        log_in(services, page, &format!("{FORM}/hent-fra-fil"), TURID.2).await?;

        // Each fault is told with its line, and nothing is taken.
        let faulty = table
            .replace("inv_started;150", "inv_started;mange")
            .replace("msg_received;", "msg_recieved;");
        ensure!(faulty.lines().count() == table.lines().count() && faulty != table);
        choose_file(page, &folder.join("feil.csv"), &faulty).await?;
        page.find("import-faults").await?;
        page.screenshot("faults").await?;
        let told = page.run(FAULTS, vec![]).await?;
        let mut expected: Vec<_> = ["msg_recieved;", "inv_started;"]
            .into_iter()
            .map(|begins| line_of(&faulty, begins))
            .collect::<Result<_>>()?;
        // The point that the misspelt line was meant for has no answer: that is on no line.
        expected.push(String::new());
        ensure!(told == json!(expected), "{told}");
        let offered = page.run(OFFERED, vec![]).await?;
        ensure!(offered == 0, "what has faults can be used");

        choose_file(page, &folder.join("rett.csv"), &table).await?;
        page.click("use-preview").await?;
        page.click("heading-2").await?;
        value_is(
            page,
            "value-msg_received",
            &number_of(&table, "msg_received;")?,
        )
        .await?;
        is_saved(page).await?;
        send(page, "HR-2026-1-3411").await?;

        let history = format!("{}{FORM}/historikk", services.address());
        page.goto(&history).await?;
        page.find_css("[data-testid='where'][data-state='submitted']")
            .await?;
        page.click("withdraw").await?;
        page.click("confirm").await?;
        page.click("heading-2").await?;
        retype(page, "value-msg_received", "74").await?;
        is_saved(page).await?;
        send(page, "HR-2026-1-3411").await?;
        page.goto(&history).await?;
        page.find_css("[data-testid='version'][data-version='2']")
            .await?;

        page.goto(&format!("{}{FORM}/utskrift", services.address()))
            .await?;
        page.find("print").await?;
        let paper = page.on_paper("paper").await?;
        ensure!(paper.starts_with(b"%PDF-"), "no document");
        Ok(())
    })
    .await;
}

/// Chooses a file with this text, as a person does in the browser's window for files.
async fn choose_file(page: &Page, file: &Path, text: &str) -> Result<()> {
    std::fs::write(file, text)?;
    let name = file
        .file_name()
        .context("no name")?
        .to_string_lossy()
        .into_owned();
    page.type_into("file", &file.to_string_lossy()).await?;
    until(&name, ARRIVES, async || {
        page.has_text("#preview-title", &name).await
    })
    .await
}

/// The number of the line that begins so.
fn line_of(table: &str, begins: &str) -> Result<String> {
    let place = table.lines().position(|line| line.starts_with(begins));
    Ok((place.context("no such line")? + 1).to_string())
}

fn number_of(table: &str, begins: &str) -> Result<String> {
    let mut lines = table.lines();
    let line = lines.find_map(|line| line.strip_prefix(begins));
    Ok(line.context("no such line")?.trim().to_owned())
}
