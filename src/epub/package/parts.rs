//! What goes into the container.

use super::nav::Landmark;
use crate::document::Book;
use crate::epub::page_list::PageMark;
use crate::epub::pictures::images::ImageFile;
use crate::epub::profile::Profile;
use crate::epub::spine::TocEntry;
use epub_builder::ReferenceType;
use std::collections::BTreeMap;

/// A page of the spine.
#[derive(Clone, Debug)]
pub struct Page {
    /// File name.
    pub name: String,
    /// XHTML.
    pub text: String,
    /// What the guide calls it, with its title there.
    pub reference: Option<(ReferenceType, String)>,
}

/// Everything that goes into the container.
pub struct Parts<'a> {
    /// The book.
    pub book: &'a Book,
    /// Style sheet.
    pub style: String,
    /// Pages in reading order.
    pub pages: Vec<Page>,
    /// Contents.
    pub contents: Vec<TocEntry>,
    /// Pages of the printed edition.
    pub page_list: Vec<PageMark>,
    /// Landmarks.
    pub landmarks: Vec<Landmark>,
    /// The page after which the contents are in the reading order, if they do.
    pub contents_after: Option<String>,
    /// Cover image: name and JPEG.
    pub cover: (String, Vec<u8>),
    /// Other images.
    pub images: BTreeMap<String, ImageFile>,
    /// Fonts by name.
    pub fonts: BTreeMap<String, ImageFile>,
    /// The package document's metadata.
    pub metadata: String,
    /// For which readers.
    pub profile: Profile,
    /// Seconds since 1970 for all entries.
    pub timestamp: i64,
}
