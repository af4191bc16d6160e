//! Bytes of an image.
#![no_main]

use offprint_fuzz::checks;

libfuzzer_sys::fuzz_target!(init: offprint_fuzz::end_only_what_leaves(), |bytes: &[u8]| {
    checks::image(bytes);
});
