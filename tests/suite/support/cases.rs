//! How many cases a property test tries: an ordinary number, or `OFFPRINT_CASES` of them (`docs/testing.md`).

use proptest::test_runner::{Config, RngSeed};

/// The configuration of a property test that ordinarily tries so many cases, the same on every run; those asked for are
/// others each time.
pub fn cases(ordinary: u32) -> Config {
    let asked = std::env::var("OFFPRINT_CASES").ok().filter(|value| !value.is_empty());
    let rng_seed = if asked.is_some() { RngSeed::Random } else { RngSeed::Fixed(u64::from(ordinary)) };
    let cases = asked.map_or(ordinary, |value| value.parse().expect("OFFPRINT_CASES is a number of cases"));
    Config { cases, rng_seed, failure_persistence: None, ..Config::default() }
}
