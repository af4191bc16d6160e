//! Sums of widths, and of what they give, over stretches of clusters.

use super::shape::{Cluster, Stretchability};

/// Stretch of a word space, as a fraction of its width. With a shrink of less than a fifth, the spaces of a line stay between
/// what parts words and what tears lines.
pub(super) const SPACE_STRETCH: f64 = 0.65;
/// Shrink of a word space, as a fraction of its width.
const SPACE_SHRINK: f64 = 0.18;

/// Sums of widths and of what they give.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Sums {
    pub width: f64,
    pub stretch: f64,
    pub shrink: f64,
    /// Width of letters, which may be scaled and spaced a little.
    pub letters: f64,
    /// Width of word spaces.
    pub spaces: f64,
    /// Number of clusters of letters.
    pub count: f32,
    /// Number of fills.
    pub fills: f32,
}

impl Sums {
    /// With a cluster added.
    pub fn with(mut self, cluster: &Cluster) -> Sums {
        self.width += cluster.advance;
        match cluster.stretchability {
            Stretchability::Rigid => {}
            Stretchability::Space => {
                self.spaces += cluster.advance;
                self.stretch += cluster.advance * SPACE_STRETCH;
                self.shrink += cluster.advance * SPACE_SHRINK;
            }
            Stretchability::Letter | Stretchability::Code => {
                self.letters += cluster.advance - cluster.gap;
                self.count += 1.0;
            }
            Stretchability::Ideograph => self.stretch += cluster.open_stretch(),
            Stretchability::Fill => self.fills += 1.0,
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
