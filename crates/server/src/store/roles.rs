//! Who may be what, where, and from when until when. Identity numbers come in as keyed hashes and never
//! go out.

use domain::{
    ids::{OfficeId, PersonId, UnitNo},
    permissions,
    report::Hash,
    wire::RoleName,
};
use jiff::Timestamp;

use super::{
    Store, StoreError, Tx,
    audit::{self, Action, Deed},
    id, query, sql, time,
};
use crate::access::{OperatorScope, Scope};

/// A kind of role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RoleKind {
    /// Reviews for an office.
    Officer,
    /// Reports for a unit.
    Reporter,
    /// Works at Bufdir.
    Bufdir,
    /// Sees the published figures.
    Reader,
    /// Has asked to see them.
    Applicant,
}

impl RoleKind {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Officer => "officer",
            Self::Reporter => "reporter",
            Self::Bufdir => "bufdir",
            Self::Reader => "reader",
            Self::Applicant => "applicant",
        }
    }

    pub(super) fn parse(text: &str) -> Result<Self, StoreError> {
        let kinds = [
            Self::Officer,
            Self::Reporter,
            Self::Bufdir,
            Self::Reader,
            Self::Applicant,
        ];
        let kind = kinds.into_iter().find(|kind| kind.as_str() == text);
        kind.ok_or(StoreError::Damaged("a role"))
    }

    /// The role in the table of rights.
    pub(crate) fn permitted(self) -> permissions::Role {
        match self {
            Self::Officer => permissions::Role::Officer,
            Self::Reporter => permissions::Role::Reporter,
            Self::Bufdir => permissions::Role::Bufdir,
            Self::Reader => permissions::Role::Reader,
            Self::Applicant => permissions::Role::Applicant,
        }
    }

    pub(super) fn wire(self) -> RoleName {
        match self {
            Self::Officer => RoleName::Officer,
            Self::Reporter => RoleName::Reporter,
            Self::Bufdir => RoleName::Bufdir,
            Self::Reader => RoleName::Reader,
            Self::Applicant => RoleName::Applicant,
        }
    }
}

/// What a person is, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Post {
    /// An officer of an office.
    Officer(OfficeId),
    /// A reporter of a unit.
    Reporter(UnitNo),
    /// A person at Bufdir.
    Bufdir,
    /// A reader of the published figures.
    Reader,
    /// A person who has asked to be one.
    Applicant,
}

impl Post {
    fn kind(&self) -> RoleKind {
        match self {
            Self::Officer(_) => RoleKind::Officer,
            Self::Reporter(_) => RoleKind::Reporter,
            Self::Bufdir => RoleKind::Bufdir,
            Self::Reader => RoleKind::Reader,
            Self::Applicant => RoleKind::Applicant,
        }
    }

    fn office(&self) -> Option<&OfficeId> {
        match self {
            Self::Officer(office) => Some(office),
            Self::Reporter(_) | Self::Bufdir | Self::Reader | Self::Applicant => None,
        }
    }

    fn unit(&self) -> Option<&UnitNo> {
        match self {
            Self::Reporter(unit) => Some(unit),
            Self::Officer(_) | Self::Bufdir | Self::Reader | Self::Applicant => None,
        }
    }

    /// The office or the unit.
    fn place(&self) -> Option<&str> {
        let unit = self.unit().map(UnitNo::as_str);
        self.office().map(OfficeId::as_str).or(unit)
    }
}

/// When a role counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Validity {
    /// The first instant.
    pub from: Timestamp,
    /// The first instant without it; none where no end is set.
    pub until: Option<Timestamp>,
}

/// A role to give to somebody.
#[derive(Debug, Clone)]
pub struct NewRole {
    /// The keyed hash of the identity number.
    pub identity: Hash,
    /// The name that stands beside what the person does.
    pub name: String,
    /// What, and where.
    pub post: Post,
    /// When.
    pub validity: Validity,
}

/// An officer's time in another's place.
#[derive(Debug, Clone)]
pub struct StandIn {
    /// The officer.
    pub person: PersonId,
    /// Where.
    pub office: OfficeId,
    /// For whom there; for nobody in particular where absent.
    pub colleague: Option<PersonId>,
    /// The first instant.
    pub from: Timestamp,
    /// The first instant when it is over.
    pub until: Timestamp,
}

