//! How far a scope reaches, in the words that the database's own rules understand.
//!
//! The store sets a realm at the beginning of each transaction, and there is no transaction without
//! one. PostgreSQL's row security reads it; to a file it says nothing.

use domain::{
    ids::{OfficeId, PersonId, UnitNo},
    published::{Area, Own},
    units::Register,
};

use super::{
    ArrivalScope, BufdirPersonScope, BufdirScope, EndScope, FigureReader, ImportScope,
    OfficerScope, OperatorScope, PersonScope, PortalBufdir, PortalReporter, ReporterScope,
};
use crate::store::{Actor, RoleKind, Submitter};

/// Something that a use case of the store is asked with.
pub(crate) trait Scope {
    /// How far it reaches.
    fn realm(&self) -> Realm;
    /// Who asks.
    fn actor(&self) -> Actor;
}

/// What one transaction may reach. Only this module makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Realm(Kind);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    Public,
    Gate,
    Watch,
    Post,
    Office {
        office: OfficeId,
        person: PersonId,
    },
    Units {
        units: String,
        person: Option<PersonId>,
    },
    /// Its systems have no person.
    Bufdir {
        person: Option<PersonId>,
    },
    Person {
        person: PersonId,
    },
    /// The published figures, and those of these units and counties in clear.
    Reader {
        areas: String,
        person: PersonId,
    },
    /// All figures, and nothing else.
    Publishing,
    /// Persons, their sessions and machines, and no report.
    Persons {
        person: PersonId,
    },
    Operator,
}

impl Realm {
    /// The values of the settings `realm`, `office`, `units`, `person` and `figures`.
    pub(crate) fn settings(&self) -> [String; 5] {
        let none = String::new;
        let name = |name: &str| name.to_owned();
        let [realm, office, units, person] = match &self.0 {
            Kind::Reader { areas, person } => {
                return [
                    name("reader"),
                    none(),
                    none(),
                    person.to_string(),
                    areas.clone(),
                ];
            }
            Kind::Publishing => [name("publishing"), none(), none(), none()],
            Kind::Public => [name("public"), none(), none(), none()],
            Kind::Gate => [name("gate"), none(), none(), none()],
            Kind::Watch => [name("watch"), none(), none(), none()],
            Kind::Post => [name("post"), none(), none(), none()],
            Kind::Office { office, person } => {
                let office = office.as_str().to_owned();
                [name("office"), office, none(), person.to_string()]
            }
            Kind::Units { units, person } => {
                let person = person.map_or_else(none, |person| person.to_string());
                [name("units"), none(), units.clone(), person]
            }
            Kind::Bufdir { person } => {
                let person = person.map_or_else(none, |person| person.to_string());
                [name("bufdir"), none(), none(), person]
            }
            Kind::Person { person } => [name("person"), none(), none(), person.to_string()],
            Kind::Persons { person } => [name("persons"), none(), none(), person.to_string()],
            Kind::Operator => [name("operator"), none(), none(), none()],
        };
        [realm, office, units, person, none()]
    }
}

/// Anybody: what is in no table that holds anything of anybody's.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Public;

/// Whoever comes with a credential, before anybody knows who it is: persons, roles, credentials and
/// sessions, and no report.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Gate;

/// The server itself, which looks where the offices' feeds end.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Watch;

/// The server itself, while it publishes figures within what somebody does.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Publishing;

impl Scope for Publishing {
    fn realm(&self) -> Realm {
        Realm(Kind::Publishing)
    }

    fn actor(&self) -> Actor {
        Actor::only("nobody")
    }
}

/// The server itself, which finds out whom news reach, and sends them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Postman;

impl Scope for Postman {
    fn realm(&self) -> Realm {
        Realm(Kind::Post)
    }

    fn actor(&self) -> Actor {
        Actor::only("nobody")
    }
}

impl Scope for FigureReader {
    fn realm(&self) -> Realm {
        let person = self.scope.person;
        Realm(match &self.own {
            Own::Everything => Kind::Bufdir {
                person: Some(person),
            },
            Own::Units(units) => {
                let register = Register::current();
                let of_county = |no: &&str| {
                    let no = (*no).to_owned();
                    self.own.has_area(register, &Area::County { no })
                };
                let counties = register.counties().map(|county| county.no.as_str());
                let units = units.iter().map(UnitNo::as_str);
                let areas: Vec<&str> = units.chain(counties.filter(of_county)).collect();
                Kind::Reader {
                    areas: areas.join(","),
                    person,
                }
            }
            Own::Nothing => Kind::Reader {
                areas: String::new(),
                person,
            },
        })
    }

