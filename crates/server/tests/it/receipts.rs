//! Receipts as proof: against the published keys, through a change of key, and checked once more by
//! another implementation of Ed25519 and by the program itself.

use std::{
    path::Path,
    process::{Command, Output},
};

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use domain::{
    decision::{Receipt, ReportSubject, Subject},
    feed::Cursor,
    report::json_bytes,
    signing::PublishedKey,
    wire::{Outcome, PublishedKeys, PullPage, path},
};
use jiff::Timestamp;
use serde_json::Value;
use server::{Settings, config::Config, signing::Signing};

use crate::world::{
    Desk, INNLANDET, KARI, RINGSAKER, World, approve, decision, send_back, settings, signing_key,
    text,
};

const OTHER_UNIT: &str = "3403";

async fn published(world: &World) -> Vec<PublishedKey> {
    let published: PublishedKeys = world.get(path::KEYS).await.ok();
    published.keys
}

/// A unit's report is received, and decided on.
async fn receipt_for(world: &World, desk: &Desk, unit: &str, id: u128) -> Receipt {
    let received = world.receive(unit, id).await;
    let sent = decision(id, &received, approve(1));
    let Outcome::Applied { receipt } = world.decide(desk, &sent).await else {
        panic!("not applied");
    };
    receipt
}

/// The settings once another key has followed.
fn rotated(world: &World) -> Settings {
    let now = world.app.ctx().now();
    let before = settings().signing.key().public_key();
    let earlier = PublishedKey::new(before, Timestamp::UNIX_EPOCH, Some(now));
    Settings {
        signing: Signing::new(signing_key(9), now, vec![earlier]),
        ..settings()
    }
}

#[tokio::test]
async fn a_receipt_verifies_with_the_published_keys() {
    let world = World::new().await;
    let desk = world.officer(KARI, INNLANDET).await;
    let first = receipt_for(&world, &desk, RINGSAKER, 1).await;
    let second = receipt_for(&world, &desk, OTHER_UNIT, 2).await;
    let keys = published(&world).await;
    assert_eq!(keys, settings().signing.published());
    let PullPage::Ok { entries, .. } = world.pull(&desk, None, 500).await else {
        panic!("diverged");
    };
    for (receipt, seq) in [(first, 2), (second, 4)] {
        assert_eq!(receipt.verify(&keys), Ok(()));
        let before = &entries[..seq - 1];
        let cursor = Cursor::start(INNLANDET.into()).advanced(before).unwrap();
        assert_eq!((receipt.seq, receipt.chain), (cursor.seq + 1, cursor.chain));
    }
}

#[tokio::test]
async fn a_new_key_signs_and_the_old_one_stays_published() {
    let mut world = World::new().await;
    let desk = world.officer(KARI, INNLANDET).await;
    let old = receipt_for(&world, &desk, RINGSAKER, 1).await;
    world.advance_minutes(5);
    let next = rotated(&world);
    world.restart(next);
    let new = receipt_for(&world, &desk, OTHER_UNIT, 2).await;
    let keys = published(&world).await;
    assert_eq!(keys.len(), 2);
    assert_eq!(old.signature.key_id, keys[1].key_id);
    assert_eq!(new.signature.key_id, keys[0].key_id);
    assert_eq!(old.verify(&keys), Ok(()));
    assert_eq!(new.verify(&keys), Ok(()));
}

#[tokio::test]
async fn a_duplicate_gets_the_very_same_receipt_after_a_new_key() {
    let mut world = World::new().await;
    let desk = world.officer(KARI, INNLANDET).await;
    let received = world.receive(RINGSAKER, 1).await;
    let sent = [text(&decision(1, &received, send_back("Rett.")))];
    let receipt_in = |answer: crate::world::Answer| {
        let answer: Value = answer.ok();
        answer["results"][0]["outcome"]["receipt"].to_string()
    };
    let first = receipt_in(world.push_raw(&desk, &sent).await);
    world.advance_minutes(5);
    let next = rotated(&world);
    world.restart(next);
    let again = world.push_raw(&desk, &sent).await;
    assert!(String::from_utf8_lossy(&again.body).contains("duplicate"));
    assert_eq!(receipt_in(again), first);
}

fn hex(text: &str) -> Vec<u8> {
    data_encoding::HEXLOWER.decode(text.as_bytes()).unwrap()
}

/// Whether AWS-LC finds the signature right.
fn is_right_elsewhere(receipt: &Receipt, bytes: &[u8], public_key: &str) -> bool {
    let signature = hex(&receipt.signature.value.to_string());
    let key = UnparsedPublicKey::new(&ED25519, hex(public_key));
    key.verify(bytes, &signature).is_ok()
}

