//! Mails handed to a real mail server, and what came there byte by byte.

use std::time::Duration;

use domain::wire::Submitted;
use scratch_mail::{Letter, MailServer, Secrecy};
use server::{
    config::{Smtp, Tls, Way},
    mail::{
        post::{Round, round},
        transport::Transport,
    },
};

use super::mails::with_mail;
use crate::world::{INNLANDET, KARI, RINGSAKER, World, operator, report};

fn start(secrecy: Secrecy, login: bool) -> MailServer {
    MailServer::start(secrecy, login).unwrap()
}

fn way(server: &MailServer, tls: Tls) -> Smtp {
    Smtp {
        host: "127.0.0.1".to_owned(),
        port: server.port(),
        tls,
        login: None,
        authority: server.authority(),
    }
}

/// How many came.
fn taken(server: &MailServer) -> usize {
    server.taken().unwrap().len()
}

/// A mail that waits to be sent to an officer of that address.
async fn waiting_for(email: &'static str) -> World {
    let (world, _) = with_mail().await;
    world.officer(KARI, INNLANDET).await;
    assert!(world.takes(email).await);
    let client = world.client(RINGSAKER).await;
    let _: Submitted = world.submit(&client, &report(RINGSAKER, 1)).await.ok();
    let nowhere = Transport::new(&Way::Folder("/nowhere/at/all".into())).unwrap();
    round(&world.app, &nowhere).await.unwrap();
    world.advance_minutes(3);
    world
}

const TAKEN: &str = "UPDATE person SET confirmed_email = 'taken@test.example'";
const REFUSED: &str = "UPDATE person SET confirmed_email = 'refused@test.example'";
const GREYLISTED: &str = "UPDATE person SET confirmed_email = 'greylisted@test.example'";
const DROPPED: &str = "UPDATE person SET confirmed_email = 'dropped@test.example'";
const BUSY: &str = "UPDATE person SET confirmed_email = 'busy@test.example'";
const HANGING: &str = "UPDATE person SET confirmed_email = 'hanging@test.example'";

async fn post(world: &World, way: Smtp) -> Round {
    let transport = Transport::new(&Way::Smtp(way)).unwrap();
    round(&world.app, &transport).await.unwrap()
}

async fn fault(world: &World) -> String {
    let rows: Vec<(Option<String>,)> = world.rows("SELECT fault FROM mail").await;
    rows.into_iter().find_map(|(fault,)| fault).unwrap()
}

#[tokio::test]
async fn a_mail_comes_as_it_was_written() {
    let server = start(Secrecy::Plain, false);
    let world = waiting_for(TAKEN).await;
    assert_eq!(post(&world, way(&server, Tls::None)).await.sent, 1);
    let taken = server.taken().unwrap();
    let [one] = taken.as_slice() else {
        panic!("{taken:?}");
    };
    assert_eq!((&*one.to, one.secret), ("taken@test.example", false));
    let mail = &one.raw;
    for line in [
        "From: =?utf-8?b?SGFsdsOlcnNyYXBwb3J0?= <noreply@halvaarsrapport.example>\r\n",
        "To: taken@test.example\r\n",
        "Subject: Rapport fra Ringsaker er kommet inn\r\n",
        "Auto-Submitted: auto-generated\r\n",
    ] {
        assert!(mail.contains(line), "{line} in {mail}");
    }
    let rows: Vec<(String,)> = world.rows("SELECT id FROM report").await;
    let read = Letter::read(mail).unwrap();
    let [link] = read.links()[..] else {
        panic!("{read:?}");
    };
    assert!(link.ends_with(&format!("/task/{}", rows[0].0)), "{link}");
    assert!(read.html.contains(&format!("href=\"{link}\"")), "{read:?}");
}