/// What became of a stand-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoodIn {
    /// The officer stands in.
    Added,
    /// The person is no officer then.
    NoOfficer,
    /// The colleague is no officer of that office then, or is the person.
    NoColleague,
    /// There is no such office.
    NoOffice,
}

/// Whether a role is a person's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holding {
    /// It is.
    Own,
    /// The person stands in, for a colleague or for nobody in particular.
    StandsIn(Option<PersonId>),
}

/// A role, for a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleRow {
    /// The person.
    pub person: PersonId,
    /// The person's name.
    pub name: String,
    /// The office or the unit; none where the role has none.
    pub place: Option<String>,
    /// When it counts.
    pub validity: Validity,
    /// Whose it is.
    pub holding: Holding,
}

/// Which roles to end, and when.
#[derive(Debug, Clone)]
pub struct Ending<'a> {
    /// Whose.
    pub person: PersonId,
    /// Of which kind.
    pub kind: RoleKind,
    /// At this office or unit; everywhere where absent.
    pub place: Option<&'a str>,
    /// The first instant without them; now where absent.
    pub at: Option<Timestamp>,
}

impl Store {
    /// Gives a person a role; none where there is no such office or unit. A person known before keeps the
    /// id; a role that covers the same time already stays as it is.
    pub async fn add_role(
        &self,
        scope: OperatorScope,
        new: &NewRole,
    ) -> Result<Option<PersonId>, StoreError> {
        let mut tx = self.begin(&scope).await?;
        if !is_place(&mut tx, &new.post).await? {
            return Ok(None);
        }
        let person = self.put_person(&mut tx, new.identity, &new.name).await?;
        let role = Role {
            person,
            post: &new.post,
            validity: new.validity,
            holding: Holding::Own,
        };
        if !is_held(&mut tx, &role).await? {
            self.put_role(&mut tx, &scope, &role).await?;
        }
        tx.commit().await?;
        Ok(Some(person))
    }

    /// Lets an officer stand in at an office.
    pub async fn stand_in(
        &self,
        scope: OperatorScope,
        new: &StandIn,
    ) -> Result<StoodIn, StoreError> {
        let post = Post::Officer(new.office.clone());
        let mut tx = self.begin(&scope).await?;
        if !is_place(&mut tx, &post).await? {
            return Ok(StoodIn::NoOffice);
        }
        if !is_officer(&mut tx, new.person, new, None).await? {
            return Ok(StoodIn::NoOfficer);
        }
        if let Some(colleague) = new.colleague {
            let place = Some(&new.office);
            let is_there = is_officer(&mut tx, colleague, new, place).await?;
            if colleague == new.person || !is_there {
                return Ok(StoodIn::NoColleague);
            }
        }
        let role = Role {
            person: new.person,
            post: &post,
            validity: Validity {
                from: new.from,
                until: Some(new.until),
            },
            holding: Holding::StandsIn(new.colleague),
        };
        self.put_role(&mut tx, &scope, &role).await?;
        tx.commit().await?;
        Ok(StoodIn::Added)
    }

    /// Ends roles of a person; how many there were.
    pub async fn end_roles(
        &self,
        scope: OperatorScope,
        ending: &Ending<'_>,
    ) -> Result<u64, StoreError> {
        let (now, mut tx) = (self.now(), self.begin(&scope).await?);
        let ended = query(sql::END_ROLES)
            .bind(ending.person.to_string())
            .bind(ending.kind.as_str())
            .bind(ending.at.unwrap_or(now).as_millisecond())
            .bind(ending.place)
            .execute(&mut tx)
            .await?;
        if ended > 0 {
            let deed = Deed::new(Action::RolesEnded).on(&ending.person);
            audit::note(&mut tx, &scope.actor(), deed, now).await?;
        }
        tx.commit().await?;
        Ok(ended)
    }

    /// Ends all officer roles of a person now; how many there were.
    pub async fn end_officer(
        &self,
        scope: OperatorScope,
        person: PersonId,
    ) -> Result<u64, StoreError> {
        let ending = Ending {
            person,
            kind: RoleKind::Officer,
            place: None,
            at: None,
        };
        self.end_roles(scope, &ending).await
    }

