//! A document of known content to both outputs, in which it is looked for.
#![no_main]

use offprint_fuzz::checks;

libfuzzer_sys::fuzz_target!(init: offprint_fuzz::end_only_what_leaves(), |bytes: &[u8]| {
    offprint_fuzz::generated(bytes).iter().for_each(checks::generated);
});
