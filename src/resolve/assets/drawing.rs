//! SVG drawings that strangers may have written: checked before a library reads them, then read and drawn without reach.
//!
//! `usvg` and `resvg` recurse as deep as a drawing nests, follow its references as often as they are made, and take as
//! many pixels as its numbers ask for. A few hundred bytes can so end the process or take all memory. The check reads
//! the markup once, without recursion, and refuses what no real drawing needs. `docs/security.md` gives the reasons for
//! the bounds.

use super::references::{Bounds, References};
use image::ImageReader;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use usvg::fontdb::Database;
use usvg::roxmltree::{Attribute, Document, Node, ParsingOptions};

/// Most elements, texts and attributes of a drawing. A detailed map has some 100,000.
const MOST_NODES: u32 = 1_000_000;
/// Deepest nesting of elements. Drawing programs nest some 20 groups; the library takes several kB of stack a level.
const MOST_DEPTH: usize = 96;
/// Most layers on top of each other: each is a canvas of its own while it is drawn (64 MB at most).
const MOST_LAYERS: usize = 16;
/// Largest magnitude of a number. Coordinates of maps reach 10 million; the rasteriser fails far above.
const LARGEST_NUMBER: f64 = 1e8;
/// Most octaves of a turbulence; beyond eight they are finer than a colour's steps.
const MOST_OCTAVES: f64 = 10.0;
/// Most rows or columns of a convolution's matrix.
const MOST_ORDER: f64 = 16.0;
/// Farthest reach of a filter's radius, in units of the drawing.
const MOST_RADIUS: f64 = 500.0;
/// Most primitives of all filters together, counted as often as an element uses them. Each draws its whole region.
const MOST_PRIMITIVES: usize = 400;
/// Most style rules times elements: each rule is tried on each element.
const MOST_STYLE_STEPS: usize = 50_000_000;
/// Drawings in a drawing in a drawing, as `data:` addresses.
const MOST_INNER: usize = 3;
/// Most pixels of an image within a drawing, as of one by itself.
const MOST_PIXELS: u64 = 100_000_000;
/// Largest tile of a pattern, as a multiple of the drawing's longer side.
const LARGEST_TILE: f32 = 8.0;

/// Attributes whose numbers are lengths, coordinates or parameters.
const NUMERIC: [&str; 52] = [
    "d",
    "points",
    "transform",
    "gradientTransform",
    "patternTransform",
    "viewBox",
    "x",
    "y",
    "x1",
    "y1",
    "x2",
    "y2",
    "cx",
    "cy",
    "r",
    "rx",
    "ry",
    "fx",
    "fy",
    "fr",
    "width",
    "height",
    "dx",
    "dy",
    "refX",
    "refY",
    "markerWidth",
    "markerHeight",
    "stroke-width",
    "stroke-dasharray",
    "stroke-dashoffset",
    "stroke-miterlimit",
    "font-size",
    "letter-spacing",
    "word-spacing",
    "textLength",
    "startOffset",
    "rotate",
    "offset",
    "stdDeviation",
    "radius",
    "scale",
    "baseFrequency",
    "surfaceScale",
    "k1",
    "k2",
    "k3",
    "k4",
    "z",
    "pointsAtX",
    "pointsAtY",
    "style",
];

/// Whether a drawing may be read: `Err` says what is wrong with it, as a sentence about `it`.
///
/// # Errors
/// It is no XML, or it passes one of the bounds above.
pub fn check(bytes: &[u8]) -> Result<(), String> {
    check_inner(bytes, 0)
}

