//! Images: each picture becomes one image XObject, however often and under however many names it is shown.

mod jpeg;
mod png;
mod profile;
mod raster;
mod svg;
mod vector;

use crate::diagnostics::{Code, Diagnostics};
use crate::layout::fonts::FontBook;
use crate::layout::page::{Crop, ItemKind, Pages};
use crate::layout::units::Size;
use crate::resolve::{Asset, AssetFormat, Assets};
use printpdf::{DictItem, ExternalStream, ExternalXObject, XObject, XObjectId};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Matrix that shows an image upright in the unit square.
pub(super) const UPRIGHT: [f64; 6] = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

/// An image as the file holds it.
pub(super) struct Encoded {
    /// Width of the samples.
    width: u32,
    /// Height of the samples.
    height: u32,
    /// Bits of a component.
    bits: u8,
    /// Colour space of the samples.
    space: ColorSpace,
    /// Filter that `data` is encoded with.
    filter: Filter,
    /// Whether 255 means no ink (CMYK as Adobe's programs write it).
    inverted: bool,
    /// Encoded samples.
    data: Vec<u8>,
    /// Opacity, where not all of it is opaque.
    mask: Option<Box<Encoded>>,
    /// From the unit square of the samples to the unit square of the image as it is shown.
    matrix: [f64; 6],
}

/// Colour spaces of samples.
#[derive(Clone, Debug, PartialEq)]
enum ColorSpace {
    Gray,
    Rgb,
    /// By a profile with so many components.
    Icc(u8, Vec<u8>),
    /// Grey or RGB with sRGB's white and primaries, whose light is the sample to this power.
    Gamma(u8, f64),
    /// Indexes of a palette of colours in another space.
    Palette(Box<ColorSpace>, Vec<u8>),
}

/// Filters of samples.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Filter {
    /// JPEG; whether its three components are RGB though no marker says so.
    Dct { plain_rgb: bool },
    /// Deflate over PNG's row filters, of so many components a sample.
    PngFlate { components: u8 },
}

/// A picture that can be shown.
pub(super) struct Picture {
    /// Its XObject.
    pub id: XObjectId,
    /// From the unit square of the samples to that of the image as it is shown.
    pub matrix: [f64; 6],
    /// Whether it is transparent anywhere.
    pub transparent: bool,
}

/// All pictures of a book.
#[derive(Default)]
pub(super) struct Images {
    by_source: BTreeMap<String, XObjectId>,
    pictures: BTreeMap<XObjectId, Picture>,
    /// What printpdf is given: dictionaries without their data.
    xobjects: BTreeMap<XObjectId, XObject>,
    /// Data by name, that of masks under [`mask_name`].
    data: BTreeMap<String, Vec<u8>>,
}

/// The name under which the data of an image's mask are kept.
pub(super) fn mask_name(name: &str) -> String {
    format!("{name}-mask")
}

impl Images {
    /// Reads every image that the pages show, each once, on all cores. One that cannot be read is a warning, and has no
    /// picture.
    pub fn collect(pages: &Pages, assets: &Assets, fonts: &FontBook, diagnostics: &mut Diagnostics) -> Images {
        let mut images = Images::default();
        let mut wanted: BTreeMap<XObjectId, (&str, &Asset, Size)> = BTreeMap::new();
        for (source, size) in shown_sizes(pages, assets) {
            let Some(asset) = assets.get(source) else { continue };
            let id = XObjectId(format!("I{}", asset.digest.get(..16).unwrap_or(&asset.digest)));
            images.by_source.insert(source.to_owned(), id.clone());
            wanted.entry(id).or_insert((source, asset, size));
        }
        let wanted: Vec<_> = wanted.into_iter().collect();
        let read: Vec<_> = wanted.par_iter().map(|(_, (_, asset, size))| encode(asset, *size, fonts)).collect();
        let mut unreadable = Vec::new();
        for ((id, (source, ..)), drawn) in wanted.into_iter().zip(read) {
            match drawn {
                Ok(drawn) => images.add(id, drawn),
                Err(reason) => unreadable.push((source, reason)),
            }
        }
        unreadable.sort();
        unreadable.iter().for_each(|(source, reason)| warn_unreadable(source, reason, diagnostics));
        images
    }

    /// The picture of a source, if it could be read.
    pub fn get(&self, source: &str) -> Option<&Picture> {
        self.pictures.get(self.by_source.get(source)?)
    }

