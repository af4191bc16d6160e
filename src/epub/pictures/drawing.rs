//! Drawing with the project's own fonts: covers, drawings and tables as pixels.

use super::{fonts, svg};
use crate::resolve::{Asset, AssetFormat, drawing, pixels};
use image::{DynamicImage, RgbImage};
use resvg::tiny_skia::{Pixmap, Transform};

/// An image's pixels on white, a drawing's filling a box; `None` for one that cannot be read (showing it says so).
pub fn picture(asset: &Asset, fill: (u32, u32)) -> Option<DynamicImage> {
    if asset.format == AssetFormat::Svg {
        let text = svg::sanitize(&asset.bytes)?;
        return Some(DynamicImage::ImageRgb8(on_white(&render(&text, fill).ok()?)));
    }
    let decoded = pixels::of(asset).ok()?;
    let image = &decoded.pixels;
    if !image.color().has_alpha() {
        return Some(DynamicImage::ImageRgb8(image.to_rgb8()));
    }
    let mut canvas = RgbImage::from_pixel(image.width(), image.height(), WHITE);
    for (to, from) in canvas.pixels_mut().zip(image.to_rgba8().pixels()) {
        let [r, g, b, a] = from.0;
        let over = |c: u8, ground: u8| blend(u16::from(c) * u16::from(a) / 255, a, ground);
        *to = image::Rgb([over(r, to.0[0]), over(g, to.0[1]), over(b, to.0[2])]);
    }
    Some(DynamicImage::ImageRgb8(canvas))
}

const WHITE: image::Rgb<u8> = image::Rgb([255, 255, 255]);

/// A premultiplied colour over an opaque ground.
fn blend(premultiplied: u16, alpha: u8, ground: u8) -> u8 {
    let value = premultiplied + u16::from(ground) * (255 - u16::from(alpha)) / 255;
    u8::try_from(value).unwrap_or(u8::MAX)
}

/// A drawing on white.
pub fn on_white(layer: &Pixmap) -> RgbImage {
    let mut canvas = RgbImage::from_pixel(layer.width(), layer.height(), WHITE);
    lay_over(&mut canvas, layer);
    canvas
}

/// Lays a drawing over pixels.
pub fn lay_over(canvas: &mut RgbImage, layer: &Pixmap) {
    lay_over_rows(canvas, layer, 0);
}

/// Lays a drawing over pixels from a row down. Both are of the same width.
fn lay_over_rows(canvas: &mut RgbImage, layer: &Pixmap, top: u32) {
    const PIXELS: usize = 16;
    let first = usize::try_from(u64::from(top) * u64::from(canvas.width()) * 3).unwrap_or(usize::MAX);
    let samples: &mut [u8] = canvas;
    let Some(under) = samples.get_mut(first..) else { return };
    for (under, over) in under.chunks_mut(PIXELS * 3).zip(layer.data().chunks(PIXELS * 4)) {
        // Most of a layer is clear.
        if over.iter().fold(0, |any, byte| any | byte) == 0 {
            continue;
        }
        for (under, over) in under.chunks_exact_mut(3).zip(over.chunks_exact(4)) {
            if let [.., alpha] = over
                && *alpha > 0
            {
                under.iter_mut().zip(over).for_each(|(to, from)| *to = blend(u16::from(*from), *alpha, *to));
            }
        }
    }
}

/// Reads SVG that is set in the project's own fonts.
fn parse(text: &str) -> Result<usvg::Tree, String> {
    drawing::parse(text.as_bytes(), fonts::database())
}

/// Draws SVG filling a box.
pub fn render(text: &str, (width, height): (u32, u32)) -> Result<Pixmap, String> {
    let tree = parse(text)?;
    let size = tree.size();
    #[allow(clippy::cast_precision_loss, reason = "sides of a picture")]
    let scale = (width as f32 / size.width()).max(height as f32 / size.height());
    let mut pixmap = Pixmap::new(width, height).ok_or("no room for the picture")?;
    drawing::render(&tree, Transform::from_scale(scale, scale), &mut pixmap.as_mut())?;
    Ok(pixmap)
}

/// Draws SVG of the canvas's size over it, only in some of its rows: first and behind the last.
pub fn draw_rows(text: &str, rows: &[(u32, u32)], canvas: &mut RgbImage) -> Result<(), String> {
    let tree = parse(text)?;
    for (top, bottom) in rows {
        let mut layer = Pixmap::new(canvas.width(), bottom.saturating_sub(*top)).ok_or("no room for the picture")?;
        #[allow(clippy::cast_precision_loss, reason = "sides of a picture")]
        let up = Transform::from_translate(0.0, -(*top as f32));
        drawing::render(&tree, up, &mut layer.as_mut())?;
        lay_over_rows(canvas, &layer, *top);
    }
    Ok(())
}
