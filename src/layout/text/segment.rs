//! A segment: the text between two forced breaks, shaped, with the places where its lines may end.

use super::itemize::Item;
use super::opportunity::{Kind, Opportunity};
use super::protrusion;
use super::shape::{Cluster, Expansion, Give, Shaped, Shapers};
use super::style::Styles;
use super::{Measure, Piece, PieceKind};
use crate::layout::fonts::{Reshaped, Word, WordShaper};
use crate::layout::steps;
use crate::layout::units::Pt;
use std::borrow::Cow;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// Stretch of a word space, as a fraction of its width. With a shrink of less than a fifth, the spaces of a line stay between
/// what parts words and what tears lines.
pub(super) const SPACE_STRETCH: f64 = 0.65;
/// Shrink of a word space, as a fraction of its width.
const SPACE_SHRINK: f64 = 0.18;

/// A shaped word at its place.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    pub word: Arc<Word>,
    pub shaper: Arc<WordShaper>,
    /// Byte of the shown text at which it starts.
    pub start: usize,
    /// Index of its first cluster.
    pub cluster: usize,
    /// Index of its item.
    pub item: usize,
}

/// Shaped text between two forced breaks.
#[derive(Debug)]
pub(super) struct Segment {
    /// Bytes of the shown text.
    pub range: Range<usize>,
    /// Indent of its first line, where it follows a forced break.
    pub indent: Pt,
    /// What was shaped in one go.
    pub items: Vec<Item>,
    /// Clusters of all items.
    pub shaped: Shaped,
    /// Words of all items, in order.
    pub words: Vec<Placed>,
    /// Places where lines may end with whole words; filled in by whoever looks for them first.
    pub whole: OnceLock<Vec<Opportunity>>,
    /// The same with divided words.
    pub divided: OnceLock<Vec<Opportunity>>,
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
    pub fn new(
        range: Range<usize>,
        indent: Pt,
        items: Vec<Item>,
        pieces: &[Piece],
        shown: &str,
        shapers: &mut Shapers,
        styles: &Styles,
    ) -> Segment {
        let (mut shaped, mut words, mut found) = (Shaped::with_capacity(range.len()), Vec::new(), Vec::new());
        for (index, item) in items.iter().enumerate() {
            if let Some(piece) = item.object.and_then(|piece| pieces.get(piece)) {
                shaped.clusters.push(object(piece, item, index));
                continue;
            }
            let (Some(shaper), Some(style)) = (shapers.of(item), styles.get(item.style)) else { continue };
            let expansion = Expansion { item, index, shaper: &shaper, style };
            shaper.words(shown, item.range.clone(), &mut found);
            for (start, word) in found.drain(..) {
                let cluster = shaped.clusters.len();
                expansion.append(start, &word.shaped.clusters, &word.shaped.glyphs, &mut shaped);
                words.push(Placed { word, shaper: Arc::clone(&shaper), start, cluster, item: index });
            }
        }
        let mut sums = Vec::with_capacity(shaped.clusters.len() + 1);
        let mut sum = Sums::default();
        sums.push(sum);
        for cluster in &shaped.clusters {
            sum = sum.with(cluster);
            sums.push(sum);
        }
        Segment { range, indent, items, shaped, words, whole: OnceLock::new(), divided: OnceLock::new(), sums }
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
    pub fn first(&self, shown: &str, protrude: bool) -> Candidate {
        let mut start = self.blank(0, self.range.start, Kind::Plain, 0.0);
        start.hang_start = if protrude { self.hang_start(shown, 0) } else { 0.0 };
        start
    }

    /// The end of the segment.
    pub fn last(&self, shown: &str, styles: &Styles, protrude: bool) -> Candidate {
        let clusters = self.shaped.clusters.len();
        let mut last = self.blank(clusters, self.range.end, Kind::Plain, 0.0);
        self.trim(&mut last, shown);
        last.last = true;
        last.hang_end = if protrude { self.hang_end(shown, styles, &last) } else { 0.0 };
        last
    }

    /// Measures an opportunity; `None` inside a grapheme cluster. `mark` is the width of the wrap mark.
    pub fn candidate(
        &self,
        o: &Opportunity,
        shown: &str,
        styles: &Styles,
        protrude: bool,
        mark: f64,
    ) -> Option<Candidate> {
        steps::count(1);
        let index = self.cluster_at(o.at);
        let cluster = self.shaped.clusters.get(index)?;
        let whole = cluster.range.start == o.at;
        // A ligature can be parted by a hyphen; marks and emoji cannot.
        if !whole && o.kind != Kind::Hyphen {
            return None;
        }
        let mut candidate = self.blank(index, o.at, o.kind, o.penalty);
        self.trim(&mut candidate, shown);
        let wider = |found: Option<(&Placed, Cow<Reshaped>)>| {
            let (placed, reshaped) = found?;
            Some(self.expansion(placed, styles)?.wider(&reshaped))
        };
        candidate.extra = wider(self.tail(&candidate)).unwrap_or(0.0) + mark;
        candidate.after = wider(self.head(o.at, o.kind)).unwrap_or(0.0);
        if protrude {
            candidate.hang_start = self.hang_start(shown, index);
            if mark == 0.0 {
                candidate.hang_end = self.hang_end(shown, styles, &candidate);
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
    fn trim(&self, candidate: &mut Candidate, shown: &str) {
        while let Some(before) = candidate.end.checked_sub(1).and_then(|i| self.shaped.clusters.get(i)) {
            if before.range.end != candidate.end_at || !is_blank(shown.get(before.range.clone())) {
                break;
            }
            steps::count(1);
            candidate.end_at = before.range.start;
            candidate.end -= 1;
        }
        let before = candidate.end.checked_sub(1).and_then(|i| self.shaped.clusters.get(i));
        candidate.open = before.map_or(0.0, Cluster::open_stretch);
    }

    /// The word that holds a byte.
    pub fn word_at(&self, at: usize) -> Option<&Placed> {
        let index = self.words.partition_point(|placed| placed.start <= at).checked_sub(1)?;
        self.words.get(index).filter(|placed| at < placed.start + placed.word.text.len())
    }

    fn expansion<'a>(&'a self, placed: &'a Placed, styles: &'a Styles) -> Option<Expansion<'a>> {
        let item = self.items.get(placed.item)?;
        Some(Expansion { item, index: placed.item, shaper: &placed.shaper, style: styles.get(item.style)? })
    }

    /// The end of a line that ends at a candidate, where it must be shaped anew, and its word.
    fn tail(&self, end: &Candidate) -> Option<(&Placed, Cow<'_, Reshaped>)> {
        let inside = self.shaped.clusters.get(end.end).is_some_and(|c| c.range.start < end.end_at);
        let cluster = self.shaped.clusters.get(if inside { end.end } else { end.end.checked_sub(1)? })?;
        let placed = self.word_at(cluster.range.start).filter(|placed| placed.item == cluster.item)?;
        let (word, shaper) = (&placed.word, &placed.shaper);
        let (index, at) = (end.end - placed.cluster, end.end_at - placed.start);
        if end.kind == Kind::Hyphen {
            if let Some(known) = word.known_division(at) {
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
    fn head(&self, at: usize, kind: Kind) -> Option<(&Placed, Cow<'_, Reshaped>)> {
        let placed = self.word_at(at)?;
        let (word, shaper, at) = (&placed.word, &placed.shaper, at - placed.start);
        let reshaped = match at {
            0 => return None,
            1 if word.text.starts_with(' ') => Cow::Borrowed(word.bare_start(shaper)?),
            _ => match word.known_division(at).filter(|_| kind == Kind::Hyphen) {
                Some(known) => Cow::Borrowed(known.head.as_ref()?),
                None => Cow::Owned(word.head(shaper, at)?),
            },
        };
        Some((placed, reshaped))
    }

    /// The clusters of a line between two candidates, shaped as they stand there.
    pub fn line(&self, start: &Candidate, end: &Candidate, styles: &Styles) -> Shaped {
        let mut line = Shaped::with_capacity(end.end.saturating_sub(start.next) + 1);
        let (head, tail) = (self.head(start.at, start.kind), self.tail(end));
        let from = head.as_ref().map_or(start.next, |(placed, head)| placed.cluster + head.cluster);
        let until = tail.as_ref().map_or(end.end, |(placed, tail)| placed.cluster + tail.cluster);
        if from > until {
            // The line is shorter than the stretch that its two ends reshape.
            self.short_line(start, end, styles, &mut line);
            return line;
        }
        let mut append = |(placed, part): (&Placed, Cow<Reshaped>)| {
            if let Some(expansion) = self.expansion(placed, styles) {
                expansion.append(placed.start, &part.shaped.clusters, &part.shaped.glyphs, &mut line);
            }
        };
        head.into_iter().for_each(&mut append);
        line.copy_all(self.shaped.clusters.get(from..until).unwrap_or_default(), &self.shaped);
        let mut append = |(placed, part): (&Placed, Cow<Reshaped>)| {
            if let Some(expansion) = self.expansion(placed, styles) {
                expansion.append(placed.start, &part.shaped.clusters, &part.shaped.glyphs, &mut line);
            }
        };
        tail.into_iter().for_each(&mut append);
        line
    }

    /// A line within one word, shaped as it stands there.
    fn short_line(&self, start: &Candidate, end: &Candidate, styles: &Styles, line: &mut Shaped) {
        let Some(placed) = self.word_at(start.at) else { return };
        let Some(expansion) = self.expansion(placed, styles) else { return };
        let bytes = start.at - placed.start..end.end_at.max(start.at) - placed.start;
        let part = placed.word.part(&placed.shaper, bytes, end.kind == Kind::Hyphen);
        expansion.append(placed.start, &part.clusters, &part.glyphs, line);
    }

    fn hang_start(&self, shown: &str, index: usize) -> f64 {
        self.hang(shown, index, |text| text.chars().next().map_or(0.0, protrusion::at_start))
    }

    fn hang_end(&self, shown: &str, styles: &Styles, candidate: &Candidate) -> f64 {
        let Some(index) = candidate.end.checked_sub(1) else { return 0.0 };
        if candidate.kind == Kind::Hyphen {
            let start = self.shaped.clusters.get(index).map_or(candidate.at, |c| c.range.start);
            let expansion = self.word_at(start).and_then(|placed| self.expansion(placed, styles));
            return expansion.map_or(0.0, |e| e.hyphen_width()) * protrusion::at_end('-');
        }
        self.hang(shown, index, |text| text.chars().next_back().map_or(0.0, protrusion::at_end))
    }

    fn hang(&self, shown: &str, index: usize, factor: impl Fn(&str) -> f64) -> f64 {
        let Some(cluster) = self.shaped.clusters.get(index) else { return 0.0 };
        // Code has a ground or a grid, and a raised call is too small to leave a dent.
        if !matches!(cluster.give, Give::Letter | Give::Ideograph) || cluster.lead != 0.0 || cluster.trail != 0.0 {
            return 0.0;
        }
        shown.get(cluster.range.clone()).map_or(0.0, |text| factor(text) * cluster.advance)
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
