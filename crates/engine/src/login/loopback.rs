//! The loopback listener of one login (RFC 8252 section 7.3).
//!
//! It answers `GET /callback` with the right `Host` and nothing else. A request that is not this
//! attempt's leaves the attempt as it was, so that no web page and no port scanner can end a login.

use std::{
    sync::{Arc, LazyLock},
    time::Duration,
};

use data_encoding::BASE64;
use idporten::{Callback, Code, LoginError};
use sha2::{Digest, Sha256};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    task::JoinSet,
    time::timeout,
};

use crate::LoopbackPage;

/// The path that is registered at ID-porten.
pub(super) const CALLBACK: &str = "/callback";
const DONE: &str = "/ferdig";
const MAX_HEAD: usize = 16 * 1024;
/// How long a request's head may take to come, and an answer to go.
const READ_TIME: Duration = Duration::from_secs(5);
const MAX_CONNECTIONS: usize = 16;
/// How long the last page can be fetched after the redirect that hides the code.
const DONE_TIME: Duration = Duration::from_secs(5);

/// What a browser may do with the pages: show them, with their own style.
static POLICY: LazyLock<String> = LazyLock::new(|| {
    let style = BASE64.encode(&Sha256::digest(LoopbackPage::STYLE));
    format!(
        "default-src 'none'; style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'none'"
    )
});

/// What a request asks for.
#[derive(Debug, PartialEq, Eq)]
enum Asked {
    /// `GET /callback` with this query.
    Callback(String),
    /// The page after the redirect.
    Done,
    Other,
}

/// How a wait ended without a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoCode {
    /// The user said no in the browser.
    Cancelled,
    /// The answer failed the checks, or is a refusal.
    Failed(LoginError),
}

/// Waits for the answer that belongs to the attempt.
pub(super) async fn wait(
    listener: TcpListener,
    port: u16,
    judge: impl Fn(&str) -> Callback,
    page: impl Fn(LoopbackPage) -> String,
) -> Result<Code, NoCode> {
    let mut connections = Connections::new(port, READ_TIME);
    loop {
        let (stream, asked) = connections.next(&listener).await;
        let Asked::Callback(query) = asked else {
            answer(stream, "404 Not Found", "").await;
            continue;
        };
        let ended = match judge(&query) {
            Callback::NotOurs => {
                answer(stream, "400 Bad Request", "").await;
                continue;
            }
            Callback::Code(code) => Ok(code),
            Callback::Cancelled => Err(NoCode::Cancelled),
            Callback::Failed(error) => Err(NoCode::Failed(error)),
        };
        let shown = match &ended {
            Ok(_) => LoopbackPage::Done,
            Err(NoCode::Cancelled) => LoopbackPage::Cancelled,
            Err(NoCode::Failed(_)) => LoopbackPage::Failed,
        };
        let text = page(shown);
        answer(stream, &format!("303 See Other\r\nLocation: {DONE}"), "").await;
        // The browser's address bar must not keep the code, and the port closes soon after.
        tokio::spawn(timeout(DONE_TIME, show_end(connections, listener, text)));
        return ended;
    }
}

async fn show_end(mut connections: Connections, listener: TcpListener, text: String) {
    loop {
        let (stream, asked) = connections.next(&listener).await;
        if asked == Asked::Done {
            return answer(stream, "200 OK", &text).await;
        }
        answer(stream, "404 Not Found", "").await;
    }
}

/// Connections whose request is being read.
struct Connections {
    port: u16,
    read_time: Duration,
    reading: JoinSet<Option<(TcpStream, Asked)>>,
    places: Arc<Semaphore>,
}

impl Connections {
    fn new(port: u16, read_time: Duration) -> Self {
        Self {
            port,
            read_time,
            reading: JoinSet::new(),
            places: Arc::new(Semaphore::new(MAX_CONNECTIONS)),
        }
    }

    /// The next request that could be read.
    async fn next(&mut self, listener: &TcpListener) -> (TcpStream, Asked) {
        loop {
            tokio::select! {
                Some(read) = self.reading.join_next() => {
                    if let Ok(Some(asked)) = read {
                        return asked;
                    }
                }
                accepted = listener.accept() => {
                    let (Ok((stream, _)), Ok(place)) =
                        (accepted, Arc::clone(&self.places).try_acquire_owned())
                    else {
                        continue;
                    };
                    let (port, time) = (self.port, self.read_time);
                    self.reading.spawn(async move {
                        let asked = timeout(time, read(stream, port)).await.ok().flatten();
                        drop(place);
                        asked
                    });
                }
            }
        }
    }
}

async fn read(mut stream: TcpStream, port: u16) -> Option<(TcpStream, Asked)> {
    let mut head = Vec::new();
    let mut chunk = [0; 2048];
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        let count = stream.read(&mut chunk).await.ok()?;
        if count == 0 || head.len() + count > MAX_HEAD {
            return None;
        }
        head.extend_from_slice(chunk.get(..count)?);
    }
    let asked = asked(&String::from_utf8_lossy(&head), port);
    Some((stream, asked))
}

