//! What the server counts about itself, for whoever operates it.
//!
//! Every server has counters of its own; nothing here is global. A label takes one of a few values that
//! stand in the code, never anything a sender wrote.

use std::fmt;

use axum::http::{Method, StatusCode};
use domain::wire::{Outcome, PullPage};
use jiff::{SignedDuration, Timestamp};
use metrics::{
    counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram,
    with_local_recorder,
};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusRecorder};

use crate::{mail::post::Round, store::MailBacklog};

const REQUESTS: &str = "halvaarsrapport_requests_total";
const DURATION: &str = "halvaarsrapport_request_duration_seconds";
const DECISIONS: &str = "halvaarsrapport_decisions_total";
const SUBMISSIONS: &str = "halvaarsrapport_submissions_total";
const PAGES: &str = "halvaarsrapport_feed_pages_total";
const CAUSES: &str = "halvaarsrapport_mail_causes_total";
const MAILS: &str = "halvaarsrapport_mails_total";
const MAILS_WAITING: &str = "halvaarsrapport_mails_waiting";
const MAILS_PARKED: &str = "halvaarsrapport_mails_parked";
const MAIL_OLDEST: &str = "halvaarsrapport_mail_oldest_seconds";

/// The bounds between which request durations are counted, in seconds.
const BUCKETS: [f64; 11] = [
    0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
];

/// The counters of one server.
pub(crate) struct Measures(PrometheusRecorder);

impl Measures {
    #[expect(clippy::expect_used, reason = "there are bounds")]
    pub(crate) fn new() -> Self {
        let builder = PrometheusBuilder::new().set_buckets(&BUCKETS);
        let recorder = builder.expect("there are bounds").build_recorder();
        with_local_recorder(&recorder, describe);
        Self(recorder)
    }

    /// A request was answered. `route` is the template of a path, never a path.
    pub(crate) fn answered(
        &self,
        route: &str,
        method: &'static str,
        status: StatusCode,
        took: SignedDuration,
    ) {
        // A clock that was set back in the meantime says nothing.
        let seconds = took.as_secs_f64().max(0.0);
        let (route, status) = (route.to_owned(), status.as_u16().to_string());
        with_local_recorder(&self.0, || {
            histogram!(DURATION, "method" => method, "route" => route.clone()).record(seconds);
            counter!(REQUESTS, "method" => method, "route" => route, "status" => status)
                .increment(1);
        });
    }

    /// A decision got its outcome.
    pub(crate) fn settled(&self, outcome: &Outcome) {
        let outcome = match outcome {
            Outcome::Applied { .. } => "applied",
            Outcome::Duplicate { .. } => "duplicate",
            Outcome::Conflict { .. } | Outcome::ApplicationConflict { .. } => "conflict",
            Outcome::Held { .. } => "held",
            Outcome::Rejected { .. } => "rejected",
        };
        self.count(DECISIONS, "outcome", outcome);
    }

    /// A submission was received, now or before.
    pub(crate) fn received(&self, duplicate: bool) {
        let outcome = if duplicate { "duplicate" } else { "received" };
        self.count(SUBMISSIONS, "outcome", outcome);
    }

    /// A page of an office's feed was sent.
    pub(crate) fn sent(&self, page: &PullPage) {
        let status = match page {
            PullPage::Ok { .. } => "ok",
            PullPage::Diverged { .. } => "diverged",
        };
        self.count(PAGES, "status", status);
    }

    /// The postman went round.
    pub(crate) fn posted(&self, round: &Round) {
        let outcomes = [
            ("sent", round.sent),
            ("retried", round.waiting),
            ("parked", round.parked),
        ];
        with_local_recorder(&self.0, || {
            counter!(CAUSES).increment(many(round.causes));
            for (outcome, mails) in outcomes {
                counter!(MAILS, "outcome" => outcome).increment(many(mails));
            }
        });
    }

    /// What of the mail is not sent now.
    pub(crate) fn mail_stands(&self, backlog: &MailBacklog, now: Timestamp) {
        let age = backlog.oldest.map(|oldest| now.duration_since(oldest));
        let age = age.map_or(0.0, |age| age.as_secs_f64().max(0.0));
        with_local_recorder(&self.0, || {
            gauge!(MAILS_WAITING).set(level(backlog.waiting));
            gauge!(MAILS_PARKED).set(level(backlog.parked));
            gauge!(MAIL_OLDEST).set(age);
        });
    }

    fn count(&self, name: &'static str, label: &'static str, value: &'static str) {
        with_local_recorder(&self.0, || counter!(name, label => value).increment(1));
    }

    /// All counters in Prometheus's text format.
    pub(crate) fn text(&self) -> String {
        self.0.handle().render()
    }

    /// Sums up what was measured since the last time. Until then every single measurement is kept, so it
    /// has to be done now and then whether or not anybody reads.
    pub(crate) fn sum_up(&self) {
        self.0.handle().run_upkeep();
    }
}

impl fmt::Debug for Measures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Measures")
    }
}

/// The method's name, or `other`: a sender may make up any.
pub(crate) fn name_of(method: &Method) -> &'static str {
    const KNOWN: [&str; 9] = [
        "CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE",
    ];
    let known = KNOWN.iter().find(|known| **known == method.as_str());
    known.copied().unwrap_or("other")
}

fn many(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

/// More than there ever are is shown as the most.
fn level(count: u64) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

fn describe() {
    describe_counter!(REQUESTS, "Requests answered");
    describe_histogram!(DURATION, "From a request's head to its answer's head");
    describe_counter!(DECISIONS, "Decisions that got an outcome");
    describe_counter!(SUBMISSIONS, "Submissions received");
    describe_counter!(CAUSES, "Causes of mail whose receivers were found");
    describe_counter!(MAILS, "Tries to send a mail");
    describe_gauge!(MAILS_WAITING, "Mails that wait to be sent, or sent again");
    describe_gauge!(MAILS_PARKED, "Mails that are not tried again by themselves");
    describe_gauge!(
        MAIL_OLDEST,
        "Seconds since the oldest mail that waits was made"
    );
    describe_counter!(PAGES, "Pages sent of the offices' feeds");
}
