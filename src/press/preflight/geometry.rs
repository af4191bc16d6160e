//! Matrices and rectangles of PDF: points, the origin at the lower left, `y` upwards.

use crate::layout::units::{Pt, Size};

/// A transformation (ISO 32000-1, 8.3.3): `[a b c d e f]`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Matrix(pub [f64; 6]);

impl Matrix {
    /// Changes nothing.
    pub const IDENTITY: Matrix = Matrix([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    /// From its six numbers; `None` for another count or what is no number.
    pub fn of(numbers: &[f64]) -> Option<Matrix> {
        let six: [f64; 6] = numbers.try_into().ok()?;
        six.iter().all(|number| number.is_finite()).then_some(Matrix(six))
    }

    /// A shift.
    pub fn shift(x: f64, y: f64) -> Matrix {
        Matrix([1.0, 0.0, 0.0, 1.0, x, y])
    }

    /// This one first, then another.
    pub fn then(self, other: Matrix) -> Matrix {
        let ([a, b, c, d, e, f], [p, q, r, s, t, u]) = (self.0, other.0);
        Matrix([a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u])
    }

    /// Where a point goes.
    pub fn apply(self, x: f64, y: f64) -> (f64, f64) {
        let [a, b, c, d, e, f] = self.0;
        (a * x + c * y + e, b * x + d * y + f)
    }

    /// Lengths of the images of the unit vectors.
    pub fn sides(self) -> (f64, f64) {
        let [a, b, c, d, ..] = self.0;
        (a.hypot(b), c.hypot(d))
    }

    /// By how much it enlarges lengths, at the direction where it enlarges least: a line is never thicker than that.
    pub fn least_scale(self) -> f64 {
        let [a, b, c, d, ..] = self.0;
        let (sum, difference) = ((a + d).hypot(b - c), (a - d).hypot(b + c));
        ((sum - difference) / 2.0).abs()
    }
}

/// A rectangle by its edges.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Area {
    /// Left edge.
    pub left: f64,
    /// Lower edge.
    pub bottom: f64,
    /// Right edge.
    pub right: f64,
    /// Upper edge.
    pub top: f64,
}

impl Area {
    /// From two opposite corners in any order (ISO 32000-1, 7.9.5).
    pub fn of(numbers: &[f64]) -> Option<Area> {
        let [a, b, c, d]: [f64; 4] = numbers.try_into().ok()?;
        let finite = [a, b, c, d].iter().all(|number| number.is_finite());
        finite.then(|| Area { left: a.min(c), bottom: b.min(d), right: a.max(c), top: b.max(d) })
    }

    /// A point.
    pub fn at((x, y): (f64, f64)) -> Area {
        Area { left: x, bottom: y, right: x, top: y }
    }

    /// A rectangle of some space, as its bounds after a transformation.
    pub fn moved(self, matrix: Matrix) -> Area {
        let corners =
            [(self.left, self.bottom), (self.right, self.bottom), (self.left, self.top), (self.right, self.top)];
        let [first, rest @ ..] = corners.map(|(x, y)| Area::at(matrix.apply(x, y)));
        rest.into_iter().fold(first, Area::with)
    }

    /// The bounds of both.
    pub fn with(self, other: Area) -> Area {
        Area {
            left: self.left.min(other.left),
            bottom: self.bottom.min(other.bottom),
            right: self.right.max(other.right),
            top: self.top.max(other.top),
        }
    }

    /// What both have in common; `None` if nothing.
    pub fn within(self, other: Area) -> Option<Area> {
        let common = Area {
            left: self.left.max(other.left),
            bottom: self.bottom.max(other.bottom),
            right: self.right.min(other.right),
            top: self.top.min(other.top),
        };
        (common.left <= common.right && common.bottom <= common.top).then_some(common)
    }

    /// Larger by a length at each side.
    pub fn grown(self, by: f64) -> Area {
        Area { left: self.left - by, bottom: self.bottom - by, right: self.right + by, top: self.top + by }
    }

    /// Width.
    pub fn width(self) -> f64 {
        self.right - self.left
    }

    /// Height.
    pub fn height(self) -> f64 {
        self.top - self.bottom
    }

    /// Width and height.
    pub fn size(self) -> Size {
        Size { width: Pt(self.width()), height: Pt(self.height()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matrices_are_joined_in_order() {
        let doubled = Matrix([2.0, 0.0, 0.0, 2.0, 0.0, 0.0]);
        assert_eq!(Matrix::shift(1.0, 2.0).then(doubled).apply(0.0, 0.0), (2.0, 4.0));
        assert_eq!(doubled.then(Matrix::shift(1.0, 2.0)).apply(0.0, 0.0), (1.0, 2.0));
        let turned = Matrix([0.0, 3.0, -2.0, 0.0, 0.0, 0.0]);
        assert_eq!(turned.sides(), (3.0, 2.0));
        assert_eq!(turned.least_scale(), 2.0);
        assert_eq!(Matrix::of(&[1.0, 2.0]), None);
        assert_eq!(Matrix::of(&[f64::NAN, 0.0, 0.0, 1.0, 0.0, 0.0]), None);
    }

    #[test]
    fn areas_turn_join_and_cut() {
        let area = Area::of(&[10.0, 30.0, 0.0, 20.0]).expect("an area");
        assert_eq!((area.left, area.bottom, area.width(), area.height()), (0.0, 20.0, 10.0, 10.0));
        let turned = area.moved(Matrix([0.0, 1.0, -1.0, 0.0, 0.0, 0.0]));
        assert_eq!(turned, Area { left: -30.0, bottom: 0.0, right: -20.0, top: 10.0 });
        assert_eq!(area.within(area.grown(1.0)), Some(area));
        assert_eq!(area.within(turned), None);
    }
}
