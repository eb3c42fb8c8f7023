//! Files that the officer asks for, in a folder that the officer knows.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use edge::Http;
use tables::{
    csv,
    figures::{Asked, name, page},
    xlsx,
};

use crate::{Desktop, Engine, EngineError, view::FiguresFile};

/// So many files of one name, and then something is wrong.
const FILES_MAX: u32 = 100;

/// A picture's file is smaller than this: bytes.
const PICTURE_MAX: usize = 4 << 20;

/// What every PNG file begins with (W3C PNG, section 5.2).
const PNG: [u8; 8] = [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n'];

impl<D: Desktop, H: Http> Engine<D, H> {
    /// Writes a table or a picture of the published figures to a file in a folder, for this user alone, and says
    /// which. Nothing is overwritten. A table is made from what is on this machine, with the page's suppression.
    pub async fn save_figures(
        &self,
        folder: PathBuf,
        file: FiguresFile,
    ) -> Result<PathBuf, EngineError> {
        self.touch();
        let sheet = self.figures().await?.sheet;
        let language = self.state().preferences().language;
        let now = self.ctx.now();
        let (indicator, of) = (file.indicator(), file.area_no().to_owned());
        let is_there = sheet.areas.iter().any(|row| row.area.no() == Some(&of));
        let table = || {
            let asked = Asked {
                indicator,
                county_no: &of,
                language,
            };
            page(&sheet, asked)
        };
        let (ending, bytes) = match file {
            FiguresFile::Csv { .. } => ("csv", csv::file(&table().rows).into_bytes()),
            FiguresFile::Xlsx { .. } => {
                let table = table();
                let packed = tokio::task::spawn_blocking(move || xlsx::workbook(&[table], now));
                let packed = packed.await.map_err(|_| EngineError::NotWritten)?;
                ("xlsx", packed.map_err(|_| EngineError::NotWritten)?)
            }
            FiguresFile::Svg { text, .. } if text.starts_with("<svg ") => {
                ("svg", text.into_bytes())
            }
            FiguresFile::Png { bytes, .. } if bytes.starts_with(&PNG) => ("png", bytes),
            FiguresFile::Svg { .. } | FiguresFile::Png { .. } => return Err(EngineError::BadInput),
        };
        if !is_there || (["svg", "png"].contains(&ending) && bytes.len() > PICTURE_MAX) {
            return Err(EngineError::BadInput);
        }
        write_new(folder, name(indicator, &of), ending, bytes).await
    }
}

/// Writes a file that was not there, for its owner alone, and says which. `name` is how its name begins.
pub async fn write_new(
    folder: PathBuf,
    name: String,
    ending: &'static str,
    bytes: Vec<u8>,
) -> Result<PathBuf, EngineError> {
    let written = tokio::task::spawn_blocking(move || write(&folder, &name, ending, &bytes)).await;
    let written = written.map_err(|_| EngineError::NotWritten)?;
    written.map_err(|error| {
        tracing::warn!(kind = ?error.kind(), "a file for the officer is not written");
        EngineError::NotWritten
    })
}

fn write(folder: &Path, name: &str, ending: &str, bytes: &[u8]) -> std::io::Result<PathBuf> {
    std::fs::create_dir_all(folder)?;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    for number in 1..=FILES_MAX {
        let more = if number == 1 {
            String::new()
        } else {
            format!("-{number}")
        };
        let file = folder.join(format!("{name}{more}.{ending}"));
        match options.open(&file) {
            Ok(mut opened) => {
                opened.write_all(bytes)?;
                opened.sync_all()?;
                return Ok(file);
            }
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(std::io::ErrorKind::AlreadyExists.into())
}
