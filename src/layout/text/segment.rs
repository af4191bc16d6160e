//! A segment: the text between two forced breaks, shaped. It keeps words, each of which is shaped once for all its places;
//! clusters at their size are made of them where they are looked at.

use super::itemize::Item;
use super::opportunity::Opportunity;
use super::shape::{Added, Cluster, Expansion, Shapers, Stretchability};
use super::style::Styles;
use super::sums::Sums;
use super::{Measure, Piece, PieceKind};
use crate::layout::fonts::{Word, WordShaper};
use crate::layout::steps;
use crate::layout::units::Pt;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// What is shaped in one go, or an object, at its place. Paragraphs keep many of these.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    /// The word; none for an object.
    word: Option<Arc<Word>>,
    /// Byte of the shown text at which it starts.
    start: u32,
    /// Index of its first cluster.
    pub cluster: u32,
    /// Index of its item.
    item: u32,
    /// Sums over all clusters before it.
    before: Sums,
}

/// What an item is made of.
#[derive(Clone, Debug)]
enum Content {
    /// Words that this shapes; none if the item has no face.
    Words(Option<Arc<WordShaper>>),
    /// An image or a part of a formula: its width, and the part of it that vanishes at a line's end, in points.
    Image(f64, f64),
    /// A fill.
    Fill,
}

