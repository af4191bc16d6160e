//! Images: each picture becomes one image XObject, however often and under however many names it is shown.

mod dictionaries;
mod encoded;
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
use dictionaries::{form_stream, to_stream};
use printpdf::{ExternalXObject, XObject, XObjectId};
use rayon::prelude::*;
use std::collections::BTreeMap;
use svg::Drawn;

pub(super) use encoded::UPRIGHT;

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
/// one rasterised drawing is used for them all.
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
