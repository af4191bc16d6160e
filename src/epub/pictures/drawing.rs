//! Drawing with the project's own fonts: covers, drawings and tables as pixels.

use super::fonts;
use super::raster;
use super::svg;
use crate::resolve::{Asset, AssetFormat, drawing};
use image::{DynamicImage, RgbImage};
use resvg::tiny_skia::{Pixmap, Transform};
use std::sync::Arc;

/// An image's pixels on white, a drawing's filling a box; `None` for one that cannot be read (showing it says so).
pub fn picture(asset: &Asset, fill: (u32, u32)) -> Option<DynamicImage> {
    match asset.format.bitmap() {
        Some(format) => {
            let decoded = raster::decode(&asset.bytes, format).ok()?;
            let mut canvas = RgbImage::from_pixel(decoded.pixels.width(), decoded.pixels.height(), WHITE);
            let source = decoded.pixels.to_rgba8();
            for (to, from) in canvas.pixels_mut().zip(source.pixels()) {
                let [r, g, b, a] = from.0;
                let over = |c: u8, ground: u8| blend(u16::from(c) * u16::from(a) / 255, a, ground);
                *to = image::Rgb([over(r, to.0[0]), over(g, to.0[1]), over(b, to.0[2])]);
            }
            Some(DynamicImage::ImageRgb8(canvas))
        }
        None if asset.format == AssetFormat::Svg => {
            let text = svg::sanitize(&asset.bytes)?;
            Some(DynamicImage::ImageRgb8(on_white(&render(&text, fill).ok()?)))
        }
        None => None,
    }
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
    // Most of a layer is clear.
    for (to, from) in canvas.pixels_mut().zip(layer.pixels()).filter(|(_, from)| from.alpha() > 0) {
        let over = |c: u8, ground: u8| blend(u16::from(c), from.alpha(), ground);
        *to = image::Rgb([over(from.red(), to.0[0]), over(from.green(), to.0[1]), over(from.blue(), to.0[2])]);
    }
}

/// Draws SVG filling a box.
pub fn render(text: &str, (width, height): (u32, u32)) -> Result<Pixmap, String> {
    let tree = drawing::parse(text.as_bytes(), Arc::new(fonts::database()))?;
    let size = tree.size();
    #[allow(clippy::cast_precision_loss, reason = "sides of a picture")]
    let scale = (width as f32 / size.width()).max(height as f32 / size.height());
    let mut pixmap = Pixmap::new(width, height).ok_or("no room for the picture")?;
    drawing::render(&tree, Transform::from_scale(scale, scale), &mut pixmap.as_mut())?;
    Ok(pixmap)
}
