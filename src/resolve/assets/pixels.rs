//! Decoded images. Decoding is most of what an image costs, so what one stage decoded is kept for the next: the check that
//! an image can be read, the cover, a scaled copy, a picture of a page.

use super::asset::{Asset, AssetFormat};
use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};
use image::metadata::Orientation;
use image::{ColorType, DynamicImage, ImageDecoder, ImageReader, Limits};
use std::collections::VecDeque;
use std::io::Cursor;
use std::sync::{Arc, Mutex, PoisonError};

/// Most pixels of an image. 100 megapixels are A3 at 600 dots per inch; more is a mistake or a decompression bomb.
const MOST_PIXELS: u64 = 100_000_000;
/// Most memory a decoder may take: [`MOST_PIXELS`] at eight bytes, and room for its own tables.
const MOST_DECODER_BYTES: u64 = MOST_PIXELS * 8 + (64 << 20);
/// Most bytes of all decoded images that are kept: two dozen thumbnails of 1,200 × 675 pixels.
const ROOM: usize = 64 << 20;
/// An image with more bytes than this is decoded again rather than kept: it would drive out all others.
const LARGEST_KEPT: usize = ROOM / 4;
/// Hexadecimal digits of a SHA-256.
const DIGEST_DIGITS: usize = 64;

/// The pixels of an image, as it is shown.
#[derive(Debug)]
pub struct Decoded {
    /// Upright; 8 bits a channel; the first frame of an animation.
    pub pixels: DynamicImage,
    /// The colour profile, if it is one of RGB: decoding gives RGB, to which a profile of CMYK or grey does not apply.
    pub icc: Option<Vec<u8>>,
    /// Whether the file's own pixels stood otherwise.
    pub turned: bool,
}

/// The pixels of an asset.
///
/// # Errors
/// What is wrong with its bytes, as a sentence about `it`.
pub fn of(asset: &Asset) -> Result<Arc<Decoded>, String> {
    if let Some(decoded) = kept(&asset.digest) {
        return Ok(decoded);
    }
    let decoded = Arc::new(decode(&asset.bytes, asset.format)?);
    keep(&asset.digest, &decoded);
    Ok(decoded)
}

/// Decodes a bitmap.
///
/// # Errors
/// What is wrong with its bytes, as a sentence about `it`.
pub fn decode(bytes: &[u8], format: AssetFormat) -> Result<Decoded, String> {
    let mut decoder = decoder(bytes, format)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let icc = decoder.icc_profile().ok().flatten().filter(|profile| profile.get(16..20) == Some(b"RGB ".as_slice()));
    let mut pixels = eight_bits(DynamicImage::from_decoder(decoder).map_err(unreadable)?);
    pixels.apply_orientation(orientation);
    Ok(Decoded { pixels, icc, turned: orientation != Orientation::NoTransforms })
}

/// Width and height that the header of a bitmap says; `None` for one whose pixels are to be turned.
///
/// # Errors
/// What is wrong with its header, as a sentence about `it`.
pub(super) fn upright_size(bytes: &[u8], format: AssetFormat) -> Result<Option<(u32, u32)>, String> {
    let mut decoder = decoder(bytes, format)?;
    let upright = decoder.orientation().is_ok_and(|orientation| orientation == Orientation::NoTransforms);
    Ok(upright.then(|| decoder.dimensions()))
}

/// A decoder within the bounds, which has read the header.
fn decoder(bytes: &[u8], format: AssetFormat) -> Result<impl ImageDecoder + '_, String> {
    let mut reader = ImageReader::new(Cursor::new(bytes));
    reader.set_format(format.bitmap().ok_or("it is a drawing")?);
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_DECODER_BYTES);
    reader.limits(limits);
    let decoder = reader.into_decoder().map_err(unreadable)?;
    let (width, height) = decoder.dimensions();
    if width == 0 || height == 0 {
        return Err("it has no extent".to_owned());
    }
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(format!("it is {width} × {height} pixels, more than {} megapixels", MOST_PIXELS / 1_000_000));
    }
    Ok(decoder)
}

