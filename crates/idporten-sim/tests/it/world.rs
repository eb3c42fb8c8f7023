//! A stand-in, a virtual clock, and a browser that keeps cookies.

#![expect(clippy::unwrap_used, reason = "helpers of tests may panic")]

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicI64, Ordering},
};

use bytes::Bytes;
use domain::{Clock, Ctx, Language, wire::Environment};
use edge::{Http, HttpError, ReqwestHttp, SystemEntropy};
use http::{Request, Response, StatusCode, header};
use idporten::{
    AccessTokenRules, AccessTokenVerifier, Attempt, Callback, LoggedIn, LoginError, NativeConfig,
};
use idporten_sim::{DEMO_CLIENT_ID, DEMO_CONSUMER, DEMO_SCOPE, Sim, SimConfig};
use jiff::Timestamp;
use url::Url;

pub(crate) const RESOURCE: &str = "https://halvaarsrapport.example/api";
pub(crate) const HIGH: &str = "idporten-loa-high";

/// Seconds, moved by hand.
pub(crate) struct VirtualClock(AtomicI64);

impl VirtualClock {
    pub(crate) fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }
}

impl Clock for VirtualClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(self.0.load(Ordering::SeqCst)).unwrap()
    }
}

pub(crate) fn ctx_at(second: i64) -> (Arc<VirtualClock>, Ctx) {
    let clock = Arc::new(VirtualClock(AtomicI64::new(second)));
    (Arc::clone(&clock), Ctx::new(clock, Arc::new(SystemEntropy)))
}

/// Notes which paths were asked for.
pub(crate) struct Network {
    inner: ReqwestHttp,
    pub(crate) paths: Mutex<Vec<String>>,
    /// Where no answer comes in time.
    slow: Mutex<Option<&'static str>>,
}

impl Network {
    /// From here on no answer from there comes in time.
    pub(crate) fn give_up_on(&self, path: &'static str) {
        *self.slow.lock().unwrap() = Some(path);
    }

    pub(crate) fn calls_to(&self, path: &str) -> usize {
        self.paths
            .lock()
            .unwrap()
            .iter()
            .filter(|asked| *asked == path)
            .count()
    }
}

impl Http for Network {
    async fn call(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let path = request.uri().path().to_owned();
        let is_slow = *self.slow.lock().unwrap() == Some(path.as_str());
        self.paths.lock().unwrap().push(path);
        let call = self.inner.call(request);
        if is_slow {
            let patience = std::time::Duration::from_millis(50);
            return tokio::time::timeout(patience, call)
                .await
                .unwrap_or(Err(HttpError::TimedOut));
        }
        call.await
    }
}

