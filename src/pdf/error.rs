//! Faults of the backend.

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
    /// A page is larger than PDF readers take.
    #[error("a page is over 200in with its bleed and marks: make the page smaller")]
    PageTooLarge,
    /// The finishing pass met a structure it does not know.
    #[error("cannot finish the PDF: {0}")]
    Finish(String),
}

/// A document of another shape than the pinned version of `printpdf` makes.
pub(super) fn unexpected(reason: impl std::fmt::Display) -> PdfError {
    PdfError::Finish(reason.to_string())
}
