//! The command line: one file a group of commands. An example in a command's `--help` works as it
//! stands there.

use std::{
    cell::RefCell,
    io::{self, IsTerminal, Write},
    path::{Path, PathBuf},
    process::ExitCode,
    rc::Rc,
};

use anyhow::{Context, anyhow, bail, ensure};
use clap::{Parser, Subcommand};
use domain::Ctx;
use jiff::Timestamp;
use server::{
    Settings,
    access::OperatorScope,
    config::{Config, Log},
    store::{Location, Schema, Store, StoreError},
};
use tracing_subscriber::EnvFilter;

mod audit;
mod backup;
mod bufdir;
mod client;
mod days;
mod demo_data;
mod device;
mod doctor;
mod figures;
mod mail;
mod migrate;
mod office;
mod officer;
mod period;
mod portal_key;
mod receipt;
mod report;
mod reporter;
mod restore;
mod serve;
mod signing_key;
mod unit;

/// The end of `--help`.
const SETTINGS: &str = r#"A configuration file with every setting:
    environment = "synthetic"               # or "production"
    listen = "127.0.0.1:8080"               # port 0 for any that is free
    operation_listen = "127.0.0.1:9464"     # /metrics and health; optional
    stop_within_seconds = "20"              # what is begun has so long to finish; optional
    database = "/var/lib/halvaarsrapport/server.db"   # or postgres://user:password@host/database
    database_owner = "postgres://owner:password@host/database"   # for migrate, backup, restore; optional
    identity_key = "…"                      # from: openssl rand -hex 32
    log = "text"                            # or "json"; optional
    hints_poll = "1s"                       # how often other processes' commits are looked for; optional

    [idporten]
    issuer = "https://test.idporten.no"
    client_id = "…"                         # the desktop's
    scope = "statsforvalteren:halvaarsrapport"
    resource = "https://halvaarsrapport.example"
    acr = "idporten-loa-high"
    consumer = "0192:310723452"             # optional: who owns the client

    [portal]                                # optional: without it nobody logs in at the portal
    client_id = "…"                         # the portal's
    address = "https://halvaarsrapport.example"   # what browsers reach it at
    key_id = "…"                            # the name under which its key is registered
    key_file = "/etc/halvaarsrapport/portal.pem"  # from: openssl genrsa 3072

    [lease]                                 # optional
    hours = "72"                            # so long a desktop opens without the server: "24" to "336"

    [signing]
    key = "…"                               # from: halvaarsrapport-server signing-key
    since = "2026-01-01T00:00:00Z"          # optional: when it begins

    [[signing.earlier]]                     # for each key it has followed
    public_key = "…"
    from = "2025-01-01T00:00:00Z"           # optional
    until = "2026-01-01T00:00:00Z"

    [sealing]                               # optional: see "Keys" in the operator's guide
    key = "…"                               # from: halvaarsrapport-server signing-key

    [[sealing.earlier]]                     # for each key it has followed
    key = "…"

    [limits]                                # optional: requests a minute, see "Limits" there
    requests_per_caller = "1200"            # of each person, and of each system
    requests_per_address = "12000"
    logins_per_address = "300"
    refusals_per_address = "300"            # whose credential is refused

    [proxies]                               # optional
    trusted = ["10.0.0.0/8"]                # who may say X-Forwarded-For

    [mail]                                  # optional
    address = "smtp.example:587"            # the mail server, a host and a port
    tls = "starttls"                        # or "tls", or "none" on the server's own machine; optional
    user = "…"                              # optional, with password
    password = "…"
    ca_file = "/etc/halvaarsrapport/ca.pem" # an authority beside the system's; optional
    from = "Halvårsrapport <noreply@halvaarsrapport.example>"
    help = "…"                              # whom to call, as mails say it
    folder = "/tmp/mails"                   # in the place of address: for trying the server out

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
    Serve(serve::Serve),
    Migrate(migrate::Migrate),
    #[command(subcommand)]
    Office(office::Office),
    #[command(subcommand)]
    Unit(unit::Unit),
    #[command(subcommand)]
    Officer(officer::Officer),
    #[command(subcommand)]
    Client(client::Client),
    #[command(subcommand)]
    Bufdir(bufdir::Bufdir),
    #[command(subcommand)]
    Reporter(reporter::Reporter),
    #[command(subcommand)]
    Device(device::Device),
    #[command(subcommand)]
    Mail(mail::Mail),
    #[command(subcommand)]
    Audit(audit::Audit),
    #[command(subcommand)]
    Period(period::PeriodCommand),
    #[command(subcommand)]
    Report(report::Report),
    #[command(subcommand)]
    Receipt(receipt::Receipt),
    #[command(subcommand)]
    Figures(figures::Figures),
    PortalKey(portal_key::PortalKey),
    SigningKey(signing_key::SigningKey),
    DemoData(demo_data::DemoData),
    Backup(backup::Backup),
    Restore(restore::Restore),
    Doctor(doctor::Doctor),
}

/// Runs the command that the program was started with.
pub(crate) async fn run() -> anyhow::Result<ExitCode> {
    let Arguments { config, command } = Arguments::parse();
    let opened = Opened::default();
    let ended = command.run(config.as_deref(), &opened).await;
    opened.close().await;
    ended
}

