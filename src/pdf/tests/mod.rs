//! Whole files: what is in them, as a reader of the file finds it.

pub(super) mod support;

use super::*;
use crate::document::{NodeId, Rgb};
use crate::layout::page::*;
use crate::layout::units::{Pt, Size};
use crate::resolve::{Asset, AssetFormat};
use image::{DynamicImage, Rgba, RgbaImage};
use lopdf::{Document, Object, ObjectId};
use std::collections::BTreeMap;
use support::{self as testing, content, element, point, rect, root, run};

const INK: Rgb = Rgb(0, 0, 0);

fn glyphs(run: GlyphRun, tag: Tag) -> Item {
    Item { tag, kind: ItemKind::Glyphs(run) }
}

fn said(book: &FontBook, element: u32, name: &str, text: &str, size: f64, at: (f64, f64)) -> Item {
    glyphs(run(book, name, text, size, at), Tag::Content(StructId(element)))
}

fn with(role: Role, parent: u32, change: impl FnOnce(&mut StructElement)) -> StructElement {
    let mut made = element(role, parent);
    change(&mut made);
    made
}

/// Elements of [`sample`], by the index they are given.
fn sample_structure() -> Vec<StructElement> {
    vec![
        root(),
        element(Role::Article, 0),
        with(Role::Heading(2), 1, |e| e.node = Some(NodeId(10))),
        element(Role::Paragraph, 1),
        element(Role::Reference, 3), // 4
        element(Role::Link, 4),
        element(Role::Note, 3), // 6
        element(Role::List { ordered: true }, 1),
        element(Role::ListItem, 7), // 8
        element(Role::ListLabel, 8),
        element(Role::ListBody, 8), // 10
        element(Role::Table, 1),
        element(Role::TableRow, 11), // 12
        element(Role::TableHead, 12),
        element(Role::TableHead, 12), // 14
        with(Role::Figure, 1, |e| e.alt = Some("A grey square – half seen".into())),
        element(Role::Figure, 1), // 16: decoration
        with(Role::Paragraph, 1, |e| e.lang = Some("de".into())),
        with(Role::Link, 17, |e| e.alt = Some("Beispiel".into())), // 18
        element(Role::Paragraph, 1),                               // 19: never appears
    ]
}

fn first_page(book: &FontBook) -> Page {
    let mut small = run(book, testing::SERIF, "rlhf", 10.0, (60.0, 70.0));
    (small.text, small.actual_text) = ("RLHF".into(), true);
    let items = vec![
        Item {
            tag: Tag::Decoration,
            kind: ItemKind::Fill { rect: rect(10.0, 40.0, 180.0, 60.0), color: Rgb(240, 245, 249), radius: Pt(3.0) },
        },
        said(book, 2, testing::SERIF, "Fine Print", 16.0, (20.0, 60.0)),
        said(book, 3, testing::SERIF, "Of ", 10.0, (45.0, 70.0)),
        content(3, ItemKind::Glyphs(small)),
        said(book, 5, testing::SERIF, "1", 6.0, (82.0, 67.0)),
        content(5, ItemKind::Link { rect: rect(82.0, 60.0, 4.0, 8.0), target: LinkAction::Node(NodeId(11)) }),
        said(book, 3, testing::SERIF, " typog\u{AD}", 10.0, (86.0, 70.0)),
        said(book, 3, testing::SERIF, "raphy.", 10.0, (20.0, 84.0)),
        said(book, 9, testing::SERIF, "a.", 10.0, (20.0, 110.0)),
        said(book, 10, testing::SERIF, "An item", 10.0, (34.0, 110.0)),
        said(book, 13, testing::SERIF, "Head", 10.0, (20.0, 130.0)),
        Item {
            tag: Tag::Decoration,
            kind: ItemKind::Stroke {
                from: point(20.0, 134.0),
                to: point(180.0, 134.0),
                width: Pt(0.5),
                color: INK,
                dash: Pt(2.0),
            },
        },
        said(book, 6, testing::SERIF, "1 A note.", 8.0, (20.0, 270.0)),
        glyphs(run(book, testing::SERIF, "Running head", 8.0, (20.0, 20.0)), Tag::Furniture),
        glyphs(run(book, testing::SERIF, "i", 8.0, (20.0, 290.0)), Tag::Furniture),
    ];
    let trim = Size { width: Pt(200.0), height: Pt(300.0) };
    Page {
        trim,
        bleed: Sides { left: Pt(9.0), right: Pt(9.0), top: Pt(9.0), bottom: Pt(9.0) },
        label: PageLabel { number: 1, roman: true },
        items,
        start: None,
    }
}

