//! The demo without a screen: the walk, a report that is returned and comes back, two who apply for access, and a
//! picture of every page in each language.

use std::path::Path;

use anyhow::{Result, ensure};

use crate::{
    accessing::{Around, access},
    browser,
    data::miscounted,
    mailbox::{Mailbox, shown},
    preferences::{self, LANGUAGES},
    reporter,
    returning::{is_seen_again, open, returns},
    services::Services,
    walk::{ARRIVES, Walked, walk_to_the_end},
};

mod astray;
mod away;
mod gate;
mod pages;

/// Is returned, comes back and stays undecided.
const RETURNED: &str = "HR-2026-1-3413";
/// Is approved on the walk.
const APPROVED: &str = "HR-2026-1-3411";
/// The municipality's reporter: name, number and place among the stand-in's persons. Synthetic.
const REPORTER: (&str, &str, usize) = ("Turid Prøvevik", "23908302052", 2);

/// Does all of it. `say` is told of each step before it is done.
pub async fn tour(folder: &Path, say: impl Fn(&str)) -> Result<()> {
    let mut walked = walk_to_the_end(folder, &say).await?;
    returned(&mut walked, folder, &say).await?;
    let mut around = Around {
        window: &walked.window,
        services: &walked.services,
        desktop: &mut walked.desktop,
        mailbox: &walked.mailbox,
        folder,
    };
    access(&mut around, &say).await?;
    reminded(&walked, &say).await?;
    say("the mails, on a page of the demo");
    mails(&walked, folder).await?;
    say("the network goes, and a decision comes back");
    away::without_a_network(&walked).await?;
    for language in LANGUAGES {
        say(&format!("a picture of every page in {language}"));
        pages::every_page(&walked.window, language).await?;
    }
    preferences::choose(&walked.window, "nb", "auto").await?;
    say("what is asked before a decision");
    pages::questions(&walked.window, &walked.services).await?;
    say("what is other than it was: an older copy on this machine, a server that forgot");
    astray::pages(&mut walked, folder).await?;
    say(
        "what stands before the pages: a lock, a new PIN, access that ends, a login that is refused",
    );
    gate::before_the_pages(&walked, folder).await?;
    walked.window.close().await
}

/// A unit that has not reported is reminded from «Hele fylket».
async fn reminded(
    Walked {
        window, services, ..
    }: &Walked,
    say: &impl Fn(&str),
) -> Result<()> {
    say("a unit that has not reported is reminded");
    let (name, national_id, _) = REPORTER;
    services.add_reporter("3401", name, national_id)?;
    window.click("reporting").await?;
    window.click("tab-county").await?;
    window.click("open-reminders").await?;
    window.click("pick-3401").await?;
    window.screenshot("22-paminnelser").await?;
    window.click("preview-reminders").await?;
    window.find("letter").await?;
    window.screenshot("23-paminnelsen").await?;
    preferences::pictures(window, "paminnelsen").await?;
    window.click("send-reminders").await?;
    window.find("reminders-done").await?;
    services.posts_later().await?;
    window.click("reminders-back").await?;
    window.click("open-reminders").await?;
    window
        .find_css("[data-testid='sent-row'][data-mailed='1']")
        .await?;
    window.screenshot("24-paminnelse-sendt").await?;
    window.click("reminders-back").await?;
    window.click("tab-open").await
}

/// All that was mailed until now, as the demo's page shows it.
async fn mails(walked: &Walked, folder: &Path) -> Result<()> {
    walked.services.posts_later().await?;
    let (address, shown) = shown(walked.mailbox.clone()).await?;
    let browser = browser::start(folder).await?;
    let look = async {
        browser.goto(&address).await?;
        browser
            .wait_for_text("main", "Søknaden din om tilgang")
            .await?;
        browser.screenshot("60-e-post").await
    };
    tokio::select! {
        looked = look => looked?,
        failed = shown => failed?,
    }
    browser.close().await
}

async fn returned(walked: &mut Walked, folder: &Path, say: &impl Fn(&str)) -> Result<()> {
    let Walked {
        window,
        services,
        desktop,
        mailbox,
        ..
    } = walked;
    let period = "2026-1".parse()?;
    say("step 9: a report that does not add up is returned with what is asked");
    services.send(&miscounted("3413", period)?).await?;
    desktop.notification(ARRIVES).await?;
    open(window, RETURNED).await?;
    let look = async |page: &str| window.screenshot(&format!("20-{page}")).await;
    returns(window, look).await?;
    window
        .find_css("[data-testid='stage'][data-stage='received']")
        .await?;
    say("step 10: the municipality answers in the portal and sends again, and the officer is told");
    answered(services, mailbox, folder).await?;
    let shown = desktop.notification(ARRIVES).await?;
    ensure!(
        shown.body == "Stange: korrigert rapport",
        "the notification says {:?}",
        shown.body
    );
    open(window, RETURNED).await?;
    is_seen_again(window).await?;
    window.screenshot("21-korrigert").await
}

/// The municipality's end, in the browser: one number is corrected as asked, and one that nobody asked about.
async fn answered(services: &Services, mailbox: &Mailbox, folder: &Path) -> Result<()> {
    let (name, national_id, person) = REPORTER;
    services.add_reporter("3413", name, national_id)?;
    let portal = browser::start(folder).await?;
    reporter::log_in(services, &portal, "/portal/registrering", person).await?;
    let code = mailbox.code(reporter::EMAIL).await?;
    portal.type_into("email-code", &code).await?;
    portal.click("confirm-email").await?;
    portal.find("email-confirmed").await?;
    portal
        .goto(&format!("{}/portal/3413", services.address()))
        .await?;
    portal
        .find_css("[data-testid='period-2026-1'][data-state='returned']")
        .await?;
    portal.screenshot("30-kommunen-halvar").await?;
    portal.click("open-2026-1").await?;
    portal.find("officer-comment").await?;
    portal.screenshot("31-kommunen-returnert").await?;
    portal.click("answer-inv_breach-corrected").await?;
    reporter::retype(&portal, "value-inv_breach", "14").await?;
    portal
        .wait_for_text("[data-testid='answered']", "1 av 1")
        .await?;
    portal.find("saved").await?;
    portal.screenshot("32-kommunen-besvart").await?;
    portal
        .goto(&format!(
            "{}/portal/3413/2026-1/fyll-ut",
            services.address()
        ))
        .await?;
    reporter::fill(&portal, 3, "value-inv_open_over_deadline", "7").await?;
    portal.find("saved").await?;
    portal.screenshot("33-kommunen-fyll-ut").await?;
    reporter::send(&portal, RETURNED).await?;
    portal.screenshot("34-kommunen-kvittering").await?;
    portal.close().await
}
