//! A login: the browser does it, a loopback listener hears of it, and the server gives a session for it.
//!
//! The listener is bound before the browser opens (RFC 8252 section 7.3). One attempt at a time; a new
//! one ends the one before. ID-porten's tokens are dropped as soon as the server has given a session.

use std::sync::Arc;

use domain::{
    Language,
    ids::OfficeId,
    wire::{self, Discovery, Environment, path},
};
use edge::Http;
use idporten::{Attempt, LoginError, NativeConfig, OAuthError, ProviderError};
use jiff::{SignedDuration, Timestamp};
use tokio::{
    net::TcpListener,
    sync::{Notify, watch},
};
use url::{Host, Url};

use crate::{
    Desktop, Engine,
    engine::LoginState,
    session::CallError,
    unlock::Seat,
    view::{Link, LoginFailure},
};

mod loopback;
#[cfg(test)]
mod tests;

use loopback::NoCode;

/// How long a login may take: some eIDs ask for a phone that lies in another room.
const MOST: SignedDuration = SignedDuration::from_mins(10);

/// How an attempt is told what the officer wants.
struct Me {
    again: Arc<Notify>,
    cancel: watch::Sender<bool>,
    /// The office to work for; the own one where none is named.
    office: Option<OfficeId>,
}

impl<D: Desktop, H: Http> Engine<D, H> {
    /// Starts a login; an attempt that is under way ends. An officer who may work for several offices names
    /// one; otherwise it is that of the last login.
    pub fn login_begin(self: &Arc<Self>, language: Language, office: Option<OfficeId>) {
        self.begin_within(language, office, MOST);
    }

    fn begin_within(
        self: &Arc<Self>,
        language: Language,
        office: Option<OfficeId>,
        most: SignedDuration,
    ) {
        let at_work = || Some(self.state().open()?.officer.office.clone());
        let office = office.or_else(at_work);
        let (cancel, cancelled) = watch::channel(false);
        let again = Arc::new(Notify::new());
        let ends_at = self.ctx.now().checked_add(most).unwrap_or(Timestamp::MAX);
        {
            let mut state = self.state();
            if matches!(state.seat, Seat::Elsewhere) {
                return;
            }
            state.language = language;
            if let LoginState::Waiting { cancel, .. } = &state.login {
                cancel.send_replace(true);
            }
            state.login = LoginState::Waiting {
                ends_at,
                again: Arc::clone(&again),
                cancel: cancel.clone(),
            };
        }
        self.desktop.changed();
        let engine = Arc::clone(self);
        let me = Me {
            again,
            cancel,
            office,
        };
        tokio::spawn(async move { engine.attempt(language, me, cancelled, most).await });
    }

    /// Ends the attempt under way.
    pub fn login_cancel(&self) {
        self.end_attempt(None, Some(LoginFailure::Cancelled));
    }

    /// Opens the browser at the attempt under way once more.
    pub fn login_open_again(&self) {
        if let LoginState::Waiting { again, .. } = &self.state().login {
            again.notify_waiters();
        }
    }

    async fn attempt(
        self: Arc<Self>,
        language: Language,
        me: Me,
        mut cancelled: watch::Receiver<bool>,
        most: SignedDuration,
    ) {
        let most = std::time::Duration::try_from(most).unwrap_or_default();
        let session = tokio::select! {
            ended = tokio::time::timeout(most, self.authenticate(language, &me)) => {
                ended.unwrap_or(Err(LoginFailure::TimedOut))
            }
            _ = cancelled.wait_for(|cancelled| *cancelled) => return,
        };
        let begun = match session {
            Ok(session) => self.begin_session(session).await,
            Err(failure) => Err(failure),
        };
        match begun {
            Ok(()) => self.may_ask_for_arrivals().await,
            Err(failure) => self.end_attempt(Some(&me), Some(failure)),
        }
        self.desktop.raise();
    }

    async fn authenticate(
        &self,
        language: Language,
        me: &Me,
    ) -> Result<wire::Session, LoginFailure> {
        let found: Discovery = self.api.get(path::DISCOVERY, None).await.map_err(call)?;
        if !is_allowed(self.api.base(), &found) {
            tracing::warn!("the server names an issuer that this program does not allow");
            return Err(LoginFailure::Refused);
        }
        let listener = TcpListener::bind(("127.0.0.1", 0))
            .await
            .map_err(|error| socket(&error))?;
        let port = listener
            .local_addr()
            .map_err(|error| socket(&error))?
            .port();
        let redirect = Url::parse(&format!("http://127.0.0.1:{port}{}", loopback::CALLBACK))
            .map_err(|_| LoginFailure::Internal)?;
        let config = NativeConfig {
            issuer: found.issuer,
            client_id: found.client_id,
            scope: found.scope,
            resource: found.resource,
            acr: found.acr,
            environment: found.environment,
        };
        let http = self.api.http();
        let attempt = Attempt::begin(http, &self.ctx, &config, &redirect, language)
            .await
            .map_err(login)?;
        self.show_browser(me, attempt.browser_url())?;
        let pages = |page| self.desktop.loopback_page(language, page);
        let judge = |query: &str| attempt.judge_callback(query);
        let answered = tokio::select! {
            answered = loopback::wait(listener, port, judge, pages) => answered,
            failure = self.show_again(me, &attempt) => return Err(failure),
        };
        let code = answered.map_err(|no_code| match no_code {
            NoCode::Cancelled => LoginFailure::Cancelled,
            NoCode::Failed(error) => login(error),
        })?;
        let logged_in = attempt.finish(http, &self.ctx, code).await.map_err(login)?;
        let request = wire::SessionRequest {
            access_token: logged_in.access_token.expose().to_owned(),
            machine_id: self.machine_id().map_err(|error| file(&error))?,
            machine_name: self.config.machine_name.clone(),
            office: me.office.clone(),
        };
        let session = self.api.post(path::SESSION, None, &request).await;
        if let Err(CallError::NoRole {
            person: Some(person),
        }) = session
        {
            self.access_ended(person).await;
        }
        session.map_err(call)
    }

