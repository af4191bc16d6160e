//! Flow: blocks become a vertical list of lines, boxes and glue; page breaks are chosen over it; pages get their
//! furniture.

mod breaking;
mod build;
mod cost;
mod dates;
mod fill;
mod footnotes;
mod inline;
mod links;
mod style;
mod tree;
mod vlist;

use super::fonts::FontBook;
use super::page::Pages;
use super::units::{Pt, Size};
use crate::diagnostics::Diagnostics;
use crate::document::Book;
use crate::resolve::Assets;
use crate::theme::Theme;

/// What a run asks of the layout beyond the theme.
#[derive(Clone, Debug, Default)]
pub struct LayoutOptions {
    /// Trim size; `None` takes the theme's.
    pub trim: Option<Size>,
    /// Bleed on each side; zero for none.
    pub bleed: Pt,
    /// Whether there is a table of contents; `None` decides by length.
    pub contents: Option<bool>,
    /// Whether chapters open on a recto.
    pub open_right: bool,
}

/// Lays a book out.
pub fn lay_out(
    _book: &Book,
    _assets: &Assets,
    _theme: &Theme,
    _fonts: &FontBook,
    _options: &LayoutOptions,
) -> (Pages, Diagnostics) {
    (Pages::default(), Diagnostics::new()) // to be written
}
