//! Backup and restore: one state of all that is kept, put back whole or not at all.

use std::{
    fs,
    path::{Path, PathBuf},
};

use domain::{
    decision::Receipt,
    wire::{Outcome, PullPage, Submitted},
};
use server::{
    backup::{self, BackupError, Copied},
    store::{Damage, Schema, Store},
};

use crate::world::{
    BERGEN, Desk, INNLANDET, KARI, Place, RINGSAKER, World, approve, decision, operator, report,
    send_back,
};

async fn back_up(world: &World, name: &str) -> (PathBuf, Copied) {
    let file = world.place.folder().join(name);
    (file.clone(), backed_up(world, &file).await.unwrap())
}

async fn backed_up(world: &World, file: &Path) -> Result<Copied, BackupError> {
    let owner = world.place.owner();
    let store = Store::open(world.app.ctx().clone(), &owner).await.unwrap();
    let copied = backup::backup(&store, &owner, file).await;
    store.close().await;
    copied
}

async fn restore(world: &World, place: &Place, file: &Path) -> Result<Copied, BackupError> {
    backup::restore(world.app.ctx().clone(), &place.owner(), file).await
}

/// One report that is approved, and one that waits.
async fn two_reports(world: &World) -> (Desk, Receipt) {
    let desk = world.officer(KARI, INNLANDET).await;
    let received = world.receive(RINGSAKER, 1).await;
    world.receive(BERGEN, 2).await;
    let outcome = world
        .decide(&desk, &decision(1, &received, approve(3)))
        .await;
    let Outcome::Applied { receipt } = outcome else {
        panic!("{outcome:?}");
    };
    (desk, receipt)
}

fn heads(copied: &Copied) -> Vec<(&str, u64)> {
    let heads = copied.contents.heads.iter();
    let heads = heads.map(|(office, head)| (office.as_str(), *head));
    heads.filter(|(_, head)| *head > 0).collect()
}

#[tokio::test]
async fn what_was_backed_up_comes_back_and_goes_on() {
    let world = World::new().await;
    let (desk, receipt) = two_reports(&world).await;
    let (file, copied) = back_up(&world, "backup").await;
    assert_eq!(heads(&copied), [(INNLANDET, 2), ("vestland", 1)]);
    let contents = &copied.contents;
    assert_eq!((contents.reports, contents.decisions), (2, 1));
    assert_eq!(
        copied.contents,
        world.app.store().contents(operator()).await.unwrap()
    );
    assert_eq!((copied.verified.entries, copied.verified.bodies), (3, 2));
    assert_eq!(copied.verified.damage, []);

    let later = world.receive("3403", 3).await;
    world.decide(&desk, &decision(2, &later, approve(0))).await;
    let place = Place::empty();
    let restored = restore(&world, &place, &file).await.unwrap();
    assert_eq!(restored, copied);
    let again = world.moved_to(place).await;
    assert_eq!(
        again.app.store().contents(operator()).await.unwrap(),
        *contents
    );

    // The session of then is a session still; what came after the backup was never there.
    let PullPage::Ok { head, bodies, .. } = again.pull(&desk, None, 9).await else {
        panic!("diverged");
    };
    assert_eq!((head, bodies.len()), (2, 1));
    let later = again.receive("3403", 3).await;
    let outcome = again.decide(&desk, &decision(2, &later, approve(0))).await;
    let Outcome::Applied { receipt: next } = outcome else {
        panic!("{outcome:?}");
    };
    assert_eq!(receipt.number, "26-000001");
    assert_eq!(next.number, "26-272562");
}

/// Case systems write while the backup is taken: it holds a state that was there.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_backup_under_load_is_one_state() {
    let world = std::sync::Arc::new(World::new().await);
    let writers: Vec<_> = ["3403", "3405", "3411", "3412"]
        .into_iter()
        .map(|unit| {
            let world = world.clone();
            tokio::spawn(async move {
                let client = world.client(unit).await;
                for submission in 1..=10 {
                    let _: Submitted = world.submit(&client, &report(unit, submission)).await.ok();
                }
            })
        })
        .collect();
    let mut copies = Vec::new();
    for number in 0..5 {
        copies.push(back_up(&world, &format!("backup-{number}")).await);
    }
    for writer in writers {
        writer.await.unwrap();
    }
    for (file, copied) in copies {
        assert_eq!(copied.verified.damage, []);
        let place = Place::empty();
        assert_eq!(restore(&world, &place, &file).await.unwrap(), copied);
    }
}

#[tokio::test]
async fn nothing_is_overwritten() {
    let world = World::new().await;
    two_reports(&world).await;
    let (file, _) = back_up(&world, "backup").await;
    let before = fs::read(&file).unwrap();
    let again = backed_up(&world, &file).await;
    assert!(matches!(again, Err(BackupError::Exists(_))), "{again:?}");
    assert_eq!(fs::read(&file).unwrap(), before);

    let rows = world.stored_rows().await;
    let over = restore(&world, &world.place, &file).await;
    assert!(matches!(over, Err(BackupError::NotEmpty(_))), "{over:?}");
    assert_eq!(world.stored_rows().await, rows);
}

