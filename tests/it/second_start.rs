//! A program that is started while it runs: the first goes on, and the second ends.

use std::{process::Command, time::Duration};

use support::{
    desktop_session::DesktopSession,
    process::{Process, own_program},
};
use tokio::time::timeout;

/// What the first start is called on the message bus.
const NAME: &str = "no.halvaarsrapport.desktop.SingleInstance";

/// Longer than a start takes on a busy machine.
const MOST: Duration = Duration::from_mins(1);

#[tokio::test]
async fn a_second_start_ends_and_the_first_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let session = DesktopSession::start(&folder.path().join("desktop"))
        .await
        .unwrap();
    let start = |name: &str| {
        let mut program = Command::new(own_program("halvaarsrapport").unwrap());
        program
            .envs(session.environment())
            // Nobody is there, and nobody logs in.
            .env("HALVAARSRAPPORT_SERVER", "http://127.0.0.1:9/")
            .env("HALVAARSRAPPORT_DATA", folder.path().join("data"));
        Process::start(name, &mut program, &folder.path().join("logs")).unwrap()
    };
    let mut first = start("first");
    // It has the name once it is on the bus.
    session.wait_for(NAME, MOST).await.unwrap();
    let mut second = start("second");
    timeout(MOST, second.ended()).await.unwrap().unwrap();
    assert!(
        timeout(Duration::from_secs(1), first.ended())
            .await
            .is_err()
    );
}
