//! The description of the wire: kept in `docs`, whole, and no looser or stricter than the types.

#![expect(
    clippy::indexing_slicing,
    reason = "a document without what is looked for fails its test"
)]

use std::{collections::BTreeSet, path::Path};

use domain::{
    application::{
        Answer, AnswerRecord, Application, ApplicationDecision, ApplicationState,
        Contact as ApplicantContact, Represents,
    },
    decision::{
        ApplicationSubject, Ask, COMMENT_MAX, Decision, DecisionRecord, ReportSubject, Verdict,
    },
    feed::{Cursor, Entry},
    lease::Lease,
    published::Area,
    report::{AskAnswer, Content, Fault, Report, ReportState, Revision, Submission},
    sealing::{PublicSealingKey, SealedDecision},
    signing::{PublishedKey, Signature},
    wire::{
        Access, AccessAnswer, Acknowledgement, AcknowledgementAnswer, AcknowledgementRequest,
        AcknowledgementResult, ArrivalAnswer, ArrivalToken, AskEmailCode, Body, ConfirmEmail,
        Contact, Delivery, DeliveryEntry, DeliveryPage, Device, DevicesAnswer, Discovery,
        EmailCodeAsked, EmailConfirmed, EndAccessAnswer, EndAccessRequest, EndDevicesAnswer,
        EndDevicesRequest, EndPersonDevicesRequest, FigureChanges, FigureRow, HeadAnswer,
        MailWishes, Me, MissingUnit, NotReminded, Officer, Opened, Outcome, OwnMail, OwnOffice,
        OwnRole, PUSH_MAX, PersonDevice, PersonDevicesAnswer, Problem, PublishedKeys, PullPage,
        PullRequest, PushAnswer, PushRequest, PushResult, PushSealedAnswer, PushSealedRequest,
        QuietHours, RefreshRequest, RemindRequest, Reminded, RemindedAnswer, ReminderLetter,
        ReminderPreview, ReminderPreviewRequest, ReminderSent, RemindersAnswer, RemindersPeriod,
        ReopeningRequest, ReopeningRequestAnswer, SealedResult, Session, SessionRequest, Submitted,
        path,
    },
    workflow::{Reopening, ReopeningRefusal},
};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::world::World;

/// Set by `cargo xtask codegen`: write instead of compare.
const WRITE: &str = "HALVAARSRAPPORT_CODEGEN";

#[test]
fn the_copies_in_docs_are_current() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    for (name, wanted) in server::documents() {
        let file = docs.join(name);
        if std::env::var_os(WRITE).is_some() {
            std::fs::write(&file, &wanted).unwrap();
        }
        // A checkout may have turned the line ends.
        let found = std::fs::read_to_string(&file).unwrap_or_default();
        assert!(
            found.replace("\r\n", "\n") == wanted,
            "docs/{name} is stale: run `cargo xtask codegen`"
        );
    }
}

fn documents() -> [Value; 3] {
    server::documents().map(|(_, text)| serde_json::from_str(&text).unwrap())
}

#[tokio::test]
async fn each_door_serves_its_own_description() {
    let world = World::new().await;
    let [public, operation, _] = documents();
    assert_eq!(world.get("/openapi.json").await.ok::<Value>(), public);
    assert_eq!(
        world.operate("/openapi.json").await.ok::<Value>(),
        operation
    );
}

/// Every operation of a document: its path, its method and itself.
fn operations(document: &Value) -> Vec<(&str, &str, &Map<String, Value>)> {
    let paths = document["paths"].as_object().unwrap();
    let items = paths.iter().flat_map(|(path, item)| {
        let methods = item.as_object().unwrap().iter();
        methods.map(move |(method, operation)| {
            (
                path.as_str(),
                method.as_str(),
                operation.as_object().unwrap(),
            )
        })
    });
    items.collect()
}

