//! The cover: the picture that the author names, else the thumbnail with the title and the author set under it, else
//! type alone ([`super::cover_type`]).
//!
//! RGB, JPEG; 1600 × 2560 pixels where it is made here, as shops ask.

use super::compression::LEVELS;
use super::cover_type::{self, CoverLine, HEIGHT, PICTURE_HEIGHT, WIDTH};
use super::drawing::{self, picture};
use super::{jpeg, raster};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Severity};
use crate::document::BookMeta;
use crate::epub::color::ground_for_white_text;
use crate::epub::error::EpubError;
use crate::epub::markup::Markup;
use crate::resolve::{Asset, AssetFormat, Assets, pixels};
use crate::theme::Theme;
use image::RgbImage;
use std::sync::Arc;

/// A given cover with a longer side below this gets a warning: it is coarse on the screens of today.
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

/// The cover of a book.
#[derive(Clone, Debug)]
pub struct Cover {
    pixels: RgbImage,
    /// The file of a cover that is shown as it is.
    file: Option<Vec<u8>>,
}

impl Cover {
    /// The image that somebody names, else one drawn from the book's metadata.
    ///
    /// # Errors
    /// When it cannot be drawn.
    pub fn of(meta: &BookMeta, assets: &Assets, theme: &Theme, given: Option<&GivenCover>) -> Result<Cover, EpubError> {
        let own = named(meta, assets, given).and_then(|asset| own(asset).transpose()).transpose();
        match own.map_err(EpubError::Cover)? {
            Some(cover) => Ok(cover),
            None => Ok(Cover { pixels: drawn(meta, assets, theme).map_err(EpubError::Cover)?, file: None }),
        }
    }

    /// Its pixels.
    pub fn pixels(&self) -> &RgbImage {
        &self.pixels
    }

    /// The cover as JPEG.
    ///
    /// # Errors
    /// When it cannot be encoded.
    pub fn jpeg(&self) -> Result<Vec<u8>, EpubError> {
        self.at_quality(JPEG_QUALITY)
    }

    /// The same at a lower quality, if the book must be small.
    pub fn at_quality(&self, quality: u8) -> Result<Vec<u8>, EpubError> {
        if let (Some(file), false) = (&self.file, quality < LEVELS[0].quality) {
            return Ok(file.clone());
        }
        jpeg::encode(self.pixels.as_raw(), self.pixels.dimensions(), quality.min(JPEG_QUALITY), None)
            .map_err(EpubError::Cover)
    }
}

/// A cover that is named: at most 1600 × 2560, upright, on white. A JPEG of that size stays the file it is. `None` for an
/// image that cannot be read.
fn own(asset: &Asset) -> Result<Option<Cover>, String> {
    let Some(picture) = picture(asset, fitting(asset.width, asset.height)) else { return Ok(None) };
    let (width, height) = (picture.width(), picture.height());
    if width > WIDTH || height > HEIGHT {
        let smaller = pixels::resized(&picture, pixels::whole(&picture), fitting(width, height))?;
        return Ok(Some(Cover { pixels: smaller.into_rgb8(), file: None }));
    }
    let file = if asset.format == AssetFormat::Jpeg { raster::strip_jpeg(&asset.bytes) } else { None };
    Ok(Some(Cover { pixels: picture.into_rgb8(), file }))
}

/// Says whether a cover that was named is no cover: one that could not be loaded is an error, a small one a warning.
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

/// The thumbnail and the type, or type alone.
fn drawn(meta: &BookMeta, assets: &Assets, theme: &Theme) -> Result<RgbImage, String> {
    let accent = theme.accent(meta.category.as_deref(), meta.category_color);
    let ground = ground_for_white_text(accent, GROUND_CONTRAST);
    let thumbnail = meta.cover.as_ref().and_then(|cover| assets.get(&cover.source));
    let thumbnail = thumbnail.and_then(|asset| picture(asset, (WIDTH, PICTURE_HEIGHT)));
    let mut canvas = RgbImage::from_pixel(WIDTH, HEIGHT, image::Rgb([ground.0, ground.1, ground.2]));
    if let Some(picture) = &thumbnail {
        let size = (WIDTH, PICTURE_HEIGHT);
        pixels::resize_into(picture, pixels::filling(picture, size), &mut canvas, size)?;
    }
    let lines = cover_type::compose(meta, thumbnail.is_some());
    let rows = rows(&lines, thumbnail.is_some());
    drawing::draw_rows(&sheet(&lines, thumbnail.is_some()), &rows, &mut canvas)?;
    Ok(canvas)
}

