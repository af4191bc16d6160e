//! Why no EPUB could be made.

/// Why no EPUB could be made.
#[derive(Debug, thiserror::Error)]
pub enum EpubError {
    /// The container could not be written.
    #[error("cannot write the EPUB container: {0}")]
    Container(String),
    /// The cover could not be drawn.
    #[error("cannot draw the cover: {0}")]
    Cover(String),
    /// A face could not be cut down.
    #[error("cannot subset font `{name}` for the EPUB: {reason}")]
    Font {
        /// PostScript name.
        name: String,
        /// Why.
        reason: String,
    },
}
