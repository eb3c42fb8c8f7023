//! The postman: finds out whom causes reach, makes mails, and hands them over, round after round.

use std::{convert::Infallible, future::pending, time::Duration};

use lettre::Address;
use tokio::time::MissedTickBehavior;

use super::{
    News,
    message::{Letter, Site, compose},
    transport::{Refused, Transport},
};
use crate::{
    App, Settings,
    store::{Due, StoreError},
};

/// How often it is looked for causes and mails. Several servers do so, and take turns.
pub const EVERY: Duration = Duration::from_secs(5);
/// So often a round takes mails; then it looks for causes again.
const HANDFULS: usize = 5;

/// What one round did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Round {
    /// Causes whose receivers were found.
    pub causes: usize,
    /// Mails handed over.
    pub sent: usize,
    /// Mails not handed over, which are tried again.
    pub waiting: usize,
    /// Mails not handed over, which are not.
    pub parked: usize,
}

/// The settings' own site; none where no mail is set.
pub fn site(settings: &Settings) -> Option<Site> {
    let mail = settings.mail.as_ref()?;
    let address = match &settings.portal {
        Some(portal) => portal.address.clone(),
        None => settings.idporten.resource.parse().ok()?,
    };
    Some(Site {
        from: mail.from.clone(),
        address,
        help: mail.help.clone(),
    })
}

/// Goes round for as long as it is polled. Without mail in the settings causes wait.
pub async fn keep_posting(app: &App) -> Infallible {
    let Some(mail) = &app.settings().mail else {
        return pending().await;
    };
    let transport = match Transport::new(&mail.way) {
        Ok(transport) => transport,
        Err(error) => {
            complain(&error);
            return pending().await;
        }
    };
    let mut trouble = false;
    let mut rounds = tokio::time::interval(EVERY);
    rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        rounds.tick().await;
        match round(app, &transport).await {
            Ok(done) => {
                trouble = false;
                if done != Round::default() {
                    let Round {
                        causes,
                        sent,
                        waiting,
                        parked,
                    } = done;
                    tracing::info!(causes, sent, waiting, parked, "mail");
                }
            }
            Err(error) => {
                // Once for each row of failures.
                if !std::mem::replace(&mut trouble, true) {
                    complain(&error);
                }
            }
        }
    }
}

fn complain(cause: &(dyn std::error::Error + 'static)) {
    tracing::error!(cause, "no mail is sent");
}

/// One round.
pub async fn round(app: &App, transport: &Transport) -> Result<Round, StoreError> {
    let mut done = Round::default();
    let Some(site) = site(app.settings()) else {
        return Ok(done);
    };
    app.store().remind_of_deadlines().await?;
    loop {
        match app.store().spread_mail().await? {
            0 => break,
            causes => done.causes += causes,
        }
    }
    app.store().make_mails().await?;
    for _ in 0..HANDFULS {
        let mails = app.store().lease_mails().await?;
        if mails.is_empty() {
            break;
        }
        for mail in mails {
            hand_over(app, transport, &site, &mail, &mut done).await?;
        }
    }
    app.measures().posted(&done);
    Ok(done)
}

async fn hand_over(
    app: &App,
    transport: &Transport,
    site: &Site,
    mail: &Due,
    done: &mut Round,
) -> Result<(), StoreError> {
    let store = app.store();
    match send(app, transport, site, mail).await {
        Ok(()) => {
            store.mail_sent(mail.id).await?;
            done.sent += 1;
        }
        Err(refused) => {
            let fault = refused.to_string();
            if store.mail_failed(mail, &fault, refused.in_vain()).await? {
                tracing::warn!(mail = %mail.id, fault, "a mail is parked");
                done.parked += 1;
            } else {
                done.waiting += 1;
            }
        }
    }
    Ok(())
}

async fn send(app: &App, transport: &Transport, site: &Site, mail: &Due) -> Result<(), Refused> {
    let to: Address = mail.address.parse().map_err(|_| Refused::NoMessage)?;
    let code = code_in(app, mail);
    let letter = Letter {
        id: mail.id,
        to: &to,
        language: mail.language,
        at: mail.at,
        pieces: &mail.pieces,
        code: &code,
    };
    let message = compose(site, &letter).map_err(|_| Refused::NoMessage)?;
    transport.send(&mail.id.to_string(), message).await
}

/// The digits of the code in a mail; none where it is about something else. They are nowhere stored.
fn code_in(app: &App, mail: &Due) -> String {
    let salt = mail.pieces.iter().find_map(|piece| match &piece.news {
        News::Code { salt } => Some(salt),
        News::ReportArrived { .. }
        | News::ReportReturned { .. }
        | News::ReportApproved { .. }
        | News::ApplicationArrived { .. }
        | News::ApplicationAnswered { .. }
        | News::ReopeningAsked { .. }
        | News::PeriodOpened { .. }
        | News::DeadlineNear { .. }
        | News::DeadlinePassed { .. }
        | News::Reminder { .. } => None,
    });
    let key = &app.settings().identity_key;
    salt.map(|salt| key.code(mail.person, &mail.address, salt))
        .unwrap_or_default()
}
