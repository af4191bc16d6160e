//! Places where a line may end, measured, and the line between two of them.

use super::opportunity::{Kind, Opportunity, cost};
use super::protrusion;
use super::segment::{PlacedWord, Segment};
use super::shape::{Cluster, Shaped, Stretchability};
use super::style::Styles;
use super::sums::Sums;
use crate::layout::fonts::Reshaped;
use crate::layout::steps;
use std::borrow::Cow;

/// A place where a line may end, measured.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Candidate {
    /// Byte of the shown text at which the next line starts.
    pub at: usize,
    /// Byte at which this line ends, white space left out.
    pub end_at: usize,
    /// Index of the cluster before which this line ends.
    pub end: usize,
    /// Index of the cluster with which the next line starts.
    pub next: usize,
    /// Sums over all clusters before the end of this line.
    pub sum_end: Sums,
    /// Sums over all clusters before the start of the next line.
    pub sum_next: Sums,
    /// Width that breaking here adds to the line's end: a hyphen, a wrap mark, what changes in shape.
    pub extra: f64,
    /// Width that breaking here adds to the next line's start by what changes in shape.
    pub after: f64,
    /// How far the last character hangs out.
    pub hang_end: f64,
    /// How far the next line's first character hangs out.
    pub hang_start: f64,
    /// Stretch of the last cluster that the line's end takes away: an ideograph's.
    pub open: f64,
    /// Space after the last cluster that the line's end takes away.
    pub gap: f64,
    /// Cost of the place.
    pub penalty: f64,
    /// What kind of place.
    pub kind: Kind,
    /// Whether the segment ends here.
    pub last: bool,
}

impl Candidate {
    /// Whether the line will look divided at its end.
    pub fn flagged(&self) -> bool {
        match self.kind {
            Kind::Hyphen | Kind::Repeated => true,
            Kind::Dash => self.penalty > 0.0,
            Kind::Plain | Kind::Code | Kind::Anywhere => false,
        }
    }

    /// Whether it lies inside a word.
    pub fn inside_word(&self) -> bool {
        matches!(self.kind, Kind::Hyphen | Kind::Anywhere)
    }

    /// Whether it lies inside a word that is broken only where it is wider than its measure.
    pub fn forced(&self) -> bool {
        self.inside_word() && self.penalty >= cost::FORCED
    }

    /// Natural width of a line from here to another place.
    pub fn width_to(&self, end: &Candidate) -> f64 {
        let until = if end.end < self.next { self.sum_next } else { end.sum_end };
        self.after + end.extra + until.since(self.sum_next).width
    }
}

/// Measures the places of one segment, and makes its lines.
#[derive(Clone, Copy)]
pub(super) struct Measurer<'a> {
    pub segment: &'a Segment,
    /// The shown text of the paragraph.
    pub shown: &'a str,
    pub styles: &'a Styles,
    /// Whether characters may hang out.
    pub protrude: bool,
    /// Width of the wrap mark.
    pub mark: f64,
}

impl<'a> Measurer<'a> {
    /// The start of a line that begins the segment: white space there is part of the text in code only.
    pub fn first(&self) -> Candidate {
        let mut start = self.blank(0, self.segment.range.start, Kind::Plain, 0.0);
        start.hang_start = if self.protrude { self.hang_start(0) } else { 0.0 };
        self.summed(start)
    }

    /// The end of the segment.
    pub fn last(&self) -> Candidate {
        let mut last = self.blank(self.segment.clusters, self.segment.range.end, Kind::Plain, 0.0);
        self.trim(&mut last);
        last.last = true;
        last.hang_end = if self.protrude { self.hang_end(&last) } else { 0.0 };
        self.summed(last)
    }

    /// Measures an opportunity; `None` inside a grapheme cluster.
    pub fn candidate(&self, o: &Opportunity) -> Option<Candidate> {
        steps::count(1);
        let at = o.at();
        let index = self.segment.cluster_at(at);
        let whole = self.segment.cluster_range(index)?.start == at;
        // A ligature can be parted by a hyphen; marks and emoji cannot.
        if !whole && o.kind != Kind::Hyphen {
            return None;
        }
        let mut candidate = self.blank(index, at, o.kind, o.penalty());
        if o.dropped() > 0 {
            candidate.end_at = at.saturating_sub(o.dropped());
            candidate.end = self.segment.cluster_at(candidate.end_at);
        }
        self.trim(&mut candidate);
        let wider = |found: Option<(PlacedWord, Cow<Reshaped>)>| {
            let (placed, reshaped) = found?;
            Some(self.segment.expansion(&placed, self.styles)?.wider(&reshaped))
        };
        candidate.extra = wider(self.tail(&candidate)).unwrap_or(0.0) + self.mark - candidate.gap;
        candidate.after = wider(self.head(at, o.kind)).unwrap_or(0.0) + self.repeated_hyphen(at, o.kind);
        if self.protrude {
            candidate.hang_start = if o.kind == Kind::Repeated { 0.0 } else { self.hang_start(index) };
            if self.mark == 0.0 {
                candidate.hang_end = self.hang_end(&candidate);
            }
        }
        Some(self.summed(candidate))
    }

