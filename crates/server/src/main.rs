//! The server's program.

use std::{
    io::{self, IsTerminal, Write},
    path::PathBuf,
};

use anyhow::Context;
use clap::{Parser, Subcommand};
use domain::ids::{OfficeId, PersonId, UnitNo};
use server::{
    App, admin,
    config::{Config, Log},
    store::Store,
};
use tokio::{net::TcpListener, signal};
use tracing_subscriber::EnvFilter;

/// The end of `--help`.
const SETTINGS: &str = r#"A configuration file with every setting:
    environment = "synthetic"               # or "production"
    listen = "127.0.0.1:8080"               # port 0 for any that is free
    database = "/var/lib/halvaarsrapport/server.db"   # or postgres://user:password@host/database
    identity_key = "…"                      # from: openssl rand -hex 32
    log = "text"                            # or "json"; optional

    [idporten]
    issuer = "https://test.idporten.no"
    client_id = "…"                         # the desktop's
    scope = "statsforvalteren:halvaarsrapport"
    resource = "https://halvaarsrapport.example"
    acr = "idporten-loa-high"
    consumer = "0192:310723452"             # optional: who owns the client

HALVAARSRAPPORT_LISTEN stands over listen, HALVAARSRAPPORT_IDPORTEN__ACR over acr in [idporten]."#;

/// The central server for the municipalities' half-yearly child welfare reports.
#[derive(Parser)]
#[command(name = "halvaarsrapport-server", version, after_help = SETTINGS)]
struct Arguments {
    /// The configuration file (TOML). `HALVAARSRAPPORT_…` variables stand over it.
    #[arg(long, global = true, env = "HALVAARSRAPPORT_CONFIG")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Answer requests until interrupted. Migrates first.
    Serve,
    /// Bring the database and the reference data up to this program.
    Migrate,
    /// Officers of the County Governors' offices.
    #[command(subcommand)]
    Officer(OfficerCommand),
    /// Municipalities' case systems.
    #[command(subcommand)]
    Client(ClientCommand),
    /// Reporting units.
    #[command(subcommand)]
    Unit(UnitCommand),
}

#[derive(Subcommand)]
enum OfficerCommand {
    /// Make a person an officer. The identity number is read from standard input, so that it stands
    /// in no history and no process list.
    ///
    /// Example: halvaarsrapport-server officer add --office innlandet --name "Kari Test" < id.txt
    Add {
        /// The office, such as innlandet.
        #[arg(long)]
        office: String,
        /// The name that stands beside decisions.
        #[arg(long)]
        name: String,
    },
    /// End all officer roles of a person.
    End {
        /// The id that `officer add` printed.
        #[arg(long)]
        person: PersonId,
    },
}

#[derive(Subcommand)]
enum ClientCommand {
    /// Give a case system a credential, which is printed once.
    ///
    /// Example: halvaarsrapport-server client add --unit 3411 --name "Ringsaker fagsystem"
    Add {
        /// The unit it sends for.
        #[arg(long)]
        unit: String,
        /// The name that stands as the submitter.
        #[arg(long)]
        name: String,
    },
}

#[derive(Subcommand)]
enum UnitCommand {
    /// List units: number, kind, office and name.
    List {
        /// Only this office's.
        #[arg(long)]
        office: Option<String>,
    },
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let config = Config::read(arguments.config.as_deref())?;
    start_log(config.log);
    let ctx = edge::system_ctx();
    let store = Store::open(ctx.clone(), &config.database)
        .await
        .with_context(|| format!("Cannot open database {}", config.database))?;
    store.migrate().await.context("Cannot migrate database")?;
    match arguments.command {
        Command::Serve => {
            let http = edge::ReqwestHttp::new().context("Cannot set up HTTP")?;
            let app = App::new(ctx, store.clone(), config.settings.clone(), http);
            serve(app, &config).await?;
        }
        Command::Migrate => say("migrated")?,
        Command::Officer(command) => officer(&store, &config, command).await?,
        Command::Client(ClientCommand::Add { unit, name }) => {
            let (_, secret) = admin::add_client(&store, &UnitNo(unit), &name).await?;
            say(secret.expose())?;
        }
        Command::Unit(UnitCommand::List { office }) => {
            for unit in store.units(office.map(OfficeId).as_ref()).await? {
                let (no, kind, office, name) = (unit.unit_no, unit.kind, unit.office, unit.name);
                say(&format!("{no}\t{kind}\t{office}\t{name}"))?;
            }
        }
    }
    store.close().await;
    Ok(())
}

async fn officer(store: &Store, config: &Config, command: OfficerCommand) -> anyhow::Result<()> {
    match command {
        OfficerCommand::Add { office, name } => {
            let mut national_id = String::new();
            io::stdin()
                .read_line(&mut national_id)
                .context("Cannot read the identity number from standard input")?;
            let office = OfficeId(office);
            let added =
                admin::add_officer(store, &config.settings, &national_id, &name, &office).await?;
            say(&added.to_string())
        }
        OfficerCommand::End { person } => {
            let ended = store.end_officer(person).await?;
            say(&format!("{ended} roles ended"))
        }
    }
}

async fn serve(app: App, config: &Config) -> anyhow::Result<()> {
    let listener = TcpListener::bind(config.listen)
        .await
        .with_context(|| format!("Cannot listen on {}", config.listen))?;
    say(&format!("listening on http://{}", listener.local_addr()?))?;
    server::serve(app, listener, interrupted())
        .await
        .context("Cannot serve")
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

fn start_log(log: Log) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(io::stderr().is_terminal())
        .with_writer(io::stderr);
    match log {
        Log::Text => builder.init(),
        Log::Json => builder.json().init(),
    }
}

/// A line of the command's own answer.
fn say(line: &str) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{line}").context("Cannot write to standard output")
}
