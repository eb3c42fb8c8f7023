//! Municipalities' case systems and their credentials.

use std::fmt;

use domain::{ids::UnitNo, report::Hash};
use uuid::Uuid;

use super::{Store, StoreError, query, sql, uuid};

/// A case system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientId(Uuid);

impl fmt::Display for ClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
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
        unit: &UnitNo,
        name: &str,
        secret: Hash,
    ) -> Result<Option<ClientId>, StoreError> {
        let mut tx = self.begin().await?;
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
        tx.commit().await?;
        Ok(Some(id))
    }

    pub(crate) async fn client_of(&self, secret: Hash) -> Result<Option<ClientFound>, StoreError> {
        let found: Option<(String, String, String)> = query(sql::CLIENT)
            .bind(secret)
            .optional(&mut self.view().await?)
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
