//! Fetching by address, within bounds.

use super::gather::FetchOptions;
use std::time::Duration;

/// Redirects followed before an address is given up.
const MOST_REDIRECTS: u32 = 5;

/// Time to reach a host; the time for the whole is [`FetchOptions::timeout`].
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Fetches addresses over one set of connections.
pub struct Fetcher {
    agent: ureq::Agent,
    most_bytes: u64,
}

impl Fetcher {
    /// A fetcher within the bounds of the options.
    pub fn new(options: &FetchOptions) -> Fetcher {
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(options.timeout))
            .timeout_connect(Some(CONNECT_TIMEOUT.min(options.timeout)))
            .max_redirects(MOST_REDIRECTS)
            .user_agent(concat!("offprint/", env!("CARGO_PKG_VERSION")))
            .accept("image/png,image/jpeg,image/webp,image/gif,image/svg+xml;q=0.9,*/*;q=0.1")
            .build();
        Fetcher { agent: config.new_agent(), most_bytes: options.most_bytes }
    }

    /// The content of an address. The error says what went wrong, for a person.
    pub fn get(&self, url: &str) -> Result<Vec<u8>, String> {
        let mut response = self.agent.get(url).call().map_err(|error| self.explain(&error))?;
        let body = response.body_mut().with_config().limit(self.most_bytes).read_to_vec();
        body.map_err(|error| self.explain(&error))
    }

    fn explain(&self, error: &ureq::Error) -> String {
        match error {
            ureq::Error::StatusCode(status) => format!("the server answered with status {status}"),
            ureq::Error::Timeout(_) => "the server did not answer in time".to_owned(),
            ureq::Error::TooManyRedirects => format!("it redirects more than {MOST_REDIRECTS} times"),
            ureq::Error::BodyExceedsLimit(_) => format!("it is larger than {} MB", self.most_bytes >> 20),
            ureq::Error::HostNotFound => "its host was not found".to_owned(),
            other => format!("it cannot be fetched: {other}"),
        }
    }
}
