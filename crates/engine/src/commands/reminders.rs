//! Reminders to units that have not reported: asked of the server and sent by it, and kept nowhere here.

use domain::{
    Period,
    ids::{RemindingId, UnitNo},
    wire::{
        RemindRequest, RemindedAnswer, ReminderPreview, ReminderPreviewRequest, RemindersAnswer,
        path,
    },
};
use edge::Http;

use super::{not_reached, refused_input};
use crate::{Desktop, Engine, EngineError, view::RemindersToSend};

impl<D: Desktop, H: Http> Engine<D, H> {
    /// Who has not reported, and who was reminded, as the server has it.
    pub async fn reminders(&self) -> Result<RemindersAnswer, EngineError> {
        let token = self.session_token()?;
        let asked = self.api.get(path::REMINDERS, Some(token.as_str()));
        asked.await.map_err(not_reached)
    }

    /// Reminders as they would go out, under the id that sends them: however often that is tried, they go out once.
    pub async fn preview_reminders(
        &self,
        period: Period,
        units: Vec<UnitNo>,
    ) -> Result<RemindersToSend, EngineError> {
        self.touch();
        let token = self.session_token()?;
        let asked = ReminderPreviewRequest { period, units };
        let preview: ReminderPreview = self
            .api
            .post(path::REMINDER_PREVIEW, Some(token.as_str()), &asked)
            .await
            .map_err(refused_input)?;
        Ok(RemindersToSend {
            id: RemindingId(self.ctx.new_id()),
            preview,
        })
    }

    /// Sends reminders that were seen. Nothing waits here: without the server nobody is reminded.
    pub async fn send_reminders(
        &self,
        id: RemindingId,
        period: Period,
        units: Vec<UnitNo>,
    ) -> Result<RemindedAnswer, EngineError> {
        self.touch();
        let token = self.session_token()?;
        let asked = RemindRequest { id, period, units };
        let sent = self.api.post(path::REMINDERS, Some(token.as_str()), &asked);
        sent.await.map_err(refused_input)
    }
}
