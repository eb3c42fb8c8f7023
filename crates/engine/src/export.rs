//! The officer's own words as a text that any program shows. Pure.

use domain::{
    Language,
    application::{Answer, AnswerKind, ApplicationDecision},
    decision::{Ask, Verdict},
    wire::{Officer, Outcome},
};
use jiff::{Timestamp, civil::Date};

use crate::{
    store::{Queued, SavedAnswer, SavedDraft, Subject},
    view::{AnswerDraft, Phrase},
};

/// What an officer has written, as it is stored.
pub(crate) struct Own<'a> {
    pub(crate) officer: &'a Officer,
    pub(crate) drafts: Vec<(SavedDraft, Option<Subject>)>,
    pub(crate) decisions: Vec<Queued>,
    pub(crate) answer_drafts: Vec<SavedAnswer>,
    pub(crate) answers: Vec<Queued<ApplicationDecision>>,
    pub(crate) phrases: Vec<Phrase>,
}

/// The day that a file is named after.
pub(crate) fn day(now: Timestamp) -> String {
    domain::norway::date(now).to_string()
}

/// Drafts, decisions that the server does not have, and phrases.
pub(crate) fn text(language: Language, own: &Own<'_>, now: Timestamp) -> String {
    let words = Words(language);
    let mut out = String::new();
    line(&mut out, &words.title());
    line(
        &mut out,
        &format!("{}, {}", own.officer.name, own.officer.office_name),
    );
    line(&mut out, &day(now));
    let waiting: Vec<&Queued> = own.decisions.iter().filter(|of| !is_received(of)).collect();
    let to_applications = own.answers.iter().filter(|of| !is_received(of));
    let to_applications: Vec<&Queued<ApplicationDecision>> = to_applications.collect();
    if !waiting.is_empty() || !to_applications.is_empty() {
        heading(&mut out, words.decisions());
    }
    for queued in waiting {
        let decision = &queued.decision;
        line(
            &mut out,
            &words.about(queued.subject.as_ref(), Some(decision.revision)),
        );
        line(&mut out, words.state(queued));
        let (approve, comment, asks) = match &decision.verdict {
            Verdict::Approve { comment, .. } => (true, comment.as_deref(), &[][..]),
            Verdict::Return { comment, asks, .. } => (false, Some(&**comment), &**asks),
        };
        let figure = decision.verdict.own_figure();
        answers(&mut out, words, figure, Some(approve), comment, asks);
    }
    for queued in to_applications {
        let decision = &queued.decision;
        line(&mut out, &words.about(queued.subject.as_ref(), None));
        line(&mut out, words.state(queued));
        let reason = match &decision.answer {
            Answer::Reject { reason } => Some(&**reason),
            Answer::Approve { .. } | Answer::Forward {} => None,
        };
        let (kind, until) = (decision.answer.kind(), decision.answer.until());
        answer(&mut out, words, Some(kind), until, reason);
    }
    if !own.drafts.is_empty() || !own.answer_drafts.is_empty() {
        heading(&mut out, words.drafts());
    }
    for (saved, subject) in &own.drafts {
        let draft = &saved.draft;
        line(
            &mut out,
            &words.about(subject.as_ref(), Some(saved.revision)),
        );
        let comment = Some(&*draft.comment).filter(|comment| !comment.is_empty());
        let (figure, approve) = (draft.own_figure, draft.approve);
        answers(&mut out, words, figure, approve, comment, &draft.asks);
    }
    for saved in &own.answer_drafts {
        line(&mut out, &words.about(Some(&saved.subject), None));
        let AnswerDraft {
            answer: kind,
            until,
            reason,
        } = &saved.draft;
        let reason = Some(&**reason).filter(|reason| !reason.is_empty());
        answer(&mut out, words, *kind, *until, reason);
    }
    if !own.phrases.is_empty() {
        heading(&mut out, words.phrases());
    }
    for phrase in &own.phrases {
        line(&mut out, &phrase.text);
        line(&mut out, "");
    }
    out
}

fn is_received<Of>(queued: &Queued<Of>) -> bool {
    match queued.outcome {
        Some(Outcome::Applied { .. } | Outcome::Duplicate { .. }) => true,
        Some(
            Outcome::Conflict { .. }
            | Outcome::ApplicationConflict { .. }
            | Outcome::Held { .. }
            | Outcome::Rejected { .. },
        )
        | None => false,
    }
}

