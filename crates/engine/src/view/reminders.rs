//! Reminders before they are sent.

use domain::{ids::RemindingId, wire::ReminderPreview};
use serde::Serialize;
use ts_rs::TS;

/// Reminders as they would go out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct RemindersToSend {
    /// What sends them.
    pub id: RemindingId,
    /// Each unit's text.
    pub preview: ReminderPreview,
}
