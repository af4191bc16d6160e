//! Doing units in parallel. One that fails does not stop the others, and its old files stay.

use super::book::{FileRecord, Kind, Picture, Record};
use super::key::{self, Keys};
use super::output;
use super::pictures::{MOST_PAGES, Pictures, page_ending};
use super::plan::Unit;
use super::record::{self, Entry};
use super::scope;
use super::unit::{self, Format, Refusal};
use crate::diagnostics::{Severity, isolate};
use crate::document::{Book, Edition, InlineKind, walk};
use crate::layout::fonts::FontBook;
use crate::project::{Chapters, Project, Settings, listed, read_text};
use crate::report::{Report, Stage};
use crate::resolve::{self, Assets, BookPlan, Whole};
use rayon::ThreadPoolBuilder;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock, mpsc};
use std::time::{Duration, Instant};

/// Stack of a worker: that of a program's first thread, which `offprint export` has.
const STACK_BYTES: usize = 8 << 20;

/// What the units of a run share.
pub struct Run<'a> {
    /// The site and its settings.
    pub project: &'a Project,
    /// Formats, in the order they are made.
    pub formats: Vec<Format>,
    /// Output folder.
    pub out: PathBuf,
    /// Whether records are left out of account.
    pub force: bool,
    /// Whether nothing is made: what would be is told.
    pub dry: bool,
    /// Threads.
    pub jobs: usize,
    /// `SOURCE_DATE_EPOCH`.
    pub epoch: Option<i64>,
    /// The files of all posts of the run.
    pub files: scope::Files,
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
    /// They would be written, in a dry run.
    Due,
    /// Nothing was written; why.
    Failed(Refusal),
}

impl State {
    /// Its name in tables.
    pub fn name(&self) -> &'static str {
        match self {
            State::Written => "written",
            State::Cached => "cached",
            State::Due => "to write",
            State::Failed(_) => "failed",
        }
    }
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
    /// Warnings; of the run that made the files where this one found them right.
    pub warnings: usize,
    /// Diagnostics. What setting a unit said is told only in the run that made it.
    pub report: Report,
    /// Time it took.
    pub time: Duration,
}

/// What happens in a run.
#[derive(Debug)]
pub enum Event<'a> {
    /// A unit ended, in whatever order they do.
    Ended(&'a Outcome),
    /// The next outcome in the order of the units.
    Next(Box<Outcome>),
}

