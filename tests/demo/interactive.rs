//! The demo for a person: the window on this person's own screen, with this person's own browser.

use std::{path::Path, process::Command, sync::Arc, time::Duration};

use anyhow::{Result, bail};
use support::{
    mailbox::{Mailbox, shown},
    process::{Process, own_program},
    services::Services,
};

/// How often Bufdir's system looks for approved reports.
const BUFDIR_LOOKS: Duration = Duration::from_secs(5);

pub(crate) async fn run(folder: &Path) -> Result<()> {
    let screen = ["DISPLAY", "WAYLAND_DISPLAY"]
        .iter()
        .any(|name| std::env::var_os(name).is_some());
    if cfg!(target_os = "linux") && !screen {
        bail!("There is no screen here. Run `cargo xtask demo --headless`, which brings its own.");
    }
    println!("demo: starting the server and the stand-in for ID-porten");
    let mailbox = Arc::new(Mailbox::within(folder));
    let mut services = Services::start_with(&folder.join("services"), &mailbox.section())?;
    let (mails_at, mails) = shown(mailbox.clone()).await?;
    println!("demo: three municipalities send their reports");
    for (unit_no, size) in [("3411", 1), ("3420", 2), ("3403", 1)] {
        services
            .send_report(unit_no, "2026-1".parse()?, size)
            .await?;
    }
    // At the stand-in: who reports for a municipality.
    services.add_reporter("3411", "Turid Prøvevik", "23908302052")?;
    services.add_reporter("3401", "Turid Prøvevik", "23908302052")?;
    let address = services.address();
    println!("demo: the municipalities' portal is at {address}/portal/ ;");
    println!("demo: log in there with any electronic ID, and then «Turid Prøvevik»");
    println!(
        "demo: mails are shown at {mails_at} and lie in {} ;",
        folder.join("mails").display()
    );
    println!(
        "demo: a mail waits two minutes for others, and goes to an address that its code has confirmed"
    );
    println!("demo: opening the window");
    println!("demo: log in, choose any electronic ID, and then «Ingrid Solbakken»");
    println!(
        "demo: and a PIN of at least eight characters, which opens the window's store from then on"
    );
    println!("demo: a stand-in for Bufdir's system acknowledges what you approve within seconds:");
    println!("demo: the archive then shows «Hos Bufdir»");
    println!("demo: close the window or press Ctrl-C to end everything");
    let mut command = Command::new(own_program("halvaarsrapport")?);
    command
        .env("HALVAARSRAPPORT_SERVER", services.address())
        .env("HALVAARSRAPPORT_DATA", folder.join("desktop"))
        .env("HALVAARSRAPPORT_KEYCHAIN", "halvaarsrapport-demo");
    let mut window = Process::start("window", &mut command, &folder.join("logs"))?;
    // What ends here takes the window, the server and the stand-in with it.
    tokio::select! {
        closed = window.ended() => closed,
        failed = bufdir(&mut services) => failed,
        failed = mails => failed,
        stopped = tokio::signal::ctrl_c() => Ok(stopped?),
    }
}

/// Bufdir's system, until it fails.
async fn bufdir(services: &mut Services) -> Result<()> {
    let mut tick = tokio::time::interval(BUFDIR_LOOKS);
    loop {
        tick.tick().await;
        let taken = services.bufdir_acknowledges().await?;
        if taken > 0 {
            println!("demo: Bufdir's system acknowledged {taken}");
        }
    }
}
