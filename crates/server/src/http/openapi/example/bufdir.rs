//! What a person at Bufdir sends.

use domain::{Period, deadlines::PeriodSettings, wire::BufdirPeriodClose};

use super::parsed;

const PERIOD: &str = "2026-1";

pub(crate) fn period_settings() -> Option<PeriodSettings> {
    PeriodSettings::default_for(parsed(PERIOD))
}

pub(crate) fn period_close() -> BufdirPeriodClose {
    let period: Period = parsed(PERIOD);
    BufdirPeriodClose { period }
}
