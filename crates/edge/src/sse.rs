//! Server-sent events, as the HTML standard reads them (section 9.2.6): pieces of a body in, events
//! out.
//!
//! Whatever the other end sends, a reader holds at most [`EVENT_MAX`] bytes of an event. Ids and
//! times to reconnect are passed over: who reads hints needs neither.

use bytes::{Buf, Bytes};

use crate::{BodyStream, HttpError};

/// The most an event may hold, and so a line of it, in bytes.
pub const EVENT_MAX: usize = 16 * 1024;

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// One event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its name; `message` where it has none.
    pub name: String,
    /// Its lines of data.
    pub data: String,
}

/// Why no more events can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EventsError {
    /// The body broke.
    #[error(transparent)]
    Body(#[from] HttpError),
    /// An event larger than [`EVENT_MAX`].
    #[error("an event is too long")]
    TooLong,
}

/// The events of a streamed body.
#[derive(Debug)]
pub struct Events {
    body: BodyStream,
    piece: Bytes,
    parser: Parser,
}

impl Events {
    /// Reads a body from its beginning.
    pub fn new(body: BodyStream) -> Self {
        Self {
            body,
            piece: Bytes::new(),
            parser: Parser::default(),
        }
    }

    /// The next event; none where the body is at its end. What the end cuts off is no event.
    pub async fn next(&mut self) -> Result<Option<Event>, EventsError> {
        loop {
            while self.piece.has_remaining() {
                if let Some(event) = self.parser.push(self.piece.get_u8())? {
                    return Ok(Some(event));
                }
            }
            let Some(piece) = self.body.next().await? else {
                return Ok(None);
            };
            self.piece = piece;
        }
    }
}

/// As much of an event as has been read.
#[derive(Debug, Default)]
struct Parser {
    line: Vec<u8>,
    /// The line before ended with CR: an LF still belongs to its end.
    after_cr: bool,
    /// A line has ended: only the first may begin with a byte order mark.
    begun: bool,
    name: String,
    /// Each line with an LF after it.
    data: String,
}

impl Parser {
    fn push(&mut self, byte: u8) -> Result<Option<Event>, EventsError> {
        let ends_crlf = byte == b'\n' && self.after_cr;
        self.after_cr = byte == b'\r';
        match byte {
            b'\n' if ends_crlf => Ok(None),
            b'\n' | b'\r' => Ok(self.end_line()),
            _ if self.line.len() + self.data.len() >= EVENT_MAX => Err(EventsError::TooLong),
            _ => {
                self.line.push(byte);
                Ok(None)
            }
        }
    }

    fn end_line(&mut self) -> Option<Event> {
        let line = std::mem::take(&mut self.line);
        let is_first = !std::mem::replace(&mut self.begun, true);
        let line = match line.strip_prefix(BYTE_ORDER_MARK) {
            Some(rest) if is_first => rest,
            _ => &line,
        };
        if line.is_empty() {
            return self.end_event();
        }
        let line = String::from_utf8_lossy(line);
        let (field, value) = line.split_once(':').unwrap_or((&line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => value.clone_into(&mut self.name),
            "data" => {
                self.data.push_str(value);
                self.data.push('\n');
            }
            // A comment is a field without a name.
            _ => {}
        }
        None
    }

    /// The event before an empty line; without data there is none.
    fn end_event(&mut self) -> Option<Event> {
        let name = std::mem::take(&mut self.name);
        let mut data = std::mem::take(&mut self.data);
        data.pop()?;
        Some(Event {
            name: if name.is_empty() {
                "message".to_owned()
            } else {
                name
            },
            data,
        })
    }
}

#[cfg(test)]
mod tests {
    use futures::{FutureExt, stream};
    use proptest::prelude::*;

    use super::*;

    /// All events of a body that comes in these pieces, and how it ended.
    fn read(pieces: Vec<Vec<u8>>) -> (Vec<Event>, Result<(), EventsError>) {
        let pieces = pieces.into_iter().map(|piece| Ok(Bytes::from(piece)));
        let mut events = Events::new(BodyStream::new(stream::iter(pieces)));
        let mut found = Vec::new();
        let all = async {
            while let Some(event) = events.next().await? {
                found.push(event);
            }
            Ok(())
        };
        let ended = all.now_or_never().unwrap();
        (found, ended)
    }

    fn events(body: &[u8]) -> Vec<(String, String)> {
        let (found, ended) = read(vec![body.to_vec()]);
        assert_eq!(ended, Ok(()));
        found.into_iter().map(|e| (e.name, e.data)).collect()
    }

