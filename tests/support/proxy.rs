//! The network between a window and its server, which a test takes away at a moment of its choice.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
};

use anyhow::{Context, Result};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::{oneshot, watch},
    task::AbortHandle,
};

/// When a request's connection ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// The client has sent it, and the server never gets it.
    Sent,
    /// The server has answered it, and so has committed; the client hears nothing.
    Committed,
    /// The client has its answer, and the network is gone right after.
    Answered,
}

/// A proxy for one server.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    network: Arc<Network>,
    accepting: AbortHandle,
}

#[derive(Debug)]
struct Network {
    state: Mutex<State>,
    /// Connections end when this changes.
    cuts: watch::Sender<u64>,
}

#[derive(Debug)]
enum State {
    Open,
    Away,
    /// What is sent arrives nowhere, and nothing says so.
    Silent,
    /// Open until a request with this beginning has come so far.
    Until {
        begins: String,
        moment: Moment,
        reached: oneshot::Sender<()>,
    },
}

/// What a connection does with the request that the test waits for.
struct Awaited {
    moment: Moment,
    reached: oneshot::Sender<()>,
}

impl Proxy {
    /// Between whoever asks its own address and `server`.
    pub async fn start(server: &str) -> Result<Self> {
        let server = server
            .strip_prefix("http://")
            .context("a server without TLS")?
            .to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let network = Arc::new(Network {
            state: Mutex::new(State::Open),
            cuts: watch::Sender::new(0),
        });
        let between = Arc::clone(&network);
        let accepting = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (between, server) = (Arc::clone(&between), server.clone());
                drop(tokio::spawn(async move {
                    let mut cuts = between.cuts.subscribe();
                    tokio::select! {
                        _ = cuts.changed() => {}
                        // A connection that fails ends, as one that is cut.
                        _ = between.connect(client, &server) => {}
                    }
                }));
            }
        });
        Ok(Self {
            address,
            network,
            accepting: accepting.abort_handle(),
        })
    }

    /// Where the client finds its server.
    pub fn address(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The network is there.
    pub fn open(&self) {
        self.network.becomes(State::Open);
    }

    /// The network goes away: connections end, and none is made.
    pub fn cut(&self) {
        self.network.becomes(State::Away);
    }

    /// Nothing is answered any more, and no connection ends.
    pub fn fall_silent(&self) {
        self.network.becomes(State::Silent);
    }

    /// The network goes away when the next `POST` to a path has come so far; tells when that was.
    pub fn cut_at(&self, path: &str, moment: Moment) -> oneshot::Receiver<()> {
        let (reached, told) = oneshot::channel();
        *self.network.state() = State::Until {
            begins: format!("POST {path} "),
            moment,
            reached,
        };
        told
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
        self.cut();
    }
}

impl Network {
    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn becomes(&self, state: State) {
        *self.state() = state;
        self.cuts.send_modify(|cuts| *cuts += 1);
    }

    async fn connect(&self, client: TcpStream, server: &str) -> Result<()> {
        let is_silent = match *self.state() {
            State::Away => return Ok(()),
            State::Silent => true,
            State::Open | State::Until { .. } => false,
        };
        if is_silent {
            // Held, and never read, until the network changes.
            let _held = client;
            return std::future::pending().await;
        }
        let server = TcpStream::connect(server).await?;
        let (from_client, to_client) = client.into_split();
        let (from_server, to_server) = server.into_split();
        let awaited = Mutex::new(None);
        tokio::select! {
            up = self.up(from_client, to_server, &awaited) => up,
            down = self.down(from_server, to_client, &awaited) => down,
        }
    }

    /// Requests.
    async fn up(
        &self,
        mut client: OwnedReadHalf,
        mut server: OwnedWriteHalf,
        awaited: &Mutex<Option<Awaited>>,
    ) -> Result<()> {
        let mut buffer = vec![0; 1 << 16];
        loop {
            let count = client.read(&mut buffer).await?;
            let bytes = buffer.get(..count).unwrap_or_default();
            if bytes.is_empty() {
                return Ok(());
            }
            if let Some(found) = self.take_awaited(bytes) {
                if found.moment == Moment::Sent {
                    self.reached(found);
                    return Ok(());
                }
                *awaited.lock().unwrap_or_else(PoisonError::into_inner) = Some(found);
            }
            server.write_all(bytes).await?;
        }
    }

    /// Answers.
    async fn down(
        &self,
        mut server: OwnedReadHalf,
        mut client: OwnedWriteHalf,
        awaited: &Mutex<Option<Awaited>>,
    ) -> Result<()> {
        let mut buffer = vec![0; 1 << 16];
        let mut answer = Vec::new();
        loop {
            let count = server.read(&mut buffer).await?;
            let bytes = buffer.get(..count).unwrap_or_default();
            if bytes.is_empty() {
                return Ok(());
            }
            let found = awaited
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take();
            if let Some(found) = found {
                answer.extend_from_slice(bytes);
                if found.moment == Moment::Answered {
                    client.write_all(bytes).await?;
                }
                if is_whole(&answer) {
                    client.flush().await?;
                    client.shutdown().await?;
                    self.reached(found);
                    return Ok(());
                }
                *awaited.lock().unwrap_or_else(PoisonError::into_inner) = Some(found);
            } else {
                client.write_all(bytes).await?;
            }
        }
    }

    /// The request that the test waits for, if this is its beginning.
    fn take_awaited(&self, bytes: &[u8]) -> Option<Awaited> {
        let mut state = self.state();
        match std::mem::replace(&mut *state, State::Open) {
            State::Until {
                begins,
                moment,
                reached,
            } if bytes.starts_with(begins.as_bytes()) => Some(Awaited { moment, reached }),
            other @ (State::Open | State::Away | State::Silent | State::Until { .. }) => {
                *state = other;
                None
            }
        }
    }

    fn reached(&self, awaited: Awaited) {
        self.becomes(State::Away);
        // Whoever no longer waits for it needs not be told.
        awaited.reached.send(()).ok();
    }
}

/// Whether an answer has come to its end, by its length or by its last piece (RFC 9112, 6.3).
fn is_whole(answer: &[u8]) -> bool {
    let Some(end) = answer.windows(4).position(|four| four == b"\r\n\r\n") else {
        return false;
    };
    let (head, body) = answer.split_at(end + 4);
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length:"));
    match length.and_then(|length| length.trim().parse::<usize>().ok()) {
        Some(length) => body.len() >= length,
        None => body.ends_with(b"0\r\n\r\n"),
    }
}
