//! Every route of the server is described: `routes!` takes documented handlers alone.

use super::{Finding, has_extension};

const SERVER: &str = "crates/server/src/";
/// What adds a route without a description.
const UNDESCRIBED: [&str; 2] = [".route(", ".route_service("];

pub(super) fn described_routes(path: &str, text: &str) -> Vec<Finding> {
    if !path.starts_with(SERVER) || !has_extension(path, &["rs"]) {
        return Vec::new();
    }
    (1..)
        .zip(text.lines())
        .filter(|(_, line)| UNDESCRIBED.iter().any(|adds| line.contains(adds)))
        .map(|(number, _)| {
            let what = "a route without a description: add it with `.routes(routes!(handler))`";
            Finding::new(path, number, what)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_a_route_without_a_description() {
        let server = "crates/server/src/http.rs";
        for planted in [
            "    .route(\"/x\", get(x))",
            "router.route_service(\"/x\", x)",
        ] {
            let text = format!("fn f() {{\n{planted}\n}}");
            let findings = described_routes(server, &text);
            assert_eq!(findings.len(), 1, "{planted}");
            assert_eq!(findings[0].line, 2);
            assert_eq!(
                described_routes("crates/idporten-sim/src/http.rs", &text),
                []
            );
        }
        assert_eq!(described_routes(server, ".routes(routes!(x::handle))"), []);
        assert_eq!(described_routes(server, "let route = x;"), []);
    }
}
