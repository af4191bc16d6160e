//! Doing a job: every post for itself, so that one that fails does not stop the others.

use super::args::Dump;
use super::check::{self, Checked};
use super::destination::Output;
use super::exit::Exit;
use super::found::Found;
use super::job::{BookInput, Checks, Input, Job, PostJob, Task};
use super::messages::{Messenger, out};
use super::reported::Reported;
use crate::batch::output;
use crate::batch::unit::{self, Format, Refusal};
use crate::diagnostics::{closest, isolate};
use crate::document::{self, Book};
use crate::epub::{self, PageList};
use crate::layout::fonts::FontBook;
use crate::layout::page::Pages;
use crate::layout::quality::{Summary, Typography};
use crate::project::{self, BookOfFiles, Parsed, Settings};
use crate::report::{Report, Stage};
use crate::resolve::Assets;
use crate::site;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Write};
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
        fonts: BTreeMap::new(),
        written: BTreeSet::new(),
        figures: Vec::new(),
        reported: match job.task {
            Task::Check(_) => Reported::everywhere(),
            Task::Export | Task::Dump(_) => Messenger::new(job.messages, job.quiet).reported(),
        },
    };
    for post in &job.posts {
        if let Input::File(path) = &post.input {
            post.project.expect(path);
        }
    }
    let exit = job.posts.iter().map(|post| worker.post(post)).max().unwrap_or_default();
    worker.messenger.repeated(&worker.reported);
    if matches!(job.task, Task::Export) {
        worker.sites();
    }
    if matches!(&job.task, Task::Check(checks) if checks.typography) {
        check::table(&worker.figures, job.messages, worker.messenger);
    }
    exit
}

/// What posts of a run share.
struct Worker<'a> {
    job: &'a Job,
    messenger: Messenger,
    /// Fonts by the file of the theme that names them.
    fonts: BTreeMap<Option<&'a Path>, Arc<FontBook>>,
    /// Files of this run; no post may overwrite another's.
    written: BTreeSet<PathBuf>,
    /// Figures of the posts checked.
    figures: Vec<(String, Summary)>,
    /// What was said.
    reported: Reported,
}

impl<'a> Worker<'a> {
    /// Says of each site that was recognised what was found of it.
    fn sites(&self) {
        let mut seen: BTreeSet<&Path> = BTreeSet::new();
        for site in self.job.posts.iter().map(|post| &post.project.site) {
            if site.kind() != site::Kind::Plain && seen.insert(&site.root) {
                self.messenger.site(&Found::of(site));
            }
        }
    }

