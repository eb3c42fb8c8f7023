//! A mail server for tests, by aiosmtpd, and mails as people read them.
//!
//! The server takes what comes and lays it into a folder as it came. What it does with a mail is told by whom the
//! mail is for: `refused@`, `greylisted@`, `hanging@`, `dropped@` and `busy@` any host, everybody else gets it.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

mod letter;

pub use letter::Letter;

/// Debian's, which has its packages.
const PYTHON: &str = "/usr/bin/python3";

/// How the way to the server is kept secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Secrecy {
    /// Not at all.
    Plain,
    /// After STARTTLS, which it asks for.
    Starttls,
    /// From the beginning.
    Tls,
    /// It says that it can STARTTLS, and breaks off when it is asked to.
    Broken,
}

impl Secrecy {
    fn as_str(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Starttls => "starttls",
            Self::Tls => "tls",
            Self::Broken => "broken",
        }
    }
}

/// A mail as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// Whether the way was secret.
    pub secret: bool,
    /// For whom, by the envelope.
    pub to: String,
    /// The bytes.
    pub raw: String,
}

/// A mail server until it is dropped.
#[derive(Debug)]
pub struct MailServer {
    child: Child,
    port: u16,
    place: TempDir,
}

impl MailServer {
    /// Starts one on a free port. With `login` it asks for the user `halvaarsrapport` with the password `hemmelig`.
    pub fn start(secrecy: Secrecy, login: bool) -> Result<Self> {
        let place = tempfile::tempdir()?;
        let taken = place.path().join("taken");
        fs::create_dir(&taken)?;
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/server.py");
        let mut command = Command::new(PYTHON);
        command.arg(script).arg(taken).arg(secrecy.as_str());
        if secrecy != Secrecy::Plain {
            certify(place.path())?;
            command.args([place.path().join("leaf.pem"), place.path().join("leaf.key")]);
        }
        if login {
            command.arg("login");
        }
        let mut child = command.stdout(Stdio::piped()).spawn()?;
        let mut line = String::new();
        let said = child.stdout.take().context("no standard output")?;
        BufReader::new(said).read_line(&mut line)?;
        let port = line.trim().parse();
        let port = port.context("python3-aiosmtpd is missing: run `cargo xtask setup`")?;
        Ok(Self { child, port, place })
    }

    /// Its port at 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The authority of its certificate as PEM; none where it has none.
    pub fn authority(&self) -> Option<Vec<u8>> {
        fs::read(self.place.path().join("authority.pem")).ok()
    }

    /// What came, in the order in which it came.
    pub fn taken(&self) -> Result<Vec<Taken>> {
        let files = fs::read_dir(self.place.path().join("taken"))?;
        let mut files = files
            .map(|file| Ok(file?.path()))
            .collect::<Result<Vec<PathBuf>>>()?;
        files.retain(|file| file.extension().is_none_or(|end| end != "half"));
        files.sort();
        files.iter().map(|file| taken(file)).collect()
    }
}

/// Named as `0001 secret kari@innlandet.example`.
fn taken(file: &Path) -> Result<Taken> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let mut parts = name.splitn(3, ' ').skip(1);
    let (Some(secret), Some(to)) = (parts.next(), parts.next()) else {
        bail!("no mail: {name}");
    };
    Ok(Taken {
        secret: secret == "secret",
        to: to.to_owned(),
        raw: fs::read_to_string(file)?,
    })
}

impl Drop for MailServer {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// An authority, and a certificate of its for 127.0.0.1.
fn certify(folder: &Path) -> Result<()> {
    let openssl = |arguments: &[&str]| {
        let mut command = Command::new("openssl");
        let done = command.args(arguments).current_dir(folder).output()?;
        if !done.status.success() {
            bail!("{}", String::from_utf8_lossy(&done.stderr));
        }
        Ok(())
    };
    let key = [
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
    ];
    let authority = ["req", "-x509", "-subj", "/CN=Authority", "-days", "3650"];
    let files = ["-keyout", "authority.key", "-out", "authority.pem"];
    openssl(&[&authority[..], &key, &files].concat())?;
    let leaf = ["req", "-subj", "/CN=mail.test"];
    let files = ["-keyout", "leaf.key", "-out", "leaf.csr"];
    openssl(&[&leaf[..], &key, &files].concat())?;
    let names = "subjectAltName=IP:127.0.0.1\nbasicConstraints=CA:FALSE\n";
    fs::write(folder.join("names"), names)?;
    let signed = ["x509", "-req", "-in", "leaf.csr", "-CA", "authority.pem"];
    let by = [
        "-CAkey",
        "authority.key",
        "-CAcreateserial",
        "-days",
        "3650",
    ];
    let out = ["-extfile", "names", "-out", "leaf.pem"];
    openssl(&[&signed[..], &by, &out].concat())
}
