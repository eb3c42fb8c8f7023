//! The server behind a real door, and clients that speak to it byte by byte.

use std::net::SocketAddr;

use server::{Doors, Stopped};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::mpsc,
    task::JoinHandle,
};

use crate::world::World;

/// A server that runs.
pub(crate) struct Server {
    pub(crate) public: SocketAddr,
    pub(crate) operation: SocketAddr,
    stop: mpsc::Sender<()>,
    ended: JoinHandle<Stopped>,
}

impl Server {
    pub(crate) async fn of(world: &World) -> Self {
        let public = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let operation = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (stop, told) = mpsc::channel(2);
        Self {
            public: public.local_addr().unwrap(),
            operation: operation.local_addr().unwrap(),
            stop,
            ended: tokio::spawn(server::serve(
                world.app.clone(),
                Doors {
                    public,
                    operation: Some(operation),
                },
                told,
            )),
        }
    }

    pub(crate) async fn connect(&self) -> Line {
        Line(TcpStream::connect(self.public).await.unwrap())
    }

    pub(crate) async fn connect_to_operation(&self) -> Line {
        Line(TcpStream::connect(self.operation).await.unwrap())
    }

    /// Says stop, once more each time.
    pub(crate) async fn say_stop(&self) {
        self.stop.send(()).await.unwrap();
    }

    pub(crate) async fn ended(self) -> Stopped {
        self.ended.await.unwrap()
    }
}

/// One connection, from the client's side.
pub(crate) struct Line(TcpStream);

impl Line {
    pub(crate) async fn say(&mut self, text: &str) {
        self.0.write_all(text.as_bytes()).await.unwrap();
    }

    /// A request without a body.
    pub(crate) async fn get(&mut self, path: &str) {
        self.say(&format!("GET {path} HTTP/1.1\r\nhost: test\r\n\r\n"))
            .await;
    }

    /// A request of that body; more may be told than is sent.
    pub(crate) async fn post(&mut self, path: &str, length: usize, body: &str) {
        let head =
            format!("POST {path} HTTP/1.1\r\nhost: test\r\ncontent-length: {length}\r\n\r\n");
        self.say(&(head + body)).await;
    }

    /// The next bytes that come.
    pub(crate) async fn hear(&mut self) -> String {
        let mut bytes = Vec::with_capacity(4096);
        self.0.read_buf(&mut bytes).await.unwrap();
        String::from_utf8(bytes).unwrap()
    }

    /// Everything until the server hangs up, however it does.
    pub(crate) async fn hear_all(&mut self) -> String {
        let mut bytes = Vec::new();
        // What came before the connection was reset is read all the same.
        self.0.read_to_end(&mut bytes).await.ok();
        String::from_utf8(bytes).unwrap()
    }
}