    #[test]
    fn a_body_is_read_as_the_standard_says() {
        for (body, expected) in [
            ("", &[][..]),
            (
                "event: head\ndata: {\"head\":8}\n\n",
                &[("head", "{\"head\":8}")][..],
            ),
            // Each of the three line ends, mixed.
            ("event: a\r\ndata: 1\r\n\r\n", &[("a", "1")]),
            (
                "event: a\rdata: 1\r\rdata: 2\n\n",
                &[("a", "1"), ("message", "2")],
            ),
            (
                "data: 1\r\n\rdata: 2\n\r\n",
                &[("message", "1"), ("message", "2")],
            ),
            // Lines of data are joined; a name counts for one event only.
            (
                "data: 1\ndata:2\ndata\ndata: \n\n",
                &[("message", "1\n2\n\n")],
            ),
            (
                "event: a\nevent: b\ndata: 1\n\ndata: 2\n\n",
                &[("b", "1"), ("message", "2")],
            ),
            // One space goes, no more; further colons stay.
            ("data:  a: b\n\n", &[("message", " a: b")]),
            // An event without data is none, and leaves no name behind.
            ("event: a\n\ndata: 1\n\n", &[("message", "1")]),
            ("data\n\n", &[("message", "")]),
            // Comments, other fields and unknown ones are passed over.
            (
                ": quiet\n\nid: 7\nretry: 1\nwhat: x\n Data: y\ndata: 1\n\n",
                &[("message", "1")],
            ),
            // What the end cuts off is no event.
            ("data: 1\n\ndata: 2\n", &[("message", "1")]),
            ("data: 1\n\ndata: 2", &[("message", "1")]),
            // A mark is taken away at the very beginning only.
            (
                "\u{feff}data: 1\n\n\u{feff}data: 2\n\n",
                &[("message", "1")],
            ),
            ("\u{feff}\ndata: \u{feff}1\n\n", &[("message", "\u{feff}1")]),
        ] {
            let found = events(body.as_bytes());
            let found: Vec<_> = found
                .iter()
                .map(|(a, b)| (a.as_str(), b.as_str()))
                .collect();
            assert_eq!(found, expected, "{body:?}");
        }
        assert_eq!(
            events(b"data: \xFF\n\n"),
            [("message".to_owned(), "\u{fffd}".to_owned())]
        );
    }

    #[test]
    fn nobody_can_make_a_reader_hold_more_than_an_event() {
        let most = vec![b'x'; EVENT_MAX];
        let (found, ended) = read(vec![b"data: 1\n\n".to_vec(), most.clone(), most]);
        assert_eq!((found.len(), ended), (1, Err(EventsError::TooLong)));
        // Many lines are no way around it.
        let (found, ended) = read(vec![b"data: 0123456789\n".to_vec(); EVENT_MAX]);
        assert_eq!((found.len(), ended), (0, Err(EventsError::TooLong)));
        // Nor is a long life an event.
        let quiet = vec![b": quiet\n\n".to_vec(); EVENT_MAX];
        assert_eq!(read(quiet), (vec![], Ok(())));
    }

    #[test]
    fn a_body_that_breaks_is_no_end() {
        let pieces = [Ok(Bytes::from("data: 1\n")), Err(HttpError::Unreachable)];
        let mut events = Events::new(BodyStream::new(stream::iter(pieces)));
        let ended = events.next().now_or_never().unwrap();
        assert_eq!(ended, Err(EventsError::Body(HttpError::Unreachable)));
    }

    /// Bodies of what matters to the reader, and of anything.
    fn body() -> impl Strategy<Value = Vec<u8>> {
        let parts = prop_oneof![
            Just(b"event".to_vec()),
            Just(b"data".to_vec()),
            Just(b": ".to_vec()),
            Just(b":".to_vec()),
            Just(b"\n".to_vec()),
            Just(b"\r".to_vec()),
            Just(b"\r\n".to_vec()),
            Just("\u{feff}".as_bytes().to_vec()),
            Just("æ".as_bytes().to_vec()),
            proptest::collection::vec(any::<u8>(), 0..4),
            Just(vec![b'x'; EVENT_MAX / 2]),
        ];
        proptest::collection::vec(parts, 0..40).prop_map(|parts| parts.concat())
    }

    proptest! {
        #[test]
        fn where_a_body_is_cut_never_matters(body in body(), cuts in any::<[prop::sample::Index; 5]>()) {
            let mut cuts = cuts.map(|cut| cut.index(body.len() + 1));
            cuts.sort_unstable();
            let mut pieces = Vec::new();
            let mut from = 0;
            for cut in cuts {
                pieces.push(body[from..cut].to_vec());
                from = cut;
            }
            pieces.push(body[from..].to_vec());
            prop_assert_eq!(read(pieces), read(vec![body.clone()]));
            let bytes = body.iter().map(|byte| vec![*byte]).collect();
            prop_assert_eq!(read(bytes), read(vec![body]));
        }
    }
}
