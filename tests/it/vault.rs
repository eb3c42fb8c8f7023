//! The vault from outside: what lies on the disk, read by others than the program that wrote it.

use std::path::{Path, PathBuf};

use domain::Language;
use edge::{ReqwestHttp, system_ctx};
use engine::{
    Config, Desktop, Engine, Keychain, KeychainError, LoopbackPage, News, OpenFailed, Pin,
};
use support::vault::CHEAP;
use url::Url;
use zeroize::Zeroizing;

mod access;
mod canary;
mod independent;
mod keychain;
pub(crate) mod search;

/// A keychain in files: a program that was killed finds it again.
pub(crate) struct Files(pub(crate) PathBuf);

impl Keychain for Files {
    fn get(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeychainError> {
        Ok(std::fs::read(self.0.join(name)).ok().map(Zeroizing::new))
    }

    fn set(&self, name: &str, secret: &[u8]) -> Result<(), KeychainError> {
        let new = self.0.join("new");
        std::fs::write(&new, secret)
            .and_then(|()| std::fs::rename(&new, self.0.join(name)))
            .map_err(|_| KeychainError)
    }
}

/// A desktop that nobody looks at.
pub(crate) struct Unseen;

impl Desktop for Unseen {
    fn open_browser(&self, _: &Url) -> Result<(), OpenFailed> {
        Err(OpenFailed)
    }

    fn changed(&self) {}

    fn notify(&self, _: Language, _: News<'_>) {}

    fn raise(&self) {}

    fn loopback_page(&self, _: Language, _: LoopbackPage) -> String {
        String::new()
    }
}

/// An engine whose store lies in a folder, and whose keychain is this one.
fn engine<K: Keychain>(server: &str, folder: &Path, keychain: K) -> Engine<Unseen, ReqwestHttp> {
    let config = Config {
        server: Url::parse(server).unwrap(),
        data_dir: folder.to_owned(),
        version: "0".to_owned(),
        machine_name: "desktop".to_owned(),
        pin_cost: CHEAP,
        guards_memory: true,
    };
    let http = ReqwestHttp::new().unwrap();
    Engine::new(
        config,
        system_ctx(),
        http,
        std::sync::Arc::new(keychain),
        Unseen,
    )
}

fn pin(text: &str) -> Pin {
    Pin::new(text)
}