fn unreadable(error: image::ImageError) -> String {
    format!("it cannot be decoded: {error}")
}

fn eight_bits(pixels: DynamicImage) -> DynamicImage {
    match pixels.color() {
        ColorType::L8 | ColorType::La8 | ColorType::Rgb8 | ColorType::Rgba8 => pixels,
        ColorType::L16 => DynamicImage::ImageLuma8(pixels.to_luma8()),
        ColorType::La16 => DynamicImage::ImageLumaA8(pixels.to_luma_alpha8()),
        color if color.has_alpha() => DynamicImage::ImageRgba8(pixels.to_rgba8()),
        _ => DynamicImage::ImageRgb8(pixels.to_rgb8()),
    }
}

/// Decoded images by digest, oldest first.
static KEPT: Mutex<VecDeque<(String, Arc<Decoded>)>> = Mutex::new(VecDeque::new());

fn kept(digest: &str) -> Option<Arc<Decoded>> {
    let kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    kept.iter().find(|(known, _)| known == digest).map(|(_, decoded)| decoded.clone())
}

/// Keeps what has been decoded of the file with this digest. The oldest give way.
pub(super) fn keep(digest: &str, decoded: &Arc<Decoded>) {
    let bytes = |decoded: &Decoded| decoded.pixels.as_bytes().len();
    if digest.len() != DIGEST_DIGITS || bytes(decoded) > LARGEST_KEPT {
        return;
    }
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    if kept.iter().any(|(known, _)| known == digest) {
        return;
    }
    let mut taken = kept.iter().map(|(_, decoded)| bytes(decoded)).sum::<usize>() + bytes(decoded);
    while taken > ROOM || kept.len() >= MOST_KEPT {
        let Some((_, oldest)) = kept.pop_front() else { break };
        taken -= bytes(&oldest);
    }
    kept.push_back((digest.to_owned(), decoded.clone()));
}

/// Most images that are kept, so that looking for one costs little beside decoding it.
const MOST_KEPT: usize = 256;

/// A part of an image: left, top, width and height in its pixels.
pub type PixelArea = (f64, f64, f64, f64);

/// A part of an image at another size, 8 bits a channel. Transparent pixels lend no colour to their neighbours.
///
/// # Errors
/// If the part is not within the image, or has no extent.
pub fn resized(image: &DynamicImage, part: PixelArea, (width, height): (u32, u32)) -> Result<DynamicImage, String> {
    let mut out = match image.color() {
        ColorType::L8 => DynamicImage::new_luma8(width, height),
        ColorType::La8 => DynamicImage::new_luma_a8(width, height),
        ColorType::Rgb8 => DynamicImage::new_rgb8(width, height),
        _ => DynamicImage::new_rgba8(width, height),
    };
    let rgba;
    let image = match (image.color(), out.color()) {
        (from, to) if from == to => image,
        _ => {
            rgba = DynamicImage::ImageRgba8(image.to_rgba8());
            &rgba
        }
    };
    let buffer: &mut [u8] = match &mut out {
        DynamicImage::ImageLuma8(out) => out,
        DynamicImage::ImageLumaA8(out) => out,
        DynamicImage::ImageRgb8(out) => out,
        DynamicImage::ImageRgba8(out) => out,
        _ => return Err("it has another form".to_owned()),
    };
    resize_into(image, part, buffer, (width, height))?;
    Ok(out)
}

/// The same into pixels of the image's own colour type, row after row.
///
/// # Errors
/// If the part is not within the image, the buffer is not as large as the size, or the image has no 8 bits a channel.
pub fn resize_into(
    image: &DynamicImage,
    (left, top, part_width, part_height): PixelArea,
    out: &mut [u8],
    (width, height): (u32, u32),
) -> Result<(), String> {
    let pixel = match image.color() {
        ColorType::L8 => PixelType::U8,
        ColorType::La8 => PixelType::U8x2,
        ColorType::Rgb8 => PixelType::U8x3,
        ColorType::Rgba8 => PixelType::U8x4,
        _ => return Err("it has another form".to_owned()),
    };
    // Enlarging needs no more than the four neighbours of a point, and overshoots less with them.
    let enlarged = part_width <= f64::from(width) && part_height <= f64::from(height);
    let filter = if enlarged { FilterType::CatmullRom } else { FilterType::Lanczos3 };
    let options =
        ResizeOptions::new().resize_alg(ResizeAlg::Convolution(filter)).crop(left, top, part_width, part_height);
    let source = ImageRef::new(image.width(), image.height(), image.as_bytes(), pixel).map_err(|e| e.to_string())?;
    let mut target = Image::from_slice_u8(width, height, out, pixel).map_err(|e| e.to_string())?;
    Resizer::new().resize(&source, &mut target, &options).map_err(|e| e.to_string())
}