#[tokio::test]
async fn whom_nobody_knows_is_tried_once_and_a_busy_server_again() {
    let server = start(Secrecy::Plain, false);
    let world = waiting_for(REFUSED).await;
    assert_eq!(post(&world, way(&server, Tls::None)).await.parked, 1);
    assert_eq!(fault(&world).await, "the mail server answers 550");
    assert_eq!(
        world
            .app
            .store()
            .parked_mails(operator())
            .await
            .unwrap()
            .len(),
        1
    );

    let world = waiting_for(GREYLISTED).await;
    assert_eq!(post(&world, way(&server, Tls::None)).await.waiting, 1);
    assert_eq!(fault(&world).await, "the mail server answers 451");
    assert_eq!(
        post(&world, way(&server, Tls::None)).await,
        Round::default()
    );
    world.advance_minutes(2);
    assert_eq!(post(&world, way(&server, Tls::None)).await.sent, 1);
    assert_eq!(taken(&server), 1);
}

#[tokio::test]
async fn a_server_that_does_not_answer_holds_nobody_up_for_long() {
    let server = start(Secrecy::Plain, false);
    let world = waiting_for(HANGING).await;
    let transport = Transport::new(&Way::Smtp(way(&server, Tls::None))).unwrap();
    let transport = transport.within(Duration::from_secs(3));
    assert_eq!(round(&world.app, &transport).await.unwrap().waiting, 1);
    assert_eq!(
        fault(&world).await,
        "the mail server does not answer in time"
    );
}

#[tokio::test]
async fn a_server_that_breaks_off_is_tried_again() {
    let server = start(Secrecy::Plain, false);
    for (address, said) in [
        (DROPPED, "the mail server cannot be reached"),
        (BUSY, "the mail server answers 421"),
    ] {
        let world = waiting_for(address).await;
        assert_eq!(post(&world, way(&server, Tls::None)).await.waiting, 1);
        assert_eq!(fault(&world).await, said);
    }
    // In the middle of becoming secret: nothing is said openly instead.
    let broken = start(Secrecy::Broken, false);
    let world = waiting_for(TAKEN).await;
    assert_eq!(post(&world, way(&broken, Tls::Upgraded)).await.waiting, 1);
    assert_eq!(taken(&broken), 0);
    world.advance_minutes(2);
    assert_eq!(post(&world, way(&server, Tls::None)).await.sent, 1);
    assert_eq!(taken(&server), 1);
}

#[tokio::test]
async fn the_way_is_secret_and_its_end_is_who_it_says() {
    for (named, tls) in [
        (Secrecy::Starttls, Tls::Upgraded),
        (Secrecy::Tls, Tls::Implicit),
    ] {
        let server = start(named, false);
        let world = waiting_for(TAKEN).await;
        let stranger = Smtp {
            authority: None,
            ..way(&server, tls)
        };
        assert_eq!(post(&world, stranger).await.waiting, 1, "{named:?}");
        assert_eq!(
            fault(&world).await,
            "no secret connection to the mail server",
            "{named:?}"
        );
        assert_eq!(taken(&server), 0);
        world.advance_minutes(2);
        assert_eq!(post(&world, way(&server, tls)).await.sent, 1, "{named:?}");
        assert!(server.taken().unwrap()[0].secret);
    }
    // Where no secret connection is offered, nothing is said openly.
    let server = start(Secrecy::Plain, false);
    let world = waiting_for(TAKEN).await;
    assert_eq!(post(&world, way(&server, Tls::Upgraded)).await.waiting, 1);
    assert_eq!(taken(&server), 0);
}

#[tokio::test]
async fn a_server_that_asks_for_a_login_gets_it() {
    let server = start(Secrecy::Starttls, true);
    let world = waiting_for(TAKEN).await;
    let login = |password: &str| Some(("halvaarsrapport".to_owned(), password.to_owned()));
    let wrong = Smtp {
        login: login("feil"),
        ..way(&server, Tls::Upgraded)
    };
    assert_eq!(post(&world, wrong).await.waiting, 1);
    assert_eq!(fault(&world).await, "the mail server answers 535");
    world.advance_minutes(2);
    let right = Smtp {
        login: login("hemmelig"),
        ..way(&server, Tls::Upgraded)
    };
    assert_eq!(post(&world, right).await.sent, 1);
    assert_eq!(taken(&server), 1);
}
