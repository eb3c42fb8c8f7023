//! What secrets look like.

use domain::national_id::NationalId;

use super::Kind;

/// Parameters, fields and headers whose value opens something.
const NAMES: [&str; 14] = [
    "access_token",
    "authorization",
    "client_assertion",
    "code",
    "code_challenge",
    "code_verifier",
    "cookie",
    "id_token",
    "id_token_hint",
    "nonce",
    "pid",
    "refresh_token",
    "request_uri",
    "state",
];

/// A verifier has 43 characters (RFC 7636 section 4.1), and nothing shorter here is a secret.
const LONG: usize = 43;
/// Shorter values open nothing.
const SECRET: usize = 16;

/// Where in a line the first secret stands, and what it is.
pub(super) fn first(line: &str) -> Option<(usize, Kind)> {
    let words = words(line);
    words.into_iter().find_map(|(at, word)| {
        let kind = of_word(word).or_else(|| {
            let named = named(without_urn(line.get(..at)?))?;
            let opens = NAMES.contains(&named.to_lowercase().as_str()) && is_value(word);
            opens.then_some(Kind::Parameter)
        })?;
        Some((at, kind))
    })
}

/// Runs of characters that tokens are made of, and where they begin.
fn words(line: &str) -> Vec<(usize, &str)> {
    let is_of = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let mut words = Vec::new();
    let mut begun = None;
    for (at, c) in line.char_indices().chain([(line.len(), ' ')]) {
        match begun {
            None if is_of(c) => begun = Some(at),
            Some(from) if !is_of(c) => {
                words.extend(line.get(from..at).map(|word| (from, word)));
                begun = None;
            }
            None | Some(_) => {}
        }
    }
    words
}

fn of_word(word: &str) -> Option<Kind> {
    if is_token(word) {
        Some(Kind::Token)
    } else if has_after(word, "eyJ") {
        Some(Kind::WebToken)
    } else if !is_hexadecimal(word) && numbers(word).any(|run| NationalId::parse(run).is_ok()) {
        Some(Kind::IdentityNumber)
    } else if is_random(word) {
        Some(Kind::Random)
    } else {
        None
    }
}

/// Whether it is a token of the server's own: `hr`, a letter for its kind, and random text.
fn is_token(word: &str) -> bool {
    let kind = word
        .strip_prefix("hr")
        .and_then(|rest| rest.split_once('_'));
    kind.is_some_and(|(kind, random)| {
        kind.len() == 1 && random.len() >= 8 && random.bytes().any(|b| !b.is_ascii_lowercase())
    })
}

/// Whether the word begins so, and goes on.
fn has_after(word: &str, beginning: &str) -> bool {
    let rest = word.strip_prefix(beginning);
    rest.is_some_and(|rest| rest.len() >= 8)
}

/// A hash or an id of 16 bytes or more, whose digits may look like anything.
fn is_hexadecimal(word: &str) -> bool {
    let mut digits = word.bytes().filter(|b| *b != b'-');
    digits.clone().count() >= 32 && digits.all(|b| b.is_ascii_hexdigit())
}

/// The runs of digits in a word.
fn numbers(word: &str) -> impl Iterator<Item = &str> {
    word.split(|c: char| !c.is_ascii_digit())
}

/// Base64 of 32 bytes or more. Hashes and ids are written in hexadecimal digits, and names in words.
fn is_random(word: &str) -> bool {
    let has = |is: fn(&u8) -> bool| word.as_bytes().iter().any(is);
    word.len() >= LONG
        && has(u8::is_ascii_digit)
        && has(u8::is_ascii_lowercase)
        && has(u8::is_ascii_uppercase)
}

/// Whether it may be the value of a parameter, and no name of the program's own such as
/// `code="access_token_level"`.
fn is_value(word: &str) -> bool {
    let of_name = |b: u8| b.is_ascii_lowercase() || b == b'_';
    word.len() >= SECRET && !word.bytes().all(of_name)
}

/// What stands before a name in a namespace of its own, such as `urn:idporten:`.
fn without_urn(before: &str) -> &str {
    let head = before.trim_end_matches(|c: char| c.is_ascii_lowercase() || c == ':' || c == '_');
    match before.strip_prefix(head) {
        Some(urn) if urn.starts_with("urn:") => head,
        Some(_) | None => before,
    }
}

