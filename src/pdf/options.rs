//! What a run asks of the PDF.

/// What a run asks of the PDF.
#[derive(Clone, Debug, Default)]
pub struct PdfOptions {
    /// Seconds since 1970 for the creation and modification dates.
    pub timestamp: i64,
}
