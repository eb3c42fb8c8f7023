//! Applications for access: from the applicant to the office or Bufdir, answered once, and what is given.

use domain::{
    application::{
        Answer, AnswerKind, Application, ApplicationDecision, ApplicationRefusal as No,
        ApplicationState as State,
    },
    decision::Receipted,
    feed::EntityKind,
    ids::{ApplicationId, DecisionId},
    sealing::SealedDecision,
    wire::{
        AccessAnswer, ArrivalAnswer, ArrivalToken, BufdirAnswered, BufdirApplications,
        EndAccessAnswer, EndAccessOutcome, HeldReason, Outcome, PortalApplicationWithdrawn,
        PortalApplications, PortalApplied, PortalMe, ProblemKind, PublishedKeys, PullPage,
        PushSealedAnswer, PushSealedRequest, RejectedReason, path,
    },
};
use edge::system_ctx;
use serde_json::{Value, json};
use uuid::Uuid;

use super::portal::browser::Browser;
use crate::world::{
    BERGEN, Desk, INNLANDET, KARI, LIV, OLA, RINGSAKER, TOVE, VESTLAND, World, operator, text,
};
use server::store::{AuditFilter, Post, RoleKind};

const IDA: &str = "02813299979";
const PER: &str = "02813299987";
const LAST_DAY: &str = "2027-06-30";

fn of_unit(unit: &str) -> Value {
    json!({ "kind": "unit", "unit_no": unit })
}

fn external(unit: Option<&str>) -> Value {
    json!({ "kind": "external", "organisation": "Et universitet", "unit_no": unit })
}

fn wish(represents: impl Into<Value>) -> Value {
    let represents: Value = represents.into();
    json!({
        "contact": { "name": "Ida Prøve", "email": "ida@prove.example", "phone": "22 22 22 22" },
        "represents": represents,
        "reason": "Til årsmeldingen.",
    })
}

async fn apply(world: &World, person: &Browser, id: u128, wish: Value) -> PortalApplied {
    let body = json!({ "id": Uuid::from_u128(id), "wish": wish, "language": "nb" });
    let answer = person.post(world, path::PORTAL_APPLICATIONS, &body).await;
    answer.ok()
}

async fn received(world: &World, person: &Browser, id: u128, wish: Value) -> Application {
    match apply(world, person, id, wish).await {
        PortalApplied::Received { application } => *application,
        other @ (PortalApplied::OneWaits { .. } | PortalApplied::Refused { .. }) => {
            panic!("{other:?}")
        }
    }
}

async fn ida(world: &World) -> Browser {
    Browser::log_in(world, IDA, false).await.unwrap()
}

async fn bufdir(world: &World) -> Browser {
    world.token_as(TOVE, Post::Bufdir, RoleKind::Bufdir).await;
    Browser::log_in(world, TOVE, true).await.unwrap()
}

fn ja() -> Answer {
    Answer::Approve {
        until: LAST_DAY.parse().unwrap(),
    }
}

fn to(id: u128, application: &Application, answer: Answer) -> ApplicationDecision {
    ApplicationDecision {
        id: DecisionId(Uuid::from_u128(id)),
        application_id: application.id,
        content_hash: application.content_hash,
        answer,
        confirmed_at: "2026-07-01T07:59:00Z".parse().unwrap(),
    }
}

async fn decide(world: &World, desk: &Desk, decision: &ApplicationDecision) -> Outcome {
    let mut results = world.push(desk, &[text(decision)]).await;
    let result = results.remove(0);
    assert_eq!(result.decision_id, Some(decision.id));
    result.outcome
}

/// The applications in the office's feed as they stand.
async fn in_feed(world: &World, desk: &Desk) -> Vec<Application> {
    let PullPage::Ok { bodies, .. } = world.pull(desk, None, 100).await else {
        panic!("a place in the feed");
    };
    let applications = bodies
        .iter()
        .filter(|body| body.kind == EntityKind::Application);
    applications
        .map(|body| serde_json::from_str(body.body.get()).unwrap())
        .collect()
}

async fn own(world: &World, person: &Browser) -> Vec<Application> {
    let answer: PortalApplications = person.get(world, path::PORTAL_APPLICATIONS).await.ok();
    answer.applications
}

/// An application that the officer has said Ja to; its reference.
pub(crate) async fn answered_by(world: &World, desk: &Desk) -> String {
    let ida = ida(world).await;
    let application = received(world, &ida, 1, wish(of_unit(RINGSAKER))).await;
    world.advance_minutes(1);
    approve(world, desk, &application).await;
    application.reference
}

