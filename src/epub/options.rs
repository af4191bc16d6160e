//! What a run asks of the EPUB beyond the theme.

use super::page_list::PageList;
use super::pictures::cover::{Cover, GivenCover};
use super::profile::Profile;
use crate::layout::fonts::FontBook;
use std::sync::Arc;

/// What a run asks of the EPUB beyond the theme.
#[derive(Clone, Debug, Default)]
pub struct EpubOptions {
    /// Seconds since 1970 for the modified date and the entries' timestamps.
    pub timestamp: i64,
    /// The theme's faces, to embed cut down to the characters of the book; `None` leaves the choice to the reader.
    pub fonts: Option<Arc<FontBook>>,
    /// For which readers.
    pub profile: Profile,
    /// Most bytes of the file; pictures are made smaller to stay below.
    pub max_size: Option<usize>,
    /// The cover, where the run or the site names one.
    pub cover: Option<GivenCover>,
    /// The cover as [`Cover::of`] draws it of the same book, where it has been drawn already.
    pub drawn_cover: Option<Arc<Cover>>,
    /// The pages of the printed edition made of the same text, if there is one.
    pub pages: Option<PageList>,
}
