//! Whole-book passes on documents: link destinations, note numbers, heading slugs and numbers, code highlighting,
//! assets.

mod assets;

pub use assets::{Asset, AssetFormat, Assets};
