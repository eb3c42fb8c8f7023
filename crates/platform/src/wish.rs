//! Where the officer wants to go, from outside the window: a notification, or a link in a mail. It is kept until
//! the store is open, and so leads through the unlocking.

use domain::ids::{ApplicationId, ReportId};
use engine::{Arrived, News};
use serde::Serialize;
use ts_rs::TS;
use url::Url;

/// The scheme of links that open the program.
pub const SCHEME: &str = "halvaarsrapport";

/// A place in the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Wish {
    /// «Åpne oppgaver».
    Tasks,
    /// A report, at its first change.
    Report {
        /// Which.
        id: ReportId,
    },
    /// An application for access.
    Application {
        /// Which.
        id: ApplicationId,
    },
}

impl Wish {
    /// Where a notification leads: to the one report it is about, or to what has arrived.
    pub fn of_news(news: News<'_>) -> Self {
        match news {
            News::Arrived([one]) => match one.what {
                Arrived::Report { id, .. } => Self::Report { id },
                Arrived::Application { id } => Self::Application { id },
            },
            News::Arrived(_) | News::Waiting(_) => Self::Tasks,
        }
    }

    /// Where a link leads: `halvaarsrapport://task/<id>` or `halvaarsrapport://application/<id>`, and nothing
    /// more. Anybody can write one.
    pub fn of_link(link: &str) -> Option<Self> {
        let url = Url::parse(link).ok()?;
        let bare = url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none()
            && url.port().is_none();
        if url.scheme() != SCHEME || !bare {
            return None;
        }
        let id = url.path().strip_prefix('/')?;
        match url.host_str() {
            Some("task") => Some(Self::Report {
                id: id.parse().ok()?,
            }),
            Some("application") => Some(Self::Application {
                id: id.parse().ok()?,
            }),
            Some(_) | None => None,
        }
    }

    /// Where a start leads: on Windows and Linux the link is one of the program's arguments.
    pub fn of_arguments(arguments: impl IntoIterator<Item = String>) -> Option<Self> {
        let mut links = arguments.into_iter().skip(1);
        links.find_map(|argument| Self::of_link(&argument))
    }
}

#[cfg(test)]
mod tests {
    use engine::{Arrival, Arrived, view::TaskKind};

    use super::*;

    const ID: &str = "01890a5d-ac96-774b-bcce-b302099a8057";

    #[test]
    fn a_link_leads_to_one_task_and_nowhere_else() {
        let report = Wish::Report {
            id: ID.parse().unwrap(),
        };
        let link = format!("halvaarsrapport://task/{ID}");
        assert_eq!(Wish::of_link(&link), Some(report));
        let application = Wish::Application {
            id: ID.parse().unwrap(),
        };
        let other = format!("halvaarsrapport://application/{ID}");
        assert_eq!(Wish::of_link(&other), Some(application));
        for wrong in [
            String::new(),
            format!("https://task/{ID}"),
            format!("halvaarsrapport://other/{ID}"),
            format!("halvaarsrapport:task/{ID}"),
            "halvaarsrapport://task/".to_owned(),
            "halvaarsrapport://task/1".to_owned(),
            format!("halvaarsrapport://task/{ID}/more"),
            format!("halvaarsrapport://task/{ID}?approve=yes"),
            format!("halvaarsrapport://task/{ID}#approve"),
            format!("halvaarsrapport://somebody@task/{ID}"),
            format!("halvaarsrapport://task:80/{ID}"),
        ] {
            assert_eq!(Wish::of_link(&wrong), None, "{wrong}");
        }
        let started = |arguments: &[&str]| {
            Wish::of_arguments(arguments.iter().map(|argument| (*argument).to_owned()))
        };
        assert_eq!(started(&["program", &link]), Some(report));
        assert_eq!(started(&["program", "--in-tray", &link]), Some(report));
        assert_eq!(started(&["program"]), None);
        assert_eq!(started(&[&link]), None);
    }

    #[test]
    fn a_notification_leads_to_its_report_and_one_of_several_to_the_list() {
        let id = ID.parse().unwrap();
        let arrival = Arrival {
            what: Arrived::Report {
                id,
                kind: TaskKind::Corrected,
            },
            unit_name: "Ringsaker".to_owned(),
        };
        let one = Wish::of_news(News::Arrived(std::slice::from_ref(&arrival)));
        assert_eq!(one, Wish::Report { id });
        let id = ID.parse().unwrap();
        let application = Arrival {
            what: Arrived::Application { id },
            unit_name: "Ringsaker".to_owned(),
        };
        let one = Wish::of_news(News::Arrived(&[application]));
        assert_eq!(one, Wish::Application { id });
        let two = [arrival.clone(), arrival];
        assert_eq!(Wish::of_news(News::Arrived(&two)), Wish::Tasks);
        assert_eq!(Wish::of_news(News::Waiting(1)), Wish::Tasks);
    }
}
