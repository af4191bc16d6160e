//! Whole-book passes on documents: link destinations, note numbers, heading slugs and numbers, code highlighting,
//! assets.

mod addresses;
mod assembly;
mod assets;
mod book;
mod book_meta;
mod carried;
mod context;
pub mod digest;
mod folders;
mod glossary;
mod graph;
mod highlight;
mod links;
mod manuscript;
mod number;
mod numbering;
mod plan;
mod punctuation;
mod renumber;
mod slug;

pub use addresses::{PrintUrls, with_addresses};
pub use assets::{
    Asset, AssetFormat, Assets, FetchBounds, FetchOptions, FetchSession, UrlMap, default_cache_dir, drawing, pixels,
    png,
};
pub use assets::{addresses as image_addresses, fetch as fetch_images};
pub use book::{book, needs_site_index, planned_book};
pub use context::{
    Category, FIELD_NOTES_PATH, IndexedNote, IndexedPost, LinksTo, Siblings, SiteContext, SiteIndex, note_name,
};
pub use folders::{path_from, qualify_images};
pub use glossary::{FieldNotes, linked_notes, links_into};
pub use graph::{LinkGraph, LinkOut, LinkedText, graph};
pub use links::NO_ADDRESS;
pub use manuscript::{is_manuscript, settle_title};
pub use plan::{BookData, BookPlan, PartPlan, Whole};
pub use slug::slug;

#[cfg(test)]
mod tests;
