//! The command line's help, in the officer's language.

use clap::{Arg, Command};

use crate::words::{Say, Words};

/// Puts the help of one language on a command and all below it.
pub(crate) fn translate(command: Command, words: &'static Words) -> Command {
    with_help(command, "", words)
}

fn with_help(command: Command, path: &str, words: &'static Words) -> Command {
    let template = format!(
        "{{about}}\n\n{}: {{usage}}\n\n{{all-args}}\n",
        words.say(Say::HelpUsage)
    );
    let name = |of: &str| match path {
        "" => of.to_owned(),
        _ => format!("{path}.{of}"),
    };
    let about = match path {
        "" => words.help("about"),
        _ => words.help(path),
    };
    let mut whole = command
        .about(about.to_owned())
        .help_template(template)
        .mut_args(|arg| translate_one(arg, &name, words));
    let below: Vec<String> = whole
        .get_subcommands()
        .map(|below| below.get_name().to_owned())
        .collect();
    for below in below {
        let path = name(&below);
        whole = whole.mut_subcommand(below, |below| with_help(below, &path, words));
    }
    whole
        .subcommand_help_heading(words.say(Say::HelpCommands))
        .subcommand_value_name(words.say(Say::HelpCommand))
}

fn translate_one(arg: Arg, name: &impl Fn(&str) -> String, words: &'static Words) -> Arg {
    let heading = if arg.is_positional() {
        Say::HelpArguments
    } else {
        Say::HelpOptions
    };
    let id = arg.get_id().as_str();
    let help = words.help(&name(id)).to_owned();
    let value = value_name(id).filter(|_| arg.get_action().takes_values());
    let arg = match value {
        Some(value) => arg.value_name(words.say(value)),
        None => arg,
    };
    arg.help(help).help_heading(words.say(heading))
}

/// What stands in the place of a value.
fn value_name(id: &str) -> Option<Say> {
    Some(match id {
        "reference" => Say::ValueReference,
        "figure" | "section" => Say::ValueNumber,
        "comment" | "reason" | "search" => Say::ValueText,
        "until" => Say::ValueDay,
        "ask" => Say::ValueAsk,
        "language" => Say::ValueLanguage,
        "office" => Say::ValueOffice,
        _ => return None,
    })
}

/// What clap has rendered, without the one word of its own that no setting changes.
pub(crate) fn in_words(of_clap: &str, words: &Words) -> String {
    let options = format!("[{}]", words.say(Say::HelpOptionsUsage));
    of_clap.replace("[OPTIONS]", &options)
}

/// How a command is used, without clap's own word for that.
pub(crate) fn usage(of_clap: &str, words: &Words) -> String {
    let line = of_clap.trim();
    let line = line.strip_prefix("Usage:").unwrap_or(line).trim();
    let line = in_words(line, words);
    format!("{}: {line}", words.say(Say::HelpUsage))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use domain::Language;

    use super::*;
    use crate::args;

    fn names(command: &Command, path: &str, into: &mut BTreeSet<String>) {
        let name = |of: &str| match path {
            "" => of.to_owned(),
            _ => format!("{path}.{of}"),
        };
        into.extend(
            command
                .get_arguments()
                .map(|arg| name(arg.get_id().as_str())),
        );
        for below in command.get_subcommands() {
            let path = name(below.get_name());
            names(below, &path, into);
            into.insert(path);
        }
    }

    #[test]
    fn every_language_has_help_on_all_of_it_and_on_nothing_else() {
        for language in Language::ALL {
            let words = Words::of(language);
            let mut wanted = BTreeSet::from(["about".to_owned()]);
            names(&args::command(words), "", &mut wanted);
            let there: BTreeSet<String> = words.help_names().map(str::to_owned).collect();
            assert_eq!(there, wanted, "{language:?}");
        }
    }

    /// The help of a command and of all below it.
    fn all_help(command: &mut Command, words: &Words, into: &mut Vec<String>) {
        into.push(in_words(&command.render_help().to_string(), words));
        into.push(in_words(&command.render_long_help().to_string(), words));
        for below in command.get_subcommands_mut() {
            all_help(below, words, into);
        }
    }

    #[test]
    fn help_has_no_word_of_another_language() {
        let english = [
            "Usage",
            "Options",
            "OPTIONS",
            "Commands",
            "COMMAND",
            "Arguments",
            "REFERENCE",
            "NUMBER",
            "FIGURE",
            "SECTION",
            "TEXT",
            "COMMENT",
            "SEARCH",
            "DAY",
            "LANGUAGE",
            "OFFICE",
            "default",
            "possible values",
            "Print",
        ];
        for language in Language::ALL {
            let words = Words::of(language);
            let mut command = args::command(words);
            command.build();
            let mut all = vec![];
            all_help(&mut command, words, &mut all);
            // Twice the program, its eleven commands, and the three below `outbox`.
            assert_eq!(all.len(), 2 * (1 + 11 + 3));
            for text in &all {
                assert!(
                    text.contains(&format!("{}: ", words.say(Say::HelpUsage))),
                    "{text}"
                );
                // No argument is left with the name that it has in the code.
                let values = text.split('<').skip(1);
                let values = values.filter_map(|rest| Some(rest.split_once('>')?.0));
                // `<--send|--drop>`: one of these.
                for value in values.filter(|value| !value.starts_with("--")) {
                    assert!(words.has_value(value), "{value} in {text}");
                }
                if language != Language::En {
                    let found = english.iter().find(|word| text.contains(**word));
                    assert_eq!(found, None, "{text}");
                }
            }
        }
    }
}
