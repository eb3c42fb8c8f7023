//! Reading and writing tables of text (RFC 4180, with either separator).

/// One row, and the line it begins on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    /// The line, from 1.
    pub(crate) line: u32,
    /// The fields, without their quotes.
    pub(crate) fields: Vec<String>,
}

/// A quote that is never closed, and the line its row begins on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct OpenQuote {
    /// The line, from 1.
    pub(crate) line: u32,
}

/// The rows of a table; empty lines are left out. Rows before an open quote are still given.
pub(crate) fn read(text: &str, separator: char) -> (Vec<Row>, Option<OpenQuote>) {
    let mut reader = Reader {
        rows: Vec::new(),
        fields: Vec::new(),
        field: String::new(),
        line: 1,
        begins: 1,
    };
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted => {
                if chars.next_if_eq(&'"').is_some() {
                    reader.field.push('"');
                } else {
                    quoted = false;
                }
            }
            // A quote inside an unquoted field is a character like any other.
            '"' if reader.field.is_empty() => quoted = true,
            '\r' if !quoted && chars.peek() == Some(&'\n') => {}
            '\n' => {
                reader.line += 1;
                if quoted {
                    reader.field.push('\n');
                } else {
                    reader.end_row();
                }
            }
            c if c == separator && !quoted => reader.end_field(),
            c => reader.field.push(c),
        }
    }
    if quoted {
        let line = reader.begins;
        return (reader.rows, Some(OpenQuote { line }));
    }
    reader.end_row();
    (reader.rows, None)
}

struct Reader {
    rows: Vec<Row>,
    fields: Vec<String>,
    field: String,
    line: u32,
    begins: u32,
}

impl Reader {
    fn end_field(&mut self) {
        self.fields.push(std::mem::take(&mut self.field));
    }

    fn end_row(&mut self) {
        self.end_field();
        let fields = std::mem::take(&mut self.fields);
        if fields.iter().any(|field| !field.trim().is_empty()) {
            self.rows.push(Row {
                line: self.begins,
                fields,
            });
        }
        self.begins = self.line;
    }
}

/// A field as it is written: quoted where it must be.
pub(crate) fn field(text: &str, separator: char) -> String {
    let needs = |c: char| c == separator || matches!(c, '"' | '\n' | '\r');
    if text.contains(needs) || text.trim() != text {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_quotes_line_ends_and_lines() {
        let (rows, open) = read("a;b\r\n\"x;\"\"y\"\"\nz\";2\n\n;\nlast;\"\"", ';');
        assert_eq!(open, None);
        let found: Vec<_> = rows
            .iter()
            .map(|row| (row.line, row.fields.join("|")))
            .collect();
        assert_eq!(
            found,
            [
                (1, "a|b".to_owned()),
                (2, "x;\"y\"\nz|2".to_owned()),
                (6, "last|".to_owned())
            ]
        );
    }

    #[test]
    fn an_open_quote_is_told_with_its_line() {
        let (rows, open) = read("a;1\nb;\"2\nc;3\n", ';');
        assert_eq!(rows.len(), 1);
        assert_eq!(open, Some(OpenQuote { line: 2 }));
    }

    #[test]
    fn writes_what_it_reads() {
        for text in [
            "plain",
            "a;b",
            "say \"ja\"",
            "two\nlines",
            " outer ",
            "a\r\nb",
        ] {
            let line = field(text, ';');
            let (rows, _) = read(&line, ';');
            assert_eq!(rows[0].fields[0], text, "{line}");
        }
    }
}
