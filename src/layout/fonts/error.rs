//! Why a face cannot be used.

/// Why a face cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FontError {
    /// The theme names a file that is neither bundled nor there.
    #[error("font `{0}` is neither bundled nor found")]
    NotFound(String),
    /// The theme names a font of the system that is not installed.
    #[error("font family `{name}` is not installed{}", near_names(near))]
    NotInstalled {
        /// The name asked for.
        name: String,
        /// Installed families with a name like it, the likest first.
        near: Vec<String>,
    },
    /// The file is not a font.
    #[error("font `{0}` cannot be read: {1}")]
    Unreadable(String, String),
}

fn near_names(near: &[String]) -> String {
    if near.is_empty() { String::new() } else { format!("; families with a name like it: {}", near.join(", ")) }
}
