//! Bodies as they travel. Made from the types themselves, so that each is one.

use std::{collections::BTreeMap, fmt::Debug, str::FromStr};

use domain::{
    decision::{Decision, Receipt, Receipted, Verdict},
    feed::{Cursor, EntityKind, Entry, GENESIS},
    generator::{Faults, office_history},
    ids::{DecisionId, DeviceId, MachineId, PersonId, ReportId, SubmissionId},
    lease::{self, Lease},
    report::{Hash, Report, ReportState, Revision, Submission, json_bytes},
    sealing::{SealedDecision, SealingKey},
    signing::{PublishedKey, Signature, SigningKey},
    wire::{
        Acknowledgement, AcknowledgementAnswer, AcknowledgementRequest, AcknowledgementResult,
        ArrivalAnswer, ArrivalToken, Body, Contact, Delivery, DeliveryEntry, DeliveryPage, Device,
        DevicesAnswer, Discovery, EndDevicesAnswer, EndDevicesRequest, EndPersonDevicesRequest,
        Environment, HeadAnswer, Me, Officer, Opened, Outcome, OwnOffice, OwnRole, PersonDevice,
        PersonDevicesAnswer, PortalSave, PublishedKeys, PullPage, PullRequest, PushAnswer,
        PushRequest, PushResult, PushSealedAnswer, PushSealedRequest, RefreshRequest,
        ReopeningRequest, ReopeningRequestAnswer, ReopeningRequestOutcome, RoleName, SealedResult,
        Session, SessionRequest, Submitted,
    },
};
use jiff::{Timestamp, ToSpan};
use serde_json::value::RawValue;

mod access;
mod bufdir;
mod mail;

pub(crate) use access::{
    access_answer, bufdir_answer, end_access_answer, end_access_request,
    portal_application_withdraw, portal_apply,
};
pub(crate) use bufdir::{
    add_unit, audit_query, end_role, give_role, people_query, period_close, period_settings,
    unit_span,
};
pub(crate) use mail::{
    ask_email_code, confirm_email, own_mail, remind_request, reminded_answer, reminder_preview,
    reminder_preview_request, reminders_answer,
};

const OFFICE: &str = "innlandet";
const OFFICE_NAME: &str = "Statsforvalteren i Innlandet";
const UNIT: &str = "3411";
const NAME: &str = "Kari Eksempel";
const DEVICE: &str = "Kontor-PC";

pub(crate) fn discovery() -> Discovery {
    Discovery {
        environment: Environment::Production,
        issuer: "https://idporten.no".to_owned(),
        client_id: "a1b2c3d4-desktop".to_owned(),
        scope: "statsforvalteren:halvaarsrapport".to_owned(),
        resource: "https://halvaarsrapport.example".to_owned(),
        acr: "idporten-loa-high".to_owned(),
        server_time: now(),
    }
}

pub(crate) fn session_request() -> SessionRequest {
    SessionRequest {
        access_token: "ID-porten's access token, as it came".to_owned(),
        machine_id: MachineId(parsed("0197c1f0-0000-7000-8000-000000000008")),
        machine_name: DEVICE.to_owned(),
        office: None,
    }
}

pub(crate) fn portal_save() -> PortalSave {
    PortalSave {
        base_version: 0,
        content: submission().into(),
    }
}

pub(crate) fn refresh_request() -> RefreshRequest {
    RefreshRequest {
        refresh_token: session().refresh_token,
        idle_seconds: 20,
    }
}

pub(crate) fn session() -> Session {
    let after = |minutes: i64| now().saturating_add(minutes.minutes()).unwrap_or(now());
    Session {
        access_token: "hra_EXAMPLE".to_owned(),
        access_expires_at: after(10),
        refresh_token: "hrr_EXAMPLE".to_owned(),
        idle_expires_at: after(30),
        device_id: device_id(),
        officer: Officer {
            id: person_id(),
            name: NAME.to_owned(),
            office: OFFICE.into(),
            office_name: OFFICE_NAME.to_owned(),
        },
        offices: vec![OwnOffice {
            office: OFFICE.into(),
            name: OFFICE_NAME.to_owned(),
            stands_in_until: None,
        }],
        server_time: now(),
    }
}

fn person_id() -> PersonId {
    PersonId(parsed("0197c1f0-0000-7000-8000-000000000001"))
}

fn device_id() -> DeviceId {
    DeviceId(parsed("0197c1f0-0000-7000-8000-000000000007"))
}

fn hours(count: i64) -> Timestamp {
    now().saturating_add(count.hours()).unwrap_or(now())
}

pub(crate) fn me() -> Me {
    Me {
        person_id: person_id(),
        name: NAME.to_owned(),
        role: RoleName::Officer,
        roles: vec![OwnRole {
            role: RoleName::Officer,
            place: Some(OFFICE.to_owned()),
            place_name: Some(OFFICE_NAME.to_owned()),
            from: hours(-100),
            until: None,
            stands_in: false,
        }],
        contact: Some(contact()),
        device_id: Some(device_id()),
        ends_at: hours(10),
        server_time: now(),
    }
}

