//! How long each stage takes and, beside it, its floor: the part of its work that a library does and that nothing saves.
//! `cargo bench --bench stages`. The text is the post of `examples/` twenty times over, some 170 kB.
#![allow(clippy::unwrap_used, reason = "a benchmark stops at what it did not expect")]

use divan::{Bencher, black_box};
use flate2::Compression;
use flate2::write::ZlibEncoder;
use offprint::Report;
use offprint::dialect::Syntax;
use offprint::document::{Book, Document};
use offprint::epub::{Cover, EpubOptions};
use offprint::layout::fonts::FontBook;
use offprint::layout::page::Pages;
use offprint::pdf::PdfOptions;
use offprint::resolve::{Assets, FetchOptions, SiteContext};
use offprint::source::{SourceFile, Sources};
use offprint::theme::{Theme, built_in};
use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Copies of the post in the text.
const COPIES: usize = 20;
const TIMESTAMP: i64 = 1_767_225_600;

fn main() {
    divan::main();
}

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/essays")
}

fn text() -> String {
    let post = std::fs::read_to_string(examples().join("twenty-five-copies.md")).unwrap();
    // The front matter once; its fence is the second `---`.
    let body = post.splitn(3, "---\n").nth(2).unwrap();
    post.clone() + &body.repeat(COPIES - 1)
}

fn parsed(file: &SourceFile) -> Document {
    let id = Sources::default().add(SourceFile::new("post.md", ""));
    offprint::read(id, file, Syntax::Site, &mut Report::default())
}

fn resolved(document: Document) -> (Book, Assets) {
    let fetch = FetchOptions { offline: true, ..FetchOptions::default() };
    let site = SiteContext::default();
    offprint::assemble(vec![document], &[examples()], &site, &fetch, &mut Report::default())
}

/// A book as far as the backends.
struct Prepared {
    book: Book,
    assets: Assets,
    theme: Theme,
    fonts: FontBook,
}

impl Prepared {
    fn new() -> Prepared {
        let (book, assets) = resolved(parsed(&SourceFile::new("post.md", text())));
        let theme = built_in().unwrap();
        let (fonts, _) = FontBook::load(&theme, None).unwrap();
        Prepared { book, assets, theme, fonts }
    }

    fn pages(&self) -> Pages {
        let options = Default::default();
        offprint::to_pages(&self.book, &self.assets, &self.theme, &self.fonts, &options, &mut Report::default())
    }

    fn pdf(&self, pages: &mut Pages) -> Vec<u8> {
        let options = PdfOptions { timestamp: TIMESTAMP };
        offprint::to_pdf(pages, &self.fonts, &self.assets, &options, &mut Report::default()).unwrap()
    }

    fn epub(&self) -> Vec<u8> {
        let options = EpubOptions { timestamp: TIMESTAMP, ..EpubOptions::default() };
        offprint::to_epub(&self.book, &self.assets, &self.theme, &options, &mut Report::default()).unwrap()
    }
}

#[divan::bench]
fn parse(bencher: Bencher) {
    let file = SourceFile::new("post.md", text());
    bencher.bench(|| parsed(black_box(&file)));
}

/// CommonMark's events of the same text.
#[divan::bench]
fn parse_floor(bencher: Bencher) {
    let text = text();
    bencher.bench(|| pulldown_cmark::Parser::new_ext(black_box(&text), pulldown_cmark::Options::all()).count());
}

#[divan::bench]
fn resolve(bencher: Bencher) {
    let file = SourceFile::new("post.md", text());
    bencher.with_inputs(|| parsed(&file)).bench_values(resolved);
}

#[divan::bench]
fn lay_out(bencher: Bencher) {
    let prepared = Prepared::new();
    bencher.bench(|| prepared.pages());
}

/// Every line of the text shaped once, as one run in one face.
#[divan::bench]
fn lay_out_floor(bencher: Bencher) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("fonts/source-serif/SourceSerif4-Regular.otf");
    let bytes: Arc<dyn AsRef<[u8]> + Send + Sync> = Arc::new(std::fs::read(file).unwrap());
    let font = harfrust::Font::new(harfrust::font::Blob::from(bytes), 0).unwrap();
    let text = text();
    bencher.bench(|| {
        let shaped = |line: &str| {
            let mut buffer = harfrust::Buffer::new();
            buffer.push_str(line);
            buffer.guess_segment_properties();
            harfrust::shape(&harfrust::ShaperFont::new(&font), &mut buffer, harfrust::ShapeOptions::new()).is_ok()
        };
        text.lines().filter(|line| shaped(line)).count()
    });
}

#[divan::bench]
fn write_pdf(bencher: Bencher) {
    let prepared = Prepared::new();
    let pages = prepared.pages();
    bencher.with_inputs(|| pages.clone()).bench_values(|mut pages| prepared.pdf(&mut pages));
}

/// The streams of the same file compressed, on one core.
#[divan::bench]
fn write_pdf_floor(bencher: Bencher) {
    let prepared = Prepared::new();
    let pdf = lopdf::Document::load_mem(&prepared.pdf(&mut prepared.pages())).unwrap();
    let streams: Vec<Vec<u8>> = pdf
        .objects
        .values()
        .filter_map(|object| object.as_stream().ok())
        .filter_map(|stream| stream.decompressed_content().ok())
        .collect();
    bencher.bench(|| streams.iter().map(|stream| deflated(stream)).sum::<usize>());
}

#[divan::bench]
fn write_epub(bencher: Bencher) {
    let prepared = Prepared::new();
    bencher.bench(|| prepared.epub());
}

/// The files of the same book compressed.
#[divan::bench]
fn write_epub_floor(bencher: Bencher) {
    let mut archive = zip::ZipArchive::new(Cursor::new(Prepared::new().epub())).unwrap();
    let mut files = Vec::new();
    for index in 0..archive.len() {
        let mut file = Vec::new();
        archive.by_index(index).unwrap().read_to_end(&mut file).unwrap();
        files.push(file);
    }
    bencher.bench(|| files.iter().map(|file| deflated(file)).sum::<usize>());
}

#[divan::bench]
fn cover(bencher: Bencher) {
    let prepared = Prepared::new();
    bencher.bench(|| {
        Cover::of(&prepared.book.meta, &prepared.assets, &prepared.theme, None).unwrap().jpeg().unwrap().len()
    });
}

/// The pixels of the same cover as JPEG by `image`.
#[divan::bench]
fn cover_floor(bencher: Bencher) {
    let prepared = Prepared::new();
    let cover = Cover::of(&prepared.book.meta, &prepared.assets, &prepared.theme, None).unwrap();
    bencher.bench(|| {
        let mut bytes = Cursor::new(Vec::new());
        cover.pixels().write_to(&mut bytes, image::ImageFormat::Jpeg).unwrap();
        bytes.into_inner().len()
    });
}

fn deflated(bytes: &[u8]) -> usize {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::new(6));
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap().len()
}
