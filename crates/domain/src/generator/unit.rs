//! One unit through its half-years: cases come in, stay open, are closed; children stay or leave.
//!
//! Rates per inhabitant follow the country's figures of 2019 (DOMAIN.md 1.5), halved for a half-year.

use super::{
    dice::{Dice, SURE},
    points::{self, Points},
    size::inhabitants,
};
use crate::{
    ids::PointId,
    period::Period,
    report::{Value, Values},
    units::Unit,
};

/// What makes one unit differ from another of its size.
pub(super) struct Character {
    inhabitants: i64,
    /// Load per inhabitant, in per mille of the country's.
    level: i64,
    /// Growth per half-year, in per mille.
    trend: i64,
    /// How many investigations run over their limit, in per mille.
    lateness: u32,
    /// How many notifications are dismissed, in per mille.
    dismissed: u32,
    /// How many children lack what they should have, in per mille.
    gaps: u32,
    /// Whether the unit shares its service with others.
    shared: bool,
    /// Whether the service supervises foster homes itself.
    supervises: bool,
    contact: &'static str,
    /// What lasts from one half-year to the next.
    open: Option<Stocks>,
    age: i64,
}

#[derive(Clone, Copy)]
struct Stocks {
    notifications: i64,
    investigations: i64,
    measures: i64,
    care: i64,
    supervised: i64,
}

/// Names of no particular person.
const CONTACTS: [&str; 8] = [
    "Anne Prøve",
    "Bjørn Eksempel",
    "Eli Test",
    "Geir Prøve",
    "Ingrid Eksempel",
    "Lars Test",
    "Mari Prøve",
    "Åse Eksempel",
];

impl Character {
    /// The character of a unit under a seed.
    pub(super) fn of(unit: &Unit, dice: &mut Dice) -> Self {
        let lateness = match dice.below(100) {
            // Half of the municipalities have no breach, most others two or three cases.
            0..20 => 0,
            20..80 => dice.between(20, 90),
            _ => dice.between(100, 280),
        };
        let gaps = if dice.chance(500) {
            0
        } else {
            dice.between(5, 60)
        };
        let inhabitants = inhabitants(unit);
        Self {
            inhabitants,
            level: dice.between(750, 1350),
            trend: dice.between(-12, 12),
            lateness: u32::try_from(lateness).unwrap_or(0),
            dismissed: u32::try_from(dice.between(100, 280)).unwrap_or(0),
            gaps: u32::try_from(gaps).unwrap_or(0),
            shared: inhabitants < 12_000 && dice.chance(400),
            supervises: dice.chance(800),
            contact: dice.one_of(&CONTACTS).copied().unwrap_or_default(),
            open: None,
            age: 0,
        }
    }

    /// The expected count of something, in thousandths, from its number per 10 000 inhabitants.
    fn mean(&self, per_ten_thousand: i64) -> i64 {
        let grown = 1000 + (self.trend * self.age).clamp(-300, 300);
        self.inhabitants * per_ten_thousand / 10 * self.level / 1000 * grown / 1000
    }

    /// What is open before the first half-year.
    fn beginning(&self, dice: &mut Dice) -> Stocks {
        Stocks {
            notifications: dice.about(self.mean(54) / 30),
            investigations: dice.about(self.mean(43) * 45 / 100),
            measures: dice.about(self.mean(54)),
            care: dice.about(self.mean(16)),
            supervised: dice.about(self.mean(14)),
        }
    }

    /// A stock after half a year: some leave, some come, and it keeps near what the place has.
    fn moved(stock: i64, mean: i64, dice: &mut Dice) -> i64 {
        let leave = dice.part(stock, 120);
        let come = dice.about(mean * 120 / 1000);
        stock - leave + come
    }

    /// The answers for the next half-year.
    pub(super) fn next(
        &mut self,
        points: &Points,
        unit: &Unit,
        period: Period,
        dice: &mut Dice,
    ) -> Values {
        let open = match self.open {
            Some(open) => open,
            None => self.beginning(dice),
        };
        let mut sheet = Sheet::default();
        self.about_the_unit(unit, &points.unit, &mut sheet);
        let measures = Self::moved(open.measures, self.mean(54), dice);
        let care = Self::moved(open.care, self.mean(16), dice);
        let supervised = Self::moved(open.supervised, self.mean(14), dice);
        let (notifications, passed_on) =
            self.notifications(open.notifications, period, dice, points, &mut sheet);
        let investigations =
            self.investigations(open.investigations, passed_on, dice, points, &mut sheet);
        self.staffing(dice, &points.staff, &mut sheet);
        self.measures(measures, dice, &points.measures, &mut sheet);
        self.care(care, dice, &points.care, &mut sheet);
        let foster = dice.part(care, 900) + dice.part(measures, 40);
        self.foster((foster, supervised), dice, &points.foster, &mut sheet);
        self.others(dice, &points.others, &mut sheet);
        self.control(dice, &points.control, &mut sheet);
        self.age += 1;
        self.open = Some(Stocks {
            notifications,
            investigations,
            measures,
            care,
            supervised,
        });
        sheet.0
    }