    /// What printpdf is given, and the data that its streams get.
    pub fn into_parts(self) -> (BTreeMap<XObjectId, XObject>, BTreeMap<String, Vec<u8>>) {
        (self.xobjects, self.data)
    }

    fn add(&mut self, id: XObjectId, drawn: Drawn) {
        let (matrix, transparent, stream) = match drawn {
            Drawn::Samples(mut encoded) => {
                self.data.insert(id.0.clone(), std::mem::take(&mut encoded.data));
                if let Some(mask) = &mut encoded.mask {
                    self.data.insert(mask_name(&id.0), std::mem::take(&mut mask.data));
                }
                (encoded.matrix, encoded.mask.is_some(), to_stream(encoded))
            }
            Drawn::Form(mut form) => {
                self.data.insert(id.0.clone(), std::mem::take(&mut form.content));
                (UPRIGHT, !form.opacities.is_empty(), form_stream(form))
            }
        };
        self.pictures.insert(id.clone(), Picture { id: id.clone(), matrix, transparent });
        let external = ExternalXObject { stream, width: None, height: None, dpi: None };
        self.xobjects.insert(id, XObject::External(external));
    }
}

fn warn_unreadable(source: &str, reason: &str, diagnostics: &mut Diagnostics) {
    diagnostics.warn(
        Code::ImageUnreadable,
        None,
        format!("image `{source}` cannot be read: {reason}"),
        "save it again as PNG or JPEG; showing an empty frame instead",
    );
}

/// The largest size at which each source is shown whole, in points; the largest of all sources of the same bytes, so that
/// one rasterised drawing serves them all.
fn shown_sizes<'a>(pages: &'a Pages, assets: &Assets) -> Vec<(&'a str, Size)> {
    let mut by_source: BTreeMap<&str, Size> = BTreeMap::new();
    let mut by_digest: BTreeMap<&str, Size> = BTreeMap::new();
    for item in pages.pages.iter().flat_map(|page| page.leaves()) {
        if let ItemKind::Image { source, rect, crop, .. } = &item.kind {
            let size = whole(rect.size, *crop);
            grow(by_source.entry(source).or_default(), size);
            if let Some(asset) = assets.get(source) {
                grow(by_digest.entry(&asset.digest).or_default(), size);
            }
        }
    }
    by_source
        .into_iter()
        .map(|(source, size)| {
            (source, assets.get(source).and_then(|a| by_digest.get(a.digest.as_str())).copied().unwrap_or(size))
        })
        .collect()
}

/// Size of the whole image when a part of it has a size.
pub(super) fn whole(part: Size, crop: Crop) -> Size {
    let fraction = |f: f64| if f > 0.0 { f } else { 1.0 };
    Size { width: part.width / fraction(crop.width), height: part.height / fraction(crop.height) }
}

fn grow(size: &mut Size, other: Size) {
    size.width = size.width.max(other.width);
    size.height = size.height.max(other.height);
}

/// A picture read.
enum Drawn {
    /// As samples.
    Samples(Encoded),
    /// As paths.
    Form(vector::Form),
}

fn encode(asset: &Asset, size: Size, fonts: &FontBook) -> Result<Drawn, String> {
    let samples = match asset.format {
        AssetFormat::Jpeg => match jpeg::pass_through(&asset.bytes) {
            Some(encoded) => Ok(encoded),
            None => raster::decode(&asset.bytes, image::ImageFormat::Jpeg),
        },
        AssetFormat::Png => match png::pass_through(&asset.bytes) {
            Some(encoded) => Ok(encoded),
            None => raster::decode(&asset.bytes, image::ImageFormat::Png),
        },
        AssetFormat::WebP => raster::decode(&asset.bytes, image::ImageFormat::WebP),
        AssetFormat::Gif => raster::decode(&asset.bytes, image::ImageFormat::Gif),
        AssetFormat::Svg => return svg::read(&asset.bytes, size, fonts),
    };
    samples.map(Drawn::Samples)
}

fn name(value: &str) -> DictItem {
    DictItem::Name(value.as_bytes().to_vec())
}

fn dictionary(entries: Vec<(&str, DictItem)>) -> BTreeMap<String, DictItem> {
    entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

fn to_stream(encoded: Encoded) -> ExternalStream {
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
fn form_stream(form: vector::Form) -> ExternalStream {
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
