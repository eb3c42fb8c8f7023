//! `show`: one report or application, as an officer reads it. What is shown is seen.

use domain::{
    diff::ChangeClass,
    ids::PointId,
    number,
    report::{AskAnswer, Value},
    rules::Severity,
    template::PointKind,
};
use engine::view::{ChangesView, FindingView, PointView, ReportView, SectionView, Stage};

use crate::{
    application, args,
    ending::Ending,
    layout::indented,
    outbox,
    program::Desk,
    read::{self, Thing},
    reply::Reply,
    seat,
    words::{Say, Words},
};

pub(crate) async fn show(desk: &Desk, asked: &args::Show) -> Result<Reply, Ending> {
    seat::open(desk).await?;
    match read::thing(desk, &asked.reference).await? {
        Thing::Report(view) => show_report(desk, *view, asked.section).await,
        Thing::Application(_) if asked.section.is_some() => Err(no_section()),
        Thing::Application(view) => {
            let text = application::text(&view, desk.words());
            Ok(Reply::done(text, &view))
        }
    }
}

fn no_section() -> Ending {
    Ending::Usage {
        what: Some("--section".to_owned()),
        usage: None,
    }
}

async fn show_report(
    desk: &Desk,
    mut view: ReportView,
    section: Option<u8>,
) -> Result<Reply, Ending> {
    if let Some(number) = section {
        view.sections.retain(|section| section.number == number);
        if view.sections.is_empty() {
            return Err(no_section());
        }
    }
    let points: Vec<PointId> = view.points().map(|point| point.id.clone()).collect();
    // Only what an officer reads is seen: what a script reads is not.
    if !desk.is_for_script() {
        desk.engine.see(view.id, view.revision, points).await?;
    }
    Ok(Reply::done(text(&view, desk.words()), &view))
}

fn text(view: &ReportView, words: &Words) -> String {
    let mut parts = vec![head(view, words)];
    parts.extend(outbox::stage(&view.stage, words));
    parts.extend(draft(view, words));
    parts.extend(view.changes.as_ref().map(|of| changes(of, words)));
    parts.extend(view.sections.iter().map(|of| section(of, view, words)));
    parts.join("\n\n")
}

fn head(view: &ReportView, words: &Words) -> String {
    let contact = [&view.contact.name, &view.contact.email, &view.contact.phone];
    let contact: Vec<&str> = contact.into_iter().flatten().map(String::as_str).collect();
    let period = view.period.label();
    let mut lines = vec![
        format!(
            "{} ({}) · {}",
            view.unit_name,
            view.unit_no.as_str(),
            period.get(words.language)
        ),
        format!(
            "{} {} · {} {}",
            words.say(Say::Reference),
            view.reference,
            words.say(Say::Version),
            view.revision
        ),
        words.fill(
            Say::ReceivedFrom,
            &[
                ("time", &words.time(view.received_at)),
                ("name", &view.submitted_by),
            ],
        ),
        words.fill(Say::DeadlineAt, &[("date", &words.date(view.deadline))]),
    ];
    if !contact.is_empty() {
        lines.push(format!(
            "{}: {}",
            words.say(Say::Contact),
            contact.join(", ")
        ));
    }
    lines.join("\n")
}

fn draft(view: &ReportView, words: &Words) -> Option<String> {
    let is_open = matches!(view.stage, Stage::Undecided | Stage::NeedsYou { .. });
    view.draft_saved_at.filter(|_| is_open)?;
    let draft = &view.draft;
    let mut lines = vec![words.say(Say::YourDraft).to_owned()];
    let mut line = |say, text: &str| lines.push(format!("  {}: {text}", words.say(say)));
    if let Some(figure) = draft.own_figure {
        line(Say::OwnFigure, &figure.to_string());
    }
    if let Some(yes) = draft.approve {
        line(Say::Approves, words.yes(yes));
    }
    if !draft.comment.is_empty() {
        line(Say::Comment, &draft.comment);
    }
    for ask in &draft.asks {
        line(Say::Asked, &outbox::ask(ask));
    }
    Some(lines.join("\n"))
}

