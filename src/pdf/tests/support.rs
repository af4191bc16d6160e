//! Hand-made pages for the tests of this room.

use crate::document::Rgb;
use crate::layout::fonts::{Face, FaceId, FontBook};
use crate::layout::page::*;
use crate::layout::units::{Point, Pt, Rect, Size};
use image::{DynamicImage, ImageFormat};
use skrifa::instance::{LocationRef, Size as FontSize};
use skrifa::{FontRef, MetadataProvider};
use std::io::Cursor;
use std::ops::Range;

/// PostScript names of bundled faces: CFF, CFF slanted, TrueType of one width, TrueType with 2048 units.
pub(in crate::pdf) const SERIF: &str = "SourceSerif4-Regular";
pub(in crate::pdf) const ITALIC: &str = "SourceSerif4-It";
pub(in crate::pdf) const MONO: &str = "JetBrainsMono-Regular";
pub(in crate::pdf) const EMOJI: &str = "NotoEmoji-Regular";

/// The bundled faces.
pub(in crate::pdf) fn book() -> FontBook {
    FontBook::load(&crate::theme::built_in().unwrap(), None).unwrap().0
}

/// A face by name.
pub(in crate::pdf) fn face<'a>(book: &'a FontBook, name: &str) -> (FaceId, &'a Face) {
    book.faces().find(|(_, face)| face.name == name).unwrap()
}

/// A run of glyphs, each half an em wide at 10 pt, by glyph index and range of text.
pub(in crate::pdf) fn run_of(text: &str, glyphs: &[(u16, Range<usize>)]) -> GlyphRun {
    let glyph = |(id, text): &(u16, Range<usize>)| Glyph::new(*id, Pt(5.0), text.clone());
    GlyphRun {
        face: FaceId(0),
        size: Pt(10.0),
        color: Rgb(0, 0, 0),
        origin: Point::default(),
        glyphs: glyphs.iter().map(glyph).collect(),
        text: text.to_owned(),
        actual_text: false,
        stretch: 1.0,
        slant: 0.0,
        lang: None,
        written: None,
    }
}

/// Text set plainly: a glyph a character, the face's own advances.
pub(in crate::pdf) fn run(book: &FontBook, name: &str, text: &str, size: f64, (x, y): (f64, f64)) -> GlyphRun {
    let (id, face) = face(book, name);
    let font = FontRef::from_index(&face.data, face.index).unwrap();
    let metrics = font.glyph_metrics(FontSize::unscaled(), LocationRef::default());
    let glyphs = text.char_indices().map(|(at, c)| {
        let drawn = if c == '\u{AD}' { '-' } else { c };
        let glyph = font.charmap().map(drawn).unwrap_or_default();
        let units = f64::from(metrics.advance_width(glyph).unwrap_or(0.0));
        let advance = Pt(units * size / f64::from(face.units_per_em));
        Glyph::new(glyph.to_u32() as u16, advance, at..at + c.len_utf8())
    });
    let glyphs = glyphs.collect();
    GlyphRun { face: id, size: Pt(size), origin: point(x, y), glyphs, ..run_of(text, &[]) }
}

/// A run as an item of element 1.
pub(in crate::pdf) fn text(run: GlyphRun) -> Item {
    content(1, ItemKind::Glyphs(run))
}

pub(in crate::pdf) fn content(element: u32, kind: ItemKind) -> Item {
    Item { tag: Tag::Content(StructId(element)), kind }
}

pub(in crate::pdf) fn point(x: f64, y: f64) -> Point {
    Point { x: Pt(x), y: Pt(y) }
}

pub(in crate::pdf) fn rect(x: f64, y: f64, width: f64, height: f64) -> Rect {
    Rect { origin: point(x, y), size: Size { width: Pt(width), height: Pt(height) } }
}

pub(in crate::pdf) fn element(role: Role, parent: u32) -> StructElement {
    StructElement { role, parent: Some(StructId(parent)), node: None, alt: None, lang: None, area: None }
}

pub(in crate::pdf) fn root() -> StructElement {
    StructElement { role: Role::Document, parent: None, node: None, alt: None, lang: None, area: None }
}

/// A book of a page of 200 by 300 pt that holds a paragraph.
pub(in crate::pdf) fn page_of(items: Vec<Item>) -> Pages {
    let trim = Size { width: Pt(200.0), height: Pt(300.0) };
    let label = PageLabel { number: 1, roman: false };
    Pages {
        pages: vec![Page { trim, bleed: Sides::default(), label, items, start: None }],
        structure: vec![root(), element(Role::Paragraph, 0)],
        info: DocumentInfo { title: "Test".into(), lang: "en".into(), key: "test".into(), ..DocumentInfo::default() },
        ..Pages::default()
    }
}

/// A PNG file.
pub(in crate::pdf) fn png(image: DynamicImage) -> Vec<u8> {
    encoded(image, ImageFormat::Png)
}

/// A JPEG file of that size.
pub(in crate::pdf) fn jpeg(width: u32, height: u32) -> Vec<u8> {
    encoded(DynamicImage::new_rgb8(width, height), ImageFormat::Jpeg)
}

fn encoded(image: DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Vec::new();
    image.write_to(&mut Cursor::new(&mut bytes), format).unwrap();
    bytes
}
