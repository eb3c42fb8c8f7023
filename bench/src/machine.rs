//! An officer's machine: a folder, a keychain, the engine, and nobody who looks.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use anyhow::{Context, Result};
use domain::{Ctx, Language, wire::Session};
use edge::{Http, ReqwestHttp};
use engine::{
    Config, Desktop, Engine, Keychain, KeychainError, LoopbackPage, News, OpenFailed, Pin, PinCost,
    Step,
};
use serde::{Deserialize, Serialize};
use tokio::sync::Notify;
use url::Url;
use zeroize::Zeroizing;

/// As little as Argon2 takes: what is measured with it is all but the PIN.
pub(crate) const CHEAP: PinCost = PinCost {
    memory_kib: 8,
    passes: 1,
    lanes: 1,
};

/// Where a program works, and what it finds there.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Place {
    pub(crate) server: Url,
    pub(crate) folder: PathBuf,
    /// What the keychain has.
    pub(crate) secrets: BTreeMap<String, Vec<u8>>,
}

/// A machine at work.
pub(crate) struct Machine<H = ReqwestHttp> {
    pub(crate) engine: Arc<Engine<Quiet, H>>,
    pub(crate) keychain: Arc<Memory>,
    pub(crate) changed: Arc<Notify>,
}

impl Machine {
    /// The program has started; nobody has logged in.
    pub(crate) fn start(ctx: Ctx, place: &Place, pin_cost: PinCost) -> Self {
        Self::with(ctx, place, pin_cost, ReqwestHttp::when_needed())
    }
}

impl<H: Http> Machine<H> {
    /// The same, with a network of the caller's.
    pub(crate) fn with(ctx: Ctx, place: &Place, pin_cost: PinCost, http: H) -> Self {
        let config = Config {
            server: place.server.clone(),
            data_dir: place.folder.clone(),
            version: "bench".to_owned(),
            machine_name: "bench".to_owned(),
            pin_cost,
            guards_memory: true,
        };
        let keychain = Arc::new(Memory(Mutex::new(place.secrets.clone())));
        let changed = Arc::new(Notify::new());
        let desktop = Quiet {
            changed: changed.clone(),
        };
        let engine = Engine::new(config, ctx, http, keychain.clone(), desktop);
        Self {
            engine: Arc::new(engine),
            keychain,
            changed,
        }
    }

    /// The officer has logged in and chosen a PIN; the store is open and empty.
    pub(crate) async fn log_in(&self, session: Session) -> Result<()> {
        let begun = self.engine.begin_session(session).await;
        begun.map_err(|failure| anyhow::anyhow!("no login: {failure:?}"))?;
        self.engine.choose_pin(pin()).await?;
        Ok(())
    }

    /// Works until there is nothing to do.
    pub(crate) async fn rest(&self) {
        while self.engine.step().await == Step::Went {}
    }
}

/// The PIN of every officer here.
pub(crate) fn pin() -> Pin {
    Pin::new("prøve-pin")
}

/// A keychain in memory.
#[derive(Debug)]
pub(crate) struct Memory(Mutex<BTreeMap<String, Vec<u8>>>);

impl Memory {
    pub(crate) fn secrets(&self) -> BTreeMap<String, Vec<u8>> {
        let secrets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        secrets.clone()
    }
}

impl Keychain for Memory {
    fn get(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeychainError> {
        Ok(self.secrets().remove(name).map(Zeroizing::new))
    }

    fn set(&self, name: &str, secret: &[u8]) -> Result<(), KeychainError> {
        let mut secrets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        secrets.insert(name.to_owned(), secret.to_vec());
        Ok(())
    }
}

/// A desktop on which nobody looks.
pub(crate) struct Quiet {
    changed: Arc<Notify>,
}

impl Desktop for Quiet {
    fn open_browser(&self, _: &Url) -> Result<(), OpenFailed> {
        Err(OpenFailed)
    }

    fn changed(&self) {
        self.changed.notify_one();
    }

    fn notify(&self, _: Language, _: News<'_>) {}

    fn raise(&self) {}

    fn loopback_page(&self, _: Language, _: LoopbackPage) -> String {
        String::new()
    }
}

/// Runs this program again for one piece of work, in a process of its own.
pub(crate) async fn in_own_process(
    work: &str,
    input: &impl Serialize,
) -> Result<serde_json::Value> {
    use tokio::io::AsyncWriteExt;
    let mut child = tokio::process::Command::new(std::env::current_exe()?)
        .args(["child", work])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()?;
    let mut stdin = child.stdin.take().context("no input")?;
    stdin.write_all(&serde_json::to_vec(input)?).await?;
    drop(stdin);
    let output = child.wait_with_output().await?;
    anyhow::ensure!(output.status.success(), "{work} failed");
    Ok(serde_json::from_slice(&output.stdout)?)
}
