//! A mail as its receiver reads it: of MIME just what mails of the server's are made of.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use data_encoding::BASE64;
use quoted_printable::ParseMode;

/// A mail as its receiver reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// By whom.
    pub from: String,
    /// To whom.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// When it was made, as it stands there.
    pub date: String,
    /// The plain text.
    pub plain: String,
    /// The same as HTML.
    pub html: String,
    /// The bytes that it was read from.
    pub raw: String,
}

impl Letter {
    /// Reads a mail's bytes; an error where they are none that the server writes.
    pub fn read(raw: &str) -> Result<Self> {
        let (head, body) = raw
            .split_once("\r\n\r\n")
            .context("a mail without a body")?;
        let head = fields(head);
        let field = |name: &str| {
            let value = head.get(name).with_context(|| format!("no {name}"))?;
            words(value)
        };
        let kind = field("content-type")?;
        let (_, boundary) = kind.split_once("boundary=").context("no boundary")?;
        let boundary = boundary
            .split(';')
            .next()
            .unwrap_or_default()
            .trim_matches('"');
        let border = format!("--{boundary}");
        let mut parts = body.split(&border).skip(1);
        let (Some(plain), Some(html)) = (parts.next(), parts.next()) else {
            bail!("a mail without two parts");
        };
        Ok(Self {
            from: field("from")?,
            to: field("to")?,
            subject: field("subject")?,
            date: field("date")?,
            plain: part(plain)?,
            html: part(html)?,
            raw: raw.to_owned(),
        })
    }

    /// The addresses in the plain text, in their order.
    pub fn links(&self) -> Vec<&str> {
        let words = self.plain.split_whitespace();
        words.filter(|word| word.starts_with("http")).collect()
    }
}

/// A part's text, decoded (RFC 2045 section 6).
fn part(part: &str) -> Result<String> {
    let (head, body) = part
        .split_once("\r\n\r\n")
        .context("a part without a body")?;
    let head = fields(head);
    let coding = head.get("content-transfer-encoding");
    let bytes = match coding.map(String::as_str) {
        Some("quoted-printable") => quoted_printable::decode(body, ParseMode::Strict)?,
        Some("base64") => BASE64.decode(body.replace("\r\n", "").as_bytes())?,
        Some("7bit" | "8bit") | None => body.as_bytes().to_vec(),
        Some(other) => bail!("coded as {other}"),
    };
    Ok(String::from_utf8(bytes)?
        .replace("\r\n", "\n")
        .trim_end()
        .to_owned()
        + "\n")
}

/// The fields by their names, each on a line of its own again (RFC 5322 section 2.2.3).
fn fields(head: &str) -> BTreeMap<String, String> {
    let unfolded = head.replace("\r\n ", " ").replace("\r\n\t", " ");
    let lines = unfolded.split("\r\n");
    let field = |line: &str| {
        let (name, value) = line.split_once(':')?;
        Some((name.to_ascii_lowercase(), value.trim().to_owned()))
    };
    lines.filter_map(field).collect()
}

/// A field's text, with its encoded words read (RFC 2047).
fn words(value: &str) -> Result<String> {
    let mut read = String::new();
    let mut rest = value;
    while let Some((before, after)) = rest.split_once("=?utf-8?b?") {
        // What parts two encoded words is no text.
        if !before.trim().is_empty() || read.is_empty() {
            read.push_str(before);
        }
        let (coded, end) = after
            .split_once("?=")
            .context("an encoded word without an end")?;
        read.push_str(&String::from_utf8(BASE64.decode(coded.as_bytes())?)?);
        rest = end;
    }
    Ok(read + rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_is_read_as_it_was_meant() {
        let raw = "From: =?utf-8?b?SGFsdsOlcnNyYXBwb3J0?= <a@x.example>\r\nTo: b@x.example\r\n\
            Subject: =?utf-8?b?w4Vz?=\r\n =?utf-8?b?IG1vdA==?= Vest\r\nDate: Wed\r\n\
            Content-Type: multipart/alternative;\r\n boundary=\"x1\"\r\n\r\n--x1\r\n\
            Content-Transfer-Encoding: quoted-printable\r\n\r\n=C3=85pne: https://x.example/a=\r\nb\r\n--x1\r\n\
            Content-Transfer-Encoding: base64\r\n\r\nPHA+\r\n--x1--\r\n";
        let letter = Letter::read(raw).unwrap();
        assert_eq!(letter.from, "Halvårsrapport <a@x.example>");
        assert_eq!(letter.subject, "Ås mot Vest");
        assert_eq!(letter.plain, "Åpne: https://x.example/ab\n");
        assert_eq!(letter.links(), ["https://x.example/ab"]);
        assert_eq!(letter.html, "<p>\n");
        assert!(Letter::read("From: a@x.example\r\n\r\n").is_err());
    }
}
