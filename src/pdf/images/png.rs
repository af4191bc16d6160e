//! PNG files into PDF untouched: the data of a PNG file are exactly what PDF's Flate filter with predictor 15 takes
//! (ISO 32000-1, 7.4.4.4; PNG specification, 3rd edition).

use super::encoded::{ColorSpace, Encoded, Filter};
use super::profile::{is_usable, orientation_matrix};
use super::raster::DECODE_LIMIT;
use crate::resolve::png::chunks;
use image::metadata::Orientation;
use std::io::Read;

/// Largest colour profile that is unpacked, in bytes.
const LARGEST_PROFILE: u64 = 4 << 20;

/// What `gAMA` says of sRGB, in hundred thousandths, and how far from it a file still means sRGB.
const SRGB_GAMMA: u32 = 45_455;
const GAMMA_TOLERANCE: u32 = 500;

/// What the chunks say.
#[derive(Default)]
struct Header {
    width: u32,
    height: u32,
    bits: u8,
    /// 0 grey, 2 RGB, 3 indexes of a palette; 4 and 6 have opacity.
    color: u8,
    palette: Vec<u8>,
    icc: Vec<u8>,
    /// `gAMA`, unless `sRGB` says more.
    gamma: Option<u32>,
    srgb: bool,
    orientation: u8,
    data: Vec<u8>,
}

/// The file as an image, unless PDF cannot hold it so: opacity, interlaced rows, a file that is damaged or cut off.
pub(super) fn pass_through(bytes: &[u8]) -> Option<Encoded> {
    let header = read(bytes)?;
    let components = match header.color {
        0 | 3 => 1,
        2 => 3,
        _ => return None,
    };
    let row = (u64::from(header.width) * u64::from(header.bits) * u64::from(components)).div_ceil(8);
    let size = row.saturating_mul(u64::from(header.height));
    if size == 0 || size > DECODE_LIMIT || !is_zlib(&header.data) {
        return None;
    }
    let space = color_space(&header)?;
    Some(Encoded {
        width: header.width,
        height: header.height,
        bits: header.bits,
        space,
        filter: Filter::PngFlate { components },
        inverted: false,
        data: header.data,
        mask: None,
        matrix: orientation_matrix(header.orientation),
    })
}

/// Reads the chunks. `None` where the check sum of one does not fit, or one says what PDF cannot.
fn read(bytes: &[u8]) -> Option<Header> {
    let mut header = Header { orientation: 1, ..Header::default() };
    for (name, body) in chunks(bytes)? {
        chunk(name, body, &mut header)?;
    }
    Some(header)
}

fn chunk(name: [u8; 4], body: &[u8], header: &mut Header) -> Option<()> {
    match &name {
        b"IHDR" => {
            let [w3, w2, w1, w0, h3, h2, h1, h0, bits, color, 0, 0, 0] = body else { return None };
            header.width = u32::from_be_bytes([*w3, *w2, *w1, *w0]);
            header.height = u32::from_be_bytes([*h3, *h2, *h1, *h0]);
            (header.bits, header.color) = (*bits, *color);
            let allowed: &[u8] = match color {
                0 => &[1, 2, 4, 8, 16],
                2 => &[8, 16],
                3 => &[1, 2, 4, 8],
                _ => return None,
            };
            allowed.contains(bits).then_some(())?;
        }
        b"PLTE" => header.palette = body.to_vec(),
        b"tRNS" => return None,
        b"IDAT" => header.data.extend_from_slice(body),
        b"IEND" => {}
        b"gAMA" => header.gamma = body.first_chunk::<4>().map(|gamma| u32::from_be_bytes(*gamma)),
        b"sRGB" => header.srgb = true,
        b"iCCP" => header.icc = profile(body).unwrap_or_default(),
        b"eXIf" => {
            let orientation = Orientation::from_exif_chunk(body);
            header.orientation = orientation.map_or(1, Orientation::to_exif);
        }
        // A critical chunk (its first letter is a capital) that is not known here says something that matters.
        [first, ..] if first.is_ascii_uppercase() => return None,
        _ => {}
    }
    Some(())
}

/// The profile after its name and the method of its compression.
fn profile(body: &[u8]) -> Option<Vec<u8>> {
    let name = body.iter().position(|byte| *byte == 0)?;
    let [0, packed @ ..] = body.get(name + 1..)? else { return None };
    let mut profile = Vec::new();
    flate2::read::ZlibDecoder::new(packed).take(LARGEST_PROFILE).read_to_end(&mut profile).ok()?;
    Some(profile)
}

/// Whether data begin as a zlib stream that needs no dictionary (RFC 1950, 2.2).
fn is_zlib(data: &[u8]) -> bool {
    matches!(data, [method, flags, ..]
        if method & 15 == 8 && flags & 32 == 0 && u16::from_be_bytes([*method, *flags]).is_multiple_of(31))
}

