//! Rebuilds the crate when a migration is added, or the portal's pages are built anew.

use std::path::Path;

fn main() {
    println!("cargo:rerun-if-changed=migrations");
    // A path that is not there would make every build begin anew.
    let pages = ["../../ui/dist/portal", "../../ui/dist"];
    if let Some(there) = pages.into_iter().find(|path| Path::new(path).exists()) {
        println!("cargo:rerun-if-changed={there}");
    }
}
