//! Filled and outlined rectangles and lines to path operators.

use super::stream::{ContentStream, Paint};
use crate::layout::page::PathStep;
use crate::pdf::space::{Area, PageSpace, rounded};

/// Distance of a Bézier curve's handles from its ends that comes closest to a quarter circle of radius 1: 4/3 (√2 - 1).
pub(in crate::pdf) const QUARTER_CIRCLE: f64 = 0.552_284_749_8;

/// A rectangle, drawn as asked. Corners are round if there is a radius.
pub(in crate::pdf) fn rectangle(area: Area, radius: f64, paint: Paint, stream: &mut ContentStream) {
    let radius = rounded(radius).min(area.width / 2.0).min(area.height / 2.0);
    if radius > 0.0 {
        round_corners(area, radius, stream)
    } else {
        stream.rectangle(area)
    }
    stream.paint(paint);
}

/// The outline of a rectangle with round corners, counter-clockwise from the lower edge.
fn round_corners(area: Area, radius: f64, stream: &mut ContentStream) {
    let [left, bottom, right, top] = area.corners();
    let handle = radius * QUARTER_CIRCLE;
    let rest = radius - handle;
    stream.move_to(left + radius, bottom);
    // Each corner: where its curve begins, its two handles, where it ends.
    for [from, first, second, to] in [
        [(right - radius, bottom), (right - rest, bottom), (right, bottom + rest), (right, bottom + radius)],
        [(right, top - radius), (right, top - rest), (right - rest, top), (right - radius, top)],
        [(left + radius, top), (left + rest, top), (left, top - rest), (left, top - radius)],
        [(left, bottom + radius), (left, bottom + rest), (left + rest, bottom), (left + radius, bottom)],
    ] {
        stream.line_to(from.0, from.1);
        stream.curve_to([first.0, first.1, second.0, second.1, to.0, to.1]);
    }
    stream.operator("h");
}

/// A straight line in the stroke style in force.
pub(in crate::pdf) fn line(from: (f64, f64), to: (f64, f64), stream: &mut ContentStream) {
    stream.move_to(from.0, from.1);
    stream.line_to(to.0, to.1);
    stream.operator("S");
}

/// The curves of a formula, drawn as asked.
pub(in crate::pdf) fn path(steps: &[PathStep], space: PageSpace, paint: Paint, stream: &mut ContentStream) {
    for step in steps {
        match step {
            PathStep::Move(to) => {
                let (x, y) = space.point(*to);
                stream.move_to(x, y);
            }
            PathStep::Line(to) => {
                let (x, y) = space.point(*to);
                stream.line_to(x, y);
            }
            PathStep::Curve(points) => {
                let [a, b, c] = points.map(|point| space.point(point));
                stream.curve_to([a.0, a.1, b.0, b.1, c.0, c.1]);
            }
            PathStep::Close => stream.operator("h"),
        }
    }
    stream.paint(paint);
}

#[cfg(test)]
mod tests {
    use super::*;

    const AREA: Area = Area { x: 10.0, y: 20.0, width: 30.0, height: 8.0 };

    fn drawn(radius: f64) -> String {
        let mut stream = ContentStream::default();
        rectangle(AREA, radius, Paint::Fill, &mut stream);
        String::from_utf8(stream.into_bytes()).unwrap()
    }

    #[test]
    fn a_radius_makes_curves_and_never_exceeds_half_a_side() {
        assert_eq!(drawn(0.0), "10 20 30 8 re\nf\n");
        let round = drawn(100.0);
        assert_eq!(round.matches(" c\n").count(), 4);
        // Half the height is the largest radius: the right side has no straight part.
        assert!(round.starts_with("14 20 m\n36 20 l\n38.209 20 40 21.791 40 24 c\n40 24 l\n"), "{round}");
    }
}
