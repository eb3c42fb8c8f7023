//! The real window, with real programs around it.

use support::walk::walk;

#[tokio::test(flavor = "multi_thread")]
async fn a_report_is_decided_without_a_server_and_its_receipt_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    if let Err(error) = walk(folder.path(), |_| ()).await {
        let kept = folder.keep();
        panic!("{error:?}\nlogs and pictures: {}", kept.display());
    }
}
