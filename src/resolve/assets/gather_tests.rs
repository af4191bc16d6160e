//! Images that need no net; `tests/suite/assets.rs` has those that do.

use super::super::UrlMap;
use super::super::sniff::tests::picture;
use super::*;
use crate::document::{Aspect, Thumbnail};
use crate::source::Span;
use image::ImageFormat;

/// A book whose only image is its cover.
fn book_with(source: &str) -> Book {
    let thumbnail = Thumbnail { source: source.to_owned(), span: Span::default(), aspect: Aspect::Full, alt: None };
    let mut book = crate::resolve::book(vec![Default::default()], &Default::default(), &mut Diagnostics::new());
    book.meta.cover = Some(thumbnail);
    book
}

fn gather(source: &str, options: &FetchOptions) -> Result<(u32, u32), String> {
    let mut diagnostics = Diagnostics::new();
    let assets = Assets::gather(&book_with(source), &[PathBuf::new()], options, &mut diagnostics);
    match (assets.get(source), diagnostics.iter().next()) {
        (Some(asset), None) => Ok((asset.width, asset.height)),
        (None, Some(diagnostic)) => Err(format!("{}: {}", diagnostic.code.name(), diagnostic.message)),
        other => panic!("either an image or a diagnostic: {other:?}"),
    }
}

#[test]
fn files_data_and_mapped_prefixes() {
    let folder = tempfile::tempdir().expect("folder");
    std::fs::write(folder.path().join("no-extension"), picture(5, 1, ImageFormat::WebP)).expect("write");
    std::fs::write(folder.path().join("a b.png"), picture(5, 2, ImageFormat::Png)).expect("write");
    let map = UrlMap { prefix: "https://cdn.example.net".into(), folder: folder.path().to_path_buf() };
    let options = FetchOptions {
        offline: true,
        url_maps: vec![map],
        allowed: vec![folder.path().to_path_buf()],
        ..FetchOptions::default()
    };
    assert_eq!(gather("https://cdn.example.net/no-extension?q=80&w=600", &options), Ok((5, 1)));
    assert!(gather("https://cdn.example.net/none", &options).expect_err("none").contains("was not found"));
    let base = folder.path().to_string_lossy();
    assert_eq!(gather(&format!("{base}/a%20b.png"), &options), Ok((5, 2)));
    assert!(gather("ftp://x/y.png", &options).expect_err("scheme").contains("`ftp:`"));
    assert!(gather("data:image/png;base64,!!", &options).is_err());
}
