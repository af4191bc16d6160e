//! A profile of sRGB made from its definition (IEC 61966-2-1), as an ICC display profile of version 2 with a matrix and a
//! tone curve (ICC.1:2001-04).

/// The version that PDF 1.4 readers know, hence all of them.
const VERSION: u32 = 0x0210_0000;

/// Entries of the tone curve: with 1024 it is within 0.01 of an 8-bit step of the definition.
const CURVE_ENTRIES: u16 = 1024;

/// The profile connection space's white (D50), as X, Y, Z.
const D50: [f64; 3] = [0.9642, 1.0, 0.8249];

/// The red, green and blue of sRGB as X, Y, Z, adapted from D65 to D50 by the Bradford transform. Their sum is D50.
const RED: [f64; 3] = [0.436_07, 0.222_49, 0.013_92];
const GREEN: [f64; 3] = [0.385_15, 0.716_87, 0.097_08];
const BLUE: [f64; 3] = [0.143_07, 0.060_61, 0.714_10];

const HEADER_LENGTH: usize = 128;

/// The profile.
pub(super) fn srgb() -> Vec<u8> {
    let curve = tone_curve();
    let description = description("sRGB IEC61966-2.1");
    let copyright = [b"text\0\0\0\0".as_slice(), b"No copyright, use freely\0"].concat();
    let tags: [(&[u8; 4], Vec<u8>); 9] = [
        (b"desc", description),
        (b"cprt", copyright),
        (b"wtpt", xyz(D50)),
        (b"rXYZ", xyz(RED)),
        (b"gXYZ", xyz(GREEN)),
        (b"bXYZ", xyz(BLUE)),
        (b"rTRC", curve.clone()),
        (b"gTRC", curve.clone()),
        (b"bTRC", curve),
    ];
    assemble(&tags)
}

fn assemble(tags: &[(&[u8; 4], Vec<u8>)]) -> Vec<u8> {
    let mut table = (tags.len() as u32).to_be_bytes().to_vec();
    let mut data: Vec<u8> = Vec::new();
    let start = HEADER_LENGTH + 4 + tags.len() * 12;
    let mut before: Option<(&Vec<u8>, usize)> = None;
    for (name, content) in tags {
        // The three colours share one curve.
        let offset = match before {
            Some((same, offset)) if same == content => offset,
            _ => {
                let offset = start + data.len();
                data.extend_from_slice(content);
                data.resize(data.len().next_multiple_of(4), 0);
                offset
            }
        };
        before = Some((content, offset));
        table.extend_from_slice(*name);
        table.extend_from_slice(&(offset as u32).to_be_bytes());
        table.extend_from_slice(&(content.len() as u32).to_be_bytes());
    }
    [header(start + data.len()), table, data].concat()
}

/// The header (ICC.1:2001-04, 6.1).
fn header(size: usize) -> Vec<u8> {
    let mut header = Vec::with_capacity(HEADER_LENGTH);
    header.extend_from_slice(&(size as u32).to_be_bytes());
    header.extend_from_slice(&[0; 4]); // preferred colour management: none
    header.extend_from_slice(&VERSION.to_be_bytes());
    header.extend_from_slice(b"mntrRGB XYZ ");
    // The date of the definition's publication: the profile has no other.
    for part in [1999_u16, 10, 18, 0, 0, 0] {
        header.extend_from_slice(&part.to_be_bytes());
    }
    header.extend_from_slice(b"acsp");
    header.resize(68, 0); // platform, flags, device, attributes, intent (perceptual): none
    D50.iter().for_each(|value| header.extend_from_slice(&fixed(*value)));
    header.resize(HEADER_LENGTH, 0);
    header
}

/// A number with 16 bits before and 16 after the point.
fn fixed(value: f64) -> [u8; 4] {
    ((value * 65536.0).round() as i32).to_be_bytes()
}

fn xyz(values: [f64; 3]) -> Vec<u8> {
    let mut tag = b"XYZ \0\0\0\0".to_vec();
    values.iter().for_each(|value| tag.extend_from_slice(&fixed(*value)));
    tag
}

/// The description in its three forms (6.5.17), of which only the ASCII one says something.
fn description(text: &str) -> Vec<u8> {
    let mut tag = b"desc\0\0\0\0".to_vec();
    tag.extend_from_slice(&(text.len() as u32 + 1).to_be_bytes());
    tag.extend_from_slice(text.as_bytes());
    tag.push(0);
    // Unicode: language and length; ScriptCode: code, length and 67 bytes.
    tag.resize(tag.len() + 4 + 4 + 2 + 1 + 67, 0);
    tag
}

fn tone_curve() -> Vec<u8> {
    let mut tag = b"curv\0\0\0\0".to_vec();
    tag.extend_from_slice(&u32::from(CURVE_ENTRIES).to_be_bytes());
    for entry in 0..CURVE_ENTRIES {
        let value = linear(f64::from(entry) / f64::from(CURVE_ENTRIES - 1));
        tag.extend_from_slice(&((value * 65535.0).round() as u16).to_be_bytes());
    }
    tag
}

/// Light of a signal (IEC 61966-2-1, 5.2).
fn linear(signal: f64) -> f64 {
    if signal <= 0.04045 { signal / 12.92 } else { ((signal + 0.055) / 1.055).powf(2.4) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(bytes: &[u8], at: usize) -> u32 {
        u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap())
    }

    fn tag(profile: &[u8], name: &[u8; 4]) -> Vec<u8> {
        let count = word(profile, 128) as usize;
        let entry = (0..count).map(|i| 132 + 12 * i).find(|at| &profile[*at..*at + 4] == name).unwrap();
        let (offset, length) = (word(profile, entry + 4) as usize, word(profile, entry + 8) as usize);
        assert_eq!(offset % 4, 0, "tags are aligned");
        profile[offset..offset + length].to_vec()
    }

    #[test]
    fn the_header_is_that_of_a_display_profile() {
        let profile = srgb();
        assert_eq!(word(&profile, 0) as usize, profile.len());
        assert_eq!(&profile[12..24], b"mntrRGB XYZ ");
        assert_eq!(&profile[36..40], b"acsp");
        assert_eq!([word(&profile, 68), word(&profile, 72), word(&profile, 76)], [0xF6D6, 0x10000, 0xD32D]);
    }

    #[test]
    fn the_colours_add_up_to_white() {
        let profile = srgb();
        let colours = [b"rXYZ", b"gXYZ", b"bXYZ"].map(|name| tag(&profile, name));
        for (axis, white) in [8, 12, 16].into_iter().zip(D50) {
            let sum: u32 = colours.iter().map(|colour| word(colour, axis)).sum();
            assert!((f64::from(sum) / 65536.0 - white).abs() < 0.0002);
        }
    }

    #[test]
    fn the_curve_is_that_of_srgb() {
        let curve = tag(&srgb(), b"gTRC");
        assert_eq!(curve, tag(&srgb(), b"rTRC"));
        assert_eq!(word(&curve, 8), 1024);
        assert_eq!((&curve[12..14], &curve[curve.len() - 2..]), (&[0, 0][..], &[0xFF, 0xFF][..]));
        // Half the signal is 21.4 % of the light.
        let middle = &curve[12 + 2 * 512..];
        assert!((f64::from(u16::from_be_bytes([middle[0], middle[1]])) / 65535.0 - 0.2146).abs() < 0.001);
    }
}
