//! Crop and registration marks, outside the bleed: one form, drawn on every page, in the colour that prints on every plate
//! (ISO 32000-1, 8.6.6.4: the separation `All`).

use super::operators::shapes::QUARTER_CIRCLE;
use super::space::{PageSpace, SLUG, rounded};
use printpdf::{DictItem, ExternalStream, ExternalXObject, XObject};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// From the bleed to the marks: whoever cuts a little outside the trim must not leave a mark on the page.
const GAP: f64 = 3.0;
/// Length of a crop mark.
const LENGTH: f64 = 15.0;
/// Thickness of all marks.
const THICKNESS: f64 = 0.25;
/// Radius of a registration mark's circle.
const RADIUS: f64 = 4.5;

/// The name of the form in the resources.
pub(super) const NAME: &str = "Marks";

/// The form, in the coordinates of the media box.
pub(super) fn form(space: &PageSpace) -> XObject {
    let numbers = |values: &[f64]| DictItem::Array(values.iter().map(|value| DictItem::Real(*value as f32)).collect());
    let tint = dictionary([
        ("FunctionType", DictItem::Int(2)),
        ("Domain", numbers(&[0.0, 1.0])),
        ("C0", numbers(&[1.0])),
        ("C1", numbers(&[0.0])),
        ("N", DictItem::Int(1)),
    ]);
    let all = DictItem::Array(vec![name("Separation"), name("All"), name("DeviceGray"), tint]);
    let resources = dictionary([("ColorSpace", dictionary([("All", all)]))]);
    let dict = BTreeMap::from([
        ("Type".to_owned(), name("XObject")),
        ("Subtype".to_owned(), name("Form")),
        ("BBox".to_owned(), numbers(&space.media_box())),
        ("Resources".to_owned(), resources),
    ]);
    // The finishing pass compresses it.
    let stream = ExternalStream { dict, content: content(space).into_bytes(), compress: true };
    XObject::External(ExternalXObject { stream, width: None, height: None, dpi: None })
}

fn name(value: &str) -> DictItem {
    DictItem::Name(value.as_bytes().to_vec())
}

fn dictionary<const N: usize>(entries: [(&str, DictItem); N]) -> DictItem {
    DictItem::Dict { map: entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect() }
}

fn content(space: &PageSpace) -> String {
    let mut out = format!("/All CS 1 SCN {THICKNESS} w\n");
    // The margin is the same at every side.
    let bleed = space.left - SLUG;
    let [left, bottom, right, top] = space.trim_box();
    let (near, far) = (bleed + GAP, bleed + GAP + LENGTH);
    for x in [left, right] {
        line(&mut out, (x, bottom - near), (x, bottom - far));
        line(&mut out, (x, top + near), (x, top + far));
    }
    for y in [bottom, top] {
        line(&mut out, (left - near, y), (left - far, y));
        line(&mut out, (right + near, y), (right + far, y));
    }
    let (middle_x, middle_y) = ((left + right) / 2.0, (bottom + top) / 2.0);
    let middle = near + LENGTH / 2.0;
    for (x, y) in
        [(middle_x, bottom - middle), (middle_x, top + middle), (left - middle, middle_y), (right + middle, middle_y)]
    {
        line(&mut out, (x - LENGTH / 2.0, y), (x + LENGTH / 2.0, y));
        line(&mut out, (x, y - LENGTH / 2.0), (x, y + LENGTH / 2.0));
        circle(&mut out, x, y);
    }
    out
}

fn line(out: &mut String, from: (f64, f64), to: (f64, f64)) {
    let [x0, y0, x1, y1] = [from.0, from.1, to.0, to.1].map(rounded);
    let _ = writeln!(out, "{x0} {y0} m {x1} {y1} l S");
}

fn circle(out: &mut String, x: f64, y: f64) {
    let (r, h) = (RADIUS, RADIUS * QUARTER_CIRCLE);
    let _ = write!(out, "{} {} m", rounded(x + r), rounded(y));
    for [a, b, c, d, e, f] in
        [[r, h, h, r, 0.0, r], [-h, r, -r, h, -r, 0.0], [-r, -h, -h, -r, 0.0, -r], [h, -r, r, -h, r, 0.0]]
    {
        let [a, c, e] = [a, c, e].map(|dx| rounded(x + dx));
        let [b, d, f] = [b, d, f].map(|dy| rounded(y + dy));
        let _ = write!(out, " {a} {b} {c} {d} {e} {f} c");
    }
    out.push_str(" s\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::page::{Page, Press, Sides};
    use crate::layout::units::{Pt, Size};

    /// 100 by 200 pt, 9 pt of bleed: the trim box is 30, 30, 130, 230 in a sheet of 160 by 260.
    fn marks() -> String {
        let bleed = Sides { left: Pt::ZERO, right: Pt(9.0), top: Pt(9.0), bottom: Pt(9.0) };
        let page = Page { trim: Size { width: Pt(100.0), height: Pt(200.0) }, bleed, ..Page::default() };
        content(&PageSpace::of(&page, &Press { bleed: Pt(9.0), marks: true }))
    }

    #[test]
    fn crop_marks_point_at_the_trim_from_outside_the_bleed() {
        let marks = marks();
        for line in ["30 18 m 30 3 l", "130 242 m 130 257 l", "18 230 m 3 230 l", "142 30 m 157 30 l"] {
            assert!(marks.contains(line), "{line}: {marks}");
        }
    }

    #[test]
    fn registration_marks_stand_in_the_middle_of_each_side() {
        let marks = marks();
        for line in ["72.5 10.5 m 87.5 10.5 l", "10.5 122.5 m 10.5 137.5 l", "84.5 249.5 m"] {
            assert!(marks.contains(line), "{line}: {marks}");
        }
    }
}
