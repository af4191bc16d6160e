//! Glyph runs: what the chunks of a line show, ready for its page.

use super::candidate::Candidate;
use super::decorate::{Band, Decorations};
use super::glue::{Chunk, GlueSet};
use super::itemize::Item as TextItem;
use super::paragraph::Paragraph;
use super::segment::Segment;
use super::shape::{Added, Cluster, Shaped, Stretchability};
use super::style::{Caps, Resolved};
use super::{Line, Piece, PieceKind};
use crate::layout::fonts::FontBook;
use crate::layout::page::{Crop, Glyph, GlyphRun, Item, ItemKind, Tag};
use crate::layout::units::{Point, Pt, Rect};
use std::ops::Range;
use std::sync::Arc;

/// A line whose glue is set, about to become items.
pub(super) struct Draft<'a> {
    pub paragraph: &'a Paragraph<'a>,
    pub segment: &'a Segment,
    pub shaped: &'a Shaped,
    /// Widths of the clusters, glue included.
    pub widths: &'a [f64],
    pub setting: &'a GlueSet,
}

/// What the advances of a run were rounded by so far: each takes it over from that before, so that no glyph of a long line
/// stands off its place.
#[derive(Default)]
struct Rounding {
    over: f64,
}

impl Rounding {
    /// Gives a glyph its advance.
    fn set(&mut self, advance: f64, glyph: &mut Glyph) {
        let wanted = advance + self.over;
        glyph.set_advance(Pt(wanted));
        self.over = wanted - glyph.advance().0;
    }
}

