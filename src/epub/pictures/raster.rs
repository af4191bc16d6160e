//! Bitmaps for e-books: upright, bounded, stripped of what is not the picture, in PNG or JPEG.

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType as PngFilter, PngEncoder};
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageEncoder, ImageFormat, ImageReader};
use std::io::Cursor;

/// Vendors refuse images of four megapixels and more; a little room below.
pub const MAX_PIXELS: u64 = 3_800_000;
/// What decoding one image may allocate: an 8-bit RGBA image of 128 megapixels.
const MAX_ALLOCATION: u64 = 512 << 20;

/// A decoded image, as shown.
pub struct Picture {
    /// Its pixels, upright.
    pub pixels: DynamicImage,
    /// Whether the file's own pixels stood otherwise.
    pub turned: bool,
    icc: Option<Vec<u8>>,
}

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

/// Reads a file; the first frame of an animation.
pub fn decode(bytes: &[u8], format: ImageFormat) -> Result<Picture, String> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = image::Limits::default();
    limits.max_alloc = Some(MAX_ALLOCATION);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|e| e.to_string())?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    // A profile of another colour space (CMYK, grey) does not fit the RGB pixels that decoding gives.
    let icc = decoder.icc_profile().ok().flatten().filter(|p| p.get(16..20) == Some(b"RGB ".as_slice()));
    let mut pixels = DynamicImage::from_decoder(decoder).map_err(|e| e.to_string())?;
    pixels.apply_orientation(orientation);
    Ok(Picture { pixels, turned: orientation != Orientation::NoTransforms, icc })
}

impl Picture {
    /// Pixels that are as they should be.
    pub fn of(pixels: DynamicImage) -> Picture {
        Picture { pixels, turned: false, icc: None }
    }

    /// Cuts the middle out of the picture so that it is `ratio.0` to `ratio.1`.
    pub fn cropped(mut self, ratio: (u32, u32)) -> Self {
        let (width, height) = (self.pixels.width(), self.pixels.height());
        let (x, y, w, h) = crop_box(width, height, ratio);
        if (w, h) != (width, height) {
            self.pixels = self.pixels.crop_imm(x, y, w, h);
        }
        self
    }

    /// Makes the picture small enough for readers.
    pub fn bounded(mut self, pixels: u64) -> Self {
        let (width, height) = (self.pixels.width(), self.pixels.height());
        let (w, h) = bounded_size(width, height, pixels);
        if (w, h) != (width, height) {
            self.pixels = self.pixels.resize_exact(w, h, FilterType::Lanczos3);
        }
        self
    }

    /// Whether some pixel is not opaque.
    pub fn is_transparent(&self) -> bool {
        self.pixels.color().has_alpha() && self.pixels.to_rgba8().pixels().any(|p| p.0[3] != u8::MAX)
    }

    /// The picture as JPEG. At 85 there is no visible loss at book sizes, at about a quarter of the bytes of 95.
    pub fn to_jpeg(&self, quality: u8) -> Result<Encoded, String> {
        let mut bytes = Vec::new();
        let mut encoder = JpegEncoder::new_with_quality(&mut bytes, quality);
        if let Some(icc) = &self.icc {
            // A profile that cannot be written leaves sRGB, which is what readers assume.
            let _ = encoder.set_icc_profile(icc.clone());
        }
        let rgb = self.pixels.to_rgb8();
        encoder
            .write_image(&rgb, rgb.width(), rgb.height(), image::ExtendedColorType::Rgb8)
            .map_err(|e| e.to_string())?;
        Ok(Encoded { bytes, jpeg: true, width: rgb.width(), height: rgb.height() })
    }

    /// The picture as PNG, 8 bits a channel.
    pub fn to_png(&self) -> Result<Encoded, String> {
        let mut bytes = Vec::new();
        let mut encoder = PngEncoder::new_with_quality(&mut bytes, CompressionType::Best, PngFilter::Adaptive);
        if let Some(icc) = &self.icc {
            let _ = encoder.set_icc_profile(icc.clone());
        }
        let transparent = self.is_transparent();
        let pixels = if transparent {
            DynamicImage::ImageRgba8(self.pixels.to_rgba8())
        } else {
            DynamicImage::ImageRgb8(self.pixels.to_rgb8())
        };
        pixels.write_with_encoder(encoder).map_err(|e| e.to_string())?;
        Ok(Encoded { bytes, jpeg: false, width: pixels.width(), height: pixels.height() })
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

/// The largest box of a ratio in the middle of an image: x, y, width, height.
pub fn crop_box(width: u32, height: u32, (rw, rh): (u32, u32)) -> (u32, u32, u32, u32) {
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
        let picture = Picture { pixels: DynamicImage::new_rgb8(8, 4), turned: false, icc: None };
        let plain = picture.to_jpeg(85).expect("jpeg").bytes;
        let exif = [&[0xff, 0xe1, 0x00, 0x08][..], b"Exif\0\0"].concat();
        let tagged = [&plain[..2], &exif, &plain[2..]].concat();
        assert_eq!(strip_jpeg(&tagged), Some(plain.clone()));
        assert_eq!(strip_jpeg(&plain[..40]), None, "cut off in the tables");
        assert_eq!(strip_jpeg(b"not a jpeg"), None);
    }

    #[test]
    fn png_text_goes_and_pixels_stay() {
        let picture = Picture { pixels: DynamicImage::new_rgb8(2, 2), turned: false, icc: None };
        let plain = picture.to_png().expect("png").bytes;
        let text = [&5u32.to_be_bytes()[..], b"tEXta\0bcd", &[0; 4]].concat();
        let tagged = [&plain[..33], &text, &plain[33..]].concat();
        assert_eq!(strip_png(&tagged), Some(plain));
    }
}
