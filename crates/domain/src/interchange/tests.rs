//! Files that are sound, and files with every fault at once.

use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::{Separator, read_csv, read_json, write_csv};
use crate::{
    ids::PointId,
    report::{InputFault, NUMBER_MAX, Value, Values},
    template::{PointKind, Template},
    text::checks::assert_whole,
};

fn values() -> Values {
    Template::current()
        .municipal_points()
        .map(|point| {
            let value = match point.kind {
                PointKind::Whole => Value::Number(7),
                PointKind::Tenths => Value::Number(12_345),
                PointKind::Text => Value::Text("To \"saker\";\nog én, til".to_owned()),
                PointKind::YesNo => Value::YesNo(true),
            };
            (point.id.clone(), value)
        })
        .collect()
}

fn told(faults: Vec<InputFault>) -> Vec<String> {
    for fault in &faults {
        assert_whole(&fault.message());
    }
    faults.into_iter().map(|fault| fault.message().nb).collect()
}

/// The table with one line's value replaced, and whether it then reads.
fn with(point: &str, value: &str) -> Result<Values, Vec<String>> {
    let mut changed = values();
    changed.remove(&PointId::from(point));
    let text = write_csv(&changed, Template::current(), Separator::Semicolon);
    read_csv(
        format!("{text}{point};{value}\n").as_bytes(),
        Template::current(),
    )
    .map_err(told)
}

#[test]
fn reads_what_it_writes_in_every_dress() {
    let template = Template::current();
    for separator in [Separator::Semicolon, Separator::Comma] {
        let text = write_csv(&values(), template, separator);
        assert_eq!(read_csv(text.as_bytes(), template), Ok(values()));
        let marked = format!("\u{feff}{text}");
        assert_eq!(read_csv(marked.as_bytes(), template), Ok(values()));
        let (_, headless) = text.split_once("\r\n").unwrap();
        assert_eq!(read_csv(headless.as_bytes(), template), Ok(values()));
        let padded = text.replace("unit_comment", "\r\n unit_comment ");
        assert_eq!(read_csv(padded.as_bytes(), template), Ok(values()));
    }
}

#[test]
fn numbers_are_read_as_people_write_them() {
    let number = |point: &str, text: &str| match with(point, text).unwrap().get(&point.into()) {
        Some(Value::Number(number)) => *number,
        other => panic!("{other:?}"),
    };
    for (text, tenths) in [
        ("12,5", 125),
        ("12.5", 125),
        ("\"12,5\"", 125),
        (" 12 ", 120),
        ("0", 0),
    ] {
        assert_eq!(number("staff_total", text), tenths, "{text}");
    }
    assert_eq!(number("inv_closed", "041"), 41);
    for (text, answer) in [
        ("Ja", true),
        ("NEI", false),
        ("yes", true),
        ("false", false),
    ] {
        let values = with("ctrl_available_24_7", text).unwrap();
        assert_eq!(
            values.get(&"ctrl_available_24_7".into()),
            Some(&Value::YesNo(answer))
        );
    }
}

#[test]
fn a_value_that_cannot_be_read_is_told_by_line_and_point() {
    for (point, value, message) in [
        (
            "inv_closed",
            "12,0",
            "fant «12,0», ventet et helt tall fra 0, bare sifre",
        ),
        (
            "inv_closed",
            "-3",
            "fant «-3», ventet et helt tall fra 0, bare sifre",
        ),
        (
            "inv_closed",
            "",
            "fant ingenting, ventet et helt tall fra 0, bare sifre",
        ),
        (
            "inv_closed",
            "mange",
            "fant tekst, ventet et helt tall fra 0, bare sifre",
        ),
        (
            "inv_closed",
            "01818520030",
            "fant et tall med 11 sifre, ventet et helt tall fra 0, bare sifre",
        ),
        (
            "staff_total",
            "12,55",
            "fant «12,55», ventet et tall fra 0 med høyst én desimal, som 12,5",
        ),
        (
            "ctrl_available_24_7",
            "vet ikke",
            "fant tekst, ventet ja eller nei",
        ),
        (
            "inv_closed",
            "1;2",
            "fant 3 felt, ventet to felt; en verdi med skilletegnet i står i anførselstegn",
        ),
    ] {
        let faults = with(point, value).unwrap_err();
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert!(
            faults[0].ends_with(&format!("{point}: {message}")),
            "{faults:?}"
        );
        assert!(faults[0].starts_with("linje "), "{faults:?}");
    }
}

