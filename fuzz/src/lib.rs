//! What the fuzz targets share: the checks and the generator of the tests, and changes that know the marks of a text.

#[path = "../../tests/suite/fuzz/checks.rs"]
pub mod checks;
#[path = "../../tests/suite/generate/mod.rs"]
pub mod generate;

use generate::Generated;
use generate::fragments::FRAGMENTS;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::borrow::Cow;

/// Makes only what leaves a target end it: a panic of an image library is caught by the program, and is no finding.
/// libFuzzer's own hook ends the process at any panic.
pub fn end_only_what_leaves() {
    std::panic::set_hook(Box::new(|panic| eprintln!("{panic}")));
}

/// Bytes as a text; what is no UTF-8 is replaced.
pub fn text(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

/// A number from the first bytes, and the rest.
pub fn number(bytes: &[u8]) -> (u64, &[u8]) {
    bytes.split_first_chunk().map_or((0, bytes), |(first, rest)| (u64::from_le_bytes(*first), rest))
}

/// A document of known content, whose choices are the bytes. `None` where they lead to none.
pub fn generated(bytes: &[u8]) -> Option<Generated> {
    let config = Config { max_local_rejects: 20, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::PassThrough, bytes));
    let tree = generate::post().new_tree(&mut runner).ok()?;
    Some(tree.current().1)
}

/// Changes an input: puts a mark of some syntax into it, repeats a piece of it, or does what libFuzzer does. `data` is the
/// whole room, of which `size` bytes are the input. Returns the new size.
pub fn change(data: &mut [u8], size: usize, most: usize, seed: u32) -> usize {
    let mut numbers = u64::from(seed) | 1 << 40;
    let mut below = |bound: usize| {
        numbers = numbers.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (numbers >> 33) as usize % bound.max(1)
    };
    let insert = match below(4) {
        0 => FRAGMENTS[below(FRAGMENTS.len())].as_bytes().repeat(1 << below(3)),
        1 => {
            let from = below(size);
            data[from..size.min(from + below(64))].to_vec()
        }
        _ => return libfuzzer_sys::fuzzer_mutate(data, size, most),
    };
    let at = below(size + 1);
    let end = size + insert.len();
    if insert.is_empty() || end > most.min(data.len()) {
        return libfuzzer_sys::fuzzer_mutate(data, size, most);
    }
    data.copy_within(at..size, at + insert.len());
    data[at..at + insert.len()].copy_from_slice(&insert);
    end
}
