//! An officer's machine whose disk is full: 4 MiB of a file system of its own, filled to the last byte.

use std::{
    io::Write,
    path::{Path, PathBuf},
    process::Command,
};

use domain::{Ctx, decision::Draft};
use edge::{ReqwestHttp, system_ctx};
use engine::{
    Config, Engine, EngineError, Step,
    view::{CommandError, SessionView, Stage},
};
use support::vault;
use url::Url;

use crate::{
    desk::{Server, VirtualClock},
    vault::{Files, Unseen},
};

/// A file system of 4 MiB; let go of when dropped.
struct Small(PathBuf);

impl Small {
    /// None where this user may not mount one.
    fn mount(folder: PathBuf) -> Option<Self> {
        std::fs::create_dir_all(&folder).unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=4m", "tmpfs"])
            .arg(&folder)
            .output()
            .unwrap();
        mounted.status.success().then(|| Self(folder))
    }

    /// Fills it, and says how much more there was room for.
    fn fill(&self) -> usize {
        let mut file = std::fs::File::create(self.filler()).unwrap();
        let mut written = 0;
        // The last bytes too: whole pages first, then what is left of one.
        for size in [4096, 1] {
            while file.write_all(&vec![b'x'; size]).is_ok() {
                written += size;
            }
        }
        written
    }

    fn make_room(&self) {
        std::fs::remove_file(self.filler()).unwrap();
    }

    fn filler(&self) -> PathBuf {
        self.0.join("filler")
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        let gone = Command::new("umount").arg("-l").arg(&self.0).status();
        assert!(gone.is_ok_and(|status| status.success()), "still mounted");
    }
}

fn engine(
    server: &Server,
    folder: &Path,
    keychain: &Path,
    ctx: Ctx,
) -> Engine<Unseen, ReqwestHttp> {
    let config = Config {
        server: Url::parse(&format!("http://{}/", server.address)).unwrap(),
        data_dir: folder.to_owned(),
        version: "0".to_owned(),
        machine_name: "machine".to_owned(),
        pin_cost: vault::CHEAP,
        guards_memory: true,
    };
    let keychain = std::sync::Arc::new(Files(keychain.to_owned()));
    let http = ReqwestHttp::new().unwrap();
    Engine::new(config, ctx, http, keychain, Unseen)
}

fn typed(text: &str) -> Draft {
    Draft {
        own_figure: None,
        approve: Some(false),
        comment: text.repeat(3000),
        asks: vec![],
    }
}

/// What the officer is told of it.
fn told(error: &EngineError) -> CommandError {
    error.to_view(String::new)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_and_decided_outlives_a_full_disk_and_work_goes_on_after_it() {
    let folder = tempfile::tempdir().unwrap();
    let Some(disk) = Small::mount(folder.path().join("disk")) else {
        let mut out = std::io::stderr();
        writeln!(out, "not tried: only root may mount a small file system").unwrap();
        return;
    };
    let keychain = folder.path().join("keychain");
    std::fs::create_dir_all(&keychain).unwrap();
    let server = Server::start().await;
    server.receives("3411").await;
    server.receives("3403").await;
    let officer = engine(&server, &disk.0, &keychain, system_ctx());
    officer.begin_session(server.session().await).await.unwrap();
    officer.choose_pin(vault::pin()).await.unwrap();
    while officer.tasks().await.unwrap().open.len() < 2 {
        officer.step().await;
    }
    let open = officer.tasks().await.unwrap().open;
    let (first, second) = (open[0].id, open[1].id);
    let of_first = officer.report(first).await.unwrap();
    let of_second = officer.report(second).await.unwrap();
    officer.save_draft(first, 1, typed("a")).await.unwrap();
    let hash = of_first.content_hash;
    let saved = officer.decide(first, 1, hash).await.unwrap();
    let Stage::SavedHere { decision_id, .. } = saved.stage else {
        panic!("{:?}", saved.stage)
    };
    officer.save_draft(second, 1, typed("b")).await.unwrap();

    assert!(disk.fill() > 0);
    let mut refused = 0;
    for letter in ["c", "d", "e"] {
        match officer.save_draft(second, 1, typed(letter)).await {
            Err(error) => {
                assert_eq!(told(&error), CommandError::NoRoom, "{error:?}");
                refused += 1;
            }
            Ok(saved) => panic!("there was no room, and yet {saved:?}"),
        }
    }
    assert_eq!(refused, 3);
    let hash = of_second.content_hash;
    let refused = officer.decide(second, 1, hash).await.unwrap_err();
    assert_eq!(told(&refused), CommandError::NoRoom, "{refused:?}");
    officer.step().await;
    let kept = officer.report(second).await.unwrap();
    assert_eq!(kept.draft, typed("b"), "what was typed before is read");

    // The program ends like this, and is started again once there is room.
    drop(officer);
    disk.make_room();
    let (clock, ctx) = VirtualClock::new();
    let officer = engine(&server, &disk.0, &keychain, ctx);
    officer.reopen().await;
    officer.unlock(vault::pin()).await.unwrap();
    assert!(matches!(officer.session(), SessionView::SignedIn { .. }));
    assert_eq!(officer.report(second).await.unwrap().draft, typed("b"));
    officer.save_draft(second, 1, typed("f")).await.unwrap();
    officer.decide(second, 1, hash).await.unwrap();
    officer.begin_session(server.session().await).await.unwrap();
    while officer.app_state().await.unwrap().line.waiting > 0 {
        if let Step::Idle { until } = officer.step().await {
            clock.advance_to(until.unwrap());
        }
    }
    for id in [first, second] {
        let view = officer.report(id).await.unwrap();
        let Stage::Received { receipt, .. } = view.stage else {
            panic!("{:?}", view.stage)
        };
        if id == first {
            assert_eq!(receipt.decision_id, decision_id);
        }
    }
}
