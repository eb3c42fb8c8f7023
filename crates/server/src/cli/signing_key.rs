//! A new key for signing.

use clap::Args;
use domain::signing;
use jiff::Timestamp;

use super::say;

/// Print a new signing key for the configuration, and what stays of it once another follows.
#[derive(Args)]
#[command(after_help = "Example:\n  halvaarsrapport-server signing-key")]
pub(super) struct SigningKey {}

impl SigningKey {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let Self {} = self;
        let ctx = edge::system_ctx();
        let seed = ctx.random::<32>();
        let key = data_encoding::HEXLOWER.encode(&seed);
        let public_key = signing::SigningKey::from_seed(seed).public_key();
        let since = Timestamp::from_second(ctx.now().as_second())?;
        say(&format!(
            r#"[signing]
key = "{key}"
since = "{since}"

# Once another key has followed, with the time of the change:
# [[signing.earlier]]
# public_key = "{public_key}"
# from = "{since}"
# until = "…""#
        ))
    }
}