    fn about_the_unit(&self, unit: &Unit, points: &points::Unit, sheet: &mut Sheet) {
        sheet.text(&points.contact_name, self.contact);
        let email = format!("barnevern@{}.example", unit.no);
        sheet.text(&points.contact_email, &email);
        sheet.yes_no(&points.shared, self.shared);
        if self.shared {
            sheet.text(&points.partners, "Nabokommunene");
        }
        sheet.yes_no(&points.supervises, self.supervises);
        if !self.supervises {
            sheet.text(&points.supervisor, "Helse og omsorg");
        }
    }

    fn staffing(&self, dice: &mut Dice, points: &points::Staff, sheet: &mut Sheet) {
        // Positions per 10 000 inhabitants: 4.2 for casework, 5 for measures, 1.2 for the office.
        let tenths = |per_100_000: i64, dice: &mut Dice| {
            let usual = self.inhabitants * per_100_000 / 10_000 * self.level / 1000;
            let usual = (usual + 2) / 5 * 5;
            usual + dice.between(-(usual / 25) - 1, usual / 25 + 1)
        };
        let casework = tenths(42, dice).max(5);
        let measures = tenths(50, dice).max(0);
        let admin = tenths(12, dice).max(0);
        let total = casework + measures + admin;
        sheet.number(&points.total, total);
        sheet.number(&points.casework, casework);
        sheet.number(&points.measures, measures);
        sheet.number(&points.admin, admin);
        let unqualified = casework * dice.between(0, 15) / 100;
        sheet.number(&points.qualified, casework - unqualified);
        sheet.number(&points.vacant, total * dice.between(0, 8) / 100);
        sheet.number(&points.absent, total * dice.between(0, 6) / 100);
        sheet.number(&points.hired_in, total * dice.between(-5, 10).max(0) / 100);
    }

    fn notifications(
        &self,
        open: i64,
        period: Period,
        dice: &mut Dice,
        points: &Points,
        sheet: &mut Sheet,
    ) -> (i64, i64) {
        let points = &points.notifications;
        // Schools and kindergartens, who send most, are closed in July.
        let season = if period.half() == 1 { 1060 } else { 940 };
        let received = dice.about(self.mean(54) * season / 1000);
        // Those of the last week are still under review.
        let open_end = dice.part(received, 38);
        let concluded = open + received - open_end;
        let passed = SURE - self.dismissed - 130;
        let outcomes = dice.split(concluded, [self.dismissed, 50, 80, passed]);
        let [_, _, _, to_investigation] = outcomes;
        sheet.number(&points.open_start, open);
        sheet.number(&points.received, received);
        sheet.numbers(&points.outcomes, outcomes);
        sheet.number(&points.open_end, open_end);
        let late = dice.part(concluded, self.lateness / 3);
        let bands = dice.split(late, [600, 200, 150, 50]);
        sheet.number(&points.late, late);
        sheet.numbers(&points.late_bands, bands);
        (open_end, to_investigation)
    }

    fn investigations(
        &self,
        open: i64,
        passed_on: i64,
        dice: &mut Dice,
        points: &Points,
        sheet: &mut Sheet,
    ) -> i64 {
        let late_notifications = &points.notifications.late;
        let points = &points.investigations;
        // A child may have several notifications, or an investigation begin without one.
        let started = (passed_on + dice.between(-1, 1)).max(0);
        let open_end = dice.part(open, 30) + dice.part(started, 430);
        let closed = open + started - open_end;
        sheet.number(&points.open_start, open);
        sheet.number(&points.started, started);
        sheet.number(&points.closed, closed);
        sheet.numbers(
            &points.outcomes,
            dice.split(closed, [370, 30, 490, 50, 30, 30]),
        );
        sheet.number(&points.open_end, open_end);
        let long = dice.part(closed, self.lateness / 8);
        let middle = dice.part(closed - long, 90 + self.lateness);
        // Without lateness every long investigation was extended.
        let late = dice.part(middle, (self.lateness * 3).min(900));
        sheet.number(&points.short, closed - long - middle);
        sheet.number(&points.middle, middle);
        sheet.number(&points.long, long);
        sheet.number(&points.extended, middle - late);
        sheet.number(&points.late, long + late);
        let short_bands = dice.split(late, [320, 280, 200, 140, 60, 0]);
        let long_bands = dice.split(long, [60, 100, 180, 260, 200, 200]);
        let mut bands = short_bands;
        for (band, more) in bands.iter_mut().zip(long_bands) {
            *band += more;
        }
        sheet.numbers(&points.late_bands, bands);
        sheet.number(&points.open_late, dice.part(open_end, self.lateness / 2));
        if long + late > 0 || sheet.get(late_notifications) > 0 {
            sheet.text(
                &points.reason,
                "Sykdom og ubesatte stillinger. Saker med sakkyndig utredning har tatt lengre tid.",
            );
        }
        open_end
    }

