//! Whom a request comes from, where proxies stand between.

use std::net::{IpAddr, SocketAddr};

use axum::http::HeaderMap;
use ipnet::IpNet;

use super::Address;

/// Each proxy on the way adds at the end whom it was asked by.
const FORWARDED_FOR: &str = "x-forwarded-for";

/// Who is at the other end of the connection. Requests that come by no connection have none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Peer(pub(crate) IpAddr);

impl Peer {
    /// Whom the request comes from: the last address on its way that is no trusted proxy. What a proxy
    /// says counts only where all that came after it is trusted, so nobody can say it of himself.
    pub(crate) fn origin(self, headers: &HeaderMap, trusted: &[IpNet]) -> Address {
        let said: Vec<&str> = headers
            .get_all(FORWARDED_FOR)
            .iter()
            // What is no text is no address either.
            .flat_map(|line| line.to_str().unwrap_or("?").split(','))
            .collect();
        let mut before = said.into_iter().rev();
        let mut origin = self.0.to_canonical();
        while trusted.iter().any(|network| network.contains(&origin)) {
            match before.next().map(address) {
                Some(Some(address)) => origin = address,
                Some(None) | None => break,
            }
        }
        origin.into()
    }
}

/// An address as proxies write it: some add the port.
fn address(said: &str) -> Option<IpAddr> {
    let said = said.trim();
    let bare = said
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    let address = bare.unwrap_or(said).parse::<IpAddr>().ok();
    let address = address.or_else(|| said.parse::<SocketAddr>().ok().map(|of| of.ip()));
    address.map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn origin(peer: &str, said: &[&str]) -> Address {
        let trusted = ["10.0.0.0/8", "2001:db8:ffff::/48"].map(|of| of.parse().unwrap());
        let mut headers = HeaderMap::new();
        for line in said {
            headers.append(FORWARDED_FOR, line.parse().unwrap());
        }
        Peer(peer.parse().unwrap()).origin(&headers, &trusted)
    }

    #[test]
    fn only_what_a_trusted_proxy_says_counts() {
        for (peer, said, expected) in [
            // Nobody else is believed, whatever they say.
            ("192.0.2.1", &[][..], "192.0.2.1"),
            ("192.0.2.1", &["198.51.100.7"], "192.0.2.1"),
            ("192.0.2.1", &["10.0.0.1", "198.51.100.7"], "192.0.2.1"),
            ("2001:db8::1", &["198.51.100.7"], "2001:db8::1"),
            // The proxy says whom it was asked by, and repeats what that one said before.
            ("10.0.0.1", &["198.51.100.7"], "198.51.100.7"),
            ("10.0.0.1", &["203.0.113.9, 198.51.100.7"], "198.51.100.7"),
            ("10.0.0.1", &["203.0.113.9", "198.51.100.7"], "198.51.100.7"),
            ("10.0.0.1", &["10.9.9.9, 198.51.100.7"], "198.51.100.7"),
            ("2001:db8:ffff::1", &["2001:db8::2"], "2001:db8::2"),
            // Two proxies, one behind the other.
            ("10.0.0.1", &["198.51.100.7, 10.0.0.2"], "198.51.100.7"),
            (
                "10.0.0.1",
                &["1.1.1.1,198.51.100.7 ,10.0.0.2"],
                "198.51.100.7",
            ),
            ("::ffff:10.0.0.1", &["::ffff:198.51.100.7"], "198.51.100.7"),
            // With a port.
            ("10.0.0.1", &["198.51.100.7:4711"], "198.51.100.7"),
            ("10.0.0.1", &["[2001:db8::2]:4711"], "2001:db8::2"),
            ("10.0.0.1", &["[2001:db8::2]"], "2001:db8::2"),
            // A proxy that does not say, or says nonsense, is itself the origin.
            ("10.0.0.1", &[], "10.0.0.1"),
            ("10.0.0.1", &["unknown"], "10.0.0.1"),
            ("10.0.0.1", &["198.51.100.7, "], "10.0.0.1"),
            ("10.0.0.1", &["198.51.100.7, ?, 10.0.0.2"], "10.0.0.2"),
            ("10.0.0.1", &["10.0.0.3"], "10.0.0.3"),
        ] {
            let expected: IpAddr = expected.parse().unwrap();
            assert_eq!(origin(peer, said), expected.into(), "{peer} {said:?}");
        }
    }

    #[test]
    fn what_is_no_text_is_no_address() {
        let mut headers = HeaderMap::new();
        headers.append(FORWARDED_FOR, "198.51.100.7".parse().unwrap());
        let bytes = HeaderValue::from_bytes(b"\xff").unwrap();
        headers.append(FORWARDED_FOR, bytes);
        let peer: IpAddr = "10.0.0.1".parse().unwrap();
        let trusted = ["10.0.0.0/8".parse().unwrap()];
        assert_eq!(Peer(peer).origin(&headers, &trusted), peer.into());
    }
}
