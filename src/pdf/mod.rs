//! Pages to PDF. Knows no document; the only place that knows `printpdf` and `lopdf`.

use crate::diagnostics::Diagnostics;
use crate::layout::fonts::FontBook;
use crate::layout::page::Pages;
use crate::resolve::Assets;

/// What a run asks of the PDF.
#[derive(Clone, Debug, Default)]
pub struct PdfOptions {
    /// Seconds since 1970 for the creation and modification dates.
    pub timestamp: i64,
}

/// Why no PDF could be made.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    /// A font could not be cut down.
    #[error("cannot subset font `{name}`: {reason}")]
    Subset {
        /// PostScript name.
        name: String,
        /// Why.
        reason: String,
    },
    /// The finishing pass met a structure it does not know.
    #[error("cannot finish the PDF: {0}")]
    Finish(String),
}

/// Writes pages as PDF into memory.
pub fn write(
    _pages: &Pages,
    _fonts: &FontBook,
    _assets: &Assets,
    _options: &PdfOptions,
) -> Result<(Vec<u8>, Diagnostics), PdfError> {
    Err(PdfError::Finish("to be written".into()))
}
