//! Doing a job: every post for itself, so that one that fails does not stop the others.

use super::Exit;
use super::args::Dump;
use super::check::{self, Checked};
use super::job::{Checks, Input, Job, Output, PostJob, Task};
use super::messages::{Messenger, out};
use crate::batch::unit::{self, Format, Refusal};
use crate::batch::{output, scope};
use crate::document::{Book, Document};
use crate::epub::{self, PageList};
use crate::layout::fonts::FontBook;
use crate::layout::page::Pages;
use crate::layout::quality::{Summary, Typography};
use crate::project::Settings;
use crate::report::{Report, Stage};
use crate::resolve::{self, Assets, SiteContext, SiteIndex};
use crate::source::{SourceFile, Sources};
use crate::{config, document};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Why a post was not exported.
struct Failure {
    message: String,
    hint: Option<String>,
}

impl Failure {
    fn new(message: impl Into<String>) -> Self {
        Failure { message: message.into(), hint: None }
    }

    fn hint(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Failure { message: message.into(), hint: Some(hint.into()) }
    }
}

/// Does a job, post by post, and returns the worst end.
pub fn run(job: &Job) -> Exit {
    let mut worker = Worker {
        job,
        messenger: Messenger::new(job.messages, job.quiet),
        indexes: BTreeMap::new(),
        fonts: Vec::new(),
        written: BTreeSet::new(),
        figures: Vec::new(),
    };
    let exit = job.posts.iter().map(|post| worker.post(post)).max().unwrap_or_default();
    if matches!(&job.task, Task::Check(checks) if checks.typography) {
        check::table(&worker.figures, job.messages, worker.messenger);
    }
    exit
}

/// What posts of a run share.
struct Worker<'a> {
    job: &'a Job,
    messenger: Messenger,
    /// What sites hold, by content folder.
    indexes: BTreeMap<PathBuf, Arc<SiteIndex>>,
    /// Fonts by the address of the settings whose theme names them.
    fonts: Vec<(*const Settings, Arc<FontBook>)>,
    /// Files of this run; no post may overwrite another's.
    written: BTreeSet<PathBuf>,
    /// Figures of the posts checked.
    figures: Vec<(String, Summary)>,
}