/// Somebody who has applied, in a language.
pub(crate) async fn applied(world: &World, language: &str) -> (Browser, Application) {
    let ida = ida(world).await;
    let wish = wish(of_unit(RINGSAKER));
    let body = json!({ "id": Uuid::from_u128(1), "wish": wish, "language": language });
    let answer = ida.post(world, path::PORTAL_APPLICATIONS, &body).await;
    let PortalApplied::Received { application } = answer.ok() else {
        panic!("not received");
    };
    (ida, *application)
}

/// The same application arrives once more.
pub(crate) async fn applied_again(world: &World, ida: &Browser, application: &Application) {
    let again = received(world, ida, 1, wish(of_unit(RINGSAKER))).await;
    assert_eq!(again, *application);
}

/// The office says Ja.
pub(crate) async fn approve(world: &World, desk: &Desk, application: &Application) {
    let outcome = decide(world, desk, &to(1, application, ja())).await;
    assert!(matches!(outcome, Outcome::Applied { .. }), "{outcome:?}");
}

#[tokio::test]
async fn an_application_comes_to_the_office_of_its_unit_once() {
    let world = World::new().await;
    let (ida, kari, liv) = (
        ida(&world).await,
        world.officer(KARI, INNLANDET).await,
        world.officer(LIV, VESTLAND).await,
    );
    let application = received(&world, &ida, 1, wish(of_unit(RINGSAKER))).await;
    assert_eq!(application.reference, "TS-20260701-0001");
    assert_eq!(application.contact.phone.as_deref(), Some("+4722222222"));
    let office = INNLANDET.into();
    assert_eq!(application.state, State::AtOffice { office });
    let alone = std::slice::from_ref(&application);
    assert_eq!(in_feed(&world, &kari).await, alone);
    assert_eq!(in_feed(&world, &liv).await, []);
    assert_eq!(own(&world, &ida).await, alone);
    // An applicant is reached as the application says.
    let me: PortalMe = ida.get(&world, path::PORTAL_ME).await.ok();
    assert_eq!(me.contact.unwrap().email, "ida@prove.example");

    // Once more under the same id, and another while this one waits.
    let again = received(&world, &ida, 1, wish(of_unit(BERGEN))).await;
    assert_eq!(again, application);
    let other = apply(&world, &ida, 2, wish(of_unit(BERGEN))).await;
    let waits = Box::new(application.clone());
    assert_eq!(other, PortalApplied::OneWaits { application: waits });
    assert_eq!(in_feed(&world, &liv).await, []);
    // Another person's id tells nothing.
    let per = Browser::log_in(&world, PER, false).await.unwrap();
    let body = json!({ "id": application.id, "wish": wish(of_unit(BERGEN)), "language": "nb" });
    let refused = per.post(&world, path::PORTAL_APPLICATIONS, &body).await;
    refused.problem(404, ProblemKind::NotFound);
    assert_eq!(own(&world, &per).await, []);
}

#[tokio::test]
async fn a_wish_with_faults_is_told_and_changes_nothing() {
    let world = World::new().await;
    let ida = ida(&world).await;
    let mut nameless = wish(of_unit(RINGSAKER));
    nameless["contact"]["name"] = json!(" ");
    let mut silent = wish(of_unit(RINGSAKER));
    silent["reason"] = json!("");
    for (wish, reason) in [
        (nameless, No::NameMissing),
        (silent, No::ReasonMissing),
        (wish(of_unit("9999")), No::UnknownUnit),
    ] {
        let refused = apply(&world, &ida, 1, wish).await;
        assert_eq!(refused, PortalApplied::Refused { reason });
    }
    let mut unreachable = wish(of_unit(RINGSAKER));
    unreachable["contact"]["email"] = json!("ida");
    let body = json!({ "id": Uuid::from_u128(1), "wish": unreachable, "language": "nb" });
    let refused = ida.post(&world, path::PORTAL_APPLICATIONS, &body).await;
    let problem = refused.problem(422, ProblemKind::Invalid);
    let at: Vec<_> = problem.faults.iter().map(|fault| &fault.at).collect();
    assert_eq!(at, ["wish.contact.email"]);
    assert_eq!(own(&world, &ida).await, []);
}

