//! Another SQLCipher, built by others, opens the store with its key and not without.

use std::{path::Path, process::Command};

use domain::ids::PersonId;
use support::{process::schemathesis, vault::store_key};

use super::canary::store_of;

const SCRIPT: &str = r#"
import sys
from sqlcipher3 import dbapi2

file, key = sys.argv[1], sys.stdin.readline().strip()

def opened(pragma):
    connection = dbapi2.connect(file)
    if pragma:
        connection.execute(pragma)
    return connection

def refused(pragma):
    try:
        opened(pragma).execute("SELECT count(*) FROM sqlite_master")
    except dbapi2.DatabaseError:
        return
    sys.exit("it opens with " + repr(pragma))

refused(None)
refused("PRAGMA key = \"x'" + "00" * 32 + "'\"")
refused("PRAGMA key = 'kanari-pin-4711'")
store = opened("PRAGMA key = \"x'" + key + "'\"")
print("version", store.execute("PRAGMA cipher_version").fetchone()[0])
print("pages", store.execute("PRAGMA cipher_integrity_check").fetchall())
print("database", store.execute("PRAGMA integrity_check").fetchall())
print("keys", store.execute("PRAGMA foreign_key_check").fetchall())
print("reports", store.execute("SELECT count(*) FROM report").fetchone()[0])
"#;

/// Opens a store that nobody has closed, with the key that vault file, keychain's entry and PIN lead to.
pub(super) fn opens_with_its_key_alone(
    folder: &Path,
    keychain: &Path,
    person: PersonId,
    pin: &str,
) {
    let entry = std::fs::read(keychain.join(format!("store-{person}"))).unwrap();
    let key = store_key(folder, person, &entry, pin).unwrap();
    let wrong = store_key(folder, person, &entry, "kanari-pin-4712");
    assert!(wrong.is_err());
    let mut python = Command::new(schemathesis("python").unwrap())
        .args(["-c", SCRIPT])
        .arg(store_of(folder, person))
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = python.stdin.take().unwrap();
    let hex = data_encoding::HEXLOWER.encode(&key);
    std::io::Write::write_all(&mut input, format!("{hex}\n").as_bytes()).unwrap();
    drop(input);
    let output = python.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let complained = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}\n{complained}");
    for line in ["pages []", "database [('ok',)]", "keys []", "reports 2"] {
        assert!(said.lines().any(|found| found == line), "{line}\n{said}");
    }
    assert!(said.starts_with("version 4."), "{said}");
}