/// The name that a value stands behind: `name=`, `name: `, `"name": "`, `name=Bearer `.
fn named(before: &str) -> Option<&str> {
    let before = before.trim_end_matches(|c: char| " \"'\\".contains(c));
    let before = ["Bearer", "bearer", "Basic", "basic"]
        .iter()
        .find_map(|scheme| before.strip_suffix(scheme))
        .unwrap_or(before);
    let before = before.trim_end_matches(|c: char| " \"'\\".contains(c));
    let name = before.strip_suffix([':', '='])?;
    let name = name.trim_end_matches(|c: char| " \"'\\".contains(c));
    let of_name = |c: char| c.is_ascii_alphabetic() || c == '_';
    let from = name
        .char_indices()
        .rev()
        .take_while(|(_, c)| of_name(*c))
        .last();
    from.and_then(|(at, _)| name.get(at..))
}

#[cfg(test)]
mod tests {
    use super::super::search;
    use super::*;

    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    #[test]
    fn finds_what_must_be_in_no_log() {
        let random = VERIFIER;
        for (line, kind) in [
            (
                "a login of 01818520030 failed".to_owned(),
                Kind::IdentityNumber,
            ),
            ("pid=\"41818520024\"".to_owned(), Kind::IdentityNumber),
            (
                "testid:02813299960_idporten-loa-high".to_owned(),
                Kind::IdentityNumber,
            ),
            (format!("token hra_{random}"), Kind::Token),
            (
                format!("{{\"refresh_token\":\"hrr_{random}\"}}"),
                Kind::Token,
            ),
            ("hrc_12345678".to_owned(), Kind::Token),
            (format!("hrn_{random}"), Kind::Token),
            (format!("hrb_{random}"), Kind::Token),
            (
                "got eyJhbGciOiJSUzI1NiJ9.e30.c2ln".to_owned(),
                Kind::WebToken,
            ),
            (format!("verifier {random}"), Kind::Random),
            (
                "GET /callback?code=0123456789abcdef&x=1".to_owned(),
                Kind::Parameter,
            ),
            (
                "/callback?iss=a&state=abcdefghijklmn01 HTTP/1.1".to_owned(),
                Kind::Parameter,
            ),
            (
                "Authorization: Bearer abcdefghijklmn01".to_owned(),
                Kind::Parameter,
            ),
            (
                "\"authorization\": \"Bearer abcdefghijklmn01\"".to_owned(),
                Kind::Parameter,
            ),
            (
                "request_uri=urn:idporten:abcdefghijklmn01".to_owned(),
                Kind::Parameter,
            ),
            (
                "id_token_hint%3Dabcdefghijklmn01".to_owned(),
                Kind::Parameter,
            ),
            (
                "{\"code_verifier\":\"abcdefghijklmn01\"}".to_owned(),
                Kind::Parameter,
            ),
        ] {
            let found = search(&format!("harmless\n{line}\nharmless"));
            let kinds: Vec<_> = found.iter().map(|of| (of.line, of.kind)).collect();
            assert_eq!(kinds, [(2, kind)], "{line}");
            let said = found[0].to_string();
            assert!(!said.contains("018185") && !said.contains(random), "{said}");
            assert!(!said.contains("abcdefgh"), "{said}");
        }
    }

    #[test]
    fn passes_what_logs_are_made_of() {
        let hash = "89642037a515c1971fb83ec8367c5f296725d0a8eb07aaf79d4dc48425fe24f8";
        for line in [
            "2026-07-01T08:00:00.123456Z  INFO request{reference=4HUVE3SO6EGUO2OD}: server: answered",
            "method=\"POST\" route=\"/v1/session\" status=401",
            "a login is refused code=\"access_token_level\"",
            "code=\"id_token_issuer\" and code: provider_status",
            "session=01a20de6-4add-7bf2-be5d-3a41d30da24d",
            "session=01a20de6-4add-7bf2-be5d-01818520030d",
            "unix:path=/tmp/dbus-a,guid=01818520030d0d46dbd7ac8ff3eb8fae",
            &format!("content_hash={hash}"),
            "state=fresh nonce code=\"access_token_malformed\"",
            "SELECT id, national_id_hash FROM person WHERE national_id_hash = $1",
            "listening on http://127.0.0.1:43121",
            "elapsed_secs=0.00012345678901 rows=12345678901",
            "a_name_that_is_as_long_as_a_verifier_would_be_but_of_words",
            "core::ops::function::FnOnce::call_once",
            "hrc_any and hra_something",
        ] {
            assert_eq!(search(line), [], "{line}");
        }
    }
}
