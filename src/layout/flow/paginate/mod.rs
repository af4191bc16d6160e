//! Pagination: a vertical list becomes pages. `docs/pages.md` explains how.
//!
//! [`breaking`] chooses all page breaks of a list together over what [`fill`] says a page can hold, [`planned`] keeps what
//! is on each page, [`makeup`] puts it in its place, [`furniture`] adds running heads and folios.

pub mod breaking;
pub mod fill;
pub mod footnotes;
pub mod furniture;
pub mod makeup;
pub mod margin;
pub mod material;
pub mod planned;
pub mod state;
mod walk;
