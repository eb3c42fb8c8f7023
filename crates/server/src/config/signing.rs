//! `[signing]`: the key that signs, and the earlier ones that are still published.

use domain::{
    sealing::SealingKey,
    signing::{PublicKey, PublishedKey, SigningKey},
};
use jiff::Timestamp;
use toml::Value;

use super::{ConfigError, Section};
use crate::signing::Signing;

const TIME: &str = "a time such as 2026-01-01T00:00:00Z";
const PUBLIC_KEY: &str = "the 64 digits that signing-key printed beside the key";

impl Section {
    /// Takes all of `[signing]`.
    pub(super) fn signing(mut self) -> Result<Signing, ConfigError> {
        let key = self.signing_key()?;
        let since = self.time_or_always("since")?;
        let mut earlier: Vec<PublishedKey> = Vec::new();
        for section in self.sections("earlier")? {
            let taken = earlier.iter().map(|key| key.public_key);
            let taken: Vec<PublicKey> = taken.chain([key.public_key()]).collect();
            earlier.push(section.earlier_key(&taken)?);
        }
        self.end()?;
        Ok(Signing::new(key, since, earlier))
    }

    fn signing_key(&mut self) -> Result<SigningKey, ConfigError> {
        let expected = "64 hexadecimal digits, from: halvaarsrapport-server signing-key";
        let text = self.text("key", expected)?;
        data_encoding::HEXLOWER_PERMISSIVE
            .decode(text.as_bytes())
            .ok()
            .and_then(|seed| seed.try_into().ok())
            .map(SigningKey::from_seed)
            .ok_or_else(|| self.error("key", "not 64 hexadecimal digits", expected))
    }

    fn earlier_key(mut self, taken: &[PublicKey]) -> Result<PublishedKey, ConfigError> {
        let public_key = self.parsed("public_key", PUBLIC_KEY)?;
        let from = self.time_or_always("from")?;
        let until = self.parsed("until", TIME)?;
        if taken.contains(&public_key) {
            let expected = "a key signs once, and not again after another";
            return Err(self.error("public_key", "there already", expected));
        }
        if until < from {
            return Err(self.error("until", "before from", "the moment of the change"));
        }
        self.end()?;
        Ok(PublishedKey::new(public_key, from, Some(until)))
    }

    /// Where no time is given, the key has always been valid.
    fn time_or_always(&mut self, key: &str) -> Result<Timestamp, ConfigError> {
        if self.table.contains_key(key) {
            self.parsed(key, TIME)
        } else {
            Ok(Timestamp::UNIX_EPOCH)
        }
    }

    /// Takes all of `[sealing]`: the key that decisions are sealed to, where it is not the signing key's own,
    /// and those that were.
    pub(super) fn sealing(mut self, signing: Signing) -> Result<Signing, ConfigError> {
        let key = self.optional("key", |of, _| of.sealing_key())?;
        let mut earlier = Vec::new();
        for mut section in self.sections("earlier")? {
            earlier.push(section.sealing_key()?);
            section.end()?;
        }
        self.end()?;
        Ok(signing.with_sealing(key, earlier))
    }

    fn sealing_key(&mut self) -> Result<SealingKey, ConfigError> {
        let expected = "64 hexadecimal digits, from: halvaarsrapport-server signing-key";
        let text = self.text("key", expected)?;
        data_encoding::HEXLOWER_PERMISSIVE
            .decode(text.as_bytes())
            .ok()
            .and_then(|seed| <[u8; 32]>::try_from(seed).ok())
            .map(|seed| SealingKey::from_seed(&seed))
            .ok_or_else(|| self.error("key", "not 64 hexadecimal digits", expected))
    }

