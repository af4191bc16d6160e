//! What the program writes itself while it watches: no reason for another run.

use crate::batch::{feeds, manifest, record};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The folders and files that are the program's own.
#[derive(Debug, Default)]
pub struct Own {
    /// Folders it writes to, absolute; where links lead, too.
    folders: BTreeSet<PathBuf>,
    /// Those of them that hold a watched folder: only single files there are the program's.
    shared: BTreeSet<PathBuf>,
    /// Files that it wrote to shared folders.
    files: BTreeSet<PathBuf>,
}

impl Own {
    /// The program writes below this folder.
    pub fn add(&mut self, folder: &Path) {
        self.folders.insert(std::path::absolute(folder).unwrap_or_else(|_| folder.to_path_buf()));
        self.folders.extend(folder.canonicalize());
    }

    /// Learns what is watched: folders with their links followed. An output folder above the texts is not the program's
    /// alone.
    pub fn watched(&mut self, roots: &[PathBuf]) {
        let holds = |folder: &&PathBuf| roots.iter().any(|root| root.starts_with(folder));
        self.shared = self.folders.iter().filter(holds).cloned().collect();
    }

    /// Learns the books of an output folder after a run. Those of earlier runs stay known: they may be removed.
    pub fn wrote(&mut self, out: &Path) {
        self.add(out);
        let Ok(folder) = out.canonicalize() else { return };
        if self.shared.contains(&folder) {
            for book in record::all(out) {
                self.files.extend(book.parts().map(|(path, ..)| folder.join(path)));
            }
        }
    }

    /// Whether all of a folder is the program's.
    pub fn is_folder(&self, path: &Path) -> bool {
        let alone = |folder: &PathBuf| !self.shared.contains(folder) && path.starts_with(folder);
        let apart = |folder: &PathBuf| {
            [record::FOLDER, feeds::FOLDER].into_iter().any(|inner| path.starts_with(folder.join(inner)))
        };
        self.folders.iter().any(alone) || self.shared.iter().any(apart)
    }

    /// Whether a change of this path is the program's: of a file it wrote, or of a folder that holds one.
    pub fn has(&self, path: &Path) -> bool {
        let is_manifest = || {
            let parent = path.parent().is_some_and(|parent| self.shared.contains(parent));
            parent && path.file_name().is_some_and(|name| manifest::is_file_name(&name.to_string_lossy()))
        };
        let holds_one = || self.files.range(path.to_path_buf()..).next().is_some_and(|file| file.starts_with(path));
        self.is_folder(path) || is_manifest() || holds_one()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::book::{FileRecord, Record};
    use crate::batch::key::Keys;
    use crate::batch::record::Entry;
    use crate::batch::unit::Format;

    /// An output folder that holds the texts, after a run.
    fn shared() -> (tempfile::TempDir, PathBuf, Own) {
        let root = tempfile::tempdir().expect("folder");
        let out = root.path().canonicalize().expect("folder");
        std::fs::create_dir_all(out.join("essays")).expect("folder");
        let file = FileRecord::new(Format::Pdf, "essays/lens.pdf".into(), b"pdf");
        let record = Record { id: "lens".into(), category: "essays".into(), files: vec![file], ..Record::default() };
        record::keep(&out, &Entry { keys: Keys::new(), warnings: 0, record }).expect("kept");
        let mut own = Own::default();
        own.add(&out);
        own.watched(&[out.join("essays")]);
        own.wrote(&out);
        (root, out, own)
    }

    #[test]
    fn of_an_output_folder_above_the_texts_only_what_was_written_is_own() {
        let (_root, out, own) = shared();
        let names =
            ["essays/lens.pdf", "essays", ".offprint/essays.d/lens.json", "manifest.json", "manifest.1-of-2.json"];
        assert!(names.into_iter().all(|name| own.has(&out.join(name))));
        assert!(own.has(&out.join(feeds::FOLDER).join("all.json")));
        let others = ["essays/lens.md", "essays/lens.pdf.md", "essays/new", "notes", "data/manifest.json", "lens.pdf"];
        assert!(!others.into_iter().any(|name| own.has(&out.join(name))));
        assert!(!own.is_folder(&out) && !own.is_folder(&out.join("essays")) && own.is_folder(&out.join(".offprint")));
    }

    #[test]
    fn all_of_an_output_folder_apart_is_own() {
        let (_root, out, _) = shared();
        let mut own = Own::default();
        own.add(&out.join("out"));
        own.watched(&[out.join("essays"), out.clone()]);
        assert!(own.has(&out.join("out/essays/any.txt")) && own.is_folder(&out.join("out")));
        assert!(!own.has(&out.join("essays/any.txt")) && !own.has(&out.join("outer")));
    }
}
