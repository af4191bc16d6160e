//! Doing units in parallel. One that fails does not stop the others, and its old files stay.

use super::output;
use super::plan::Unit;
use super::record::{self, FileRecord, Record};
use super::unit::{self, Format, Refusal, Settings};
use crate::config;
use crate::dialect::Syntax;
use crate::document::{Book, InlineKind, walk};
use crate::layout::fonts::FontBook;
use crate::report::{Report, Stage};
use crate::resolve::{self, SiteIndex, needs_site_index};
use crate::source::{SourceFile, SourceId, Sources};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

/// Stack of a worker: that of a program's first thread, which `offprint export` has.
const STACK_BYTES: usize = 8 << 20;

/// What the units of a run share.
#[derive(Debug)]
pub struct Run<'a> {
    /// Settings of the site.
    pub settings: &'a Settings,
    /// Formats, in the order they are made.
    pub formats: Vec<Format>,
    /// How posts are read.
    pub syntax: Syntax,
    /// Output folder.
    pub out: PathBuf,
    /// Whether records are left out of account.
    pub force: bool,
    /// Units done at once.
    pub jobs: usize,
    /// `SOURCE_DATE_EPOCH`.
    pub epoch: Option<i64>,
    /// What the site holds.
    pub index: Option<Arc<SiteIndex>>,
    /// Fonts, loaded when the first unit needs them.
    pub fonts: OnceLock<Result<Arc<FontBook>, String>>,
}

/// How a unit ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Its files were written.
    Written,
    /// They were right already.
    Cached,
    /// Nothing was written; why.
    Failed(Refusal),
}

/// A unit's end.
#[derive(Debug)]
pub struct Outcome {
    /// The unit.
    pub unit: Unit,
    /// How it ended.
    pub state: State,
    /// What its files are; of an earlier run where this one failed.
    pub record: Option<Record>,
    /// Diagnostics.
    pub report: Report,
    /// The texts that diagnostics point into.
    pub sources: Sources,
    /// Time it took.
    pub time: Duration,
}

