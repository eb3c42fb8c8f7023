//! Applications for access: received, taken back, and the one place where a changed one is written.

use domain::{
    application::{Application, ApplicationState, Wish},
    feed::EntityKind,
    ids::{ApplicationId, OfficeId},
    norway,
    report::json_bytes,
    text::Language,
    units::Register,
    wire::{PortalApplicationWithdrawn, PortalApplied},
};
use jiff::Timestamp;

use super::{
    Store, StoreError, Tx,
    audit::{self, Action, Deed},
    email, feed, int, mail, number, office, query, sql,
};
use crate::{
    access::{PersonScope, Scope},
    feed::Place,
};

mod access;
mod answers;

pub(super) use answers::settle;

/// An application as it is stored.
pub(super) struct Stored {
    application: Application,
    /// In whose feed it is; none where it went to Bufdir at once.
    office: Option<OfficeId>,
    rev: u64,
}

impl Store {
    /// Receives a wish under the id that the applicant's page gave it, and sends it where it belongs. None where
    /// the id is another person's application. With a language, which mails are in from then on, the address gets
    /// its code.
    pub(crate) async fn apply_for_access(
        &self,
        scope: &PersonScope,
        (id, wish): (ApplicationId, Wish),
        language: Option<Language>,
    ) -> Result<Option<PortalApplied>, StoreError> {
        let now = self.now();
        let made = Application::received(id, scope.person(), wish, Register::current(), now);
        let application = match made {
            Ok(application) => application,
            Err(reason) => return Ok(Some(PortalApplied::Refused { reason })),
        };
        let office = match &application.state {
            ApplicationState::AtOffice { office } => Some(office.clone()),
            ApplicationState::AtBufdir { .. }
            | ApplicationState::Approved { .. }
            | ApplicationState::Rejected { .. }
            | ApplicationState::Withdrawn
            | ApplicationState::Ended { .. } => None,
        };
        let mut tx = self.begin(scope).await?;
        if let Some(office) = &office {
            feed::lock(&mut tx, office).await?;
        }
        if let Some(known) = known(&mut tx, scope, id).await? {
            return Ok(Some(known));
        }
        let added = query(sql::ADD_APPLICATION)
            .bind(id.to_string())
            .bind(scope.person().to_string())
            .bind(office.as_ref().map(OfficeId::as_str))
            .bind(state_name(&application.state))
            .bind(i64::from(office.is_none()))
            .bind(json_bytes(&application))
            .bind(now.as_millisecond())
            .execute(&mut tx)
            .await?;
        if added == 0 {
            // Another of the person's pages was faster, or the id is another person's.
            return known(&mut tx, scope, id).await;
        }
        if let Some(office) = &office {
            let place = feed::take_place(&mut tx, office).await?;
            tell(&mut tx, &place, &application, 1, now).await?;
        }
        mail::application_changed(&mut tx, &application, 1, now).await?;
        set_contact(&mut tx, scope, &application).await?;
        if let Some(language) = language {
            let salt = self.ctx.random();
            email::introduce(&mut tx, scope.person(), (language, &salt), now).await?;
        }
        let deed = Deed::new(Action::ApplicationReceived).on(&id);
        note(&mut tx, scope, deed, (office.as_ref(), now)).await?;
        tx.commit().await?;
        Ok(Some(PortalApplied::Received {
            application: Box::new(application),
        }))
    }

    /// A person's own applications, the newest first.
    pub(crate) async fn own_applications(
        &self,
        scope: &PersonScope,
    ) -> Result<Vec<Application>, StoreError> {
        own(&mut self.view(scope).await?, scope).await
    }

    /// Takes the own application back while it waits; none where there is no such one of the person's.
    pub(crate) async fn withdraw_application(
        &self,
        scope: &PersonScope,
        id: ApplicationId,
    ) -> Result<Option<PortalApplicationWithdrawn>, StoreError> {
        let now = self.now();
        let mut tx = self.begin(scope).await?;
        let Some(stored) = locked(&mut tx, id).await? else {
            return Ok(None);
        };
        if stored.application.applicant != scope.person() {
            return Ok(None);
        }
        let before = stored.application.clone();
        let Ok(application) = before.clone().withdrawn() else {
            return Ok(Some(PortalApplicationWithdrawn::NotWaiting {
                application: Box::new(before),
            }));
        };
        let deed = Deed::new(Action::ApplicationWithdrawn).on(&id);
        note(&mut tx, scope, deed, (stored.office.as_ref(), now)).await?;
        put(&mut tx, &stored, &application, now).await?;
        tx.commit().await?;
        Ok(Some(PortalApplicationWithdrawn::Withdrawn {
            application: Box::new(application),
        }))
    }
}

/// What a wish under this id became before, or which other application of the person's waits.
async fn known(
    tx: &mut Tx,
    scope: &PersonScope,
    id: ApplicationId,
) -> Result<Option<PortalApplied>, StoreError> {
    let own = own(tx, scope).await?;
    if let Some(same) = own.iter().find(|application| application.id == id) {
        return Ok(Some(PortalApplied::Received {
            application: Box::new(same.clone()),
        }));
    }
    let waiting = own
        .into_iter()
        .find(|application| application.state.waits());
    Ok(waiting.map(|application| PortalApplied::OneWaits {
        application: Box::new(application),
    }))
}

