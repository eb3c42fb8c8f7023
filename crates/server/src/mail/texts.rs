//! The words of mails, in three languages.

use domain::{Period, text::Language, wire::CODE_DIGITS};
use jiff::civil::Date;

use super::{Answered, News, Piece};

/// The product's name.
pub const PRODUCT: &str = "Halvårsrapport";

/// What a mail says of one piece of news.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// A few words, fit for a subject.
    pub title: String,
    /// A sentence or two.
    pub text: String,
}

/// What is said of a piece of news. `code` is the code's digits, where it is one.
pub fn said(piece: &Piece, language: Language, code: &str) -> Said {
    let (title, text) = match &piece.news {
        News::ReportArrived { report, corrected } => {
            arrived((&report.unit_name, report.period), *corrected, language)
        }
        News::ReportReturned { report } => returned(
            (&report.unit_name, report.period),
            &report.reference,
            language,
        ),
        News::ReportApproved { report } => approved(
            (&report.unit_name, report.period),
            &report.reference,
            language,
        ),
        News::ApplicationArrived {
            reference, office, ..
        } => application_arrived(reference, office.is_none(), language),
        News::ApplicationAnswered { reference, answer } => answered(reference, *answer, language),
        News::ReopeningAsked { report } => reopening(
            (&report.unit_name, report.period),
            &report.reference,
            language,
        ),
        News::PeriodOpened { period, deadline } => opened(*period, *deadline, language),
        News::DeadlineNear { period, deadline } => near(*period, *deadline, language),
        News::DeadlinePassed { period, deadline } => passed(*period, *deadline, language),
        News::Reminder {
            period,
            deadline,
            unit_name,
            office_name,
            is_over,
            ..
        } => reminder(
            (unit_name, *period),
            office_name,
            (*deadline, *is_over),
            language,
        ),
        News::Code { .. } => code_words(code, language),
    };
    let text = if piece.units.is_empty() {
        text
    } else {
        let units = piece.units.join(", ");
        let concerns = language.pick("Det gjelder", "Det gjeld", "It concerns");
        format!("{text} {concerns} {units}.")
    };
    Said { title, text }
}

type Report<'a> = (&'a str, Period);

fn arrived((unit, period): Report<'_>, corrected: bool, language: Language) -> (String, String) {
    let half = half_year(period, language);
    let title = match (corrected, language) {
        (false, Language::Nb) => format!("Rapport fra {unit} er kommet inn"),
        (false, Language::Nn) => format!("Rapport frå {unit} er komen inn"),
        (false, Language::En) => format!("A report from {unit} has arrived"),
        (true, Language::Nb) => format!("Korrigert rapport fra {unit} er kommet inn"),
        (true, Language::Nn) => format!("Korrigert rapport frå {unit} er komen inn"),
        (true, Language::En) => format!("A corrected report from {unit} has arrived"),
    };
    let text = language.pick(
        format!("{title}, for {half}. Den ligger under «Åpne oppgaver»."),
        format!("{title}, for {half}. Han ligg under «Opne oppgåver»."),
        format!("{title}, for the {half}. It is under “Open tasks”."),
    );
    (title, text)
}

fn returned((unit, period): Report<'_>, reference: &str, language: Language) -> (String, String) {
    let half = half_year(period, language);
    language.pick(
        (
            format!("Rapporten for {unit} må rettes"),
            format!(
                "Statsforvalteren har sendt tilbake rapporten for {unit}, {half} ({reference}). I portalen står \
                 det hva som må rettes eller forklares før den kan sendes på nytt."
            ),
        ),
        (
            format!("Rapporten for {unit} må rettast"),
            format!(
                "Statsforvaltaren har sendt tilbake rapporten for {unit}, {half} ({reference}). I portalen står \
                 det kva som må rettast eller forklarast før han kan sendast på nytt."
            ),
        ),
        (
            format!("The report for {unit} must be corrected"),
            format!(
                "The County Governor has returned the report for {unit}, {half} ({reference}). The portal says \
                 what must be corrected or explained before it can be sent again."
            ),
        ),
    )
}

fn approved((unit, period): Report<'_>, reference: &str, language: Language) -> (String, String) {
    let half = half_year(period, language);
    language.pick(
        (
            format!("Rapporten for {unit} er godkjent"),
            format!(
                "Statsforvalteren har godkjent rapporten for {unit}, {half} ({reference}). Den er sendt til \
                 Bufdir, og du trenger ikke å gjøre noe mer."
            ),
        ),
        (
            format!("Rapporten for {unit} er godkjend"),
            format!(
                "Statsforvaltaren har godkjent rapporten for {unit}, {half} ({reference}). Han er send til \
                 Bufdir, og du treng ikkje å gjere noko meir."
            ),
        ),
        (
            format!("The report for {unit} is approved"),
            format!(
                "The County Governor has approved the report for {unit}, {half} ({reference}). It has gone to \
                 Bufdir, and you need not do anything more."
            ),
        ),
    )
}

