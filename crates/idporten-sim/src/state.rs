//! What a stand-in remembers, and for how long. Times come in; nothing here waits.

use std::{collections::BTreeMap, sync::Arc};

use jiff::{SignedDuration, Timestamp};

use crate::{
    client_auth::ASSERTION_LIVES,
    fault::Faults,
    keys::SigningKey,
    request::Request,
    token::{Grant, Login},
};

const PUSHED_LIVES: SignedDuration = SignedDuration::from_secs(120);
const PAGE_LIVES: SignedDuration = SignedDuration::from_mins(30);
const CODE_LIVES: SignedDuration = SignedDuration::from_secs(60);
const REFRESH_LIVES: SignedDuration = SignedDuration::from_secs(600);
const SESSION_IDLE: SignedDuration = SignedDuration::from_mins(30);
const SESSION_LIVES: SignedDuration = SignedDuration::from_mins(120);

/// Everything that changes while a stand-in runs.
pub(crate) struct State {
    pub(crate) faults: Faults,
    /// The last one signs; all are published.
    pub(crate) keys: Vec<Arc<SigningKey>>,
    pushed: BTreeMap<String, Until<Request>>,
    pages: BTreeMap<String, Until<Request>>,
    codes: BTreeMap<String, Issued>,
    access: BTreeMap<String, Issued>,
    refresh: BTreeMap<String, Issued>,
    sessions: BTreeMap<String, Session>,
    /// Client and `jti` of assertions that are used up, and when they would have ended.
    assertions: BTreeMap<(String, String), Timestamp>,
    grants: u64,
}

struct Until<T> {
    end: Timestamp,
    value: T,
}

/// A code or a token, and the grant behind it.
struct Issued {
    end: Timestamp,
    grant_id: u64,
    grant: Grant,
    used: bool,
}

struct Session {
    login: Login,
    began: Timestamp,
    used: Timestamp,
}

impl State {
    pub(crate) fn new(key: SigningKey) -> Self {
        Self {
            faults: Faults::new(),
            keys: vec![Arc::new(key)],
            pushed: BTreeMap::new(),
            pages: BTreeMap::new(),
            codes: BTreeMap::new(),
            access: BTreeMap::new(),
            refresh: BTreeMap::new(),
            sessions: BTreeMap::new(),
            assertions: BTreeMap::new(),
            grants: 0,
        }
    }

    /// Keeps a pushed request.
    pub(crate) fn push(&mut self, uri: String, request: Request, now: Timestamp) {
        self.pushed.retain(|_, pushed| now < pushed.end);
        self.pushed.insert(
            uri,
            Until {
                end: after(now, PUSHED_LIVES),
                value: request,
            },
        );
    }

    /// Gives a pushed request, once, to the client that pushed it.
    pub(crate) fn take_pushed(
        &mut self,
        uri: &str,
        client_id: &str,
        now: Timestamp,
    ) -> Option<Request> {
        let pushed = self.pushed.remove(uri)?;
        let good = now < pushed.end && pushed.value.client_id == client_id;
        good.then_some(pushed.value)
    }

    /// Keeps a request while its user is on the page.
    pub(crate) fn open_page(&mut self, id: String, request: Request, now: Timestamp) {
        self.pages.retain(|_, page| now < page.end);
        self.pages.insert(
            id,
            Until {
                end: after(now, PAGE_LIVES),
                value: request,
            },
        );
    }

    /// The request behind a page.
    pub(crate) fn page(&mut self, id: &str, now: Timestamp) -> Option<&mut Request> {
        self.pages
            .get_mut(id)
            .filter(|page| now < page.end)
            .map(|page| &mut page.value)
    }

    /// The request behind a page, which ends.
    pub(crate) fn close_page(&mut self, id: &str, now: Timestamp) -> Option<Request> {
        self.pages
            .remove(id)
            .filter(|page| now < page.end)
            .map(|page| page.value)
    }

    /// Whether a client's assertion is used for the first time.
    pub(crate) fn use_assertion(&mut self, client_id: &str, jti: &str, now: Timestamp) -> bool {
        self.assertions.retain(|_, end| now < *end);
        let end = after(now, ASSERTION_LIVES);
        let name = (client_id.to_owned(), jti.to_owned());
        self.assertions.insert(name, end).is_none()
    }

