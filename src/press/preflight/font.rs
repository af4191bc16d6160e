//! Fonts: whether they are in the file, and how wide their glyphs are.

use super::reader::{Reader, number};
use lopdf::{Dictionary, Object};
use std::collections::BTreeMap;

/// Width of a glyph of which nothing is said, in thousandths of an em: that of an average letter.
const USUAL: f64 = 500.0;

/// A font as text uses it.
#[derive(Clone, Debug)]
pub struct Font {
    /// PostScript name, without the tag of a subset.
    pub name: String,
    /// Whether its program is in the file.
    pub embedded: bool,
    /// Whether a code has two bytes.
    two_bytes: bool,
    /// Widths by code, in thousandths of an em.
    widths: BTreeMap<u32, f64>,
    /// Width of the others.
    other: f64,
}

impl Font {
    /// Reads a font dictionary (ISO 32000-1, 9.6 and 9.7).
    pub fn of<'a>(reader: Reader<'a>, font: &'a Dictionary) -> Font {
        let full = reader.text(font, "BaseFont").unwrap_or_else(|| "unnamed".to_owned());
        // A subset has six capital letters and a plus sign before its name (9.6.4).
        let tagged =
            full.split_once('+').filter(|(tag, _)| tag.len() == 6 && tag.bytes().all(|b| b.is_ascii_uppercase()));
        let name = tagged.map_or(full.as_str(), |(_, name)| name).to_owned();
        match reader.name(font, "Subtype") {
            Some(b"Type0") => composite(reader, font, name),
            Some(b"Type3") => Font { embedded: true, ..simple(reader, font, name, type3_factor(reader, font)) },
            _ => simple(reader, font, name, 1.0),
        }
    }

    /// The codes of a string, each with whether it is a one-byte space, and its width in ems.
    pub fn codes(&self, bytes: &[u8]) -> impl Iterator<Item = (bool, f64)> {
        let step = if self.two_bytes { 2 } else { 1 };
        bytes.chunks(step).map(move |code| {
            let number = code.iter().fold(0_u32, |number, byte| number << 8 | u32::from(*byte));
            let width = self.widths.get(&number).copied().unwrap_or(self.other);
            (!self.two_bytes && number == 32, width / 1000.0)
        })
    }
}

fn is_embedded<'a>(reader: Reader<'a>, font: &'a Dictionary) -> bool {
    let descriptor = reader.dict(font, "FontDescriptor");
    descriptor.is_some_and(|descriptor| {
        ["FontFile", "FontFile2", "FontFile3"].iter().any(|key| reader.get(descriptor, key).is_some())
    })
}

fn simple<'a>(reader: Reader<'a>, font: &'a Dictionary, name: String, factor: f64) -> Font {
    let first = reader.number(font, "FirstChar").unwrap_or(0.0).clamp(0.0, 255.0);
    let widths = reader.array(font, "Widths").unwrap_or_default();
    // A code of a simple font is a byte.
    let codes = (0_u32..).skip_while(|code| f64::from(*code) < first);
    let widths = codes.zip(widths.iter().take(256)).filter_map(|(code, width)| {
        let width = reader.follow(width).and_then(number)?;
        Some((code, width * factor))
    });
    let missing = reader.dict(font, "FontDescriptor").and_then(|descriptor| reader.number(descriptor, "MissingWidth"));
    let widths: BTreeMap<u32, f64> = widths.collect();
    let other = missing.unwrap_or(if widths.is_empty() { USUAL } else { 0.0 });
    Font { name, embedded: is_embedded(reader, font), two_bytes: false, widths, other }
}

/// What makes thousandths of an em of the widths of a Type 3 font, whose units its matrix gives.
fn type3_factor<'a>(reader: Reader<'a>, font: &'a Dictionary) -> f64 {
    let matrix = reader.numbers(font, "FontMatrix").unwrap_or_default();
    matrix.first().map_or(1.0, |scale| scale.abs() * 1000.0)
}

