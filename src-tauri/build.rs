//! Tells Tauri where the capabilities are and which commands exist: without the list every window
//! could call every command. Both are one list, in the capability.

const CAPABILITY: &str = "src-tauri/capabilities/main.json";

fn main() {
    println!("cargo::rerun-if-changed={CAPABILITY}");
    let text = match std::fs::read_to_string(CAPABILITY) {
        Ok(text) => text,
        Err(error) => panic!("{CAPABILITY} cannot be read: {error}"),
    };
    let names = text
        .split('"')
        .filter_map(|name| name.strip_prefix("allow-"));
    let names: Vec<&'static str> = names.map(|name| &*name.replace('-', "_").leak()).collect();
    let attributes = tauri_build::Attributes::new()
        .capabilities_path_pattern("./src-tauri/capabilities/*.json")
        .app_manifest(tauri_build::AppManifest::new().commands(names.leak()));
    if let Err(error) = tauri_build::try_build(attributes) {
        panic!("tauri-build failed: {error:#}");
    }
}
