//! A mail's exact bytes, made purely from what is told, the language, and where the server is.

use std::time::SystemTime;

use domain::text::Language;
use jiff::Timestamp;
use lettre::{
    Address, Message,
    message::{
        Mailbox, MultiPart, SinglePart,
        header::{HeaderName, HeaderValue},
    },
};
use url::Url;
use uuid::Uuid;

use super::{
    News, Piece,
    texts::{self, PRODUCT, Said},
};

/// Where mails come from and lead to.
#[derive(Debug, Clone)]
pub struct Site {
    /// The sender.
    pub from: Mailbox,
    /// The server's own address, as browsers reach it.
    pub address: Url,
    /// Whom to call, in the operator's words.
    pub help: String,
}

/// What one mail is made of.
#[derive(Debug, Clone)]
pub struct Letter<'a> {
    /// Its Message-ID.
    pub id: Uuid,
    /// To whom.
    pub to: &'a Address,
    /// In which language.
    pub language: Language,
    /// When it was made.
    pub at: Timestamp,
    /// What it tells.
    pub pieces: &'a [Piece],
    /// The code's digits, where it is a code's.
    pub code: &'a str,
}

/// What a mail cannot be made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no mail can be made of this")]
pub struct NoMessage;

/// A piece of news with the link that leads to it.
struct Block {
    said: Said,
    link: Option<(String, &'static str)>,
}

/// A mail's subject and its plain text, as they are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// The subject.
    pub subject: String,
    /// The text.
    pub text: String,
}

/// The words of a mail. The same arguments give the same words.
pub fn words(site: &Site, letter: &Letter<'_>) -> Result<Words, NoMessage> {
    let blocks = blocks(site, letter);
    Ok(Words {
        subject: subject(&blocks, letter)?,
        text: plain(site, letter, &blocks),
    })
}

/// The mail. The same arguments give the same bytes.
pub fn compose(site: &Site, letter: &Letter<'_>) -> Result<Message, NoMessage> {
    let blocks = blocks(site, letter);
    let subject = subject(&blocks, letter)?;
    let host = site.address.host_str().unwrap_or("localhost");
    // Whatever is random comes in with the id.
    let boundary = format!("halvaarsrapport{}", letter.id.simple());
    let automatic = HeaderName::new_from_ascii_str("Auto-Submitted");
    let language = HeaderName::new_from_ascii_str("Content-Language");
    Message::builder()
        .from(site.from.clone())
        .to(Mailbox::new(None, letter.to.clone()))
        .subject(subject)
        .message_id(Some(format!("<{}@{host}>", letter.id)))
        .date(SystemTime::from(letter.at))
        .raw_header(HeaderValue::new(automatic, "auto-generated".to_owned()))
        .raw_header(HeaderValue::new(
            language,
            code_of(letter.language).to_owned(),
        ))
        .multipart(
            MultiPart::alternative()
                .boundary(boundary)
                .singlepart(SinglePart::plain(plain(site, letter, &blocks)))
                .singlepart(SinglePart::html(html(site, letter, &blocks))),
        )
        .map_err(|_| NoMessage)
}

fn blocks(site: &Site, letter: &Letter<'_>) -> Vec<Block> {
    let block = |piece: &Piece| Block {
        said: clean(texts::said(piece, letter.language, letter.code)),
        link: link(site, &piece.news, letter.language),
    };
    letter.pieces.iter().map(block).collect()
}

fn subject(blocks: &[Block], letter: &Letter<'_>) -> Result<String, NoMessage> {
    match blocks {
        [] => Err(NoMessage),
        [one] => Ok(one.said.title.clone()),
        several => Ok(texts::several(several.len(), letter.language)),
    }
}

/// A language as RFC 5646 names it.
pub fn code_of(language: Language) -> &'static str {
    language.pick("nb", "nn", "en")
}

/// No name of a unit or an office can begin a line of its own.
fn clean(said: Said) -> Said {
    let one_line = |text: String| text.replace(|letter: char| letter.is_control(), " ");
    Said {
        title: one_line(said.title),
        text: one_line(said.text),
    }
}

