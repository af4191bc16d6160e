//! A paragraph on its way to lines: shaping its segments, then breaking them in passes of growing tolerance.

use super::breaker::{Fill, Problem, Runt, Tolerance};
use super::candidate::{Candidate, Measurer};
use super::hyphenate;
use super::itemize::{Direction, Itemizer};
use super::opportunities::OpportunityFinder;
use super::opportunity::Level;
use super::segment::Segment;
use super::shape::Shapers;
use super::source::Source;
use super::style::Styles;
use super::{Align, Line, Measure, ParagraphStyle, Piece};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Severity};
use crate::layout::fonts::FontBook;
use crate::layout::units::Pt;
use std::ops::Range;

/// What all segments of a paragraph share.
pub(super) struct Paragraph<'a> {
    pub pieces: &'a [Piece],
    pub source: &'a Source,
    pub styles: &'a Styles,
    pub style: &'a ParagraphStyle,
    pub fonts: &'a FontBook,
    pub direction: &'a Direction,
    /// The style of most of the text, which sets heights and language.
    pub base: Option<usize>,
    /// Width of the wrap mark and the space before it; 0 without one.
    pub mark: f64,
    /// Drawn at the end of a line that was broken inside code; empty for none.
    pub wrap_mark: &'a str,
    /// Finds the places where a line may end.
    pub finder: OpportunityFinder<'a>,
}

/// Where the lines of a segment go.
pub(super) struct LineGeometry<'a> {
    /// Left offset and width of each line of the paragraph; the last is used for all further lines.
    pub lines: &'a [(Pt, Pt)],
    /// Number of lines before the segment.
    pub first: usize,
    /// Indent of the segment's first line.
    pub indent: Pt,
    /// How lines end at the right: as the paragraph's style says, or ragged where its lines would be too loose.
    pub align: Align,
}

impl LineGeometry<'_> {
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

/// A pass over a segment: which places may be used and what is asked of lines. Each is tried when the one before found
/// no way.
struct Pass {
    level: Level,
    /// Whether places may be used that are a last resort ([`Opportunity::dear`](super::opportunity::Opportunity)).
    dear: bool,
    /// The worst last line that is taken.
    runts: Option<Runt>,
    /// Greatest ratio of a line: justified, ragged.
    ratio: (f64, f64),
    /// Stretch added to each line when looking at it, as a fraction of the measure.
    emergency: f64,
    /// Whether a line that is too long is taken when there is no other way.
    overfull: bool,
}

/// A narrow measure, a long word: all that may be used, in lines that stay lines.
const GENEROUS: Pass = Pass {
    level: Level::Hyphenated,
    dear: true,
    runts: Some(Runt::Stub),
    ratio: (3.0, 3.0),
    emergency: 0.0,
    overfull: false,
};
/// Anything that does not stick out, as if every line had this much more to give.
const UNBOUNDED: Pass = Pass { ratio: (f64::INFINITY, f64::INFINITY), emergency: 0.15, ..GENEROUS };

/// The passes. Ragged lines stop being looked at as good when twice their slack is left.
const PASSES: [Pass; 7] = [
    // Words stay whole as long as no line is looser than this.
    Pass { level: Level::Whole, dear: false, runts: None, ratio: (0.82, 2.0), ..GENEROUS },
    Pass { dear: false, runts: None, ratio: (0.82, 2.0), ..GENEROUS },
    // Code, addresses and what belongs together are parted before lines become looser.
    Pass { runts: Some(Runt::Short), ratio: (0.95, 3.0), ..GENEROUS },
    GENEROUS,
    UNBOUNDED,
    // A word that is wider than the measure, even where words are to stay whole.
    Pass { level: Level::Forced, ..UNBOUNDED },
    Pass { level: Level::Anywhere, overfull: true, ..UNBOUNDED },
];

/// A justified paragraph of one line that counts is set ragged when a line is looser than this ratio.
const LOOSEST: f64 = 1.5;
/// What each further line excuses: one loose line among many is the lesser evil than a ragged paragraph among justified.
const EXCUSE: f64 = 0.15;
/// No number of lines excuses more.
const LOOSEST_OF_ALL: f64 = 3.0;
/// How much a ragged line may fall short before it counts as ratio 1, as a fraction of the measure.
const RAGGED_SLACK: f64 = 0.12;
/// A last line shorter than this fraction of the measure is a runt.
const RUNT: f64 = 0.12;

