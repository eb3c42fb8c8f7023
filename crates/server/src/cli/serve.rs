//! Answering requests.

use anyhow::Context;
use clap::Args;
use server::App;
use tokio::{net::TcpListener, signal};

use super::{Installation, say};

/// Answer requests until interrupted. Migrates first.
#[derive(Args)]
#[command(after_help = "Example:\n  halvaarsrapport-server serve")]
pub(super) struct Serve {}

impl Serve {
    pub(super) async fn run(self, here: &Installation) -> anyhow::Result<()> {
        let store = here.store().await?;
        let http = edge::ReqwestHttp::new().context("Cannot set up HTTP")?;
        let (settings, timing) = (here.config.settings.clone(), here.config.hints);
        let app = App::timed(here.ctx.clone(), store.clone(), settings, http, timing);
        let listener = TcpListener::bind(here.config.listen)
            .await
            .with_context(|| format!("Cannot listen on {}", here.config.listen))?;
        say(&format!("listening on http://{}", listener.local_addr()?))?;
        server::serve(app, listener, interrupted())
            .await
            .context("Cannot serve")?;
        store.close().await;
        Ok(())
    }
}

/// Done when the program is asked to stop.
async fn interrupted() {
    let terminated = async {
        #[cfg(unix)]
        match signal::unix::signal(signal::unix::SignalKind::terminate()) {
            Ok(mut signals) => _ = signals.recv().await,
            Err(_) => std::future::pending().await,
        }
        #[cfg(not(unix))]
        std::future::pending::<()>().await;
    };
    tokio::select! {
        _ = signal::ctrl_c() => (),
        () = terminated => (),
    }
    tracing::info!("stopping");
}