impl Run<'_> {
    /// Does units and tells of each. What is told in the units' order is the same in every run; an outcome is held only
    /// until those before it have ended.
    pub fn all(&self, units: &[Unit], tell: &mut dyn FnMut(Event<'_>)) {
        let mut uses: BTreeMap<PathBuf, usize> = BTreeMap::new();
        for path in units.iter().flat_map(|unit| &unit.posts) {
            *uses.entry(path.clone()).or_default() += 1;
        }
        self.project.announce(uses);
        let order = schedule(units);
        let next = AtomicUsize::new(0);
        let (sender, ended) = mpsc::channel();
        let work = |sender: mpsc::Sender<(usize, Outcome)>| {
            while let Some(&index) = order.get(next.fetch_add(1, Ordering::Relaxed)) {
                let Some(unit) = units.get(index) else { continue };
                if sender.send((index, self.one(unit))).is_err() {
                    break;
                }
            }
        };
        // Units and what is done on several threads within one share the threads, so that there are never more than
        // asked for, and the last long unit has all of them.
        let threads = self.jobs.max(1);
        let pool = ThreadPoolBuilder::new().num_threads(threads).stack_size(STACK_BYTES).build();
        let Ok(pool) = pool else {
            // A machine that gives no threads still gets its books.
            self.fetch_images(units);
            work(sender);
            return in_order(ended, tell);
        };
        std::thread::scope(|scope| {
            scope.spawn(|| {
                pool.install(|| self.fetch_images(units));
                let sender = sender;
                pool.scope(|scope| {
                    for _ in 0..threads {
                        let sender = sender.clone();
                        scope.spawn(|_| work(sender));
                    }
                });
            });
            in_order(ended, tell);
        });
    }

    /// Fetches what the posts show by address, in their order: then no thread's luck decides which host is given up.
    /// Each post is looked at once, though a volume holds it, too.
    fn fetch_images(&self, units: &[Unit]) {
        if self.settings().fetch.offline {
            return;
        }
        let mut seen = BTreeSet::new();
        let paths = units.iter().flat_map(|unit| &unit.posts).filter(|path| seen.insert(*path));
        let shows = |path: &&PathBuf| self.project.post(path).is_some_and(|post| may_show_address(&post.text));
        let paths: Vec<&PathBuf> = paths.filter(shows).collect();
        let addresses = |path: &&PathBuf| {
            // A post that the program fails on fails as a unit, later.
            let parsed = isolate(|| self.project.glance(path)).unwrap_or_default();
            parsed.map(|parsed| resolve::image_addresses(&parsed.document, &self.settings().fetch)).unwrap_or_default()
        };
        let urls: Vec<_> = paths.par_iter().map(addresses).collect();
        resolve::fetch_images(&urls.concat(), &self.settings().fetch);
    }

    fn settings(&self) -> &Settings {
        &self.project.settings
    }

    fn one(&self, unit: &Unit) -> Outcome {
        let start = Instant::now();
        let mut report = Report::default();
        // A fault of the program in one post must not take the others with it.
        let result = isolate(|| self.make(unit, &mut report));
        let result = result.unwrap_or_else(|fault| Err(Refusal::Backend(fault.to_string())));
        ended(&self.out, unit, result, report, start.elapsed())
    }

    fn make(&self, unit: &Unit, report: &mut Report) -> Result<(State, Option<Entry>), Refusal> {
        if let Some(reason) = &unit.refused {
            return Err(Refusal::Backend(reason.clone()));
        }
        let (book, assets) = self.read(unit, report)?;
        let keys = key::keys(&book, &assets, self.settings(), &self.formats, self.epoch);
        let known = record::read(&self.out, &unit.category, &unit.id).filter(|_| !self.force);
        let known = known.map(|entry| entry.current(&self.out, &keys));
        // Under --strict the warnings of an earlier run fail this one: it is made again, so that they are told.
        if let Some(entry) = &known
            && entry.has(&self.formats)
            && (!self.settings().pictures || entry.record.cover.is_some())
            && !(self.settings().strict && entry.warnings > 0)
        {
            return Ok((State::Cached, Some(entry.clone())));
        }
        if self.dry {
            return Ok((State::Due, None));
        }
        let fonts = |report: &mut Report| self.fonts(report);
        let made = unit::make(&book, &assets, self.settings(), &self.formats, self.epoch, fonts, report)?;
        let entry = self.write(unit, &book, made, keys, known, report).map_err(Refusal::Backend)?;
        Ok((State::Written, Some(entry)))
    }

    /// A unit's posts as one book.
    fn read(&self, unit: &Unit, report: &mut Report) -> Result<(Book, Assets), Refusal> {
        if let Some(file) = &unit.described_in {
            return self.described(file, report);
        }
        let mut chapters = Chapters::default();
        for path in &unit.posts {
            let read = report.stage_with(Stage::Read, |_| self.project.take(path));
            let unread = || {
                Refusal::Backend(
                    read_text(path).err().unwrap_or_else(|| "it was changed or removed during the run".to_owned()),
                )
            };
            chapters.add(path, read.ok_or_else(unread)?, report);
        }
        let siblings = scope::siblings(&self.files, &unit.category, self.settings().link_to);
        let plan = match unit.kind {
            Kind::Post => BookPlan::default(),
            Kind::Volume => {
                let posts: Vec<_> = unit.posts.iter().filter_map(|path| self.project.post(path)).collect();
                let plan = listed(&posts);
                // The page of the section introduces it.
                let is_page = |path: &PathBuf| self.project.site.pages.iter().any(|page| page.path == *path);
                let front = plan.front.max(usize::from(unit.posts.first().is_some_and(is_page)));
                BookPlan { whole: Whole::Category(unit.category.clone()), front, ..plan }
            }
        };
        Ok(self.project.book(chapters, &plan, Some(siblings), report))
    }

    /// The book that a file describes.
    fn described(&self, file: &Path, report: &mut Report) -> Result<(Book, Assets), Refusal> {
        let book = self.project.described_book(file, &mut report.diagnostics).map_err(Refusal::Backend)?;
        let book = book.ok_or(Refusal::Errors)?;
        let unread = |(path, reason): (PathBuf, String)| Refusal::Backend(format!("{}: {reason}", path.display()));
        self.project.book_of_files(book, report).map_err(unread)
    }

    /// Puts a unit's files in their place, then its record. Files of other formats that are still right stay in it.
    fn write(
        &self,
        unit: &Unit,
        book: &Book,
        made: unit::Outputs,
        keys: Keys,
        known: Option<Entry>,
        report: &mut Report,
    ) -> Result<Entry, String> {
        let folder = output::category_folder(&unit.category);
        let path = |ending: &str| output::path_in(&folder, &unit.id, ending);
        let drawn = made.pictures.as_ref().map(Pictures::named).unwrap_or_default();
        let files = made
            .files
            .iter()
            .map(|(format, bytes)| (self.out.join(path(unit::extension(self.settings(), *format))), bytes));
        let pictures = drawn.iter().map(|(ending, picture)| (self.out.join(path(ending)), &picture.bytes));
        let contents: Vec<(PathBuf, &Vec<u8>)> = files.chain(pictures).collect();
        let contents = contents.iter().map(|(place, bytes)| (place.as_path(), bytes.as_slice()));
        report.stage_with(Stage::Write, |_| output::write_all(contents))?;
        let mut record = describe(unit, book);
        let shown = |ending: &str| {
            let path = path(ending);
            path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
        };
        for (format, bytes) in &made.files {
            record.files.push(FileRecord::new(*format, shown(unit::extension(self.settings(), *format)), bytes));
        }
        let old = known.map(|entry| entry.record).unwrap_or_default();
        if let Some(pictures) = &made.pictures {
            let describe = |(ending, picture): &(String, &_)| Picture::new(shown(ending), picture);
            let mut described = drawn.iter().map(describe);
            (record.cover, record.thumbnail) = (described.next(), described.next());
            record.pictures = described.collect();
            // The book had more pages once.
            for number in pictures.pages.len() + 1..=MOST_PAGES {
                let _ = std::fs::remove_file(self.out.join(path(&page_ending(number))));
            }
        } else {
            record.cover.clone_from(&old.cover);
            record.thumbnail.clone_from(&old.thumbnail);
            record.pictures.clone_from(&old.pictures);
        }
        record.pages = made.pages.as_ref().map(|pages| pages.pages.len()).or(old.pages);
        let asked = |file: &FileRecord| self.formats.iter().any(|format| format.extension() == file.format);
        record.files.extend(old.files.into_iter().filter(|file| !asked(file)));
        record.files.sort_by(|a, b| a.format.cmp(&b.format));
        let entry = Entry { keys, warnings: warnings(report), record };
        record::keep(&self.out, &entry)?;
        Ok(entry)
    }

    fn fonts(&self, report: &mut Report) -> Result<Arc<FontBook>, String> {
        let load = || FontBook::load(&self.settings().theme, self.settings().theme_folder.as_deref());
        let first = || report.try_stage(Stage::Fonts, load).map(Arc::new).map_err(|error| error.to_string());
        self.fonts.get_or_init(first).clone()
    }
}

