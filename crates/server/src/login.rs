//! From ID-porten's access token to a session of our own.

use domain::{
    Ctx,
    ids::OfficeId,
    wire::{Session, SessionRequest},
};
use edge::Http;
use futures::future::BoxFuture;
use idporten::{AccessTokenRules, AccessTokenVerifier, Person, TokenRefusal};

use crate::{
    App, Settings,
    error::Failure,
    secret::Token,
    store::{Claim, GrantedSession, Machine, Opening, RoleKind, SessionStart, TradedToken},
};

/// Checks an access token, whatever client it reaches the identity provider with.
pub(crate) trait VerifyLogin: Send + Sync {
    fn verify<'a>(
        &'a self,
        ctx: &'a Ctx,
        token: &'a str,
    ) -> BoxFuture<'a, Result<Person, TokenRefusal>>;
}

pub(crate) struct Login<H> {
    verifier: AccessTokenVerifier,
    http: H,
}

impl<H: Http> Login<H> {
    pub(crate) fn new(settings: &Settings, http: H) -> Self {
        let idporten = settings.idporten.clone();
        let verifier = AccessTokenVerifier::new(AccessTokenRules {
            issuer: idporten.issuer,
            client_id: idporten.client_id,
            scope: idporten.scope,
            resource: idporten.resource,
            acr: idporten.acr,
            consumer: idporten.consumer,
            environment: settings.environment,
        });
        Self { verifier, http }
    }
}

impl<H: Http> VerifyLogin for Login<H> {
    fn verify<'a>(
        &'a self,
        ctx: &'a Ctx,
        token: &'a str,
    ) -> BoxFuture<'a, Result<Person, TokenRefusal>> {
        Box::pin(self.verifier.verify(&self.http, ctx, token))
    }
}

/// Takes an access token once, and gives the officer behind it a session.
pub(crate) async fn trade(app: &App, asked: SessionRequest) -> Result<Session, Failure> {
    let person = match app.login().verify(app.ctx(), &asked.access_token).await {
        Ok(person) => person,
        Err(refusal) => return Err(refused(app, refusal).await),
    };
    let identity = app.settings().identity_key.hash(&person.national_id);
    let token = TradedToken {
        jti: Token::hash_of(&person.jti),
        expires_at: person.expires_at,
    };
    let at = Machine {
        id: asked.machine_id,
        name: asked.machine_name,
    };
    issue(app, Claim::Login { identity, token }, at, asked.office).await
}

/// What an access token that is not accepted is answered.
async fn refused(app: &App, refusal: TokenRefusal) -> Failure {
    tracing::info!(code = refusal.code(), "a login is refused");
    let somebody_logged_in = match refusal {
        TokenRefusal::Provider(_) => {
            return Failure::unavailable("ID-porten's keys cannot be had");
        }
        TokenRefusal::Malformed
        | TokenRefusal::Algorithm
        | TokenRefusal::UnknownKey
        | TokenRefusal::Signature => false,
        TokenRefusal::Issuer
        | TokenRefusal::Expired
        | TokenRefusal::IssuedAt
        | TokenRefusal::Audience
        | TokenRefusal::Scope
        | TokenRefusal::Client
        | TokenRefusal::Consumer
        | TokenRefusal::Level
        | TokenRefusal::NoPerson
        | TokenRefusal::InvalidPerson
        | TokenRefusal::SyntheticPerson
        | TokenRefusal::RealPerson => true,
    };
    // Anybody can make such up without end, and the audit log is kept for ever.
    if somebody_logged_in || app.rates().may_note_garbage() {
        let noted = app.store().note_refused_token(refusal.code()).await;
        if let Err(error) = noted {
            return error.into();
        }
    }
    Failure::signed_out("the access token is not accepted")
}

/// Opens an officer's session on a machine for whoever the claim names.
pub(crate) async fn issue(
    app: &App,
    claim: Claim,
    at: Machine,
    office: Option<OfficeId>,
) -> Result<Session, Failure> {
    let opening = Opening {
        claim,
        seat: RoleKind::Officer,
        office,
        device: Some(at),
    };
    let granted = open(app, &opening).await?;
    granted.into_wire(app.now()).ok_or_else(Failure::no_role)
}

/// Opens a session.
pub(crate) async fn open(app: &App, opening: &Opening) -> Result<GrantedSession, Failure> {
    match app.store().open_session(opening).await? {
        SessionStart::Opened(granted) => Ok(*granted),
        SessionStart::Replayed => Err(Failure::signed_out("the access token was traded before")),
        SessionStart::NoRole(person) => Err(Failure::no_role_of(person)),
    }
}
