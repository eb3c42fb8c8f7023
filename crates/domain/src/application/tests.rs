//! Each answer by each decider, and where applications go.

use uuid::Uuid;

use super::{ApplicationRefusal as No, ApplicationState as State, *};

fn wish(represents: Represents) -> Wish {
    Wish {
        contact: Contact {
            name: "Kari Prøve".to_owned(),
            email: "kari@prove.example".to_owned(),
            phone: None,
        },
        represents,
        reason: "Til årsmeldingen.".to_owned(),
    }
}

fn received(wish: Wish) -> Result<Application, No> {
    let id = ApplicationId(Uuid::from_u128(0xab_cdef));
    Application::received(
        id,
        person(1),
        wish,
        Register::current(),
        Timestamp::UNIX_EPOCH,
    )
}

fn application(represents: Represents) -> Application {
    received(wish(represents)).unwrap()
}

fn today() -> Date {
    "2026-09-30".parse().unwrap()
}

fn ja() -> Answer {
    Answer::Approve { until: today() }
}

/// An answer to what stands in the application.
fn to(application: &Application, answer: Answer) -> ApplicationDecision {
    ApplicationDecision {
        id: DecisionId(Uuid::nil()),
        application_id: application.id,
        content_hash: application.content_hash,
        answer,
        confirmed_at: Timestamp::UNIX_EPOCH,
    }
}

fn answered(application: &Application, answer: Answer, by: &Decider) -> Result<State, No> {
    apply(application, &to(application, answer), by, today())
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
            ja(),
            officer("innlandet"),
            Ok(State::Approved {
                by: person(2),
                until: today(),
            }),
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
        (of_unit(), ja(), officer("agder"), Err(No::NotYours)),
        (of_unit(), ja(), bufdir.clone(), Err(No::NotYours)),
        (of_unit(), ja(), self_decider, Err(No::OwnApplication)),
        (
            of_unit(),
            Answer::Forward {},
            officer("innlandet"),
            Err(No::NotExternal),
        ),
        (inside(), ja(), officer("innlandet"), Err(No::External)),
        (
            inside(),
            Answer::Forward {},
            officer("innlandet"),
            Ok(forwarded),
        ),
        (
            external(None),
            ja(),
            bufdir.clone(),
            Ok(State::Approved {
                by: person(3),
                until: today(),
            }),
        ),
        (
            external(None),
            Answer::Forward {},
            bufdir,
            Err(No::NotExternal),
        ),
    ] {
        let found = answered(&application(represents), answer.clone(), &by);
        assert_eq!(found, expected, "{answer:?} {by:?}");
    }
}

#[test]
fn what_is_decided_does_not_wait() {
    let by = officer("innlandet");
    let mut decided = application(of_unit());
    decided.state = answered(&decided, ja(), &by).unwrap();
    assert_eq!(answered(&decided, ja(), &by), Err(No::NotWaiting));
    assert_eq!(decided.clone().withdrawn(), Err(No::NotWaiting));
    let withdrawn = application(of_unit()).withdrawn().unwrap();
    assert_eq!(withdrawn.state, State::Withdrawn);
    assert_eq!(answered(&withdrawn, ja(), &by), Err(No::NotWaiting));
    assert!(!format!("{withdrawn:?}").contains("Kari"));

    // Forwarded is answered, for the office that did it, and waits for Bufdir alone.
    let mut forwarded = application(external(Some("3411")));
    forwarded.state = answered(&forwarded, Answer::Forward {}, &by).unwrap();
    assert!(forwarded.state.waits());
    assert_eq!(
        answered(&forwarded, Answer::Forward {}, &by),
        Err(No::NotWaiting)
    );
    assert_eq!(
        answered(&forwarded, Answer::Forward {}, &officer("agder")),
        Err(No::NotYours)
    );

    let at = Timestamp::UNIX_EPOCH;
    let ended = decided.ended(person(2), at).unwrap();
    assert_eq!(ended.state, State::Ended { by: person(2), at });
    assert_eq!(ended.ended(person(2), at), Err(No::NoAccess));
}

#[test]
fn an_answer_is_to_what_was_seen() {
    let seen = application(of_unit());
    let answer = to(&seen, ja());
    let other = received(Wish {
        reason: "Til en artikkel.".to_owned(),
        ..wish(of_unit())
    });
    let found = apply(&other.unwrap(), &answer, &officer("innlandet"), today());
    assert_eq!(found, Err(No::OtherContent));
}

#[test]
fn access_has_a_last_day() {
    let until = |day: &str| {
        let answer = Answer::Approve {
            until: day.parse().unwrap(),
        };
        let found = answered(&application(of_unit()), answer, &officer("innlandet"));
        found.map(|_| ())
    };
    assert_eq!(until("2026-09-29"), Err(No::UntilPassed));
    assert_eq!(until("2026-09-30"), Ok(()));
    assert_eq!(until("2028-09-30"), Ok(()));
    assert_eq!(until("2028-10-01"), Err(No::UntilTooFar));
}

#[test]
fn a_wish_says_who_and_why() {
    let found = received(wish(of_unit())).unwrap();
    assert_eq!(found.reference, "TS-19700101-CDEF");
    assert_eq!(found.content_hash, wish(of_unit()).content_hash());
    let nameless = Contact {
        name: " ".to_owned(),
        ..wish(of_unit()).contact
    };
    let of = |organisation: &str| Represents::External {
        organisation: organisation.to_owned(),
        unit_no: None,
    };
    for (changed, expected) in [
        (
            Wish {
                contact: nameless,
                ..wish(of_unit())
            },
            No::NameMissing,
        ),
        (wish(of("")), No::NameMissing),
        (wish(of(&"ø".repeat(NAME_MAX + 1))), No::NameTooLong),
        (
            Wish {
                reason: "\n".to_owned(),
                ..wish(of_unit())
            },
            No::ReasonMissing,
        ),
        (
            Wish {
                reason: "ø".repeat(COMMENT_MAX + 1),
                ..wish(of_unit())
            },
            No::ReasonTooLong,
        ),
    ] {
        assert_eq!(received(changed), Err(expected));
    }
    assert!(received(wish(of(&"ø".repeat(NAME_MAX)))).is_ok());
}
