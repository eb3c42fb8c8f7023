//! The officer's own words as a text that any program shows. Pure.

use domain::{
    Language,
    decision::{Ask, Verdict},
    wire::{Officer, Outcome},
};
use jiff::Timestamp;

use crate::{
    store::{Queued, SavedDraft, Subject},
    view::Phrase,
};

/// What an officer has written, as it is stored.
pub(crate) struct Own<'a> {
    pub(crate) officer: &'a Officer,
    pub(crate) drafts: Vec<(SavedDraft, Option<Subject>)>,
    pub(crate) decisions: Vec<Queued>,
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
    if !waiting.is_empty() {
        heading(&mut out, words.decisions());
    }
    for queued in waiting {
        let decision = &queued.decision;
        line(
            &mut out,
            &words.about(queued.subject.as_ref(), decision.revision),
        );
        line(&mut out, words.state(queued));
        let (approve, comment, asks) = match &decision.verdict {
            Verdict::Approve { comment, .. } => (true, comment.as_deref(), &[][..]),
            Verdict::Return { comment, asks, .. } => (false, Some(&**comment), &**asks),
        };
        let figure = decision.verdict.own_figure();
        answers(&mut out, words, figure, Some(approve), comment, asks);
    }
    if !own.drafts.is_empty() {
        heading(&mut out, words.drafts());
    }
    for (saved, subject) in &own.drafts {
        let draft = &saved.draft;
        line(&mut out, &words.about(subject.as_ref(), saved.revision));
        let comment = Some(&*draft.comment).filter(|comment| !comment.is_empty());
        let (figure, approve) = (draft.own_figure, draft.approve);
        answers(&mut out, words, figure, approve, comment, &draft.asks);
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

fn is_received(queued: &Queued) -> bool {
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

    fn about(self, subject: Option<&Subject>, revision: u32) -> String {
        let version = self.0.pick("versjon", "versjon", "version");
        match subject {
            Some(Subject {
                reference,
                unit_name,
            }) => format!("{unit_name} · {reference} · {version} {revision}"),
            None => format!("{version} {revision}"),
        }
    }

    fn state(self, queued: &Queued) -> &'static str {
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
