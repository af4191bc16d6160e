//! A segment: the text between two forced breaks, shaped, with the places where its lines may end.

use super::itemize::Item;
use super::opportunities::{Kind, Opportunity};
use super::protrusion;
use super::shape::{Cluster, Give, Shaped, Shaper};
use super::{Measure, Piece, PieceKind};
use crate::layout::units::Pt;
use std::ops::Range;

/// Stretch of a word space, as a fraction of its width. With a shrink of less than a fifth, the spaces of a line stay between
/// what parts words and what tears lines.
pub(super) const SPACE_STRETCH: f64 = 0.65;
/// Shrink of a word space, as a fraction of its width.
const SPACE_SHRINK: f64 = 0.18;

/// Shaped text between two forced breaks.
#[derive(Clone, Debug)]
pub(super) struct Segment {
    /// Bytes of the shown text.
    pub range: Range<usize>,
    /// Indent of its first line, where it follows a forced break.
    pub indent: Pt,
    /// What was shaped in one go.
    pub items: Vec<Item>,
    /// Clusters of all items.
    pub shaped: Shaped,
    /// Sums over the clusters before each cluster; one longer than the clusters.
    pub sums: Vec<Sums>,
}

/// Sums of widths and of what they give.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Sums {
    pub width: f64,
    pub stretch: f64,
    pub shrink: f64,
    /// Width of letters, which may be scaled and spaced a little.
    pub letters: f64,
    /// Number of clusters of letters.
    pub count: f64,
    /// Width of word spaces.
    pub spaces: f64,
    /// Number of fills.
    pub fills: f64,
}

impl Sums {
    /// With a cluster added.
    pub fn with(mut self, cluster: &Cluster) -> Sums {
        self.width += cluster.advance;
        match cluster.give {
            Give::Rigid => {}
            Give::Space => {
                self.spaces += cluster.advance;
                self.stretch += cluster.advance * SPACE_STRETCH;
                self.shrink += cluster.advance * SPACE_SHRINK;
            }
            Give::Letter | Give::Code => {
                self.letters += cluster.advance;
                self.count += 1.0;
            }
            Give::Ideograph => self.stretch += cluster.open_stretch(),
            Give::Fill => self.fills += 1.0,
        }
        self
    }

    /// What lies between two places.
    pub fn since(self, start: Sums) -> Sums {
        Sums {
            width: self.width - start.width,
            stretch: self.stretch - start.stretch,
            shrink: self.shrink - start.shrink,
            letters: self.letters - start.letters,
            count: self.count - start.count,
            spaces: self.spaces - start.spaces,
            fills: self.fills - start.fills,
        }
    }
}

/// A place where a line may end, measured.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Candidate {
    /// Byte of the shown text at which the next line starts.
    pub at: usize,
    /// Byte at which this line ends, white space left out.
    pub end_at: usize,
    /// Index into the sums where this line ends.
    pub end: usize,
    /// Index into the sums where the next line starts.
    pub next: usize,
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
        self.kind == Kind::Hyphen || (self.kind == Kind::Dash && self.penalty > 0.0)
    }
}

impl Segment {
    /// Shapes a range of the shown text.
    pub fn new(range: Range<usize>, indent: Pt, items: Vec<Item>, pieces: &[Piece], shaper: &Shaper) -> Segment {
        let mut shaped = Shaped::default();
        for (index, item) in items.iter().enumerate() {
            match item.object.and_then(|piece| pieces.get(piece)) {
                Some(piece) => shaped.clusters.push(object(piece, item, index)),
                None => shaper.shape(item, index, item.range.clone(), false, &mut shaped),
            }
        }
        let mut sums = Vec::with_capacity(shaped.clusters.len() + 1);
        let mut sum = Sums::default();
        sums.push(sum);
        for cluster in &shaped.clusters {
            sum = sum.with(cluster);
            sums.push(sum);
        }
        Segment { range, indent, items, shaped, sums }
    }

    /// Indent of its first line, given its place among the segments of a paragraph.
    pub fn indent_in(&self, index: usize, measure: &Measure) -> Pt {
        if index == 0 { measure.first_indent } else { self.indent }
    }

    /// The sums before a cluster.
    pub fn sum(&self, cluster: usize) -> Sums {
        self.sums.get(cluster).or(self.sums.last()).copied().unwrap_or_default()
    }

    /// The cluster that holds a byte (the first that starts there or later, if none does).
    pub fn cluster_at(&self, at: usize) -> usize {
        self.shaped.clusters.partition_point(|c| c.range.end <= at)
    }

    /// The start of a line that begins at a byte: white space there is part of the text in code only.
    pub fn first(&self, shaper: &Shaper, protrude: bool) -> Candidate {
        let mut start = self.blank(0, self.range.start, Kind::Plain, 0.0);
        start.hang_start = if protrude { self.hang_start(shaper, 0) } else { 0.0 };
        start
    }