impl Run<'_> {
    /// Does units; the outcomes are in the units' order, whatever order they ended in.
    pub fn all(&self, units: &[Unit]) -> Vec<Outcome> {
        self.fetch_images(units);
        let slots: Vec<Mutex<Option<Outcome>>> = units.iter().map(|_| Mutex::new(None)).collect();
        let next = AtomicUsize::new(0);
        let work = || {
            while let (Some(unit), Some(slot)) = {
                let index = next.fetch_add(1, Ordering::Relaxed);
                (units.get(index), slots.get(index))
            } {
                *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(self.one(unit));
            }
        };
        std::thread::scope(|scope| {
            let spawn = |_| std::thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, work).is_ok();
            // A machine that gives no thread still gets its books.
            if (0..self.jobs.max(1)).filter(|n| spawn(*n)).count() == 0 {
                work();
            }
        });
        slots.into_iter().filter_map(|slot| slot.into_inner().unwrap_or_else(PoisonError::into_inner)).collect()
    }

    /// Fetches what the posts show by address, in their order: then no thread's luck decides which host is given up.
    /// A volume shows what its posts do.
    fn fetch_images(&self, units: &[Unit]) {
        if self.settings.fetch.offline {
            return;
        }
        let mut urls = Vec::new();
        for path in units.iter().filter(|unit| !unit.volume).flat_map(|unit| &unit.posts) {
            let text = std::fs::read_to_string(path).ok();
            if let Some(text) = text.filter(|text| text.contains("//")) {
                let file = SourceFile::new(path, text);
                let document = crate::read(SourceId::default(), &file, self.syntax, &mut Report::default());
                urls.extend(resolve::image_addresses(&document, &self.settings.fetch));
            }
        }
        resolve::fetch_images(&urls, &self.settings.fetch);
    }

    fn one(&self, unit: &Unit) -> Outcome {
        let start = Instant::now();
        let (mut report, mut sources) = (Report::default(), Sources::default());
        // A fault of the program in one post must not take the others with it.
        let result = catch_unwind(AssertUnwindSafe(|| self.make(unit, &mut sources, &mut report)));
        let fault = || Err(Refusal::Backend("the program failed on it; please report this post".to_owned()));
        let (state, record) = match result.unwrap_or_else(|_| fault()) {
            Ok((state, record)) => (state, Some(record)),
            Err(refusal) => (State::Failed(refusal), record::last(&self.out, &unit.category, &unit.id)),
        };
        Outcome { unit: unit.clone(), state, record, report, sources, time: start.elapsed() }
    }

    fn make(&self, unit: &Unit, sources: &mut Sources, report: &mut Report) -> Result<(State, Record), Refusal> {
        let (mut documents, mut bases) = (Vec::new(), Vec::new());
        for path in &unit.posts {
            let wrong = |error| Refusal::Backend(format!("{}: it cannot be read: {error}", path.display()));
            let text = std::fs::read_to_string(path).map_err(wrong)?;
            let id = sources.add(SourceFile::new(path, text));
            let Some(file) = sources.get(id) else { continue };
            let mut document = crate::read(id, file, self.syntax, report);
            document.meta.category.get_or_insert_with(|| unit.category.clone());
            documents.push(document);
            bases.push(path.parent().unwrap_or(Path::new(".")).to_path_buf());
        }
        let folder = bases.first().cloned().unwrap_or_default();
        let settings = self.settings;
        let mut site = report.stage_with(Stage::Prepare, |said| settings.config.site_context(&folder, said));
        site.lang = settings.lang.clone().or(site.lang);
        site.index = self.index.clone().filter(|_| needs_site_index(&documents));
        let (mut book, assets) = crate::assemble(documents, &bases, &site, &settings.fetch, report);
        if unit.volume {
            resolve::make_volume(&mut book, &unit.category, &site);
        }
        let key = record::key(&book, &assets, settings, &self.formats, self.epoch);
        if !self.force
            && let Some(found) = record::find(&self.out, &unit.category, &unit.id, &key)
        {
            return Ok((State::Cached, found));
        }
        let made =
            unit::make(&book, &assets, settings, &self.formats, self.epoch, |report| self.fonts(report), report)?;
        let record = self.write(unit, &book, made, report).map_err(Refusal::Backend)?;
        record::keep(&self.out, &unit.category, &unit.id, &key, &record).map_err(Refusal::Backend)?;
        Ok((State::Written, record))
    }

    fn write(&self, unit: &Unit, book: &Book, made: unit::Made, report: &mut Report) -> Result<Record, String> {
        let folder = output::path_in(Path::new("."), &unit.category, "x").with_extension("");
        let mut files = Vec::new();
        for (format, bytes) in made.files {
            let path = output::path_in(&folder, &unit.id, format.extension());
            report.stage_with(Stage::Write, |_| output::write(&self.out.join(&path), &bytes))?;
            let shown = path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
            files.push(FileRecord::new(format, shown, &bytes));
        }
        Ok(Record {
            id: unit.id.clone(),
            kind: if unit.volume { "volume" } else { "post" }.to_owned(),
            title: book.meta.title.clone(),
            category: unit.category.clone(),
            date: book.meta.date.map(|date| date.to_string()),
            pages: made.pages,
            words: words(book),
            files,
        })
    }

    fn fonts(&self, report: &mut Report) -> Result<Arc<FontBook>, String> {
        let load = || FontBook::load(&self.settings.theme, self.settings.theme_folder.as_deref());
        let first = || report.try_stage(Stage::Fonts, load).map(Arc::new).map_err(|error| error.to_string());
        self.fonts.get_or_init(first).clone()
    }

    /// Indexes the site once for all units.
    pub fn index(settings: &Settings, folder: &Path) -> Option<Arc<SiteIndex>> {
        let content = config::content_folder(&settings.config, folder)?;
        Some(config::scan(&settings.config, &content).into())
    }
}

/// Words of the text, notes counted.
fn words(book: &Book) -> usize {
    let mut count = 0;
    let bodies = book.chapters.iter().map(|c| &c.blocks).chain(book.notes.iter().map(|note| &note.body));
    for blocks in bodies {
        walk::inlines(blocks, &mut |inline| {
            if let InlineKind::Text(text) = &inline.kind {
                count += text.split_whitespace().count();
            }
        });
    }
    count
}

/// `manifest.json`: what a site's build reads to show download buttons. Its schema is `docs/manifest.schema.json`.
pub fn manifest(records: &[&Record]) -> Result<Vec<u8>, String> {
    let value = serde_json::json!({ "version": 1, "books": records });
    serde_json::to_vec_pretty(&value).map_err(|error| error.to_string())
}
