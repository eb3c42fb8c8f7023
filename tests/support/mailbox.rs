//! Where mails land of servers that reach nobody: in a folder or at a mail server of its own, and a page that shows
//! what is there.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Context, Result};
use axum::{Router, extract::State, response::Html, routing::get};
use scratch_mail::{Letter, MailServer, Secrecy};
use server::mail::message::escaped;
use tokio::net::TcpListener;

use crate::{process::until, walk::ARRIVES};

/// Where mails land.
#[derive(Debug)]
pub enum Mailbox {
    /// In a folder, as files.
    Folder(PathBuf),
    /// At a mail server.
    Server(MailServer),
}

impl Mailbox {
    /// The folder `mails` within another one.
    pub fn within(folder: &Path) -> Self {
        Self::Folder(folder.join("mails"))
    }

    /// A mail server of its own.
    pub fn at_a_server() -> Result<Self> {
        Ok(Self::Server(MailServer::start(Secrecy::Plain, false)?))
    }

    /// What a server's configuration needs to send there.
    pub fn section(&self) -> String {
        let way = match self {
            Self::Folder(folder) => format!("folder = '{}'", folder.display()),
            Self::Server(server) => {
                format!("address = \"127.0.0.1:{}\"\ntls = \"none\"", server.port())
            }
        };
        format!(
            "\n[mail]\n{way}\nfrom = \"Halvårsrapport <noreply@halvaarsrapport.example>\"\n\
             help = \"Ring 00 00 00 00 i kontortida.\"\n"
        )
    }

    /// The mails, the newest first.
    pub fn letters(&self) -> Result<Vec<Letter>> {
        let raws = match self {
            Self::Folder(folder) => files(folder)?,
            Self::Server(server) => server.taken()?.into_iter().map(|one| one.raw).collect(),
        };
        raws.iter().rev().map(|raw| Letter::read(raw)).collect()
    }

    /// Waits for a mail to an address whose subject has these words.
    pub async fn letter(&self, to: &str, subject: &str) -> Result<Letter> {
        let is = |letter: &Letter| letter.to == to && letter.subject.contains(subject);
        let find = || Ok::<_, anyhow::Error>(self.letters()?.into_iter().find(is));
        until(&format!("«{subject}» to {to}"), ARRIVES, async || {
            find().is_ok_and(|found| found.is_some())
        })
        .await?;
        find()?.context("the mail is gone")
    }

    /// Waits for the code that was mailed to an address.
    pub async fn code(&self, to: &str) -> Result<String> {
        code_in(&self.letter(to, "Kode").await?)
    }
}

/// The mails in a folder, whose names are ids that grow with time.
fn files(folder: &Path) -> Result<Vec<String>> {
    let Ok(files) = std::fs::read_dir(folder) else {
        return Ok(vec![]);
    };
    let mut files = files
        .map(|file| Ok(file?.path()))
        .collect::<Result<Vec<PathBuf>>>()?;
    files.retain(|file| file.extension().is_some_and(|end| end == "eml"));
    files.sort();
    let read = |file: PathBuf| Ok(std::fs::read_to_string(file)?);
    files.into_iter().map(read).collect()
}

/// The code in a mail, as it stands there.
pub fn code_in(letter: &Letter) -> Result<String> {
    let (_, after) = letter.plain.split_once("Koden er ").context("no code")?;
    let (code, _) = after.split_once('.').context("no end of the code")?;
    Ok(code.to_owned())
}

/// The page's look. It is the demo's alone, and no page of the product.
const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem;\
    color:#1e2b3c;background:#f4f5f6}article{background:#fff;border:1px solid #d2d5d8;border-radius:.5rem;\
    padding:1rem 1.25rem;margin:1rem 0}h2{font-size:1.1rem;margin:0}p{margin:.25rem 0}\
    pre{font:inherit;white-space:pre-wrap;overflow-wrap:anywhere;margin:.75rem 0 0}";

/// Shows the mails at an address of this machine for as long as it is polled. Gives the address first.
pub async fn shown(mailbox: Arc<Mailbox>) -> Result<(String, impl Future<Output = Result<()>>)> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = format!("http://{}/", listener.local_addr()?);
    let page = Router::new().route("/", get(page)).with_state(mailbox);
    Ok((address, async {
        axum::serve(listener, page).await.map_err(Into::into)
    }))
}

async fn page(State(mailbox): State<Arc<Mailbox>>) -> Html<String> {
    let (count, letters) = match mailbox.letters() {
        Ok(letters) => (
            format!("{} mails, the newest first.", letters.len()),
            letters,
        ),
        Err(error) => (format!("The mails cannot be read: {error}."), vec![]),
    };
    let letters: String = letters.iter().map(written).collect();
    Html(format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<meta http-equiv=\"refresh\" content=\"5\">\n\
         <title>Mails of the demo</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n\
         <h1>Mails of the demo</h1>\n<p data-testid=\"count\">{}</p>\n{letters}</main>\n</body>\n</html>\n",
        escaped(&count)
    ))
}

fn written(letter: &Letter) -> String {
    let mut text = escaped(letter.plain.trim_end());
    for link in letter.links() {
        let link = escaped(link);
        text = text.replace(&link, &format!("<a href=\"{link}\">{link}</a>"));
    }
    format!(
        "<article>\n<h2>{}</h2>\n<p>To {}, {}</p>\n<pre>{text}</pre>\n</article>\n",
        escaped(&letter.subject),
        escaped(&letter.to),
        escaped(&letter.date),
    )
}