impl<'a> Paragraph<'a> {
    /// Shapes a segment.
    pub fn shape(&self, range: Range<usize>, indent: Pt, diagnostics: &mut Diagnostics) -> Segment {
        let Paragraph { pieces, source, styles, fonts, direction, .. } = self;
        let items = Itemizer { pieces, source, styles, fonts, direction }.items(range.clone(), diagnostics);
        Segment::new(range, indent, items, pieces, &source.shown, &mut Shapers::new(fonts, styles), styles)
    }

    /// The lines of a paragraph's segments. A justified paragraph some of whose lines would be too loose is set ragged: all
    /// of it, so that it looks meant.
    pub fn lines(&self, segments: &'a [Segment], measure: &Measure, diagnostics: &mut Diagnostics) -> Vec<Line> {
        let chosen = self.choose_best(segments, measure);
        let (mut lines, align) = (Vec::new(), chosen.align);
        for (index, (segment, breaks)) in segments.iter().zip(&chosen.breaks).enumerate() {
            let indent = segment.indent_in(index, measure);
            let geometry = LineGeometry { lines: &measure.lines, first: lines.len(), indent, align };
            lines.extend(self.fill(segment, breaks, &geometry, diagnostics));
        }
        lines
    }

    /// How many lines there will be.
    pub fn count(&self, segments: &'a [Segment], measure: &Measure) -> usize {
        self.choose_best(segments, measure).lines
    }

    fn choose_best(&self, segments: &'a [Segment], measure: &Measure) -> Chosen {
        let chosen = self.choose_all(segments, measure, self.style.align);
        if self.style.align == Align::Justify && chosen.too_loose() {
            return self.choose_all(segments, measure, Align::Start);
        }
        chosen
    }

    fn choose_all(&self, segments: &'a [Segment], measure: &Measure, align: Align) -> Chosen {
        let mut chosen = Chosen { align, breaks: Vec::new(), loosest: 0.0, lines: 0 };
        for (index, segment) in segments.iter().enumerate() {
            let indent = segment.indent_in(index, measure);
            let geometry = LineGeometry { lines: &measure.lines, first: chosen.lines, indent, align };
            let (breaks, loosest) = self.choose(segment, &geometry);
            chosen.lines += breaks.len().saturating_sub(1);
            chosen.loosest = chosen.loosest.max(loosest);
            chosen.breaks.push(breaks);
        }
        chosen
    }

    /// The places at which a segment's lines start and end, one more than there are lines, and the greatest ratio of a
    /// line.
    fn choose(&self, segment: &'a Segment, geometry: &LineGeometry) -> (Vec<Candidate>, f64) {
        let widths = geometry.widths();
        let measure = widths.iter().copied().fold(0.0, f64::max);
        let least = widths.iter().copied().fold(measure, f64::min);
        let fill = fill_mode(geometry.align, measure);
        if let Some(line) = self.one_line(segment, &widths, fill) {
            return (line, 0.0);
        }
        let mut known: Option<(Level, bool, Vec<Candidate>)> = None;
        for pass in &PASSES {
            let (level, dear) = (pass.level, pass.dear);
            if known.as_ref().is_none_or(|known| (known.0, known.1) != (level, dear)) {
                known = Some((level, dear, self.candidates(segment, level, dear, least)));
            }
            let Some((.., candidates)) = &known else { continue };
            let problem = Problem { candidates, widths: &widths, fill, runt: measure * RUNT };
            let tolerance = Tolerance {
                ratio: if fill == Fill::Justify { pass.ratio.0 } else { pass.ratio.1 },
                emergency: measure * pass.emergency,
                overfull: pass.overfull,
                runts: pass.runts,
            };
            if let Some(path) = problem.best(&tolerance) {
                let loosest = problem.loosest(&path);
                let ends = path.iter().filter_map(|&i| candidates.get(i).cloned());
                return (candidates.first().cloned().into_iter().chain(ends).collect(), loosest);
            }
        }
        // Not reached: the last pass takes what it gets. One line is better than none.
        let measurer = Measurer { protrude: false, ..self.measurer(segment) };
        (vec![measurer.first(), measurer.last()], 0.0)
    }

    /// A segment that fits on one line. No other way can be better: each of its lines would be shorter, and there would be
    /// more of them.
    fn one_line(&self, segment: &'a Segment, widths: &[f64], fill: Fill) -> Option<Vec<Candidate>> {
        let measurer = self.measurer(segment);
        let (start, end) = (measurer.first(), measurer.last());
        let hung = start.hang_start + end.hang_end;
        let fits = end.sum_end.width - hung <= widths.first().copied()?;
        // A lone centred line counts as loose where several are set; justified lines and ragged ones do not.
        let counts = matches!(fill, Fill::Ragged { balance: true, .. });
        (fits && !counts).then(|| vec![start, end])
    }

