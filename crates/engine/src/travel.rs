//! «Klar for reise»: whether every open form can be reviewed without a network, and until when. Pure.

use jiff::{SignedDuration, Timestamp};

use crate::view::{TravelLack, TravelView};

/// A day away from the network.
const DAY_OUT: SignedDuration = SignedDuration::from_hours(10);

/// What lies in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Here {
    pub(crate) copy: Copied,
    /// Forms that wait for the office's decision.
    pub(crate) open: u32,
    /// Those of them whose template this build does not have: it cannot show or check them.
    pub(crate) unknown: u32,
}

/// How much of the office's feed lies here. All of it is all periods of all forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Copied {
    Nothing,
    /// The feed goes on after it, or forms are still to come.
    Part,
    Whole,
}

/// How long the store may be open without the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Offline {
    pub(crate) left: SignedDuration,
    pub(crate) until: Timestamp,
}

pub(crate) fn travel(here: Here, offline: Offline) -> TravelView {
    let copy = match here.copy {
        Copied::Nothing => Some(TravelLack::Copy),
        Copied::Part => Some(TravelLack::RestOfCopy),
        Copied::Whole => None,
    };
    let template = (here.unknown > 0).then_some(TravelLack::Template {
        forms: here.unknown,
    });
    let time = (offline.left < DAY_OUT).then_some(TravelLack::Time);
    TravelView {
        open: here.open,
        until: offline.until,
        lacks: [copy, template, time].into_iter().flatten().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_thing_that_is_missing_is_named_and_nothing_else_keeps_anybody_at_home() {
        let until = Timestamp::UNIX_EPOCH;
        let lacks = |copy, unknown, left| {
            let here = Here {
                copy,
                open: 22,
                unknown,
            };
            let view = travel(here, Offline { left, until });
            assert_eq!((view.open, view.until), (22, until));
            view.lacks
        };
        let long = DAY_OUT;
        let short = DAY_OUT - SignedDuration::from_millis(1);
        assert_eq!(lacks(Copied::Whole, 0, long), []);
        assert_eq!(lacks(Copied::Nothing, 0, long), [TravelLack::Copy]);
        assert_eq!(lacks(Copied::Part, 0, long), [TravelLack::RestOfCopy]);
        assert_eq!(lacks(Copied::Whole, 0, short), [TravelLack::Time]);
        assert_eq!(
            lacks(Copied::Part, 2, SignedDuration::ZERO),
            [
                TravelLack::RestOfCopy,
                TravelLack::Template { forms: 2 },
                TravelLack::Time
            ]
        );
    }
}
