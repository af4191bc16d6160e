//! Filling lines: glue is set, runs are put in visual order and get their places.

use super::candidate::Candidate;
use super::glue::{Chunk, set_glue};
use super::opportunity::Kind;
use super::opportunity::cost;
use super::paragraph::{LineGeometry, Paragraph, fill_mode};
use super::run::Draft;
use super::segment::Segment;
use super::shape::{Added, Cluster, Shaped, Stretchability};
use super::{Align, Line, PieceKind};
use crate::diagnostics::{Code, Diagnostics};
use crate::layout::page::LineQuality;
use crate::layout::steps;
use crate::layout::units::Pt;
use crate::source::Span;
use unicode_bidi::{Level, ParagraphBidiInfo};

/// Sticking out by less than this is rounding, in points.
const NO_OVERFULL: f64 = 0.01;

impl<'a> Paragraph<'a> {
    /// Makes the lines between the places chosen.
    pub fn fill(
        &self,
        segment: &'a Segment,
        ends: &[Candidate],
        geometry: &LineGeometry,
        diagnostics: &mut Diagnostics,
    ) -> Vec<Line> {
        let pairs = ends.windows(2).filter_map(|pair| Some((pair.first()?, pair.get(1)?)));
        pairs
            .enumerate()
            .map(|(index, (start, end))| self.line(segment, (start, end), index, geometry, diagnostics))
            .collect()
    }

    fn line(
        &self,
        segment: &'a Segment,
        (start, end): (&Candidate, &Candidate),
        index: usize,
        geometry: &LineGeometry,
        diagnostics: &mut Diagnostics,
    ) -> Line {
        let shaped = self.measurer(segment).line(start, end);
        let (offset, measure) = geometry.line(index);
        let indent = geometry.indent(index);
        let mark = if end.last { 0.0 } else { self.mark };
        let width = measure - indent - mark + start.hang_start + end.hang_end;
        let setting = set_glue(&shaped, width, fill_mode(geometry.align, measure), end.last);
        let mut widths: Vec<f64> = shaped.clusters.iter().map(|c| setting.width(c)).collect();
        if let (Some(width), Some(cluster)) = (widths.last_mut(), shaped.clusters.last()) {
            *width -= setting.between * cluster.open_stretch();
        }
        let total: f64 = widths.iter().sum();
        // Right-to-left lines start at the right: their indent and their marks are at the other side.
        let lead = if self.direction.rtl { mark - end.hang_end } else { indent - start.hang_start };
        let origin = offset + lead + self.free_at_left(geometry.align, width - total);
        let mut chunks = self.chunks(segment, &shaped, &widths);
        order(segment, &mut chunks, origin);

        let mut line = Line { width: Pt(total), ..Line::default() };
        self.heights(&mut line);
        Draft { paragraph: self, segment, shaped: &shaped, widths: &widths, setting: &setting }.show(
            &chunks,
            end,
            origin + total,
            &mut line,
        );
        if mark > 0.0 {
            let x = if self.direction.rtl { offset } else { offset + measure - self.mark_ink() };
            self.draw_mark(x, &mut line);
        }
        self.marks(start, end, &mut line);
        let span = self.span(&chunks, &shaped);
        let broken = self.tell(segment, end, span, setting.over, measure, diagnostics);
        let justified = geometry.align == Align::Justify && !end.last;
        line.quality = Some(LineQuality {
            text: self.source.written(start.at..end.end_at).to_owned(),
            span,
            spaces: setting.word_spaces(&shaped),
            ratio: justified.then_some(setting.ratio),
            hyphenated: end.kind == Kind::Hyphen && !end.last,
            overfull: Pt(if setting.over > NO_OVERFULL { setting.over } else { 0.0 }),
            broken,
            missing: self.missing(&shaped),
            ..LineQuality::default()
        });
        line.items.shrink_to_fit();
        line
    }

    /// How much of what a line has left stands at its left.
    fn free_at_left(&self, align: Align, free: f64) -> f64 {
        let free = free.max(0.0);
        let at_right = match align {
            Align::Justify => self.direction.rtl,
            Align::Start => self.direction.starts_right,
            Align::End => !self.direction.starts_right,
            Align::Center => return free / 2.0,
        };
        if at_right { free } else { 0.0 }
    }

    /// Where the text of a line was written.
    fn span(&self, chunks: &[Chunk], shaped: &Shaped) -> Span {
        let spans = chunks.iter().filter_map(|chunk| {
            let clusters = shaped.clusters.get(chunk.clusters.clone())?;
            self.source.span(self.pieces.get(chunk.piece)?, clusters.first()?.range.start..clusters.last()?.range.end)
        });
        spans.reduce(Span::to).or(self.pieces.first().map(|p| p.span)).unwrap_or_default()
    }

