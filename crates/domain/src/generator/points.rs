//! Which point of a form holds which of the generator's quantities: data beside the form version.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::{ids::PointId, template::Template};

/// The generator's quantities, each with the point that holds it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Points {
    template: String,
    pub(super) unit: Unit,
    pub(super) staff: Staff,
    pub(super) notifications: Notifications,
    pub(super) investigations: Investigations,
    pub(super) measures: Measures,
    pub(super) care: Care,
    pub(super) foster: Foster,
    pub(super) others: Others,
    pub(super) control: Control,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Unit {
    pub(super) contact_name: PointId,
    pub(super) contact_email: PointId,
    pub(super) shared: PointId,
    pub(super) partners: PointId,
    pub(super) supervises: PointId,
    pub(super) supervisor: PointId,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Staff {
    pub(super) total: PointId,
    pub(super) casework: PointId,
    pub(super) measures: PointId,
    pub(super) admin: PointId,
    pub(super) qualified: PointId,
    pub(super) vacant: PointId,
    pub(super) absent: PointId,
    pub(super) hired_in: PointId,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Notifications {
    pub(super) open_start: PointId,
    pub(super) received: PointId,
    /// Dismissed, dismissed because of active measures, in an ongoing investigation, to an
    /// investigation.
    pub(super) outcomes: [PointId; 4],
    pub(super) open_end: PointId,
    pub(super) late: PointId,
    /// Few days first.
    pub(super) late_bands: [PointId; 4],
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Investigations {
    pub(super) open_start: PointId,
    pub(super) started: PointId,
    pub(super) closed: PointId,
    /// Measures, petition, and dismissed by assessment, by the party, by a move, by referral.
    pub(super) outcomes: [PointId; 6],
    pub(super) open_end: PointId,
    /// Up to three months.
    pub(super) short: PointId,
    /// Three to six months.
    pub(super) middle: PointId,
    /// Over six months.
    pub(super) long: PointId,
    pub(super) extended: PointId,
    pub(super) late: PointId,
    /// Few days first.
    pub(super) late_bands: [PointId; 6],
    pub(super) open_late: PointId,
    pub(super) reason: PointId,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Measures {
    pub(super) children: PointId,
    pub(super) with_plan: PointId,
    pub(super) plan_3m: PointId,
    pub(super) evaluated: PointId,
    pub(super) out_of_home: PointId,
    pub(super) imposed: PointId,
    pub(super) unaccompanied: PointId,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Care {
    pub(super) children: PointId,
    pub(super) with_plan: PointId,
    pub(super) parents_followed_up: PointId,
    pub(super) institution: PointId,
    /// With consent, without.
    pub(super) institution_kinds: [PointId; 2],
    pub(super) institution_plan: PointId,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Foster {
    pub(super) children: PointId,
    /// In the own municipality, in another.
    pub(super) places: [PointId; 2],
    pub(super) follow_up: Visits,
    pub(super) supervised: PointId,
    pub(super) with_supervisor: PointId,
    pub(super) supervision: Visits,
}

/// Children placed over a year, up to a year, and those of them with too few visits.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Visits {
    pub(super) long: PointId,
    pub(super) long_unmet: PointId,
    pub(super) short: PointId,
    pub(super) short_unmet: PointId,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Others {
    pub(super) turned_18: PointId,
    /// Continued, ended by own wish, refused, another wished for.
    pub(super) aftercare: [PointId; 4],
    pub(super) petitions: PointId,
    pub(super) emergencies: PointId,
    /// Care order, institution, other.
    pub(super) emergency_kinds: [PointId; 3],
    pub(super) lapsed_care: PointId,
    pub(super) lapsed_institution: PointId,
    pub(super) lapsed_orders: PointId,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Control {
    pub(super) questions: [PointId; 5],
    pub(super) comment: PointId,
}

impl Points {
    /// The table of a form version, if this build has one.
    pub fn of(template: &Template) -> Option<&'static Self> {
        TABLES.iter().find(|table| table.template == template.id)
    }

    /// Reads a table.
    pub fn read(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }
}

/// The file of each form version.
const FILES: [&str; 1] = [include_str!("../../data/template/2026-1.generator.json")];

#[expect(
    clippy::expect_used,
    reason = "the data is part of the build, and a test reads it"
)]
static TABLES: LazyLock<Vec<Points>> = LazyLock::new(|| {
    FILES
        .iter()
        .map(|text| Points::read(text).expect("the generator's table is valid"))
        .collect()
});

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value as Json;

    use super::*;

    #[test]
    fn every_version_has_a_table_of_its_points() {
        for template in Template::all() {
            assert!(Points::of(template).is_some(), "{}", template.id);
        }
        for text in FILES {
            let id = Points::read(text).unwrap().template;
            let template = Template::by_id(&id).unwrap();
            let named = names(&serde_json::from_str(text).unwrap(), &id);
            let unknown: Vec<_> = named
                .iter()
                .filter(|name| template.point(name).is_none())
                .collect();
            assert_eq!(unknown, Vec::<&PointId>::new());
            // Only texts that a municipality may leave out are no quantity.
            let untold: Vec<_> = template
                .municipal_points()
                .filter(|point| point.stops_sending() && !named.contains(&point.id))
                .collect();
            assert!(untold.is_empty(), "{untold:?}");
        }
    }

    /// Every text of a table but the version's id.
    fn names(table: &Json, id: &str) -> BTreeSet<PointId> {
        match table {
            Json::String(text) if text != id => [PointId(text.clone())].into(),
            Json::Array(items) => items.iter().flat_map(|item| names(item, id)).collect(),
            Json::Object(fields) => fields.values().flat_map(|item| names(item, id)).collect(),
            Json::String(_) | Json::Null | Json::Bool(_) | Json::Number(_) => BTreeSet::new(),
        }
    }
}