impl Draft<'_> {
    /// Adds what the chunks show, the space that disappeared at the line's end, and the decorations.
    pub fn show(&self, chunks: &[Chunk], end: &Candidate, right: f64, line: &mut Line) {
        let mut decorations = Decorations::new(self.paragraph);
        for (index, chunk) in chunks.iter().enumerate() {
            self.chunk(chunk, line);
            self.reading(chunks, index, line);
            if let Some(item) = self.segment.items.get(chunk.item) {
                let (left, right) = (chunk.x, chunk.x + chunk.width);
                decorations.add(Band { left, right, piece: chunk.piece, style: item.style });
            }
        }
        self.blank(end, chunks.last(), right, line);
        decorations.finish(line);
    }

    fn chunk(&self, chunk: &Chunk, line: &mut Line) {
        let Some(piece) = self.paragraph.pieces.get(chunk.piece) else { return };
        match &piece.kind {
            PieceKind::Image { source, size, .. } => {
                let origin = Point { x: Pt(chunk.x), y: -size.height };
                let rect = Rect { origin, size: *size };
                let kind = ItemKind::Image { source: source.clone(), rect, crop: Crop::WHOLE, opacity: 1.0 };
                line.items.push(Item { tag: Tag::Content(piece.element), kind });
                line.height = line.height.max(size.height);
            }
            PieceKind::Math { part, style } => {
                let kind = part.item(Point { x: Pt(chunk.x), y: -style.rise });
                line.items.push(Item { tag: Tag::Content(piece.element), kind });
                line.height = line.height.max(part.height + style.rise);
                line.depth = line.depth.max(part.depth - style.rise);
            }
            PieceKind::Fill { pattern, style } => {
                self.paragraph.leaders(pattern, style, chunk.x, self.setting.fill, line);
            }
            PieceKind::Text { .. } | PieceKind::NoteCall { .. } => {
                // A hyphen that is repeated is not of the text: who copies or hears it gets the compound whole.
                let decoration = chunk.added == Added::Repeated;
                let tag = if decoration { Tag::Decoration } else { Tag::Content(piece.element) };
                let kind = self.run(chunk).map(ItemKind::Glyphs);
                line.items.extend(kind.map(|kind| Item { tag, kind }));
            }
            PieceKind::Ruby { .. } | PieceKind::Anchor(_) | PieceKind::Break(_) => {}
        }
    }

    /// The reading of a base, after the last chunk of it: over its middle.
    fn reading(&self, chunks: &[Chunk], index: usize, line: &mut Line) {
        let piece = |index: usize| chunks.get(index).map(|chunk| chunk.piece);
        let Some(base) = piece(index).filter(|base| piece(index + 1) != Some(*base)) else { return };
        let Some(Piece { kind: PieceKind::Ruby { text, style }, element, .. }) = self.paragraph.pieces.get(base + 1)
        else {
            return;
        };
        let parts = chunks.iter().filter(|chunk| chunk.piece == base);
        let (left, right) = parts.fold((f64::INFINITY, f64::NEG_INFINITY), |(left, right), chunk| {
            (left.min(chunk.x), right.max(chunk.x + chunk.width))
        });
        let size = match self.paragraph.pieces.get(base).map(|piece| &piece.kind) {
            Some(PieceKind::Text { style, .. }) => style.size.0,
            _ => return,
        };
        self.paragraph.reading(text, style, *element, ((left + right) / 2.0, size), line);
    }

    /// The glyph run of a chunk.
    fn run(&self, chunk: &Chunk) -> Option<GlyphRun> {
        let item = self.segment.items.get(chunk.item)?;
        let style = self.paragraph.styles.get(item.style)?;
        let clusters = self.shaped.clusters.get(chunk.clusters.clone())?;
        let widths = self.widths.get(chunk.clusters.clone())?;
        let mut run = self.empty_run(item, style);
        run.origin.x = Pt(chunk.x);
        run.written = self.written(chunk, clusters);
        run.actual_text |= chunk.added != Added::No;
        if clusters.iter().any(|c| matches!(c.stretchability, Stretchability::Letter | Stretchability::Code)) {
            run.stretch = self.setting.letters;
        }
        run.text.reserve_exact(clusters.iter().map(|cluster| cluster.range.len()).sum());
        let texts: Vec<Range<usize>> = clusters.iter().map(|c| self.push_text(c, &mut run.text)).collect();
        run.glyphs.reserve_exact(clusters.iter().map(|cluster| cluster.glyphs.len()).sum());
        let mut parts: Vec<_> = clusters.iter().zip(widths).zip(texts).collect();
        if item.rtl() {
            parts.reverse();
        }
        let mut rounding = Rounding::default();
        for ((cluster, &width), text) in parts {
            self.push_glyphs((cluster, width, text), item.rtl(), &mut rounding, &mut run);
        }
        Some(run)
    }

    /// Where the first character of a chunk was written.
    fn written(&self, chunk: &Chunk, clusters: &[Cluster]) -> Option<u32> {
        let piece = self.paragraph.pieces.get(chunk.piece)?;
        let first = clusters.iter().map(|cluster| cluster.range.start).min()?;
        self.paragraph.source.place(piece, first)
    }

    fn empty_run(&self, item: &TextItem, style: &Resolved) -> GlyphRun {
        GlyphRun {
            face: item.selection.face,
            size: Pt(style.size),
            color: style.style.color,
            origin: Point { x: Pt::ZERO, y: -style.style.rise },
            glyphs: Vec::new(),
            text: String::new(),
            actual_text: style.caps != Caps::AsWritten || item.rtl() || item.missing,
            stretch: 1.0,
            slant: item.selection.slant,
            lang: Some(Arc::clone(&style.style.lang)),
            written: None,
        }
    }

    /// Appends a cluster's glyphs, from left to right.
    fn push_glyphs(
        &self,
        (cluster, width, text): (&Cluster, f64, Range<usize>),
        rtl: bool,
        rounding: &mut Rounding,
        run: &mut GlyphRun,
    ) {
        let left = if rtl { cluster.trail } else { cluster.lead };
        match run.glyphs.last_mut() {
            Some(before) if left != 0.0 => rounding.set(before.advance().0 + left, before),
            Some(_) => {}
            None => run.origin.x += Pt(left),
        }
        let raw = self.shaped.glyphs.get(cluster.glyphs.clone()).unwrap_or_default();
        let drawn: f64 = raw.iter().map(|g| g.advance * run.stretch).sum();
        run.actual_text |= raw.len() > 1 || text.len() > Glyph::MOST_TEXT;
        for (n, glyph) in raw.iter().enumerate() {
            // What glue and padding add goes after the cluster's last glyph.
            let extra = if n + 1 == raw.len() { width - left - drawn } else { 0.0 };
            let text = if n == 0 { text.clone() } else { text.end..text.end };
            let mut set = Glyph::new(glyph.id, Pt::ZERO, text).shifted(Pt(glyph.dx * run.stretch), Pt(glyph.dy));
            rounding.set(glyph.advance * run.stretch + extra, &mut set);
            run.glyphs.push(set);
        }
    }

    /// Appends a cluster's written text and returns its place.
    fn push_text(&self, cluster: &Cluster, text: &mut String) -> Range<usize> {
        let start = text.len();
        match cluster.added {
            Added::No => text.push_str(self.paragraph.source.written(cluster.range.clone())),
            Added::Hyphen => text.push('\u{ad}'),
            Added::Repeated => {}
        }
        start..text.len()
    }

    /// The white space that disappeared at a line's end, as a glyph without width: the text still copies with it, and is
    /// read aloud in words. A forced break is a space.
    fn blank(&self, end: &Candidate, last: Option<&Chunk>, right: f64, line: &mut Line) {
        let source = self.paragraph.source;
        let text = match source.written(end.end_at..end.at) {
            _ if end.last && end.at < source.shown.len() => " ",
            _ if end.last => "",
            text => text,
        };
        let (false, Some(chunk)) = (text.is_empty(), last) else { return };
        let Some(item) = self.segment.items.get(chunk.item) else { return };
        let (Some(face), Some(style)) =
            (self.paragraph.fonts.face(item.selection.face), self.paragraph.styles.get(item.style))
        else {
            return;
        };
        let Some(id) = face.font.charmap().map_unicode(' ').and_then(|g| u16::try_from(g.to_u32()).ok()) else {
            return;
        };
        if let Some(Item { kind: ItemKind::Glyphs(run), .. }) = line.items.last_mut() {
            return run.end_with(text, id, item.rtl());
        }
        let mut run = self.empty_run(item, style);
        run.origin.x = Pt(right);
        run.end_with(text, id, item.rtl());
        let element = self.paragraph.pieces.get(chunk.piece).map(|piece| piece.element).unwrap_or_default();
        line.items.push(Item { tag: Tag::Content(element), kind: ItemKind::Glyphs(run) });
    }
}