fn section(section: &SectionView, view: &ReportView, words: &Words) -> String {
    let title = section.title.get(words.language);
    let mut lines = vec![format!("{}  {title}", section.number)];
    for of in &section.points {
        lines.push(indented(&point(of, view, words), 2));
    }
    lines.join("\n")
}

fn point(point: &PointView, view: &ReportView, words: &Words) -> String {
    let shown = |of: &Option<Value>| value(of.as_ref(), point.kind, words);
    let label = point.label.get(words.language);
    let mut lines = vec![format!("{label}: {}", shown(&point.value))];
    let mut details = format!("[{}]", point.id.as_str());
    if point.kind.is_number() {
        for (say, period, before) in [
            (Say::Previous, view.previous_period, &point.previous),
            (Say::YearBefore, view.year_before_period, &point.year_before),
        ] {
            if before.is_some() {
                let values: [(&str, &dyn std::fmt::Display); 2] =
                    [("period", &period), ("value", &shown(before))];
                details.push_str("  ");
                details.push_str(&words.fill(say, &values));
            }
        }
    }
    lines.push(format!("  {details}"));
    if let Some(comment) = &point.comment {
        lines.push(format!(
            "  {}: {comment}",
            words.say(Say::MunicipalityComment)
        ));
    }
    if let Some(given) = &point.answer {
        lines.push(format!(
            "  {}: {}",
            words.say(Say::Answer),
            answer(given, words)
        ));
    }
    let here = view
        .findings
        .iter()
        .filter(|of| of.at.as_ref() == Some(&point.id));
    lines.extend(here.map(|of| indented(&finding(of, words), 2)));
    lines.join("\n")
}

pub(crate) fn finding(of: &FindingView, words: &Words) -> String {
    let severity = words.say(match of.finding.severity {
        Severity::Error => Say::SeverityError,
        Severity::Warning => Say::SeverityWarning,
        Severity::Information => Say::SeverityInformation,
    });
    let message = of.finding.message.get(words.language);
    let mut text = format!("! {severity} {}: {message}", of.finding.rule.as_str());
    if let Some(explanation) = &of.explanation {
        let line = format!("\n  {}: {explanation}", words.say(Say::Explanation));
        text.push_str(&line);
    }
    text
}

fn changes(of: &ChangesView, words: &Words) -> String {
    let mut lines = vec![words.fill(Say::Changes, &[("version", &of.from)])];
    for changed in &of.points {
        let change = &changed.change;
        let class = words.say(match change.class {
            ChangeClass::AskedChanged => Say::AskedChanged,
            ChangeClass::AskedUnchanged => Say::AskedUnchanged,
            ChangeClass::ChangedUnasked => Say::ChangedUnasked,
        });
        let [before, after] =
            [&change.before, &change.after].map(|of| value(of.as_ref(), changed.kind, words));
        let label = changed.label.get(words.language);
        lines.push(format!("  {class}: {label}: {before} → {after}"));
        for ask in &change.asks {
            lines.push(format!(
                "    {}: {}",
                words.say(Say::YouSaid),
                outbox::ask(ask)
            ));
        }
        if let Some(given) = &change.answer {
            lines.push(format!(
                "    {}: {}",
                words.say(Say::Answer),
                answer(given, words)
            ));
        }
    }
    lines.push(format!(
        "  {}",
        words.fill(Say::Unchanged, &[("n", &of.unchanged)])
    ));
    lines.join("\n")
}

fn answer(given: &AskAnswer, words: &Words) -> String {
    match given {
        AskAnswer::Corrected {} => words.say(Say::AnswerCorrected).to_owned(),
        AskAnswer::Explained { text } => words.fill(Say::AnswerExplained, &[("text", text)]),
    }
}

fn value(of: Option<&Value>, kind: PointKind, words: &Words) -> String {
    match of {
        None => words.say(Say::NotReported).to_owned(),
        Some(Value::Number(number)) => number::answer(*number, kind, words.language),
        Some(Value::YesNo(yes)) => words.yes(*yes).to_owned(),
        Some(Value::Text(text)) => text.clone(),
    }
}
