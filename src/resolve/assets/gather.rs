//! Gathering the images of a book.

use super::cache::Cache;
use super::fetch::Fetcher;
use super::locate::{Location, locate};
use super::{Asset, Assets, sniff};
use crate::diagnostics::{Code, Diagnostics};
use crate::document::{Block, BlockKind, Book, Inline, InlineKind, NoteId, walk};
use crate::source::Span;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// Images read at once. Fetching waits more than it works; more would only be rude to a server.
const WORKERS: usize = 4;

/// A prefix of image sources that a folder serves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UrlMap {
    /// Start of the source, up to the end of a part of its path: `https://cdn.example.org`, `/images`.
    pub prefix: String,
    /// The folder that holds what follows.
    pub folder: PathBuf,
}

/// How images may be had.
#[derive(Clone, Debug)]
pub struct FetchOptions {
    /// Never use the net; the cache serves what it has.
    pub offline: bool,
    /// Where fetched images are kept; `None` keeps none.
    pub cache: Option<PathBuf>,
    /// Prefixes that folders serve. The longest that fits is taken; of two equal ones the last.
    pub url_maps: Vec<UrlMap>,
    /// Longest time for one image.
    pub timeout: Duration,
    /// Largest file.
    pub most_bytes: u64,
}

impl Default for FetchOptions {
    fn default() -> Self {
        FetchOptions {
            offline: false,
            cache: None,
            url_maps: Vec::new(),
            timeout: Duration::from_secs(30),
            most_bytes: 25 << 20,
        }
    }
}

/// An image that a book shows.
struct Wanted {
    source: String,
    /// Folder of the post that names it.
    base: PathBuf,
    /// Where it is named first.
    span: Span,
}

/// Why an image could not be had.
struct Failure {
    code: Code,
    message: String,
    hint: String,
}

impl Assets {
    /// Finds every image of a book: thumbnails, figures, images within text and notes. `bases` are the folders of the
    /// posts, one a chapter; paths are relative to them. An image that cannot be had is a warning at its place.
    pub fn gather(book: &Book, bases: &[PathBuf], options: &FetchOptions, diagnostics: &mut Diagnostics) -> Assets {
        let wanted = wanted(book, bases);
        let reader = Reader::new(options);
        let results: Vec<Mutex<Option<Result<Asset, Failure>>>> = wanted.iter().map(|_| Mutex::new(None)).collect();
        let next = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..WORKERS.min(wanted.len()) {
                scope.spawn(|| {
                    while let Some(index) = Some(next.fetch_add(1, Ordering::Relaxed)).filter(|i| *i < wanted.len()) {
                        let (Some(image), Some(slot)) = (wanted.get(index), results.get(index)) else { break };
                        let result = reader.read(image);
                        *slot.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(result);
                    }
                });
            }
        });
        let mut assets = Assets::default();
        for (image, slot) in wanted.into_iter().zip(results) {
            match slot.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner) {
                Some(Ok(asset)) => assets.insert(image.source, asset),
                Some(Err(failure)) => diagnostics.warn(failure.code, image.span, failure.message, failure.hint),
                None => {}
            }
        }
        assets
    }
}

/// Every image once, in reading order.
fn wanted(book: &Book, bases: &[PathBuf]) -> Vec<Wanted> {
    let mut collector = Collector {
        book,
        sources_seen: BTreeSet::new(),
        notes_seen: BTreeSet::new(),
        notes_due: Vec::new(),
        wanted: Vec::new(),
    };
    for (index, chapter) in book.chapters.iter().enumerate() {
        let base = bases.get(index).map_or(Path::new(""), PathBuf::as_path);
        if let Some(thumbnail) = &chapter.meta.thumbnail {
            collector.add(&thumbnail.source, base, thumbnail.span);
        }
        for run in chapter.meta.lead.iter().chain(&chapter.meta.tldr) {
            walk::inline_tree(run, &mut |inline| collector.inline(inline, base));
        }
        collector.blocks(&chapter.blocks, base);
        collector.notes(base);
    }
    if let Some(cover) = &book.meta.cover {
        collector.add(&cover.source, bases.first().map_or(Path::new(""), PathBuf::as_path), cover.span);
    }
    collector.wanted
}

struct Collector<'a> {
    book: &'a Book,
    sources_seen: BTreeSet<String>,
    notes_seen: BTreeSet<NoteId>,
    notes_due: Vec<NoteId>,
    wanted: Vec<Wanted>,
}

impl<'a> Collector<'a> {
    fn add(&mut self, source: &str, base: &Path, span: Span) {
        if self.sources_seen.insert(source.to_owned()) {
            self.wanted.push(Wanted { source: source.to_owned(), base: base.to_path_buf(), span });
        }
    }

    fn blocks(&mut self, blocks: &'a [Block], base: &Path) {
        walk::blocks(blocks, &mut |block| {
            if let BlockKind::Figure(figure) = &block.kind {
                self.add(&figure.image.source, base, block.span);
            }
        });
        walk::inlines(blocks, &mut |inline| self.inline(inline, base));
    }

