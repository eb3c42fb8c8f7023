//! Each rule with a report it accepts, one it finds fault with, and one it does not apply to.

use std::collections::BTreeMap;

use super::*;
use crate::{
    report::{Value, Values},
    template::{Point, PointKind, Template},
    text::{Language, checks::assert_whole},
};

mod cases;

use cases::CASES;

/// A consistent report of a middle-sized unit.
fn report() -> Values {
    let numbers = "
        staff_total=125 staff_casework=80 staff_measures=30 staff_admin=15
        staff_casework_qualified=70 staff_vacant=5 staff_absent_no_sub=10 staff_hired_in=0
        msg_open_start=3 msg_received=60 msg_dismissed=12 msg_dismissed_active_measures=3
        msg_in_ongoing_investigation=6 msg_to_investigation=40 msg_open_end=2
        msg_over_7d=3 msg_over_7d_1_5=1 msg_over_7d_6_10=1 msg_over_7d_11_20=1 msg_over_7d_gt20=0
        inv_open_start=20 inv_started=41 inv_closed=41 inv_open_end=20
        inv_closed_measures=16 inv_closed_petition=2 inv_dismissed_assessment=17
        inv_dismissed_party=3 inv_dismissed_moved=2 inv_dismissed_referred=1
        inv_time_le_3m=33 inv_time_3_6m=7 inv_time_gt_6m=1 inv_extended=6 inv_breach=2
        inv_breach_1_5=1 inv_breach_6_15=1 inv_breach_16_30=0 inv_breach_31_60=0
        inv_breach_61_90=0 inv_breach_gt90=0 inv_open_over_deadline=1
        meas_children=80 meas_with_plan=80 meas_plan_3m=60 meas_plan_3m_evaluated=55
        meas_out_of_home=6 meas_imposed=1 meas_unaccompanied=2
        care_children=20 care_with_plan=20 care_parents_followed_up=15
        inst_children=4 inst_with_consent=2 inst_without_consent=2 inst_with_plan=4
        foster_children=30 foster_own_municipality=12 foster_other_municipality=18
        followup_gt_1y=24 followup_gt_1y_unmet=1 followup_le_1y=6 followup_le_1y_unmet=0
        superv_children=25 superv_with_person=25
        superv_gt_1y=20 superv_gt_1y_unmet=1 superv_le_1y=5 superv_le_1y_unmet=0
        aftercare_turned_18=5 aftercare_continued=3 aftercare_own_wish=1 aftercare_refused=1
        aftercare_other_wish=0 tribunal_petitions=3
        emerg_total=4 emerg_care=2 emerg_institution=1 emerg_other=1
        emerg_care_lapsed=0 emerg_institution_lapsed=0 care_order_lapsed=0
        unit_intermunicipal=nei unit_supervision_by_cws=ja
        ctrl_internal_control=ja ctrl_available_24_7=ja ctrl_training_plan=ja
        ctrl_prevention_plan=ja ctrl_council_report=ja
        inv_breach_reason=Sykdom unit_contact_name=Kari unit_contact_email=a@b.no";
    let mut values = BTreeMap::new();
    for change in numbers.split_whitespace() {
        set(&mut values, change);
    }
    values
}

/// The report of the half-year before: every number that is not 0 is greater by one, and the open
/// cases at its end are those at the start of [`report`].
fn report_before() -> Values {
    let mut values = report();
    for value in values.values_mut() {
        if let Value::Number(number @ 1..) = value {
            *number += 1;
        }
    }
    set(&mut values, "msg_open_end=3");
    set(&mut values, "inv_open_end=20");
    values
}

/// `point=12`, `point=ja`, `point=nei`, `point=tekst`, or `point=` for no answer.
fn set(values: &mut Values, change: &str) {
    let (point, answer) = change.split_once('=').unwrap();
    let value = match answer {
        "" => {
            values.remove(&point.into());
            return;
        }
        "ja" => Value::YesNo(true),
        "nei" => Value::YesNo(false),
        text => text
            .parse()
            .map_or_else(|_| Value::Text(text.to_owned()), Value::Number),
    };
    values.insert(point.into(), value);
}

