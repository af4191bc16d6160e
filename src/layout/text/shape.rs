//! Shaped words at their size: clusters of glyphs, in the order of the text.

use super::itemize::Item;
use super::style::{Resolved, Styles};
use crate::layout::fonts::{ClusterKind, FontBook, PlanKey, Reshaped, WordCluster, WordGlyph, WordShaper};
use crate::layout::steps;
use std::ops::Range;
use std::sync::Arc;

/// A glyph, in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct RawGlyph {
    pub id: u16,
    pub advance: f64,
    /// Rightwards.
    pub dx: f64,
    /// Upwards.
    pub dy: f64,
}

/// What a cluster's width does when its line is filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stretchability {
    /// Nothing: objects, joined letters.
    Rigid,
    /// A word space.
    Space,
    /// A letter, which may be widened or narrowed a little.
    Letter,
    /// A character of code, which gives as letters do but never hangs out.
    Code,
    /// An ideograph or a mark among ideographs: lines are filled by space between them.
    Ideograph,
    /// A fill, which takes what is left.
    Fill,
}

/// The smallest part of shaped text that stands for itself: one or more characters, one or more glyphs.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Cluster {
    /// Bytes of the shown text.
    pub range: Range<usize>,
    /// Index of the item.
    pub item: usize,
    /// Its glyphs, from left to right, in the store it belongs to.
    pub glyphs: Range<usize>,
    /// Width, in points, with letter spacing and padding.
    pub advance: f64,
    /// Part of the width that lies before the glyphs: the padding of a frame.
    pub lead: f64,
    /// Part of the width that lies after the glyphs: the padding of a frame.
    pub trail: f64,
    /// Part of the width that is between it and the next cluster, and vanishes at a line's end: between an ideograph and
    /// a letter or figure.
    pub gap: f64,
    /// Whether breaking the text before it would change shapes on either side.
    pub bound: bool,
    /// How it gives.
    pub stretchability: Stretchability,
    /// Whether it is a hyphen that the text does not have.
    pub added: Added,
}

/// Hyphens that the text does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Added {
    /// None: the cluster is of the text.
    No,
    /// The hyphen of a division.
    Hyphen,
    /// The hyphen of a compound, repeated at the start of the next line.
    Repeated,
}

impl Cluster {
    /// Stretch of the space after it, in points; an ideograph's only. At a line's end there is none.
    pub fn open_stretch(&self) -> f64 {
        /// As a fraction of its width: at the full, a quarter of an em, what Japanese setting allows at most between
        /// characters (JIS X 4051).
        const IDEOGRAPH_STRETCH: f64 = 0.25;
        if self.stretchability == Stretchability::Ideograph {
            (self.advance - self.gap) * IDEOGRAPH_STRETCH
        } else {
            0.0
        }
    }
}

/// Shaped text.
#[derive(Clone, Debug, Default)]
pub(super) struct Shaped {
    /// In the order of the text.
    pub clusters: Vec<Cluster>,
    /// What the clusters' ranges index.
    pub glyphs: Vec<RawGlyph>,
}

impl Shaped {
    /// Width of all clusters.
    pub fn width(&self) -> f64 {
        self.clusters.iter().map(|c| c.advance).sum()
    }

    /// An empty store with room for so many clusters.
    pub fn with_capacity(clusters: usize) -> Shaped {
        Shaped { clusters: Vec::with_capacity(clusters), glyphs: Vec::with_capacity(clusters) }
    }
}

/// What gives shaped words their size, kind, letter spacing and padding: an item's style.
pub(super) struct Expansion<'a> {
    pub item: &'a Item,
    /// Index of the item.
    pub index: usize,
    pub shaper: &'a WordShaper,
    pub style: &'a Resolved,
}

