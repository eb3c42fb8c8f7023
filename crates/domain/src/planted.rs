//! Faults that the simulation plants, to show that it would find them.
//!
//! A build for release holds none of them: there [`Ctx::plants`](crate::Ctx::plants) is `false`, whatever is
//! asked, and no context can be given one.

/// Stands in every program that gives such a mistake to a context, or a mishap: the simulation, and none that users get,
/// where `cargo xtask package` looks for it.
pub const MARK: &str = "this program gives contexts planted mistakes";

/// A mistake that systems of this kind are known to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Planted {
    /// The server acknowledges a decision, and then its commit may fail.
    AcknowledgedBeforeCommit,
    /// Feed numbers are taken before they can be seen: a reader goes past an entry.
    NumberTakenBeforeVisible,
    /// The cursor is saved, and then the page may be lost.
    CursorBeforePage,
    /// A decision that is sent again gets a new id.
    NewIdWhenSentAgain,
    /// A page holds whatever there is, of any office.
    NoOfficeFilter,
    /// A pull writes drafts.
    DraftOverwritten,
    /// The server forgets a decision's id after a day.
    IdForgotten,
    /// The mail is queued after the transaction, and may be lost.
    MailOutsideTransaction,
    /// A decision on an old revision is made one on the new.
    ConflictRetargeted,
    /// Who has left an office keeps its figures.
    FiguresKept,
    /// The municipality gets a receipt for a report, and then its commit may fail.
    ReceiptBeforeCommit,
    /// A hint may be slept through.
    WakeUpLost,
}

impl Planted {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::AcknowledgedBeforeCommit,
        Self::NumberTakenBeforeVisible,
        Self::CursorBeforePage,
        Self::NewIdWhenSentAgain,
        Self::NoOfficeFilter,
        Self::DraftOverwritten,
        Self::IdForgotten,
        Self::MailOutsideTransaction,
        Self::ConflictRetargeted,
        Self::FiguresKept,
        Self::ReceiptBeforeCommit,
        Self::WakeUpLost,
    ];
}
