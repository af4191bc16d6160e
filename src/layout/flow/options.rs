//! What a run asks of the layout beyond the theme.

use super::references::PageRefs;
use crate::document::Date;
use crate::layout::page::Press;
use crate::layout::units::Size;
use crate::resolve::PrintUrls;
use serde::Deserialize;

/// Where notes are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NotePlacement {
    /// At the foot of the page of their call.
    #[default]
    Foot,
    /// At the end of their chapter.
    End,
    /// In the outer margin, beside their call; at the foot where there is no room.
    Margin,
}

/// What a run asks of the layout beyond the theme.
#[derive(Clone, Debug, Default)]
pub struct LayoutOptions {
    /// Trim size; `None` takes the theme's.
    pub trim: Option<Size>,
    /// What the press asks for.
    pub press: Press,
    /// Whether there is a table of contents; `None` decides by length.
    pub contents: Option<bool>,
    /// Whether there are half title, title page and copyright page; `None` gives them to volumes only.
    pub front_matter: Option<bool>,
    /// Date of this printing, if it is not that of the book's latest text.
    pub edition: Option<Date>,
    /// Whether chapters open on a recto.
    pub open_right: bool,
    /// Where notes are.
    pub notes: NotePlacement,
    /// Whether links within the book show pages.
    pub page_refs: PageRefs,
    /// Whether the addresses of links are printed. The caller puts them into the book (`resolve::with_addresses`).
    pub print_urls: PrintUrls,
}