#[tokio::test]
async fn another_implementation_agrees() {
    let vectors = include_str!("../../../domain/data/vectors/receipt.json");
    let vectors: Vec<Value> = serde_json::from_str(vectors).unwrap();
    assert_eq!(vectors.len(), 2);
    for vector in vectors {
        let text = |field: &str| vector[field].as_str().unwrap();
        let receipt: Receipt = serde_json::from_value(vector["receipt"].clone()).unwrap();
        let bytes = text("bytes").as_bytes();
        assert!(is_right_elsewhere(&receipt, bytes, text("public_key")));
        let pair = Ed25519KeyPair::from_seed_unchecked(&hex(text("seed"))).unwrap();
        assert_eq!(pair.public_key().as_ref(), hex(text("public_key")));
        let signed = data_encoding::HEXLOWER.encode(pair.sign(bytes).as_ref());
        assert_eq!(signed, receipt.signature.value.to_string());
    }
    // What the server signs, too.
    let world = World::new().await;
    let desk = world.officer(KARI, INNLANDET).await;
    let receipt = receipt_for(&world, &desk, RINGSAKER, 1).await;
    let public_key = published(&world).await[0].public_key.to_string();
    let bytes = receipt.signed_bytes();
    assert!(is_right_elsewhere(&receipt, &bytes, &public_key));
    let longer = [&bytes, &b" "[..]].concat();
    assert!(!is_right_elsewhere(&receipt, &longer, &public_key));
}

/// Runs the program without a configuration.
fn program(arguments: &[&str], folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_halvaarsrapport-server"))
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .output()
        .unwrap()
}

#[tokio::test]
async fn the_program_verifies_a_receipt_offline() {
    let world = World::new().await;
    let desk = world.officer(KARI, INNLANDET).await;
    let receipt = receipt_for(&world, &desk, RINGSAKER, 1).await;
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    };
    write("keys.json", &world.get(path::KEYS).await.body);
    write("receipt.json", &json_bytes(&receipt));
    let on = receipt.report().unwrap();
    let changed = Receipt {
        subject: Subject::Report(ReportSubject {
            own_figure: Some(2),
            ..on.clone()
        }),
        ..receipt.clone()
    };
    write("changed.json", &json_bytes(&changed));
    write(
        "other.json",
        &json_bytes(&receipt.clone().signed(&signing_key(9))),
    );
    write("number.json", b"7");
    let verify = |keys: &str, receipt: &str| {
        let output = program(
            &["receipt", "verify", "--keys", keys, receipt],
            folder.path(),
        );
        let said = [output.stdout, output.stderr].concat();
        (output.status.code(), String::from_utf8(said).unwrap())
    };
    let (code, said) = verify("keys.json", "receipt.json");
    let expected = format!(
        "Receipt 26-000001 is the server's: it received decision {} on report {}, revision 1 with \
         content {}, own figure 1, at 2026-07-01T08:00:00Z.\n",
        receipt.decision_id, on.report_id, receipt.content_hash
    );
    assert_eq!((code, said), (Some(0), expected));
    for (keys, receipt, reason) in [
        (
            "keys.json",
            "changed.json",
            "the signature is not of this content",
        ),
        ("keys.json", "other.json", "no published key has the id"),
        ("keys.json", "number.json", "Cannot understand number.json"),
        ("keys.json", "nothing.json", "Cannot read nothing.json"),
        (
            "receipt.json",
            "receipt.json",
            "Cannot understand receipt.json",
        ),
    ] {
        let (code, said) = verify(keys, receipt);
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains(reason), "{said}");
    }
}

/// A configuration without its keys.
const REST: &str = r#"
    environment = "synthetic"
    listen = "127.0.0.1:0"
    database = "server.db"
    identity_key = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
    [idporten]
    issuer = "https://test.idporten.no"
    client_id = "desktop"
    scope = "halvaarsrapport:officer"
    resource = "https://halvaarsrapport.example"
    acr = "idporten-loa-high"
"#;

#[test]
fn a_printed_key_is_two_pastes() {
    let folder = tempfile::tempdir().unwrap();
    let printed = || {
        let output = program(&["signing-key"], folder.path());
        assert!(output.status.success());
        String::from_utf8(output.stdout).unwrap()
    };
    let read = |section: &str| {
        let config = Config::from_parts(&format!("{REST}\n{section}"), []).unwrap();
        config.settings.signing
    };
    let (first, second) = (printed(), printed());
    let before = read(&first).published();
    assert_eq!(before.len(), 1);
    assert!(read(&first).has_begun(edge::system_ctx().now()));
    let (_, earlier) = first.split_once("change:\n").unwrap();
    let earlier = earlier
        .replace("# ", "")
        .replace('…', "2999-01-01T00:00:00Z");
    let after = read(&format!("{second}\n{earlier}")).published();
    assert_eq!(after.len(), 2);
    assert_ne!(after[0].key_id, before[0].key_id);
    let until = Some("2999-01-01T00:00:00Z".parse().unwrap());
    let kept = PublishedKey {
        valid_until: until,
        ..before[0]
    };
    assert_eq!(after[1], kept);
}

#[test]
fn a_key_whose_time_has_not_come_does_not_serve() {
    let folder = tempfile::tempdir().unwrap();
    let key = "22".repeat(32);
    let signing = format!("[signing]\nkey = \"{key}\"\nsince = \"2999-01-01T00:00:00Z\"");
    let file = format!("{REST}\n{signing}");
    std::fs::write(folder.path().join("server.toml"), file).unwrap();
    let output = program(&["--config", "server.toml", "serve"], folder.path());
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("signing.since: in the future"), "{said}");
    // Another command does not sign.
    let listed = program(&["--config", "server.toml", "unit", "list"], folder.path());
    assert!(listed.status.success());
}