/// Judges [`report`] with changes: of this period, of the half-year `before.`, of the `officer.`;
/// `nothing_before` takes the earlier period away, `only_texts` everything but texts from the form.
fn judged(rule: &str, changes: &str) -> Judgement {
    let mut template = Template::current().clone();
    let (mut values, mut previous) = (report(), Some(report_before()));
    let mut officer = OfficerAnswers {
        own_figure: Some(5),
        approve: Some(true),
        comment: String::new(),
    };
    for change in changes.split_whitespace() {
        if change == "nothing_before" {
            previous = None;
        } else if change == "only_texts" {
            for section in &mut template.sections {
                let is_text = |point: &Point| point.kind == PointKind::Text;
                section.points.retain(is_text);
            }
        } else if let Some(change) = change.strip_prefix("before.") {
            set(previous.as_mut().unwrap(), change);
        } else if let Some(change) = change.strip_prefix("officer.") {
            let (point, answer) = change.split_once('=').unwrap();
            match point {
                "figure" => officer.own_figure = answer.parse().ok(),
                "approve" => officer.approve = answer.parse().ok(),
                "comment" => answer.clone_into(&mut officer.comment),
                other => panic!("{other}"),
            }
        } else {
            set(&mut values, change);
        }
    }
    let rule = template.rule(&rule.into()).unwrap();
    let answers = Answers {
        values: &values,
        previous: previous.as_ref(),
        year_before: previous.as_ref(),
        officer: Some(&officer),
    };
    judge(&template, rule, &answers)
}

/// Changes that make this period's numbers those of the half-year before.
fn copied() -> String {
    report_before()
        .into_iter()
        .filter_map(|(point, value)| match value {
            Value::Number(number) => Some(format!("{point}={number} ")),
            Value::YesNo(_) | Value::Text(_) => None,
        })
        .collect()
}

#[test]
fn every_rule_accepts_finds_and_stands_aside() {
    let ids: Vec<_> = Template::current()
        .rules
        .iter()
        .map(|rule| rule.id.to_string())
        .collect();
    assert_eq!(ids, CASES.map(|case| case.0));
    for (rule, accepted, wrong, message, outside) in CASES {
        let (accepted, wrong) = match rule {
            "R96" => (String::new(), copied()),
            _ => (accepted.to_owned(), wrong.to_owned()),
        };
        assert_eq!(judged(rule, &accepted), Judgement::Holds, "{rule} accepts");
        let Judgement::Found(findings) = judged(rule, &wrong) else {
            panic!("{rule} finds nothing");
        };
        assert_eq!(
            findings[0]
                .message
                .nb
                .replace(crate::number::NO_BREAK_SPACE, " "),
            message,
            "{rule}"
        );
        assert!(!findings[0].points.is_empty() && !findings[0].terms.is_empty());
        assert_eq!(
            judged(rule, outside),
            Judgement::NotApplicable,
            "{rule} stands aside"
        );
    }
}

#[test]
fn a_sound_report_has_no_finding() {
    let (values, before) = (report(), report_before());
    let officer = OfficerAnswers {
        own_figure: Some(5),
        approve: Some(true),
        comment: String::new(),
    };
    let answers = Answers {
        values: &values,
        previous: Some(&before),
        year_before: None,
        officer: Some(&officer),
    };
    assert_eq!(findings(Template::current(), &answers), vec![]);
}

#[test]
fn thresholds_are_met_exactly() {
    let holds = |rule: &str, changes: &str| judged(rule, changes) == Judgement::Holds;
    let found = |rule: &str, changes: &str| matches!(judged(rule, changes), Judgement::Found(_));
    // R05: 5 % and 40 % are inside; ten percentage points are too far.
    let dismissed = |of, rest| {
        format!(
            "msg_dismissed={of} msg_dismissed_active_measures={rest} msg_in_ongoing_investigation=0 msg_to_investigation=0 nothing_before"
        )
    };
    assert!(holds("R05", &dismissed(5, 95)) && holds("R05", &dismissed(40, 60)));
    assert!(found("R05", &dismissed(4, 96)) && found("R05", &dismissed(41, 59)));
    let moved = "msg_dismissed=30 msg_dismissed_active_measures=70 msg_in_ongoing_investigation=0 msg_to_investigation=0 before.msg_dismissed_active_measures=0 before.msg_in_ongoing_investigation=0";
    assert!(found(
        "R05",
        &format!("{moved} before.msg_dismissed=20 before.msg_to_investigation=80")
    ));
    assert!(holds(
        "R05",
        &format!("{moved} before.msg_dismissed=21 before.msg_to_investigation=79")
    ));
    // R12: two, or five per cent of what was passed on.
    let started = |of, passed| format!("inv_started={of} msg_to_investigation={passed}");
    assert!(holds("R12", &started(105, 100)) && found("R12", &started(106, 100)));
    assert!(holds("R12", &started(2, 0)) && found("R12", &started(3, 0)));
    // R21: ten per cent is high enough, twenty is high.
    let breached = |gt_6m, closed| {
        format!("inv_time_3_6m=0 officer.figure=0 inv_time_gt_6m={gt_6m} inv_closed={closed}")
    };
    assert!(holds("R21", &breached(9, 100)) && found("R21", &breached(10, 100)));
    let high = |changes: &str| match judged("R21", changes) {
        Judgement::Found(findings) => findings[0].high,
        Judgement::Holds | Judgement::NotApplicable => panic!("{changes}"),
    };
    assert!(!high(&breached(19, 100)) && high(&breached(20, 100)));
    // R95: ten and thirty per cent; five to nothing; nothing to ten.
    let changed = |before, now| format!("before.msg_over_7d={before} msg_over_7d={now}");
    for (before, now, expected) in [
        (33, 43, true),
        (34, 44, false),
        (30, 21, false),
        (30, 20, true),
        (5, 0, true),
        (4, 0, false),
        (0, 10, true),
        (0, 9, false),
    ] {
        assert_eq!(
            found("R95", &changed(before, now)),
            expected,
            "{before} {now}"
        );
    }
    // In positions the thresholds count positions.
    assert!(found("R95", "before.staff_vacant=50 staff_vacant=0"));
    assert!(holds("R95", "before.staff_vacant=49 staff_vacant=0"));
}

