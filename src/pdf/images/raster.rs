//! Decoded images: samples, filtered by row and deflated as PNG does it, which PDF readers undo (predictor 15).

use super::encoded::{ColorSpace, Encoded, Filter, UPRIGHT};
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{DynamicImage, ExtendedColorType, ImageDecoder, ImageEncoder, ImageReader, Limits};
use std::io::Cursor;

/// Memory that decoding one image may take, in bytes: 64 megapixels with four components.
pub(super) const DECODE_LIMIT: u64 = 256 << 20;

/// Level of compression: twice as fast as the usual 6, for a twentieth more bytes.
const LEVEL: u8 = 4;

/// Decodes a file. 16 bits become 8, palettes RGB, greys stay grey; opacity becomes a mask unless all is opaque.
pub(super) fn decode(bytes: &[u8], format: image::ImageFormat) -> Result<Encoded, String> {
    let mut limits = Limits::default();
    limits.max_alloc = Some(DECODE_LIMIT);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|e| e.to_string())?;
    let orientation = decoder.orientation().map_err(|e| e.to_string())?;
    let mut image = DynamicImage::from_decoder(decoder).map_err(|e| e.to_string())?;
    image.apply_orientation(orientation);
    encode(image)
}

/// Encodes samples.
pub(super) fn encode(image: DynamicImage) -> Result<Encoded, String> {
    let (width, height) = (image.width(), image.height());
    let (image, opacity) = apart(image);
    let mask = opacity.map(|opacity| samples(&opacity, (width, height), 1)).transpose()?;
    let encoded = if image.color().has_color() {
        samples(&image.into_rgb8(), (width, height), 3)?
    } else {
        samples(&image.into_luma8(), (width, height), 1)?
    };
    Ok(Encoded { mask: mask.map(Box::new), ..encoded })
}

/// The colours of an image and its opacity, unless it is opaque throughout.
fn apart(image: DynamicImage) -> (DynamicImage, Option<Vec<u8>>) {
    if !image.color().has_alpha() {
        return (image, None);
    }
    if image.color().has_color() {
        let image = image.into_rgba8();
        let opacity: Vec<u8> = image.pixels().map(|pixel| pixel.0[3]).collect();
        let opaque = opacity.iter().all(|part| *part == u8::MAX);
        (DynamicImage::ImageRgba8(image), (!opaque).then_some(opacity))
    } else {
        let image = image.into_luma_alpha8();
        let opacity: Vec<u8> = image.pixels().map(|pixel| pixel.0[1]).collect();
        let opaque = opacity.iter().all(|part| *part == u8::MAX);
        (DynamicImage::ImageLumaA8(image), (!opaque).then_some(opacity))
    }
}

/// Samples of one component or three.
fn samples(samples: &[u8], (width, height): (u32, u32), components: u8) -> Result<Encoded, String> {
    let gray = components == 1;
    let kind = if gray { ExtendedColorType::L8 } else { ExtendedColorType::Rgb8 };
    Ok(Encoded {
        width,
        height,
        bits: 8,
        space: if gray { ColorSpace::Gray } else { ColorSpace::Rgb },
        filter: Filter::PngFlate { components },
        inverted: false,
        data: deflate(samples, width, height, kind)?,
        mask: None,
        matrix: UPRIGHT,
    })
}

/// The data of a PNG file with these samples: exactly what PDF's Flate filter with predictor 15 takes.
fn deflate(samples: &[u8], width: u32, height: u32, kind: ExtendedColorType) -> Result<Vec<u8>, String> {
    let mut file = Vec::new();
    PngEncoder::new_with_quality(&mut file, CompressionType::Level(LEVEL), FilterType::Adaptive)
        .write_image(samples, width, height, kind)
        .map_err(|e| e.to_string())?;
    Ok(data_chunks(&file))
}

/// The joined `IDAT` chunks of a PNG file.
fn data_chunks(file: &[u8]) -> Vec<u8> {
    const SIGNATURE: usize = 8;
    let mut data = Vec::new();
    let mut rest = file.get(SIGNATURE..).unwrap_or_default();
    while let Some((length, after)) = rest.split_first_chunk::<4>() {
        let length = u32::from_be_bytes(*length) as usize;
        if after.starts_with(b"IDAT") {
            data.extend_from_slice(after.get(4..4 + length).unwrap_or_default());
        }
        // Name, data and check sum.
        rest = after.get(4 + length + 4..).unwrap_or_default();
    }
    data
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pdf::tests::support as testing;
    use image::ImageFormat;

    #[test]
    fn greys_stay_grey_and_opaque_images_have_no_mask() {
        let gray = decode(&testing::png(DynamicImage::new_luma8(3, 2)), ImageFormat::Png).unwrap();
        assert!(matches!(gray.space, ColorSpace::Gray));
        let opaque = DynamicImage::ImageRgba8(image::RgbaImage::from_pixel(3, 2, image::Rgba([1, 2, 3, 255])));
        let opaque = decode(&testing::png(opaque), ImageFormat::Png).unwrap();
        assert!(opaque.mask.is_none());
        assert!(matches!(opaque.space, ColorSpace::Rgb));
    }

    #[test]
    fn opacity_becomes_a_mask_of_the_same_size() {
        let seen_through = DynamicImage::ImageRgba8(image::RgbaImage::from_pixel(5, 4, image::Rgba([9, 9, 9, 128])));
        let encoded = decode(&testing::png(seen_through), ImageFormat::Png).unwrap();
        let mask = encoded.mask.unwrap();
        assert_eq!((mask.width, mask.height), (5, 4));
    }

    #[test]
    fn sixteen_bits_become_eight() {
        let deep = DynamicImage::new_rgb16(4, 4);
        assert!(matches!(
            decode(&testing::png(deep), ImageFormat::Png).unwrap().filter,
            Filter::PngFlate { components: 3 }
        ));
    }

    #[test]
    fn garbage_is_an_error() {
        assert!(decode(b"\x89PNG\r\n\x1a\nnothing", ImageFormat::Png).is_err());
    }
}
