//! JPEG, baseline (ITU T.81): what a cover and a scaled photograph are written as.
//!
//! Covers are most of the work of an e-book, and most of a cover is flat. No library was found that gives the same bytes
//! on every processor at a bearable cost: the vector code of `jpeg-encoder` rounds otherwise than its plain code, which
//! takes 620 M instructions for a cover, and the `image` crate's 1,400 M. Here the whole EPUB of a post with a thumbnail
//! takes 427 M: blocks of one colour are not transformed, chroma is averaged before it is converted, and the transform is
//! written so that the compiler makes vectors of it. Floats are added and multiplied, never fused, so the bytes do not depend on the machine.
//!
//! Three components, chroma at half the size both ways (4:2:0), the standard's example tables.

mod bits;
mod block;
mod component;
mod tables;

use bits::BitWriter;
use block::{Block, RGB, UNIT, Unit};
use component::Component;
use tables::{AC_CHROMA, AC_LUMA, DC_CHROMA, DC_LUMA, ZIGZAG};

/// Most bytes of a segment's content (its length takes two of 65,535).
const LONGEST_SEGMENT: usize = 65_533;
/// Name of the segments that hold a colour profile (ICC.1:2010, B.4), and after it the segment's number and how many.
const ICC_NAME: &[u8] = b"ICC_PROFILE\0";

/// Encodes RGB pixels, row after row, at a quality of 1 to 100.
///
/// # Errors
/// If a side is zero or longer than JPEG's 65,535 pixels, or there are fewer pixels than the size says.
pub fn encode(rgb: &[u8], (width, height): (u32, u32), quality: u8, icc: Option<&[u8]>) -> Result<Vec<u8>, String> {
    let side = |side: u32| u16::try_from(side).ok().filter(|side| *side > 0);
    let (Some(w), Some(h)) = (side(width), side(height)) else {
        return Err(format!("{width} × {height} pixels are no size of a JPEG"));
    };
    let image = Pixels { rgb, width: usize::from(w), height: usize::from(h) };
    if rgb.len() < image.width * image.height * RGB {
        return Err("there are fewer pixels than its size says".to_owned());
    }
    let luma = tables::scaled(&tables::LUMA_STEPS, quality);
    let chroma = tables::scaled(&tables::CHROMA_STEPS, quality);
    let mut out = Vec::with_capacity(rgb.len() / 16);
    headers((w, h), [&luma, &chroma], icc, &mut out);
    let mut scan = Scan::new(out, &luma, &chroma);
    for top in (0..image.height).step_by(UNIT) {
        for left in (0..image.width).step_by(UNIT) {
            scan.unit(&image, left, top);
        }
    }
    let mut out = scan.bits.finish();
    out.extend_from_slice(&[0xff, 0xd9]);
    Ok(out)
}

/// All that is before the scan's data.
fn headers((width, height): (u16, u16), steps: [&[u8; 64]; 2], icc: Option<&[u8]>, out: &mut Vec<u8>) {
    out.extend_from_slice(&[0xff, 0xd8]);
    // JFIF 1.02, no density, no thumbnail.
    segment(0xe0, b"JFIF\0\x01\x02\0\0\x01\0\x01\0\0", out);
    let most = LONGEST_SEGMENT - ICC_NAME.len() - 2;
    let parts: Vec<&[u8]> = icc.map(|icc| icc.chunks(most).collect()).unwrap_or_default();
    if let Ok(count) = u8::try_from(parts.len()) {
        for (number, part) in (1..=count).zip(&parts) {
            segment(0xe2, &[ICC_NAME, [number, count].as_slice(), part].concat(), out);
        }
    }
    for (id, steps) in (0u8..).zip(steps) {
        let zigzag: Vec<u8> = ZIGZAG.iter().filter_map(|at| steps.get(*at).copied()).collect();
        segment(0xdb, &[[id].as_slice(), zigzag.as_slice()].concat(), out);
    }
    let (w, h) = (width.to_be_bytes(), height.to_be_bytes());
    // 8 bits; Y at 2 × 2 with the first table, Cb and Cr at 1 × 1 with the second.
    segment(0xc0, &[8, h[0], h[1], w[0], w[1], 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1], out);
    for (class, table) in [(0x00, &DC_LUMA), (0x10, &AC_LUMA), (0x01, &DC_CHROMA), (0x11, &AC_CHROMA)] {
        segment(0xc4, &[[class].as_slice(), table.counts.as_slice(), table.values].concat(), out);
    }
    segment(0xda, &[3, 1, 0x00, 2, 0x11, 3, 0x11, 0, 63, 0], out);
}

