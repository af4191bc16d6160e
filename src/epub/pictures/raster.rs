//! Bitmaps for e-books: upright, bounded, stripped of what is not the picture, in PNG or JPEG.

use super::jpeg;
use crate::resolve::pixels;
use image::codecs::png::{CompressionType, FilterType as PngFilter, PngEncoder};
use image::{DynamicImage, ImageEncoder};

/// Vendors refuse images of four megapixels and more; a little room below.
pub const MAX_PIXELS: u64 = 3_800_000;

/// An encoded image.
pub struct Encoded {
    /// The file.
    pub bytes: Vec<u8>,
    /// `true` for JPEG, `false` for PNG.
    pub jpeg: bool,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
}

/// Pixels to be encoded, with their colour profile.
pub struct Picture {
    /// 8 bits a channel.
    pub pixels: DynamicImage,
    /// Of RGB.
    pub icc: Option<Vec<u8>>,
}

impl Picture {
    /// A part of a decoded image with at most so many pixels.
    pub fn of(decoded: &pixels::Decoded, part: Option<CropBox>, most: u64) -> Result<Picture, String> {
        let image = &decoded.pixels;
        let (x, y, w, h) = part.unwrap_or((0, 0, image.width(), image.height()));
        let size = bounded_size(w, h, most);
        let pixels = if size == (w, h) {
            image.crop_imm(x, y, w, h)
        } else {
            pixels::resized(image, (f64::from(x), f64::from(y), f64::from(w), f64::from(h)), size)?
        };
        Ok(Picture { pixels, icc: decoded.icc.clone() })
    }

    /// Whether any pixel lets the page through.
    pub fn is_transparent(&self) -> bool {
        match &self.pixels {
            DynamicImage::ImageLumaA8(pixels) => pixels.pixels().any(|pixel| pixel.0[1] < u8::MAX),
            DynamicImage::ImageRgba8(pixels) => pixels.pixels().any(|pixel| pixel.0[3] < u8::MAX),
            pixels => pixels.color().has_alpha(),
        }
    }

    /// The picture as JPEG.
    pub fn to_jpeg(&self, quality: u8) -> Result<Encoded, String> {
        let (width, height) = (self.pixels.width(), self.pixels.height());
        let converted;
        let rgb = match &self.pixels {
            DynamicImage::ImageRgb8(rgb) => rgb,
            pixels => {
                converted = pixels.to_rgb8();
                &converted
            }
        };
        let bytes = jpeg::encode(rgb.as_raw(), (width, height), quality, self.icc.as_deref())?;
        Ok(Encoded { bytes, jpeg: true, width, height })
    }

    /// The picture as PNG, 8 bits a channel; greys as greys.
    pub fn to_png(&self) -> Result<Encoded, String> {
        let mut bytes = Vec::new();
        let mut encoder = PngEncoder::new_with_quality(&mut bytes, CompressionType::Default, PngFilter::Adaptive);
        if let Some(icc) = &self.icc {
            let _ = encoder.set_icc_profile(icc.clone());
        }
        let opaque;
        let pixels = if self.pixels.color().has_alpha() && !self.is_transparent() {
            opaque = DynamicImage::ImageRgb8(self.pixels.to_rgb8());
            &opaque
        } else {
            &self.pixels
        };
        let (width, height) = (pixels.width(), pixels.height());
        encoder
            .write_image(pixels.as_bytes(), width, height, pixels.color().into())
            .map_err(|error| error.to_string())?;
        Ok(Encoded { bytes, jpeg: false, width, height })
    }
}

/// The size of at most so many pixels with the same proportions.
pub fn bounded_size(width: u32, height: u32, most: u64) -> (u32, u32) {
    let pixels = u64::from(width) * u64::from(height);
    if pixels <= most {
        return (width, height);
    }
    #[allow(clippy::cast_precision_loss, reason = "pixel counts are far below 2^52")]
    let scale = (most as f64 / pixels as f64).sqrt();
    let scaled = |side: u32| -> u32 {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "positive and below the side")]
        let side = (f64::from(side) * scale).floor() as u32;
        side.max(1)
    };
    (scaled(width), scaled(height))
}

/// A part of an image: x, y, width, height in its pixels.
pub type CropBox = (u32, u32, u32, u32);

