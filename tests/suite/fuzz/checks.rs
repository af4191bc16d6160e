//! What must hold for every input, one check for each reader of what a stranger may write. The tests beside this file and
//! the targets of `fuzz/` run them.

use crate::generate::Generated;
use offprint::Report;
use offprint::batch::manifest::Manifest;
use offprint::batch::record::Entry;
use offprint::dialect::{Extension, ExtensionChoice, Reading, Syntax, front_matter, parse};
use offprint::document::{Book, BookMeta, characters, dump};
use offprint::epub::{Cover, EpubOptions};
use offprint::layout::fonts::FontBook;
use offprint::pdf::PdfOptions;
use offprint::resolve::{Asset, Assets, FetchOptions, SiteContext, drawing};
use offprint::source::{self, SourceFile, SourceId, Span};
use offprint::theme::Theme;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

/// A fixed moment, for outputs that carry one.
const TIMESTAMP: i64 = 1_767_225_600;

/// What books are made with, read once.
struct Press {
    theme: Theme,
    fonts: FontBook,
    cover: Arc<Cover>,
}

fn press() -> &'static Press {
    static PRESS: OnceLock<Press> = OnceLock::new();
    PRESS.get_or_init(|| {
        let theme = offprint::theme::built_in().expect("theme");
        let (fonts, _) = FontBook::load(&theme, None).expect("fonts");
        let cover = Cover::of(&BookMeta::default(), &Assets::default(), &theme, None).expect("a cover");
        Press { theme, fonts, cover: Arc::new(cover) }
    })
}

/// Every place of a diagnostic is in the text, at the boundaries of characters.
fn check_places(text: &str, spans: impl Iterator<Item = Span>) {
    for span in spans {
        let (start, end) = (span.start as usize, span.end as usize);
        assert!(text.get(start..end).is_some(), "{start}..{end} of {}", text.len());
    }
}

/// A text is read: no character is left that an output cannot hold, and places are in the text.
pub fn document(text: &str, reading: Reading) {
    let file = SourceFile::new("post.md", text);
    let (document, diagnostics) = parse(SourceId(0), &file, reading);
    let shown = dump::document(&document);
    assert!(!shown.contains(|c: char| characters::is_forbidden(c)), "{shown:?}");
    check_places(text, diagnostics.iter().filter_map(|said| said.span));
}

/// The same in every syntax.
pub fn documents(text: &str) {
    Syntax::ALL.into_iter().for_each(|syntax| document(text, syntax.into()));
}

/// The same with the extensions whose bits are set: marks of the generators of sites.
pub fn marks(text: &str, extensions: u64) {
    let chosen = Extension::ALL.iter().enumerate().fold(ExtensionChoice::default(), |chosen, (bit, extension)| {
        chosen.set(*extension, extensions & (1 << (bit % 64)) != 0)
    });
    document(text, Reading { syntax: Syntax::CommonMark, extensions: chosen, ..Reading::default() });
}

/// Front matter in YAML, TOML or JSON is read.
pub fn front_matters(text: &str) {
    for (open, close) in [("---\n", "\n---\nText.\n"), ("+++\n", "\n+++\nText.\n"), ("{", "}\nText.\n"), ("", "")] {
        let whole = format!("{open}{text}{close}");
        let (_, diagnostics) = front_matter(SourceId(0), &SourceFile::new("post.md", &*whole), &Reading::default());
        check_places(&whole, diagnostics.iter().filter_map(|said| said.span));
        document(&whole, Reading::default());
    }
}

fn book_of(text: &str) -> (Book, Assets, Report) {
    let mut report = Report::default();
    let document = offprint::read(SourceId(0), &SourceFile::new("post.md", text), Syntax::Site, &mut report);
    let fetch = FetchOptions { offline: true, ..FetchOptions::default() };
    let nowhere = [PathBuf::from("/nonexistent")];
    let (book, assets) = offprint::assemble(vec![document], &nowhere, &SiteContext::default(), &fetch, &mut report);
    (book, assets, report)
}

/// An EPUB is made of a text; its markup is XML, its ids are unique, its links lead somewhere.
pub fn epub(text: &str) {
    let (book, assets, mut report) = book_of(text);
    let press = press();
    let drawn_cover = Some(press.cover.clone());
    let options = EpubOptions { timestamp: TIMESTAMP, drawn_cover, ..EpubOptions::default() };
    let epub = offprint::to_epub(&book, &assets, &press.theme, &options, &mut report).expect("EPUB");
    check_epub(&files(&epub));
}

/// The files of an EPUB by name, without the `OEBPS/` folder.
fn files(epub: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(epub)).expect("ZIP");
    let mut files = BTreeMap::new();
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).expect("entry");
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).expect("bytes");
        files.insert(entry.name().expect("name").trim_start_matches("OEBPS/").to_owned(), bytes);
    }
    files
}

