//! From configuration to books: what holds for a site, which texts it has, each read and parsed once, and the books made
//! of them. `export`, `batch`, `check`, `watch` and `links` all go through here (`docs/architecture.md`).

mod book_file;
mod books;
mod files;
mod posts;
mod settings;
mod texts;

pub use book_file::{is_book_file, read as read_book_file};
pub use books::Chapters;
pub use files::{BookOfFiles, ChapterFile, listed};
pub use posts::Project;
pub use settings::{Flags, Settings, SettingsError};
pub use texts::{Parsed, Texts, Written, file, read_text, shown, utf8};