impl Worker<'_> {
    fn post(&mut self, post: &PostJob) -> Exit {
        let mut report = Report::default();
        let mut sources = Sources::default();
        let mut checked = None;
        let result = match &self.job.task {
            Task::Export => self.export(post, &mut sources, &mut report),
            Task::Dump(stage) => self.dump(post, *stage, &mut sources, &mut report).map(|()| Exit::Done),
            Task::Check(checks) => self.check(post, checks, &mut sources, &mut report).map(|done| {
                let exit = done.exit;
                checked = Some(done);
                exit
            }),
        };
        self.messenger.diagnostics(&report.diagnostics, &sources);
        if let Some(done) = checked {
            self.messenger.print(&done.shown);
            check::tell_failures(&post.input.name(), &done.failures, self.messenger);
            self.figures.push((post.input.name(), done.summary));
        }
        if self.job.timings {
            self.messenger.timings(&post.input.name(), &report);
        }
        result.unwrap_or_else(|failure| {
            let name = post.input.name();
            self.messenger.failure(Some(Path::new(&name)), &failure.message, failure.hint.as_deref());
            Exit::Failed
        })
    }

    /// Text in, files out. Everything is made before anything is written.
    fn export(&mut self, post: &PostJob, sources: &mut Sources, report: &mut Report) -> Result<Exit, Failure> {
        let document = read(post, sources, report)?;
        let (book, assets) = self.assemble(post, document, sources, report);
        let files = post.output.files(&book.meta.id, &post.settings);
        let formats: Vec<Format> = files.iter().map(|(_, format)| *format).collect();
        let fonts = if formats.contains(&Format::Pdf) || post.settings.embed_fonts {
            Some(self.fonts(post, report)?)
        } else {
            None
        };
        let fonts = |_: &mut Report| fonts.clone().ok_or("no fonts were loaded");
        let made = unit::make(&book, &assets, &post.settings, &formats, self.job.source_date_epoch, fonts, report);
        let made = match made {
            Ok(made) => made,
            Err(refusal @ Refusal::Warnings) => {
                self.messenger.failure(Some(Path::new(&post.input.name())), &refusal.to_string(), None);
                return Ok(Exit::Warnings);
            }
            Err(refusal) => return Err(Failure::new(refusal.to_string())),
        };
        let files = files.into_iter().zip(made.files).map(|((path, _), (_, bytes))| (path, bytes));
        for (path, bytes) in files {
            self.write(&path, &bytes, report)?;
        }
        Ok(Exit::Done)
    }

    /// All that an export does but write; then what is known of the book is told and judged.
    fn check(
        &mut self,
        post: &PostJob,
        checks: &Checks,
        sources: &mut Sources,
        report: &mut Report,
    ) -> Result<Checked, Failure> {
        let document = read(post, sources, report)?;
        let (book, assets) = self.assemble(post, document, sources, report);
        let fonts = self.fonts(post, report)?;
        let settings = &*post.settings;
        let formats = [Format::Epub, Format::Pdf];
        let fonts = |_: &mut Report| Ok::<_, String>(fonts.clone());
        let made = unit::produce(&book, &assets, settings, &formats, self.job.source_date_epoch, fonts, report)
            .map_err(|refusal| Failure::new(refusal.to_string()))?;
        let pages = made.pages.unwrap_or_default();
        let access = epub::access(&book, &assets, &settings.theme, settings.profile, Some(&PageList::of(&pages)));
        let (name, typography) = (post.input.name(), Typography::of(&pages));
        let around = (settings, &*sources, self.job.messages);
        Ok(check::judge(checks, &name, (typography, &access), around, report))
    }

    fn dump(&mut self, post: &PostJob, stage: Dump, sources: &mut Sources, report: &mut Report) -> Result<(), Failure> {
        let document = read(post, sources, report)?;
        if stage == Dump::Document {
            out(&document::dump::document(&document));
            return Ok(());
        }
        let (book, assets) = self.assemble(post, document, sources, report);
        if stage == Dump::Book {
            out(&document::dump::book(&book));
            return Ok(());
        }
        let (pages, _) = self.pages(post, &book, &assets, report)?;
        out(&pages.dump());
        Ok(())
    }

    fn assemble(
        &mut self,
        post: &PostJob,
        document: Document,
        sources: &mut Sources,
        report: &mut Report,
    ) -> (Book, Assets) {
        let documents = vec![document];
        let folder = post.input.folder();
        let site = self.site(post, &folder, &documents, report);
        let wanted = post.settings.has_glossary(false);
        let notes = scope::glossary(&documents, site.index.as_deref(), wanted, &post.reading, sources, report);
        crate::assemble_with_glossary(documents, &[folder], notes, &site, &post.settings.fetch, report)
    }

    /// What is known of the post's site; the site is searched only if the post links to it.
    fn site(&mut self, post: &PostJob, folder: &Path, documents: &[Document], report: &mut Report) -> SiteContext {
        let settings = &post.settings;
        report.stage_with(Stage::Prepare, |said| {
            let mut site = settings.config.site_context(folder, said);
            site.lang = settings.lang.clone().or(site.lang);
            if resolve::needs_site_index(documents)
                && let Some(content) = config::content_folder(&settings.config, folder)
            {
                let index = self.indexes.entry(content.clone());
                site.index = Some(index.or_insert_with(|| config::scan(&settings.config, &content).into()).clone());
            }
            site
        })
    }

    fn pages(
        &mut self,
        post: &PostJob,
        book: &Book,
        assets: &Assets,
        report: &mut Report,
    ) -> Result<(Pages, Arc<FontBook>), Failure> {
        let fonts = self.fonts(post, report)?;
        let settings = &post.settings;
        let pages = crate::to_pages(book, assets, &settings.theme, &fonts, &settings.layout, report);
        Ok((pages, fonts))
    }

    /// The fonts of a theme, loaded once.
    fn fonts(&mut self, post: &PostJob, report: &mut Report) -> Result<Arc<FontBook>, Failure> {
        let settings = &*post.settings;
        if let Some((_, fonts)) = self.fonts.iter().find(|(known, _)| std::ptr::eq(*known, settings)) {
            return Ok(fonts.clone());
        }
        let load = || FontBook::load(&settings.theme, settings.theme_folder.as_deref());
        let fonts = report
            .try_stage(Stage::Fonts, load)
            .map_err(|e| Failure::hint(e.to_string(), "name a bundled font, or a file beside the theme"))?;
        let fonts = Arc::new(fonts);
        self.fonts.push((settings, fonts.clone()));
        Ok(fonts)
    }

    fn write(&mut self, path: &Path, bytes: &[u8], report: &mut Report) -> Result<(), Failure> {
        if !self.written.insert(path.to_path_buf()) {
            let message = format!("{} was already written for another post of this run", path.display());
            return Err(Failure::hint(message, "give the posts different ids"));
        }
        report
            .stage_with(Stage::Write, |_| output::write(path, bytes))
            .map_err(|message| Failure::hint(message, "choose another place with --output"))?;
        self.messenger.written(path);
        Ok(())
    }
}