    /// Width of the hyphen that a line repeats at its start.
    fn repeated_hyphen(&self, at: usize, kind: Kind) -> f64 {
        let placed = self.segment.word_at(at).filter(|_| kind == Kind::Repeated);
        let expansion = placed.as_ref().and_then(|placed| self.segment.expansion(placed, self.styles));
        expansion.map_or(0.0, |expansion| expansion.hyphen_width())
    }

    fn blank(&self, index: usize, at: usize, kind: Kind, penalty: f64) -> Candidate {
        Candidate {
            at,
            end_at: at,
            end: index,
            next: index,
            sum_end: Sums::default(),
            sum_next: Sums::default(),
            extra: 0.0,
            after: 0.0,
            hang_end: 0.0,
            hang_start: 0.0,
            open: 0.0,
            gap: 0.0,
            penalty,
            kind,
            last: false,
        }
    }

    fn summed(&self, mut candidate: Candidate) -> Candidate {
        candidate.sum_next = self.segment.sum(candidate.next, self.styles);
        let same = candidate.end == candidate.next;
        candidate.sum_end = if same { candidate.sum_next } else { self.segment.sum(candidate.end, self.styles) };
        candidate
    }

    /// Leaves out the white space before a candidate.
    fn trim(&self, candidate: &mut Candidate) {
        while let Some(before) = candidate.end.checked_sub(1).and_then(|i| self.segment.cluster_range(i)) {
            if before.end != candidate.end_at || !is_blank(self.shown.get(before.clone())) {
                break;
            }
            steps::count(1);
            candidate.end_at = before.start;
            candidate.end -= 1;
        }
        let before = candidate.end.checked_sub(1).and_then(|i| self.segment.cluster(i, self.styles));
        candidate.open = before.as_ref().map_or(0.0, Cluster::open_stretch);
        candidate.gap = before.map_or(0.0, |cluster| cluster.gap);
    }

    /// The end of a line that ends at a candidate, where it must be shaped anew, and its word.
    fn tail(&self, end: &Candidate) -> Option<(PlacedWord<'a>, Cow<'a, Reshaped>)> {
        let inside = self.segment.cluster_range(end.end).is_some_and(|range| range.start < end.end_at);
        let index = if inside { end.end } else { end.end.checked_sub(1)? };
        let placed = self.segment.word_at(self.segment.cluster_range(index)?.start)?;
        let PlacedWord { word, shaper, .. } = placed;
        let (index, at) = (end.end - placed.cluster, end.end_at - placed.start);
        if end.kind == Kind::Hyphen {
            if let Some(known) = word.known_end(at) {
                return Some((placed, Cow::Borrowed(known.tail.as_ref()?)));
            }
            return Some((placed, Cow::Owned(word.tail(shaper, index, at, true)?)));
        }
        let reshaped = if at == word.text.len() {
            Cow::Borrowed(word.bare_end(shaper)?)
        } else {
            Cow::Owned(word.tail(shaper, index, at, false)?)
        };
        Some((placed, reshaped))
    }

    /// The start of a line that starts at a byte, where it must be shaped anew, and its word.
    fn head(&self, at: usize, kind: Kind) -> Option<(PlacedWord<'a>, Cow<'a, Reshaped>)> {
        let placed = self.segment.word_at(at)?;
        let PlacedWord { word, shaper, start, .. } = placed;
        let reshaped = match at - start {
            0 => return None,
            1 if word.text.starts_with(' ') => Cow::Borrowed(word.bare_start(shaper)?),
            at => match word.known_start(at).filter(|_| kind == Kind::Hyphen) {
                Some(known) => Cow::Borrowed(known.head.as_ref()?),
                None => Cow::Owned(word.head(shaper, at)?),
            },
        };
        Some((placed, reshaped))
    }

