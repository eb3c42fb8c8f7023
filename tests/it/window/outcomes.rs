//! What an officer is shown when something is other than it was: at the server, and on the own machine.

use std::path::Path;

use anyhow::Result;
use support::{
    outcomes::{access_ends, lost_at_server, lost_key, older_copy},
    scene::Scene,
    vault::{PIN, entry_name, four_days_pass, person},
};

use super::{
    in_window,
    looks::{at_the_gate, examine},
};

#[tokio::test(flavor = "multi_thread")]
async fn what_a_restored_server_lost_is_shown_and_so_is_access_that_ends() {
    in_window(async |scene, folder| {
        scene.log_in_to("3411", folder).await?;
        let Scene {
            window, services, ..
        } = &mut *scene;
        lost_at_server(window, services, ("3420", "HR-2026-1-3420")).await?;
        examine(scene, "lost decisions").await?;
        let look = async |page: &str| examine(scene, page).await;
        access_ends(&scene.window, &scene.services, look).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_copy_a_lost_key_and_a_lease_that_is_over_say_what_to_do() {
    in_window(async |scene, folder| {
        scene.log_in_to("3411", folder).await?;
        let data = folder.join("desktop");
        let look = async |page: &str| examine(scene, page).await;
        let (window, network) = (&scene.window, &scene.network);
        older_copy(window, network, &data, "HR-2026-1-3411", look).await?;
        let look = async |page: &str| at_the_gate(scene, page).await;
        lost_key(window, &data, look).await?;
        lease_over(scene, &data).await
    })
    .await;
}

async fn lease_over(scene: &Scene, data: &Path) -> Result<()> {
    let window = &scene.window;
    let person = person(data)?;
    let entry = scene.desktop.secret(&entry_name(person)).await?;
    four_days_pass(data, person, &entry, PIN).await?;
    window.type_into("pin", PIN).await?;
    window.click("unlock").await?;
    window
        .find_css("[data-testid='lock'][data-lock='lease_over']")
        .await?;
    at_the_gate(scene, "lease over").await
}
