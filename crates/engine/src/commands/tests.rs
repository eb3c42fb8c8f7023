//! Commands on a store without a server, also with what no page of ours sends.

use std::sync::{
    Arc,
    atomic::{AtomicU8, Ordering},
};

use bytes::Bytes;
use domain::{
    Clock, Ctx, Entropy, Language,
    application::Application,
    decision::Ask,
    feed::Cursor,
    ids::{PersonId, PointId},
    report::{Report, ReportState, Value},
    wire,
};
use edge::HttpError;
use http::{Request, Response};
use url::Url;
use uuid::Uuid;

use super::*;
use crate::{
    Config, LoopbackPage, News, OpenFailed,
    review::testing::report,
    sync::plan::{Plan, Put, PutApplication},
    vault::testing::{CHEAP, Memory, pin},
    view::{PhraseId, Preferences, QuietHours, Stage},
};

struct NoNetwork;

impl Http for NoNetwork {
    async fn call(&self, _: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        std::future::pending().await
    }
}

struct Still;

impl Clock for Still {
    fn now(&self) -> Timestamp {
        Timestamp::UNIX_EPOCH
    }
}

#[derive(Default)]
struct Counting(AtomicU8);

impl Entropy for Counting {
    fn fill(&self, buffer: &mut [u8]) {
        buffer.fill(self.0.fetch_add(1, Ordering::Relaxed));
    }
}

struct Nothing;

