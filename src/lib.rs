//! offprint turns the posts of a Markdown site into books: EPUB 3 and print-ready PDF.
//!
//! The flow, one module a stage (`docs/architecture.md` leads through it):
//!
//! ```text
//! source text -> dialect -> document -> resolve -> epub                    -> .epub
//!                                              \-> layout -> pages -> pdf  -> .pdf
//! ```
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod diagnostics;
pub mod dialect;
pub mod document;
pub mod epub;
pub mod layout;
pub mod pdf;
pub mod resolve;
pub mod source;
pub mod theme;
