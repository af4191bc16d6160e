//! The cover: the picture that the author names, else the thumbnail with the title and the author set under it, else
//! type alone ([`super::cover_type`]).
//!
//! RGB, JPEG; 1600 × 2560 pixels where it is made here, as shops ask.

use super::cover_type::{self, HEIGHT, Line, PICTURE_HEIGHT, WIDTH};
use super::drawing::{lay_over, picture, render};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Severity};
use crate::document::BookMeta;
use crate::epub::color::ground_for_white_text;
use crate::epub::error::EpubError;
use crate::epub::markup::Markup;
use crate::resolve::{Asset, AssetFormat, Assets};
use crate::theme::Theme;
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ExtendedColorType, ImageEncoder, RgbImage};
use std::sync::Arc;

/// A given cover with a longer side below this is told of: it is coarse on the screens of today.
const LEAST_SIDE: u32 = 1000;
/// Contrast of white type on the cover's ground: WCAG's AAA, since a stamp is small.
const GROUND_CONTRAST: f64 = 7.0;
/// Flat grounds and edges of type show JPEG's blocks below this.
const JPEG_QUALITY: u8 = 88;

/// A cover that a run or a site names.
#[derive(Clone, Debug)]
pub struct GivenCover {
    /// The image.
    pub image: Arc<Asset>,
    /// Whether it wins over the one that the post names (a flag does, a configuration does not).
    pub first: bool,
}

/// The image that is the cover of a book, if somebody names one.
fn named<'a>(meta: &BookMeta, assets: &'a Assets, given: Option<&'a GivenCover>) -> Option<&'a Asset> {
    let of = |first: bool| given.filter(|given| given.first == first).map(|given| &*given.image);
    of(true).or_else(|| meta.cover_file.as_ref().and_then(|file| assets.get(&file.source))).or_else(|| of(false))
}

/// The cover of a book as JPEG: the image that somebody names, else one drawn from the book's metadata.
///
/// # Errors
/// When it cannot be drawn or encoded.
pub fn cover(
    meta: &BookMeta,
    assets: &Assets,
    theme: &Theme,
    given: Option<&GivenCover>,
) -> Result<Vec<u8>, EpubError> {
    at_quality(meta, assets, theme, given, JPEG_QUALITY)
}

/// The same at a lower quality, if the book must be small.
pub fn at_quality(
    meta: &BookMeta,
    assets: &Assets,
    theme: &Theme,
    given: Option<&GivenCover>,
    quality: u8,
) -> Result<Vec<u8>, EpubError> {
    let whole = |asset: &Asset| picture(asset, fitting(asset.width, asset.height));
    let canvas = match named(meta, assets, given).and_then(whole) {
        Some(picture) => bounded(picture).to_rgb8(),
        None => drawn(meta, assets, theme).map_err(EpubError::Cover)?,
    };
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, quality.min(JPEG_QUALITY))
        .write_image(&canvas, canvas.width(), canvas.height(), ExtendedColorType::Rgb8)
        .map_err(|e| EpubError::Cover(e.to_string()))?;
    Ok(bytes)
}

/// Says whether a cover that was named is no cover: one that could not be had is an error, a small one a warning.
pub fn check(meta: &BookMeta, assets: &Assets, given: Option<&GivenCover>, diagnostics: &mut Diagnostics) {
    let of_post = meta.cover_file.as_ref().filter(|_| given.is_none_or(|given| !given.first));
    let span = of_post.map(|file| file.span);
    match (named(meta, assets, given), of_post) {
        (None, None) => {}
        (_, Some(file)) if assets.get(&file.source).is_none() => diagnostics.push(Diagnostic {
            code: Code::ImageNotFound,
            severity: Severity::Error,
            message: format!("the cover `{}` could not be loaded", file.source),
            span,
            hint: Some("name an image, as PNG or JPEG, or remove `cover` to get one made from the title".to_owned()),
        }),
        (None, Some(_)) => {}
        (Some(asset), _) => {
            let side = asset.width.max(asset.height);
            if asset.format != AssetFormat::Svg && side < LEAST_SIDE {
                let message = format!("the cover is {} × {} pixels", asset.width, asset.height);
                let hint =
                    format!("{LEAST_SIDE} pixels on the longer side are little enough; {WIDTH} × {HEIGHT} is good");
                diagnostics.warn(Code::ImageLowResolution, span, message, hint);
            }
        }
    }
}

/// The largest size on a cover with the proportions of an image.
fn fitting(width: u32, height: u32) -> (u32, u32) {
    let (width, height) = (u64::from(width.max(1)), u64::from(height.max(1)));
    let (most, deepest) = (u64::from(WIDTH), u64::from(HEIGHT));
    let (w, h) = if width * deepest > height * most {
        (most, height * most / width)
    } else {
        (width * deepest / height, deepest)
    };
    let side = |n: u64| u32::try_from(n.max(1)).unwrap_or(WIDTH);
    (side(w), side(h))
}