    /// The characters of a line that no font has.
    fn missing(&self, shaped: &Shaped) -> String {
        let glyphs = |cluster: &Cluster| shaped.glyphs.get(cluster.glyphs.clone()).unwrap_or(&[]);
        let lacking = shaped.clusters.iter().filter(|cluster| glyphs(cluster).iter().any(|glyph| glyph.id == 0));
        lacking.filter_map(|cluster| self.source.shown.get(cluster.range.clone())).collect()
    }

    /// Splits a line's clusters into runs of one item and one piece.
    fn chunks(&self, segment: &Segment, shaped: &Shaped, widths: &[f64]) -> Vec<Chunk> {
        let mut chunks: Vec<Chunk> = Vec::new();
        for (i, (cluster, &width)) in shaped.clusters.iter().zip(widths).enumerate() {
            let hyphen = cluster.added == Added::Hyphen;
            let at = if hyphen { cluster.range.start.saturating_sub(1) } else { cluster.range.start };
            let at = at.max(segment.range.start);
            let piece = self.source.part(at).map_or(0, |part| part.piece);
            match chunks.last_mut() {
                Some(last) if last.item == cluster.item && last.piece == piece && last.added == cluster.added => {
                    last.clusters.end = i + 1;
                    last.width += width;
                }
                _ => chunks.push(Chunk {
                    clusters: i..i + 1,
                    item: cluster.item,
                    piece,
                    added: cluster.added,
                    width,
                    x: 0.0,
                }),
            }
        }
        chunks
    }

    /// Height and depth that the leading gives: the face's own, with what is left over split evenly.
    fn heights(&self, line: &mut Line) {
        line.height = self.plain_height();
        line.depth = self.style.leading - line.height;
    }

    /// Height of a line of text.
    pub(super) fn plain_height(&self) -> Pt {
        /// Ascent and descent of a usual face, for a line without text.
        const USUAL: (f64, f64) = (0.8, 0.2);
        let leading = self.style.leading.0;
        let style = self.base.and_then(|id| self.styles.get(id));
        let face = style.and_then(|s| self.fonts.face(s.selection.face));
        let (ascent, descent) = match (style, face) {
            (Some(style), Some(face)) => (face.ascent * style.style.size.0, face.descent * style.style.size.0),
            _ => (USUAL.0 * leading, USUAL.1 * leading),
        };
        Pt(ascent + (leading - ascent - descent) / 2.0)
    }

    /// Notes called and nodes anchored on a line.
    fn marks(&self, start: &Candidate, end: &Candidate, line: &mut Line) {
        let whole_end = end.last && end.at == self.source.shown.len();
        let marks = &self.source.marks;
        let first = marks.partition_point(|(at, _)| *at < start.at);
        for &(at, piece) in marks.get(first..).unwrap_or_default().iter().take_while(|(at, _)| *at <= end.at) {
            steps::count(1);
            let here = at < end.at || (whole_end && at == end.at);
            match self.pieces.get(piece).map(|p| &p.kind) {
                Some(PieceKind::NoteCall { note, .. }) if here => line.notes.push(*note),
                Some(PieceKind::Anchor(node)) if here => line.anchors.push(*node),
                _ => {}
            }
        }
    }

    /// Tells of a line that sticks out, and of a word that was broken by force; returns whether one was.
    fn tell(
        &self,
        segment: &Segment,
        end: &Candidate,
        span: Span,
        over: f64,
        measure: f64,
        diagnostics: &mut Diagnostics,
    ) -> bool {
        if over > NO_OVERFULL {
            diagnostics.warn(
                Code::Overfull,
                span,
                format!("a line is {over:.1} pt wider than its measure of {measure:.1} pt"),
                "make the image or the text that cannot be broken narrower, or the column wider",
            );
        }
        let letter =
            |i: usize| segment.cluster(i, self.styles).is_some_and(|c| c.stretchability == Stretchability::Letter);
        let forced = matches!(end.kind, Kind::Hyphen | Kind::Anywhere) && end.penalty >= cost::SYLLABLE;
        let broken = forced && end.end.checked_sub(1).is_some_and(letter);
        if broken {
            let how =
                if end.kind == Kind::Hyphen { "where no hyphenation pattern has a place" } else { "without a hyphen" };
            diagnostics.warn(
                Code::Overfull,
                span,
                format!("a word is wider than its measure of {measure:.1} pt and was divided {how}"),
                "put a soft hyphen (U+00AD) into the word where it may be divided",
            );
        }
        broken
    }
}

/// Gives each chunk its place, in visual order (UAX 9, L2).
fn order(segment: &Segment, chunks: &mut [Chunk], origin: f64) {
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
