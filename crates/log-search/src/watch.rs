//! The logs of this process: each line is looked at as it is written.

use std::{
    io,
    sync::{Mutex, Once, PoisonError},
};

use tracing::{Subscriber, level_filters::LevelFilter};
use tracing_subscriber::{Layer, Registry, fmt::MakeWriter, layer::SubscriberExt};

use super::{Found, search};

/// More would say nothing more.
const MOST: usize = 5;

static FOUND: Mutex<Vec<Found>> = Mutex::new(Vec::new());

/// Looks at what is logged in this process from now on, by every crate and on every thread that does
/// not listen for itself.
pub fn watch() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let subscriber = Registry::default().with(layer(Watch::global()));
        if tracing::subscriber::set_global_default(subscriber).is_err() {
            // Then nobody would look.
            let none = "somebody else listens to this process's log".to_owned();
            note(
                &FOUND,
                [Found {
                    line: 0,
                    kind: super::Kind::Random,
                    after: none,
                }],
            );
        }
    });
}

/// What has been found in this process's log so far: the first of it.
pub fn found() -> Vec<Found> {
    FOUND.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// What hands each line to a watch.
pub fn layer<S>(watch: Watch) -> impl Layer<S>
where
    S: Subscriber + for<'a> tracing_subscriber::registry::LookupSpan<'a>,
{
    tracing_subscriber::fmt::layer()
        .with_ansi(false)
        .with_writer(watch)
        .with_filter(LevelFilter::DEBUG)
}

/// Keeps what was found, and none of the lines.
#[derive(Debug, Clone, Copy)]
pub struct Watch(&'static Mutex<Vec<Found>>);

impl Watch {
    fn global() -> Self {
        Self(&FOUND)
    }
}

impl<'a> MakeWriter<'a> for Watch {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        *self
    }
}

impl io::Write for Watch {
    /// Called once an event.
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        note(self.0, search(&String::from_utf8_lossy(event)));
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn note(list: &Mutex<Vec<Found>>, found: impl IntoIterator<Item = Found>) {
    let mut list = list.lock().unwrap_or_else(PoisonError::into_inner);
    let room = MOST.saturating_sub(list.len());
    list.extend(found.into_iter().take(room));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Kind;

    #[test]
    fn an_event_with_a_number_is_found_as_it_is_written() {
        static HERE: Mutex<Vec<Found>> = Mutex::new(Vec::new());
        let subscriber = Registry::default().with(layer(Watch(&HERE)));
        tracing::subscriber::with_default(subscriber, || {
            tracing::debug!(route = "/v1/session", "answered");
            let span = tracing::info_span!("request", pid = "01818520030");
            span.in_scope(|| tracing::info!("inside"));
            tracing::debug!("hra_0123456789");
        });
        let found = HERE.lock().unwrap();
        let kinds: Vec<_> = found.iter().map(|of| of.kind).collect();
        assert_eq!(kinds, [Kind::IdentityNumber, Kind::Token]);
        assert_eq!(super::found(), [], "nobody else's");
    }
}