fn second_page(book: &FontBook) -> Page {
    let picture = |element, source: &str, crop, opacity| {
        let kind = ItemKind::Image { source: source.into(), rect: rect(20.0, 20.0, 60.0, 30.0), crop, opacity };
        content(element, kind)
    };
    let half = Crop { x: 0.25, y: 0.0, width: 0.5, height: 1.0 };
    let frame = ItemKind::Frame { rect: rect(20.0, 20.0, 60.0, 30.0), width: Pt(1.0), color: INK, radius: Pt::ZERO };
    let items = vec![
        picture(15, "square.png", half, 1.0),
        picture(16, "photo.jpg", Crop::WHOLE, 0.5),
        picture(16, "same-photo.jpg", Crop::WHOLE, 1.0),
        Item { tag: Tag::Decoration, kind: frame },
        said(book, 17, testing::ITALIC, "Ein ", 10.0, (20.0, 80.0)),
        said(book, 18, testing::MONO, "Größe", 9.0, (40.0, 80.0)),
        content(
            18,
            ItemKind::Link { rect: rect(40.0, 70.0, 30.0, 12.0), target: LinkAction::Url("https://x.org/ü".into()) },
        ),
    ];
    let trim = Size { width: Pt(200.0), height: Pt(300.0) };
    Page { trim, bleed: Sides::default(), label: PageLabel { number: 1, roman: false }, items, start: None }
}

/// A book of two pages with something of everything.
fn sample() -> (Pages, FontBook, Assets) {
    let book = testing::book();
    let destination = |node, page, y| Destination { node: NodeId(node), page, at: point(20.0, y) };
    let entry = |title: &str, node, children| OutlineItem { title: title.into(), node: NodeId(node), children };
    let pages = Pages {
        press: Press::default(),
        pages: vec![first_page(&book), second_page(&book)],
        structure: sample_structure(),
        outline: vec![entry("Fine Print", 10, vec![entry("Größe", 12, Vec::new())])],
        destinations: vec![destination(10, 0, 44.0), destination(11, 0, 262.0), destination(12, 1, 70.0)],
        info: DocumentInfo {
            title: "Fine Print".into(),
            authors: vec!["Ada Example".into(), "Émile Muster".into()],
            subject: Some("What a file holds & why".into()),
            keywords: vec!["type".into(), "print".into()],
            lang: "en-GB".into(),
            key: "fine-print".into(),
            date: Some("2026-01-02".into()),
            identifier: "urn:uuid:00000000-0000-5000-8000-000000000000".into(),
            ..DocumentInfo::default()
        },
        ..Pages::default()
    };
    let mut assets = Assets::default();
    let square = DynamicImage::ImageRgba8(RgbaImage::from_pixel(8, 4, Rgba([128, 128, 128, 100])));
    assets.insert("square.png", asset(AssetFormat::Png, testing::png(square), 8, 4, "aa"));
    assets.insert("photo.jpg", asset(AssetFormat::Jpeg, testing::jpeg(12, 6), 12, 6, "bb"));
    assets.insert("same-photo.jpg", asset(AssetFormat::Jpeg, testing::jpeg(12, 6), 12, 6, "bb"));
    (pages, book, assets)
}

fn asset(format: AssetFormat, bytes: Vec<u8>, width: u32, height: u32, digest: &str) -> Asset {
    Asset { format, bytes: bytes.into(), width, height, digest: digest.into() }
}