/// The rows that type and rule take: first and behind the last. Rows that touch are one run.
fn rows(lines: &[CoverLine], has_picture: bool) -> Vec<(u32, u32)> {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the cover")]
    let row = |y: f32| y.clamp(0.0, HEIGHT as f32) as u32;
    let [_, rule, _, thickness] = cover_type::RULE;
    let mut taken: Vec<(u32, u32)> = lines
        .iter()
        .map(|line| (row(line.baseline - line.size * ABOVE), row(line.baseline + line.size * BELOW) + 1))
        .chain((!has_picture).then(|| (row(rule), row(rule + thickness) + 1)))
        .map(|(top, bottom)| (top, bottom.min(HEIGHT)))
        .filter(|(top, bottom)| top < bottom)
        .collect();
    taken.sort_unstable();
    let mut out: Vec<(u32, u32)> = Vec::new();
    for (top, bottom) in taken {
        match out.last_mut() {
            Some((_, last)) if *last >= top => *last = bottom.max(*last),
            _ => out.push((top, bottom)),
        }
    }
    out
}

/// How far a line's ink reaches from its baseline, as a factor of its size: stacked marks up, Arabic's tails down.
const ABOVE: f32 = 1.4;
/// The same below.
const BELOW: f32 = 0.7;

/// The cover's type as SVG.
fn sheet(lines: &[CoverLine], has_picture: bool) -> String {
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

    fn cover(meta: &BookMeta, assets: &Assets, given: Option<&GivenCover>) -> Cover {
        Cover::of(meta, assets, &crate::theme::built_in().expect("theme"), given).expect("a cover")
    }

    fn size(meta: &BookMeta, assets: &Assets, given: Option<&GivenCover>) -> (u32, u32) {
        let cover = cover(meta, assets, given);
        let picture = image::load_from_memory(&cover.jpeg().expect("JPEG")).expect("JPEG");
        assert_eq!(cover.pixels().dimensions(), (picture.width(), picture.height()));
        cover.pixels().dimensions()
    }

    #[test]
    fn a_jpeg_that_fits_stays_the_file_it_is() {
        let mut assets = Assets::default();
        let own = testing::jpeg(1200, 1800);
        assets.insert("own.jpg", own.clone());
        let file = CoverFile { source: "own.jpg".into(), span: Span::default() };
        let meta = BookMeta { cover_file: Some(file), ..BookMeta::default() };
        let cover = cover(&meta, &assets, None);
        assert_eq!(Some(cover.jpeg().expect("JPEG")), raster::strip_jpeg(&own.bytes));
        assert!(cover.at_quality(50).expect("JPEG").len() < own.bytes.len());
    }

    #[test]
    fn type_is_drawn_in_its_rows_only() {
        let meta =
            BookMeta {
                title: "Ǻ title, Åpfelgröße".into(), authors: vec!["An Author".into()], ..BookMeta::default()
            };
        let lines = cover_type::compose(&meta, false);
        let runs = rows(&lines, false);
        assert!(runs.len() >= 2 && runs.windows(2).all(|pair| pair[0].1 < pair[1].0), "{runs:?}");
        let mut whole = RgbImage::new(WIDTH, HEIGHT);
        drawing::draw_rows(&sheet(&lines, false), &[(0, HEIGHT)], &mut whole).expect("drawn");
        let mut parts = RgbImage::new(WIDTH, HEIGHT);
        drawing::draw_rows(&sheet(&lines, false), &runs, &mut parts).expect("drawn");
        assert!(whole == parts, "nothing is cut off");
    }

    #[test]
    fn a_cover_that_is_named_wins_and_is_made_to_fit() {
        let mut meta = BookMeta { title: "A Title".into(), ..BookMeta::default() };
        let mut assets = Assets::default();
        assets.insert("own.png", testing::png(1200, 1600));
        assert_eq!(size(&meta, &assets, None), (WIDTH, HEIGHT));
        meta.cover_file = Some(CoverFile { source: "own.png".into(), span: Span::default() });
        assert_eq!(size(&meta, &assets, None), (1200, 1600));
        let mut given = GivenCover { image: testing::jpeg(3200, 2560).into(), first: false };
        assert_eq!(size(&meta, &assets, Some(&given)), (1200, 1600), "the post's own");
        given.first = true;
        assert_eq!(size(&meta, &assets, Some(&given)), (1600, 1280));
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