/// Where a piece of news leads, and the link's words.
fn link(site: &Site, news: &News, language: Language) -> Option<(String, &'static str)> {
    let words = texts::frame(language);
    let (path, label) = match news {
        News::ReportArrived { report, .. } => (format!("/task/{}", report.id), words.open_app),
        News::ApplicationArrived {
            id,
            office: Some(_),
            ..
        } => (format!("/application/{id}"), words.open_app),
        News::ApplicationArrived { office: None, .. } => {
            ("/portal/bufdir/soknader".to_owned(), words.open_portal)
        }
        News::ReportReturned { report } => (
            format!("/portal/{}/{}/svar", report.unit_no.as_str(), report.period),
            words.open_portal,
        ),
        News::ReportApproved { report } => (
            format!("/portal/{}/{}", report.unit_no.as_str(), report.period),
            words.open_portal,
        ),
        News::ReopeningAsked { report } => (
            format!("/portal/bufdir/rapporter/{}", report.period),
            words.open_portal,
        ),
        News::Reminder {
            unit_no, period, ..
        } => (
            format!("/portal/{}/{period}", unit_no.as_str()),
            words.open_portal,
        ),
        News::ApplicationAnswered { .. } => {
            ("/portal/utrapportering".to_owned(), words.open_portal)
        }
        News::PeriodOpened { .. } | News::DeadlineNear { .. } | News::DeadlinePassed { .. } => {
            ("/portal/".to_owned(), words.open_portal)
        }
        News::Code { .. } => return None,
    };
    let mut url = site.address.join(&path).ok()?;
    if language != Language::Nb {
        url.query_pairs_mut()
            .append_pair("sprak", code_of(language));
    }
    Some((url.into(), label))
}

fn plain(site: &Site, letter: &Letter<'_>, blocks: &[Block]) -> String {
    let words = texts::frame(letter.language);
    let block = |block: &Block| {
        let link = block.link.as_ref();
        let link = link.map(|(url, label)| format!("{label}: {url}\n"));
        format!("{}\n{}\n", block.said.text, link.unwrap_or_default())
    };
    let news: String = blocks.iter().map(block).collect();
    let wishes = if has_wishes(letter) {
        format!("{}\n", words.wishes)
    } else {
        String::new()
    };
    let (help, contact, no_answer) = (words.help, &site.help, words.no_answer);
    format!("{news}{help} {contact}\n\n-- \n{PRODUCT}\n{wishes}{no_answer}\n")
}

fn html(site: &Site, letter: &Letter<'_>, blocks: &[Block]) -> String {
    let words = texts::frame(letter.language);
    let block = |block: &Block| {
        let link = block.link.as_ref().map(|(url, label)| {
            let (url, label) = (escaped(url), escaped(label));
            format!("<br><a href=\"{url}\">{label}</a>")
        });
        let text = escaped(&block.said.text);
        format!("<p>{text}{}</p>\n", link.unwrap_or_default())
    };
    let news: String = blocks.iter().map(block).collect();
    let wishes = if has_wishes(letter) {
        format!("<p><small>{}</small></p>\n", escaped(words.wishes))
    } else {
        String::new()
    };
    let (help, contact) = (escaped(words.help), escaped(&site.help));
    let (language, no_answer) = (code_of(letter.language), escaped(words.no_answer));
    format!(
        "<!doctype html>\n<html lang=\"{language}\">\n<head><meta charset=\"utf-8\"><title>{PRODUCT}</title></head>\n\
         <body>\n{news}<p>{help} {contact}</p>\n<hr>\n{wishes}<p><small>{no_answer}</small></p>\n</body>\n</html>\n"
    )
}

/// A code goes to somebody of whom nothing is known yet.
fn has_wishes(letter: &Letter<'_>) -> bool {
    let code = |piece: &Piece| matches!(piece.news, News::Code { .. });
    !letter.pieces.iter().any(code)
}

/// Text within HTML.
pub fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests;
