//! One page, drawn item by item.

use super::glyphs;
use super::images::{self, pixels};
use crate::document::Rgb;
use crate::layout::fonts::FontBook;
use crate::layout::page::{Item, ItemKind, PathStep};
use crate::layout::units::{Point, Pt, Rect, Size};
use crate::resolve::Assets;
use image::RgbImage;
use resvg::tiny_skia::{Color, FillRule, Paint, Path, PathBuilder, Pixmap, PixmapPaint, Stroke, StrokeDash, Transform};

/// Distance of a curve's handles from its ends that comes closest to a quarter circle of radius 1: 4/3 (√2 - 1).
const QUARTER_CIRCLE: f32 = 0.552_284_8;

/// Outline of an image that cannot be read, as in the PDF.
const FRAME: (Rgb, f64) = (Rgb(0x80, 0x80, 0x80), 0.5);

/// A page being drawn. Paths are in points, as items are.
pub(super) struct Canvas {
    pixmap: Pixmap,
    /// Pixels of a point.
    scale: f64,
    /// From the items' points to pixels.
    transform: Transform,
}

impl Canvas {
    /// A white page. `None` if it has no extent.
    pub fn new(trim: Size, width: u32, longest: u32) -> Option<Canvas> {
        let scale = f64::from(width) / trim.width.0;
        let scale = scale.min(f64::from(longest) / trim.height.0);
        if !scale.is_finite() || scale <= 0.0 {
            return None;
        }
        let mut pixmap = Pixmap::new(pixels(trim.width.0 * scale), pixels(trim.height.0 * scale))?;
        pixmap.fill(Color::WHITE);
        Some(Canvas { pixmap, scale, transform: Transform::from_scale(scale as f32, scale as f32) })
    }

    /// The page as it is now.
    pub fn finish(self) -> RgbImage {
        let (width, height) = (self.pixmap.width(), self.pixmap.height());
        let samples = self.pixmap.pixels().iter().flat_map(|pixel| [pixel.red(), pixel.green(), pixel.blue()]);
        // The ground is opaque, so premultiplied colours are the colours.
        RgbImage::from_raw(width, height, samples.collect()).unwrap_or_default()
    }

    /// Draws an item.
    pub fn item(&mut self, kind: &ItemKind, fonts: &FontBook, assets: &Assets) {
        match kind {
            ItemKind::Glyphs(run) => {
                if let Some(path) = fonts.face(run.face).and_then(|face| glyphs::outline(run, face)) {
                    self.fill(&path, run.color);
                }
            }
            ItemKind::Fill { rect, color, radius } => {
                if let Some(path) = rectangle(*rect, *radius) {
                    self.fill(&path, *color);
                }
            }
            ItemKind::Stroke { from, to, width, color, dash } => {
                if let Some(path) = line(*from, *to) {
                    self.stroke(&path, width.0, *color, dash.0);
                }
            }
            ItemKind::Frame { rect, width, color, radius } => self.frame(*rect, width.0, *color, *radius),
            ItemKind::Image { source, rect, crop, opacity } => {
                let asset = assets.get(source);
                let size = (self.to_pixels(rect.size.width), self.to_pixels(rect.size.height));
                match asset.and_then(|asset| images::drawn(asset, *crop, size, fonts)) {
                    Some(image) => self.image(&image, *rect, *opacity),
                    None => self.frame(*rect, FRAME.1, FRAME.0, Pt::ZERO),
                }
            }
            ItemKind::Path { steps, stroke, color } => {
                if let Some(path) = curves(steps) {
                    match stroke {
                        Some(width) => self.stroke(&path, width.0, *color, 0.0),
                        None => self.fill(&path, *color),
                    }
                }
            }
            ItemKind::Formula(formula) => {
                formula.placed().iter().for_each(|shape| self.item(shape, fonts, assets));
            }
            ItemKind::Turned { origin, items } => self.turned(*origin, items, fonts, assets),
            ItemKind::Link { .. } => {}
        }
    }

    fn to_pixels(&self, length: Pt) -> f64 {
        length.0 * self.scale
    }

    /// Items whose `x` runs up the page and whose `y` runs to its right.
    fn turned(&mut self, origin: Point, items: &[Item], fonts: &FontBook, assets: &Assets) {
        let page = self.transform;
        let quarter = Transform::from_row(0.0, -1.0, 1.0, 0.0, origin.x.0 as f32, origin.y.0 as f32);
        self.transform = quarter.post_concat(page);
        for item in items {
            self.item(&item.kind, fonts, assets);
        }
        self.transform = page;
    }

