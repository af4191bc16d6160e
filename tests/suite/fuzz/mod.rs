//! Good inputs changed at random, for every reader of what a stranger may write. An ordinary run tries some, the same each
//! time; `OFFPRINT_FUZZ=COUNT` tries so many others, from `OFFPRINT_FUZZ_SEED` on. What fails is written to the folder of
//! temporary files, and its seed is told.

mod mutate;

use crate::epub_support;
use crate::support;
use mutate::Numbers;
use offprint::batch::manifest::Manifest;
use offprint::dialect::{Extension, ExtensionChoice, Reading, Syntax, parse};
use offprint::document::{BookMeta, characters, dump};
use offprint::epub::{Cover, EpubOptions};
use offprint::layout::fonts::FontBook;
use offprint::resolve::{Asset, Assets, drawing};
use offprint::source::{SourceFile, SourceId};
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// Tries inputs made from the numbers of one seed each: an ordinary number, or as many as are asked for.
fn fuzz<T: AsRef<[u8]>>(name: &str, ordinary: u64, make: impl Fn(&mut Numbers) -> T, check: impl Fn(&T)) {
    let asked = |variable: &str| std::env::var(variable).ok().filter(|value| !value.is_empty());
    let number = |value: String| value.parse::<u64>().expect("a number");
    let first = asked("OFFPRINT_FUZZ_SEED").map_or(1, number);
    let count = asked("OFFPRINT_FUZZ").map_or(ordinary, number);
    for seed in first..first + count {
        let input = make(&mut Numbers(seed.wrapping_mul(0x5851_f42d_4c95_7f2d)));
        if let Err(fault) = catch_unwind(AssertUnwindSafe(|| check(&input))) {
            let path = std::env::temp_dir().join(format!("offprint-fuzz-{name}-{seed}"));
            std::fs::write(&path, input.as_ref()).expect("the input is kept");
            eprintln!("{name}: seed {seed}, input {}", path.display());
            std::panic::resume_unwind(fault);
        }
    }
    eprintln!("{name}: {count} inputs from seed {first}");
}

/// What every document must hold to, whatever its text.
fn check_document(text: &str, reading: Reading) {
    let file = SourceFile::new("post.md", text);
    let (document, diagnostics) = parse(SourceId(0), &file, reading);
    let shown = dump::document(&document);
    assert!(!shown.contains(|c: char| characters::is_forbidden(c)), "{shown:?}");
    for span in diagnostics.iter().filter_map(|said| said.span) {
        let (start, end) = (span.start as usize, span.end as usize);
        assert!(text.get(start..end).is_some(), "{start}..{end} of {}", text.len());
    }
}

#[test]
fn texts_become_documents() {
    let seeds = mutate::texts();
    let syntaxes = [Syntax::Site, Syntax::CommonMark, Syntax::PlainText, Syntax::Auto];
    fuzz(
        "texts",
        200,
        |numbers| mutate::text(numbers, &seeds),
        |text| {
            syntaxes.into_iter().for_each(|syntax| check_document(text, syntax.into()));
        },
    );
}

#[test]
fn marks_of_every_extension_become_documents() {
    let seeds = mutate::texts();
    let all = Extension::ALL.iter().fold(ExtensionChoice::default(), |all, extension| {
        all.then(format!("+{}", extension.name()).parse().expect("an extension"))
    });
    let reading = || Reading { syntax: Syntax::CommonMark, extensions: all, ..Reading::default() };
    fuzz("marks", 200, |numbers| mutate::text(numbers, &seeds), |text| check_document(text, reading()));
}

