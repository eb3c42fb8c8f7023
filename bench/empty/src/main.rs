//! A window as the desktop opens one, and an empty page in it.

#[expect(
    clippy::disallowed_types,
    reason = "the macro's own code uses a HashMap"
)]
fn context() -> tauri::Context {
    tauri::generate_context!()
}

fn main() {
    if let Err(error) = tauri::Builder::default().run(context()) {
        panic!("the window could not be opened: {error}");
    }
}
