//! The doors to the outside world that client and server share: the system's clock, the system's
//! randomness, and HTTP. Everything behind them takes them as parameters, so that a test can put a
//! virtual clock, a seed and a misbehaving network in their place.

use std::{
    future::{Future, ready},
    sync::Arc,
};

use bytes::Bytes;
use domain::{Clock, Ctx, Entropy};
use jiff::Timestamp;

mod body;
mod reqwest_http;
pub mod sse;

pub use body::BodyStream;
pub use reqwest_http::ReqwestHttp;

/// The operating system's clock.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is where the time comes from"
    )]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// The operating system's randomness.
#[derive(Debug, Clone, Copy)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    #[expect(
        clippy::expect_used,
        reason = "without randomness no key and no token is safe"
    )]
    fn fill(&self, buffer: &mut [u8]) {
        getrandom::fill(buffer).expect("the operating system gives random bytes");
    }
}

/// The system's clock and randomness.
pub fn system_ctx() -> Ctx {
    Ctx::new(Arc::new(SystemClock), Arc::new(SystemEntropy))
}

/// A panic is logged by its place alone: what it says may hold a value, and a value may be personal.
pub fn log_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        tracing::error!(place = place.as_deref(), "a panic");
    }));
}

/// A crash leaves no picture of the memory, and no other program of this user reads it.
#[cfg(unix)]
pub fn no_core_dumps() -> std::io::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    setrlimit(Resource::Core, none)?;
    #[cfg(target_os = "linux")]
    rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable)?;
    Ok(())
}

/// Windows keeps none unless an administrator has said so.
#[cfg(not(unix))]
pub fn no_core_dumps() -> std::io::Result<()> {
    Ok(())
}

/// Sends one request and waits for its answer: the whole of it, or its beginning.
pub trait Http: Send + Sync + 'static {
    /// The whole answer. One of any status is `Ok`; redirects are answers.
    fn call(
        &self,
        request: http::Request<Bytes>,
    ) -> impl Future<Output = Result<http::Response<Bytes>, HttpError>> + Send;

    /// The answer's head, and its body as it comes: it may go on for hours. Where nothing streams,
    /// nobody answers.
    fn stream(
        &self,
        request: http::Request<Bytes>,
    ) -> impl Future<Output = Result<http::Response<BodyStream>, HttpError>> + Send {
        drop(request);
        ready(Err(HttpError::Unreachable))
    }
}

impl<H: Http> Http for Arc<H> {
    fn call(
        &self,
        request: http::Request<Bytes>,
    ) -> impl Future<Output = Result<http::Response<Bytes>, HttpError>> + Send {
        H::call(self, request)
    }

    fn stream(
        &self,
        request: http::Request<Bytes>,
    ) -> impl Future<Output = Result<http::Response<BodyStream>, HttpError>> + Send {
        H::stream(self, request)
    }
}

/// Why there is no answer. The server may still have acted on the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HttpError {
    /// No connection, or it broke.
    #[error("no connection to the server")]
    Unreachable,
    /// No answer in time, or nothing more of it for too long.
    #[error("the server did not answer in time")]
    TimedOut,
    /// The answer is larger than a client accepts.
    #[error("the answer is too large")]
    TooLarge,
    /// The request could not be built.
    #[error("the request could not be built")]
    BadRequest,
}
