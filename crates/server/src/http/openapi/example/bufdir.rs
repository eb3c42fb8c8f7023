//! What a person at Bufdir sends.

use domain::{
    Period,
    deadlines::PeriodSettings,
    ids::RoleId,
    units::UnitKind,
    wire::{
        BufdirAddUnit, BufdirAuditQuery, BufdirEndRole, BufdirGiveRole, BufdirPeopleQuery,
        BufdirPeriodClose, BufdirPost, BufdirUnitSpan, BufdirWho,
    },
};

use super::{OFFICE, UNIT, parsed};

const PERIOD: &str = "2026-1";

pub(crate) fn period_settings() -> Option<PeriodSettings> {
    PeriodSettings::default_for(parsed(PERIOD))
}

pub(crate) fn period_close() -> BufdirPeriodClose {
    let period: Period = parsed(PERIOD);
    BufdirPeriodClose { period }
}

pub(crate) fn people_query() -> BufdirPeopleQuery {
    BufdirPeopleQuery {
        text: "eksempel".to_owned(),
        ..BufdirPeopleQuery::default()
    }
}

pub(crate) fn give_role() -> BufdirGiveRole {
    BufdirGiveRole {
        // Synthetic, and nobody's.
        person: BufdirWho::New {
            national_id: "01818520030".to_owned(),
            name: "Kari Eksempel".to_owned(),
        },
        post: BufdirPost::Officer {
            office: OFFICE.into(),
        },
        from: parsed("2026-09-01"),
        last_day: None,
    }
}

pub(crate) fn end_role() -> BufdirEndRole {
    BufdirEndRole {
        role_id: RoleId(parsed("0197c1f0-0000-7000-8000-00000000000c")),
        last_day: None,
    }
}

pub(crate) fn add_unit() -> BufdirAddUnit {
    BufdirAddUnit {
        unit_no: "3499".into(),
        kind: UnitKind::Municipality,
        name: "Nykommune".to_owned(),
        county_no: "34".to_owned(),
        reports_from: parsed("2027-01-01"),
    }
}

pub(crate) fn unit_span() -> BufdirUnitSpan {
    BufdirUnitSpan {
        unit_no: UNIT.into(),
        reports_from: Some(parsed("2020-01-01")),
        reports_to: None,
    }
}

pub(crate) fn audit_query() -> BufdirAuditQuery {
    BufdirAuditQuery {
        office: Some(OFFICE.into()),
        ..BufdirAuditQuery::default()
    }
}
