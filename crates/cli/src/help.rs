//! The command line's help, in the officer's language.

use clap::{Arg, Command};

use crate::words::{Say, Words};

/// Puts the help of one language on a command and all below it.
pub(crate) fn translate(command: Command, words: &'static Words) -> Command {
    let named = with_help(command, "", words);
    named.subcommand_help_heading(words.say(Say::HelpCommands))
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
    whole.subcommand_help_heading(words.say(Say::HelpCommands))
}

fn translate_one(arg: Arg, name: &impl Fn(&str) -> String, words: &'static Words) -> Arg {
    let heading = if arg.is_positional() {
        Say::HelpArguments
    } else {
        Say::HelpOptions
    };
    let help = words.help(&name(arg.get_id().as_str())).to_owned();
    arg.help(help).help_heading(words.say(heading))
}

/// How a command is used, without clap's own word for that.
pub(crate) fn usage(of_clap: &str, words: &Words) -> String {
    let line = of_clap.trim();
    let line = line.strip_prefix("Usage:").unwrap_or(line).trim();
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

    #[test]
    fn help_has_no_word_of_another_language() {
        for (language, own) in [
            (Language::Nb, "Bruk:"),
            (Language::Nn, "Bruk:"),
            (Language::En, "Usage:"),
        ] {
            let mut command = args::command(Words::of(language));
            command.build();
            let approve = command.find_subcommand_mut("approve").unwrap();
            let text = approve.render_help().to_string();
            assert!(text.contains(own), "{text}");
            if language != Language::En {
                assert!(
                    !text.contains("Usage") && !text.contains("Options:"),
                    "{text}"
                );
            }
        }
    }
}
