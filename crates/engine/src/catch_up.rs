//! All that can be done now, and then an end: for a program that does not stay.

use edge::Http;
use jiff::Timestamp;

use crate::{
    Desktop, Engine, Step,
    commands::UNDO,
    run::wait,
    view::{Link, StatusLine, StoreView},
};

impl<D: Desktop, H: Http> Engine<D, H> {
    /// Fetches everything that is new and sends everything that waits, the time to undo awaited. Ends as soon as
    /// the server is away, wants a login, or takes nothing more.
    pub async fn catch_up(&self) {
        while self.open().is_ok() && self.state().session.is_some() {
            let until = match self.step().await {
                Step::Went => None,
                Step::Idle { until } => Some(until),
            };
            let Ok(app) = self.app_state().await else {
                return;
            };
            let now = self.ctx.now();
            match (goes_on(&app.line, app.store.as_ref()), until) {
                (true, None) => {}
                (true, Some(until)) if is_worth_it(&app.line, app.store.as_ref(), until, now) => {
                    wait(&self.ctx, until, self.wake.notified()).await;
                }
                (false, _) | (true, Some(_)) => return,
            }
        }
    }
}

/// Whether another step may help: one that failed is not made again at once.
fn goes_on(line: &StatusLine, store: Option<&StoreView>) -> bool {
    let is_there = match line.link {
        Link::Online | Link::Unknown => true,
        Link::Offline | Link::LoginNeeded | Link::ServerTrouble => false,
    };
    is_there && store.is_some()
}

/// Whether something waits for nothing but its time to undo.
fn is_worth_it(
    line: &StatusLine,
    store: Option<&StoreView>,
    until: Option<Timestamp>,
    now: Timestamp,
) -> bool {
    let unsure = store.map_or(0, |store| store.unsure);
    line.waiting > unsure && until.is_some_and(|until| until.duration_since(now) <= UNDO)
}
