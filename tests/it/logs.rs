//! What the programs log is searched whenever one of them ends, and the search finds something where
//! there is something.

use std::{panic::AssertUnwindSafe, path::Path, process::Command};

use support::process::Process;

/// A program that says this on its standard error and its standard output, and has ended.
async fn said(folder: &Path, errors: &str, output: &str) -> Process {
    let mut shell = Command::new("sh");
    let script = "echo ready; echo \"$2\"; echo \"$1\" >&2";
    shell.args(["-c", script, "sh", errors, output]);
    let ready = |line: &str| (line == "ready").then_some(());
    let (mut process, ()) = Process::start_and_read("program", &mut shell, folder, ready).unwrap();
    process.ended().await.unwrap();
    process
}

#[tokio::test]
async fn a_program_that_logs_a_number_or_a_token_fails_its_test() {
    let folder = tempfile::tempdir().unwrap();
    for (errors, output, fails) in [
        (
            "a login is refused code=\"no_role\"",
            "listening on 1",
            false,
        ),
        ("a login of 01818520030", "", true),
        ("", "GET /callback?code=0123456789abcdef", true),
        ("authorization: Bearer hra_0123456789", "", true),
    ] {
        let process = said(folder.path(), errors, output).await;
        let dropped = std::panic::catch_unwind(AssertUnwindSafe(|| drop(process)));
        assert_eq!(dropped.is_err(), fails, "{errors} {output}");
        if let Err(panic) = dropped {
            let told = panic.downcast_ref::<String>().unwrap();
            assert!(told.contains("program"), "{told}");
            assert!(
                !told.contains("018185") && !told.contains("0123456789"),
                "{told}"
            );
        }
    }
}
