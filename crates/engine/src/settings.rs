//! What the programs around an engine are told by their environment. Pure: they look it up.

use std::path::PathBuf;

use url::Url;

/// Where a program without configuration looks for its server: a developer's machine.
const LOCAL_SERVER: &str = "http://127.0.0.1:8400/";

/// Where a program finds its server, its officers' stores and their secrets. The window and the terminal read the
/// same, and so work in the same stores.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// `HALVAARSRAPPORT_SERVER`: the central server.
    pub server: Url,
    /// `HALVAARSRAPPORT_DATA`: the folder of the stores.
    pub data_dir: PathBuf,
    /// `HALVAARSRAPPORT_KEYCHAIN`: under which name the keychain keeps their secrets.
    pub keychain: String,
}

/// A setting that is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// `HALVAARSRAPPORT_SERVER` is no address.
    #[error("HALVAARSRAPPORT_SERVER is no address")]
    Server,
    /// The system names no folder for this user's data, and neither does `HALVAARSRAPPORT_DATA`.
    #[error("the system names no folder for data: set HALVAARSRAPPORT_DATA")]
    Folder,
}

impl Settings {
    /// What the product is called among the system's programs; its folder and its place in the keychain too.
    pub const IDENTIFIER: &str = "no.halvaarsrapport.desktop";

    /// Reads them. `local` is the system's folder for data of this user on this machine; an empty setting is none.
    pub fn read(
        lookup: impl Fn(&str) -> Option<String>,
        local: Option<PathBuf>,
    ) -> Result<Self, SettingsError> {
        let set = |name: &str| lookup(name).filter(|value| !value.is_empty());
        let server = set("HALVAARSRAPPORT_SERVER").unwrap_or_else(|| LOCAL_SERVER.to_owned());
        let own = || Some(local?.join(Self::IDENTIFIER));
        let data_dir = set("HALVAARSRAPPORT_DATA").map(PathBuf::from).or_else(own);
        let keychain = set("HALVAARSRAPPORT_KEYCHAIN");
        Ok(Self {
            server: Url::parse(&server).map_err(|_| SettingsError::Server)?,
            data_dir: data_dir.ok_or(SettingsError::Folder)?,
            keychain: keychain.unwrap_or_else(|| Self::IDENTIFIER.to_owned()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_set_is_the_products_own() {
        let none = |_: &str| None;
        let local = Some(PathBuf::from("local"));
        let read = Settings::read(none, local.clone()).unwrap();
        assert_eq!(read.server.as_str(), LOCAL_SERVER);
        assert_eq!(
            read.data_dir,
            PathBuf::from("local/no.halvaarsrapport.desktop")
        );
        assert_eq!(read.keychain, Settings::IDENTIFIER);
        let empty = |_: &str| Some(String::new());
        assert_eq!(Settings::read(empty, local), Ok(read));
        assert_eq!(Settings::read(none, None), Err(SettingsError::Folder));
    }

    #[test]
    fn what_is_set_counts() {
        let set = |name: &str| Some(format!("https://{}.example/", name.to_lowercase()));
        let read = Settings::read(set, None).unwrap();
        assert_eq!(
            read.server.host_str(),
            Some("halvaarsrapport_server.example")
        );
        assert_eq!(
            read.data_dir,
            PathBuf::from("https://halvaarsrapport_data.example/")
        );
        let wrong = |_: &str| Some("nowhere".to_owned());
        assert_eq!(Settings::read(wrong, None), Err(SettingsError::Server));
    }
}