/// How a unit ended. One that failed has the files of an earlier run, if they are there.
fn ended(
    out: &Path,
    unit: &Unit,
    result: Result<(State, Option<Entry>), Refusal>,
    report: Report,
    time: Duration,
) -> Outcome {
    let (state, entry) = match result {
        Ok((state, entry)) => (state, entry),
        Err(refusal) => (State::Failed(refusal), None),
    };
    let said = warnings(&report);
    let warnings = entry.as_ref().map_or(said, |entry| entry.warnings.max(said));
    let record = entry.map(|entry| entry.record).or_else(|| record::last(out, &unit.category, &unit.id));
    Outcome { unit: unit.clone(), state, record, warnings, report, time }
}

/// The order in which units are done, by index: a category at a time, so that its texts are let go of when it is done;
/// those with the longest unit first, since a volume begun last leaves the other threads idle; in each the longest first.
fn schedule(units: &[Unit]) -> Vec<usize> {
    let mut longest: BTreeMap<&str, usize> = BTreeMap::new();
    for unit in units {
        let longest = longest.entry(&unit.category).or_default();
        *longest = (*longest).max(unit.posts.len());
    }
    let mut order: Vec<(usize, &Unit)> = units.iter().enumerate().collect();
    order.sort_by_key(|(_, unit)| {
        let longest = longest.get(unit.category.as_str()).copied();
        (std::cmp::Reverse(longest), &unit.category, std::cmp::Reverse(unit.posts.len()))
    });
    order.into_iter().map(|(index, _)| index).collect()
}

