//! A provider to try things on: our stand-in, or one that nobody here wrote, with the same clients.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicI64, Ordering},
};

use aws_lc_rs::{
    encoding::{AsDer, Pkcs8V1Der},
    rsa::{KeyPair, KeySize},
};
use bytes::Bytes;
use data_encoding::BASE64;
use domain::{Clock, Ctx, wire::Environment};
use edge::{Http, HttpError, ReqwestHttp, SystemEntropy};
use http::{Request, Response, header};
use idporten::{
    AccessTokenRules, ClientKey, NativeConfig,
    web::{WebClient, WebConfig},
};
use idporten_sim::{Client, DEMO_CONSUMER, DEMO_SCOPE, Sim, SimConfig, TestPerson};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use support::{oidc::start_provider, process::Process};

pub(super) const DESKTOP: &str = "desktop";
/// Another native client.
pub(super) const STRANGER: &str = "stranger";
pub(super) const PORTAL: &str = "portal";
pub(super) const KEY: &str = "portal-1";
pub(super) const CALLBACK: &str = "http://127.0.0.1:49152/callback";
pub(super) const BYE: &str = "http://127.0.0.1:49152/bye";
pub(super) const RESOURCE: &str = "https://halvaarsrapport.example/api";
pub(super) const HIGH: &str = "idporten-loa-high";
pub(super) const SUBSTANTIAL: &str = "idporten-loa-substantial";
/// Who can log in at both. Synthetic.
pub(super) const PERSONS: [(&str, &str); 2] = [
    ("01818520030", "Ingrid Solbakken"),
    ("23908302052", "Turid Prøvevik"),
];

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    StandIn,
    Foreign,
}

/// One provider, and everything a relying party has.
pub(super) struct Place {
    pub(super) kind: Kind,
    pub(super) issuer: String,
    pub(super) ctx: Ctx,
    pub(super) http: Network,
    pub(super) pem: String,
    clock: Arc<Ahead>,
    _runs: Runs,
}

/// What ends with the place.
#[expect(dead_code, reason = "they are kept only to be dropped")]
enum Runs {
    StandIn(Sim),
    Foreign(Process, tempfile::TempDir),
}

impl Place {
    pub(super) async fn start(kind: Kind) -> Self {
        let pem = new_pem();
        let keys = key(&pem).public();
        let clock = Arc::new(Ahead(AtomicI64::new(0)));
        let ctx = Ctx::new(clock.clone(), Arc::new(SystemEntropy));
        let (issuer, runs) = match kind {
            Kind::StandIn => {
                let sim = Sim::start(ctx.clone(), stand_in(keys)).await.unwrap();
                (sim.issuer().to_owned(), Runs::StandIn(sim))
            }
            Kind::Foreign => {
                let logs = tempfile::tempdir().unwrap();
                let (process, issuer) = start_provider(&foreign(&keys), logs.path()).unwrap();
                (issuer, Runs::Foreign(process, logs))
            }
        };
        let http = Network {
            inner: ReqwestHttp::new().unwrap(),
            change: Mutex::default(),
        };
        Self {
            kind,
            issuer,
            ctx,
            http,
            pem,
            clock,
            _runs: runs,
        }
    }

    /// Lets time pass, here and there.
    pub(super) async fn advance(&self, seconds: i64) {
        self.clock.0.fetch_add(seconds, Ordering::SeqCst);
        if self.kind == Kind::Foreign {
            let form = [("seconds", seconds.to_string())];
            self.post("/_test/advance", &form).await;
        }
    }

    pub(super) async fn post(&self, path: &str, form: &[(&str, String)]) -> Response<Bytes> {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(form)
            .finish();
        let request = Request::post(format!("{}{path}", self.issuer))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Bytes::from(body));
        self.http.call(request.unwrap()).await.unwrap()
    }

    pub(super) fn native(&self) -> NativeConfig {
        NativeConfig {
            issuer: self.issuer.clone(),
            client_id: DESKTOP.to_owned(),
            scope: DEMO_SCOPE.to_owned(),
            resource: RESOURCE.to_owned(),
            acr: HIGH.to_owned(),
            environment: Environment::Synthetic,
        }
    }

    /// What the server demands of the desktop's access token.
    pub(super) fn rules(&self) -> AccessTokenRules {
        AccessTokenRules {
            issuer: self.issuer.clone(),
            client_id: DESKTOP.to_owned(),
            scope: DEMO_SCOPE.to_owned(),
            resource: RESOURCE.to_owned(),
            acr: HIGH.to_owned(),
            consumer: Some(DEMO_CONSUMER.to_owned()),
            environment: Environment::Synthetic,
        }
    }

    pub(super) fn portal(&self) -> WebClient {
        self.portal_with(CALLBACK, &self.pem)
    }

    pub(super) fn portal_with(&self, redirect_uri: &str, pem: &str) -> WebClient {
        let config = WebConfig {
            issuer: self.issuer.clone(),
            client_id: PORTAL.to_owned(),
            redirect_uri: redirect_uri.parse().unwrap(),
            environment: Environment::Synthetic,
        };
        WebClient::new(config, key(pem))
    }
}