    /// Keeps a code.
    pub(crate) fn give_code(&mut self, code: String, grant: Grant, now: Timestamp) {
        self.grants += 1;
        let end = after(now, CODE_LIVES);
        self.codes.insert(
            code,
            Issued {
                end,
                grant_id: self.grants,
                grant,
                used: false,
            },
        );
    }

    /// Gives the grant behind a code, once. Whoever comes a second time ends the grant.
    pub(crate) fn take_code(&mut self, code: &str, now: Timestamp) -> Option<(u64, Grant)> {
        take(&mut self.codes, code, now)
            .map_err(|replayed| self.end_grant(replayed))
            .ok()
    }

    /// Keeps an access token, by its digest.
    pub(crate) fn give_access(&mut self, digest: String, id: u64, grant: Grant, end: Timestamp) {
        self.access.insert(
            digest,
            Issued {
                end,
                grant_id: id,
                grant,
                used: false,
            },
        );
    }

    /// The grant behind an access token.
    pub(crate) fn access(&self, digest: &str, now: Timestamp) -> Option<&Grant> {
        self.access
            .get(digest)
            .filter(|token| now < token.end)
            .map(|token| &token.grant)
    }

    /// Keeps a refresh token.
    pub(crate) fn give_refresh(&mut self, token: String, id: u64, grant: Grant, now: Timestamp) {
        let end = after(now, REFRESH_LIVES);
        self.refresh.insert(
            token,
            Issued {
                end,
                grant_id: id,
                grant,
                used: false,
            },
        );
    }

    /// Gives the grant behind a refresh token, once, as with codes.
    pub(crate) fn take_refresh(&mut self, token: &str, now: Timestamp) -> Option<(u64, Grant)> {
        take(&mut self.refresh, token, now)
            .map_err(|replayed| self.end_grant(replayed))
            .ok()
    }

    /// Ends the grant behind an access token's digest or a refresh token, if `client_id` has it.
    pub(crate) fn revoke(&mut self, digest: &str, token: &str, client_id: &str) {
        let found = self.access.get(digest).or_else(|| self.refresh.get(token));
        let id = found
            .filter(|found| found.grant.client_id == client_id)
            .map(|f| f.grant_id);
        self.end_grant(id);
    }

    fn end_grant(&mut self, id: Option<u64>) {
        if let Some(id) = id {
            self.access.retain(|_, token| token.grant_id != id);
            self.refresh.retain(|_, token| token.grant_id != id);
        }
    }

    /// Begins a session that other logins may use.
    pub(crate) fn begin_session(&mut self, id: String, login: Login, now: Timestamp) {
        self.sessions.insert(
            id,
            Session {
                login,
                began: now,
                used: now,
            },
        );
    }

    /// The login of a session, which lives on by being used.
    pub(crate) fn use_session(&mut self, id: &str, now: Timestamp) -> Option<Login> {
        let alive = |session: &Session| {
            now < after(session.used, SESSION_IDLE) && now < after(session.began, SESSION_LIVES)
        };
        self.sessions.retain(|_, session| alive(session));
        let session = self.sessions.get_mut(id)?;
        session.used = now;
        Some(session.login.clone())
    }

    /// Ends a session.
    pub(crate) fn end_session(&mut self, id: &str) {
        self.sessions.remove(id);
    }
}

/// The grant behind a code or token that is used up by this; the grant to end where it was used before.
fn take(
    issued: &mut BTreeMap<String, Issued>,
    key: &str,
    now: Timestamp,
) -> Result<(u64, Grant), Option<u64>> {
    let found = issued.get_mut(key).ok_or(None)?;
    if found.used {
        return Err(Some(found.grant_id));
    }
    found.used = true;
    if now < found.end {
        Ok((found.grant_id, found.grant.clone()))
    } else {
        Err(None)
    }
}

fn after(now: Timestamp, span: SignedDuration) -> Timestamp {
    now.checked_add(span).unwrap_or(now)
}
