//! What the window can ask for: one call of the engine each.

#![expect(
    clippy::let_underscore_must_use,
    reason = "code of tauri's command macro"
)]

use std::panic::AssertUnwindSafe;

use domain::{
    Language,
    decision::Draft,
    ids::{DecisionId, DeviceId, OfficeId, PointId, ReportId},
    report::Hash,
};
use engine::{
    EngineError, Pin,
    view::{
        AppState, CommandError, Phrase, PhraseId, Preferences, ProfileView, ReportView, TaskLists,
    },
};
use futures::{FutureExt, TryFutureExt};
use tauri::{AppHandle, Manager, State, WebviewWindow};

use crate::Shared;

type Answer<T> = Result<T, CommandError>;

#[tauri::command]
pub(crate) async fn app_state(engine: State<'_, Shared>) -> Answer<AppState> {
    answered(engine.app_state()).await
}

#[tauri::command]
pub(crate) async fn login_begin(
    engine: State<'_, Shared>,
    language: Language,
    office: Option<OfficeId>,
) -> Answer<()> {
    answered(async {
        engine.login_begin(language, office);
        Ok(())
    })
    .await
}

#[tauri::command]
pub(crate) async fn login_cancel(engine: State<'_, Shared>) -> Answer<()> {
    answered(async {
        engine.login_cancel();
        Ok(())
    })
    .await
}

#[tauri::command]
pub(crate) async fn login_open_again(engine: State<'_, Shared>) -> Answer<()> {
    answered(async {
        engine.login_open_again();
        Ok(())
    })
    .await
}

#[tauri::command]
pub(crate) async fn logout(engine: State<'_, Shared>) -> Answer<()> {
    answered(engine.logout().map(Ok)).await
}

#[tauri::command]
pub(crate) async fn choose_pin(engine: State<'_, Shared>, pin: Pin) -> Answer<()> {
    answered(engine.choose_pin(pin)).await
}

#[tauri::command]
pub(crate) async fn unlock(engine: State<'_, Shared>, pin: Pin) -> Answer<()> {
    answered(engine.unlock(pin)).await
}

#[tauri::command]
pub(crate) async fn change_pin(engine: State<'_, Shared>, old: Pin, new: Pin) -> Answer<()> {
    answered(engine.change_pin(old, new)).await
}

#[tauri::command]
pub(crate) async fn pin_forgotten(engine: State<'_, Shared>) -> Answer<()> {
    answered(async {
        engine.pin_forgotten();
        Ok(())
    })
    .await
}

#[tauri::command]
pub(crate) async fn lock(engine: State<'_, Shared>) -> Answer<()> {
    answered(engine.lock().map(Ok)).await
}

#[tauri::command]
pub(crate) async fn input_seen(engine: State<'_, Shared>) -> Answer<()> {
    answered(async {
        engine.input_seen();
        Ok(())
    })
    .await
}

#[tauri::command]
pub(crate) async fn look_again(engine: State<'_, Shared>) -> Answer<()> {
    answered(engine.look_again().map(Ok)).await
}

#[tauri::command]
pub(crate) async fn tasks(engine: State<'_, Shared>) -> Answer<TaskLists> {
    answered(engine.tasks()).await
}

#[tauri::command]
pub(crate) async fn report(engine: State<'_, Shared>, id: ReportId) -> Answer<ReportView> {
    answered(engine.report(id)).await
}

#[tauri::command]
pub(crate) async fn save_draft(
    engine: State<'_, Shared>,
    id: ReportId,
    revision: u32,
    draft: Draft,
) -> Answer<()> {
    answered(engine.save_draft(id, revision, draft).map_ok(drop)).await
}

#[tauri::command]
pub(crate) async fn decide(
    engine: State<'_, Shared>,
    id: ReportId,
    revision: u32,
    content_hash: Hash,
) -> Answer<ReportView> {
    answered(engine.decide(id, revision, content_hash)).await
}

#[tauri::command]
pub(crate) async fn ask_reopening(
    engine: State<'_, Shared>,
    id: ReportId,
    revision: u32,
    reason: String,
) -> Answer<ReportView> {
    answered(engine.ask_reopening(id, revision, reason)).await
}

#[tauri::command]
pub(crate) async fn profile(engine: State<'_, Shared>) -> Answer<ProfileView> {
    answered(engine.profile()).await
}

#[tauri::command]
pub(crate) async fn set_contact(
    engine: State<'_, Shared>,
    email: String,
    phone: String,
) -> Answer<ProfileView> {
    answered(engine.set_contact(email, phone)).await
}

