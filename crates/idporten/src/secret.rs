//! Texts that open doors: hidden in `Debug`, wiped when dropped.

use std::fmt;

use data_encoding::BASE64URL_NOPAD;
use domain::Ctx;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// A token or another secret text. It has no `Display`, and its `Debug` hides it.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes a text under protection.
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// 256 random bits as 43 characters that no URL has to escape.
    pub(crate) fn random(ctx: &Ctx) -> Self {
        let bytes = Zeroizing::new(ctx.random::<32>());
        Self::new(BASE64URL_NOPAD.encode(bytes.as_slice()))
    }

    /// The text, for the one place that must send it.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether the text is this one, in a time that does not tell how much of it was right.
    pub(crate) fn is(&self, text: &str) -> bool {
        self.0.as_bytes().ct_eq(text.as_bytes()).into()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(hidden)")
    }
}