    fn actor(&self) -> Actor {
        self.scope.actor()
    }
}

impl Scope for Public {
    fn realm(&self) -> Realm {
        Realm(Kind::Public)
    }

    fn actor(&self) -> Actor {
        Actor::only("nobody")
    }
}

impl Scope for Gate {
    fn realm(&self) -> Realm {
        Realm(Kind::Gate)
    }

    fn actor(&self) -> Actor {
        Actor::only("nobody")
    }
}

impl Scope for Watch {
    fn realm(&self) -> Realm {
        Realm(Kind::Watch)
    }

    fn actor(&self) -> Actor {
        Actor::only("nobody")
    }
}

impl Scope for OfficerScope {
    fn realm(&self) -> Realm {
        Realm(Kind::Office {
            office: self.office().clone(),
            person: self.person(),
        })
    }

    fn actor(&self) -> Actor {
        Actor {
            kind: "officer",
            id: Some(self.person().to_string()),
            session: Some(self.session),
        }
    }
}

impl Scope for PersonScope {
    fn realm(&self) -> Realm {
        Realm(Kind::Person {
            person: self.person,
        })
    }

    fn actor(&self) -> Actor {
        Actor {
            kind: self.role.as_str(),
            id: Some(self.person.to_string()),
            session: Some(self.session),
        }
    }
}

impl Scope for ArrivalScope {
    fn realm(&self) -> Realm {
        Realm(Kind::Office {
            office: self.found.office.clone(),
            person: self.found.person,
        })
    }

    fn actor(&self) -> Actor {
        Actor {
            kind: "machine",
            id: Some(self.found.person.to_string()),
            session: None,
        }
    }
}

impl Scope for BufdirPersonScope {
    fn realm(&self) -> Realm {
        Realm(Kind::Persons {
            person: self.person,
        })
    }

    fn actor(&self) -> Actor {
        Actor {
            kind: RoleKind::Bufdir.as_str(),
            id: Some(self.person.to_string()),
            session: Some(self.session),
        }
    }
}

impl Scope for ReporterScope {
    fn realm(&self) -> Realm {
        let units: Vec<&str> = self.units.iter().map(UnitNo::as_str).collect();
        Realm(Kind::Units {
            units: units.join(","),
            person: match self.submitter {
                Submitter::Person(person) => Some(person),
                Submitter::Client(_) | Submitter::Import => None,
            },
        })
    }

    fn actor(&self) -> Actor {
        let (kind, id) = match self.submitter {
            Submitter::Client(client) => ("case_system", Some(client.to_string())),
            Submitter::Person(person) => ("reporter", Some(person.to_string())),
            Submitter::Import => ("operator", None),
        };
        Actor {
            kind,
            id,
            session: self.session,
        }
    }
}

impl Scope for PortalReporter {
    fn realm(&self) -> Realm {
        self.reporter().realm()
    }

    fn actor(&self) -> Actor {
        self.reporter().actor()
    }
}

impl Scope for PortalBufdir {
    fn realm(&self) -> Realm {
        Realm(Kind::Bufdir {
            person: Some(self.person),
        })
    }

    fn actor(&self) -> Actor {
        Actor {
            kind: RoleKind::Bufdir.as_str(),
            id: Some(self.person.to_string()),
            session: Some(self.session),
        }
    }
}

impl Scope for BufdirScope {
    fn realm(&self) -> Realm {
        Realm(Kind::Bufdir { person: None })
    }

    fn actor(&self) -> Actor {
        Actor {
            kind: "bufdir_system",
            id: Some(self.client.to_string()),
            session: None,
        }
    }
}

impl Scope for EndScope {
    fn realm(&self) -> Realm {
        Realm(Kind::Gate)
    }

    fn actor(&self) -> Actor {
        Actor {
            session: Some(self.session),
            ..Actor::only("nobody")
        }
    }
}

impl Scope for OperatorScope {
    fn realm(&self) -> Realm {
        Realm(Kind::Operator)
    }

    fn actor(&self) -> Actor {
        Actor::only("operator")
    }
}

impl Scope for ImportScope {
    fn realm(&self) -> Realm {
        Realm(Kind::Operator)
    }

    fn actor(&self) -> Actor {
        Actor::only("operator")
    }
}
