//! What the window's text fields are given that they were not made for.

use anyhow::{Context, Result, ensure};
use serde_json::json;
use support::{data, portal::Visitor, scene::Scene, walk::row};

use super::{
    applications::{ODDVAR, applies},
    in_window,
};

/// Report, and the rules find nothing.
const CLEAN: [&str; 2] = ["3418", "3437"];

/// Markup, an override that turns what follows around, and a line that never breaks.
const HOSTILE: &str = "<img src=x onerror=\"document.title='harm'\"><script>document.title='harm'</script>\u{202e}\u{2066}snu &amp; ]]>";

/// Fills every text field that is shown, and tells how many.
const FILL: &str = "
    const fields = [...document.querySelectorAll('input, textarea')].filter((field) =>
        !['radio', 'checkbox', 'time'].includes(field.type) && field.getClientRects().length > 0);
    const text = arguments[0].repeat(arguments[1]);
    for (const field of fields) {
        field.value = text;
        field.dispatchEvent(new Event('input', { bubbles: true }));
    }
    return fields.length;
";

/// What markup would have become, or a title that a script changed.
const HARM: &str = "return document.title.includes('harm') || document.querySelector('main img, main script, dialog img, dialog script') !== null";

async fn fill(scene: &Scene, text: &str, times: usize) -> Result<u64> {
    let arguments = vec![json!(text), json!(times)];
    let filled = scene.window.run(FILL, arguments).await?;
    scene.window.painted().await?;
    let harm = scene.window.run(HARM, vec![]).await?;
    ensure!(harm == false, "{text:?} did harm");
    filled.as_u64().context("no number")
}

#[tokio::test(flavor = "multi_thread")]
async fn every_text_field_takes_markup_turned_text_and_a_megabyte() {
    in_window(async |scene, folder| {
        scene.log_in_to("3411", folder).await?;
        let window = &scene.window;
        window.click("reporting").await?;
        window.find("task-row").await?;
        ensure!(fill(scene, HOSTILE, 1).await? == 1, "the search");
        window.find("empty").await?;
        ensure!(fill(scene, "x", 1 << 20).await? == 1);
        ensure!(fill(scene, "", 1).await? == 1);
        window.find("task-row").await?;

        scene.open("HR-2026-1-3411").await?;
        window.click("approve-no").await?;
        window.click("ask").await?;
        window.find("asked").await?;
        let all = "own figure, comment, what is asked";
        ensure!(fill(scene, "x", 1 << 20).await? == 3, "{all}");
        window
            .find_css("[data-testid='draft'][data-draft='failed']")
            .await?;
        window.click("continue").await?;
        window.find("comment-wrong").await?;

        ensure!(fill(scene, HOSTILE, 1).await? == 3, "{all}");
        let own = "const own = document.getElementById('own-figure'); own.value = ''; own.dispatchEvent(new Event('input', { bubbles: true }))";
        window.run(own, vec![]).await?;
        window
            .find_css("[data-testid='draft'][data-draft='saved']")
            .await?;
        window.click("continue").await?;
        window.find("confirm").await?;
        let quoted = "const said = document.querySelector('dialog .prose'); return [said.textContent.includes(arguments[0]), getComputedStyle(said).unicodeBidi]";
        let quoted = window.run(quoted, vec![json!(HOSTILE)]).await?;
        ensure!(quoted == json!([true, "isolate"]), "{quoted}");
        ensure!(window.run(HARM, vec![]).await? == false);
        window.click("cancel-dialog").await?;
        window.click("back").await?;
        scene.open("HR-2026-1-3411").await?;
        let kept = "return document.getElementById('comment').value";
        ensure!(window.run(kept, vec![]).await? == HOSTILE, "another text is kept");
        beside_the_review(scene).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_text_field_of_applications_and_approvals_takes_them_too() {
    in_window(async |scene, folder| {
        let period = "2026-1".parse()?;
        for unit in CLEAN {
            let id = edge::system_ctx().new_id();
            scene.services.send(&data::usual(id, unit, period)?).await?;
        }
        scene.log_in(folder, CLEAN.len()).await?;
        let window = &scene.window;
        window.click("reporting").await?;
        window.click("tab-county").await?;
        window.find("join-figure").await?;
        let all = "the figures";
        let clean = u64::try_from(CLEAN.len())?;
        ensure!(fill(scene, HOSTILE, 1).await? == clean, "{all}");
        window.click("together-continue").await?;
        window.find("join-figure").await?;
        ensure!(fill(scene, "x", 1 << 20).await? == clean, "{all}");
        window.click("together-continue").await?;
        window.wait_gone("[data-testid='confirm-list']").await?;

        let mut applicant = Visitor::new(scene.services.address())?;
        applicant.log_in("/portal/", "bankid", ODDVAR).await?;
        let sent = applies(&mut applicant).await?;
        window.click("tab-open").await?;
        window.open_row(&row(&sent.reference)).await?;
        window.click("answer-reject").await?;
        window.find("answer-reason").await?;
        ensure!(fill(scene, "x", 1 << 20).await? == 1, "the reason");
        window.click("continue").await?;
        window.find("answer-reason-wrong").await?;
        ensure!(fill(scene, HOSTILE, 1).await? == 1);
        window.click("continue").await?;
        window.find("confirm").await?;
        window.wait_for_text("dialog", HOSTILE).await?;
        ensure!(window.run(HARM, vec![]).await? == false);
        Ok(())
    })
    .await;
}

async fn beside_the_review(scene: &Scene) -> Result<()> {
    let window = &scene.window;
    window.click("user-menu").await?;
    window.click("open-settings").await?;
    window.find("contact-email").await?;
    let all = "e-mail, telephone, the old PIN, the new one twice";
    ensure!(fill(scene, HOSTILE, 1).await? == 5, "{all}");
    window.click("save-contact").await?;
    window.find("contact-wrong").await?;
    ensure!(fill(scene, "x", 1 << 20).await? == 5, "{all}");
    window.click("save-contact").await?;
    // More than the server reads: told of as not reached, and the fields keep what they hold.
    window
        .find_css("[data-testid='error'][data-code='not_reached']")
        .await?;
    window.click("user-menu").await?;
    window.click("lock-now").await?;
    window.find("unlock").await?;
    ensure!(fill(scene, HOSTILE, 1).await? == 1, "PIN");
    ensure!(fill(scene, "x", 1 << 20).await? == 1);
    Ok(())
}
