//! Applicants for access to the published figures at the portal's pages, the office's answers, and Bufdir's: in
//! the system's browser, with the server and the stand-in for ID-porten as they run.

use anyhow::{Context, Result, ensure};
use domain::{
    application::{Answer, Application, ApplicationDecision},
    decision::AnyDecision,
    feed::EntityKind,
    ids::DecisionId,
    wire::{Outcome, PullPage, PullRequest, PushAnswer, PushRequest, path},
};
use edge::system_ctx;
use jiff::{ToSpan, civil::Date};
use serde_json::{json, value::to_raw_value};
use support::{
    accessing::fill_in, axe, browser, reporter::arrive, services::Services, webdriver::Page,
};

use crate::portal::at_portal;

/// The stand-in's persons, by their places there. Synthetic. Nobody knows the first.
const ODDVAR: usize = 3;
pub(crate) const LIV: (&str, usize) = ("11899522070", 4);

/// As whom one applies here.
const NAME: &str = "Oddvar Prøve";

/// The one application in the office's feed.
async fn in_feed(services: &Services, token: &str) -> Result<Application> {
    let asked = PullRequest {
        cursor: None,
        max_entries: 500,
    };
    let page: PullPage = services.post(path::PULL, &asked, token).await?;
    let PullPage::Ok { bodies, .. } = page else {
        anyhow::bail!("no place in the feed");
    };
    let found = bodies
        .iter()
        .find(|body| body.kind == EntityKind::Application);
    let found = found.context("no application in the feed")?;
    Ok(serde_json::from_str(found.body.get())?)
}

/// The office's answer, as an officer's outbox sends it.
async fn answer(services: &Services, token: &str, answer: Answer) -> Result<()> {
    let application = in_feed(services, token).await?;
    let ctx = system_ctx();
    let decision = AnyDecision::from(ApplicationDecision {
        id: DecisionId(ctx.new_id()),
        application_id: application.id,
        content_hash: application.content_hash,
        answer,
        confirmed_at: ctx.now(),
    });
    push(services, token, &decision).await
}

pub(crate) async fn push(services: &Services, token: &str, decision: &AnyDecision) -> Result<()> {
    let items = vec![to_raw_value(decision)?];
    let answer: PushAnswer = services
        .post(path::PUSH, &PushRequest { items }, token)
        .await?;
    let outcome = answer.results.into_iter().next().map(|of| of.outcome);
    ensure!(
        matches!(outcome, Some(Outcome::Applied { .. })),
        "{outcome:?}"
    );
    Ok(())
}

fn in_a_year() -> Date {
    domain::norway::date(system_ctx().now()).saturating_add(1.year())
}

async fn stands(page: &Page, state: &str) -> Result<()> {
    page.find_css(&format!(
        "[data-testid^='application-TS-'][data-state='{state}']"
    ))
    .await
    .map(drop)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_of_a_municipality_applies_and_the_office_says_yes() {
    at_portal(async |services, page, _| {
        arrive(services, page, ODDVAR).await?;
        axe::load(page).await?;
        page.find("no-role").await?;
        axe::finds_nothing(page, "the first page").await?;
        page.screenshot("first").await?;
        fill_in(page, NAME, "unit").await?;
        axe::finds_nothing(page, "the form").await?;
        page.screenshot("form").await?;
        page.click("send-application").await?;
        stands(page, "at_office").await?;
        axe::finds_nothing(page, "the own application").await?;
        page.screenshot("sent").await?;

        let session = services.officer_session().await?;
        let until = in_a_year();
        answer(services, &session.access_token, Answer::Approve { until }).await?;
        page.run("location.reload()", vec![]).await?;
        stands(page, "approved").await?;
        page.screenshot("approved").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_applicant_takes_it_back_and_applies_anew() {
    at_portal(async |services, page, _| {
        arrive(services, page, ODDVAR).await?;
        fill_in(page, NAME, "county_governor").await?;
        page.click("send-application").await?;
        stands(page, "at_office").await?;
        page.click("withdraw-application").await?;
        page.click("confirm").await?;
        stands(page, "withdrawn").await?;
        page.click("apply-anew").await?;
        page.find("application-form").await?;
        let session = services.officer_session().await?;
        let refused = answer(services, &session.access_token, Answer::Forward {}).await;
        ensure!(refused.is_err(), "a withdrawn application was answered");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_external_applicant_is_sent_to_bufdir_which_answers() {
    at_portal(async |services, page, folder| {
        arrive(services, page, ODDVAR).await?;
        fill_in(page, NAME, "external").await?;
        page.type_into("apply-organisation", "Et universitet")
            .await?;
        page.click("send-application").await?;
        stands(page, "at_office").await?;
        let session = services.officer_session().await?;
        answer(services, &session.access_token, Answer::Forward {}).await?;
        page.run("location.reload()", vec![]).await?;
        stands(page, "at_bufdir").await?;

        services.bufdir_session(LIV.0).await?;
        let bufdir = browser::start(&folder.join("bufdir")).await?;
        arrive(services, &bufdir, LIV.1).await?;
        bufdir.click("tab-applications").await?;
        bufdir
            .wait_for_text("[data-testid^='waits-']", "soker@prove.example")
            .await?;
        axe::load(&bufdir).await?;
        axe::finds_nothing(&bufdir, "Bufdir's applications").await?;
        let yes = "document.querySelector(`[data-testid^='yes-']`).click()";
        bufdir.run(yes, vec![]).await?;
        bufdir.find_css("[data-testid^='until-']").await?;
        axe::finds_nothing(&bufdir, "Bufdir's answer").await?;
        bufdir.screenshot("bufdir-answers").await?;
        let confirm = "document.querySelector(`[data-testid^='answer-']`).click()";
        bufdir.run(confirm, vec![]).await?;
        bufdir.find("nothing-waits").await?;
        bufdir.click("tab-accesses").await?;
        bufdir
            .wait_for_text("[data-testid^='access-']", "Oddvar Prøve")
            .await?;
        axe::finds_nothing(&bufdir, "access").await?;
        bufdir.screenshot("bufdir-access").await?;

        page.run("location.reload()", vec![]).await?;
        stands(page, "approved").await?;
        let end = "document.querySelector(`[data-testid^='end-TS-']`).click()";
        bufdir.run(end, vec![json!(null)]).await?;
        bufdir.click("confirm").await?;
        bufdir.find("nobody-has-access").await?;
        page.run("location.reload()", vec![]).await?;
        stands(page, "ended").await?;
        bufdir.close().await
    })
    .await;
}