    fn measures(
        &self,
        children: i64,
        dice: &mut Dice,
        points: &points::Measures,
        sheet: &mut Sheet,
    ) {
        let with_plan = children - dice.part(children, self.gaps);
        let plan_3m = dice.part(with_plan, 760);
        sheet.number(&points.children, children);
        sheet.number(&points.with_plan, with_plan);
        sheet.number(&points.plan_3m, plan_3m);
        let unevaluated = dice.part(plan_3m, 40 + self.gaps * 2);
        sheet.number(&points.evaluated, plan_3m - unevaluated);
        sheet.number(&points.out_of_home, dice.part(children, 70));
        sheet.number(&points.imposed, dice.part(children, 8));
        sheet.number(&points.unaccompanied, dice.part(children, 15));
    }

    fn care(&self, children: i64, dice: &mut Dice, points: &points::Care, sheet: &mut Sheet) {
        sheet.number(&points.children, children);
        let without = dice.part(children, self.gaps / 3);
        sheet.number(&points.with_plan, children - without);
        sheet.number(&points.parents_followed_up, dice.part(children, 750));
        let inst = dice.about(self.mean(2));
        let kinds = dice.split(inst, [1, 1]);
        sheet.number(&points.institution, inst);
        sheet.numbers(&points.institution_kinds, kinds);
        sheet.number(&points.institution_plan, inst - dice.part(inst, self.gaps));
    }

    fn foster(
        &self,
        (children, supervised): (i64, i64),
        dice: &mut Dice,
        points: &points::Foster,
        sheet: &mut Sheet,
    ) {
        sheet.number(&points.children, children);
        sheet.numbers(&points.places, dice.split(children, [4, 6]));
        self.visits(children, dice, &points.follow_up, sheet);
        sheet.number(&points.supervised, supervised);
        let without = dice.part(supervised, self.gaps / 4);
        sheet.number(&points.with_supervisor, supervised - without);
        self.visits(supervised, dice, &points.supervision, sheet);
    }

    fn visits(&self, children: i64, dice: &mut Dice, points: &points::Visits, sheet: &mut Sheet) {
        let [long, short] = dice.split(children, [8, 2]);
        sheet.number(&points.long, long);
        sheet.number(&points.long_unmet, dice.part(long, self.gaps));
        sheet.number(&points.short, short);
        sheet.number(&points.short_unmet, dice.part(short, self.gaps / 2));
    }

    fn others(&self, dice: &mut Dice, points: &points::Others, sheet: &mut Sheet) {
        let turned_18 = dice.about(self.mean(35) / 10);
        sheet.number(&points.turned_18, turned_18);
        let aftercare = dice.split(turned_18, [680, 220, 40, 60]);
        sheet.numbers(&points.aftercare, aftercare);
        sheet.number(&points.petitions, dice.about(self.mean(2)));
        let emergencies = dice.about(self.mean(13) / 10);
        let kinds = dice.split(emergencies, [5, 3, 2]);
        let [care, institution, _] = kinds;
        sheet.number(&points.emergencies, emergencies);
        sheet.numbers(&points.emergency_kinds, kinds);
        sheet.number(&points.lapsed_care, dice.part(care, 80));
        sheet.number(&points.lapsed_institution, dice.part(institution, 80));
        sheet.number(&points.lapsed_orders, dice.about(self.mean(1) / 50));
    }

    fn control(&self, dice: &mut Dice, points: &points::Control, sheet: &mut Sheet) {
        let mut all = true;
        for point in &points.questions {
            let answer = !dice.chance(20 + self.gaps / 2);
            all &= answer;
            sheet.yes_no(point, answer);
        }
        if !all {
            sheet.text(
                &points.comment,
                "Planen er under arbeid og legges fram for kommunestyret i neste halvår.",
            );
        }
    }
}

/// The answers so far.
#[derive(Default)]
struct Sheet(Values);

impl Sheet {
    fn number(&mut self, point: &PointId, number: i64) {
        self.0.insert(point.clone(), Value::Number(number));
    }

    fn numbers<const N: usize>(&mut self, points: &[PointId; N], numbers: [i64; N]) {
        for (point, number) in points.iter().zip(numbers) {
            self.number(point, number);
        }
    }

    fn text(&mut self, point: &PointId, text: &str) {
        self.0.insert(point.clone(), Value::Text(text.to_owned()));
    }

    fn yes_no(&mut self, point: &PointId, answer: bool) {
        self.0.insert(point.clone(), Value::YesNo(answer));
    }

    fn get(&self, point: &PointId) -> i64 {
        crate::rules::number_in(&self.0, point).unwrap_or(0)
    }
}
