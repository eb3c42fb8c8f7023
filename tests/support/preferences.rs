//! The language and the colours that an officer has chosen, and pictures of what is shown in each language.

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use crate::{process::until, walk::ARRIVES, webdriver::Page};

/// What the window speaks.
pub const LANGUAGES: [&str; 3] = ["nb", "nn", "en"];

const CHOOSE: &str = "
    const [language, scheme, done] = arguments;
    const chosen = { language, scheme, single_keys: true, notifications: true, quiet: null };
    window.__TAURI_INTERNALS__.invoke('set_preferences', { chosen })
        .then(() => done(null), (error) => done(JSON.stringify(error)));
";

const SHOWN: &str = "
    const { lang, dataset } = document.documentElement;
    return lang === arguments[0] && dataset.colorScheme === arguments[1];
";

/// Chooses for the officer, whatever stands open, and waits until the page shows it.
pub async fn choose(window: &Page, language: &str, scheme: &str) -> Result<()> {
    let arguments = vec![json!(language), json!(scheme)];
    let refused = window.run_until_done(CHOOSE, arguments.clone()).await?;
    ensure!(refused == Value::Null, "not chosen: {refused}");
    until("what was chosen", ARRIVES, async || {
        let shown = window.run(SHOWN, arguments.clone()).await;
        shown.is_ok_and(|shown| shown == true)
    })
    .await
}

/// A picture in each language of what is shown to an officer; bokmål is shown afterwards.
pub async fn pictures(window: &Page, name: &str) -> Result<()> {
    for language in LANGUAGES {
        choose(window, language, "auto").await?;
        window.screenshot(&format!("{language}-{name}")).await?;
    }
    choose(window, "nb", "auto").await
}

/// The same of a page that nobody is logged in to, where the language is chosen at its foot.
pub async fn pictures_at_the_gate(window: &Page, name: &str) -> Result<()> {
    for language in ["nn", "en", "nb"] {
        window.click(&format!("language-{language}")).await?;
        window.find_css(&format!("html[lang='{language}']")).await?;
        window.screenshot(&format!("{language}-{name}")).await?;
    }
    Ok(())
}
