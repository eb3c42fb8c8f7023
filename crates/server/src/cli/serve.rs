//! Answering requests.

use std::{io, net::SocketAddr};

use anyhow::{Context, bail};
use clap::Args;
use domain::wire::Environment;
use server::{
    App, Doors, Stopped,
    mail::transport::Transport,
    store::{Store, Walls},
};
use tokio::{net::TcpListener, signal, sync::mpsc};

use super::{Installation, current, say};

/// Answer requests until interrupted. Migrates first.
///
/// The first interruption lets what is begun finish, the second one ends it.
#[derive(Args)]
#[command(after_help = "Example:\n  halvaarsrapport-server serve")]
pub(super) struct Serve {
    /// Refuse to start where a migration is missing, instead of migrating.
    #[arg(long)]
    no_migrate: bool,
}

impl Serve {
    pub(super) async fn run(self, here: &Installation) -> anyhow::Result<()> {
        log_panics();
        let settings = here.signing_settings()?.clone();
        if let Some(mail) = &settings.mail {
            Transport::new(&mail.way).context("mail: cannot be sent with these settings")?;
        }
        let store = if self.no_migrate {
            current(here.store_as_it_is().await?).await?
        } else {
            here.store().await?
        };
        let store = walled(store, settings.environment).await?;
        let http = edge::ReqwestHttp::new().context("Cannot set up HTTP")?;
        let app = App::timed(
            here.ctx.clone(),
            store.clone(),
            settings,
            http,
            here.config.hints,
        );
        let public = listen(here.config.listen).await?;
        let address = public.local_addr()?;
        let operation = match here.config.operation_listen {
            Some(address) => Some(listen(address).await?),
            None => None,
        };
        if let Some(operation) = &operation {
            say(&format!("operation on http://{}", operation.local_addr()?))?;
        }
        let stop = interruptions().context("Cannot listen for signals")?;
        say(&format!("listening on http://{address}"))?;
        match server::serve(app, Doors { public, operation }, stop).await {
            Stopped::Finished => tracing::info!("stopped"),
            Stopped::CutOff(connections) => tracing::warn!(connections, "cut off, and stopped"),
        }
        Ok(())
    }
}

async fn listen(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address)
        .await
        .with_context(|| format!("Cannot listen on {address}"))
}

/// A word each time that the program is asked to stop.
#[cfg(unix)]
fn interruptions() -> io::Result<mpsc::Receiver<()>> {
    use signal::unix::{SignalKind, signal};
    let (say, said) = mpsc::channel(2);
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::spawn(async move {
        loop {
            tokio::select! {
                _ = terminate.recv() => (),
                _ = interrupt.recv() => (),
            }
            tracing::info!("asked to stop");
            if say.send(()).await.is_err() {
                return;
            }
        }
    });
    Ok(said)
}

/// A word each time that the program is asked to stop.
#[cfg(not(unix))]
fn interruptions() -> io::Result<mpsc::Receiver<()>> {
    let (say, said) = mpsc::channel(2);
    tokio::spawn(async move {
        while signal::ctrl_c().await.is_ok() {
            tracing::info!("asked to stop");
            if say.send(()).await.is_err() {
                return;
            }
        }
    });
    Ok(said)
}

/// A panic is logged by its place alone: what it says may hold a value, and a value may be personal.
fn log_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        tracing::error!(place = place.as_deref(), "a panic");
    }));
}

/// Rows are kept from whoever they are not for by the database too, where real persons are.
async fn walled(store: Store, environment: Environment) -> anyhow::Result<Store> {
    let Walls::Breached(breach) = store.walls().await? else {
        return Ok(store);
    };
    match environment {
        Environment::Production => bail!("{breach}. {}", breach.fix()),
        Environment::Synthetic => {
            tracing::warn!("{breach}: refused in production");
            Ok(store)
        }
    }
}
