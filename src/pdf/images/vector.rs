//! SVG drawings as what they are: paths in a form XObject (ISO 32000-1, 8.10), sharp at any size and small. Text is
//! outlines, set in the book's fonts.
//!
//! What a plain form cannot say is not tried: gradients, patterns, masks, filters, blending, pictures within, opacity of
//! several things together. Such a drawing is rasterised as a whole.

use crate::document::Rgb;
use crate::pdf::operators::color;
use crate::pdf::operators::stream::ContentStream;
use std::collections::BTreeSet;
use usvg::tiny_skia_path::{PathSegment, Point};
use usvg::{ClipPath, FillRule, Group, LineCap, LineJoin, Node, Paint, PaintOrder, Path, Stroke, Transform};

/// A drawing with more operators than this, in bytes, is smaller as samples.
const LARGEST: usize = 2_000_000;
/// Steps of opacity.
const STEPS: f32 = 1000.0;

/// Graphics states that are kept at a time, at most: readers need not keep more than 28 (ISO 19005-2, 6.1.13), of which
/// the page takes two and an opacity one.
const DEEPEST: usize = 20;
/// Largest coordinate, either way: what is further away cannot be read by readers that count in 32 bits.
const FURTHEST: f32 = 1e9;

/// A drawing as operators.
#[derive(Debug)]
pub(super) struct Form {
    /// Operators, in the drawing's own coordinates: y downwards from the top left corner.
    pub content: Vec<u8>,
    /// Width and height in these coordinates.
    pub size: (f32, f32),
    /// Opacities used, in thousandths: the graphics state `G500` is one half.
    pub opacities: BTreeSet<u16>,
}

/// The drawing as a form; `None` if it holds what a form cannot.
pub(super) fn form(tree: &usvg::Tree) -> Option<Form> {
    let mut writer = Writer { stream: ContentStream::default(), opacities: BTreeSet::new(), fits: true };
    writer.group(tree.root(), 1.0, 0)?;
    let size = (tree.size().width(), tree.size().height());
    let fits = writer.fits && writer.stream.len() <= LARGEST && size.0.max(size.1) <= FURTHEST;
    fits.then(|| Form { content: writer.stream.into_bytes(), size, opacities: writer.opacities })
}

struct Writer {
    stream: ContentStream,
    opacities: BTreeSet<u16>,
    /// Whether all numbers so far are such as readers can tell.
    fits: bool,
}

impl Writer {
    /// A group, within so many states that are kept.
    fn group(&mut self, group: &Group, opacity: f32, depth: usize) -> Option<()> {
        let plain = group.mask().is_none() && group.filters().is_empty();
        let own = group.opacity().get();
        // Things that overlap would show through each other.
        let apart = own >= 1.0 || is_single(group);
        let blends = group.blend_mode() != usvg::BlendMode::Normal;
        if !plain || blends || !apart || depth > DEEPEST || self.stream.len() > LARGEST {
            return None;
        }
        let keeps = !group.transform().is_identity() || group.clip_path().is_some();
        if keeps {
            self.stream.save();
            self.transform(group.transform());
        }
        if let Some(clip) = group.clip_path() {
            self.clip(clip)?;
        }
        let depth = depth + usize::from(keeps);
        for child in group.children() {
            match child {
                Node::Group(inner) => self.group(inner, opacity * own, depth)?,
                Node::Path(path) => self.path(path, opacity * own)?,
                Node::Text(text) => self.group(text.flattened(), opacity * own, depth)?,
                Node::Image(_) => return None,
            }
        }
        if keeps {
            self.stream.restore();
        }
        Some(())
    }

    /// Numbers and their operator.
    fn operation<const N: usize>(&mut self, operands: [f32; N], operator: &str) {
        for operand in operands {
            self.fits &= operand.abs() <= FURTHEST;
            self.stream.significant(f64::from(operand));
        }
        self.stream.operator(operator);
    }

    fn transform(&mut self, t: Transform) {
        if !t.is_identity() {
            self.operation([t.sx, t.ky, t.kx, t.sy, t.tx, t.ty], "cm");
        }
    }

