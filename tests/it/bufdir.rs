//! A person at Bufdir at the portal's pages: in the system's browser, with the server and the stand-in for ID-porten
//! as they run.

use anyhow::{Context, Result, ensure};
use domain::{
    decision::{Decision, Verdict},
    ids::DecisionId,
    report::Report,
    wire::{
        PullPage, PullRequest, ReopeningRequest, ReopeningRequestAnswer, ReopeningRequestOutcome,
        Session, Submitted, path,
    },
};
use edge::system_ctx;
use serde_json::json;
use support::{axe, reporter::arrive, services::Services, webdriver::Page};

use crate::{applying::push, portal::at_portal};

/// One of the stand-in's persons, by the place there. Synthetic.
const LIV: (&str, usize) = ("11899522070", 4);

/// A synthetic number that nobody has a role under.
const NEWCOMER: &str = "02813299960";

/// A report that an officer has approved.
pub(crate) async fn approved(
    services: &Services,
    session: &Session,
    unit: &str,
) -> Result<Submitted> {
    let sent = services.send_report(unit, "2026-1".parse()?, 1).await?;
    let ctx = system_ctx();
    let decision = Decision {
        id: DecisionId(ctx.new_id()),
        report_id: sent.report_id,
        revision: sent.revision,
        content_hash: sent.content_hash,
        verdict: Verdict::Approve {
            own_figure: 0,
            comment: None,
        },
        confirmed_at: ctx.now(),
    };
    push(services, &session.access_token, &decision.into()).await?;
    Ok(sent)
}

/// The report as the office has it.
async fn at_office(services: &Services, session: &Session) -> Result<Report> {
    let asked = PullRequest {
        cursor: None,
        max_entries: 500,
    };
    let page = services.post(path::PULL, &asked, &session.access_token);
    let PullPage::Ok { bodies, .. } = page.await? else {
        anyhow::bail!("no place in the feed");
    };
    let body = bodies.last().context("no report")?;
    Ok(serde_json::from_str(body.body.get())?)
}

async fn go(services: &Services, page: &Page, place: &str) -> Result<()> {
    let address = format!("{}/portal/bufdir/{place}", services.address());
    page.goto(&address).await?;
    axe::load(page).await
}