impl Expansion<'_> {
    /// Appends clusters of a word that starts at a byte of the text. With a hyphen after them, none ends its item.
    pub fn append(&self, start: usize, clusters: &[WordCluster], glyphs: &[WordGlyph], out: &mut Shaped) {
        let scale = self.shaper.scale(self.style.size);
        let tracking = self.tracking();
        steps::count(clusters.len());
        for cluster in clusters {
            let first = out.glyphs.len();
            out.glyphs.extend(of_cluster(cluster, glyphs).iter().map(|glyph| RawGlyph {
                id: glyph.id,
                advance: f64::from(glyph.advance) * scale,
                dx: f64::from(glyph.dx) * scale,
                dy: f64::from(glyph.dy) * scale,
            }));
            let last = if self.item.rtl() { first } else { out.glyphs.len().saturating_sub(1) };
            if let Some(glyph) = out.glyphs.get_mut(last).filter(|_| tracking != 0.0 && last >= first) {
                glyph.advance += tracking;
            }
            let glyphs_of = first..out.glyphs.len();
            out.clusters.push(Cluster { glyphs: glyphs_of, ..self.measure(start, cluster, glyphs) });
        }
    }

    /// A cluster of a word that starts at a byte of the text, without its glyphs.
    pub fn measure(&self, start: usize, cluster: &WordCluster, glyphs: &[WordGlyph]) -> Cluster {
        let scale = self.shaper.scale(self.style.size);
        let glyphs = of_cluster(cluster, glyphs);
        let mut advance: f64 = glyphs.iter().map(|glyph| f64::from(glyph.advance) * scale).sum();
        let tracking = self.tracking();
        if tracking != 0.0 && !glyphs.is_empty() {
            advance += tracking;
        }
        let padding = self.style.padding();
        let added = if cluster.kind == ClusterKind::Hyphen { Added::Hyphen } else { Added::No };
        let range = start + cluster.range.start as usize..start + cluster.range.end as usize;
        let lead = if range.start == self.item.range.start { padding } else { 0.0 };
        let trail = if range.end == self.item.range.end && added == Added::No { padding } else { 0.0 };
        let apart = (cluster.gap && !self.style.verbatim()) || (self.item.gap && range.end == self.item.range.end);
        let gap = if apart && added == Added::No { self.style.style.ideograph_gap * self.style.size } else { 0.0 };
        Cluster {
            range,
            item: self.index,
            glyphs: 0..0,
            advance: advance + lead + trail + gap,
            lead,
            trail,
            gap,
            bound: cluster.bound,
            stretchability: self.stretchability(cluster.kind),
            added,
        }
    }

    /// Appends the hyphen of a compound, which a line that starts at a byte of the text repeats.
    pub fn append_hyphen(&self, at: usize, out: &mut Shaped) {
        let (glyph, advance) = (self.shaper.hyphen_glyph(), self.hyphen_width());
        let first = out.glyphs.len();
        out.glyphs.push(RawGlyph { id: glyph, advance, dx: 0.0, dy: 0.0 });
        out.clusters.push(Cluster {
            range: at..at,
            item: self.index,
            glyphs: first..out.glyphs.len(),
            advance,
            lead: 0.0,
            trail: 0.0,
            gap: 0.0,
            bound: false,
            stretchability: Stretchability::Rigid,
            added: Added::Repeated,
        });
    }

    /// How much wider a reshaped part of a word is than what it replaces, in points.
    pub fn wider(&self, reshaped: &Reshaped) -> f64 {
        f64::from(reshaped.wider) * self.shaper.scale(self.style.size) + f64::from(reshaped.more) * self.tracking()
    }

    /// Width of a hyphen, in points.
    pub fn hyphen_width(&self) -> f64 {
        self.shaper.hyphen() * self.shaper.scale(self.style.size)
    }

    /// Letter spacing. Joined letters stay joined: space between them would tear words apart.
    fn tracking(&self) -> f64 {
        if self.shaper.joined() { 0.0 } else { self.style.style.tracking.0 }
    }

    fn stretchability(&self, kind: ClusterKind) -> Stretchability {
        match kind {
            _ if self.style.verbatim() => Stretchability::Code,
            ClusterKind::Space => Stretchability::Space,
            _ if self.shaper.joined() => Stretchability::Rigid,
            ClusterKind::Ideograph => Stretchability::Ideograph,
            ClusterKind::Letter | ClusterKind::Hyphen => Stretchability::Letter,
        }
    }
}

/// The glyphs of a cluster, out of those of its word.
fn of_cluster<'g>(cluster: &WordCluster, glyphs: &'g [WordGlyph]) -> &'g [WordGlyph] {
    glyphs.get(cluster.glyphs.start as usize..cluster.glyphs.end as usize).unwrap_or_default()
}

/// Finds the shapers of a paragraph's items: few, so that looking through those known is cheapest.
pub(super) struct Shapers<'a> {
    fonts: &'a FontBook,
    styles: &'a Styles,
    known: Vec<Arc<WordShaper>>,
}

impl<'a> Shapers<'a> {
    /// For one paragraph.
    pub fn new(fonts: &'a FontBook, styles: &'a Styles) -> Self {
        Shapers { fonts, styles, known: Vec::new() }
    }

    /// The shaper of an item.
    pub fn of(&mut self, item: &Item) -> Option<Arc<WordShaper>> {
        let style = self.styles.get(item.style)?;
        let (rtl, lang) = (item.rtl(), &style.style.lang);
        let fits = |shaper: &&Arc<WordShaper>| {
            shaper.face() == item.selection.face
                && shaper.features() == style.features
                && shaper.shapes(rtl, item.script, lang)
        };
        if let Some(known) = self.known.iter().find(fits) {
            return Some(Arc::clone(known));
        }
        let key = PlanKey {
            face: item.selection.face,
            features: style.features,
            rtl,
            script: item.script,
            lang: Arc::clone(lang),
        };
        let shaper = self.fonts.shaper(&key)?;
        self.known.push(Arc::clone(&shaper));
        Some(shaper)
    }
}
