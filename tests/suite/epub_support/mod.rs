//! A book that holds every kind of node, and what tests ask of an EPUB's files.
#![allow(dead_code, reason = "each test file uses its part")]

pub mod build;
pub mod sink;

use offprint::document::Book;
use offprint::epub::{self, EpubOptions};
use offprint::resolve::Assets;
use std::collections::BTreeMap;
use std::io::{Cursor, Read};

/// 2026-02-09 12:00:00 UTC.
pub const TIMESTAMP: i64 = 1_770_638_400;

/// The bytes of a book's EPUB; the tests' books give no reason to fail.
pub fn epub(book: &Book, assets: &Assets) -> Vec<u8> {
    let theme = offprint::theme::built_in().expect("built-in theme");
    let options = EpubOptions { timestamp: TIMESTAMP, ..EpubOptions::default() };
    epub::write(book, assets, &theme, &options).expect("EPUB").0
}

/// The files of an EPUB by name, without the `OEBPS/` folder.
pub fn files(epub: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(epub)).expect("ZIP");
    let mut files = BTreeMap::new();
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).expect("entry");
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).expect("bytes");
        let name = entry.name().expect("name").trim_start_matches("OEBPS/").to_string();
        files.insert(name, bytes);
    }
    files
}

/// A text file of an EPUB.
pub fn text(files: &BTreeMap<String, Vec<u8>>, name: &str) -> String {
    String::from_utf8(files.get(name).unwrap_or_else(|| panic!("{name} in {:?}", files.keys())).clone()).expect("UTF-8")
}
