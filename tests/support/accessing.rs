//! Steps 12 to 17b of the guide: somebody applies for access at the portal, the officer answers at the desktop, and who
//! is external goes on to Bufdir.

use std::path::Path;

use anyhow::{Context, Result};
use jiff::ToSpan;
use serde_json::{Value, json};

use crate::{
    browser,
    desktop_session::DesktopSession,
    mailbox::Mailbox,
    preferences,
    reporter::arrive,
    services::Services,
    walk::{ARRIVES, row},
    webdriver::Page,
};

/// The stand-in's persons, by their names and places there. Synthetic.
const APPLICANT: (&str, usize) = ("Liv Oppdiktet", 4);
const EXTERNAL: (&str, usize) = ("Ukjent Struts", 5);
/// By the number and the place.
const AT_BUFDIR: (&str, usize) = ("07856642016", 3);

/// How applicants are reached.
const APPLICANTS_EMAIL: &str = "soker@prove.example";

/// A day cannot be typed alike everywhere: the field is told as a date picker tells it.
const CHOOSE_DAY: &str = "
    const field = document.getElementById('answer-until');
    field.value = arguments[0];
    field.dispatchEvent(new Event('input', { bubbles: true }));
";

/// Fills in who one is and why one applies. `kind` is how the applicant is related to the unit.
pub async fn fill_in(page: &Page, name: &str, kind: &str) -> Result<()> {
    page.click("open-apply").await?;
    page.find("application-form").await?;
    page.run(
        "document.querySelector(`[data-testid='apply-name']`).select()",
        vec![],
    )
    .await?;
    page.type_into("apply-name", name).await?;
    page.type_into("apply-email", APPLICANTS_EMAIL).await?;
    page.type_into("apply-phone", "62 33 50 00").await?;
    page.click(&format!("apply-kind-{kind}")).await?;
    page.type_into("apply-unit", "ringsak").await?;
    page.click("apply-unit-3411").await?;
    page.type_into("apply-reason", "Til årsmeldingen for barnevernet.")
        .await
}

/// What a walk through the applications has around it.
#[derive(Debug)]
pub struct Around<'a> {
    /// The officer's window, logged in.
    pub window: &'a Page,
    /// The server and the stand-in.
    pub services: &'a Services,
    /// Where mails land.
    pub mailbox: &'a Mailbox,
    /// The officer's desktop.
    pub desktop: &'a mut DesktopSession,
    /// Where browsers keep their things.
    pub folder: &'a Path,
}

/// Walks through both kinds of applications, with a picture of each page.
pub async fn access(around: &mut Around<'_>, say: &impl Fn(&str)) -> Result<()> {
    say("step 12: somebody of a municipality applies for access to the published figures");
    let page = browser::start(&around.folder.join("applicant")).await?;
    applies(around, &page, (APPLICANT, "unit"), "40-soker").await?;
    say("step 12: the code that was mailed to the applicant's address is typed");
    let code = around.mailbox.code(APPLICANTS_EMAIL).await?;
    page.type_into("email-code", &code).await?;
    page.screenshot("41-kode").await?;
    page.click("confirm-email").await?;
    page.wait_gone("[data-testid='email-code']").await?;
    say("steps 13 to 17: the officer is told, and says Ja with a last day");
    let until = domain::norway::date(edge::system_ctx().now()).saturating_add(1.year());
    decides(
        around,
        ("approve", Some(json!(until.to_string()))),
        "42-soknad",
    )
    .await?;
    came(&page, "approved", "43-har-tilgang").await?;
    page.close().await?;

    say("step 17b: an external applicant is sent on to Bufdir, which answers");
    let page = browser::start(&around.folder.join("external")).await?;
    applies(around, &page, (EXTERNAL, "external"), "44-ekstern").await?;
    decides(around, ("forward", None), "45-til-bufdir").await?;
    came(&page, "at_bufdir", "46-hos-bufdir").await?;
    bufdir_answers(around).await?;
    came(&page, "approved", "48-svar-fra-bufdir").await?;
    page.close().await?;
    gather(around.folder)
}

