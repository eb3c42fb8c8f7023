//! Steps 15 to 17 of the guide: somebody applies for access at the portal, the office hears of it, answers without a
//! network, and the access that follows is listed and ended.

use anyhow::{Context, Result, bail, ensure};
use domain::{
    application::{Application, ApplicationState, Contact, Represents, Wish},
    ids::ApplicationId,
    wire::{PortalApplications, PortalApplied, PortalApply, path},
};
use jiff::ToSpan;
use serde_json::json;
use support::{portal::Visitor, scene::Scene, walk::row};

use super::{in_window, looks::examine};

/// One of the stand-in's persons, whom nobody knows. Synthetic.
const ODDVAR: usize = 3;

/// A day cannot be typed alike everywhere: the field is told as a date picker tells it.
const CHOOSE_DAY: &str = "
    const field = document.getElementById('answer-until');
    field.value = arguments[0];
    field.dispatchEvent(new Event('input', { bubbles: true }));
";

#[tokio::test(flavor = "multi_thread")]
async fn an_application_is_answered_without_a_network_and_gives_access() {
    in_window(async |scene, folder| {
        let period = "2026-1".parse()?;
        scene.services.send_report("3411", period, 1).await?;
        scene.log_in(folder, 1).await?;
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

async fn applies(applicant: &mut Visitor) -> Result<Application> {
    let asked = PortalApply {
        id: ApplicationId(edge::system_ctx().new_id()),
        wish: Wish {
            contact: Contact {
                name: "Oddvar Prøve".to_owned(),
                email: "oddvar@ringsaker.example".to_owned(),
                phone: None,
            },
            represents: Represents::Unit {
                unit_no: "3411".into(),
            },
            reason: "Til årsmeldingen for barnevernet.".to_owned(),
        },
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
async fn own(applicant: &mut Visitor) -> Result<ApplicationState> {
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
    window.click("end-access").await?;
    window.click("confirm").await?;
    window.wait_gone(&listed).await
}
