//! What is remembered of a unit: the key of everything that went into it, and the files that came out. A record is
//! believed only if it reads, its key is the present one and every file is there with its checksum.

use super::output;
use super::unit::{Format, Settings};
use crate::document::Book;
use crate::layout::fonts::installed_files;
use crate::resolve::Assets;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// Folder of the records below the output folder.
const FOLDER: &str = ".offprint";

/// A unit's entry in the manifest, and its record in the cache.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// The post's id, or the category's name for a volume.
    pub id: String,
    /// `post` or `volume`.
    pub kind: String,
    /// Title.
    pub title: String,
    /// Category.
    pub category: String,
    /// `YYYY-MM-DD`.
    pub date: Option<String>,
    /// Pages of the PDF.
    pub pages: Option<usize>,
    /// Words of the text.
    pub words: usize,
    /// Files, in the order of the formats.
    pub files: Vec<FileRecord>,
}

/// A file that was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileRecord {
    /// `epub` or `pdf`.
    pub format: String,
    /// Path below the output folder, with `/`.
    pub path: String,
    /// Bytes.
    pub size: usize,
    /// Lower-case hexadecimal SHA-256.
    pub sha256: String,
}

#[derive(Serialize, Deserialize)]
struct Entry {
    key: String,
    record: Record,
}

impl FileRecord {
    /// Describes a file's content.
    pub fn new(format: Format, path: String, bytes: &[u8]) -> FileRecord {
        FileRecord {
            format: format.extension().to_owned(),
            path,
            size: bytes.len(),
            sha256: hex(Sha256::digest(bytes)),
        }
    }

    fn is_whole(&self, out: &Path) -> bool {
        std::fs::read(out.join(&self.path)).is_ok_and(|bytes| hex(Sha256::digest(bytes)) == self.sha256)
    }
}

/// The key of all that reaches a unit's files. The resolved book holds the text and what its links found (a sibling's
/// changed title is in it); assets, theme, fonts, flags and version are added.
pub fn key(book: &Book, assets: &Assets, settings: &Settings, formats: &[Format], epoch: Option<i64>) -> String {
    let mut hash = Sha256::new();
    let mut add = |text: &str| {
        hash.update(text.len().to_le_bytes());
        hash.update(text);
    };
    add(env!("CARGO_PKG_VERSION"));
    add(&format!("{book:?}"));
    for (source, asset) in assets.iter() {
        add(source);
        add(&asset.digest);
    }
    let Settings { theme, layout, embed_fonts, theme_folder, .. } = settings;
    add(&format!("{theme:?} {layout:?} {embed_fonts} {formats:?} {epoch:?}"));
    add(&settings.cover.as_ref().map(|cover| format!("{} {}", cover.first, cover.image.digest)).unwrap_or_default());
    for family in theme.families.values() {
        for face in [&family.regular, &family.italic, &family.bold, &family.bold_italic] {
            let file = theme_folder.as_deref().filter(|_| !face.is_empty()).map(|folder| folder.join(face));
            let content = file.and_then(|file| std::fs::read(file).ok());
            add(&content.map(|bytes| hex(Sha256::digest(bytes))).unwrap_or_default());
        }
    }
    installed_files(theme).iter().for_each(|file| add(file));
    hex(hash.finalize())
}

/// The record of a unit whose key is still the same and whose files are whole.
pub fn find(out: &Path, category: &str, id: &str, key: &str) -> Option<Record> {
    let entry = read(out, category, id)?;
    (entry.key == key && entry.record.files.iter().all(|file| file.is_whole(out))).then_some(entry.record)
}

/// The record of a unit's files as they lie there, whatever they were made from: for a unit that failed this time.
pub fn last(out: &Path, category: &str, id: &str) -> Option<Record> {
    read(out, category, id)
        .map(|entry| entry.record)
        .filter(|record| record.files.iter().all(|file| file.is_whole(out)))
}

/// Keeps a record. To be called after the unit's files are in place: a run that is killed before leaves no belief.
pub fn keep(out: &Path, category: &str, id: &str, key: &str, record: &Record) -> Result<(), String> {
    let entry = Entry { key: key.to_owned(), record: record.clone() };
    let text = serde_json::to_vec(&entry).map_err(|error| error.to_string())?;
    output::write(&path(out, category, id), &text)
}

fn read(out: &Path, category: &str, id: &str) -> Option<Entry> {
    let text = std::fs::read(path(out, category, id)).ok()?;
    let entry: Entry = serde_json::from_slice(&text).ok()?;
    (entry.record.id == id && entry.record.category == category).then_some(entry)
}

fn path(out: &Path, category: &str, id: &str) -> PathBuf {
    output::path_in(&output::path_in(&out.join(FOLDER), category, "d"), id, "json")
}

fn hex(digest: impl AsRef<[u8]>) -> String {
    digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record() -> Record {
        Record {
            id: "a".into(),
            kind: "post".into(),
            title: "A".into(),
            category: "c".into(),
            date: None,
            pages: Some(1),
            words: 2,
            files: vec![FileRecord::new(Format::Pdf, "c/a.pdf".into(), b"pdf")],
        }
    }

    #[test]
    fn a_record_is_believed_only_while_all_of_it_holds() {
        let root = tempfile::tempdir().expect("folder");
        let out = root.path();
        output::write(&out.join("c/a.pdf"), b"pdf").expect("written");
        keep(out, "c", "a", "k", &record()).expect("kept");
        assert_eq!(find(out, "c", "a", "k"), Some(record()));
        assert_eq!(find(out, "c", "a", "other"), None, "another key");
        assert_eq!(last(out, "c", "a"), Some(record()));
        output::write(&out.join("c/a.pdf"), b"pdX").expect("damaged");
        assert_eq!(find(out, "c", "a", "k"), None, "a damaged output");
        output::write(&out.join("c/a.pdf"), b"pdf").expect("written");
        output::write(&path(out, "c", "a"), b"{").expect("damaged");
        assert_eq!(find(out, "c", "a", "k"), None, "a damaged record");
    }
}
