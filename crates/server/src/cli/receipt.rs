//! Checking receipts, wherever the program is.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::Context;
use clap::{Args, Subcommand};
use domain::{
    application::AnswerKind,
    decision::{self, Subject},
    wire::PublishedKeys,
};
use serde::de::DeserializeOwned;

use super::say;

/// Receipts for decisions.
#[derive(Subcommand)]
pub(super) enum Receipt {
    /// Say whether a receipt is the server's: without a network, a configuration or a database.
    #[command(after_help = VERIFY)]
    Verify(Verify),
}

const VERIFY: &str = "Example:
  halvaarsrapport-server receipt verify --keys keys.json receipt.json

The server publishes its keys at /.well-known/halvaarsrapport/keys.";

#[derive(Args)]
pub(super) struct Verify {
    /// The keys, as the server publishes them.
    #[arg(long)]
    keys: PathBuf,
    /// The receipt, as JSON.
    receipt: PathBuf,
}

impl Receipt {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let Self::Verify(Verify { keys, receipt }) = self;
        let published: PublishedKeys = read(&keys)?;
        let receipt: decision::Receipt = read(&receipt)?;
        receipt.verify(&published.keys)?;
        say(&told(&receipt))
    }
}

fn read<T: DeserializeOwned>(path: &Path) -> anyhow::Result<T> {
    let bytes = fs::read(path).with_context(|| format!("Cannot read {}", path.display()))?;
    serde_json::from_slice(&bytes).with_context(|| format!("Cannot understand {}", path.display()))
}

/// What the receipt proves.
fn told(receipt: &decision::Receipt) -> String {
    let decision::Receipt {
        number,
        decision_id,
        subject,
        content_hash,
        received_at,
        ..
    } = receipt;
    let on = match subject {
        Subject::Report(of) => {
            let figure = match of.own_figure {
                Some(figure) => format!("own figure {figure}"),
                None => "no own figure".to_owned(),
            };
            format!(
                "report {}, revision {} with content {content_hash}, {figure}",
                of.report_id, of.revision
            )
        }
        Subject::Application(of) => {
            let answer = match (of.answer, of.until) {
                (AnswerKind::Approve, Some(until)) => format!("access until {until}"),
                (AnswerKind::Approve, None) => "access".to_owned(),
                (AnswerKind::Reject, _) => "no access".to_owned(),
                (AnswerKind::Forward, _) => "forwarded".to_owned(),
            };
            format!(
                "application {} with content {content_hash}, {answer}",
                of.application_id
            )
        }
    };
    format!(
        "Receipt {number} is the server's: it received decision {decision_id} on {on}, at \
         {received_at}."
    )
}
