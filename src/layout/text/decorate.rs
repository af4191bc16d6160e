//! What is drawn around text: grounds, frames, lines under and through it, link areas, leaders, wrap marks.

use super::itemize::{Direction, Itemizer};
use super::paragraph::Paragraph;
use super::shape::{Expansion, Shaped, Shapers};
use super::source::Source;
use super::style::Styles;
use super::{Line, Piece, PieceKind, TextStyle};
use crate::diagnostics::Diagnostics;
use crate::document::Rgb;
use crate::layout::page::{Glyph, GlyphRun, Item, ItemKind, LinkAction, StructId, Tag};
use crate::layout::units::{Point, Pt, Rect, Size};
use std::sync::Arc;

/// Space between a line's text and its wrap mark, in ems of the mark.
const MARK_GAP: f64 = 0.4;
/// Corner radius of a ground or frame, in ems.
const RADIUS: f64 = 0.2;
/// How far a ground reaches above capitals and below the baseline, in ems.
const GROUND: (f64, f64) = (0.16, 0.26);
/// Space outside a key's frame, in ems: two keys in a row stay two.
const FRAME_GAP: f64 = 0.08;
/// Part of an ideograph's em square that stands above the baseline.
const EM_TOP: f64 = 0.88;
/// How far the square of a reading may reach into that of the line above, in ems of the text: no glyph fills its square.
const READING_MAY_TOUCH: f64 = 0.1;
/// Line width of a key's frame, in points.
const FRAME_WIDTH: f64 = 0.5;

/// A stretch of a line in one style and piece.
#[derive(Clone, Copy, Debug)]
pub(super) struct Band {
    pub left: f64,
    pub right: f64,
    pub piece: usize,
    pub style: usize,
}

/// Collects the bands of a line, then draws what they ask for.
pub(super) struct Decorations<'a> {
    paragraph: &'a Paragraph<'a>,
    bands: Vec<Band>,
}

impl<'a> Decorations<'a> {
    /// For a line of a paragraph.
    pub fn new(paragraph: &'a Paragraph<'a>) -> Self {
        Decorations { paragraph, bands: Vec::new() }
    }

    /// Adds a band; bands come in the order of the text.
    pub fn add(&mut self, band: Band) {
        self.bands.push(band);
    }

    /// Draws: grounds before the text, lines and links after it.
    pub fn finish(mut self, line: &mut Line) {
        self.bands.sort_by(|a, b| a.left.total_cmp(&b.left));
        let mut behind = self.merged(|s, _| s?.background.map(Look::Ground));
        behind.extend(self.merged(|s, _| s?.frame.map(Look::Frame)));
        let behind: Vec<Item> = behind.into_iter().filter_map(|(look, band)| self.draw(&look, band)).collect();
        line.items.splice(0..0, behind);
        let mut over = self.merged(|s, _| s?.underline.map(Look::Under));
        over.extend(self.merged(|s, _| s.filter(|s| s.strike).map(|s| Look::Through(s.color))));
        line.items.extend(over.into_iter().filter_map(|(look, band)| self.draw(&look, band)));
        let links = self.merged(|_, piece| piece.link.clone().map(|action| (piece.element, action)));
        for ((element, target), band) in links {
            line.items.push(link(element, target, band, line));
        }
    }

    /// Bands that touch and look the same, as one. Grounds and frames belong to one piece of text each, lines may run
    /// through several.
    fn merged<L: PartialEq>(&self, look: impl Fn(Option<&TextStyle>, &Piece) -> Option<L>) -> Vec<(L, Band)> {
        /// Bands this close touch, in points.
        const TOUCH: f64 = 0.01;
        let mut merged: Vec<(L, Band)> = Vec::new();
        for band in &self.bands {
            let style = self.paragraph.styles.get(band.style);
            let piece = self.paragraph.pieces.get(band.piece);
            let Some(found) = style.zip(piece).and_then(|(s, p)| look(text_style(&s.style, p), p)) else { continue };
            match merged.last_mut() {
                Some((known, last)) if *known == found && (band.left - last.right).abs() < TOUCH => {
                    last.right = band.right;
                }
                _ => merged.push((found, *band)),
            }
        }
        merged
    }

