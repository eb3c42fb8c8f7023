//! A central server with made-up reports, at a real port in this process.

use std::{
    num::NonZeroU32,
    sync::{Arc, Mutex, PoisonError},
};

use anyhow::{Context, Result, anyhow, bail, ensure};
use bytes::Bytes;
use domain::{
    Clock, Ctx, Period,
    deadlines::PeriodSettings,
    feed::Cursor,
    generator::{Faults, office_history},
    ids::{OfficeId, SubmissionId, UnitNo},
    report::{Submission, json_bytes},
    signing::SigningKey,
    units::Register,
    wire::{Environment, HeadAnswer, PULL_MAX, PullPage, PullRequest, Session, path},
};
use edge::{Http, ReqwestHttp, SystemEntropy, system_ctx};
use http::{Method, Request};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use server::{
    App, Settings,
    access::OperatorScope,
    admin,
    config::{IdPorten, Limits, RateLimits},
    demo,
    secret::IdentityKey,
    signing::Signing,
    store::{Contents, Store},
};
use tempfile::TempDir;
use url::Url;

use crate::served::{On, Serve, Served};

/// The largest office: 66 units.
pub(crate) const LARGEST: &str = "ostfold-buskerud-oslo-og-akershus";
/// Chooses everything that is left to chance.
pub(crate) const SEED: u64 = 2026;

/// The system's clock, put forward by hand.
#[derive(Debug, Default)]
pub(crate) struct Ahead(Mutex<SignedDuration>);

impl Ahead {
    pub(crate) fn advance(&self, by: SignedDuration) {
        let mut ahead = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *ahead += by;
    }
}

impl Clock for Ahead {
    fn now(&self) -> Timestamp {
        let ahead = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        system_ctx().now() + ahead
    }
}

/// Which reports there are.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    /// All where there is none.
    pub(crate) offices: Vec<OfficeId>,
    /// The last half-year.
    pub(crate) last: Period,
    /// How many half-years are approved.
    pub(crate) approved: u32,
    /// How many half-years after them wait.
    pub(crate) waiting: u32,
}

impl Plan {
    /// The largest office's reports of twenty half-years, or of the two hundred from the form's first on; those of the
    /// last two wait.
    pub(crate) fn largest(half_years: u32) -> Result<Self> {
        let last = if half_years > 20 { "2115-2" } else { "2026-1" };
        Ok(Self {
            offices: vec![LARGEST.into()],
            last: last.parse()?,
            approved: half_years - 2,
            waiting: 2,
        })
    }
}

/// A server at work, and its data at hand.
pub(crate) struct Office {
    /// It asks for what an operator does, on the same data.
    app: App,
    served: Served,
    pub(crate) address: Url,
    pub(crate) http: ReqwestHttp,
    pub(crate) ctx: Ctx,
    pub(crate) clock: Arc<Ahead>,
    _folder: TempDir,
}

