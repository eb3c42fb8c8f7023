//! The real window, with real programs around it.

use std::path::Path;

use anyhow::Result;
use support::{scene::Scene, walk::walk};

pub(crate) mod applications;
pub(crate) mod colleague;
mod cuts;
mod fields;
mod figures;
mod guest;
mod input;
mod keyboard;
mod looks;
mod mails;
mod outcomes;
mod paper;
mod power;
mod returns;
mod shut;
mod together;

#[tokio::test(flavor = "multi_thread")]
async fn a_report_is_decided_without_a_server_and_its_receipt_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let walked = walk(folder.path(), |_| ()).await;
    kept(folder, walked);
}

/// Runs a test in a window of its own; where it fails, logs and pictures are kept.
async fn in_window<F>(test: F)
where
    F: AsyncFnOnce(&mut Scene, &Path) -> Result<()>,
{
    in_window_with("", test).await;
}

/// The same, with more settings for the server.
async fn in_window_with<F>(more: &str, test: F)
where
    F: AsyncFnOnce(&mut Scene, &Path) -> Result<()>,
{
    let folder = tempfile::tempdir().unwrap();
    let done = async {
        let mut scene = Scene::start_with(folder.path(), more).await?;
        let done = test(&mut scene, folder.path()).await;
        scene.window.pictured(done).await
    };
    let done = done.await;
    kept(folder, done);
}

fn kept(folder: tempfile::TempDir, done: Result<()>) {
    if let Err(error) = done {
        let kept = folder.keep();
        panic!("{error:?}\nlogs and pictures: {}", kept.display());
    }
}
