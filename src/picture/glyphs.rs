//! Glyph runs to paths.

use crate::layout::fonts::Face;
use crate::layout::page::GlyphRun;
use resvg::tiny_skia::{Path, PathBuilder, Rect};
use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::{FontRef, GlyphId, MetadataProvider};

/// Line width and height of the box that stands for a missing glyph, in ems: the PDF's.
const MISSING_LINE: f32 = 0.04;
const MISSING_HEIGHT: f32 = 0.65;

/// Outlines of a whole run, in the page's points. `None` if there is nothing to see, or the face does not open.
pub(super) fn outline(run: &GlyphRun, face: &Face) -> Option<Path> {
    let font = FontRef::from_index(&face.data, face.index).ok()?;
    let glyphs = font.outline_glyphs();
    let mut path = PathBuilder::new();
    let mut pen_at = run.origin.x.0;
    for glyph in &run.glyphs {
        let x = (pen_at + glyph.dx().0) as f32;
        let y = (run.origin.y.0 - glyph.dy().0) as f32;
        pen_at += glyph.advance().0;
        if glyph.id == 0 {
            missing(&mut path, x, y, glyph.advance().0 as f32, run.size.0 as f32);
            continue;
        }
        let mut pen = Pen { path: &mut path, x, y, stretch: run.stretch as f32, slant: run.slant as f32 };
        let settings = DrawSettings::unhinted(Size::new(run.size.0 as f32), LocationRef::default());
        if let Some(outline) = glyphs.get(GlyphId::new(u32::from(glyph.id))) {
            // An outline that breaks off is drawn as far as it goes; the PDF's reader does the same.
            let _ = outline.draw(settings, &mut pen);
        }
    }
    path.finish()
}

/// An outlined box in place of a glyph that no face has.
fn missing(path: &mut PathBuilder, x: f32, y: f32, advance: f32, size: f32) {
    let room = advance.max(size * 0.3);
    let (left, width, line, height) = (x + room * 0.1, room * 0.8, size * MISSING_LINE, size * MISSING_HEIGHT);
    for (left, top, width, height) in [
        (left, y - line, width, line),
        (left, y - height, width, line),
        (left, y - height, line, height),
        (left + width - line, y - height, line, height),
    ] {
        if let Some(rect) = Rect::from_xywh(left, top, width, height) {
            path.push_rect(rect);
        }
    }
}

/// Takes an outline, whose y points up, to its place on the page.
struct Pen<'a> {
    path: &'a mut PathBuilder,
    x: f32,
    y: f32,
    stretch: f32,
    slant: f32,
}

impl Pen<'_> {
    fn place(&self, x: f32, y: f32) -> (f32, f32) {
        (self.x + x * self.stretch + y * self.slant, self.y - y)
    }
}

impl OutlinePen for Pen<'_> {
    fn move_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.place(x, y);
        self.path.move_to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.place(x, y);
        self.path.line_to(x, y);
    }

    fn quad_to(&mut self, cx0: f32, cy0: f32, x: f32, y: f32) {
        let ((cx, cy), (x, y)) = (self.place(cx0, cy0), self.place(x, y));
        self.path.quad_to(cx, cy, x, y);
    }

    fn curve_to(&mut self, cx0: f32, cy0: f32, cx1: f32, cy1: f32, x: f32, y: f32) {
        let ((ax, ay), (bx, by), (x, y)) = (self.place(cx0, cy0), self.place(cx1, cy1), self.place(x, y));
        self.path.cubic_to(ax, ay, bx, by, x, y);
    }

    fn close(&mut self) {
        self.path.close();
    }
}
