//! What is wrong with something sent in.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::text::{Language, Text};

/// One fault in a submission, for machines and their operators.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema, thiserror::Error)]
#[error("{at}: found {found}, expected {expected}")]
pub struct Fault {
    /// The field or point, after the line where there is one.
    pub at: String,
    /// What was found; never a free text of the sender.
    pub found: String,
    /// What was expected.
    pub expected: String,
}

/// One fault in a submission or a file, for the people who must mend it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InputFault {
    /// The line of the file, from 1.
    pub line: Option<u32>,
    /// The field or point; empty where a line is all that is known.
    pub at: String,
    /// What was found; never a free text of the sender.
    pub found: Text,
    /// What was expected.
    pub expected: Text,
}

impl InputFault {
    /// A fault at a field or point.
    pub fn at(at: &str, found: Text, expected: Text) -> Self {
        Self {
            line: None,
            at: at.to_owned(),
            found,
            expected,
        }
    }

    /// The same fault, on a line.
    #[must_use]
    pub fn on_line(self, line: u32) -> Self {
        Self {
            line: Some(line),
            ..self
        }
    }

    /// The fault as a sentence.
    pub fn message(&self) -> Text {
        Text::each(|language| {
            let (found, expected) = (self.found.get(language), self.expected.get(language));
            let place = self.place(language);
            language.pick(
                format!("{place}: fant {found}, ventet {expected}"),
                format!("{place}: fann {found}, venta {expected}"),
                format!("{place}: found {found}, expected {expected}"),
            )
        })
    }

    fn place(&self, language: Language) -> String {
        let line = language.pick("linje", "linje", "line");
        match (self.line, self.at.as_str()) {
            (None, at) => at.to_owned(),
            (Some(number), "") => format!("{line} {number}"),
            (Some(number), at) => format!("{line} {number}, {at}"),
        }
    }
}

impl From<InputFault> for Fault {
    fn from(fault: InputFault) -> Self {
        Self {
            at: fault.place(Language::En),
            found: fault.found.en,
            expected: fault.expected.en,
        }
    }
}
