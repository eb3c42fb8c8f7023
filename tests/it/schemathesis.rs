//! The description of the wire against the running server: schemathesis makes requests out of the
//! document, right ones and wrong ones, and compares each answer with it.
//!
//! All its checks run. Two find nothing to do here: `use_after_free` and `ensure_resource_availability`
//! follow a `DELETE` or a created thing along links, and the operations are not of that kind; what an
//! ended session can no longer do is tried in the server's own tests (`sessions`). One is off for one
//! operation, which `tests/schemathesis/schemathesis.toml` explains.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};
use domain::ids::ReportId;
use serde_json::Value;
use support::{portal::Visitor, process::schemathesis, services::Services};

use crate::bufdir::approved;

/// The unit of the document's example.
const UNIT: &str = "3411";
/// Half-years to report of.
const PERIODS: &str = "2026-1 2026-2 2027-1 2027-2 2028-1 2028-2 2029-1 2029-2";

/// More than is asked here, of which much is asked with wrong credentials.
const UNLIMITED: &str = "
[limits]
requests_per_caller = \"1000000\"
requests_per_address = \"1000000\"
logins_per_address = \"1000000\"
refusals_per_address = \"1000000\"
";

/// Operations that ask who is there.
const GUARDED: [&str; 19] = [
    "/v1/arrivals",
    "/v1/bufdir/acknowledgements",
    "/v1/bufdir/deliveries",
    "/v1/bufdir/devices",
    "/v1/bufdir/devices/end",
    "/v1/lease",
    "/v1/me",
    "/v1/me/arrival-token",
    "/v1/me/contact",
    "/v1/me/devices",
    "/v1/me/devices/end",
    "/v1/reminders",
    "/v1/reminders/preview",
    "/v1/reopening-requests",
    "/v1/sync/head",
    "/v1/reports",
    "/v1/session/end",
    "/v1/sync/pull",
    "/v1/sync/push",
];

/// What is described.
const DOCUMENTS: [&str; 3] = [
    "openapi.json",
    "openapi-operation.json",
    "openapi-portal.json",
];

/// Who asks.
struct Tokens<'a> {
    officer_session: &'a str,
    ended_session: &'a str,
    own_session: &'a str,
    leaving_session: &'a str,
    case_system: &'a str,
    bufdir_system: &'a str,
    bufdir_session: &'a str,
    arrival_token: &'a str,
}

#[test]
fn every_example_is_what_its_schema_says() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let docs = package.join("../docs");
    let mut python = Command::new(schemathesis("python").unwrap());
    python
        .arg(package.join("schemathesis/examples.py"))
        .args(DOCUMENTS.map(|name| docs.join(name)));
    succeed(&mut python).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_server_is_as_it_is_described() {
    let folder = tempfile::tempdir().unwrap();
    let services = Services::start_with(&folder.path().join("services"), UNLIMITED).unwrap();
    for period in PERIODS.split(' ') {
        services.open_period(period.parse().unwrap()).unwrap();
    }
    let period = "2026-1".parse().unwrap();
    services.send_report("3403", period, 1).await.unwrap();
    let officer = services.officer_session().await.unwrap();
    let arrival_token = services.arrival_token(&officer).await.unwrap();
    let officer = officer.access_token;
    let ended = services.officer_session().await.unwrap().access_token;
    let own = services
        .session_of("Ola Test", "14877912052")
        .await
        .unwrap();
    let leaving = services
        .session_of("Liv Test", "02813299960")
        .await
        .unwrap();
    let bufdir_session = services.bufdir_session("41818520024").await.unwrap();
    let case_system = services.credential(UNIT).unwrap();
    let bufdir_system = services.bufdir_credential().unwrap();
    let before = services.answers().await.unwrap();

    // Each with the other's token. Right and wrong data are refused alike then.
    let strangers = Tokens {
        officer_session: &case_system,
        ended_session: &case_system,
        own_session: &case_system,
        leaving_session: &case_system,
        case_system: &officer,
        bufdir_system: &officer,
        bufdir_session: &officer,
        arrival_token: &officer,
    };
    let but = [
        "--exclude-checks",
        "positive_data_acceptance,negative_data_rejection",
    ];
    try_out(&services, &strangers, &but).unwrap();
    let strangers = services.answers().await.unwrap();
    for route in GUARDED {
        let refused = strangers.of(route, 401) + strangers.of(route, 403);
        assert!(refused > 0, "{route}");
        assert_eq!(strangers.well(route), before.well(route), "{route}");
    }

    let known = Tokens {
        officer_session: &officer,
        ended_session: &ended,
        own_session: &own.access_token,
        leaving_session: &leaving.access_token,
        case_system: &case_system,
        bufdir_system: &bufdir_system,
        bufdir_session: &bufdir_session,
        arrival_token: &arrival_token,
    };
    // Reports last: with each that is received the pages of the feed grow.
    for which in ["--exclude-tag", "--include-tag"] {
        try_out(&services, &known, &[which, "reports"]).unwrap();
    }
    let known = services.answers().await.unwrap();
    for route in GUARDED {
        assert!(known.well(route) > before.well(route), "{route}");
    }
    assert_eq!(known.server_errors(), 0);
}

