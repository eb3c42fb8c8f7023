//! Mails from what causes them, over a real mail server, to the page that their link leads to and the task that it
//! opens: steps 9, 10, 13 and 14 of the guide, and reminders that an officer sends.

use std::{collections::BTreeSet, path::Path};

use anyhow::{Context, Result, ensure};
use domain::wire::{AskEmailCode, Contact, EmailCodeAsked, EmailConfirmed, path};
use scratch_mail::Letter;
use serde_json::json;
use support::{
    browser,
    data::{corrected, miscounted},
    mailbox::Mailbox,
    portal::Visitor,
    proxy::Moment,
    reporter::choose_person,
    returning::returns,
    scene::Scene,
    vault::PIN,
    walk::{ARRIVES, EMAIL, register},
    webdriver::Page,
};

use super::{
    applications::{ODDVAR, applies},
    guest::follow,
    in_window, in_window_with,
    looks::examine,
};

const RETURNED: &str = "HR-2026-1-3413";
/// The municipality's reporter: name, number and place among the stand-in's persons. Synthetic.
const REPORTER: (&str, &str, usize) = ("Turid Prøvevik", "23908302052", 2);
const REPORTERS_EMAIL: &str = "turid@stange.example";

/// A person who reports for a unit shows whose the own address is, as the portal's pages do it.
pub(super) async fn reports(scene: &Scene, mailbox: &Mailbox, unit: &str) -> Result<()> {
    let (name, number, person) = REPORTER;
    scene.services.add_reporter(unit, name, number)?;
    let mut visitor = Visitor::new(scene.services.address())?;
    visitor.log_in("/portal/", "bankid", person).await?;
    let told = Contact {
        email: REPORTERS_EMAIL.to_owned(),
        phone: Some("62 58 70 00".to_owned()),
    };
    let _kept: Contact = visitor.post(path::PORTAL_CONTACT, &told).await?;
    let asked = AskEmailCode {
        language: domain::Language::Nb,
    };
    let sent: EmailCodeAsked = visitor.post(path::PORTAL_EMAIL_CODE, &asked).await?;
    ensure!(sent == EmailCodeAsked::Sent {}, "{sent:?}");
    let typed = json!({ "code": mailbox.code(REPORTERS_EMAIL).await? });
    let said: EmailConfirmed = visitor.post(path::PORTAL_CONFIRM_EMAIL, &typed).await?;
    ensure!(said == EmailConfirmed::Confirmed {}, "{said:?}");
    Ok(())
}

/// The only link of a mail, which holds nothing that belongs in none.
fn link(letter: &Letter) -> Result<String> {
    let [link] = letter.links()[..] else {
        anyhow::bail!("not one link: {letter:?}");
    };
    let quoted = letter.html.contains(&format!("href=\"{link}\""));
    ensure!(quoted, "another link: {}", letter.html);
    for secret in ["Rett tallet", "si kort", REPORTER.1, "inv_breach", "Turid"] {
        let all = [&letter.raw, &letter.plain, &letter.html];
        ensure!(!all.iter().any(|text| text.contains(secret)), "{secret}");
    }
    Ok(link.to_owned())
}

/// Follows a link to its page, and from there into the program.
async fn into_the_program(
    scene: &Scene,
    (browser, folder): (&Page, &Path),
    link: &str,
) -> Result<()> {
    browser.goto(link).await?;
    let open = browser.find_css("a.open").await?;
    let open = open.attr("href").await?.context("no address")?;
    follow(scene, folder, &open).await
}

#[tokio::test(flavor = "multi_thread")]
async fn each_mail_of_the_walk_leads_to_its_task() {
    let mailbox = Mailbox::at_a_server().unwrap();
    in_window_with(&mailbox.section(), async |scene, folder| {
        scene.log_in(folder, 0).await?;
        register(&scene.window, &mailbox, &|_| ()).await?;
        reports(scene, &mailbox, "3413").await?;
        let browser = browser::start(&folder.join("mails")).await?;
        returned(scene, &mailbox, &browser).await?;

        // Whoever is not at work is told by mail.
        scene.window.click("user-menu").await?;
        scene.window.click("lock-now").await?;
        scene.window.find("unlock").await?;
        let period = "2026-1".parse()?;
        scene.services.send(&corrected("3413", period)?).await?;
        scene.services.posts_later().await?;
        let arrived = "Korrigert rapport fra Stange er kommet inn";
        let report = link(&mailbox.letter(EMAIL, arrived).await?)?;
        let mut applicant = Visitor::new(scene.services.address())?;
        applicant.log_in("/portal/", "bankid", ODDVAR).await?;
        let applied = applies(&mut applicant).await?;
        scene.services.posts_later().await?;
        let asked = mailbox.letter(EMAIL, "En søknad om tilgang er kommet inn");
        let asked = asked.await?;
        ensure!(asked.plain.contains(&applied.reference), "{asked:?}");
        let application = link(&asked)?;

        let at = (&browser, folder);
        into_the_program(scene, at, &report).await?;
        scene.window.type_into("pin", PIN).await?;
        scene.window.click("unlock").await?;
        scene.window.wait_for_text("h1", "Stange").await?;
        into_the_program(scene, at, &application).await?;
        scene
            .window
            .wait_for_text("main", &applied.reference)
            .await?;
        scene.window.find("answer-approve").await?;
        browser.close().await?;
        // What is done is told no more, however often it is looked.
        let before = mailbox.letters()?.len();
        scene.services.posts_later().await?;
        ensure!(mailbox.letters()?.len() == before, "more mails");
        Ok(())
    })
    .await;
}

