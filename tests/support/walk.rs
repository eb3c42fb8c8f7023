//! The guide's main path in the real window: log in, find the report, give the own figure, approve —
//! with the server away between reading and «Bekreft» — and see the receipt, and the report at Bufdir.

use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
    time::Duration,
};

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use crate::{
    browser,
    desktop_session::DesktopSession,
    mailbox::Mailbox,
    preferences,
    process::{own_program, until},
    proxy::Proxy,
    services::Services,
    vault::PIN,
    webdriver::Page,
};

/// The report that is decided.
const REFERENCE: &str = "HR-2026-1-3411";
/// Names the folder that the program keeps its stores in.
const DATA: &str = "HALVAARSRAPPORT_DATA";
/// As long as anything may take to come.
pub const ARRIVES: Duration = Duration::from_mins(2);

/// Opens the program's window on a desktop, for the server at an address.
pub async fn open_window(desktop: &DesktopSession, server: &str, folder: &Path) -> Result<Page> {
    // A package's program is tried in the place of the one that was built here.
    let program = match std::env::var_os("HALVAARSRAPPORT_PROGRAM") {
        Some(program) => program.into(),
        None => own_program("halvaarsrapport")?,
    };
    open_program(desktop, server, folder, &program).await
}

/// Opens the window of any program that is built as the desktop is.
pub async fn open_program(
    desktop: &DesktopSession,
    server: &str,
    folder: &Path,
    program: &Path,
) -> Result<Page> {
    let capabilities = json!({
        "webkitgtk:browserOptions": { "binary": program.display().to_string(), "args": [] }
    });
    let Value::Object(capabilities) = capabilities else {
        unreachable!("an object is written")
    };
    let mut driver = Command::new("WebKitWebDriver");
    driver
        .arg("--host=127.0.0.1")
        .envs(desktop.environment())
        .env("TAURI_WEBVIEW_AUTOMATION", "true")
        .env("TAURI_AUTOMATION", "true")
        .env("HALVAARSRAPPORT_SERVER", server)
        .env(DATA, folder.join("desktop"))
        .env("HALVAARSRAPPORT_KEYCHAIN", "halvaarsrapport-demo")
        // What is printed to a file comes to lie here.
        .current_dir(folder);
    Page::start("window", &mut driver, capabilities, folder).await
}

/// A process of a window.
#[derive(Debug)]
pub struct WindowProcess {
    /// Its program, as the system names it: 15 characters at most.
    pub program: String,
    /// Its folder below `/proc`, named by its number.
    pub place: PathBuf,
}

/// The processes of the windows that were opened from this folder, with what drives them.
pub fn window_processes(folder: &Path) -> Result<Vec<WindowProcess>> {
    let of_this = format!("{DATA}={}", folder.join("desktop").display());
    let mut found = Vec::new();
    for process in std::fs::read_dir("/proc")? {
        let place = process?.path();
        // Processes come and go, and some are another's.
        let (Ok(environment), Ok(program)) = (
            std::fs::read(place.join("environ")),
            std::fs::read_to_string(place.join("comm")),
        ) else {
            continue;
        };
        let mut variables = environment.split(|byte| *byte == 0);
        if variables.any(|variable| variable == of_this.as_bytes()) {
            let program = program.trim().to_owned();
            found.push(WindowProcess { program, place });
        }
    }
    Ok(found)
}

/// What a walk has around it.
#[derive(Debug)]
pub struct Walked {
    pub(crate) window: Page,
    pub(crate) network: Proxy,
    pub(crate) services: Services,
    pub(crate) desktop: DesktopSession,
    pub(crate) mailbox: Arc<Mailbox>,
}

/// Walks the whole path and ends everything. `say` is told of each step before it is done.
pub async fn walk(folder: &Path, say: impl Fn(&str)) -> Result<()> {
    walk_to_the_end(folder, &say).await?.window.close().await
}