fn written() -> Vec<u8> {
    let (pages, book, assets) = sample();
    let (bytes, diagnostics) =
        write(&mut pages.clone(), &book, &assets, &PdfOptions { timestamp: 1_767_312_000 }).unwrap();
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    bytes
}

#[test]
fn the_file_holds_what_the_pages_say() {
    insta::assert_snapshot!(dump(&written()));
}

#[test]
fn the_same_pages_give_the_same_bytes() {
    assert_eq!(written(), written());
}

#[test]
fn the_identifier_follows_the_content() {
    let (mut pages, book, assets) = sample();
    let id = |pages: &Pages| {
        let (bytes, _) = write(&mut pages.clone(), &book, &assets, &PdfOptions::default()).unwrap();
        let document = Document::load_mem(&bytes).unwrap();
        let ids = document.trailer.get(b"ID").unwrap().as_array().unwrap().clone();
        ids.iter().map(|id| id.as_str().unwrap().to_vec()).collect::<Vec<_>>()
    };
    let before = id(&pages);
    pages.info.title.push('!');
    let after = id(&pages);
    assert_eq!(before[0], after[0], "the stable half");
    assert_ne!(before[1], after[1], "the half of the content");
    assert!(after[1].iter().any(|byte| *byte != 0));
}

#[test]
fn every_sequence_and_annotation_knows_its_element() {
    let document = Document::load_mem(&written()).unwrap();
    let catalog = document.catalog().unwrap();
    let root = catalog.get_deref(b"StructTreeRoot", &document).unwrap().as_dict().unwrap();
    let tree = root.get_deref(b"ParentTree", &document).unwrap().as_dict().unwrap();
    let numbers = tree.get(b"Nums").unwrap().as_array().unwrap();
    let by_key: BTreeMap<i64, &Object> =
        numbers.chunks(2).map(|pair| (pair[0].as_i64().unwrap(), document.dereference(&pair[1]).unwrap().1)).collect();
    for page in document.page_iter() {
        let content = String::from_utf8(document.get_page_content(page)).unwrap();
        let key = document.get_dictionary(page).unwrap().get(b"StructParents").unwrap().as_i64().unwrap();
        let elements = by_key[&key].as_array().unwrap();
        assert_eq!(content.matches("/MCID").count(), elements.len());
        assert!(elements.iter().all(|element| element.as_reference().is_ok()));
        for annotation in document.get_page_annotations(page).unwrap() {
            let key = annotation.get(b"StructParent").unwrap().as_i64().unwrap();
            let element = by_key[&key].as_dict().unwrap();
            assert_eq!(element.get(b"S").unwrap().as_name().unwrap(), b"Link");
        }
    }
}

#[test]
fn an_image_that_cannot_be_read_is_a_warning_and_a_frame() {
    let (pages, book, mut assets) = sample();
    assets.insert("square.png", asset(AssetFormat::Png, b"no image".to_vec(), 8, 4, "cc"));
    let (bytes, diagnostics) = write(&mut pages.clone(), &book, &assets, &PdfOptions::default()).unwrap();
    let codes: Vec<_> = diagnostics.iter().map(|d| d.code).collect();
    assert_eq!(codes, [crate::diagnostics::Code::ImageUnreadable]);
    let document = Document::load_mem(&bytes).unwrap();
    let page: ObjectId = document.page_iter().nth(1).unwrap();
    assert!(String::from_utf8(document.get_page_content(page)).unwrap().contains("20 250 60 30 re\nS"));
}

#[test]
fn lopdf_reads_the_text() {
    let document = Document::load_mem(&written()).unwrap();
    let text = document.extract_text(&[1]).unwrap();
    assert!(text.contains("Fine Print"), "{text}");
    assert!(text.contains("An item"), "{text}");
}

#[test]
fn a_book_without_pages_is_an_error() {
    let empty = write(&mut Pages::default(), &FontBook::default(), &Assets::default(), &PdfOptions::default());
    assert!(matches!(empty, Err(PdfError::Finish(_))));
}
