//! What a user sees.

use domain::Language;
use http::{StatusCode, header};
use idporten::Callback;

use crate::world::{Browser, World, location, query, text};

#[tokio::test]
async fn the_page_has_five_eids_and_says_why_minid_cannot_be_used() {
    let world = World::new().await;
    for (language, lang, reason, banner) in [
        (
            Language::Nb,
            "nb",
            "tjenesten krever nivå høyt",
            "Testinnlogging – ikke ID-porten",
        ),
        (
            Language::Nn,
            "nn",
            "tenesta krev nivå høgt",
            "Testinnlogging – ikkje ID-porten",
        ),
        (
            Language::En,
            "en",
            "the service requires level high",
            "Test login – not ID-porten",
        ),
    ] {
        let attempt = world.begin_with(&world.native(), language).await.unwrap();
        let mut browser = Browser::new(&world);
        let page = browser.arrive(attempt.browser_url()).await;
        let response = browser.get(&page).await;
        let html = text(&response);
        assert!(html.contains(&format!("<html lang=\"{lang}\">")));
        assert!(html.contains(banner) && html.contains("Halvårsrapport"));
        for eid in ["minid", "bankid", "bankid-mobil", "buypass", "commfides"] {
            assert!(
                html.contains(&format!("data-testid=\"eid-{eid}\"")),
                "{eid}"
            );
            assert_eq!(html.contains(&format!("/{eid}\"")), eid != "minid", "{eid}");
        }
        assert!(html.contains(reason));
        assert!(!html.contains("<script") && !html.contains("style=\""));
    }
}

#[tokio::test]
async fn a_user_walks_through_the_pages_and_changes_the_language() {
    let world = World::new().await;
    let attempt = world.begin().await.unwrap();
    let mut browser = Browser::new(&world);
    let page = browser.arrive(attempt.browser_url()).await;
    let persons = browser.get(&format!("{page}/bankid?lang=en")).await;
    let html = text(&persons);
    assert!(html.contains("Choose a test person") && html.contains("Login with BankID"));
    assert!(html.contains("data-testid=\"person-1\"") && html.contains("Per-Anders Moen"));
    assert!(!html.contains("0181852"), "no number on the page");
    // The choice stays.
    assert!(text(&browser.get(&page).await).contains("Choose electronic ID"));
    let done = browser.post(&page, "eid=bankid&person=1").await;
    assert!(matches!(
        attempt.judge_callback(&query(&done)),
        Callback::Code(_)
    ));
    // The page is used up.
    assert_eq!(browser.get(&page).await.status(), StatusCode::BAD_REQUEST);
    assert_eq!(
        browser.post(&page, "eid=bankid&person=1").await.status(),
        StatusCode::BAD_REQUEST
    );
}

#[tokio::test]
async fn minid_is_refused_at_high_however_it_is_asked_for() {
    let world = World::new().await;
    let attempt = world.begin().await.unwrap();
    let mut browser = Browser::new(&world);
    let page = browser.arrive(attempt.browser_url()).await;
    let sent_back = browser.get(&format!("{page}/minid")).await;
    assert_eq!(sent_back.status(), StatusCode::SEE_OTHER);
    assert!(page.ends_with(location(&sent_back)));
    let refused = browser.post(&page, "eid=minid&person=0").await;
    assert_eq!(refused.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn pages_allow_nothing_but_their_own_style_and_forms() {
    let world = World::new().await;
    let attempt = world.begin().await.unwrap();
    let mut browser = Browser::new(&world);
    let page = browser.arrive(attempt.browser_url()).await;
    let response = browser.get(&page).await;
    let header = |name: header::HeaderName| response.headers()[name].to_str().unwrap();
    assert_eq!(
        header(header::CONTENT_SECURITY_POLICY),
        "default-src 'none'; style-src 'self'; form-action 'self' http://127.0.0.1:49152; \
         base-uri 'none'; frame-ancestors 'none'"
    );
    assert_eq!(header(header::CACHE_CONTROL), "no-store");
    assert_eq!(header(header::REFERRER_POLICY), "no-referrer");
    assert_eq!(header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
    // The virtual clock's time, not the system's.
    assert_eq!(header(header::DATE), "Wed, 18 May 2033 03:33:20 GMT");
    let style = browser
        .get(&format!("{}/style.css", world.sim.issuer()))
        .await;
    assert_eq!(
        style.headers()[header::CONTENT_TYPE],
        "text/css; charset=utf-8"
    );
}

#[tokio::test]
async fn a_page_is_forgotten_after_half_an_hour() {
    let world = World::new().await;
    let attempt = world.begin().await.unwrap();
    let mut browser = Browser::new(&world);
    let page = browser.arrive(attempt.browser_url()).await;
    world.clock.advance(30 * 60);
    let gone = browser.get(&page).await;
    assert_eq!(gone.status(), StatusCode::BAD_REQUEST);
    assert!(text(&gone).contains("expired"));
}
