//! What a book may reach beyond its own posts: the field notes of its glossary, and the books made beside it.

use super::output;
use crate::dialect::Reading;
use crate::document::Document;
use crate::report::Report;
use crate::resolve::{FieldNotes, Siblings, SiteIndex, linked_notes};
use crate::source::{SourceFile, Sources};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// From how far away the glossary takes notes: those that the posts' texts link to, and those that these notes' own
/// texts link to. Their readers need the words; what lies farther is for those who browse.
const GLOSSARY_STEPS: usize = 2;

/// Files of the posts made in a run, by category and id.
pub type Files = Arc<BTreeMap<(String, String), (String, String)>>;

/// The field notes of a book's glossary; none where none is wanted, or nothing is known of the site.
pub fn glossary(
    documents: &[Document],
    index: Option<&SiteIndex>,
    wanted: bool,
    reading: &Reading,
    sources: &mut Sources,
    report: &mut Report,
) -> FieldNotes {
    let index = index.filter(|_| wanted);
    index.map_or_else(FieldNotes::default, |index| field_notes(documents, index, reading, sources, report))
}

/// Reads the field notes that documents link to, and those that these link to. A note that cannot be read is left to
/// the site, with a word of why.
fn field_notes(
    documents: &[Document],
    index: &SiteIndex,
    reading: &Reading,
    sources: &mut Sources,
    report: &mut Report,
) -> FieldNotes {
    let mut notes = FieldNotes::default();
    let mut taken: BTreeSet<PathBuf> = BTreeSet::new();
    let mut wanted: Vec<PathBuf> = paths(documents, index, documents);
    for _ in 0..GLOSSARY_STEPS {
        let mut step = Vec::new();
        for path in wanted.into_iter().filter(|path| taken.insert(path.clone())) {
            if let Some(document) = read(&path, reading, sources, report) {
                step.push(document);
                notes.folders.push(path.parent().unwrap_or(Path::new(".")).to_path_buf());
            }
        }
        wanted = paths(&step, index, documents);
        notes.documents.append(&mut step);
    }
    notes
}

fn paths(documents: &[Document], index: &SiteIndex, book: &[Document]) -> Vec<PathBuf> {
    linked_notes(documents, index, book).into_iter().map(|note| note.path.clone()).collect()
}

fn read(path: &Path, reading: &Reading, sources: &mut Sources, report: &mut Report) -> Option<Document> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) => {
            let message = format!("{}: the field note cannot be read: {error}", path.display());
            let hint = "links to it lead to the site";
            report.diagnostics.warn(crate::diagnostics::Code::UnresolvedLink, None, message, hint);
            return None;
        }
    };
    let id = sources.add(SourceFile::new(path, text));
    Some(crate::read(id, sources.get(id)?, reading, report))
}

/// The files of all posts, given by category.
pub fn files(posts: &BTreeMap<String, BTreeSet<String>>) -> Files {
    let stem = |id: &str| output::path_in(Path::new("."), id, "x").with_extension("").display().to_string();
    let file = |category: &str, id: &str| (Siblings::key(category, id), (folder(category), stem(id)));
    let all = posts.iter().flat_map(|(category, ids)| ids.iter().map(move |id| (category, id)));
    Arc::new(all.map(|(category, id)| file(category, id)).collect())
}

fn folder(category: &str) -> String {
    output::category_folder(category).display().to_string()
}

/// Those files as seen from a book of a category.
pub fn siblings(files: &Files, category: &str, prefer: crate::resolve::LinksTo) -> Siblings {
    Siblings { folder: folder(category), files: Arc::clone(files), prefer }
}
