//! From the page model's coordinates (points from the top left of the trim box, downwards) to PDF's (points from the
//! bottom left of the media box, upwards).

use crate::layout::page::Page;
use crate::layout::units::{Point, Rect};

/// Decimals of coordinates: a thousandth of a point is a third of a micrometre.
const COORDINATE_SCALE: f64 = 1000.0;

/// The media box of a page and its trim box within it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct PageSpace {
    /// Distance of the trim box from each edge of the media box.
    pub bleed: f64,
    /// Width of the trim box.
    pub width: f64,
    /// Height of the trim box.
    pub height: f64,
}

/// A rectangle by its lower left corner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Area {
    /// Left edge.
    pub x: f32,
    /// Lower edge.
    pub y: f32,
    /// Width.
    pub width: f32,
    /// Height.
    pub height: f32,
}

impl Area {
    /// Left, bottom, right, top.
    pub fn corners(&self) -> [f32; 4] {
        let far = |near: f32, extent: f32| rounded(f64::from(near) + f64::from(extent));
        [self.x, self.y, far(self.x, self.width), far(self.y, self.height)]
    }
}

impl PageSpace {
    /// A space whose origin is where the operators before it put it.
    pub const OWN: PageSpace = PageSpace { bleed: 0.0, width: 0.0, height: 0.0 };

    /// Of a page.
    pub fn of(page: &Page) -> PageSpace {
        PageSpace { bleed: page.bleed.0.max(0.0), width: page.trim.width.0, height: page.trim.height.0 }
    }

    /// A horizontal place.
    pub fn x(&self, x: f64) -> f32 {
        rounded(self.bleed + x)
    }

    /// A vertical place.
    pub fn y(&self, y: f64) -> f32 {
        rounded(self.bleed + self.height - y)
    }

    /// A point.
    pub fn point(&self, point: Point) -> (f32, f32) {
        (self.x(point.x.0), self.y(point.y.0))
    }

    /// A rectangle.
    pub fn area(&self, rect: Rect) -> Area {
        Area {
            x: self.x(rect.origin.x.0),
            y: self.y(rect.origin.y.0 + rect.size.height.0),
            width: rounded(rect.size.width.0),
            height: rounded(rect.size.height.0),
        }
    }

    /// The media box, which is the bleed box too: left, bottom, right, top.
    pub fn media_box(&self) -> [f32; 4] {
        [0.0, 0.0, rounded(self.width + 2.0 * self.bleed), rounded(self.height + 2.0 * self.bleed)]
    }

    /// The trim box: left, bottom, right, top.
    pub fn trim_box(&self) -> [f32; 4] {
        [rounded(self.bleed), rounded(self.bleed), rounded(self.bleed + self.width), rounded(self.bleed + self.height)]
    }
}

/// A length as it is written; what is not a number is written as zero.
pub(super) fn rounded(value: f64) -> f32 {
    let value = (value * COORDINATE_SCALE).round() / COORDINATE_SCALE;
    if value.is_finite() { value as f32 } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::units::{Pt, Size};

    #[test]
    fn the_bleed_moves_the_origin_and_y_points_up() {
        let page = Page { trim: Size { width: Pt(100.0), height: Pt(200.0) }, bleed: Pt(9.0), ..Page::default() };
        let space = PageSpace::of(&page);
        assert_eq!((space.x(0.0), space.y(0.0)), (9.0, 209.0));
        assert_eq!(space.media_box(), [0.0, 0.0, 118.0, 218.0]);
        assert_eq!(space.trim_box(), [9.0, 9.0, 109.0, 209.0]);
        let rect =
            Rect { origin: Point { x: Pt(10.0), y: Pt(20.0) }, size: Size { width: Pt(30.0), height: Pt(40.0) } };
        assert_eq!(space.area(rect).corners(), [19.0, 149.0, 49.0, 189.0]);
    }
}