pub(crate) struct World {
    pub(crate) clock: Arc<VirtualClock>,
    pub(crate) ctx: Ctx,
    pub(crate) sim: Sim,
    pub(crate) http: Network,
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(SimConfig::demo(0)).await
    }

    pub(crate) async fn with(config: SimConfig) -> Self {
        // Far from the system's time, so that a forgotten clock is seen.
        let (clock, ctx) = ctx_at(2_000_000_000);
        let sim = Sim::start(ctx.clone(), config).await.unwrap();
        let http = Network {
            inner: ReqwestHttp::new().unwrap(),
            paths: Mutex::default(),
            slow: Mutex::default(),
        };
        Self {
            clock,
            ctx,
            sim,
            http,
        }
    }

    pub(crate) fn native(&self) -> NativeConfig {
        NativeConfig {
            issuer: self.sim.issuer().to_owned(),
            client_id: DEMO_CLIENT_ID.to_owned(),
            scope: DEMO_SCOPE.to_owned(),
            resource: RESOURCE.to_owned(),
            acr: HIGH.to_owned(),
            environment: Environment::Synthetic,
        }
    }

    pub(crate) fn rules(&self) -> AccessTokenRules {
        AccessTokenRules {
            issuer: self.sim.issuer().to_owned(),
            client_id: DEMO_CLIENT_ID.to_owned(),
            scope: DEMO_SCOPE.to_owned(),
            resource: RESOURCE.to_owned(),
            acr: HIGH.to_owned(),
            consumer: Some(DEMO_CONSUMER.to_owned()),
            environment: Environment::Synthetic,
        }
    }

    pub(crate) fn verifier(&self) -> AccessTokenVerifier {
        AccessTokenVerifier::new(self.rules())
    }

    pub(crate) async fn begin(&self) -> Result<Attempt, LoginError> {
        self.begin_with(&self.native(), Language::Nb).await
    }

    pub(crate) async fn begin_with(
        &self,
        config: &NativeConfig,
        language: Language,
    ) -> Result<Attempt, LoginError> {
        let redirect = Url::parse("http://127.0.0.1:49152/callback").unwrap();
        Attempt::begin(&self.http, &self.ctx, config, &redirect, language).await
    }

    /// From the first request to the checked tokens, as the first person of the demo.
    pub(crate) async fn log_in(&self) -> Result<LoggedIn, LoginError> {
        let attempt = self.begin().await?;
        let query = Browser::new(self)
            .log_in(attempt.browser_url(), "bankid", 0)
            .await;
        match attempt.judge_callback(&query) {
            Callback::Code(code) => attempt.finish(&self.http, &self.ctx, code).await,
            Callback::Failed(error) => Err(error),
            other @ (Callback::NotOurs | Callback::Cancelled) => panic!("{other:?}"),
        }
    }

    pub(crate) async fn access_token(&self) -> String {
        self.log_in()
            .await
            .unwrap()
            .access_token
            .expose()
            .to_owned()
    }

    pub(crate) async fn post(&self, path: &str, form: &[(&str, &str)]) -> Response<Bytes> {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(form)
            .finish();
        let request = Request::post(format!("{}{path}", self.sim.issuer()))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Bytes::from(body));
        self.http.call(request.unwrap()).await.unwrap()
    }
}

/// Follows no redirect by itself.
pub(crate) struct Browser<'a> {
    world: &'a World,
    cookie: Option<String>,
}

impl<'a> Browser<'a> {
    pub(crate) fn new(world: &'a World) -> Self {
        Self {
            world,
            cookie: None,
        }
    }

    async fn send(&mut self, request: http::request::Builder, body: String) -> Response<Bytes> {
        let mut request = request;
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        let request = request.body(Bytes::from(body)).unwrap();
        let response = self.world.http.call(request).await.unwrap();
        if let Some(cookie) = response.headers().get(header::SET_COOKIE) {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            self.cookie = Some(pair.to_owned());
        }
        response
    }

    pub(crate) async fn get(&mut self, url: &str) -> Response<Bytes> {
        self.send(Request::get(url), String::new()).await
    }

    pub(crate) async fn post(&mut self, url: &str, body: &str) -> Response<Bytes> {
        let request =
            Request::post(url).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request, body.to_owned()).await
    }

    /// Opens the address an attempt gives, as far as the page with the electronic IDs.
    pub(crate) async fn arrive(&mut self, url: &Url) -> String {
        let response = self.get(url.as_str()).await;
        assert_eq!(
            response.status(),
            StatusCode::SEE_OTHER,
            "{:?}",
            response.body()
        );
        format!("{}{}", self.world.sim.issuer(), location(&response))
    }

    /// Opens an address that asks for nothing more; gives the query that comes back to the client.
    pub(crate) async fn passed(&mut self, url: &Url) -> String {
        query(&self.get(url.as_str()).await)
    }

    /// Goes through the pages; gives the query that comes back to the client.
    pub(crate) async fn log_in(&mut self, url: &Url, eid: &str, person: usize) -> String {
        let page = self.arrive(url).await;
        let response = self
            .post(&page, &format!("eid={eid}&person={person}"))
            .await;
        query(&response)
    }
}

pub(crate) fn location(response: &Response<Bytes>) -> &str {
    response.headers()[header::LOCATION].to_str().unwrap()
}

/// What comes back to the client's loopback listener.
pub(crate) fn query(response: &Response<Bytes>) -> String {
    assert_eq!(
        response.status(),
        StatusCode::FOUND,
        "{:?}",
        response.body()
    );
    let url = Url::parse(location(response)).unwrap();
    assert_eq!(url.port(), Some(49152));
    assert_eq!(url.path(), "/callback");
    url.query().unwrap().to_owned()
}

pub(crate) fn text(response: &Response<Bytes>) -> &str {
    std::str::from_utf8(response.body()).unwrap()
}