#[test]
fn texts_become_books_whose_files_read_and_whose_links_lead_somewhere() {
    let seeds = mutate::texts();
    let theme = offprint::theme::built_in().expect("theme");
    let cover = Cover::of(&BookMeta::default(), &Assets::default(), &theme, None).expect("a cover");
    let drawn_cover = Some(Arc::new(cover));
    let options = EpubOptions { timestamp: support::TIMESTAMP, drawn_cover, ..EpubOptions::default() };
    fuzz(
        "books",
        60,
        |numbers| mutate::text(numbers, &seeds),
        |text| {
            let (book, assets, mut report) = support::book_of(&[text]);
            let epub = offprint::to_epub(&book, &assets, &theme, &options, &mut report).expect("EPUB");
            check_epub(&epub_support::files(&epub));
        },
    );
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

#[test]
fn texts_become_pdf_that_reads() {
    let seeds = mutate::texts();
    let theme = offprint::theme::built_in().expect("theme");
    let (fonts, _) = FontBook::load(&theme, None).expect("fonts");
    let options = offprint::pdf::PdfOptions { timestamp: support::TIMESTAMP };
    fuzz(
        "pages",
        20,
        |numbers| mutate::text(numbers, &seeds),
        |text| {
            let (book, assets, mut report) = support::book_of(&[text]);
            let mut pages = offprint::to_pages(&book, &assets, &theme, &fonts, &Default::default(), &mut report);
            let pdf = offprint::to_pdf(&mut pages, &fonts, &assets, &options, &mut report).expect("PDF");
            let read = lopdf::Document::load_mem(&pdf).expect("it reads");
            assert_eq!(read.get_pages().len(), pages.pages.len());
        },
    );
}

/// Small images of every format.
fn images() -> Vec<Vec<u8>> {
    use image::ImageFormat::{Gif, Jpeg, Png, WebP};
    let picture = image::RgbaImage::from_fn(13, 9, |x, y| image::Rgba([x as u8 * 9, y as u8 * 20, 99, 255 - x as u8]));
    let picture = image::DynamicImage::ImageRgba8(picture);
    let mut all = Vec::new();
    for format in [Png, Jpeg, WebP, Gif] {
        let source = if format == Jpeg { picture.to_rgb8().into() } else { picture.clone() };
        let mut bytes = std::io::Cursor::new(Vec::new());
        source.write_to(&mut bytes, format).expect("encoded");
        all.push(bytes.into_inner());
    }
    let drawing = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><defs><linearGradient id='g'><stop offset='1'/></linearGradient>\
        <pattern id='p' width='3' height='3'><path d='M0 0h1z'/></pattern><filter id='f'><feGaussianBlur stdDeviation='2'/></filter></defs>\
        <style>.a{fill:url(#g)}</style><g class='a' filter='url(#f)'><rect width='9' height='9' fill='url(#p)'/><text x='1' y='5'>a<tspan>b</tspan></text></g>\
        <use href='#p'/><image href='data:image/png;base64,AAAA' width='1' height='1'/></svg>";
    all.push(drawing.as_bytes().to_vec());
    all
}

#[test]
fn images_are_read_or_refused() {
    let seeds = images();
    fuzz(
        "images",
        1000,
        |numbers| {
            let seed = numbers.one(&seeds).clone();
            mutate::bytes(numbers, &seed)
        },
        |bytes| {
            if Asset::read(bytes.clone()).is_ok_and(|asset| asset.format.bitmap().is_none())
                && let Ok(tree) = drawing::parse(bytes, Arc::default())
            {
                let mut canvas = resvg::tiny_skia::Pixmap::new(20, 20).expect("a canvas");
                // An error is an answer.
                let _ = drawing::render(&tree, Default::default(), &mut canvas.as_mut());
            }
        },
    );
}

#[test]
fn bytes_are_text_or_said_not_to_be() {
    let seeds = mutate::texts();
    fuzz(
        "bytes",
        300,
        |numbers| {
            let text = mutate::text(numbers, &seeds);
            mutate::bytes(numbers, text.as_bytes())
        },
        |bytes| match offprint::source::decode(bytes.clone()) {
            Ok(text) => assert_eq!(text.as_bytes(), &bytes[..]),
            Err(error) => assert!(!error.message.is_empty() && !error.hint.is_empty()),
        },
    );
}

#[test]
fn configurations_themes_and_manifests_are_read_or_refused() {
    let folder = tempfile::tempdir().expect("folder");
    let manifest = r#"{"version":1,"site":{"title":null,"url":null,"language":null,"downloads":null},"books":[{"id":"a","files":[]}]}"#;
    let configuration = "site: { title: T, url: 'https://a.example' }\nlang: en\ncategories: { a: { title: A, color: '#abc' } }\nexport: { page: a5, order: date }\n";
    let theme = "text:\n  size: 11\ncallouts:\n  tip: { color: '#0a0' }\n";
    let seeds = [manifest, configuration, theme];
    let path = folder.path().join("offprint.yaml");
    fuzz(
        "owner",
        150,
        |numbers| {
            let seed = numbers.one(&seeds).as_bytes();
            mutate::bytes(numbers, seed)
        },
        |bytes| {
            std::fs::write(&path, bytes).expect("written");
            // An error is an answer.
            let _ = Manifest::read(&path).map(|_| ());
            let _ = offprint::config::Config::load(&path).map(|_| ());
            let _ = offprint::theme::load(&path).map(|_| ());
        },
    );
}