    /// The end of the segment.
    pub fn last(&self, shaper: &Shaper, protrude: bool) -> Candidate {
        let clusters = self.shaped.clusters.len();
        let mut last = self.blank(clusters, self.range.end, Kind::Plain, 0.0);
        self.trim(&mut last, shaper);
        last.last = true;
        last.hang_end = if protrude { self.hang_end(shaper, &last) } else { 0.0 };
        last
    }

    /// Measures an opportunity; `None` inside a grapheme cluster. `mark` is the width of the wrap mark.
    pub fn candidate(&self, o: &Opportunity, shaper: &Shaper, protrude: bool, mark: f64) -> Option<Candidate> {
        let index = self.cluster_at(o.at);
        let cluster = self.shaped.clusters.get(index)?;
        let whole = cluster.range.start == o.at;
        // A ligature can be parted by a hyphen; marks and emoji cannot.
        if !whole && o.kind != Kind::Hyphen {
            return None;
        }
        let mut candidate = self.blank(index, o.at, o.kind, o.penalty);
        self.trim(&mut candidate, shaper);
        let hyphen = o.kind == Kind::Hyphen;
        if let Some(from) = self.cut(&candidate) {
            let tail = self.reshape_end(from, candidate.end_at, hyphen, shaper);
            candidate.extra = tail.width() - self.sum(candidate.end).since(self.sum(from)).width;
        }
        let (head, until) = self.head(o.at, shaper);
        candidate.after = head.width() - self.sum(until).since(self.sum(index)).width;
        candidate.extra += mark;
        if protrude {
            candidate.hang_start = self.hang_start(shaper, index);
            if mark == 0.0 {
                candidate.hang_end = self.hang_end(shaper, &candidate);
            }
        }
        Some(candidate)
    }

    fn blank(&self, index: usize, at: usize, kind: Kind, penalty: f64) -> Candidate {
        Candidate {
            at,
            end_at: at,
            end: index,
            next: index,
            extra: 0.0,
            after: 0.0,
            hang_end: 0.0,
            hang_start: 0.0,
            open: 0.0,
            penalty,
            kind,
            last: false,
        }
    }

    /// Leaves out the white space before a candidate.
    fn trim(&self, candidate: &mut Candidate, shaper: &Shaper) {
        while let Some(before) = candidate.end.checked_sub(1).and_then(|i| self.shaped.clusters.get(i)) {
            if before.range.end != candidate.end_at || !is_blank(shaper.text.get(before.range.clone())) {
                break;
            }
            candidate.end_at = before.range.start;
            candidate.end -= 1;
        }
        let before = candidate.end.checked_sub(1).and_then(|i| self.shaped.clusters.get(i));
        candidate.open = before.map_or(0.0, Cluster::open_stretch);
    }

    /// The cluster from which a line that ends at a candidate must be shaped anew; `None` if it can be cut there as it
    /// is.
    fn cut(&self, end: &Candidate) -> Option<usize> {
        let clusters = &self.shaped.clusters;
        let bound = clusters.get(end.end).is_some_and(|c| c.bound);
        let inside = clusters.get(end.end).is_some_and(|c| c.range.start < end.end_at);
        if !(bound || inside || end.kind == Kind::Hyphen) {
            return None;
        }
        let mut i = if inside { end.end } else { end.end.checked_sub(1)? };
        let item = clusters.get(i)?.item;
        while clusters.get(i).is_some_and(|c| c.bound) {
            match i.checked_sub(1).filter(|&before| clusters.get(before).is_some_and(|c| c.item == item)) {
                Some(before) => i = before,
                None => break,
            }
        }
        Some(i)
    }

    /// The first cluster, after `index` and in its item, before which the text can be cut without harm.
    fn safe_after(&self, index: usize) -> usize {
        let clusters = &self.shaped.clusters;
        let item = clusters.get(index).map(|c| c.item);
        let mut i = index + 1;
        while clusters.get(i).is_some_and(|c| c.bound && Some(c.item) == item) {
            i += 1;
        }
        i.min(clusters.len())
    }

    /// Clusters from a cut to a line's end, shaped as they stand there.
    fn reshape_end(&self, from: usize, end_at: usize, hyphen: bool, shaper: &Shaper) -> Shaped {
        let mut out = Shaped::default();
        let Some(cluster) = self.shaped.clusters.get(from) else { return out };
        let Some(item) = self.items.get(cluster.item).filter(|item| item.object.is_none()) else { return out };
        let end = end_at.min(item.range.end).max(cluster.range.start);
        shaper.shape(item, cluster.item, cluster.range.start..end, hyphen, &mut out);
        out
    }

