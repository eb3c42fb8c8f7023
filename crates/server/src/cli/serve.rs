//! Answering requests.

use anyhow::{Context, bail};
use clap::Args;
use server::{
    App,
    store::{Schema, Store},
};
use tokio::{net::TcpListener, signal};

use super::{Installation, say};

/// Answer requests until interrupted. Migrates first.
#[derive(Args)]
#[command(after_help = "Example:\n  halvaarsrapport-server serve")]
pub(super) struct Serve {
    /// Refuse to start where a migration is missing, instead of migrating.
    #[arg(long)]
    no_migrate: bool,
}

impl Serve {
    pub(super) async fn run(self, here: &Installation) -> anyhow::Result<()> {
        let store = if self.no_migrate {
            current(here.store_as_it_is().await?).await?
        } else {
            here.store().await?
        };
        let http = edge::ReqwestHttp::new().context("Cannot set up HTTP")?;
        let settings = here.config.settings.clone();
        let app = App::new(here.ctx.clone(), store.clone(), settings, http);
        let listener = TcpListener::bind(here.config.listen)
            .await
            .with_context(|| format!("Cannot listen on {}", here.config.listen))?;
        let stop = interrupted();
        say(&format!("listening on http://{}", listener.local_addr()?))?;
        server::serve(app, listener, stop)
            .await
            .context("Cannot serve")?;
        store.close().await;
        Ok(())
    }
}

/// The store, where its tables are this program's.
async fn current(store: Store) -> anyhow::Result<Store> {
    match store.schema().await? {
        Schema::Current { .. } => Ok(store),
        schema @ Schema::Missing { .. } => {
            bail!("{schema}: run `halvaarsrapport-server migrate` first")
        }
        schema @ (Schema::Newer { .. } | Schema::Altered { .. }) => {
            bail!("{schema}: run the program that belongs to this database")
        }
    }
}

/// Done when the program is asked to stop, be it as soon as this is called.
fn interrupted() -> impl Future<Output = ()> + Send + 'static {
    #[cfg(unix)]
    let terminated = signal::unix::signal(signal::unix::SignalKind::terminate());
    let terminated = async move {
        #[cfg(unix)]
        if let Ok(mut signals) = terminated {
            signals.recv().await;
            return;
        }
        std::future::pending::<()>().await;
    };
    async {
        tokio::select! {
            _ = signal::ctrl_c() => (),
            () = terminated => (),
        }
        tracing::info!("stopping");
    }
}
