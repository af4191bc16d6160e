//! Pages to bitmaps: what a site shows of a book before it is taken. A small backend beside `pdf`, on `tiny_skia`; it draws
//! the same items in the same places. `docs/pictures.md` explains it.

mod canvas;
mod choice;
mod glyphs;
mod images;

#[cfg(test)]
mod tests;

pub use choice::choose;

use crate::layout::fonts::FontBook;
use crate::layout::page::Pages;
use crate::resolve::{Assets, pixels};
use canvas::Canvas;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{DynamicImage, ImageEncoder, RgbImage};

/// Width of a picture in pixels: a page is read on it, and a cover is sharp at half of it on a dense screen.
pub const WIDTH: u32 = 800;

/// Longest side in pixels, whatever the proportions of the page.
const LONGEST_SIDE: u32 = 4_000;

/// A PNG file and its size in pixels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// The file.
    pub bytes: Vec<u8>,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    /// There is no such page, or it has no extent.
    #[error("page {0} cannot be drawn")]
    Page(usize),
    /// It cannot be written as PNG, or what should be a picture is none.
    #[error("a picture cannot be made: {0}")]
    Encode(String),
}

/// Draws a page, trimmed, `width` pixels wide. The same page gives the same bytes.
///
/// # Errors
/// If there is no such page, or it has no extent.
pub fn page(
    pages: &Pages,
    index: usize,
    width: u32,
    fonts: &FontBook,
    assets: &Assets,
) -> Result<Picture, PictureError> {
    let page = pages.pages.get(index).ok_or(PictureError::Page(index + 1))?;
    let mut canvas = Canvas::new(page.trim, width, LONGEST_SIDE).ok_or(PictureError::Page(index + 1))?;
    for item in &page.items {
        canvas.item(&item.kind, fonts, assets);
    }
    png(&DynamicImage::ImageRgb8(canvas.finish()))
}

/// Pixels as PNG, `width` pixels wide or their own width if they are narrower.
///
/// # Errors
/// If they have no extent.
pub fn scaled(image: &RgbImage, width: u32) -> Result<Picture, PictureError> {
    let image = DynamicImage::ImageRgb8(image.clone());
    if image.width() <= width {
        return png(&image);
    }
    let height = f64::from(image.height()) * f64::from(width) / f64::from(image.width());
    let height = images::pixels(height).min(LONGEST_SIDE);
    let scaled = pixels::resized(&image, pixels::whole(&image), (width, height)).map_err(PictureError::Encode)?;
    png(&scaled)
}

/// Pages without colour, which most are, take a third of the bytes as greys.
fn png(image: &DynamicImage) -> Result<Picture, PictureError> {
    let rgb: &RgbImage = image.as_rgb8().ok_or_else(|| PictureError::Encode("it has another form".to_owned()))?;
    let grey = rgb.pixels().all(|pixel| pixel.0[0] == pixel.0[1] && pixel.0[1] == pixel.0[2]);
    let image = if grey { DynamicImage::ImageLuma8(image.to_luma8()) } else { image.clone() };
    let mut bytes = Vec::new();
    PngEncoder::new_with_quality(&mut bytes, CompressionType::Best, FilterType::Adaptive)
        .write_image(image.as_bytes(), image.width(), image.height(), image.color().into())
        .map_err(|error| PictureError::Encode(error.to_string()))?;
    Ok(Picture { bytes, width: image.width(), height: image.height() })
}
