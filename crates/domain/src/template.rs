//! The report form as versioned data: sections, points, their texts, and the control rules.
//!
//! A version is two files under `data/template`: `<version>.json` (sections, points and published
//! figures) and `<version>.rules.json` (the rules of DOMAIN.md 1.4). Adding or renaming a point touches
//! these files and the snapshots made from them, and no code: what the program itself must find in a
//! form has a [`PointRole`] or is a [`Figure`]. The generator's own table beside them,
//! `<version>.generator.json`, says which point holds which of its quantities.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    figures::{Figure, Indicator},
    ids::{PointId, RuleId},
    period::Period,
    report::{Value, Values},
    rules::Rule,
    text::{Language, Text},
};

mod check;
mod places;
#[cfg(test)]
mod renaming;
mod versions;

pub use check::TemplateFault;
pub(crate) use places::At;
use places::Places;

/// One version of the form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// Version name, such as `2026-1.1`.
    pub id: String,
    /// First period the version is for.
    pub valid_from: Period,
    /// Last period the version is for; none while it is the newest.
    #[serde(default)]
    pub valid_to: Option<Period>,
    /// The headings, in the order of the form.
    pub sections: Vec<Section>,
    /// The published figures that are worked out from the form.
    #[serde(default)]
    pub figures: Vec<Figure>,
    /// The control rules, in the order of their ids.
    #[serde(default)]
    pub rules: Vec<Rule>,
    /// Where each point stands.
    #[serde(skip)]
    #[ts(skip)]
    places: Places,
}

/// A heading and its points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Identifier, such as `investigations`.
    pub id: String,
    /// The heading's number in the form.
    pub number: u8,
    /// The heading.
    pub title: Text,
    /// The reporting points, in the order of the form.
    pub points: Vec<Point>,
}

/// A reporting point.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Point {
    /// Identifier, such as `inv_closed`.
    pub id: PointId,
    /// What an answer looks like.
    pub kind: PointKind,
    /// What a number counts.
    #[serde(default)]
    pub unit: Counted,
    /// Whether a report without an answer is incomplete. Only numbers and yes/no points stop a
    /// sending (R97).
    pub required: bool,
    /// Who answers.
    #[serde(default)]
    pub filled_by: FilledBy,
    /// What the program must find the point for, whatever it is called.
    #[serde(default)]
    pub role: Option<PointRole>,
    /// What earlier versions call the point.
    #[serde(default)]
    pub formerly: Vec<PointId>,
    /// The point's wording.
    pub label: Text,
    /// A short name, for messages.
    pub short: Text,
    /// What belongs in the answer.
    pub help: Text,
    /// The law the point rests on.
    pub law: Vec<LawReference>,
    /// How well founded the point is.
    pub evidence: Evidence,
}

/// What an answer to a point looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PointKind {
    /// A whole number from 0.
    Whole,
    /// A number from 0 with one decimal, kept as whole tenths.
    Tenths,
    /// Free text.
    Text,
    /// Yes or no.
    YesNo,
}

impl PointKind {
    /// Whether an answer is a number.
    pub fn is_number(self) -> bool {
        match self {
            Self::Whole | Self::Tenths => true,
            Self::Text | Self::YesNo => false,
        }
    }
}

/// What a number counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Counted {
    /// Notifications of concern.
    Notifications,
    /// Investigations.
    Investigations,
    /// Children.
    Children,
    /// Young people from 18.
    YoungPeople,
    /// Decisions (vedtak).
    Decisions,
    /// Cases.
    Cases,
    /// Positions (årsverk).
    Positions,
    /// Nothing: the answer is no number.
    #[default]
    None,
}

/// Who answers a point.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FilledBy {
    /// The municipality or city district.
    #[default]
    Municipality,
    /// The County Governor's officer.
    Officer,
}

/// What the program itself must find in a form. A form has each of these once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PointRole {
    /// The one figure that the officer adds.
    OwnFigure,
    /// The municipality's number that the own figure cannot exceed.
    OwnFigureBound,
    /// «Godkjenner».
    Decision,
    /// The officer's comment.
    DecisionComment,
    /// The name of whom to call about the report.
    ContactName,
    /// That person's e-mail address.
    ContactEmail,
    /// That person's telephone number.
    ContactPhone,
}

impl PointRole {
    /// Every role.
    pub const ALL: [Self; 7] = [
        Self::OwnFigure,
        Self::OwnFigureBound,
        Self::Decision,
        Self::DecisionComment,
        Self::ContactName,
        Self::ContactEmail,
        Self::ContactPhone,
    ];
}

