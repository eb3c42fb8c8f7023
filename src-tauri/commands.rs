//! What the window can ask for: one call of the engine each.

#![expect(
    clippy::let_underscore_must_use,
    reason = "code of tauri's command macro"
)]

use std::path::PathBuf;

use domain::{
    Language, Period,
    decision::Draft,
    ids::{ApplicationId, DecisionId, DeviceId, OfficeId, PointId, RemindingId, ReportId, UnitNo},
    published::FigureSheet,
    report::Hash,
    wire::{
        Access, EmailCodeAsked, EmailConfirmed, MailWishes, OwnMail, RemindedAnswer,
        RemindersAnswer,
    },
};
use engine::{
    EngineError, Pin,
    view::{
        AnswerDraft, AppState, ApplicationView, CommandError, ContactView, CountyView, FiguresFile,
        FiguresView, Joined, Phrase, PhraseId, Preferences, ProfileView, RemindersToSend,
        ReportView, TaskLists, TogetherView,
    },
};
use futures::{FutureExt, TryFutureExt};
use platform::{MachineSettings, MachineView, Wish};
use tauri::{AppHandle, Manager, State, WebviewWindow};

use crate::{
    Shared,
    machine::{self, Machine},
    window,
};

type Answer<T> = Result<T, CommandError>;

/// Commands that are one call of the engine each: what it answers, or why it does not.
macro_rules! calls {
    ($($name:ident($($input:ident: $kind:ty),*) -> $answer:ty;)*) => {$(
        #[tauri::command]
        pub(crate) async fn $name(engine: State<'_, Shared>, $($input: $kind),*) -> Answer<$answer> {
            answered(engine.$name($($input),*)).await
        }
    )*};
}

/// The same for what has no answer.
macro_rules! acts {
    ($($name:ident($($input:ident: $kind:ty),*);)*) => {$(
        #[tauri::command]
        pub(crate) async fn $name(engine: State<'_, Shared>, $($input: $kind),*) -> Answer<()> {
            answered(async {
                engine.$name($($input),*);
                Ok(())
            })
            .await
        }
    )*};
}

calls! {
    app_state() -> AppState;
    choose_pin(pin: Pin) -> ();
    unlock(pin: Pin) -> ();
    change_pin(old: Pin, new: Pin) -> ();
    report(id: ReportId) -> ReportView;
    decide(id: ReportId, revision: u32, content_hash: Hash) -> ReportView;
    ask_reopening(id: ReportId, revision: u32, reason: String) -> ReportView;
    profile() -> ProfileView;
    set_contact(email: String, phone: String) -> ContactView;
    end_device(id: DeviceId) -> ();
    mail() -> OwnMail;
    set_mail_wishes(wishes: MailWishes) -> OwnMail;
    ask_email_code(language: Language) -> EmailCodeAsked;
    confirm_email(code: String) -> EmailConfirmed;
    application(id: ApplicationId) -> ApplicationView;
    answer(id: ApplicationId, content_hash: Hash) -> ApplicationView;
    undo_answer(decision_id: DecisionId) -> Option<ApplicationView>;
    access() -> Vec<Access>;
    end_access(id: ApplicationId) -> ();
    county(period: Option<Period>) -> Option<CountyView>;
    reminders() -> RemindersAnswer;
    preview_reminders(period: Period, units: Vec<UnitNo>) -> RemindersToSend;
    send_reminders(id: RemindingId, period: Period, units: Vec<UnitNo>) -> RemindedAnswer;
    figures() -> FiguresView;
    figures_at_a_glance() -> FigureSheet;
    approve_together(chosen: Vec<Joined>) -> TogetherView;
    undo(decision_id: DecisionId) -> Option<ReportView>;
    see(id: ReportId, revision: u32, points: Vec<PointId>) -> ();
    lay_aside(decision_id: DecisionId) -> ();
    phrases() -> Vec<Phrase>;
    add_phrase(text: String) -> Vec<Phrase>;
    remove_phrase(id: PhraseId) -> Vec<Phrase>;
    set_preferences(chosen: Preferences) -> ();
    remove_own_texts() -> ();
    settle_older_copy(send: bool) -> ();
}

