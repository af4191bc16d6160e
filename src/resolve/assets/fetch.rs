//! Fetching one address, within bounds: time, size, redirects, tries.

use super::address::{host, redirected, sendable, shown};
use super::cache::Validators;
use super::hosts::{Private, PublicHosts, is_private_by_name};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use ureq::http::{HeaderMap, Response, StatusCode};
use ureq::unversioned::transport::DefaultConnector;

/// Redirects followed before an address is given up.
const MOST_REDIRECTS: usize = 5;

/// Time to reach a host; the time for the whole is [`FetchBounds::timeout`].
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Tries of an address whose server fails in a way that may pass at once.
const MOST_TRIES: u32 = 3;

/// Tries of an address that is not answered in time: each costs the whole time.
const MOST_TRIES_IN_TIME: u32 = 2;

/// Longest `Retry-After` that is waited for; a server that asks for more is not asked again.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// What a server said.
#[derive(Debug, PartialEq, Eq)]
pub enum Answer {
    /// This is the file.
    Content(Vec<u8>, Validators),
    /// The version that the validators name is still right.
    Unchanged,
}

/// Why an address could not be fetched, for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The host failed; it may fail for its other addresses too.
    Host(String),
    /// The host is well, the address is not.
    Address(String),
    /// It was fetched and is no image.
    Unusable(String),
}

impl Failure {
    /// What happened.
    pub fn reason(&self) -> &str {
        let (Failure::Host(reason) | Failure::Address(reason) | Failure::Unusable(reason)) = self;
        reason
    }
}

/// A try that failed, and how many tries such a failure is worth.
struct Refusal {
    failure: Failure,
    tries: u32,
    /// The wait that the server asked for.
    wait: Option<Duration>,
}

impl Refusal {
    fn new(failure: Failure, tries: u32) -> Refusal {
        Refusal { failure, tries, wait: None }
    }

    fn address(reason: impl Into<String>) -> Refusal {
        Refusal::new(Failure::Address(reason.into()), 1)
    }
}

/// Bounds of what is fetched by address, for one try and for a run.
#[derive(Clone, Debug)]
pub struct FetchBounds {
    /// Longest time for one try of one image, its redirects included.
    pub timeout: Duration,
    /// Wait before the second try; it doubles for the third.
    pub backoff: Duration,
    /// Largest file.
    pub most_bytes: u64,
    /// Longest time that a run waits for addresses, all together; what is not fetched by then is not fetched.
    pub run_time: Duration,
    /// Most bytes that a run fetches.
    pub run_bytes: u64,
    /// Whether hosts of this machine and of private networks may be asked.
    pub private_hosts: bool,
}

impl Default for FetchBounds {
    fn default() -> Self {
        FetchBounds {
            timeout: Duration::from_secs(30),
            backoff: Duration::from_millis(500),
            most_bytes: 25 << 20,
            run_time: Duration::from_secs(600),
            run_bytes: 4 << 30,
            private_hosts: false,
        }
    }
}

/// Fetches addresses over one set of connections.
pub struct Fetcher {
    agent: ureq::Agent,
    bounds: FetchBounds,
    /// When the run's time for fetching is over.
    end: Instant,
    /// Bytes that the run may still fetch.
    bytes_left: AtomicU64,
}

