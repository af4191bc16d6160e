//! What a file is, told from its first bytes and never from its name; and whether it can be shown.

use super::asset::{Asset, AssetFormat};
use super::{drawing, labels, pixels, png};
use crate::resolve::digest::sha256;
use image::{DynamicImage, ImageFormat};
use std::io::{Cursor, Read};
use std::sync::Arc;

/// Most bytes of an SVG after decompression.
const MOST_SVG_BYTES: u64 = 50 << 20;

/// JPEG quality for an image that had to be turned: no loss that print shows.
const TURNED_JPEG_QUALITY: u8 = 95;

/// How far an SVG's root element is looked for behind its prolog, comments and document type.
const SVG_PROLOG_BYTES: usize = 4096;

impl Asset {
    /// Reads an image from its bytes: format, size, and whether it decodes.
    ///
    /// # Errors
    /// What is wrong with them, as a sentence about `it`.
    pub fn read(bytes: Vec<u8>) -> Result<Asset, String> {
        read(bytes)
    }
}

/// Reads an image: format, size, and whether it decodes. The error says what is wrong with it.
pub fn read(bytes: Vec<u8>) -> Result<Asset, String> {
    if bytes.is_empty() {
        return Err("it is empty".to_owned());
    }
    if bytes.starts_with(&[0x1f, 0x8b]) {
        return read_svg(gunzip(&bytes)?);
    }
    match raster_format(&bytes) {
        Some(format) => read_raster(bytes, format),
        None if looks_like_svg(&bytes) => read_svg(bytes),
        None => Err(format!("it is {}, not PNG, JPEG, WebP, GIF or SVG", describe(&bytes))),
    }
}

fn asset(format: AssetFormat, bytes: Vec<u8>, width: u32, height: u32) -> Asset {
    let digest = sha256(&bytes);
    Asset { format, bytes: Arc::from(bytes), width, height, digest }
}

fn raster_format(bytes: &[u8]) -> Option<AssetFormat> {
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        Some(AssetFormat::Png)
    } else if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
        Some(AssetFormat::Jpeg)
    } else if bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a") {
        Some(AssetFormat::Gif)
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        Some(AssetFormat::WebP)
    } else {
        None
    }
}

/// A file that cannot be decoded must be found here, where its place in the post is known. A PNG whose check sums fit and
/// whose data unpack to its pixels is as it was written; others are decoded, once: their pixels are kept for whoever shows
/// them.
fn read_raster(bytes: Vec<u8>, format: AssetFormat) -> Result<Asset, String> {
    if format == AssetFormat::Png
        && let Some((width, height)) = pixels::upright_size(&bytes, format)?
        && png::is_intact(&bytes)
    {
        return Ok(asset(format, bytes, width, height));
    }
    let decoded = Arc::new(pixels::decode(&bytes, format)?);
    let (width, height) = (decoded.pixels.width(), decoded.pixels.height());
    if !decoded.turned {
        let read = asset(format, bytes, width, height);
        pixels::keep(&read.digest, &decoded);
        return Ok(read);
    }
    let unreadable = |error: image::ImageError| format!("it cannot be turned upright: {error}");
    let (format, bytes) = encode_turned(&decoded.pixels, format).map_err(unreadable)?;
    Ok(asset(format, bytes, width, height))
}

/// A photograph stays a JPEG, all else becomes a PNG.
fn encode_turned(picture: &DynamicImage, format: AssetFormat) -> image::ImageResult<(AssetFormat, Vec<u8>)> {
    let mut bytes = Vec::new();
    if format == AssetFormat::Jpeg {
        let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, TURNED_JPEG_QUALITY);
        picture.write_with_encoder(encoder)?;
        return Ok((AssetFormat::Jpeg, bytes));
    }
    picture.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png)?;
    Ok((AssetFormat::Png, bytes))
}

fn looks_like_svg(bytes: &[u8]) -> bool {
    let head = bytes.get(..SVG_PROLOG_BYTES.min(bytes.len())).unwrap_or_default();
    let text = String::from_utf8_lossy(head);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    text.starts_with("<svg") || ((text.starts_with("<?xml") || text.starts_with("<!")) && text.contains("<svg"))
}

fn gunzip(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let mut plain = Vec::new();
    let mut reader = flate2::read::GzDecoder::new(bytes).take(MOST_SVG_BYTES + 1);
    reader.read_to_end(&mut plain).map_err(|error| format!("it cannot be decompressed: {error}"))?;
    if plain.len() as u64 > MOST_SVG_BYTES {
        return Err(format!("it is larger than {} MB when decompressed", MOST_SVG_BYTES >> 20));
    }
    if !looks_like_svg(&plain) {
        return Err("it is compressed, but not an SVG".to_owned());
    }
    Ok(plain)
}

