//! The pictures of a book: its cover, large and small, and some of its pages.

use crate::epub::Cover;
use crate::layout::fonts::FontBook;
use crate::layout::page::Pages;
use crate::picture::{self, Picture};
use crate::resolve::Assets;

/// Width of the small cover in pixels: a stamp in a list.
const THUMBNAIL_WIDTH: u32 = 160;

/// Most pictures of pages that a book has.
pub(super) const MOST_PAGES: usize = 3;

/// Pictures, not written yet.
#[derive(Debug)]
pub struct Pictures {
    /// The cover.
    pub cover: Picture,
    /// The same, small.
    pub thumbnail: Picture,
    /// Pages, in their order.
    pub pages: Vec<Picture>,
}

impl Pictures {
    /// Draws them. The error says what went wrong.
    pub(super) fn draw(cover: &Cover, assets: &Assets, pages: &Pages, fonts: &FontBook) -> Result<Pictures, String> {
        let wrong = |error: picture::PictureError| error.to_string();
        let page = |index| picture::page(pages, index, picture::WIDTH, fonts, assets).map_err(wrong);
        Ok(Pictures {
            cover: picture::scaled(cover.pixels(), picture::WIDTH).map_err(wrong)?,
            thumbnail: picture::scaled(cover.pixels(), THUMBNAIL_WIDTH).map_err(wrong)?,
            pages: picture::choose(pages).into_iter().take(MOST_PAGES).map(page).collect::<Result<_, _>>()?,
        })
    }

    /// All of them, by the ending of their files.
    pub fn named(&self) -> Vec<(String, &Picture)> {
        let pages = self.pages.iter().enumerate().map(|(index, page)| (page_ending(index + 1), page));
        [("cover.png".to_owned(), &self.cover), ("thumbnail.png".to_owned(), &self.thumbnail)]
            .into_iter()
            .chain(pages)
            .collect()
    }
}

/// Ending of the file of a page's picture, by its number from 1.
pub(super) fn page_ending(number: usize) -> String {
    format!("page-{number}.png")
}