    /// A clip of one path.
    fn clip(&mut self, clip: &ClipPath) -> Option<()> {
        let (path, transform) = only_path(clip.root(), clip.transform())?;
        if clip.clip_path().is_some() {
            return None;
        }
        let outline = path.data().clone().transform(transform)?;
        self.outline(&outline);
        let even_odd = path.fill().is_some_and(|fill| fill.rule() == FillRule::EvenOdd);
        self.stream.operator(if even_odd { "W* n" } else { "W n" });
        Some(())
    }

    fn path(&mut self, path: &Path, opacity: f32) -> Option<()> {
        if !path.is_visible() {
            return Some(());
        }
        let fill = path.fill().map(|fill| (fill.paint(), fill.opacity().get() * opacity, fill.rule()));
        let stroke = path.stroke().map(|stroke| (stroke, stroke.opacity().get() * opacity));
        let fill_first = path.paint_order() == PaintOrder::FillAndStroke;
        for filling in [fill_first, !fill_first] {
            match (filling, fill, stroke) {
                (true, Some((paint, opacity, rule)), _) => {
                    self.color(paint, ["g", "rg"])?;
                    self.painted(path, opacity, if rule == FillRule::EvenOdd { "f*" } else { "f" });
                }
                (false, _, Some((stroke, opacity))) => {
                    self.color(stroke.paint(), ["G", "RG"])?;
                    self.stroke_style(stroke);
                    self.painted(path, opacity, "S");
                }
                _ => {}
            }
        }
        Some(())
    }

    fn painted(&mut self, path: &Path, opacity: f32, operator: &str) {
        // The product of fractions, so within 0..=1000.
        let step = (opacity.clamp(0.0, 1.0) * STEPS).round() as u16;
        let opaque = f32::from(step) >= STEPS;
        if !opaque {
            self.opacities.insert(step);
            self.stream.save();
            self.stream.graphics_state(&format!("G{step}"));
        }
        self.outline(path.data());
        self.stream.operator(operator);
        if !opaque {
            self.stream.restore();
        }
    }

    /// A colour; greys as one ink.
    fn color(&mut self, paint: &Paint, operators: [&str; 2]) -> Option<()> {
        let Paint::Color(color) = paint else { return None };
        color::set(Rgb(color.red, color.green, color.blue), operators, &mut self.stream);
        Some(())
    }

    fn stroke_style(&mut self, stroke: &Stroke) {
        let cap = match stroke.linecap() {
            LineCap::Butt => "0 J",
            LineCap::Round => "1 J",
            LineCap::Square => "2 J",
        };
        let join = match stroke.linejoin() {
            LineJoin::Miter | LineJoin::MiterClip => "0 j",
            LineJoin::Round => "1 j",
            LineJoin::Bevel => "2 j",
        };
        self.operation([stroke.width().get()], "w");
        self.stream.operator(cap);
        self.stream.operator(join);
        self.operation([stroke.miterlimit().get()], "M");
        let dashes = stroke.dasharray().unwrap_or_default();
        self.fits &= dashes.iter().all(|dash| dash.abs() <= FURTHEST);
        self.stream.dash_pattern(dashes.iter().copied().map(f64::from), f64::from(stroke.dashoffset()));
    }

    fn outline(&mut self, path: &usvg::tiny_skia_path::Path) {
        let mut at = Point::zero();
        for segment in path.segments() {
            match segment {
                PathSegment::MoveTo(p) => self.operation([p.x, p.y], "m"),
                PathSegment::LineTo(p) => self.operation([p.x, p.y], "l"),
                PathSegment::QuadTo(c, p) => {
                    // The cubic curve of the same shape: handles two thirds of the way to the quadratic one's.
                    let toward =
                        |from: Point| (from.x + (c.x - from.x) * 2.0 / 3.0, from.y + (c.y - from.y) * 2.0 / 3.0);
                    let ((ax, ay), (bx, by)) = (toward(at), toward(p));
                    self.operation([ax, ay, bx, by, p.x, p.y], "c");
                }
                PathSegment::CubicTo(a, b, p) => self.operation([a.x, a.y, b.x, b.y, p.x, p.y], "c"),
                PathSegment::Close => self.stream.operator("h"),
            }
            at = match segment {
                PathSegment::MoveTo(p) | PathSegment::LineTo(p) => p,
                PathSegment::QuadTo(_, p) | PathSegment::CubicTo(_, _, p) => p,
                PathSegment::Close => at,
            };
        }
    }
}