#[test]
fn every_fault_is_told_at_once() {
    let table = "punkt;verdi\n\
        inv_closed;fire\n\
        Kari Nordmann;1\n\
        sf_decision;ja\n\
        msg_received;10\n\
        msg_received;11\n\
        unit_comment;\"aldri slutt\n";
    let faults = told(read_csv(table.as_bytes(), Template::current()).unwrap_err());
    let form = &Template::current().id;
    assert_eq!(
        faults[..5],
        [
            "linje 2, inv_closed: fant tekst, ventet et helt tall fra 0, bare sifre".to_owned(),
            format!("linje 3, ?: fant et punkt skjemaet ikke har, ventet et av kommunens punkter i skjemaet {form}"),
            format!("linje 4, sf_decision: fant et punkt som statsforvalteren fyller ut, ventet et av kommunens punkter i skjemaet {form}"),
            "linje 6, msg_received: fant punktet enda en gang (først på linje 5), ventet hvert punkt én gang".to_owned(),
            "linje 7: fant et anførselstegn som ikke lukkes, ventet anførselstegn i par".to_owned(),
        ]
    );
    // Every required number and yes/no point but the two that are on lines.
    let required = Template::current()
        .points()
        .filter(|point| point.stops_sending());
    assert_eq!(faults.len() - 5, required.count() - 2);
    assert!(
        faults.contains(&"msg_dismissed: fant ingenting, ventet et helt tall fra 0".to_owned())
    );
}

#[test]
fn other_encodings_are_told() {
    let latin = b"inv_closed;1\nunit_comment;bl\xe5\n";
    let faults = told(read_csv(latin, Template::current()).unwrap_err());
    assert_eq!(
        faults[0],
        "linje 2: fant tegn i en annen koding, ventet en fil lagret som UTF-8"
    );
    let utf16 = b"\xff\xfei\0n\0v\0";
    assert_eq!(read_csv(utf16, Template::current()).unwrap_err().len(), 1);
}

fn sent() -> Json {
    json!({
        "submission_id": "01890a5d-ac96-774b-bcce-b302099a8057",
        "unit_no": "3411",
        "period": "2026-1",
        "template": Template::current().id,
        "values": values(),
    })
}

#[test]
fn json_is_read_or_told_whole() {
    let submission = read_json(&serde_json::to_vec(&sent()).unwrap()).unwrap();
    assert_eq!(submission.values, values());

    let mut wrong = sent();
    wrong["submission_id"] = json!("x");
    wrong["unit_no"] = json!(3411);
    wrong["values"]["inv_closed"] = json!(1.5);
    wrong["values"]["msg_received"] = json!(null);
    wrong["comments"] = json!({ "inv_breach": 1 });
    wrong["answers"] = json!({ "inv_breach": { "kind": "other" } });
    wrong["Kari Nordmann"] = json!(1);
    let faults = read_json(&serde_json::to_vec(&wrong).unwrap()).unwrap_err();
    let at: Vec<_> = faults.iter().map(|fault| fault.at.as_str()).collect();
    assert_eq!(
        at,
        [
            "submission_id",
            "unit_no",
            "inv_closed",
            "msg_received",
            "inv_breach",
            "inv_breach",
            "?"
        ]
    );

    let mut wrong = sent();
    wrong["values"]["inv_closed"] = json!([]);
    wrong["values"]["msg_received"] = json!(-1);
    let faults = told(read_json(&serde_json::to_vec(&wrong).unwrap()).unwrap_err());
    assert_eq!(
        faults,
        [
            "inv_closed: fant en liste, ventet et helt tall, tekst, sant eller usant",
            "msg_received: fant et negativt tall, ventet et helt tall fra 0",
        ]
    );

    let faults = told(read_json(b"{\n\"a\": 1,\n}").unwrap_err());
    assert_eq!(faults, ["linje 3: fant noe som ikke er JSON, ventet JSON"]);
}

fn any_values() -> impl Strategy<Value = Values> {
    let points: Vec<_> = Template::current().municipal_points().collect();
    let answers: Vec<_> = points
        .iter()
        .map(|point| match point.kind {
            PointKind::Whole | PointKind::Tenths => {
                (0..=NUMBER_MAX).prop_map(Value::Number).boxed()
            }
            PointKind::YesNo => any::<bool>().prop_map(Value::YesNo).boxed(),
            // A text of spaces only is the same as none.
            PointKind::Text => "[ -~æøåÆØÅ\\n]{0,40}[a-zæøå\"]"
                .prop_map(Value::Text)
                .boxed(),
        })
        .collect();
    answers.prop_map(move |answers| {
        points
            .iter()
            .map(|point| point.id.clone())
            .zip(answers)
            .collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_answers_survive_the_table(values in any_values(), comma in any::<bool>()) {
        let separator = if comma { Separator::Comma } else { Separator::Semicolon };
        let text = write_csv(&values, Template::current(), separator);
        prop_assert_eq!(read_csv(text.as_bytes(), Template::current()), Ok(values));
    }

    #[test]
    fn any_bytes_are_read_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(read_csv(&bytes, Template::current()).is_err());
        prop_assert!(read_json(&bytes).is_err());
    }
}
