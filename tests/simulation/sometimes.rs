//! What must happen now and then, so that a run proves something.

use std::collections::BTreeMap;

/// How often what happened.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sometimes {
    counts: BTreeMap<&'static str, u64>,
}

impl Sometimes {
    pub(crate) fn count(&mut self, what: &'static str) {
        *self.counts.entry(what).or_default() += 1;
    }

    pub(crate) fn add(&mut self, other: &Self) {
        for (what, count) in &other.counts {
            *self.counts.entry(what).or_default() += count;
        }
    }

    /// Each of these must have happened.
    pub(crate) fn check(&self) {
        for what in [
            "access applied for",
            "acknowledged again",
            "acknowledged, lost, and applied again",
            "acknowledged, lost, and refused",
            "altered receipt",
            "answer to an application sent again",
            "application answered",
            "application answered by two",
            "application answered without a session",
            "application sent again",
            "application taken back",
            "application taken back too late",
            "applied",
            "conflict",
            "crash in a request",
            "decision offered again after held",
            "delivered from its sealed copy",
            "disk full",
            "diverged",
            "ended between two statements",
            "head asked for",
            "held",
            "hint late",
            "hint lost",
            "hint twice",
            "keychain lost",
            "keys fetched after a pull",
            "keys fetched after a push",
            "lease over",
            "lost answer, then duplicate",
            "missed in a feed that did not diverge",
            "no reminder after another",
            "no reminder after the report",
            "no reminder of other units",
            "older copy known as one",
            "page of several",
            "profile put back",
            "pull after a hint",
            "pull after asking for the head",
            "refresh after a lost refresh",
            "reminders sent again",
            "revision after a return or a resend",
            "seen at Bufdir",
            "server ended between two statements",
            "server's disk full",
            "several servers",
            "stream broken",
            "submission after the approval",
            "submission sent again",
            "taken back in an older copy",
            "too many requests",
            "undo",
            "undo too late",
            "unit reminded",
            "wiped",
        ] {
            assert!(
                self.counts.contains_key(what),
                "never happened: {what}; {self:?}"
            );
        }
    }
}
