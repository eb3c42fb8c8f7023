//! Every way the stand-in can misbehave is noticed, each under its own name.

use domain::Language;
use idporten::{Callback, LoginError};
use idporten_sim::{Fault, TokenFault};

use crate::world::{Browser, World};

/// What the `id_token` can be made to be, and what each relying party must call it.
pub(crate) const ID_TOKEN: [(TokenFault, &str); 20] = [
    (TokenFault::WrongIssuer, "id_token_issuer"),
    (TokenFault::WrongAudience, "id_token_audience"),
    (TokenFault::ExtraAudience, "id_token_audience"),
    (TokenFault::UnspecifiedAudience, "id_token_audience"),
    (TokenFault::MissingAudience, "id_token_audience"),
    (TokenFault::WrongNonce, "id_token_nonce"),
    (TokenFault::MissingNonce, "id_token_nonce"),
    (TokenFault::LowLevel, "id_token_level"),
    (TokenFault::MissingLevel, "id_token_level"),
    (TokenFault::Expired, "id_token_expired"),
    (TokenFault::ClockAhead, "id_token_issued_at"),
    (TokenFault::ClockBehind, "id_token_expired"),
    (TokenFault::MissingPid, "id_token_no_person"),
    (TokenFault::InvalidPid, "id_token_invalid_person"),
    (TokenFault::NotSyntheticPid, "id_token_real_person"),
    (TokenFault::WrongSignature, "id_token_signature"),
    (TokenFault::AlgNone, "id_token_algorithm"),
    (TokenFault::AlgHs256, "id_token_algorithm"),
    (TokenFault::UnknownKey, "id_token_unknown_key"),
    (TokenFault::CriticalHeader, "id_token_malformed"),
];

/// What else can go wrong between the first request and the tokens.
pub(crate) const ON_THE_WAY: [(Fault, &str); 9] = [
    (Fault::WrongCallbackIssuer, "callback_issuer"),
    (Fault::MissingCallbackIssuer, "callback_issuer_missing"),
    (Fault::WrongDiscoveryIssuer, "provider_issuer"),
    (Fault::ParFails, "provider_status"),
    (Fault::KeysFail, "provider_status"),
    (Fault::Down, "provider_status"),
    (Fault::TokenFails, "token_status"),
    (Fault::TokenGarbled, "token_malformed"),
    (Fault::MissingIdToken, "id_token_missing"),
];

#[tokio::test]
async fn every_fault_of_the_id_token_is_noticed() {
    let world = World::new().await;
    for (fault, code) in ID_TOKEN {
        world.sim.set_fault(Fault::IdToken(fault));
        let error = world.log_in().await.unwrap_err();
        assert_eq!(error.code(), code, "{fault:?}");
        world.sim.clear_faults();
    }
    assert!(world.log_in().await.is_ok());
}

#[tokio::test]
async fn every_fault_on_the_way_is_noticed() {
    let world = World::new().await;
    for (fault, code) in ON_THE_WAY {
        world.sim.set_fault(fault);
        let error = world.log_in().await.unwrap_err();
        assert_eq!(error.code(), code, "{fault:?}");
        world.sim.clear_faults();
    }
}

#[tokio::test]
async fn an_answer_that_may_be_forged_leaves_the_listener_waiting() {
    let world = World::new().await;
    for fault in [
        Fault::WrongCallbackState,
        Fault::DuplicateCallbackParameters,
    ] {
        world.sim.set_fault(fault);
        let attempt = world.begin().await.unwrap();
        let query = Browser::new(&world)
            .log_in(attempt.browser_url(), "bankid", 0)
            .await;
        assert!(
            matches!(attempt.judge_callback(&query), Callback::NotOurs),
            "{fault:?}"
        );
        world.sim.clear_faults();
    }
}

#[tokio::test]
async fn a_provider_that_never_redirects_leaves_a_page() {
    let world = World::new().await;
    world.sim.set_fault(Fault::NeverRedirects);
    let attempt = world.begin().await.unwrap();
    let mut browser = Browser::new(&world);
    let page = browser.arrive(attempt.browser_url()).await;
    assert_eq!(
        browser.post(&page, "eid=bankid&person=0").await.status(),
        200
    );
}

#[tokio::test]
async fn a_token_endpoint_that_hangs_answers_when_the_switch_is_off() {
    let world = World::new().await;
    let attempt = world.begin().await.unwrap();
    let query = Browser::new(&world)
        .log_in(attempt.browser_url(), "bankid", 0)
        .await;
    let Callback::Code(code) = attempt.judge_callback(&query) else {
        panic!("a code")
    };
    world.sim.set_fault(Fault::TokenHangs);
    let finish = attempt.finish(&world.http, &world.ctx, code);
    let release = async {
        // The request is under way once its path is noted.
        while world.http.calls_to("/token") == 0 {
            tokio::task::yield_now().await;
        }
        world.sim.clear_faults();
    };
    let (finished, ()) = tokio::join!(finish, release);
    assert!(finished.is_ok());
}

#[tokio::test]
async fn a_token_endpoint_that_is_too_slow_is_given_up() {
    let world = World::new().await;
    let attempt = world.begin().await.unwrap();
    let query = Browser::new(&world)
        .log_in(attempt.browser_url(), "bankid", 0)
        .await;
    let Callback::Code(code) = attempt.judge_callback(&query) else {
        panic!("a code")
    };
    world.sim.set_fault(Fault::TokenHangs);
    world.http.give_up_on("/token");
    let refused = attempt.finish(&world.http, &world.ctx, code).await;
    assert_eq!(refused.unwrap_err().code(), "token_unreachable");
    // Tried once: a code that may have been used is not sent again.
    assert_eq!(world.http.calls_to("/token"), 1);
}

#[tokio::test]
async fn a_stand_in_that_is_gone_is_unreachable() {
    let world = World::new().await;
    let config = world.native();
    let World { ctx, sim, http, .. } = world;
    sim.stop().await;
    let redirect = "http://127.0.0.1:49152/callback".parse().unwrap();
    let refused = idporten::Attempt::begin(&http, &ctx, &config, &redirect, Language::Nb).await;
    let error: LoginError = refused.unwrap_err();
    assert_eq!(error.code(), "provider_unreachable");
}
