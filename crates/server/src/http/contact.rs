//! How a person is reached at work.

use axum::extract::State;
use domain::{
    report::Fault,
    wire::{Contact, path},
};
use email_address::{EmailAddress, Options};
use phonenumber::{Mode, country};

use super::{
    Json,
    openapi::{BadBody, Failing, NoPerson, example},
};
use crate::{App, access::PersonScope, error::Failure};

/// Octets of an address that a mail can be sent to (RFC 5321 section 4.5.3.1.3, less two brackets).
const ADDRESS_MAX: usize = 254;

/// Tell how to be reached
///
/// Work e-mail and telephone. A telephone number without a country is Norwegian; the answer has it.
#[utoipa::path(
    put,
    path = path::CONTACT,
    operation_id = "setContact",
    tag = "me",
    security(("session" = [])),
    request_body(content = Contact, example = json!(example::contact())),
    responses(
        (status = 200, description = "As it is kept", body = Contact, example = json!(example::contact())),
        NoPerson,
        BadBody,
        Failing,
    )
)]
pub(super) async fn handle(
    State(app): State<App>,
    scope: PersonScope,
    Json(told): Json<Contact>,
) -> Result<Json<Contact>, Failure> {
    let contact = checked(&told).map_err(Failure::invalid)?;
    app.store().set_contact(&scope, &contact).await?;
    Ok(Json(contact))
}

/// The contact as it is kept, or every fault in it.
pub(super) fn checked(told: &Contact) -> Result<Contact, Vec<Fault>> {
    let mut faults = Vec::new();
    let email = email_of(&told.email);
    if email.is_none() {
        let expected = "an e-mail address, such as name@example.no";
        faults.push(fault("email", "no address", expected));
    }
    let phone = told.phone.as_deref().map(phone_of);
    if phone == Some(None) {
        let expected = "a telephone number, with + and country where it is not Norwegian";
        faults.push(fault("phone", "no number", expected));
    }
    match email {
        Some(email) if faults.is_empty() => Ok(Contact {
            email,
            phone: phone.flatten(),
        }),
        Some(_) | None => Err(faults),
    }
}

/// An address alone: without a display name, a comment or a numeric host.
fn email_of(told: &str) -> Option<String> {
    let options = Options::default()
        .with_required_tld()
        .without_display_text()
        .without_domain_literal();
    let address = EmailAddress::parse_with_options(told.trim(), options).ok()?;
    let address = address.to_string();
    (address.len() <= ADDRESS_MAX).then_some(address)
}

fn phone_of(told: &str) -> Option<String> {
    let number = phonenumber::parse(Some(country::NO), told.trim()).ok()?;
    phonenumber::is_valid(&number).then(|| number.format().mode(Mode::E164).to_string())
}

fn fault(at: &str, found: &str, expected: &str) -> Fault {
    Fault {
        at: at.to_owned(),
        found: found.to_owned(),
        expected: expected.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_kept_as_it_is_reached() {
        for (told, kept) in [
            ("kari@innlandet.example", Some("kari@innlandet.example")),
            (
                " kari.test+sak@fylke.example ",
                Some("kari.test+sak@fylke.example"),
            ),
            ("Kari <kari@innlandet.example>", None),
            ("kari@localhost", None),
            ("kari@[127.0.0.1]", None),
            ("kari@innlandet.example\r\nBcc: all@fylke.example", None),
            ("kari", None),
            ("", None),
        ] {
            assert_eq!(email_of(told).as_deref(), kept, "{told}");
        }
    }

    #[test]
    fn a_number_is_kept_with_its_country() {
        for (told, kept) in [
            ("62 55 10 00", Some("+4762551000")),
            ("+47 62551000", Some("+4762551000")),
            ("0047 62551000", Some("+4762551000")),
            ("+46 8 508 290 00", Some("+46850829000")),
            ("12", None),
            ("ring meg", None),
            ("", None),
        ] {
            assert_eq!(phone_of(told).as_deref(), kept, "{told}");
        }
    }

    #[test]
    fn every_fault_is_told() {
        let told = Contact {
            email: "x".to_owned(),
            phone: Some("y".to_owned()),
        };
        let faults = checked(&told).unwrap_err();
        let at: Vec<&str> = faults.iter().map(|fault| fault.at.as_str()).collect();
        assert_eq!(at, ["email", "phone"]);
        assert!(
            checked(&Contact {
                phone: None,
                email: "a@b.example".to_owned()
            })
            .is_ok()
        );
    }
}