/// Each browser has a folder of its own; their pictures come beside the window's.
fn gather(folder: &Path) -> Result<()> {
    for browser in ["applicant", "external", "bufdir"] {
        for picture in std::fs::read_dir(folder.join(browser).join("screenshots"))? {
            let picture = picture?;
            let to = folder.join("screenshots").join(picture.file_name());
            std::fs::copy(picture.path(), to)?;
        }
    }
    Ok(())
}

async fn applies(
    around: &Around<'_>,
    page: &Page,
    ((name, person), kind): ((&str, usize), &str),
    picture: &str,
) -> Result<()> {
    arrive(around.services, page, person).await?;
    fill_in(page, name, kind).await?;
    if kind == "external" {
        page.type_into("apply-organisation", "Et universitet")
            .await?;
    }
    page.screenshot(picture).await?;
    page.click("send-application").await?;
    stands(page, "at_office").await
}

/// Opens the application that came last, and answers it.
async fn decides(
    around: &mut Around<'_>,
    (answer, until): (&str, Option<Value>),
    picture: &str,
) -> Result<()> {
    around.desktop.notification(ARRIVES).await?;
    let window = around.window;
    window.click("home").await?;
    window.click("reporting").await?;
    let newest = "
        const rows = document.querySelectorAll(`[data-testid='task-row'][data-reference^='TS-']`);
        return rows.length === 0 ? null : rows[rows.length - 1].dataset.reference;";
    window
        .find_css("[data-testid='task-row'][data-reference^='TS-']")
        .await?;
    let reference = window.run(newest, vec![]).await?;
    let reference = reference.as_str().context("no application")?;
    window.open_row(&row(reference)).await?;
    window.click(&format!("answer-{answer}")).await?;
    if let Some(until) = until {
        window.run(CHOOSE_DAY, vec![until]).await?;
    }
    window.screenshot(picture).await?;
    preferences::pictures(window, &format!("soknad-{answer}")).await?;
    window.click("continue").await?;
    window.find("confirm").await?;
    window.screenshot(&format!("{picture}-bekreft")).await?;
    preferences::pictures(window, &format!("soknad-{answer}-bekreft")).await?;
    window.click("confirm").await?;
    // It leaves by itself when the time to undo is over.
    window
        .find_css("[data-testid='stage'][data-stage='received']")
        .await?;
    preferences::pictures(window, &format!("soknad-{answer}-kvittering")).await
}

async fn bufdir_answers(around: &Around<'_>) -> Result<()> {
    around.services.bufdir_session(AT_BUFDIR.0).await?;
    let bufdir = browser::start(&around.folder.join("bufdir")).await?;
    arrive(around.services, &bufdir, AT_BUFDIR.1).await?;
    bufdir.click("tab-applications").await?;
    bufdir.find_css("[data-testid^='waits-']").await?;
    let press = "document.querySelector(arguments[0]).click()";
    let yes = json!("[data-testid^='yes-']");
    bufdir.run(press, vec![yes]).await?;
    bufdir.find_css("[data-testid^='until-']").await?;
    bufdir.screenshot("47-bufdir-svarer").await?;
    let answer = json!("[data-testid^='answer-']");
    bufdir.run(press, vec![answer]).await?;
    bufdir.find("nothing-waits").await?;
    for (tab, picture) in [
        ("reports", "50-bufdir-rapporter"),
        ("missing", "51-bufdir-mangler"),
        ("halves", "52-bufdir-halvar"),
        ("accesses", "53-bufdir-tilganger"),
        ("people", "54-bufdir-personer"),
        ("bufdir_units", "55-bufdir-enheter"),
        ("log", "56-bufdir-logg"),
    ] {
        bufdir.click(&format!("tab-{tab}")).await?;
        bufdir
            .find_css(&format!("[data-testid='tab-{tab}'][aria-current='page']"))
            .await?;
        bufdir.find_css("main table").await?;
        bufdir.screenshot(picture).await?;
    }
    bufdir.close().await
}

/// The applicant looks again, and sees where it stands.
async fn came(page: &Page, state: &str, picture: &str) -> Result<()> {
    page.run("location.reload()", vec![]).await?;
    stands(page, state).await?;
    page.screenshot(picture).await
}

async fn stands(page: &Page, state: &str) -> Result<()> {
    let application = format!("[data-testid^='application-TS-'][data-state='{state}']");
    page.find_css(&application).await.map(drop)
}