#[test]
fn every_operation_is_described() {
    let [public, operation, _] = documents();
    for document in [&public, &operation] {
        assert_eq!(document["openapi"], "3.1.0");
        let mut ids = BTreeSet::new();
        for (path, method, operation) in operations(document) {
            let at = format!("{method} {path}");
            assert!(
                ids.insert(operation["operationId"].as_str().unwrap()),
                "{at}"
            );
            for key in ["summary", "tags", "responses"] {
                assert!(operation.contains_key(key), "{at} has no {key}");
            }
            if method == "post" && ![path::LOGOUT, path::ARRIVAL_TOKEN].contains(&path) {
                let body = &operation["requestBody"]["content"]["application/json"];
                assert!(body["schema"]["$ref"].is_string(), "{at}");
                assert!(body["example"].is_object(), "{at}");
            }
            for (status, response) in operation["responses"].as_object().unwrap() {
                let kinds = response["content"].as_object();
                let kinds: Vec<&str> = kinds
                    .iter()
                    .flat_map(|of| of.keys().map(String::as_str))
                    .collect();
                let problem = !status.starts_with('2');
                assert_eq!(
                    kinds == ["application/problem+json"],
                    problem,
                    "{at} {status}"
                );
            }
        }
    }
    let paths: BTreeSet<&str> = operations(&public).iter().map(|(path, ..)| *path).collect();
    for path in [
        path::DISCOVERY,
        path::SESSION,
        path::REFRESH,
        path::LOGOUT,
        path::REPORTS,
        path::PULL,
        path::PUSH,
    ] {
        assert!(paths.contains(path), "{path}");
    }
    assert!(!paths.contains("/metrics"));
}

#[test]
fn who_may_ask_is_told() {
    let [document, ..] = documents();
    let schemes = document["components"]["securitySchemes"]
        .as_object()
        .unwrap();
    let asks: Vec<(&str, Vec<&str>)> = operations(&document)
        .into_iter()
        .filter_map(|(path, _, operation)| {
            let wanted = operation.get("security")?.as_array().unwrap().iter();
            let names = wanted.flat_map(|of| of.as_object().unwrap().keys().map(String::as_str));
            Some((path, names.collect()))
        })
        .collect();
    assert_eq!(
        asks,
        [
            (path::ACCESS, vec!["officer_session"]),
            (path::END_ACCESS, vec!["officer_session"]),
            (path::ARRIVALS, vec!["arrival_token"]),
            (path::ACKNOWLEDGEMENTS, vec!["bufdir_system"]),
            (path::DELIVERIES, vec!["bufdir_system"]),
            (path::PERSON_DEVICES, vec!["bufdir_session"]),
            (path::END_PERSON_DEVICES, vec!["bufdir_session"]),
            (path::FIGURES, vec!["officer_session"]),
            (path::LEASE, vec!["officer_session"]),
            (path::ME, vec!["session"]),
            (path::ARRIVAL_TOKEN, vec!["session"]),
            (path::CONTACT, vec!["session"]),
            (path::DEVICES, vec!["session"]),
            (path::END_DEVICES, vec!["session"]),
            (path::OWN_MAIL, vec!["session"]),
            (path::OWN_MAIL, vec!["session"]),
            (path::EMAIL_CODE, vec!["session"]),
            (path::CONFIRM_EMAIL, vec!["session"]),
            (path::REMINDERS, vec!["officer_session"]),
            (path::REMINDERS, vec!["officer_session"]),
            (path::REMINDER_PREVIEW, vec!["officer_session"]),
            (path::REOPENING_REQUESTS, vec!["officer_session"]),
            (path::REPORTS, vec!["case_system", "reporter_session"]),
            (path::LOGOUT, vec!["officer_session"]),
            (path::EVENTS, vec!["officer_session"]),
            (path::HEAD, vec!["officer_session"]),
            (path::PULL, vec!["officer_session"]),
            (path::PUSH, vec!["officer_session"]),
            (path::PUSH_SEALED, vec!["officer_session"]),
        ]
    );
    for (_, names) in asks {
        for name in names {
            assert_eq!(schemes[name]["scheme"], "bearer");
        }
    }
}

