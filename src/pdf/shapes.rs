//! Filled and outlined rectangles and lines to path operators.

use super::space::{Area, rounded};
use printpdf::{
    CurTransMat, Line, LineDashPattern, LinePoint, Op, PaintMode, Point, Polygon, PolygonRing, Pt, Rect, WindingOrder,
};

/// Distance of a Bézier curve's handles from its ends that comes closest to a quarter circle of radius 1: 4/3 (√2 - 1).
const QUARTER_CIRCLE: f32 = 0.552_284_8;

/// A rectangle, drawn as asked. Corners are round if there is a radius.
pub(super) fn rectangle(area: Area, radius: f64, mode: PaintMode) -> Op {
    let radius = rounded(radius).min(area.width / 2.0).min(area.height / 2.0);
    if radius <= 0.0 {
        let rectangle =
            Rect { mode: Some(mode), ..Rect::from_xywh(Pt(area.x), Pt(area.y), Pt(area.width), Pt(area.height)) };
        return Op::DrawRectangle { rectangle };
    }
    let rings = vec![PolygonRing { points: round_corners(area, radius) }];
    Op::DrawPolygon { polygon: Polygon { rings, mode, winding_order: WindingOrder::NonZero } }
}

/// The outline of a rectangle with round corners, counter-clockwise from the lower edge.
fn round_corners(area: Area, radius: f32) -> Vec<LinePoint> {
    let [left, bottom, right, top] = area.corners();
    let handle = radius * QUARTER_CIRCLE;
    // Each corner: where its curve begins, its two handles, where it ends.
    let corners = [
        [
            (right - radius, bottom),
            (right - radius + handle, bottom),
            (right, bottom + radius - handle),
            (right, bottom + radius),
        ],
        [(right, top - radius), (right, top - radius + handle), (right - radius + handle, top), (right - radius, top)],
        [(left + radius, top), (left + radius - handle, top), (left, top - radius + handle), (left, top - radius)],
        [
            (left, bottom + radius),
            (left, bottom + radius - handle),
            (left + radius - handle, bottom),
            (left + radius, bottom),
        ],
    ];
    let point = |(x, y): (f32, f32), bezier| LinePoint {
        p: Point { x: Pt(rounded(f64::from(x))), y: Pt(rounded(f64::from(y))) },
        bezier,
    };
    corners
        .into_iter()
        .flat_map(|[from, first, second, to]| {
            [point(from, false), point(first, true), point(second, true), point(to, false)]
        })
        .collect()
}

/// A straight line in the stroke style in force.
pub(super) fn line(from: (f32, f32), to: (f32, f32)) -> Op {
    let point = |(x, y)| LinePoint { p: Point { x: Pt(x), y: Pt(y) }, bezier: false };
    Op::DrawLine { line: Line { points: vec![point(from), point(to)], is_closed: false } }
}

/// Dashes with gaps of the same length.
pub(super) fn dashes(length: f64) -> Op {
    Op::SetLineDashPattern { dash: LineDashPattern::new(0.0, &[rounded(length)]) }
}

/// A change of the coordinate system.
pub(super) fn transform(matrix: [f32; 6]) -> Op {
    Op::SetTransformationMatrix { matrix: CurTransMat::Raw(matrix) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AREA: Area = Area { x: 10.0, y: 20.0, width: 30.0, height: 8.0 };

    #[test]
    fn a_radius_makes_curves_and_never_exceeds_half_a_side() {
        assert!(matches!(rectangle(AREA, 0.0, PaintMode::Fill), Op::DrawRectangle { .. }));
        let Op::DrawPolygon { polygon } = rectangle(AREA, 100.0, PaintMode::Fill) else { panic!("no curves") };
        let points = &polygon.rings[0].points;
        assert_eq!(points.len(), 16);
        // Half the height is the largest radius: the right side has no straight part.
        assert_eq!((points[3].p.x.0, points[3].p.y.0), (40.0, 24.0));
        assert_eq!((points[4].p.x.0, points[4].p.y.0), (40.0, 24.0));
    }
}
