//! How many cases a property test tries: an ordinary number, or `OFFPRINT_CASES` of them (`docs/testing.md`).

use proptest::test_runner::Config;

/// The configuration of a property test that ordinarily tries so many cases.
pub fn cases(ordinary: u32) -> Config {
    let asked = std::env::var("OFFPRINT_CASES").ok().filter(|value| !value.is_empty());
    let cases = asked.map_or(ordinary, |value| value.parse().expect("OFFPRINT_CASES is a number of cases"));
    Config { cases, failure_persistence: None, ..Config::default() }
}