    fn post(&mut self, post: &'a PostJob) -> Exit {
        let mut report = Report::default();
        let mut checked = None;
        // A fault of the program in one post must not take the others with it.
        let result = isolate(|| match &self.job.task {
            Task::Export => self.export(post, &mut report),
            Task::Dump(stage) => self.dump(post, *stage, &mut report).map(|()| Exit::Done),
            Task::Check(checks) => self.check(post, checks, &mut report).map(|done| {
                let exit = done.exit;
                checked = Some(done);
                exit
            }),
        });
        let result = result.unwrap_or_else(|fault| Err(Failure::new(fault.to_string())));
        let messenger = self.messenger.strict(post.project.settings.strict);
        messenger.diagnostics(&report.diagnostics, &post.project.sources(), &mut self.reported);
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
    fn export(&mut self, post: &'a PostJob, report: &mut Report) -> Result<Exit, Failure> {
        let (book, assets) = assemble(post, report)?;
        let settings = &post.project.settings;
        let files = post.output.files(&book.meta.id, settings);
        let formats: Vec<Format> = files.iter().map(|(_, format)| *format).collect();
        let fonts =
            if formats.contains(&Format::Pdf) || settings.embed_fonts { Some(self.fonts(post, report)?) } else { None };
        let fonts = |_: &mut Report| fonts.clone().ok_or("no fonts were loaded");
        let made = unit::make(&book, &assets, settings, &formats, self.job.source_date_epoch, fonts, report);
        let made = match made {
            Ok(made) => made,
            Err(refusal @ Refusal::Warnings) => {
                self.messenger.failure(Some(Path::new(&post.input.name())), &refusal.to_string(), None);
                return Ok(Exit::Warnings);
            }
            Err(refusal) => return Err(Failure::new(refusal.to_string())),
        };
        for ((path, _), (_, bytes)) in files.into_iter().zip(made.files) {
            match &post.output {
                Output::Stdout(_) => pour(&bytes)?,
                Output::File(..) | Output::Folder(..) | Output::Nowhere => self.write(&path, &bytes, report)?,
            }
        }
        Ok(Exit::Done)
    }

    /// A full export without writing files; then what is known of the book is reported and held against the limits.
    fn check(&mut self, post: &'a PostJob, checks: &Checks, report: &mut Report) -> Result<Checked, Failure> {
        let (book, assets) = assemble(post, report)?;
        let fonts = self.fonts(post, report)?;
        let settings = &post.project.settings;
        let formats = [Format::Epub, Format::Pdf];
        let fonts = |_: &mut Report| Ok::<_, String>(fonts.clone());
        let made = unit::produce(&book, &assets, settings, &formats, self.job.source_date_epoch, fonts, report)
            .map_err(|refusal| Failure::new(refusal.to_string()))?;
        let pages = made.pages.ok_or_else(|| Failure::new("no pages were laid out"))?;
        let access = epub::access(&book, &assets, &settings.theme, settings.profile, Some(&PageList::of(&pages)));
        let (name, typography) = (post.input.name(), Typography::of(&pages));
        let sources = post.project.sources();
        let around = (settings, &sources, self.job.messages);
        Ok(check::judge(checks, &name, (typography, &access), around, report))
    }

    fn dump(&mut self, post: &'a PostJob, stage: Dump, report: &mut Report) -> Result<(), Failure> {
        if stage == Dump::Document {
            let parsed = read(post)?;
            report.diagnostics.extend(parsed.diagnostics.clone());
            out(&document::dump::document(&parsed.document));
            return Ok(());
        }
        let (book, assets) = assemble(post, report)?;
        if stage == Dump::Book {
            out(&document::dump::book(&book));
            return Ok(());
        }
        let (pages, _) = self.pages(post, &book, &assets, report)?;
        out(&pages.dump());
        Ok(())
    }

    fn pages(
        &mut self,
        post: &'a PostJob,
        book: &Book,
        assets: &Assets,
        report: &mut Report,
    ) -> Result<(Pages, Arc<FontBook>), Failure> {
        let fonts = self.fonts(post, report)?;
        let settings = &post.project.settings;
        let pages = crate::to_pages(book, assets, &settings.theme, &fonts, &settings.layout, report);
        Ok((pages, fonts))
    }

    /// The fonts of a theme, loaded once.
    fn fonts(&mut self, post: &'a PostJob, report: &mut Report) -> Result<Arc<FontBook>, Failure> {
        let Settings { theme, theme_file, theme_folder, .. } = &post.project.settings;
        if let Some(fonts) = self.fonts.get(&theme_file.as_deref()) {
            return Ok(fonts.clone());
        }
        let load = || FontBook::load(theme, theme_folder.as_deref());
        let fonts = report
            .try_stage(Stage::Fonts, load)
            .map_err(|e| Failure::hint(e.to_string(), "name a bundled font, or a file beside the theme"))?;
        let fonts = Arc::new(fonts);
        self.fonts.insert(theme_file.as_deref(), fonts.clone());
        Ok(fonts)
    }

    fn write(&mut self, path: &Path, bytes: &[u8], report: &mut Report) -> Result<(), Failure> {
        if !self.written.insert(path.to_path_buf()) {
            let message = format!("{} was already written for another post", path.display());
            return Err(Failure::hint(message, "give the posts different ids"));
        }
        report.stage_with(Stage::Write, |_| output::write(path, bytes)).map_err(Failure::new)?;
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
            Output::Stdout(format) => vec![(PathBuf::from("-"), *format)],
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
            Input::Book(BookInput::Described(path) | BookInput::Folder(path, _)) => path.display().to_string(),
            Input::Book(BookInput::Files(_, title)) => title.clone(),
        }
    }
}

