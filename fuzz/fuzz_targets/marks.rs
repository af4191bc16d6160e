//! Text with the marks of generators to a document; the first bytes choose the extensions.
#![no_main]

use offprint_fuzz::checks;

libfuzzer_sys::fuzz_mutator!(|data: &mut [u8], size: usize, most: usize, seed: u32| {
    offprint_fuzz::change(data, size, most, seed)
});

libfuzzer_sys::fuzz_target!(init: offprint_fuzz::end_only_what_leaves(), |bytes: &[u8]| {
    let (extensions, bytes) = offprint_fuzz::number(bytes);
    checks::marks(&offprint_fuzz::text(bytes), extensions);
});
