//! Who sees the published figures, and who no longer does.

use domain::{
    application::{Answer, Application, ApplicationState},
    ids::{ApplicationId, OfficeId, PersonId},
    sorting::SortKey,
    wire::{Access, AccessAnswer, EndAccessOutcome},
};
use jiff::{Timestamp, civil::Date};

use super::{locked, note, put, read};
use crate::{
    access::{OfficerScope, PortalBufdir, Scope},
    store::{
        Store, StoreError,
        audit::{Action, Deed},
        query, sql,
    },
};

/// Who may end access.
trait Ender: Scope {
    fn person(&self) -> PersonId;
    /// The office whose access alone it is; none where it is everybody's.
    fn office(&self) -> Option<&OfficeId>;
}

impl Ender for OfficerScope {
    fn person(&self) -> PersonId {
        self.person()
    }

    fn office(&self) -> Option<&OfficeId> {
        Some(self.office())
    }
}

impl Ender for PortalBufdir {
    fn person(&self) -> PersonId {
        self.person()
    }

    fn office(&self) -> Option<&OfficeId> {
        None
    }
}

impl Store {
    /// The access that an office gave, or that Bufdir gave to those whom the office forwarded.
    pub(crate) async fn access_of_office(
        &self,
        scope: &OfficerScope,
    ) -> Result<AccessAnswer, StoreError> {
        self.access(scope).await
    }

    /// Everybody's access.
    pub(crate) async fn access_of_all(
        &self,
        scope: &PortalBufdir,
    ) -> Result<AccessAnswer, StoreError> {
        self.access(scope).await
    }

    /// Ends access that the office gave.
    pub(crate) async fn end_access_of_office(
        &self,
        scope: &OfficerScope,
        id: ApplicationId,
    ) -> Result<EndAccessOutcome, StoreError> {
        self.end_access(scope, id).await
    }

    /// Ends access, whoever gave it.
    pub(crate) async fn end_access_of_any(
        &self,
        scope: &PortalBufdir,
        id: ApplicationId,
    ) -> Result<EndAccessOutcome, StoreError> {
        self.end_access(scope, id).await
    }

    async fn access(&self, scope: &impl Ender) -> Result<AccessAnswer, StoreError> {
        let now = self.now();
        let bodies: Vec<(Vec<u8>,)> = query(sql::ACCESS)
            .bind(scope.office().map(OfficeId::as_str))
            .bind(now.as_millisecond())
            .all(&mut self.view(scope).await?)
            .await?;
        let mut access = Vec::with_capacity(bodies.len());
        for (body,) in bodies {
            access.extend(told(&read(&body)?, scope.office()));
        }
        access.sort_by_cached_key(|of: &Access| (SortKey::of(&of.name), of.application_id));
        let deed = Deed::new(Action::AccessRead);
        let deed = match scope.office() {
            Some(office) => deed.at(office),
            None => deed,
        };
        self.note_reading(scope, deed).await?;
        Ok(AccessAnswer {
            access,
            server_time: now,
        })
    }

    async fn end_access(
        &self,
        scope: &impl Ender,
        id: ApplicationId,
    ) -> Result<EndAccessOutcome, StoreError> {
        let now = self.now();
        let mut tx = self.begin(scope).await?;
        let found = locked(&mut tx, id).await?;
        let Some(found) = found.filter(|found| may_end(&found.application, scope.office())) else {
            return Ok(EndAccessOutcome::NotFound);
        };
        let before = found.application.clone();
        if !is_good(&before.state, now)? {
            return Ok(EndAccessOutcome::WasOver);
        }
        let Ok(after) = before.ended(scope.person(), now) else {
            return Ok(EndAccessOutcome::WasOver);
        };
        let deed = Deed::new(Action::AccessEnded).on(&id);
        note(&mut tx, scope, deed, (found.office.as_ref(), now)).await?;
        put(&mut tx, &found, &after, now).await?;
        query(sql::END_READER)
            .bind(id.to_string())
            .bind(now.as_millisecond())
            .execute_one(&mut tx)
            .await?;
        tx.commit().await?;
        Ok(EndAccessOutcome::Ended)
    }
}

/// Whether the access of this state has not ended by itself.
fn is_good(state: &ApplicationState, now: Timestamp) -> Result<bool, StoreError> {
    Ok(super::valid_to(state)?.is_some_and(|end| end > now))
}

/// An office ends what it gave; Bufdir ends everything. Where nothing was given there is nothing to end.
fn may_end(application: &Application, office: Option<&OfficeId>) -> bool {
    let given = given(application);
    given.is_some_and(|(record, _)| office.is_none() || record.office.as_ref() == office)
}

/// The answer that gave access, and its last day.
fn given(application: &Application) -> Option<(&domain::application::AnswerRecord, Date)> {
    let last = application.answers.last()?;
    match &last.answer {
        Answer::Approve { until } => Some((last, *until)),
        Answer::Reject { .. } | Answer::Forward {} => None,
    }
}

fn told(application: &Application, office: Option<&OfficeId>) -> Option<Access> {
    let can_end = may_end(application, office);
    let (record, until) = given(application)?;
    Some(Access {
        application_id: application.id,
        reference: application.reference.clone(),
        name: application.contact.name.clone(),
        email: application.contact.email.clone(),
        represents: application.represents.clone(),
        office: record.office.clone(),
        given_by: record.answered_by_name.clone(),
        given_at: record.answered_at,
        until,
        can_end,
    })
}