impl Office {
    /// A server on a file of its own.
    pub(crate) async fn on_file(plan: &Plan, limited: Limited) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let on = On::File(folder.path().join("server.db"));
        Self::start(folder, on, Some(plan), limited).await
    }

    /// A server on a database of a PostgreSQL server, whose tables another role owns.
    pub(crate) async fn on_server(
        owner: &str,
        app: &str,
        plan: &Plan,
        limited: Limited,
    ) -> Result<Self> {
        let tables = Store::open(system_ctx(), &owner.parse()?).await?;
        tables.migrate().await?;
        tables.admit(scratch_postgres::APP).await?;
        tables.close().await;
        let on = On::Server(app.to_owned());
        Self::start(tempfile::tempdir()?, on, Some(plan), limited).await
    }

    /// Another server on the same database.
    pub(crate) async fn beside(app: &str, limited: Limited) -> Result<Self> {
        let on = On::Server(app.to_owned());
        Self::start(tempfile::tempdir()?, on, None, limited).await
    }

    async fn start(folder: TempDir, on: On, plan: Option<&Plan>, limited: Limited) -> Result<Self> {
        let clock = Arc::new(Ahead::default());
        let ctx = Ctx::new(clock.clone(), Arc::new(SystemEntropy));
        let store = Store::open(ctx.clone(), &on.location()?).await?;
        if let On::File(_) = on {
            store.migrate().await?;
        }
        let http = ReqwestHttp::new()?;
        let app = App::new(ctx.clone(), store, settings(limited), http.clone());
        if let Some(plan) = plan {
            fill(&app, plan).await?;
        }
        let served = Served::start(&Serve { on, limited }).await?;
        Ok(Self {
            app,
            address: served.address.clone(),
            served,
            http,
            ctx,
            clock,
            _folder: folder,
        })
    }

    /// An officer of the largest office has logged in.
    pub(crate) async fn session(&self) -> Result<Session> {
        self.session_of(0, &LARGEST.into()).await
    }

    /// An officer of an office has logged in: the one of that number.
    pub(crate) async fn session_of(&self, number: usize, office: &OfficeId) -> Result<Session> {
        let (store, settings) = (self.app.store(), self.app.settings());
        let number = synthetic_ids().nth(number).context("too many officers")?;
        let name = "Ingrid Solbakken";
        let officer = admin::add_officer(store, settings, &number, name, office).await?;
        let session = server::issue_session(&self.app, officer).await;
        session.map_err(|failure| anyhow!("no session: {failure:?}"))
    }

    /// Whoever asks the server, with connections of the own.
    pub(crate) fn asker(&self) -> Asker {
        Asker {
            address: self.address.clone(),
            http: self.http.clone(),
        }
    }

    async fn ask(
        &self,
        method: Method,
        path: &str,
        token: &str,
        body: impl Into<Bytes>,
    ) -> Result<Bytes> {
        self.asker().ask(method, path, token, body).await
    }

    /// Where the office's feed ends.
    pub(crate) async fn head(&self, token: &str) -> Result<HeadAnswer> {
        let answer = self
            .ask(Method::GET, path::HEAD, token, Bytes::new())
            .await?;
        Ok(serde_json::from_slice(&answer)?)
    }

    /// Every page of the office's feed, as the bytes that a client is sent.
    pub(crate) async fn pages(&self, office: &str, token: &str) -> Result<Vec<Bytes>> {
        let mut pages = Vec::new();
        let mut at = Cursor::start(office.into());
        loop {
            let page = self.pull(token, &at).await?;
            let (next, head) = after(&at, &page)?;
            at = next;
            pages.push(page);
            if at.seq == head {
                return Ok(pages);
            }
        }
    }

    /// What came after a place in the feed, as the bytes that a client is sent.
    pub(crate) async fn pull(&self, token: &str, after: &Cursor) -> Result<Bytes> {
        let request = PullRequest {
            cursor: Some(after.clone()).filter(|after| after.seq > 0),
            max_entries: PULL_MAX,
        };
        self.ask(Method::POST, path::PULL, token, json_bytes(&request))
            .await
    }

    /// Opens a half-year.
    pub(crate) async fn open_period(&self, period: Period) -> Result<()> {
        let settings = PeriodSettings::default_for(period).context("no form")?;
        Ok(admin::open_period(self.app.store(), &settings).await?)
    }

    /// The credential of a unit's case system.
    pub(crate) async fn case_system(&self, unit: &UnitNo) -> Result<String> {
        let (_, secret) = admin::add_client(self.app.store(), unit, "Bench").await?;
        Ok(secret.expose().to_owned())
    }

    /// A municipality sends a report.
    pub(crate) async fn receives(&self, token: &str, submission: &Submission) -> Result<()> {
        let body = json_bytes(submission);
        self.ask(Method::POST, path::REPORTS, token, body).await?;
        Ok(())
    }

    /// What the server has in memory, in MiB.
    pub(crate) fn memory(&self) -> Result<f64> {
        self.served.memory()
    }

    /// What is stored.
    pub(crate) async fn contents(&self) -> Result<Contents> {
        let operator = OperatorScope::on_this_machine();
        Ok(self.app.store().contents(operator).await?)
    }

    /// Ends the server, and all that it keeps.
    pub(crate) async fn end(self) -> Result<()> {
        self.served.end().await?;
        self.app.store().close().await;
        Ok(())
    }
}

/// Where the feed stands after a page, and where it ends.
pub(crate) fn after(at: &Cursor, page: &[u8]) -> Result<(Cursor, u64)> {
    let PullPage::Ok { head, entries, .. } = serde_json::from_slice(page)? else {
        bail!("the feed is another");
    };
    Ok((at.advanced(&entries)?, head))
}

/// Somebody who asks the server.
#[derive(Debug, Clone)]
pub(crate) struct Asker {
    address: Url,
    http: ReqwestHttp,
}

