//! A server in a process of its own, as everywhere: what a client does to its own memory, and how the two share the
//! processors, is then as it is in life.

use std::{path::PathBuf, process::Stdio};

use anyhow::{Context, Result, ensure};
use edge::{ReqwestHttp, system_ctx};
use serde::{Deserialize, Serialize};
use server::{
    App, Doors,
    store::{Location, Store},
};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::TcpListener,
    process::{Child, ChildStdin, Command},
    sync::mpsc,
};
use url::Url;

use crate::office::{Limited, settings};

/// What a server is told.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Serve {
    pub(crate) on: On,
    pub(crate) limited: Limited,
}

/// Where its data are.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum On {
    /// A file.
    File(PathBuf),
    /// A database of a PostgreSQL server.
    Server(String),
}

impl On {
    pub(crate) fn location(&self) -> Result<Location> {
        Ok(match self {
            Self::File(path) => Location::File(path.clone()),
            Self::Server(url) => url.parse()?,
        })
    }
}

/// Serves until its input ends.
#[expect(clippy::print_stdout, reason = "this is the answer")]
pub(crate) async fn serve(told: &str) -> Result<()> {
    let told: Serve = serde_json::from_str(told)?;
    let store = Store::open_existing(system_ctx(), &told.on.location()?).await?;
    let http = ReqwestHttp::new()?;
    let app = App::new(system_ctx(), store.clone(), settings(told.limited), http);
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("http://{}/", listener.local_addr()?);
    let (stop, stopped) = mpsc::channel(1);
    let doors = Doors {
        public: listener,
        operation: None,
    };
    let serving = tokio::spawn(async move {
        server::serve(app, doors, stopped).await;
    });
    // Nothing comes: the other end closes it.
    tokio::task::spawn_blocking(|| std::io::read_to_string(std::io::stdin())).await??;
    stop.send(()).await?;
    serving.await?;
    store.close().await;
    Ok(())
}

/// Such a server.
pub(crate) struct Served {
    child: Child,
    input: Option<ChildStdin>,
    pub(crate) address: Url,
}

impl Served {
    pub(crate) async fn start(told: &Serve) -> Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .args(["serve", &serde_json::to_string(told)?])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let output = child.stdout.take().context("no output")?;
        let mut said = String::new();
        BufReader::new(output).read_line(&mut said).await?;
        let address = said.trim().parse().context("the server did not start")?;
        Ok(Self {
            input: child.stdin.take(),
            child,
            address,
        })
    }

    /// What it has in memory, in MiB.
    pub(crate) fn memory(&self) -> Result<f64> {
        let id = self.child.id().context("the server has ended")?;
        let status = std::fs::read_to_string(format!("/proc/{id}/status"))?;
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:"))
            .context("no memory")?;
        let kib: f64 = line.trim().trim_end_matches(" kB").parse()?;
        Ok(kib / 1024.0)
    }

    pub(crate) async fn end(mut self) -> Result<()> {
        if let Some(mut input) = self.input.take() {
            input.shutdown().await?;
        }
        let status = self.child.wait().await?;
        ensure!(status.success(), "the server ended badly");
        Ok(())
    }
}