#[test]
fn every_group_that_fails_is_named_with_its_numbers() {
    let said = |changes: &str| match judged("R55", changes) {
        Judgement::Found(findings) => {
            assert_eq!(findings.len(), 1);
            findings[0].clone()
        }
        Judgement::Holds | Judgement::NotApplicable => panic!("{changes}"),
    };
    let follow_up = said("followup_gt_1y_unmet=4");
    let both = said("followup_gt_1y_unmet=4 superv_le_1y_unmet=3");
    assert_eq!(follow_up.terms.len(), 4);
    assert_eq!(both.terms.len(), 8);
    let Text { nb, nn, en } = both.message;
    let plain = |text: String| text.replace(crate::number::NO_BREAK_SPACE, " ");
    assert_eq!(
        [nb, nn, en].map(plain),
        [
            "Besøks- eller tilsynskrav ikke oppfylt: oppfølging 4 + 0 av 30 (24 + 6) = 13,3 %; \
             tilsyn 1 + 3 av 25 (20 + 5) = 16,0 %, grensen er 10 %",
            "Krav til besøk eller tilsyn ikkje oppfylt: oppfølging 4 + 0 av 30 (24 + 6) = 13,3 %; \
             tilsyn 1 + 3 av 25 (20 + 5) = 16,0 %, grensa er 10 %",
            "Visit or supervision requirement not met: follow-up 4 + 0 of 30 (24 + 6) = 13.3%; \
             supervision 1 + 3 of 25 (20 + 5) = 16.0%; the limit is 10%",
        ]
    );
}

#[test]
fn every_message_shows_the_numbers_of_its_terms() {
    for (rule, _, wrong, _, _) in CASES.iter().filter(|case| case.0 != "R96") {
        let Judgement::Found(findings) = judged(rule, wrong) else {
            panic!("{rule}");
        };
        for finding in findings {
            for term in &finding.terms {
                let Some(number) = term.number else {
                    continue;
                };
                let shown = if term.tenths {
                    crate::number::tenths(number, Language::Nb)
                } else {
                    crate::number::whole(number, Language::Nb)
                };
                assert!(finding.message.nb.contains(&shown), "{rule} {term:?}");
            }
        }
    }
}

#[test]
fn rules_apply_only_where_their_points_exist() {
    let mut template = Template::current().clone();
    for section in &mut template.sections {
        section
            .points
            .retain(|point| point.id.as_str() != "msg_open_end");
    }
    let values = report();
    let rule = template.rule(&"R01".into()).unwrap().clone();
    assert_eq!(
        judge(&template, &rule, &Answers::alone(&values)),
        Judgement::NotApplicable
    );
}

#[test]
fn numbers_of_any_size_do_not_overflow() {
    let mut values = report();
    for value in values.values_mut() {
        if let Value::Number(number) = value {
            *number = i64::MAX;
        }
    }
    let before: Values = values
        .keys()
        .map(|point| (point.clone(), Value::Number(i64::MIN)))
        .collect();
    let answers = Answers {
        values: &values,
        previous: Some(&before),
        year_before: Some(&before),
        officer: None,
    };
    assert!(!findings(Template::current(), &answers).is_empty());
}

#[test]
fn messages_are_whole_in_every_language() {
    for (rule, _, wrong, _, _) in CASES {
        let wrong = if rule == "R96" {
            copied()
        } else {
            wrong.to_owned()
        };
        let Judgement::Found(findings) = judged(rule, &wrong) else {
            panic!("{rule}");
        };
        for finding in findings {
            assert_whole(&finding.message);
            assert_ne!(finding.message.nb, finding.message.en);
        }
    }
}
