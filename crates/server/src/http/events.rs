//! Where the office's feed ends, told at once and again whenever it moves.
//!
//! The stream lasts no longer than the token it was opened with: the gate is asked again before each
//! event and each sign of life.

use std::convert::Infallible;

use axum::{
    extract::State,
    response::{
        IntoResponse, Response,
        sse::{Event, Sse},
    },
};
use domain::{
    report::json_bytes,
    wire::{HEAD_EVENT, Head, path},
};
use futures::{StreamExt, stream};

use super::openapi::{Failing, NoPerson};
use crate::{
    App,
    access::OfficerPass,
    error::Failure,
    hints::{Heard, Listener},
};

/// nginx and its like would keep the events back until they fill a page.
const UNBUFFERED: [(&str, &str); 1] = [("x-accel-buffering", "no")];

/// Hear where the office's feed ends, at once and whenever it moves
///
/// Each event is named `head` and its data is an object with `office` and `head`. A stream lasts no
/// longer than the token it was opened with.
#[utoipa::path(
    get,
    path = path::EVENTS,
    operation_id = "events",
    tag = "sync",
    security(("officer_session" = [])),
    responses(
        (status = 200, description = "Server-sent events", body = String, content_type = "text/event-stream"),
        NoPerson,
        Failing,
    )
)]
pub(super) async fn handle(State(app): State<App>, pass: OfficerPass) -> Result<Response, Failure> {
    // Listening comes first: what is committed after it is heard, what was before stands in the head.
    let listener = app.hints().listen(pass.scope());
    let listener = listener.ok_or_else(|| Failure::unavailable("the server stops"))?;
    let head = app.store().head_of(pass.scope()).await?;
    let first = event_of(&head);
    let stream = Stream {
        app,
        pass,
        listener,
        told: head,
    };
    let events = stream::once(async { first }).chain(stream::unfold(stream, next));
    Ok((UNBUFFERED, Sse::new(events.map(Ok::<_, Infallible>))).into_response())
}

struct Stream {
    app: App,
    pass: OfficerPass,
    listener: Listener,
    told: Head,
}

async fn next(mut stream: Stream) -> Option<(Event, Stream)> {
    let event = loop {
        match stream.listener.hear().await {
            Heard::End => return None,
            Heard::Head(head) if head == stream.told.head => {}
            Heard::Head(head) => {
                stream.told.head = head;
                break event_of(&stream.told);
            }
            Heard::Silence => break Event::DEFAULT_KEEP_ALIVE,
        }
    };
    stream
        .pass
        .is_good(&stream.app)
        .await
        .then_some((event, stream))
}

fn event_of(head: &Head) -> Event {
    let data = json_bytes(head);
    Event::default()
        .event(HEAD_EVENT)
        .data(String::from_utf8_lossy(&data))
}
