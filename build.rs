//! Gives the program a fingerprint of what it is built from (`OFFPRINT_BUILD`): records that another build kept are never
//! trusted (`docs/batch.md`). The same sources give the same fingerprint on any machine.

use std::path::{Path, PathBuf};

/// What decides the bytes that the program writes: its own text, the versions of its libraries, styles and fonts.
const PARTS: &[&str] = &["src", "styles", "fonts", "Cargo.toml", "Cargo.lock"];

fn main() {
    let mut files = Vec::new();
    for part in PARTS {
        println!("cargo::rerun-if-changed={part}");
        collect(Path::new(part), &mut files);
    }
    files.sort();
    let mut hash = Fnv::new();
    for file in files {
        hash.add(file.to_string_lossy().replace('\\', "/").as_bytes());
        hash.add(&std::fs::read(&file).unwrap_or_default());
    }
    println!("cargo::rustc-env=OFFPRINT_BUILD={:032x}", hash.0);
}

/// Files below a path. What is not there (a lock file in a packaged crate) counts for nothing.
fn collect(path: &Path, files: &mut Vec<PathBuf>) {
    if path.is_file() {
        files.push(path.to_path_buf());
    } else if let Ok(entries) = std::fs::read_dir(path) {
        entries.flatten().for_each(|entry| collect(&entry.path(), files));
    }
}

/// FNV-1a with 128 bits (draft-eastlake-fnv): tells versions apart, needs no library, and nobody attacks it here.
struct Fnv(u128);

impl Fnv {
    fn new() -> Fnv {
        Fnv(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d)
    }

    /// Adds a part and its length, so that parts cannot run into each other.
    fn add(&mut self, bytes: &[u8]) {
        for byte in bytes.iter().chain(&(bytes.len() as u64).to_le_bytes()) {
            self.0 = (self.0 ^ u128::from(*byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b);
        }
    }
}
