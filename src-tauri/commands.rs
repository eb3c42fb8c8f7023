//! What the window can ask for: one call of the engine each.

#![expect(
    clippy::let_underscore_must_use,
    reason = "code of tauri's command macro"
)]

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
use tauri::{AppHandle, Manager, State, WebviewWindow};

use crate::Shared;

type Answer<T> = Result<T, CommandError>;

#[tauri::command]
pub(crate) async fn app_state(engine: State<'_, Shared>) -> Answer<AppState> {
    engine.app_state().await.map_err(told)
}

#[tauri::command]
pub(crate) async fn login_begin(
    engine: State<'_, Shared>,
    language: Language,
    office: Option<OfficeId>,
) -> Answer<()> {
    engine.login_begin(language, office);
    Ok(())
}

#[tauri::command]
pub(crate) async fn login_cancel(engine: State<'_, Shared>) -> Answer<()> {
    engine.login_cancel();
    Ok(())
}

#[tauri::command]
pub(crate) async fn login_open_again(engine: State<'_, Shared>) -> Answer<()> {
    engine.login_open_again();
    Ok(())
}

#[tauri::command]
pub(crate) async fn logout(engine: State<'_, Shared>) -> Answer<()> {
    engine.logout().await;
    Ok(())
}

#[tauri::command]
pub(crate) async fn choose_pin(engine: State<'_, Shared>, pin: Pin) -> Answer<()> {
    engine.choose_pin(pin).await.map_err(told)
}

#[tauri::command]
pub(crate) async fn unlock(engine: State<'_, Shared>, pin: Pin) -> Answer<()> {
    engine.unlock(pin).await.map_err(told)
}

#[tauri::command]
pub(crate) async fn change_pin(engine: State<'_, Shared>, old: Pin, new: Pin) -> Answer<()> {
    engine.change_pin(old, new).await.map_err(told)
}

#[tauri::command]
pub(crate) async fn pin_forgotten(engine: State<'_, Shared>) -> Answer<()> {
    engine.pin_forgotten();
    Ok(())
}

#[tauri::command]
pub(crate) async fn lock(engine: State<'_, Shared>) -> Answer<()> {
    engine.lock().await;
    Ok(())
}

#[tauri::command]
pub(crate) async fn input_seen(engine: State<'_, Shared>) -> Answer<()> {
    engine.input_seen();
    Ok(())
}

#[tauri::command]
pub(crate) async fn look_again(engine: State<'_, Shared>) -> Answer<()> {
    engine.look_again().await;
    Ok(())
}

#[tauri::command]
pub(crate) async fn tasks(engine: State<'_, Shared>) -> Answer<TaskLists> {
    engine.tasks().await.map_err(told)
}

#[tauri::command]
pub(crate) async fn report(engine: State<'_, Shared>, id: ReportId) -> Answer<ReportView> {
    engine.report(id).await.map_err(told)
}

#[tauri::command]
pub(crate) async fn save_draft(
    engine: State<'_, Shared>,
    id: ReportId,
    revision: u32,
    draft: Draft,
) -> Answer<()> {
    engine
        .save_draft(id, revision, draft)
        .await
        .map(|_| ())
        .map_err(told)
}

#[tauri::command]
pub(crate) async fn decide(
    engine: State<'_, Shared>,
    id: ReportId,
    revision: u32,
    content_hash: Hash,
) -> Answer<ReportView> {
    engine
        .decide(id, revision, content_hash)
        .await
        .map_err(told)
}

#[tauri::command]
pub(crate) async fn ask_reopening(
    engine: State<'_, Shared>,
    id: ReportId,
    revision: u32,
    reason: String,
) -> Answer<ReportView> {
    engine
        .ask_reopening(id, revision, reason)
        .await
        .map_err(told)
}

#[tauri::command]
pub(crate) async fn profile(engine: State<'_, Shared>) -> Answer<ProfileView> {
    engine.profile().await.map_err(told)
}

#[tauri::command]
pub(crate) async fn set_contact(
    engine: State<'_, Shared>,
    email: String,
    phone: String,
) -> Answer<ProfileView> {
    engine.set_contact(email, phone).await.map_err(told)
}

#[tauri::command]
pub(crate) async fn end_device(engine: State<'_, Shared>, id: DeviceId) -> Answer<ProfileView> {
    engine.end_device(id).await.map_err(told)
}

#[tauri::command]
pub(crate) async fn undo(engine: State<'_, Shared>, decision_id: DecisionId) -> Answer<ReportView> {
    engine.undo(decision_id).await.map_err(told)
}

#[tauri::command]
pub(crate) async fn see(
    engine: State<'_, Shared>,
    id: ReportId,
    revision: u32,
    points: Vec<PointId>,
) -> Answer<()> {
    engine.see(id, revision, points).await.map_err(told)
}

#[tauri::command]
pub(crate) async fn lay_aside(engine: State<'_, Shared>, decision_id: DecisionId) -> Answer<()> {
    engine.lay_aside(decision_id).await.map_err(told)
}

#[tauri::command]
pub(crate) async fn phrases(engine: State<'_, Shared>) -> Answer<Vec<Phrase>> {
    engine.phrases().await.map_err(told)
}

#[tauri::command]
pub(crate) async fn add_phrase(engine: State<'_, Shared>, text: String) -> Answer<Vec<Phrase>> {
    engine.add_phrase(text).await.map_err(told)
}

#[tauri::command]
pub(crate) async fn remove_phrase(engine: State<'_, Shared>, id: PhraseId) -> Answer<Vec<Phrase>> {
    engine.remove_phrase(id).await.map_err(told)
}

#[tauri::command]
pub(crate) async fn set_preferences(engine: State<'_, Shared>, chosen: Preferences) -> Answer<()> {
    engine.set_preferences(chosen).await.map_err(told)
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
    let file = engine.export_own_texts(folder).await.map_err(told)?;
    Ok(file.display().to_string())
}

#[tauri::command]
pub(crate) async fn remove_own_texts(engine: State<'_, Shared>) -> Answer<()> {
    engine.remove_own_texts().await.map_err(told)
}

#[tauri::command]
pub(crate) async fn settle_older_copy(engine: State<'_, Shared>, send: bool) -> Answer<()> {
    engine.settle_older_copy(send).await.map_err(told)
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
    engine.sync_now();
    Ok(())
}

#[tauri::command]
pub(crate) async fn network_joined(engine: State<'_, Shared>) -> Answer<()> {
    engine.network_joined();
    Ok(())
}

/// The window gets a code; the log gets the event under the same reference.
#[expect(clippy::needless_pass_by_value, reason = "it stands in map_err")]
fn told(error: EngineError) -> CommandError {
    error.to_view(|| {
        let reference = edge::system_ctx().new_id().simple().to_string();
        tracing::error!(%error, %reference, "a command failed");
        reference
    })
}
