//! The dictionaries of images and forms, as printpdf takes them.

use super::encoded::{ColorSpace, Encoded, Filter};
use super::vector::Form;
use printpdf::{DictItem, ExternalStream};
use std::collections::BTreeMap;

fn name(value: &str) -> DictItem {
    DictItem::Name(value.as_bytes().to_vec())
}

fn dictionary(entries: Vec<(&str, DictItem)>) -> BTreeMap<String, DictItem> {
    entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

/// An image.
pub(super) fn to_stream(encoded: Encoded) -> ExternalStream {
    let mut dict = dictionary(vec![
        ("Type", name("XObject")),
        ("Subtype", name("Image")),
        ("Width", DictItem::Int(i64::from(encoded.width))),
        ("Height", DictItem::Int(i64::from(encoded.height))),
        ("BitsPerComponent", DictItem::Int(i64::from(encoded.bits))),
    ]);
    let parameters = match encoded.filter {
        Filter::Dct { plain_rgb: true } => Some(dictionary(vec![("ColorTransform", DictItem::Int(0))])),
        Filter::Dct { plain_rgb: false } => None,
        Filter::PngFlate { components } => Some(dictionary(vec![
            ("Predictor", DictItem::Int(15)),
            ("Colors", DictItem::Int(i64::from(components))),
            ("BitsPerComponent", DictItem::Int(i64::from(encoded.bits))),
            ("Columns", DictItem::Int(i64::from(encoded.width))),
        ])),
    };
    let filter = match encoded.filter {
        Filter::Dct { .. } => "DCTDecode",
        Filter::PngFlate { .. } => "FlateDecode",
    };
    dict.insert("Filter".into(), name(filter));
    dict.extend(parameters.map(|map| ("DecodeParms".to_owned(), DictItem::Dict { map })));
    if encoded.inverted {
        let ends = [1, 0, 1, 0, 1, 0, 1, 0].map(DictItem::Int);
        dict.insert("Decode".into(), DictItem::Array(ends.to_vec()));
    }
    dict.insert("ColorSpace".into(), color_space(encoded.space));
    dict.extend(encoded.mask.map(|mask| ("SMask".to_owned(), DictItem::Stream { stream: to_stream(*mask) })));
    ExternalStream { dict, content: encoded.data, compress: false }
}

/// A form that fills the unit square, as images do.
pub(super) fn form_stream(form: Form) -> ExternalStream {
    let (width, height) = form.size;
    let numbers = |values: &[f32]| DictItem::Array(values.iter().map(|value| DictItem::Real(*value)).collect());
    let state = |step: &u16| {
        let alpha = DictItem::Real(f32::from(*step) / 1000.0);
        let map = dictionary(vec![("Type", name("ExtGState")), ("ca", alpha.clone()), ("CA", alpha)]);
        (format!("G{step}"), DictItem::Dict { map })
    };
    let states = DictItem::Dict { map: form.opacities.iter().map(state).collect() };
    let dict = dictionary(vec![
        ("Type", name("XObject")),
        ("Subtype", name("Form")),
        ("BBox", numbers(&[0.0, 0.0, width, height])),
        ("Matrix", numbers(&[1.0 / width, 0.0, 0.0, -1.0 / height, 0.0, 1.0])),
        ("Resources", DictItem::Dict { map: dictionary(vec![("ExtGState", states)]) }),
    ]);
    ExternalStream { dict, content: form.content, compress: true }
}

fn color_space(space: ColorSpace) -> DictItem {
    match space {
        ColorSpace::Gray => name("DeviceGray"),
        ColorSpace::Rgb => name("DeviceRGB"),
        ColorSpace::Icc(components, content) => {
            let dict = dictionary(vec![("N", DictItem::Int(i64::from(components)))]);
            let stream = ExternalStream { dict, content, compress: true };
            DictItem::Array(vec![name("ICCBased"), DictItem::Stream { stream }])
        }
        ColorSpace::Gamma(components, gamma) => calibrated(components, gamma as f32),
        ColorSpace::Palette(base, colors) => {
            let last = colors.len() as i64 / components(&base) - 1;
            let colors = DictItem::String { data: colors, literal: false };
            DictItem::Array(vec![name("Indexed"), color_space(*base), DictItem::Int(last), colors])
        }
    }
}

/// Components of a colour.
fn components(space: &ColorSpace) -> i64 {
    match space {
        ColorSpace::Gray | ColorSpace::Palette(..) => 1,
        ColorSpace::Rgb => 3,
        ColorSpace::Icc(components, _) | ColorSpace::Gamma(components, _) => i64::from(*components),
    }
}

/// Grey or RGB by a gamma (ISO 32000-1, 8.6.5.2 and 8.6.5.3), with the white and the primaries of sRGB
/// (IEC 61966-2-1).
fn calibrated(components: u8, gamma: f32) -> DictItem {
    const WHITE: [f32; 3] = [0.9505, 1.0, 1.089];
    const PRIMARIES: [f32; 9] = [0.4124, 0.2126, 0.0193, 0.3576, 0.7152, 0.1192, 0.1805, 0.0722, 0.9505];
    let numbers = |values: &[f32]| DictItem::Array(values.iter().map(|value| DictItem::Real(*value)).collect());
    let (kind, entries) = if components == 1 {
        ("CalGray", vec![("WhitePoint", numbers(&WHITE)), ("Gamma", DictItem::Real(gamma))])
    } else {
        let entries =
            vec![("WhitePoint", numbers(&WHITE)), ("Gamma", numbers(&[gamma; 3])), ("Matrix", numbers(&PRIMARIES))];
        ("CalRGB", entries)
    };
    DictItem::Array(vec![name(kind), DictItem::Dict { map: dictionary(entries) }])
}