fn segment(marker: u8, content: &[u8], out: &mut Vec<u8>) {
    let length = u16::try_from(content.len() + 2).unwrap_or(u16::MAX).to_be_bytes();
    out.extend_from_slice(&[0xff, marker, length[0], length[1]]);
    out.extend_from_slice(content);
}

/// The image that is encoded.
struct Pixels<'a> {
    rgb: &'a [u8],
    width: usize,
    height: usize,
}

impl Pixels<'_> {
    /// Part of a row. Beyond the last row it is repeated.
    fn row(&self, left: usize, width: usize, y: usize) -> &[u8] {
        let start = (y.min(self.height - 1) * self.width + left) * RGB;
        self.rgb.get(start..start + width * RGB).unwrap_or_default()
    }
}

/// The data of the scan.
struct Scan {
    bits: BitWriter,
    luma: Component,
    chroma: Component,
    /// The last DC values of Y, Cb, Cr.
    before: [i32; 3],
}

impl Scan {
    fn new(out: Vec<u8>, luma: &[u8; 64], chroma: &[u8; 64]) -> Scan {
        Scan {
            bits: BitWriter::new(out),
            luma: Component::new(luma, &DC_LUMA, &AC_LUMA),
            chroma: Component::new(chroma, &DC_CHROMA, &AC_CHROMA),
            before: [0; 3],
        }
    }

    /// Sixteen by sixteen pixels; what sticks out of the image repeats its edge.
    fn unit(&mut self, image: &Pixels<'_>, left: usize, top: usize) {
        let width = UNIT.min(image.width - left);
        let mut unit: Unit = [[0; UNIT * RGB]; UNIT];
        for (y, to) in unit.iter_mut().enumerate() {
            let from = image.row(left, width, top + y);
            match (<&[u8; UNIT * RGB]>::try_from(from), from.last_chunk::<RGB>()) {
                (Ok(whole), _) => *to = *whole,
                (Err(_), Some(edge)) => {
                    let (to, rest) = to.split_at_mut(from.len().min(UNIT * RGB));
                    to.copy_from_slice(from);
                    rest.chunks_exact_mut(RGB).for_each(|pixel| pixel.copy_from_slice(edge));
                }
                (Err(_), None) => {}
            }
        }
        match flat(&unit) {
            Some(color) => self.flat(color),
            None => self.full(&unit),
        }
    }

    /// A unit of one colour has no coefficient but the first of each block.
    fn flat(&mut self, color: [u8; RGB]) {
        let [r, g, b] = color;
        let (y, [cb, cr]) = (block::lightness(r, g, b), block::chroma(color.map(f32::from)));
        let Scan { bits, luma, chroma, before: [before_y, before_cb, before_cr] } = self;
        for (value, times, component, before) in
            [(y, 4, &*luma, before_y), (cb, 1, &*chroma, before_cb), (cr, 1, &*chroma, before_cr)]
        {
            let value = component.quantizer.flat(value);
            for _ in 0..times {
                bits.dc(value - std::mem::replace(before, value), &component.dc);
                bits.end_of_block(&component.ac);
            }
        }
    }

    fn full(&mut self, unit: &Unit) {
        let Scan { bits, luma, chroma, before: [before_y, before_cb, before_cr] } = self;
        for (top, left) in [(0, 0), (0, 8), (8, 0), (8, 8)] {
            *before_y = bits.block(&Block::luma(unit, left, top), luma, *before_y);
        }
        let [cb, cr] = Block::chroma(unit);
        *before_cb = bits.block(&cb, chroma, *before_cb);
        *before_cr = bits.block(&cr, chroma, *before_cr);
    }
}

