//! A configuration or a theme.
#![no_main]

use offprint_fuzz::checks;

libfuzzer_sys::fuzz_target!(init: offprint_fuzz::end_only_what_leaves(), |bytes: &[u8]| {
    // One process, one file.
    let path = std::env::temp_dir().join(format!("offprint-fuzz-{}.yaml", std::process::id()));
    checks::owned(&path, bytes);
});
