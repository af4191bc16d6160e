//! The cover: the thumbnail with the title and the author set under it, or type alone where there is no thumbnail.
//!
//! 1600 × 2560 pixels, RGB, JPEG, as shops ask. It must still be read as a stamp of 160 pixels, a tenth of its size.

use super::color::ground_for_white_text;
use super::fonts::{self, CoverFace, LABEL, SUBTITLE, TITLE};
use super::images::{Images, bitmap_format};
use super::markup::Markup;
use super::{raster, svg};
use crate::document::BookMeta;
use crate::resolve::{Asset, AssetFormat};
use crate::theme::Theme;
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ExtendedColorType, ImageEncoder, RgbImage};
use resvg::tiny_skia::{Pixmap, Transform};
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};
use std::sync::Arc;

/// Width in pixels.
pub const WIDTH: u32 = 1600;
/// Height in pixels.
pub const HEIGHT: u32 = 2560;
/// Depth of the thumbnail at the head of the cover.
const PICTURE_HEIGHT: u32 = 1360;
/// Space at the sides.
const MARGIN: f32 = 120.0;
/// Sizes of the title that are tried, largest first. The smallest is 11 pixels high on a stamp.
const TITLE_SIZES: [f32; 8] = [250.0, 220.0, 195.0, 172.0, 152.0, 134.0, 120.0, 108.0];
/// Leading of the title, as a factor of its size.
const TITLE_LEADING: f32 = 1.08;
/// Lines of a title at most at each size but the smallest.
const TITLE_LINES: usize = 6;
const SUBTITLE_SIZE: f32 = 76.0;
const SUBTITLE_LEADING: f32 = 1.22;
const LABEL_SIZE: f32 = 88.0;
/// A title is not set smaller than this for its subtitle's sake.
const TITLE_WITH_SUBTITLE: f32 = 152.0;
/// A subtitle that needs more lines crowds the title and is left to the title page.
const SUBTITLE_LINES: usize = 3;
/// Contrast of white type on the cover's ground: WCAG's AAA, since a stamp is small.
const GROUND_CONTRAST: f64 = 7.0;
/// Flat grounds and edges of type show JPEG's blocks below this.
const JPEG_QUALITY: u8 = 88;

/// Draws the cover as JPEG.
pub fn draw(meta: &BookMeta, theme: &Theme, images: &Images<'_>) -> Result<Vec<u8>, String> {
    let accent = theme.accent(meta.category.as_deref(), meta.category_color);
    let ground = ground_for_white_text(accent, GROUND_CONTRAST);
    let picture = meta.cover.as_ref().and_then(|cover| images.asset(&cover.source)).and_then(picture);
    let mut canvas = RgbImage::from_pixel(WIDTH, HEIGHT, image::Rgb([ground.0, ground.1, ground.2]));
    if let Some(picture) = &picture {
        let top = picture.resize_to_fill(WIDTH, PICTURE_HEIGHT, FilterType::Lanczos3).to_rgb8();
        image::imageops::replace(&mut canvas, &top, 0, 0);
    }
    lay_over(&mut canvas, &type_layer(meta, picture.is_some())?);
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY)
        .write_image(&canvas, WIDTH, HEIGHT, ExtendedColorType::Rgb8)
        .map_err(|e| e.to_string())?;
    Ok(bytes)
}

/// The thumbnail's pixels on white; `None` for one that cannot be read (showing it has said so).
fn picture(asset: &Asset) -> Option<DynamicImage> {
    match bitmap_format(asset.format) {
        Some(format) => {
            let decoded = raster::decode(&asset.bytes, format).ok()?;
            let mut canvas = RgbImage::from_pixel(decoded.pixels.width(), decoded.pixels.height(), WHITE);
            let source = decoded.pixels.to_rgba8();
            for (to, from) in canvas.pixels_mut().zip(source.pixels()) {
                let [r, g, b, a] = from.0;
                let over = |c: u8, ground: u8| blend(u16::from(c) * u16::from(a) / 255, a, ground);
                *to = image::Rgb([over(r, to.0[0]), over(g, to.0[1]), over(b, to.0[2])]);
            }
            Some(DynamicImage::ImageRgb8(canvas))
        }
        None if asset.format == AssetFormat::Svg => {
            let text = svg::sanitize(&asset.bytes)?;
            let layer = render(&text, Some((WIDTH, PICTURE_HEIGHT))).ok()?;
            let mut canvas = RgbImage::from_pixel(layer.width(), layer.height(), WHITE);
            lay_over(&mut canvas, &layer);
            Some(DynamicImage::ImageRgb8(canvas))
        }
        None => None,
    }
}