fn read_svg(bytes: Vec<u8>) -> Result<Asset, String> {
    drawing::check(&bytes)?;
    let bytes = match labels::as_text(&bytes) {
        Some(labelled) => {
            drawing::check(&labelled)?;
            labelled
        }
        None => bytes,
    };
    let tree = drawing::parse(&bytes, Arc::default()).map_err(|error| format!("it is not a valid SVG: {error}"))?;
    let pixels = |length: f32| length.round().clamp(1.0, 100_000.0) as u32;
    let (width, height) = (pixels(tree.size().width()), pixels(tree.size().height()));
    Ok(asset(AssetFormat::Svg, bytes, width, height))
}

/// What a wrong file seems to be, for the message.
fn describe(bytes: &[u8]) -> &'static str {
    let head = String::from_utf8_lossy(bytes.get(..512.min(bytes.len())).unwrap_or_default()).to_lowercase();
    let head = head.trim_start_matches('\u{feff}').trim_start();
    if head.starts_with("<!doctype html") || head.starts_with("<html") {
        "an HTML page"
    } else if head.starts_with("%pdf") {
        "a PDF"
    } else if bytes.get(4..8) == Some(b"ftyp") {
        "a film or an AVIF or HEIC image"
    } else if bytes.starts_with(b"BM") {
        "perhaps a BMP image"
    } else if bytes.starts_with(b"II*\0") || bytes.starts_with(b"MM\0*") {
        "a TIFF image"
    } else if head.starts_with('{') || head.starts_with('[') {
        "perhaps JSON"
    } else {
        "of an unknown kind"
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A picture of the given size in the given format.
    pub fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Vec::new();
        let image = DynamicImage::new_rgb8(width, height);
        image.write_to(&mut Cursor::new(&mut bytes), format).expect("encode");
        bytes
    }

    /// A JPEG whose EXIF block says orientation 6: the picture is to be turned clockwise by a quarter.
    fn lying_jpeg() -> Vec<u8> {
        let plain = picture(8, 4, ImageFormat::Jpeg);
        let exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
        let length = u16::try_from(exif.len() + 2).expect("short").to_be_bytes();
        [&plain[..2], &[0xff, 0xe1], &length, exif, &plain[2..]].concat()
    }

    #[test]
    fn formats_are_told_by_content() {
        for (format, expected) in [
            (ImageFormat::Png, AssetFormat::Png),
            (ImageFormat::Jpeg, AssetFormat::Jpeg),
            (ImageFormat::Gif, AssetFormat::Gif),
            (ImageFormat::WebP, AssetFormat::WebP),
        ] {
            let bytes = picture(3, 2, format);
            let asset = read(bytes.clone()).expect("image");
            assert_eq!((asset.format, asset.width, asset.height), (expected, 3, 2));
            assert_eq!(&asset.bytes[..], bytes, "untouched");
        }
    }

    #[test]
    fn an_svg_may_have_a_prolog_and_be_compressed() {
        let svg = b"\xef\xbb\xbf<?xml version=\"1.0\"?>\n<!-- c -->\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"30\" height=\"20\"/>";
        let asset = read(svg.to_vec()).expect("svg");
        assert_eq!((asset.format, asset.width, asset.height), (AssetFormat::Svg, 30, 20));
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        std::io::Write::write_all(&mut gz, svg).expect("compress");
        let packed = read(gz.finish().expect("compress")).expect("svgz");
        assert_eq!(packed.digest, asset.digest);
    }

    #[test]
    fn a_turned_photograph_is_turned_once_and_for_all() {
        let asset = read(lying_jpeg()).expect("jpeg");
        assert_eq!((asset.format, asset.width, asset.height), (AssetFormat::Jpeg, 4, 8));
        let again = read(asset.bytes.to_vec()).expect("jpeg");
        assert_eq!((again.width, again.height), (4, 8), "the file itself is upright now");
    }

    #[test]
    fn what_cannot_be_shown_says_why() {
        let error = |bytes: &[u8]| read(bytes.to_vec()).expect_err("refused");
        assert!(error(b"").contains("empty"));
        assert!(error(b"<!DOCTYPE html><html>").contains("an HTML page"));
        assert!(error(b"<svg").contains("not a valid SVG"));
        let png = picture(9, 9, ImageFormat::Png);
        assert!(error(&png[..40]).contains("cannot be decoded"));
        // A PNG that claims 100,000 × 100,000 pixels.
        let mut bomb = png;
        bomb[16..24].copy_from_slice(&[0, 1, 0x86, 0xa0, 0, 1, 0x86, 0xa0]);
        let message = error(&bomb);
        assert!(message.contains("megapixels") || message.contains("cannot be decoded"), "{message}");
    }
}