fn stand_in(keys: Value) -> SimConfig {
    let mut portal = Client::web(PORTAL, "Portalen", CALLBACK, keys);
    portal.post_logout_redirect_uris = vec![BYE.to_owned()];
    SimConfig {
        port: 0,
        clients: vec![
            Client::native(DESKTOP, "Halvårsrapport", DEMO_SCOPE),
            Client::native(STRANGER, "Noe annet", DEMO_SCOPE),
            portal,
        ],
        persons: PERSONS
            .map(|(pid, name)| TestPerson {
                pid: pid.to_owned(),
                name: name.to_owned(),
                note: None,
            })
            .to_vec(),
    }
}

fn foreign(keys: &Value) -> Value {
    let native = |id: &str| {
        json!({
            "client_id": id,
            "application_type": "native",
            "token_endpoint_auth_method": "none",
            "subject_type": "pairwise",
            "grant_types": ["authorization_code"],
            "redirect_uris": ["http://127.0.0.1/callback"],
        })
    };
    let portal = json!({
        "client_id": PORTAL,
        "application_type": "web",
        "token_endpoint_auth_method": "private_key_jwt",
        "subject_type": "pairwise",
        "grant_types": ["authorization_code", "refresh_token"],
        "redirect_uris": [CALLBACK],
        "post_logout_redirect_uris": [BYE],
        "jwks": keys,
    });
    json!({
        "clients": [native(DESKTOP), native(STRANGER), portal],
        "scope": DEMO_SCOPE,
        "consumer": DEMO_CONSUMER,
        "persons": PERSONS.map(|(pid, name)| json!({ "pid": pid, "name": name })),
    })
}

/// A key of 2048 bits.
pub(super) fn new_pem() -> String {
    let pair = KeyPair::generate(KeySize::Rsa2048).unwrap();
    let der: Pkcs8V1Der<'_> = pair.as_der().unwrap();
    let text = BASE64.encode(der.as_ref());
    format!("-----BEGIN PRIVATE KEY-----\n{text}\n-----END PRIVATE KEY-----\n")
}

fn key(pem: &str) -> ClientKey {
    ClientKey::from_pem(KEY, pem.as_bytes()).unwrap()
}

/// The system's time and so many seconds.
struct Ahead(AtomicI64);

impl Clock for Ahead {
    fn now(&self) -> Timestamp {
        edge::SystemClock.now() + SignedDuration::from_secs(self.0.load(Ordering::SeqCst))
    }
}

/// The way to the provider, on which something can be changed.
pub(super) struct Network {
    inner: ReqwestHttp,
    change: Mutex<Option<Change>>,
}

/// What is changed on the way.
#[derive(Clone, Copy)]
pub(super) enum Change {
    /// The discovery document offers no pushed requests.
    NoPar,
    /// A pushed request says something else; nothing where the text is empty.
    Pushed(&'static str, &'static str),
}

impl Network {
    pub(super) fn change(&self, change: Option<Change>) {
        *self.change.lock().unwrap() = change;
    }
}

impl Http for Network {
    async fn call(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let change = *self.change.lock().unwrap();
        let path = request.uri().path().to_owned();
        match change {
            Some(Change::Pushed(name, value)) if path == "/par" => {
                self.inner
                    .call(request.map(|form| replace(&form, name, value)))
                    .await
            }
            Some(Change::NoPar) if path.starts_with("/.well-known/") => {
                Ok(self.inner.call(request).await?.map(|body| {
                    let mut document: Value = serde_json::from_slice(&body).unwrap();
                    let members = document.as_object_mut().unwrap();
                    members.remove("pushed_authorization_request_endpoint");
                    document.to_string().into()
                }))
            }
            Some(_) | None => self.inner.call(request).await,
        }
    }
}

fn replace(form: &[u8], name: &str, value: &str) -> Bytes {
    let kept = url::form_urlencoded::parse(form).filter(|(given, _)| given != name);
    let changed = (!value.is_empty()).then(|| (name.into(), value.into()));
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(kept.chain(changed))
        .finish()
        .into()
}
