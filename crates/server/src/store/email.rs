//! Whose an address is: shown by a code that is mailed there. And when a person wants which mail.

use domain::{
    ids::PersonId,
    report::json_bytes,
    text::Language,
    wire::{EmailCodeAsked, EmailConfirmed, EmailState, MailWishes},
};
use jiff::{SignedDuration, Timestamp};

use super::{
    Store, StoreError, Tx,
    audit::{self, Action, Deed},
    mail, query, sql, time,
};
use crate::{
    access::{PersonScope, Scope},
    secret::IdentityKey,
};

/// How long a code is good.
const LASTS: SignedDuration = SignedDuration::from_hours(1);
/// How long to wait before another is asked for.
const PAUSE: SignedDuration = SignedDuration::from_mins(1);
/// How many codes may be tried before another must be asked for. With eight digits nobody guesses one.
const TRIES: i64 = 5;

/// A code that was given out.
struct Given {
    email: String,
    salt: Vec<u8>,
    tries_left: i64,
    given_at: Timestamp,
    expires_at: Timestamp,
}

impl Given {
    /// Whether it can still be typed, for that address.
    fn is_good(&self, email: &str, now: Timestamp) -> bool {
        self.email == email && self.tries_left > 0 && now < self.expires_at
    }
}

/// An address as the person told it, and the one that is confirmed.
type Addresses = (Option<String>, Option<String>);

impl Store {
    /// Whether mail reaches the person, where the server sends any.
    pub(crate) async fn email_state(&self, scope: &PersonScope) -> Result<EmailState, StoreError> {
        let now = self.now();
        let mut tx = self.view(scope).await?;
        let (told, confirmed) = addresses(&mut tx, scope.person()).await?;
        let Some(email) = told else {
            return Ok(EmailState::NoAddress);
        };
        if confirmed.as_ref() == Some(&email) {
            return Ok(EmailState::Confirmed);
        }
        let given = given(&mut tx, scope.person()).await?;
        Ok(match given {
            Some(given) if given.is_good(&email, now) => EmailState::CodeSent,
            Some(_) | None => EmailState::CodeMissing,
        })
    }

    /// Mails a code to the address that the person has told, unless it is confirmed, or one was just sent there.
    pub(crate) async fn ask_email_code(
        &self,
        scope: &PersonScope,
        language: Language,
    ) -> Result<EmailCodeAsked, StoreError> {
        let now = self.now();
        let mut tx = self.begin(scope).await?;
        speak(&mut tx, scope.person(), language).await?;
        let asked = give_code(&mut tx, scope.person(), &self.ctx.random(), now).await?;
        tx.commit().await?;
        Ok(asked)
    }

    /// Takes a code. A wrong one counts.
    pub(crate) async fn confirm_email(
        &self,
        scope: &PersonScope,
        key: &IdentityKey,
        typed: &str,
    ) -> Result<EmailConfirmed, StoreError> {
        let now = self.now();
        let person = scope.person();
        let mut tx = self.begin(scope).await?;
        let (told, _) = addresses(&mut tx, person).await?;
        let (Some(email), Some(given)) = (told, given(&mut tx, person).await?) else {
            return Ok(EmailConfirmed::NoCode {});
        };
        if !given.is_good(&email, now) {
            return Ok(EmailConfirmed::NoCode {});
        }
        // Before it is compared, so that no two tries at once count as one.
        let tried = query(sql::TRY_EMAIL_CODE)
            .bind(person.to_string())
            .execute(&mut tx)
            .await?;
        if tried == 0 {
            return Ok(EmailConfirmed::NoCode {});
        }
        let salt = data_encoding::HEXLOWER.encode(&given.salt);
        let typed: String = typed
            .chars()
            .filter(|digit| !digit.is_whitespace())
            .collect();
        if key.code(person, &email, &salt) != typed {
            tx.commit().await?;
            let tries_left = u8::try_from(given.tries_left - 1).unwrap_or(0);
            return Ok(EmailConfirmed::Wrong { tries_left });
        }
        query(sql::CONFIRM_EMAIL)
            .bind(person.to_string())
            .bind(&email)
            .execute_one(&mut tx)
            .await?;
        query(sql::FORGET_EMAIL_CODE)
            .bind(person.to_string())
            .run(&mut tx)
            .await?;
        let deed = Deed::new(Action::EmailConfirmed).on(&person);
        audit::note(&mut tx, &scope.actor(), deed, now).await?;
        tx.commit().await?;
        Ok(EmailConfirmed::Confirmed {})
    }