pub(crate) async fn walk_to_the_end(folder: &Path, say: &impl Fn(&str)) -> Result<Walked> {
    say("starting a private desktop: bus, keychain, screen, notifications");
    let mut desktop = DesktopSession::start(folder).await?;
    say("starting the server and the stand-in for ID-porten");
    let mailbox = Arc::new(Mailbox::within(folder));
    let mut services = Services::start_with(&folder.join("services"), &mailbox.section())?;
    say("two municipalities send their reports");
    let period = "2026-1".parse()?;
    services.send_report("3411", period, 1).await?;
    services.send_report("3420", period, 2).await?;

    say("opening the window");
    let network = Proxy::start(services.address()).await?;
    let window = open_window(&desktop, &network.address(), folder).await?;
    log_in(&desktop, &window, folder, say).await?;
    choose_pin(&window, say).await?;
    window.find("start-registration").await?;
    preferences::pictures(&window, "hjem-forste-gang").await?;
    register(&window, &mailbox, say).await?;
    review(&window, say).await?;
    arrival(&mut desktop, &services, &window, say).await?;
    decide_offline(&mut services, &window, say).await?;
    receipt(&mut services, &window, say).await?;
    at_bufdir(&mut desktop, &mut services, &window, say).await?;
    Ok(Walked {
        window,
        network,
        services,
        desktop,
        mailbox,
    })
}

/// Logs in as the officer, in a browser of its own.
pub async fn log_in(
    desktop: &DesktopSession,
    window: &Page,
    folder: &Path,
    say: &impl Fn(&str),
) -> Result<()> {
    say("step 1: log in, in the system's browser");
    window.find("start-login").await?;
    window.screenshot("01-logg-inn").await?;
    window.click("start-login").await?;
    let address = desktop.opened_address(ARRIVES).await?;
    window.find("login-waiting").await?;
    window.screenshot("02-venter-pa-nettleseren").await?;
    say("step 2: choose an electronic ID and a synthetic person");
    let browser = browser::start(folder).await?;
    browser.goto(&address).await?;
    browser.find("eid-bankid").await?;
    browser.screenshot("03-velg-elektronisk-id").await?;
    browser.click("eid-bankid").await?;
    browser.find("person-0").await?;
    browser.screenshot("04-velg-person").await?;
    browser.click("person-0").await?;
    // The stand-in's own pages have a banner before what they are about.
    browser.find_css("body > main:first-child h1").await?;
    // The page's policy lets its own style through.
    let edge = "return getComputedStyle(document.querySelector('main')).borderTopWidth";
    let edge = browser.run(edge, vec![]).await?;
    ensure!(
        edge == "6px",
        "The page that ends the login has no style: {edge}"
    );
    browser.screenshot("05-tilbake-til-programmet").await?;
    browser.close().await
}

/// Chooses a PIN after the first login on a machine.
pub async fn choose_pin(window: &Page, say: &impl Fn(&str)) -> Result<()> {
    say("the first login on this machine: choose a PIN");
    window.type_into("pin", PIN).await?;
    window.type_into("pin-again", PIN).await?;
    window.screenshot("06-velg-pin").await?;
    window.click("choose-pin").await
}

/// How the officer is reached.
pub const EMAIL: &str = "ingrid.solbakken@innlandet.example";

/// «Start registrering», and the code that is mailed.
pub async fn register(window: &Page, mailbox: &Mailbox, say: &impl Fn(&str)) -> Result<()> {
    say("step 3: «Start registrering», e-mail and telephone at work");
    window.click("start-registration").await?;
    window.type_into("contact-email", EMAIL).await?;
    window.type_into("contact-phone", "62 55 10 00").await?;
    window.screenshot("07-start-registrering").await?;
    preferences::pictures(window, "start-registrering").await?;
    window.click("save-contact").await?;
    let kept = "return document.getElementById('contact-phone').value === '+4762551000'";
    until(
        "the telephone number as the server keeps it",
        ARRIVES,
        async || {
            window
                .run(kept, vec![])
                .await
                .is_ok_and(|kept| kept == true)
        },
    )
    .await?;
    say("step 3: a code is mailed to the address, and typed");
    let code = mailbox.code(EMAIL).await?;
    window.type_into("email-code", &code).await?;
    window.screenshot("07-kode").await?;
    window.click("confirm-email").await?;
    window.find("email-confirmed").await?;
    window.click("home").await.map(drop)
}

async fn review(window: &Page, say: &impl Fn(&str)) -> Result<()> {
    say("step 4: home has the box «Innrapportering»");
    window.find("open-reporting").await?;
    window
        .find_css("[data-testid='count-open'][data-count='2']")
        .await?;
    window.screenshot("08-hjem").await?;
    window.click("open-reporting").await?;
    say("step 5: «Åpne oppgaver»");
    window.find_css(&row(REFERENCE)).await?;
    window.screenshot("09-oppgaver").await?;
    say("step 6: open the form by its reference");
    window.open_row(&row(REFERENCE)).await?;
    window.find("own-figure").await?;
    window.click("heading-3").await?;
    window.screenshot("10-gjennomgang").await
}

