//! Gathering the images of a book.

use super::address;
use super::fetch::Failure as FetchFailure;
use super::locate::{Location, locate};
use super::options::FetchOptions;
use super::reach::Reach;
use super::session::Fetched;
use super::wanted::{self, Wanted};
use super::{Asset, Assets, sniff};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Severity};
use crate::document::Book;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Images read and decoded at once.
const WORKERS: usize = 4;

/// An image that could not be loaded, or one that may be out of date.
struct Complaint {
    code: Code,
    message: String,
    hint: String,
}

/// What came of an image, and what there is to say about it.
type Reading = (Option<Asset>, Option<Complaint>);

impl Assets {
    /// Finds every image of a book: thumbnails, figures, images within text and notes. `bases` are the folders of the
    /// posts; paths are relative to the first. An image that cannot be loaded is a warning at its place.
    pub fn gather(book: &Book, bases: &[PathBuf], options: &FetchOptions, diagnostics: &mut Diagnostics) -> Assets {
        let wanted = wanted::of_book(book, bases);
        let reader = Reader::new(options, &wanted, bases);
        let readings: Vec<Mutex<Reading>> = wanted.iter().map(|_| Mutex::new((None, None))).collect();
        let next = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..WORKERS.min(wanted.len()) {
                scope.spawn(|| {
                    while let Some(index) = Some(next.fetch_add(1, Ordering::Relaxed)).filter(|i| *i < wanted.len()) {
                        let (Some(image), Some(slot)) = (wanted.get(index), readings.get(index)) else { break };
                        let reading = reader.read(image);
                        *slot.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = reading;
                    }
                });
            }
        });
        let mut assets = Assets::default();
        for (image, slot) in wanted.into_iter().zip(readings) {
            let (asset, complaint) = slot.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
            if let Some(Complaint { code, message, hint }) = complaint {
                let severity = if asset.is_some() { Severity::Note } else { Severity::Warning };
                let hint = Some(hint).filter(|hint| !hint.is_empty());
                diagnostics.push(Diagnostic { code, severity, message, span: Some(image.span), hint });
            }
            if let Some(asset) = asset {
                assets.insert(image.source, asset);
            }
        }
        assets
    }
}

/// Fetches the addresses that the cache does not have or has had for too long, in the order given.
pub fn fetch(urls: &[String], options: &FetchOptions) {
    if options.offline {
        return;
    }
    let cache = options.kept();
    let is_young = |url: &String| cache.as_ref().is_some_and(|cache| cache.is_young(url, options.max_age));
    let due: Vec<String> = urls.iter().filter(|url| !is_young(url)).cloned().collect();
    options.fetch(&due);
}

struct Reader<'a> {
    options: &'a FetchOptions,
    /// Folders that files may be in.
    reach: Reach,
    /// Where each wanted image is; an address beyond the bound is none.
    crowded: BTreeSet<String>,
}

impl<'a> Reader<'a> {
    /// A reader for these images; their addresses are fetched.
    fn new(options: &'a FetchOptions, wanted: &[Wanted], bases: &[PathBuf]) -> Self {
        let location = |image: &Wanted| locate(&image.source, &image.base, &options.url_maps);
        let address = |image| if let Location::Address(url) = location(image) { Some(url) } else { None };
        let mut urls: Vec<String> = wanted.iter().filter_map(address).collect();
        let crowded = urls.split_off(options.most_addresses.min(urls.len())).into_iter().collect();
        fetch(&urls, options);
        let maps = options.url_maps.iter().map(|map| &map.folder);
        let reach = Reach::of(maps.chain(&options.allowed).chain(bases).map(PathBuf::as_path));
        Reader { options, reach, crowded }
    }

    fn read(&self, image: &Wanted) -> Reading {
        let shown = shorten(&image.source);
        let missing = |message: String, hint: &str| {
            let instead = if image.opening { "leaving it out" } else { "showing its alternative text instead" };
            let hint = if hint.is_empty() { instead.to_owned() } else { format!("{hint}; {instead}") };
            (None, Some(Complaint { code: Code::ImageNotFound, message, hint }))
        };
        match locate(&image.source, &image.base, &self.options.url_maps) {
            Location::Files(files) => match self.file(&files) {
                Ok(bytes) => decode(bytes, &shown),
                Err((reason, hint)) => missing(format!("image `{shown}` {reason}"), &hint),
            },
            Location::Inline(Ok(bytes)) => decode(bytes, &shown),
            Location::Inline(Err(reason)) => {
                missing(format!("image `{shown}`: {reason}"), "write data:image/png;base64,…")
            }
            Location::Address(url) => self.address(&url, &shown).unwrap_or_else(|(reason, hint)| {
                missing(format!("image `{shown}` could not be loaded: {reason}"), &hint)
            }),
            Location::Unsupported(scheme) => {
                let message = format!("image `{shown}`: `{scheme}:` addresses cannot be read");
                missing(message, "use a path, an http or https address, or a data: URI")
            }
            Location::Empty => missing("an image has no source".to_owned(), "write ![text](path)"),
        }
    }

