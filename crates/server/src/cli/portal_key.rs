//! The portal's key, as it is registered.

use std::io::{self, Read};

use clap::Args;
use idporten::ClientKey;

use super::say;

const HELP: &str = "Example:
  halvaarsrapport-server portal-key --key-id portal-2026 < portal.pem

A new key comes from: openssl genrsa 3072";

/// Print the public half of the portal's key as a JWK set, to be registered at ID-porten. The key is read from
/// standard input.
#[derive(Args)]
#[command(after_help = HELP)]
pub(super) struct PortalKey {
    /// The name under which it is registered: `key_id` in `[portal]`.
    #[arg(long)]
    key_id: String,
}

impl PortalKey {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let mut pem = Vec::new();
        io::stdin().read_to_end(&mut pem)?;
        let key = ClientKey::from_pem(&self.key_id, &pem)?;
        say(&format!("{:#}", key.public()))
    }
}