impl Desktop for Nothing {
    fn open_browser(&self, _: &Url) -> Result<(), OpenFailed> {
        Err(OpenFailed)
    }
    fn changed(&self) {}
    fn notify(&self, _: Language, _: News<'_>) {}
    fn raise(&self) {}
    fn loopback_page(&self, _: Language, _: LoopbackPage) -> String {
        String::new()
    }
}

type Desk = (tempfile::TempDir, Engine<Nothing, NoNetwork>);

async fn desk(reports: &[Report]) -> Desk {
    desk_with(reports, &[]).await
}

async fn desk_with(reports: &[Report], applications: &[Application]) -> Desk {
    let folder = tempfile::tempdir().unwrap();
    let config = Config {
        server: "http://server.invalid/".parse().unwrap(),
        data_dir: folder.path().to_owned(),
        version: "0".to_owned(),
        machine_name: "machine".to_owned(),
        pin_cost: CHEAP,
        guards_memory: true,
    };
    let ctx = Ctx::new(Arc::new(Still), Arc::new(Counting::default()));
    let engine = Engine::new(config, ctx, NoNetwork, Arc::new(Memory::default()), Nothing);
    engine.begin_session(session()).await.unwrap();
    engine.choose_pin(pin()).await.unwrap();
    let store = engine.open().unwrap().store;
    let puts = reports.iter().map(|report| Put {
        rev: 1,
        body: serde_json::to_string(report).unwrap(),
        report: report.clone(),
    });
    let plan = Plan {
        from: None,
        to: Cursor {
            office: "innlandet".into(),
            seq: 1,
            chain: Hash::of(b"1"),
        },
        puts: puts.collect(),
        applications: applications.iter().map(brought).collect(),
        awaited: vec![],
        more: false,
    };
    store.apply(&plan, Timestamp::UNIX_EPOCH).await.unwrap();
    (folder, engine)
}

fn brought(application: &Application) -> PutApplication {
    PutApplication {
        rev: 1,
        body: serde_json::to_string(application).unwrap(),
        application: application.clone(),
    }
}

fn session() -> wire::Session {
    let later = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(8);
    wire::Session {
        access_token: "access".to_owned(),
        access_expires_at: later,
        refresh_token: "refresh".to_owned(),
        idle_expires_at: later,
        device_id: domain::ids::DeviceId(Uuid::nil()),
        offices: vec![],
        officer: wire::Officer {
            id: PersonId(Uuid::from_u128(3)),
            name: "Kari Prøve".to_owned(),
            office: "innlandet".into(),
            office_name: "Statsforvalteren i Innlandet".to_owned(),
        },
        server_time: Timestamp::UNIX_EPOCH,
    }
}

/// A report whose breaches do not add up (R16).
fn wrong() -> Report {
    let mut report = report(1, ReportState::Submitted { revision: 1 });
    let numbers = [
        ("inv_time_3_6m", 27),
        ("inv_time_gt_6m", 6),
        ("inv_breach", 12),
    ];
    for (point, number) in numbers {
        let values = &mut report.revisions[0].values;
        values.insert(point.into(), Value::Number(number));
    }
    report
}

fn draft(approve: bool) -> Draft {
    Draft {
        own_figure: Some(17),
        approve: Some(approve),
        comment: "Rett tallet.".to_owned(),
        asks: vec![],
    }
}

#[tokio::test(crate = "crate::testing")]
async fn an_error_must_have_been_seen_before_yes_and_not_before_no() {
    let report = wrong();
    let content = report.revisions[0].content_hash;
    let (_folder, engine) = desk(std::slice::from_ref(&report)).await;
    engine.save_draft(report.id, 1, draft(true)).await.unwrap();
    let refused = engine.decide(report.id, 1, content).await;
    let Err(EngineError::Unseen { errors }) = refused else {
        panic!("{refused:?}");
    };
    let found = engine.report(report.id).await.unwrap().findings;
    let mut at: Vec<PointId> = found.into_iter().filter_map(|found| found.at).collect();
    assert!(errors > 0 && !at.is_empty());
    let last = at.pop().unwrap();
    engine.see(report.id, 1, at).await.unwrap();
    engine.see(report.id, 1, vec![last]).await.unwrap();
    let decided = engine.decide(report.id, 1, content).await.unwrap();
    assert!(matches!(decided.stage, Stage::SavedHere { .. }));

    let (_folder, engine) = desk(std::slice::from_ref(&report)).await;
    engine.save_draft(report.id, 1, draft(false)).await.unwrap();
    engine.decide(report.id, 1, content).await.unwrap();
}

/// Ids of others, texts without end, and what the form does not have change nothing and harm nothing.
#[tokio::test(crate = "crate::testing")]
async fn commands_refuse_what_no_page_sends() {
    let report = wrong();
    let content = report.revisions[0].content_hash;
    let (_folder, engine) = desk(std::slice::from_ref(&report)).await;
    let foreign = ReportId(Uuid::from_u128(99));
    let nobody = DecisionId(Uuid::from_u128(98));
    let ask = |point: &str| Ask {
        point: point.into(),
        rule: None,
        comment: None,
    };
    let asking = |asks| Draft {
        asks,
        ..draft(false)
    };
    let long = "a".repeat(1024 * 1024);
    let not_found = |error: EngineError| matches!(error, EngineError::NotFound);
    let bad = |error: EngineError| matches!(error, EngineError::BadInput);
    let too_long =
        |error: EngineError| matches!(error, EngineError::Refused(Refusal::CommentTooLong));

    assert!(not_found(engine.report(foreign).await.unwrap_err()));
    assert!(not_found(
        engine
            .save_draft(foreign, 1, draft(true))
            .await
            .unwrap_err()
    ));
    assert!(not_found(
        engine
            .save_draft(report.id, 2, draft(true))
            .await
            .unwrap_err()
    ));
    assert!(not_found(
        engine.decide(foreign, 1, content).await.unwrap_err()
    ));
    assert!(not_found(engine.see(foreign, 1, vec![]).await.unwrap_err()));
    assert!(not_found(
        engine.see(report.id, 7, vec![]).await.unwrap_err()
    ));
    assert!(not_found(engine.undo(nobody).await.unwrap_err()));
    assert!(not_found(engine.lay_aside(nobody).await.unwrap_err()));
    let phrase = PhraseId(Uuid::from_u128(97));
    assert!(not_found(engine.remove_phrase(phrase).await.unwrap_err()));

    let comment = Draft {
        comment: long.clone(),
        ..draft(false)
    };
    assert!(too_long(
        engine.save_draft(report.id, 1, comment).await.unwrap_err()
    ));
    let mut in_ask = ask("inv_breach");
    in_ask.comment = Some(long.clone());
    let saved = engine.save_draft(report.id, 1, asking(vec![in_ask])).await;
    assert!(too_long(saved.unwrap_err()));
    for asks in [
        vec![ask("no_such_point")],
        vec![ask("inv_breach"), ask("inv_breach")],
    ] {
        let saved = engine.save_draft(report.id, 1, asking(asks)).await;
        assert!(bad(saved.unwrap_err()));
    }
    let point = || vec!["no_such_point".into()];
    assert!(bad(engine.see(report.id, 1, point()).await.unwrap_err()));
    let many = vec!["inv_breach".into(); 1000];
    assert!(bad(engine.see(report.id, 1, many).await.unwrap_err()));
    assert!(bad(engine.add_phrase(long).await.unwrap_err()));
    assert!(bad(engine.add_phrase(" \n".to_owned()).await.unwrap_err()));
    let midnight = Preferences {
        quiet: Some(QuietHours { from: 1440, to: 0 }),
        ..Preferences::of(Language::Nb)
    };
    assert!(bad(engine.set_preferences(midnight).await.unwrap_err()));

    let view = engine.report(report.id).await.unwrap();
    assert_eq!((view.draft, view.draft_saved_at), (Draft::default(), None));
    assert!(engine.phrases().await.unwrap().is_empty());
}

/// Markup, controls of direction and characters outside the basic plane come back as they were typed.
#[tokio::test(crate = "crate::testing")]
async fn texts_are_kept_as_they_were_typed() {
    let report = wrong();
    let (_folder, engine) = desk(std::slice::from_ref(&report)).await;
    for text in [
        "<script>alert(1)</script>&amp;",
        "\u{202e}snu\u{202c} \u{2066}her\u{2069}",
        "'; DROP TABLE draft; --",
        "\u{0}nul\u{7f}",
        "🙂\u{fe0f}æøå",
    ] {
        let typed = Draft {
            comment: text.to_owned(),
            ..draft(false)
        };
        engine
            .save_draft(report.id, 1, typed.clone())
            .await
            .unwrap();
        assert_eq!(engine.report(report.id).await.unwrap().draft, typed);
        let phrases = engine.add_phrase(text.to_owned()).await.unwrap();
        assert_eq!(phrases.last().unwrap().text, text.trim());
    }
}

#[tokio::test(crate = "crate::testing")]
async fn phrases_are_kept_once_and_forgotten() {
    let (_folder, engine) = desk(&[]).await;
    engine.add_phrase("Rett tallet.".to_owned()).await.unwrap();
    let both = engine.add_phrase(" Forklar. ".to_owned()).await.unwrap();
    let again = engine.add_phrase("Rett tallet.".to_owned()).await.unwrap();
    assert_eq!(both, again);
    let texts: Vec<_> = both.iter().map(|phrase| phrase.text.as_str()).collect();
    assert_eq!(texts, ["Rett tallet.", "Forklar."]);
    let left = engine.remove_phrase(both[0].id).await.unwrap();
    assert_eq!(left, both[1..]);
}

#[tokio::test(crate = "crate::testing")]
async fn what_is_chosen_holds_after_the_next_start() {
    let (_folder, engine) = desk(&[]).await;
    let before = engine.app_state().await.unwrap().preferences;
    assert_eq!(before, Some(Preferences::of(Language::Nb)));
    let chosen = Preferences {
        notifications: false,
        ..Preferences::of(Language::Nn)
    };
    engine.set_preferences(chosen).await.unwrap();
    engine.lock().await;
    assert_eq!(engine.app_state().await.unwrap().preferences, None);
    engine.unlock(pin()).await.unwrap();
    let after = engine.app_state().await.unwrap().preferences;
    assert_eq!(after, Some(chosen));
}

mod applications;
mod county;