fn application_arrived(reference: &str, at_bufdir: bool, language: Language) -> (String, String) {
    let whose = match (at_bufdir, language) {
        (false, _) => "",
        (true, Language::Nb) => " fra Bufdir",
        (true, Language::Nn) => " frå Bufdir",
        (true, Language::En) => " from Bufdir",
    };
    language.pick(
        (
            "En søknad om tilgang er kommet inn".to_owned(),
            format!("Søknaden {reference} om tilgang til Utrapportering venter på svar{whose}."),
        ),
        (
            "Ein søknad om tilgang er komen inn".to_owned(),
            format!("Søknaden {reference} om tilgang til Utrapportering ventar på svar{whose}."),
        ),
        (
            "An application for access has arrived".to_owned(),
            format!(
                "Application {reference} for access to the published figures waits for an answer{whose}."
            ),
        ),
    )
}

fn answered(reference: &str, answer: Answered, language: Language) -> (String, String) {
    let title = language.pick(
        "Søknaden din om tilgang",
        "Søknaden din om tilgang",
        "Your application for access",
    );
    let what = match answer {
        Answered::Approved => language.pick(
            "er godkjent. Du har nå tilgang til Utrapportering.",
            "er godkjend. Du har no tilgang til Utrapportering.",
            "is approved. You now have access to the published figures.",
        ),
        Answered::Rejected => language.pick(
            "er avslått. Begrunnelsen står i portalen.",
            "er avslegen. Grunngivinga står i portalen.",
            "is rejected. The portal says why.",
        ),
        Answered::Forwarded => language.pick(
            "er sendt videre til Bufdir, som svarer på den.",
            "er send vidare til Bufdir, som svarer på han.",
            "has been forwarded to Bufdir, which will answer it.",
        ),
        Answered::Ended => language.pick(
            "gav en tilgang som nå er avsluttet.",
            "gav ein tilgang som no er avslutta.",
            "gave an access that has now been ended.",
        ),
    };
    let application = language.pick("Søknaden", "Søknaden", "Application");
    (
        title.to_owned(),
        format!("{application} {reference} {what}"),
    )
}

fn reopening((unit, period): Report<'_>, reference: &str, language: Language) -> (String, String) {
    let half = half_year(period, language);
    language.pick(
        (
            format!("Ønske om gjenåpning: {unit}"),
            format!(
                "Statsforvalteren ber Bufdir gjenåpne rapporten for {unit}, {half} ({reference}). Begrunnelsen \
                 står i portalen."
            ),
        ),
        (
            format!("Ønske om gjenopning: {unit}"),
            format!(
                "Statsforvaltaren ber Bufdir opne att rapporten for {unit}, {half} ({reference}). Grunngivinga \
                 står i portalen."
            ),
        ),
        (
            format!("Asked to reopen: {unit}"),
            format!(
                "The County Governor asks Bufdir to reopen the report for {unit}, {half} ({reference}). The \
                 portal says why."
            ),
        ),
    )
}

fn opened(period: Period, deadline: Date, language: Language) -> (String, String) {
    let (half, day) = (half_year(period, language), day(deadline, language));
    language.pick(
        (
            format!("{half} er åpnet for rapportering"),
            format!("Du kan nå rapportere for {half}. Fristen er {day}."),
        ),
        (
            format!("{half} er opna for rapportering"),
            format!("Du kan no rapportere for {half}. Fristen er {day}."),
        ),
        (
            format!("The {half} is open for reports"),
            format!("You can now report for the {half}. The deadline is {day}."),
        ),
    )
}

fn near(period: Period, deadline: Date, language: Language) -> (String, String) {
    let (half, day) = (half_year(period, language), day(deadline, language));
    language.pick(
        (
            format!("Fristen for {half} er {day}"),
            format!("Rapporten for {half} er ikke sendt. Fristen er {day}."),
        ),
        (
            format!("Fristen for {half} er {day}"),
            format!("Rapporten for {half} er ikkje send. Fristen er {day}."),
        ),
        (
            format!("The deadline for the {half} is {day}"),
            format!("The report for the {half} has not been sent. The deadline is {day}."),
        ),
    )
}

fn passed(period: Period, deadline: Date, language: Language) -> (String, String) {
    let (half, day) = (half_year(period, language), day(deadline, language));
    language.pick(
        (
            format!("Fristen for {half} er gått ut"),
            format!("Rapporten for {half} er ikke sendt. Fristen var {day}. Send den så snart du kan."),
        ),
        (
            format!("Fristen for {half} har gått ut"),
            format!("Rapporten for {half} er ikkje send. Fristen var {day}. Send han så snart du kan."),
        ),
        (
            format!("The deadline for the {half} has passed"),
            format!(
                "The report for the {half} has not been sent. The deadline was {day}. Please send it as soon \
                 as you can."
            ),
        ),
    )
}

