//! JPEG files into PDF untouched (ISO 32000-1, 7.4.8): what the file says about itself is read, its samples are not.

use super::encoded::{ColorSpace, Encoded, Filter};
use super::profile::{is_usable, orientation_matrix};
use image::metadata::Orientation;

/// What the markers before the first scan say.
#[derive(Debug, Default, PartialEq)]
struct Header {
    width: u32,
    height: u32,
    /// Identifiers of the components.
    components: Vec<u8>,
    /// Adobe's marker: how components were transformed.
    adobe: Option<u8>,
    /// Whether it says that it is JFIF, whose three components are always YCbCr.
    jfif: bool,
    /// EXIF orientation, 1 to 8.
    orientation: u8,
    /// Embedded colour profile.
    icc: Vec<u8>,
}

// Markers (ISO/IEC 10918-1, table B.1).
const SOI: [u8; 2] = [0xFF, 0xD8];
const EOI: [u8; 2] = [0xFF, 0xD9];
const SOF_BASELINE: u8 = 0xC0;
const SOF_PROGRESSIVE: u8 = 0xC2;
const SOS: u8 = 0xDA;
const APP0: u8 = 0xE0;
const APP1: u8 = 0xE1;
const APP2: u8 = 0xE2;
const APP14: u8 = 0xEE;

/// Bytes after the last marker that careless writers leave; a file that has no end within them is cut off.
const TRAILING: usize = 4096;

/// The file as an image, unless PDF readers could not show it so or PDF/A would not allow it: other than 8 bits, arithmetic
/// coding, CMYK without its own profile, cut off.
pub(super) fn pass_through(bytes: &[u8]) -> Option<Encoded> {
    let header = read_header(bytes)?;
    let tail = bytes.get(bytes.len().saturating_sub(TRAILING)..)?;
    if !tail.windows(2).any(|pair| pair == EOI) || header.width == 0 || header.height == 0 {
        return None;
    }
    let count = u8::try_from(header.components.len()).ok()?;
    let profile = is_usable(&header.icc, count);
    let space = match (count, profile) {
        (1 | 3 | 4, true) => ColorSpace::Icc(count, header.icc),
        (1, false) => ColorSpace::Gray,
        (3, false) => ColorSpace::Rgb,
        _ => return None,
    };
    let plain_rgb = header.components == *b"RGB" && header.adobe.is_none() && !header.jfif;
    Some(Encoded {
        width: header.width,
        height: header.height,
        bits: 8,
        space,
        filter: Filter::Dct { plain_rgb },
        inverted: count == 4 && header.adobe.is_some(),
        data: bytes.to_vec(),
        mask: None,
        matrix: orientation_matrix(header.orientation),
    })
}

fn read_header(bytes: &[u8]) -> Option<Header> {
    if !bytes.starts_with(&SOI) {
        return None;
    }
    let mut header = Header { orientation: 1, ..Header::default() };
    let mut rest = bytes.get(2..)?;
    loop {
        // Any number of 0xFF may be before a marker.
        let start = rest.iter().position(|byte| *byte != 0xFF)?;
        let marker = *rest.get(start)?;
        let segment = rest.get(start + 1..)?;
        let length = usize::from(u16::from_be_bytes([*segment.first()?, *segment.get(1)?]));
        let body = segment.get(2..length)?;
        match marker {
            SOS => return (!header.components.is_empty()).then_some(header),
            SOF_BASELINE..=SOF_PROGRESSIVE => read_frame(body, &mut header)?,
            // Lossless, hierarchical and arithmetic processes; 0xC4 (tables), 0xC8 and 0xCC are no frames.
            0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF => return None,
            APP0 if body.starts_with(b"JFIF\0") => header.jfif = true,
            APP1 => read_exif(body, &mut header),
            APP2 => read_profile(body, &mut header),
            APP14 if body.starts_with(b"Adobe") => header.adobe = body.get(11).copied(),
            _ => {}
        }
        rest = segment.get(length..)?;
    }
}

