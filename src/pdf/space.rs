//! From the page model's coordinates (points from the top left of the trim box, downwards) to PDF's (points from the
//! bottom left of the media box, upwards).

use crate::layout::page::{Page, Press};
use crate::layout::units::{Point, Rect};

/// Decimals of coordinates: a thousandth of a point is a third of a micrometre.
const COORDINATE_SCALE: f64 = 1000.0;

/// From the bleed to the edge of the sheet where there are marks: see [`super::press_marks`].
pub(super) const SLUG: f64 = 21.0;

/// Longest side of a media box, in points.
const LARGEST_SIDE: f64 = 14_400.0;

/// The media box of a page, the bleed box within it and the trim box within that.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct PageSpace {
    /// Distance of the trim box from the left edge of the media box.
    pub left: f64,
    /// From its right edge.
    pub right: f64,
    /// From its upper edge.
    pub top: f64,
    /// From its lower edge.
    pub bottom: f64,
    /// Width of the trim box.
    pub width: f64,
    /// Height of the trim box.
    pub height: f64,
    /// Bleed: left, bottom, right, top.
    bleed: [f64; 4],
}

/// A rectangle by its lower left corner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Area {
    /// Left edge.
    pub x: f64,
    /// Lower edge.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

impl Area {
    /// Left, bottom, right, top.
    pub fn corners(&self) -> [f64; 4] {
        let far = |near: f64, extent: f64| rounded(near + extent);
        [self.x, self.y, far(self.x, self.width), far(self.y, self.height)]
    }

    /// This area and one beside it, of the same line, as one; `None` if they do not touch.
    pub fn joined(&self, other: Area) -> Option<Area> {
        /// Areas this close touch, in points.
        const TOUCH: f64 = 0.02;
        let same_line = (self.y - other.y).abs() < TOUCH && (self.height - other.height).abs() < TOUCH;
        let touches = |left: &Area, right: &Area| (left.x + left.width - right.x).abs() < TOUCH;
        (same_line && (touches(self, &other) || touches(&other, self))).then(|| Area {
            x: self.x.min(other.x),
            width: rounded(self.width + other.width),
            ..*self
        })
    }
}

impl PageSpace {
    /// A space whose origin is where the operators before it put it.
    pub const OWN: PageSpace =
        PageSpace { left: 0.0, right: 0.0, top: 0.0, bottom: 0.0, width: 0.0, height: 0.0, bleed: [0.0; 4] };

    /// Whether a side of the media box is over 200 inches (ISO 32000-1, Annex C.2; ISO 19005-2, 6.1.13).
    pub fn is_too_large(&self) -> bool {
        let [left, bottom, right, top] = self.media_box();
        (right - left).max(top - bottom) > LARGEST_SIDE
    }

    /// Of a page. Marks need a margin as wide at every side, whether it has a bleed or not.
    pub fn of(page: &Page, press: &Press) -> PageSpace {
        let bleed = [page.bleed.left, page.bleed.bottom, page.bleed.right, page.bleed.top].map(|side| side.0.max(0.0));
        let [left, bottom, right, top] =
            if press.marks { [bleed.into_iter().fold(0.0, f64::max) + SLUG; 4] } else { bleed };
        PageSpace { left, right, top, bottom, width: page.trim.width.0, height: page.trim.height.0, bleed }
    }

    /// A horizontal place.
    pub fn x(&self, x: f64) -> f64 {
        rounded(self.left + x)
    }

    /// A vertical place.
    pub fn y(&self, y: f64) -> f64 {
        rounded(self.bottom + self.height - y)
    }

    /// A point.
    pub fn point(&self, point: Point) -> (f64, f64) {
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

    /// The media box: left, bottom, right, top.
    pub fn media_box(&self) -> [f64; 4] {
        let (width, height) = (self.left + self.width + self.right, self.bottom + self.height + self.top);
        [0.0, 0.0, rounded(width), rounded(height)]
    }

    /// The bleed box: left, bottom, right, top.
    pub fn bleed_box(&self) -> [f64; 4] {
        self.around(self.bleed)
    }

    /// The trim box: left, bottom, right, top.
    pub fn trim_box(&self) -> [f64; 4] {
        self.around([0.0; 4])
    }

    /// The trim box with so much around it: left, bottom, right, top.
    fn around(&self, [left, bottom, right, top]: [f64; 4]) -> [f64; 4] {
        let (far, high) = (self.left + self.width + right, self.bottom + self.height + top);
        [rounded(self.left - left), rounded(self.bottom - bottom), rounded(far), rounded(high)]
    }
}

/// A length as it is written; what is not a number is written as zero.
pub(super) fn rounded(value: f64) -> f64 {
    let value = (value * COORDINATE_SCALE).round() / COORDINATE_SCALE;
    if value.is_finite() { value } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::page::Sides;
    use crate::layout::units::{Pt, Size};

    /// A right page of 100 by 200 pt with a bleed of 9 pt.
    fn page() -> Page {
        let bleed = Sides { left: Pt::ZERO, right: Pt(9.0), top: Pt(9.0), bottom: Pt(9.0) };
        Page { trim: Size { width: Pt(100.0), height: Pt(200.0) }, bleed, ..Page::default() }
    }

    #[test]
    fn the_bleed_moves_the_origin_and_y_points_up() {
        let space = PageSpace::of(&page(), &Press::default());
        assert_eq!((space.x(0.0), space.y(0.0)), (0.0, 209.0));
        assert_eq!(space.media_box(), [0.0, 0.0, 109.0, 218.0]);
        assert_eq!(space.bleed_box(), space.media_box(), "nothing outside the bleed");
        assert_eq!(space.trim_box(), [0.0, 9.0, 100.0, 209.0]);
        let rect =
            Rect { origin: Point { x: Pt(10.0), y: Pt(20.0) }, size: Size { width: Pt(30.0), height: Pt(40.0) } };
        assert_eq!(space.area(rect).corners(), [10.0, 149.0, 40.0, 189.0]);
    }

    #[test]
    fn marks_stand_in_a_margin_of_one_width_around_the_bleed() {
        // 9 pt of bleed and 21 pt of slug.
        let space = PageSpace::of(&page(), &Press { bleed: Pt(9.0), marks: true });
        assert_eq!(space.media_box(), [0.0, 0.0, 160.0, 260.0]);
        assert_eq!(space.trim_box(), [30.0, 30.0, 130.0, 230.0]);
        assert_eq!(space.bleed_box(), [30.0, 21.0, 139.0, 239.0]);
    }

    #[test]
    fn areas_of_one_line_that_touch_are_joined() {
        let area = |x: f64, y: f64| Area { x, y, width: 10.0, height: 8.0 };
        let joined = Some(Area { x: 5.0, y: 7.0, width: 20.0, height: 8.0 });
        assert_eq!(area(5.0, 7.0).joined(area(15.0, 7.0)), joined);
        assert_eq!(area(15.0, 7.0).joined(area(5.0, 7.0)), joined, "from right to left");
        assert_eq!(area(5.0, 7.0).joined(area(16.0, 7.0)), None, "apart");
        assert_eq!(area(5.0, 7.0).joined(area(15.0, 19.0)), None, "another line");
    }

    #[test]
    fn bleed_and_marks_count_to_the_largest_page() {
        let page = Page { trim: Size { width: Pt(14_400.0), height: Pt(200.0) }, ..page() };
        assert!(!PageSpace::of(&Page { bleed: Sides::default(), ..page.clone() }, &Press::default()).is_too_large());
        assert!(PageSpace::of(&page, &Press::default()).is_too_large());
    }
}
