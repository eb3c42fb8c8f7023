//! What the portal shows a person at Bufdir of the audit log: who did what, when and to what.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::ids::OfficeId;

/// At most this many rows in an answer.
pub const AUDIT_MAX: u32 = 100;

/// Which rows are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BufdirAuditQuery {
    /// From this day on, in Norway.
    #[ts(type = "string | null")]
    pub since: Option<Date>,
    /// Until the end of this day, in Norway.
    #[ts(type = "string | null")]
    pub until: Option<Date>,
    /// By this person or system.
    #[schema(max_length = 100)]
    pub actor: Option<String>,
    /// Of this office.
    pub office: Option<OfficeId>,
    /// Of this kind, such as `decision.applied`.
    #[schema(max_length = 100)]
    pub action: Option<String>,
    /// Older than this row.
    #[ts(type = "number | null")]
    pub before: Option<u64>,
}

impl BufdirAuditQuery {
    /// The field that is longer than any id or kind.
    pub fn too_long(&self) -> Option<&'static str> {
        let is_long =
            |text: &Option<String>| text.as_ref().is_some_and(|text| text.chars().count() > 100);
        let fields = [("actor", &self.actor), ("action", &self.action)];
        let long = fields.into_iter().find(|(_, text)| is_long(text));
        long.map(|(name, _)| name)
    }
}

/// Rows of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct BufdirAudit {
    /// The newest first; at most 100.
    pub rows: Vec<BufdirAuditRow>,
    /// Whether there are older ones.
    pub more: bool,
    /// Every kind of act that there is.
    pub actions: Vec<String>,
    /// The server's time.
    #[ts(type = "string")]
    pub server_time: Timestamp,
}

/// A row of the log. It holds ids alone; names are those of the present.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct BufdirAuditRow {
    /// Its place.
    #[ts(type = "number")]
    pub id: u64,
    /// When.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// What kind of actor, such as `officer`.
    pub actor: String,
    /// The person or the system; none for an operator.
    pub actor_id: Option<String>,
    /// The person's name.
    pub actor_name: Option<String>,
    /// What was done.
    pub action: String,
    /// To what: an id, or a place in a feed.
    pub object: Option<String>,
    /// What the object is called: a report's reference, or a person's name.
    pub object_name: Option<String>,
    /// Whose, where it is an office's.
    pub office: Option<OfficeId>,
}

impl std::fmt::Debug for BufdirAuditRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {} {}", self.id, self.actor, self.action)
    }
}