impl Fetcher {
    /// A fetcher within these bounds. The run's time begins now.
    pub fn new(bounds: FetchBounds) -> Fetcher {
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(bounds.timeout))
            .timeout_connect(Some(CONNECT_TIMEOUT.min(bounds.timeout)))
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .user_agent(concat!("offprint/", env!("CARGO_PKG_VERSION")))
            .accept("image/png,image/jpeg,image/webp,image/gif,image/svg+xml;q=0.9,*/*;q=0.1")
            .build();
        let agent = if bounds.private_hosts {
            ureq::Agent::new_with_config(config)
        } else {
            ureq::Agent::with_parts(config, DefaultConnector::default(), PublicHosts::default())
        };
        Fetcher { agent, end: Instant::now() + bounds.run_time, bytes_left: AtomicU64::new(bounds.run_bytes), bounds }
    }

    /// The content of an address, or that it is still the version known. What may pass is tried again, after a wait
    /// that doubles each time, or as long as the server asks for.
    pub fn get(&self, url: &str, known: &Validators) -> Result<Answer, Failure> {
        let mut wait = self.bounds.backoff;
        for tried in 1.. {
            let refusal = match self.follow(url, known) {
                Ok(answer) => return Ok(answer),
                Err(refusal) => refusal,
            };
            let over = Instant::now() >= self.end;
            if over || tried >= refusal.tries || refusal.wait.is_some_and(|asked| asked > LONGEST_WAIT) {
                return Err(refusal.failure);
            }
            std::thread::sleep(refusal.wait.unwrap_or(wait));
            wait *= 2;
        }
        Err(Failure::Address("it was not asked for".to_owned())) // a count has no end
    }

    /// One try, with its redirects, which share its time.
    fn follow(&self, url: &str, known: &Validators) -> Result<Answer, Refusal> {
        let end = self.end.min(Instant::now() + self.bounds.timeout);
        let mut visited = vec![sendable(url)];
        while let Some(url) = visited.last() {
            let response = self.request(url, known, end)?;
            let status = response.status();
            if status == StatusCode::NOT_MODIFIED && *known != Validators::default() {
                return Ok(Answer::Unchanged);
            }
            if !status.is_redirection() {
                return self.read(response);
            }
            let next = location(response.headers()).and_then(|location| redirected(url, &location));
            let next = next.ok_or_else(|| Refusal::address(format!("its redirect ({status}) leads nowhere")))?;
            if let Some(from) = visited.iter().position(|seen| *seen == next) {
                let ring = visited.iter().skip(from).chain([&next]).map(|url| shown(url)).collect::<Vec<_>>();
                return Err(Refusal::address(format!("its redirects go in a ring: {}", ring.join(" -> "))));
            }
            visited.push(next);
            if visited.len() > MOST_REDIRECTS + 1 {
                break;
            }
        }
        Err(Refusal::address(format!("it redirects more than {MOST_REDIRECTS} times")))
    }

    fn request(&self, url: &str, known: &Validators, end: Instant) -> Result<Response<ureq::Body>, Refusal> {
        let host = host(url);
        if !self.bounds.private_hosts && self.agent.config().proxy().is_some() && is_private_by_name(&host) {
            return Err(private(&host));
        }
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() || self.bytes_left.load(Ordering::Relaxed) == 0 {
            return Err(Refusal::address("this run has fetched for as long, or as much, as it may"));
        }
        let mut request = self.agent.get(url).config().timeout_global(Some(left)).build();
        for (name, value) in [("If-None-Match", &known.etag), ("If-Modified-Since", &known.last_modified)] {
            if !value.is_empty() {
                request = request.header(name, value);
            }
        }
        request.call().map_err(|error| self.explain(&error, url))
    }

    fn read(&self, mut response: Response<ureq::Body>) -> Result<Answer, Refusal> {
        let status = response.status();
        if !status.is_success() {
            return Err(refused(status, response.headers()));
        }
        let header = |name: &str| {
            let value = response.headers().get(name).and_then(|value| value.to_str().ok());
            value.unwrap_or_default().to_owned()
        };
        let validators = Validators { etag: header("ETag"), last_modified: header("Last-Modified") };
        // A size that is said is believed where it says too much; the reading is bounded whatever is said.
        if header("Content-Length").parse::<u64>().is_ok_and(|length| length > self.bounds.most_bytes) {
            return Err(self.too_large());
        }
        let body = response.body_mut().with_config().limit(self.bounds.most_bytes).read_to_vec();
        match body {
            Ok(content) => {
                let length = content.len() as u64;
                let less = |left: u64| Some(left.saturating_sub(length));
                let _ = self.bytes_left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less);
                Ok(Answer::Content(content, validators))
            }
            Err(error) => Err(self.explain(&error, "")),
        }
    }

    fn too_large(&self) -> Refusal {
        Refusal::address(format!("it is larger than {} MB", self.bounds.most_bytes >> 20))
    }

    fn explain(&self, error: &ureq::Error, url: &str) -> Refusal {
        let of_host = |reason: &str, tries| Refusal::new(Failure::Host(reason.to_owned()), tries);
        match error {
            ureq::Error::Other(error) if error.is::<Private>() => private(&host(url)),
            // A host that takes no connection within its time will not a moment later.
            ureq::Error::Timeout(ureq::Timeout::Connect) => of_host("the server does not take connections", 1),
            ureq::Error::Timeout(_) => of_host("the server did not answer in time", MOST_TRIES_IN_TIME),
            ureq::Error::BodyExceedsLimit(_) => self.too_large(),
            ureq::Error::HostNotFound => of_host(&format!("its host `{}` was not found", host(url)), 1),
            ureq::Error::Io(error) => match error.kind() {
                std::io::ErrorKind::ConnectionRefused => of_host("the server refuses connections", 1),
                std::io::ErrorKind::TimedOut => of_host("the server did not answer in time", MOST_TRIES_IN_TIME),
                _ => of_host("the connection broke off", MOST_TRIES),
            },
            ureq::Error::ConnectionFailed => of_host("the server cannot be reached", MOST_TRIES),
            ureq::Error::Protocol(_) => of_host("the server broke off, or did not speak HTTP", MOST_TRIES),
            ureq::Error::BadUri(_) | ureq::Error::Http(_) => Refusal::address("it is not a valid address"),
            other => of_host(&format!("the server cannot be spoken to: {other}"), 1),
        }
    }
}

/// A host that is not asked.
fn private(host: &str) -> Refusal {
    Refusal::address(format!("its host `{host}` is in a private network (--allow-private-hosts asks it all the same)"))
}

/// What a status other than success means.
fn refused(status: StatusCode, headers: &HeaderMap) -> Refusal {
    let reason = format!("the server answered with status {}", status.as_u16());
    if status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error() {
        return Refusal { wait: retry_after(headers), ..Refusal::new(Failure::Host(reason), MOST_TRIES) };
    }
    Refusal::address(reason)
}

/// `Retry-After` in seconds (RFC 9110, 10.2.3). A date is left out of account: the wait of a first try is used.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get("Retry-After")?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds))
}

fn location(headers: &HeaderMap) -> Option<String> {
    headers.get("Location").map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
}
