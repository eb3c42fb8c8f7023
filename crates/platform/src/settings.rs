//! What is chosen for this machine, also while nobody is logged in. It tells nothing of anybody.

use std::path::Path;

use auto_launch::{AutoLaunchBuilder, MacOSLaunchMode};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

const FILE: &str = "settings.json";

/// How large the pages may be shown, in percent.
pub const ZOOMS: [u16; 7] = [80, 90, 100, 110, 125, 150, 200];

/// What is chosen for this machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct MachineSettings {
    /// The window's own button hides it, and the program stays in the tray.
    pub close_to_tray: bool,
    /// The program starts when the user logs in to the machine.
    pub start_at_login: bool,
    /// How large the pages are shown, in percent: one of [`ZOOMS`].
    pub zoom: u16,
}

/// What a page shows of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct MachineView {
    /// What is chosen.
    pub settings: MachineSettings,
    /// Whether this machine has a tray to stay in.
    pub has_tray: bool,
}

impl Default for MachineSettings {
    fn default() -> Self {
        Self {
            close_to_tray: false,
            start_at_login: false,
            zoom: 100,
        }
    }
}

impl MachineSettings {
    /// Whether the pages can be shown so.
    pub fn is_valid(self) -> bool {
        ZOOMS.contains(&self.zoom)
    }

    /// What was kept in a folder; what cannot be read is chosen anew.
    pub fn read(folder: &Path) -> Self {
        let kept = std::fs::read(folder.join(FILE)).ok();
        let kept = kept.and_then(|bytes| serde_json::from_slice::<Self>(&bytes).ok());
        kept.filter(|kept| kept.is_valid()).unwrap_or_default()
    }

    /// Has the system start the program with this argument, or not.
    pub fn register(self, argument: &str) -> Result<(), auto_launch::Error> {
        let program = std::env::current_exe()?;
        let start = AutoLaunchBuilder::new()
            .set_app_name("halvaarsrapport")
            .set_app_path(&program.to_string_lossy())
            .set_macos_launch_mode(MacOSLaunchMode::LaunchAgent)
            .set_args(&[argument])
            .build()?;
        match (self.start_at_login, start.is_enabled()?) {
            // The program may have moved since.
            (true, _) => start.enable(),
            (false, true) => start.disable(),
            (false, false) => Ok(()),
        }
    }

    /// Keeps it there.
    pub fn write(self, folder: &Path) -> std::io::Result<()> {
        std::fs::create_dir_all(folder)?;
        std::fs::write(folder.join(FILE), serde_json::to_vec(&self)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_chosen_is_kept_and_what_is_none_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path().join("machine");
        assert_eq!(MachineSettings::read(&at), MachineSettings::default());
        let chosen = MachineSettings {
            close_to_tray: true,
            start_at_login: true,
            zoom: 150,
        };
        chosen.write(&at).unwrap();
        assert_eq!(MachineSettings::read(&at), chosen);
        for broken in [
            "",
            "{}",
            r#"{"close_to_tray":true,"start_at_login":true,"zoom":1000}"#,
            r#"{"close_to_tray":true,"start_at_login":true,"zoom":100,"more":1}"#,
        ] {
            std::fs::write(at.join(FILE), broken).unwrap();
            assert_eq!(MachineSettings::read(&at), MachineSettings::default());
        }
    }
}