/// Whether a text may show an image by address: it is parsed to see which, before its book is made.
fn may_show_address(text: &str) -> bool {
    const IMAGES: [&str; 8] = ["![", "<img", "<image", "<picture", "<source", "<figure", "thumbnail", "cover"];
    let has = |mark: &str| text.contains(mark);
    has("//") && (IMAGES.iter().any(|mark| has(mark)) || ["<Image", "{{<", "{{%", "{%", "image:"].into_iter().any(has))
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

/// Tells of outcomes as they come, and in order.
fn in_order(ended: mpsc::Receiver<(usize, Outcome)>, tell: &mut dyn FnMut(Event<'_>)) {
    let (mut waiting, mut next) = (BTreeMap::new(), 0);
    for (index, outcome) in ended {
        tell(Event::Ended(&outcome));
        waiting.insert(index, outcome);
        while let Some(outcome) = waiting.remove(&next) {
            tell(Event::Next(Box::new(outcome)));
            next += 1;
        }
    }
}

fn warnings(report: &Report) -> usize {
    report.diagnostics.iter().filter(|said| said.severity >= Severity::Warning).count()
}

/// A book without its files.
fn describe(unit: &Unit, book: &Book) -> Record {
    let meta = &book.meta;
    Record {
        id: unit.id.clone(),
        identifier: meta.urn(Edition::Epub),
        kind: unit.kind,
        title: meta.title.clone(),
        subtitle: meta.subtitle.clone(),
        authors: meta.authors.clone(),
        language: meta.lang.clone(),
        description: meta.description.clone(),
        category: unit.category.clone(),
        category_title: meta.category_title.clone(),
        subjects: meta.subjects.clone(),
        url: meta.source_url.clone(),
        date: meta.date.map(|date| date.to_string()),
        words: words(book),
        ..Record::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(id: &str) -> Outcome {
        let unit = Unit {
            id: id.into(),
            category: "c".into(),
            kind: Kind::Post,
            posts: Vec::new(),
            described_in: None,
            refused: None,
        };
        let (report, time) = (Report::default(), Duration::ZERO);
        Outcome { unit, state: State::Cached, record: None, warnings: 0, report, time }
    }

    #[test]
    fn a_unit_on_which_the_program_crashed_has_failed_and_keeps_its_old_files() {
        let root = tempfile::tempdir().expect("folder");
        let out = root.path();
        output::write(&out.join("c/a.pdf"), b"pdf").expect("written");
        let files = vec![FileRecord::new(Format::Pdf, "c/a.pdf".into(), b"pdf")];
        let old = Record { id: "a".into(), category: "c".into(), files, ..Record::default() };
        record::keep(out, &Entry { keys: Keys::new(), warnings: 0, record: old.clone() }).expect("kept");
        let fault = isolate(|| panic!("on purpose")).expect_err("a fault");
        let crashed = Err(Refusal::Backend(fault.to_string()));
        let outcome = ended(out, &outcome("a").unit, crashed, Report::default(), Duration::ZERO);
        let State::Failed(refusal) = &outcome.state else { panic!("{:?}", outcome.state) };
        assert_eq!((outcome.unit.name().as_str(), refusal.to_string().contains("please report")), ("c/a", true));
        assert_eq!(outcome.record, Some(old));
    }

    #[test]
    fn outcomes_are_told_as_they_come_and_in_order() {
        let (sender, ended) = mpsc::channel();
        for (index, id) in [(2, "c"), (0, "a"), (3, "d"), (1, "b")] {
            sender.send((index, outcome(id))).expect("heard");
        }
        drop(sender);
        let (mut came, mut told) = (String::new(), String::new());
        in_order(ended, &mut |event| match event {
            Event::Ended(outcome) => came += &outcome.unit.id,
            Event::Next(outcome) => told += &outcome.unit.id,
        });
        assert_eq!((came.as_str(), told.as_str()), ("cadb", "abcd"));
    }

    #[test]
    fn a_category_is_done_at_a_time_and_the_longest_unit_first() {
        let unit = |category: &str, id: &str, posts: usize| Unit {
            id: id.into(),
            category: category.into(),
            kind: Kind::Post,
            posts: vec![PathBuf::new(); posts],
            described_in: None,
            refused: None,
        };
        let units = [
            unit("a", "1", 1),
            unit("a", "a", 2),
            unit("b", "1", 1),
            unit("b", "2", 1),
            unit("b", "b", 3),
            unit("c", "1", 1),
        ];
        assert_eq!(schedule(&units), [4, 2, 3, 1, 0, 5]);
    }

    #[test]
    fn a_text_is_looked_at_for_addresses_only_where_it_may_show_an_image() {
        assert!(may_show_address("![a](https://example.org/a.png)") && may_show_address("cover: //x"));
        assert!(!may_show_address("[a](https://example.org/)") && !may_show_address("![a](a.png)"));
    }
}
