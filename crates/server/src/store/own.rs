//! What a person sees and tells of themselves.

use domain::wire::{Contact, Me, OwnRole};

use super::{
    RoleKind, Store, StoreError,
    audit::{self, Action, Deed},
    people, query, sql, time,
};
use crate::access::{PersonScope, Scope};

type RoleRow = (
    String,
    Option<String>,
    Option<String>,
    i64,
    Option<i64>,
    i64,
);

impl Store {
    /// Whose session it is.
    pub(crate) async fn me(&self, scope: &PersonScope) -> Result<Me, StoreError> {
        let (now, mut tx) = (self.now(), self.view(scope).await?);
        let person = people::person(&mut tx, scope.person()).await?;
        let roles: Vec<RoleRow> = query(sql::ROLES_OF)
            .bind(person.id.to_string())
            .bind(now.as_millisecond())
            .all(&mut tx)
            .await?;
        let contact: Option<(String, Option<String>)> = query(sql::CONTACT)
            .bind(person.id.to_string())
            .optional(&mut tx)
            .await?;
        Ok(Me {
            person_id: person.id,
            name: person.name,
            role: scope.role().wire(),
            roles: roles.into_iter().map(role).collect::<Result<_, _>>()?,
            contact: contact.map(|(email, phone)| Contact { email, phone }),
            device_id: scope.device(),
            ends_at: scope.ends_at(),
            server_time: now,
        })
    }

    /// Keeps how a person is reached.
    pub(crate) async fn set_contact(
        &self,
        scope: &PersonScope,
        contact: &Contact,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin(scope).await?;
        query(sql::SET_CONTACT)
            .bind(scope.person().to_string())
            .bind(contact.email.as_str())
            .bind(contact.phone.as_deref())
            .execute_one(&mut tx)
            .await?;
        let deed = Deed::new(Action::ContactChanged).on(&scope.person());
        audit::note(&mut tx, &scope.actor(), deed, self.now()).await?;
        tx.commit().await
    }
}

fn role((kind, place, place_name, from, until, stands_in): RoleRow) -> Result<OwnRole, StoreError> {
    Ok(OwnRole {
        role: RoleKind::parse(&kind)?.wire(),
        place,
        place_name,
        from: time(from)?,
        until: until.map(time).transpose()?,
        stands_in: stands_in != 0,
    })
}
