//! The desktop window stays closed to everything but its own pages and commands.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Finding;

/// No network, no frames, no inline styles or scripts; `ipc` is how pages reach the commands.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
                      font-src 'self'; connect-src ipc: http://ipc.localhost; frame-src 'none'; \
                      base-uri 'none'; form-action 'none'";

/// What of Tauri's own the pages may use; beside it only the commands of this app.
const PERMISSIONS: [&str; 2] = ["core:event:allow-listen", "core:event:allow-unlisten"];

/// Settings that must have exactly this value, or be absent where it is `None`.
const SETTINGS: [(&str, Option<&str>); 13] = [
    ("/app/security/freezePrototype", Some("true")),
    ("/app/security/dangerousDisableAssetCspModification", None),
    ("/app/security/devCsp", None),
    ("/app/security/assetProtocol", None),
    ("/app/security/pattern", None),
    ("/app/withGlobalTauri", None),
    // The program opens the window itself, and says where its page may go.
    ("/app/windows/0/create", Some("false")),
    ("/app/windows/0/label", Some("\"main\"")),
    ("/app/windows/0/url", None),
    ("/app/windows/0/devtools", None),
    ("/app/security/capabilities", None),
    // For the installers alone, which register the links' scheme: the program has no such plugin.
    (
        "/plugins",
        Some(r#"{"deep-link":{"desktop":{"schemes":["halvaarsrapport"]}}}"#),
    ),
    ("/build/frontendDist", Some("\"ui/dist/desktop\"")),
];

/// Looks at `tauri.conf.json`.
pub(super) fn strict_configuration(path: &str, text: &str) -> Vec<Finding> {
    if path != "tauri.conf.json" {
        return Vec::new();
    }
    let config: Value = match serde_json::from_str(text) {
        Ok(config) => config,
        Err(error) => return vec![Finding::new(path, error.line(), error.to_string())],
    };
    let mut wrong = Vec::new();
    if config.pointer("/app/security/csp").and_then(Value::as_str) != Some(POLICY) {
        wrong.push(format!("app.security.csp must be: {POLICY}"));
    }
    for (pointer, expected) in SETTINGS {
        let found = config
            .pointer(pointer)
            .filter(|value| expected.is_some() || !is_off(value))
            .map(Value::to_string);
        if found.as_deref() != expected {
            wrong.push(format!(
                "{pointer} must be {}",
                expected.unwrap_or("absent")
            ));
        }
    }
    let windows = config.pointer("/app/windows").and_then(Value::as_array);
    if windows.is_none_or(|windows| windows.len() != 1) {
        wrong.push("there must be exactly one window".to_owned());
    }
    let dev = config.pointer("/build/devUrl").and_then(Value::as_str);
    if dev.is_some_and(|dev| !dev.starts_with("http://127.0.0.1:")) {
        wrong.push("the window must show no page of another host".to_owned());
    }
    wrong
        .into_iter()
        .map(|what| Finding::new(path, 1, what))
        .collect()
}

/// Switched off, or empty: the same as absent.
fn is_off(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(on) => !on,
        Value::Object(settings) => settings.is_empty(),
        Value::Array(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// The window's commands are the same in the program and in the capability, from which the build has them; and
/// each of them answers also where it panics.
pub(super) fn commands_agree(texts: &[(String, String)]) -> Vec<Finding> {
    let text = |path: &str| {
        let found = texts.iter().find(|(each, _)| each == path);
        found.map(|(_, text)| text.as_str()).unwrap_or_default()
    };
    let [shell, capability, functions] = [
        "src-tauri/lib.rs",
        "src-tauri/capabilities/main.json",
        "src-tauri/commands.rs",
    ]
    .map(text);
    let registered = names(shell, "commands::");
    let mut findings = Vec::new();
    let lists = [
        ("src-tauri/capabilities/main.json", allowed(capability)),
        ("src-tauri/commands.rs", defined(functions)),
    ];
    for (path, listed) in lists {
        for odd in listed.symmetric_difference(&registered) {
            let what = format!("{odd} is not both here and in src-tauri/lib.rs");
            findings.push(Finding::new(path, 1, what));
        }
    }
    for command in functions.split("#[tauri::command]").skip(1) {
        let body = command.split("\n}\n").next().unwrap_or_default();
        if body.contains("engine.") && !body.contains("answered(") {
            let what = "a command that panics would leave the page without an answer";
            findings.push(Finding::new("src-tauri/commands.rs", 1, what));
        }
    }
    findings
}

fn char_of_name(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'
}

/// The name after each mark.
fn names(text: &str, mark: &str) -> BTreeSet<String> {
    let after = text.split(mark).skip(1);
    let name = |rest: &str| {
        rest.chars()
            .take_while(|c| char_of_name(*c))
            .collect::<String>()
    };
    after.map(name).filter(|name| !name.is_empty()).collect()
}

/// The functions of the commands: those that are written out, and those of a table.
fn defined(functions: &str) -> BTreeSet<String> {
    let written = names(functions, "pub(crate) async fn ");
    let rows = functions.lines().filter_map(|line| {
        let row = line.strip_prefix("    ")?.strip_suffix(';')?;
        let (name, _) = row.split_once('(')?;
        name.chars().all(char_of_name).then(|| name.to_owned())
    });
    written.into_iter().chain(rows).collect()
}

/// The commands that a capability allows, as Rust writes them.
fn allowed(text: &str) -> BTreeSet<String> {
    let quoted = text.split('"').skip(1).step_by(2);
    let own = quoted.filter_map(|text| text.strip_prefix("allow-"));
    let own = own.map(|name| name.replace('-', "_"));
    own.filter(|name| !name.is_empty() && name.chars().all(char_of_name))
        .collect()
}

/// Looks at the manifest of the program.
pub(super) fn no_developers_tools(path: &str, text: &str) -> Vec<Finding> {
    let is_manifest = path == "Cargo.toml";
    let lines = (1..).zip(text.lines()).filter(|_| is_manifest);
    let found = lines.filter(|(_, line)| line.contains("devtools"));
    let what = "what ships has no developer's tools in its window";
    found
        .map(|(number, _)| Finding::new(path, number, what))
        .collect()
}

/// Looks at `src-tauri/capabilities`.
pub(super) fn narrow_capabilities(path: &str, text: &str) -> Vec<Finding> {
    if !path.starts_with("src-tauri/capabilities/") {
        return Vec::new();
    }
    let capability: Value = match serde_json::from_str(text) {
        Ok(capability) => capability,
        Err(error) => return vec![Finding::new(path, error.line(), error.to_string())],
    };
    let mut wrong = Vec::new();
    if capability.get("remote").is_some() {
        wrong.push("no other host may reach the commands".to_owned());
    }
    if capability.get("webviews").is_some()
        || capability.get("windows") != Some(&serde_json::json!(["main"]))
    {
        wrong.push("windows must be [\"main\"], and webviews absent".to_owned());
    }
    match capability.get("permissions").and_then(Value::as_array) {
        Some(permissions) => {
            for permission in permissions {
                if !permission.as_str().is_some_and(is_allowed) {
                    wrong.push(format!("the permission {permission} is not on the list"));
                }
            }
        }
        None => wrong.push("permissions must be a list".to_owned()),
    }
    wrong
        .into_iter()
        .map(|what| Finding::new(path, 1, what))
        .collect()
}

fn is_allowed(permission: &str) -> bool {
    let is_own_command = permission.strip_prefix("allow-").is_some_and(|command| {
        command
            .chars()
            .all(|c| c.is_ascii_lowercase() || "-0123456789".contains(c))
    });
    PERMISSIONS.contains(&permission) || is_own_command
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn good() -> Value {
        json!({
            "build": { "frontendDist": "ui/dist/desktop", "devUrl": "http://127.0.0.1:5173" },
            "plugins": { "deep-link": { "desktop": { "schemes": ["halvaarsrapport"] } } },
            "app": {
                "windows": [{ "label": "main", "create": false, "title": "Halvårsrapport" }],
                "withGlobalTauri": false,
                "security": { "csp": POLICY, "freezePrototype": true }
            }
        })
    }

    fn check(config: &Value) -> Vec<Finding> {
        strict_configuration("tauri.conf.json", &config.to_string())
    }

    #[test]
    fn passes_the_strict_configuration() {
        assert_eq!(check(&good()), []);
        assert_eq!(strict_configuration("ui/other.json", "{}"), []);
    }

    #[test]
    fn finds_each_loosened_setting() {
        for (pointer, value) in [
            (
                "/app/security",
                json!({"csp": "default-src 'self'", "freezePrototype": true}),
            ),
            (
                "/app/security",
                json!({"csp": POLICY, "freezePrototype": false}),
            ),
            ("/app/security", json!({"csp": POLICY})),
            (
                "/app/security",
                json!({"csp": POLICY, "freezePrototype": true, "assetProtocol": {"enable": true}}),
            ),
            (
                "/app/security",
                json!({
                    "csp": POLICY,
                    "freezePrototype": true,
                    "dangerousDisableAssetCspModification": ["style-src"]
                }),
            ),
            ("/app/withGlobalTauri", json!(true)),
            ("/plugins", json!({ "shell": { "open": true } })),
            ("/app/windows/0/create", json!(true)),
            ("/app/windows/0/label", json!("other")),
            (
                "/app/windows/0",
                json!({ "label": "main", "create": false, "devtools": true }),
            ),
            (
                "/app/windows/0",
                json!({ "label": "main", "create": false, "url": "https://example.org" }),
            ),
            (
                "/app/windows",
                json!([{ "label": "main", "create": false }, { "label": "other" }]),
            ),
            ("/build/devUrl", json!("http://example.org")),
            ("/build/frontendDist", json!("https://example.org")),
        ] {
            let mut config = good();
            *config.pointer_mut(pointer).unwrap() = value;
            assert_eq!(check(&config).len(), 1, "{config}");
        }
        assert_eq!(strict_configuration("tauri.conf.json", "{\n").len(), 1);
    }

    #[test]
    fn capabilities_are_the_app_s_own() {
        let check = |capability: Value| {
            narrow_capabilities("src-tauri/capabilities/main.json", &capability.to_string()).len()
        };
        let good = json!({
            "identifier": "main",
            "windows": ["main"],
            "permissions": ["core:event:allow-listen", "allow-confirm-decision"]
        });
        assert_eq!(check(good.clone()), 0);
        for (key, value) in [
            ("permissions", json!(["core:default"])),
            ("permissions", json!(["fs:default"])),
            ("permissions", json!(["core:webview:allow-create-webview"])),
            ("permissions", json!([{ "identifier": "http:default" }])),
            ("permissions", Value::Null),
            ("windows", json!(["*"])),
            ("webviews", json!(["other"])),
            ("remote", json!({ "urls": ["https://example.org"] })),
        ] {
            let mut planted = good.clone();
            planted
                .as_object_mut()
                .unwrap()
                .insert(key.to_owned(), value);
            assert_eq!(check(planted.clone()), 1, "{planted}");
        }
        assert_eq!(
            narrow_capabilities("src-tauri/capabilities/main.toml", "x = 1").len(),
            1
        );
    }

    #[test]
    fn the_lists_of_commands_agree_and_each_command_answers() {
        let good = [
            ("src-tauri/lib.rs", "generate_handler![commands::add_phrase, commands::lock,]"),
            (
                "src-tauri/capabilities/main.json",
                r#"{"permissions": ["core:event:allow-listen", "allow-add-phrase", "allow-lock"]}"#,
            ),
            (
                "src-tauri/commands.rs",
                "calls! {\n    add_phrase(text: String) -> ();\n}\n\
                 #[tauri::command]\npub(crate) async fn lock() {\n    answered(engine.lock()).await\n}\n",
            ),
        ]
        .map(|(path, text)| (path.to_owned(), text.to_owned()));
        assert_eq!(commands_agree(&good), []);
        for (index, from, to) in [
            (0, "commands::lock,", ""),
            (1, ", \"allow-lock\"", ""),
            (1, "\"allow-lock\"", "\"allow-lock\", \"allow-open\""),
            (2, "fn lock", "fn look"),
            (2, "    add_phrase(", "    put_phrase("),
            (2, "answered(engine.lock())", "engine.lock()"),
        ] {
            let mut planted = good.clone();
            planted[index].1 = planted[index].1.replace(from, to);
            assert_ne!(commands_agree(&planted), [], "{from}");
        }
        let planted = no_developers_tools("Cargo.toml", "tauri = [\"devtools\"]");
        assert_eq!(planted.len(), 1);
        assert_eq!(no_developers_tools("Cargo.lock", "devtools"), []);
    }
}
