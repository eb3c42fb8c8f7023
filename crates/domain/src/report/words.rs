//! What was found and what was expected, in words.

use super::submission::{NUMBER_MAX, TEXT_MAX};
use crate::{template::PointKind, text::Text};

pub(super) fn expected(kind: PointKind) -> Text {
    match kind {
        PointKind::Whole => Text::of(
            "et helt tall fra 0",
            "eit heilt tal frå 0",
            "a whole number from 0",
        ),
        PointKind::Tenths => Text::of(
            "hele tideler fra 0",
            "heile tidelar frå 0",
            "whole tenths from 0",
        ),
        PointKind::Text => text_expected(),
        PointKind::YesNo => yes_no(),
    }
}

pub(super) fn text_expected() -> Text {
    Text::of(
        &format!("tekst på inntil {TEXT_MAX} tegn"),
        &format!("tekst på inntil {TEXT_MAX} teikn"),
        &format!("text of at most {TEXT_MAX} characters"),
    )
}

pub(super) fn yes_no() -> Text {
    Text::of("sant eller usant", "sant eller usant", "true or false")
}

pub(super) fn nothing() -> Text {
    Text::of("ingenting", "ingenting", "nothing")
}

pub(super) fn negative() -> Text {
    Text::of("et negativt tall", "eit negativt tal", "a negative number")
}

pub(super) fn great_number() -> Text {
    Text::of(
        &format!("et tall over {NUMBER_MAX}"),
        &format!("eit tal over {NUMBER_MAX}"),
        &format!("a number above {NUMBER_MAX}"),
    )
}

pub(super) fn long_text() -> Text {
    Text::of(
        &format!("mer enn {TEXT_MAX} tegn"),
        &format!("meir enn {TEXT_MAX} teikn"),
        &format!("more than {TEXT_MAX} characters"),
    )
}
