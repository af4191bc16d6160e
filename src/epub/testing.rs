//! Books and pictures for tests.

use crate::document::{Book, BookMeta, Chapter, Metadata, NodeId};
use crate::resolve::{Asset, AssetFormat};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use sha2::{Digest, Sha256};
use std::io::Cursor;

/// A picture of a plain gradient.
pub fn encoded(width: u32, height: u32, format: ImageFormat, kind: AssetFormat) -> Asset {
    let pixel = |x: u32, y: u32| {
        let part = |n: u32, of: u32| u8::try_from(n * 255 / of.max(1)).unwrap_or(255);
        Rgb([part(x, width), part(y, height), 96])
    };
    let picture = DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, pixel));
    let mut bytes = Vec::new();
    picture.write_to(&mut Cursor::new(&mut bytes), format).expect("encodes");
    asset(bytes, kind, width, height)
}

/// An asset of these bytes.
pub fn asset(bytes: Vec<u8>, format: AssetFormat, width: u32, height: u32) -> Asset {
    let digest = Sha256::digest(&bytes).iter().map(|b| format!("{b:02x}")).collect();
    Asset { format, bytes: bytes.into(), width, height, digest }
}

/// A PNG.
pub fn png(width: u32, height: u32) -> Asset {
    encoded(width, height, ImageFormat::Png, AssetFormat::Png)
}

/// A JPEG.
pub fn jpeg(width: u32, height: u32) -> Asset {
    encoded(width, height, ImageFormat::Jpeg, AssetFormat::Jpeg)
}

/// A book of one empty post.
pub fn book() -> Book {
    let meta = BookMeta { id: "post".into(), title: "A Post".into(), lang: "en".into(), ..BookMeta::default() };
    let chapter = Chapter {
        id: NodeId(0),
        meta: Metadata { id: "post".into(), title: "A Post".into(), ..Metadata::default() },
        ..Chapter::default()
    };
    Book { meta, chapters: vec![chapter], next_node: 1, ..Book::default() }
}