/// The colour of a unit that has only one.
fn flat(unit: &Unit) -> Option<[u8; RGB]> {
    let first = unit.first()?;
    let color = *first.first_chunk::<RGB>()?;
    let one = first.get(RGB..)? == first.get(..UNIT * RGB - RGB)?;
    (one && unit.iter().all(|row| row == first)).then_some(color)
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{Rgb, RgbImage};
    use proptest::prelude::*;

    fn decoded(jpeg: &[u8]) -> RgbImage {
        image::load_from_memory_with_format(jpeg, image::ImageFormat::Jpeg).expect("a JPEG").to_rgb8()
    }

    /// Mean squared difference of all channels.
    fn difference(a: &RgbImage, b: &RgbImage) -> f64 {
        assert_eq!(a.dimensions(), b.dimensions());
        let squares = a.as_raw().iter().zip(b.as_raw()).map(|(a, b)| f64::from(a.abs_diff(*b)).powi(2));
        squares.sum::<f64>() / a.as_raw().len() as f64
    }

    fn smooth(width: u32, height: u32) -> RgbImage {
        let wave = |n: u32, of: f32| (127.5 + 127.0 * (n as f32 / of).sin()) as u8;
        RgbImage::from_fn(width, height, |x, y| Rgb([wave(x, 23.0), wave(y, 31.0), wave(x + y, 41.0)]))
    }

    #[test]
    fn a_picture_comes_back() {
        let picture = smooth(200, 120);
        for (quality, most) in [(100, 3.0), (88, 6.0), (60, 20.0), (10, 200.0)] {
            let jpeg = encode(picture.as_raw(), picture.dimensions(), quality, None).expect("encoded");
            let lost = difference(&picture, &decoded(&jpeg));
            assert!(lost < most, "{quality}: {lost}");
        }
    }

    #[test]
    fn as_good_and_as_small_as_another_encoder() {
        let picture = smooth(320, 240);
        let jpeg = encode(picture.as_raw(), picture.dimensions(), 85, None).expect("encoded");
        let mut other = Vec::new();
        image::codecs::jpeg::JpegEncoder::new_with_quality(&mut other, 85).encode_image(&picture).expect("encoded");
        let lost = difference(&picture, &decoded(&jpeg));
        assert!(lost < difference(&picture, &decoded(&other)) + 2.0, "{lost}");
        assert!(jpeg.len() < other.len(), "{} {}", jpeg.len(), other.len());
    }

    #[test]
    fn a_flat_unit_is_what_the_transform_gives() {
        for color in [[0, 0, 0], [255, 255, 255], [17, 99, 200], [255, 0, 0], [43, 44, 45]] {
            let unit: Unit = std::array::from_fn(|_| std::array::from_fn(|at| color[at % RGB]));
            let [luma, chroma] = [&tables::LUMA_STEPS, &tables::CHROMA_STEPS].map(|steps| tables::scaled(steps, 88));
            let mut short = Scan::new(Vec::new(), &luma, &chroma);
            short.flat(color);
            let mut long = Scan::new(Vec::new(), &luma, &chroma);
            long.full(&unit);
            assert_eq!(short.before, long.before, "{color:?}");
            assert_eq!(short.bits.finish(), long.bits.finish(), "{color:?}");
        }
    }

    #[test]
    fn sides_that_do_not_fit_are_refused() {
        assert!(encode(&[], (0, 5), 80, None).is_err());
        assert!(encode(&[0; 9], (3, 2), 80, None).is_err());
        assert!(encode(&[], (70_000, 1), 80, None).is_err());
    }

    #[test]
    fn a_profile_stands_in_its_segments() {
        let profile: Vec<u8> = (0..150_000u32).map(|n| n as u8).collect();
        let picture = smooth(8, 8);
        let jpeg = encode(picture.as_raw(), picture.dimensions(), 80, Some(&profile)).expect("encoded");
        let mut decoder = image::codecs::jpeg::JpegDecoder::new(std::io::Cursor::new(&jpeg)).expect("a JPEG");
        assert_eq!(image::ImageDecoder::icc_profile(&mut decoder).expect("read"), Some(profile));
    }

    proptest! {
        #[test]
        fn any_pixels_of_any_size_come_back(
            width in 1u32..40, height in 1u32..40, quality in 70u8..=100,
            seed in proptest::collection::vec(any::<u8>(), 16..64),
        ) {
            // Blocks of colour, so that what is lost is bounded.
            let at = |x: u32, y: u32, c: usize| seed[((x / 9 + y / 7 * 5) as usize * 3 + c) % seed.len()];
            let picture = RgbImage::from_fn(width, height, |x, y| Rgb([at(x, y, 0), at(x, y, 1), at(x, y, 2)]));
            let jpeg = encode(picture.as_raw(), picture.dimensions(), quality, None).expect("encoded");
            let back = decoded(&jpeg);
            prop_assert_eq!(back.dimensions(), picture.dimensions());
            // Lightness survives at any place; chroma is coarser.
            let light = |p: &Rgb<u8>| 0.299 * f64::from(p[0]) + 0.587 * f64::from(p[1]) + 0.114 * f64::from(p[2]);
            let lost = picture.pixels().zip(back.pixels()).map(|(a, b)| (light(a) - light(b)).powi(2)).sum::<f64>();
            prop_assert!(lost / f64::from(width * height) < 120.0, "{}", lost / f64::from(width * height));
        }
    }
}