/// The book of an input.
fn assemble(post: &PostJob, report: &mut Report) -> Result<(Book, Assets), Failure> {
    if let Input::Book(input) = &post.input {
        let book = described(post, input, report)?;
        return post
            .project
            .book_of_files(book, report)
            .map_err(|(path, reason)| Failure::hint(format!("{}: {reason}", path.display()), nearest(&path)));
    }
    let parsed = report.stage_with(Stage::Read, |_| read(post))?;
    Ok(post.project.post_book(&post.input.place(), parsed, None, report))
}

/// Which texts a book has, and what is said of it.
fn described(post: &PostJob, input: &BookInput, report: &mut Report) -> Result<BookOfFiles, Failure> {
    match input {
        BookInput::Files(files, title) => Ok(BookOfFiles::named(files, title)),
        BookInput::Described(path) => {
            let book = post.project.described_book(path, &mut report.diagnostics);
            let book = book.map_err(|reason| Failure::hint(reason, nearest(path)))?;
            book.ok_or_else(|| Failure::new(Refusal::Errors.to_string()))
        }
        BookInput::Folder(folder, title) => {
            let book = post.project.book_of_folder(folder, title.as_deref());
            book.ok_or_else(|| Failure::hint("it has no texts", "name the files of the book"))
        }
    }
}

fn read(post: &PostJob) -> Result<Arc<Parsed>, Failure> {
    match &post.input {
        Input::Book(_) => Err(Failure::hint("a book is several texts", "name one of them")),
        Input::File(path) if path.is_dir() => {
            let hint = format!("name its posts, as in {}/*.md; --book makes one book of them", path.display());
            Err(Failure::hint("it is a folder", hint))
        }
        Input::File(path) if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json")) => {
            let hint = "of an export of Ghost name the folder: offprint batch FOLDER --all";
            Err(Failure::hint("it is data and no text", hint))
        }
        Input::File(path) if std::fs::metadata(path).is_ok_and(|found| found.len() == 0) => Err(empty()),
        Input::File(path) => post.project.named(path).map_err(|reason| match path.exists() {
            true => Failure::new(reason),
            false => Failure::hint(reason, nearest(path)),
        }),
        Input::Stdin => {
            let text = project::utf8(read_stdin()?).map_err(Failure::new)?;
            if text.trim().is_empty() {
                return Err(empty());
            }
            Ok(post.project.text(&post.input.place(), text))
        }
    }
}

/// Writes a file to standard output.
fn pour(bytes: &[u8]) -> Result<(), Failure> {
    let mut stdout = std::io::stdout().lock();
    let written = stdout.write_all(bytes).and_then(|()| stdout.flush());
    written.map_err(|error| Failure::new(format!("cannot write to standard output: {error}")))
}

fn read_stdin() -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let read = std::io::stdin().lock().read_to_end(&mut bytes);
    read.map_err(|error| Failure::new(format!("cannot read it: {error}")))?;
    Ok(bytes)
}

fn empty() -> Failure {
    Failure::hint("it is empty", "write a text, or name another file")
}

/// What may have been meant by a file that is not there.
fn nearest(path: &Path) -> String {
    let folder = path.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
    if !folder.is_dir() {
        return format!("there is no folder {} either", folder.display());
    }
    let wanted = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let names = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let names = names.map(|entry| entry.file_name().to_string_lossy().into_owned());
    closest(&wanted, names).map_or_else(|| "check the path".to_owned(), |name| format!("did you mean {name}?"))
}
