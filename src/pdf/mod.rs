//! Pages to PDF. Knows no document; the only place that knows `printpdf` and `lopdf`. `docs/pdf.md` says what the file
//! holds and why.

mod clusters;
mod content;
mod deflate;
mod error;
mod faces;
mod finish;
mod images;
mod operators;
mod options;
mod press_marks;
mod skeleton;
mod space;

#[cfg(test)]
mod tests;

use crate::diagnostics::Diagnostics;
use crate::layout::fonts::FontBook;
use crate::layout::page::Pages;
use crate::resolve::Assets;

pub use error::PdfError;
pub use finish::dump::dump;
pub use options::PdfOptions;

/// Writes pages as PDF into memory: PDF 1.7 after PDF/UA-1 and PDF/A-2a. The same pages give the same bytes. What is drawn
/// on a page is given up once it is written: the pages are left without items, and a long book is never in memory twice.
///
/// An image that cannot be read is a warning and an empty frame.
///
/// # Errors
/// If a page is over 200 inches with its bleed and marks, a face cannot be subset, or `printpdf` hands over a document of another shape than its pinned version does.
pub fn write(
    pages: &mut Pages,
    fonts: &FontBook,
    assets: &Assets,
    options: &PdfOptions,
) -> Result<(Vec<u8>, Diagnostics), PdfError> {
    if pages.pages.iter().any(|page| space::PageSpace::of(page, &pages.press).is_too_large()) {
        return Err(PdfError::PageTooLarge);
    }
    let mut diagnostics = Diagnostics::new();
    let faces = faces::Faces::collect(pages, fonts)?;
    let images = images::Images::collect(pages, assets, fonts, &mut diagnostics);
    let drawn = pages.pages.iter_mut().map(|page| std::mem::take(&mut page.items)).collect();
    let (streams, marks) = content::write(pages, drawn, &faces, &images);
    let (xobjects, samples) = images.into_parts();
    let skeleton = skeleton::build(pages, &faces, xobjects, &marks)?;
    let bytes = finish::finish(skeleton, (pages, &faces, &marks), streams, samples, options)?;
    Ok((bytes, diagnostics))
}