/// The largest box of a ratio in the middle of an image.
pub fn crop_box(width: u32, height: u32, (rw, rh): (u32, u32)) -> CropBox {
    let (w, h) = (u64::from(width), u64::from(height));
    let (rw, rh) = (u64::from(rw.max(1)), u64::from(rh.max(1)));
    let (cw, ch) = if w * rh > h * rw { ((h * rw / rh).max(1), h) } else { (w, (w * rh / rw).max(1)) };
    let narrow = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
    (narrow((w - cw) / 2), narrow((h - ch) / 2), narrow(cw), narrow(ch))
}

/// A JPEG without its APP1 (Exif, XMP), APP13 (IPTC) and comment segments, its pixels untouched. `None` when the file is
/// not laid out as ITU T.81 B.1 says or is not a JPEG that every reader shows (four components: CMYK).
pub fn strip_jpeg(bytes: &[u8]) -> Option<Vec<u8>> {
    const DROPPED: [u8; 3] = [0xe1, 0xed, 0xfe];
    const START_OF_SCAN: u8 = 0xda;
    if bytes.get(..2)? != [0xff, 0xd8] {
        return None;
    }
    let mut out = vec![0xff, 0xd8];
    let mut at = 2;
    loop {
        let (&lead, &marker) = (bytes.get(at)?, bytes.get(at + 1)?);
        if lead != 0xff {
            return None;
        }
        if marker == 0xff {
            at += 1; // fill byte
            continue;
        }
        let length = usize::from(u16::from_be_bytes([*bytes.get(at + 2)?, *bytes.get(at + 3)?]));
        let segment = bytes.get(at..at + 2 + length)?;
        let is_frame = matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc);
        if is_frame && *segment.get(9)? > 3 {
            return None;
        }
        if marker == START_OF_SCAN {
            out.extend_from_slice(bytes.get(at..)?);
            return Some(out);
        }
        if !DROPPED.contains(&marker) {
            out.extend_from_slice(segment);
        }
        at += segment.len();
    }
}

/// A PNG without its text, time and Exif chunks (PNG 3rd edition, 11.3). `None` when it is not a run of chunks.
pub fn strip_png(bytes: &[u8]) -> Option<Vec<u8>> {
    const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
    const DROPPED: [&[u8]; 5] = [b"tEXt", b"zTXt", b"iTXt", b"tIME", b"eXIf"];
    let mut rest = bytes.strip_prefix(SIGNATURE)?;
    let mut out = SIGNATURE.to_vec();
    while !rest.is_empty() {
        let length = u32::from_be_bytes(rest.get(..4)?.try_into().ok()?);
        let (chunk, after) = rest.split_at_checked(usize::try_from(length).ok()?.checked_add(12)?)?;
        let name = chunk.get(4..8)?;
        if !DROPPED.contains(&name) {
            out.extend_from_slice(chunk);
        }
        if name == b"IEND" {
            break;
        }
        rest = after;
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crops_the_middle_to_the_ratio() {
        assert_eq!(crop_box(1600, 900, (16, 7)), (0, 100, 1600, 700));
        assert_eq!(crop_box(3200, 700, (16, 7)), (800, 0, 1600, 700));
        assert_eq!(crop_box(16, 7, (16, 7)), (0, 0, 16, 7));
    }

    #[test]
    fn four_megapixels_shrink_below_the_bound() {
        let (w, h) = bounded_size(4000, 2000, MAX_PIXELS);
        assert!(u64::from(w) * u64::from(h) <= MAX_PIXELS && w == 2 * h + w % 2, "{w}×{h}");
        assert_eq!(bounded_size(1000, 1000, MAX_PIXELS), (1000, 1000));
    }

    #[test]
    fn exif_goes_and_pixels_stay() {
        let picture = Picture { pixels: DynamicImage::new_rgb8(8, 4), icc: None };
        let plain = picture.to_jpeg(85).expect("jpeg").bytes;
        let exif = [&[0xff, 0xe1, 0x00, 0x08][..], b"Exif\0\0"].concat();
        let tagged = [&plain[..2], &exif, &plain[2..]].concat();
        assert_eq!(strip_jpeg(&tagged), Some(plain.clone()));
        assert_eq!(strip_jpeg(&plain[..40]), None, "cut off in the tables");
        assert_eq!(strip_jpeg(b"not a jpeg"), None);
    }

    #[test]
    fn png_text_goes_and_pixels_stay() {
        let picture = Picture { pixels: DynamicImage::new_rgb8(2, 2), icc: None };
        let plain = picture.to_png().expect("png").bytes;
        let text = [&5u32.to_be_bytes()[..], b"tEXta\0bcd", &[0; 4]].concat();
        let tagged = [&plain[..33], &text, &plain[33..]].concat();
        assert_eq!(strip_png(&tagged), Some(plain));
    }
}