    fn fill(&mut self, path: &Path, color: Rgb) {
        self.pixmap.fill_path(path, &paint(color), FillRule::Winding, self.transform, None);
    }

    fn stroke(&mut self, path: &Path, width: f64, color: Rgb, dash: f64) {
        let dash = if dash > 0.0 { StrokeDash::new(vec![dash as f32; 2], 0.0) } else { None };
        let stroke = Stroke { width: width as f32, dash, ..Stroke::default() };
        self.pixmap.stroke_path(path, &paint(color), &stroke, self.transform, None);
    }

    fn frame(&mut self, rect: Rect, width: f64, color: Rgb, radius: Pt) {
        if let Some(path) = rectangle(rect, radius) {
            self.stroke(&path, width, color, 0.0);
        }
    }

    /// Lays an image of about the right number of pixels into its place.
    fn image(&mut self, image: &Pixmap, rect: Rect, opacity: f64) {
        let (width, height) =
            (rect.size.width.0 / f64::from(image.width()), rect.size.height.0 / f64::from(image.height()));
        let place = (rect.origin.x.0 as f32, rect.origin.y.0 as f32);
        let transform = Transform::from_scale(width as f32, height as f32).post_translate(place.0, place.1);
        let transform = transform.post_concat(self.transform);
        let paint = PixmapPaint {
            opacity: opacity.clamp(0.0, 1.0) as f32,
            quality: resvg::tiny_skia::FilterQuality::Bilinear,
            ..PixmapPaint::default()
        };
        self.pixmap.draw_pixmap(0, 0, image.as_ref(), &paint, transform, None);
    }
}

fn paint(Rgb(red, green, blue): Rgb) -> Paint<'static> {
    let mut paint = Paint { anti_alias: true, ..Paint::default() };
    paint.set_color_rgba8(red, green, blue, u8::MAX);
    paint
}

fn line(from: Point, to: Point) -> Option<Path> {
    let mut path = PathBuilder::new();
    path.move_to(from.x.0 as f32, from.y.0 as f32);
    path.line_to(to.x.0 as f32, to.y.0 as f32);
    path.finish()
}

/// The curves of a formula.
fn curves(steps: &[PathStep]) -> Option<Path> {
    let mut path = PathBuilder::new();
    let at = |point: &Point| (point.x.0 as f32, point.y.0 as f32);
    for step in steps {
        match step {
            PathStep::Move(to) => path.move_to(at(to).0, at(to).1),
            PathStep::Line(to) => path.line_to(at(to).0, at(to).1),
            PathStep::Curve([first, second, to]) => {
                let ((ax, ay), (bx, by), (x, y)) = (at(first), at(second), at(to));
                path.cubic_to(ax, ay, bx, by, x, y);
            }
            PathStep::Close => path.close(),
        }
    }
    path.finish()
}

/// A rectangle; its corners are round if there is a radius.
fn rectangle(rect: Rect, radius: Pt) -> Option<Path> {
    let (left, top) = (rect.origin.x.0 as f32, rect.origin.y.0 as f32);
    let (width, height) = (rect.size.width.0 as f32, rect.size.height.0 as f32);
    let (right, bottom) = (left + width, top + height);
    let radius = (radius.0 as f32).min(width / 2.0).min(height / 2.0);
    let mut path = PathBuilder::new();
    if radius <= 0.0 {
        path.push_rect(resvg::tiny_skia::Rect::from_ltrb(left, top, right, bottom)?);
        return path.finish();
    }
    let handle = radius * (1.0 - QUARTER_CIRCLE);
    path.move_to(left + radius, top);
    path.line_to(right - radius, top);
    path.cubic_to(right - handle, top, right, top + handle, right, top + radius);
    path.line_to(right, bottom - radius);
    path.cubic_to(right, bottom - handle, right - handle, bottom, right - radius, bottom);
    path.line_to(left + radius, bottom);
    path.cubic_to(left + handle, bottom, left, bottom - handle, left, bottom - radius);
    path.line_to(left, top + radius);
    path.cubic_to(left, top + handle, left + handle, top, left + radius, top);
    path.close();
    path.finish()
}
