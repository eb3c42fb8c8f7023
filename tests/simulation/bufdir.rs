//! Bufdir's system: it reads deliveries, acknowledges them, and believes nothing but answers.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use bytes::Bytes;
use domain::{
    ids::DecisionId,
    report::Hash,
    wire::{
        Acknowledgement, AcknowledgementAnswer, AcknowledgementRequest, Delivery, DeliveryPage,
        DeliveryQuery, path,
    },
};
use http::{Request, StatusCode, header, request::Builder};
use jiff::Timestamp;

use crate::{machine::Dice, network::Network};

/// The one system, with all that it and the server ever said to each other.
pub(crate) struct Bufdir {
    token: String,
    dice: Dice,
    /// The last delivery it has.
    known: u64,
    /// Deliveries whose acknowledgement is not answered.
    open: BTreeSet<DecisionId>,
    /// Every delivery that the server ever gave out.
    pub(crate) given: BTreeSet<DecisionId>,
    /// Every acknowledgement that reached the server, with the time it was told.
    pub(crate) reached: BTreeMap<DecisionId, Timestamp>,
}

/// What the server knows of Bufdir's system, for a backup.
#[derive(Clone)]
pub(crate) struct Kept {
    given: BTreeSet<DecisionId>,
    reached: BTreeMap<DecisionId, Timestamp>,
}

impl Bufdir {
    pub(crate) fn new(token: String, dice: Dice) -> Self {
        Self {
            token,
            dice,
            known: 0,
            open: BTreeSet::new(),
            given: BTreeSet::new(),
            reached: BTreeMap::new(),
        }
    }

    pub(crate) fn kept(&self) -> Kept {
        Kept {
            given: self.given.clone(),
            reached: self.reached.clone(),
        }
    }

    /// It is told that the server went back in time, and reads from the start.
    pub(crate) fn go_back(&mut self, then: &Kept) {
        self.known = 0;
        self.open.clear();
        self.given.clone_from(&then.given);
        self.reached.clone_from(&then.reached);
    }

    /// Now and then it does something.
    pub(crate) async fn act(&mut self, network: &Arc<Network>) {
        match self.dice.below(100) {
            0..8 => {
                let limit = *self.dice.pick(&[1, 2, 100]).unwrap();
                self.read(network, limit).await;
            }
            8..14 => self.acknowledge(network).await,
            // It lost its place, and what it has it knows by the decisions.
            14..15 => self.known = 0,
            _ => {}
        }
    }

    /// Reads and acknowledges until there is nothing more.
    pub(crate) async fn settle(&mut self, network: &Arc<Network>) {
        while self.read(network, 2).await > 0 {}
        while !self.open.is_empty() {
            self.acknowledge(network).await;
        }
    }

    /// Returns how many deliveries came.
    async fn read(&mut self, network: &Arc<Network>, limit: u32) -> usize {
        let after = self.known;
        let asked = DeliveryQuery { after, limit };
        let request = Request::get(asked.path());
        let Some((answer, is_heard)) = self.call(network, request, Bytes::new()).await else {
            return 0;
        };
        let page: DeliveryPage = serde_json::from_slice(&answer).unwrap();
        let approved = network.approvals();
        assert_eq!(page.head, u64::try_from(approved.len()).unwrap());
        let expected = approved
            .iter()
            .zip(1..)
            .skip(usize::try_from(after).unwrap());
        let expected: Vec<_> = expected.take(usize::try_from(limit).unwrap()).collect();
        assert_eq!(
            page.deliveries.len(),
            expected.len(),
            "after {after} at most {limit}"
        );
        for (entry, (id, seq)) in page.deliveries.iter().zip(expected) {
            assert_eq!((entry.decision_id, entry.seq), (*id, seq));
            let body = entry.body.get();
            assert_eq!(entry.payload_hash, Hash::of(body.as_bytes()));
            let delivery: Delivery = serde_json::from_str(body).unwrap();
            assert_eq!(delivery.decision_id, *id);
            assert_eq!(delivery.content.hash(), delivery.receipt.content_hash);
            self.given.insert(*id);
            if is_heard {
                self.known = seq;
                self.open.insert(*id);
            }
        }
        if is_heard { page.deliveries.len() } else { 0 }
    }

    async fn acknowledge(&mut self, network: &Arc<Network>) {
        let mut decision_ids: Vec<_> = self.open.iter().copied().collect();
        let given: Vec<_> = self.given.iter().copied().collect();
        // Also what is acknowledged already, and what was never a delivery.
        decision_ids.extend(self.dice.pick(&given));
        decision_ids.extend(self.dice.pick(&never_approved(network)));
        if decision_ids.is_empty() {
            return;
        }
        let sent = AcknowledgementRequest { decision_ids };
        let body = serde_json::to_vec(&sent).unwrap().into();
        let request = Request::post(path::ACKNOWLEDGEMENTS);
        let Some((answer, is_heard)) = self.call(network, request, body).await else {
            // It may have come there all the same.
            for id in sent.decision_ids {
                if let Some(at) = network.acknowledged(id).await {
                    self.is_kept(network, id, at);
                }
            }
            return;
        };
        let answer: AcknowledgementAnswer = serde_json::from_slice(&answer).unwrap();
        assert_eq!(answer.results.len(), sent.decision_ids.len());
        for (id, result) in sent.decision_ids.iter().zip(answer.results) {
            assert_eq!(result.decision_id, *id);
            match result.outcome {
                Acknowledgement::Acknowledged { at } => self.is_kept(network, *id, at),
                Acknowledgement::Unknown => assert!(!self.given.contains(id), "{id} is unknown"),
            }
            if is_heard {
                self.open.remove(id);
            }
        }
    }

    /// The first time is the time for ever.
    fn is_kept(&mut self, network: &Network, id: DecisionId, at: Timestamp) {
        assert!(self.given.contains(&id), "{id} was never given out");
        if let Some(first) = self.reached.insert(id, at) {
            assert_eq!(first, at, "{id} has another time");
            network.count("acknowledged again");
        }
    }

    /// The answer, and whether it arrived; none where the request did not.
    async fn call(
        &self,
        network: &Network,
        request: Builder,
        body: Bytes,
    ) -> Option<(Bytes, bool)> {
        let request = request
            .header(header::AUTHORIZATION, format!("Bearer {}", self.token))
            .body(body)
            .unwrap();
        let (answer, is_heard) = network.call("Bufdir", request).await?;
        assert_eq!(answer.status(), StatusCode::OK, "{answer:?}");
        Some((answer.into_body(), is_heard))
    }
}

fn never_approved(network: &Network) -> Vec<DecisionId> {
    let approved = network.approvals();
    let kept = network.outcomes().into_keys();
    kept.filter(|id| !approved.contains(id)).collect()
}
