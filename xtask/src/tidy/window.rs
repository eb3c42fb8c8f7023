//! The desktop window stays closed to everything but its own pages and commands.

use serde_json::Value;

use super::Finding;

/// No network, no frames, no inline styles or scripts; `ipc` is how pages reach the commands.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
                      font-src 'self'; connect-src ipc: http://ipc.localhost; frame-src 'none'; \
                      base-uri 'none'; form-action 'none'";

/// What of Tauri's own the pages may use; beside it only the commands of this app.
const PERMISSIONS: [&str; 5] = [
    "core:default",
    "core:event:default",
    "core:event:allow-listen",
    "core:event:allow-unlisten",
    "core:app:default",
];

/// Settings that must have exactly this value, or be absent where it is `None`.
const SETTINGS: [(&str, Option<&str>); 8] = [
    ("/app/security/freezePrototype", Some("true")),
    ("/app/security/dangerousDisableAssetCspModification", None),
    ("/app/security/devCsp", None),
    ("/app/security/assetProtocol", None),
    ("/app/security/pattern", None),
    ("/app/withGlobalTauri", None),
    ("/plugins", None),
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
            .filter(|value| !is_off(value))
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
    for address in ["/build/devUrl", "/app/windows/0/url"] {
        let address = config
            .pointer(address)
            .and_then(Value::as_str)
            .unwrap_or_default();
        if address.contains("://") && !address.starts_with("http://127.0.0.1:") {
            wrong.push(format!(
                "the window must show no page of another host: {address}"
            ));
        }
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
            "app": {
                "windows": [{ "label": "main", "title": "Halvårsrapport" }],
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
            ("/app/windows", json!([])),
            ("/app/windows", json!([{ "url": "https://example.org" }])),
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
            "permissions": ["core:event:default", "allow-confirm-decision"]
        });
        assert_eq!(check(good.clone()), 0);
        for (key, value) in [
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
}
