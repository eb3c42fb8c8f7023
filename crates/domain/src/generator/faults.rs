//! Planting one fault of one rule, by the rule's own data.

use super::{Made, dice::Dice};
use crate::{
    ids::PointId,
    report::{Value, Values},
    rules::{
        AllOf, AtMost, ChangeLimits, Check, Condition, CopyLimits, EqualsPrevious, Positive,
        RatioAtMost, RequiresText, Rule, ShareAtLeast, ShareBelow, ShareRange, Sign, Sum,
        SumEquals, WithinTolerance, number_in,
    },
    template::{Point, PointKind, PointRole, Template},
};

/// Breaks a rule in a report; false, and nothing changed, where the report has no room for it.
pub(super) fn plant(
    template: &Template,
    rule: &Rule,
    made: &mut Made,
    previous: Option<&Values>,
    dice: &mut Dice,
) -> bool {
    let mut field = Field {
        template,
        made,
        previous,
        dice,
    };
    field.plant(&rule.check).is_some()
}

/// Where a fault is planted.
struct Field<'a> {
    template: &'a Template,
    made: &'a mut Made,
    previous: Option<&'a Values>,
    dice: &'a mut Dice,
}

impl Field<'_> {
    /// None where there is no room.
    fn plant(&mut self, check: &Check) -> Option<()> {
        match check {
            Check::SumEquals(SumEquals { left, right }) => self.off_balance(left, right),
            Check::AtMost(check) => self.exceed(check),
            Check::EqualsPrevious(EqualsPrevious { point, previous }) => {
                let before = self.template.point(previous)?.number_in(self.previous?)?;
                let off = self.dice.between(1, 3);
                self.set(point, before + off)
            }
            Check::WithinTolerance(check) => self.drift(check),
            Check::AllOf(AllOf { part, whole }) => {
                let whole = self.tenths(whole)?;
                let lacking = self.dice.between(1, 3) * 10;
                (whole >= lacking).then_some(())?;
                self.raise_to(part, whole - lacking)
            }
            Check::Positive(Positive { sum }) => {
                let cases = self.dice.between(1, 3) * 10;
                self.raise_to(sum, cases)
            }
            Check::ShareRange(ShareRange { part, whole, .. }) => {
                // Beside as many of all other kinds, half are of this kind; then some more.
                let others = self.tenths(whole)? - self.tenths(part)?;
                self.raise_to(part, others.max(0) + 200)
            }
            Check::ShareAtLeast(check) => self.fall_short(check),
            Check::ShareBelow(check) => self.reach(check),
            Check::RatioAtMost(RatioAtMost { part, whole, max }) => {
                let most = (self.tenths(part)? - 1).max(0) / i64::from(*max).max(1);
                (most > 0).then_some(())?;
                self.raise_to(whole, most)
            }
            Check::RequiresText(check) => self.leave_out(check),
            Check::Change(limits) => self.jump(limits),
            Check::Copy(limits) => self.copy(limits),
            Check::RequiredAnswers {} => {
                let free = self.free_points();
                let required: Vec<&PointId> = free
                    .iter()
                    .filter(|point| point.stops_sending())
                    .map(|point| &point.id)
                    .collect();
                let gone = *self.dice.one_of(&required)?;
                self.made.submission.values.remove(gone).map(|_| ())
            }
            Check::OfficerDecision(_) => {
                self.made.officer.approve = Some(true);
                self.made.officer.own_figure.take().map(|_| ())
            }
        }
    }

    fn exceed(&mut self, check: &AtMost) -> Option<()> {
        let links: Vec<_> = check.links().collect();
        let (part, whole) = *self.dice.one_of(&links)?;
        let above = self.tenths(whole)? + self.dice.between(1, 3) * 10;
        self.raise_to(part, above)
    }

    fn drift(&mut self, check: &WithinTolerance) -> Option<()> {
        let right = self.tenths(&check.right)?;
        let share = (right * i64::from(check.percent) / 100 + 9) / 10 * 10;
        let off = share.max(i64::from(check.absolute) * 10) + self.dice.between(1, 3) * 10;
        self.raise_to(&check.left, right + off)
    }

    fn fall_short(&mut self, check: &ShareAtLeast) -> Option<()> {
        let whole = self.judged(&check.whole, check.floor)?;
        // Whole numbers below the share; clearly below, where there is room.
        let share = whole * i64::from(check.percent) / 100;
        self.raise_to(&check.part, share / 2 / 10 * 10)
    }

    fn reach(&mut self, check: &ShareBelow) -> Option<()> {
        let group = check.groups.first()?;
        let whole = self.judged(&group.whole, check.floor)?;
        let share = (whole * i64::from(check.percent) + 999) / 1000 * 10;
        let most = self.tenths(&group.part)?.max(share + 10);
        self.raise_to(&group.part, most)
    }

    /// Raises one term of a balance, but none that another period's report holds too.
    fn off_balance(&mut self, left: &Sum, right: &Sum) -> Option<()> {
        let tied = self.tied();
        let sums = [left, right];
        let mut terms = sums.into_iter().flat_map(Sum::terms);
        let term = terms.find(|term| !tied.contains(&&term.point))?;
        let off = self.dice.between(1, 3);
        let number = self.number(&term.point)?;
        self.set(&term.point, number + off)
    }

    fn leave_out(&mut self, check: &RequiresText) -> Option<()> {
        match &check.when {
            Condition::Positive { sum } => {
                (self.tenths(sum)? > 0).then_some(())?;
            }
            Condition::AnyNo { points } => {
                let point = self.dice.one_of(points)?;
                let values = &mut self.made.submission.values;
                values.insert(point.clone(), Value::YesNo(false));
            }
        }
        self.made.submission.values.remove(&check.text);
        Some(())
    }

    /// A number that jumps from the half-year before.
    fn jump(&mut self, limits: &ChangeLimits) -> Option<()> {
        let difference = i64::from(limits.min_difference);
        let previous = self.previous?;
        let points: Vec<(&PointId, i64)> = self
            .free_points()
            .iter()
            .filter(|point| point.kind == PointKind::Whole)
            .filter_map(|point| Some((&point.id, point.number_in(previous)?)))
            .filter(|(_, before)| *before > 0)
            .collect();
        let (point, before) = *self.dice.one_of(&points)?;
        let share = before * i64::from(limits.min_percent) / 100 + 1;
        self.set(point, before + difference.max(share))
    }

    /// The numbers of the half-year before once more.
    fn copy(&mut self, limits: &CopyLimits) -> Option<()> {
        let previous = self.previous?;
        let mut values = self.made.submission.values.clone();
        for point in self.free_points().iter().filter(|p| p.kind.is_number()) {
            if let Some(number) = point.number_in(previous) {
                values.insert(point.id.clone(), Value::Number(number));
            }
        }
        let numbers = self.template.municipal_points().filter_map(|point| {
            let number = number_in(&values, &point.id).filter(|number| *number != 0)?;
            Some((number, point.number_in(previous)?))
        });
        let all: Vec<(i64, i64)> = numbers.collect();
        let equal = all.iter().filter(|(now, before)| now == before).count();
        let enough = equal * 100 >= all.len() * usize::try_from(limits.percent).ok()?;
        (enough && all.len() >= usize::try_from(limits.floor).ok()?).then_some(())?;
        self.made.submission.values = values;
        Some(())
    }
}

