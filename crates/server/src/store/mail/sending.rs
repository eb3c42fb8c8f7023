//! Mails on their way: each sent by one server at a time, tried again where that may help, and parked where
//! it does not.

use domain::{ids::PersonId, text::Language};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::{
    access::{OperatorScope, Postman},
    mail::{
        Piece,
        timing::{TRIES, back_off},
        transport::PATIENCE,
    },
    store::{Store, StoreError, Tx, id, number, query, sql, time, uuid},
};

/// So long a server has a mail to itself: longer than the tries of all that it takes at a time.
const LEASE: SignedDuration = SignedDuration::from_mins(5);
/// So many are taken at a time, and sent one after the other.
const AT_ONCE: i64 = 4;
// Else another server would send the last of them too.
const _: () = assert!(LEASE.as_secs() > AT_ONCE * PATIENCE.as_secs().cast_signed());

/// A mail to send now.
#[derive(Debug, Clone)]
pub struct Due {
    /// Its id.
    pub id: Uuid,
    /// Whose it is.
    pub person: PersonId,
    /// To where.
    pub address: String,
    /// In which language.
    pub language: Language,
    /// What it tells.
    pub pieces: Vec<Piece>,
    /// When it was made.
    pub at: Timestamp,
    tries: i64,
}

/// A mail, for the operator: whose it is, and no address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailRow {
    /// Its id.
    pub id: Uuid,
    /// Whose it is.
    pub person: PersonId,
    /// How often it was tried.
    pub tries: i64,
    /// Why the last try failed.
    pub fault: String,
    /// When it was made.
    pub at: Timestamp,
}

/// Mails that are not sent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MailBacklog {
    /// Mails that wait to be sent, or sent again.
    pub waiting: u64,
    /// Mails that are not tried again by themselves.
    pub parked: u64,
    /// When the oldest that waits was made.
    pub oldest: Option<Timestamp>,
}

type ParkedRow = (String, String, i64, Option<String>, i64);
type DueRow = (String, String, String, Vec<u8>, i64, i64);

impl Store {
    /// Takes mails that are due, so that no other server sends them meanwhile.
    pub(crate) async fn lease_mails(&self) -> Result<Vec<Due>, StoreError> {
        let now = self.now();
        let mut view = self.view(&Postman).await?;
        let ids: Vec<(String,)> = query(sql::MAILS_DUE)
            .bind(now.as_millisecond())
            .bind(AT_ONCE)
            .all(&mut view)
            .await?;
        drop(view);
        if ids.is_empty() {
            return Ok(vec![]);
        }
        let mut tx = self.begin(&Postman).await?;
        let mut taken = Vec::new();
        for (mail,) in ids {
            let leased = query(sql::LEASE_MAIL)
                .bind(&mail)
                .bind(now.as_millisecond())
                .bind((now + LEASE).as_millisecond())
                .execute(&mut tx)
                .await?;
            if leased == 1 {
                let row: DueRow = query(sql::MAIL).bind(&mail).one(&mut tx).await?;
                taken.push(due(&mail, row)?);
            }
        }
        tx.commit().await?;
        Ok(taken)
    }

    /// A mail was handed over.
    pub(crate) async fn mail_sent(&self, mail: Uuid) -> Result<(), StoreError> {
        let mut tx = self.begin(&Postman).await?;
        query(sql::MAIL_SENT)
            .bind(mail.to_string())
            .bind(self.now().as_millisecond())
            .run(&mut tx)
            .await?;
        tx.commit().await
    }

    /// A mail was not handed over. It is tried again, unless that is in vain or has been done often enough.
    /// Whether it is parked.
    pub(crate) async fn mail_failed(
        &self,
        mail: &Due,
        fault: &str,
        in_vain: bool,
    ) -> Result<bool, StoreError> {
        let tries = mail.tries + 1;
        let parked = in_vain || tries >= TRIES;
        let next = self.now() + back_off(tries, self.ctx.random());
        let mut tx = self.begin(&Postman).await?;
        query(sql::MAIL_FAILED)
            .bind(mail.id.to_string())
            .bind(fault)
            .bind(next.as_millisecond())
            .bind(if parked { "parked" } else { "waiting" })
            .run(&mut tx)
            .await?;
        tx.commit().await?;
        Ok(parked)
    }

    /// The mails that are parked, the oldest first.
    pub async fn parked_mails(&self, scope: OperatorScope) -> Result<Vec<MailRow>, StoreError> {
        let mut tx = self.view(&scope).await?;
        let rows: Vec<ParkedRow> = query(sql::MAILS_PARKED).all(&mut tx).await?;
        let row = |(mail, person, tries, fault, at): ParkedRow| {
            Ok(MailRow {
                id: uuid(&mail)?,
                person: id(&person)?,
                tries,
                fault: fault.unwrap_or_default(),
                at: time(at)?,
            })
        };
        rows.into_iter().map(row).collect()
    }

    /// Lets parked mails be tried again: one, or all; how many there were.
    pub async fn resend_mails(
        &self,
        scope: OperatorScope,
        mail: Option<Uuid>,
    ) -> Result<u64, StoreError> {
        let mut tx = self.begin(&scope).await?;
        let found = query(sql::RESEND_MAILS)
            .bind(mail.map(|mail| mail.to_string()))
            .bind(self.now().as_millisecond())
            .execute(&mut tx)
            .await?;
        tx.commit().await?;
        Ok(found)
    }

    /// What is not sent.
    pub async fn mail_backlog(&self, scope: OperatorScope) -> Result<MailBacklog, StoreError> {
        backlog(&mut self.view(&scope).await?).await
    }

    /// The same, for the server itself.
    pub(crate) async fn mail_to_post(&self) -> Result<MailBacklog, StoreError> {
        backlog(&mut self.view(&Postman).await?).await
    }
}

async fn backlog(tx: &mut Tx) -> Result<MailBacklog, StoreError> {
    let (waiting, parked, oldest): (i64, i64, Option<i64>) =
        query(sql::MAIL_BACKLOG).one(tx).await?;
    Ok(MailBacklog {
        waiting: number(waiting)?,
        parked: number(parked)?,
        oldest: oldest.map(time).transpose()?,
    })
}

fn due(mail: &str, row: DueRow) -> Result<Due, StoreError> {
    let (person, address, language, body, tries, at) = row;
    let pieces = serde_json::from_slice(&body).map_err(|_| StoreError::Damaged("a mail"))?;
    Ok(Due {
        id: uuid(mail)?,
        person: id(&person)?,
        address,
        language: super::language(&language)?,
        pieces,
        at: time(at)?,
        tries,
    })
}
