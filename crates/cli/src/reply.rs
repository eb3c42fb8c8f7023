//! What a command has to say, for a person and for a script.

use std::{io::Write, process::ExitCode};

use serde::Serialize;
use serde_json::{Value, json};

use crate::{ending::Ending, words::Words};

/// What a command found, and how it ended.
#[derive(Debug)]
pub(crate) struct Reply {
    /// For a person.
    pub(crate) text: String,
    /// For a script.
    pub(crate) result: Value,
    pub(crate) ending: Ending,
}

impl Reply {
    /// All went as it was asked for.
    pub(crate) fn done(text: String, result: &impl Serialize) -> Self {
        Self {
            text,
            result: serde_json::to_value(result).unwrap_or_default(),
            ending: Ending::Done,
        }
    }

    /// Nothing but an ending.
    pub(crate) fn ended(ending: Ending) -> Self {
        Self {
            text: String::new(),
            result: Value::Null,
            ending,
        }
    }

    pub(crate) fn and(self, ending: Ending) -> Self {
        Self { ending, ..self }
    }
}

/// What is printed.
#[derive(Debug)]
pub(crate) struct Told {
    out: String,
    err: String,
    code: u8,
}

impl Told {
    pub(crate) fn new(words: &Words, json: bool, reply: Reply) -> Self {
        let Reply {
            text,
            result,
            ending,
        } = reply;
        let code = ending.exit();
        let said = ending.text(words);
        if !json {
            return Self {
                out: text,
                err: said,
                code,
            };
        }
        let mut whole = serde_json::to_value(&ending).unwrap_or_default();
        if let Value::Object(fields) = &mut whole {
            fields.insert("exit".to_owned(), json!(code));
            fields.insert("text".to_owned(), json!(said));
            fields.insert("result".to_owned(), result);
        }
        Self {
            out: whole.to_string(),
            err: String::new(),
            code,
        }
    }

    /// Help, or the version.
    pub(crate) fn plain(text: &str) -> Self {
        Self {
            out: text.trim_end().to_owned(),
            err: String::new(),
            code: 0,
        }
    }

    /// Results go to standard output alone. Where nobody reads them, nobody is told.
    pub(crate) fn print(self) -> ExitCode {
        if !self.out.is_empty() {
            writeln!(std::io::stdout(), "{}", self.out).ok();
        }
        if !self.err.is_empty() {
            writeln!(std::io::stderr(), "{}", self.err).ok();
        }
        ExitCode::from(self.code)
    }

    #[cfg(test)]
    pub(crate) fn text(&self) -> String {
        [&*self.out, &*self.err].concat()
    }

    #[cfg(test)]
    pub(crate) fn code(&self) -> u8 {
        self.code
    }
}

#[cfg(test)]
mod tests {
    use domain::Language;

    use super::*;

    #[test]
    fn a_script_gets_one_object_whatever_happens() {
        let words = Words::of(Language::Nn);
        let reply = Reply::done("to oppgåver".to_owned(), &[1, 2]);
        let told = Told::new(words, true, reply.and(Ending::SessionEnded { waiting: 2 }));
        let read: Value = serde_json::from_str(&told.out).unwrap();
        assert_eq!(read["code"], "session_ended");
        assert_eq!(read["waiting"], 2);
        assert_eq!(read["exit"], 21);
        assert_eq!(read["result"], json!([1, 2]));
        assert!(read["text"].as_str().unwrap().contains('2'));
        assert!(told.err.is_empty());
    }
}