/// A cover larger than 1600 × 2560 is made to fit there; a smaller one stays as it is.
fn bounded(picture: DynamicImage) -> DynamicImage {
    if picture.width() <= WIDTH && picture.height() <= HEIGHT {
        return picture;
    }
    picture.resize(WIDTH, HEIGHT, FilterType::Lanczos3)
}

/// The thumbnail and the type, or type alone.
fn drawn(meta: &BookMeta, assets: &Assets, theme: &Theme) -> Result<RgbImage, String> {
    let accent = theme.accent(meta.category.as_deref(), meta.category_color);
    let ground = ground_for_white_text(accent, GROUND_CONTRAST);
    let thumbnail = meta.cover.as_ref().and_then(|cover| assets.get(&cover.source));
    let thumbnail = thumbnail.and_then(|asset| picture(asset, (WIDTH, PICTURE_HEIGHT)));
    let mut canvas = RgbImage::from_pixel(WIDTH, HEIGHT, image::Rgb([ground.0, ground.1, ground.2]));
    if let Some(picture) = &thumbnail {
        let top = picture.resize_to_fill(WIDTH, PICTURE_HEIGHT, FilterType::Lanczos3).to_rgb8();
        image::imageops::replace(&mut canvas, &top, 0, 0);
    }
    let lines = cover_type::compose(meta, thumbnail.is_some());
    lay_over(&mut canvas, &render(&sheet(&lines, thumbnail.is_some()), (WIDTH, HEIGHT))?);
    Ok(canvas)
}

/// The cover's type as SVG.
fn sheet(lines: &[Line], has_picture: bool) -> String {
    let mut out = Markup::new();
    let (width, height) = (WIDTH.to_string(), HEIGHT.to_string());
    let namespace = Some("http://www.w3.org/2000/svg");
    out.open("svg", &[("xmlns", namespace), ("width", Some(&width)), ("height", Some(&height))]);
    for line in lines {
        let attributes = [
            ("x", cover_type::MARGIN.to_string()),
            ("y", line.baseline.to_string()),
            // Quoted, since a CSS name cannot hold a word that begins with a figure.
            ("font-family", format!("'{}'", line.face.family)),
            ("font-weight", line.face.weight.to_string()),
            ("font-size", line.size.to_string()),
            ("letter-spacing", line.spacing.to_string()),
            ("fill", "#ffffff".to_string()),
            ("fill-opacity", line.opacity.to_string()),
        ];
        let attributes: Vec<(&str, Option<&str>)> = attributes.iter().map(|(k, v)| (*k, Some(v.as_str()))).collect();
        out.leaf("text", &attributes, &line.text);
    }
    if !has_picture {
        let rule = cover_type::RULE.map(|number| number.to_string());
        let [x, y, width, height] = rule.each_ref().map(|number| Some(number.as_str()));
        out.void("rect", &[("x", x), ("y", y), ("width", width), ("height", height), ("fill", Some("#ffffff"))]);
    }
    out.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::CoverFile;
    use crate::epub::testing;
    use crate::source::Span;

    fn size(jpeg: &[u8]) -> (u32, u32) {
        let picture = image::load_from_memory(jpeg).expect("JPEG");
        (picture.width(), picture.height())
    }

    #[test]
    fn a_cover_that_is_named_wins_and_is_made_to_fit() {
        let theme = crate::theme::built_in().expect("theme");
        let mut meta = BookMeta { title: "A Title".into(), ..BookMeta::default() };
        let mut assets = Assets::default();
        assets.insert("own.png", testing::png(1200, 1600));
        assert_eq!(size(&cover(&meta, &assets, &theme, None).expect("drawn")), (WIDTH, HEIGHT));
        meta.cover_file = Some(CoverFile { source: "own.png".into(), span: Span::default() });
        assert_eq!(size(&cover(&meta, &assets, &theme, None).expect("own")), (1200, 1600));
        let mut given = GivenCover { image: testing::jpeg(3200, 2560).into(), first: false };
        assert_eq!(size(&cover(&meta, &assets, &theme, Some(&given)).expect("own")), (1200, 1600), "the post's own");
        given.first = true;
        assert_eq!(size(&cover(&meta, &assets, &theme, Some(&given)).expect("given")), (1600, 1280));
    }

    #[test]
    fn a_cover_that_is_not_there_is_an_error_and_a_small_one_a_warning() {
        let mut said = Diagnostics::new();
        let span = Some(Span::default());
        let file = CoverFile { source: "gone.png".into(), span: Span::default() };
        let meta = BookMeta { cover_file: Some(file), ..BookMeta::default() };
        check(&meta, &Assets::default(), None, &mut said);
        assert_eq!(said.worst(), Some(Severity::Error));
        let mut assets = Assets::default();
        assets.insert("gone.png", testing::png(300, 400));
        let mut said = Diagnostics::new();
        check(&meta, &assets, None, &mut said);
        let first = said.iter().next().expect("a warning");
        assert_eq!((first.severity, first.span), (Severity::Warning, span));
        let mut said = Diagnostics::new();
        let given = GivenCover { image: testing::png(1600, 2560).into(), first: true };
        check(&meta, &assets, Some(&given), &mut said);
        assert_eq!(said.worst(), None);
    }
}
