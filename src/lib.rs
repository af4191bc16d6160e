//! offprint turns the posts of a Markdown site into books: EPUB 3 and print-ready PDF.
//!
//! The flow, one module a stage (`docs/architecture.md` leads through it):
//!
//! ```text
//! source text -> dialect -> document -> resolve -> epub                    -> .epub
//!                                              \-> layout -> pages -> pdf  -> .pdf
//! ```
//!
//! The functions of this module are the arrows. Each takes a [`Report`], to which it adds what it has to say and the
//! time it took.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod batch;
#[cfg(test)]
#[path = "../tests/suite/support/cases.rs"]
mod cases;
pub mod cli;
pub mod config;
pub mod diagnostics;
pub mod dialect;
pub mod document;
pub mod epub;
pub mod layout;
pub mod math;
pub mod pdf;
pub mod picture;
pub mod press;
pub mod project;
mod report;
pub mod resolve;
pub mod site;
pub mod source;
pub mod theme;

pub use report::{Report, Stage};

use document::{Book, Chapter, Document};
use layout::{fonts::FontBook, page::Pages};
use resolve::{Assets, BookPlan, FetchOptions, FieldNotes, SiteContext};
use source::{SourceFile, SourceId};
use std::path::PathBuf;
use theme::Theme;

/// Source text to document.
pub fn read(id: SourceId, file: &SourceFile, reading: impl Into<dialect::Reading>, report: &mut Report) -> Document {
    report.stage(Stage::Read, || dialect::parse(id, file, reading))
}

/// Documents to a book, with its images. `bases` are the folders that image paths are relative to, one a document.
pub fn assemble(
    documents: Vec<Document>,
    bases: &[PathBuf],
    site: &SiteContext,
    fetch: &FetchOptions,
    report: &mut Report,
) -> (Book, Assets) {
    assemble_planned(documents, bases, FieldNotes::default(), &BookPlan::default(), site, fetch, report)
}

/// The same as a plan says, with field notes as a glossary at the end.
pub fn assemble_planned(
    mut documents: Vec<Document>,
    bases: &[PathBuf],
    notes: FieldNotes,
    plan: &BookPlan,
    site: &SiteContext,
    fetch: &FetchOptions,
    report: &mut Report,
) -> (Book, Assets) {
    let posts = documents.len();
    let sources: Vec<SourceId> = documents.iter().map(|document| document.meta.span.source).collect();
    documents.extend(notes.documents);
    let folders: Vec<PathBuf> = bases.iter().cloned().chain(notes.folders).collect();
    resolve::qualify_images(&mut documents, &folders, &fetch.url_maps);
    let notes = documents.split_off(posts);
    let book = report.stage_with(Stage::Resolve, |said| resolve::planned_book(documents, notes, plan, site, said));
    let bases = if plan.divided.is_empty() { bases.to_vec() } else { of_chapters(&book, &sources, bases) };
    let assets = report.stage_with(Stage::Images, |said| Assets::gather(&book, &bases, fetch, said));
    (book, assets)
}

/// The folder of each chapter, where a document may have become several.
fn of_chapters(book: &Book, sources: &[SourceId], bases: &[PathBuf]) -> Vec<PathBuf> {
    let place = |chapter: &Chapter| sources.iter().position(|source| *source == chapter.meta.span.source).unwrap_or(0);
    book.chapters.iter().filter_map(|chapter| bases.get(place(chapter)).cloned()).collect()
}

/// Book to EPUB.
pub fn to_epub(
    book: &Book,
    assets: &Assets,
    theme: &Theme,
    options: &epub::EpubOptions,
    report: &mut Report,
) -> Result<Vec<u8>, epub::EpubError> {
    report.try_stage(Stage::Epub, || epub::write(book, assets, theme, options))
}

/// Book to pages.
pub fn to_pages(
    book: &Book,
    assets: &Assets,
    theme: &Theme,
    fonts: &FontBook,
    options: &layout::LayoutOptions,
    report: &mut Report,
) -> Pages {
    report.stage(Stage::Layout, || {
        layout::lay_out(&resolve::with_addresses(book, options.print_urls), assets, theme, fonts, options)
    })
}

/// Pages to PDF. The pages are left without items.
pub fn to_pdf(
    pages: &mut Pages,
    fonts: &FontBook,
    assets: &Assets,
    options: &pdf::PdfOptions,
    report: &mut Report,
) -> Result<Vec<u8>, pdf::PdfError> {
    report.try_stage(Stage::Pdf, || pdf::write(pages, fonts, assets, options))
}
