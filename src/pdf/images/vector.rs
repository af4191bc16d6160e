//! SVG drawings as what they are: paths in a form XObject (ISO 32000-1, 8.10), sharp at any size and small. Text is
//! outlines, set in the book's fonts.
//!
//! What a plain form cannot say is not tried: gradients, patterns, masks, filters, blending, pictures within, opacity of
//! several things together. Such a drawing is rasterised as a whole.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use usvg::tiny_skia_path::{PathSegment, Point};
use usvg::{ClipPath, FillRule, Group, LineCap, LineJoin, Node, Paint, PaintOrder, Path, Stroke, Transform};

/// A drawing with more operators than this, in bytes, is smaller as samples.
const LARGEST: usize = 2_000_000;
/// Steps of opacity.
const STEPS: f32 = 1000.0;

/// A drawing as operators.
#[derive(Debug)]
pub(super) struct Form {
    /// Operators, in the drawing's own coordinates: y downwards from the top left corner.
    pub content: String,
    /// Width and height in these coordinates.
    pub size: (f32, f32),
    /// Opacities used, in thousandths: the graphics state `G500` is one half.
    pub opacities: BTreeSet<u16>,
}

/// The drawing as a form; `None` if it holds what a form cannot.
pub(super) fn form(tree: &usvg::Tree) -> Option<Form> {
    let mut form =
        Form { content: String::new(), size: (tree.size().width(), tree.size().height()), opacities: BTreeSet::new() };
    form.group(tree.root(), 1.0)?;
    (form.content.len() <= LARGEST).then_some(form)
}

impl Form {
    fn group(&mut self, group: &Group, opacity: f32) -> Option<()> {
        let plain = group.mask().is_none() && group.filters().is_empty();
        let own = group.opacity().get();
        // Things that overlap would show through each other.
        let apart = own >= 1.0 || is_single(group);
        if !plain || group.blend_mode() != usvg::BlendMode::Normal || !apart || self.content.len() > LARGEST {
            return None;
        }
        self.content.push_str("q\n");
        self.transform(group.transform());
        if let Some(clip) = group.clip_path() {
            self.clip(clip)?;
        }
        for child in group.children() {
            match child {
                Node::Group(inner) => self.group(inner, opacity * own)?,
                Node::Path(path) => self.path(path, opacity * own)?,
                Node::Text(text) => self.group(text.flattened(), opacity * own)?,
                Node::Image(_) => return None,
            }
        }
        self.content.push_str("Q\n");
        Some(())
    }

    fn transform(&mut self, t: Transform) {
        if !t.is_identity() {
            let _ = writeln!(self.content, "{} {} {} {} {} {} cm", t.sx, t.ky, t.kx, t.sy, t.tx, t.ty);
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
        self.content.push_str(if even_odd { "W* n\n" } else { "W n\n" });
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
            let _ = writeln!(self.content, "q /G{step} gs");
        }
        self.outline(path.data());
        let _ = writeln!(self.content, "{operator}{}", if opaque { "" } else { " Q" });
    }

    /// A colour; greys as one ink.
    fn color(&mut self, paint: &Paint, [gray, rgb]: [&str; 2]) -> Option<()> {
        let Paint::Color(color) = paint else { return None };
        let part = |value: u8| (f32::from(value) / 255.0 * 10_000.0).round() / 10_000.0;
        let [r, g, b] = [color.red, color.green, color.blue];
        let _ = if r == g && g == b {
            writeln!(self.content, "{} {gray}", part(r))
        } else {
            writeln!(self.content, "{} {} {} {rgb}", part(r), part(g), part(b))
        };
        Some(())
    }

    fn stroke_style(&mut self, stroke: &Stroke) {
        let cap = match stroke.linecap() {
            LineCap::Butt => 0,
            LineCap::Round => 1,
            LineCap::Square => 2,
        };
        let join = match stroke.linejoin() {
            LineJoin::Miter | LineJoin::MiterClip => 0,
            LineJoin::Round => 1,
            LineJoin::Bevel => 2,
        };
        let (width, limit) = (stroke.width().get(), stroke.miterlimit().get());
        let _ = writeln!(self.content, "{width} w {cap} J {join} j {limit} M");
        let dashes: Vec<String> = stroke.dasharray().unwrap_or_default().iter().map(f32::to_string).collect();
        let _ = writeln!(self.content, "[{}] {} d", dashes.join(" "), stroke.dashoffset());
    }

    fn outline(&mut self, path: &usvg::tiny_skia_path::Path) {
        let out = &mut self.content;
        let mut at = Point::zero();
        for segment in path.segments() {
            let _ = match segment {
                PathSegment::MoveTo(p) => writeln!(out, "{} {} m", p.x, p.y),
                PathSegment::LineTo(p) => writeln!(out, "{} {} l", p.x, p.y),
                PathSegment::QuadTo(c, p) => {
                    // The cubic curve of the same shape: handles two thirds of the way to the quadratic one's.
                    let toward =
                        |from: Point| (from.x + (c.x - from.x) * 2.0 / 3.0, from.y + (c.y - from.y) * 2.0 / 3.0);
                    let ((ax, ay), (bx, by)) = (toward(at), toward(p));
                    writeln!(out, "{ax} {ay} {bx} {by} {} {} c", p.x, p.y)
                }
                PathSegment::CubicTo(a, b, p) => {
                    writeln!(out, "{} {} {} {} {} {} c", a.x, a.y, b.x, b.y, p.x, p.y)
                }
                PathSegment::Close => writeln!(out, "h"),
            };
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

    #[test]
    fn shapes_are_paths_and_greys_are_one_ink() {
        let form =
            drawn(r##"<rect width="4" height="2" fill="#000"/><path d="M1 2L3 4" stroke="#f00" stroke-width="0.5"/>"##)
                .expect("a form");
        assert_eq!(form.size, (20.0, 10.0));
        assert!(form.content.contains("0 g\n0 0 m\n4 0 l\n4 2 l\n0 2 l\nh\nf\n"), "{}", form.content);
        assert!(form.content.contains("1 0 0 RG\n0.5 w"), "{}", form.content);
        assert!(form.opacities.is_empty());
    }

    #[test]
    fn opacity_is_a_graphics_state_and_what_moves_a_group_moves_its_paths() {
        let form =
            drawn(r##"<g transform="translate(3 4)"><rect width="4" height="2" fill="#00f" opacity="0.5"/></g>"##)
                .expect("a form");
        assert!(form.content.contains("1 0 0 1 3 4 cm"), "{}", form.content);
        assert_eq!(form.opacities, BTreeSet::from([500]));
        assert!(form.content.contains("q /G500 gs"), "{}", form.content);
    }

    #[test]
    fn a_clip_is_a_clip() {
        let inside =
            r##"<clipPath id="c"><rect width="2" height="2"/></clipPath><g clip-path="url(#c)"><circle r="5"/></g>"##;
        assert!(drawn(inside).expect("a form").content.contains("h\nW n\n"));
    }

    #[test]
    fn what_a_form_cannot_say_is_none() {
        let gradient = r##"<linearGradient id="a"><stop stop-color="#f00"/><stop offset="1" stop-color="#00f"/></linearGradient>
            <rect width="4" height="4" fill="url(#a)"/>"##;
        let overlapping = r##"<g opacity="0.5"><rect width="4" height="4"/><circle r="4"/></g>"##;
        let blended = r##"<g style="mix-blend-mode:multiply"><rect width="4" height="4"/></g>"##;
        assert!([gradient, overlapping, blended].into_iter().all(|inside| drawn(inside).is_none()));
    }
}
