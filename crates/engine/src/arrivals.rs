//! Whether anything is new, while the store is locked or the session has ended: a number, and nothing of
//! what it is. The machine asks with a token of its own, which opens nothing else.

use domain::wire::{ArrivalAnswer, ArrivalToken, path};
use edge::Http;
use jiff::{SignedDuration, Timestamp};
use zeroize::Zeroizing;

use crate::{
    Desktop, Engine, News,
    engine::{Open, State},
    session::CallError,
    view::Preferences,
};

/// The time between two questions.
const EVERY: SignedDuration = SignedDuration::from_mins(1);
/// The same, where the last one was not answered.
const LATER: SignedDuration = SignedDuration::from_mins(5);

/// What the machine asks with, and what it has been told.
pub(crate) struct Arrivals {
    token: Zeroizing<String>,
    /// By this machine's clock.
    ends_at: Timestamp,
    /// The last entry of the feed that the store has.
    after: u64,
    /// How many the officer has been told of since.
    told: u64,
    ask_at: Timestamp,
    /// What the officer has chosen, for as long as the store is closed.
    chosen: Option<Preferences>,
}

/// When to ask.
enum Turn {
    Never,
    At(Timestamp),
    Now {
        token: Zeroizing<String>,
        after: u64,
    },
}

impl<D: Desktop, H: Http> Engine<D, H> {
    /// Has the server give this machine a token. Without one there are no notifications between sessions, and
    /// nothing else is missing.
    pub(crate) async fn may_ask_for_arrivals(&self) {
        let Some(token) = self.state().token() else {
            return;
        };
        let body = serde_json::json!({});
        let given = self.api.post(path::ARRIVAL_TOKEN, Some(&token), &body);
        match given.await {
            Ok(ArrivalToken {
                arrival_token,
                expires_at,
                server_time,
            }) => {
                let now = self.ctx.now();
                let left = expires_at.duration_since(server_time);
                self.state().arrivals = Some(Arrivals {
                    token: Zeroizing::new(arrival_token),
                    ends_at: now.saturating_add(left).unwrap_or(now),
                    after: 0,
                    told: 0,
                    ask_at: now,
                    chosen: None,
                });
            }
            Err(error) => tracing::info!(%error, "nothing is told between sessions"),
        }
    }

    /// Keeps what the questions need while the store is closed.
    pub(crate) async fn keep_place(&self, open: &Open) {
        if self.state().arrivals.is_none() {
            return;
        }
        let cursor = open.store.cursor(&open.officer.office).await;
        let after = cursor.ok().flatten().map(|cursor| cursor.seq);
        let mut state = self.state();
        if let Some(arrivals) = &mut state.arrivals {
            arrivals.chosen = open.chosen;
            if let Some(after) = after
                && after != arrivals.after
            {
                arrivals.after = after;
                arrivals.told = 0;
            }
        }
    }

    /// Asks where it is time to, and says when it is the next time; none where nobody is to be told.
    pub(crate) async fn ask_arrivals(&self) -> Option<Timestamp> {
        let left_open = {
            let state = self.state();
            state.open().filter(|_| !is_at_work(&state)).cloned()
        };
        if let Some(open) = left_open {
            self.keep_place(&open).await;
        }
        let (token, after) = match turn(&self.state(), self.ctx.now()) {
            Turn::Never => return None,
            Turn::At(at) => return Some(at),
            Turn::Now { token, after } => (token, after),
        };
        let asked = format!("{}?after={after}", path::ARRIVALS);
        let answered: Result<ArrivalAnswer, _> = self.api.get(&asked, Some(&token)).await;
        let now = self.ctx.now();
        let (news, ask_at) = {
            let mut state = self.state();
            let preferences = state.preferences();
            let arrivals = state.arrivals.as_mut()?;
            if arrivals.token != token {
                return Some(arrivals.ask_at);
            }
            let chosen = arrivals.chosen.unwrap_or(preferences);
            let next = |wait| now.saturating_add(wait).unwrap_or(Timestamp::MAX);
            match answered {
                Ok(answer) => {
                    arrivals.ask_at = next(EVERY);
                    let is_news = answer.waiting > arrivals.told && chosen.tells(now);
                    let ask_at = arrivals.ask_at;
                    if is_news {
                        arrivals.told = answer.waiting;
                    }
                    let news = is_news.then_some((chosen.language, answer.waiting));
                    (news, ask_at)
                }
                Err(CallError::SignedOut | CallError::NoRole { .. }) => {
                    state.arrivals = None;
                    return None;
                }
                Err(_) => {
                    arrivals.ask_at = next(LATER);
                    (None, arrivals.ask_at)
                }
            }
        };
        if let Some((language, waiting)) = news {
            self.desktop.notify(language, News::Waiting(waiting));
        }
        Some(ask_at)
    }
}

/// Whoever works in an open store with a session hears of everything itself.
fn is_at_work(state: &State) -> bool {
    state.open().is_some() && state.session.is_some()
}

fn turn(state: &State, now: Timestamp) -> Turn {
    match &state.arrivals {
        Some(arrivals) if !is_at_work(state) && now < arrivals.ends_at => {
            if now < arrivals.ask_at {
                Turn::At(arrivals.ask_at)
            } else {
                Turn::Now {
                    token: arrivals.token.clone(),
                    after: arrivals.after,
                }
            }
        }
        Some(_) | None => Turn::Never,
    }
}