    /// The clusters of a line between two candidates, shaped as they are there.
    pub fn line(&self, start: &Candidate, end: &Candidate) -> Shaped {
        let mut line = Shaped::with_capacity(end.end.saturating_sub(start.next) + 1);
        if start.kind == Kind::Repeated {
            self.repeat_hyphen(start.at, &mut line);
        }
        let (head, tail) = (self.head(start.at, start.kind), self.tail(end));
        let from = head.as_ref().map_or(start.next, |(placed, head)| placed.cluster + head.cluster);
        let until = tail.as_ref().map_or(end.end, |(placed, tail)| placed.cluster + tail.cluster);
        if from > until {
            // The line is shorter than the stretch that its two ends reshape.
            self.short_line(start, end, &mut line);
            return line;
        }
        if let Some((placed, part)) = head {
            self.append(&placed, &part, &mut line);
        }
        self.copy(from, until, &mut line);
        if let Some((placed, part)) = tail {
            self.append(&placed, &part, &mut line);
        }
        if let Some(last) = line.clusters.last_mut() {
            last.advance -= last.gap;
            last.gap = 0.0;
        }
        line
    }

    /// Starts a line with the hyphen that it repeats.
    fn repeat_hyphen(&self, at: usize, line: &mut Shaped) {
        let Some(placed) = self.segment.word_at(at) else { return };
        if let Some(expansion) = self.segment.expansion(&placed, self.styles) {
            expansion.append_hyphen(at, line);
        }
    }

    /// Appends a part of a word that was shaped anew.
    fn append(&self, placed: &PlacedWord, part: &Reshaped, line: &mut Shaped) {
        if let Some(expansion) = self.segment.expansion(placed, self.styles) {
            expansion.append(placed.start, &part.shaped.clusters, &part.shaped.glyphs, line);
        }
    }

    /// Appends clusters as they were shaped.
    fn copy(&self, from: usize, until: usize, line: &mut Shaped) {
        for (placed, word) in self.segment.placed_from(from) {
            let first = placed.cluster as usize;
            if first >= until {
                break;
            }
            let Some(word) = word else {
                line.clusters.extend(self.segment.cluster(first, self.styles));
                continue;
            };
            let Some(expansion) = self.segment.expansion(&word, self.styles) else { continue };
            let clusters = &word.word.shaped.clusters;
            let part = from.saturating_sub(first)..(until - first).min(clusters.len());
            let part = clusters.get(part).unwrap_or_default();
            expansion.append(word.start, part, &word.word.shaped.glyphs, line);
        }
    }

    /// A line within one word, shaped as it is there.
    fn short_line(&self, start: &Candidate, end: &Candidate, line: &mut Shaped) {
        let Some(placed) = self.segment.word_at(start.at) else { return };
        let Some(expansion) = self.segment.expansion(&placed, self.styles) else { return };
        let bytes = start.at - placed.start..end.end_at.max(start.at) - placed.start;
        let part = placed.word.part(placed.shaper, bytes, end.kind == Kind::Hyphen);
        expansion.append(placed.start, &part.clusters, &part.glyphs, line);
    }

    fn hang_start(&self, index: usize) -> f64 {
        self.hang(index, |text| text.chars().next().map_or(0.0, protrusion::at_start))
    }

    fn hang_end(&self, candidate: &Candidate) -> f64 {
        let Some(index) = candidate.end.checked_sub(1) else { return 0.0 };
        if candidate.kind == Kind::Hyphen {
            let start = self.segment.cluster_range(index).map_or(candidate.at, |range| range.start);
            let placed = self.segment.word_at(start);
            let expansion = placed.as_ref().and_then(|placed| self.segment.expansion(placed, self.styles));
            return expansion.map_or(0.0, |e| e.hyphen_width()) * protrusion::at_end('-');
        }
        self.hang(index, |text| text.chars().next_back().map_or(0.0, protrusion::at_end))
    }

    fn hang(&self, index: usize, factor: impl Fn(&str) -> f64) -> f64 {
        let Some(range) = self.segment.cluster_range(index) else { return 0.0 };
        let factor = self.shown.get(range).map_or(0.0, factor);
        if factor == 0.0 {
            return 0.0;
        }
        let Some(cluster) = self.segment.cluster(index, self.styles) else { return 0.0 };
        // Code has a ground or a grid, and a raised call is too small to leave a dent.
        if !matches!(cluster.stretchability, Stretchability::Letter | Stretchability::Ideograph)
            || cluster.lead != 0.0
            || cluster.trail != 0.0
        {
            return 0.0;
        }
        factor * (cluster.advance - cluster.gap)
    }
}

/// White space that disappears at a line's end.
fn is_blank(text: Option<&str>) -> bool {
    text.is_some_and(|text| {
        !text.is_empty() && text.chars().all(|c| c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{2007}' | '\u{202f}'))
    })
}
