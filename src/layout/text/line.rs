//! Filling lines: glue is set, runs are put in visual order, glyphs get their places.

use super::breaker::{Fill, fit, letters_share, scaling};
use super::decorate::{Band, Decorations};
use super::itemize::Item as TextItem;
use super::opportunities::Kind;
use super::paragraph::{Paragraph, Room};
use super::segment::{Candidate, Segment, Sums};
use super::shape::{Cluster, Give, Shaped};
use super::style::{Caps, Resolved};
use super::{Align, Line, PieceKind};
use crate::diagnostics::{Code, Diagnostics};
use crate::layout::page::{Crop, Glyph, GlyphRun, Item, ItemKind, LineQuality, Tag};
use crate::layout::units::{Point, Pt, Rect, Size};
use crate::source::Span;
use std::ops::Range;
use unicode_bidi::{Level, ParagraphBidiInfo};

/// Sticking out by less than this is rounding, in points.
const NO_OVERFULL: f64 = 0.01;

/// What the glue of a line comes to.
#[derive(Clone, Copy, Debug)]
struct Setting {
    /// Factor on the width of letters.
    letters: f64,
    /// Space added after each letter.
    tracking: f64,
    /// Factor on the width of word spaces.
    spaces: f64,
    /// Width of each fill.
    fill: f64,
    /// Adjustment ratio.
    ratio: f64,
    /// How far the line sticks out.
    over: f64,
}

/// Consecutive clusters of one item and one piece, in the order of the text.
#[derive(Clone, Debug)]
struct Chunk {
    clusters: Range<usize>,
    item: usize,
    piece: usize,
    hyphen: bool,
    width: f64,
    x: f64,
}

