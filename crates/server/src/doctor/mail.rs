//! The server that mail is handed over to.

use std::{io, path::Path, time::Duration};

use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
};

use super::{Fault, Finding};
use crate::config::{Mail, Smtp, Tls, Way};

/// How long a mail server may take to greet.
const PATIENCE: Duration = Duration::from_secs(10);
/// No greeting's line is longer (RFC 5321).
const LINE_MAX: u64 = 512;

pub(super) async fn examine(mail: &Mail) -> Finding {
    match &mail.way {
        Way::Smtp(server) => examine_server(server).await,
        Way::Folder(folder) => examine_folder(folder),
    }
}

fn examine_folder(folder: &Path) -> Finding {
    let named = folder.display().to_string();
    // It is made with the first mail.
    if folder.is_dir() || !folder.exists() {
        return Finding::Fine(named);
    }
    let fix = "Name a folder in `mail.folder`, or a mail server in `mail.address`";
    Finding::faulty(Fault::MailClosed, format!("{named}: no folder"), fix)
}

async fn examine_server(server: &Smtp) -> Finding {
    let address = server.address();
    let greeted = tokio::time::timeout(PATIENCE, greeting(&address, server.tls)).await;
    let what = match greeted {
        Ok(Ok(line)) if line.starts_with("220") => return Finding::Fine(address),
        Ok(Ok(_)) => "what answers is not a mail server that takes mail",
        Ok(Err(_)) => "nothing listens there",
        Err(_) => "no greeting in time",
    };
    let fix = "Start the mail server, open the way to it, or correct `mail.address`";
    Finding::faulty(Fault::MailClosed, format!("{address}: {what}"), fix)
}

async fn greeting(address: &str, tls: Tls) -> io::Result<String> {
    let mut stream = TcpStream::connect(address).await?;
    if tls == Tls::Implicit {
        // It greets inside TLS, and that is tried when the first mail is sent.
        return Ok("220".to_owned());
    }
    let mut line = String::new();
    let mut limited = BufReader::new((&mut stream).take(LINE_MAX));
    limited.read_line(&mut line).await?;
    drop(limited);
    // Whoever hangs up without a word is noted down by some; the greeting holds all the same.
    drop(stream.write_all(b"QUIT\r\n").await);
    Ok(line)
}
