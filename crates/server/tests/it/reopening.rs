//! What offices ask Bufdir to reopen.

use domain::{
    ids::ReportId,
    wire::{
        ReopeningRequest, ReopeningRequestAnswer, ReopeningRequestOutcome as Outcome, Submitted,
        path,
    },
};

use crate::world::{
    Desk, INNLANDET, KARI, LIV, RINGSAKER, VESTLAND, World, approve, decision, text,
};

async fn ask(world: &World, desk: &Desk, asked: &ReopeningRequest) -> Outcome {
    let token = Some(desk.session.access_token.as_str());
    let answer = world.post(path::REOPENING_REQUESTS, token, text(asked));
    let answer: ReopeningRequestAnswer = answer.await.ok();
    answer.outcome
}

fn request(of: &Submitted) -> ReopeningRequest {
    ReopeningRequest {
        report_id: of.report_id,
        revision: of.revision,
        reason: "Ett tall ble ført i feil kolonne.".to_owned(),
    }
}

#[tokio::test]
async fn an_office_asks_once_for_its_own_approved_report_and_with_a_reason() {
    let world = World::new().await;
    let desk = world.officer(KARI, INNLANDET).await;
    let stranger = world.officer(LIV, VESTLAND).await;
    let received = world.receive(RINGSAKER, 1).await;
    let asked = request(&received);
    assert_eq!(ask(&world, &desk, &asked).await, Outcome::NotApproved);
    world
        .decide(&desk, &decision(1, &received, approve(1)))
        .await;

    assert_eq!(ask(&world, &stranger, &asked).await, Outcome::NoAccess);
    let nobodys = ReopeningRequest {
        report_id: ReportId(uuid::Uuid::from_u128(7)),
        ..asked.clone()
    };
    assert_eq!(ask(&world, &desk, &nobodys).await, Outcome::NoAccess);
    let another = ReopeningRequest {
        revision: 2,
        ..asked.clone()
    };
    assert_eq!(ask(&world, &desk, &another).await, Outcome::NotApproved);
    for reason in [" \n".to_owned(), "x".repeat(10_001)] {
        let silent = ReopeningRequest {
            reason,
            ..asked.clone()
        };
        assert_eq!(ask(&world, &desk, &silent).await, Outcome::NoReason);
    }

    assert_eq!(ask(&world, &desk, &asked).await, Outcome::Asked);
    assert_eq!(ask(&world, &desk, &asked).await, Outcome::Duplicate);
    let other_words = ReopeningRequest {
        reason: "Noe annet.".to_owned(),
        ..asked
    };
    let refused = ask(&world, &desk, &other_words).await;
    assert_eq!(refused, Outcome::AskedBefore);
    for statement in [
        "UPDATE reopening_request SET reason = 'x'",
        "DELETE FROM reopening_request",
        "INSERT INTO reopening_request
            SELECT 'x', report_id, revision, office, person_id, reason, asked_at, NULL
            FROM reopening_request",
    ] {
        assert!(!world.takes(statement).await, "{statement}");
    }
}