impl Output {
    /// The files to write for a post.
    fn files(&self, id: &str, settings: &Settings) -> Vec<(PathBuf, Format)> {
        match self {
            Output::Nowhere => Vec::new(),
            Output::File(path, format) => vec![(path.clone(), *format)],
            Output::Folder(folder, formats) => formats
                .iter()
                .map(|format| (output::path_in(folder, id, unit::extension(settings, *format)), *format))
                .collect(),
        }
    }
}

impl Input {
    /// The name that messages use.
    fn name(&self) -> String {
        match self {
            Input::File(path) => path.display().to_string(),
            Input::Stdin => "<stdin>".to_owned(),
        }
    }
}

fn read(post: &PostJob, sources: &mut Sources, report: &mut Report) -> Result<Document, Failure> {
    let (path, bytes) = match &post.input {
        Input::File(path) => (path.clone(), read_file(path)?),
        Input::Stdin => (PathBuf::from("stdin"), read_stdin()?),
    };
    let text = String::from_utf8(bytes).map_err(|error| {
        let place = error.utf8_error().valid_up_to();
        Failure::hint(format!("it is not UTF-8 text (at byte {place})"), "save it as UTF-8")
    })?;
    let id = sources.add(SourceFile::new(path, text));
    let file = sources.get(id).ok_or_else(|| Failure::new("it cannot be held"))?;
    Ok(crate::read(id, file, &post.reading, report))
}

fn read_file(path: &Path) -> Result<Vec<u8>, Failure> {
    if path.is_dir() {
        let hint = format!("name its posts, as in {}/*.md", path.display());
        return Err(Failure::hint("it is a folder", hint));
    }
    std::fs::read(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Failure::hint("there is no such file", nearest(path)),
        _ => Failure::new(format!("it cannot be read: {error}")),
    })
}

fn read_stdin() -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let read = std::io::stdin().lock().read_to_end(&mut bytes);
    read.map_err(|error| Failure::new(format!("it cannot be read: {error}")))?;
    Ok(bytes)
}

/// What may have been meant by a file that is not there.
fn nearest(path: &Path) -> String {
    let folder = path.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
    if !folder.is_dir() {
        return format!("there is no folder {} either", folder.display());
    }
    let wanted = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let names = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let best = names
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .map(|name| (strsim::jaro_winkler(&wanted, &name), name))
        .filter(|(likeness, _)| *likeness > 0.85)
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(&a.1)));
    best.map_or_else(|| "check the path".to_owned(), |(_, name)| format!("did you mean {name}?"))
}
