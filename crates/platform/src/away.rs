//! Nobody is at the machine: its screen is locked, or it goes to sleep. Linux tells of both over its message
//! buses. Windows and macOS are asked for the screen, and the engine notices by its own clock that the machine has slept.

/// What is heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Away {
    /// The screen is locked.
    Locked,
    /// The machine goes to sleep, and waits for a moment with it.
    Sleeps,
    /// It is awake again, perhaps elsewhere.
    Woke,
}

/// So often is asked whether the screen is locked: whoever has locked it and goes away has not gone far by then.
#[cfg(not(target_os = "linux"))]
const ASKED_EVERY: std::time::Duration = std::time::Duration::from_secs(3);

/// Tells when the screen has been locked.
#[cfg(not(target_os = "linux"))]
pub async fn watch<F: Future<Output = ()>>(told: impl Fn(Away) -> F) {
    let mut screen = Screen::default();
    loop {
        tokio::time::sleep(ASKED_EVERY).await;
        if let Some(away) = screen.tells(screen_lock::is_locked()) {
            told(away).await;
        }
    }
}

/// A screen that is asked again and again.
#[cfg(any(test, not(target_os = "linux")))]
#[derive(Debug, Default)]
struct Screen {
    is_locked: bool,
}

#[cfg(any(test, not(target_os = "linux")))]
impl Screen {
    /// What an answer tells that the one before did not. One that is not known tells nothing, and is not taken for a
    /// screen that is open: it would be told of again.
    fn tells(&mut self, answer: Option<bool>) -> Option<Away> {
        let is_locked = answer?;
        let is_new = is_locked && !self.is_locked;
        self.is_locked = is_locked;
        is_new.then_some(Away::Locked)
    }
}

#[cfg(target_os = "linux")]
pub use linux::watch;

#[cfg(target_os = "linux")]
mod linux {
    use futures::{StreamExt, future::join, stream::select};
    use zbus::{Connection, MatchRule, MessageStream, Proxy, message, zvariant::OwnedFd};

    use super::Away;

    const LOGIND: &str = "org.freedesktop.login1";

    /// Tells of all that is heard. A machine without these buses, or without who speaks on them, tells nothing.
    pub async fn watch<F: Future<Output = ()>>(told: impl Fn(Away) -> F) {
        let (screen, system) = join(screen(&told), system(&told)).await;
        for silent in [screen, system] {
            if let Err(error) = silent {
                tracing::info!(%error, "the machine does not tell when nobody is there");
            }
        }
    }

    /// A screen saver locks the screen: each desktop's own, or the common one.
    async fn screen<F: Future<Output = ()>>(told: &impl Fn(Away) -> F) -> zbus::Result<()> {
        let bus = Connection::session().await?;
        let common = signals(&bus, "org.freedesktop.ScreenSaver", "ActiveChanged").await?;
        let gnome = signals(&bus, "org.gnome.ScreenSaver", "ActiveChanged").await?;
        let mut heard = select(common, gnome);
        while let Some(message) = heard.next().await {
            if message?.body().deserialize::<bool>().unwrap_or(false) {
                told(Away::Locked).await;
            }
        }
        Ok(())
    }

    async fn signals(
        bus: &Connection,
        interface: &'static str,
        member: &'static str,
    ) -> zbus::Result<MessageStream> {
        let rule = MatchRule::builder()
            .msg_type(message::Type::Signal)
            .interface(interface)?
            .member(member)?
            .build();
        MessageStream::for_match_rule(rule, bus, None).await
    }

    /// The manager of logins: a session is locked, also another user's, or the machine goes to sleep.
    async fn system<F: Future<Output = ()>>(told: &impl Fn(Away) -> F) -> zbus::Result<()> {
        let bus = Connection::system().await?;
        let path = "/org/freedesktop/login1";
        let manager = Proxy::new(&bus, LOGIND, path, "org.freedesktop.login1.Manager").await?;
        let locked = MatchRule::builder()
            .msg_type(message::Type::Signal)
            .sender(LOGIND)?
            .interface("org.freedesktop.login1.Session")?
            .member("Lock")?
            .build();
        let locked = MessageStream::for_match_rule(locked, &bus, None).await?;
        let sleeping = manager.receive_signal("PrepareForSleep").await?;
        let mut heard = select(
            locked.map(|message| message.map(|_| Away::Locked)),
            sleeping.map(|message| {
                let sleeps = message.body().deserialize::<bool>()?;
                Ok(if sleeps { Away::Sleeps } else { Away::Woke })
            }),
        );
        let mut delay = delay(&manager).await;
        while let Some(away) = heard.next().await {
            let away = away?;
            told(away).await;
            match away {
                // What was to be done is done: the machine may sleep.
                Away::Sleeps => drop(delay.take()),
                Away::Woke => delay = self::delay(&manager).await,
                Away::Locked => {}
            }
        }
        Ok(())
    }

    /// The machine waits with its sleep for as long as this is held, a few seconds at most.
    async fn delay(manager: &Proxy<'_>) -> Option<OwnedFd> {
        let why = (
            "sleep",
            "Halvårsrapport",
            "Locks what is kept here",
            "delay",
        );
        let held = manager.call("Inhibit", &why).await;
        held.inspect_err(|error| tracing::info!(%error, "the machine does not wait with its sleep"))
            .ok()
    }
}

#[cfg(test)]
mod tests {
    use super::{Away, Screen};

    #[test]
    fn a_screen_tells_once_each_time_that_it_is_locked() {
        let answers = [
            Some(false),
            Some(true),
            Some(true),
            None,
            Some(true),
            Some(false),
            Some(true),
        ];
        let mut screen = Screen::default();
        let told = answers.map(|answer| screen.tells(answer));
        let locked = Some(Away::Locked);
        assert_eq!(told, [None, locked, None, None, None, None, locked]);
    }
}