    fn draw(&self, look: &Look, band: Band) -> Option<Item> {
        let style = self.paragraph.styles.get(band.style)?;
        let face = self.paragraph.fonts.face(style.selection.face)?;
        let (em, rise) = (style.style.size.0, style.style.rise.0);
        let width = band.right - band.left;
        let (top, bottom) = (face.cap_height + GROUND.0, GROUND.1);
        let ground = rect(band.left, -rise - top * em, width, (top + bottom) * em);
        let stroke = |y: f64, thickness: f64, color: Rgb| ItemKind::Stroke {
            from: Point { x: Pt(band.left), y: Pt(y) },
            to: Point { x: Pt(band.right), y: Pt(y) },
            width: Pt(thickness),
            color,
            dash: Pt::ZERO,
        };
        let kind = match *look {
            Look::Ground(color) => ItemKind::Fill { rect: ground, color, radius: Pt(RADIUS * em) },
            Look::Frame(color) => {
                let inside = rect(
                    band.left + FRAME_GAP * em,
                    -rise - top * em,
                    width - 2.0 * FRAME_GAP * em,
                    ground.size.height.0,
                );
                ItemKind::Frame { rect: inside, width: Pt(FRAME_WIDTH), color, radius: Pt(RADIUS * em) }
            }
            Look::Under(color) => stroke(face.underline.0 * em - rise, face.underline.1 * em, color),
            Look::Through(color) => stroke(-face.strike.0 * em - rise, face.strike.1 * em, color),
        };
        Some(Item { tag: Tag::Decoration, kind })
    }
}

/// The style of text; an image or a fill has none of its own.
fn text_style<'s>(style: &'s TextStyle, piece: &Piece) -> Option<&'s TextStyle> {
    matches!(piece.kind, PieceKind::Text { .. } | PieceKind::NoteCall { .. }).then_some(style)
}

/// What is drawn at a band.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Look {
    Ground(Rgb),
    Frame(Rgb),
    Under(Rgb),
    Through(Rgb),
}

/// The area of a link on a line.
fn link(element: StructId, target: LinkAction, band: Band, line: &Line) -> Item {
    let rect = rect(band.left, -line.height.0, band.right - band.left, line.height.0 + line.depth.0);
    Item { tag: Tag::Content(element), kind: ItemKind::Link { rect, target } }
}

/// A short text shaped on its own: a wrap mark, the pattern of leaders.
struct Ornament {
    runs: Vec<GlyphRun>,
    width: f64,
}

