//! From parsed texts to a book: what the site says, what links are looked up in, the glossary, the images.

use super::posts::Project;
use super::texts::Parsed;
use crate::document::{Book, Document};
use crate::report::{Report, Stage};
use crate::resolve::{Assets, BookPlan, FieldNotes, Siblings, Whole};
use crate::site::Kind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The texts of a book, in the order of its chapters.
#[derive(Debug, Default)]
pub struct Chapters {
    documents: Vec<Document>,
    /// The folders that image paths are relative to, one a document.
    folders: Vec<PathBuf>,
}

impl Chapters {
    /// Adds a text of a file, and what parsing it had to say. It is not copied where nobody else holds it.
    pub fn add(&mut self, file: &Path, parsed: Arc<Parsed>, report: &mut Report) {
        let parsed = Arc::unwrap_or_clone(parsed);
        report.diagnostics.extend(parsed.diagnostics);
        self.documents.push(parsed.document);
        let folder = file.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
        self.folders.push(folder.to_path_buf());
    }

    /// The texts as they were parsed.
    pub fn documents(&self) -> &[Document] {
        &self.documents
    }
}

impl Project {
    /// The book of a single text. Outside of any site it is in no category but the one that it names itself, whatever
    /// the folder is called.
    pub fn post_book(
        &self,
        file: &Path,
        mut parsed: Arc<Parsed>,
        siblings: Option<Siblings>,
        report: &mut Report,
    ) -> (Book, Assets) {
        let category = parsed.document.meta.category.as_deref().unwrap_or_default();
        if self.site.kind() == Kind::Plain && !self.settings.config.categories.contains_key(category) {
            let own = parsed.category.clone();
            Arc::make_mut(&mut parsed).document.meta.category = own;
        }
        let mut chapters = Chapters::default();
        chapters.add(file, parsed, report);
        self.book(chapters, &BookPlan::default(), siblings, report)
    }

    /// The book that these texts make by a plan. `siblings` are the books that are made beside it.
    pub fn book(
        &self,
        chapters: Chapters,
        plan: &BookPlan,
        siblings: Option<Siblings>,
        report: &mut Report,
    ) -> (Book, Assets) {
        let Chapters { documents, folders } = chapters;
        let folder = folders.first().cloned().unwrap_or_default();
        let mut site = report.stage_with(Stage::Prepare, |said| self.context(&folder, said));
        site.index = self.index_for(&documents);
        site.siblings = siblings;
        let notes = match self.settings.has_glossary(!matches!(plan.whole, Whole::Posts)) {
            true => self.field_notes(&documents, report),
            false => FieldNotes::default(),
        };
        let fetch = &self.settings.fetch;
        crate::assemble_planned(documents, &folders, notes, plan, &site, fetch, report)
    }
}