    /// Opens the browser again as often as the officer wants it; ends where that fails.
    async fn show_again(&self, me: &Me, attempt: &Attempt) -> LoginFailure {
        loop {
            me.again.notified().await;
            let shown = match attempt.again(self.api.http()).await {
                Ok(url) => self.show_browser(me, &url),
                Err(error) => Err(login(error)),
            };
            if let Err(failure) = shown {
                return failure;
            }
        }
    }

    fn show_browser(&self, me: &Me, url: &Url) -> Result<(), LoginFailure> {
        let is_current = match &self.state().login {
            LoginState::Waiting { cancel, .. } => cancel.same_channel(&me.cancel),
            LoginState::Idle { .. } => false,
        };
        if !is_current {
            return Err(LoginFailure::Cancelled);
        }
        // Whatever a provider names: no file, no other program, no plain text over a network.
        if url.scheme() != "https" && !is_on_this_machine(url) {
            return Err(LoginFailure::Refused);
        }
        self.desktop
            .open_browser(url)
            .map_err(|_| LoginFailure::NoBrowser)
    }

    /// Ends the attempt under way, or only that of `me`: an attempt that was replaced says nothing more.
    fn end_attempt(&self, me: Option<&Me>, failure: Option<LoginFailure>) {
        {
            let mut state = self.state();
            let LoginState::Waiting { cancel, .. } = &state.login else {
                return;
            };
            if me.is_some_and(|me| !cancel.same_channel(&me.cancel)) {
                return;
            }
            cancel.send_replace(true);
            state.login = LoginState::Idle { failure };
            if failure == Some(LoginFailure::Offline) {
                state.link = Link::Offline;
            }
        }
        self.desktop.changed();
    }
}

/// The issuers a server may name. Plain HTTP stays on this machine, and among synthetic persons.
fn is_allowed(server: &Url, found: &Discovery) -> bool {
    let local_issuer = Url::parse(&found.issuer).is_ok_and(|issuer| is_on_this_machine(&issuer));
    match found.environment {
        Environment::Production => {
            server.scheme() == "https" && found.issuer == "https://idporten.no"
        }
        Environment::Synthetic if is_on_this_machine(server) => {
            local_issuer || found.issuer == "https://test.idporten.no"
        }
        Environment::Synthetic => {
            server.scheme() == "https" && found.issuer == "https://test.idporten.no"
        }
    }
}

fn is_on_this_machine(url: &Url) -> bool {
    url.scheme() == "http" && url.host() == Some(Host::Ipv4(std::net::Ipv4Addr::LOCALHOST))
}

fn call(error: CallError) -> LoginFailure {
    tracing::info!(%error, "the login stopped at the server");
    match error {
        CallError::NoAnswer(_) => LoginFailure::Offline,
        CallError::NoRole { .. } => LoginFailure::NoRole,
        CallError::Status { status, .. } if may_pass(status) => LoginFailure::Busy,
        CallError::SignedOut | CallError::Status { .. } | CallError::Malformed => {
            LoginFailure::Refused
        }
    }
}

fn login(error: LoginError) -> LoginFailure {
    tracing::info!(code = error.code(), "the login stopped at ID-porten");
    let no_answer = matches!(
        error,
        LoginError::Provider(ProviderError::Http(_)) | LoginError::TokenUnreachable(_)
    );
    let refused_for_now = matches!(
        error,
        LoginError::Provider(ProviderError::Status(status)) | LoginError::TokenStatus(status)
            if may_pass(status)
    );
    if no_answer {
        LoginFailure::Offline
    } else if refused_for_now {
        LoginFailure::Busy
    } else if error == LoginError::Refused(OAuthError::AccessDenied) {
        LoginFailure::Cancelled
    } else {
        LoginFailure::Refused
    }
}

fn file(error: &std::io::Error) -> LoginFailure {
    tracing::error!(%error, "the machine's id cannot be kept");
    LoginFailure::Internal
}

/// Whether the same request may be answered in a while.
fn may_pass(status: u16) -> bool {
    status == 429 || status >= 500
}

fn socket(error: &std::io::Error) -> LoginFailure {
    tracing::warn!(%error, "no listener for the login");
    LoginFailure::Internal
}