async fn arrival(
    desktop: &mut DesktopSession,
    services: &Services,
    window: &Page,
    say: &impl Fn(&str),
) -> Result<()> {
    say("a report arrives: one native notification, and a click opens it");
    ensure!(
        desktop.notification_so_far().is_none(),
        "the first fill is not news"
    );
    services.send_report("3403", "2026-1".parse()?, 1).await?;
    let shown = desktop.notification(ARRIVES).await?;
    ensure!(
        shown.body == "Hamar: ny rapport",
        "the notification says {:?}",
        shown.body
    );
    // A click in the instant between a notification and notify-rust's listening for it is lost. No
    // person is that fast, and a person clicks again.
    until("the click to open the report", ARRIVES, async || {
        desktop.click(shown.id).await.is_ok() && window.has_text("h1", "Hamar").await
    })
    .await?;
    window.screenshot("11-apnet-fra-varsel").await?;
    ensure!(
        desktop.notification_so_far().is_none(),
        "one report is one notification"
    );
    window.click("back").await?;
    window.open_row(&row(REFERENCE)).await?;
    window.wait_for_text("h1", "Ringsaker").await?;
    window.click("heading-3").await
}

async fn decide_offline(services: &mut Services, window: &Page, say: &impl Fn(&str)) -> Result<()> {
    say("the server goes away");
    services.stop_server()?;
    window
        .find_css("[data-testid='status-line'][data-link='offline']")
        .await?;
    window
        .find_css("[data-testid='travel'][data-ready='true']")
        .await?;
    say("steps 7 and 8: own figure, Godkjenner Ja, Lagre, Fortsett arbeidsflyt, Bekreft");
    window.type_into("own-figure", "17").await?;
    window.click("approve-yes").await?;
    window.click("save").await?;
    window
        .find_css("[data-testid='draft'][data-draft='saved']")
        .await?;
    window.screenshot("12-utkast-lagret").await?;
    window.click("continue").await?;
    window.find("confirm").await?;
    window.screenshot("13-bekreft").await?;
    window.click("confirm").await?;
    window
        .find_css("[data-testid='stage'][data-stage='saved_here']")
        .await?;
    window.screenshot("14-lagret-her").await
}

async fn receipt(services: &mut Services, window: &Page, say: &impl Fn(&str)) -> Result<()> {
    say("the decision waits on this machine");
    window.click("back").await?;
    window.find_css(&row(REFERENCE)).await?;
    window.screenshot("15-venter-pa-nett").await?;
    say("the server comes back: the receipt");
    services.start_server()?;
    window.click("status-line").await?;
    window
        .find_css("[data-testid='status-line'][data-link='online']")
        .await?;
    window.wait_gone(&row(REFERENCE)).await?;
    say("step 11: «Løste oppgaver (arkiv)»");
    window.click("tab-archive").await?;
    window.find_css(&row(REFERENCE)).await?;
    window.screenshot("16-arkiv").await?;
    window.open_row(&row(REFERENCE)).await?;
    window
        .find_css("[data-testid='stage'][data-stage='received']")
        .await?;
    let number = window.text("receipt-number").await?;
    let (year, count) = number.trim().split_once('-').unwrap_or_default();
    let digits = [year, count].concat();
    ensure!(
        (year.len(), count.len()) == (2, 6) && digits.bytes().all(|digit| digit.is_ascii_digit()),
        "the receipt is {number:?}"
    );
    window
        .find_css("[data-testid='proof'][data-proof='verified']")
        .await?;
    window.screenshot("17-kvittering").await
}

async fn at_bufdir(
    desktop: &mut DesktopSession,
    services: &mut Services,
    window: &Page,
    say: &impl Fn(&str),
) -> Result<()> {
    say("Bufdir's system fetches the report and acknowledges it: «Hos Bufdir»");
    let taken = services.bufdir_acknowledges().await?;
    ensure!(taken == 1, "Bufdir got {taken} reports");
    // Nobody asks for it: a hint does.
    window
        .find_css("[data-testid='stage'][data-stage='at_bufdir']")
        .await?;
    window.screenshot("18-hos-bufdir").await?;
    ensure!(
        services.bufdir_acknowledges().await? == 0,
        "Bufdir got the report once more"
    );
    window.click("back").await?;
    window.find_css(&row(REFERENCE)).await?;
    window.screenshot("19-arkiv-hos-bufdir").await?;
    ensure!(
        desktop.notification_so_far().is_none(),
        "an acknowledgement is no notification"
    );
    Ok(())
}

/// The row of a report, by its reference.
pub fn row(reference: &str) -> String {
    format!("[data-testid='task-row'][data-reference='{reference}']")
}
