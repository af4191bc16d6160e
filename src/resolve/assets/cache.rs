//! Fetched images on disk, by address. An entry is three lines (what the server calls this version, and the checksum
//! of the content) followed by the content. One that was cut off or damaged is no entry.

use crate::resolve::digest::sha256;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// First line of an entry: another layout gets another number, and old entries are fetched anew.
const MAGIC: &str = "offprint image 1";

/// How a server recognises a version of what it served (RFC 9110, 8.8). Empty where it said nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Validators {
    /// `ETag`.
    pub etag: String,
    /// `Last-Modified`.
    pub last_modified: String,
}

/// What is kept of an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What the server called this version.
    pub validators: Validators,
    /// The file.
    pub content: Vec<u8>,
}

/// A folder of fetched images.
#[derive(Clone, Debug)]
pub struct Cache {
    folder: PathBuf,
}

impl Cache {
    /// A cache in a folder, which is made when the first entry is.
    pub fn new(folder: &Path) -> Cache {
        Cache { folder: folder.to_path_buf() }
    }

    /// The entry of an address, if it is there and whole.
    pub fn get(&self, url: &str) -> Option<Entry> {
        let file = std::fs::read(self.path(url)).ok()?;
        let mut parts = file.splitn(5, |byte| *byte == b'\n');
        let mut line = || String::from_utf8(parts.next()?.to_vec()).ok();
        let (magic, etag, last_modified, checksum) = (line()?, line()?, line()?, line()?);
        let content = parts.next()?;
        let whole = magic == MAGIC && checksum == sha256(content);
        whole.then(|| Entry { validators: Validators { etag, last_modified }, content: content.to_vec() })
    }

    /// Whether there is an entry that a server vouched for no longer ago than `age`. The clock decides only whether a
    /// server is asked; it never reaches an output.
    pub fn is_young(&self, url: &str, age: Duration) -> bool {
        let modified = std::fs::metadata(self.path(url)).and_then(|file| file.modified());
        // An entry from the future, as a wrong clock leaves it, is as good as one of now.
        modified.is_ok_and(|time| SystemTime::now().duration_since(time).unwrap_or_default() < age)
    }

    /// Makes an entry as young as a new one: its server said that it is still right.
    pub fn touch(&self, url: &str) -> std::io::Result<()> {
        std::fs::File::options().write(true).open(self.path(url))?.set_modified(SystemTime::now())
    }

    /// Keeps the content of an address. Written beside its place and renamed, so that two runs at once do no harm.
    pub fn put(&self, url: &str, validators: &Validators, content: &[u8]) -> std::io::Result<()> {
        std::fs::create_dir_all(&self.folder)?;
        let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
        let Validators { etag, last_modified } = validators;
        write!(file, "{MAGIC}\n{}\n{}\n{}\n", one_line(etag), one_line(last_modified), sha256(content))?;
        file.write_all(content)?;
        file.persist(self.path(url)).map_err(|error| error.error)?;
        Ok(())
    }

    fn path(&self, url: &str) -> PathBuf {
        self.folder.join(sha256(url.as_bytes()))
    }
}

/// A header's value holds no line end; a hand-made one that does is no validator.
fn one_line(value: &str) -> &str {
    if value.contains(['\n', '\r']) { "" } else { value }
}

/// Where fetched images are kept unless told otherwise: `offprint/images` in the user's cache folder
/// (`$XDG_CACHE_HOME`, `%LOCALAPPDATA%` or `~/.cache`). `None` if there is no such folder.
pub fn default_cache_dir() -> Option<PathBuf> {
    let folder = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let base = folder("XDG_CACHE_HOME")
        .filter(|path| path.is_absolute())
        .or_else(|| if cfg!(windows) { folder("LOCALAPPDATA") } else { None })
        .or_else(|| folder("HOME").map(|home| home.join(".cache")))?;
    Some(base.join("offprint").join("images"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Duration = Duration::from_secs(86_400);

    fn validators(etag: &str) -> Validators {
        Validators { etag: etag.into(), last_modified: "Sun, 06 Nov 1994 08:49:37 GMT".into() }
    }

    #[test]
    fn what_was_put_is_there_and_what_was_damaged_is_not() {
        let folder = tempfile::tempdir().expect("folder");
        let cache = Cache::new(&folder.path().join("deep"));
        assert_eq!(cache.get("https://a/"), None);
        let content = b"line\nline\n\nend".to_vec();
        cache.put("https://a/", &validators("\"1\""), &content).expect("put");
        assert_eq!(cache.get("https://a/"), Some(Entry { validators: validators("\"1\""), content }));
        assert_eq!(cache.get("https://b/"), None);

        let path = cache.path("https://a/");
        let mut entry = std::fs::read(&path).expect("entry");
        entry.pop();
        std::fs::write(&path, &entry).expect("damage");
        assert_eq!(cache.get("https://a/"), None, "cut off");
        std::fs::write(&path, b"short").expect("damage");
        assert_eq!(cache.get("https://a/"), None, "not even a checksum");
    }

    #[test]
    fn an_entry_grows_old_and_is_made_young_again() {
        let folder = tempfile::tempdir().expect("folder");
        let cache = Cache::new(folder.path());
        assert!(!cache.is_young("https://a/", DAY), "there is none");
        cache.put("https://a/", &Validators::default(), b"content").expect("put");
        assert!(cache.is_young("https://a/", DAY) && !cache.is_young("https://a/", Duration::ZERO));
        let file = std::fs::File::options().write(true).open(cache.path("https://a/")).expect("entry");
        file.set_modified(SystemTime::now() - 2 * DAY).expect("time");
        assert!(!cache.is_young("https://a/", DAY));
        file.set_modified(SystemTime::now() + 3650 * DAY).expect("time");
        assert!(cache.is_young("https://a/", DAY), "a wrong clock");
        cache.touch("https://a/").expect("touched");
        assert!(cache.is_young("https://a/", DAY));
    }
}