impl<'a> Field<'a> {
    /// The municipality's points that no rule ties to another half-year.
    fn free_points(&self) -> Vec<&'a Point> {
        let tied = self.tied();
        self.template
            .municipal_points()
            .filter(|point| !tied.contains(&&point.id))
            .collect()
    }

    /// The points that a rule ties to another half-year.
    fn tied(&self) -> Vec<&'a PointId> {
        self.template
            .rules
            .iter()
            .filter_map(|rule| match &rule.check {
                Check::EqualsPrevious(check) => Some([&check.point, &check.previous]),
                Check::SumEquals(_)
                | Check::AtMost(_)
                | Check::WithinTolerance(_)
                | Check::ShareRange(_)
                | Check::ShareAtLeast(_)
                | Check::ShareBelow(_)
                | Check::AllOf(_)
                | Check::RatioAtMost(_)
                | Check::RequiresText(_)
                | Check::Positive(_)
                | Check::Change(_)
                | Check::Copy(_)
                | Check::RequiredAnswers {}
                | Check::OfficerDecision(_) => None,
            })
            .flatten()
            .collect()
    }

    fn number(&self, point: &PointId) -> Option<i64> {
        if self.is_own_figure(point)? {
            self.made.officer.own_figure.map(i64::from)
        } else {
            number_in(&self.made.submission.values, point)
        }
    }

    fn set(&mut self, point: &PointId, number: i64) -> Option<()> {
        if self.is_own_figure(point)? {
            self.made.officer.own_figure = Some(u32::try_from(number).ok()?);
        } else {
            let values = &mut self.made.submission.values;
            values.insert(point.clone(), Value::Number(number));
        }
        Some(())
    }

    fn is_own_figure(&self, point: &PointId) -> Option<bool> {
        let point = self.template.point(point)?;
        Some(point.role == Some(PointRole::OwnFigure))
    }

    /// One, in the tenths that sums are counted in here.
    fn unit(&self, point: &PointId) -> Option<i64> {
        self.template.point(point).map(|point| match point.kind {
            PointKind::Tenths => 1,
            PointKind::Whole | PointKind::Text | PointKind::YesNo => 10,
        })
    }

    /// A sum in tenths.
    fn tenths(&self, sum: &Sum) -> Option<i64> {
        sum.terms().iter().try_fold(0, |total, term| {
            let number = self.number(&term.point)? * self.unit(&term.point)?;
            Some(match term.sign {
                Sign::Plus => total + number,
                Sign::Minus => total - number,
            })
        })
    }

    /// A denominator in tenths, where it is large enough to be judged.
    fn judged(&self, whole: &Sum, floor: u32) -> Option<i64> {
        let total = self.tenths(whole)?;
        (total > 0 && total >= i64::from(floor) * 10).then_some(total)
    }

    /// Changes the first added term so that the sum becomes this many tenths.
    fn raise_to(&mut self, sum: &Sum, tenths: i64) -> Option<()> {
        let term = sum.terms().iter().find(|term| term.sign == Sign::Plus)?;
        let missing = tenths - self.tenths(sum)?;
        let number = self.number(&term.point)? + missing / self.unit(&term.point)?;
        (number >= 0).then_some(())?;
        self.set(&term.point, number)
    }
}
