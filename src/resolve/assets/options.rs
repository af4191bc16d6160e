//! How images may be loaded.

use super::cache::Cache;
use super::fetch::{Failure, FetchBounds};
use super::session::{FetchSession, Fetched};
use std::path::PathBuf;
use std::time::Duration;

/// A prefix of image sources, and the folder that has its files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UrlMap {
    /// Start of the source, up to the end of a part of its path: `https://cdn.example.org`, `/images`.
    pub prefix: String,
    /// The folder that holds what follows.
    pub folder: PathBuf,
}

/// How images may be loaded.
#[derive(Clone, Debug)]
pub struct FetchOptions {
    /// Never use the net; what the cache has is used, however old.
    pub offline: bool,
    /// Where fetched images are kept; `None` keeps none.
    pub cache: Option<PathBuf>,
    /// How old an entry of the cache may be before its server is asked whether it is still right. Zero always asks.
    pub max_age: Duration,
    /// Prefixes and their folders. The longest that fits is taken; of two equal ones the last.
    pub url_maps: Vec<UrlMap>,
    /// Most images by address in one book.
    pub most_addresses: usize,
    /// Bounds of each image and of the run.
    pub bounds: FetchBounds,
    /// Folders that image files may be in, beside the folder of their post and those of `url_maps`: the site's root and
    /// what its owner allows. Everything is allowed where one of them is the root of the file system.
    pub allowed: Vec<PathBuf>,
    /// What this run has fetched already. Clones of the options share it; options made anew begin anew.
    pub session: FetchSession,
}

impl Default for FetchOptions {
    fn default() -> Self {
        FetchOptions {
            offline: false,
            cache: None,
            max_age: Duration::from_secs(7 * 24 * 60 * 60),
            url_maps: Vec::new(),
            most_addresses: 2_000,
            bounds: FetchBounds::default(),
            allowed: Vec::new(),
            session: FetchSession::default(),
        }
    }
}

impl FetchOptions {
    /// Fetches addresses, those excepted that this run has fetched before, and returns when all have an outcome.
    pub fn fetch(&self, urls: &[String]) {
        self.session.fetch(urls, self.cache.as_deref(), &self.bounds);
    }

    /// What came of an address, if it was fetched.
    pub(super) fn outcome(&self, url: &str) -> Option<Result<Fetched, Failure>> {
        self.session.outcome(url)
    }

    /// The cache; one for the time of the run if none is named.
    pub(super) fn kept(&self) -> Option<Cache> {
        self.session.cache(self.cache.as_deref())
    }
}
