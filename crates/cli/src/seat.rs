//! From the start of a command to an open store, and to the server.

use engine::view::{LockView, NewPin, SessionView};

use crate::{
    args,
    ending::Ending,
    online,
    program::Desk,
    reply::Reply,
    screen::aside,
    typed::{self, PinFrom},
    words::Say,
};

/// So many PINs may be typed one after the other.
const TRIES: u8 = 3;

/// Opens the store with the officer's PIN.
pub(crate) async fn open(desk: &Desk) -> Result<(), Ending> {
    let mut tries = 0;
    loop {
        let (lock, name) = match session(desk).await? {
            SessionView::SignedIn { .. } => return desk.is_open().await,
            SessionView::ChoosePin { because, .. } => {
                choose_pin(desk, because, tries).await?;
                tries += 1;
                continue;
            }
            SessionView::Locked { lock, name, .. } => (lock, name),
            SessionView::Elsewhere => return Err(Ending::Elsewhere),
            SessionView::SignedOut { .. } | SessionView::Waiting { .. } => {
                return Err(Ending::NoStore);
            }
        };
        let (wrong, tries_left) = tried(&lock)?;
        if wrong {
            let wrong = Ending::PinWrong { tries_left };
            if desk.pin_from == PinFrom::Input || tries >= TRIES {
                return Err(wrong);
            }
            aside(&wrong.text(desk.words()));
        }
        let words = desk.words();
        let question = match name {
            Some(name) => words.fill(Say::PinAskNamed, &[("name", &name)]),
            None => words.say(Say::PinAsk).to_owned(),
        };
        desk.engine
            .unlock(desk.pin_from.read(question).await?)
            .await?;
        tries += 1;
    }
}

/// Whether the last PIN was wrong, and how many may be; an ending where none is asked for.
fn tried(lock: &LockView) -> Result<(bool, u8), Ending> {
    match *lock {
        LockView::Pin {
            wait_until: Some(until),
            tries_left,
            ..
        } => Err(Ending::PinWait { until, tries_left }),
        LockView::Pin {
            wrong, tries_left, ..
        } => Ok((wrong, tries_left)),
        LockView::Forgotten => Err(Ending::PinForgotten),
        LockView::Lost { loss } => Err(Ending::StoreLost { loss }),
        LockView::LeaseOver => Err(Ending::LeaseOver),
        LockView::NoKeychain => Err(Ending::NoKeychain),
    }
}

async fn choose_pin(desk: &Desk, because: NewPin, tries: u8) -> Result<(), Ending> {
    let words = desk.words();
    if tries == 0 {
        match because {
            NewPin::First => {}
            NewPin::Forgotten => aside(words.say(Say::PinForgotten)),
            NewPin::Lost { loss } => aside(&Ending::StoreLost { loss }.text(words)),
        }
        aside(words.say(Say::PinChoose));
    }
    let typed = desk
        .pin_from
        .read(words.say(Say::PinNew).to_owned())
        .await?;
    // A script has no hand that slips.
    if desk.pin_from == PinFrom::Terminal {
        let again = desk
            .pin_from
            .read(words.say(Say::PinAgain).to_owned())
            .await?;
        if !typed.is_same(&again) {
            return once_more(desk, tries, Ending::PinNotGood { differs: true });
        }
    }
    match desk.engine.choose_pin(typed).await.map_err(Ending::from) {
        Err(short @ Ending::PinNotGood { .. }) => once_more(desk, tries, short),
        other => other,
    }
}

fn once_more(desk: &Desk, tries: u8, ending: Ending) -> Result<(), Ending> {
    if desk.pin_from == PinFrom::Input || tries + 1 >= TRIES {
        return Err(ending);
    }
    aside(&ending.text(desk.words()));
    Ok(())
}

async fn session(desk: &Desk) -> Result<SessionView, Ending> {
    Ok(desk.engine.app_state().await?.session)
}

/// `login`: the browser, the PIN, and then everything that waits.
pub(crate) async fn login(desk: &Desk, asked: &args::Login) -> Result<Reply, Ending> {
    if session(desk).await? == SessionView::Elsewhere {
        return Err(Ending::Elsewhere);
    }
    if asked.forgot_pin {
        give_up_pin(desk, asked.yes).await?;
    }
    let office = asked.office.as_deref().map(Into::into);
    desk.engine.login_begin(desk.language(), office);
    while matches!(session(desk).await?, SessionView::Waiting { .. }) {
        desk.changed.notified().await;
    }
    let failure = match session(desk).await? {
        SessionView::SignedOut { failure } | SessionView::Locked { failure, .. } => failure,
        SessionView::Elsewhere
        | SessionView::Waiting { .. }
        | SessionView::ChoosePin { .. }
        | SessionView::SignedIn { .. } => None,
    };
    if let Some(failure) = failure {
        return Err(Ending::LoginFailed { failure });
    }
    open(desk).await?;
    if let SessionView::SignedIn {
        name, office_name, ..
    } = session(desk).await?
    {
        let said = desk
            .words()
            .fill(Say::LoginDone, &[("name", &name), ("office", &office_name)]);
        aside(&said);
    }
    online::catch_up(desk).await
}

/// The officer has forgotten the PIN, and says so knowing what that costs.
async fn give_up_pin(desk: &Desk, yes: bool) -> Result<(), Ending> {
    let words = desk.words();
    let waiting = desk.engine.app_state().await?.line.waiting;
    if waiting > 0 {
        aside(&words.count(Say::WaitingOne, Say::WaitingMany, waiting));
    }
    if !yes && !agrees(&typed::answer(words.say(Say::ForgotPinAsk).to_owned()).await?) {
        return Err(Ending::NotConfirmed);
    }
    desk.engine.pin_forgotten();
    Ok(())
}

/// Ja, in any of the languages.
pub(crate) fn agrees(answer: &str) -> bool {
    let answer = answer.trim().to_lowercase();
    ["j", "ja", "y", "yes"].contains(&answer.as_str())
}

/// `logout`: nobody opens the store without a login from now on. What waits stays in it.
pub(crate) async fn logout(desk: &Desk) -> Result<Reply, Ending> {
    open(desk).await?;
    desk.engine.take_up_session().await?;
    desk.engine.logout().await;
    Ok(Reply::done(
        desk.words().say(Say::LoggedOut).to_owned(),
        &(),
    ))
}

/// `sync`: fetches what is new and sends what waits.
pub(crate) async fn sync(desk: &Desk) -> Result<Reply, Ending> {
    open(desk).await?;
    desk.engine.take_up_session().await?;
    online::catch_up(desk).await
}
