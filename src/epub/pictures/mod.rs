//! Pictures for e-books: in formats that every reader knows, upright, bounded; the cover; drawings and tables as pixels.

pub mod compression;
pub mod cover;
mod cover_type;
mod css;
mod drawing;
mod fonts;
pub mod images;
mod jpeg;
mod raster;
mod svg;
pub mod table;
