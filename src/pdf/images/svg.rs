//! SVG drawings: read, and rasterised for print where their paths do not say all.

use super::encoded::Encoded;
use super::{raster, vector};
use crate::layout::fonts::FontBook;
use crate::layout::units::Size;
use crate::resolve::drawing;
use image::{DynamicImage, Rgba, RgbaImage};
use resvg::tiny_skia::{Pixmap, Transform};

/// Pixels of an inch: what offset printing can show of a drawing.
const RESOLUTION: f64 = 300.0;

/// The longest side in pixels: bounds the memory to 64 MB; more than A4 at 300 dpi is high.
const LONGEST_SIDE: f64 = 4000.0;

/// A picture read.
pub(super) enum Drawn {
    /// As samples.
    Samples(Encoded),
    /// As paths.
    Form(vector::Form),
}

/// Reads a file, as paths where that says all of it, else as samples for the size it is shown at.
pub(super) fn read(bytes: &[u8], shown: Size, fonts: &FontBook) -> Result<Drawn, String> {
    let tree = fonts.drawing(bytes)?;
    match vector::form(&tree) {
        Some(form) => Ok(Drawn::Form(form)),
        None => rasterise(&tree, shown).map(Drawn::Samples),
    }
}

fn rasterise(tree: &usvg::Tree, shown: Size) -> Result<Encoded, String> {
    let (width, height) = (f64::from(tree.size().width()), f64::from(tree.size().height()));
    let scale = scale_for((width, height), shown);
    let pixels = |side: f64| ((side * scale).round() as u32).max(1);
    let mut pixmap = Pixmap::new(pixels(width), pixels(height)).ok_or("it has no size")?;
    let to_pixels = Transform::from_scale(pixmap.width() as f32 / width as f32, pixmap.height() as f32 / height as f32);
    drawing::render(tree, to_pixels, &mut pixmap.as_mut())?;
    let (width, height) = (pixmap.width(), pixmap.height());
    let straight = pixmap.pixels().iter().flat_map(|pixel| {
        let color = pixel.demultiply();
        [color.red(), color.green(), color.blue(), color.alpha()]
    });
    let image: RgbaImage =
        image::ImageBuffer::<Rgba<u8>, _>::from_raw(width, height, straight.collect()).ok_or("it has no size")?;
    raster::encode(DynamicImage::ImageRgba8(image))
}

/// Pixels for each unit of the drawing.
fn scale_for((width, height): (f64, f64), shown: Size) -> f64 {
    let wanted = (shown.width.0 / width).max(shown.height.0 / height) * RESOLUTION / 72.0;
    let longest = LONGEST_SIDE / width.max(height);
    if wanted.is_finite() && wanted > 0.0 { wanted.min(longest) } else { longest.min(1.0) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::units::Pt;

    const SQUARE: &[u8] = br##"<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10">
        <rect width="10" height="5" fill="#ff0000"/></svg>"##;

    fn size(width: f64, height: f64) -> Size {
        Size { width: Pt(width), height: Pt(height) }
    }

    fn samples(bytes: &[u8], shown: Size) -> Encoded {
        rasterise(&FontBook::default().drawing(bytes).unwrap(), shown).unwrap()
    }

    #[test]
    fn paths_stay_paths_and_the_rest_is_samples() {
        let read = |bytes| read(bytes, size(72.0, 72.0), &FontBook::default()).unwrap();
        assert!(matches!(read(SQUARE), Drawn::Form(_)));
        let blurred = br##"<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><filter id="b">
            <feGaussianBlur stdDeviation="1"/></filter><rect width="9" height="9" filter="url(#b)"/></svg>"##;
        assert!(matches!(read(blurred), Drawn::Samples(_)));
    }

    #[test]
    fn drawings_have_300_pixels_an_inch() {
        let encoded = samples(SQUARE, size(72.0, 72.0));
        assert_eq!((encoded.width, encoded.height), (300, 300));
        assert!(encoded.mask.is_some(), "the lower half is empty");
    }

    #[test]
    fn no_drawing_is_larger_than_the_limit() {
        let encoded = samples(SQUARE, size(7200.0, 7200.0));
        assert_eq!(encoded.width, LONGEST_SIDE as u32);
    }

    #[test]
    fn no_file_can_be_reached() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("secret.png");
        std::fs::write(&file, crate::pdf::tests::support::png(DynamicImage::new_rgb8(4, 4))).unwrap();
        let drawing = |inside: String| {
            let svg = format!(r#"<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4">{inside}</svg>"#);
            samples(svg.as_bytes(), size(4.0, 4.0)).mask.unwrap().data
        };
        let reaching = format!(r#"<image href="{}" width="4" height="4"/>"#, file.display());
        assert_eq!(drawing(reaching), drawing(String::new()));
    }

    #[test]
    fn what_is_no_drawing_is_an_error() {
        assert!(read(b"<p>no</p>", size(10.0, 10.0), &FontBook::default()).is_err());
    }
}
