//! Layout: a book and a theme become pages of positioned items. Knows no PDF.
//!
//! `docs/layout.md` explains the algorithms: shaping and line breaking in [`text`], block flow and page breaking
//! in [`flow`], finished pages in [`page`].

pub mod dump;
pub mod flow;
pub mod fonts;
pub mod page;
pub mod text;
pub mod units;

pub use flow::{LayoutOptions, lay_out};
