//! Fetching all addresses of a run: each once, several at a time, a bound for each host.
//!
//! What comes of an address must not depend on which thread was faster. A host's addresses are therefore in a queue,
//! in the order they were asked for. Several are fetched at once, but the queue is *settled* in its order: a host is
//! given up when so many addresses in a row have failed as they are in the queue, and then all behind them count as
//! not asked, even one that was on its way already.

use super::address::host;
use super::cache::Cache;
use super::fetch::{Answer, Failure, FetchBounds, Fetcher};
use super::sniff;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};

/// Addresses of one host fetched at once: what browsers did for years, and what no server takes for an attack.
const MOST_PER_HOST: usize = 4;

/// Addresses fetched at once. Fetching waits more than it works.
const MOST_AT_ONCE: usize = 12;

/// Failures in a row after which a host is asked for nothing more.
const MOST_FAILURES: usize = 4;

/// What came of an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fetched {
    /// The cache has it.
    Cached,
    /// It could not be kept, so here it is.
    Here(Arc<[u8]>),
}

type Outcome = Result<Fetched, Failure>;

/// What a run has fetched. Clones share it.
#[derive(Clone, Default)]
pub struct FetchSession {
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    queues: Mutex<Queues>,
    changed: Condvar,
    fetcher: OnceLock<Fetcher>,
    /// Stands in for a cache where there is none, as long as the run lasts.
    spare: OnceLock<Option<tempfile::TempDir>>,
}

#[derive(Default)]
struct Queues {
    hosts: Vec<Host>,
    /// Index of each host by its name.
    by_name: BTreeMap<String, usize>,
    /// Host and place in its queue by address.
    places: BTreeMap<String, (usize, usize)>,
    active: usize,
}

#[derive(Default)]
struct Host {
    name: String,
    queue: Vec<Item>,
    /// The first that was not begun.
    next: usize,
    /// The first whose outcome does not hold yet.
    settled: usize,
    active: usize,
    /// Failures in a row, up to `settled`.
    failures: usize,
    given_up: bool,
}

struct Item {
    url: String,
    outcome: Option<Outcome>,
}

impl FetchSession {
    /// Fetches addresses, those excepted that this session has fetched before, and returns when all have an outcome.
    /// The order of the addresses decides what is given up.
    pub fn fetch(&self, urls: &[String], cache: Option<&Path>, bounds: &FetchBounds) {
        let cache = self.cache(cache);
        let fetcher = self.shared.fetcher.get_or_init(|| Fetcher::new(bounds.clone()));
        self.fetch_with(urls, |url| fetch_one(url, cache.as_ref(), fetcher));
    }

    /// What came of an address, if it was fetched.
    pub fn outcome(&self, url: &str) -> Option<Result<Fetched, Failure>> {
        self.lock().outcome(url).cloned()
    }

    /// The cache in this folder; one for the time of the run if there is none.
    pub fn cache(&self, folder: Option<&Path>) -> Option<Cache> {
        let spare = || self.shared.spare.get_or_init(|| tempfile::tempdir().ok()).as_ref();
        folder.or_else(|| spare().map(tempfile::TempDir::path)).map(Cache::new)
    }

    fn fetch_with(&self, urls: &[String], fetch: impl Fn(&str) -> Outcome + Sync) {
        let mut queues = self.lock();
        let new = urls.iter().filter(|url| queues.add(url)).count();
        drop(queues);
        std::thread::scope(|scope| {
            // This thread is one of the workers: a machine that gives no other still fetches.
            for _ in 1..new.min(MOST_AT_ONCE) {
                let _ = std::thread::Builder::new().spawn_scoped(scope, || self.work(urls, &fetch));
            }
            self.work(urls, &fetch);
        });
    }

