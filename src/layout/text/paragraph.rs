//! A paragraph on its way to lines: shaping its segments, then breaking them in passes of growing tolerance.

use super::breaker::{Fill, Problem, Tolerance};
use super::itemize::{Direction, Itemizer};
use super::opportunities::{Finder, Level};
use super::segment::{Candidate, Segment};
use super::shape::Shaper;
use super::source::Source;
use super::style::Styles;
use super::{Align, ParagraphStyle, Piece, PieceKind};
use crate::diagnostics::Diagnostics;
use crate::layout::fonts::FontBook;
use crate::layout::units::Pt;
use std::ops::Range;

/// What all segments of a paragraph share.
pub(super) struct Paragraph<'a> {
    pub pieces: &'a [Piece],
    pub source: &'a Source,
    pub styles: &'a Styles<'a>,
    pub style: &'a ParagraphStyle,
    pub fonts: &'a FontBook,
    pub shaper: Shaper<'a>,
    pub direction: Direction,
    /// The style of most of the text, which sets heights and language.
    pub base: Option<usize>,
    /// Width of the wrap mark and the space before it; 0 without one.
    pub mark: f64,
    finder: Finder<'a>,
}

/// The room of a segment's lines.
pub(super) struct Room<'a> {
    /// Left offset and width of each line of the paragraph; the last serves all further lines.
    pub lines: &'a [(Pt, Pt)],
    /// Number of lines before the segment.
    pub first: usize,
    /// Indent of the segment's first line.
    pub indent: Pt,
}

impl Room<'_> {
    /// Left offset and width of a line of the segment, without the indent.
    pub fn line(&self, index: usize) -> (f64, f64) {
        let (offset, width) = self.lines.get(self.first + index).or(self.lines.last()).copied().unwrap_or_default();
        (offset.0, width.0)
    }

    /// Indent of a line of the segment.
    pub fn indent(&self, index: usize) -> f64 {
        if index == 0 { self.indent.0 } else { 0.0 }
    }

    /// Widths of the segment's lines, indent taken off, until they no longer differ.
    fn widths(&self) -> Vec<f64> {
        let different = self.lines.len().saturating_sub(self.first).max(2);
        (0..different).map(|i| self.line(i).1 - self.indent(i)).collect()
    }
}

/// The passes, each tried when the one before found no way.
mod pass {
    /// Words stay whole as long as no line is looser than this.
    pub const WHOLE: f64 = 0.85;
    /// With hyphens, no line looser than this.
    pub const HYPHENATED: f64 = 1.0;
    /// Then wider: a narrow measure, a long word.
    pub const WIDE: f64 = 3.0;
    /// Then anything that does not stick out, as if every line had this much more to give, in parts of the measure.
    pub const EMERGENCY: f64 = 0.15;
    /// Ragged lines stop being looked at as good when this many times their slack is left.
    pub const RAGGED: f64 = 2.0;
}

/// How much a ragged line may fall short before it counts as ratio 1, as a fraction of the measure.
const RAGGED_SLACK: f64 = 0.12;
/// A last line shorter than this fraction of the measure is a runt.
const RUNT: f64 = 0.12;

impl<'a> Paragraph<'a> {
    /// Prepares what the segments share.
    pub fn new(
        pieces: &'a [Piece],
        source: &'a Source,
        styles: &'a Styles<'a>,
        style: &'a ParagraphStyle,
        fonts: &'a FontBook,
    ) -> Self {
        let base = base_style(pieces, source);
        let lang = base.and_then(|id| styles.get(id)).map_or("", |s| &s.style.lang);
        let mut paragraph = Paragraph {
            pieces,
            source,
            styles,
            style,
            fonts,
            shaper: Shaper::new(fonts, styles, &source.shown),
            direction: Direction::of(&source.shown, lang),
            base,
            mark: 0.0,
            finder: Finder::new(pieces, source, styles, style.hyphenate),
        };
        paragraph.mark = paragraph.mark_width();
        paragraph
    }

    /// Shapes a segment.
    pub fn shape(&self, range: Range<usize>, diagnostics: &mut Diagnostics) -> Segment {
        let Paragraph { pieces, source, styles, fonts, direction, .. } = self;
        let items = Itemizer { pieces, source, styles, fonts, direction }.items(range.clone(), diagnostics);
        Segment::new(range, items, pieces, &self.shaper)
    }

