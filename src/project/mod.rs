//! From configuration to books: what holds for a site, which texts it has, each read and parsed once, and the books made
//! of them. `export`, `batch`, `check`, `watch` and `links` all go through here (`docs/architecture.md`).

mod books;
mod posts;
mod settings;
mod texts;

pub use books::Chapters;
pub use posts::Project;
pub use settings::{Flags, Settings, SettingsError};
pub use texts::{Parsed, Texts, file, read_text, shown, utf8};
