//! What the desktop program decides as a guest of the operating system, and what it hears from it. Nothing here
//! knows Tauri: the shell does what is decided here.

mod answer;
mod away;
mod bubble;
mod diagnostics;
#[cfg(target_os = "linux")]
mod indicator;
mod leaving;
mod machine;
mod native;
mod process;
mod settings;
mod tray;
mod wish;

pub use answer::answered;
pub use away::{Away, watch};
pub use bubble::{Bubble, Shows};
pub use diagnostics::{About, log_to, report as diagnostics};
#[cfg(target_os = "linux")]
pub use indicator::Indicator;
pub use leaving::{Leave, Wanted};
pub use machine::{IN_TRAY, Machine};
pub use native::{Texts, texts};
pub use process::is_own_page;
pub use settings::{MachineSettings, MachineView, ZOOMS};
pub use tray::{Entry, Press, Tray};
pub use wish::{SCHEME, Wish};