    /// The sections written `[[…]]`. No variable stands for what is in them.
    fn sections(&mut self, key: &str) -> Result<Vec<Self>, ConfigError> {
        let Some(value) = self.table.remove(key) else {
            return Ok(Vec::new());
        };
        let expected = format!("[[{}{key}]]", self.prefix);
        let refused = self.error(key, "not a list of sections", &expected);
        let Value::Array(items) = value else {
            return Err(refused);
        };
        (1..)
            .zip(items)
            .map(|(number, item)| match item {
                Value::Table(table) => Ok(Self {
                    prefix: format!("{}{key}[{number}].", self.prefix),
                    table,
                }),
                Value::String(_)
                | Value::Integer(_)
                | Value::Float(_)
                | Value::Boolean(_)
                | Value::Datetime(_)
                | Value::Array(_) => Err(refused.clone()),
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::{
        Config,
        tests::{WHOLE, fault},
    };
    use super::*;

    /// Public keys of the seeds 05… and 06….
    fn public(seed: u8) -> PublicKey {
        SigningKey::from_seed([seed; 32]).public_key()
    }

    fn earlier(public_key: PublicKey, from: &str, until: &str) -> String {
        format!(
            "[[signing.earlier]]\npublic_key = \"{public_key}\"\nfrom = \"{from}\"\nuntil = \"{until}\"\n"
        )
    }

    #[test]
    fn earlier_keys_are_published_after_the_one_that_signs() {
        let first = earlier(public(5), "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z");
        let always = earlier(public(6), "", "2026-01-01T00:00:00Z").replace("from = \"\"\n", "");
        let text = format!("{WHOLE}since = \"2027-01-01T00:00:00Z\"\n{first}{always}");
        let signing = Config::from_parts(&text, []).unwrap().settings.signing;
        let at = |time: &str| time.parse::<Timestamp>().unwrap();
        let new_year = at("2027-01-01T00:00:00Z");
        let expected = [
            PublishedKey::new(signing.key().public_key(), new_year, None),
            PublishedKey::new(public(5), at("2026-01-01T00:00:00Z"), Some(new_year)),
            PublishedKey::new(
                public(6),
                Timestamp::UNIX_EPOCH,
                Some(at("2026-01-01T00:00:00Z")),
            ),
        ];
        assert_eq!(signing.published(), expected);
        assert!(!signing.has_begun(at("2026-12-31T23:59:59Z")));
        assert!(signing.has_begun(new_year));
    }

    #[test]
    fn decisions_are_sealed_to_a_key_of_its_own_and_earlier_ones_still_open() {
        let seed = |digit: &str| digit.repeat(64);
        let signing = |more: &str| {
            let text = format!("{WHOLE}{more}");
            Config::from_parts(&text, []).unwrap().settings.signing
        };
        let plain = signing("");
        let own = format!("[sealing]\nkey = \"{}\"\n", seed("7"));
        let next = format!(
            "[sealing]\nkey = \"{}\"\n[[sealing.earlier]]\nkey = \"{}\"\n",
            seed("8"),
            seed("7")
        );
        let person = domain::ids::PersonId(uuid::Uuid::from_u128(1));
        let id = domain::ids::DecisionId(uuid::Uuid::from_u128(2));
        let ctx = edge::system_ctx();
        let seal = |signing: &Signing| signing.sealing().public().seal(&ctx, person, id, b"x");
        let (of_plain, of_own) = (seal(&plain).unwrap(), seal(&signing(&own)).unwrap());
        let next = signing(&next);
        for boxed in [&of_plain, &of_own, &seal(&next).unwrap()] {
            assert_eq!(next.open(person, boxed).as_deref(), Some(b"x".as_slice()));
        }
        assert_eq!(plain.open(person, &of_own), None);
        let short = fault(&format!("{WHOLE}[sealing]\nkey = \"77\"\n"), &[]);
        assert!(
            short.starts_with("sealing.key: not 64 hexadecimal digits"),
            "{short}"
        );
    }

    #[test]
    fn a_fault_names_the_key_and_the_fix() {
        let current = "2222222222222222222222222222222222222222222222222222222222222222";
        assert!(WHOLE.contains(current));
        let own = SigningKey::from_seed([0x22; 32]).public_key();
        let (from, until) = ("2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z");
        let good = earlier(public(5), from, until);
        for (more, expected) in [
            (
                "since = \"yesterday\"",
                "signing.since: not readable. Set it in the file or as \
                 HALVAARSRAPPORT_SIGNING__SINCE: a time such as 2026-01-01T00:00:00Z",
            ),
            (
                "earlier = \"x\"",
                "signing.earlier: not a list of sections. Set it in the file or as \
                 HALVAARSRAPPORT_SIGNING__EARLIER: [[signing.earlier]]",
            ),
            ("until = \"x\"", "signing.until: no such setting. "),
            (
                &good.replace(until, "then"),
                "signing.earlier[1].until: not readable. Set it in the file: \
                 a time such as 2026-01-01T00:00:00Z",
            ),
            (
                &good.replace("until", "to"),
                "signing.earlier[1].until: missing. ",
            ),
            (
                &format!("{good}to = \"x\""),
                "signing.earlier[1].to: no such setting. ",
            ),
            (
                &good.replace(&public(5).to_string(), "5"),
                "signing.earlier[1].public_key: not readable. ",
            ),
            (
                &earlier(public(5), until, from),
                "signing.earlier[1].until: before from. ",
            ),
            (
                &earlier(own, from, until),
                "signing.earlier[1].public_key: there already. ",
            ),
            (
                &format!("{good}{good}"),
                "signing.earlier[2].public_key: there already. ",
            ),
        ] {
            let found = fault(&format!("{WHOLE}{more}"), &[]);
            assert!(found.starts_with(expected), "{found}");
        }
        let short = fault(&WHOLE.replace(current, "22"), &[]);
        assert_eq!(
            short,
            "signing.key: not 64 hexadecimal digits. Set it in the file or as \
             HALVAARSRAPPORT_SIGNING__KEY: 64 hexadecimal digits, from: \
             halvaarsrapport-server signing-key"
        );
        let missing = fault(&WHOLE.replace("[signing]", "[idporten.x]"), &[]);
        assert!(missing.starts_with("signing.key: missing. "), "{missing}");
    }
}
