//! The whole review without a mouse, and the focus always somewhere.

use anyhow::{Result, bail, ensure};
use domain::{
    decision::{Ask, Draft},
    report::{Submission, Value},
};
use fantoccini::key::Key;
use support::{data, mailbox::Mailbox, portal::Visitor, scene::Scene, walk::row};

use super::{
    applications::{ODDVAR, applies},
    colleague, in_window, in_window_with,
    mails::reports,
};

/// More than the report has.
const MOST_FINDINGS: usize = 20;

#[tokio::test(flavor = "multi_thread")]
async fn a_report_is_reviewed_by_keys_alone() {
    in_window(async |scene, folder| {
        let period = "2026-1".parse()?;
        scene
            .services
            .send(&data::miscounted("3411", period)?)
            .await?;
        scene.services.send_report("3420", period, 1).await?;
        scene.log_in(folder, 2).await?;
        found_in_the_list(scene).await?;
        read(scene).await?;
        decided(scene).await
    })
    .await;
}

/// Presses keys; the focus must be somewhere after each.
async fn press(scene: &Scene, keys: &str) -> Result<()> {
    for key in keys.chars() {
        scene.window.press([key]).await?;
        scene.focused().await?;
    }
    Ok(())
}

async fn found_in_the_list(scene: &Scene) -> Result<()> {
    let window = &scene.window;
    window.press_with(Key::Alt, '1').await?;
    scene.focus_on("page-title").await?;
    press(scene, "/").await?;
    scene.focus_on("task-search").await?;
    press(scene, "Ringsaker").await?;
    window.wait_gone(&row("HR-2026-1-3420")).await?;
    window.press([Key::Down]).await?;
    press(scene, "jj").await?;
    ensure!(scene.focused().await?.starts_with("row-"), "no row");
    window.press([Key::Enter]).await?;
    scene.focus_on("page-title").await?;
    window.wait_for_text("h1", "Ringsaker").await
}

async fn read(scene: &Scene) -> Result<()> {
    let window = &scene.window;
    press(scene, "?").await?;
    window.find("keys").await?;
    window.press([Key::Escape]).await?;
    window.wait_gone("[data-testid='keys']").await?;
    scene.focused().await?;
    for heading in ["0", "1", "2", "3"] {
        press(scene, heading).await?;
        let shown = format!("[data-testid='heading-{heading}'][aria-current='true']");
        window.find_css(&shown).await?;
    }
    press(scene, "jjk").await?;
    ensure!(scene.focused().await?.starts_with("point-"), "no point");
    // From finding to finding, to the gravest of the heading.
    let mut at = String::new();
    for _ in 0..MOST_FINDINGS {
        press(scene, "n").await?;
        at = scene.focused().await?;
        if at == "point-inv_breach" {
            break;
        }
    }
    ensure!(at == "point-inv_breach", "the last finding is at {at}");
    press(scene, "s").await?;
    window
        .find_css("[data-testid='asked'][data-point='inv_breach']")
        .await?;
    Ok(())
}

async fn decided(scene: &Scene) -> Result<()> {
    let window = &scene.window;
    press(scene, "o").await?;
    scene.focus_on("own-figure").await?;
    press(scene, "17").await?;
    // Single keys belong to the field: only leaving it gives them back.
    window.press([Key::Tab]).await?;
    press(scene, "g").await?;
    scene.focus_on("approve-yes").await?;
    window.press([Key::Right]).await?;
    scene.focus_on("approve-no").await?;
    press(scene, "c").await?;
    scene.focus_on("comment").await?;
    press(scene, "Rett tallet.").await?;
    saves(scene).await?;
    scene.focus_on("comment").await?;
    confirms(scene, "continue").await?;
    press(scene, "t").await?;
    scene.focus_on("page-title").await?;
    window.wait_for_text("h1", "Elverum").await
}

/// More than any page has places.
const MOST_PLACES: usize = 60;

