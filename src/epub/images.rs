//! The images of a book: each picture that is shown becomes one file, in a format that every reader knows.

use super::raster::{self, Encoded, MAX_PIXELS, Picture};
use super::svg;
use crate::resolve::{Asset, AssetFormat, Assets};
use image::ImageFormat;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A picture in the book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Its file, from the book's root: `images/0123456789abcdef.jpg`.
    pub path: String,
    /// Width in pixels (CSS pixels for SVG).
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}

/// A file of the book.
#[derive(Clone, Debug)]
pub struct ImageFile {
    /// MIME type.
    pub media_type: &'static str,
    /// The bytes.
    pub bytes: Arc<[u8]>,
}

/// How much of a picture is shown: `None` whole, or cropped to a ratio.
pub type Crop = Option<(u32, u32)>;

/// The pictures of one book.
#[derive(Debug)]
pub struct Images<'a> {
    assets: &'a Assets,
    files: BTreeMap<String, ImageFile>,
    /// What has been made of an image (by digest) and a crop: the picture, or why there is none.
    made: BTreeMap<(String, Crop), Result<Shown, String>>,
}

/// Why a picture is not shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotShown {
    /// It could not be had; resolving has said so.
    Missing,
    /// It cannot be read, for this reason.
    Unreadable(String),
}

impl<'a> Images<'a> {
    /// No pictures yet.
    pub fn new(assets: &'a Assets) -> Self {
        Images { assets, files: BTreeMap::new(), made: BTreeMap::new() }
    }

    /// The picture of a source, made on first use.
    pub fn show(&mut self, source: &str, crop: Crop) -> Result<Shown, NotShown> {
        let asset = self.assets.get(source).ok_or(NotShown::Missing)?;
        let key = (asset.digest.clone(), crop);
        if let Some(made) = self.made.get(&key) {
            return made.clone().map_err(NotShown::Unreadable);
        }
        let made = make(asset, crop).map(|(file, extension, width, height)| {
            let path = file_name(&asset.digest, crop, extension);
            self.files.insert(path.clone(), file);
            Shown { path, width, height }
        });
        self.made.insert(key, made.clone());
        made.map_err(NotShown::Unreadable)
    }

    /// The files made, by path.
    pub fn into_files(self) -> BTreeMap<String, ImageFile> {
        self.files
    }
}

/// Sixteen hexadecimal digits of the SHA-256 tell any number of pictures apart that a book can hold.
fn file_name(digest: &str, crop: Crop, extension: &str) -> String {
    let digest: String = digest.chars().filter(char::is_ascii_alphanumeric).take(16).collect();
    match crop {
        None => format!("images/{digest}.{extension}"),
        Some((w, h)) => format!("images/{digest}-{w}x{h}.{extension}"),
    }
}

/// The bitmap format of an asset; `None` for drawings.
pub fn bitmap_format(format: AssetFormat) -> Option<ImageFormat> {
    match format {
        AssetFormat::Png => Some(ImageFormat::Png),
        AssetFormat::Jpeg => Some(ImageFormat::Jpeg),
        AssetFormat::WebP => Some(ImageFormat::WebP),
        AssetFormat::Gif => Some(ImageFormat::Gif),
        AssetFormat::Svg => None,
    }
}

