//! A municipality at the portal and an officer at the desktop: the programs as they run, a login through the
//! stand-in for ID-porten, and one report that goes to the office, comes back with an ask, is answered and
//! approved.

use std::{path::Path, sync::Arc};

use domain::{
    decision::{Ask, Draft},
    diff::ChangeClass,
    ids::ReportId,
    report::Hash,
    wire::{
        PortalContent, PortalEnded, PortalForm, PortalMe, PortalReceipt, PortalSaved, PortalSent,
        PortalState, PortalUnitView, path,
    },
};
use edge::system_ctx;
use engine::view::ChangesView;
use idporten_sim::{Fault, TokenFault};
use serde_json::{Value, json};
use support::{browser, data, portal::Visitor, services::Services, webdriver::Page};

use crate::desk::{Desk, VirtualClock};

const UNIT: &str = "3411";
/// The stand-in's persons, by their places there. Synthetic.
const TURID: (&str, usize) = ("23908302052", 2);
const ODDVAR: (&str, usize) = ("07856642016", 3);
const LIV: (&str, usize) = ("11899522070", 4);

/// Runs a story at the portal's pages in the system's browser; where it fails, logs and pictures are kept.
pub(crate) async fn at_portal<F>(test: F)
where
    F: AsyncFnOnce(&Services, &Page, &Path) -> anyhow::Result<()>,
{
    let folder = tempfile::tempdir().unwrap();
    let done = async {
        let services = Services::start(&folder.path().join("services"))?;
        let page = browser::start(folder.path()).await?;
        let done = test(&services, &page, folder.path()).await;
        page.pictured(done).await?;
        page.close().await
    };
    let done: anyhow::Result<()> = done.await;
    if let Err(error) = done {
        let kept = folder.keep();
        panic!("{error:?}\nlogs and pictures: {}", kept.display());
    }
}

fn form_path(operation: &str) -> String {
    format!("/v1/portal/units/{UNIT}/periods/2026-1{operation}")
}

async fn form(visitor: &mut Visitor) -> PortalForm {
    visitor.get(&form_path("")).await.unwrap()
}

async fn save(visitor: &mut Visitor, base: u64, content: &PortalContent) -> PortalSaved {
    let body = json!({ "base_version": base, "content": content });
    visitor.post(&form_path("/draft"), &body).await.unwrap()
}

fn version(saved: PortalSaved) -> u64 {
    let PortalSaved::Saved {
        version, faults, ..
    } = saved
    else {
        panic!("{saved:?}");
    };
    assert_eq!(faults, vec![]);
    version
}

async fn send(visitor: &mut Visitor, version: u64) -> PortalReceipt {
    let id = system_ctx().new_id();
    let body = json!({ "submission_id": id, "draft_version": version });
    let sent = visitor.post(&form_path("/send"), &body).await.unwrap();
    let PortalSent::Received { receipt } = sent else {
        panic!("{sent:?}");
    };
    receipt
}

/// An officer at a machine whose clock the test moves.
pub(crate) struct Officer {
    desk: Desk,
    clock: Arc<VirtualClock>,
}

impl Officer {
    pub(crate) async fn at(services: &Services) -> Self {
        let session = services.officer_session().await.unwrap();
        let (clock, ctx) = VirtualClock::new();
        let desk = Desk::with(&format!("{}/", services.address()), session, ctx).await;
        Self { desk, clock }
    }

    /// Fetches what is new, and sends what waits.
    pub(crate) async fn looks(&self) {
        self.desk.engine.sync_now();
        self.desk.rests(&self.clock).await;
    }

    async fn decides(&self, form: &PortalForm, receipt: &PortalReceipt, draft: Draft) {
        let report = form.report.as_ref().unwrap().report_id;
        self.answers(report, receipt.revision, receipt.content_hash, draft)
            .await;
    }

    /// Decides on a revision as the draft says, and sends it.
    pub(crate) async fn answers(&self, id: ReportId, revision: u32, hash: Hash, draft: Draft) {
        let engine = &self.desk.engine;
        engine.save_draft(id, revision, draft).await.unwrap();
        engine.decide(id, revision, hash).await.unwrap();
        self.looks().await;
    }

    async fn changes(&self, form: &PortalForm) -> ChangesView {
        let report = form.report.as_ref().unwrap().report_id;
        self.changes_of(report).await
    }