    /// When the person wants which mail.
    pub(crate) async fn mail_wishes(&self, scope: &PersonScope) -> Result<MailWishes, StoreError> {
        wishes_of(&mut self.view(scope).await?, scope.person()).await
    }

    /// Keeps when the person wants which mail.
    pub(crate) async fn set_mail_wishes(
        &self,
        scope: &PersonScope,
        wishes: MailWishes,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin(scope).await?;
        put_wishes(&mut tx, scope.person(), wishes).await?;
        tx.commit().await
    }
}

/// Mails to a person are in a language from now on, and the address that the person has told gets a code, unless one
/// that is good was sent there. Whoever calls commits.
pub(super) async fn introduce(
    tx: &mut Tx,
    person: PersonId,
    (language, salt): (Language, &[u8; 16]),
    now: Timestamp,
) -> Result<(), StoreError> {
    speak(tx, person, language).await?;
    let (told, _) = addresses(tx, person).await?;
    let known = given(tx, person).await?.zip(told);
    if known.is_some_and(|(given, email)| given.is_good(&email, now)) {
        return Ok(());
    }
    give_code(tx, person, salt, now).await.map(drop)
}

/// Mails to a person are in that language from now on.
async fn speak(tx: &mut Tx, person: PersonId, language: Language) -> Result<(), StoreError> {
    let before = wishes_of(tx, person).await?;
    put_wishes(tx, person, MailWishes { language, ..before }).await
}

async fn wishes_of(tx: &mut Tx, person: PersonId) -> Result<MailWishes, StoreError> {
    let body: Option<Vec<u8>> = query(sql::MAIL_WISHES)
        .bind(person.to_string())
        .optional_value(tx)
        .await?;
    mail::wishes(body)
}

async fn put_wishes(tx: &mut Tx, person: PersonId, wishes: MailWishes) -> Result<(), StoreError> {
    query(sql::PUT_MAIL_WISHES)
        .bind(person.to_string())
        .bind(json_bytes(&wishes))
        .execute_one(tx)
        .await
}

/// A code for the address that the person has told. Whoever calls commits.
async fn give_code(
    tx: &mut Tx,
    person: PersonId,
    salt: &[u8; 16],
    now: Timestamp,
) -> Result<EmailCodeAsked, StoreError> {
    let (told, confirmed) = addresses(tx, person).await?;
    let Some(email) = told.filter(|email| confirmed.as_ref() != Some(email)) else {
        return Ok(EmailCodeAsked::Nothing {});
    };
    let before = given(tx, person).await?;
    if before.is_some_and(|before| before.given_at + PAUSE > now && before.is_good(&email, now)) {
        return Ok(EmailCodeAsked::TooSoon {});
    }
    query(sql::PUT_EMAIL_CODE)
        .bind(person.to_string())
        .bind(&email)
        .bind(salt.to_vec())
        .bind(TRIES)
        .bind(now.as_millisecond())
        .bind((now + LASTS).as_millisecond())
        .execute_one(tx)
        .await?;
    mail::code_given(tx, (person, email), salt, now).await?;
    Ok(EmailCodeAsked::Sent {})
}

async fn addresses(tx: &mut Tx, person: PersonId) -> Result<Addresses, StoreError> {
    query(sql::ADDRESSES).bind(person.to_string()).one(tx).await
}

async fn given(tx: &mut Tx, person: PersonId) -> Result<Option<Given>, StoreError> {
    let row: Option<(String, Vec<u8>, i64, i64, i64)> = query(sql::EMAIL_CODE)
        .bind(person.to_string())
        .optional(tx)
        .await?;
    row.map(|(email, salt, tries_left, given_at, expires_at)| {
        Ok(Given {
            email,
            salt,
            tries_left,
            given_at: time(given_at)?,
            expires_at: time(expires_at)?,
        })
    })
    .transpose()
}