const WHITE: image::Rgb<u8> = image::Rgb([255, 255, 255]);

/// A premultiplied colour over an opaque ground.
fn blend(premultiplied: u16, alpha: u8, ground: u8) -> u8 {
    let value = premultiplied + u16::from(ground) * (255 - u16::from(alpha)) / 255;
    u8::try_from(value).unwrap_or(u8::MAX)
}

fn lay_over(canvas: &mut RgbImage, layer: &Pixmap) {
    for (to, from) in canvas.pixels_mut().zip(layer.pixels()) {
        let over = |c: u8, ground: u8| blend(u16::from(c), from.alpha(), ground);
        *to = image::Rgb([over(from.red(), to.0[0]), over(from.green(), to.0[1]), over(from.blue(), to.0[2])]);
    }
}

/// Draws SVG, at its own size or filling a box.
fn render(text: &str, fill: Option<(u32, u32)>) -> Result<Pixmap, String> {
    let mut options = usvg::Options { fontdb: Arc::new(fonts::database()), ..usvg::Options::default() };
    options.image_href_resolver.resolve_string = Box::new(|_, _| None); // no files of the machine
    let tree = usvg::Tree::from_str(text, &options).map_err(|e| e.to_string())?;
    let size = tree.size();
    let (width, height) = fill.unwrap_or((WIDTH, HEIGHT));
    #[allow(clippy::cast_precision_loss, reason = "sides of the cover")]
    let scale = (width as f32 / size.width()).max(height as f32 / size.height());
    let mut pixmap = Pixmap::new(width, height).ok_or("no room for the cover")?;
    let transform = if fill.is_some() { Transform::from_scale(scale, scale) } else { Transform::identity() };
    resvg::render(&tree, transform, &mut pixmap.as_mut());
    Ok(pixmap)
}

/// What is set on the cover.
fn type_layer(meta: &BookMeta, has_picture: bool) -> Result<Pixmap, String> {
    let mut sheet = Sheet::new();
    #[allow(clippy::cast_precision_loss, reason = "sides of the cover")]
    let (width, height, picture) = (WIDTH as f32, HEIGHT as f32, PICTURE_HEIGHT as f32);
    let measure = width - 2.0 * MARGIN;
    let mut top = if has_picture { picture + MARGIN * 0.75 } else { MARGIN * 2.0 };
    let authors = wrap(&meta.authors.join(", "), LABEL, LABEL_SIZE, measure);
    #[allow(clippy::cast_precision_loss, reason = "a few lines")]
    let author_depth = authors.len() as f32 * LABEL_SIZE * 1.3;
    let bottom = height - MARGIN - author_depth;
    if !has_picture {
        let label = meta.category_title.as_deref().or(meta.site_title.as_deref()).unwrap_or("");
        sheet.label(label, top, 0.7);
        top += 160.0;
        sheet.rule(top, measure);
        top += 130.0;
    }
    let subtitle = meta.subtitle.as_deref().unwrap_or("");
    let subtitle = wrap(subtitle, SUBTITLE, SUBTITLE_SIZE, measure);
    #[allow(clippy::cast_precision_loss, reason = "a few lines")]
    let subtitle_depth = subtitle.len() as f32 * SUBTITLE_SIZE * SUBTITLE_LEADING + 50.0;
    let room = bottom - top - LABEL_SIZE;
    let fitted = fit_title(&meta.title, measure, room - subtitle_depth);
    let with_subtitle =
        (1..=SUBTITLE_LINES).contains(&subtitle.len()) && fitted.0 >= TITLE_WITH_SUBTITLE && room > subtitle_depth;
    let (size, title) = if with_subtitle { fitted } else { fit_title(&meta.title, measure, room) };
    let mut y = sheet.lines(&title, TITLE, size, TITLE_LEADING, top, 1.0);
    if with_subtitle {
        y = sheet.lines(&subtitle, SUBTITLE, SUBTITLE_SIZE, SUBTITLE_LEADING, y + 50.0, 0.92);
    }
    // A title too long for its room pushes the author down rather than run through the name.
    sheet.lines(&authors, LABEL, LABEL_SIZE, 1.3, bottom.max(y), 0.92);
    render(&sheet.finish(), None)
}