impl Line {
    /// Ends the text of the line with a space that is not seen: its last word and the next line's first stay two.
    pub(crate) fn end_word(&mut self, fonts: &FontBook) {
        let last = self.items.iter_mut().rev().find_map(|item| match &mut item.kind {
            ItemKind::Glyphs(run) => Some(run),
            _ => None,
        });
        let Some(run) = last else { return };
        let glyph = fonts.face(run.face).and_then(|face| face.font.charmap().map_unicode(' '));
        let Some(id) = glyph.and_then(|glyph| u16::try_from(glyph.to_u32()).ok()) else { return };
        let rtl = run
            .glyphs
            .first()
            .zip(run.glyphs.last())
            .is_some_and(|(left, right)| left.text().start > right.text().start);
        run.end_with(" ", id, rtl);
    }
}

impl GlyphRun {
    /// Ends the text of the run with white space, as the glyph of a space without width.
    fn end_with(&mut self, space: &str, id: u16, rtl: bool) {
        let start = self.text.len();
        self.text.reserve_exact(space.len());
        self.text.push_str(space);
        let glyph = Glyph::new(id, Pt::ZERO, start..self.text.len());
        self.glyphs.reserve_exact(1);
        self.glyphs.insert(if rtl { 0 } else { self.glyphs.len() }, glyph);
    }
}
