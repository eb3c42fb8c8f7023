//! Reporters at the portal's pages in the system's browser, with the server and the stand-in for ID-porten as
//! they run.

mod files;
mod keyboard;
mod looks;

use std::path::Path;

use anyhow::{Result, ensure};
use domain::{
    Period,
    decision::{Ask, Draft},
    diff::ChangeClass,
    wire::Submitted,
};
use serde_json::json;
use support::{
    browser, data,
    process::until,
    reporter::{choose_person, fill, log_in, retype, send},
    services::Services,
    walk::ARRIVES,
    webdriver::Page,
};

use crate::portal::{self, Officer};

const UNIT: &str = "3411";
/// The stand-in's persons, by their places there. Synthetic.
const TURID: (&str, &str, usize) = ("Turid Prøvevik", "23908302052", 2);
const LIV: (&str, &str, usize) = ("Liv Oppdiktet", "11899522070", 4);
const FORM: &str = "/portal/3411/2026-1";

/// A report of the unit, and where it is read and written.
fn period() -> Period {
    "2026-1".parse().unwrap()
}

/// Runs a story with two reporters of the unit; where it fails, logs and pictures are kept.
async fn at_portal<F>(test: F)
where
    F: AsyncFnOnce(&Services, &Page, &Path) -> Result<()>,
{
    portal::at_portal(async |services, page, folder| {
        for (name, id, _) in [TURID, LIV] {
            services.add_reporter(UNIT, name, id)?;
        }
        test(services, page, folder).await
    })
    .await;
}

async fn value_is(page: &Page, field: &str, wanted: &str) -> Result<()> {
    let value = "return document.querySelector(`[data-testid='${arguments[0]}']`)?.value";
    until(&format!("{wanted} in {field}"), ARRIVES, async || {
        let found = page.run(value, vec![json!(field)]).await;
        found.is_ok_and(|found| found == wanted)
    })
    .await
}

/// What is typed is with the server: the page says so, and nothing of it waits.
async fn is_saved(page: &Page) -> Result<()> {
    page.find("saved").await.map(drop)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_editors_choose_what_both_have_changed_and_nothing_is_overwritten() {
    at_portal(async |services, turid, folder| {
        let form = format!("{FORM}/fyll-ut");
        log_in(services, turid, &form, TURID.2).await?;
        let liv = browser::start(&folder.join("liv")).await?;
        log_in(services, &liv, &form, LIV.2).await?;
        liv.find("heading-2").await?;

        fill(turid, 2, "value-msg_received", "71").await?;
        is_saved(turid).await?;
        // She has changed the same, and one that he has not.
        liv.click("heading-2").await?;
        liv.type_into("value-msg_open_start", "6").await?;
        retype(&liv, "value-msg_received", "72").await?;
        liv.find("clash").await?;
        liv.wait_for_text("[data-testid='stale']", TURID.0).await?;
        liv.wait_for_text("[data-testid='clash']", "71").await?;
        liv.screenshot("two-editors").await?;
        liv.click("choose-mine").await?;
        liv.click("use-choices").await?;
        value_is(&liv, "value-msg_received", "72").await?;
        is_saved(&liv).await?;

        // What only the other has changed comes by itself with the next save.
        turid.type_into("value-msg_dismissed", "13").await?;
        value_is(turid, "value-msg_received", "72").await?;
        value_is(turid, "value-msg_open_start", "6").await?;
        value_is(turid, "value-msg_dismissed", "13").await?;
        is_saved(turid).await?;
        liv.close().await
    })
    .await;
}

/// As if it had run out: the server no longer knows the session.
const END: &str = "
    const done = arguments[0];
    const headers = { 'Content-Type': 'application/json', 'X-Halvaarsrapport': '1' };
    fetch('/v1/portal/session/end', { method: 'POST', headers, body: '{}' })
        .then(({ status }) => done(status), (error) => done(String(error)));
";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_that_ends_in_the_middle_loses_nothing_that_is_typed() {
    at_portal(async |services, page, _| {
        log_in(services, page, &format!("{FORM}/fyll-ut"), TURID.2).await?;
        fill(page, 2, "value-msg_received", "71").await?;
        is_saved(page).await?;
        ensure!(page.run_until_done(END, vec![]).await? == 200, "not ended");
        page.type_into("value-msg_dismissed", "13").await?;
        page.find("session-over").await?;
        page.screenshot("session-over").await?;
        ensure!(
            !page.has_text("body", "Meldinger").await,
            "the form is shown to nobody"
        );

        // In another tab: this one holds what is not saved.
        choose_tab(page, "login-again", 1).await?;
        choose_person(page, TURID.2).await?;
        page.wait_for_text("h1", "Du er logget inn").await?;
        page.to_tab(0).await?;
        value_is(page, "value-msg_dismissed", "13").await?;
        is_saved(page).await?;
        page.goto(&format!("{}{FORM}/fyll-ut", services.address()))
            .await?;
        page.click("heading-2").await?;
        value_is(page, "value-msg_dismissed", "13").await?;
        value_is(page, "value-msg_received", "71").await
    })
    .await;
}