impl Paragraph<'_> {
    /// Makes the lines between the places chosen.
    pub fn fill(&self, segment: &Segment, ends: &[Candidate], room: &Room, diagnostics: &mut Diagnostics) -> Vec<Line> {
        let pairs = ends.windows(2).filter_map(|pair| Some((pair.first()?, pair.get(1)?)));
        pairs
            .enumerate()
            .map(|(index, (start, end))| self.line(segment, start, end, index, room, diagnostics))
            .collect()
    }

    fn line(
        &self,
        segment: &Segment,
        start: &Candidate,
        end: &Candidate,
        index: usize,
        room: &Room,
        diagnostics: &mut Diagnostics,
    ) -> Line {
        let shaped = segment.line(start, end, &self.shaper);
        let (offset, measure) = room.line(index);
        let indent = room.indent(index);
        let mark = if end.last { 0.0 } else { self.mark };
        let width = measure - indent - mark + start.hang_start + end.hang_end;
        let setting = self.setting(&shaped, width, measure, end.last);
        let widths: Vec<f64> = shaped.clusters.iter().map(|c| setting.width(c)).collect();
        let mut chunks = self.chunks(segment, &shaped, &widths);
        let total: f64 = widths.iter().sum();
        let free = (width - total).max(0.0);
        let at_left = match (self.style.align, self.direction.rtl) {
            (Align::Justify | Align::Start, false) | (Align::End, true) => 0.0,
            (Align::Justify | Align::Start, true) | (Align::End, false) => free,
            (Align::Center, _) => free / 2.0,
        };
        // Right-to-left lines start at the right: their indent and their marks are at the other side.
        let lead = if self.direction.rtl { mark - end.hang_end } else { indent - start.hang_start };
        let origin = offset + lead + at_left;
        self.order(segment, &mut chunks, origin);

        let mut line = Line { width: Pt(total), ..Line::default() };
        self.heights(&mut line);
        let mut decorations = Decorations::new(self);
        let mut spans: Option<Span> = None;
        for chunk in &chunks {
            self.emit(segment, &shaped, &widths, chunk, &setting, &mut line, &mut decorations);
            if let Some(piece) = self.pieces.get(chunk.piece) {
                spans = Some(spans.map_or(piece.span, |span| span.to(piece.span)));
            }
        }
        self.blank(segment, end, chunks.last(), origin + total, &mut line);
        decorations.finish(&mut line);
        if mark > 0.0 {
            let x = if self.direction.rtl { offset } else { offset + measure - self.mark_ink() };
            self.draw_mark(x, &mut line);
        }
        self.marks(start, end, &mut line);
        let span = spans.or(self.pieces.first().map(|p| p.span)).unwrap_or_default();
        self.tell(segment, end, span, setting.over, measure, diagnostics);
        let justified = self.style.align == Align::Justify && !end.last;
        line.quality = Some(LineQuality {
            page: 0,
            span,
            ratio: justified.then_some(setting.ratio),
            hyphenated: end.kind == Kind::Hyphen && !end.last,
            overfull: Pt(if setting.over > NO_OVERFULL { setting.over } else { 0.0 }),
        });
        line
    }

    /// Sets the glue of a line.
    fn setting(&self, shaped: &Shaped, width: f64, measure: f64, last: bool) -> Setting {
        let sums = shaped.clusters.iter().fold(Sums::default(), Sums::with);
        let fill = self.fill_mode(measure);
        let fitted = fit(sums, width, fill, last);
        let natural =
            Setting { letters: 1.0, tracking: 0.0, spaces: 1.0, fill: 0.0, ratio: fitted.ratio, over: fitted.over };
        if sums.fills > 0.0 {
            return Setting { fill: (width - sums.width).max(0.0) / sums.fills, ..natural };
        }
        let space = sums.spaces;
        if fill != Fill::Justify
            || width == sums.width
            || (last && width > sums.width)
            || (sums.letters <= 0.0 && space <= 0.0)
        {
            return natural;
        }
        let need = width - sums.width;
        let share = letters_share(need, &sums);
        let (letters, tracking) = if sums.count > 0.0 && sums.letters > 0.0 {
            (1.0 + scaling(share) / sums.letters, (share - scaling(share)) / sums.count)
        } else {
            (1.0, 0.0)
        };
        if space <= 0.0 {
            return Setting { letters, tracking, ..natural };
        }
        // Spaces take the rest. The shapes at the ends may differ by a hair from what breaking reckoned with; that
        // must not make the line stick out, but a space is never squeezed to nothing.
        let spaces = (1.0 + (need - share) / space).max(LEAST_SPACE);
        let over = (share + (spaces - 1.0) * space - need).max(0.0);
        Setting { letters, tracking, spaces, over, ..natural }
    }

    /// Splits a line's clusters into runs of one item and one piece.
    fn chunks(&self, segment: &Segment, shaped: &Shaped, widths: &[f64]) -> Vec<Chunk> {
        let mut chunks: Vec<Chunk> = Vec::new();
        for (i, (cluster, &width)) in shaped.clusters.iter().zip(widths).enumerate() {
            let at = if cluster.hyphen { cluster.range.start.saturating_sub(1) } else { cluster.range.start };
            let at = at.max(segment.range.start);
            let piece = self.source.part(at).map_or(0, |part| part.piece);
            match chunks.last_mut() {
                Some(last) if last.item == cluster.item && last.piece == piece && last.hyphen == cluster.hyphen => {
                    last.clusters.end = i + 1;
                    last.width += width;
                }
                _ => chunks.push(Chunk {
                    clusters: i..i + 1,
                    item: cluster.item,
                    piece,
                    hyphen: cluster.hyphen,
                    width,
                    x: 0.0,
                }),
            }
        }
        chunks
    }

    /// Gives each chunk its place, in visual order (UAX 9, L2).
    fn order(&self, segment: &Segment, chunks: &mut [Chunk], origin: f64) {
        let level = |chunk: &Chunk| {
            let level = segment.items.get(chunk.item).map_or(0, |item| item.level);
            Level::new(level).unwrap_or(Level::ltr())
        };
        let levels: Vec<Level> = chunks.iter().map(level).collect();
        let mut x = origin;
        for index in ParagraphBidiInfo::reorder_visual(&levels) {
            if let Some(chunk) = chunks.get_mut(index) {
                chunk.x = x;
                x += chunk.width;
            }
        }
    }

    /// Height and depth that the leading gives: the face's own, with what is left over split evenly.
    fn heights(&self, line: &mut Line) {
        /// Ascent and descent of a usual face, for a line without text.
        const USUAL: (f64, f64) = (0.8, 0.2);
        let leading = self.style.leading.0;
        let style = self.base.and_then(|id| self.styles.get(id));
        let face = style.and_then(|s| self.fonts.face(s.selection.face));
        let (ascent, descent) = match (style, face) {
            (Some(style), Some(face)) => (face.ascent * style.style.size.0, face.descent * style.style.size.0),
            _ => (USUAL.0 * leading, USUAL.1 * leading),
        };
        let half = (leading - ascent - descent) / 2.0;
        line.height = Pt(ascent + half);
        line.depth = Pt(leading - ascent - half);
    }

    /// Adds what a chunk shows.
    #[allow(clippy::too_many_arguments, reason = "one caller; the arguments are the line under construction")]
    fn emit(
        &self,
        segment: &Segment,
        shaped: &Shaped,
        widths: &[f64],
        chunk: &Chunk,
        setting: &Setting,
        line: &mut Line,
        decorations: &mut Decorations,
    ) {
        let (Some(item), Some(piece)) = (segment.items.get(chunk.item), self.pieces.get(chunk.piece)) else { return };
        let Some(style) = self.styles.get(item.style) else { return };
        match &piece.kind {
            PieceKind::Image { source, size } => {
                let origin = Point { x: Pt(chunk.x), y: -size.height };
                let rect = Rect { origin, size: *size };
                let kind = ItemKind::Image { source: source.clone(), rect, crop: Crop::WHOLE, opacity: 1.0 };
                line.items.push(Item { tag: Tag::Content(piece.element), kind });
                line.height = line.height.max(size.height);
            }
            PieceKind::Fill { pattern, style } => self.leaders(pattern, style, chunk.x, setting.fill, line),
            PieceKind::Text { .. } | PieceKind::NoteCall { .. } => {
                let clusters = shaped.clusters.get(chunk.clusters.clone()).unwrap_or_default();
                let widths = widths.get(chunk.clusters.clone()).unwrap_or_default();
                let run = self.run(item, style, chunk, clusters, &shaped.glyphs, widths, setting.letters);
                line.items.push(Item { tag: Tag::Content(piece.element), kind: ItemKind::Glyphs(run) });
            }
            PieceKind::Anchor(_) | PieceKind::Break(_) => return,
        }
        decorations.add(Band { left: chunk.x, right: chunk.x + chunk.width, piece: chunk.piece, style: item.style });
    }

    /// The glyph run of a chunk.
    #[allow(clippy::too_many_arguments, reason = "one caller; the arguments are the line under construction")]
    fn run(
        &self,
        item: &TextItem,
        style: &Resolved,
        chunk: &Chunk,
        clusters: &[Cluster],
        glyphs: &[super::shape::RawGlyph],
        widths: &[f64],
        letters: f64,
    ) -> GlyphRun {
        let rigid = clusters.iter().all(|c| c.give == Give::Rigid);
        let scale = if rigid { 1.0 } else { letters };
        let mut run = GlyphRun {
            face: item.selection.face,
            size: Pt(style.size),
            color: style.style.color,
            origin: Point { x: Pt(chunk.x), y: -style.style.rise },
            glyphs: Vec::with_capacity(clusters.len()),
            text: String::new(),
            actual_text: style.caps != Caps::AsWritten || item.rtl() || item.missing || chunk.hyphen,
            stretch: scale,
            slant: item.selection.slant,
            lang: self.foreign(style),
        };
        let texts: Vec<Range<usize>> = clusters.iter().map(|c| self.push_text(c, &mut run.text)).collect();
        let visual: Vec<usize> =
            if item.rtl() { (0..clusters.len()).rev().collect() } else { (0..clusters.len()).collect() };
        for i in visual {
            let (Some(cluster), Some(&width), Some(text)) = (clusters.get(i), widths.get(i), texts.get(i)) else {
                continue;
            };
            let (left, right) = if item.rtl() { (cluster.trail, cluster.lead) } else { (cluster.lead, cluster.trail) };
            match run.glyphs.last_mut() {
                Some(before) => before.advance += Pt(left),
                None => run.origin.x += Pt(left),
            }
            let raw = glyphs.get(cluster.glyphs.clone()).unwrap_or_default();
            let drawn: f64 = raw.iter().map(|g| g.advance * scale).sum();
            run.actual_text |= raw.len() > 1;
            for (n, glyph) in raw.iter().enumerate() {
                // What the glue adds goes after the cluster's last glyph.
                let extra = if n + 1 == raw.len() { width - left - drawn } else { 0.0 };
                run.glyphs.push(Glyph {
                    id: glyph.id,
                    advance: Pt(glyph.advance * scale + extra),
                    dx: Pt(glyph.dx * scale),
                    dy: Pt(glyph.dy),
                    text: if n == 0 { text.clone() } else { text.end..text.end },
                });
            }
            debug_assert!(right == 0.0 || cluster.advance >= right);
        }
        run
    }

    /// Appends a cluster's written text and returns its place.
    fn push_text(&self, cluster: &Cluster, text: &mut String) -> Range<usize> {
        let start = text.len();
        if cluster.hyphen {
            text.push('\u{ad}');
        } else {
            text.push_str(self.source.written(cluster.range.clone()));
        }
        start..text.len()
    }

    /// The language of a run, where it is not that of most of the paragraph.
    fn foreign(&self, style: &Resolved) -> Option<String> {
        let base = self.base.and_then(|id| self.styles.get(id))?;
        (base.style.lang != style.style.lang).then(|| style.style.lang.to_string())
    }

    /// The white space that disappeared at a line's end, as a glyph without width: the text still copies with it.
    fn blank(&self, segment: &Segment, end: &Candidate, last: Option<&Chunk>, x: f64, line: &mut Line) {
        let text = self.source.written(end.end_at..end.at);
        let (false, false, Some(chunk)) = (end.last, text.is_empty(), last) else { return };
        let (Some(item), Some(piece)) = (segment.items.get(chunk.item), self.pieces.get(chunk.piece)) else { return };
        let (Some(face), Some(style)) = (self.fonts.face(item.selection.face), self.styles.get(item.style)) else {
            return;
        };
        let Some(id) = face.font.charmap().map_unicode(' ').and_then(|g| u16::try_from(g.to_u32()).ok()) else {
            return;
        };
        let glyph = |text: Range<usize>| Glyph { id, advance: Pt::ZERO, dx: Pt::ZERO, dy: Pt::ZERO, text };
        if let Some(Item { kind: ItemKind::Glyphs(run), .. }) = line.items.last_mut() {
            let start = run.text.len();
            run.text.push_str(text);
            let glyph = glyph(start..run.text.len());
            if item.rtl() {
                run.glyphs.insert(0, glyph)
            } else {
                run.glyphs.push(glyph)
            }
            return;
        }
        let run = GlyphRun {
            face: item.selection.face,
            size: Pt(style.size),
            color: style.style.color,
            origin: Point { x: Pt(x), y: Pt::ZERO },
            glyphs: vec![glyph(0..text.len())],
            text: text.to_owned(),
            actual_text: false,
            stretch: 1.0,
            slant: 0.0,
            lang: None,
        };
        line.items.push(Item { tag: Tag::Content(piece.element), kind: ItemKind::Glyphs(run) });
    }

    /// Notes called and nodes anchored on a line.
    fn marks(&self, start: &Candidate, end: &Candidate, line: &mut Line) {
        let whole_end = end.last && end.at == self.source.shown.len();
        for &(at, piece) in &self.source.marks {
            let here = at >= start.at && (at < end.at || (whole_end && at == end.at));
            match self.pieces.get(piece).map(|p| &p.kind) {
                Some(PieceKind::NoteCall { note, .. }) if here => line.notes.push(*note),
                Some(PieceKind::Anchor(node)) if here => line.anchors.push(*node),
                _ => {}
            }
        }
    }

    /// Tells of a line that sticks out, and of a word that was broken by force.
    fn tell(
        &self,
        segment: &Segment,
        end: &Candidate,
        span: Span,
        over: f64,
        measure: f64,
        diagnostics: &mut Diagnostics,
    ) {
        if over > NO_OVERFULL {
            diagnostics.warn(
                Code::Overfull,
                span,
                format!("a line is {over:.1} pt wider than its measure of {measure:.1} pt"),
                "make the image or the text that cannot be broken narrower, or the column wider",
            );
        }
        let before = end.end.checked_sub(1).and_then(|i| segment.shaped.clusters.get(i));
        let prose = before.is_some_and(|c| c.give == Give::Letter);
        if end.kind == Kind::Anywhere && prose {
            diagnostics.warn(
                Code::Overfull,
                span,
                format!("a word is wider than its measure of {measure:.1} pt and was broken without a hyphen"),
                "put a soft hyphen (U+00AD) into the word where it may be divided",
            );
        }
    }
}

/// A space is never squeezed below this fraction of its width, not even to save a line from sticking out.
const LEAST_SPACE: f64 = 0.7;

impl Setting {
    /// Width of a cluster in the line.
    fn width(&self, cluster: &Cluster) -> f64 {
        match cluster.give {
            Give::Rigid => cluster.advance,
            Give::Letter => cluster.advance * self.letters + self.tracking,
            Give::Space => cluster.advance * self.spaces,
            Give::Fill => self.fill,
        }
    }
}

/// A size without extent is no reason for a rectangle.
pub(super) fn rect(left: f64, top: f64, width: f64, height: f64) -> Rect {
    Rect { origin: Point { x: Pt(left), y: Pt(top) }, size: Size { width: Pt(width), height: Pt(height) } }
}