fn check_inner(bytes: &[u8], level: usize) -> Result<(), String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "it is not UTF-8 text".to_owned())?;
    let options = ParsingOptions { allow_dtd: true, nodes_limit: MOST_NODES, ..ParsingOptions::default() };
    let document =
        Document::parse_with_options(text, options).map_err(|error| format!("it is not a valid SVG: {error}"))?;
    let mut elements = 0;
    let mut rules = 0;
    let mut depths: Vec<(usize, usize)> = Vec::new(); // by node: elements and layers above and with it
    for node in document.descendants() {
        let (above, layers) =
            node.parent().and_then(|parent| depths.get(parent.id().get_usize())).copied().unwrap_or_default();
        let here = if node.is_element() { (above + 1, layers + usize::from(is_layer(node))) } else { (above, layers) };
        if depths.len() <= node.id().get_usize() {
            depths.resize(node.id().get_usize() + 1, (0, 0));
        }
        if let Some(slot) = depths.get_mut(node.id().get_usize()) {
            *slot = here;
        }
        if here.0 > MOST_DEPTH {
            return Err(format!("its elements nest deeper than {MOST_DEPTH} levels"));
        }
        if here.1 > MOST_LAYERS {
            return Err(format!("more than {MOST_LAYERS} of its groups with opacity, clips, masks or filters nest"));
        }
        if node.is_element() {
            elements += 1;
            element(node, level)?;
        }
        if node.is_text() && node.parent_element().is_some_and(|parent| parent.tag_name().name() == "style") {
            rules += node.text().map_or(0, |css| css.matches('{').count());
        }
    }
    if rules * elements > MOST_STYLE_STEPS {
        return Err(format!("its {rules} style rules for {elements} elements are too many"));
    }
    References::of(&document).check(&Bounds { layers: MOST_LAYERS, primitives: MOST_PRIMITIVES })
}

/// Whether an element is drawn on a canvas of its own.
fn is_layer(node: Node<'_, '_>) -> bool {
    const LAYERS: [&str; 5] = ["opacity", "clip-path", "mask", "filter", "mix-blend-mode"];
    let container = matches!(node.tag_name().name(), "g" | "svg" | "use" | "a" | "switch" | "symbol");
    let styled = |style: &str| LAYERS.iter().any(|name| style.contains(name)) || style.contains("isolation");
    container
        && node.attributes().any(|attribute| match attribute.name() {
            "style" => styled(attribute.value()),
            name => LAYERS.contains(&name) || name == "isolation",
        })
}

/// The bounds of one element's attributes.
fn element(node: Node<'_, '_>, level: usize) -> Result<(), String> {
    for attribute in node.attributes() {
        let (name, value) = (attribute.name(), attribute.value());
        if NUMERIC.contains(&name)
            && let Some(number) = numbers(value, name == "style").find(|number| number.abs() > LARGEST_NUMBER)
        {
            return Err(format!("its number {number:e} in `{name}` is too large"));
        }
        let most = match name {
            "numOctaves" => MOST_OCTAVES,
            "order" => MOST_ORDER,
            "radius" | "stdDeviation" => MOST_RADIUS,
            _ => f64::INFINITY,
        };
        if numbers(value, false).any(|number| number.abs() > most) {
            return Err(format!("its `{name}` is more than {most}"));
        }
        if name == "href" {
            embedded(attribute, level)?;
        }
    }
    Ok(())
}

/// The numbers of an attribute. In text, digits that follow a letter, a digit sign or `#` belong to a name or a colour.
fn numbers(value: &str, in_text: bool) -> impl Iterator<Item = f64> + '_ {
    let bytes = value.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < bytes.len() {
            let start = at;
            let here = bytes.get(at).copied().unwrap_or_default();
            if !here.is_ascii_digit() && here != b'.' {
                at += 1;
                continue;
            }
            while bytes.get(at).is_some_and(|b| b.is_ascii_digit() || *b == b'.') {
                at += 1;
            }
            // An exponent, where digits follow it: `em` and `ex` are units.
            if bytes.get(at).is_some_and(|b| matches!(b, b'e' | b'E')) {
                let sign = usize::from(bytes.get(at + 1).is_some_and(|b| matches!(b, b'+' | b'-')));
                if bytes.get(at + 1 + sign).is_some_and(u8::is_ascii_digit) {
                    at += 1 + sign;
                    while bytes.get(at).is_some_and(u8::is_ascii_digit) {
                        at += 1;
                    }
                }
            }
            let before = start.checked_sub(1).and_then(|i| bytes.get(i)).copied().unwrap_or(b' ');
            let of_name = in_text && (before.is_ascii_alphanumeric() || matches!(before, b'#' | b'_' | b'-'));
            if of_name && before != b'-' {
                continue;
            }
            let text = value.get(start..at).unwrap_or_default();
            // Several points belong to several numbers (`.5.5`), none of which is large; the longest run decides.
            let number = text
                .parse()
                .unwrap_or_else(|_| text.split('.').filter_map(|part| part.parse().ok()).fold(0.0, f64::max));
            return Some(number);
        }
        None
    })
}

