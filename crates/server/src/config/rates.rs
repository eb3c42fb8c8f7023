//! How often anybody may ask, and which proxies are believed.

use std::{net::IpAddr, num::NonZeroU32};

use ipnet::IpNet;
use toml::Value;

use super::{ConfigError, Section};

/// How many requests a minute are answered. What is not used may come at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RateLimits {
    /// Of each person, in all sessions together, and of each system.
    pub caller: NonZeroU32,
    /// From each address: a whole office, or a whole agency, may share one.
    pub address: NonZeroU32,
    /// Logins and renewed sessions from each address.
    pub login: NonZeroU32,
    /// Requests from each address whose credential is refused.
    pub refusal: NonZeroU32,
    /// The proxies that are believed when they say whom they were asked by.
    pub proxies: Vec<IpNet>,
}

const CALLER: NonZeroU32 = NonZeroU32::new(1_200).unwrap();
const ADDRESS: NonZeroU32 = NonZeroU32::new(12_000).unwrap();
const LOGIN: NonZeroU32 = NonZeroU32::new(300).unwrap();
const REFUSAL: NonZeroU32 = NonZeroU32::new(300).unwrap();

impl Default for RateLimits {
    fn default() -> Self {
        Self {
            caller: CALLER,
            address: ADDRESS,
            login: LOGIN,
            refusal: REFUSAL,
            proxies: Vec::new(),
        }
    }
}

pub(super) fn read(mut of: Section, proxies: Section) -> Result<RateLimits, ConfigError> {
    let standard = RateLimits::default();
    let mut limit = |key, standard| of.a_minute(key).map(|set| set.unwrap_or(standard));
    let limits = RateLimits {
        caller: limit("requests_per_caller", standard.caller)?,
        address: limit("requests_per_address", standard.address)?,
        login: limit("logins_per_address", standard.login)?,
        refusal: limit("refusals_per_address", standard.refusal)?,
        proxies: proxies.trusted()?,
    };
    of.end()?;
    Ok(limits)
}

impl Section {
    fn a_minute(&mut self, key: &'static str) -> Result<Option<NonZeroU32>, ConfigError> {
        let expected = "a number from 1 in quotes, such as \"300\"";
        self.optional(key, |of, key| of.parsed(key, expected))
    }

    /// Networks in a list, or in one text with spaces between.
    fn trusted(mut self) -> Result<Vec<IpNet>, ConfigError> {
        let key = "trusted";
        let expected = "addresses or networks, such as [\"10.0.0.0/8\"]";
        let error = |fault| self.error(key, fault, expected);
        let listed: Vec<String> = match self.table.get(key) {
            None => Vec::new(),
            Some(Value::String(text)) => text.split_whitespace().map(str::to_owned).collect(),
            Some(Value::Array(list)) => list
                .iter()
                .map(|of| of.as_str().map(str::to_owned))
                .collect::<Option<_>>()
                .ok_or_else(|| error("not a list of texts"))?,
            Some(_) => return Err(error("not a list")),
        };
        let networks: Vec<IpNet> = listed
            .iter()
            .map(|text| network(text).ok_or_else(|| error("not readable")))
            .collect::<Result<_, _>>()?;
        // Whoever asks could say any address.
        if networks.iter().any(|network| network.prefix_len() == 0) {
            return Err(error("everybody"));
        }
        self.table.remove(key);
        self.end()?;
        Ok(networks)
    }
}

fn network(text: &str) -> Option<IpNet> {
    let alone = || text.parse::<IpAddr>().ok().map(IpNet::from);
    text.parse().ok().or_else(alone)
}

#[cfg(test)]
mod tests {
    use super::super::{
        Config,
        tests::{WHOLE, fault},
    };
    use super::*;

    fn limits(more: &str, variables: &[(&str, &str)]) -> RateLimits {
        let owned = variables
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let config = Config::from_parts(&format!("{WHOLE}\n{more}"), owned);
        config.unwrap().settings.rates
    }

    #[test]
    fn each_limit_is_set_by_itself() {
        assert_eq!(limits("", &[]), RateLimits::default());
        let seven = NonZeroU32::new(7).unwrap();
        for (key, expected) in [
            (
                "requests_per_caller",
                RateLimits {
                    caller: seven,
                    ..RateLimits::default()
                },
            ),
            (
                "requests_per_address",
                RateLimits {
                    address: seven,
                    ..RateLimits::default()
                },
            ),
            (
                "logins_per_address",
                RateLimits {
                    login: seven,
                    ..RateLimits::default()
                },
            ),
            (
                "refusals_per_address",
                RateLimits {
                    refusal: seven,
                    ..RateLimits::default()
                },
            ),
        ] {
            assert_eq!(limits(&format!("[limits]\n{key} = \"7\""), &[]), expected);
            let variable = format!("HALVAARSRAPPORT_LIMITS__{}", key.to_uppercase());
            assert_eq!(limits("", &[(&variable, "7")]), expected);
        }
    }

    #[test]
    fn proxies_are_networks_or_addresses() {
        let expected: Vec<IpNet> = ["10.0.0.0/8", "192.0.2.1/32", "2001:db8::/48"]
            .map(|of| of.parse().unwrap())
            .into();
        let text = "[proxies]\ntrusted = [\"10.0.0.0/8\", \"192.0.2.1\", \"2001:db8::/48\"]";
        assert_eq!(limits(text, &[]).proxies, expected);
        let variable = (
            "HALVAARSRAPPORT_PROXIES__TRUSTED",
            "10.0.0.0/8 192.0.2.1 2001:db8::/48",
        );
        assert_eq!(limits("", &[variable]).proxies, expected);
    }

    #[test]
    fn what_limits_nothing_is_refused() {
        for (more, expected) in [
            (
                "[limits]\nlogins_per_address = \"0\"",
                "limits.logins_per_address: not readable. ",
            ),
            (
                "[limits]\nlogins_per_address = 5",
                "limits.logins_per_address: not a text in quotes. ",
            ),
            (
                "[limits]\nlogins = \"5\"",
                "limits.logins: no such setting. ",
            ),
            ("[proxies]\ntrusted = 5", "proxies.trusted: not a list. "),
            (
                "[proxies]\ntrusted = [5]",
                "proxies.trusted: not a list of texts. ",
            ),
            (
                "[proxies]\ntrusted = [\"ten\"]",
                "proxies.trusted: not readable. ",
            ),
            (
                "[proxies]\ntrusted = [\"10.0.0.0/33\"]",
                "proxies.trusted: not readable. ",
            ),
            (
                "[proxies]\ntrusted = [\"::/0\"]",
                "proxies.trusted: everybody. ",
            ),
            ("[proxies]\ntrust = []", "proxies.trust: no such setting. "),
        ] {
            let found = fault(&format!("{WHOLE}\n{more}"), &[]);
            assert!(found.starts_with(expected), "{found}");
        }
    }
}