    fn inline(&mut self, inline: &'a Inline, base: &Path) {
        if let InlineKind::Image(image) = &inline.kind {
            self.add(&image.source, base, inline.span);
        } else if let InlineKind::NoteCall(call) = &inline.kind
            && self.notes_seen.insert(call.note)
        {
            self.notes_due.push(call.note);
        }
    }

    /// The notes called so far and those that they call. No recursion: footnotes may call each other in long chains.
    fn notes(&mut self, base: &Path) {
        while let Some(NoteId(index)) = self.notes_due.pop() {
            if let Some(note) = self.book.notes.get(index as usize) {
                self.blocks(&note.body, base);
            }
        }
    }
}

struct Reader<'a> {
    options: &'a FetchOptions,
    cache: Option<Cache>,
    fetcher: std::sync::OnceLock<Fetcher>,
}

impl<'a> Reader<'a> {
    fn new(options: &'a FetchOptions) -> Self {
        let cache = options.cache.as_deref().map(Cache::new);
        Reader { options, cache, fetcher: std::sync::OnceLock::new() }
    }

    fn read(&self, image: &Wanted) -> Result<Asset, Failure> {
        let shown = shorten(&image.source);
        let missing = |message: String, hint: &str| Failure {
            code: Code::ImageNotFound,
            message,
            hint: if hint.is_empty() { String::new() } else { format!("{hint}; its alternative text stands in") },
        };
        let mut fetched = None;
        let bytes = match locate(&image.source, &image.base, &self.options.url_maps) {
            Location::Files(files) => {
                self.file(&files).map_err(|(reason, hint)| missing(format!("image `{shown}` {reason}"), &hint))?
            }
            Location::Inline(bytes) => bytes
                .map_err(|reason| missing(format!("image `{shown}`: {reason}"), "write data:image/png;base64,…"))?,
            Location::Address(url) => {
                let cannot = |(reason, hint)| missing(format!("image `{shown}` cannot be had: {reason}"), hint);
                let (bytes, source) = self.address(&url).map_err(cannot)?;
                fetched = (source == Origin::Net).then(|| (url, bytes.clone()));
                bytes
            }
            Location::Unsupported(scheme) => {
                let message = format!("image `{shown}`: `{scheme}:` addresses cannot be read");
                return Err(missing(message, "use a path, an http or https address, or a data: URI"));
            }
            Location::Empty => return Err(missing("an image has no source".to_owned(), "write ![text](path)")),
        };
        let asset = sniff::read(bytes).map_err(|reason| Failure {
            code: Code::ImageUnreadable,
            message: format!("image `{shown}` cannot be used: {reason}"),
            hint: "its alternative text stands in; save it as PNG, JPEG, WebP, GIF or SVG".to_owned(),
        })?;
        // Only what can be shown is kept: a page that says "try later" is not an image. A cache that cannot be written
        // costs time at the next run, nothing else.
        if let (Some(cache), Some((url, bytes))) = (&self.cache, fetched) {
            let _ = cache.put(&url, &bytes);
        }
        Ok(asset)
    }

    /// The first of the files that is there. The error is what is wrong and what to do.
    fn file(&self, files: &[PathBuf]) -> Result<Vec<u8>, (String, String)> {
        let Some(path) = files.iter().find(|path| path.is_file()) else {
            let looked = files.first().map(|path| format!("looked for {}", path.display())).unwrap_or_default();
            return Err(("was not found".to_owned(), looked));
        };
        let too_large = || {
            let reason = format!("is larger than {} MB", self.options.most_bytes >> 20);
            (reason, "make it smaller".to_owned())
        };
        let cannot_read = |error: std::io::Error| {
            (format!("cannot be read: {error}"), format!("check the permissions of {}", path.display()))
        };
        let length = std::fs::metadata(path).map_err(cannot_read)?.len();
        if length > self.options.most_bytes {
            return Err(too_large());
        }
        std::fs::read(path).map_err(cannot_read)
    }

    /// The cache, else the net.
    fn address(&self, url: &str) -> Result<(Vec<u8>, Origin), (String, &'static str)> {
        if let Some(bytes) = self.cache.as_ref().and_then(|cache| cache.get(url)) {
            return Ok((bytes, Origin::Cache));
        }
        if self.options.offline {
            let hint = "run once without --offline, or serve it from a folder with --map-url PREFIX=DIR";
            return Err(("it is not in the cache, and --offline was given".to_owned(), hint));
        }
        let fetcher = self.fetcher.get_or_init(|| Fetcher::new(self.options));
        let hint = "check the address, or serve it from a folder with --map-url PREFIX=DIR";
        fetcher.get(url).map(|bytes| (bytes, Origin::Net)).map_err(|reason| (reason, hint))
    }
}

/// Where the content of an address came from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Origin {
    Cache,
    Net,
}

/// A source short enough for a message; `data:` URIs are long.
fn shorten(source: &str) -> String {
    const LONGEST: usize = 120;
    if source.chars().count() <= LONGEST {
        return source.to_owned();
    }
    format!("{}…", source.chars().take(LONGEST).collect::<String>())
}

#[cfg(test)]
#[path = "gather_tests.rs"]
mod tests;
