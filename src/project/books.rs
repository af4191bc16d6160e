//! From parsed texts to a book: what the site says, what links are looked up in, the glossary, the images.

use super::book_file;
use super::files::{BookOfFiles, ChapterFile};
use super::posts::{Project, real_folder};
use super::texts::{self, Parsed};
use crate::config::BookWhen;
use crate::diagnostics::Diagnostics;
use crate::dialect::{self, Syntax};
use crate::document::characters::one_line;
use crate::document::{Book, Document};
use crate::report::{Report, Stage};
use crate::resolve::{self, Assets, BookPlan, FieldNotes, Siblings, Whole};
use crate::site::{Kind, Post, readable};
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
    /// The book of a single text: a post, or if it is a manuscript, the book of its chapters. Outside of any site a text is
    /// in no category but the one that it names itself, whatever the folder is called.
    pub fn post_book(
        &self,
        file: &Path,
        mut parsed: Arc<Parsed>,
        siblings: Option<Siblings>,
        report: &mut Report,
    ) -> (Book, Assets) {
        let category = parsed.document.meta.category.as_deref().unwrap_or_default();
        if self.site.kind() == Kind::Plain && !self.settings.config.categories.contains_key(category) {
            let own = parsed.written.category.clone();
            Arc::make_mut(&mut parsed).document.meta.category = own;
        }
        let mut plan = BookPlan::default();
        if self.is_book(file, &parsed) {
            plan.whole = Whole::Manuscript;
            plan.numbering = parsed.document.meta.numbering;
            plan.divided.insert(0);
            let parsed = Arc::make_mut(&mut parsed);
            let title = parsed.written.title.clone();
            parsed.document.meta.title = title.clone().unwrap_or_else(|| name(file));
            resolve::settle_title(&mut parsed.document, title.as_deref());
        }
        let mut chapters = Chapters::default();
        chapters.add(file, parsed, report);
        self.book(chapters, &plan, siblings, report)
    }

    /// Whether a text that is exported alone is a book. The headings of a plain text are sections of a post.
    fn is_book(&self, file: &Path, parsed: &Parsed) -> bool {
        match self.settings.export.book.unwrap_or_default() {
            BookWhen::Always => true,
            BookWhen::Never => false,
            BookWhen::Auto => {
                let is_post = parsed.written.dated || parsed.written.category.is_some();
                self.site.kind() == Kind::Plain
                    && dialect::guess_syntax(file) != Syntax::PlainText
                    && resolve::is_manuscript(&parsed.document, is_post)
            }
        }
    }

    /// The book of these files. The error is a file that cannot be read, with the reason.
    pub fn book_of_files(&self, book: BookOfFiles, report: &mut Report) -> Result<(Book, Assets), (PathBuf, String)> {
        let BookOfFiles { files, mut plan } = book;
        let mut chapters = Chapters::default();
        for (index, ChapterFile { path, title }) in files.into_iter().enumerate() {
            let mut parsed =
                report.stage_with(Stage::Read, |_| self.named(&path)).map_err(|why| (path.clone(), why))?;
            let is_titled = title.is_some() || parsed.written.title.is_some();
            if !is_titled && resolve::is_manuscript(&parsed.document, false) {
                plan.divided.insert(index);
            }
            let title = title.or_else(|| plan.divided.contains(&index).then(|| name(&path)));
            if let Some(title) = title {
                Arc::make_mut(&mut parsed).document.meta.title = one_line(&title);
            }
            chapters.add(&path, parsed, report);
        }
        Ok(self.book(chapters, &plan, None, report))
    }

    /// The book that a file like `book.yaml` describes; `None` if something in the file is wrong, which is said. The error
    /// is why the file cannot be read.
    pub fn described_book(&self, path: &Path, said: &mut Diagnostics) -> Result<Option<BookOfFiles>, String> {
        let file = texts::file(path, texts::read_text(path)?);
        let source = self.add_source(&file);
        let folder = path.parent().unwrap_or(Path::new(""));
        Ok(book_file::read(source, &file, folder, said))
    }

    /// The book of a folder's texts, in the order of the site's list of contents; `None` if there are none.
    pub fn book_of_folder(&self, folder: &Path, title: Option<&str>) -> Option<BookOfFiles> {
        let folder = real_folder(folder);
        let posts: Vec<&Post> = self.site.posts_below(&folder).collect();
        let first = posts.first()?;
        let section = self.site.sections.iter().find(|section| section.name == first.category);
        let whole_site = posts.len() == self.site.posts.len();
        let of_site = self.site.about.title.as_deref().filter(|_| whole_site);
        let of_section =
            section.filter(|section| section.folder == folder).and_then(|section| section.title.as_deref());
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        let title = title.or(of_site).or(of_section).map_or_else(|| readable(&name, ""), str::to_owned);
        Some(BookOfFiles::of_posts(&posts, &title))
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
        let mut plan = plan.clone();
        // A flag counts more than a book's own word, which counts more than the configuration.
        plan.forced = self.settings.numbering_is_typed;
        plan.numbering = match self.settings.export.numbering {
            Some(numbering) if plan.forced => Some(numbering),
            configured => plan.numbering.or(configured),
        };
        crate::assemble_planned(documents, &folders, notes, &plan, &site, &self.settings.fetch, report)
    }
}

/// The name of a file, as the title of its text.
fn name(file: &Path) -> String {
    readable(&file.file_stem().unwrap_or_default().to_string_lossy(), "")
}
