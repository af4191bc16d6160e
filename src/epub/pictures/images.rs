//! The images of a book: each picture that is shown becomes one file, in a format that every reader knows.

use super::compression::Compression;
use super::drawing;
use super::raster::{self, Encoded, Picture};
use super::svg;
use crate::resolve::digest::sha256;
use crate::resolve::{Asset, AssetFormat, Assets, pixels};
use image::DynamicImage;
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
    /// Whether the page may be seen through it: it was drawn for a light one.
    pub clear: bool,
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
    how: Treatment,
    files: BTreeMap<String, ImageFile>,
    /// What has been made of an image (by digest) and a crop: the picture, or why there is none.
    made: BTreeMap<(String, Crop), Result<Shown, String>>,
}

/// Why a picture is not shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotShown {
    /// It could not be loaded; resolving has said so.
    Missing,
    /// It cannot be read, for this reason.
    Unreadable(String),
}

impl<'a> Images<'a> {
    /// No pictures yet.
    pub fn new(assets: &'a Assets, how: Treatment) -> Self {
        Images { assets, how, files: BTreeMap::new(), made: BTreeMap::new() }
    }

    /// The picture of a source, made on first use.
    pub fn show(&mut self, source: &str, crop: Crop) -> Result<Shown, NotShown> {
        let asset = self.assets.get(source).ok_or(NotShown::Missing)?;
        let key = (asset.digest.clone(), crop);
        if let Some(made) = self.made.get(&key) {
            return made.clone().map_err(NotShown::Unreadable);
        }
        let how = self.how;
        let made = make(asset, crop, how).map(|(file, extension, width, height)| {
            let path = file_name(&asset.digest, crop, extension);
            self.files.insert(path.clone(), file);
            Shown { path, width, height, clear: is_clear(asset, how.draw) }
        });
        self.made.insert(key, made.clone());
        made.map_err(NotShown::Unreadable)
    }

    /// Whether a source is a picture that moves and its readers show it still.
    pub fn is_stilled(&self, source: &str) -> bool {
        self.how.draw && self.assets.get(source).is_some_and(is_animated)
    }

    /// Whether a source is a drawing.
    pub fn is_drawing(&self, source: &str) -> bool {
        self.assets.get(source).is_some_and(|asset| asset.format == AssetFormat::Svg)
    }