#[tokio::test]
async fn ja_gives_access_until_the_last_day_and_a_receipt() {
    let world = World::new().await;
    let (ida, kari) = (ida(&world).await, world.officer(KARI, INNLANDET).await);
    let application = received(&world, &ida, 1, wish(of_unit(RINGSAKER))).await;
    let sent = to(7, &application, ja());
    let Outcome::Applied { receipt } = decide(&world, &kari, &sent).await else {
        panic!("not applied");
    };
    let keys: PublishedKeys = world.get(path::KEYS).await.ok();
    assert_eq!(receipt.verify_for(&sent, &keys.keys), Ok(()));
    let on = receipt.application().unwrap();
    assert_eq!(
        (on.answer, on.until),
        (AnswerKind::Approve, sent.answer.until())
    );
    assert_eq!((receipt.number.as_str(), receipt.seq), ("26-000001", 2));
    let [told] = <[_; 1]>::try_from(in_feed(&world, &kari).await).unwrap();
    let by = kari.person;
    let until = LAST_DAY.parse().unwrap();
    assert_eq!(told.state, State::Approved { by, until });
    assert_eq!(told.answers[0].receipt.as_ref(), Some(&receipt));
    assert_eq!(own(&world, &ida).await, [told]);

    // The same bytes keep their first receipt; other bytes under the id are refused.
    let again = decide(&world, &kari, &sent).await;
    assert_eq!(again, Outcome::Duplicate { receipt });
    let other = to(7, &application, Answer::Forward {});
    let reason = RejectedReason::KeyReuse;
    assert_eq!(
        decide(&world, &kari, &other).await,
        Outcome::Rejected { reason }
    );

    // The person is a reader from the next login on, and until the day is over in Norway.
    let seats = || async {
        let rows: Vec<(i64,)> = world
            .rows("SELECT valid_to FROM role WHERE kind = 'reader'")
            .await;
        rows
    };
    let end = "2027-06-30T22:00:00Z".parse::<jiff::Timestamp>().unwrap();
    assert_eq!(seats().await, [(end.as_millisecond(),)]);
    let access: AccessAnswer = access(&world, &kari).await;
    assert_eq!(access.access[0].name, "Ida Prøve");
    assert!(access.access[0].can_end);
}

async fn access(world: &World, desk: &Desk) -> AccessAnswer {
    let token = Some(desk.session.access_token.as_str());
    world.get_as(path::ACCESS, token).await.ok()
}

async fn end(world: &World, desk: &Desk, id: ApplicationId) -> EndAccessOutcome {
    let token = Some(desk.session.access_token.as_str());
    let body = json!({ "application_id": id }).to_string();
    let answer: EndAccessAnswer = world.post(path::END_ACCESS, token, body).await.ok();
    answer.outcome
}

#[tokio::test]
async fn an_office_ends_the_access_that_it_gave() {
    let world = World::new().await;
    let (ida, kari, liv) = (
        ida(&world).await,
        world.officer(KARI, INNLANDET).await,
        world.officer(LIV, VESTLAND).await,
    );
    let application = received(&world, &ida, 1, wish(of_unit(RINGSAKER))).await;
    let id = application.id;
    assert_eq!(end(&world, &kari, id).await, EndAccessOutcome::NotFound);
    decide(&world, &kari, &to(7, &application, ja())).await;
    let reader = Browser::log_in(&world, IDA, false).await.unwrap();
    reader.get(&world, path::PORTAL_ME).await.ok::<PortalMe>();

    assert_eq!(access(&world, &liv).await.access, []);
    assert_eq!(end(&world, &liv, id).await, EndAccessOutcome::NotFound);
    assert_eq!(end(&world, &kari, id).await, EndAccessOutcome::Ended);
    assert_eq!(end(&world, &kari, id).await, EndAccessOutcome::WasOver);
    assert_eq!(access(&world, &kari).await.access, []);
    let [told] = <[_; 1]>::try_from(in_feed(&world, &kari).await).unwrap();
    assert!(matches!(told.state, State::Ended { by, .. } if by == kari.person));
    // The reader's session is over with the role; the person may apply anew.
    let refused = reader.get(&world, path::PORTAL_ME).await;
    refused.problem(403, ProblemKind::NoRole);
    received(&world, &ida, 2, wish(of_unit(RINGSAKER))).await;
}

