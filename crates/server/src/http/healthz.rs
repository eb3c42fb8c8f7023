//! Whether the process answers. Says nothing of what is behind it.

/// Whether the process answers
///
/// Says nothing of what is behind it: a process that does not answer here is to be started anew.
#[utoipa::path(
    get,
    path = "/healthz",
    operation_id = "healthz",
    tag = "operation",
    responses((status = 200, description = "It does", body = String, example = "ok\n"))
)]
pub(super) async fn handle() -> &'static str {
    "ok\n"
}