#[cfg(unix)]
#[tokio::test]
async fn a_backup_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let world = World::new().await;
    let (file, _) = back_up(&world, "backup").await;
    assert_eq!(
        fs::metadata(file).unwrap().permissions().mode() & 0o777,
        0o600
    );
}

#[tokio::test]
async fn what_is_no_backup_is_refused() {
    let world = World::new().await;
    let file = world.place.folder().join("no-backup");
    for text in ["", "no backup", "PGDMP and no more", "SQLite format 3\0"] {
        fs::write(&file, text).unwrap();
        let place = Place::empty();
        let refused = restore(&world, &place, &file).await;
        assert!(refused.is_err(), "{text}");
        assert_nothing_in(&place).await;
    }
    let missing = restore(&world, &Place::empty(), Path::new("missing")).await;
    assert!(matches!(missing, Err(BackupError::File { .. })));
}

#[tokio::test]
async fn a_newer_programs_backup_is_refused() {
    let world = World::new().await;
    two_reports(&world).await;
    let newer =
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
        SELECT 9999, 'of the future', success, checksum, 1 FROM _sqlx_migrations WHERE version = 1";
    assert!(world.takes(newer).await);
    assert_eq!(
        world.app.store().schema().await.unwrap(),
        Schema::Newer { version: 9999 }
    );
    let (file, _) = back_up(&world, "backup").await;
    let place = Place::empty();
    let refused = restore(&world, &place, &file).await;
    let Err(BackupError::Schema(Schema::Newer { version: 9999 })) = refused else {
        panic!("{refused:?}");
    };
    assert_nothing_in(&place).await;
}

/// A restore that was refused left nothing behind, so another can be made.
async fn assert_nothing_in(place: &Place) {
    let good = World::new().await;
    let (file, _) = back_up(&good, "good").await;
    let restored = restore(&good, place, &file).await;
    assert!(restored.is_ok(), "{restored:?}");
}

/// What the triggers of the feed forbid.
fn without_triggers() -> [&'static str; 3] {
    if crate::ON_POSTGRES {
        [
            "DROP TRIGGER feed_entry_stays ON feed_entry",
            "DROP TRIGGER feed_entry_remains ON feed_entry",
            "ALTER TABLE feed_entry DROP CONSTRAINT feed_entry_dense",
        ]
    } else {
        [
            "DROP TRIGGER feed_entry_stays",
            "DROP TRIGGER feed_entry_remains",
            "DROP TRIGGER feed_entry_dense",
        ]
    }
}

#[tokio::test]
async fn damage_is_found_and_never_restored() {
    let office = || INNLANDET.into();
    for (statement, expected) in [
        (
            "UPDATE feed_entry SET rev = 9 WHERE office = 'innlandet' AND seq = 2",
            vec![
                Damage::Chain {
                    office: office(),
                    seq: 2,
                },
                Damage::Body {
                    office: office(),
                    seq: 2,
                },
                Damage::NoBody {
                    office: office(),
                    entries: 1,
                },
            ],
        ),
        (
            "DELETE FROM feed_entry WHERE office = 'innlandet' AND seq = 1",
            vec![Damage::Chain {
                office: office(),
                seq: 1,
            }],
        ),
        (
            "DELETE FROM feed_entry WHERE office = 'innlandet' AND seq = 3",
            vec![
                Damage::Head {
                    office: office(),
                    seq: 2,
                },
                Damage::Body {
                    office: office(),
                    seq: 3,
                },
            ],
        ),
        (
            "UPDATE office_head SET chain = (SELECT chain FROM feed_entry
                WHERE office = 'innlandet' AND seq = 1) WHERE office = 'innlandet'",
            vec![Damage::Head {
                office: office(),
                seq: 3,
            }],
        ),
        (
            "UPDATE feed_body SET body = (SELECT body FROM feed_body WHERE office = 'vestland')
                WHERE office = 'innlandet' AND seq = 2",
            vec![Damage::Body {
                office: office(),
                seq: 2,
            }],
        ),
        (
            "DELETE FROM feed_body WHERE office = 'innlandet' AND seq = 2",
            vec![Damage::NoBody {
                office: office(),
                entries: 1,
            }],
        ),
    ] {
        let world = World::new().await;
        let desk = world.officer(KARI, INNLANDET).await;
        let received = world.receive(RINGSAKER, 1).await;
        world.receive("3403", 2).await;
        world.receive(BERGEN, 3).await;
        let verdict = send_back("Rett inv_closed.");
        world.decide(&desk, &decision(1, &received, verdict)).await;
        for trigger in without_triggers() {
            assert!(world.takes(trigger).await, "{trigger}");
        }
        assert!(world.takes(statement).await, "{statement}");
        let found = world.app.store().verify(operator()).await.unwrap();
        assert_eq!(found.damage, expected, "{statement}");
        let (file, copied) = back_up(&world, "damaged").await;
        assert_eq!(copied.verified, found);
        let refused = restore(&world, &Place::empty(), &file).await;
        assert!(
            matches!(refused, Err(BackupError::Damaged(_))),
            "{refused:?}"
        );
    }
}