/// Every file of markup reads, ids are unique in it, and links within the book lead to an id that is there.
fn check_epub(files: &BTreeMap<String, Vec<u8>>) {
    let (mut ids, mut links) = (BTreeMap::new(), Vec::new());
    for (name, bytes) in files {
        if ![".xhtml", ".opf", ".ncx", ".xml"].iter().any(|ending| name.ends_with(ending)) {
            continue;
        }
        let text = std::str::from_utf8(bytes).expect("UTF-8");
        let options = roxmltree::ParsingOptions { allow_dtd: true, ..roxmltree::ParsingOptions::default() };
        let tree =
            roxmltree::Document::parse_with_options(text, options).unwrap_or_else(|error| panic!("{name}: {error}"));
        let mut own = BTreeSet::new();
        for node in tree.descendants() {
            if let Some(id) = node.attribute("id") {
                assert!(own.insert(id.to_owned()), "{name}: id {id} twice");
            }
            let href = node.attribute("href").filter(|_| name.ends_with(".xhtml") && node.tag_name().name() == "a");
            links.extend(href.map(|href| (name.clone(), href.to_owned())));
        }
        ids.insert(name.clone(), own);
    }
    for (from, href) in links.iter().filter(|(_, href)| !href.contains(':')) {
        let (file, id) = href.split_once('#').unwrap_or((href, ""));
        let file = if file.is_empty() { from } else { file };
        let there = ids.get(file).unwrap_or_else(|| panic!("{from}: no file for {href}"));
        assert!(id.is_empty() || there.contains(id), "{from}: no id for {href}");
    }
}

/// A PDF is made of a text; it reads, and has the pages that were laid out.
pub fn pdf(text: &str) {
    made_pdf(text);
}

fn made_pdf(text: &str) -> lopdf::Document {
    let (book, assets, mut report) = book_of(text);
    let press = press();
    let mut pages = offprint::to_pages(&book, &assets, &press.theme, &press.fonts, &Default::default(), &mut report);
    let (options, count) = (PdfOptions { timestamp: TIMESTAMP }, pages.pages.len());
    let pdf = offprint::to_pdf(&mut pages, &press.fonts, &assets, &options, &mut report).expect("PDF");
    let read = lopdf::Document::load_mem(&pdf).expect("it reads");
    assert_eq!(read.get_pages().len(), count);
    read
}

/// A document whose content is known: its words are in the model, its links and its images in the PDF.
pub fn generated(post: &Generated) {
    let source = &post.source;
    let file = SourceFile::new("post.md", &**source);
    let (document, _) = parse(SourceId(0), &file, Syntax::Site);
    let words: BTreeSet<String> = dump::words(&document).into_iter().collect();
    let lost = |word: &&String| !words.iter().any(|there| there.contains(word.as_str()));
    let lost: Vec<&String> = post.words.iter().chain(&post.notes).filter(lost).collect();
    assert!(lost.is_empty(), "lost {lost:?} of\n{source}");
    epub(source);
    let (mut addresses, mut alternatives) = (BTreeSet::new(), BTreeSet::new());
    for object in made_pdf(source).objects.values() {
        let Ok(dictionary) = object.as_dict() else { continue };
        let action = dictionary.get(b"A").and_then(lopdf::Object::as_dict).and_then(|action| action.get(b"URI"));
        addresses.extend(
            action.and_then(lopdf::Object::as_str).map(|address| String::from_utf8_lossy(address).into_owned()),
        );
        alternatives.extend(dictionary.get(b"Alt").and_then(lopdf::decode_text_string));
    }
    let gone = post.links.iter().filter(|link| !addresses.contains(*link));
    let gone: Vec<&String> = gone.chain(post.images.iter().filter(|alt| !alternatives.contains(*alt))).collect();
    assert!(gone.is_empty(), "the PDF has no {gone:?} of\n{source}");
}

/// An image is read or refused; a drawing is drawn, too.
pub fn image(bytes: &[u8]) {
    let drawn = Asset::read(bytes.to_vec()).is_ok_and(|asset| asset.format.bitmap().is_none());
    if drawn && let Ok(tree) = drawing::parse(bytes, Arc::default()) {
        let mut canvas = resvg::tiny_skia::Pixmap::new(20, 20).expect("a canvas");
        // An error is an answer.
        let _ = drawing::render(&tree, Default::default(), &mut canvas.as_mut());
    }
}

/// Bytes are text, or it is said why they are not.
pub fn bytes(bytes: &[u8]) {
    match source::decode(bytes.to_vec()) {
        Ok(text) => assert_eq!(text.as_bytes(), bytes),
        Err(error) => assert!(!error.message.is_empty() && !error.hint.is_empty()),
    }
}

/// A manifest or a record reads or not; what reads is written and read as the same, and a record names no file outside.
pub fn remembered(bytes: &[u8]) {
    if let Ok(manifest) = Manifest::parse(bytes) {
        let written = serde_json::to_vec(&manifest).expect("JSON");
        assert_eq!(Manifest::parse(&written).expect("what was written"), manifest);
    }
    if let Some(entry) = Entry::parse(bytes) {
        let written = serde_json::to_vec(&entry).expect("JSON");
        assert_eq!(Entry::parse(&written).expect("what was written"), entry);
        assert!(
            entry.record.parts().all(|(path, ..)| !path.starts_with('/') && !path.split('/').any(|part| part == ".."))
        );
    }
}

/// A configuration or a theme, in a file of this path, is read or refused.
pub fn owned(path: &std::path::Path, bytes: &[u8]) {
    std::fs::write(path, bytes).expect("written");
    // An error is an answer.
    let _ = offprint::config::Config::load(path).map(|_| ());
    let _ = offprint::theme::load(path).map(|_| ());
}
