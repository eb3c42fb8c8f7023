//! The description of the wire against the running server: schemathesis makes requests out of the
//! document, right ones and wrong ones, and compares each answer with it.
//!
//! All its checks run. Two find nothing to do here: `use_after_free` and `ensure_resource_availability`
//! follow a `DELETE` or a created thing along links, and the operations are not of that kind; what an
//! ended session can no longer do is tried in the server's own tests (`sessions`). One is off for one
//! operation, which `tests/schemathesis/schemathesis.toml` explains.

use std::{fs, path::Path, process::Command};

use anyhow::{Result, ensure};
use support::{process::schemathesis, services::Services};

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
const GUARDED: [&str; 17] = [
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

fn try_out(services: &Services, tokens: &Tokens<'_>, arguments: &[&str]) -> Result<()> {
    // It looks for its files where it runs, and leaves others there.
    let folder = tempfile::tempdir()?;
    let files = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemathesis");
    for name in ["schemathesis.toml", "hooks.py"] {
        fs::copy(files.join(name), folder.path().join(name))?;
    }
    let mut st = Command::new(schemathesis("st")?);
    st.args(["run", "--no-color"])
        .args(arguments)
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
        .env("PERIODS", PERIODS)
        .current_dir(folder.path());
    succeed(&mut st)
}

fn succeed(command: &mut Command) -> Result<()> {
    let output = command.output()?;
    let said = String::from_utf8_lossy(&output.stdout);
    let complained = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{said}\n{complained}");
    Ok(())
}
