//! The server that mail is handed over to.

use std::{io, time::Duration};

use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
};

use super::{Fault, Finding};
use crate::config::Mail;

/// How long a mail server may take to greet.
const PATIENCE: Duration = Duration::from_secs(10);
/// No greeting's line is longer (RFC 5321).
const LINE_MAX: u64 = 512;

pub(super) async fn examine(mail: &Mail) -> Finding {
    let greeted = tokio::time::timeout(PATIENCE, greeting(&mail.address)).await;
    let what = match greeted {
        Ok(Ok(line)) if line.starts_with("220") => return Finding::Fine(mail.address.clone()),
        Ok(Ok(_)) => "what answers is not a mail server that takes mail",
        Ok(Err(_)) => "nothing listens there",
        Err(_) => "no greeting in time",
    };
    let fix = "Start the mail server, open the way to it, or correct `mail.address`";
    Finding::faulty(Fault::MailClosed, format!("{}: {what}", mail.address), fix)
}

async fn greeting(address: &str) -> io::Result<String> {
    let mut stream = TcpStream::connect(address).await?;
    let mut line = String::new();
    let mut limited = BufReader::new((&mut stream).take(LINE_MAX));
    limited.read_line(&mut line).await?;
    drop(limited);
    // Whoever hangs up without a word is noted down by some; the greeting holds all the same.
    drop(stream.write_all(b"QUIT\r\n").await);
    Ok(line)
}