type Made = (ImageFile, &'static str, u32, u32);

fn make(asset: &Asset, crop: Crop) -> Result<Made, String> {
    let Some(format) = bitmap_format(asset.format) else {
        // A drawing is shown whole: cropping it would need its window changed, which not every reader honours.
        let text = svg::sanitize(&asset.bytes).ok_or("it is not an SVG document")?;
        let file = ImageFile { media_type: "image/svg+xml", bytes: text.into_bytes().into() };
        return Ok((file, "svg", asset.width, asset.height));
    };
    let picture = raster::decode(&asset.bytes, format)?;
    if crop.is_none_or(|ratio| is_ratio(&picture, ratio))
        && let Some(made) = untouched(asset, &picture)
    {
        return Ok(made);
    }
    let picture = match crop {
        Some(ratio) => picture.cropped(ratio),
        None => picture,
    };
    encode(&picture.bounded(), asset)
}

fn is_ratio(picture: &Picture, ratio: (u32, u32)) -> bool {
    let (width, height) = (picture.pixels.width(), picture.pixels.height());
    let (_, _, w, h) = raster::crop_box(width, height, ratio);
    (w, h) == (width, height)
}

/// A PNG or JPEG that readers show as it is keeps its pixels, bit for bit.
fn untouched(asset: &Asset, picture: &Picture) -> Option<Made> {
    let (width, height) = (picture.pixels.width(), picture.pixels.height());
    if picture.turned || u64::from(width) * u64::from(height) > MAX_PIXELS {
        return None;
    }
    let (bytes, media_type, extension) = match asset.format {
        AssetFormat::Jpeg => (raster::strip_jpeg(&asset.bytes)?, "image/jpeg", "jpg"),
        AssetFormat::Png => (raster::strip_png(&asset.bytes)?, "image/png", "png"),
        AssetFormat::WebP | AssetFormat::Gif | AssetFormat::Svg => return None,
    };
    Some((ImageFile { media_type, bytes: bytes.into() }, extension, width, height))
}

/// Photographs become JPEG; drawn pictures (PNG, GIF, lossless WebP) and transparent ones become PNG.
fn encode(picture: &Picture, asset: &Asset) -> Result<Made, String> {
    let photograph = match asset.format {
        AssetFormat::Jpeg => true,
        AssetFormat::WebP => !is_lossless_webp(&asset.bytes),
        AssetFormat::Png | AssetFormat::Gif | AssetFormat::Svg => false,
    };
    let Encoded { bytes, jpeg, width, height } =
        if photograph && !picture.is_transparent() { picture.to_jpeg()? } else { picture.to_png()? };
    let (media_type, extension) = if jpeg { ("image/jpeg", "jpg") } else { ("image/png", "png") };
    Ok((ImageFile { media_type, bytes: bytes.into() }, extension, width, height))
}

/// WebP container, RFC 9649: a lossless bitstream is a chunk named `VP8L`, first in a simple file.
fn is_lossless_webp(bytes: &[u8]) -> bool {
    bytes.get(12..16) == Some(b"VP8L".as_slice())
        || (bytes.get(12..16) == Some(b"VP8X".as_slice())
            && bytes.windows(4).take(1 << 16).any(|w| w == b"VP8L")
            && !bytes.windows(4).take(1 << 16).any(|w| w == b"VP8 "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::epub::testing;

    #[test]
    fn one_picture_under_two_names_is_one_file() {
        let mut assets = Assets::default();
        assets.insert("a.png", testing::png(8, 6));
        assets.insert("b.png", testing::png(8, 6));
        let mut images = Images::new(&assets);
        assert_eq!(images.show("a.png", None), images.show("b.png", None));
        assert_eq!(images.show("c.png", None), Err(NotShown::Missing));
        assert_eq!(images.into_files().len(), 1);
    }

    #[test]
    fn a_jpeg_stays_a_jpeg_when_cropped() {
        let mut assets = Assets::default();
        assets.insert("a.jpg", testing::jpeg(1600, 900));
        let mut images = Images::new(&assets);
        let shown = images.show("a.jpg", Some((16, 7))).expect("picture");
        assert_eq!((shown.width, shown.height), (1600, 700));
        assert!(shown.path.ends_with("-16x7.jpg"), "{}", shown.path);
    }

    #[test]
    fn webp_and_gif_become_core_formats() {
        let mut assets = Assets::default();
        assets.insert("a.gif", testing::encoded(4, 4, ImageFormat::Gif, AssetFormat::Gif));
        assets.insert("a.webp", testing::encoded(4, 4, ImageFormat::WebP, AssetFormat::WebP));
        let mut images = Images::new(&assets);
        assert!(images.show("a.gif", None).expect("gif").path.ends_with(".png"));
        assert!(images.show("a.webp", None).expect("lossless webp").path.ends_with(".png"));
    }

    #[test]
    fn a_broken_file_says_why() {
        let mut assets = Assets::default();
        let mut asset = testing::png(8, 6);
        asset.bytes = asset.bytes[..40].to_vec().into();
        assets.insert("a.png", asset);
        assert!(matches!(Images::new(&assets).show("a.png", None), Err(NotShown::Unreadable(_))));
    }
}