#[tauri::command]
pub(crate) async fn end_device(engine: State<'_, Shared>, id: DeviceId) -> Answer<ProfileView> {
    answered(engine.end_device(id)).await
}

#[tauri::command]
pub(crate) async fn undo(engine: State<'_, Shared>, decision_id: DecisionId) -> Answer<ReportView> {
    answered(engine.undo(decision_id)).await
}

#[tauri::command]
pub(crate) async fn see(
    engine: State<'_, Shared>,
    id: ReportId,
    revision: u32,
    points: Vec<PointId>,
) -> Answer<()> {
    answered(engine.see(id, revision, points)).await
}

#[tauri::command]
pub(crate) async fn lay_aside(engine: State<'_, Shared>, decision_id: DecisionId) -> Answer<()> {
    answered(engine.lay_aside(decision_id)).await
}

#[tauri::command]
pub(crate) async fn phrases(engine: State<'_, Shared>) -> Answer<Vec<Phrase>> {
    answered(engine.phrases()).await
}

#[tauri::command]
pub(crate) async fn add_phrase(engine: State<'_, Shared>, text: String) -> Answer<Vec<Phrase>> {
    answered(engine.add_phrase(text)).await
}

#[tauri::command]
pub(crate) async fn remove_phrase(engine: State<'_, Shared>, id: PhraseId) -> Answer<Vec<Phrase>> {
    answered(engine.remove_phrase(id)).await
}

#[tauri::command]
pub(crate) async fn set_preferences(engine: State<'_, Shared>, chosen: Preferences) -> Answer<()> {
    answered(engine.set_preferences(chosen)).await
}

/// Writes the officer's own texts to the user's documents, and says where.
#[tauri::command]
pub(crate) async fn export_own_texts(
    handle: AppHandle,
    engine: State<'_, Shared>,
) -> Answer<String> {
    let folders = handle.path();
    let folder = folders.document_dir().or_else(|_| folders.home_dir());
    let folder = folder.map_err(|_| CommandError::NotWritten)?;
    let file = answered(engine.export_own_texts(folder)).await?;
    Ok(file.display().to_string())
}

#[tauri::command]
pub(crate) async fn remove_own_texts(engine: State<'_, Shared>) -> Answer<()> {
    answered(engine.remove_own_texts()).await
}

#[tauri::command]
pub(crate) async fn settle_older_copy(engine: State<'_, Shared>, send: bool) -> Answer<()> {
    answered(engine.settle_older_copy(send)).await
}

/// The system's own print window. A page cannot open it everywhere by itself.
#[tauri::command]
pub(crate) async fn print(window: WebviewWindow) -> Answer<()> {
    if let Err(error) = window.print() {
        tracing::warn!(%error, "the page cannot be printed");
    }
    Ok(())
}

#[tauri::command]
pub(crate) async fn sync_now(engine: State<'_, Shared>) -> Answer<()> {
    answered(async {
        engine.sync_now();
        Ok(())
    })
    .await
}

#[tauri::command]
pub(crate) async fn network_joined(engine: State<'_, Shared>) -> Answer<()> {
    answered(async {
        engine.network_joined();
        Ok(())
    })
    .await
}

/// Waits for the engine's answer. A panic on the way is an answer as well: the page would wait for ever.
async fn answered<T>(call: impl Future<Output = Result<T, EngineError>>) -> Answer<T> {
    match AssertUnwindSafe(call).catch_unwind().await {
        Ok(Ok(answer)) => Ok(answer),
        // The window gets a code; the log gets the event under the same reference.
        Ok(Err(error)) => Err(error.to_view(|| {
            let reference = reference();
            tracing::error!(%error, %reference, "a command failed");
            reference
        })),
        Err(_) => {
            let reference = reference();
            tracing::error!(%reference, "a command panicked");
            Err(CommandError::Internal { reference })
        }
    }
}

fn reference() -> String {
    edge::system_ctx().new_id().simple().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_command_that_panics_is_answered_with_a_reference() {
        let panics = async {
            let nothing: Option<u8> = std::hint::black_box(None);
            Ok(nothing.unwrap())
        };
        let Err(CommandError::Internal { reference }) = answered(panics).await else {
            panic!("no error");
        };
        assert_eq!(reference.len(), 32);
        assert_eq!(
            answered(async { Err::<(), _>(EngineError::Locked) }).await,
            Err(CommandError::Locked)
        );
        assert_eq!(answered(async { Ok(7) }).await, Ok(7));
    }
}