impl Command {
    async fn run(self, config: Option<&Path>, opened: &Opened) -> anyhow::Result<ExitCode> {
        let here = || Installation::read(config, opened.clone());
        match self {
            // It works where nothing does.
            Self::Doctor(command) => return command.run(config).await,
            Self::Serve(command) => command.run(&here()?).await,
            Self::Migrate(command) => command.run(&here()?).await,
            Self::Office(command) => command.run(&here()?).await,
            Self::Unit(command) => command.run(&here()?).await,
            Self::Officer(command) => command.run(&here()?).await,
            Self::Client(command) => command.run(&here()?).await,
            Self::Bufdir(command) => command.run(&here()?).await,
            Self::Reporter(command) => command.run(&here()?).await,
            Self::Device(command) => command.run(&here()?).await,
            Self::Mail(command) => command.run(&here()?).await,
            Self::Audit(command) => command.run(&here()?).await,
            Self::Period(command) => command.run(&here()?).await,
            // Runs where the municipality is, without an installation.
            Self::Report(report::Report::Submit(command)) => command.run().await,
            Self::Report(report::Report::Import(command)) => command.run(&here()?).await,
            Self::Receipt(command) => command.run(),
            Self::Figures(command) => command.run(&here()?).await,
            Self::PortalKey(command) => command.run(),
            Self::SigningKey(command) => command.run(),
            Self::DemoData(command) => command.run(&here()?).await,
            Self::Backup(command) => command.run(&here()?).await,
            Self::Restore(command) => command.run(&here()?).await,
        }?;
        Ok(ExitCode::SUCCESS)
    }
}

/// The stores that a command has opened. They are closed when it has ended, well or not: what SQLite has beside a file
/// goes into it then.
#[derive(Clone, Default)]
struct Opened(Rc<RefCell<Vec<Store>>>);

impl Opened {
    fn add(&self, store: &Store) {
        self.0.borrow_mut().push(store.clone());
    }

    async fn close(&self) {
        for store in self.0.take() {
            store.close().await;
        }
    }
}

/// What a command works on.
struct Installation {
    config: Config,
    ctx: Ctx,
    opened: Opened,
}

impl Installation {
    fn read(file: Option<&Path>, opened: Opened) -> anyhow::Result<Self> {
        let config = Config::read(file)?;
        start_log(config.log);
        Ok(Self {
            config,
            ctx: edge::system_ctx(),
            opened,
        })
    }

    /// The settings, for what signs receipts: nobody would accept one from before the key begins.
    fn signing_settings(&self) -> anyhow::Result<&Settings> {
        ensure!(
            self.config.settings.signing.has_begun(self.ctx.now()),
            "signing.since: in the future. Start with this key once its time has come"
        );
        Ok(&self.config.settings)
    }

    fn now(&self) -> Timestamp {
        self.ctx.now()
    }

    /// The database, brought up to this program where that can be done from here.
    async fn store(&self) -> anyhow::Result<Store> {
        if let Some(owner) = &self.config.database_owner {
            self.migrate_as(owner).await?;
            return self.store_as_it_is().await;
        }
        let database = &self.config.database;
        let store = self.keep(database, Store::open(self.ctx.clone(), database).await)?;
        if !store.may_migrate().await? {
            let whose = "The tables belong to another role than `database` names; \
                         `database_owner` is not set";
            return current(store).await.context(whose);
        }
        migrated(&store).await?;
        Ok(store)
    }

    /// Brings the tables up as whom they belong to, and lets the server's role in.
    async fn migrate_as(&self, owner: &Location) -> anyhow::Result<()> {
        let store = self.keep(owner, Store::open(self.ctx.clone(), owner).await)?;
        migrated(&store).await?;
        self.admit(&store).await?;
        // The server goes on without the owner's rights.
        store.close().await;
        Ok(())
    }

    /// Lets the server's role in, where it is another than the tables' owner.
    async fn admit(&self, owner: &Store) -> anyhow::Result<()> {
        let database = &self.config.database;
        match database.user() {
            Some(role) if self.owner().user() != Some(role) => owner
                .admit(role)
                .await
                .with_context(|| format!("Cannot give rights to the role that {database} names")),
            Some(_) | None => Ok(()),
        }
    }

    /// The database as whom its tables belong to.
    fn owner(&self) -> &Location {
        let owner = self.config.database_owner.as_ref();
        owner.unwrap_or(&self.config.database)
    }

    /// The database as it stands, which must be there.
    async fn store_as_it_is(&self) -> anyhow::Result<Store> {
        self.as_it_is(&self.config.database).await
    }

    async fn as_it_is(&self, database: &Location) -> anyhow::Result<Store> {
        let opened = Store::open_existing(self.ctx.clone(), database).await;
        self.keep(database, opened)
    }

    /// The store that was opened, if it was, to be closed in the end.
    fn keep(
        &self,
        database: &Location,
        opened: Result<Store, StoreError>,
    ) -> anyhow::Result<Store> {
        let store = opened.map_err(|error| {
            let why = error.unreachable();
            anyhow!(error).context(format!("Cannot open database {database}: {why}"))
        })?;
        self.opened.add(&store);
        Ok(store)
    }
}

async fn migrated(store: &Store) -> anyhow::Result<()> {
    store.migrate().await.context("Cannot migrate database")
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

/// Whoever runs this program on the server's machine.
fn operator() -> OperatorScope {
    OperatorScope::on_this_machine()
}

/// The identity number on standard input.
fn national_id() -> anyhow::Result<String> {
    let mut national_id = String::new();
    io::stdin()
        .read_line(&mut national_id)
        .context("Cannot read the identity number from standard input")?;
    Ok(national_id)
}

/// A line of the command's own answer.
fn say(line: &str) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{line}").context("Cannot write to standard output")
}

/// A line of a list: its columns, with a tab between them.
fn say_row(columns: &[&str]) -> anyhow::Result<()> {
    say(&columns.join("\t"))
}