#[tokio::test]
async fn a_last_day_that_passes_ends_access_by_itself() {
    let world = World::new().await;
    let (ida, kari) = (ida(&world).await, world.officer(KARI, INNLANDET).await);
    let application = received(&world, &ida, 1, wish(of_unit(RINGSAKER))).await;
    let today = Answer::Approve {
        until: "2026-07-01".parse().unwrap(),
    };
    decide(&world, &kari, &to(7, &application, today)).await;
    assert_eq!(access(&world, &kari).await.access.len(), 1);
    world.advance_minutes(15 * 60);
    let kari = world.officer(KARI, INNLANDET).await;
    assert_eq!(access(&world, &kari).await.access, []);
    let over = end(&world, &kari, application.id).await;
    assert_eq!(over, EndAccessOutcome::WasOver);
    // An end date that is over when the decision comes is told with where the application stands.
    let ida = Browser::log_in(&world, IDA, false).await.unwrap();
    let application = received(&world, &ida, 2, wish(of_unit(RINGSAKER))).await;
    let late = to(
        8,
        &application,
        Answer::Approve {
            until: "2026-07-01".parse().unwrap(),
        },
    );
    let conflict = Outcome::ApplicationConflict {
        reason: No::UntilPassed,
        current: application.state,
    };
    assert_eq!(decide(&world, &kari, &late).await, conflict);
}

#[tokio::test]
async fn a_colleagues_answer_and_a_withdrawal_are_conflicts() {
    let world = World::new().await;
    let (ida, kari, ola) = (
        ida(&world).await,
        world.officer(KARI, INNLANDET).await,
        world.officer(OLA, INNLANDET).await,
    );
    let application = received(&world, &ida, 1, wish(of_unit(RINGSAKER))).await;
    let reason = "Ikke ansatt.".to_owned();
    let nei = Answer::Reject {
        reason: reason.clone(),
    };
    let applied = decide(&world, &ola, &to(7, &application, nei)).await;
    assert!(matches!(applied, Outcome::Applied { .. }), "{applied:?}");
    let by = ola.person;
    let conflict = Outcome::ApplicationConflict {
        reason: No::NotWaiting,
        current: State::Rejected { by, reason },
    };
    assert_eq!(
        decide(&world, &kari, &to(8, &application, ja())).await,
        conflict
    );
    // Final, and the same for ever.
    assert_eq!(
        decide(&world, &kari, &to(8, &application, ja())).await,
        conflict
    );

    let application = received(&world, &ida, 2, wish(of_unit(RINGSAKER))).await;
    let body = json!({ "id": application.id });
    let path = path::PORTAL_APPLICATION_WITHDRAW;
    let per = Browser::log_in(&world, PER, false).await.unwrap();
    let refused = per.post(&world, path, &body).await;
    refused.problem(404, ProblemKind::NotFound);
    let withdrawn: PortalApplicationWithdrawn = ida.post(&world, path, &body).await.ok();
    assert!(matches!(
        withdrawn,
        PortalApplicationWithdrawn::Withdrawn { .. }
    ));
    let again: PortalApplicationWithdrawn = ida.post(&world, path, &body).await.ok();
    assert!(matches!(
        again,
        PortalApplicationWithdrawn::NotWaiting { .. }
    ));
    let conflict = Outcome::ApplicationConflict {
        reason: No::NotWaiting,
        current: State::Withdrawn,
    };
    assert_eq!(
        decide(&world, &kari, &to(9, &application, ja())).await,
        conflict
    );
    let readers: Vec<(i64,)> = world
        .rows("SELECT COUNT(*) FROM role WHERE kind = 'reader'")
        .await;
    assert_eq!(readers, [(0,)]);
}