    /// Tells, once a book, of a language whose words cannot be divided for want of patterns.
    pub fn tell_language(&self, diagnostics: &mut Diagnostics) {
        for part in &self.source.parts {
            let Some(style) = self.styles.get(part.style).filter(|style| style.style.hyphenate) else { continue };
            let lang = &style.style.lang;
            if hyphenate::patterns(lang).is_some() || hyphenate::needs_none(lang) {
                continue;
            }
            let message = format!("there are no hyphenation patterns for the language `{lang}`");
            if diagnostics.iter().any(|d| d.code == Code::UnknownLanguage && d.message == message) {
                continue;
            }
            diagnostics.push(Diagnostic {
                code: Code::UnknownLanguage,
                severity: Severity::Note,
                message,
                span: self.pieces.get(part.piece).map(|piece| piece.span),
                hint: Some("its words are set whole; soft hyphens (U+00AD) say where they may be divided".to_owned()),
            });
        }
    }

    /// What measures the places of a segment.
    pub fn measurer(&self, segment: &'a Segment) -> Measurer<'a> {
        let Paragraph { source, styles, style, mark, .. } = self;
        Measurer { segment, shown: &source.shown, styles, protrude: style.protrude, mark: *mark }
    }

    /// All measured candidates of a level, start and end included. Words that fit in the least of the measures are not broken
    /// by force.
    fn candidates(&self, segment: &'a Segment, level: Level, dear: bool, least: f64) -> Vec<Candidate> {
        let measurer = self.measurer(segment);
        let found = self.finder.find(segment, level);
        let inner = found.iter().filter(|o| dear || !o.dear()).filter_map(|o| measurer.candidate(o));
        let mut candidates = Vec::with_capacity(found.len() + 2);
        candidates.push(measurer.first());
        candidates.extend(inner.filter(|c| c.end > 0 && c.end_at > segment.range.start));
        candidates.push(measurer.last());
        if level >= Level::Forced { needed(candidates, least) } else { candidates }
    }

    /// Widest unbreakable part and width of all on one line.
    pub fn extents(&self, segment: &'a Segment) -> (f64, f64) {
        let candidates = self.candidates(segment, Level::Whole, true, 0.0);
        let least = candidates.windows(2).map(|w| match w {
            [start, end] => start.width_to(end),
            _ => 0.0,
        });
        let all = match (candidates.first(), candidates.last()) {
            (Some(start), Some(end)) => start.width_to(end),
            _ => 0.0,
        };
        (least.fold(0.0, f64::max), all)
    }
}

/// The candidates without those that break a word by force though it is no wider than `least`.
fn needed(candidates: Vec<Candidate>, least: f64) -> Vec<Candidate> {
    let mut kept: Vec<Candidate> = Vec::with_capacity(candidates.len());
    let mut inside: Vec<Candidate> = Vec::new();
    for candidate in candidates {
        if candidate.inside_word() {
            inside.push(candidate);
            continue;
        }
        // The last that was kept is where the word starts.
        let start = kept.iter().rev().find(|candidate| !candidate.inside_word());
        let fits = start.is_some_and(|start| start.width_to(&candidate) <= least);
        kept.extend(inside.drain(..).filter(|candidate| !(fits && candidate.forced())));
        kept.push(candidate);
    }
    kept
}

/// How all segments of a paragraph are to be broken.
struct Chosen {
    align: Align,
    /// For each segment, where its lines start and end.
    breaks: Vec<Vec<Candidate>>,
    /// Greatest ratio of a line.
    loosest: f64,
    /// Number of lines.
    lines: usize,
}

impl Chosen {
    /// Whether a line is looser than the others excuse. The last line is not justified and excuses nothing.
    fn too_loose(&self) -> bool {
        let others = self.lines.saturating_sub(2) as f64;
        self.loosest > (LOOSEST + EXCUSE * others).min(LOOSEST_OF_ALL)
    }
}

/// How lines are filled.
pub(super) fn fill_mode(align: Align, measure: f64) -> Fill {
    let slack = measure * RAGGED_SLACK;
    match align {
        Align::Justify => Fill::Justify,
        Align::Start | Align::End => Fill::Ragged { slack, balance: false },
        Align::Center => Fill::Ragged { slack, balance: true },
    }
}
