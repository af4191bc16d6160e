//! Book to EPUB. The only place that knows `epub_builder`.

use crate::diagnostics::Diagnostics;
use crate::document::Book;
use crate::resolve::Assets;
use crate::theme::Theme;

/// What a run asks of the EPUB beyond the theme.
#[derive(Clone, Debug, Default)]
pub struct EpubOptions {
    /// Seconds since 1970 for the modified date and the entries' timestamps.
    pub timestamp: i64,
    /// Whether to embed the theme's fonts, cut down to what is used.
    pub embed_fonts: bool,
}

/// Why no EPUB could be made.
#[derive(Debug, thiserror::Error)]
pub enum EpubError {
    /// The container could not be written.
    #[error("cannot write the EPUB container: {0}")]
    Container(String),
}

/// Writes a book as EPUB 3.3 into memory.
pub fn write(
    _book: &Book,
    _assets: &Assets,
    _theme: &Theme,
    _options: &EpubOptions,
) -> Result<(Vec<u8>, Diagnostics), EpubError> {
    Err(EpubError::Container("to be written".into()))
}