    /// The roles of a kind, at one place or everywhere; those whose time has ended, too.
    pub async fn roles(
        &self,
        scope: OperatorScope,
        kind: RoleKind,
        place: Option<&str>,
    ) -> Result<Vec<RoleRow>, StoreError> {
        let rows: Vec<Row> = query(sql::ROLES)
            .bind(kind.as_str())
            .bind(place)
            .all(&mut self.view(&scope).await?)
            .await?;
        rows.into_iter().map(read).collect()
    }

    /// The person behind a keyed hash, known from now on under this name.
    pub(super) async fn put_person(
        &self,
        tx: &mut Tx,
        identity: Hash,
        name: &str,
    ) -> Result<PersonId, StoreError> {
        let person: String = query(sql::PUT_PERSON)
            .bind(self.ctx.new_id().to_string())
            .bind(identity)
            .bind(name)
            .bind(self.now().as_millisecond())
            .value(tx)
            .await?;
        id(&person)
    }

    pub(super) async fn put_role(
        &self,
        tx: &mut Tx,
        scope: &impl Scope,
        role: &Role<'_>,
    ) -> Result<(), StoreError> {
        let (stands_in, colleague) = match role.holding {
            Holding::Own => (0, None),
            Holding::StandsIn(colleague) => (1, colleague),
        };
        query(sql::ADD_ROLE)
            .bind(self.ctx.new_id().to_string())
            .bind(role.person.to_string())
            .bind(role.post.kind().as_str())
            .bind(role.post.office().map(OfficeId::as_str))
            .bind(role.post.unit().map(UnitNo::as_str))
            .bind(role.validity.from.as_millisecond())
            .bind(role.validity.until.map(Timestamp::as_millisecond))
            .bind(stands_in)
            .bind(colleague.map(|colleague| colleague.to_string()))
            .execute_one(tx)
            .await?;
        let mut deed = Deed::new(Action::RoleAdded).on(&role.person);
        if let Some(office) = role.post.office() {
            deed = deed.at(office);
        }
        audit::note(tx, &scope.actor(), deed, self.now()).await
    }
}

/// A role on its way.
pub(super) struct Role<'a> {
    pub(super) person: PersonId,
    pub(super) post: &'a Post,
    pub(super) validity: Validity,
    pub(super) holding: Holding,
}

type Row = (
    String,
    String,
    Option<String>,
    i64,
    Option<i64>,
    i64,
    Option<String>,
);

fn read(
    (person, name, place, from, until, stands_in, colleague): Row,
) -> Result<RoleRow, StoreError> {
    let colleague = colleague.map(|colleague| id(&colleague)).transpose()?;
    Ok(RoleRow {
        person: id(&person)?,
        name,
        place,
        validity: Validity {
            from: time(from)?,
            until: until.map(time).transpose()?,
        },
        holding: match stands_in {
            0 => Holding::Own,
            _ => Holding::StandsIn(colleague),
        },
    })
}

/// Whether the person has such a role in the own right for all that time.
pub(super) async fn is_held(tx: &mut Tx, role: &Role<'_>) -> Result<bool, StoreError> {
    let covered: i64 = query(sql::ROLE_COVERS)
        .bind(role.person.to_string())
        .bind(role.post.kind().as_str())
        .bind(role.post.place())
        .bind(role.validity.from.as_millisecond())
        .bind(role.validity.until.map(Timestamp::as_millisecond))
        .value(tx)
        .await?;
    Ok(covered > 0)
}

/// Whether the office or the unit of a post is there, where it has one.
pub(super) async fn is_place(tx: &mut Tx, post: &Post) -> Result<bool, StoreError> {
    let statement = match post {
        Post::Officer(_) => sql::OFFICE_EXISTS,
        Post::Reporter(_) => sql::UNIT_EXISTS,
        Post::Bufdir | Post::Reader | Post::Applicant => return Ok(true),
    };
    let found: i64 = query(statement).bind(post.place()).value(tx).await?;
    Ok(found > 0)
}

/// Whether a person is an officer in the own right, there or anywhere, at some time of a stand-in.
async fn is_officer(
    tx: &mut Tx,
    person: PersonId,
    during: &StandIn,
    at: Option<&OfficeId>,
) -> Result<bool, StoreError> {
    let found: i64 = query(sql::OFFICER_DURING)
        .bind(person.to_string())
        .bind(during.from.as_millisecond())
        .bind(during.until.as_millisecond())
        .bind(at.map(OfficeId::as_str))
        .value(tx)
        .await?;
    Ok(found > 0)
}
