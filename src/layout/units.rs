//! Lengths. One point is 1/72 inch; one CSS pixel is 1/96 inch.

use std::ops::{Add, AddAssign, Div, Mul, Neg, Sub, SubAssign};

/// A length in points.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Pt(pub f64);

impl Pt {
    /// No length.
    pub const ZERO: Pt = Pt(0.0);

    /// From millimetres.
    pub fn mm(value: f64) -> Pt {
        Pt(value * 72.0 / 25.4)
    }

    /// From inches.
    pub fn inch(value: f64) -> Pt {
        Pt(value * 72.0)
    }

    /// From CSS pixels.
    pub fn px(value: f64) -> Pt {
        Pt(value * 0.75)
    }

    /// The larger.
    pub fn max(self, other: Pt) -> Pt {
        Pt(self.0.max(other.0))
    }

    /// The smaller.
    pub fn min(self, other: Pt) -> Pt {
        Pt(self.0.min(other.0))
    }
}

impl Add for Pt {
    type Output = Pt;
    fn add(self, other: Pt) -> Pt {
        Pt(self.0 + other.0)
    }
}
impl Sub for Pt {
    type Output = Pt;
    fn sub(self, other: Pt) -> Pt {
        Pt(self.0 - other.0)
    }
}
impl Neg for Pt {
    type Output = Pt;
    fn neg(self) -> Pt {
        Pt(-self.0)
    }
}
impl Mul<f64> for Pt {
    type Output = Pt;
    fn mul(self, factor: f64) -> Pt {
        Pt(self.0 * factor)
    }
}
impl Div<f64> for Pt {
    type Output = Pt;
    fn div(self, divisor: f64) -> Pt {
        Pt(self.0 / divisor)
    }
}
/// How many times one length holds another.
impl Div for Pt {
    type Output = f64;
    fn div(self, other: Pt) -> f64 {
        self.0 / other.0
    }
}
impl AddAssign for Pt {
    fn add_assign(&mut self, other: Pt) {
        self.0 += other.0;
    }
}
impl SubAssign for Pt {
    fn sub_assign(&mut self, other: Pt) {
        self.0 -= other.0;
    }
}
impl std::iter::Sum for Pt {
    fn sum<I: Iterator<Item = Pt>>(iter: I) -> Pt {
        iter.fold(Pt::ZERO, Add::add)
    }
}

/// A place on a page: `x` from the left edge of the trim box, `y` **down** from its top edge.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// Rightwards.
    pub x: Pt,
    /// Downwards.
    pub y: Pt,
}

/// Width and height.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Size {
    /// Width.
    pub width: Pt,
    /// Height.
    pub height: Pt,
}

/// A rectangle by its top left corner.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// Top left corner.
    pub origin: Point,
    /// Extent to the right and down.
    pub size: Size,
}

impl Rect {
    /// The smallest that holds two points.
    pub fn between(a: Point, b: Point) -> Rect {
        let origin = Point { x: a.x.min(b.x), y: a.y.min(b.y) };
        Rect { origin, size: Size { width: a.x.max(b.x) - origin.x, height: a.y.max(b.y) - origin.y } }
    }
}