fn line(out: &mut String, text: &str) {
    out.push_str(text);
    out.push('\n');
}

fn heading(out: &mut String, text: &str) {
    out.push('\n');
    line(out, text);
    line(out, &"=".repeat(text.chars().count()));
}

fn answers(
    out: &mut String,
    words: Words,
    own_figure: Option<u32>,
    approve: Option<bool>,
    comment: Option<&str>,
    asks: &[Ask],
) {
    if let Some(figure) = own_figure {
        line(out, &format!("{}: {figure}", words.figure()));
    }
    if let Some(approve) = approve {
        line(out, words.approve(approve));
    }
    if let Some(comment) = comment {
        line(out, &format!("{}: {comment}", words.comment()));
    }
    for Ask {
        point,
        rule,
        comment,
    } in asks
    {
        let rule = rule.as_ref().map(|rule| format!("({})", rule.as_str()));
        let parts = [Some(point.as_str()), rule.as_deref(), comment.as_deref()];
        let parts: Vec<&str> = parts.into_iter().flatten().collect();
        line(out, &format!("{}: {}", words.ask(), parts.join(" ")));
    }
    line(out, "");
}

fn answer(
    out: &mut String,
    words: Words,
    kind: Option<AnswerKind>,
    until: Option<Date>,
    reason: Option<&str>,
) {
    match kind {
        Some(AnswerKind::Approve) => line(out, words.approve(true)),
        Some(AnswerKind::Reject) => line(out, words.approve(false)),
        Some(AnswerKind::Forward) => line(out, words.forward()),
        None => {}
    }
    if let Some(until) = until {
        line(out, &format!("{}: {until}", words.until()));
    }
    if let Some(reason) = reason {
        line(out, &format!("{}: {reason}", words.comment()));
    }
    line(out, "");
}

/// The few words of the text itself.
#[derive(Clone, Copy)]
struct Words(Language);

impl Words {
    fn title(self) -> String {
        let own = self.0.pick("egne tekster", "eigne tekstar", "own texts");
        format!("Halvårsrapport – {own}")
    }

    fn decisions(self) -> &'static str {
        self.0.pick(
            "Avgjørelser som serveren ikke har",
            "Avgjerder som serveren ikkje har",
            "Decisions that the server does not have",
        )
    }

    fn drafts(self) -> &'static str {
        self.0.pick("Utkast", "Utkast", "Drafts")
    }

    fn phrases(self) -> &'static str {
        self.0.pick("Egne fraser", "Eigne frasar", "Own phrases")
    }

    /// A version is a report's; an application has none.
    fn about(self, subject: Option<&Subject>, revision: Option<u32>) -> String {
        let what = match revision {
            Some(revision) => {
                let version = self.0.pick("versjon", "versjon", "version");
                format!("{version} {revision}")
            }
            None => self
                .0
                .pick("tilgangssøknad", "tilgangssøknad", "access application")
                .to_owned(),
        };
        match subject {
            Some(Subject {
                reference,
                unit_name,
            }) => format!("{unit_name} · {reference} · {what}"),
            None => what,
        }
    }

    fn forward(self) -> &'static str {
        self.0.pick(
            "Sendes til Bufdir",
            "Blir sendt til Bufdir",
            "Goes to Bufdir",
        )
    }

    fn until(self) -> &'static str {
        self.0
            .pick("Tilgang til og med", "Tilgang til og med", "Access until")
    }

    fn state<Of>(self, queued: &Queued<Of>) -> &'static str {
        if queued.outcome.is_none() {
            self.0.pick(
                "Venter på å bli sendt",
                "Ventar på å bli sendt",
                "Waiting to be sent",
            )
        } else {
            self.0.pick("Kom tilbake", "Kom tilbake", "Came back")
        }
    }

    fn figure(self) -> &'static str {
        self.0.pick("Ditt tall", "Talet ditt", "Your figure")
    }

    fn approve(self, yes: bool) -> &'static str {
        if yes {
            self.0
                .pick("Godkjenner: Ja", "Godkjenner: Ja", "Approve: Yes")
        } else {
            self.0
                .pick("Godkjenner: Nei", "Godkjenner: Nei", "Approve: No")
        }
    }

    fn comment(self) -> &'static str {
        self.0.pick("Kommentar", "Kommentar", "Comment")
    }

    fn ask(self) -> &'static str {
        self.0
            .pick("Spurt om punkt", "Spurt om punkt", "Asked about point")
    }
}
