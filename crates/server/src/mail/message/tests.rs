use domain::ids::ReportId;
use proptest::prelude::*;

use super::*;
use crate::mail::{Answered, Named};

const ID: &str = "01890a5d-ac96-774b-bcce-b302099a8057";

fn site() -> Site {
    Site {
        from: "Halvårsrapport <post@halvaarsrapport.example>"
            .parse()
            .unwrap(),
        address: "https://halvaarsrapport.example/".parse().unwrap(),
        help: "Ring 00 00 00 00 <Bufdir>".to_owned(),
    }
}

fn named(unit_name: &str) -> Named {
    Named {
        id: ReportId(ID.parse().unwrap()),
        reference: "2026-1-3411".to_owned(),
        revision: 1,
        unit_no: "3411".into(),
        unit_name: unit_name.to_owned(),
        period: "2026-1".parse().unwrap(),
    }
}

fn every(unit_name: &str) -> Vec<News> {
    let report = || named(unit_name);
    let period = "2026-1".parse().unwrap();
    let deadline = "2026-07-31".parse().unwrap();
    let application = |office| News::ApplicationArrived {
        id: domain::ids::ApplicationId(ID.parse().unwrap()),
        reference: "TS-20260701-8057".to_owned(),
        office,
    };
    let answered = |answer| News::ApplicationAnswered {
        reference: "TS-20260701-8057".to_owned(),
        answer,
    };
    vec![
        News::ReportArrived {
            report: report(),
            corrected: false,
        },
        News::ReportArrived {
            report: report(),
            corrected: true,
        },
        News::ReportReturned { report: report() },
        News::ReportApproved { report: report() },
        application(Some("innlandet".into())),
        application(None),
        answered(Answered::Approved),
        answered(Answered::Rejected),
        answered(Answered::Forwarded),
        answered(Answered::Ended),
        News::ReopeningAsked { report: report() },
        News::PeriodOpened { period, deadline },
        News::DeadlineNear { period, deadline },
        News::DeadlinePassed { period, deadline },
        News::Reminder {
            period,
            deadline,
            unit_no: "3411".into(),
            unit_name: unit_name.to_owned(),
            office_name: unit_name.to_owned(),
            is_over: false,
        },
        News::Reminder {
            period,
            deadline,
            unit_no: "3411".into(),
            unit_name: unit_name.to_owned(),
            office_name: unit_name.to_owned(),
            is_over: true,
        },
        News::Code {
            salt: "00".to_owned(),
        },
    ]
}

fn bytes(language: Language, news: &[News], units: &[String]) -> String {
    let pieces: Vec<Piece> = news
        .iter()
        .map(|news| Piece {
            news: news.clone(),
            units: units.to_vec(),
        })
        .collect();
    let to = "kari@innlandet.example".parse().unwrap();
    let letter = Letter {
        id: ID.parse().unwrap(),
        to: &to,
        language,
        at: "2026-07-01T08:00:00Z".parse().unwrap(),
        pieces: &pieces,
        code: "12345678",
    };
    let message = compose(&site(), &letter).unwrap();
    let mail = String::from_utf8(message.formatted()).unwrap();
    // Quoted-printable breaks long lines (RFC 2045 section 6.7).
    let (head, body) = mail.split_once("\r\n\r\n").unwrap();
    format!("{head}\r\n\r\n{}", body.replace("=\r\n", ""))
}

fn head(mail: &str) -> Vec<(String, String)> {
    let (head, _) = mail.split_once("\r\n\r\n").unwrap();
    let unfolded = head.replace("\r\n ", " ");
    let field = |line: &str| {
        let (name, value) = line.split_once(": ").unwrap();
        (name.to_owned(), value.to_owned())
    };
    unfolded.split("\r\n").map(field).collect()
}

#[test]
fn a_mail_has_these_headers_and_no_others() {
    let mail = bytes(Language::Nb, &every("Ringsaker")[..1], &[]);
    let found: Vec<(String, String)> = head(&mail);
    let expected = [
        (
            "From",
            "=?utf-8?b?SGFsdsOlcnNyYXBwb3J0?= <post@halvaarsrapport.example>",
        ),
        ("To", "kari@innlandet.example"),
        ("Subject", "Rapport fra Ringsaker er kommet inn"),
        (
            "Message-ID",
            "<01890a5d-ac96-774b-bcce-b302099a8057@halvaarsrapport.example>",
        ),
        ("Date", "Wed, 01 Jul 2026 08:00:00 +0000"),
        ("Auto-Submitted", "auto-generated"),
        ("Content-Language", "nb"),
        ("MIME-Version", "1.0"),
        (
            "Content-Type",
            "multipart/alternative; boundary=\"halvaarsrapport01890a5dac96774bbcceb302099a8057\"",
        ),
    ];
    let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(found, expected);
    assert!(mail.contains(&format!("https://halvaarsrapport.example/task/{ID}")));
    assert!(mail.contains("Ring 00 00 00 00 &lt;Bufdir&gt;"), "{mail}");
}

#[test]
fn every_news_has_words_in_every_language() {
    for language in Language::ALL {
        let said: Vec<Said> = every("Ringsaker")
            .into_iter()
            .map(|news| {
                let units = Vec::new();
                texts::said(&Piece { news, units }, language, "12345678")
            })
            .collect();
        for (at, one) in said.iter().enumerate() {
            assert!(one.text.ends_with('.') && !one.title.is_empty(), "{one:?}");
            assert!(said[at + 1..].iter().all(|other| other != one), "{one:?}");
        }
        for other in Language::ALL.into_iter().filter(|other| *other != language) {
            let news = every("Ringsaker");
            assert_ne!(bytes(language, &news, &[]), bytes(other, &news, &[]));
        }
    }
}

#[test]
fn several_news_are_one_mail_that_says_so() {
    let mail = bytes(Language::En, &every("Ringsaker")[..3], &[]);
    let subject = head(&mail).into_iter().find(|(name, _)| name == "Subject");
    assert_eq!(
        subject.unwrap().1,
        "3 messages from =?utf-8?b?SGFsdsOlcnNyYXBwb3J0?="
    );
    assert!(
        mail.contains("?sprak=3Den") || mail.contains("?sprak=en"),
        "{mail}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever a unit is called, it begins no line of its own in a head, and no tag in HTML.
    #[test]
    fn no_name_gets_out_of_its_place(name in "(?s).{0,200}", language in 0_usize..3) {
        let news = every(&name);
        let plain = head(&bytes(Language::ALL[language], &news[..1], &[]));
        let names: Vec<&str> = plain.iter().map(|(name, _)| name.as_str()).collect();
        prop_assert_eq!(names, [
            "From", "To", "Subject", "Message-ID", "Date", "Auto-Submitted", "Content-Language",
            "MIME-Version", "Content-Type",
        ]);
    }

    #[test]
    fn no_name_is_a_tag(name in "[<>&\"'a-z]{1,60}") {
        let escaped = escaped(&name);
        prop_assert!(!escaped.contains(['<', '>', '"', '\'']));
    }
}

#[test]
fn a_header_in_a_name_stays_a_name() {
    let wicked = "Ringsaker\r\nBcc: all@fylke.example\r\n\r\n<script>";
    for news in every(wicked) {
        let mail = bytes(Language::Nb, &[news], &[wicked.to_owned()]);
        assert!(!mail.contains("\r\nBcc:"), "{mail}");
        let (_, html) = mail.split_once("text/html").unwrap();
        assert!(!html.contains("<script>"), "{mail}");
        assert_eq!(head(&mail).len(), 9);
    }
}