/// Every `$ref` in a value.
fn references<'a>(value: &'a Value, found: &mut BTreeSet<&'a str>) {
    match value {
        Value::Object(object) => {
            if let Some(Value::String(reference)) = object.get("$ref") {
                found.insert(reference);
            }
            object.values().for_each(|value| references(value, found));
        }
        Value::Array(list) => list.iter().for_each(|value| references(value, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => (),
    }
}

#[test]
fn every_reference_leads_somewhere() {
    for document in documents() {
        let mut found = BTreeSet::new();
        references(&document, &mut found);
        assert!(!found.is_empty());
        for reference in found {
            let pointer = reference.strip_prefix('#').unwrap();
            assert!(document.pointer(pointer).is_some(), "{reference}");
        }
    }
}

#[test]
fn the_bounds_are_the_codes() {
    let [document, ..] = documents();
    let schemas = &document["components"]["schemas"];
    let comments = [
        &schemas["Verdict"]["oneOf"][0]["properties"]["comment"],
        &schemas["Verdict"]["oneOf"][1]["properties"]["comment"],
        &schemas["Ask"]["properties"]["comment"],
    ];
    for comment in comments {
        assert_eq!(comment["maxLength"], COMMENT_MAX);
    }
    assert_eq!(
        schemas["PushRequest"]["properties"]["items"]["maxItems"],
        PUSH_MAX
    );
    let most = &schemas["PullRequest"]["properties"]["max_entries"];
    assert_eq!(
        (&most["minimum"], &most["maximum"]),
        (&json!(0), &json!(u32::MAX))
    );
    let seq = &schemas["Cursor"]["properties"]["seq"];
    assert_eq!(
        (&seq["minimum"], &seq["maximum"]),
        (&json!(0), &json!(u64::MAX))
    );
    assert_eq!(schemas["Hash"]["pattern"], "^[0-9a-f]{64}$");
    assert_eq!(schemas["Period"]["pattern"], "^2[0-9]{3}-[12]$");
    assert_eq!(schemas["ReportId"]["format"], "uuid");
    let time = &schemas["Decision"]["properties"]["confirmed_at"];
    assert_eq!(time["format"], "date-time");
    assert_eq!(
        schemas["Report"]["properties"]["office_deadline"]["format"],
        "date"
    );
}

/// A type of the wire: the name of its schema, a value of it, and whether a value can be read as it.
struct Type {
    name: &'static str,
    value: Value,
    reads: fn(Value) -> bool,
}

fn of<T: DeserializeOwned>(name: &'static str, value: Value) -> Type {
    Type {
        name,
        value,
        // Through text: bodies are read as they stand, which no parsed value can be.
        reads: |value| serde_json::from_str::<T>(&text(value)).is_ok(),
    }
}

/// The text of a value; the status of a page stands first.
fn text(value: Value) -> String {
    let Value::Object(mut fields) = value else {
        panic!("no object: {value}");
    };
    match (fields.remove("status"), fields.contains_key("page")) {
        (Some(status), true) => {
            let rest = Value::Object(fields).to_string();
            rest.replacen('{', &format!(r#"{{"status":{status},"#), 1)
        }
        (status, _) => {
            fields.extend(status.map(|status| ("status".to_owned(), status)));
            Value::Object(fields).to_string()
        }
    }
}

/// A value of every type that is an object, each variant's.
fn types(document: &Value) -> Vec<Type> {
    let operation = |path: &str| &document["paths"][path]["post"];
    let sent = |path: &str| {
        operation(path)["requestBody"]["content"]["application/json"]["example"].clone()
    };
    let answered = |path: &str| {
        operation(path)["responses"]["200"]["content"]["application/json"]["example"].clone()
    };
    let discovery = &document["paths"][path::DISCOVERY]["get"]["responses"]["200"];
    let discovery = discovery["content"]["application/json"]["example"].clone();
    let invalid = &operation(path::PULL)["responses"]["422"]["content"];
    let invalid = invalid["application/problem+json"]["example"].clone();
    let page = answered(path::PULL);
    let body = page["page"]["bodies"][0].clone();
    let report = body["body"].clone();
    let decision = sent(path::PUSH)["items"][0].clone();
    let answered_keys = &document["paths"][path::KEYS]["get"]["responses"]["200"]["content"];
    let answered_keys = answered_keys["application/json"]["example"].clone();
    let boxed = sent(path::PUSH_SEALED)["items"][0].clone();
    let sealed_result = answered(path::PUSH_SEALED)["results"][0].clone();
    let result = answered(path::PUSH)["results"][0].clone();
    let receipt = result["outcome"]["receipt"].clone();
    let approve = decision["verdict"].clone();
    let ask = json!({ "point": "inv_closed", "rule": "R16", "comment": "Hvorfor?" });
    let send_back = json!({ "kind": "return", "own_figure": 1, "comment": "Rett.", "asks": [ask] });
    let record = json!({
        "id": decision["id"], "verdict": approve, "decided_by": decision["id"],
        "decided_by_name": "Ola Prøve", "confirmed_at": decision["confirmed_at"], "receipt": receipt,
    });
    let reopening = json!({
        "revision": 1, "at": "2026-07-01T08:00:00Z", "by_name": "Ola Prøve", "reason": "Feil.",
    });
    let state = |kind: &str| json!({ "kind": kind, "revision": 1 });
    let mut types = vec![
        of::<Discovery>("Discovery", discovery),
        of::<SessionRequest>("SessionRequest", sent(path::SESSION)),
        of::<RefreshRequest>("RefreshRequest", sent(path::REFRESH)),
        of::<Session>("Session", answered(path::SESSION)),
        of::<Officer>("Officer", answered(path::SESSION)["officer"].clone()),
        of::<Submission>("Submission", sent(path::REPORTS)),
        of::<AskAnswer>("AskAnswer", json!({ "kind": "corrected" })),
        of::<AskAnswer>(
            "AskAnswer",
            json!({ "kind": "explained", "text": "Talt på nytt." }),
        ),
        of::<Submitted>("Submitted", answered(path::REPORTS)),
        of::<Fault>("Fault", invalid["faults"][0].clone()),
        of::<Problem>("Problem", invalid),
        of::<PullRequest>("PullRequest", sent(path::PULL)),
        of::<Cursor>("Cursor", sent(path::PULL)["cursor"].clone()),
        of::<Entry>("Entry", page["page"]["entries"][0].clone()),
        of::<PullPage>("PullPage", page),
        of::<PullPage>(
            "PullPage",
            json!({ "status": "diverged", "page": { "office": "innlandet", "head": 1 } }),
        ),
        of::<Body>("Body", body),
        of::<Revision>("Revision", report["revisions"][0].clone()),
        of::<Report>("Report", report),
        of::<Reopening>("Reopening", reopening),
        of::<ReportState>("ReportState", json!({ "kind": "draft" })),
        of::<ReportState>("ReportState", state("submitted")),
        of::<ReportState>("ReportState", state("withdrawn")),
        of::<ReportState>("ReportState", state("approved")),
        of::<ReportState>("ReportState", state("returned")),
        of::<ReportState>("ReportState", state("reopened")),
        of::<PushRequest>("PushRequest", sent(path::PUSH)),
        of::<Decision>("Decision", decision),
        of::<Verdict>("Verdict", approve),
        of::<Verdict>("Verdict", send_back),
        of::<Ask>("Ask", ask),
        of::<PushAnswer>("PushAnswer", answered(path::PUSH)),
        of::<PushSealedRequest>("PushSealedRequest", sent(path::PUSH_SEALED)),
        of::<SealedDecision>("SealedDecision", boxed),
        of::<PushSealedAnswer>("PushSealedAnswer", answered(path::PUSH_SEALED)),
        of::<ReopeningRequest>("ReopeningRequest", sent(path::REOPENING_REQUESTS)),
        of::<ReopeningRequestAnswer>("ReopeningRequestAnswer", answered(path::REOPENING_REQUESTS)),
        of::<Opened>("Opened", sealed_result["opened"].clone()),
        of::<SealedResult>("SealedResult", sealed_result),
        of::<PublicSealingKey>("PublicSealingKey", answered_keys["sealing"].clone()),
        of::<PushResult>("PushResult", result),
        of::<Signature>("Signature", receipt["signature"].clone()),
        of::<ReportSubject>("ReportSubject", subject(&receipt)),
        of::<DecisionRecord>("DecisionRecord", record),
    ];
    types.extend(types_of_proof_and_delivery(document));
    types.extend(outcomes(&receipt));
    types.extend(types_of_applications(document));
    types.extend(types_of_persons(document));
    types.extend(types_of_figures());
    types.extend(types_of_mail());
    types.extend(types_of_reminders(document));
    types
}

/// Each outcome of a decision.
fn outcomes(receipt: &Value) -> Vec<Type> {
    let approved = json!({ "kind": "approved", "revision": 1 });
    let refused = |kind: &str, reason: &str| json!({ "kind": kind, "reason": reason });
    vec![
        of::<Outcome>("Outcome", json!({ "kind": "applied", "receipt": receipt })),
        of::<Outcome>(
            "Outcome",
            json!({ "kind": "duplicate", "receipt": receipt }),
        ),
        of::<Outcome>(
            "Outcome",
            json!({ "kind": "conflict", "reason": "not_waiting", "current": approved }),
        ),
        of::<Outcome>(
            "Outcome",
            json!({
                "kind": "application_conflict", "reason": "not_waiting",
                "current": { "kind": "withdrawn" },
            }),
        ),
        of::<Outcome>("Outcome", refused("held", "no_access")),
        of::<Outcome>("Outcome", refused("rejected", "invalid")),
    ]
}

/// What of a receipt is its subject.
fn subject(receipt: &Value) -> Value {
    let mut subject = receipt.clone();
    for field in [
        "number",
        "decision_id",
        "content_hash",
        "received_at",
        "office",
        "seq",
        "chain",
        "signature",
    ] {
        subject.as_object_mut().unwrap().remove(field);
    }
    subject
}

fn types_of_applications(document: &Value) -> Vec<Type> {
    let post = |path: &str| &document["paths"][path]["post"];
    let sent = &post(path::PUSH)["requestBody"]["content"]["application/json"]["example"];
    let answered = &post(path::PUSH)["responses"]["200"]["content"]["application/json"]["example"];
    let page = &post(path::PULL)["responses"]["200"]["content"]["application/json"]["example"];
    let access = &document["paths"][path::ACCESS]["get"]["responses"]["200"]["content"];
    let access = access["application/json"]["example"].clone();
    let end = post(path::END_ACCESS);
    let asked_to_end = end["requestBody"]["content"]["application/json"]["example"].clone();
    let ended = end["responses"]["200"]["content"]["application/json"]["example"].clone();
    let application = page["page"]["bodies"][1]["body"].clone();
    let decision = sent["items"][1].clone();
    let receipt = answered["results"][1]["outcome"]["receipt"].clone();
    let (by, at) = (
        application["applicant"].clone(),
        decision["confirmed_at"].clone(),
    );
    let unit = |kind: &str| json!({ "kind": kind, "unit_no": "3411" });
    let record = json!({
        "id": decision["id"], "answer": decision["answer"], "answered_by": by,
        "answered_by_name": "Kari Eksempel", "office": "innlandet", "answered_at": at,
        "confirmed_at": at, "receipt": receipt,
    });
    let state = |state: Value| of::<ApplicationState>("ApplicationState", state);
    vec![
        of::<ApplicantContact>("ApplicantContact", application["contact"].clone()),
        of::<Represents>("Represents", unit("unit")),
        of::<Represents>("Represents", unit("county_governor")),
        of::<Represents>(
            "Represents",
            json!({ "kind": "external", "organisation": "Et universitet", "unit_no": null }),
        ),
        state(application["state"].clone()),
        state(json!({ "kind": "at_bufdir", "forwarded_by": null })),
        state(json!({ "kind": "approved", "by": by, "until": "2027-12-31" })),
        state(json!({ "kind": "rejected", "by": by, "reason": "Ikke ansatt." })),
        state(json!({ "kind": "withdrawn" })),
        state(json!({ "kind": "ended", "by": by, "at": at })),
        of::<Answer>("ApplicationAnswer", decision["answer"].clone()),
        of::<Answer>(
            "ApplicationAnswer",
            json!({ "kind": "reject", "reason": "Ikke ansatt." }),
        ),
        of::<Answer>("ApplicationAnswer", json!({ "kind": "forward" })),
        of::<AnswerRecord>("AnswerRecord", record),
        of::<Application>("Application", application),
        of::<ApplicationDecision>("ApplicationDecision", decision),
        of::<ApplicationSubject>("ApplicationSubject", subject(&receipt)),
        of::<Access>("Access", access["access"][0].clone()),
        of::<AccessAnswer>("AccessAnswer", access),
        of::<EndAccessRequest>("EndAccessRequest", asked_to_end),
        of::<EndAccessAnswer>("EndAccessAnswer", ended),
    ]
}

fn types_of_figures() -> Vec<Type> {
    let row = |area: Value, part: Value| {
        json!({
            "period": "2026-1", "indicator": "supervision_unmet", "area": area, "part": part,
            "whole": 40, "missing": 0,
        })
    };
    let unit = json!({ "kind": "unit", "no": "3411" });
    let changes = json!({
        "head": 7, "until": 7, "rows": [row(json!({ "kind": "country" }), json!(".."))],
        "server_time": "2026-09-01T10:00:00Z",
    });
    vec![
        of::<Area>("Area", json!({ "kind": "country" })),
        of::<Area>("Area", json!({ "kind": "county", "no": "34" })),
        of::<Area>("Area", unit.clone()),
        of::<FigureRow>("FigureRow", row(unit, json!(2))),
        of::<FigureChanges>("FigureChanges", changes),
    ]
}

fn types_of_mail() -> Vec<Type> {
    let hours = json!({ "from": 22, "until": 7 });
    let wishes = json!({
        "arrivals": "daily", "outcomes": "never", "duties": "at_once", "quiet_hours": hours,
        "language": "nn",
    });
    let outcome = |outcome: &str| json!({ "outcome": outcome });
    vec![
        of::<QuietHours>("QuietHours", hours),
        of::<OwnMail>("OwnMail", json!({ "state": "code_sent", "wishes": wishes })),
        of::<MailWishes>("MailWishes", wishes),
        of::<AskEmailCode>("AskEmailCode", json!({ "language": "nb" })),
        of::<EmailCodeAsked>("EmailCodeAsked", outcome("sent")),
        of::<EmailCodeAsked>("EmailCodeAsked", outcome("too_soon")),
        of::<EmailCodeAsked>("EmailCodeAsked", outcome("nothing")),
        of::<ConfirmEmail>("ConfirmEmail", json!({ "code": "1234 5678" })),
        of::<EmailConfirmed>("EmailConfirmed", outcome("confirmed")),
        of::<EmailConfirmed>(
            "EmailConfirmed",
            json!({ "outcome": "wrong", "tries_left": 4 }),
        ),
        of::<EmailConfirmed>("EmailConfirmed", outcome("no_code")),
        of::<ReopeningRefusal>(
            "ReopeningRefusal",
            json!({
                "revision": 1, "at": "2026-09-01T10:00:00Z", "by_name": "Bente Dal",
                "reason": "Tallene er riktige.",
            }),
        ),
    ]
}

fn types_of_reminders(document: &Value) -> Vec<Type> {
    let example = |of: &Value| of["content"]["application/json"]["example"].clone();
    let sent = |path: &str| example(&document["paths"][path]["post"]["requestBody"]);
    let got =
        |path: &str, method: &str| example(&document["paths"][path][method]["responses"]["200"]);
    let list = got(path::REMINDERS, "get");
    let period = list["periods"][0].clone();
    let preview = got(path::REMINDER_PREVIEW, "post");
    let reminded = got(path::REMINDERS, "post");
    vec![
        of::<MissingUnit>("MissingUnit", period["missing"][0].clone()),
        of::<ReminderSent>("ReminderSent", period["sent"][0].clone()),
        of::<RemindersPeriod>("RemindersPeriod", period),
        of::<RemindersAnswer>("RemindersAnswer", list),
        of::<ReminderPreviewRequest>("ReminderPreviewRequest", sent(path::REMINDER_PREVIEW)),
        of::<ReminderLetter>("ReminderLetter", preview["letters"][0].clone()),
        of::<NotReminded>("NotReminded", preview["left_out"][0].clone()),
        of::<ReminderPreview>("ReminderPreview", preview),
        of::<RemindRequest>("RemindRequest", sent(path::REMINDERS)),
        of::<Reminded>("Reminded", reminded["reminded"][0].clone()),
        of::<RemindedAnswer>("RemindedAnswer", reminded),
    ]
}

fn types_of_persons(document: &Value) -> Vec<Type> {
    let example = |of: &Value| of["content"]["application/json"]["example"].clone();
    let sent = |path: &str, method: &str| example(&document["paths"][path][method]["requestBody"]);
    let got =
        |path: &str, method: &str| example(&document["paths"][path][method]["responses"]["200"]);
    let me = got(path::ME, "get");
    let offices = got(path::SESSION, "post")["offices"].clone();
    let devices = got(path::DEVICES, "get");
    let of_persons = got(path::PERSON_DEVICES, "get");
    vec![
        of::<OwnOffice>("OwnOffice", offices[0].clone()),
        of::<OwnRole>("OwnRole", me["roles"][0].clone()),
        of::<Me>("Me", me),
        of::<Contact>("Contact", sent(path::CONTACT, "put")),
        of::<Device>("Device", devices["devices"][0].clone()),
        of::<DevicesAnswer>("DevicesAnswer", devices),
        of::<EndDevicesRequest>("EndDevicesRequest", sent(path::END_DEVICES, "post")),
        of::<EndDevicesAnswer>("EndDevicesAnswer", got(path::END_DEVICES, "post")),
        of::<PersonDevice>("PersonDevice", of_persons["devices"][0].clone()),
        of::<PersonDevicesAnswer>("PersonDevicesAnswer", of_persons),
        of::<EndPersonDevicesRequest>(
            "EndPersonDevicesRequest",
            sent(path::END_PERSON_DEVICES, "post"),
        ),
        of::<ArrivalToken>("ArrivalToken", got(path::ARRIVAL_TOKEN, "post")),
        of::<ArrivalAnswer>("ArrivalAnswer", got(path::ARRIVALS, "get")),
    ]
}

fn types_of_proof_and_delivery(document: &Value) -> Vec<Type> {
    let acknowledging = &document["paths"][path::ACKNOWLEDGEMENTS]["post"];
    let sent = &acknowledging["requestBody"]["content"]["application/json"]["example"];
    let answered = &acknowledging["responses"]["200"]["content"]["application/json"]["example"];
    let got = |path: &str| {
        let answer = &document["paths"][path]["get"]["responses"]["200"]["content"];
        answer["application/json"]["example"].clone()
    };
    let keys = got(path::KEYS);
    let deliveries = got(path::DELIVERIES);
    let delivery = deliveries["deliveries"][0].clone();
    let acknowledged = answered.clone();
    vec![
        of::<PublishedKey>("PublishedKey", keys["keys"][0].clone()),
        of::<PublishedKeys>("PublishedKeys", keys),
        of::<HeadAnswer>("HeadAnswer", got(path::HEAD)),
        of::<Lease>("Lease", got(path::LEASE)),
        of::<Content>("Content", delivery["body"]["content"].clone()),
        of::<Delivery>("Delivery", delivery["body"].clone()),
        of::<DeliveryEntry>("DeliveryEntry", delivery),
        of::<DeliveryPage>("DeliveryPage", deliveries),
        of::<AcknowledgementRequest>("AcknowledgementRequest", sent.clone()),
        of::<Acknowledgement>(
            "Acknowledgement",
            acknowledged["results"][0]["outcome"].clone(),
        ),
        of::<Acknowledgement>("Acknowledgement", json!({ "kind": "unknown" })),
        of::<AcknowledgementResult>("AcknowledgementResult", acknowledged["results"][0].clone()),
        of::<AcknowledgementAnswer>("AcknowledgementAnswer", acknowledged),
    ]
}

/// The object schema that describes the value: the type's own, or its variant's.
fn schema_of<'a>(document: &'a Value, of: &Type) -> &'a Value {
    let schema = &document["components"]["schemas"][of.name];
    let Some(variants) = schema["oneOf"].as_array() else {
        return schema;
    };
    let is_it = |variant: &&Value| {
        ["kind", "status", "outcome"].iter().all(|tag| {
            let named = variant["properties"][tag]["enum"].as_array();
            named.is_none_or(|named| named.contains(&of.value[tag]))
        })
    };
    variants.iter().find(is_it).unwrap()
}

#[test]
fn every_object_on_the_wire_is_tried_below() {
    let [document, ..] = documents();
    let schemas = document["components"]["schemas"].as_object().unwrap();
    let is_object = |schema: &Value| {
        let variants = schema["oneOf"].as_array();
        schema["type"] == "object"
            || variants.is_some_and(|variants| variants.iter().any(|of| of["type"] == "object"))
    };
    let objects = schemas.iter().filter(|(_, schema)| is_object(schema));
    let objects: BTreeSet<&str> = objects.map(|(name, _)| name.as_str()).collect();
    let tried: Vec<Type> = types(&document);
    assert_eq!(objects, tried.iter().map(|of| of.name).collect());
    for name in objects {
        let variants = schemas[name]["oneOf"].as_array().map_or(1, Vec::len);
        let times = tried.iter().filter(|of| of.name == name).count();
        assert_eq!(times, variants, "{name}");
    }
}

#[test]
fn a_schema_takes_unknown_fields_where_its_type_does() {
    let [document, ..] = documents();
    for of in types(&document) {
        assert!((of.reads)(of.value.clone()), "{} {}", of.name, of.value);
        let mut with_more = of.value.clone();
        with_more["unknown"] = json!(1);
        let closed = schema_of(&document, &of)["additionalProperties"] == false;
        assert_eq!(
            (of.reads)(with_more.clone()),
            !closed,
            "{} {with_more}",
            of.name
        );
    }
}

#[test]
fn a_schema_asks_for_the_fields_its_type_needs() {
    let [document, ..] = documents();
    for of in types(&document) {
        let schema = schema_of(&document, &of);
        let properties: BTreeSet<&String> =
            schema["properties"].as_object().unwrap().keys().collect();
        let fields = of.value.as_object().unwrap();
        for field in fields.keys() {
            assert!(properties.contains(field), "{} {field}", of.name);
            let mut without = fields.clone();
            without.remove(field);
            let required = schema["required"].as_array();
            let required = required.is_some_and(|of| of.contains(&json!(field)));
            let reads = (of.reads)(Value::Object(without));
            assert_eq!(reads, !required, "{} without {field}", of.name);
        }
    }
}
