//! Each answer by each decider, and where applications go.

use uuid::Uuid;

use super::{ApplicationRefusal as No, ApplicationState as State, *};

fn application(represents: Represents) -> Application {
    Application {
        id: ApplicationId(Uuid::nil()),
        applicant: person(1),
        contact: Contact {
            name: "Kari Prøve".to_owned(),
            email: "kari@prove.example".to_owned(),
            phone: None,
        },
        state: route(Register::current(), &represents).unwrap(),
        represents,
        received_at: Timestamp::UNIX_EPOCH,
    }
}

fn person(number: u128) -> PersonId {
    PersonId(Uuid::from_u128(number))
}

fn officer(office: &str) -> Decider {
    Decider::Officer {
        person: person(2),
        office: office.into(),
    }
}

fn of_unit() -> Represents {
    Represents::Unit {
        unit_no: "3411".into(),
    }
}

fn external(unit: Option<&str>) -> Represents {
    Represents::External {
        organisation: "Et universitet".to_owned(),
        unit_no: unit.map(Into::into),
    }
}

#[test]
fn the_unit_leads_to_the_office() {
    let at = |represents| route(Register::current(), &represents);
    let office = |office: &str| {
        Ok(State::AtOffice {
            office: office.into(),
        })
    };
    assert_eq!(at(of_unit()), office("innlandet"));
    let unit_no = UnitNo::from("4601");
    assert_eq!(
        at(Represents::CountyGovernor { unit_no }),
        office("vestland")
    );
    assert_eq!(
        at(external(Some("0301"))),
        office("ostfold-buskerud-oslo-og-akershus")
    );
    assert_eq!(
        at(external(None)),
        Ok(State::AtBufdir { forwarded_by: None })
    );
    let unit_no = UnitNo::from("9999");
    assert_eq!(at(Represents::Unit { unit_no }), Err(No::UnknownUnit));
}

#[test]
fn each_answer_by_each_decider() {
    let bufdir = Decider::Bufdir { person: person(3) };
    let self_decider = Decider::Officer {
        person: person(1),
        office: "innlandet".into(),
    };
    let reject = |reason: &str| Answer::Reject {
        reason: reason.to_owned(),
    };
    let forwarded = State::AtBufdir {
        forwarded_by: Some("innlandet".into()),
    };
    let inside = || external(Some("3411"));
    for (represents, answer, by, expected) in [
        (
            of_unit(),
            Answer::Approve,
            officer("innlandet"),
            Ok(State::Approved { by: person(2) }),
        ),
        (
            of_unit(),
            reject("Ikke ansatt."),
            officer("innlandet"),
            Ok(State::Rejected {
                by: person(2),
                reason: "Ikke ansatt.".to_owned(),
            }),
        ),
        (
            of_unit(),
            reject(" "),
            officer("innlandet"),
            Err(No::ReasonMissing),
        ),
        (
            of_unit(),
            Answer::Approve,
            officer("agder"),
            Err(No::NotYours),
        ),
        (
            of_unit(),
            Answer::Approve,
            bufdir.clone(),
            Err(No::NotYours),
        ),
        (
            of_unit(),
            Answer::Approve,
            self_decider,
            Err(No::OwnApplication),
        ),
        (
            of_unit(),
            Answer::Forward,
            officer("innlandet"),
            Err(No::NotExternal),
        ),
        (
            inside(),
            Answer::Approve,
            officer("innlandet"),
            Err(No::External),
        ),
        (
            inside(),
            Answer::Forward,
            officer("innlandet"),
            Ok(forwarded),
        ),
        (
            external(None),
            Answer::Approve,
            bufdir.clone(),
            Ok(State::Approved { by: person(3) }),
        ),
        (
            external(None),
            Answer::Forward,
            bufdir,
            Err(No::NotExternal),
        ),
    ] {
        let found = application(represents).answered(answer.clone(), &by);
        assert_eq!(
            found.map(|after| after.state),
            expected,
            "{answer:?} {by:?}"
        );
    }
}

#[test]
fn what_is_decided_does_not_wait() {
    let decided = application(of_unit())
        .answered(Answer::Approve, &officer("innlandet"))
        .unwrap();
    let again = decided
        .clone()
        .answered(Answer::Approve, &officer("innlandet"));
    assert_eq!(again, Err(No::NotWaiting));
    assert_eq!(decided.withdrawn(), Err(No::NotWaiting));
    let withdrawn = application(of_unit()).withdrawn().unwrap();
    assert_eq!(withdrawn.state, State::Withdrawn);
    assert!(!format!("{withdrawn:?}").contains("Kari"));
}
