//! Steps 16 and 17 of the guide on a terminal: applications for access, without a network too.

use domain::{
    application::{Application, ApplicationState, Represents},
    norway,
};
use jiff::ToSpan;
use support::portal::Visitor;

use super::Scene;
use crate::window::applications::{ODDVAR, applies, applies_as, colleague_says_yes, own};

/// Somebody at the portal.
pub(super) async fn visitor(scene: &Scene) -> Visitor {
    let mut applicant = Visitor::new(scene.services.address()).unwrap();
    let logged_in = applicant.log_in("/portal/", "bankid", ODDVAR).await;
    logged_in.unwrap();
    applicant
}

async fn applied(scene: &Scene) -> (Visitor, Application) {
    let mut applicant = visitor(scene).await;
    let sent = applies(&mut applicant).await.unwrap();
    scene.does(&["sync"]);
    (applicant, sent)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_is_answered_without_a_network_and_gives_access() {
    let scene = Scene::logged_in().await;
    let (mut applicant, sent) = applied(&scene).await;
    let reference = &*sent.reference;
    let tasks = scene.does(&["tasks"]);
    for words in [reference, "Tilgangssøknad", "Ringsaker"] {
        assert!(tasks.contains(words), "{words} in {tasks}");
    }
    let found = scene.script(&["tasks"]);
    let kinds: Vec<_> = found["result"].as_array().unwrap().iter().collect();
    assert_eq!(kinds.last().unwrap()["kind"], "application");
    let shown = scene.does(&["show", &reference.to_lowercase()]);
    for words in [
        "Oddvar Prøve",
        &sent.contact.email,
        &sent.reason,
        "Ansatt i kommune eller bydel",
    ] {
        assert!(shown.contains(words), "{words} in {shown}");
    }
    scene.network.cut();
    let today = norway::date(edge::system_ctx().now());
    let day = |years: i32| today.saturating_add(years.years()).to_string();
    // What is another task's, what no answer is, and without a word.
    for (arguments, answers, exit) in [
        (&["return", reference, "--comment", "x"][..], "", 37),
        (&["forward", reference, "--yes"], "", 36),
        (&["reject", reference, "--yes"], "", 36),
        (&["approve", reference, "--yes"], "", 36),
        (&["approve", reference, "--until", &day(3), "--yes"], "", 36),
        (
            &["approve", reference, "--until", &day(-1), "--yes"],
            "",
            36,
        ),
        (&["approve", reference, "--figure", "1", "--yes"], "", 2),
        (&["show", reference, "--section", "1"], "", 2),
        (&["approve", reference, "--until", &day(1)], "nei\n", 32),
        (&["receipt", reference], "", 34),
        (&["outbox", "undo", reference], "", 3),
        (&["outbox", "lay-aside", reference], "", 3),
    ] {
        let said = scene.run(arguments, answers);
        assert_eq!(said.exit, exit, "{arguments:?}: {said:?}");
        assert!(said.out.is_empty() && !said.err.is_empty(), "{said:?}");
    }
    assert!(scene.does(&["tasks"]).contains("Utkast, Ja"));
    // The day is asked for, unless the draft has it; here it has.
    let said = scene.run(&["approve", reference], "ja\n");
    assert_eq!(said.exit, 0, "{said:?}");
    assert!(
        said.err.contains("Gi Oddvar Prøve, Ringsaker, tilgang"),
        "{said:?}"
    );
    let outbox = scene.does(&["outbox"]);
    assert!(
        outbox.contains(reference) && outbox.contains("Lagret her"),
        "{outbox}"
    );
    scene.does(&["outbox", "undo", reference]);
    assert_eq!(scene.script(&["outbox"])["result"], serde_json::json!([]));
    scene.does(&["approve", reference, "--yes"]);
    scene.network.open();
    scene.does(&["sync"]);
    let receipt = scene.does(&["receipt", reference]);
    for words in [
        "Tilgang til og med",
        "Ingrid Solbakken",
        "Signaturen er kontrollert",
    ] {
        assert!(receipt.contains(words), "{words} in {receipt}");
    }
    let answered = scene.script(&["outbox"]);
    assert_eq!(answered["result"][0]["stage"]["kind"], "received");
    assert!(
        scene
            .does(&["tasks", "--archive"])
            .contains("Tilgang gitt · kvittering")
    );
    assert_eq!(scene.run(&["outbox", "undo", reference], "").exit, 33);
    assert_eq!(scene.run(&["outbox", "lay-aside", reference], "").exit, 38);
    assert_eq!(
        scene
            .run(&["reject", reference, "--reason", "x", "--yes"], "")
            .exit,
        36
    );
    let state = own(&mut applicant).await.unwrap();
    assert!(
        matches!(state, ApplicationState::Approved { .. }),
        "{state:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_external_applicant_goes_on_to_bufdir() {
    let scene = Scene::logged_in().await;
    let mut applicant = visitor(&scene).await;
    let external = Represents::External {
        organisation: "Et universitet".to_owned(),
        unit_no: Some("3411".into()),
    };
    let sent = applies_as(&mut applicant, external).await.unwrap();
    scene.does(&["sync"]);
    let reference = &*sent.reference;
    let shown = scene.does(&["show", reference, "--language", "en"]);
    assert!(shown.contains("Organisation: Et universitet"), "{shown}");
    for refused in ["approve", "reject"] {
        let said = scene.script(&[refused, reference, "--yes"]);
        assert_eq!(said["refusal"], "external", "{said}");
    }
    // With the time to undo, in which the program is ended once.
    let forwards = ["forward", reference, "--yes", "--send", "--pin-stdin"];
    let waits = scene
        .terminal
        .start_until(&forwards, &super::typed(""), "Ctrl-C");
    assert_eq!(waits.unwrap().end("INT").unwrap(), Some(35));
    let said = scene.run(&["forward", reference, "--send"], "j\n");
    assert_eq!(said.exit, 0, "{said:?}");
    assert!(said.out.contains("kvittering"), "{said:?}");
    let state = own(&mut applicant).await.unwrap();
    assert!(
        matches!(state, ApplicationState::AtBufdir { .. }),
        "{state:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_colleague_who_was_first_is_shown_and_the_own_answer_laid_aside() {
    let scene = Scene::logged_in().await;
    let (_applicant, sent) = applied(&scene).await;
    let reference = &*sent.reference;
    scene.network.cut();
    let reject = [
        "reject",
        reference,
        "--reason",
        "Tallene ligger åpent.",
        "--yes",
    ];
    scene.does(&reject);
    colleague_says_yes(&scene.services, &sent).await.unwrap();
    scene.network.open();
    let back = scene.script(&["sync"]);
    assert_eq!(
        (&back["code"], &back["about"]),
        (&"conflict".into(), &"application".into())
    );
    assert!(scene.does(&["tasks", "--needs-me"]).contains(reference));
    let shown = scene.does(&["show", reference]);
    for words in [
        "Tallene ligger åpent.",
        "Per-Anders Moen",
        "Svaret kom tilbake",
    ] {
        assert!(shown.contains(words), "{words} in {shown}");
    }
    scene.does(&["outbox", "lay-aside", reference]);
    scene.does(&["sync"]);
    let archive = scene.does(&["tasks", "--archive"]);
    assert!(archive.contains("Tilgang gitt"), "{archive}");
}
