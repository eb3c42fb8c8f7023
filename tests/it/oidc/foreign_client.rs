//! A certified relying party at our stand-in: it must be let in, and must notice what we call faults.

use std::process::Command;

use idporten::ClientKey;
use idporten_sim::{DEMO_CLIENT_ID, DEMO_CONSUMER, DEMO_SCOPE};
use serde_json::{Value, json};
use support::{
    oidc::log_in,
    process::{Process, own_program},
};

use super::place::{CALLBACK, HIGH, KEY, PORTAL, RESOURCE, new_pem};

struct StandIn {
    issuer: String,
    pem: String,
    _folder: tempfile::TempDir,
    _process: Process,
}

impl StandIn {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let pem = new_pem();
        let keys = ClientKey::from_pem(KEY, pem.as_bytes()).unwrap().public();
        let config = json!({ "clients": [
            {
                "client_id": DEMO_CLIENT_ID, "name": "Halvårsrapport", "consumer": DEMO_CONSUMER,
                "redirect_uris": ["http://127.0.0.1:0/callback"], "scopes": [DEMO_SCOPE],
            },
            {
                "client_id": PORTAL, "name": "Portalen", "consumer": DEMO_CONSUMER,
                "redirect_uris": [CALLBACK], "auth": { "private_key_jwt": keys }, "hears_logouts": true,
            },
        ] });
        let file = folder.path().join("sim.json");
        std::fs::write(&file, config.to_string()).unwrap();
        let mut command = Command::new(own_program("idporten-sim").unwrap());
        command.arg("--i-am-a-demo").arg("--config").arg(file);
        let (process, issuer) =
            Process::start_and_read("idporten-sim", &mut command, folder.path(), |line| {
                line.starts_with("http://").then(|| line.to_owned())
            })
            .unwrap();
        Self {
            issuer,
            pem,
            _folder: folder,
            _process: process,
        }
    }

    /// One login for each list of faults.
    fn desktop(&self, faults: &[Value]) -> Vec<Value> {
        let said = log_in(&json!({
            "issuer": self.issuer,
            "client_id": DEMO_CLIENT_ID,
            "redirect_uri": "http://127.0.0.1:50505/callback",
            "scope": format!("openid profile {DEMO_SCOPE}"),
            "resource": RESOURCE,
            "acr": HIGH,
            "eid": "buypass",
            "person": 1,
            "faults": faults,
        }));
        said.unwrap()
    }

    fn pages(&self) -> Vec<Value> {
        let said = log_in(&json!({
            "issuer": self.issuer,
            "client_id": PORTAL,
            "redirect_uri": CALLBACK,
            "scope": "openid profile",
            "resource": RESOURCE,
            "acr": "idporten-loa-substantial",
            "eid": "minid",
            "person": 2,
            "faults": [[]],
            "kid": KEY,
            "key": self.pem,
        }));
        said.unwrap()
    }
}

#[test]
fn a_certified_relying_party_logs_in_at_the_stand_in() {
    let stand_in = StandIn::start();
    let desktop = &stand_in.desktop(&[json!([])])[0];
    assert_eq!(desktop["claims"]["pid"], "14877912052", "{desktop}");
    assert_eq!(desktop["claims"]["acr"], HIGH);
    assert_eq!(desktop["told"]["name"], "Per-Anders Moen");
    assert_eq!(desktop["refreshable"], false);
    let pages = &stand_in.pages()[0];
    assert_eq!(pages["claims"]["pid"], "23908302052", "{pages}");
    assert_eq!(pages["claims"]["acr"], "idporten-loa-substantial");
    assert!(pages["claims"]["sid"].is_string());
    assert_eq!(pages["refreshable"], true);
}

/// What any relying party must notice.
const FAULTS: [&str; 24] = [
    r#""down""#,
    r#""wrong_discovery_issuer""#,
    r#""wrong_callback_issuer""#,
    r#""missing_callback_issuer""#,
    r#""wrong_callback_state""#,
    r#""duplicate_callback_parameters""#,
    r#""keys_fail""#,
    r#""par_fails""#,
    r#""token_fails""#,
    r#""token_garbled""#,
    r#""missing_id_token""#,
    r#"{"id_token":"wrong_issuer"}"#,
    r#"{"id_token":"wrong_audience"}"#,
    r#"{"id_token":"extra_audience"}"#,
    r#"{"id_token":"missing_audience"}"#,
    r#"{"id_token":"wrong_nonce"}"#,
    r#"{"id_token":"missing_nonce"}"#,
    r#"{"id_token":"expired"}"#,
    r#"{"id_token":"clock_behind"}"#,
    r#"{"id_token":"wrong_signature"}"#,
    r#"{"id_token":"alg_none"}"#,
    r#"{"id_token":"alg_hs256"}"#,
    r#"{"id_token":"unknown_key"}"#,
    r#"{"id_token":"critical_header"}"#,
];

/// What only ID-porten's rules and ours forbid, and this relying party lets pass.
const OURS: [&str; 5] = [
    r#"{"id_token":"low_level"}"#,
    r#"{"id_token":"missing_level"}"#,
    r#"{"id_token":"missing_pid"}"#,
    r#"{"id_token":"not_synthetic_pid"}"#,
    r#"{"id_token":"clock_ahead"}"#,
];

#[test]
fn a_certified_relying_party_notices_the_stand_ins_faults() {
    let stand_in = StandIn::start();
    let all = FAULTS.into_iter().chain(OURS);
    let faults: Vec<Value> = all
        .map(|fault| json!([serde_json::from_str::<Value>(fault).unwrap()]))
        .chain([json!([])])
        .collect();
    let said = stand_in.desktop(&faults);
    assert_eq!(said.len(), faults.len());
    for (index, (fault, said)) in faults.iter().zip(said).enumerate() {
        let noticed = said["refused"].is_string();
        assert_eq!(noticed, index < FAULTS.len(), "{fault}: {said}");
    }
}
