//! The texts that are shown outside the window: notifications, and the page that ends a login. Their
//! owner is `ui/text/native.json`.

use std::sync::LazyLock;

use domain::Language;
use engine::{Arrived, LoopbackPage, News, view::TaskKind};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct All {
    nb: Texts,
    nn: Texts,
    en: Texts,
}

/// The texts of a language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Texts {
    /// The notification's button.
    pub open: String,
    report: String,
    corrected: String,
    application: String,
    many: String,
    waiting_one: String,
    waiting: String,
    done: Page,
    cancelled: Page,
    failed: Page,
    pub(crate) tray: TrayTexts,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TrayTexts {
    pub(crate) signed_out: String,
    pub(crate) locked: String,
    pub(crate) login_needed: String,
    pub(crate) online: String,
    pub(crate) offline: String,
    pub(crate) trouble: String,
    pub(crate) unsent_one: String,
    pub(crate) unsent: String,
    pub(crate) open: String,
    pub(crate) sync: String,
    pub(crate) lock: String,
    pub(crate) quit: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Page {
    title: String,
    text: String,
}

#[expect(
    clippy::expect_used,
    reason = "the data is part of the build, and a test reads it"
)]
static ALL: LazyLock<All> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../ui/text/native.json"))
        .expect("native texts are valid")
});

/// Those of a language.
pub fn texts(language: Language) -> &'static Texts {
    match language {
        Language::Nb => &ALL.nb,
        Language::Nn => &ALL.nn,
        Language::En => &ALL.en,
    }
}

impl Texts {
    /// What a notification says of a burst: unit and kind of one task, or how many there are. Of what is not
    /// stored here it knows a number alone.
    pub fn news(&self, news: News<'_>) -> String {
        match news {
            News::Arrived([one]) => {
                let kind = match one.what {
                    Arrived::Report {
                        kind: TaskKind::Report,
                        ..
                    } => &self.report,
                    Arrived::Report {
                        kind: TaskKind::Corrected,
                        ..
                    } => &self.corrected,
                    Arrived::Application { .. } => &self.application,
                };
                kind.replace("{unit}", &one.unit_name)
            }
            News::Arrived(many) => self.many.replace("{count}", &many.len().to_string()),
            News::Waiting(1) => self.waiting_one.clone(),
            News::Waiting(count) => self.waiting.replace("{count}", &count.to_string()),
        }
    }

    /// The page that ends a login: no script, no outside resource.
    pub fn loopback_page(&self, language: Language, page: LoopbackPage) -> String {
        let Page { title, text } = match page {
            LoopbackPage::Done => &self.done,
            LoopbackPage::Cancelled => &self.cancelled,
            LoopbackPage::Failed => &self.failed,
        };
        LoopbackPage::html(language, title, text)
    }
}

#[cfg(test)]
mod tests {
    use domain::ids::ReportId;
    use engine::Arrival;

    use super::*;

    fn arrival(kind: TaskKind) -> Arrival {
        let id: ReportId = "01890a5d-ac96-774b-bcce-b302099a8057".parse().unwrap();
        Arrival {
            what: Arrived::Report { id, kind },
            unit_name: "Ringsaker".to_owned(),
        }
    }

    #[test]
    fn a_burst_is_one_text_and_holds_no_figure_of_a_report() {
        let nb = texts(Language::Nb);
        let report = arrival(TaskKind::Report);
        assert_eq!(
            nb.news(News::Arrived(std::slice::from_ref(&report))),
            "Ringsaker: ny rapport"
        );
        assert_eq!(
            nb.news(News::Arrived(&[arrival(TaskKind::Corrected)])),
            "Ringsaker: korrigert rapport"
        );
        assert_eq!(
            nb.news(News::Arrived(&[report.clone(), report])),
            "2 nye oppgaver"
        );
        let id = "01890a5d-ac96-774b-bcce-b302099a8058".parse().unwrap();
        let application = Arrival {
            what: Arrived::Application { id },
            unit_name: "Ringsaker".to_owned(),
        };
        let told = nb.news(News::Arrived(&[application]));
        assert_eq!(told, "Ringsaker: tilgangssøknad");
        assert_eq!(nb.news(News::Waiting(1)), "1 rapport venter");
        assert_eq!(nb.news(News::Waiting(12)), "12 rapporter venter");
    }

    #[test]
    fn every_language_has_its_places() {
        for language in [Language::Nb, Language::Nn, Language::En] {
            let texts = texts(language);
            let of_units = [&texts.report, &texts.corrected, &texts.application];
            assert!(of_units.iter().all(|text| text.contains("{unit}")));
            assert!(texts.many.contains("{count}") && texts.tray.unsent.contains("{count}"));
            let page = texts.loopback_page(language, LoopbackPage::Done);
            assert!(page.contains(&texts.done.title) && !page.contains("<script"));
            // The policy lets no other style through.
            let style = format!("<style>{}</style>", LoopbackPage::STYLE);
            assert_eq!(page.matches("<style").count(), 1);
            assert!(page.contains(&style) && !page.contains("style="));
        }
    }
}
