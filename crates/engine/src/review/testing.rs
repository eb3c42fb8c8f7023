//! Reports for this crate's tests.

use std::collections::BTreeMap;

use domain::{
    application::{Application, Contact, Represents, Wish},
    decision::{Receipt, Receipted},
    feed::GENESIS,
    ids::{ApplicationId, PersonId, ReportId},
    report::{Hash, Report, ReportState, Revision, Value},
    signing::{PublishedKey, Signature, SigningKey},
    template::Template,
    units::Register,
};
use jiff::Timestamp;
use uuid::Uuid;

/// A report of Ringsaker with one revision for each number up to the state's.
pub(crate) fn report(id: u128, state: ReportState) -> Report {
    Report {
        id: ReportId(Uuid::from_u128(id)),
        reference: "HR-2026-1-3411".to_owned(),
        office: "innlandet".into(),
        unit_no: "3411".into(),
        unit_name: "Ringsaker".to_owned(),
        period: "2026-1".parse().unwrap(),
        template: Template::current().id.clone(),
        office_deadline: "2026-09-15".parse().unwrap(),
        state,
        revisions: (1..=state.revision()).map(revision).collect(),
        reopenings: vec![],
        refusals: vec![],
    }
}

/// An application of a person at Ringsaker, who waits for the office.
pub(crate) fn application(id: u128) -> Application {
    let wish = Wish {
        contact: Contact {
            name: "Per Prøve".to_owned(),
            email: "per@ringsaker.example".to_owned(),
            phone: None,
        },
        represents: Represents::Unit {
            unit_no: "3411".into(),
        },
        reason: "Jeg lager kommunens årsrapport.".to_owned(),
    };
    let (id, applicant) = (Uuid::from_u128(id), PersonId(Uuid::from_u128(70)));
    let register = Register::current();
    let at = Timestamp::UNIX_EPOCH;
    Application::received(ApplicationId(id), applicant, wish, register, at).unwrap()
}

/// A server's key.
pub(crate) fn key(seed: u8) -> SigningKey {
    SigningKey::from_seed([seed; 32])
}

/// The same, as it is published.
pub(crate) fn published(seed: u8) -> PublishedKey {
    PublishedKey::new(key(seed).public_key(), Timestamp::UNIX_EPOCH, None)
}

/// The receipt of a server with key 1.
pub(crate) fn receipt(of: &impl Receipted) -> Receipt {
    let receipt = Receipt {
        number: "26-000001".to_owned(),
        decision_id: of.id(),
        subject: of.subject(),
        content_hash: of.content_hash(),
        received_at: Timestamp::UNIX_EPOCH,
        office: "innlandet".into(),
        seq: 2,
        chain: GENESIS,
        signature: Signature::MISSING,
    };
    receipt.signed(&key(1))
}

fn revision(number: u32) -> Revision {
    Revision {
        number,
        received_at: Timestamp::UNIX_EPOCH,
        submitted_by: "Marte Lien".to_owned(),
        content_hash: Hash::of(&number.to_be_bytes()),
        values: BTreeMap::from([("inv_extended".into(), Value::Number(19))]),
        comments: BTreeMap::new(),
        explanations: BTreeMap::new(),
        answers: BTreeMap::new(),
        decision: None,
        earlier_decisions: vec![],
    }
}