/// Presses what opens a tab, and goes to that.
async fn choose_tab(page: &Page, test_id: &str, tab: usize) -> Result<()> {
    page.click(test_id).await?;
    until("the tab", ARRIVES, async || page.to_tab(tab).await.is_ok()).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_returned_report_opens_on_what_was_asked_and_comes_back_answered() {
    at_portal(async |services, page, _| {
        let (sent, officer) = returned(services).await?;

        log_in(services, page, "/portal/3411", TURID.2).await?;
        page.find_css("[data-testid='period-2026-1'][data-state='returned']")
            .await?;
        page.click("open-2026-1").await?;
        page.wait_for_text("[data-testid='officer-comment']", "Hvilket tall er riktig?")
            .await?;
        page.wait_for_text("[data-testid='officer']", "Ingrid Solbakken")
            .await?;
        page.screenshot("returned").await?;
        answer_both(page).await?;
        send(page, "HR-2026-1-3411").await?;
        page.screenshot("received").await?;

        officer.looks().await;
        let changes = officer.changes_of(sent.report_id).await;
        let classes: Vec<_> = changes
            .points
            .iter()
            .map(|point| (point.change.point.as_str(), point.change.class))
            .collect();
        ensure!(
            classes
                == [
                    ("inv_breach", ChangeClass::AskedChanged),
                    ("inv_open_over_deadline", ChangeClass::AskedUnchanged),
                ],
            "{classes:?}"
        );
        page.goto(&format!("{}{FORM}/historikk", services.address()))
            .await?;
        page.find_css("[data-testid='version'][data-version='2']")
            .await?;
        page.find_css("[data-testid='decision'][data-outcome='returned']")
            .await
            .map(drop)
    })
    .await;
}

/// A report of the unit that an officer has returned.
async fn returned(services: &Services) -> Result<(Submitted, Officer)> {
    let sent = services.send(&data::miscounted(UNIT, period())?).await?;
    let officer = Officer::at(services).await;
    officer.looks().await;
    officer
        .answers(sent.report_id, sent.revision, sent.content_hash, back())
        .await;
    Ok((sent, officer))
}

/// Nei, and what is asked about.
fn back() -> Draft {
    let ask = |point: &str| Ask {
        point: point.into(),
        rule: None,
        comment: Some("Se på tallet.".to_owned()),
    };
    Draft {
        own_figure: None,
        approve: Some(false),
        comment: "Hvilket tall er riktig?".to_owned(),
        asks: vec![ask("inv_breach"), ask("inv_open_over_deadline")],
    }
}

/// One is corrected, the other explained; before that nothing can be sent.
async fn answer_both(page: &Page) -> Result<()> {
    page.wait_for_text("[data-testid='answered']", "0 av 2")
        .await?;
    page.click("answer-inv_breach-corrected").await?;
    retype(page, "value-inv_breach", "14").await?;
    page.click("answer-inv_open_over_deadline-explained")
        .await?;
    page.click("to-send").await?;
    page.click("send").await?;
    page.wait_for_text(
        "[data-testid='error-summary']",
        "spørsmålet er ikke besvart",
    )
    .await?;
    page.click("way-answer-inv_open_over_deadline").await?;
    page.type_into("said-inv_open_over_deadline", "Talt på nytt.")
        .await?;
    page.wait_for_text("[data-testid='answered']", "2 av 2")
        .await?;
    page.wait_for_text("[data-testid='compared']", "14").await
}