/// The largest size at which a title has room, and its lines there.
fn fit_title(title: &str, measure: f32, room: f32) -> (f32, Vec<String>) {
    for size in TITLE_SIZES {
        let lines = wrap(title, TITLE, size, measure);
        #[allow(clippy::cast_precision_loss, reason = "a few lines")]
        let depth = lines.len() as f32 * size * TITLE_LEADING;
        let widest = lines.iter().map(|line| width_of(line, TITLE, size)).fold(0.0, f32::max);
        if lines.len() <= TITLE_LINES && depth <= room && widest <= measure {
            return (size, balance(title, size, measure, lines.len()));
        }
    }
    let smallest = TITLE_SIZES.last().copied().unwrap_or(LABEL_SIZE);
    let lines = wrap(title, TITLE, smallest, measure);
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "positive")]
    let fitting = (room / (smallest * TITLE_LEADING)).floor().max(1.0) as usize;
    (smallest, cut(lines, fitting))
}

/// The first lines, with an ellipsis if some are left out: the whole title stands on the title page.
fn cut(mut lines: Vec<String>, most: usize) -> Vec<String> {
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            last.push('…');
        }
    }
    lines
}

/// The same number of lines at the narrowest measure: lines of like length.
fn balance(title: &str, size: f32, measure: f32, count: usize) -> Vec<String> {
    let mut best = wrap(title, TITLE, size, measure);
    let mut narrower = measure;
    while narrower > measure * 0.5 {
        narrower -= measure * 0.02;
        let lines = wrap(title, TITLE, size, narrower);
        let widest = lines.iter().map(|line| width_of(line, TITLE, size)).fold(0.0, f32::max);
        if lines.len() != count || widest > narrower {
            break;
        }
        best = lines;
    }
    best
}

/// Greedy lines of words.
fn wrap(text: &str, face: CoverFace, size: f32, measure: f32) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if width_of(&format!("{line} {word}"), face, size) <= measure => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_string()),
        }
    }
    lines
}

/// Width of a line in pixels, from the font's advances. A character that the face lacks counts as an em.
fn width_of(text: &str, face: CoverFace, size: f32) -> f32 {
    let Ok(font) = FontRef::new(face.data) else { return 0.0 };
    let (map, metrics) = (font.charmap(), font.glyph_metrics(Size::new(size), LocationRef::default()));
    text.chars().map(|c| map.map(c).and_then(|glyph| metrics.advance_width(glyph)).unwrap_or(size)).sum()
}

/// The cover's type as SVG.
struct Sheet {
    out: Markup,
}

impl Sheet {
    fn new() -> Self {
        let mut out = Markup::new();
        let (width, height) = (WIDTH.to_string(), HEIGHT.to_string());
        let namespace = Some("http://www.w3.org/2000/svg");
        out.open("svg", &[("xmlns", namespace), ("width", Some(&width)), ("height", Some(&height))]);
        Sheet { out }
    }

    /// Lines from a top edge down; returns the bottom edge.
    fn lines(&mut self, lines: &[String], face: CoverFace, size: f32, leading: f32, top: f32, opacity: f32) -> f32 {
        let mut y = top;
        for line in lines {
            y += size * leading;
            // The descent of a line of these faces is a quarter of its size.
            self.text(line, face, size, y - size * 0.25, opacity, 0.0);
        }
        y
    }

    fn label(&mut self, text: &str, baseline: f32, scale: f32) {
        self.text(&text.to_uppercase(), LABEL, LABEL_SIZE * scale, baseline, 0.92, LABEL_SIZE * scale * 0.12);
    }

    fn text(&mut self, text: &str, face: CoverFace, size: f32, y: f32, opacity: f32, spacing: f32) {
        let attributes = [
            ("x", MARGIN.to_string()),
            ("y", y.to_string()),
            // Quoted, since a CSS name cannot hold a word that begins with a figure.
            ("font-family", format!("'{}'", face.family)),
            ("font-weight", face.weight.to_string()),
            ("font-size", size.to_string()),
            ("letter-spacing", spacing.to_string()),
            ("fill", "#ffffff".to_string()),
            ("fill-opacity", opacity.to_string()),
        ];
        let attributes: Vec<(&str, Option<&str>)> = attributes.iter().map(|(k, v)| (*k, Some(v.as_str()))).collect();
        self.out.leaf("text", &attributes, text);
    }

    fn rule(&mut self, y: f32, width: f32) {
        let (x, y, width) = (MARGIN.to_string(), y.to_string(), width.to_string());
        let attributes = [
            ("x", Some(x.as_str())),
            ("y", Some(&y)),
            ("width", Some(&width)),
            ("height", Some("6")),
            ("fill", Some("#ffffff")),
        ];
        self.out.void("rect", &attributes);
    }

    fn finish(self) -> String {
        self.out.finish()
    }
}
