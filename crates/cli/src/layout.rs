//! Columns and lines.

/// Rows under a head, each column as wide as its widest cell. No line ends in spaces.
pub(crate) fn table<const N: usize>(head: [&str; N], rows: &[[String; N]]) -> String {
    let mut widths = head.map(width);
    for row in rows {
        for (most, cell) in widths.iter_mut().zip(row) {
            *most = width(cell).max(*most);
        }
    }
    let line = |cells: [&str; N]| {
        let padded = cells.iter().zip(widths).map(|(cell, most)| {
            let gap = " ".repeat(most.saturating_sub(width(cell)));
            format!("{cell}{gap}")
        });
        let line: Vec<String> = padded.collect();
        line.join("  ").trim_end().to_owned()
    };
    let mut lines = vec![line(head)];
    lines.extend(
        rows.iter()
            .map(|row| line(row.each_ref().map(String::as_str))),
    );
    lines.join("\n")
}

fn width(text: &str) -> usize {
    text.chars().count()
}

/// A text with each of its lines moved to the right.
pub(crate) fn indented(text: &str, by: usize) -> String {
    let lines = text.lines().map(|line| format!("{}{line}", " ".repeat(by)));
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_what_stands_in_them() {
        let rows = [
            ["Våler".to_owned(), "1".to_owned()],
            ["Å".to_owned(), String::new()],
        ];
        assert_eq!(table(["A", "B"], &rows), "A      B\nVåler  1\nÅ");
    }

    #[test]
    fn each_line_moves() {
        assert_eq!(indented("a\nb", 2), "  a\n  b");
    }
}