fn reminder(
    (unit, period): Report<'_>,
    office: &str,
    (deadline, is_over): (Date, bool),
    language: Language,
) -> (String, String) {
    let (half, day) = (half_year(period, language), day(deadline, language));
    let (is, ends) = if is_over {
        (
            language.pick("var", "var", "was"),
            language.pick(
                "Send den så snart du kan.",
                "Send han så snart du kan.",
                "Please send it as soon as you can.",
            ),
        )
    } else {
        (language.pick("er", "er", "is"), "")
    };
    let (title, text) = language.pick(
        (
            format!("Påminnelse om rapporten for {unit}"),
            format!("{office} minner om rapporten for {unit}, {half}. Den er ikke sendt. Fristen {is} {day}. {ends}"),
        ),
        (
            format!("Påminning om rapporten for {unit}"),
            format!("{office} minner om rapporten for {unit}, {half}. Han er ikkje send. Fristen {is} {day}. {ends}"),
        ),
        (
            format!("Reminder of the report for {unit}"),
            format!(
                "{office} reminds you of the report for {unit}, {half}. It has not been sent. The deadline {is} \
                 {day}. {ends}"
            ),
        ),
    );
    (title, text.trim_end().to_owned())
}

fn code_words(code: &str, language: Language) -> (String, String) {
    let spaced = spaced(code);
    language.pick(
        (
            "Kode for å bekrefte e-postadressen".to_owned(),
            format!(
                "Koden er {spaced}. Skriv den inn der du skrev e-postadressen, innen en time. Har du ikke bedt \
                 om den, kan du se bort fra denne e-posten."
            ),
        ),
        (
            "Kode for å stadfeste e-postadressa".to_owned(),
            format!(
                "Koden er {spaced}. Skriv han inn der du skreiv e-postadressa, innan ein time. Har du ikkje bede \
                 om han, kan du sjå bort frå denne e-posten."
            ),
        ),
        (
            "Code to confirm the e-mail address".to_owned(),
            format!(
                "The code is {spaced}. Type it where you typed the address, within an hour. If you did not ask \
                 for it, you can ignore this e-mail."
            ),
        ),
    )
}

/// Eight digits in two halves.
fn spaced(code: &str) -> String {
    match code.split_at_checked(CODE_DIGITS / 2) {
        Some((one, two)) => format!("{one} {two}"),
        None => code.to_owned(),
    }
}

/// The words around the news.
#[derive(Debug, Clone, Copy)]
pub struct Frame {
    /// The link's words, to the desktop program.
    pub open_app: &'static str,
    /// The link's words, to the portal.
    pub open_portal: &'static str,
    /// Before whom to call.
    pub help: &'static str,
    /// That duties cannot be switched off, and where the rest can be.
    pub wishes: &'static str,
    /// That nobody reads an answer.
    pub no_answer: &'static str,
}

/// The frame in a language.
pub fn frame(language: Language) -> Frame {
    language.pick(
        Frame {
            open_app: "Åpne oppgaven",
            open_portal: "Åpne portalen",
            help: "Trenger du hjelp?",
            wishes: "Når du vil ha e-post, velger du under innstillinger. E-post om det du har plikt til å gjøre, \
                     kan samles til én om dagen, men ikke slås av.",
            no_answer: "Denne e-posten er sendt automatisk. Svar blir ikke lest.",
        },
        Frame {
            open_app: "Opne oppgåva",
            open_portal: "Opne portalen",
            help: "Treng du hjelp?",
            wishes: "Når du vil ha e-post, vel du under innstillingar. E-post om det du har plikt til å gjere, kan \
                     samlast til éin om dagen, men ikkje slåast av.",
            no_answer: "Denne e-posten er send automatisk. Svar blir ikkje lesne.",
        },
        Frame {
            open_app: "Open the task",
            open_portal: "Open the portal",
            help: "Do you need help?",
            wishes: "You choose in the settings when to get e-mail. E-mail about your duties can be gathered to \
                     one a day, but not switched off.",
            no_answer: "This e-mail was sent automatically. Answers are not read.",
        },
    )
}

/// The subject of several pieces of news.
pub fn several(count: usize, language: Language) -> String {
    language.pick(
        format!("{count} meldinger fra {PRODUCT}"),
        format!("{count} meldingar frå {PRODUCT}"),
        format!("{count} messages from {PRODUCT}"),
    )
}

fn half_year(period: Period, language: Language) -> String {
    let label = period.label();
    let text = label.get(language);
    match language {
        Language::En => text.to_lowercase(),
        Language::Nb | Language::Nn => text.to_owned(),
    }
}

/// A day as people write it, such as «31. juli 2026».
fn day(date: Date, language: Language) -> String {
    const NORWEGIAN: [&str; 12] = [
        "januar",
        "februar",
        "mars",
        "april",
        "mai",
        "juni",
        "juli",
        "august",
        "september",
        "oktober",
        "november",
        "desember",
    ];
    const ENGLISH: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let month = usize::from(date.month().unsigned_abs()).saturating_sub(1);
    let of = |names: &[&'static str; 12]| names.get(month).copied().unwrap_or_default();
    let (number, year) = (date.day(), date.year());
    match language {
        Language::Nb | Language::Nn => format!("{number}. {} {year}", of(&NORWEGIAN)),
        Language::En => format!("{number} {} {year}", of(&ENGLISH)),
    }
}
