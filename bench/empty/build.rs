//! Builds the description of the window in.

fn main() {
    tauri_build::build();
}
