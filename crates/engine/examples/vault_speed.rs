//! Which SQLCipher this build contains, and how fast the keychain and the key derivation are on this
//! machine, in the profile this is built with.
#![expect(
    clippy::print_stdout,
    reason = "a measurement speaks to the one who started it"
)]

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use argon2::{Algorithm, Argon2, Params, Version};
use engine::{Keychain, KeychainError, SystemKeychain};
use sqlx::{Connection, SqliteConnection};

const ROUNDS: usize = 11;
const NAME: &str = "vault-speed";
const SERVICE: &str = "no.halvaarsrapport.vault-speed";

fn main() {
    match versions() {
        Ok((sqlite, cipher)) => println!("SQLite {sqlite}, SQLCipher {cipher}"),
        Err(error) => println!("SQLCipher: {error}"),
    }
    match keychain() {
        Ok((set, get)) => println!(
            "keychain, 32 bytes: set {:.1} ms, get {:.1} ms",
            millis(set),
            millis(get)
        ),
        Err(KeychainError) => println!("keychain: skipped, there is no unlocked one here"),
    }
    for lanes in [4, 1] {
        match argon2id(lanes) {
            Ok(took) => {
                println!(
                    "Argon2id, m = 64 MiB, t = 3, p = {lanes}: {:.0} ms",
                    millis(took)
                );
            }
            Err(error) => println!("Argon2id: {error}"),
        }
    }
}

fn versions() -> Result<(String, String), sqlx::Error> {
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    runtime.block_on(async {
        let mut memory = SqliteConnection::connect("sqlite::memory:").await?;
        let sqlite = sqlx::query_scalar("SELECT sqlite_version()")
            .fetch_one(&mut memory)
            .await?;
        let cipher = sqlx::query_scalar("PRAGMA cipher_version")
            .fetch_one(&mut memory)
            .await?;
        Ok((sqlite, cipher))
    })
}

fn keychain() -> Result<(Duration, Duration), KeychainError> {
    let keychain = SystemKeychain::new(SERVICE);
    let set = median(|| keychain.set(NAME, &[7; 32]))?;
    let get = median(|| keychain.get(NAME).map(black_box))?;
    Ok((set, get))
}

fn argon2id(lanes: u32) -> Result<Duration, argon2::Error> {
    let params = Params::new(64 * 1024, 3, lanes, Some(32))?;
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    median(|| {
        let mut key = [0; 32];
        argon2.hash_password_into(b"12345678", b"sixteen bytes of", &mut key)?;
        Ok(black_box(key))
    })
}

fn median<T, E>(mut act: impl FnMut() -> Result<T, E>) -> Result<Duration, E> {
    let mut took = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        let start = Instant::now();
        act()?;
        took.push(start.elapsed());
    }
    took.sort_unstable();
    Ok(took.get(ROUNDS / 2).copied().unwrap_or_default())
}

fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}