fn asked(head: &str, port: u16) -> Asked {
    let mut lines = head.split("\r\n");
    let target = lines
        .next()
        .and_then(|line| line.strip_prefix("GET "))
        .and_then(|rest| rest.strip_suffix(" HTTP/1.1"));
    let host = format!("127.0.0.1:{port}");
    let mut hosts = lines
        .filter_map(|line| line.split_once(':'))
        .filter(|(name, _)| name.eq_ignore_ascii_case("host"));
    let right_host = hosts.next().is_some_and(|(_, value)| value.trim() == host);
    if !right_host || hosts.next().is_some() {
        return Asked::Other;
    }
    match target.map(|target| target.split_once('?').unwrap_or((target, ""))) {
        Some((CALLBACK, query)) => Asked::Callback(query.to_owned()),
        Some((DONE, "")) => Asked::Done,
        _ => Asked::Other,
    }
}

/// Answers and closes. A browser that has gone away is no failure of the login.
async fn answer(mut stream: TcpStream, status: &str, html: &str) {
    let answer = format!(
        "HTTP/1.1 {status}\r\n\
         Content-Type: text/html; charset=utf-8\r\n\
         Content-Length: {length}\r\n\
         Cache-Control: no-store\r\n\
         Referrer-Policy: no-referrer\r\n\
         Content-Security-Policy: {policy}\r\n\
         X-Content-Type-Options: nosniff\r\n\
         Connection: close\r\n\r\n{html}",
        length = html.len(),
        policy = *POLICY,
    );
    let sent = async {
        stream.write_all(answer.as_bytes()).await?;
        stream.shutdown().await
    };
    if let Ok(Err(error)) = timeout(READ_TIME, sent).await {
        tracing::debug!(kind = ?error.kind(), "the browser did not take the answer");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(first: &str, headers: &str) -> String {
        format!("{first}\r\n{headers}\r\n\r\n")
    }

    #[test]
    fn only_the_callback_on_this_host_is_asked_for() {
        let host = "Host: 127.0.0.1:4711";
        let callback = |query: &str| Asked::Callback(query.to_owned());
        for (first, headers, expected) in [
            (
                "GET /callback?code=a&state=b HTTP/1.1",
                host,
                callback("code=a&state=b"),
            ),
            (
                "GET /callback HTTP/1.1",
                "host:127.0.0.1:4711",
                callback(""),
            ),
            ("GET /ferdig HTTP/1.1", host, Asked::Done),
            ("GET /favicon.ico HTTP/1.1", host, Asked::Other),
            ("GET /callback/?code=a HTTP/1.1", host, Asked::Other),
            (
                "GET /callback?code=a HTTP/1.1",
                "Host: localhost:4711",
                Asked::Other,
            ),
            (
                "GET /callback?code=a HTTP/1.1",
                "Host: 127.0.0.1:4712",
                Asked::Other,
            ),
            ("GET /callback?code=a HTTP/1.1", "Accept: */*", Asked::Other),
            (
                "GET /callback HTTP/1.1",
                "Host: 127.0.0.1:4711\r\nHost: evil",
                Asked::Other,
            ),
            ("POST /callback?code=a HTTP/1.1", host, Asked::Other),
            (
                "GET http://127.0.0.1:4711/callback HTTP/1.1",
                host,
                Asked::Other,
            ),
            ("", host, Asked::Other),
        ] {
            assert_eq!(
                asked(&head(first, headers), 4711),
                expected,
                "{first} {headers}"
            );
        }
    }

    /// A listener, the port it is at, and a client's end of a connection to it.
    async fn at(read_time: Duration) -> (TcpListener, Connections, u16) {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        (listener, Connections::new(port, read_time), port)
    }

    async fn connect(port: u16, said: &str) -> TcpStream {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        stream.write_all(said.as_bytes()).await.unwrap();
        stream
    }

    #[tokio::test]
    async fn who_says_nothing_or_too_much_is_hung_up_on_and_keeps_nobody_out() {
        let (listener, mut connections, port) = at(Duration::from_millis(200)).await;
        let mut silent = Vec::new();
        for _ in 0..MAX_CONNECTIONS {
            silent.push(connect(port, "GET /callback?code=a").await);
        }
        let serving = tokio::spawn(async move { connections.next(&listener).await.1 });
        // All places are taken: one more is hung up on at once.
        let mut one_more = connect(port, "").await;
        assert_eq!(one_more.read(&mut [0; 1]).await.unwrap_or(0), 0);
        for stream in &mut silent {
            assert_eq!(stream.read(&mut [0; 1]).await.unwrap_or(0), 0);
        }
        // Longer than a head may be.
        let endless = format!("GET /callback?code={} ", "a".repeat(MAX_HEAD));
        let mut endless = connect(port, &endless).await;
        assert_eq!(endless.read(&mut [0; 1]).await.unwrap_or(0), 0);
        let host = format!("Host: 127.0.0.1:{port}");
        let browser = connect(port, &head("GET /callback?code=b HTTP/1.1", &host)).await;
        assert_eq!(serving.await.unwrap(), Asked::Callback("code=b".to_owned()));
        drop(browser);
    }
}
