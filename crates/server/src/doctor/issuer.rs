//! The identity provider: whether it answers, and what its clock says.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use bytes::Bytes;
use domain::{Ctx, wire::Environment};
use edge::{Http, HttpError};
use http::{Request, Response, header};
use idporten::{ProviderError, provider::Provider};
use jiff::{SignedDuration, Timestamp, fmt::rfc2822};
use url::Url;

use super::{Fault, Finding};

/// How long an issuer may take.
const PATIENCE: Duration = Duration::from_secs(15);

/// What was found, and how far this machine's clock is ahead of the issuer's.
pub(super) async fn examine(
    ctx: &Ctx,
    known: Option<&(String, Environment)>,
    http: impl Http,
) -> (Finding, Option<SignedDuration>) {
    let Some((issuer, environment)) = known else {
        let finding = Finding::unchecked("its settings cannot be read");
        return (finding, None);
    };
    let watched = Arc::new(Watched {
        http,
        ctx: ctx.clone(),
        ahead: Mutex::new(None),
    });
    let asked = Provider::discover(&watched, issuer, *environment);
    let answered = match tokio::time::timeout(PATIENCE, asked).await {
        Ok(answered) => answered.map(drop),
        Err(_) => Err(ProviderError::Http(HttpError::TimedOut)),
    };
    let finding = match answered {
        Ok(()) => Finding::Fine(shown(issuer)),
        Err(error) => {
            let what = format!("{}: {error}", shown(issuer));
            let fix = "Open the way to it (proxy, firewall, certificates), or correct \
                       `idporten.issuer`; nobody can log in meanwhile";
            Finding::faulty(Fault::IssuerUnreachable, what, fix)
        }
    };
    let ahead = *watched.ahead.lock().unwrap_or_else(PoisonError::into_inner);
    (finding, ahead)
}

/// An address without the name and the password that may stand in it.
fn shown(address: &str) -> String {
    let Ok(mut url) = Url::parse(address) else {
        return "an unreadable address".to_owned();
    };
    let hidden = url.set_username("").and_then(|()| url.set_password(None));
    match hidden {
        Ok(()) => url.as_str().trim_end_matches('/').to_owned(),
        Err(()) => "an address without a host".to_owned(),
    }
}

/// Looks at the date of every answer.
struct Watched<H> {
    http: H,
    ctx: Ctx,
    ahead: Mutex<Option<SignedDuration>>,
}

impl<H: Http> Http for Watched<H> {
    async fn call(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let answer = self.http.call(request).await?;
        let ahead = date_of(&answer).map(|date| self.ctx.now().duration_since(date));
        *self.ahead.lock().unwrap_or_else(PoisonError::into_inner) = ahead;
        Ok(answer)
    }
}

fn date_of(answer: &Response<Bytes>) -> Option<Timestamp> {
    let date = answer.headers().get(header::DATE)?.to_str().ok()?;
    rfc2822::parse(date).ok().map(|date| date.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_date_of_an_answer() {
        let dated = |date: &'static str| {
            let answer = Response::builder().header(header::DATE, date);
            date_of(&answer.body(Bytes::new()).unwrap()).map(|date| date.to_string())
        };
        let expected = Some("1994-11-06T08:49:37Z".to_owned());
        assert_eq!(dated("Sun, 06 Nov 1994 08:49:37 GMT"), expected);
        assert_eq!(dated("yesterday"), None);
        assert_eq!(date_of(&Response::new(Bytes::new())), None);
    }

    #[test]
    fn shows_no_password() {
        assert_eq!(
            shown("https://kari:secret@idporten.no/x"),
            "https://idporten.no/x"
        );
        assert_eq!(shown("https://idporten.no"), "https://idporten.no");
    }
}
