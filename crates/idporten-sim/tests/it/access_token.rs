//! What the server takes for a login, and what it does not.

use domain::wire::Environment;
use idporten::{AccessTokenRules, AccessTokenVerifier, ProviderError, TokenRefusal};
use idporten_sim::{Fault, TokenFault};

use crate::world::World;

#[tokio::test]
async fn every_fault_of_the_access_token_is_noticed() {
    let world = World::new().await;
    for (fault, refusal) in [
        (TokenFault::WrongIssuer, TokenRefusal::Issuer),
        (TokenFault::WrongAudience, TokenRefusal::Audience),
        (TokenFault::ExtraAudience, TokenRefusal::Audience),
        (TokenFault::MissingAudience, TokenRefusal::Audience),
        (TokenFault::UnspecifiedAudience, TokenRefusal::Audience),
        (TokenFault::LowLevel, TokenRefusal::Level),
        (TokenFault::MissingLevel, TokenRefusal::Level),
        (TokenFault::WrongScope, TokenRefusal::Scope),
        (TokenFault::WrongClient, TokenRefusal::Client),
        (TokenFault::WrongConsumer, TokenRefusal::Consumer),
        (TokenFault::Expired, TokenRefusal::Expired),
        (TokenFault::ClockAhead, TokenRefusal::IssuedAt),
        (TokenFault::ClockBehind, TokenRefusal::Expired),
        (TokenFault::MissingPid, TokenRefusal::NoPerson),
        (TokenFault::InvalidPid, TokenRefusal::InvalidPerson),
        (TokenFault::NotSyntheticPid, TokenRefusal::RealPerson),
        (TokenFault::MissingJti, TokenRefusal::Malformed),
        (TokenFault::WrongSignature, TokenRefusal::Signature),
        (TokenFault::AlgNone, TokenRefusal::Algorithm),
        (TokenFault::AlgHs256, TokenRefusal::Algorithm),
        (TokenFault::UnknownKey, TokenRefusal::UnknownKey),
        (TokenFault::MissingKeyId, TokenRefusal::UnknownKey),
        (TokenFault::CriticalHeader, TokenRefusal::Malformed),
    ] {
        world.sim.set_fault(Fault::AccessToken(fault));
        let token = world.access_token().await;
        let refused = world
            .verifier()
            .verify(&world.http, &world.ctx, &token)
            .await;
        assert_eq!(refused.unwrap_err(), refusal, "{fault:?}");
        world.sim.clear_faults();
    }
}

type Change = fn(&mut AccessTokenRules);

#[tokio::test]
async fn a_token_that_was_not_meant_for_this_server_is_refused() {
    let world = World::new().await;
    let token = world.access_token().await;
    let changes: [(Change, TokenRefusal); 6] = [
        (|rules| rules.resource.push('/'), TokenRefusal::Audience),
        (
            |rules| rules.scope = "other:scope".to_owned(),
            TokenRefusal::Scope,
        ),
        (|rules| rules.scope = "open".to_owned(), TokenRefusal::Scope),
        (
            |rules| rules.client_id = "other".to_owned(),
            TokenRefusal::Client,
        ),
        (
            |rules| rules.consumer = Some("0192:310723460".to_owned()),
            TokenRefusal::Consumer,
        ),
        (
            |rules| rules.acr = "eidas-loa-high".to_owned(),
            TokenRefusal::Level,
        ),
    ];
    for (change, refusal) in changes {
        let mut rules = world.rules();
        change(&mut rules);
        let verifier = AccessTokenVerifier::new(rules);
        let refused = verifier.verify(&world.http, &world.ctx, &token).await;
        assert_eq!(refused.unwrap_err(), refusal);
    }
    let mut any_owner = world.rules();
    any_owner.consumer = None;
    let verifier = AccessTokenVerifier::new(any_owner);
    assert!(
        verifier
            .verify(&world.http, &world.ctx, &token)
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn a_token_grows_old() {
    let world = World::new().await;
    let verifier = world.verifier();
    let token = world.access_token().await;
    world.clock.advance(149);
    assert!(
        verifier
            .verify(&world.http, &world.ctx, &token)
            .await
            .is_ok()
    );
    world.clock.advance(1);
    let refused = verifier.verify(&world.http, &world.ctx, &token).await;
    assert_eq!(refused.unwrap_err(), TokenRefusal::Expired);
}

#[tokio::test]
async fn keys_are_fetched_once_and_again_when_they_change() {
    let world = World::new().await;
    let verifier = world.verifier();
    let verify = async |token: &str| verifier.verify(&world.http, &world.ctx, token).await;
    let before = world.access_token().await;
    let asked = world.http.calls_to("/jwks.json");
    assert!(verify(&before).await.is_ok());
    assert!(verify(&before).await.is_ok());
    assert_eq!(world.http.calls_to("/jwks.json"), asked + 1);
    world.sim.rotate_key().unwrap();
    let after = world.access_token().await;
    let asked = world.http.calls_to("/jwks.json");
    // A stranger's key ids do not make the server ask all the time.
    assert_eq!(verify(&after).await.unwrap_err(), TokenRefusal::UnknownKey);
    assert_eq!(world.http.calls_to("/jwks.json"), asked);
    world.clock.advance(30);
    assert!(verify(&after).await.is_ok());
    assert!(verify(&before).await.is_ok());
    assert_eq!(world.http.calls_to("/jwks.json"), asked + 1);
}

#[tokio::test]
async fn known_keys_last_a_day_while_the_provider_is_away() {
    let world = World::new().await;
    let verifier = world.verifier();
    let token = world.access_token().await;
    assert!(
        verifier
            .verify(&world.http, &world.ctx, &token)
            .await
            .is_ok()
    );
    for (seconds, hours, refusal) in [
        (2 * 3600, 2, None),
        (21 * 3600, 23, None),
        (
            2 * 3600,
            25,
            Some(TokenRefusal::Provider(ProviderError::Status(500))),
        ),
    ] {
        world.clock.advance(seconds);
        let token = world.access_token().await;
        world.sim.set_fault(Fault::KeysFail);
        let outcome = verifier.verify(&world.http, &world.ctx, &token).await;
        world.sim.clear_faults();
        assert_eq!(outcome.err(), refusal, "after {hours} hours");
    }
}

#[tokio::test]
async fn other_texts_are_no_tokens() {
    let world = World::new().await;
    let verifier = world.verifier();
    let long = "a".repeat(20_000);
    for text in ["", "a", "a.b", "a.b.c", "e30.e30.e30", &long] {
        let refused = verifier.verify(&world.http, &world.ctx, text).await;
        assert_eq!(refused.unwrap_err(), TokenRefusal::Malformed);
    }
    assert!(world.http.paths.lock().unwrap().is_empty());
}

#[tokio::test]
async fn production_trusts_no_stand_in() {
    let world = World::new().await;
    let token = world.access_token().await;
    let mut rules = world.rules();
    rules.environment = Environment::Production;
    let refused = AccessTokenVerifier::new(rules)
        .verify(&world.http, &world.ctx, &token)
        .await;
    assert_eq!(
        refused.unwrap_err(),
        TokenRefusal::Provider(ProviderError::InsecureUrl)
    );
}
