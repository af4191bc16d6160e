//! Layout: a book and a theme become pages of positioned items. Knows no PDF.
//!
//! `docs/layout.md` explains the algorithms: shaping and line breaking in [`text`], block flow and page breaking
//! in [`flow`], right-to-left books in `mirror`, finished pages in [`page`], where each begins in the
//! text in [`places`], how well they are set in [`quality`].

pub mod dump;
pub mod flow;
pub mod fonts;
mod formula;
mod mirror;
pub mod page;
pub mod places;
pub mod quality;
mod steps;
pub mod text;
pub mod trim;
pub mod units;

pub use flow::{LayoutOptions, NotePlacement, PageRefs, lay_out};