    /// Adds a picture made here; the same one is one file.
    pub fn add(&mut self, file: ImageFile, extension: &str) -> String {
        let digest = sha256(&file.bytes);
        let path = file_name(&digest, None, extension);
        self.files.insert(path.clone(), file);
        path
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

/// A picture as a file, with its extension, width and height in pixels.
type ImageOutput = (ImageFile, &'static str, u32, u32);

/// What a profile and a limit of size make of pictures.
#[derive(Clone, Copy, Debug)]
pub struct Treatment {
    /// How far bitmaps are made smaller.
    pub compression: Compression,
    /// Whether drawings become bitmaps, and pictures that move are shown still.
    pub draw: bool,
}

/// A drawing as a bitmap has this many pixels for one of its own, so that lines and type stay sharp.
const DRAWING_SCALE: u32 = 2;
/// A drawn picture with more bytes than this becomes a JPEG where the book must be smaller.
const LARGE_PNG: usize = 60_000;

fn make(asset: &Asset, crop: Crop, how: Treatment) -> Result<ImageOutput, String> {
    if asset.format == AssetFormat::Svg {
        return make_drawing(asset, how);
    }
    // Shown whole: cropping would mean every frame anew.
    if !how.draw && is_animated(asset) {
        let file = ImageFile { media_type: "image/gif", bytes: asset.bytes.clone() };
        return Ok((file, "gif", asset.width, asset.height));
    }
    let (width, height) = (asset.width, asset.height);
    let part =
        crop.map(|ratio| raster::crop_box(width, height, ratio)).filter(|(_, _, w, h)| (*w, *h) != (width, height));
    let untouched = if part.is_none() { untouched(asset, how.compression.pixels) } else { None };
    if let (Some(made), false) = (&untouched, how.compression.anew) {
        return Ok(made.clone());
    }
    let picture = Picture::of(&*pixels::of(asset)?, part, how.compression.pixels)?;
    let made = encode(&picture, asset, how.compression)?;
    // Encoding anew what was encoded well already would only lose.
    Ok(untouched.filter(|(file, ..)| file.bytes.len() <= made.0.bytes.len()).unwrap_or(made))
}

/// A drawing is shown whole: cropping it would need its window changed, which not every reader honours.
fn make_drawing(asset: &Asset, how: Treatment) -> Result<ImageOutput, String> {
    let text = svg::sanitize(&asset.bytes).ok_or("it is not an SVG document")?;
    if !how.draw {
        let file = ImageFile { media_type: "image/svg+xml", bytes: text.into_bytes().into() };
        return Ok((file, "svg", asset.width, asset.height));
    }
    let (width, height) = (asset.width.max(1), asset.height.max(1));
    let size = (width.saturating_mul(DRAWING_SCALE), height.saturating_mul(DRAWING_SCALE));
    let size = raster::bounded_size(size.0, size.1, how.compression.pixels);
    let layer = drawing::render(&text, size)?;
    let picture = Picture { pixels: DynamicImage::ImageRgb8(drawing::on_white(&layer)), icc: None };
    let Encoded { bytes, width, height, .. } = picture.to_png()?;
    Ok((ImageFile { media_type: "image/png", bytes: bytes.into() }, "png", width, height))
}

/// A PNG or JPEG that readers show as it is keeps its pixels, bit for bit. Assets are upright and can be decoded, so that
/// it need not be decoded for this.
fn untouched(asset: &Asset, most: u64) -> Option<ImageOutput> {
    let (width, height) = (asset.width, asset.height);
    if u64::from(width) * u64::from(height) > most {
        return None;
    }
    let (bytes, media_type, extension) = match asset.format {
        AssetFormat::Jpeg => (raster::strip_jpeg(&asset.bytes)?, "image/jpeg", "jpg"),
        AssetFormat::Png => (raster::strip_png(&asset.bytes)?, "image/png", "png"),
        AssetFormat::WebP | AssetFormat::Gif | AssetFormat::Svg => return None,
    };
    Some((ImageFile { media_type, bytes: bytes.into() }, extension, width, height))
}

/// Photographs become JPEG; drawn pictures (PNG, GIF, lossless WebP) and transparent ones become PNG. Where the book must
/// be smaller, a large opaque one becomes the smaller of both.
fn encode(picture: &Picture, asset: &Asset, compression: Compression) -> Result<ImageOutput, String> {
    let photograph = match asset.format {
        AssetFormat::Jpeg => true,
        AssetFormat::WebP => !is_lossless_webp(&asset.bytes),
        AssetFormat::Png | AssetFormat::Gif | AssetFormat::Svg => false,
    };
    let opaque = !picture.is_transparent();
    let mut made = if photograph && opaque { picture.to_jpeg(compression.quality)? } else { picture.to_png()? };
    if compression.anew && opaque && !made.jpeg && made.bytes.len() > LARGE_PNG {
        let jpeg = picture.to_jpeg(compression.quality)?;
        if jpeg.bytes.len() < made.bytes.len() {
            made = jpeg;
        }
    }
    let Encoded { bytes, jpeg, width, height } = made;
    let (media_type, extension) = if jpeg { ("image/jpeg", "jpg") } else { ("image/png", "png") };
    Ok((ImageFile { media_type, bytes: bytes.into() }, extension, width, height))
}

/// Whether the page may be seen through a picture, by its format's header alone.
fn is_clear(asset: &Asset, draw: bool) -> bool {
    match asset.format {
        AssetFormat::Svg => !draw,
        // PNG 3rd edition, 11.2.1: colour types with alpha; 11.3.1.1: transparent colours of the others.
        AssetFormat::Png => {
            let head = asset.bytes.split_at_checked(PNG_HEAD).map_or(&asset.bytes[..], |(head, _)| head);
            matches!(head.get(25), Some(4 | 6)) || head.windows(4).any(|name| name == b"tRNS")
        }
        AssetFormat::Jpeg | AssetFormat::WebP | AssetFormat::Gif => false,
    }
}

/// Bytes of a PNG in which its chunks before the pixels begin: a palette and a colour profile are not longer.
const PNG_HEAD: usize = 4096;

/// Whether a GIF has more than one image (GIF89a, appendix B).
fn is_animated(asset: &Asset) -> bool {
    asset.format == AssetFormat::Gif && gif_images(&asset.bytes).is_some_and(|images| images > 1)
}

/// The images of a GIF, counted to two; `None` if it is cut off before.
fn gif_images(bytes: &[u8]) -> Option<u32> {
    let table = |flags: u8| if flags & 0x80 == 0 { 0 } else { 3usize << ((flags & 7) + 1) };
    let mut at = 13 + table(*bytes.get(10)?);
    let mut images = 0;
    while images < 2 {
        match bytes.get(at)? {
            0x2c => {
                images += 1;
                at += 10 + table(*bytes.get(at + 9)?) + 1;
            }
            0x21 => at += 2,
            _ => break,
        }
        // Blocks of data, each after its length, up to one of none.
        loop {
            let length = usize::from(*bytes.get(at)?);
            at += 1 + length;
            if length == 0 {
                break;
            }
        }
    }
    Some(images)
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
    use crate::epub::pictures::compression::LEVELS;
    use crate::epub::testing;

    const PLAIN: Treatment = Treatment { compression: LEVELS[0], draw: false };

    #[test]
    fn a_picture_is_made_smaller_as_it_is_asked_for() {
        let mut assets = Assets::default();
        assets.insert("a.jpg", testing::jpeg(2000, 1500));
        assets.insert("a.png", testing::png(1200, 900));
        let sizes: Vec<(u64, usize)> = LEVELS
            .iter()
            .map(|compression| {
                let mut images = Images::new(&assets, Treatment { compression: *compression, draw: false });
                let shown = images.show("a.jpg", None).expect("shown");
                images.show("a.png", None).expect("shown");
                let bytes = images.into_files().values().map(|file| file.bytes.len()).sum();
                (u64::from(shown.width) * u64::from(shown.height), bytes)
            })
            .collect();
        for (level, (compression, size)) in LEVELS.iter().zip(&sizes).enumerate() {
            assert!(size.0 <= compression.pixels, "{level}: {size:?}");
        }
        assert!(sizes.windows(2).all(|pair| pair[1].1 <= pair[0].1), "{sizes:?}");
        assert!(sizes[8].1 * 4 < sizes[0].1, "{sizes:?}");
    }

    #[test]
    fn a_drawing_becomes_pixels_where_a_reader_needs_them() {
        let svg =
            b"<svg xmlns='http://www.w3.org/2000/svg' width='30' height='20'><rect width='30' height='20'/></svg>";
        let mut assets = Assets::default();
        assets.insert("a.svg", testing::asset(svg.to_vec(), AssetFormat::Svg, 30, 20));
        let mut images = Images::new(&assets, Treatment { draw: true, ..PLAIN });
        let shown = images.show("a.svg", None).expect("shown");
        assert_eq!((shown.width, shown.height), (60, 40));
        let file = &images.into_files()[&shown.path];
        let pixels = image::load_from_memory(&file.bytes).expect("PNG").to_rgb8();
        assert_eq!(pixels.get_pixel(30, 20).0, [0, 0, 0]);
    }

    #[test]
    fn one_picture_under_two_names_is_one_file() {
        let mut assets = Assets::default();
        assets.insert("a.png", testing::png(8, 6));
        assets.insert("b.png", testing::png(8, 6));
        let mut images = Images::new(&assets, PLAIN);
        assert_eq!(images.show("a.png", None), images.show("b.png", None));
        assert_eq!(images.show("c.png", None), Err(NotShown::Missing));
        assert_eq!(images.into_files().len(), 1);
    }

    #[test]
    fn a_jpeg_stays_a_jpeg_when_cropped() {
        let mut assets = Assets::default();
        assets.insert("a.jpg", testing::jpeg(1600, 900));
        let mut images = Images::new(&assets, PLAIN);
        let shown = images.show("a.jpg", Some((16, 7))).expect("picture");
        assert_eq!((shown.width, shown.height), (1600, 700));
        assert!(shown.path.ends_with("-16x7.jpg"), "{}", shown.path);
    }

    #[test]
    fn webp_and_gif_become_core_formats() {
        let mut assets = Assets::default();
        assets.insert("a.gif", testing::encoded(4, 4, image::ImageFormat::Gif, AssetFormat::Gif));
        assets.insert("a.webp", testing::encoded(4, 4, image::ImageFormat::WebP, AssetFormat::WebP));
        let mut images = Images::new(&assets, PLAIN);
        assert!(images.show("a.gif", None).expect("gif").path.ends_with(".png"));
        assert!(images.show("a.webp", None).expect("lossless webp").path.ends_with(".png"));
    }

    fn gif(frames: u32) -> Asset {
        let mut bytes = Vec::new();
        let mut encoder = image::codecs::gif::GifEncoder::new(&mut bytes);
        for number in 0..frames {
            let pixel = image::Rgba([u8::try_from(number * 90).expect("small"), 9, 9, 255]);
            encoder.encode_frame(image::Frame::new(image::RgbaImage::from_pixel(6, 4, pixel))).expect("a frame");
        }
        drop(encoder);
        testing::asset(bytes, AssetFormat::Gif, 6, 4)
    }

    #[test]
    fn what_moves_goes_on_moving_where_it_can() {
        let mut assets = Assets::default();
        assets.insert("moving.gif", gif(3));
        assets.insert("still.gif", gif(1));
        let mut images = Images::new(&assets, PLAIN);
        let moving = images.show("moving.gif", Some((1, 1))).expect("shown");
        assert!(moving.path.ends_with(".gif") && !images.is_stilled("moving.gif"), "{moving:?}");
        assert!(images.show("still.gif", None).expect("shown").path.ends_with(".png"));
        assert_eq!(images.into_files()[&moving.path].bytes, gif(3).bytes);
        let mut images = Images::new(&assets, Treatment { draw: true, ..PLAIN });
        assert!(images.show("moving.gif", None).expect("shown").path.ends_with(".png"));
        assert!(images.is_stilled("moving.gif") && !images.is_stilled("still.gif"));
    }

    #[test]
    fn what_the_page_is_seen_through_is_known() {
        let mut assets = Assets::default();
        assets.insert("opaque.png", testing::png(4, 4));
        let mut bytes = Vec::new();
        let pixels = image::RgbaImage::from_pixel(4, 4, image::Rgba([0, 0, 0, 9]));
        pixels.write_to(&mut std::io::Cursor::new(&mut bytes), image::ImageFormat::Png).expect("a PNG");
        assets.insert("clear.png", testing::asset(bytes, AssetFormat::Png, 4, 4));
        let mut images = Images::new(&assets, PLAIN);
        assert!(images.show("clear.png", None).expect("shown").clear);
        assert!(!images.show("opaque.png", None).expect("shown").clear);
    }

    #[test]
    fn a_broken_file_says_why() {
        let mut assets = Assets::default();
        let asset = testing::png(8, 6);
        assets.insert("a.png", testing::asset(asset.bytes[..40].to_vec(), AssetFormat::Png, 8, 6));
        assert!(matches!(Images::new(&assets, PLAIN).show("a.png", None), Err(NotShown::Unreadable(_))));
    }
}
