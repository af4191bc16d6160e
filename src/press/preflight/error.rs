//! Why a file cannot be looked at.

/// Why a file could not be looked at.
#[derive(Debug, thiserror::Error)]
pub enum PreflightError {
    /// It is no PDF, or one that is damaged.
    #[error("this is no PDF file that can be read: {0}")]
    Unreadable(String),
    /// The reading of it failed.
    #[error(transparent)]
    Crashed(#[from] crate::diagnostics::Fault),
}
