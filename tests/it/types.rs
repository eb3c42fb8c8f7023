//! The types that the pages share with the engine: `ui/generated` holds what the Rust types say.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use anyhow::Result;
use domain::{
    application::{Answer, Application, ApplicationDecision, ApplicationRefusal},
    deadlines::{PeriodSettings, SettingsFault},
    decision::{Decision, Draft},
    diff::Diff,
    figures::{Indicator, Share},
    findings::Finding,
    permissions::{Action, Reach, Role},
    report::{InputFault, Report, Submission},
    template::Template,
    units::{County, Office, Unit},
    wire::{
        AccessAnswer, AcknowledgementAnswer, AcknowledgementRequest, BufdirAddUnit, BufdirAnswered,
        BufdirApplications, BufdirAudit, BufdirAuditQuery, BufdirEndRole, BufdirGiveRole,
        BufdirMissing, BufdirPeople, BufdirPeopleQuery, BufdirPeriodClose, BufdirPeriodSet,
        BufdirPeriods, BufdirRefused, BufdirReopen, BufdirReopened, BufdirReport, BufdirReports,
        BufdirRoleEnded, BufdirRoleGiven, BufdirUnitSet, BufdirUnitSpan, BufdirUnits,
        EmailCodeAsked, EmailConfirmed, EndAccessAnswer, EndAccessRequest, FiguresAnswer, OwnMail,
        PortalAlive, PortalApplicationWithdraw, PortalApplicationWithdrawn, PortalApplications,
        PortalApplied, PortalApply, PortalEnded, PortalForm, PortalImport, PortalImported,
        PortalMe, PortalPlaces, PortalSave, PortalSaved, PortalSend, PortalSent, PortalUnitView,
        PortalWithdraw, PortalWithdrawn, Problem, RemindedAnswer, RemindersAnswer,
    },
    workflow::Impossible,
};
use engine::view::{
    AnswerDraft, AppState, ApplicationView, CommandError, CountyView, FiguresFile, FiguresView,
    Joined, Phrase, ProfileView, RemindersToSend, ReportView, TaskLists, TogetherView,
};
use platform::{MachineView, Wish};
use ts_rs::{Config, ExportError, TS};

/// Set by `cargo xtask codegen`: write instead of compare.
pub(crate) const WRITE: &str = "HALVAARSRAPPORT_CODEGEN";

#[test]
fn generated_types_are_current() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/generated");
    let wanted = rendered().unwrap();
    if std::env::var_os(WRITE).is_some() {
        write(&folder, &wanted).unwrap();
    }
    let found = files(&folder).unwrap_or_default();
    let differing: BTreeSet<_> = wanted
        .keys()
        .chain(found.keys())
        .filter(|name| wanted.get(*name) != found.get(*name))
        .collect();
    assert!(
        differing.is_empty(),
        "ui/generated is stale ({differing:?}): run `cargo xtask codegen`"
    );
}

/// Every type the desktop's commands carry or the portal shows, with all it depends on: file name and
/// text.
fn rendered() -> Result<BTreeMap<PathBuf, String>> {
    let folder = tempfile::tempdir()?;
    let config = Config::new().with_out_dir(folder.path());
    for export in DESKTOP.iter().chain(PORTAL) {
        export(&config)?;
    }
    files(folder.path())
}

type Export = fn(&Config) -> Result<(), ExportError>;

const DESKTOP: &[Export] = &[
    AppState::export_all,
    TaskLists::export_all,
    ReportView::export_all,
    ApplicationView::export_all,
    AnswerDraft::export_all,
    CountyView::export_all,
    FiguresView::export_all,
    FiguresFile::export_all,
    Joined::export_all,
    TogetherView::export_all,
    CommandError::export_all,
    Draft::export_all,
    Phrase::export_all,
    ProfileView::export_all,
    OwnMail::export_all,
    RemindersAnswer::export_all,
    RemindersToSend::export_all,
    RemindedAnswer::export_all,
    EmailCodeAsked::export_all,
    EmailConfirmed::export_all,
    MachineView::export_all,
    Wish::export_all,
    Diff::export_all,
    Finding::export_all,
];

const PORTAL: &[Export] = &[
    Template::export_all,
    Report::export_all,
    Submission::export_all,
    InputFault::export_all,
    Finding::export_all,
    Diff::export_all,
    Decision::export_all,
    Impossible::export_all,
    Application::export_all,
    Answer::export_all,
    ApplicationRefusal::export_all,
    ApplicationDecision::export_all,
    AccessAnswer::export_all,
    EndAccessRequest::export_all,
    EndAccessAnswer::export_all,
    PortalPlaces::export_all,
    PortalApplications::export_all,
    PortalApply::export_all,
    PortalApplied::export_all,
    PortalApplicationWithdraw::export_all,
    PortalApplicationWithdrawn::export_all,
    BufdirApplications::export_all,
    BufdirAnswered::export_all,
    BufdirReports::export_all,
    BufdirReport::export_all,
    BufdirReopen::export_all,
    BufdirReopened::export_all,
    BufdirRefused::export_all,
    AcknowledgementRequest::export_all,
    AcknowledgementAnswer::export_all,
    BufdirPeriods::export_all,
    BufdirPeriodSet::export_all,
    BufdirPeriodClose::export_all,
    BufdirMissing::export_all,
    BufdirPeopleQuery::export_all,
    BufdirPeople::export_all,
    BufdirGiveRole::export_all,
    BufdirRoleGiven::export_all,
    BufdirEndRole::export_all,
    BufdirRoleEnded::export_all,
    BufdirUnits::export_all,
    BufdirAddUnit::export_all,
    BufdirUnitSpan::export_all,
    BufdirUnitSet::export_all,
    BufdirAuditQuery::export_all,
    BufdirAudit::export_all,
    PeriodSettings::export_all,
    SettingsFault::export_all,
    Unit::export_all,
    County::export_all,
    Office::export_all,
    Indicator::export_all,
    Share::export_all,
    FiguresAnswer::export_all,
    Role::export_all,
    Action::export_all,
    Reach::export_all,
    Problem::export_all,
    PortalMe::export_all,
    PortalAlive::export_all,
    PortalEnded::export_all,
    PortalUnitView::export_all,
    PortalForm::export_all,
    PortalSave::export_all,
    PortalSaved::export_all,
    PortalImport::export_all,
    PortalImported::export_all,
    PortalSend::export_all,
    PortalSent::export_all,
    PortalWithdraw::export_all,
    PortalWithdrawn::export_all,
];

fn files(folder: &Path) -> Result<BTreeMap<PathBuf, String>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        // A checkout may have turned the line ends.
        let text = fs::read_to_string(entry.path())?.replace("\r\n", "\n");
        files.insert(PathBuf::from(entry.file_name()), text);
    }
    Ok(files)
}

/// Leaves exactly these files in the folder.
fn write(folder: &Path, wanted: &BTreeMap<PathBuf, String>) -> Result<()> {
    fs::create_dir_all(folder)?;
    for name in files(folder)?.keys() {
        if !wanted.contains_key(name) {
            fs::remove_file(folder.join(name))?;
        }
    }
    for (name, text) in wanted {
        fs::write(folder.join(name), text)?;
    }
    Ok(())
}
