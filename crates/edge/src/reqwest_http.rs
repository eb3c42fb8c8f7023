use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use bytes::{Bytes, BytesMut};
use futures::StreamExt;

use crate::{BodyStream, Http, HttpError};

/// The largest answer taken, in bytes after decompression.
const MAX_ANSWER: usize = 64 * 1024 * 1024;

/// HTTP over the network: the system's trust store and proxy, time limits, no redirects.
#[derive(Debug, Clone)]
pub struct ReqwestHttp {
    client: Arc<OnceLock<reqwest::Client>>,
    limits: Limits,
}

/// How long the other end may take.
#[derive(Debug, Clone, Copy)]
struct Limits {
    /// For a whole answer.
    whole: Duration,
    /// For the next sign of life within an answer, however long that goes on.
    silence: Duration,
}

impl ReqwestHttp {
    /// A client with its own connections.
    pub fn new() -> Result<Self, HttpError> {
        let http = Self::when_needed();
        http.client()?;
        Ok(http)
    }

    /// The same, made at the first request: reading the certificates that the machine trusts takes milliseconds, and
    /// a program that may be without a network need not wait for them.
    pub fn when_needed() -> Self {
        Self::limited(Limits {
            whole: Duration::from_mins(1),
            silence: Duration::from_mins(1),
        })
    }

    fn limited(limits: Limits) -> Self {
        Self {
            client: Arc::default(),
            limits,
        }
    }

    fn client(&self) -> Result<&reqwest::Client, HttpError> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(Duration::from_secs(10))
            .read_timeout(self.limits.silence)
            .build()
            .map_err(|error| {
                tracing::error!(%error, "no request can be made");
                HttpError::BadRequest
            })?;
        Ok(self.client.get_or_init(|| client))
    }

    async fn execute(
        &self,
        request: http::Request<Bytes>,
        most: Option<Duration>,
    ) -> Result<reqwest::Response, HttpError> {
        let mut request = reqwest::Request::try_from(request).map_err(|_| HttpError::BadRequest)?;
        *request.timeout_mut() = most;
        let answer = self.client()?.execute(request).await;
        answer.map_err(|error| classify(&error))
    }
}

impl Http for ReqwestHttp {
    async fn call(
        &self,
        request: http::Request<Bytes>,
    ) -> Result<http::Response<Bytes>, HttpError> {
        let mut answer = self.execute(request, Some(self.limits.whole)).await?;
        let head = head_of(&answer);
        let mut body = BytesMut::new();
        while let Some(chunk) = answer.chunk().await.map_err(|error| classify(&error))? {
            if body.len() + chunk.len() > MAX_ANSWER {
                return Err(HttpError::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(head.map(|()| body.freeze()))
    }

    async fn stream(
        &self,
        request: http::Request<Bytes>,
    ) -> Result<http::Response<BodyStream>, HttpError> {
        let answer = self.execute(request, None).await?;
        let head = head_of(&answer);
        let pieces = answer.bytes_stream();
        let pieces = pieces.map(|piece| piece.map_err(|error| classify(&error)));
        Ok(head.map(|()| BodyStream::new(pieces)))
    }
}

fn head_of(answer: &reqwest::Response) -> http::Response<()> {
    let mut head = http::Response::new(());
    *head.status_mut() = answer.status();
    head.headers_mut().clone_from(answer.headers());
    head
}

fn classify(error: &reqwest::Error) -> HttpError {
    if error.is_timeout() {
        HttpError::TimedOut
    } else if error.is_builder() {
        HttpError::BadRequest
    } else {
        HttpError::Unreachable
    }
}

#[cfg(test)]
mod tests {
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpListener,
        task::JoinHandle,
        time::interval,
    };

    use super::*;

    const PIECE: &[u8] = b"2\r\nhi\r\n";

    /// Answers one request with a piece every so often, then with silence.
    async fn server(pieces: usize, every: Duration) -> (String, JoinHandle<()>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/", listener.local_addr().unwrap());
        let serving = tokio::spawn(async move {
            let (mut socket, _) = listener.accept().await.unwrap();
            let mut request = [0; 1024];
            assert!(socket.read(&mut request).await.unwrap() > 0);
            let head = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
            socket.write_all(head).await.unwrap();
            let mut tick = interval(every);
            for _ in 0..pieces {
                tick.tick().await;
                if socket.write_all(PIECE).await.is_err() {
                    return;
                }
            }
            // Until the client has had enough.
            assert_eq!(socket.read(&mut request).await.unwrap_or(0), 0);
        });
        (address, serving)
    }

    fn client(whole: u64, silence: u64) -> ReqwestHttp {
        ReqwestHttp::limited(Limits {
            whole: Duration::from_millis(whole),
            silence: Duration::from_millis(silence),
        })
    }

    #[tokio::test]
    async fn a_stream_lasts_while_it_speaks_and_ends_in_silence() {
        let (address, serving) = server(10, Duration::from_millis(50)).await;
        let request = http::Request::get(address).body(Bytes::new()).unwrap();
        // Ten pieces take longer than a whole answer may.
        let answer = client(200, 1500).stream(request).await.unwrap();
        assert_eq!(answer.status(), 200);
        let mut body = answer.into_body();
        let mut heard = 0;
        let ended = loop {
            match body.next().await {
                Ok(Some(piece)) => heard += piece.len(),
                ended => break ended,
            }
        };
        assert_eq!((heard, ended), (20, Err(HttpError::TimedOut)));
        drop(body);
        serving.await.unwrap();
    }

    #[tokio::test]
    async fn a_whole_answer_has_its_time() {
        let (address, serving) = server(10, Duration::from_millis(50)).await;
        let request = http::Request::get(address).body(Bytes::new()).unwrap();
        let answer = client(200, 1500).call(request).await;
        assert_eq!(answer.unwrap_err(), HttpError::TimedOut);
        serving.await.unwrap();
    }

    #[tokio::test]
    async fn a_redirect_is_an_answer_and_leads_nowhere() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/", listener.local_addr().unwrap());
        let to = address.clone();
        let serving = tokio::spawn(async move {
            let (mut socket, _) = listener.accept().await.unwrap();
            let mut request = [0; 1024];
            assert!(socket.read(&mut request).await.unwrap() > 0);
            let head = format!("HTTP/1.1 302 Found\r\nlocation: {to}\r\ncontent-length: 0\r\n\r\n");
            socket.write_all(head.as_bytes()).await.unwrap();
            // Nothing more is asked for, on this connection or another.
            let more = tokio::time::timeout(Duration::from_millis(200), async {
                tokio::select! {
                    read = socket.read(&mut request) => read.unwrap_or(0) > 0,
                    _ = listener.accept() => true,
                }
            });
            assert!(!more.await.unwrap_or(false));
        });
        let request = http::Request::get(address).body(Bytes::new()).unwrap();
        let answer = client(2000, 2000).call(request).await.unwrap();
        assert_eq!(answer.status(), 302);
        serving.await.unwrap();
    }
}
