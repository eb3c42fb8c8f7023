//! What the command line says.

use std::ffi::OsString;

use clap::{
    Arg, ArgAction, Args as Group, Command as Clap, CommandFactory, FromArgMatches, Parser,
    Subcommand,
    error::{ContextKind, ContextValue, ErrorKind},
};
use domain::{Language, decision::Ask};
use jiff::civil::Date;

use crate::{
    ending::Ending,
    help,
    reply::{Reply, Told},
    words::Words,
};

/// Its help is in `text`, not here: the same in three languages.
#[derive(Debug, Parser)]
#[command(
    name = "halvaarsrapport-cli",
    version,
    disable_help_flag = true,
    disable_version_flag = true,
    disable_help_subcommand = true
)]
pub(crate) struct Args {
    #[arg(long, global = true, value_parser = language, hide_possible_values = true)]
    pub(crate) language: Option<Language>,
    #[arg(long, global = true)]
    pub(crate) json: bool,
    #[arg(long, global = true)]
    pub(crate) pin_stdin: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Login(Login),
    Logout,
    Sync,
    Tasks(Tasks),
    Show(Show),
    Approve(Approve),
    Return(Return),
    Reject(Reject),
    Forward(Forward),
    Outbox(Outbox),
    Receipt(Receipt),
}

#[derive(Debug, Group)]
pub(crate) struct Login {
    #[arg(long)]
    pub(crate) office: Option<String>,
    #[arg(long)]
    pub(crate) no_browser: bool,
    #[arg(long)]
    pub(crate) forgot_pin: bool,
    #[arg(long)]
    pub(crate) yes: bool,
}

#[derive(Debug, Group)]
pub(crate) struct Tasks {
    #[arg(long)]
    pub(crate) archive: bool,
    #[arg(long)]
    pub(crate) search: Option<String>,
    #[arg(long)]
    pub(crate) needs_me: bool,
    #[arg(long)]
    pub(crate) clean: bool,
}

#[derive(Debug, Group)]
pub(crate) struct Show {
    pub(crate) reference: String,
    #[arg(long)]
    pub(crate) section: Option<u8>,
}

/// Ja: a report needs the figure, an application the last day.
#[derive(Debug, Group)]
pub(crate) struct Approve {
    pub(crate) reference: String,
    #[arg(long)]
    pub(crate) figure: Option<u32>,
    #[arg(long)]
    pub(crate) comment: Option<String>,
    #[arg(long, value_parser = day)]
    pub(crate) until: Option<Date>,
    #[command(flatten)]
    pub(crate) how: How,
}

/// Nei to a report: the municipality corrects it.
#[derive(Debug, Group)]
pub(crate) struct Return {
    pub(crate) reference: String,
    #[arg(long)]
    pub(crate) figure: Option<u32>,
    #[arg(long)]
    pub(crate) comment: Option<String>,
    #[arg(long, value_parser = ask)]
    pub(crate) ask: Vec<Ask>,
    #[command(flatten)]
    pub(crate) how: How,
}

/// Nei to an application: it is closed.
#[derive(Debug, Group)]
pub(crate) struct Reject {
    pub(crate) reference: String,
    #[arg(long)]
    pub(crate) reason: Option<String>,
    #[command(flatten)]
    pub(crate) how: How,
}

/// An external applicant goes on to Bufdir.
#[derive(Debug, Group)]
pub(crate) struct Forward {
    pub(crate) reference: String,
    #[command(flatten)]
    pub(crate) how: How,
}

/// How a decision is confirmed and sent: what all of them take.
#[derive(Debug, Clone, Copy, Group)]
pub(crate) struct How {
    #[arg(long)]
    pub(crate) yes: bool,
    #[arg(long)]
    pub(crate) send: bool,
}

