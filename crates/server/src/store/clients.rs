//! Municipalities' case systems and their credentials.

use std::{fmt, str::FromStr};

use domain::{ids::UnitNo, report::Hash};
use jiff::Timestamp;
use uuid::Uuid;

use crate::access::{Gate, OperatorScope, Scope};

use super::{
    Store, StoreError,
    audit::{self, Action, Deed},
    query, sql, time, uuid,
};

/// A case system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ClientId(Uuid);

impl fmt::Display for ClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for ClientId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, uuid::Error> {
        text.parse().map(Self)
    }
}

/// A case system, for a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientRow {
    /// Its id.
    pub id: ClientId,
    /// The only unit it may send for.
    pub unit: UnitNo,
    /// Its name.
    pub name: String,
    /// When it was given its credential.
    pub since: Timestamp,
    /// When the credential was ended, if it was.
    pub until: Option<Timestamp>,
}

/// The case system behind a credential.
#[derive(Debug, Clone)]
pub struct ClientFound {
    /// Its id.
    pub id: ClientId,
    /// The only unit it may send for.
    pub unit: UnitNo,
    /// Its name.
    pub name: String,
}

impl Store {
    /// Gives a case system of a unit a credential; none where there is no such unit.
    pub async fn add_client(
        &self,
        scope: OperatorScope,
        unit: &UnitNo,
        name: &str,
        secret: Hash,
    ) -> Result<Option<ClientId>, StoreError> {
        let mut tx = self.begin(&scope).await?;
        let found: Option<(String, String)> = query(sql::UNIT)
            .bind(unit.as_str())
            .optional(&mut tx)
            .await?;
        if found.is_none() {
            return Ok(None);
        }
        let id = ClientId(self.ctx.new_id());
        query(sql::ADD_CLIENT)
            .bind(id.to_string())
            .bind(unit.as_str())
            .bind(name)
            .bind(secret)
            .bind(self.now().as_millisecond())
            .execute_one(&mut tx)
            .await?;
        let deed = Deed::new(Action::CredentialAdded).on(&id);
        audit::note(&mut tx, &scope.actor(), deed, self.now()).await?;
        tx.commit().await?;
        Ok(Some(id))
    }

    /// Ends a case system's credential; false where none of this id has one.
    pub async fn end_client(
        &self,
        scope: OperatorScope,
        client: ClientId,
    ) -> Result<bool, StoreError> {
        let mut tx = self.begin(&scope).await?;
        let ended = query(sql::END_CLIENT)
            .bind(client.to_string())
            .bind(self.now().as_millisecond())
            .execute(&mut tx)
            .await?;
        if ended == 1 {
            let deed = Deed::new(Action::CredentialEnded).on(&client);
            audit::note(&mut tx, &scope.actor(), deed, self.now()).await?;
        }
        tx.commit().await?;
        Ok(ended == 1)
    }

    /// The case systems of one unit, or of all; those whose credential has ended, too.
    pub async fn clients(
        &self,
        scope: OperatorScope,
        of: Option<&UnitNo>,
    ) -> Result<Vec<ClientRow>, StoreError> {
        let rows: Vec<(String, String, String, i64, Option<i64>)> = query(sql::CLIENTS)
            .bind(of.map(UnitNo::as_str))
            .all(&mut self.view(&scope).await?)
            .await?;
        rows.into_iter()
            .map(|(id, unit, name, since, until)| {
                Ok(ClientRow {
                    id: ClientId(uuid(&id)?),
                    unit: UnitNo(unit),
                    name,
                    since: time(since)?,
                    until: until.map(time).transpose()?,
                })
            })
            .collect()
    }

    pub(crate) async fn client_of(&self, secret: Hash) -> Result<Option<ClientFound>, StoreError> {
        let found: Option<(String, String, String)> = query(sql::CLIENT)
            .bind(secret)
            .optional(&mut self.view(&Gate).await?)
            .await?;
        let client = |(id, unit, name): (String, _, _)| {
            Ok(ClientFound {
                id: ClientId(uuid(&id)?),
                unit: UnitNo(unit),
                name,
            })
        };
        found.map(client).transpose()
    }
}
