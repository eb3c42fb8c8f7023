//! The portal from a browser's side: how it is registered at the stand-in for ID-porten, and a browser with its
//! cookies that logs in there.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, ensure};
use aws_lc_rs::{
    encoding::{AsDer, Pkcs8V1Der},
    rsa::{KeyPair, KeySize},
};
use data_encoding::BASE64;
use domain::wire::{PAGE_HEADER, path};
use edge::{Http, ReqwestHttp};
use http::{Request, Response, header};
use idporten::ClientKey;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::json;
use url::Url;

const CLIENT_ID: &str = "halvaarsrapport-portal";
const KEY_ID: &str = "portal-1";

/// The portal's registration: what the stand-in is started with, and the server's section.
#[derive(Debug)]
pub struct Registration {
    /// The stand-in's configuration.
    pub provider: String,
    /// `[portal]`.
    pub section: String,
}

impl Registration {
    /// Of the portal at `address`, with a key of its own in the folder.
    pub fn new(folder: &Path, address: &str) -> Result<Self> {
        let (file, pem) = write_key(folder)?;
        let keys = ClientKey::from_pem(KEY_ID, pem.as_bytes())?.public();
        let provider = json!({ "clients": [
            {
                "client_id": idporten_sim::DEMO_CLIENT_ID,
                "name": "Halvårsrapport",
                "redirect_uris": ["http://127.0.0.1:0/callback"],
                "scopes": [idporten_sim::DEMO_SCOPE],
                "consumer": idporten_sim::DEMO_CONSUMER,
            },
            {
                "client_id": CLIENT_ID,
                "name": "Halvårsrapport",
                "auth": { "private_key_jwt": keys },
                "redirect_uris": [format!("{address}{}", path::PORTAL_CALLBACK)],
                "post_logout_redirect_uris": [format!("{address}{}", path::PORTAL_LOGGED_OUT)],
                "consumer": idporten_sim::DEMO_CONSUMER,
            },
        ] });
        let section = format!(
            "\n[portal]\nclient_id = \"{CLIENT_ID}\"\naddress = \"{address}\"\n\
             key_id = \"{KEY_ID}\"\nkey_file = '{}'\n",
            file.display()
        );
        Ok(Self {
            provider: provider.to_string(),
            section,
        })
    }
}

/// Writes a key that nobody has had; gives the file and its text.
pub(crate) fn write_key(folder: &Path) -> Result<(PathBuf, String)> {
    let (file, pem) = (folder.join("portal.pem"), pem()?);
    std::fs::write(&file, &pem)?;
    Ok((file, pem))
}

fn pem() -> Result<String> {
    let pair = KeyPair::generate(KeySize::Rsa2048).context("no key")?;
    let der: Pkcs8V1Der<'_> = pair.as_der().context("no key as text")?;
    let text = BASE64.encode(der.as_ref());
    Ok(format!(
        "-----BEGIN PRIVATE KEY-----\n{text}\n-----END PRIVATE KEY-----\n"
    ))
}

/// A browser at the portal.
#[derive(Debug)]
pub struct Visitor {
    address: String,
    http: ReqwestHttp,
    cookies: BTreeMap<String, String>,
}

impl Visitor {
    /// Nobody is logged in.
    pub fn new(address: &str) -> Result<Self> {
        Ok(Self {
            address: address.to_owned(),
            http: ReqwestHttp::new()?,
            cookies: BTreeMap::new(),
        })
    }

    /// Logs in with an electronic ID as one of the stand-in's persons, counted from 0; gives where the browser is
    /// then.
    pub async fn log_in(&mut self, to: &str, eid: &str, person: usize) -> Result<String> {
        let begin = format!("{}?to={to}", path::PORTAL_LOGIN);
        self.go_on(&begin, eid, person).await
    }

    /// The same from an address of the portal on.
    pub async fn go_on(&mut self, begin: &str, eid: &str, person: usize) -> Result<String> {
        let provider = self.follow(&format!("{}{begin}", self.address)).await?;
        let page = self.follow(provider.as_str()).await?;
        let form = format!("eid={eid}&person={person}");
        let back = self.submit(page.as_str(), form).await?;
        let there = self.follow(back.as_str()).await?;
        let query = there.query().map(|query| format!("?{query}"));
        Ok(there.path().to_owned() + &query.unwrap_or_default())
    }

