//! Images, cropped and scaled to the pixels they take.

use crate::layout::fonts::FontBook;
use crate::layout::page::Crop;
use crate::resolve::{Asset, AssetFormat, drawing as checked};
use image::imageops::FilterType;
use image::{DynamicImage, RgbaImage};
use resvg::tiny_skia::{IntSize, Pixmap, Transform};

/// Most pixels of a side of an image on a picture: bounds the memory of what sticks out of its page.
const LONGEST_SIDE: f64 = 4_000.0;

/// The part of an image that a crop leaves, as large as it is shown. `None` if it cannot be read.
pub(super) fn drawn(asset: &Asset, crop: Crop, (width, height): (f64, f64), fonts: &FontBook) -> Option<Pixmap> {
    let size = (pixels(width.min(LONGEST_SIDE)), pixels(height.min(LONGEST_SIDE)));
    match asset.format {
        AssetFormat::Svg => drawing(asset, crop, size, fonts),
        AssetFormat::Png | AssetFormat::Jpeg | AssetFormat::WebP | AssetFormat::Gif => bitmap(asset, crop, size),
    }
}

/// A length in whole pixels, at least one.
pub(super) fn pixels(length: f64) -> u32 {
    // The conversion saturates, and takes what is no number to zero.
    (length.round() as u32).max(1)
}

fn bitmap(asset: &Asset, crop: Crop, (width, height): (u32, u32)) -> Option<Pixmap> {
    let whole = image::load_from_memory(&asset.bytes).ok()?;
    let part = |fraction: f64, side: u32| (fraction.clamp(0.0, 1.0) * f64::from(side)).round() as u32;
    let (x, y) = (part(crop.x, whole.width()), part(crop.y, whole.height()));
    let (w, h) = (part(crop.width, whole.width()).max(1), part(crop.height, whole.height()).max(1));
    let image = if crop == Crop::WHOLE { whole } else { whole.crop_imm(x, y, w, h) };
    // Premultiplied before it is scaled: the colour of what is not seen must not run into what is.
    let image = DynamicImage::ImageRgba8(premultiplied(image.to_rgba8()));
    let image = image.resize_exact(width, height, FilterType::CatmullRom).to_rgba8();
    pixmap(image)
}

fn premultiplied(mut image: RgbaImage) -> RgbaImage {
    for pixel in image.pixels_mut() {
        let alpha = u16::from(pixel.0[3]);
        for channel in pixel.0.iter_mut().take(3) {
            *channel = u8::try_from((u16::from(*channel) * alpha + 127) / 255).unwrap_or(u8::MAX);
        }
    }
    image
}

fn pixmap(mut image: RgbaImage) -> Option<Pixmap> {
    // The filter overshoots; a premultiplied colour is never more than its alpha.
    for pixel in image.pixels_mut() {
        let alpha = pixel.0[3];
        pixel.0.iter_mut().for_each(|channel| *channel = (*channel).min(alpha));
    }
    let size = IntSize::from_wh(image.width(), image.height())?;
    Pixmap::from_vec(image.into_raw(), size)
}

/// A drawing, set in the book's fonts.
fn drawing(asset: &Asset, crop: Crop, (width, height): (u32, u32), fonts: &FontBook) -> Option<Pixmap> {
    let tree = fonts.drawing(&asset.bytes).ok()?;
    let size = (f64::from(tree.size().width()), f64::from(tree.size().height()));
    let scale = (f64::from(width) / (size.0 * crop.width), f64::from(height) / (size.1 * crop.height));
    let transform = Transform::from_scale(scale.0 as f32, scale.1 as f32)
        .post_translate((-crop.x * size.0 * scale.0) as f32, (-crop.y * size.1 * scale.1) as f32);
    let mut pixmap = Pixmap::new(width, height)?;
    checked::render(&tree, transform, &mut pixmap.as_mut()).ok()?;
    Some(pixmap)
}
