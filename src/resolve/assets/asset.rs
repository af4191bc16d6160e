//! Images as the backends get them.

use image::ImageFormat;
use std::collections::BTreeMap;
use std::sync::Arc;

/// An image that could be loaded, whole and decodable. Its bytes are as found, with three exceptions: a raster image whose
/// metadata ask for it to be turned (EXIF orientation) was turned and encoded again, a compressed SVG was decompressed, and
/// labels that an SVG holds as HTML became text. So bytes, width and height always say the same.
#[derive(Clone, Debug)]
pub struct Asset {
    /// Format.
    pub format: AssetFormat,
    /// The file.
    pub bytes: Arc<[u8]>,
    /// Width in pixels (CSS pixels for SVG).
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Lower-case hexadecimal SHA-256 of `bytes`: the same picture under two names is one file in the output.
    pub digest: String,
}

/// Formats that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AssetFormat {
    /// PNG
    Png,
    /// JPEG
    Jpeg,
    /// WebP
    WebP,
    /// GIF
    Gif,
    /// SVG
    Svg,
}

impl AssetFormat {
    /// The format as the decoder knows it; `None` for drawings.
    pub fn bitmap(self) -> Option<ImageFormat> {
        match self {
            AssetFormat::Png => Some(ImageFormat::Png),
            AssetFormat::Jpeg => Some(ImageFormat::Jpeg),
            AssetFormat::WebP => Some(ImageFormat::WebP),
            AssetFormat::Gif => Some(ImageFormat::Gif),
            AssetFormat::Svg => None,
        }
    }
}

/// The images of a book, by [`crate::document::Image::source`] or thumbnail source. A source that is missing here could
/// not be loaded; its diagnostic has been given.
#[derive(Clone, Debug, Default)]
pub struct Assets {
    by_source: BTreeMap<String, Asset>,
}

impl Assets {
    /// The image of a source.
    pub fn get(&self, source: &str) -> Option<&Asset> {
        self.by_source.get(source)
    }

    /// Adds an image.
    pub fn insert(&mut self, source: impl Into<String>, asset: Asset) {
        self.by_source.insert(source.into(), asset);
    }

    /// All of them, by source.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Asset)> {
        self.by_source.iter().map(|(source, asset)| (source.as_str(), asset))
    }
}