    /// Says no on the provider's page; gives where the browser is then.
    pub async fn cancel(&mut self) -> Result<String> {
        let begin = format!("{}{}", self.address, path::PORTAL_LOGIN);
        let provider = self.follow(&begin).await?;
        let page = self.follow(provider.as_str()).await?;
        let back = self
            .submit(&format!("{page}/cancel"), String::new())
            .await?;
        let there = self.follow(back.as_str()).await?;
        Ok(format!(
            "{}?{}",
            there.path(),
            there.query().unwrap_or_default()
        ))
    }

    /// What opens the portal for whoever is logged in.
    pub fn session(&self) -> Result<&str> {
        let cookie = self.cookies.get("__Host-halvaarsrapport");
        cookie.map(String::as_str).context("nobody is logged in")
    }

    /// Goes to an address; gives the answer.
    pub async fn open(&mut self, url: &str) -> Result<Response<bytes::Bytes>> {
        self.call(Request::get(url), Vec::new()).await
    }

    /// Asks as a page does.
    pub async fn get<T: DeserializeOwned>(&mut self, path: &str) -> Result<T> {
        let url = format!("{}{path}", self.address);
        read(path, &self.open(&url).await?)
    }

    /// The same, with a body.
    pub async fn post<T: DeserializeOwned>(
        &mut self,
        path: &str,
        body: &impl Serialize,
    ) -> Result<T> {
        let request = Request::post(format!("{}{path}", self.address))
            .header(header::CONTENT_TYPE, "application/json")
            .header(PAGE_HEADER, "1")
            .header(header::ORIGIN, &self.address);
        let answer = self.call(request, serde_json::to_vec(body)?).await?;
        read(path, &answer)
    }

    /// Where an address sends the browser on to.
    pub async fn follow(&mut self, url: &str) -> Result<Url> {
        let answer = self.open(url).await?;
        redirect(url, &answer)
    }

    async fn submit(&mut self, url: &str, form: String) -> Result<Url> {
        let kind = "application/x-www-form-urlencoded";
        let request = Request::post(url).header(header::CONTENT_TYPE, kind);
        let answer = self.call(request, form.into_bytes()).await?;
        redirect(url, &answer)
    }

    async fn call(
        &mut self,
        mut request: http::request::Builder,
        body: Vec<u8>,
    ) -> Result<Response<bytes::Bytes>> {
        let own = request
            .uri_ref()
            .is_some_and(|uri| uri.to_string().starts_with(&self.address));
        if own && !self.cookies.is_empty() {
            let pairs = self.cookies.iter();
            let pairs: Vec<_> = pairs
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            request = request.header(header::COOKIE, pairs.join("; "));
        }
        let answer = self.http.call(request.body(body.into())?).await?;
        if own {
            for set in answer.headers().get_all(header::SET_COOKIE) {
                self.keep(set.to_str()?)?;
            }
        }
        Ok(answer)
    }

    fn keep(&mut self, set: &str) -> Result<()> {
        let (pair, attributes) = set
            .split_once("; ")
            .context("a cookie without attributes")?;
        ensure!(
            attributes.starts_with("Secure; HttpOnly; SameSite=Lax; Path=/"),
            "a cookie for others too"
        );
        let (name, value) = pair.split_once('=').context("a cookie without a value")?;
        ensure!(name.starts_with("__Host-"), "a cookie of any host");
        if attributes.ends_with("Max-Age=0") {
            self.cookies.remove(name);
        } else {
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        Ok(())
    }
}

fn redirect(url: &str, answer: &Response<bytes::Bytes>) -> Result<Url> {
    let to = answer.headers().get(header::LOCATION);
    let to = to.with_context(|| format!("{} at {}", answer.status(), path_of(url)))?;
    Ok(Url::parse(url)?.join(to.to_str()?)?)
}

/// Without what may be secret.
fn path_of(url: &str) -> String {
    Url::parse(url).map_or_else(|_| String::new(), |url| url.path().to_owned())
}

fn read<T: DeserializeOwned>(path: &str, answer: &Response<bytes::Bytes>) -> Result<T> {
    let said = String::from_utf8_lossy(answer.body());
    ensure!(answer.status().is_success(), "{path}: {said}");
    serde_json::from_slice(answer.body()).with_context(|| format!("{path}: {said}"))
}