/// Shows that the page has loaded, stands every check, and leaves a picture.
async fn looks(page: &Page, test_id: &str) -> Result<()> {
    page.find(test_id).await?;
    axe::finds_nothing(page, test_id).await?;
    page.screenshot(test_id).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bufdir_sees_an_approved_report_and_reopens_it() {
    at_portal(async |services, page, _| {
        let officer = services.officer_session().await?;
        let sent = approved(services, &officer, "3411").await?;

        services.bufdir_session(LIV.0).await?;
        arrive(services, page, LIV.1).await?;
        page.find("bufdir-reports").await?;
        let list = format!("{}/portal/bufdir/rapporter/2026-1", services.address());
        page.goto(&list).await?;
        let row = format!("[data-testid='report-{}']", sent.reference);
        page.wait_for_text(&row, "Ringsaker").await?;
        axe::load(page).await?;
        axe::finds_nothing(page, "the approved reports").await?;
        page.screenshot("approved-reports").await?;
        let open = "document.querySelector(arguments[0]).click()";
        page.run(open, vec![json!(format!("{row} a"))]).await?;
        page.find("reopen-reason").await?;
        axe::finds_nothing(page, "an approved report").await?;
        page.screenshot("approved-report").await?;
        page.type_into("reopen-reason", "Ett tall er ført i feil kolonne.")
            .await?;
        page.click("reopen").await?;
        page.click("confirm").await?;
        page.find_css("[data-testid='bufdir-report'][data-state='reopened']")
            .await
            .map(drop)
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bufdir_acknowledges_an_approval_and_refuses_to_reopen_it() {
    at_portal(async |services, page, _| {
        let officer = services.officer_session().await?;
        let sent = approved(services, &officer, "3411").await?;
        services.bufdir_session(LIV.0).await?;
        arrive(services, page, LIV.1).await?;
        page.find("bufdir-reports").await?;
        axe::load(page).await?;
        page.click(&format!("choose-{}", sent.reference)).await?;
        looks(page, "arrived").await?;
        page.click("acknowledge").await?;
        page.find("nothing-arrived").await?;
        let told = at_office(services, &officer).await?;
        let record = told.latest().and_then(|latest| latest.decision.as_ref());
        let record = record.context("no decision")?;
        ensure!(record.acknowledged_at.is_some(), "not at Bufdir");

        let asked = ReopeningRequest {
            report_id: sent.report_id,
            revision: sent.revision,
            reason: "Ett tall er ført i feil kolonne.".to_owned(),
        };
        let answer: ReopeningRequestAnswer = services
            .post(path::REOPENING_REQUESTS, &asked, &officer.access_token)
            .await?;
        ensure!(answer.outcome == ReopeningRequestOutcome::Asked);
        go(services, page, &format!("rapport/{}", sent.report_id)).await?;
        page.type_into("reopen-reason", "Tallet står riktig.")
            .await?;
        looks(page, "refuse-reopening").await?;
        page.click("refuse-reopening").await?;
        page.click("confirm").await?;
        page.wait_gone("[data-testid='refuse-reopening']").await?;
        page.wait_for_text("[data-testid='bufdir-report']", "Tallet står riktig.")
            .await?;
        let told = at_office(services, &officer).await?;
        let refusal = told.refusals.last().context("no refusal")?;
        ensure!(refusal.reason == "Tallet står riktig.");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bufdir_follows_a_half_year_and_takes_its_reports_out() {
    at_portal(async |services, page, _| {
        let officer = services.officer_session().await?;
        approved(services, &officer, "3411").await?;
        services.bufdir_session(LIV.0).await?;
        arrive(services, page, LIV.1).await?;
        page.find("bufdir-reports").await?;
        go(services, page, "rapporter/2026-1").await?;
        for format in ["csv", "xlsx", "json", "codebook"] {
            page.click(&format!("take-{format}")).await?;
            page.wait_gone("[data-testid='taking']").await?;
        }
        page.wait_for_text("body", "Filen er hentet.").await?;

        go(services, page, "mangler/2026-1").await?;
        looks(page, "counties").await?;
        let open = "document.querySelector(`[data-testid='missing-34']`).open = true";
        page.run(open, vec![]).await?;
        page.wait_for_text("[data-testid='missing-34']", "Hamar")
            .await?;
        ensure!(
            !page
                .has_text("[data-testid='missing-34']", "Ringsaker")
                .await,
            "approved, and missing"
        );

        go(services, page, "halvaar").await?;
        looks(page, "bufdir-halves").await?;
        page.click("close-2026-1").await?;
        page.click("confirm").await?;
        page.find_css("[data-testid='half-2026-1'][data-open='false']")
            .await?;
        page.click("change-2026-1").await?;
        looks(page, "half-form").await?;
        page.click("open-half").await?;
        page.find_css("[data-testid='half-2026-1'][data-open='true']")
            .await
            .map(drop)
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bufdir_gives_and_ends_a_role_ends_a_unit_and_reads_who_did_it() {
    at_portal(async |services, page, _| {
        services.bufdir_session(LIV.0).await?;
        arrive(services, page, LIV.1).await?;
        page.find("bufdir-reports").await?;
        go(services, page, "personer").await?;
        looks(page, "people-shown").await?;
        page.click("give-new").await?;
        page.type_into("give-national-id", NEWCOMER).await?;
        page.type_into("give-name", "Nils Prøve").await?;
        looks(page, "give-form").await?;
        page.click("give").await?;
        page.wait_gone("[data-testid='give-form']").await?;
        page.type_into("people-search", "Nils").await?;
        page.click("find-people").await?;
        page.wait_for_text("[data-testid='people-shown']", "1–1 av 1")
            .await?;
        let end = "document.querySelector(`[data-testid^='end-0']`).click()";
        page.run(end, vec![json!(null)]).await?;
        looks(page, "end-form").await?;
        page.click("end-role").await?;
        page.find("nobody-found").await?;

        go(services, page, "enheter").await?;
        page.type_into("unit-search", "ringsaker").await?;
        page.wait_for_text("[data-testid='units-found']", "Én enhet")
            .await?;
        looks(page, "bufdir-units").await?;
        page.click("change-3411").await?;
        looks(page, "unit-form").await?;
        page.click("save-unit").await?;
        page.wait_gone("[data-testid='unit-form']").await?;

        go(services, page, "logg").await?;
        looks(page, "log-rows").await?;
        for action in ["role.added", "roles.ended", "unit.changed"] {
            page.find_css(&format!("tr[data-action='{action}']"))
                .await?;
        }
        Ok(())
    })
    .await;
}
