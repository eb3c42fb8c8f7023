//! A network as offices have them: the only way out is a proxy, and an authority of the office's own
//! vouches for what is behind it. The programs take both from the system, as the browser does.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{Arc, Mutex},
    time::Duration,
};

use serde_json::json;
use support::{
    installation::{Installation, Names},
    process::{Process, free_port, until},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional},
    net::{TcpListener, TcpStream},
};

/// Nobody has this name: only the proxy knows where it leads.
const ISSUER: &str = "https://idporten.example";

/// Runs openssl in a folder.
fn openssl(folder: &Path, arguments: &str) {
    let mut openssl = Command::new("openssl");
    openssl.current_dir(folder).args(arguments.split(' '));
    let output = openssl.output().unwrap();
    let complained = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments}: {complained}");
}

/// An identity provider's discovery document, behind TLS that only the office's authority vouches for.
struct Provider {
    port: u16,
    authority: PathBuf,
    _process: Process,
}

impl Provider {
    async fn start(folder: &Path) -> Self {
        openssl(
            folder,
            "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=Office -addext \
             basicConstraints=critical,CA:TRUE -keyout office.key -out office.pem",
        );
        openssl(
            folder,
            "req -newkey rsa:2048 -nodes -subj /CN=idporten.example -keyout key.pem -out asked.pem",
        );
        std::fs::write(folder.join("names"), "subjectAltName=DNS:idporten.example").unwrap();
        openssl(
            folder,
            "x509 -req -in asked.pem -CA office.pem -CAkey office.key -CAcreateserial -days 2 \
             -extfile names -out cert.pem",
        );
        let at = |path: &str| format!("{ISSUER}{path}");
        let document = json!({
            "issuer": ISSUER,
            "authorization_endpoint": at("/authorize"),
            "token_endpoint": at("/token"),
            "jwks_uri": at("/jwks.json"),
        });
        let known = folder.join(".well-known");
        std::fs::create_dir(&known).unwrap();
        let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n";
        let answer = format!("{head}{document}");
        std::fs::write(known.join("openid-configuration"), answer).unwrap();
        let port = free_port().unwrap();
        let mut serve = Command::new("openssl");
        serve
            .current_dir(folder)
            .args([
                "s_server", "-quiet", "-HTTP", "-cert", "cert.pem", "-key", "key.pem",
            ])
            .args(["-accept", &format!("127.0.0.1:{port}")])
            .stdout(Stdio::null());
        let process = Process::start("provider", &mut serve, &folder.join("logs")).unwrap();
        until("the provider", Duration::from_secs(90), async || {
            TcpStream::connect(("127.0.0.1", port)).await.is_ok()
        })
        .await
        .unwrap();
        Self {
            port,
            authority: folder.join("office.pem"),
            _process: process,
        }
    }
}

/// A proxy that leads everybody to one port, and notes where they wanted to go.
async fn proxy(to: u16) -> (u16, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let wanted = Arc::new(Mutex::new(Vec::new()));
    let noted = Arc::clone(&wanted);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(lead(stream, to, Arc::clone(&noted)));
        }
    });
    (port, wanted)
}

async fn lead(mut stream: TcpStream, to: u16, noted: Arc<Mutex<Vec<String>>>) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.unwrap());
    }
    let head = String::from_utf8(head).unwrap();
    noted
        .lock()
        .unwrap()
        .push(head.lines().next().unwrap().to_owned());
    stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
    let mut behind = TcpStream::connect(("127.0.0.1", to)).await.unwrap();
    // Whoever does not trust the other end hangs up.
    copy_bidirectional(&mut stream, &mut behind).await.ok();
}

/// What the operator's own examination says of the issuer, with these variables.
fn examined(installation: &Installation, variables: &[(&str, &str)]) -> String {
    let mut doctor = installation.program().unwrap();
    for name in [
        "SSL_CERT_FILE",
        "SSL_CERT_DIR",
        "NO_PROXY",
        "no_proxy",
        "ALL_PROXY",
        "all_proxy",
    ] {
        doctor.env_remove(name);
    }
    doctor.envs(variables.iter().copied()).arg("doctor");
    let output = doctor.output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let line = said.lines().find(|line| line.starts_with("issuer: "));
    line.unwrap_or_else(|| panic!("{said}")).to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_systems_proxy_and_authorities_are_used_and_no_others() {
    let folder = tempfile::tempdir().unwrap();
    let provider = Provider::start(folder.path()).await;
    let (port, wanted) = proxy(provider.port).await;
    let names = Names {
        listen: "127.0.0.1:0",
        operation: None,
        database: &Installation::file(folder.path(), "server.db"),
        issuer: ISSUER,
        identity_key: &Installation::new_key(),
        signing_key: &Installation::new_key(),
    };
    let installation = Installation::write(folder.path().join("server.toml"), &names).unwrap();
    let proxy = format!("http://127.0.0.1:{port}");
    let authority = provider.authority.display().to_string();
    let both = [
        ("HTTPS_PROXY", proxy.as_str()),
        ("SSL_CERT_FILE", &authority),
    ];
    let found = examined(&installation, &both);
    assert_eq!(found, format!("issuer: ok, {ISSUER}"));
    assert_eq!(
        *wanted.lock().unwrap(),
        ["CONNECT idporten.example:443 HTTP/1.1"]
    );
    // The same way, and nobody who vouches for what is at its end.
    let found = examined(&installation, &both[..1]);
    assert!(found.starts_with("issuer: FAULT, "), "{found}");
    assert!(wanted.lock().unwrap().len() > 1);
}
