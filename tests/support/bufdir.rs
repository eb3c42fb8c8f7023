//! Bufdir's system: it fetches what is approved, checks it, and acknowledges it.

use anyhow::{Context, Result, bail, ensure};
use bytes::Bytes;
use domain::{
    ids::DecisionId,
    report::{Hash, json_bytes},
    wire::{
        Acknowledgement, AcknowledgementAnswer, AcknowledgementRequest, Delivery, DeliveryEntry,
        DeliveryPage, DeliveryQuery, path,
    },
};
use edge::{Http, ReqwestHttp};

/// A system with a credential of its own.
#[derive(Debug)]
pub struct Bufdir {
    server: String,
    credential: String,
    http: ReqwestHttp,
    /// The last delivery it has.
    known: u64,
}

impl Bufdir {
    /// A system that has nothing yet.
    pub fn new(server: &str, credential: &str) -> Result<Self> {
        Ok(Self {
            server: server.to_owned(),
            credential: credential.to_owned(),
            http: ReqwestHttp::new()?,
            known: 0,
        })
    }

    /// Fetches and acknowledges until there is nothing more. Returns how many reports came.
    pub async fn acknowledge_all(&mut self) -> Result<usize> {
        let mut taken = 0;
        loop {
            let decision_ids = self.fetch().await?;
            if decision_ids.is_empty() {
                return Ok(taken);
            }
            taken += decision_ids.len();
            self.acknowledge(decision_ids).await?;
        }
    }

    async fn fetch(&mut self) -> Result<Vec<DecisionId>> {
        let asked = DeliveryQuery {
            after: self.known,
            ..DeliveryQuery::default()
        };
        let request = http::Request::get(format!("{}{}", self.server, asked.path()));
        let answer = self.call(request, Bytes::new()).await?;
        let page: DeliveryPage = serde_json::from_slice(&answer)?;
        for entry in &page.deliveries {
            self.take(entry)?;
        }
        Ok(page
            .deliveries
            .iter()
            .map(|entry| entry.decision_id)
            .collect())
    }

    fn take(&mut self, entry: &DeliveryEntry) -> Result<()> {
        let body = entry.body.get();
        ensure!(entry.seq == self.known + 1, "a delivery is missing");
        ensure!(
            Hash::of(body.as_bytes()) == entry.payload_hash,
            "a delivery is not whole"
        );
        let delivery: Delivery = serde_json::from_str(body)?;
        ensure!(
            delivery.content.hash() == delivery.receipt.content_hash,
            "{} is not what was approved",
            delivery.reference
        );
        self.known = entry.seq;
        Ok(())
    }

    async fn acknowledge(&self, decision_ids: Vec<DecisionId>) -> Result<()> {
        let request = http::Request::post(format!("{}{}", self.server, path::ACKNOWLEDGEMENTS))
            .header("content-type", "application/json");
        let body = json_bytes(&AcknowledgementRequest { decision_ids });
        let answer = self.call(request, body.into()).await?;
        let answer: AcknowledgementAnswer = serde_json::from_slice(&answer)?;
        for result in answer.results {
            match result.outcome {
                Acknowledgement::Acknowledged { .. } => (),
                Acknowledgement::Unknown => bail!("the server forgot {}", result.decision_id),
            }
        }
        Ok(())
    }

    async fn call(&self, request: http::request::Builder, body: Bytes) -> Result<Bytes> {
        let request = request
            .header("authorization", format!("Bearer {}", self.credential))
            .body(body)?;
        let answer = self.http.call(request).await.context("No answer")?;
        if !answer.status().is_success() {
            bail!(
                "Bufdir's request was refused: {}",
                String::from_utf8_lossy(answer.body())
            );
        }
        Ok(answer.into_body())
    }
}
