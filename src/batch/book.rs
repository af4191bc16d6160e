//! A book as the manifest and the records describe it: what it is, and its files.

use super::unit::Format;
use crate::resolve::digest::sha256;
use serde::{Deserialize, Serialize};

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