/// Step 9: the officer returns, and the mail to the municipality leads to what is asked.
async fn returned(scene: &mut Scene, mailbox: &Mailbox, browser: &Page) -> Result<()> {
    let period = "2026-1".parse()?;
    scene.services.send(&miscounted("3413", period)?).await?;
    scene.desktop.notification(ARRIVES).await?;
    scene.open(RETURNED).await?;
    returns(&scene.window, async |_| Ok(())).await?;
    scene
        .window
        .find_css("[data-testid='stage'][data-stage='received']")
        .await?;
    scene.services.posts_later().await?;
    let letter = mailbox.letter(REPORTERS_EMAIL, "Rapporten for Stange må rettes");
    browser.goto(&link(&letter.await?)?).await?;
    browser.click("start-login").await?;
    choose_person(browser, REPORTER.2).await?;
    browser
        .wait_for_text("[data-testid='officer-comment']", "Rett tallet")
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_officer_reminds_who_has_not_reported_and_sees_what_was_sent() {
    let mailbox = Mailbox::at_a_server().unwrap();
    in_window_with(&mailbox.section(), async |scene, folder| {
        scene.log_in_to("3411", folder).await?;
        reports(scene, &mailbox, "3413").await?;
        let window = &scene.window;
        window.click("reporting").await?;
        window.click("tab-county").await?;
        window.find("county").await?;
        window.click("open-reminders").await?;
        // Nobody can be reminded who has reported, or whom no mail reaches.
        window.find("pick-3413").await?;
        window
            .find_css("[data-testid='missing-unit'][data-unit='3403'][data-receivers='0']")
            .await?;
        window
            .wait_gone("[data-testid='missing-unit'][data-unit='3411']")
            .await?;
        window.click("pick-3413").await?;
        examine(scene, "reminders").await?;
        window.click("preview-reminders").await?;
        window.find("letter").await?;
        examine(scene, "reminders-preview").await?;
        let shown = window.text("letter").await?;
        ensure!(mailbox.letters()?.len() == 1, "sent before it was seen");

        scene.network.cut();
        window.click("send-reminders").await?;
        window
            .find_css("[data-testid='error'][data-code='not_reached']")
            .await?;
        scene.network.open();
        // The server reminds, and the answer never comes: the page says that sending again is no second reminder.
        let reached = scene.network.cut_at(path::REMINDERS, Moment::Committed);
        window.click("send-reminders").await?;
        tokio::time::timeout(ARRIVES, reached).await??;
        window.find("once-only").await?;
        examine(scene, "reminders-unanswered").await?;
        scene.network.open();
        window.click("send-reminders").await?;
        window.find("reminders-done").await?;
        window
            .find_css("[data-testid='sent-row'][data-unit='3413'][data-mailed='0']")
            .await?;
        let rows = "return document.querySelectorAll('[data-testid=sent-row]').length";
        ensure!(window.run(rows, vec![]).await? == 1, "reminded twice");
        scene.services.posts_later().await?;
        let subject = "Påminnelse om rapporten for Stange";
        let mailed = mailbox.letters()?;
        let mailed = mailed.iter().filter(|letter| letter.subject == subject);
        ensure!(mailed.count() == 1, "mailed twice");
        let letter = mailbox.letter(REPORTERS_EMAIL, subject).await?;
        for line in letter.plain.lines().filter(|line| *line != "-- ") {
            ensure!(shown.contains(line.trim()), "{line:?} is not in {shown:?}");
        }
        ensure!(
            link(&letter)?.ends_with("/portal/3413/2026-1"),
            "{letter:?}"
        );
        // What the server says of it now.
        window.click("reminders-back").await?;
        window.click("open-reminders").await?;
        window
            .find_css("[data-testid='sent-row'][data-unit='3413'][data-mailed='1']")
            .await?;
        examine(scene, "reminders-sent").await?;
        window.click("reminders-back").await?;
        scene.goes_offline().await?;
        window.click("open-reminders").await?;
        window.find("reminders-unreachable").await?;
        examine(scene, "reminders-unreachable").await?;
        scene.network.open();
        window.click("try-again").await?;
        window.find("sent-row").await.map(drop)
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sixty_arrivals_are_one_native_notification() {
    in_window(async |scene, folder| {
        scene.log_in(folder, 0).await?;
        let later = "2026-2".parse()?;
        scene.services.open_period(later)?;
        let units: Vec<String> = domain::units::Register::current()
            .of_office(&support::services::OFFICE.into(), later.last_day())
            .map(|unit| unit.no.to_string())
            .collect();
        let of = |period| units.iter().map(move |unit| (unit, period));
        let all: Vec<_> = of("2026-1".parse()?).chain(of(later)).take(60).collect();
        ensure!(all.len() == 60, "{} reports", all.len());
        for (unit, period) in all {
            scene.services.send_report(unit, period, 1).await?;
        }
        let mut ids = BTreeSet::new();
        loop {
            let shown = scene.desktop.notification(ARRIVES).await?;
            ids.insert(shown.id);
            if shown.body == "60 nye oppgaver" {
                break;
            }
        }
        ensure!(ids.len() == 1, "{} notifications", ids.len());
        ensure!(
            scene.desktop.notification_so_far().is_none(),
            "more than one"
        );
        Ok(())
    })
    .await;
}
