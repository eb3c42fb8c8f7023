//! `docs/OPERATIONS.md`, "Try it with curl": every block runs as printed and answers as printed.

use std::{
    fs,
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use serde_json::Value;
use uuid::Uuid;

use crate::program::{NOBODY, Program, ended};

/// The issuer of the printed discovery document.
const ISSUER: &str = "https://test.idporten.no";
/// Stands between the answers of two blocks.
const CUT: &str = "=== next block ===";

/// A block of the shell's, and the answer printed under it, if one is.
struct Block {
    lines: String,
    answer: Option<String>,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The fenced blocks of one section.
fn blocks(page: &str) -> Vec<Block> {
    let section = page
        .lines()
        .skip_while(|line| *line != "## Try it with curl");
    let section = section.skip(1).take_while(|line| !line.starts_with("## "));
    let mut blocks: Vec<Block> = Vec::new();
    let mut open: Option<(&str, String)> = None;
    for line in section {
        match (line.strip_prefix("```"), open.take()) {
            (Some(language), None) => open = Some((language, String::new())),
            (Some(_), Some(("sh", lines))) => blocks.push(Block {
                lines,
                answer: None,
            }),
            (Some(_), Some((_, text))) => {
                let block = blocks.last_mut().unwrap();
                assert!(
                    block.answer.replace(text).is_none(),
                    "two answers to one block"
                );
            }
            (None, Some((language, text))) => open = Some((language, format!("{text}{line}\n"))),
            (None, None) => (),
        }
    }
    blocks
}

/// An answer without what differs from run to run.
fn masked(answer: &str) -> Value {
    match serde_json::from_str(answer) {
        Ok(value) => mask(value),
        Err(_) => Value::String(answer.trim().to_owned()),
    }
}

fn mask(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(mask_text(text)),
        Value::Array(list) => list.into_iter().map(mask).collect(),
        Value::Object(fields) => {
            let fields = fields.into_iter().map(|(name, value)| (name, mask(value)));
            Value::Object(fields.collect())
        }
        other @ (Value::Null | Value::Bool(_) | Value::Number(_)) => other,
    }
}

fn mask_text(text: String) -> String {
    let is_hash = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_reference = text.len() == 16
        && text
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || (b'2'..=b'7').contains(&byte));
    let name = if text.parse::<Uuid>().is_ok() {
        "<id>"
    } else if text.parse::<Timestamp>().is_ok() {
        "<time>"
    } else if is_hash {
        "<hash>"
    } else if is_reference {
        "<reference>"
    } else {
        return text;
    };
    name.to_owned()
}

#[tokio::test]
async fn every_block_works_as_printed() {
    let page = fs::read_to_string(root().join("docs/OPERATIONS.md")).unwrap();
    let blocks = blocks(&page);
    assert!(blocks.len() >= 9, "{}", blocks.len());
    assert!(blocks.iter().filter(|block| block.answer.is_some()).count() >= 7);

    let mut program = Program::new().await;
    program.configure(|text| text.replace(NOBODY, ISSUER));
    let server = program.serve(&["serve"]);
    let mut lines: Vec<&str> = blocks.iter().map(|block| block.lines.as_str()).collect();
    // The server of this test has a port of its own.
    let address = format!("export SERVER={}\n", server.address);
    assert_eq!(lines[0], "export SERVER=http://127.0.0.1:8080\n");
    lines[0] = &address;
    let script = lines.join(&format!("echo; echo '{CUT}'\n"));
    let mut shell = program.command("sh");
    shell.args(["-eu", "-c", &script]).current_dir(root());
    let config = program.folder().join("server.toml");
    let said = ended(shell.env("HALVAARSRAPPORT_CONFIG", config), "").ok();

    let answers: Vec<&str> = said.split(CUT).collect();
    assert_eq!(answers.len(), blocks.len());
    for (block, said) in blocks.iter().zip(answers) {
        let printed = block.answer.as_deref().unwrap_or_default();
        assert_eq!(masked(said), masked(printed), "\n{}{said}", block.lines);
    }
}
