//! The texts of a run: each is parsed once, whoever asks for it and from whichever thread.

use crate::diagnostics::Diagnostics;
use crate::document::Document;
use crate::source::{SharedSources, SourceFile, SourceId, decode};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

/// Most texts that are kept before anybody needs them. Parsing one again is cheap beside making a book of it.
const MOST_AHEAD: usize = 200;

/// A text as it was parsed.
#[derive(Clone, Debug, Default)]
pub struct Parsed {
    /// The document.
    pub document: Document,
    /// What parsing reported.
    pub diagnostics: Diagnostics,
    /// Its file.
    pub source: SourceId,
    /// What its front matter says of it; the site may have said otherwise.
    pub written: Written,
}

/// What a front matter says that tells a post from a manuscript.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// The category.
    pub category: Option<String>,
    /// The title.
    pub title: Option<String>,
    /// Whether there is a date, in the front matter or in the file's name.
    pub dated: bool,
}

/// The texts of a run by path.
#[derive(Debug, Default)]
pub struct Texts {
    /// Their files, and those that they include.
    pub sources: SharedSources,
    slots: Mutex<BTreeMap<PathBuf, Slot>>,
}

#[derive(Clone, Debug, Default)]
struct Slot {
    parsed: Arc<OnceLock<Arc<Parsed>>>,
    /// How often it will be asked for still; `None` keeps it as long as the run lasts.
    uses: Option<usize>,
}

impl Texts {
    /// Says how often each text will be asked for. After the last time it is let go, so that a run of thousands of posts
    /// does not hold them all. A text of which nothing is said is kept.
    pub fn announce(&self, uses: impl IntoIterator<Item = (PathBuf, usize)>) {
        let mut slots = self.lock();
        for (path, uses) in uses {
            slots.entry(path).or_default().uses = Some(uses);
        }
    }

    /// Says that a text will be asked for once more.
    pub fn expect(&self, path: &Path) {
        let mut slots = self.lock();
        let slot = slots.entry(path.to_path_buf()).or_default();
        slot.uses = Some(slot.uses.unwrap_or(0) + 1);
    }

    /// A text without counting as a use of it.
    pub fn peek(&self, path: &Path, parse: impl FnOnce(&SharedSources) -> Parsed) -> Arc<Parsed> {
        let slot = self.lock().entry(path.to_path_buf()).or_default().parsed.clone();
        slot.get_or_init(|| Arc::new(parse(&self.sources))).clone()
    }

    /// The same, but the text is not kept if many are kept already.
    pub fn glance(&self, path: &Path, parse: impl FnOnce(&SharedSources) -> Parsed) -> Arc<Parsed> {
        let full = self.lock().values().filter(|slot| slot.parsed.get().is_some()).count() >= MOST_AHEAD;
        if full { Arc::new(parse(&SharedSources::default())) } else { self.peek(path, parse) }
    }

    /// A text; `parse` reads it if nobody did.
    pub fn take(&self, path: &Path, parse: impl FnOnce(&SharedSources) -> Parsed) -> Arc<Parsed> {
        let slot = {
            let mut slots = self.lock();
            let slot = slots.entry(path.to_path_buf()).or_default();
            let found = slot.parsed.clone();
            match slot.uses {
                None => {}
                Some(0 | 1) => drop(slots.remove(path)),
                Some(uses) => slot.uses = Some(uses - 1),
            }
            found
        };
        slot.get_or_init(|| Arc::new(parse(&self.sources))).clone()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<PathBuf, Slot>> {
        // Each change of the map is whole, so a thread that died has left nothing half done.
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A path as messages show it: below the folder that the program runs in, without that folder.
pub fn shown(path: &Path) -> PathBuf {
    let here = std::env::current_dir().unwrap_or_default();
    path.strip_prefix(&here).unwrap_or(path).to_path_buf()
}

/// A file's text; the reason if it cannot be read.
pub fn read_text(path: &Path) -> Result<Arc<str>, String> {
    let bytes = std::fs::read(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
        _ => format!("cannot read it: {error}"),
    })?;
    utf8(bytes)
}

/// Bytes as text; the reason if they are none.
pub fn utf8(bytes: Vec<u8>) -> Result<Arc<str>, String> {
    decode(bytes).map(Arc::from).map_err(|error| error.to_string())
}

/// A file of the run.
pub fn file(path: &Path, text: Arc<str>) -> Arc<SourceFile> {
    Arc::new(SourceFile::new(shown(path), text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[test]
    fn a_text_is_parsed_once_and_let_go_after_its_last_use() {
        let (texts, parsed) = (Texts::default(), Cell::new(0));
        let parse = |_: &SharedSources| {
            parsed.set(parsed.get() + 1);
            Parsed::default()
        };
        texts.announce([(PathBuf::from("a"), 2)]);
        texts.peek(Path::new("a"), parse);
        let first = texts.take(Path::new("a"), parse);
        let last = texts.take(Path::new("a"), parse);
        assert_eq!((parsed.get(), Arc::strong_count(&last)), (1, 2));
        drop(first);
        assert!(Arc::try_unwrap(last).is_ok(), "nobody else holds it");
        for _ in 0..3 {
            texts.take(Path::new("note"), parse);
        }
        assert_eq!(parsed.get(), 2, "a text of which nothing was said is kept");
        (0..2).for_each(|_| texts.expect(Path::new("twice")));
        texts.take(Path::new("twice"), parse);
        let last = texts.take(Path::new("twice"), parse);
        assert_eq!((parsed.get(), Arc::try_unwrap(last).is_ok()), (3, true));
    }
}