#[tokio::test]
async fn what_is_not_to_be_answered_so_is_refused() {
    let world = World::new().await;
    let (kari, liv) = (
        world.officer(KARI, INNLANDET).await,
        world.officer(LIV, VESTLAND).await,
    );
    // Nobody decides the own application.
    let own = Browser::log_in(&world, KARI, false).await.unwrap();
    let represents = json!({ "kind": "county_governor", "unit_no": RINGSAKER });
    let application = received(&world, &own, 1, wish(represents)).await;
    let conflict = |reason, current: &Application| Outcome::ApplicationConflict {
        reason,
        current: current.state.clone(),
    };
    let found = decide(&world, &kari, &to(7, &application, ja())).await;
    assert_eq!(found, conflict(No::OwnApplication, &application));

    let ida = ida(&world).await;
    let application = received(&world, &ida, 2, wish(of_unit(RINGSAKER))).await;
    // Another office's is no office's; so is nobody's.
    let reason = HeldReason::NoAccess;
    let held = Outcome::Held { reason };
    assert_eq!(decide(&world, &liv, &to(8, &application, ja())).await, held);
    let mut nobodys = to(8, &application, ja());
    nobodys.application_id = ApplicationId(Uuid::from_u128(99));
    assert_eq!(decide(&world, &liv, &nobodys).await, held);
    let forward = to(9, &application, Answer::Forward {});
    let found = decide(&world, &kari, &forward).await;
    assert_eq!(found, conflict(No::NotExternal, &application));
    let mut unseen = to(10, &application, ja());
    unseen.content_hash = domain::report::Hash::of(b"other");
    let found = decide(&world, &kari, &unseen).await;
    assert_eq!(found, conflict(No::OtherContent, &application));
    let silent = Answer::Reject {
        reason: " ".to_owned(),
    };
    let invalid = Outcome::Rejected {
        reason: RejectedReason::Invalid,
    };
    assert_eq!(
        decide(&world, &kari, &to(11, &application, silent)).await,
        invalid
    );
    let far = Answer::Approve {
        until: "2028-07-02".parse().unwrap(),
    };
    assert_eq!(
        decide(&world, &kari, &to(12, &application, far)).await,
        invalid
    );
    let [_, told] = <[_; 2]>::try_from(in_feed(&world, &kari).await).unwrap();
    assert_eq!(told, application);
}

#[tokio::test]
async fn an_external_applicant_is_forwarded_and_answered_by_bufdir() {
    let world = World::new().await;
    let (ida, kari, tove) = (
        ida(&world).await,
        world.officer(KARI, INNLANDET).await,
        bufdir(&world).await,
    );
    let application = received(&world, &ida, 1, wish(external(Some(RINGSAKER)))).await;
    let conflict = decide(&world, &kari, &to(7, &application, ja())).await;
    assert!(matches!(
        conflict,
        Outcome::ApplicationConflict {
            reason: No::External,
            ..
        }
    ));
    let waiting = async || {
        let path = path::PORTAL_BUFDIR_APPLICATIONS;
        let answer: BufdirApplications = tove.get(&world, path).await.ok();
        answer
    };
    assert_eq!(waiting().await.waiting, []);
    let forward = to(8, &application, Answer::Forward {});
    let applied = decide(&world, &kari, &forward).await;
    assert!(matches!(applied, Outcome::Applied { .. }), "{applied:?}");
    let [forwarded] = <[_; 1]>::try_from(waiting().await.waiting).unwrap();
    assert_eq!(forwarded.contact.email, "ida@prove.example");

    let answer = async |decision: &ApplicationDecision| {
        let body = serde_json::to_value(decision).unwrap();
        tove.post(&world, path::PORTAL_BUFDIR_ANSWER, &body).await
    };
    let given = to(9, &forwarded, ja());
    for _ in 0..2 {
        let BufdirAnswered::Answered { application } = answer(&given).await.ok() else {
            panic!("not answered");
        };
        assert!(matches!(application.state, State::Approved { .. }));
        // The office sees what became of it.
        assert_eq!(in_feed(&world, &kari).await, [*application]);
    }
    let late: BufdirAnswered = answer(&to(10, &forwarded, ja())).await.ok();
    assert!(matches!(
        late,
        BufdirAnswered::Refused {
            reason: No::NotWaiting,
            ..
        }
    ));
    let mut nobodys = to(11, &forwarded, ja());
    nobodys.application_id = ApplicationId(Uuid::from_u128(99));
    answer(&nobodys).await.problem(404, ProblemKind::NotFound);
    let after = waiting().await;
    assert_eq!((after.waiting.len(), after.answered.len()), (0, 1));

    // The office sees the access, and Bufdir alone ends it.
    let [given] = <[_; 1]>::try_from(access(&world, &kari).await.access).unwrap();
    assert!(!given.can_end);
    let id = given.application_id;
    assert_eq!(end(&world, &kari, id).await, EndAccessOutcome::NotFound);
    let all: AccessAnswer = tove.get(&world, path::PORTAL_BUFDIR_ACCESS).await.ok();
    assert!(all.access[0].can_end);
    let body = json!({ "application_id": id });
    let ended = tove
        .post(&world, path::PORTAL_BUFDIR_END_ACCESS, &body)
        .await;
    let ended: EndAccessAnswer = ended.ok();
    assert_eq!(ended.outcome, EndAccessOutcome::Ended);
}