pub(crate) fn contact() -> Contact {
    Contact {
        email: "kari@statsforvalteren.example".to_owned(),
        phone: Some("+4762551000".to_owned()),
    }
}

fn device() -> Device {
    Device {
        id: device_id(),
        name: DEVICE.to_owned(),
        since: hours(-100),
        last_seen: now(),
        logged_in: true,
        arrivals_until: Some(hours(700)),
        current: true,
    }
}

pub(crate) fn devices() -> DevicesAnswer {
    DevicesAnswer {
        devices: vec![device()],
    }
}

pub(crate) fn end_devices() -> EndDevicesRequest {
    EndDevicesRequest {
        device_id: Some(device_id()),
    }
}

pub(crate) fn ended() -> EndDevicesAnswer {
    EndDevicesAnswer {
        sessions: 1,
        devices: 1,
    }
}

pub(crate) fn person_devices() -> PersonDevicesAnswer {
    PersonDevicesAnswer {
        devices: vec![PersonDevice {
            person_id: person_id(),
            person_name: NAME.to_owned(),
            device: Device {
                current: false,
                ..device()
            },
        }],
    }
}

pub(crate) fn end_person_devices() -> EndPersonDevicesRequest {
    EndPersonDevicesRequest {
        person_id: person_id(),
        device_id: Some(device_id()),
    }
}

pub(crate) fn arrival_token() -> ArrivalToken {
    ArrivalToken {
        arrival_token: "hrn_EXAMPLE".to_owned(),
        expires_at: hours(30 * 24),
        server_time: now(),
    }
}

pub(crate) fn arrivals() -> ArrivalAnswer {
    ArrivalAnswer {
        office: OFFICE.into(),
        head: 12,
        waiting: 3,
        server_time: now(),
    }
}

/// A whole report without faults.
#[expect(clippy::expect_used, reason = "the example's unit is the office's")]
pub(crate) fn submission() -> Submission {
    let made = office_history(1, &OFFICE.into(), parsed("2026-1"), 1, Faults::None);
    let mut made = made.into_iter().map(|made| made.submission);
    let submission = made.find(|submission| submission.unit_no.as_str() == UNIT);
    Submission {
        submission_id: SubmissionId(parsed("0197c1f0-0000-7000-8000-000000000002")),
        ..submission.expect("the unit is the office's")
    }
}

pub(crate) fn submitted() -> Submitted {
    let sent = submission();
    Submitted {
        report_id: report_id(),
        reference: Report::reference_of(sent.period, &sent.unit_no),
        revision: 1,
        content_hash: sent.content_hash(),
        received_at: now(),
        duplicate: false,
    }
}

pub(crate) fn pull_request() -> PullRequest {
    PullRequest {
        cursor: Some(Cursor::start(OFFICE.into())),
        max_entries: 500,
    }
}

pub(crate) fn keys() -> PublishedKeys {
    PublishedKeys {
        keys: vec![PublishedKey::new(signing_key().public_key(), now(), None)],
        sealing: SealingKey::from_seed(&[2; 32]).public().clone(),
    }
}

pub(crate) fn lease() -> Lease {
    let lease = Lease {
        person: session().officer.id,
        office: OFFICE.into(),
        issued_at: now(),
        ends_at: now().saturating_add(lease::STANDARD).unwrap_or(now()),
        signature: Signature::MISSING,
    };
    lease.signed(&signing_key())
}

/// A key that signs examples only.
fn signing_key() -> SigningKey {
    SigningKey::from_seed([1; 32])
}

pub(crate) fn head() -> HeadAnswer {
    HeadAnswer {
        office: OFFICE.into(),
        head: 1,
        server_time: now(),
    }
}

pub(crate) fn pull_page() -> PullPage {
    let report = report();
    let entries = vec![entry(&report), access::entry()];
    let bodies = [raw(&report), raw(&access::application())];
    PullPage::Ok {
        office: OFFICE.into(),
        server_time: now(),
        head: 2,
        bodies: entries
            .iter()
            .zip(bodies)
            .map(|(entry, body)| Body {
                kind: entry.kind,
                id: entry.id,
                rev: entry.rev,
                body,
            })
            .collect(),
        entries,
    }
}

/// The first entry of the office's feed.
fn entry(report: &Report) -> Entry {
    Entry {
        seq: 1,
        kind: EntityKind::Report,
        id: report.id.0,
        rev: 1,
        payload_hash: Hash::of(&json_bytes(report)),
    }
}

pub(crate) fn push_request() -> PushRequest {
    PushRequest {
        items: vec![raw(&decision()), raw(&access::decision())],
    }
}

/// The receipt of [`decision`].
fn receipt() -> Receipt {
    let decision = decision();
    Receipt {
        number: "26-000001".to_owned(),
        decision_id: decision.id,
        subject: decision.subject(),
        content_hash: decision.content_hash,
        received_at: now(),
        office: OFFICE.into(),
        seq: 3,
        chain: access::entry().chained_to(entry(&report()).chained_to(GENESIS)),
        signature: Signature::MISSING,
    }
    .signed(&signing_key())
}

