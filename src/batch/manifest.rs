//! `manifest.json`: the books that an output folder holds, for a site's build to show download buttons and for feeds.
//! Its schema is `docs/manifest.schema.json`.

use super::output;
use super::plan::Plan;
use super::record;
use super::unit::Format;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// Version of the form that this program reads and writes.
pub const VERSION: u32 = 1;

/// Name of the manifest of a whole output folder.
pub const FILE_NAME: &str = "manifest.json";

/// What an output folder holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// [`VERSION`].
    pub version: u32,
    /// The site that the books are from.
    pub site: Site,
    /// The part of a site that it describes; `None` for the whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shard: Option<Shard>,
    /// Books by category; in each the posts by id, then the volume.
    pub books: Vec<Record>,
}

/// The site that books are from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Site {
    /// Title.
    pub title: Option<String>,
    /// Address, without a slash at its end.
    pub url: Option<String>,
    /// BCP 47 tag.
    pub language: Option<String>,
    /// Where the output folder is served: an address, or a path below the site's. Feeds need it.
    pub downloads: Option<String>,
}

/// Every `of`-th post from the `number`-th.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shard {
    /// From 1 to `of`.
    pub number: usize,
    /// At least 1.
    pub of: usize,
}

/// A book: a unit's entry in the manifest, and its record in the cache.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// The post's id, or the category's name for a volume.
    pub id: String,
    /// The e-book's own name, a URN.
    pub identifier: String,
    /// Post or volume.
    pub kind: Kind,
    /// Title.
    pub title: String,
    /// Subtitle.
    pub subtitle: Option<String>,
    /// Names, in order.
    pub authors: Vec<String>,
    /// BCP 47 tag.
    pub language: String,
    /// One paragraph.
    pub description: Option<String>,
    /// Category.
    pub category: String,
    /// The category's name as shown to readers.
    pub category_title: Option<String>,
    /// Tags.
    pub subjects: Vec<String>,
    /// Address of the post on the site.
    pub url: Option<String>,
    /// `YYYY-MM-DD`; of a volume that of its latest post.
    pub date: Option<String>,
    /// Pages of the PDF.
    pub pages: Option<usize>,
    /// Words of the text, notes counted.
    pub words: usize,
    /// Files, by format.
    pub files: Vec<FileRecord>,
    /// Picture of the cover.
    pub cover: Option<Picture>,
    /// The same, small.
    pub thumbnail: Option<Picture>,
    /// Pictures of pages, in their order.
    pub pictures: Vec<Picture>,
}

/// What a book is made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// One post.
    #[default]
    Post,
    /// The posts of a category.
    Volume,
}

/// A file that was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileRecord {
    /// `epub` or `pdf`.
    pub format: String,
    /// Media type.
    #[serde(rename = "type")]
    pub media_type: String,
    /// Path below the output folder, with `/`.
    pub path: String,
    /// Bytes.
    pub size: usize,
    /// Lower-case hexadecimal SHA-256.
    pub sha256: String,
}

/// A picture of a cover or a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Picture {
    /// Media type.
    #[serde(rename = "type")]
    pub media_type: String,
    /// Path below the output folder, with `/`.
    pub path: String,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Bytes.
    pub size: usize,
    /// Lower-case hexadecimal SHA-256.
    pub sha256: String,
}

impl FileRecord {
    /// Describes a file's content.
    pub fn new(format: Format, path: String, bytes: &[u8]) -> FileRecord {
        FileRecord {
            format: format.extension().to_owned(),
            media_type: format.media_type().to_owned(),
            path,
            size: bytes.len(),
            sha256: sha256(bytes),
        }
    }
}

impl Picture {
    /// Describes a PNG file.
    pub fn new(path: String, picture: &crate::picture::Picture) -> Picture {
        Picture {
            media_type: "image/png".to_owned(),
            path,
            width: picture.width,
            height: picture.height,
            size: picture.bytes.len(),
            sha256: sha256(&picture.bytes),
        }
    }
}

impl Record {
    /// Path below the output folder, size and checksum of everything that belongs to the book.
    pub fn parts(&self) -> impl Iterator<Item = (&str, usize, &str)> {
        let files = self.files.iter().map(|file| (file.path.as_str(), file.size, file.sha256.as_str()));
        let pictures = self.pictures();
        files.chain(pictures.map(|picture| (picture.path.as_str(), picture.size, picture.sha256.as_str())))
    }

    /// All its pictures.
    pub fn pictures(&self) -> impl Iterator<Item = &Picture> {
        self.cover.iter().chain(&self.thumbnail).chain(&self.pictures)
    }

    /// What a book is found by: no other has the same.
    pub fn key(&self) -> (&str, Kind, &str) {
        (&self.category, self.kind, &self.id)
    }
}

impl Shard {
    /// Name of the manifest of a shard: two that write to one folder do not overwrite each other's.
    pub fn file_name(self) -> String {
        format!("manifest.{}-of-{}.json", self.number, self.of)
    }
}

impl Manifest {
    /// What a folder holds after a run over `plan`, whose books are `made`. A shard's manifest has the shard's books; that
    /// of a whole run has also what earlier runs made, as far as its files are there and its post still is.
    pub fn after(out: &Path, site: Site, plan: &Plan, made: Vec<Record>) -> Manifest {
        let mut books = made;
        if plan.shard.is_none() {
            let others = record::all(out).into_iter().filter(|old| plan.holds(old) && is_there(out, old));
            let others: Vec<Record> =
                others.filter(|old| !plan.units.iter().any(|unit| unit.key() == old.key())).collect();
            books.extend(others);
        }
        let mut manifest = Manifest { version: VERSION, site, shard: plan.shard, books };
        manifest.sort();
        manifest
    }

    /// Puts books in their order.
    pub fn sort(&mut self) {
        self.books.sort_by(|a, b| a.key().cmp(&b.key()));
    }

    /// Where it stands in an output folder.
    pub fn path(&self, out: &Path) -> PathBuf {
        out.join(self.shard.map_or_else(|| FILE_NAME.to_owned(), Shard::file_name))
    }

    /// Reads a manifest. The error names no file.
    pub fn read(path: &Path) -> Result<Manifest, String> {
        let bytes = std::fs::read(path).map_err(|error| format!("it cannot be read: {error}"))?;
        let manifest: Manifest =
            serde_json::from_slice(&bytes).map_err(|error| format!("it is no manifest of this program: {error}"))?;
        match manifest.version {
            VERSION => Ok(manifest),
            other => Err(format!("its version is {other}, and this program reads {VERSION}")),
        }
    }

    /// Writes it into an output folder, whole or not at all.
    pub fn write(&self, out: &Path) -> Result<(), String> {
        let mut bytes = serde_json::to_vec_pretty(self).map_err(|error| error.to_string())?;
        bytes.push(b'\n');
        output::write(&self.path(out), &bytes)
    }
}

/// Whether a book's files are there. Their content is not read: that is done where a unit is found in its record.
fn is_there(out: &Path, record: &Record) -> bool {
    let mut parts = record.parts();
    parts.all(|(path, size, _)| std::fs::metadata(out.join(path)).is_ok_and(|found| found.len() == size as u64))
}

/// Lower-case hexadecimal SHA-256.
pub fn sha256(bytes: &[u8]) -> String {
    hex(Sha256::digest(bytes))
}

/// A digest in lower-case hexadecimal.
pub(super) fn hex(digest: impl AsRef<[u8]>) -> String {
    digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}
