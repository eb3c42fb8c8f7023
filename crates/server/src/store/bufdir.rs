//! Bufdir's systems and their credentials.

use std::{fmt, str::FromStr};

use domain::report::Hash;
use jiff::Timestamp;
use uuid::Uuid;

use crate::access::{Gate, OperatorScope, Scope};

use super::{
    Store, StoreError,
    audit::{self, Action, Deed},
    query, sql, time, uuid,
};

/// A system of Bufdir's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct BufdirClientId(Uuid);

impl fmt::Display for BufdirClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for BufdirClientId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, uuid::Error> {
        text.parse().map(Self)
    }
}

/// A system of Bufdir's, for a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BufdirClientRow {
    /// Its id.
    pub id: BufdirClientId,
    /// Its name.
    pub name: String,
    /// When it was given its credential.
    pub since: Timestamp,
    /// When the credential was ended, if it was.
    pub until: Option<Timestamp>,
}

impl Store {
    /// Gives a system of Bufdir's a credential.
    pub async fn add_bufdir_client(
        &self,
        scope: OperatorScope,
        name: &str,
        secret: Hash,
    ) -> Result<BufdirClientId, StoreError> {
        let id = BufdirClientId(self.ctx.new_id());
        let mut tx = self.begin(&scope).await?;
        query(sql::ADD_BUFDIR_CLIENT)
            .bind(id.to_string())
            .bind(name)
            .bind(secret)
            .bind(self.now().as_millisecond())
            .execute_one(&mut tx)
            .await?;
        let deed = Deed::new(Action::CredentialAdded).on(&id);
        audit::note(&mut tx, &scope.actor(), deed, self.now()).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Ends the credential of a system of Bufdir's; false where none of this id has one.
    pub async fn end_bufdir_client(
        &self,
        scope: OperatorScope,
        client: BufdirClientId,
    ) -> Result<bool, StoreError> {
        let mut tx = self.begin(&scope).await?;
        let ended = query(sql::END_BUFDIR_CLIENT)
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

    /// Bufdir's systems; those whose credential has ended, too.
    pub async fn bufdir_clients(
        &self,
        scope: OperatorScope,
    ) -> Result<Vec<BufdirClientRow>, StoreError> {
        let rows: Vec<(String, String, i64, Option<i64>)> = query(sql::BUFDIR_CLIENTS)
            .all(&mut self.view(&scope).await?)
            .await?;
        rows.into_iter()
            .map(|(id, name, since, until)| {
                Ok(BufdirClientRow {
                    id: BufdirClientId(uuid(&id)?),
                    name,
                    since: time(since)?,
                    until: until.map(time).transpose()?,
                })
            })
            .collect()
    }

    pub(crate) async fn bufdir_client_of(
        &self,
        secret: Hash,
    ) -> Result<Option<BufdirClientId>, StoreError> {
        let found: Option<String> = query(sql::BUFDIR_CLIENT)
            .bind(secret)
            .optional_value(&mut self.view(&Gate).await?)
            .await?;
        found.map(|id| uuid(&id).map(BufdirClientId)).transpose()
    }
}