    /// The places at which a segment's lines start and end: one more than there are lines.
    pub fn choose(&self, segment: &Segment, room: &Room) -> Vec<Candidate> {
        let widths = room.widths();
        let measure = widths.iter().copied().fold(0.0, f64::max);
        let fill = self.fill_mode(measure);
        let wide = |ratio| Tolerance { ratio, emergency: 0.0, overfull: false };
        let last = Tolerance { ratio: f64::INFINITY, emergency: measure * pass::EMERGENCY, overfull: false };
        let (first, second) = match fill {
            Fill::Justify => (pass::WHOLE, pass::HYPHENATED),
            // Without hyphens there is nothing to save for a later pass.
            Fill::Ragged { .. } if !self.style.hyphenate => (f64::INFINITY, f64::INFINITY),
            Fill::Ragged { .. } => (pass::RAGGED, pass::RAGGED),
        };
        let passes: [(Level, &[Tolerance]); 3] = [
            (Level::Whole, &[wide(first)]),
            (Level::Hyphenated, &[wide(second), wide(pass::WIDE), last]),
            (Level::Anywhere, &[Tolerance { overfull: true, ..last }]),
        ];
        for (level, tolerances) in passes {
            let candidates = self.candidates(segment, level);
            let problem =
                Problem { candidates: &candidates, sums: &segment.sums, widths: &widths, fill, runt: measure * RUNT };
            if let Some(path) = tolerances.iter().find_map(|tolerance| problem.best(tolerance)) {
                let ends = path.iter().filter_map(|&i| candidates.get(i).cloned());
                return candidates.first().cloned().into_iter().chain(ends).collect();
            }
        }
        // Not reached: the last pass takes what it gets. One line is better than none.
        vec![segment.first(&self.shaper, false), segment.last(&self.shaper, false)]
    }

    /// How lines are filled.
    pub fn fill_mode(&self, measure: f64) -> Fill {
        let slack = measure * RAGGED_SLACK;
        match self.style.align {
            Align::Justify => Fill::Justify,
            Align::Start | Align::End => Fill::Ragged { slack, balance: false },
            Align::Center => Fill::Ragged { slack, balance: true },
        }
    }

    /// All measured candidates of a level, start and end included.
    fn candidates(&self, segment: &Segment, level: Level) -> Vec<Candidate> {
        let protrude = self.style.protrude;
        let found = self.finder.find(&segment.range, level);
        let inner = found.iter().filter_map(|o| segment.candidate(o, &self.shaper, protrude, self.mark));
        let mut candidates = vec![segment.first(&self.shaper, protrude)];
        candidates.extend(inner.filter(|c| c.end > 0 && c.end_at > segment.range.start));
        candidates.push(segment.last(&self.shaper, protrude));
        candidates
    }

    /// Widest unbreakable part and width of all on one line.
    pub fn extents(&self, segment: &Segment) -> (f64, f64) {
        let candidates = self.candidates(segment, Level::Whole);
        let width = |start: &Candidate, end: &Candidate| {
            start.after + end.extra + segment.sum(end.end.max(start.next)).since(segment.sum(start.next)).width
        };
        let least = candidates.windows(2).map(|w| match w {
            [start, end] => width(start, end),
            _ => 0.0,
        });
        let all = match (candidates.first(), candidates.last()) {
            (Some(start), Some(end)) => width(start, end),
            _ => 0.0,
        };
        (least.fold(0.0, f64::max), all)
    }
}

/// The style that most of the text has; notes' calls and raised text do not count.
fn base_style(pieces: &[Piece], source: &Source) -> Option<usize> {
    let mut lengths: Vec<(usize, usize)> = Vec::new();
    for part in &source.parts {
        let counts = match pieces.get(part.piece).map(|piece| &piece.kind) {
            Some(PieceKind::Text { style, .. }) => style.rise == Pt::ZERO,
            _ => false,
        };
        let length = if counts { part.range.len() } else { 0 };
        match lengths.iter_mut().find(|(style, _)| *style == part.style) {
            Some((_, sum)) => *sum += length,
            None => lengths.push((part.style, length)),
        }
    }
    // The first of equals.
    lengths.iter().rev().max_by_key(|(_, length)| *length).map(|(style, _)| *style)
}