/// The colour space; `None` for a palette that does not fit.
fn color_space(header: &Header) -> Option<ColorSpace> {
    let components = if header.color == 0 { 1 } else { 3 };
    let gamma = header.gamma.filter(|gamma| !header.srgb && *gamma > 0 && gamma.abs_diff(SRGB_GAMMA) > GAMMA_TOLERANCE);
    let space = match gamma {
        _ if is_usable(&header.icc, components) => ColorSpace::Icc(components, header.icc.clone()),
        Some(gamma) => ColorSpace::Gamma(components, 100_000.0 / f64::from(gamma)),
        None if components == 1 => ColorSpace::Gray,
        None => ColorSpace::Rgb,
    };
    if header.color != 3 {
        return Some(space);
    }
    let colors = header.palette.len() / 3;
    let fits = header.palette.len().is_multiple_of(3) && (1..=1 << header.bits).contains(&colors);
    fits.then(|| ColorSpace::Palette(Box::new(space), header.palette.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pdf::tests::support as testing;
    use image::DynamicImage;

    /// A chunk with its check sum.
    fn made(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
        let mut crc = flate2::Crc::new();
        crc.update(&[name, body].concat());
        [&u32::try_from(body.len()).unwrap().to_be_bytes()[..], name, body, &crc.sum().to_be_bytes()].concat()
    }

    /// A file of two by one pixels.
    fn file(bits: u8, color: u8, extra: &[Vec<u8>]) -> Vec<u8> {
        let header = made(b"IHDR", &[0, 0, 0, 2, 0, 0, 0, 1, bits, color, 0, 0, 0]);
        let data = made(b"IDAT", &[0x78, 0x9C, 1]);
        [&b"\x89PNG\r\n\x1a\n"[..], &header, &extra.concat(), &data, &made(b"IDAT", &[2, 3]), &made(b"IEND", b"")]
            .concat()
    }

    #[test]
    fn a_real_file_keeps_its_data() {
        let bytes = testing::png(DynamicImage::new_rgb8(6, 4));
        let encoded = pass_through(&bytes).unwrap();
        assert_eq!((encoded.width, encoded.height, encoded.bits), (6, 4, 8));
        assert_eq!((encoded.space, encoded.filter), (ColorSpace::Rgb, Filter::PngFlate { components: 3 }));
        assert!(bytes.windows(encoded.data.len()).any(|part| part == encoded.data));
    }

    #[test]
    fn data_in_several_chunks_are_joined() {
        assert_eq!(pass_through(&file(8, 0, &[])).unwrap().data, [0x78, 0x9C, 1, 2, 3]);
    }

    #[test]
    fn depth_and_kind_decide_the_colour_space() {
        let space = |bits, color, extra: &[Vec<u8>]| {
            pass_through(&file(bits, color, extra)).map(|encoded| (encoded.bits, encoded.space))
        };
        assert_eq!(space(1, 0, &[]), Some((1, ColorSpace::Gray)));
        assert_eq!(space(16, 2, &[]), Some((16, ColorSpace::Rgb)));
        let palette = ColorSpace::Palette(Box::new(ColorSpace::Rgb), vec![1, 2, 3, 4, 5, 6]);
        assert_eq!(space(4, 3, &[made(b"PLTE", &[1, 2, 3, 4, 5, 6])]), Some((4, palette)));
        assert_eq!(space(1, 3, &[made(b"PLTE", &[0; 9])]), None, "more colours than indexes");
        assert_eq!(space(8, 6, &[]), None, "opacity");
        assert_eq!(space(8, 2, &[made(b"tRNS", &[0; 6])]), None, "a transparent colour");
        assert_eq!(space(3, 0, &[]), None, "no such depth");
    }

    #[test]
    fn gamma_and_profiles_are_kept() {
        let space = |extra: &[Vec<u8>]| pass_through(&file(8, 2, extra)).unwrap().space;
        let gamma = |value: u32| made(b"gAMA", &value.to_be_bytes());
        assert_eq!(space(&[gamma(45_455)]), ColorSpace::Rgb);
        assert_eq!(space(&[gamma(50_000)]), ColorSpace::Gamma(3, 2.0));
        assert_eq!(space(&[gamma(50_000), made(b"sRGB", &[0])]), ColorSpace::Rgb);
        let mut icc = vec![0; 128];
        icc[..4].copy_from_slice(&128_u32.to_be_bytes());
        icc[8] = 2;
        icc[12..20].copy_from_slice(b"mntrRGB ");
        icc[36..40].copy_from_slice(b"acsp");
        let packed = crate::pdf::deflate::deflate(&icc);
        assert_eq!(space(&[made(b"iCCP", &[b"p\0\0", &packed[..]].concat())]), ColorSpace::Icc(3, icc));
    }

    #[test]
    fn what_is_damaged_is_not_passed_through() {
        let whole = file(8, 2, &[]);
        assert!(pass_through(&whole[..whole.len() - 4]).is_none(), "cut off");
        let mut changed = whole.clone();
        changed[20] ^= 1;
        assert!(pass_through(&changed).is_none(), "a check sum");
        assert!(pass_through(b"no image").is_none());
    }
}