    /// Clusters from a line's start to the first safe cut, shaped as they stand there, and the index of the cut.
    fn head(&self, at: usize, shaper: &Shaper) -> (Shaped, usize) {
        let index = self.cluster_at(at);
        let mut out = Shaped::default();
        let Some(cluster) = self.shaped.clusters.get(index) else { return (out, index) };
        if cluster.range.start == at && !cluster.bound {
            return (out, index);
        }
        let until = self.safe_after(index);
        let Some(item) = self.items.get(cluster.item).filter(|item| item.object.is_none()) else {
            return (out, index);
        };
        let end = self.shaped.clusters.get(until).map_or(self.range.end, |c| c.range.start).min(item.range.end);
        shaper.shape(item, cluster.item, at..end.max(at), false, &mut out);
        (out, until)
    }

    /// The clusters of a line between two candidates, shaped as they stand there.
    pub fn line(&self, start: &Candidate, end: &Candidate, shaper: &Shaper) -> Shaped {
        let hyphen = end.kind == Kind::Hyphen;
        let cut = self.cut(end);
        let until = cut.unwrap_or(end.end);
        let (mut line, index) = self.head(start.at, shaper);
        if index > until {
            // The line is shorter than the stretch that its two ends reshape.
            return self.whole_line(start, end, hyphen, shaper);
        }
        for cluster in self.shaped.clusters.get(index..until).unwrap_or_default() {
            line.copy(cluster, &self.shaped);
        }
        if let Some(from) = cut {
            let tail = self.reshape_end(from, end.end_at, hyphen, shaper);
            tail.clusters.iter().for_each(|cluster| line.copy(cluster, &tail));
        }
        line
    }

    /// Shapes a whole line anew, item by item.
    fn whole_line(&self, start: &Candidate, end: &Candidate, hyphen: bool, shaper: &Shaper) -> Shaped {
        let mut out = Shaped::default();
        for (index, item) in self.items.iter().enumerate() {
            let range = item.range.start.max(start.at)..item.range.end.min(end.end_at);
            if range.start >= range.end {
                continue;
            }
            if item.object.is_some() {
                let object = self.shaped.clusters.iter().find(|c| c.item == index);
                object.into_iter().for_each(|cluster| out.copy(cluster, &self.shaped));
            } else {
                let hyphen = hyphen && range.end == end.end_at;
                shaper.shape(item, index, range, hyphen, &mut out);
            }
        }
        out
    }

    fn hang_start(&self, shaper: &Shaper, index: usize) -> f64 {
        self.hang(shaper, index, |text| text.chars().next().map_or(0.0, protrusion::at_start))
    }

    fn hang_end(&self, shaper: &Shaper, candidate: &Candidate) -> f64 {
        let Some(index) = candidate.end.checked_sub(1) else { return 0.0 };
        if candidate.kind == Kind::Hyphen {
            let Some(item) = self.shaped.clusters.get(index).and_then(|c| self.items.get(c.item)) else { return 0.0 };
            return shaper.hyphen_width(item) * protrusion::at_end('-');
        }
        self.hang(shaper, index, |text| text.chars().next_back().map_or(0.0, protrusion::at_end))
    }

    fn hang(&self, shaper: &Shaper, index: usize, factor: impl Fn(&str) -> f64) -> f64 {
        let Some(cluster) = self.shaped.clusters.get(index) else { return 0.0 };
        // Code has a ground or a grid, and a raised call is too small to leave a dent.
        if !matches!(cluster.give, Give::Letter | Give::Ideograph) || cluster.lead != 0.0 || cluster.trail != 0.0 {
            return 0.0;
        }
        shaper.text.get(cluster.range.clone()).map_or(0.0, |text| factor(text) * cluster.advance)
    }
}

/// White space that disappears at a line's end.
fn is_blank(text: Option<&str>) -> bool {
    text.is_some_and(|text| {
        !text.is_empty() && text.chars().all(|c| c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{2007}' | '\u{202f}'))
    })
}

/// The cluster of an image or a fill.
fn object(piece: &Piece, item: &Item, index: usize) -> Cluster {
    let (advance, give) = match &piece.kind {
        PieceKind::Image { size, .. } => (size.width.0, Give::Rigid),
        PieceKind::Fill { .. } => (0.0, Give::Fill),
        PieceKind::Text { .. } | PieceKind::NoteCall { .. } | PieceKind::Anchor(_) | PieceKind::Break(_) => {
            (0.0, Give::Rigid)
        }
    };
    Cluster {
        range: item.range.clone(),
        item: index,
        glyphs: 0..0,
        advance,
        lead: 0.0,
        trail: 0.0,
        bound: false,
        give,
        hyphen: false,
    }
}