acts! {
    login_begin(language: Language, office: Option<OfficeId>);
    login_cancel();
    login_open_again();
    pin_forgotten();
    input_seen();
    sync_now();
    network_joined();
}

#[tauri::command]
pub(crate) async fn tasks(engine: State<'_, Shared>, archive: bool) -> Answer<TaskLists> {
    answered(async {
        if archive {
            engine.tasks().await
        } else {
            engine.open_tasks().await
        }
    })
    .await
}

#[tauri::command]
pub(crate) async fn logout(engine: State<'_, Shared>) -> Answer<()> {
    answered(engine.logout().map(Ok)).await
}

#[tauri::command]
pub(crate) async fn lock(engine: State<'_, Shared>) -> Answer<()> {
    answered(engine.lock().map(Ok)).await
}

#[tauri::command]
pub(crate) async fn look_again(engine: State<'_, Shared>) -> Answer<()> {
    answered(engine.look_again().map(Ok)).await
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
pub(crate) async fn save_answer(
    engine: State<'_, Shared>,
    id: ApplicationId,
    draft: AnswerDraft,
) -> Answer<()> {
    answered(engine.save_answer(id, draft).map_ok(drop)).await
}

/// Writes the officer's own texts to the user's documents, and says where.
#[tauri::command]
pub(crate) async fn export_own_texts(
    handle: AppHandle,
    engine: State<'_, Shared>,
) -> Answer<String> {
    let file = answered(engine.export_own_texts(documents(&handle)?)).await?;
    Ok(file.display().to_string())
}

/// Writes published figures to the user's documents, and says where.
#[tauri::command]
pub(crate) async fn save_figures(
    handle: AppHandle,
    engine: State<'_, Shared>,
    file: FiguresFile,
) -> Answer<String> {
    let file = answered(engine.save_figures(documents(&handle)?, file)).await?;
    Ok(file.display().to_string())
}

/// The system's own print window. A page cannot open it everywhere by itself.
#[tauri::command]
pub(crate) async fn print(window: WebviewWindow) -> Answer<()> {
    if let Err(error) = window.print() {
        tracing::warn!(%error, "the page cannot be printed");
    }
    Ok(())
}

/// Where the officer wants to go, once.
#[tauri::command]
pub(crate) async fn take_wish(machine: State<'_, Machine>) -> Answer<Option<Wish>> {
    Ok(machine.take_wish())
}

#[tauri::command]
pub(crate) async fn machine(machine: State<'_, Machine>) -> Answer<MachineView> {
    Ok(machine.view())
}

#[tauri::command]
pub(crate) async fn set_machine(
    handle: AppHandle,
    machine: State<'_, Machine>,
    chosen: MachineSettings,
) -> Answer<MachineView> {
    let view = machine.choose(chosen)?;
    window::zoom(&handle, chosen.zoom);
    Ok(view)
}

/// The officer has been asked whether to leave with decisions unsent.
#[tauri::command]
pub(crate) async fn leave(
    handle: AppHandle,
    machine: State<'_, Machine>,
    leave: bool,
) -> Answer<()> {
    if leave {
        handle.exit(0);
    } else {
        machine.stay();
    }
    Ok(())
}

/// Writes what can be sent to whoever helps to the user's documents, and says where.
#[tauri::command]
pub(crate) async fn export_diagnostics(
    handle: AppHandle,
    engine: State<'_, Shared>,
) -> Answer<String> {
    let text = machine::diagnostics(&handle, &engine).await;
    let day = domain::norway::date(edge::system_ctx().now());
    let name = format!("halvaarsrapport-feilsoking-{day}");
    let (folder, text) = (documents(&handle)?, text.into_bytes());
    let file = answered(engine::write_new(folder, name, "txt", text)).await?;
    Ok(file.display().to_string())
}

fn documents(handle: &AppHandle) -> Answer<PathBuf> {
    let folders = handle.path();
    let folder = folders.document_dir().or_else(|_| folders.home_dir());
    folder.map_err(|_| CommandError::NotWritten)
}

async fn answered<T>(call: impl Future<Output = Result<T, EngineError>>) -> Answer<T> {
    platform::answered(call, || edge::system_ctx().new_id().simple().to_string()).await
}