pub(crate) fn push_answer() -> PushAnswer {
    PushAnswer {
        server_time: now(),
        results: vec![
            PushResult {
                decision_id: Some(decision().id),
                outcome: Outcome::Applied { receipt: receipt() },
            },
            PushResult {
                decision_id: Some(access::decision().id),
                outcome: Outcome::Applied {
                    receipt: access::receipt(receipt()),
                },
            },
        ],
    }
}

pub(crate) fn reopening_request() -> ReopeningRequest {
    let decision = decision();
    ReopeningRequest {
        report_id: decision.report_id,
        revision: decision.revision,
        reason: "Ett tall ble ført i feil kolonne.".to_owned(),
    }
}

pub(crate) fn reopening_request_answer() -> ReopeningRequestAnswer {
    ReopeningRequestAnswer {
        server_time: now(),
        outcome: ReopeningRequestOutcome::Asked,
    }
}

pub(crate) fn push_sealed_request() -> PushSealedRequest {
    PushSealedRequest {
        items: vec![SealedDecision {
            decision_id: decision().id,
            key_id: keys().sealing.key_id,
            encapsulated: "01".repeat(32),
            sealed: "02".repeat(400),
        }],
    }
}

pub(crate) fn push_sealed_answer() -> PushSealedAnswer {
    PushSealedAnswer {
        server_time: now(),
        results: vec![SealedResult {
            decision_id: decision().id,
            opened: Some(Opened {
                decision: raw(&decision()),
                outcome: Outcome::Applied { receipt: receipt() },
            }),
        }],
    }
}

pub(crate) fn delivery_page() -> DeliveryPage {
    let delivery = delivery();
    DeliveryPage {
        server_time: now(),
        head: 1,
        deliveries: vec![DeliveryEntry {
            seq: 1,
            decision_id: delivery.decision_id,
            payload_hash: Hash::of(&json_bytes(&delivery)),
            body: raw(&delivery),
        }],
    }
}

/// What becomes of [`decision`].
fn delivery() -> Delivery {
    let (report, decision) = (report(), decision());
    let content = short_submission().content();
    Delivery {
        decision_id: decision.id,
        report_id: report.id,
        reference: report.reference,
        office: report.office,
        unit_name: report.unit_name,
        revision: 1,
        content,
        own_figure: 17,
        approved_by: "Kari Eksempel".to_owned(),
        confirmed_at: now(),
        receipt: receipt(),
    }
}

pub(crate) fn acknowledgement_request() -> AcknowledgementRequest {
    AcknowledgementRequest {
        decision_ids: vec![decision().id],
    }
}

pub(crate) fn acknowledgement_answer() -> AcknowledgementAnswer {
    AcknowledgementAnswer {
        server_time: now(),
        results: vec![AcknowledgementResult {
            decision_id: decision().id,
            outcome: Acknowledgement::Acknowledged { at: now() },
        }],
    }
}

/// Ja to the report of [`pull_page`].
fn decision() -> Decision {
    Decision {
        id: DecisionId(parsed("0197c1f0-0000-7000-8000-000000000004")),
        report_id: report_id(),
        revision: 1,
        content_hash: short_submission().content_hash(),
        verdict: Verdict::Approve {
            own_figure: 17,
            comment: None,
        },
        confirmed_at: now(),
    }
}

fn report() -> Report {
    let sent = short_submission();
    Report {
        id: report_id(),
        reference: Report::reference_of(sent.period, &sent.unit_no),
        office: OFFICE.into(),
        unit_no: sent.unit_no.clone(),
        unit_name: "Ringsaker".to_owned(),
        period: sent.period,
        template: sent.template.clone(),
        office_deadline: sent.period.default_office_deadline(),
        state: ReportState::Submitted { revision: 1 },
        revisions: vec![Revision::received(1, now(), "Fagsystem".to_owned(), sent)],
        reopenings: vec![],
        refusals: vec![],
    }
}

/// One answer, for brevity's sake.
fn short_submission() -> Submission {
    let whole = submission();
    let answers = whole.values.into_iter();
    Submission {
        values: answers
            .filter(|(_, value)| value.number().is_some())
            .take(1)
            .collect(),
        comments: BTreeMap::new(),
        ..submission()
    }
}

fn report_id() -> ReportId {
    ReportId(parsed("0197c1f0-0000-7000-8000-000000000003"))
}

fn now() -> Timestamp {
    parsed("2026-07-01T08:00:00Z")
}

#[expect(clippy::expect_used, reason = "only text that stands above")]
fn parsed<T: FromStr<Err: Debug>>(text: &str) -> T {
    text.parse().expect("text that stands above")
}

#[expect(clippy::expect_used, reason = "the wire's types have text keys only")]
fn raw<T: serde::Serialize>(value: &T) -> Box<RawValue> {
    serde_json::value::to_raw_value(value).expect("text keys only")
}
