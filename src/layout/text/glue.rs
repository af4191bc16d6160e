//! The glue of a line: what its word spaces, letters and fills come to.

use super::breaker::{Fill, fit, letters_share, scaling};
use super::shape::{Added, Cluster, Shaped, Stretchability};
use super::sums::{SPACE_STRETCH, Sums};
use crate::layout::page::WordSpaces;
use crate::layout::units::Pt;
use std::ops::Range;

/// A space is never squeezed below this fraction of its width, not even to save a line from sticking out.
const LEAST_SPACE: f64 = 0.7;

/// What the glue of a line comes to.
#[derive(Clone, Copy, Debug)]
pub(super) struct GlueSet {
    /// Factor on the width of letters.
    pub letters: f64,
    /// Space added after each letter.
    pub tracking: f64,
    /// Factor on the width of word spaces.
    pub spaces: f64,
    /// Ratio by which the space after ideographs is stretched.
    pub between: f64,
    /// Width of each fill.
    pub fill: f64,
    /// Adjustment ratio.
    pub ratio: f64,
    /// How far the line sticks out.
    pub over: f64,
}

/// Consecutive clusters of one item and one piece, in the order of the text.
#[derive(Clone, Debug)]
pub(super) struct Chunk {
    /// Indices of the clusters in the line.
    pub clusters: Range<usize>,
    /// Index of the item.
    pub item: usize,
    /// Index of the piece.
    pub piece: usize,
    /// Whether it is a hyphen that the text does not have.
    pub added: Added,
    /// Width.
    pub width: f64,
    /// Left edge, from the left edge of the measure.
    pub x: f64,
}

impl GlueSet {
    /// What the word spaces of a line come to.
    pub fn word_spaces(&self, shaped: &Shaped) -> WordSpaces {
        let spaces = shaped.clusters.iter().filter(|c| c.stretchability == Stretchability::Space && c.advance > 0.0);
        let (count, sum) = spaces.fold((0, 0.0), |(count, sum), space| (count + 1, sum + space.advance));
        if count == 0 {
            return WordSpaces::default();
        }
        let natural = sum / count as f64;
        WordSpaces { count, natural: Pt(natural), set: Pt(natural * self.spaces) }
    }

    /// Width of a cluster in the line.
    pub fn width(&self, cluster: &Cluster) -> f64 {
        match cluster.stretchability {
            Stretchability::Rigid => cluster.advance,
            Stretchability::Letter | Stretchability::Code => {
                (cluster.advance - cluster.gap) * self.letters + cluster.gap + self.tracking
            }
            Stretchability::Space => cluster.advance * self.spaces,
            Stretchability::Ideograph => cluster.advance + self.between * cluster.open_stretch(),
            Stretchability::Fill => self.fill,
        }
    }
}

/// Sets the glue of a line.
pub(super) fn set_glue(shaped: &Shaped, width: f64, fill: Fill, last: bool) -> GlueSet {
    let mut sums = shaped.clusters.iter().fold(Sums::default(), Sums::with);
    sums.stretch -= shaped.clusters.last().map_or(0.0, Cluster::open_stretch);
    let fitted = fit(sums, width, fill, last);
    let natural = GlueSet {
        letters: 1.0,
        tracking: 0.0,
        spaces: 1.0,
        between: 0.0,
        fill: 0.0,
        ratio: fitted.ratio,
        over: fitted.over,
    };
    if sums.fills > 0.0 {
        return GlueSet { fill: (width - sums.width).max(0.0) / f64::from(sums.fills), ..natural };
    }
    let nothing_gives = sums.letters <= 0.0 && sums.spaces <= 0.0 && sums.stretch <= 0.0;
    if fill != Fill::Justify || width == sums.width || (last && width > sums.width) || nothing_gives {
        return natural;
    }
    let need = width - sums.width;
    let share = letters_share(need, &sums);
    let (letters, tracking) = if sums.count > 0.0 && sums.letters > 0.0 {
        (1.0 + scaling(share) / sums.letters, (share - scaling(share)) / f64::from(sums.count))
    } else {
        (1.0, 0.0)
    };
    let rest = need - share;
    if rest > 0.0 && sums.stretch > 0.0 {
        // Spaces and ideographs take the rest, each by what it has to give.
        let ratio = rest / sums.stretch;
        return GlueSet { letters, tracking, spaces: 1.0 + ratio * SPACE_STRETCH, between: ratio, ..natural };
    }
    if sums.spaces <= 0.0 {
        return GlueSet { letters, tracking, ..natural };
    }
    // The shapes at the ends may differ by a hair from what breaking reckoned with; that must not make the line stick
    // out, but a space is never squeezed to nothing.
    let spaces = (1.0 + rest / sums.spaces).max(LEAST_SPACE);
    let over = (share + (spaces - 1.0) * sums.spaces - need).max(0.0);
    GlueSet { letters, tracking, spaces, over, ..natural }
}