/// Whether a group shows one path that is filled or stroked, not both.
fn is_single(group: &Group) -> bool {
    match group.children() {
        [Node::Path(path)] => path.fill().is_none() || path.stroke().is_none(),
        [Node::Group(inner)] => is_single(inner),
        _ => false,
    }
}

/// The only path of a group, with what its coordinates go through.
fn only_path(group: &Group, transform: Transform) -> Option<(&Path, Transform)> {
    let transform = transform.pre_concat(group.transform());
    match group.children() {
        [Node::Path(path)] => Some((path, transform)),
        [Node::Group(inner)] if inner.clip_path().is_none() => only_path(inner, transform),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(inside: &str) -> Option<Form> {
        let svg = format!(r#"<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10">{inside}</svg>"#);
        form(&usvg::Tree::from_str(&svg, &usvg::Options::default()).expect("drawing"))
    }

    fn text(form: &Form) -> &str {
        std::str::from_utf8(&form.content).expect("operators")
    }

    #[test]
    fn shapes_are_paths_and_greys_are_one_ink() {
        let form =
            drawn(r##"<rect width="4" height="2" fill="#000"/><path d="M1 2L3 4" stroke="#f00" stroke-width="0.5"/>"##)
                .expect("a form");
        assert_eq!(form.size, (20.0, 10.0));
        assert!(text(&form).contains("0 g\n0 0 m\n4 0 l\n4 2 l\n0 2 l\nh\nf\n"), "{}", text(&form));
        assert!(text(&form).contains("1 0 0 RG\n0.5 w"), "{}", text(&form));
        assert!(form.opacities.is_empty());
    }

    #[test]
    fn opacity_is_a_graphics_state_and_what_moves_a_group_moves_its_paths() {
        let form =
            drawn(r##"<g transform="translate(3 4)"><rect width="4" height="2" fill="#00f" opacity="0.5"/></g>"##)
                .expect("a form");
        assert!(text(&form).contains("1 0 0 1 3 4 cm"), "{}", text(&form));
        assert_eq!(form.opacities, BTreeSet::from([500]));
        assert!(text(&form).contains("q\n/G500 gs"), "{}", text(&form));
    }

    #[test]
    fn a_clip_is_a_clip() {
        let inside =
            r##"<clipPath id="c"><rect width="2" height="2"/></clipPath><g clip-path="url(#c)"><circle r="5"/></g>"##;
        assert!(text(&drawn(inside).expect("a form")).contains("h\nW n\n"));
    }

    #[test]
    fn what_a_form_cannot_say_is_none() {
        let gradient = r##"<linearGradient id="a"><stop stop-color="#f00"/><stop offset="1" stop-color="#00f"/></linearGradient>
            <rect width="4" height="4" fill="url(#a)"/>"##;
        let overlapping = r##"<g opacity="0.5"><rect width="4" height="4"/><circle r="4"/></g>"##;
        let blended = r##"<g style="mix-blend-mode:multiply"><rect width="4" height="4"/></g>"##;
        assert!([gradient, overlapping, blended].into_iter().all(|inside| drawn(inside).is_none()));
    }

    #[test]
    fn what_readers_cannot_keep_or_tell_is_none() {
        let nested = |depth: usize| {
            let open = r#"<g transform="translate(1 1)">"#.repeat(depth);
            drawn(&format!(r#"{open}<rect width="4" height="4"/>{}"#, "</g>".repeat(depth)))
        };
        assert!(nested(5).is_some() && nested(40).is_none());
        assert!(drawn(r#"<path d="M0 0L1e24 1L1 1"/>"#).is_none());
    }
}
