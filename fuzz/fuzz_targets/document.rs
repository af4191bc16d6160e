//! Text of any kind to a document, in every syntax.
#![no_main]

use offprint_fuzz::checks;

libfuzzer_sys::fuzz_mutator!(|data: &mut [u8], size: usize, most: usize, seed: u32| {
    offprint_fuzz::change(data, size, most, seed)
});

libfuzzer_sys::fuzz_target!(init: offprint_fuzz::end_only_what_leaves(), |bytes: &[u8]| {
    checks::documents(&offprint_fuzz::text(bytes));
});