/// A word at its place.
#[derive(Clone, Copy)]
pub(super) struct PlacedWord<'a> {
    pub word: &'a Word,
    /// What shapes it.
    pub shaper: &'a WordShaper,
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
    /// What each item is made of.
    contents: Vec<Content>,
    /// Words and objects of all items, in order.
    placed: Box<[Placed]>,
    /// Number of clusters.
    pub clusters: usize,
    /// Sums over all clusters.
    total: Sums,
    /// Places where lines may end with whole words; filled in by whoever looks for them first.
    pub whole: OnceLock<Box<[Opportunity]>>,
    /// The same with divided words.
    pub divided: OnceLock<Box<[Opportunity]>>,
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
        let mut contents = Vec::with_capacity(items.len());
        let (mut placed, mut found) = (Vec::new(), Vec::new());
        let (mut clusters, mut sum) = (0, Sums::default());
        for (index, item) in items.iter().enumerate() {
            let mut place = |word, start, cluster, before| {
                let (start, cluster, item) = (to_u32(start), to_u32(cluster), to_u32(index));
                placed.push(Placed { word, start, cluster, item, before });
            };
            let piece = item.object.and_then(|piece| pieces.get(piece));
            let content = piece.map_or_else(|| Content::Words(shapers.of(item)), object);
            if let Some(cluster) = content.object(item, index) {
                place(None, item.range.start, clusters, sum);
                (clusters, sum) = (clusters + 1, sum.with(&cluster));
            }
            if let (Content::Words(Some(shaper)), Some(style)) = (&content, styles.get(item.style)) {
                let expansion = Expansion { item, index, shaper, style };
                shaper.words(shown, item.range.clone(), &mut found);
                for (start, word) in found.drain(..) {
                    let (first, before, shaped) = (clusters, sum, &word.shaped);
                    let measured = shaped.clusters.iter().map(|c| expansion.measure(start, c, &shaped.glyphs));
                    sum = measured.fold(sum, |sum, cluster| sum.with(&cluster));
                    clusters += shaped.clusters.len();
                    place(Some(word), start, first, before);
                }
            }
            contents.push(content);
        }
        steps::count(clusters);
        Segment {
            range,
            indent,
            items,
            contents,
            placed: placed.into(),
            clusters,
            total: sum,
            whole: OnceLock::new(),
            divided: OnceLock::new(),
        }
    }

    /// Indent of its first line, given its place among the segments of a paragraph.
    pub fn indent_in(&self, index: usize, measure: &Measure) -> Pt {
        if index == 0 { measure.first_indent } else { self.indent }
    }

    /// Its words, in order.
    pub fn words(&self) -> impl Iterator<Item = PlacedWord<'_>> {
        self.placed.iter().filter_map(|placed| self.as_word(placed))
    }

    /// The word that holds a byte.
    pub fn word_at(&self, at: usize) -> Option<PlacedWord<'_>> {
        let index = self.placed.partition_point(|placed| placed.start as usize <= at).checked_sub(1)?;
        let word = self.as_word(self.placed.get(index)?)?;
        (at < word.start + word.word.text.len()).then_some(word)
    }

    fn as_word<'a>(&'a self, placed: &'a Placed) -> Option<PlacedWord<'a>> {
        let word = placed.word.as_deref()?;
        let (start, cluster, item) = (placed.start as usize, placed.cluster as usize, placed.item as usize);
        let Content::Words(Some(shaper)) = self.contents.get(item)? else { return None };
        Some(PlacedWord { word, shaper, start, cluster, item })
    }

    /// What gives a word its size.
    pub fn expansion<'a>(&'a self, word: &PlacedWord<'a>, styles: &'a Styles) -> Option<Expansion<'a>> {
        let item = self.items.get(word.item)?;
        Some(Expansion { item, index: word.item, shaper: word.shaper, style: styles.get(item.style)? })
    }

    /// The words and objects that hold the clusters from one on, in order; an object has no word.
    pub fn placed_from(&self, cluster: usize) -> impl Iterator<Item = (&Placed, Option<PlacedWord<'_>>)> {
        let after = self.placed.partition_point(|placed| placed.cluster as usize <= cluster);
        let placed = self.placed.get(after.saturating_sub(1)..).unwrap_or_default();
        placed.iter().map(|placed| (placed, self.as_word(placed)))
    }

    /// A cluster by its index, without its glyphs.
    pub fn cluster(&self, index: usize, styles: &Styles) -> Option<Cluster> {
        let (placed, word) = self.placed_from(index).next()?;
        let inside = index.checked_sub(placed.cluster as usize)?;
        let Some(word) = word else {
            let item = placed.item as usize;
            return self.contents.get(item)?.object(self.items.get(item)?, item).filter(|_| inside == 0);
        };
        let shaped = &word.word.shaped;
        let expansion = self.expansion(&word, styles)?;
        Some(expansion.measure(word.start, shaped.clusters.get(inside)?, &shaped.glyphs))
    }

    /// The bytes of a cluster.
    pub fn cluster_range(&self, index: usize) -> Option<Range<usize>> {
        let (placed, word) = self.placed_from(index).next()?;
        let inside = index.checked_sub(placed.cluster as usize)?;
        let Some(PlacedWord { word, start, .. }) = word else {
            return self.items.get(placed.item as usize).map(|item| item.range.clone()).filter(|_| inside == 0);
        };
        let range = &word.shaped.clusters.get(inside)?.range;
        Some(start + range.start as usize..start + range.end as usize)
    }

    /// The sums before a cluster.
    pub fn sum(&self, cluster: usize, styles: &Styles) -> Sums {
        if cluster >= self.clusters {
            return self.total;
        }
        let Some((placed, word)) = self.placed_from(cluster).next() else { return self.total };
        let inside = cluster.saturating_sub(placed.cluster as usize);
        let word = word.filter(|_| inside > 0);
        let Some((word, expansion)) = word.and_then(|word| Some((word, self.expansion(&word, styles)?))) else {
            return placed.before;
        };
        let shaped = &word.word.shaped;
        steps::count(inside);
        let clusters = shaped.clusters.iter().take(inside).map(|c| expansion.measure(word.start, c, &shaped.glyphs));
        clusters.fold(placed.before, |sum, cluster| sum.with(&cluster))
    }

    /// Bytes that it holds, without the words, which all texts share.
    #[cfg(test)]
    pub fn bytes(&self) -> usize {
        let places = |places: &OnceLock<Box<[Opportunity]>>| places.get().map_or(0, |places| size_of_val(&**places));
        let items = self.items.len() * (size_of::<Item>() + size_of::<Content>());
        size_of::<Segment>() + size_of_val(&*self.placed) + items + places(&self.whole) + places(&self.divided)
    }

    /// The cluster that holds a byte (the first that starts there or later, if none does).
    pub fn cluster_at(&self, at: usize) -> usize {
        let after = self.placed.partition_point(|placed| placed.start as usize <= at);
        let next = self.placed.get(after).map_or(self.clusters, |placed| placed.cluster as usize);
        let Some(placed) = after.checked_sub(1).and_then(|i| self.placed.get(i)) else { return next };
        match self.as_word(placed) {
            Some(word) => word.cluster + word.word.cluster_at(at - word.start),
            None => {
                let end = self.items.get(placed.item as usize).map_or(0, |item| item.range.end);
                if at < end { placed.cluster as usize } else { next }
            }
        }
    }
}

impl Content {
    /// The cluster of an object; `None` for words.
    fn object(&self, item: &Item, index: usize) -> Option<Cluster> {
        let (advance, gap, stretchability) = match self {
            Content::Words(_) => return None,
            Content::Image(width, gap) => (*width, *gap, Stretchability::Rigid),
            Content::Fill => (0.0, 0.0, Stretchability::Fill),
        };
        let (range, glyphs, lead, trail) = (item.range.clone(), 0..0, 0.0, 0.0);
        Some(Cluster {
            range,
            item: index,
            glyphs,
            advance,
            lead,
            trail,
            gap,
            bound: false,
            stretchability,
            added: Added::No,
        })
    }
}

/// An image or a fill.
fn object(piece: &Piece) -> Content {
    match &piece.kind {
        PieceKind::Image { size, .. } => Content::Image(size.width.0, 0.0),
        PieceKind::Math { part, .. } => Content::Image(part.width.0, part.gap.0),
        PieceKind::Fill { .. } => Content::Fill,
        PieceKind::Text { .. }
        | PieceKind::NoteCall { .. }
        | PieceKind::Ruby { .. }
        | PieceKind::Anchor(_)
        | PieceKind::Break(_) => Content::Image(0.0, 0.0),
    }
}

fn to_u32(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