/// Goes on with the tabulator until this has the focus, which is never lost on the way.
async fn tab_to(scene: &Scene, wanted: &str) -> Result<()> {
    for _ in 0..MOST_PLACES {
        if scene.focused().await? == wanted {
            return Ok(());
        }
        scene.window.press([Key::Tab]).await?;
    }
    bail!("the tabulator does not lead to {wanted}")
}

/// The same backwards: to what stands before a page's title.
async fn tab_back_to(scene: &Scene, wanted: &str) -> Result<()> {
    for _ in 0..MOST_PLACES {
        if scene.focused().await? == wanted {
            return Ok(());
        }
        scene.window.press_with(Key::Shift, Key::Tab).await?;
    }
    bail!("the tabulator does not lead back to {wanted}")
}

async fn go(scene: &Scene, wanted: &str) -> Result<()> {
    tab_to(scene, wanted).await?;
    scene.window.press([Key::Enter]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn applications_reminders_access_and_figures_are_gone_through_by_keys_alone() {
    let mailbox = Mailbox::at_a_server().unwrap();
    in_window_with(&mailbox.section(), async |scene, folder| {
        scene.log_in(folder, 0).await?;
        reports(scene, &mailbox, "3413").await?;
        let mut applicant = Visitor::new(scene.services.address())?;
        applicant.log_in("/portal/", "bankid", ODDVAR).await?;
        let sent = applies(&mut applicant).await?;
        scene
            .window
            .find_css("[data-testid='count-open'][data-count='1']")
            .await?;
        reminded(scene).await?;
        looked_at(scene).await?;
        answered(scene, &sent.reference).await
    })
    .await;
}

async fn reminded(scene: &Scene) -> Result<()> {
    let window = &scene.window;
    window.press_with(Key::Alt, '1').await?;
    scene.focus_on("page-title").await?;
    tab_to(scene, "tab-open").await?;
    window.press([Key::Left]).await?;
    scene.focus_on("tab-county").await?;
    window.find("county").await?;
    go(scene, "open-reminders").await?;
    scene.focus_on("page-title").await?;
    window.find("pick-3413").await?;
    tab_to(scene, "pick-3413").await?;
    window.press([' ']).await?;
    scene.focus_on("pick-3413").await?;
    go(scene, "reminders-preview").await?;
    window.find("letter").await?;
    scene.focus_on("page-title").await?;
    go(scene, "send-reminders").await?;
    window.find("reminders-done").await?;
    scene.focus_on("page-title").await?;
    go(scene, "reminders-back").await?;
    window.find("open-reminders").await?;
    scene.focus_on("page-title").await
}

/// Who has access, and the figures.
async fn looked_at(scene: &Scene) -> Result<()> {
    let window = &scene.window;
    go(scene, "open-access").await?;
    window.find("access-none").await?;
    scene.focus_on("page-title").await?;
    go(scene, "access-back").await?;
    window.find("open-access").await?;
    scene.focus_on("page-title").await?;
    window.press_with(Key::Alt, '2').await?;
    window.find("figures").await?;
    scene.focus_on("page-title").await?;
    tab_back_to(scene, "indicator-3B").await?;
    window.press([Key::Enter]).await?;
    window
        .find_css("[data-testid='indicator-3B'][aria-current='true']")
        .await?;
    scene.focus_on("indicator-3B").await
}

async fn answered(scene: &Scene, reference: &str) -> Result<()> {
    let window = &scene.window;
    window.press_with(Key::Alt, '1').await?;
    scene.focus_on("page-title").await?;
    tab_to(scene, "tab-county").await?;
    window.press([Key::Right]).await?;
    scene.focus_on("tab-open").await?;
    press(scene, "/").await?;
    scene.focus_on("task-search").await?;
    press(scene, reference).await?;
    window.press([Key::Down]).await?;
    window.press([Key::Enter]).await?;
    scene.focus_on("page-title").await?;
    press(scene, "g").await?;
    scene.focus_on("answer-approve").await?;
    window.press([Key::Down]).await?;
    scene.focus_on("answer-reject").await?;
    tab_to(scene, "answer-reason").await?;
    press(scene, "Tallene ligger åpent.").await?;
    saves(scene).await?;
    confirms(scene, "answer-continue").await
}

async fn saves(scene: &Scene) -> Result<()> {
    let window = &scene.window;
    window.press_with(Key::Control, 's').await?;
    let saved = window.find_css("[data-testid='draft'][data-draft='saved']");
    saved.await.map(drop)
}

/// «Bekreft»: left once, back to the button that leads there, and confirmed.
async fn confirms(scene: &Scene, leads_there: &str) -> Result<()> {
    let window = &scene.window;
    window.press_with(Key::Control, Key::Enter).await?;
    scene.focus_on("confirm").await?;
    window.press([Key::Escape]).await?;
    scene.focus_on(leads_there).await?;
    window.press([Key::Enter]).await?;
    scene.focus_on("confirm").await?;
    window.press([Key::Enter]).await?;
    window
        .find_css("[data-testid='stage'][data-stage='saved_here']")
        .await?;
    scene.focus_on("treatment-title").await
}

/// From the open form to the queued decision.
const MOST_KEYS: usize = 6;

#[tokio::test(flavor = "multi_thread")]
async fn a_corrected_report_is_approved_again_with_few_keys() {
    in_window(async |scene, folder| {
        let sent = data::miscounted("3411", "2026-1".parse()?)?;
        let sent = scene.services.send(&sent).await?;
        let nei = Draft {
            own_figure: Some(17),
            approve: Some(false),
            comment: "Rett tallet.".to_owned(),
            asks: vec![Ask {
                point: "inv_breach".into(),
                rule: Some("R16".into()),
                comment: None,
            }],
        };
        colleague::decides(&scene.services, &sent, nei).await?;
        scene.services.send(&corrected_in_three()?).await?;
        scene.log_in(folder, 1).await?;
        scene.open("HR-2026-1-3411").await?;
        scene.focus_on("page-title").await?;
        let changes = "return document.querySelectorAll('[data-testid=change]').length";
        let changes = scene.window.run(changes, vec![]).await?;
        ensure!(changes == 3, "{changes} changes are shown");
        let keys = approved_again(scene).await?;
        ensure!(keys <= MOST_KEYS, "{keys} keys");
        Ok(())
    })
    .await;
}

/// What was asked about is another number, and so are a number and a text that nobody asked about.
fn corrected_in_three() -> Result<Submission> {
    let mut sent = data::corrected("3411", "2026-1".parse()?)?;
    let reason = Value::Text("Vi har fått vikar.".to_owned());
    sent.values.insert("inv_breach_reason".into(), reason);
    Ok(sent)
}

/// Godkjenner, Ja, «Fortsett arbeidsflyt», «Bekreft»; the own figure stands there. Counts the keys.
async fn approved_again(scene: &Scene) -> Result<usize> {
    let window = &scene.window;
    let carried = window.text("own-figure-carried").await?;
    ensure!(carried.contains("versjon 1"), "{carried}");
    let mut keys = 0;
    window.press(['g']).await?;
    keys += 1;
    scene.focus_on("approve-yes").await?;
    window.press([' ']).await?;
    keys += 1;
    window.press_with(Key::Control, Key::Enter).await?;
    keys += 1;
    scene.focus_on("confirm").await?;
    window.press([Key::Enter]).await?;
    keys += 1;
    window
        .find_css("[data-testid='stage'][data-stage='saved_here']")
        .await?;
    let decided = window.find_css(".decide .facts").await?.text().await?;
    ensure!(decided.contains("17 av 19"), "{decided}");
    Ok(keys)
}