#[tokio::test]
async fn an_external_applicant_without_a_unit_comes_to_bufdir_at_once() {
    let world = World::new().await;
    let (ida, tove) = (ida(&world).await, bufdir(&world).await);
    let application = received(&world, &ida, 1, wish(external(None))).await;
    assert_eq!(application.state, State::AtBufdir { forwarded_by: None });
    let nei = Answer::Reject {
        reason: "Ikke nødvendig.".to_owned(),
    };
    let body = serde_json::to_value(to(7, &application, nei)).unwrap();
    let answered = tove.post(&world, path::PORTAL_BUFDIR_ANSWER, &body).await;
    let BufdirAnswered::Answered { application } = answered.ok() else {
        panic!("not answered");
    };
    assert_eq!(own(&world, &ida).await, [*application]);
}

#[tokio::test]
async fn a_sealed_answer_is_settled_as_a_pushed_one() {
    let world = World::new().await;
    let (ida, kari) = (ida(&world).await, world.officer(KARI, INNLANDET).await);
    let application = received(&world, &ida, 1, wish(of_unit(RINGSAKER))).await;
    let sent = to(7, &application, ja());
    let keys: PublishedKeys = world.get(path::KEYS).await.ok();
    let bytes = text(&sent);
    let sealed: Option<SealedDecision> =
        keys.sealing
            .seal(&system_ctx(), kari.person, sent.id(), bytes.as_bytes());
    let items = vec![sealed.unwrap()];
    let token = Some(kari.session.access_token.as_str());
    let body = text(&PushSealedRequest { items });
    let answer: PushSealedAnswer = world.post(path::PUSH_SEALED, token, body).await.ok();
    let opened = answer.results.into_iter().next().unwrap().opened.unwrap();
    assert_eq!(opened.decision.get(), bytes);
    let Outcome::Applied { receipt } = opened.outcome else {
        panic!("{:?}", opened.outcome);
    };
    let again = decide(&world, &kari, &sent).await;
    assert_eq!(again, Outcome::Duplicate { receipt });
}

#[tokio::test]
async fn a_waiting_application_is_news_to_a_machine_between_sessions() {
    let world = World::new().await;
    let (ida, kari) = (ida(&world).await, world.officer(KARI, INNLANDET).await);
    let token = Some(kari.session.access_token.as_str());
    let given: ArrivalToken = world.post(path::ARRIVAL_TOKEN, token, "").await.ok();
    let news = async || {
        let path = format!("{}?after=0", path::ARRIVALS);
        let answer: ArrivalAnswer = world.get_as(&path, Some(&given.arrival_token)).await.ok();
        answer.waiting
    };
    assert_eq!(news().await, 0);
    let application = received(&world, &ida, 1, wish(of_unit(RINGSAKER))).await;
    assert_eq!(news().await, 1);
    decide(&world, &kari, &to(7, &application, ja())).await;
    assert_eq!(news().await, 0);
}

#[tokio::test]
async fn every_act_is_written_down_and_nothing_of_the_person() {
    let world = World::new().await;
    let (ida, kari) = (ida(&world).await, world.officer(KARI, INNLANDET).await);
    let application = received(&world, &ida, 1, wish(of_unit(RINGSAKER))).await;
    decide(&world, &kari, &to(7, &application, ja())).await;
    access(&world, &kari).await;
    end(&world, &kari, application.id).await;
    let filter = AuditFilter {
        most: 100,
        ..AuditFilter::default()
    };
    let rows = world.app.store().audit(operator(), &filter).await.unwrap();
    let of = |action: &str| rows.iter().find(|row| row.action == action).unwrap();
    let asked = of("application.received");
    let id = application.id.to_string();
    assert_eq!(asked.object.as_deref(), Some(id.as_str()));
    assert_eq!(asked.actor_id, Some(application.applicant.to_string()));
    assert_eq!(asked.office, Some(INNLANDET.into()));
    assert_eq!(of("access.ended").object.as_deref(), Some(id.as_str()));
    let (decision, by) = (DecisionId(Uuid::from_u128(7)).to_string(), kari.person);
    assert_eq!(of("decision.applied").object, Some(decision));
    assert_eq!(of("access.read").actor_id, Some(by.to_string()));
    assert!(!format!("{rows:?}").contains("Ida"));
    for statement in [
        "DELETE FROM application",
        "UPDATE application SET person_id = office",
        "UPDATE application_decision SET outcome = 'conflict'",
        "DELETE FROM application_decision",
    ] {
        assert!(!world.takes(statement).await, "{statement}");
    }
}
