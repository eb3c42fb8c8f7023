//! What the tray shows: the state in one line, and what can be done without the window. Never a name or a figure.

use domain::Language;
use engine::view::{AppState, Link, SessionView};

use crate::native::texts;

/// All that the tray shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tray {
    /// The state.
    pub state: String,
    /// What can be pressed, in turn.
    pub entries: [Entry; 4],
}

/// A line of its menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What it does.
    pub press: Press,
    /// Its words.
    pub label: String,
    /// Whether it can be pressed.
    pub enabled: bool,
}

/// What can be done from the tray.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Press {
    /// The window comes to the front.
    Open,
    /// Asks for what is new, and sends what waits.
    Sync,
    /// Locks the store.
    Lock,
    /// The program ends.
    Quit,
}

impl Tray {
    /// What it shows of a state; nothing is known before the first.
    pub fn of(app: Option<&AppState>, language: Language) -> Self {
        let words = &texts(language).tray;
        let at_work = app.is_some_and(|app| matches!(app.session, SessionView::SignedIn { .. }));
        let state = app.map_or(&words.signed_out, |app| match &app.session {
            SessionView::SignedOut { .. } | SessionView::Waiting { .. } => &words.signed_out,
            SessionView::ChoosePin { .. } | SessionView::Locked { .. } | SessionView::Elsewhere => {
                &words.locked
            }
            SessionView::SignedIn { expired: true, .. } => &words.login_needed,
            SessionView::SignedIn { .. } => match app.line.link {
                Link::Online => &words.online,
                Link::Offline | Link::Unknown => &words.offline,
                Link::LoginNeeded => &words.login_needed,
                Link::ServerTrouble => &words.trouble,
            },
        });
        let state = match app.map_or(0, |app| app.line.waiting) {
            0 => state.clone(),
            1 => format!("{state} · {}", words.unsent_one),
            many => {
                let unsent = words.unsent.replace("{count}", &many.to_string());
                format!("{state} · {unsent}")
            }
        };
        let entry = |press, label: &String, enabled| Entry {
            press,
            label: label.clone(),
            enabled,
        };
        Self {
            state,
            entries: [
                entry(Press::Open, &words.open, true),
                entry(Press::Sync, &words.sync, at_work),
                entry(Press::Lock, &words.lock, at_work),
                entry(Press::Quit, &words.quit, true),
            ],
        }
    }
}

#[cfg(test)]
mod tests {
    use engine::view::{LockView, StatusLine};

    use super::*;

    fn app(session: SessionView, link: Link, waiting: u32) -> AppState {
        AppState {
            version: "0.1.0".to_owned(),
            session,
            line: StatusLine {
                link,
                waiting,
                needs_you: 0,
                updated_at: None,
                offline_until: None,
            },
            preferences: None,
            store: None,
        }
    }

    fn signed_in(expired: bool) -> SessionView {
        SessionView::SignedIn {
            name: "Ingrid Solbakken".to_owned(),
            office_name: "Statsforvalteren i Innlandet".to_owned(),
            expired,
            office: "innlandet".into(),
            offices: vec![],
        }
    }

    fn locked() -> SessionView {
        SessionView::Locked {
            name: Some("Ingrid Solbakken".to_owned()),
            office_name: None,
            lock: LockView::Forgotten,
            failure: None,
        }
    }

    #[test]
    fn the_state_is_told_without_a_name() {
        let signed_out = SessionView::SignedOut { failure: None };
        for (app, state, can_work) in [
            (None, "Ikke logget inn", false),
            (
                Some(app(signed_out, Link::Unknown, 0)),
                "Ikke logget inn",
                false,
            ),
            (Some(app(locked(), Link::Online, 0)), "Låst", false),
            (
                Some(app(locked(), Link::Online, 2)),
                "Låst · 2 avgjørelser er ikke sendt",
                false,
            ),
            (
                Some(app(signed_in(false), Link::Online, 0)),
                "Tilkoblet",
                true,
            ),
            (
                Some(app(signed_in(false), Link::Offline, 1)),
                "Uten nett · 1 avgjørelse er ikke sendt",
                true,
            ),
            (
                Some(app(signed_in(true), Link::Online, 0)),
                "Innlogging trengs",
                true,
            ),
            (
                Some(app(signed_in(false), Link::ServerTrouble, 0)),
                "Serveren svarer ikke som den skal",
                true,
            ),
        ] {
            let tray = Tray::of(app.as_ref(), Language::Nb);
            assert_eq!(tray.state, state);
            let presses: Vec<_> = tray
                .entries
                .iter()
                .filter(|entry| entry.enabled)
                .map(|entry| entry.press)
                .collect();
            let all = vec![Press::Open, Press::Sync, Press::Lock, Press::Quit];
            let few = vec![Press::Open, Press::Quit];
            assert_eq!(presses, if can_work { all } else { few });
        }
    }
}