/// A paragraph of law.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct LawReference {
    /// How the paragraph is cited, such as «barnevernsloven § 2-2 annet ledd».
    #[serde(rename = "ref")]
    pub reference: Text,
    /// Where it can be read.
    pub url: String,
}

/// How well founded a point is: the tags of DOMAIN.md 1.3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
pub enum Evidence {
    /// Named in a found source of this report or in the guide.
    F,
    /// The topic is a named column of a case system's half-yearly table; the wording is ours.
    S,
    /// A lettered column exists there; its topic is a reading.
    L,
    /// Wording of the successor register's code list, not proven for this form.
    C,
    /// Found in the quarterly control form's statistics, not proven for this form.
    Q,
    /// Remembered.
    R,
    /// Proposed.
    P,
}

impl Template {
    /// The version in force.
    pub fn current() -> &'static Self {
        versions::current()
    }

    /// The version of that name, if this build knows it.
    pub fn by_id(id: &str) -> Option<&'static Self> {
        Self::all().find(|template| template.id == id)
    }

    /// The version for a period, if this build knows one.
    pub fn for_period(period: Period) -> Option<&'static Self> {
        versions::for_period(Self::all(), period)
    }

    /// Whether the version is for a period.
    pub fn is_for(&self, period: Period) -> bool {
        self.valid_from <= period && self.valid_to.is_none_or(|last| period <= last)
    }

    /// Every version this build knows, oldest first.
    pub fn all() -> impl Iterator<Item = &'static Self> {
        versions::all()
    }

    /// Reads a version from its two files' texts.
    pub fn read(points: &str, rules: &str) -> Result<Self, serde_json::Error> {
        let mut template: Self = serde_json::from_str(points)?;
        template.rules = serde_json::from_str(rules)?;
        Ok(template)
    }

    /// All points in the order of the form.
    pub fn points(&self) -> impl Iterator<Item = &Point> {
        self.sections.iter().flat_map(|section| &section.points)
    }

    /// The points that a municipality answers.
    pub fn municipal_points(&self) -> impl Iterator<Item = &Point> {
        self.points().filter(|point| point.is_municipal())
    }

    /// The point of that id.
    pub fn point(&self, id: &PointId) -> Option<&Point> {
        self.place(id).map(|(_, point)| point)
    }

    /// The point of that id, and where it stands.
    pub(crate) fn place(&self, id: &PointId) -> Option<(At, &Point)> {
        let known = self.places.point(self, id);
        known.or_else(|| self.places().find(|(_, point)| point.id == *id))
    }

    /// All points in the order of the form, with where they stand.
    pub(crate) fn places(&self) -> impl Iterator<Item = (At, &Point)> {
        let sections = self.sections.iter().enumerate();
        sections.flat_map(|(section, of)| {
            let points = of.points.iter().enumerate();
            points.map(move |(place, point)| (At { section, place }, point))
        })
    }

    /// The point that has a role.
    pub fn with_role(&self, role: PointRole) -> Option<&Point> {
        self.points().find(|point| point.role == Some(role))
    }

    /// How a published figure is worked out.
    pub fn figure(&self, indicator: Indicator) -> Option<&Figure> {
        self.figures
            .iter()
            .find(|figure| figure.indicator == indicator)
    }

    /// The rule of that id.
    pub fn rule(&self, id: &RuleId) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id == *id)
    }

    /// A point's short name, or its id where the form does not have it.
    pub fn short<'a>(&'a self, id: &'a PointId, language: Language) -> &'a str {
        self.point(id)
            .map_or(id.as_str(), |point| point.short.get(language))
    }
}

impl Point {
    /// Whether the municipality answers.
    pub fn is_municipal(&self) -> bool {
        self.filled_by == FilledBy::Municipality
    }

    /// The answer in a report, also in one on an earlier version that has the point under another name.
    pub fn answer_in<'v>(&self, values: &'v Values) -> Option<&'v Value> {
        let names = [&self.id].into_iter().chain(&self.formerly);
        names.into_iter().find_map(|name| values.get(name))
    }

    /// The number in a report, where the answer is one.
    pub fn number_in(&self, values: &Values) -> Option<i64> {
        self.answer_in(values)?.number()
    }

    /// Whether a report cannot be sent without an answer (R97).
    pub fn stops_sending(&self) -> bool {
        self.required && self.is_municipal() && self.kind != PointKind::Text
    }
}
