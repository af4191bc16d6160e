//! Fetched images on disk, by address. An entry is the SHA-256 of its content followed by the content: an entry that
//! was cut off or damaged is no entry.

use sha2::{Digest, Sha256};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Length of the checksum before an entry's content.
const CHECKSUM_BYTES: usize = 32;

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

    /// The content of an address, if it is there and whole.
    pub fn get(&self, url: &str) -> Option<Vec<u8>> {
        let entry = std::fs::read(self.path(url)).ok()?;
        let (checksum, content) = entry.split_at_checked(CHECKSUM_BYTES)?;
        (Sha256::digest(content).as_slice() == checksum).then(|| content.to_vec())
    }

    /// Keeps the content of an address. Written beside its place and renamed, so that two runs at once do no harm.
    pub fn put(&self, url: &str, content: &[u8]) -> std::io::Result<()> {
        std::fs::create_dir_all(&self.folder)?;
        let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
        file.write_all(&Sha256::digest(content))?;
        file.write_all(content)?;
        file.persist(self.path(url)).map_err(|error| error.error)?;
        Ok(())
    }

    fn path(&self, url: &str) -> PathBuf {
        let name: String = Sha256::digest(url).iter().map(|byte| format!("{byte:02x}")).collect();
        self.folder.join(name)
    }
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

    #[test]
    fn what_was_put_is_there_and_what_was_damaged_is_not() {
        let folder = tempfile::tempdir().expect("folder");
        let cache = Cache::new(&folder.path().join("deep"));
        assert_eq!(cache.get("https://a/"), None);
        cache.put("https://a/", b"content").expect("put");
        assert_eq!(cache.get("https://a/").as_deref(), Some(&b"content"[..]));
        assert_eq!(cache.get("https://b/"), None);

        let path = cache.path("https://a/");
        let mut entry = std::fs::read(&path).expect("entry");
        entry.pop();
        std::fs::write(&path, &entry).expect("damage");
        assert_eq!(cache.get("https://a/"), None, "cut off");
        std::fs::write(&path, b"short").expect("damage");
        assert_eq!(cache.get("https://a/"), None, "not even a checksum");
    }
}