    /// The first of the files that is there. The error is what is wrong and what to do.
    fn file(&self, files: &[PathBuf]) -> Result<Vec<u8>, (String, String)> {
        let Some(path) = files.iter().find(|path| path.is_file()) else {
            let looked = files.first().map(|path| format!("looked for {}", path.display())).unwrap_or_default();
            return Err(("was not found".to_owned(), looked));
        };
        if !self.reach.holds(path) {
            let folder = path.parent().unwrap_or(path).display();
            let hint = format!("move it into the site, or add {folder} to `allow_paths` in offprint.yaml");
            return Err(("is outside of the site's folders".to_owned(), hint));
        }
        let too_large = || {
            let reason = format!("is larger than {} MB", self.options.bounds.most_bytes >> 20);
            (reason, "make it smaller".to_owned())
        };
        let cannot_read = |error: std::io::Error| {
            (format!("cannot be read: {error}"), format!("check the permissions of {}", path.display()))
        };
        let length = std::fs::metadata(path).map_err(cannot_read)?.len();
        if length > self.options.bounds.most_bytes {
            return Err(too_large());
        }
        std::fs::read(path).map_err(cannot_read)
    }

    /// What was fetched, else what the cache has. The error is what is wrong and what to do.
    fn address(&self, url: &str, shown: &str) -> Result<Reading, (String, String)> {
        let cached = || self.options.kept().and_then(|cache| cache.get(url));
        let mut outcome = self.options.outcome(url);
        if outcome.is_none()
            && let Some(entry) = cached()
        {
            return Ok(decode(entry.content, shown));
        }
        if self.options.offline {
            let hint = "run once without --offline, or serve it from a folder with --map-url PREFIX=DIR";
            return Err(("it is not in the cache, and --offline was given".to_owned(), hint.to_owned()));
        }
        if self.crowded.contains(url) {
            let most = self.options.most_addresses;
            let hint = format!("only the first {most} images by address are fetched for one book");
            return Err(("the book has too many".to_owned(), hint));
        }
        if outcome.is_none() {
            // The cache's entry was damaged, or went while the program ran.
            self.options.fetch(&[url.to_owned()]);
            outcome = self.options.outcome(url);
        }
        let failure = match outcome {
            Some(Ok(Fetched::Here(bytes))) => return Ok(decode(bytes.to_vec(), shown)),
            Some(Ok(Fetched::Cached)) => match cached() {
                Some(entry) => return Ok(decode(entry.content, shown)),
                None => FetchFailure::Address("the cache has lost it".to_owned()),
            },
            Some(Err(failure)) => failure,
            None => FetchFailure::Address("it was not fetched".to_owned()),
        };
        if let Some(entry) = cached() {
            return Ok(stale(entry.content, shown, failure.reason()));
        }
        match failure {
            FetchFailure::Unusable(reason) => Ok(unreadable(shown, &reason)),
            FetchFailure::Host(reason) | FetchFailure::Address(reason) => {
                Err((reason, "check the address, or serve it from a folder with --map-url PREFIX=DIR".to_owned()))
            }
        }
    }
}

fn decode(bytes: Vec<u8>, shown: &str) -> Reading {
    match sniff::read(bytes) {
        Ok(asset) => (Some(asset), None),
        Err(reason) => unreadable(shown, &reason),
    }
}

fn unreadable(shown: &str, reason: &str) -> Reading {
    let message = format!("image `{shown}` cannot be used: {reason}");
    let hint = "showing its alternative text instead; save it as PNG, JPEG, WebP, GIF or SVG".to_owned();
    (None, Some(Complaint { code: Code::ImageUnreadable, message, hint }))
}

/// An old copy, where the server could not say whether it is still right.
fn stale(bytes: Vec<u8>, shown: &str, reason: &str) -> Reading {
    let (asset, complaint) = decode(bytes, shown);
    let note = || Complaint {
        code: Code::ImageStale,
        message: format!("image `{shown}` may be out of date: {reason}"),
        hint: "using the copy of an earlier run".to_owned(),
    };
    (asset, complaint.or_else(|| Some(note())))
}

/// A source short enough for a message; `data:` URIs are long.
fn shorten(source: &str) -> String {
    const LONGEST: usize = 120;
    let source = &address::shown(source);
    if source.chars().count() <= LONGEST {
        return source.to_owned();
    }
    format!("{}…", source.chars().take(LONGEST).collect::<String>())
}

#[cfg(test)]
#[path = "gather_tests.rs"]
mod tests;
