//! Steps 15 to 17 of the guide: somebody applies for access at the portal, the office hears of it, answers without a
//! network, and the access that follows is listed and ended.

use anyhow::{Context, Result, bail, ensure};
use domain::{
    application::{
        Answer, Application, ApplicationDecision, ApplicationState, Contact, Represents, Wish,
    },
    ids::{ApplicationId, DecisionId},
    text::Language,
    wire::{PortalApplications, PortalApplied, PortalApply, path},
};
use jiff::ToSpan;
use serde_json::json;
use support::{portal::Visitor, scene::Scene, services::Services, walk::row};

use super::{colleague, in_window, looks::examine};
use crate::applying::push;

/// One of the stand-in's persons, whom nobody knows. Synthetic.
pub(crate) const ODDVAR: usize = 3;

/// A day cannot be typed alike everywhere: the field is told as a date picker tells it.
const CHOOSE_DAY: &str = "
    const field = document.getElementById('answer-until');
    field.value = arguments[0];
    field.dispatchEvent(new Event('input', { bubbles: true }));
";

#[tokio::test(flavor = "multi_thread")]
async fn an_application_is_answered_without_a_network_and_gives_access() {
    in_window(async |scene, folder| {
        scene.log_in_to("3411", folder).await?;
        let mut applicant = Visitor::new(scene.services.address())?;
        applicant.log_in("/portal/", "bankid", ODDVAR).await?;
        let sent = applies(&mut applicant).await?;
        let shown = scene.desktop.notification(support::walk::ARRIVES).await?;
        ensure!(
            shown.body == "Ringsaker: tilgangssøknad",
            "the notification says {:?}",
            shown.body
        );
        answered_without_a_network(scene, &sent).await?;
        let state = own(&mut applicant).await?;
        let has_access = matches!(state, ApplicationState::Approved { .. });
        ensure!(has_access, "the applicant has {state:?}");
        archived(scene, &sent.reference).await?;
        ended(scene, &sent.reference).await?;
        let state = own(&mut applicant).await?;
        let is_over = matches!(state, ApplicationState::Ended { .. });
        ensure!(is_over, "the applicant has {state:?}");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_colleague_who_was_first_is_shown_beside_the_own_answer() {
    in_window(async |scene, folder| {
        scene.log_in_to("3411", folder).await?;
        let mut applicant = Visitor::new(scene.services.address())?;
        applicant.log_in("/portal/", "bankid", ODDVAR).await?;
        let sent = applies(&mut applicant).await?;
        scene.desktop.notification(support::walk::ARRIVES).await?;
        let window = &scene.window;
        window.click("reporting").await?;
        window.open_row(&row(&sent.reference)).await?;
        scene.network.cut();
        window.click("answer-reject").await?;
        window
            .type_into("answer-reason", "Tallene ligger åpent.")
            .await?;
        window.click("continue").await?;
        window.click("confirm").await?;
        window
            .find_css("[data-testid='stage'][data-stage='saved_here']")
            .await?;
        colleague_says_yes(&scene.services, &sent).await?;
        scene.network.open();
        window.click("status-line").await?;
        window
            .find_css("[data-testid='stage'][data-stage='needs_you']")
            .await?;
        window
            .wait_for_text("[data-testid='answers']", colleague::NAME)
            .await?;
        window
            .wait_for_text("main", "Tallene ligger åpent.")
            .await?;
        examine(scene, "application-conflict").await?;
        let state = own(&mut applicant).await?;
        let stands = matches!(state, ApplicationState::Approved { .. });
        ensure!(stands, "the applicant has {state:?}");
        Ok(())
    })
    .await;
}

/// Another officer of the office answers at a machine of their own, before this one is heard.
pub(crate) async fn colleague_says_yes(services: &Services, of: &Application) -> Result<()> {
    let session = services
        .session_of(colleague::NAME, colleague::NUMBER)
        .await?;
    let ctx = edge::system_ctx();
    let until = domain::norway::date(ctx.now()).saturating_add(1.year());
    let decision = ApplicationDecision {
        id: DecisionId(ctx.new_id()),
        application_id: of.id,
        content_hash: of.content_hash,
        answer: Answer::Approve { until },
        confirmed_at: ctx.now(),
    };
    push(services, &session.access_token, &decision.into()).await
}

pub(crate) async fn applies(applicant: &mut Visitor) -> Result<Application> {
    let represents = Represents::Unit {
        unit_no: "3411".into(),
    };
    applies_as(applicant, represents).await
}

pub(crate) async fn applies_as(
    applicant: &mut Visitor,
    represents: Represents,
) -> Result<Application> {
    let asked = PortalApply {
        id: ApplicationId(edge::system_ctx().new_id()),
        wish: Wish {
            contact: Contact {
                name: "Oddvar Prøve".to_owned(),
                email: "oddvar@ringsaker.example".to_owned(),
                phone: None,
            },
            represents,
            reason: "Til årsmeldingen for barnevernet.".to_owned(),
        },
        language: Language::Nb,
    };
    let applied: PortalApplied = applicant.post(path::PORTAL_APPLICATIONS, &asked).await?;
    match applied {
        PortalApplied::Received { application } => Ok(*application),
        other @ (PortalApplied::OneWaits { .. } | PortalApplied::Refused { .. }) => {
            bail!("not received: {other:?}")
        }
    }
}

/// Where the applicant's own application stands.
pub(crate) async fn own(applicant: &mut Visitor) -> Result<ApplicationState> {
    let own: PortalApplications = applicant.get(path::PORTAL_APPLICATIONS).await?;
    let newest = own.applications.into_iter().next();
    Ok(newest.context("no application")?.state)
}

async fn answered_without_a_network(scene: &Scene, sent: &Application) -> Result<()> {
    let window = &scene.window;
    window.click("reporting").await?;
    window.open_row(&row(&sent.reference)).await?;
    window.wait_for_text("h1", &sent.contact.name).await?;
    let shown = window.find_css("main").await?.text().await?;
    for words in [&sent.contact.email, &sent.reason] {
        ensure!(shown.contains(words), "{words:?} is not shown: {shown}");
    }
    scene.network.cut();
    window.click("answer-approve").await?;
    window.click("continue").await?;
    window.find("until-wrong").await?;
    let today = domain::norway::date(edge::system_ctx().now());
    let until = json!(today.saturating_add(1.year()).to_string());
    window.run(CHOOSE_DAY, vec![until]).await?;
    window.click("save").await?;
    window
        .find_css("[data-testid='draft'][data-draft='saved']")
        .await?;
    examine(scene, "application").await?;
    window.click("continue").await?;
    window.find("confirm").await?;
    examine(scene, "application-confirm").await?;
    window.click("confirm").await?;
    window
        .find_css("[data-testid='stage'][data-stage='saved_here']")
        .await?;
    scene.network.open();
    window.click("status-line").await?;
    window
        .find_css("[data-testid='stage'][data-stage='received']")
        .await?;
    window.find("receipt-number").await?;
    window
        .find_css("[data-testid='proof'][data-proof='verified']")
        .await?;
    Ok(())
}

async fn archived(scene: &Scene, reference: &str) -> Result<()> {
    let window = &scene.window;
    window.click("back").await?;
    window.find("tab-open").await?;
    window.click("tab-open").await?;
    window.wait_gone(&row(reference)).await?;
    window.click("tab-archive").await?;
    window.find_css(&row(reference)).await.map(drop)
}

async fn ended(scene: &Scene, reference: &str) -> Result<()> {
    let window = &scene.window;
    window.click("open-access").await?;
    let listed = format!("[data-testid='access-row'][data-reference='{reference}']");
    window.find_css(&listed).await?;
    examine(scene, "access").await?;
    window.click("access-back").await?;
    scene.goes_offline().await?;
    window.click("open-access").await?;
    window.find("access-unreachable").await?;
    examine(scene, "access-unreachable").await?;
    scene.network.open();
    window.click("try-again").await?;
    window.find_css(&listed).await?;
    window.click("end-access").await?;
    window.find("confirm").await?;
    examine(scene, "end-access").await?;
    window.click("confirm").await?;
    window.wait_gone(&listed).await?;
    window.find("access-none").await?;
    examine(scene, "access-none").await
}