impl Paragraph<'_> {
    /// Width of the wrap mark with the space before it; 0 without one.
    pub(super) fn mark_width(&self) -> f64 {
        self.mark_ornament().map_or(0.0, |(mark, em)| mark.width + MARK_GAP * em)
    }

    /// Width of the wrap mark alone.
    pub(super) fn mark_ink(&self) -> f64 {
        self.mark_ornament().map_or(0.0, |(mark, _)| mark.width)
    }

    /// Draws the wrap mark with its left edge at `x`.
    pub(super) fn draw_mark(&self, x: f64, line: &mut Line) {
        if let Some((mark, _)) = self.mark_ornament() {
            mark.draw(x, line);
        }
    }

    fn mark_ornament(&self) -> Option<(Ornament, f64)> {
        if self.wrap_mark.is_empty() {
            return None;
        }
        let base = self.base.and_then(|id| self.styles.get(id))?;
        Some((self.ornament(self.wrap_mark, &base.style)?, base.style.size.0))
    }

    /// Fills a width with a pattern. Patterns stand on a grid that ends at the right edge of the fill, so that dots
    /// of successive lines, which end at one place, stand below each other.
    pub(super) fn leaders(&self, pattern: &str, style: &Arc<TextStyle>, x: f64, width: f64, line: &mut Line) {
        if pattern.trim().is_empty() {
            return;
        }
        let Some(ornament) = self.ornament(pattern, style).filter(|o| o.width > 0.0) else { return };
        let count = (width / ornament.width).floor();
        let mut at = x + width - count * ornament.width;
        while at + ornament.width <= x + width + 1e-6 {
            ornament.draw(at, line);
            at += ornament.width;
        }
    }

    /// Sets a reading above text of a size, centred at `middle`. It stands in the white between the lines; where that is too
    /// narrow, its line gets more.
    pub(super) fn reading(
        &self,
        text: &str,
        style: &Arc<TextStyle>,
        element: StructId,
        (middle, size): (f64, f64),
        line: &mut Line,
    ) {
        let Some(ornament) = self.ornament(text, style) else { return };
        let small = style.size.0;
        let left = middle - ornament.width / 2.0;
        let up = EM_TOP * size + (1.0 - EM_TOP) * small;
        for run in &ornament.runs {
            let mut run = GlyphRun { lang: Some(Arc::clone(&style.lang)), ..run.clone() };
            run.origin.x += Pt(left);
            run.origin.y -= Pt(up);
            line.items.push(Item { tag: Tag::Content(element), kind: ItemKind::Glyphs(run) });
        }
        let lacking = small - (self.style.leading.0 - size) - READING_MAY_TOUCH * size;
        line.height = line.height.max(self.plain_height() + Pt(lacking.max(0.0)));
    }

    fn ornament(&self, text: &str, style: &Arc<TextStyle>) -> Option<Ornament> {
        let mut styles = Styles::default();
        let piece = Piece {
            kind: PieceKind::Text { text: text.to_owned(), style: Arc::clone(style) },
            element: StructId::default(),
            span: self.pieces.first().map(|piece| piece.span).unwrap_or_default(),
            link: None,
        };
        let pieces = [piece];
        let source = Source::join(&pieces, &mut styles, self.fonts);
        let direction = Direction::default();
        let itemizer =
            Itemizer { pieces: &pieces, source: &source, styles: &styles, fonts: self.fonts, direction: &direction };
        let mut shapers = Shapers::new(self.fonts, &styles);
        let mut ornament = Ornament { runs: Vec::new(), width: 0.0 };
        for (index, item) in itemizer.items(0..source.shown.len(), &mut Diagnostics::new()).iter().enumerate() {
            let (mut shaped, mut words) = (Shaped::default(), Vec::new());
            let (shaper, resolved) = (shapers.of(item)?, styles.get(item.style)?);
            shaper.words(&source.shown, item.range.clone(), &mut words);
            let expansion = Expansion { item, index, shaper: &shaper, style: resolved };
            for (start, word) in &words {
                expansion.append(*start, &word.shaped.clusters, &word.shaped.glyphs, &mut shaped);
            }
            ornament.runs.push(GlyphRun {
                face: item.selection.face,
                size: Pt(resolved.size),
                color: style.color,
                origin: Point { x: Pt(ornament.width), y: -style.rise },
                glyphs: shaped.clusters.iter().flat_map(|c| glyphs(c, &shaped)).collect(),
                text: source.written(item.range.clone()).to_owned(),
                actual_text: true,
                stretch: 1.0,
                slant: item.selection.slant,
                lang: None,
                written: None,
            });
            ornament.width += shaped.width();
        }
        Some(ornament)
    }
}

fn glyphs(cluster: &super::shape::Cluster, shaped: &Shaped) -> Vec<Glyph> {
    let raw = shaped.glyphs.get(cluster.glyphs.clone()).unwrap_or_default();
    let glyph = |(n, raw): (usize, &super::shape::RawGlyph)| {
        let text = if n == 0 { cluster.range.clone() } else { cluster.range.end..cluster.range.end };
        Glyph::new(raw.id, Pt(raw.advance), text).shifted(Pt(raw.dx), Pt(raw.dy))
    };
    raw.iter().enumerate().map(glyph).collect()
}

impl Ornament {
    fn draw(&self, x: f64, line: &mut Line) {
        for run in &self.runs {
            let mut run = run.clone();
            run.origin.x += Pt(x);
            line.items.push(Item { tag: Tag::Decoration, kind: ItemKind::Glyphs(run) });
        }
    }
}

/// A rectangle by its left and upper edges and its size, in points.
fn rect(left: f64, top: f64, width: f64, height: f64) -> Rect {
    Rect { origin: Point { x: Pt(left), y: Pt(top) }, size: Size { width: Pt(width), height: Pt(height) } }
}
