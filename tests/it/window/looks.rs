//! What axe finds in the drawn pages, contrast among it, in every language and in light and dark; and
//! what has room.

use std::path::Path;

use anyhow::{Result, ensure};
use serde_json::{Value, json};
use support::{
    axe, data,
    preferences::{LANGUAGES, choose},
    process::until,
    scene::Scene,
    vault::PIN,
    walk::{self, row},
};

use super::in_window;

const SCHEMES: [&str; 2] = ["light", "dark"];
/// Asks axe about the page that is shown to an officer, in each language and each scheme, and whether it
/// fits at 200 %.
pub(super) async fn examine(scene: &Scene, page: &str) -> Result<()> {
    axe::load(&scene.window).await?;
    for language in LANGUAGES {
        for scheme in SCHEMES {
            choose(&scene.window, language, scheme).await?;
            axe::finds_nothing(&scene.window, &format!("{page}, {language}, {scheme}")).await?;
        }
    }
    choose(&scene.window, "nb", "auto").await?;
    fits_at_twice_the_size(scene, page).await
}

/// 1280 wide at 200 % is 640: the page gets longer, not wider.
async fn fits_at_twice_the_size(scene: &Scene, page: &str) -> Result<()> {
    sized(scene, 640, 480).await?;
    let wide = scene
        .window
        .run("return document.documentElement.scrollWidth", vec![])
        .await?;
    ensure!(wide == 640, "{page} is {wide} wide where 640 is there");
    sized(scene, 1280, 800).await
}

async fn sized(scene: &Scene, width: u32, height: u32) -> Result<()> {
    scene.window.resize(width, height).await?;
    until("the size", walk::ARRIVES, async || {
        let inner = scene
            .window
            .run("return [innerWidth, innerHeight]", vec![])
            .await;
        inner.is_ok_and(|inner| inner == json!([width, height]))
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_before_the_login_and_beside_the_review_are_for_everybody() {
    in_window(async |scene, folder| {
        let id = edge::system_ctx().new_id();
        let usual = data::usual(id, "3411", "2026-1".parse()?)?;
        scene.services.send(&usual).await?;
        axe::load(&scene.window).await?;
        for language in LANGUAGES {
            scene.window.click(&format!("language-{language}")).await?;
            before_the_login(scene, "login", language).await?;
            scene.window.click("start-login").await?;
            scene.window.find("login-waiting").await?;
            before_the_login(scene, "waiting", language).await?;
            scene.window.click("login-cancel").await?;
            scene.window.find("login-failure").await?;
        }
        scene.desktop.opened_address(walk::ARRIVES).await?;
        first_pin(scene, folder).await?;
        beside_the_review(scene).await?;
        twelve_rows(scene).await?;
        locked(scene).await?;
        forgotten(scene).await
    })
    .await;
}

async fn first_pin(scene: &Scene, folder: &Path) -> Result<()> {
    walk::log_in(&scene.desktop, &scene.window, folder, &|_| ()).await?;
    scene.window.find("choose-form").await?;
    scene.window.click("choose-pin").await?;
    scene.window.find("pin-problem").await?;
    at_the_gate(scene, "no PIN yet").await?;
    walk::choose_pin(&scene.window, &|_| ()).await?;
    let arrived = "[data-testid='count-open'][data-count='1']";
    scene.window.find_css(arrived).await.map(drop)
}

async fn forgotten(scene: &Scene) -> Result<()> {
    scene.window.click("user-menu").await?;
    scene.window.click("lock-now").await?;
    scene.window.click("pin-forgotten").await?;
    scene.window.find("lock").await?;
    at_the_gate(scene, "forgotten").await
}

/// Asks axe about a page that nobody is logged in to, where the language is chosen at its foot.
pub(super) async fn at_the_gate(scene: &Scene, page: &str) -> Result<()> {
    axe::load(&scene.window).await?;
    for language in LANGUAGES {
        scene.window.click(&format!("language-{language}")).await?;
        before_the_login(scene, page, language).await?;
    }
    Ok(())
}

/// Nobody has chosen a scheme here: the page is told directly.
async fn before_the_login(scene: &Scene, page: &str, language: &str) -> Result<()> {
    for scheme in SCHEMES {
        let tell = "document.documentElement.dataset.colorScheme = arguments[0]";
        scene.window.run(tell, vec![json!(scheme)]).await?;
        axe::finds_nothing(&scene.window, &format!("{page}, {language}, {scheme}")).await?;
    }
    Ok(())
}

async fn beside_the_review(scene: &Scene) -> Result<()> {
    let window = &scene.window;
    examine(scene, "home").await?;
    window.click("reporting").await?;
    window.find_css(&row("HR-2026-1-3411")).await?;
    examine(scene, "tasks").await?;
    window.press(['?']).await?;
    window.find("keys").await?;
    examine(scene, "keys").await?;
    window.press([fantoccini::key::Key::Escape]).await?;
    window.wait_gone("[data-testid='keys']").await?;
    for page in ["settings", "help"] {
        window.click("user-menu").await?;
        window.click(&format!("open-{page}")).await?;
        window.wait_gone("[data-testid='task-row']").await?;
        examine(scene, page).await?;
    }
    Ok(())
}

/// Rows that are wholly in sight under the head of the table.
const ROWS: &str = "
    const pane = document.querySelector('.points__scroll').getBoundingClientRect();
    const head = document.querySelector('.points__scroll thead').getBoundingClientRect();
    const rows = [...document.querySelectorAll('.points__scroll tr[data-point]')];
    const whole = rows.map((row) => row.getBoundingClientRect())
        .filter(({ top, bottom }) => top >= head.bottom - 1 && bottom <= pane.bottom + 1);
    return [rows.length, whole.length];
";

async fn twelve_rows(scene: &Scene) -> Result<()> {
    scene.open("HR-2026-1-3411").await?;
    scene.window.click("heading-3").await?;
    sized(scene, 1280, 800).await?;
    scene.window.painted().await?;
    let rows = scene.window.run(ROWS, vec![]).await?;
    let [points, shown] = [0, 1].map(|at| rows.get(at).and_then(Value::as_u64));
    ensure!(points == Some(23), "heading 3 has {points:?} points");
    ensure!(shown >= Some(12), "{shown:?} rows are in sight");
    Ok(())
}

async fn locked(scene: &Scene) -> Result<()> {
    for language in LANGUAGES {
        choose(&scene.window, language, "auto").await?;
        scene.window.click("user-menu").await?;
        scene.window.click("lock-now").await?;
        scene.window.find("unlock").await?;
        before_the_login(scene, "locked", language).await?;
        scene.window.type_into("pin", PIN).await?;
        scene.window.click("unlock").await?;
        // The report that stood open comes back under a menu that may stand open by then.
        scene.window.find("user-menu").await?;
    }
    Ok(())
}