/// The largest part in the middle of an image with the proportions of a size.
pub fn filling(image: &DynamicImage, (width, height): (u32, u32)) -> PixelArea {
    let (w, h) = (f64::from(image.width()), f64::from(image.height()));
    let scale = (w / f64::from(width.max(1))).min(h / f64::from(height.max(1)));
    let (part_width, part_height) = (f64::from(width) * scale, f64::from(height) * scale);
    (((w - part_width) / 2.0).max(0.0), ((h - part_height) / 2.0).max(0.0), part_width.min(w), part_height.min(h))
}

/// The whole of an image.
pub fn whole(image: &DynamicImage) -> PixelArea {
    (0.0, 0.0, f64::from(image.width()), f64::from(image.height()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{ImageFormat, Rgb, RgbImage};

    fn png(width: u32, height: u32) -> Asset {
        let image = RgbImage::from_fn(width, height, |x, y| Rgb([x as u8, y as u8, 7]));
        let mut bytes = Vec::new();
        image.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).expect("encode");
        Asset::read(bytes).expect("an image")
    }

    #[test]
    fn what_was_decoded_to_be_checked_is_not_decoded_again() {
        let asset = png(31, 17);
        let first = of(&asset).expect("decoded");
        assert!(Arc::ptr_eq(&first, &of(&asset).expect("decoded")));
        assert_eq!((first.pixels.width(), first.pixels.height()), (31, 17));
    }

    #[test]
    fn a_digest_that_is_none_keeps_nothing() {
        let mut asset = png(5, 4);
        asset.digest = "none".to_owned();
        let first = of(&asset).expect("decoded");
        assert!(!Arc::ptr_eq(&first, &of(&asset).expect("decoded")));
    }

    #[test]
    fn the_part_that_fills_a_size_is_its_middle() {
        let mut image = RgbImage::from_pixel(40, 20, Rgb([200, 0, 0]));
        for (x, _, pixel) in image.enumerate_pixels_mut() {
            if !(10..30).contains(&x) {
                *pixel = Rgb([0, 0, 200]);
            }
        }
        let image = DynamicImage::ImageRgb8(image);
        assert_eq!(filling(&image, (50, 50)), (10.0, 0.0, 20.0, 20.0));
        let out = resized(&image, filling(&image, (50, 50)), (50, 50)).expect("resized").to_rgb8();
        // At the very edge the neighbours in the image have their part in a pixel.
        let inner = out.enumerate_pixels().filter(|(x, ..)| (4..46).contains(x));
        assert!(inner.into_iter().all(|(.., pixel)| *pixel == Rgb([200, 0, 0])), "nothing of what was cut off");
        assert!(resized(&image, (30.0, 0.0, 20.0, 20.0), (5, 5)).is_err(), "it sticks out");
    }

    #[test]
    fn what_is_not_seen_lends_no_colour() {
        let mut image = image::RgbaImage::from_pixel(8, 8, image::Rgba([255, 255, 255, 0]));
        for x in 0..8 {
            for y in 0..4 {
                image.put_pixel(x, y, image::Rgba([10, 20, 30, 255]));
            }
        }
        let image = DynamicImage::ImageRgba8(image);
        let out = resized(&image, whole(&image), (3, 3)).expect("resized").to_rgba8();
        assert!(out.pixels().all(|pixel| pixel.0[3] < 8 || pixel.0[2].abs_diff(30) < 8), "{out:?}");
    }
}
