//! A browser that keeps cookies and walks through either provider's pages.

use std::collections::BTreeMap;

use bytes::Bytes;
use edge::Http;
use http::{Request, Response, header};
use url::Url;

use super::place::Place;

/// Where a browser stands.
#[derive(Debug)]
pub(super) enum Stands {
    /// At the provider's page, which asks something.
    Asked(Page),
    /// Sent elsewhere.
    Sent(Url),
    /// At an error page, with this status.
    Error(u16),
}

/// The address of a page that asks which electronic ID.
#[derive(Debug)]
pub(super) struct Page(Url);

pub(super) struct Browser<'a> {
    place: &'a Place,
    cookies: BTreeMap<String, String>,
}

impl<'a> Browser<'a> {
    pub(super) fn new(place: &'a Place) -> Self {
        Self {
            place,
            cookies: BTreeMap::new(),
        }
    }

    /// Opens an address and follows the provider's redirects to itself.
    pub(super) async fn open(&mut self, url: &Url) -> Stands {
        let answer = self.send(Request::get(url.as_str()), "").await;
        self.follow(url.clone(), answer).await
    }

    /// Chooses an electronic ID and a person.
    pub(super) async fn choose(&mut self, page: &Page, eid: &str, person: usize) -> Stands {
        let form = format!("eid={eid}&person={person}");
        self.submit(page.0.clone(), &form).await
    }

    pub(super) async fn cancel(&mut self, page: &Page) -> Stands {
        let url = format!("{}/cancel", page.0).parse().unwrap();
        self.submit(url, "").await
    }

    /// Opens an address, logs in where asked, and gives the query that goes back to the client.
    pub(super) async fn log_in(&mut self, url: &Url, eid: &str, person: usize) -> String {
        match self.open(url).await {
            Stands::Asked(page) => self.choose(&page, eid, person).await.query(),
            stands @ (Stands::Sent(_) | Stands::Error(_)) => panic!("not asked: {stands:?}"),
        }
    }

    async fn submit(&mut self, url: Url, form: &str) -> Stands {
        let request = Request::post(url.as_str())
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let answer = self.send(request, form).await;
        self.follow(url, answer).await
    }

    async fn follow(&mut self, mut at: Url, mut answer: Response<Bytes>) -> Stands {
        while answer.status().is_redirection() {
            let to = answer.headers()[header::LOCATION].to_str().unwrap();
            at = at.join(to).unwrap();
            if at.origin().ascii_serialization() != self.place.issuer {
                return Stands::Sent(at);
            }
            answer = self.send(Request::get(at.as_str()), "").await;
        }
        if answer.status().is_success() {
            Stands::Asked(Page(at))
        } else {
            Stands::Error(answer.status().as_u16())
        }
    }

    async fn send(&mut self, request: http::request::Builder, body: &str) -> Response<Bytes> {
        let cookies = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"));
        let cookies: Vec<String> = cookies.collect();
        let request = request
            .header(header::COOKIE, cookies.join("; "))
            .body(Bytes::from(body.to_owned()));
        let answer = self.place.http.call(request.unwrap()).await.unwrap();
        for cookie in answer.headers().get_all(header::SET_COOKIE) {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }
}

impl Stands {
    /// What came back to the client's address.
    pub(super) fn query(self) -> String {
        match self {
            Self::Sent(url) => url.query().unwrap_or_default().to_owned(),
            Self::Asked(_) | Self::Error(_) => panic!("not sent back: {self:?}"),
        }
    }

    /// In a word.
    pub(super) fn word(&self) -> String {
        match self {
            Self::Asked(_) => "asked".to_owned(),
            Self::Error(status) => format!("page {status}"),
            // A refused implicit flow hears of it in the fragment.
            Self::Sent(url) => [url.query(), url.fragment()]
                .into_iter()
                .flatten()
                .flat_map(|text| url::form_urlencoded::parse(text.as_bytes()))
                .find(|(name, _)| name == "error")
                .map_or("sent back".to_owned(), |(_, error)| error.into_owned()),
        }
    }
}
