//! What the tests from outside and the demo are made of: the real programs as processes, a private
//! desktop to show the window on, a real browser, and the walk through the guide's steps.

pub mod accessing;
pub mod axe;
pub mod browser;
pub mod bufdir;
pub mod data;
pub mod desktop_session;
pub mod fleet;
pub mod installation;
pub mod keychain;
mod logins;
pub mod mailbox;
mod notifications;
pub mod oidc;
pub mod outcomes;
pub mod portal;
pub mod preferences;
pub mod process;
pub mod proxy;
pub mod reporter;
pub mod returning;
pub mod scene;
pub mod screen;
pub mod secret_service;
pub mod services;
pub mod terminal;
pub mod tour;
mod tray;
pub mod typist;
pub mod vault;
pub mod walk;
pub mod webdriver;

pub use notifications::Shown;
