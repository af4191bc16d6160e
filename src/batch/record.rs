//! What is remembered of a unit: the keys of everything that went into its files, and the files that came out. A record
//! is believed only if it reads, its keys are the present ones and every file is there with its checksum.

use super::book::Record;
use super::key::{Keys, PICTURES};
use super::output;
use super::unit::Format;
use crate::resolve::digest::sha256;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// Folder of the records below the output folder.
pub const FOLDER: &str = ".offprint";

/// A unit's record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// What the files were made from, by format.
    pub keys: Keys,
    /// Warnings of the run that made them.
    pub warnings: usize,
    /// The book.
    pub record: Record,
}

impl Entry {
    /// Leaves only files that were made from what `keys` say and are there with their checksum.
    pub fn current(mut self, out: &Path, keys: &Keys) -> Entry {
        let same = |format: &str| keys.contains_key(format) && keys.get(format) == self.keys.get(format);
        self.record.files.retain(|file| same(&file.format) && is_whole(out, &file.path, &file.sha256));
        if !same(PICTURES) || !self.record.pictures().all(|picture| is_whole(out, &picture.path, &picture.sha256)) {
            self.record.cover = None;
            self.record.thumbnail = None;
            self.record.pictures.clear();
        }
        self
    }

    /// Reads the bytes of a record. `None` if it does not read, or names a file that is not below the output folder:
    /// files of a record are removed when their post is gone.
    pub fn parse(bytes: &[u8]) -> Option<Entry> {
        let entry: Entry = serde_json::from_slice(bytes).ok()?;
        let is_below = entry.record.parts().all(|(path, ..)| output::is_below(path));
        is_below.then_some(entry)
    }

    /// Whether it has all of some formats.
    pub fn has(&self, formats: &[Format]) -> bool {
        formats.iter().all(|format| self.record.files.iter().any(|file| file.format == format.extension()))
    }
}

/// The record of a unit, whatever its files are now.
pub fn read(out: &Path, category: &str, id: &str) -> Option<Entry> {
    let entry = load(&path(out, category, id))?;
    (entry.record.id == id && entry.record.category == category).then_some(entry)
}

/// The record of a unit's files as they lie there, whatever they were made from: for a unit that failed this time.
pub fn last(out: &Path, category: &str, id: &str) -> Option<Record> {
    let entry = read(out, category, id)?;
    let whole = entry.record.parts().all(|(path, _, sum)| is_whole(out, path, sum));
    whole.then_some(entry.record)
}

/// Keeps a record. To be called after the unit's files are in place: a run that is killed before leaves no belief.
pub fn keep(out: &Path, entry: &Entry) -> Result<(), String> {
    let text = serde_json::to_vec(entry).map_err(|error| error.to_string())?;
    output::write(&path(out, &entry.record.category, &entry.record.id), &text)
}

/// Every record of an output folder that reads.
pub fn all(out: &Path) -> Vec<Record> {
    let folders = entries(&out.join(FOLDER)).into_iter().filter(|path| path.is_dir());
    let files =
        folders.flat_map(|folder| entries(&folder)).filter(|path| path.extension().is_some_and(|e| e == "json"));
    files.filter_map(|file| load(&file)).map(|entry| entry.record).collect()
}

/// Forgets a unit and removes its files; those that could be removed.
pub fn remove(out: &Path, record: &Record) -> Vec<PathBuf> {
    let files = record.parts().map(|(path, _, _)| out.join(path));
    let removed = files.filter(|file| std::fs::remove_file(file).is_ok()).collect();
    // A record without files is not believed: it is no matter if it stays.
    let _ = std::fs::remove_file(path(out, &record.category, &record.id));
    removed
}

/// Where a unit's record is.
pub fn path(out: &Path, category: &str, id: &str) -> PathBuf {
    output::path_in(&output::path_in(&out.join(FOLDER), category, "d"), id, "json")
}

fn load(path: &Path) -> Option<Entry> {
    Entry::parse(&std::fs::read(path).ok()?)
}

fn is_whole(out: &Path, path: &str, sum: &str) -> bool {
    std::fs::read(out.join(path)).is_ok_and(|bytes| sha256(&bytes) == sum)
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

#[cfg(test)]
mod tests {
    use super::super::book::FileRecord;
    use super::*;

    fn entry() -> Entry {
        let file = |format: Format, bytes: &[u8]| FileRecord::new(format, format!("c/a.{}", format.extension()), bytes);
        let files = vec![file(Format::Epub, b"epub"), file(Format::Pdf, b"pdf")];
        let record = Record { id: "a".into(), category: "c".into(), files, ..Record::default() };
        Entry { keys: keys("e", "p"), warnings: 0, record }
    }

    fn keys(epub: &str, pdf: &str) -> Keys {
        [("epub", epub), ("pdf", pdf)].map(|(format, key)| (format.to_owned(), key.to_owned())).into()
    }

    fn found(out: &Path, keys: &Keys) -> Vec<String> {
        let entry = read(out, "c", "a").map(|entry| entry.current(out, keys));
        entry.map(|entry| entry.record.files.into_iter().map(|file| file.format).collect()).unwrap_or_default()
    }

    #[test]
    fn a_record_is_believed_only_while_all_of_it_holds() {
        let root = tempfile::tempdir().expect("folder");
        let out = root.path();
        output::write(&out.join("c/a.epub"), b"epub").expect("written");
        output::write(&out.join("c/a.pdf"), b"pdf").expect("written");
        keep(out, &entry()).expect("kept");
        assert_eq!(found(out, &keys("e", "p")), ["epub", "pdf"]);
        assert_eq!(found(out, &keys("e", "other")), ["epub"], "another key");
        assert_eq!(found(out, &Keys::new()), Vec::<String>::new(), "no key");
        assert_eq!(last(out, "c", "a"), Some(entry().record));
        output::write(&out.join("c/a.pdf"), b"pdX").expect("damaged");
        assert_eq!(found(out, &keys("e", "p")), ["epub"], "a damaged output");
        assert_eq!(last(out, "c", "a"), None);
        output::write(&out.join("c/a.pdf"), b"pdf").expect("written");
        output::write(&path(out, "c", "a"), b"{").expect("damaged");
        assert_eq!(found(out, &keys("e", "p")), Vec::<String>::new(), "a damaged record");
        assert_eq!(all(out), []);
    }

    #[test]
    fn a_record_that_names_a_file_outside_is_not_believed() {
        let root = tempfile::tempdir().expect("folder");
        let out = root.path().join("out");
        for outside in ["../owner.txt", "/etc/hosts", "c/../../owner.txt", ""] {
            let mut entry = entry();
            entry.record.files[0].path = outside.to_owned();
            keep(&out, &entry).expect("kept");
            assert_eq!((read(&out, "c", "a"), all(&out)), (None, Vec::new()), "{outside}");
        }
    }

    #[test]
    fn a_unit_is_forgotten_with_its_files() {
        let root = tempfile::tempdir().expect("folder");
        let out = root.path();
        output::write(&out.join("c/a.pdf"), b"pdf").expect("written");
        keep(out, &entry()).expect("kept");
        assert_eq!(all(out), [entry().record]);
        assert_eq!(remove(out, &entry().record), [out.join("c/a.pdf")], "the other was not there");
        assert_eq!((all(out), out.join("c/a.pdf").exists()), (Vec::new(), false));
    }
}