#[derive(Debug, Group)]
pub(crate) struct Outbox {
    #[command(subcommand)]
    pub(crate) what: Option<Waiting>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Waiting {
    Undo { reference: String },
    LayAside { reference: String },
    OlderCopy(OlderCopy),
}

#[derive(Debug, Group)]
#[group(required = true, multiple = false)]
pub(crate) struct OlderCopy {
    #[arg(long)]
    pub(crate) send: bool,
    #[arg(long)]
    pub(crate) drop: bool,
}

#[derive(Debug, Group)]
pub(crate) struct Receipt {
    pub(crate) reference: String,
}

fn language(text: &str) -> Result<Language, String> {
    let found = Language::ALL
        .into_iter()
        .find(|language| language.pick("nb", "nn", "en") == text);
    found.ok_or_else(|| "nb, nn, en".to_owned())
}

/// `POINT`, `POINT:RULE`, `POINT=TEXT` or `POINT:RULE=TEXT`.
fn ask(text: &str) -> Result<Ask, String> {
    let (about, comment) = match text.split_once('=') {
        Some((about, comment)) => (about, Some(comment.trim())),
        None => (text, None),
    };
    let (point, rule) = match about.split_once(':') {
        Some((point, rule)) => (point.trim(), Some(rule.trim())),
        None => (about.trim(), None),
    };
    if point.is_empty() || rule.is_some_and(str::is_empty) {
        return Err("POINT[:RULE][=TEXT]".to_owned());
    }
    Ok(Ask {
        point: point.into(),
        rule: rule.map(Into::into),
        comment: comment.filter(|text| !text.is_empty()).map(str::to_owned),
    })
}

/// A day as the program writes it, in any of the languages: 2027-11-30 or 30.11.2027.
pub(crate) fn day(text: &str) -> Result<Date, String> {
    let text = text.trim();
    let read: Option<Date> = match text.split_once('.') {
        // A year of two digits would be one of long ago.
        Some(_) if text.len() == 10 => Date::strptime("%d.%m.%Y", text).ok(),
        Some(_) => None,
        None => text.parse().ok(),
    };
    read.ok_or_else(|| "YYYY-MM-DD".to_owned())
}

/// Reads the command line, or says what is to be printed instead.
pub(crate) fn read(line: Vec<OsString>) -> Result<Args, Told> {
    let words = Words::of(chosen(&line).unwrap_or_default());
    let json = line.iter().any(|word| word == "--json");
    let matches = command(words).try_get_matches_from(line);
    let args = matches.and_then(|mut matches| Args::from_arg_matches_mut(&mut matches));
    args.map_err(|error| {
        let is_asked_for = [ErrorKind::DisplayHelp, ErrorKind::DisplayVersion];
        if is_asked_for.contains(&error.kind()) {
            return Told::plain(&help::in_words(&error.render().to_string(), words));
        }
        Told::new(words, json, Reply::ended(not_understood(&error, words)))
    })
}

/// The command line with its help in one language.
pub(crate) fn command(words: &'static Words) -> Clap {
    let whole = Args::command()
        .arg(own("help").short('h').action(ArgAction::Help).global(true))
        .arg(own("version").short('V').action(ArgAction::Version));
    help::translate(whole, words)
}

fn own(name: &'static str) -> Arg {
    Arg::new(name).long(name)
}

/// The language is known before the rest is: what is wrong with the rest is said in it.
fn chosen(line: &[OsString]) -> Option<Language> {
    let mut words = line.iter().filter_map(|word| word.to_str());
    while let Some(word) = words.next() {
        match word.strip_prefix("--language") {
            Some("") => return language(words.next()?).ok(),
            Some(value) => return language(value.strip_prefix('=')?).ok(),
            None => {}
        }
    }
    None
}

/// Names what was not understood, by its place in the command line: what somebody has typed is nobody else's.
fn not_understood(error: &clap::Error, words: &Words) -> Ending {
    let places = [ContextKind::InvalidArg, ContextKind::InvalidSubcommand];
    let named = places
        .into_iter()
        .find_map(|kind| name_of(error.get(kind)?));
    let usage = match error.get(ContextKind::Usage) {
        Some(usage) => help::usage(&usage.to_string(), words),
        None => String::new(),
    };
    Ending::Usage {
        what: named,
        usage: Some(usage).filter(|usage| !usage.is_empty()),
    }
}

fn name_of(place: &ContextValue) -> Option<String> {
    if let ContextValue::String(name) = place {
        return Some(name.clone());
    }
    if let ContextValue::Strings(names) = place {
        return Some(names.join(", "));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_line(line: &str) -> Result<Args, Told> {
        read(line.split(' ').map(Into::into).collect())
    }

    #[test]
    fn the_command_line_is_one() {
        for language in Language::ALL {
            command(Words::of(language)).debug_assert();
        }
    }

    #[test]
    fn an_ask_names_a_point_and_perhaps_a_rule_and_a_text() {
        let make = |point: &str, rule: Option<&str>, comment: Option<&str>| Ask {
            point: point.into(),
            rule: rule.map(Into::into),
            comment: comment.map(str::to_owned),
        };
        for (text, expected) in [
            ("a", Some(make("a", None, None))),
            ("a:R1", Some(make("a", Some("R1"), None))),
            ("a=b: c=d", Some(make("a", None, Some("b: c=d")))),
            ("a:R1= b ", Some(make("a", Some("R1"), Some("b")))),
            ("a=", Some(make("a", None, None))),
            ("", None),
            ("=b", None),
            ("a:=b", None),
        ] {
            assert_eq!(ask(text).ok(), expected, "{text}");
        }
    }

    #[test]
    fn a_day_is_read_as_it_is_written() {
        let wanted = jiff::civil::date(2027, 11, 30);
        for text in ["2027-11-30", "30.11.2027", " 30.11.2027 "] {
            assert_eq!(day(text), Ok(wanted), "{text}");
        }
        for text in ["", "31.11.2027", "11/30/2027", "30.11.27", "tomorrow"] {
            assert!(day(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_language_may_stand_anywhere() {
        for (line, expected) in [
            ("x sync", None),
            ("x --language nn sync", Some(Language::Nn)),
            ("x sync --language=en", Some(Language::En)),
            ("x sync --language", None),
            ("x sync --language=fr", None),
        ] {
            let line: Vec<_> = line.split(' ').map(Into::into).collect();
            assert_eq!(chosen(&line), expected);
        }
    }

    #[test]
    fn what_is_not_understood_is_named_and_not_repeated() {
        for (line, what) in [
            ("x", None),
            ("x fly", Some("fly")),
            ("x show", Some("<REFERANSE>")),
            ("x approve A --figure hemmelig", Some("--figure <TALL>")),
            ("x outbox older-copy --send --drop", Some("--send")),
            ("x approve A --until hemmelig", Some("--until <DAG>")),
            (
                "x --language nn show --section hemmelig",
                Some("--section <TAL>"),
            ),
            ("x --language en reject", Some("<REFERENCE>")),
        ] {
            let said = read_line(line).unwrap_err();
            let text = said.text();
            assert_eq!(said.code(), 2, "{line}");
            assert!(what.is_none_or(|what| text.contains(what)), "{text}");
            assert!(!text.contains("hemmelig"), "{text}");
        }
    }
}
