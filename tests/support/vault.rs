//! The vault from outside: what its file and the keychain's entry say, read without the engine's code.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use argon2::{Algorithm, Argon2, Params, Version};
use aws_lc_rs::{aead, hkdf};
use data_encoding::HEXLOWER;
use domain::ids::PersonId;
use engine::{Pin, PinCost};
use serde_json::Value;
use sqlx::{ConnectOptions, Connection, sqlite::SqliteConnectOptions};

/// What every officer types here.
pub const PIN: &str = "prøve-pin";

/// As little as Argon2 takes.
pub const CHEAP: PinCost = PinCost {
    memory_kib: 8,
    passes: 1,
    lanes: 1,
};

/// The same, for the engine.
pub fn pin() -> Pin {
    Pin::new(PIN)
}

/// An officer's entry in the keychain.
pub fn entry_name(person: PersonId) -> String {
    format!("store-{person}")
}

/// The key of an officer's store, from the vault file in the folder, the keychain's entry, and the PIN.
pub fn store_key(folder: &Path, person: PersonId, entry: &[u8], pin: &str) -> Result<[u8; 32]> {
    let file = std::fs::read(folder.join(format!("{person}.vault")))?;
    let file: Value = serde_json::from_slice(&file)?;
    let number = |path: &str| -> Result<u32> {
        let number = file.pointer(path).and_then(Value::as_u64);
        Ok(number.with_context(|| path.to_owned())?.try_into()?)
    };
    let bytes = |path: &str| -> Result<Vec<u8>> {
        let text = file.pointer(path).and_then(Value::as_str);
        Ok(HEXLOWER.decode(text.with_context(|| path.to_owned())?.as_bytes())?)
    };
    ensure!(
        number("/version")? == 1 && entry.first() == Some(&1),
        "another version"
    );
    let secret = entry.get(1..33).context("a short entry")?;
    let params = Params::new(
        number("/cost/memory_kib")?,
        number("/cost/passes")?,
        number("/cost/lanes")?,
        Some(32),
    );
    let params = params.map_err(|error| anyhow::anyhow!("{error}"))?;
    let mut of_pin = [0; 32];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(pin.as_bytes(), &bytes("/salt")?, &mut of_pin)
        .map_err(|error| anyhow::anyhow!("{error}"))?;
    let mut wrapping = [0; 32];
    hkdf::Salt::none(hkdf::HKDF_SHA256)
        .extract(&[secret, of_pin.as_slice()].concat())
        .expand(&[b"halvaarsrapport vault v1 key"], hkdf::HKDF_SHA256)
        .and_then(|okm| okm.fill(&mut wrapping))?;
    let nonce = bytes("/nonce")?.try_into().ok().context("another nonce")?;
    let mut wrapped = bytes("/wrapped")?;
    let key = aead::LessSafeKey::new(aead::UnboundKey::new(&aead::AES_256_GCM, &wrapping)?);
    let opened = key
        .open_in_place(
            aead::Nonce::assume_unique_for_key(nonce),
            aead::Aad::from(person.0),
            &mut wrapped,
        )
        .context("The PIN is another")?;
    Ok((&*opened).try_into()?)
}

/// Whose store lies in a folder that has one.
pub fn person(folder: &Path) -> Result<PersonId> {
    let mut files =
        std::fs::read_dir(folder)?.filter_map(|file| file.ok()?.file_name().into_string().ok());
    let person = files.find_map(|name| Some(name.strip_suffix(".vault")?.to_owned()));
    Ok(person.context("no store")?.parse()?)
}

/// Four days go by without the server: a closed store was last looked at so long ago.
pub async fn four_days_pass(
    folder: &Path,
    person: PersonId,
    entry: &[u8],
    pin: &str,
) -> Result<()> {
    let key = HEXLOWER.encode(&store_key(folder, person, entry, pin)?);
    let mut store = SqliteConnectOptions::new()
        .filename(folder.join(format!("{person}.db")))
        .pragma("key", format!("\"x'{key}'\""))
        .connect()
        .await?;
    let passed = "UPDATE lease SET looked_at = looked_at - 4 * 24 * 3600 * 1000";
    let passed = sqlx::query(passed).execute(&mut store).await?;
    ensure!(passed.rows_affected() == 1, "there is no lease");
    Ok(store.close().await?)
}