    /// What the report's newest revision has changed.
    pub(crate) async fn changes_of(&self, id: ReportId) -> ChangesView {
        let report = self.desk.engine.report(id).await.unwrap();
        report.changes.unwrap()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_report_is_filled_in_returned_answered_and_approved() {
    let folder = tempfile::tempdir().unwrap();
    let services = Services::start(&folder.path().join("services")).unwrap();
    services
        .add_reporter(UNIT, "Turid Prøvevik", TURID.0)
        .unwrap();
    services.add_reporter(UNIT, "Liv Oppdiktet", LIV.0).unwrap();

    let mut turid = Visitor::new(services.address()).unwrap();
    let there = turid.log_in("/portal/enhet/3411", "minid", TURID.1).await;
    assert_eq!(there.unwrap(), "/portal/enhet/3411");
    let me: PortalMe = turid.get(path::PORTAL_ME).await.unwrap();
    assert_eq!((me.name.as_str(), me.units.len()), ("Turid Prøvevik", 1));
    let mut liv = Visitor::new(services.address()).unwrap();
    liv.log_in("/portal/", "bankid", LIV.1).await.unwrap();

    // Two editors: the later one is told, and overwrites nothing.
    let period = "2026-1".parse().unwrap();
    let made = data::submission(system_ctx().new_id(), UNIT, period, 1).unwrap();
    let content = PortalContent::from(made);
    let opened = form(&mut turid).await;
    assert_eq!(opened.period.state, PortalState::NotBegun {});
    assert!(opened.previous.len() >= 2);
    let first = version(save(&mut turid, opened.draft_version, &content).await);
    let late = save(&mut liv, opened.draft_version, &PortalContent::default()).await;
    assert!(matches!(late, PortalSaved::Stale { draft: Some(_), .. }));
    assert_eq!(form(&mut liv).await.draft.unwrap().content, content);
    let receipt = send(&mut turid, first).await;
    assert_eq!(receipt.revision, 1);

    // The officer's own engine gets it, and asks about two points.
    let officer = Officer::at(&services).await;
    officer.looks().await;
    let ask = |point: &str| Ask {
        point: point.into(),
        rule: None,
        comment: None,
    };
    let back = Draft {
        own_figure: None,
        approve: Some(false),
        comment: "Hvem er kontakten, og stemmer tallet?".to_owned(),
        asks: vec![ask("unit_contact_name"), ask("inv_closed")],
    };
    let sent = form(&mut turid).await;
    officer.decides(&sent, &receipt, back).await;
    let returned = form(&mut liv).await;
    assert_eq!(returned.period.state, PortalState::Returned { revision: 1 });
    assert_eq!(returned.period.asks_open, 2);
    assert_eq!(returned.officer.as_ref().unwrap().name, "Ingrid Solbakken");

    // One is corrected, the other explained.
    let mut answered = content.clone();
    let name = domain::report::Value::Text("Marte Ny".to_owned());
    answered.values.insert("unit_contact_name".into(), name);
    answered.answers = serde_json::from_value(json!({
        "unit_contact_name": { "kind": "corrected" },
        "inv_closed": { "kind": "explained", "text": "Talt på nytt." },
    }))
    .unwrap();
    let second = version(save(&mut liv, returned.draft_version, &answered).await);
    let receipt = send(&mut liv, second).await;
    assert_eq!(receipt.revision, 2);

    // The officer sees what was asked about, and nothing else.
    officer.looks().await;
    let changes = officer.changes(&returned).await;
    let classes: Vec<_> = changes
        .points
        .iter()
        .map(|point| (point.change.point.as_str(), point.change.class))
        .collect();
    assert_eq!(
        classes,
        [
            ("unit_contact_name", ChangeClass::AskedChanged),
            ("inv_closed", ChangeClass::AskedUnchanged),
        ]
    );
    let yes = Draft {
        own_figure: Some(0),
        approve: Some(true),
        comment: String::new(),
        asks: vec![],
    };
    officer.decides(&returned, &receipt, yes).await;
    let approved = form(&mut turid).await;
    assert_eq!(approved.period.state, PortalState::Approved { revision: 2 });
    let revisions = approved.report.unwrap().revisions;
    assert_eq!(revisions[1].submitted_by, "Liv Oppdiktet");
    let unit: PortalUnitView = turid.get("/v1/portal/units/3411").await.unwrap();
    assert_eq!(unit.officer.unwrap().name, "Ingrid Solbakken");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_browser_logs_in_and_out_and_is_told_why_not() {
    let folder = tempfile::tempdir().unwrap();
    let services = Services::start(&folder.path().join("services")).unwrap();
    let mut nobody = Visitor::new(services.address()).unwrap();
    assert_eq!(
        nobody.cancel().await.unwrap(),
        "/portal/innlogging?feil=cancelled"
    );
    // What another browser began, or nobody.
    let strange = format!("{}/portal/callback?code=a&state=b", services.address());
    let there = nobody.follow(&strange).await.unwrap();
    assert_eq!(there.query(), Some("feil=expired"));
    assert!(nobody.get::<Value>(path::PORTAL_ME).await.is_err());

    let there = nobody.log_in("//evil.example/portal/", "bankid", 5).await;
    assert_eq!(there.unwrap(), "/portal/");
    let me: PortalMe = nobody.get(path::PORTAL_ME).await.unwrap();
    assert_eq!((me.name.as_str(), me.units.len()), ("Ukjent Struts", 0));
    let ended: PortalEnded = nobody.post(path::PORTAL_END, &json!({})).await.unwrap();
    assert!(!ended.go_to.contains("id_token"), "{}", ended.go_to);
    let back = nobody.follow(&ended.go_to).await.unwrap();
    assert_eq!(back.path(), path::PORTAL_LOGGED_OUT);
    assert!(nobody.get::<Value>(path::PORTAL_ME).await.is_err());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_login_that_fails_gives_no_session_and_is_told_by_its_kind() {
    let folder = tempfile::tempdir().unwrap();
    let services = Services::start(&folder.path().join("services")).unwrap();
    let id_token = |wrong| vec![Fault::IdToken(wrong)];
    for (faults, told) in [
        (vec![Fault::ParFails], "no_answer"),
        (vec![Fault::TokenFails], "no_answer"),
        (vec![Fault::TokenGarbled], "refused"),
        (vec![Fault::WrongCallbackIssuer], "refused"),
        (id_token(TokenFault::WrongNonce), "refused"),
        (id_token(TokenFault::WrongSignature), "refused"),
        (id_token(TokenFault::LowLevel), "too_low"),
    ] {
        services.provider_has(&faults).await.unwrap();
        let mut visitor = Visitor::new(services.address()).unwrap();
        let there = if faults == [Fault::ParFails] {
            let begin = format!("{}{}", services.address(), path::PORTAL_LOGIN);
            let there = visitor.follow(&begin).await.unwrap();
            format!("{}?{}", there.path(), there.query().unwrap_or_default())
        } else {
            visitor.log_in("/portal/", "bankid", TURID.1).await.unwrap()
        };
        assert_eq!(
            there,
            format!("/portal/innlogging?feil={told}"),
            "{faults:?}"
        );
        assert!(
            visitor.get::<Value>(path::PORTAL_ME).await.is_err(),
            "{faults:?}"
        );
    }
    // Nothing of it stays: the next login succeeds.
    services.provider_has(&[]).await.unwrap();
    let mut turid = Visitor::new(services.address()).unwrap();
    turid.log_in("/portal/", "bankid", TURID.1).await.unwrap();
    turid.get::<PortalMe>(path::PORTAL_ME).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_works_at_bufdir_shows_an_electronic_id_of_the_high_level() {
    let folder = tempfile::tempdir().unwrap();
    let services = Services::start(&folder.path().join("services")).unwrap();
    services.bufdir_session(ODDVAR.0).await.unwrap();
    let mut oddvar = Visitor::new(services.address()).unwrap();
    let there = oddvar.log_in("/portal/x", "minid", ODDVAR.1).await.unwrap();
    assert_eq!(
        there,
        "/portal/login?to=%2Fportal%2Fx&language=nb&level=high"
    );
    assert!(oddvar.get::<Value>(path::PORTAL_ME).await.is_err());
    let there = oddvar.go_on(&there, "bankid", ODDVAR.1).await;
    assert_eq!(there.unwrap(), "/portal/x");
    let me: PortalMe = oddvar.get(path::PORTAL_ME).await.unwrap();
    assert!(me.is_bufdir);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_pages_run_what_is_theirs_alone_and_the_doctor_tries_the_key() {
    let folder = tempfile::tempdir().unwrap();
    let services = Services::start(&folder.path().join("services")).unwrap();
    let mut visitor = Visitor::new(services.address()).unwrap();
    let page = async |visitor: &mut Visitor, path: &str| {
        let url = format!("{}{path}", services.address());
        let answer = visitor.open(&url).await.unwrap();
        let header = |name: &str| {
            let value = answer.headers().get(name);
            value.map(|value| value.to_str().unwrap().to_owned())
        };
        let policy = header("content-security-policy").unwrap();
        let kept = header("cache-control").unwrap();
        let body = String::from_utf8_lossy(answer.body()).into_owned();
        (answer.status().as_u16(), policy, kept, body)
    };
    let (status, policy, kept, text) = page(&mut visitor, "/portal/enhet/3411").await;
    assert_eq!((status, kept.as_str()), (200, "no-store"));
    assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self'; "));
    assert!(!policy.contains("unsafe") && policy.ends_with("frame-ancestors 'none'"));
    // Each file that the page names is there, and may be kept: its name tells what it holds.
    let named = text.split('"').filter(|part| part.contains("assets/"));
    let named: Vec<String> = named.map(str::to_owned).collect();
    assert!(!named.is_empty(), "{text}");
    for name in named {
        let name = name.trim_start_matches("./").trim_start_matches("/portal/");
        let (status, _, kept, _) = page(&mut visitor, &format!("/portal/{name}")).await;
        assert_eq!(status, 200, "{name}");
        assert_eq!(kept, "public, max-age=31536000, immutable");
    }
    let (status, policy, _, _) = page(&mut visitor, "/portal/assets/no.js").await;
    assert_eq!(status, 404);
    assert_eq!(policy, "default-src 'none'; frame-ancestors 'none'");

    let registered = services.portal_key().unwrap();
    assert!(registered.contains("\"kid\": \"portal-1\"") && !registered.contains("\"d\""));
    let well = services.says("doctor").unwrap();
    let expected = format!(
        "portal: ok, halvaarsrapport-portal at {}",
        services.address()
    );
    assert!(well.contains(&expected), "{well}");
    services.loses_portal_key().unwrap();
    let said = services.says("doctor").unwrap();
    assert!(
        said.contains("portal: FAULT, halvaarsrapport-portal at "),
        "{said}"
    );
}