fn composite<'a>(reader: Reader<'a>, font: &'a Dictionary, name: String) -> Font {
    let descendant = reader.array(font, "DescendantFonts").and_then(|fonts| reader.as_dict(fonts.first()?));
    let Some(descendant) = descendant else {
        return Font { name, embedded: false, two_bytes: true, widths: BTreeMap::new(), other: USUAL };
    };
    let other = reader.number(descendant, "DW").unwrap_or(1000.0);
    // Only where a code is the glyph's own number is its width known without the character map.
    let identity = reader.name(font, "Encoding").is_some_and(|encoding| encoding.starts_with(b"Identity"));
    let widths = identity.then(|| glyph_widths(reader, reader.array(descendant, "W").unwrap_or_default()));
    let embedded = is_embedded(reader, descendant);
    Font { name, embedded, two_bytes: true, widths: widths.unwrap_or_default(), other }
}

/// The widths of a composite font (9.7.4.3): `first [w …]`, or `first last w`.
fn glyph_widths<'a>(reader: Reader<'a>, parts: &'a [Object]) -> BTreeMap<u32, f64> {
    let mut widths = BTreeMap::new();
    let mut parts = parts.iter().filter_map(|object| reader.follow(object));
    while let (Some(first), Some(second)) = (parts.next(), parts.next()) {
        let Some(first) = code(first) else { continue };
        if let Object::Array(list) = second {
            let listed = list.iter().filter_map(|width| reader.follow(width).and_then(number));
            widths.extend((first..=0xffff).zip(listed));
        } else if let (Some(last), Some(width)) = (code(second), parts.next().and_then(number)) {
            widths.extend((first..=last).map(|code| (code, width)));
        }
    }
    widths
}

/// A code of two bytes.
fn code(object: &Object) -> Option<u32> {
    object.as_i64().ok().and_then(|code| u32::try_from(code).ok()).filter(|code| *code <= 0xffff)
}

#[cfg(test)]
mod tests {
    use super::*;
    use lopdf::{Document, dictionary};

    fn font(dictionary: Dictionary) -> Font {
        Font::of(Reader(&Document::new()), &dictionary)
    }

    #[test]
    fn a_simple_font_has_widths_by_byte() {
        let font = font(dictionary! {
            "Subtype" => "TrueType", "BaseFont" => "ABCDEF+Times-Roman", "FirstChar" => 32,
            "Widths" => vec![250.into(), 333.into()],
            "FontDescriptor" => dictionary! { "FontFile2" => dictionary! {}, "MissingWidth" => 700 },
        });
        assert_eq!((font.name.as_str(), font.embedded), ("Times-Roman", true));
        assert_eq!(font.codes(b" !A").collect::<Vec<_>>(), [(true, 0.25), (false, 0.333), (false, 0.7)]);
    }

    #[test]
    fn a_composite_font_has_widths_in_lists_and_ranges() {
        let widths: Object = vec![1.into(), vec![100.into(), 200.into()].into(), 5.into(), 6.into(), 300.into()].into();
        let font = font(dictionary! {
            "Subtype" => "Type0", "BaseFont" => "Serif", "Encoding" => "Identity-H",
            "DescendantFonts" => vec![dictionary! { "W" => widths, "DW" => 900 }.into()],
        });
        assert!(!font.embedded);
        let codes: Vec<f64> = font.codes(b"\0\x01\0\x02\0\x06\0\x20").map(|(_, width)| width).collect();
        assert_eq!(codes, [0.1, 0.2, 0.3, 0.9]);
        assert!(font.codes(b"\0\x20").all(|(space, _)| !space), "word spacing is for one-byte spaces");
    }

    #[test]
    fn a_font_of_procedures_is_in_the_file() {
        let font = font(dictionary! {
            "Subtype" => "Type3", "FontMatrix" => vec![Object::Real(0.01), 0.into(), 0.into(), Object::Real(0.01), 0.into(), 0.into()],
            "FirstChar" => 65, "Widths" => vec![50.into()],
        });
        assert!(font.embedded);
        assert!(font.codes(b"A").all(|(_, width)| (width - 0.5).abs() < 1e-6));
    }
}