impl Asker {
    /// Asks the server, which must say yes.
    pub(crate) async fn ask(
        &self,
        method: Method,
        path: &str,
        token: &str,
        body: impl Into<Bytes>,
    ) -> Result<Bytes> {
        let request = Request::builder()
            .method(method)
            .uri(self.address.join(path)?.as_str())
            .header("content-type", "application/json")
            .header("authorization", format!("Bearer {token}"))
            .body(body.into())?;
        let answer = self.http.call(request).await?;
        let status = answer.status();
        ensure!(status.is_success(), "{path}: {status}");
        Ok(answer.into_body())
    }
}

/// What an office's units report of a half-year, each in a new act of sending.
pub(crate) fn submissions(office: &str, period: Period) -> Vec<Submission> {
    let made = office_history(SEED, &office.into(), period, 1, Faults::None);
    let ctx = system_ctx();
    made.into_iter()
        .map(|made| Submission {
            submission_id: SubmissionId(ctx.new_id()),
            ..made.submission
        })
        .collect()
}

/// Every office.
pub(crate) fn all_offices() -> Vec<OfficeId> {
    let register = Register::current();
    register.offices().map(|office| office.id.clone()).collect()
}

async fn fill(app: &App, plan: &Plan) -> Result<()> {
    let first = plan.waiting.saturating_sub(1);
    let mut last = (0..first).fold(plan.last, |period, _| period.previous());
    for waits in 0..plan.waiting.max(1) {
        let made = demo::Plan {
            seed: SEED,
            offices: plan.offices.clone(),
            last,
            half_years: if waits == 0 { plan.approved + 1 } else { 1 },
            waiting: if plan.waiting == 0 { 0 } else { usize::MAX },
        };
        demo::fill(app.store(), app.settings(), &made).await?;
        last = last.next();
    }
    Ok(())
}

/// How many requests are answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Limited {
    /// All: what is measured is the work, not the limit.
    Not,
    /// As many as a server answers that nothing was set for.
    AsShipped,
    /// A tenth of these.
    ATenth,
}

/// How every server here is set up.
pub(crate) fn settings(limited: Limited) -> Settings {
    let unlimited = NonZeroU32::MAX;
    Settings {
        environment: Environment::Synthetic,
        identity_key: IdentityKey::new([3; 32]),
        idporten: IdPorten {
            issuer: "http://127.0.0.1/".to_owned(),
            client_id: "bench".to_owned(),
            scope: "bench".to_owned(),
            resource: "http://server.invalid/".to_owned(),
            acr: "idporten-loa-high".to_owned(),
            consumer: None,
        },
        signing: Signing::new(
            SigningKey::from_seed([4; 32]),
            Timestamp::UNIX_EPOCH,
            vec![],
        ),
        portal: None,
        mail: None,
        limits: Limits::default(),
        rates: match limited {
            Limited::AsShipped => RateLimits::default(),
            Limited::ATenth => a_tenth(&RateLimits::default()),
            Limited::Not => RateLimits {
                caller: unlimited,
                address: unlimited,
                login: unlimited,
                refusal: unlimited,
                proxies: vec![],
            },
        },
    }
}

fn a_tenth(of: &RateLimits) -> RateLimits {
    let tenth = |limit: NonZeroU32| NonZeroU32::new(limit.get() / 10).unwrap_or(limit);
    RateLimits {
        caller: tenth(of.caller),
        address: tenth(of.address),
        login: tenth(of.login),
        refusal: tenth(of.refusal),
        proxies: of.proxies.clone(),
    }
}

/// Identity numbers of nobody, with 80 added to the month, and right control digits.
fn synthetic_ids() -> impl Iterator<Item = String> {
    const FIRST: [u32; 9] = [3, 7, 6, 1, 8, 9, 4, 5, 2];
    const SECOND: [u32; 10] = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2];
    let control = |digits: &str, weights: &[u32]| {
        let digits = digits.bytes().map(|digit| u32::from(digit - b'0'));
        let sum: u32 = digits
            .zip(weights)
            .map(|(digit, weight)| digit * weight)
            .sum();
        (11 - sum % 11) % 11
    };
    (200..500).filter_map(move |number| {
        let mut digits = format!("018185{number}");
        for weights in [&FIRST[..], &SECOND[..]] {
            let digit = control(&digits, weights);
            if digit > 9 {
                return None;
            }
            digits.push(char::from_digit(digit, 10)?);
        }
        Some(digits)
    })
}
