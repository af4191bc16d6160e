//! Images by the source that a post names them by: found in folders, `data:` URIs, mapped prefixes, the cache or the net.
//! `docs/assets.md` explains it.

mod address;
mod asset;
mod cache;
pub mod drawing;
mod fetch;
mod gather;
mod hosts;
mod labels;
mod locate;
mod options;
pub mod pixels;
pub mod png;
mod reach;
mod references;
mod session;
mod sniff;
mod wanted;

pub use asset::{Asset, AssetFormat, Assets};
pub use cache::default_cache_dir;
pub use fetch::FetchBounds;
pub use gather::fetch;
pub(super) use locate::is_relative;
pub use options::{FetchOptions, UrlMap};
pub use session::FetchSession;
pub use wanted::addresses;
