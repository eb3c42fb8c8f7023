//! Who may do what: one table, for server, desktop and portal.
//!
//! A right has a scope; the server turns the scope into the rows a person can reach. Roles are those of
//! DOMAIN.md 2.1.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::ids::{OfficeId, UnitNo};

/// A role in the product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Fills in and sends for a municipality or city district.
    Reporter,
    /// Reviews for a County Governor's office.
    Officer,
    /// Receives, publishes and decides for the directorate.
    Bufdir,
    /// Sees the published figures.
    Reader,
    /// Is logged in and has no role yet.
    Applicant,
}

/// Something a person can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Write a report's draft.
    WriteDraft,
    /// Send a report, a first time or corrected.
    SubmitReport,
    /// Take back an undecided report.
    WithdrawReport,
    /// Read a report that was never decided Ja, with its revisions and decisions.
    ReadReport,
    /// Read an approved report.
    ReadApprovedReport,
    /// Decide a report.
    DecideReport,
    /// Ask Bufdir to reopen an approved report.
    AskReopening,
    /// Remind units that have not reported.
    RemindUnits,
    /// Reopen an approved report.
    ReopenReport,
    /// Open a period, and set its form and deadlines.
    OpenPeriod,
    /// Take the approved reports out.
    ExportReports,
    /// Apply for access to the published figures.
    ApplyForAccess,
    /// Decide an application at an office.
    DecideApplication,
    /// Decide an application at Bufdir.
    DecideForwardedApplication,
    /// See the published figures.
    ReadPublishedFigures,
}

/// How far a right reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// The person's own unit.
    OwnUnit,
    /// The units of the person's own office.
    OwnOffice,
    /// The whole country.
    Country,
}

use Action as A;
use Reach as R;

/// The table: who may do what, and how far. What is not here is not allowed.
///
/// Whether a step is possible in the state a report is in is [`crate::workflow`]'s matter.
pub const TABLE: &[(Role, Action, Reach)] = &[
    (Role::Reporter, A::WriteDraft, R::OwnUnit),
    (Role::Reporter, A::SubmitReport, R::OwnUnit),
    (Role::Reporter, A::WithdrawReport, R::OwnUnit),
    (Role::Reporter, A::ReadReport, R::OwnUnit),
    (Role::Reporter, A::ReadApprovedReport, R::OwnUnit),
    (Role::Reporter, A::ApplyForAccess, R::Country),
    (Role::Officer, A::ReadReport, R::OwnOffice),
    (Role::Officer, A::ReadApprovedReport, R::OwnOffice),
    (Role::Officer, A::DecideReport, R::OwnOffice),
    (Role::Officer, A::AskReopening, R::OwnOffice),
    (Role::Officer, A::RemindUnits, R::OwnOffice),
    (Role::Officer, A::DecideApplication, R::OwnOffice),
    (Role::Officer, A::ApplyForAccess, R::Country),
    (Role::Officer, A::ReadPublishedFigures, R::Country),
    (Role::Bufdir, A::ReadApprovedReport, R::Country),
    (Role::Bufdir, A::ReopenReport, R::Country),
    (Role::Bufdir, A::OpenPeriod, R::Country),
    (Role::Bufdir, A::ExportReports, R::Country),
    (Role::Bufdir, A::DecideForwardedApplication, R::Country),
    (Role::Bufdir, A::ReadPublishedFigures, R::Country),
    (Role::Reader, A::ReadPublishedFigures, R::Country),
    (Role::Applicant, A::ApplyForAccess, R::Country),
];

/// How far a role's right to an action reaches; none where it has no such right.
pub fn reach(role: Role, action: Action) -> Option<Reach> {
    let row = TABLE
        .iter()
        .find(|(of, to, _)| *of == role && *to == action);
    row.map(|(_, _, reach)| *reach)
}

/// Where a person stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// A reporter of a unit.
    Reporter {
        /// The unit.
        unit: UnitNo,
    },
    /// An officer of an office.
    Officer {
        /// The office.
        office: OfficeId,
    },
    /// A person at Bufdir.
    Bufdir,
    /// A reader of the published figures.
    Reader,
    /// A person without a role.
    Applicant,
}

impl Actor {
    /// The role.
    pub fn role(&self) -> Role {
        match self {
            Self::Reporter { .. } => Role::Reporter,
            Self::Officer { .. } => Role::Officer,
            Self::Bufdir => Role::Bufdir,
            Self::Reader => Role::Reader,
            Self::Applicant => Role::Applicant,
        }
    }

    /// Whether the actor may do this to something of that unit, which that office serves.
    pub fn may(&self, action: Action, unit: &UnitNo, office: &OfficeId) -> bool {
        match reach(self.role(), action) {
            None => false,
            Some(Reach::Country) => true,
            Some(Reach::OwnUnit) => {
                matches!(self, Self::Reporter { unit: own } if own == unit)
            }
            Some(Reach::OwnOffice) => {
                matches!(self, Self::Officer { office: own } if own == office)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROLES: [Role; 5] = [
        Role::Reporter,
        Role::Officer,
        Role::Bufdir,
        Role::Reader,
        Role::Applicant,
    ];

    /// Every action with every role's reach, in the order of `ROLES`: u unit, o office, c country.
    const EXPECTED: [(Action, &str); 15] = [
        (A::WriteDraft, "u----"),
        (A::SubmitReport, "u----"),
        (A::WithdrawReport, "u----"),
        (A::ReadReport, "uo---"),
        (A::ReadApprovedReport, "uoc--"),
        (A::DecideReport, "-o---"),
        (A::AskReopening, "-o---"),
        (A::RemindUnits, "-o---"),
        (A::ReopenReport, "--c--"),
        (A::OpenPeriod, "--c--"),
        (A::ExportReports, "--c--"),
        (A::ApplyForAccess, "cc--c"),
        (A::DecideApplication, "-o---"),
        (A::DecideForwardedApplication, "--c--"),
        (A::ReadPublishedFigures, "-ccc-"),
    ];

    #[test]
    fn every_role_and_action() {
        let mut rights = 0;
        for (action, expected) in EXPECTED {
            for (role, expected) in ROLES.into_iter().zip(expected.chars()) {
                let found = match reach(role, action) {
                    None => '-',
                    Some(Reach::OwnUnit) => 'u',
                    Some(Reach::OwnOffice) => 'o',
                    Some(Reach::Country) => 'c',
                };
                assert_eq!(found, expected, "{role:?} {action:?}");
                rights += usize::from(found != '-');
            }
        }
        assert_eq!(
            rights,
            TABLE.len(),
            "a row twice, or an action without a row here"
        );
    }

    #[test]
    fn a_reach_ends_at_the_own_unit_or_office() {
        let (unit, office) = (UnitNo::from("3411"), OfficeId::from("innlandet"));
        let may = |actor: &Actor, action| actor.may(action, &unit, &office);
        let reporter = |unit: &str| Actor::Reporter { unit: unit.into() };
        let officer = |office: &str| Actor::Officer {
            office: office.into(),
        };
        assert!(may(&reporter("3411"), A::SubmitReport));
        assert!(!may(&reporter("3412"), A::SubmitReport));
        assert!(may(&officer("innlandet"), A::DecideReport));
        assert!(!may(&officer("agder"), A::DecideReport));
        assert!(!may(&officer("innlandet"), A::SubmitReport));
        assert!(may(&Actor::Bufdir, A::ReopenReport) && !may(&Actor::Bufdir, A::ReadReport));
        assert!(may(&Actor::Reader, A::ReadPublishedFigures));
        assert!(may(&Actor::Applicant, A::ApplyForAccess));
    }
}
