//! Tells Tauri where the capabilities are and which commands exist: without the list every window
//! could call every command.

fn main() {
    let attributes = tauri_build::Attributes::new()
        .capabilities_path_pattern("./src-tauri/capabilities/*.json")
        .app_manifest(tauri_build::AppManifest::new().commands(&[
            "add_phrase",
            "app_state",
            "ask_reopening",
            "change_pin",
            "choose_pin",
            "decide",
            "end_device",
            "export_own_texts",
            "input_seen",
            "lay_aside",
            "lock",
            "login_begin",
            "login_cancel",
            "login_open_again",
            "logout",
            "look_again",
            "network_joined",
            "pin_forgotten",
            "phrases",
            "print",
            "profile",
            "remove_own_texts",
            "remove_phrase",
            "report",
            "save_draft",
            "see",
            "set_contact",
            "set_preferences",
            "settle_older_copy",
            "sync_now",
            "tasks",
            "undo",
            "unlock",
        ]));
    if let Err(error) = tauri_build::try_build(attributes) {
        panic!("tauri-build failed: {error:#}");
    }
}
