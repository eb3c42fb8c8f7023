//! What axe finds in the drawn pages, contrast among it, in every language; and that they fit 320 pixels, as
//! 1280 do at 400 %.

use anyhow::{Result, ensure};
use serde_json::json;
use support::{axe, browser, services::Services, webdriver::Page};

use super::{FORM, LIV, TURID, at_portal, log_in, returned};

const LANGUAGES: [&str; 3] = ["nb", "nn", "en"];
/// 1280 by 1024 at 400 %.
const NARROW: (u32, u32) = (320, 256);

/// A page: its address, and what is there when it is whole.
type Shown = (&'static str, &'static str);

const BEFORE: [Shown; 6] = [
    ("/portal/", "[data-testid='start-login']"),
    (
        "/portal/innlogging?feil=too_low",
        "[data-testid='login-failure']",
    ),
    ("/portal/innlogget", "h1"),
    ("/portal/logged-out", "[data-testid='start-login']"),
    ("/portal/tilgjengelighet", "h1"),
    ("/portal/personvern", "h1"),
];

const INSIDE: [Shown; 9] = [
    ("/portal/3411", "[data-testid='officer']"),
    ("/portal/registrering", "[data-testid='register']"),
    ("/portal/3411/2026-1/svar", "[data-testid='ask']"),
    ("/portal/3411/2026-1/fyll-ut", "[data-testid='finding']"),
    ("/portal/3411/2026-1/send", "[data-testid='error-summary']"),
    ("/portal/3411/2026-1/historikk", "[data-testid='version']"),
    ("/portal/3411/2026-1/utskrift", "[data-testid='print']"),
    ("/portal/3411/2026-1/hent-fra-fil", "[data-testid='file']"),
    ("/portal/3411/2026-1/intet", "[data-testid='not-found']"),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_are_for_everybody_in_every_language_and_at_any_size() {
    at_portal(async |services, page, folder| {
        returned(services).await?;
        examine(services, page, &BEFORE).await?;
        log_in(services, page, FORM, TURID.2).await?;
        page.find("ask").await?;
        examine(services, page, &INSIDE).await?;

        let narrow = browser::start_sized(&folder.join("narrow"), NARROW).await?;
        fit(services, &narrow, &BEFORE).await?;
        log_in(services, &narrow, FORM, LIV.2).await?;
        narrow.find("ask").await?;
        fit(services, &narrow, &INSIDE).await?;
        narrow.close().await
    })
    .await;
}

async fn examine(services: &Services, page: &Page, pages: &[Shown]) -> Result<()> {
    for (address, whole) in pages {
        for language in LANGUAGES {
            go(services, page, address, language, whole).await?;
            axe::load(page).await?;
            axe::finds_nothing(page, &format!("{address}, {language}")).await?;
        }
    }
    Ok(())
}

/// The page gets longer, not wider.
async fn fit(services: &Services, page: &Page, pages: &[Shown]) -> Result<()> {
    for (address, whole) in pages {
        go(services, page, address, "nb", whole).await?;
        page.painted().await?;
        let wide = page
            .run(
                "return [innerWidth, document.documentElement.scrollWidth]",
                vec![],
            )
            .await?;
        ensure!(wide == json!([NARROW.0, NARROW.0]), "{address}: {wide}");
    }
    Ok(())
}

async fn go(
    services: &Services,
    page: &Page,
    address: &str,
    language: &str,
    whole: &str,
) -> Result<()> {
    let mark = if address.contains('?') { '&' } else { '?' };
    let url = format!("{}{address}{mark}sprak={language}", services.address());
    page.goto(&url).await?;
    page.find_css(whole).await?;
    page.find_css(&format!("html[lang='{language}']"))
        .await
        .map(drop)
}
