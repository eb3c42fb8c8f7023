//! The doors: connections come in, each within limits of time, and a stop finishes what was begun.

use std::{
    future,
    net::{IpAddr, SocketAddr},
    pin::pin,
};

use axum::{Extension, Router, serve::Listener};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::conn::auto::Builder,
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::mpsc,
    task::JoinSet,
    time::{Duration, interval, timeout},
};
use tower::Layer;

use crate::{App, config::Limits, hints, mail::post, operation_router, rates::Peer, router};

/// How often what was measured is summed up, and what was counted is forgotten.
const SUM_UP_EVERY: Duration = Duration::from_secs(5);

/// Where connections come in.
#[derive(Debug)]
pub struct Doors {
    /// For everybody.
    pub public: TcpListener,
    /// For whoever operates the server.
    pub operation: Option<TcpListener>,
}

/// How a server came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stopped {
    /// Every request that was begun has its answer.
    Finished,
    /// So many connections were cut off.
    CutOff(usize),
}

/// Answers requests until it is told to stop. The first word closes the doors and lets what was begun
/// finish, within [`Limits::stop`]; a second one ends it at once.
pub async fn serve(app: App, mut doors: Doors, mut stop: mpsc::Receiver<()>) -> Stopped {
    let limits = app.settings().limits;
    let (public, operation) = (router(app.clone()), operation_router(app.clone()));
    let mut talks = JoinSet::new();
    let mut sum_up = interval(SUM_UP_EVERY);
    let mut looking = pin!(hints::keep_looking(&app));
    let mut posting = pin!(post::keep_posting(&app));
    loop {
        tokio::select! {
            (stream, from) = Listener::accept(&mut doors.public) => {
                let peer = (stream, from.ip());
                talks.spawn(talk(app.clone(), peer, public.clone(), limits));
            }
            (stream, from) = accept(doors.operation.as_mut()) => {
                let peer = (stream, from.ip());
                talks.spawn(talk(app.clone(), peer, operation.clone(), limits));
            }
            Some(_) = talks.join_next() => (),
            _ = sum_up.tick() => {
                app.measures().sum_up();
                app.rates().forget();
            }
            never = looking.as_mut() => match never {},
            never = posting.as_mut() => match never {},
            _ = stop.recv() => break,
        }
    }
    drop(doors);
    app.stop();
    finish(talks, limits.stop, stop).await
}

/// The next connection; none ever, where there is no door.
async fn accept(door: Option<&mut TcpListener>) -> (TcpStream, SocketAddr) {
    match door {
        Some(door) => Listener::accept(door).await,
        None => future::pending().await,
    }
}

/// One connection, to its end. HTTP/1.1 only: whatever ends TLS before the server speaks it.
async fn talk(app: App, (stream, from): (TcpStream, IpAddr), router: Router, limits: Limits) {
    // An answer in several pieces must not wait for the other end's acknowledgements.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "a connection stays slow");
    }
    let mut builder = Builder::new(TokioExecutor::new()).http1_only();
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head);
    let service = TowerToHyperService::new(Extension(Peer(from)).layer(router));
    let mut connection = pin!(builder.serve_connection(TokioIo::new(stream), service));
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = app.stopping() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(error, "a connection broke");
    }
}

/// Waits for the connections, but neither longer than that nor past a second word.
async fn finish(mut talks: JoinSet<()>, most: Duration, mut stop: mpsc::Receiver<()>) -> Stopped {
    let all_said = timeout(most, async { while talks.join_next().await.is_some() {} });
    let finished = tokio::select! {
        finished = all_said => finished.is_ok(),
        () = told(&mut stop) => false,
    };
    if finished {
        return Stopped::Finished;
    }
    let cut_off = talks.len();
    talks.shutdown().await;
    Stopped::CutOff(cut_off)
}

/// Done when somebody says stop, not when nobody is left who could.
async fn told(stop: &mut mpsc::Receiver<()>) {
    if stop.recv().await.is_none() {
        future::pending::<()>().await;
    }
}
