//! One unit through its half-years: cases come in, stay open, are closed; children stay or leave.
//!
//! Rates per inhabitant follow the country's figures of 2019 (DOMAIN.md 1.5), halved for a half-year.

use super::{
    dice::{Dice, SURE},
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
    pub(super) fn next(&mut self, unit: &Unit, period: Period, dice: &mut Dice) -> Values {
        let open = match self.open {
            Some(open) => open,
            None => self.beginning(dice),
        };
        let mut sheet = Sheet::default();
        self.about_the_unit(unit, &mut sheet);
        let measures = Self::moved(open.measures, self.mean(54), dice);
        let care = Self::moved(open.care, self.mean(16), dice);
        let supervised = Self::moved(open.supervised, self.mean(14), dice);
        let (notifications, passed_on) =
            self.notifications(open.notifications, period, dice, &mut sheet);
        let investigations = self.investigations(open.investigations, passed_on, dice, &mut sheet);
        self.staffing(dice, &mut sheet);
        self.measures(measures, dice, &mut sheet);
        self.care(care, dice, &mut sheet);
        self.foster(measures, care, supervised, dice, &mut sheet);
        self.others(dice, &mut sheet);
        self.control(dice, &mut sheet);
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

    fn about_the_unit(&self, unit: &Unit, sheet: &mut Sheet) {
        sheet.text("unit_contact_name", self.contact);
        let email = format!("barnevern@{}.example", unit.no);
        sheet.text("unit_contact_email", &email);
        sheet.yes_no("unit_intermunicipal", self.shared);
        if self.shared {
            sheet.text("unit_intermunicipal_partners", "Nabokommunene");
        }
        sheet.yes_no("unit_supervision_by_cws", self.supervises);
        if !self.supervises {
            sheet.text("unit_supervision_body", "Helse og omsorg");
        }
    }

    fn staffing(&self, dice: &mut Dice, sheet: &mut Sheet) {
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
        sheet.number("staff_total", total);
        sheet.number("staff_casework", casework);
        sheet.number("staff_measures", measures);
        sheet.number("staff_admin", admin);
        let unqualified = casework * dice.between(0, 15) / 100;
        sheet.number("staff_casework_qualified", casework - unqualified);
        sheet.number("staff_vacant", total * dice.between(0, 8) / 100);
        sheet.number("staff_absent_no_sub", total * dice.between(0, 6) / 100);
        sheet.number("staff_hired_in", total * dice.between(-5, 10).max(0) / 100);
    }

    fn notifications(
        &self,
        open: i64,
        period: Period,
        dice: &mut Dice,
        sheet: &mut Sheet,
    ) -> (i64, i64) {
        // Schools and kindergartens, who send most, are closed in July.
        let season = if period.half() == 1 { 1060 } else { 940 };
        let received = dice.about(self.mean(54) * season / 1000);
        // Those of the last week are still under review.
        let open_end = dice.part(received, 38);
        let concluded = open + received - open_end;
        let passed = SURE - self.dismissed - 130;
        let [dismissed, active, ongoing, to_investigation] =
            dice.split(concluded, [self.dismissed, 50, 80, passed]);
        sheet.number("msg_open_start", open);
        sheet.number("msg_received", received);
        sheet.number("msg_dismissed", dismissed);
        sheet.number("msg_dismissed_active_measures", active);
        sheet.number("msg_in_ongoing_investigation", ongoing);
        sheet.number("msg_to_investigation", to_investigation);
        sheet.number("msg_open_end", open_end);
        let late = dice.part(concluded, self.lateness / 3);
        let bands = dice.split(late, [600, 200, 150, 50]);
        sheet.number("msg_over_7d", late);
        sheet.numbers(
            [
                "msg_over_7d_1_5",
                "msg_over_7d_6_10",
                "msg_over_7d_11_20",
                "msg_over_7d_gt20",
            ],
            bands,
        );
        (open_end, to_investigation)
    }

    fn investigations(&self, open: i64, passed_on: i64, dice: &mut Dice, sheet: &mut Sheet) -> i64 {
        // A child may have several notifications, or an investigation begin without one.
        let started = (passed_on + dice.between(-1, 1)).max(0);
        let open_end = dice.part(open, 30) + dice.part(started, 430);
        let closed = open + started - open_end;
        sheet.number("inv_open_start", open);
        sheet.number("inv_started", started);
        sheet.number("inv_closed", closed);
        sheet.numbers(
            [
                "inv_closed_measures",
                "inv_closed_petition",
                "inv_dismissed_assessment",
                "inv_dismissed_party",
                "inv_dismissed_moved",
                "inv_dismissed_referred",
            ],
            dice.split(closed, [370, 30, 490, 50, 30, 30]),
        );
        sheet.number("inv_open_end", open_end);
        let long = dice.part(closed, self.lateness / 8);
        let middle = dice.part(closed - long, 90 + self.lateness);
        // Without lateness every long investigation was extended.
        let late = dice.part(middle, (self.lateness * 3).min(900));
        sheet.number("inv_time_le_3m", closed - long - middle);
        sheet.number("inv_time_3_6m", middle);
        sheet.number("inv_time_gt_6m", long);
        sheet.number("inv_extended", middle - late);
        sheet.number("inv_breach", long + late);
        let short_bands = dice.split(late, [320, 280, 200, 140, 60, 0]);
        let long_bands = dice.split(long, [60, 100, 180, 260, 200, 200]);
        let mut bands = short_bands;
        for (band, more) in bands.iter_mut().zip(long_bands) {
            *band += more;
        }
        sheet.numbers(
            [
                "inv_breach_1_5",
                "inv_breach_6_15",
                "inv_breach_16_30",
                "inv_breach_31_60",
                "inv_breach_61_90",
                "inv_breach_gt90",
            ],
            bands,
        );
        sheet.number(
            "inv_open_over_deadline",
            dice.part(open_end, self.lateness / 2),
        );
        if long + late > 0 || sheet.get("msg_over_7d") > 0 {
            sheet.text(
                "inv_breach_reason",
                "Sykdom og ubesatte stillinger. Saker med sakkyndig utredning har tatt lengre tid.",
            );
        }
        open_end
    }

    fn measures(&self, children: i64, dice: &mut Dice, sheet: &mut Sheet) {
        let with_plan = children - dice.part(children, self.gaps);
        let plan_3m = dice.part(with_plan, 760);
        sheet.number("meas_children", children);
        sheet.number("meas_with_plan", with_plan);
        sheet.number("meas_plan_3m", plan_3m);
        let unevaluated = dice.part(plan_3m, 40 + self.gaps * 2);
        sheet.number("meas_plan_3m_evaluated", plan_3m - unevaluated);
        sheet.number("meas_out_of_home", dice.part(children, 70));
        sheet.number("meas_imposed", dice.part(children, 8));
        sheet.number("meas_unaccompanied", dice.part(children, 15));
    }

    fn care(&self, children: i64, dice: &mut Dice, sheet: &mut Sheet) {
        sheet.number("care_children", children);
        let without = dice.part(children, self.gaps / 3);
        sheet.number("care_with_plan", children - without);
        sheet.number("care_parents_followed_up", dice.part(children, 750));
        let inst = dice.about(self.mean(2));
        let [consent, without_consent] = dice.split(inst, [1, 1]);
        sheet.number("inst_children", inst);
        sheet.number("inst_with_consent", consent);
        sheet.number("inst_without_consent", without_consent);
        sheet.number("inst_with_plan", inst - dice.part(inst, self.gaps));
    }

    fn foster(
        &self,
        measures: i64,
        care: i64,
        supervised: i64,
        dice: &mut Dice,
        sheet: &mut Sheet,
    ) {
        let children = dice.part(care, 900) + dice.part(measures, 40);
        let [own, other] = dice.split(children, [4, 6]);
        sheet.number("foster_children", children);
        sheet.number("foster_own_municipality", own);
        sheet.number("foster_other_municipality", other);
        let [long, short] = dice.split(children, [8, 2]);
        sheet.number("followup_gt_1y", long);
        sheet.number("followup_gt_1y_unmet", dice.part(long, self.gaps));
        sheet.number("followup_le_1y", short);
        sheet.number("followup_le_1y_unmet", dice.part(short, self.gaps / 2));
        let [long, short] = dice.split(supervised, [8, 2]);
        sheet.number("superv_children", supervised);
        let without = dice.part(supervised, self.gaps / 4);
        sheet.number("superv_with_person", supervised - without);
        sheet.number("superv_gt_1y", long);
        sheet.number("superv_gt_1y_unmet", dice.part(long, self.gaps));
        sheet.number("superv_le_1y", short);
        sheet.number("superv_le_1y_unmet", dice.part(short, self.gaps / 2));
    }

    fn others(&self, dice: &mut Dice, sheet: &mut Sheet) {
        let turned_18 = dice.about(self.mean(35) / 10);
        sheet.number("aftercare_turned_18", turned_18);
        sheet.numbers(
            [
                "aftercare_continued",
                "aftercare_own_wish",
                "aftercare_refused",
                "aftercare_other_wish",
            ],
            dice.split(turned_18, [680, 220, 40, 60]),
        );
        sheet.number("tribunal_petitions", dice.about(self.mean(2)));
        let emergencies = dice.about(self.mean(13) / 10);
        let [care, institution, other] = dice.split(emergencies, [5, 3, 2]);
        sheet.number("emerg_total", emergencies);
        sheet.number("emerg_care", care);
        sheet.number("emerg_institution", institution);
        sheet.number("emerg_other", other);
        sheet.number("emerg_care_lapsed", dice.part(care, 80));
        sheet.number("emerg_institution_lapsed", dice.part(institution, 80));
        sheet.number("care_order_lapsed", dice.about(self.mean(1) / 50));
    }

    fn control(&self, dice: &mut Dice, sheet: &mut Sheet) {
        let mut all = true;
        for point in [
            "ctrl_internal_control",
            "ctrl_available_24_7",
            "ctrl_training_plan",
            "ctrl_prevention_plan",
            "ctrl_council_report",
        ] {
            let answer = !dice.chance(20 + self.gaps / 2);
            all &= answer;
            sheet.yes_no(point, answer);
        }
        if !all {
            sheet.text(
                "unit_comment",
                "Planen er under arbeid og legges fram for kommunestyret i neste halvår.",
            );
        }
    }
}

/// The answers so far.
#[derive(Default)]
struct Sheet(Values);

impl Sheet {
    fn number(&mut self, point: &str, number: i64) {
        self.0.insert(PointId::from(point), Value::Number(number));
    }

    fn numbers<const N: usize>(&mut self, points: [&str; N], numbers: [i64; N]) {
        for (point, number) in points.into_iter().zip(numbers) {
            self.number(point, number);
        }
    }

    fn text(&mut self, point: &str, text: &str) {
        self.0
            .insert(PointId::from(point), Value::Text(text.to_owned()));
    }

    fn yes_no(&mut self, point: &str, answer: bool) {
        self.0.insert(PointId::from(point), Value::YesNo(answer));
    }

    fn get(&self, point: &str) -> i64 {
        crate::rules::number_in(&self.0, &PointId::from(point)).unwrap_or(0)
    }
}
