//! What Bufdir's system says to the server, for the tests of deliveries and acknowledgements.

use axum::{body::Body, http::Method};
use domain::{
    ids::DecisionId,
    report::Hash,
    wire::{
        Acknowledgement, AcknowledgementAnswer, AcknowledgementRequest, Delivery, DeliveryEntry,
        DeliveryPage, DeliveryQuery, Outcome, Submitted, path,
    },
};
use serde_json::Value;
use server::admin;

use crate::world::{Answer, Desk, World, approve, decision, report, request, text};

/// A system of Bufdir's.
pub(crate) struct Bufdir<'a> {
    pub(crate) world: &'a World,
    pub(crate) token: String,
}

impl<'a> Bufdir<'a> {
    pub(crate) async fn new(world: &'a World) -> Self {
        let added = admin::add_bufdir_client(world.app.store(), "Bufdir").await;
        let token = added.unwrap().1.expose().to_owned();
        Self { world, token }
    }

    pub(crate) async fn ask(&self, address: &str) -> Answer {
        get(self.world, address, Some(&self.token)).await
    }

    pub(crate) async fn page(&self, after: u64, limit: u32) -> DeliveryPage {
        let asked = DeliveryQuery { after, limit };
        let page: DeliveryPage = self.ask(&asked.path()).await.ok();
        assert_eq!(page.server_time, domain::Clock::now(&*self.world.clock));
        for entry in &page.deliveries {
            assert_eq!(Hash::of(entry.body.get().as_bytes()), entry.payload_hash);
            assert_eq!(opened(entry).decision_id, entry.decision_id);
        }
        page
    }

    /// Every delivery, page by page: number and decision.
    pub(crate) async fn all(&self, limit: u32) -> Vec<(u64, DecisionId)> {
        let mut all = Vec::new();
        loop {
            let after = all.last().map_or(0, |(seq, _)| *seq);
            let page = self.page(after, limit).await;
            if page.deliveries.is_empty() {
                assert_eq!(page.head, after);
                return all;
            }
            all.extend(page.deliveries.iter().map(|it| (it.seq, it.decision_id)));
        }
    }

    pub(crate) async fn acknowledge(&self, ids: &[DecisionId]) -> Vec<Acknowledgement> {
        let answer: AcknowledgementAnswer = self.acknowledge_raw(ids).await.ok();
        assert_eq!(answer.server_time, domain::Clock::now(&*self.world.clock));
        let named: Vec<_> = answer.results.iter().map(|it| it.decision_id).collect();
        assert_eq!(named, ids);
        answer.results.iter().map(|it| it.outcome).collect()
    }

    pub(crate) async fn acknowledge_raw(&self, ids: &[DecisionId]) -> Answer {
        let decision_ids = ids.to_vec();
        let body = text(&AcknowledgementRequest { decision_ids });
        let token = Some(self.token.as_str());
        self.world.post(path::ACKNOWLEDGEMENTS, token, body).await
    }
}

pub(crate) async fn get(world: &World, address: &str, token: Option<&str>) -> Answer {
    let asked = request(Method::GET, address, token, Body::empty());
    world.send(asked).await
}

pub(crate) fn opened(entry: &DeliveryEntry) -> Delivery {
    serde_json::from_str(entry.body.get()).unwrap()
}

/// A report that is received and approved.
pub(crate) async fn approved(
    world: &World,
    desk: &Desk,
    (unit, period): (&str, &str),
    id: u128,
) -> DecisionId {
    let client = world.client(unit).await;
    let sent = of_period(report(unit, id), period);
    let received: Submitted = world.submit(&client, &sent).await.ok();
    let sent = decision(id, &received, approve(19));
    let outcome = world.decide(desk, &sent).await;
    assert!(matches!(outcome, Outcome::Applied { .. }), "{outcome:?}");
    sent.id
}

fn of_period(mut report: Value, period: &str) -> Value {
    let object = report.as_object_mut().unwrap();
    object.insert("period".to_owned(), period.into());
    report
}
