//! A running stand-in.

use std::sync::{Arc, Mutex};

use domain::Ctx;
use tokio::{
    net::TcpListener,
    sync::{oneshot, watch},
    task::JoinHandle,
};

use crate::{
    config::{SimConfig, SimError},
    fault::{Fault, Faults},
    http::{Shared, control, router},
    keys::SigningKey,
    state::State,
};

/// A stand-in that listens on 127.0.0.1. Dropping it ends it at once; [`Sim::stop`] lets the answers
/// under way be finished.
pub struct Sim {
    shared: Arc<Shared>,
    stop: Option<oneshot::Sender<()>>,
    server: JoinHandle<()>,
}

impl Sim {
    /// Binds the port, makes a signing key, and answers from then on.
    pub async fn start(ctx: Ctx, config: SimConfig) -> Result<Self, SimError> {
        config.check()?;
        let key = SigningKey::generate("idporten-sim-1".to_owned())?;
        let listener = TcpListener::bind(("127.0.0.1", config.port)).await?;
        let authority = format!("127.0.0.1:{}", listener.local_addr()?.port());
        let shared = Arc::new(Shared {
            ctx,
            config,
            issuer: format!("http://{authority}"),
            authority,
            state: Mutex::new(State::new(key)),
            faults: watch::Sender::new(Faults::new()),
        });
        let (stop, stopped) = oneshot::channel::<()>();
        let service = axum::serve(listener, router(Arc::clone(&shared)))
            .with_graceful_shutdown(async { stopped.await.unwrap_or_default() });
        let server = tokio::spawn(async {
            if let Err(error) = service.await {
                tracing::error!(%error, "the stand-in ended");
            }
        });
        tracing::info!(issuer = shared.issuer, "the stand-in listens");
        Ok(Self {
            shared,
            stop: Some(stop),
            server,
        })
    }

    /// Its name: what clients call the issuer.
    pub fn issuer(&self) -> &str {
        &self.shared.issuer
    }

    /// Misbehaves in this way, too.
    pub fn set_fault(&self, fault: Fault) {
        let mut faults = self.shared.state().faults.clone();
        faults.insert(fault);
        self.shared.set_faults(faults);
    }

    /// Behaves.
    pub fn clear_faults(&self) {
        self.shared.set_faults(Faults::new());
    }

    /// Signs with a new key from here on. The key before it stays published.
    pub fn rotate_key(&self) -> Result<(), SimError> {
        control::rotate(&self.shared)
    }

    /// Finishes the answers under way, and ends.
    pub async fn stop(mut self) {
        // Whoever waits for a switch would otherwise wait for ever.
        self.clear_faults();
        if let Some(stop) = self.stop.take() {
            stop.send(()).unwrap_or_default();
        }
        if let Err(error) = (&mut self.server).await {
            tracing::error!(%error, "the stand-in ended");
        }
    }
}

impl Drop for Sim {
    fn drop(&mut self) {
        self.server.abort();
    }
}