async fn own(tx: &mut Tx, scope: &PersonScope) -> Result<Vec<Application>, StoreError> {
    let bodies: Vec<(Vec<u8>,)> = query(sql::OWN_APPLICATIONS)
        .bind(scope.person().to_string())
        .all(tx)
        .await?;
    all_of(bodies)
}

fn all_of(bodies: Vec<(Vec<u8>,)>) -> Result<Vec<Application>, StoreError> {
    bodies.into_iter().map(|(body,)| read(&body)).collect()
}

/// An applicant is reached as the application says.
async fn set_contact(
    tx: &mut Tx,
    scope: &PersonScope,
    application: &Application,
) -> Result<(), StoreError> {
    query(sql::SET_CONTACT)
        .bind(scope.person().to_string())
        .bind(application.contact.email.as_str())
        .bind(application.contact.phone.as_deref())
        .execute_one(tx)
        .await
}

/// The application, kept from others until the transaction ends; none where there is none that the scope
/// reaches.
async fn locked(tx: &mut Tx, id: ApplicationId) -> Result<Option<Stored>, StoreError> {
    let Some(found) = stored(tx, id).await? else {
        return Ok(None);
    };
    if let Some(office) = &found.office {
        feed::lock(tx, office).await?;
    } else {
        let row = query(sql::LOCK_APPLICATION).bind(id.to_string());
        row.lock(tx).await?;
    }
    stored(tx, id).await
}

async fn stored(tx: &mut Tx, id: ApplicationId) -> Result<Option<Stored>, StoreError> {
    let found: Option<(Option<String>, i64, Vec<u8>)> = query(sql::APPLICATION)
        .bind(id.to_string())
        .optional(tx)
        .await?;
    found
        .map(|(of, rev, body)| {
            Ok(Stored {
                application: read(&body)?,
                office: of.map(office),
                rev: number(rev)?,
            })
        })
        .transpose()
}

fn read(body: &[u8]) -> Result<Application, StoreError> {
    serde_json::from_slice(body).map_err(|_| StoreError::Damaged("an application"))
}

/// Writes a changed application, and tells its office at the next place of the feed.
async fn put(
    tx: &mut Tx,
    before: &Stored,
    application: &Application,
    now: Timestamp,
) -> Result<(), StoreError> {
    let place = match &before.office {
        Some(office) => Some(feed::take_place(tx, office).await?),
        None => None,
    };
    put_at(tx, before, application, place.as_ref(), now).await
}

/// The same at a place that was taken for it. Whatever changes an application comes through here or through
/// [`Store::apply_for_access`]: the mail that tells of it is queued beside the feed's entry.
async fn put_at(
    tx: &mut Tx,
    before: &Stored,
    application: &Application,
    place: Option<&Place>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let came_to_bufdir = matches!(application.state, ApplicationState::AtBufdir { .. });
    query(sql::SET_APPLICATION)
        .bind(application.id.to_string())
        .bind(int(before.rev)?)
        .bind(state_name(&application.state))
        .bind(i64::from(came_to_bufdir))
        .bind(json_bytes(application))
        .bind(valid_to(&application.state)?.map(Timestamp::as_millisecond))
        .execute_one(tx)
        .await?;
    if let Some(place) = place {
        tell(tx, place, application, before.rev + 1, now).await?;
    }
    mail::application_changed(tx, application, before.rev + 1, now).await
}

/// The office's feed tells of it.
async fn tell(
    tx: &mut Tx,
    place: &Place,
    application: &Application,
    rev: u64,
    now: Timestamp,
) -> Result<(), StoreError> {
    let entity = (EntityKind::Application, application.id.0, rev);
    feed::append(tx, place, entity, &json_bytes(application), now).await
}

async fn note(
    tx: &mut Tx,
    scope: &impl Scope,
    deed: Deed<'_>,
    (office, now): (Option<&OfficeId>, Timestamp),
) -> Result<(), StoreError> {
    let deed = match office {
        Some(office) => deed.at(office),
        None => deed,
    };
    audit::note(tx, &scope.actor(), deed, now).await
}

/// The first instant without the access that this state tells of.
fn valid_to(state: &ApplicationState) -> Result<Option<Timestamp>, StoreError> {
    match state {
        ApplicationState::Approved { until, .. } => {
            let after = until.tomorrow().ok().and_then(norway::beginning);
            after.map(Some).ok_or(StoreError::Damaged("a day"))
        }
        ApplicationState::Ended { at, .. } => Ok(Some(*at)),
        ApplicationState::AtOffice { .. }
        | ApplicationState::AtBufdir { .. }
        | ApplicationState::Rejected { .. }
        | ApplicationState::Withdrawn => Ok(None),
    }
}

fn state_name(state: &ApplicationState) -> &'static str {
    match state {
        ApplicationState::AtOffice { .. } => "at_office",
        ApplicationState::AtBufdir { .. } => "at_bufdir",
        ApplicationState::Approved { .. } => "approved",
        ApplicationState::Rejected { .. } => "rejected",
        ApplicationState::Withdrawn => "withdrawn",
        ApplicationState::Ended { .. } => "ended",
    }
}