/// An image within the drawing: its size is checked before it is decoded, and a drawing like this one.
fn embedded(attribute: Attribute<'_, '_>, level: usize) -> Result<(), String> {
    let value = attribute.value().trim_start();
    if !value.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("data:")) {
        return Ok(());
    }
    let Ok(url) = data_url::DataUrl::process(value) else { return Ok(()) };
    let Ok((bytes, _)) = url.decode_to_vec() else { return Ok(()) };
    if let Ok(format) = image::guess_format(&bytes) {
        return match ImageReader::with_format(Cursor::new(&bytes), format).into_dimensions() {
            Ok((width, height)) if u64::from(width) * u64::from(height) > MOST_PIXELS => Err(format!(
                "it holds an image of {width} × {height} pixels, more than {} megapixels",
                MOST_PIXELS / 1_000_000
            )),
            _ => Ok(()),
        };
    }
    if bytes.starts_with(&[0x1f, 0x8b]) {
        return Err("it holds a compressed drawing".to_owned());
    }
    if level + 1 > MOST_INNER {
        return Err(format!("drawings nest deeper than {MOST_INNER} in it"));
    }
    check_inner(&bytes, level + 1)
}

/// Reads a drawing that was checked. It reaches no file and no network: references other than embedded data are left out.
///
/// # Errors
/// Why it cannot be read. A fault of the library is such a reason, too.
pub fn parse(bytes: &[u8], fonts: Arc<Database>) -> Result<usvg::Tree, String> {
    let mut options = usvg::Options { fontdb: fonts, ..usvg::Options::default() };
    options.image_href_resolver.resolve_string = Box::new(|_, _| None);
    let tree = guarded(|| usvg::Tree::from_data(bytes, &options))?.map_err(|error| error.to_string())?;
    tiles(tree.root(), tree.size().width().max(tree.size().height()) * LARGEST_TILE)?;
    Ok(tree)
}

/// Draws a drawing.
///
/// # Errors
/// A fault of the library.
pub fn render(
    tree: &usvg::Tree,
    transform: resvg::tiny_skia::Transform,
    canvas: &mut resvg::tiny_skia::PixmapMut<'_>,
) -> Result<(), String> {
    guarded(|| resvg::render(tree, transform, canvas))
}

/// Runs a library on what strangers wrote: its panic is an error of this drawing, not of the run.
fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| "it cannot be drawn".to_owned())
}

/// Whether the tiles of all patterns are small enough: each is drawn on a canvas of its own.
fn tiles(group: &usvg::Group, largest: f32) -> Result<(), String> {
    for node in group.children() {
        match node {
            usvg::Node::Group(inner) => tiles(inner, largest)?,
            usvg::Node::Path(path) => {
                let paints = [path.fill().map(usvg::Fill::paint), path.stroke().map(usvg::Stroke::paint)];
                for paint in paints.into_iter().flatten() {
                    tile(paint, path.abs_transform(), largest)?;
                }
            }
            usvg::Node::Text(text) => tiles(text.flattened(), largest)?,
            usvg::Node::Image(_) => {}
        }
    }
    Ok(())
}

fn tile(paint: &usvg::Paint, at: usvg::Transform, largest: f32) -> Result<(), String> {
    let usvg::Paint::Pattern(pattern) = paint else { return Ok(()) };
    let (across, down) = at.pre_concat(pattern.transform()).get_scale();
    let side = (pattern.rect().width() * across).max(pattern.rect().height() * down);
    if !side.is_finite() || side > largest {
        return Err("the tile of one of its patterns is much larger than the drawing".to_owned());
    }
    tiles(pattern.root(), largest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(value: &str, in_text: bool) -> Vec<f64> {
        numbers(value, in_text).collect()
    }

    #[test]
    fn numbers_are_found_where_they_are_numbers() {
        assert_eq!(all("M1-2.5e3L.5.5", false), [1.0, 2500.0, 5.0]);
        assert_eq!(all("fill:#1e2499;stroke-width:3em; x:u1e99", true), [3.0]);
        assert_eq!(all("1e24 2E-3", false), [1e24, 2e-3]);
    }
}
