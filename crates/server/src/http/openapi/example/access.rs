//! Applications for access, and the access given.

use domain::{
    application::{
        Answer, Application, ApplicationDecision, ApplicationState, Contact, Represents, Wish,
    },
    decision::{Receipt, Receipted},
    feed::{EntityKind, Entry},
    ids::{ApplicationId, DecisionId, PersonId},
    report::{Hash, json_bytes},
    signing::Signature,
    text::Language,
    units::Register,
    wire::{
        Access, AccessAnswer, EndAccessAnswer, EndAccessOutcome, EndAccessRequest,
        PortalApplicationWithdraw, PortalApply,
    },
};

use super::{OFFICE, UNIT, now, parsed, signing_key};

pub(crate) fn access_answer() -> AccessAnswer {
    let (of, decision) = (application(), decision());
    AccessAnswer {
        access: vec![Access {
            application_id: of.id,
            reference: of.reference,
            name: of.contact.name,
            email: of.contact.email,
            represents: of.represents,
            office: Some(OFFICE.into()),
            given_by: "Kari Eksempel".to_owned(),
            given_at: now(),
            until: decision.answer.until().unwrap_or_default(),
            can_end: true,
        }],
        server_time: now(),
    }
}

pub(crate) fn end_access_request() -> EndAccessRequest {
    EndAccessRequest {
        application_id: application().id,
    }
}

pub(crate) fn end_access_answer() -> EndAccessAnswer {
    EndAccessAnswer {
        outcome: EndAccessOutcome::Ended,
        server_time: now(),
    }
}

pub(crate) fn portal_apply() -> PortalApply {
    PortalApply {
        id: application().id,
        wish: wish(),
        language: Language::Nb,
    }
}

pub(crate) fn portal_application_withdraw() -> PortalApplicationWithdraw {
    PortalApplicationWithdraw {
        id: application().id,
    }
}

pub(crate) fn bufdir_answer() -> ApplicationDecision {
    decision()
}

/// The second thing in the office's feed.
#[expect(clippy::expect_used, reason = "only text that stands here")]
pub(super) fn application() -> Application {
    Application::received(
        ApplicationId(parsed("0197c1f0-0000-7000-8000-00000000000a")),
        PersonId(parsed("0197c1f0-0000-7000-8000-00000000000b")),
        wish(),
        Register::current(),
        now(),
    )
    .expect("a wish that is whole")
}

fn wish() -> Wish {
    Wish {
        contact: Contact {
            name: "Nora Prøve".to_owned(),
            email: "nora.prove@kommune.example".to_owned(),
            phone: Some("+4722000000".to_owned()),
        },
        represents: Represents::Unit {
            unit_no: UNIT.into(),
        },
        reason: "Jeg skriver tertialrapporten for barnevernstjenesten.".to_owned(),
    }
}

/// Where it is received.
pub(super) fn entry() -> Entry {
    let application = application();
    debug_assert!(
        matches!(&application.state, ApplicationState::AtOffice { office } if office.as_str() == OFFICE)
    );
    Entry {
        seq: 2,
        kind: EntityKind::Application,
        id: application.id.0,
        rev: 1,
        payload_hash: Hash::of(&json_bytes(&application)),
    }
}

/// Ja to it.
pub(super) fn decision() -> ApplicationDecision {
    let application = application();
    ApplicationDecision {
        id: DecisionId(parsed("0197c1f0-0000-7000-8000-00000000000c")),
        application_id: application.id,
        content_hash: application.content_hash,
        answer: Answer::Approve {
            until: parsed("2027-12-31"),
        },
        confirmed_at: now(),
    }
}

/// The receipt of that.
pub(super) fn receipt(of_report: Receipt) -> Receipt {
    let decision = decision();
    Receipt {
        number: "26-000002".to_owned(),
        decision_id: decision.id,
        subject: decision.subject(),
        content_hash: decision.content_hash,
        seq: of_report.seq + 2,
        signature: Signature::MISSING,
        ..of_report
    }
    .signed(&signing_key())
}
