use std::{fmt, pin::Pin};

use bytes::Bytes;
use futures::{Stream, StreamExt};

use crate::HttpError;

/// An answer's body, piece by piece as it comes.
pub struct BodyStream(Pin<Box<dyn Stream<Item = Result<Bytes, HttpError>> + Send>>);

impl BodyStream {
    /// A body of these pieces.
    pub fn new(pieces: impl Stream<Item = Result<Bytes, HttpError>> + Send + 'static) -> Self {
        Self(Box::pin(pieces))
    }

    /// The next piece; none where the body is at its end.
    pub async fn next(&mut self) -> Result<Option<Bytes>, HttpError> {
        self.0.next().await.transpose()
    }
}

impl fmt::Debug for BodyStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BodyStream")
    }
}