/// Who asks at the portal, by their places among the stand-in's persons. Synthetic.
const REPORTER: (&str, usize) = ("23908302052", 2);
const APPLICANT: usize = 3;
const AT_BUFDIR: (&str, usize) = ("11899522070", 4);

/// What each of them asks. Whoever ends a session does it last, in one of its own.
const ASKED: [(usize, &[&str]); 5] = [
    (
        REPORTER.1,
        &[
            "--include-tag",
            "portal",
            "--exclude-operation-id",
            "endPortalSession",
        ],
    ),
    (
        APPLICANT,
        &["--include-path-regex", "^/v1/portal/applications"],
    ),
    (AT_BUFDIR.1, &["--include-tag", "bufdir"]),
    (AT_BUFDIR.1, &["--include-tag", "figures"]),
    (APPLICANT, &["--include-operation-id", "endPortalSession"]),
];

#[tokio::test(flavor = "multi_thread")]
async fn the_portal_is_as_it_is_described() {
    let folder = tempfile::tempdir().unwrap();
    let services = Services::start_with(&folder.path().join("services"), UNLIMITED).unwrap();
    let period = "2026-1".parse().unwrap();
    services.open_period(period).unwrap();
    let officer = services.officer_session().await.unwrap();
    let report = approved(&services, &officer, "3403").await.unwrap();
    // One that can be withdrawn.
    services.send_report(UNIT, period, 1).await.unwrap();
    services
        .add_reporter(UNIT, "Turid Test", REPORTER.0)
        .unwrap();
    services.bufdir_session(AT_BUFDIR.0).await.unwrap();
    let before = services.answers().await.unwrap();

    let mut found = Vec::new();
    for (person, asked) in ASKED {
        let mut visitor = Visitor::new(services.address()).unwrap();
        let there = visitor.log_in("/portal/", "bankid", person).await;
        assert_eq!(there.unwrap(), "/portal/");
        let session = visitor.session().unwrap();
        let tried = try_portal(&services, (session, report.report_id), asked);
        found.extend(tried.err().map(|error| error.to_string()));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    let after = services.answers().await.unwrap();
    for route in described_routes().unwrap() {
        assert!(after.well(&route) > before.well(&route), "{route}");
    }
    assert_eq!(after.server_errors(), 0);
}

/// Every route of the portal that a page asks.
fn described_routes() -> Result<Vec<String>> {
    let document: Value = serde_json::from_str(&fs::read_to_string(portal_document())?)?;
    let paths = document["paths"].as_object().context("no paths")?;
    let asked = paths.keys().filter(|path| path.starts_with("/v1/"));
    Ok(asked.cloned().collect())
}

fn portal_document() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/openapi-portal.json")
}

fn try_portal(
    services: &Services,
    (session, report): (&str, ReportId),
    arguments: &[&str],
) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut st = program(folder.path(), "portal.toml")?;
    st.args(arguments)
        .args(["--url", services.address()])
        .arg(portal_document())
        .env("BROWSER_SESSION", session)
        .env("UNIT_NO", UNIT)
        .env("PERIODS", "2026-1")
        .env("REPORT_ID", report.to_string());
    succeed(&mut st)
}

/// Schemathesis in a folder, where it finds its files and leaves others.
fn program(folder: &Path, settings: &str) -> Result<Command> {
    let files = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemathesis");
    fs::copy(files.join(settings), folder.join("schemathesis.toml"))?;
    fs::copy(files.join("hooks.py"), folder.join("hooks.py"))?;
    let mut st = Command::new(schemathesis("st")?);
    st.args(["run", "--no-color"]).current_dir(folder);
    Ok(st)
}

fn try_out(services: &Services, tokens: &Tokens<'_>, arguments: &[&str]) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut st = program(folder.path(), "schemathesis.toml")?;
    st.args(arguments)
        .arg(format!("{}/openapi.json", services.address()))
        .env("OFFICER_SESSION", tokens.officer_session)
        .env("ENDED_SESSION", tokens.ended_session)
        .env("OWN_SESSION", tokens.own_session)
        .env("LEAVING_SESSION", tokens.leaving_session)
        .env("BUFDIR_SESSION", tokens.bufdir_session)
        .env("ARRIVAL_TOKEN", tokens.arrival_token)
        .env("CASE_SYSTEM", tokens.case_system)
        .env("BUFDIR_SYSTEM", tokens.bufdir_system)
        .env("UNIT_NO", UNIT)
        .env("PERIODS", PERIODS);
    succeed(&mut st)
}

fn succeed(command: &mut Command) -> Result<()> {
    let output = command.output()?;
    let said = String::from_utf8_lossy(&output.stdout);
    let complained = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{said}\n{complained}");
    Ok(())
}
