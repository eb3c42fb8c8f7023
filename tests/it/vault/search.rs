//! A search for words in files, in every form that a program might leave them in.

use std::{
    collections::BTreeSet,
    io::Read,
    path::{Path, PathBuf},
};

use data_encoding::{BASE64_NOPAD, HEXLOWER};
use flate2::read::{DeflateDecoder, GzDecoder, ZlibDecoder};

/// More than any packed thing here unpacks to.
const UNPACKED_MAX: u64 = 8 << 20;

/// A word, and the bytes that it would be found as.
pub(crate) struct Canary {
    pub(crate) word: String,
    forms: Vec<(&'static str, Vec<u8>)>,
}

impl Canary {
    pub(crate) fn new(word: impl Into<String>) -> Self {
        let word = word.into();
        let utf8 = word.as_bytes();
        let wide: Vec<u8> = word.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let mut forms = vec![
            ("UTF-8", utf8.to_vec()),
            ("UTF-16LE", wide),
            ("hexadecimal digits", HEXLOWER.encode(utf8).into_bytes()),
        ];
        for (shift, name) in ["base64", "base64 from 1", "base64 from 2"]
            .into_iter()
            .enumerate()
        {
            forms.push((name, in_the_middle(utf8, shift)));
        }
        Self { word, forms }
    }
}

/// The digits of base64 that depend on the word alone, where it begins so many bytes after a group of three.
fn in_the_middle(word: &[u8], shift: usize) -> Vec<u8> {
    let mut bytes = vec![0; shift];
    bytes.extend_from_slice(word);
    let whole = bytes.len() / 3 * 4;
    let first = if shift == 0 { 0 } else { 4 };
    BASE64_NOPAD.encode(&bytes).as_bytes()[first..whole].to_vec()
}

/// What was found, and where: the file, the word, and the form.
pub(crate) type Hits = BTreeSet<(PathBuf, String, &'static str)>;

/// Searches every file under a folder.
pub(crate) fn search(folder: &Path, canaries: &[Canary]) -> Hits {
    let mut hits = Hits::new();
    for file in files(folder) {
        // A file may go while it is looked for.
        let Ok(bytes) = std::fs::read(&file) else {
            continue;
        };
        look(&file, &bytes, canaries, &mut hits);
        for packed in unpacked(&bytes) {
            look(&file, &packed, canaries, &mut hits);
        }
    }
    hits
}

/// How many files there are under a folder.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return vec![];
    };
    let mut found = Vec::new();
    for entry in entries.map(Result::unwrap) {
        let kind = entry.file_type().unwrap();
        if kind.is_dir() {
            found.extend(files(&entry.path()));
        } else if kind.is_file() {
            found.push(entry.path());
        }
    }
    found
}

fn look(file: &Path, bytes: &[u8], canaries: &[Canary], hits: &mut Hits) {
    for canary in canaries {
        for (form, wanted) in &canary.forms {
            if contains(bytes, wanted) {
                hits.insert((file.to_owned(), canary.word.clone(), form));
            }
        }
    }
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    let Some((first, rest)) = wanted.split_first() else {
        return false;
    };
    let mut at = 0;
    while let Some(next) = bytes[at..].iter().position(|byte| byte == first) {
        at += next + 1;
        if bytes[at..].starts_with(rest) {
            return true;
        }
    }
    false
}

/// What is packed in a file, wherever in it: members of gzip, and streams of zlib.
fn unpacked(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    for at in 0..bytes.len() {
        let rest = &bytes[at..];
        let read = if rest.starts_with(&[0x1f, 0x8b, 8]) {
            read_all(GzDecoder::new(rest))
        } else if [[0x78, 0x01], [0x78, 0x9c], [0x78, 0xda]]
            .iter()
            .any(|head| rest.starts_with(head))
        {
            read_all(ZlibDecoder::new(rest))
        } else if at == 0 {
            read_all(DeflateDecoder::new(rest))
        } else {
            continue;
        };
        if !read.is_empty() {
            found.push(read);
        }
    }
    found
}

/// As much as can be read before an error.
fn read_all(from: impl Read) -> Vec<u8> {
    let mut read = Vec::new();
    // What came before an error counts too.
    drop(from.take(UNPACKED_MAX).read_to_end(&mut read));
    read
}

#[test]
fn the_search_finds_what_is_planted_in_every_form() {
    use std::io::Write;

    use flate2::{
        Compression,
        write::{GzEncoder, ZlibEncoder},
    };

    let canary = [Canary::new("Kanarifugl 1234567 blåbær")];
    let word = canary[0].word.clone();
    let around = |bytes: &[u8]| [b"noise \0\xff".as_slice(), bytes, b"\x01 noise"].concat();
    let gzip = |bytes: &[u8]| {
        let mut packed = GzEncoder::new(Vec::new(), Compression::default());
        packed.write_all(bytes).unwrap();
        packed.finish().unwrap()
    };
    let zlib = |bytes: &[u8]| {
        let mut packed = ZlibEncoder::new(Vec::new(), Compression::best());
        packed.write_all(bytes).unwrap();
        packed.finish().unwrap()
    };
    let wide: Vec<u8> = word.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut planted = vec![
        word.clone().into_bytes(),
        wide.clone(),
        HEXLOWER.encode(word.as_bytes()).into_bytes(),
        gzip(&around(word.as_bytes())),
        gzip(&wide),
        zlib(word.as_bytes()),
    ];
    for before in ["", "x", "xy", "xyz"] {
        let text = format!("{before}{word}, og mer");
        planted.push(BASE64_NOPAD.encode(text.as_bytes()).into_bytes());
    }
    for bytes in planted {
        let folder = tempfile::tempdir().unwrap();
        let deep = folder.path().join("a/b");
        std::fs::create_dir_all(&deep).unwrap();
        std::fs::write(deep.join("file"), around(&bytes)).unwrap();
        let hits = search(folder.path(), &canary);
        assert!(!hits.is_empty(), "{bytes:?}");
        std::fs::write(deep.join("file"), around(&bytes[1..bytes.len() / 2])).unwrap();
        assert!(search(folder.path(), &canary).is_empty());
    }
}