    /// Fetches what is next until all of these have an outcome.
    fn work(&self, urls: &[String], fetch: &(impl Fn(&str) -> Outcome + Sync)) {
        let (mut queues, mut rest) = (self.lock(), urls);
        while let Some((url, others)) = rest.split_first() {
            if queues.outcome(url).is_some() {
                rest = others;
                continue;
            }
            let Some((host, place, url)) = queues.begin() else {
                queues = self.shared.changed.wait(queues).unwrap_or_else(PoisonError::into_inner);
                continue;
            };
            drop(queues);
            let outcome = fetch(&url);
            queues = self.lock();
            queues.end(host, place, outcome);
            self.shared.changed.notify_all();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Queues> {
        self.shared.queues.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for FetchSession {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FetchSession").field("addresses", &self.lock().places.len()).finish()
    }
}

impl Queues {
    /// Puts an address into its host's queue; `false` if it is known already.
    fn add(&mut self, url: &str) -> bool {
        if self.places.contains_key(url) {
            return false;
        }
        let name = host(url);
        let hosts = self.hosts.len();
        let index = *self.by_name.entry(name.clone()).or_insert(hosts);
        if index == hosts {
            self.hosts.push(Host { name, ..Host::default() });
        }
        if let Some(host) = self.hosts.get_mut(index) {
            self.places.insert(url.to_owned(), (index, host.queue.len()));
            host.queue.push(Item { url: url.to_owned(), outcome: None });
            host.settle();
        }
        true
    }

    /// What came of an address, once that holds.
    fn outcome(&self, url: &str) -> Option<&Outcome> {
        let (host, place) = self.places.get(url)?;
        let host = self.hosts.get(*host)?;
        host.queue.get(*place).filter(|_| *place < host.settled)?.outcome.as_ref()
    }

    /// Takes the next address of a host that may be asked for one more.
    fn begin(&mut self) -> Option<(usize, usize, String)> {
        if self.active >= MOST_AT_ONCE {
            return None;
        }
        let ready = |host: &Host| !host.given_up && host.active < MOST_PER_HOST && host.next < host.queue.len();
        let (index, host) = self.hosts.iter_mut().enumerate().find(|(_, host)| ready(host))?;
        let (place, url) = (host.next, host.queue.get(host.next)?.url.clone());
        host.next += 1;
        host.active += 1;
        self.active += 1;
        Some((index, place, url))
    }

    fn end(&mut self, host: usize, place: usize, outcome: Outcome) {
        self.active = self.active.saturating_sub(1);
        let Some(host) = self.hosts.get_mut(host) else { return };
        host.active = host.active.saturating_sub(1);
        // What was on its way when the host was given up counts as not asked.
        if let Some(item) = host.queue.get_mut(place).filter(|_| place >= host.settled) {
            item.outcome = Some(outcome);
        }
        host.settle();
    }
}

impl Host {
    /// Goes on along the queue as far as outcomes are known. Behind the failure that was one too many, all is settled.
    fn settle(&mut self) {
        while let Some(item) = self.queue.get_mut(self.settled) {
            if self.given_up {
                let row = format!("failed for {MOST_FAILURES} images in a row");
                let reason = format!("its host `{}` {row} and was asked for no more", self.name);
                item.outcome = Some(Err(Failure::Host(reason)));
            }
            let Some(outcome) = &item.outcome else { return };
            let failed = matches!(outcome, Err(Failure::Host(_)));
            self.failures = if failed { self.failures + 1 } else { 0 };
            self.given_up = self.given_up || self.failures >= MOST_FAILURES;
            self.settled += 1;
        }
    }
}

/// Fetches an address into the cache, or has its entry confirmed. What is no image is not kept: a page that says "try
/// later" must not stand in the way of the image.
fn fetch_one(url: &str, cache: Option<&Cache>, fetcher: &Fetcher) -> Outcome {
    let known = cache.and_then(|cache| cache.get(url)).map(|entry| entry.validators).unwrap_or_default();
    match fetcher.get(url, &known)? {
        Answer::Unchanged => {
            // A cache that cannot be written costs time at the next run, nothing else.
            let _ = cache.map(|cache| cache.touch(url));
            Ok(Fetched::Cached)
        }
        Answer::Content(content, validators) => {
            sniff::read(content.clone()).map_err(Failure::Unusable)?;
            let kept = cache.is_some_and(|cache| cache.put(url, &validators, &content).is_ok());
            Ok(if kept { Fetched::Cached } else { Fetched::Here(content.into()) })
        }
    }
}

#[cfg(test)]
#[path = "session_tests.rs"]
mod tests;
