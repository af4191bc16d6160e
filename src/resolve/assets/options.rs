//! How images may be had.

use super::session::FetchSession;
use std::path::PathBuf;
use std::time::Duration;

/// A prefix of image sources that a folder serves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UrlMap {
    /// Start of the source, up to the end of a part of its path: `https://cdn.example.org`, `/images`.
    pub prefix: String,
    /// The folder that holds what follows.
    pub folder: PathBuf,
}

/// How images may be had.
#[derive(Clone, Debug)]
pub struct FetchOptions {
    /// Never use the net; the cache serves what it has, however old.
    pub offline: bool,
    /// Where fetched images are kept; `None` keeps none.
    pub cache: Option<PathBuf>,
    /// How old an entry of the cache may be before its server is asked whether it is still right. Zero always asks.
    pub max_age: Duration,
    /// Prefixes that folders serve. The longest that fits is taken; of two equal ones the last.
    pub url_maps: Vec<UrlMap>,
    /// Longest time for one try of one image.
    pub timeout: Duration,
    /// Wait before the second try; it doubles for the third.
    pub backoff: Duration,
    /// Largest file.
    pub most_bytes: u64,
    /// Most images by address in one book.
    pub most_addresses: usize,
    /// Longest time that a run waits for addresses, all together; what is not fetched by then is not fetched.
    pub run_time: Duration,
    /// Most bytes that a run fetches.
    pub run_bytes: u64,
    /// Whether hosts of this machine and of private networks may be asked.
    pub private_hosts: bool,
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
            timeout: Duration::from_secs(30),
            backoff: Duration::from_millis(500),
            most_bytes: 25 << 20,
            most_addresses: 2_000,
            run_time: Duration::from_secs(600),
            run_bytes: 4 << 30,
            private_hosts: false,
            allowed: Vec::new(),
            session: FetchSession::default(),
        }
    }
}
