//! Made corrections: what an officer asks back, and what comes instead, with the classes they must get.

use std::collections::BTreeMap;

use super::dice::Dice;
use crate::{
    decision::Ask,
    diff::ChangeClass,
    ids::PointId,
    report::{AskAnswer, Value, Values},
    template::{PointKind, Template},
};

/// A made correction of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// What is asked back.
    pub asks: Vec<Ask>,
    /// The corrected answers.
    pub values: Values,
    /// The municipality's answers to the asks, each true.
    pub answers: BTreeMap<PointId, AskAnswer>,
    /// How each point that was asked about or changed must be classed.
    pub classes: BTreeMap<PointId, ChangeClass>,
}

/// A correction of these answers. The same seed gives the same.
pub fn correction(seed: u64, template: &Template, values: &Values) -> Correction {
    let mut dice = Dice::new(seed, "correction");
    let (asked, changed) = (dice.below(200), dice.below(200));
    let [asked, changed] = [asked, changed].map(|rate| u32::try_from(rate).unwrap_or(0));
    let mut made = Correction {
        asks: Vec::new(),
        values: values.clone(),
        answers: BTreeMap::new(),
        classes: BTreeMap::new(),
    };
    for point in template.municipal_points() {
        let is_asked = dice.chance(asked);
        // What is asked about is mostly corrected.
        let is_changed = dice.chance(if is_asked { 700 } else { changed / 4 });
        if is_asked {
            made.asks.push(Ask {
                point: point.id.clone(),
                rule: None,
                comment: dice.chance(300).then(|| "Kontroller tallet.".to_owned()),
            });
            let answer = if is_changed {
                AskAnswer::Corrected {}
            } else {
                AskAnswer::Explained {
                    text: "Tallet er kontrollert og stemmer.".to_owned(),
                }
            };
            made.answers.insert(point.id.clone(), answer);
        }
        if is_changed {
            let other = another(values.get(&point.id), point.kind, &mut dice);
            made.values.insert(point.id.clone(), other);
        }
        let class = match (is_asked, is_changed) {
            (true, true) => Some(ChangeClass::AskedChanged),
            (true, false) => Some(ChangeClass::AskedUnchanged),
            (false, true) => Some(ChangeClass::ChangedUnasked),
            (false, false) => None,
        };
        if let Some(class) = class {
            made.classes.insert(point.id.clone(), class);
        }
    }
    made
}

/// An answer of that kind, other than this one.
fn another(value: Option<&Value>, kind: PointKind, dice: &mut Dice) -> Value {
    match (value, kind) {
        (Some(Value::Number(number)), PointKind::Whole | PointKind::Tenths) => {
            let step = dice.between(1, 5);
            let less = *number >= step && dice.chance(500);
            Value::Number(if less { number - step } else { number + step })
        }
        (_, PointKind::Whole | PointKind::Tenths) => Value::Number(dice.between(0, 9)),
        (Some(Value::YesNo(answer)), PointKind::YesNo) => Value::YesNo(!answer),
        (_, PointKind::YesNo) => Value::YesNo(dice.chance(500)),
        (Some(Value::Text(text)), PointKind::Text) => Value::Text(format!("{text} Rettet.")),
        (_, PointKind::Text) => Value::Text("Rettet.".to_owned()),
    }
}