fn read_frame(body: &[u8], header: &mut Header) -> Option<()> {
    let [8, h1, h0, w1, w0, count, components @ ..] = body else { return None };
    header.height = u32::from(u16::from_be_bytes([*h1, *h0]));
    header.width = u32::from(u16::from_be_bytes([*w1, *w0]));
    header.components =
        components.chunks_exact(3).take(usize::from(*count)).map(|c| c.first().copied().unwrap_or(0)).collect();
    (header.components.len() == usize::from(*count)).then_some(())
}

fn read_exif(body: &[u8], header: &mut Header) {
    let orientation = body.strip_prefix(b"Exif\0\0").and_then(Orientation::from_exif_chunk);
    header.orientation = orientation.map_or(header.orientation, Orientation::to_exif);
}

/// A profile may be parted over several segments, which come in order in every file seen in practice; others get no
/// profile.
fn read_profile(body: &[u8], header: &mut Header) {
    if let Some([_, _, part @ ..]) = body.strip_prefix(b"ICC_PROFILE\0") {
        header.icc.extend_from_slice(part);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pdf::tests::support as testing;

    fn segment(marker: u8, body: &[u8]) -> Vec<u8> {
        let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
        [&[0xFF, marker][..], &length, body].concat()
    }

    /// A file of markers only: PDF writing never looks at the samples.
    fn file(frame: u8, components: &[u8], extra: &[Vec<u8>]) -> Vec<u8> {
        let mut body = vec![8, 0, 20, 0, 30, components.len() as u8];
        components.iter().for_each(|id| body.extend([*id, 0x11, 0]));
        [SOI.to_vec(), extra.concat(), segment(frame, &body), segment(SOS, &[0]), EOI.to_vec()].concat()
    }

    #[test]
    fn a_real_file_goes_through_byte_for_byte() {
        let bytes = testing::jpeg(12, 8);
        let encoded = pass_through(&bytes).unwrap();
        assert_eq!((encoded.width, encoded.height), (12, 8));
        assert_eq!(encoded.data, bytes);
        assert!(matches!(encoded.space, ColorSpace::Rgb));
    }

    #[test]
    fn components_decide_the_colour_space() {
        let space = |components: &[u8]| pass_through(&file(0xC0, components, &[])).map(|e| e.space);
        assert!(matches!(space(&[1]), Some(ColorSpace::Gray)));
        assert!(matches!(space(&[1, 2, 3]), Some(ColorSpace::Rgb)));
        assert!(space(&[1, 2, 3, 4]).is_none(), "CMYK without a profile is decoded instead");
    }

    #[test]
    fn inks_keep_their_own_profile_and_adobe_inverts_them() {
        let mut icc = vec![0; 128];
        icc[..4].copy_from_slice(&128_u32.to_be_bytes());
        icc[8] = 2;
        icc[12..20].copy_from_slice(b"prtrCMYK");
        icc[36..40].copy_from_slice(b"acsp");
        let profile = segment(APP2, &[b"ICC_PROFILE\0\x01\x01", &icc[..]].concat());
        let adobe = segment(APP14, b"Adobe\0\x64\0\0\0\0\x02");
        let encoded = pass_through(&file(0xC0, &[1, 2, 3, 4], &[profile, adobe])).unwrap();
        assert!(encoded.inverted);
        assert!(matches!(encoded.space, ColorSpace::Icc(4, p) if p == icc));
    }

    #[test]
    fn what_readers_cannot_show_is_not_passed_through() {
        assert!(pass_through(&file(0xC9, &[1], &[])).is_none(), "arithmetic coding");
        let whole = file(0xC2, &[1], &[]);
        assert!(pass_through(&whole).is_some(), "progressive");
        assert!(pass_through(&whole[..whole.len() - 2]).is_none(), "cut off");
        assert!(pass_through(b"\xFF\xD8\xFF").is_none());
        assert!(pass_through(b"no image").is_none());
    }
}
