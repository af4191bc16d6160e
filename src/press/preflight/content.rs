//! Reads the content stream of a page as a device would, and notes what is painted where and how.

use super::super::printer::ColorKind;
use super::color::Space;
use super::facts::PageFacts;
use super::font::Font;
use super::geometry::{Area, Matrix};
use super::reader::{Reader, number};
use super::state::{Paint, Path, State};
use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Object, Stream};
use std::collections::BTreeMap;
use std::rc::Rc;

/// How deep forms and patterns may be in each other. One that holds itself ends here.
const DEEPEST: usize = 16;

/// Operations that are read for one page, forms as often as they are placed.
const MOST_OPERATIONS: usize = 4_000_000;

/// How deep `q` may nest (ISO 32000-1, Annex C asks for 28).
const MOST_STATES: usize = 4096;

/// Fonts already read, by the address of their dictionary in the file.
pub type Fonts = BTreeMap<usize, Rc<Font>>;

/// Reads content streams of a page.
pub struct Walk<'a, 'f> {
    reader: Reader<'a>,
    /// What is found.
    pub facts: PageFacts,
    fonts: &'f mut Fonts,
    /// Names of the fonts that text used, and whether they are embedded.
    pub used: BTreeMap<String, bool>,
    operations: usize,
}

/// A content stream that is being read.
struct Stage<'a> {
    resources: &'a Dictionary,
    state: State,
    saved: Vec<State>,
    path: Path,
    /// Text matrix and text line matrix.
    pen: (Matrix, Matrix),
    depth: usize,
}

impl<'a, 'f> Walk<'a, 'f> {
    /// Begins with a page of which the boxes are known.
    pub fn new(reader: Reader<'a>, facts: PageFacts, fonts: &'f mut Fonts) -> Self {
        Walk { reader, facts, fonts, used: BTreeMap::new(), operations: 0 }
    }

    /// Reads a stream.
    pub fn read(&mut self, content: &[u8], resources: &'a Dictionary, state: State, depth: usize) {
        let content = content.trim_ascii_end();
        // A comment that ends the content has no line end after it any more, which the reader wants.
        let strict = || Content::decode_strict(content).or_else(|_| Content::decode_strict(&[content, b"\n"].concat()));
        let operations = strict().map(|content| content.operations).unwrap_or_else(|_| {
            // What comes before the fault is read all the same.
            self.facts.unread = Some("its content is not written as PDF");
            Content::decode(content).map(|content| content.operations).unwrap_or_default()
        });
        let pen = (Matrix::IDENTITY, Matrix::IDENTITY);
        let mut stage = Stage { resources, state, saved: Vec::new(), path: Path::default(), pen, depth };
        for operation in &operations {
            self.operations += 1;
            if self.operations > MOST_OPERATIONS {
                self.facts.unread = Some("it has too many operations");
                return;
            }
            self.operation(&mut stage, operation);
        }
    }

    fn operation(&mut self, stage: &mut Stage<'a>, operation: &Operation) {
        let numbers: Vec<f64> = operation.operands.iter().filter_map(number).collect();
        let operator = operation.operator.as_str();
        if stage.geometry(operator, &numbers) || stage.text(operator, &numbers) {
            return;
        }
        match operator {
            "S" | "s" => self.paint(stage, false, true),
            "f" | "F" | "f*" => self.paint(stage, true, false),
            "B" | "B*" | "b" | "b*" => self.paint(stage, true, true),
            "n" => self.paint(stage, false, false),
            "Tf" => self.font(stage, &operation.operands, &numbers),
            "Tj" | "'" | "\"" => {
                if let ("\"", [word_space, letter_space]) = (operator, numbers.as_slice()) {
                    stage.state.text.word_space = *word_space;
                    stage.state.text.letter_space = *letter_space;
                }
                if operator != "Tj" {
                    stage.next_line(0.0, -stage.state.text.leading);
                }
                operation.operands.iter().filter_map(|operand| operand.as_str().ok()).for_each(|s| self.show(stage, s));
            }
            "TJ" => self.show_spaced(stage, &operation.operands),
            "gs" => self.graphics_state(stage, &operation.operands),
            "Do" => self.external(stage, &operation.operands),
            "BI" => {
                if let Some(Object::Stream(image)) = operation.operands.first() {
                    self.image(stage, &image.dict, None);
                }
            }
            "sh" => self.shading(stage, &operation.operands),
            _ => self.color(stage, operator, &operation.operands, numbers),
        }
    }

    /// Sets a colour, or a space with its first colour.
    fn color(&mut self, stage: &mut Stage<'a>, operator: &str, operands: &[Object], values: Vec<f64>) {
        let device = |space: Space| Some(Paint { space: Rc::new(space), values: values.clone() });
        let strokes = operator.starts_with(|c: char| c.is_ascii_uppercase());
        let now = if strokes { &stage.state.stroke } else { &stage.state.fill };
        let paint = match operator.to_ascii_lowercase().as_str() {
            "g" => device(Space::Gray),
            "rg" => device(Space::Rgb),
            "k" => device(Space::Cmyk),
            "cs" => {
                let named = operands.first().and_then(|object| self.space(object, stage.resources));
                named.map(Paint::first_of)
            }
            "sc" | "scn" => {
                if *now.space == Space::Pattern {
                    self.pattern(stage, operands);
                }
                Some(Paint { space: now.space.clone(), values })
            }
            _ => None,
        };
        let Some(paint) = paint else { return };
        if strokes {
            stage.state.stroke = paint;
        } else {
            stage.state.fill = paint;
        }
    }

    /// The space that an operand names. The operand is not of the file, so its name is looked up first.
    fn space(&self, object: &Object, resources: &'a Dictionary) -> Option<Space> {
        let name = object.as_name().ok()?;
        let device = match name {
            b"DeviceGray" | b"G" => Some(Space::Gray),
            b"DeviceRGB" | b"RGB" => Some(Space::Rgb),
            b"DeviceCMYK" | b"CMYK" => Some(Space::Cmyk),
            b"Pattern" => Some(Space::Pattern),
            _ => None,
        };
        let named = || {
            let spaces = self.reader.dict(resources, "ColorSpace")?;
            Some(Space::of(self.reader, spaces.get(name).ok()?, resources))
        };
        device.or_else(named)
    }

    /// A resource of a kind by the name that an operand gives.
    fn resource(&self, stage: &Stage<'a>, kind: &str, operands: &[Object]) -> Option<&'a Object> {
        let name = operands.iter().rev().find_map(|object| object.as_name().ok())?;
        let group = self.reader.dict(stage.resources, kind)?;
        self.reader.follow(group.get(name).ok()?)
    }

    /// Colours that a pattern paints (ISO 32000-1, 8.7).
    fn pattern(&mut self, stage: &Stage<'a>, operands: &[Object]) {
        match self.resource(stage, "Pattern", operands) {
            Some(Object::Stream(tile)) => {
                let resources = self.reader.dict(&tile.dict, "Resources").unwrap_or(stage.resources);
                let state = State::of_page(self.facts.media);
                // Where its tiles are is not known: they count for colours, not for places.
                let before = (self.facts.painted.len(), self.facts.text);
                self.form_content(tile, resources, state, stage.depth + 1);
                self.facts.painted.truncate(before.0);
                self.facts.text = before.1;
            }
            Some(Object::Dictionary(pattern)) => {
                if let Some(shading) = self.reader.dict(pattern, "Shading") {
                    self.shading_colors(shading, stage.resources);
                }
            }
            _ => {}
        }
    }

    fn shading(&mut self, stage: &Stage<'a>, operands: &[Object]) {
        let Some(shading) = self.resource(stage, "Shading", operands).and_then(|object| self.reader.as_dict(object))
        else {
            return;
        };
        self.shading_colors(shading, stage.resources);
        self.facts.painted.push(stage.state.clip);
    }

    fn shading_colors(&mut self, shading: &'a Dictionary, resources: &'a Dictionary) {
        if let Some(space) = self.reader.get(shading, "ColorSpace") {
            self.uses(&Space::of(self.reader, space, resources));
        }
    }

    /// Notes that a space is used.
    fn uses(&mut self, space: &Space) {
        self.facts.colors.extend(space.kind());
        self.facts.spots.extend(space.spots().cloned());
    }

    /// Notes that a colour is laid on.
    fn lays(&mut self, paint: &Paint) {
        if !paint.is_white() {
            self.uses(&paint.space);
        }
        self.facts.ink = self.facts.ink.max(paint.space.ink(&paint.values).unwrap_or(0.0));
    }

    /// Paints the path, and makes a clip of it where one was asked for.
    fn paint(&mut self, stage: &mut Stage<'a>, fills: bool, strokes: bool) {
        let parts = stage.path.take();
        let (fill, stroke) = (stage.state.fill.clone(), stage.state.stroke.clone());
        let (fills, strokes) = (fills && !fill.is_white(), strokes && !stroke.is_white());
        let weight = stage.state.line * stage.state.matrix.least_scale();
        for (area, rectangle) in &parts {
            let Some(seen) = area.grown(if strokes { weight / 2.0 } else { 0.0 }).within(stage.state.clip) else {
                continue;
            };
            if fills && *rectangle && !strokes {
                self.rule(*area, seen);
            }
            if strokes {
                self.thin(seen, weight);
            }
            if fills || strokes {
                self.facts.painted.push(seen);
            }
        }
        if fills && !parts.is_empty() {
            self.lays(&fill);
        }
        if strokes && !parts.is_empty() {
            self.lays(&stroke);
        }
        if std::mem::take(&mut stage.path.clips)
            && let Some(bounds) = Path::bounds(&parts)
        {
            let nothing = Area { right: bounds.left, top: bounds.bottom, ..bounds };
            stage.state.clip = stage.state.clip.within(bounds).unwrap_or(nothing);
        }
    }

    /// A filled rectangle that is four times as long as wide is a line.
    fn rule(&mut self, area: Area, seen: Area) {
        let (least, most) = (area.width().min(area.height()), area.width().max(area.height()));
        if most >= 4.0 * least && most > 0.0 {
            self.thin(seen, least);
        }
    }

    /// Notes a line. Those outside of the trimmed page and its bleed are marks of the press.
    fn thin(&mut self, seen: Area, weight: f64) {
        let leaf = self.facts.bleed.or(self.facts.trim).unwrap_or(self.facts.media);
        if seen.within(leaf).is_none() {
            return;
        }
        self.facts.thinnest = Some(self.facts.thinnest.map_or(weight, |thinnest| thinnest.min(weight)));
    }

    fn font(&mut self, stage: &mut Stage<'a>, operands: &[Object], numbers: &[f64]) {
        let Some(dictionary) = self.resource(stage, "Font", operands).and_then(|object| self.reader.as_dict(object))
        else {
            return;
        };
        let key = std::ptr::from_ref(dictionary).addr();
        let font = self.fonts.entry(key).or_insert_with(|| Rc::new(Font::of(self.reader, dictionary)));
        stage.state.text.font = Some(font.clone());
        stage.state.text.size = numbers.last().copied().unwrap_or(0.0);
    }

    fn show_spaced(&mut self, stage: &mut Stage<'a>, operands: &[Object]) {
        let Some(Object::Array(parts)) = operands.first() else { return };
        for part in parts {
            match part {
                Object::String(bytes, _) => self.show(stage, bytes),
                part => {
                    let text = &stage.state.text;
                    let back = number(part).unwrap_or(0.0) / 1000.0 * text.size * text.stretch;
                    stage.pen.0 = Matrix::shift(-back, 0.0).then(stage.pen.0);
                }
            }
        }
    }

    /// Shows a string.
    fn show(&mut self, stage: &mut Stage<'a>, bytes: &[u8]) {
        let advance = stage.state.text.advance(bytes);
        let area = stage.state.text.bounds(advance).moved(stage.pen.0.then(stage.state.matrix));
        stage.pen.0 = Matrix::shift(advance, 0.0).then(stage.pen.0);
        let (fills, strokes) = stage.state.text.paints();
        let Some(seen) = area.within(stage.state.clip).filter(|_| !bytes.is_empty() && (fills || strokes)) else {
            return;
        };
        if let Some(font) = &stage.state.text.font {
            let known = self.used.entry(font.name.clone()).or_insert(font.embedded);
            *known &= font.embedded;
        }
        self.facts.text = Some(self.facts.text.map_or(seen, |text| text.with(seen)));
        for paint in [(fills, &stage.state.fill), (strokes, &stage.state.stroke)] {
            if let (true, paint) = paint {
                self.lays(paint);
                self.facts.black_text.extend(paint.black_text());
            }
        }
    }

    fn graphics_state(&mut self, stage: &mut Stage<'a>, operands: &[Object]) {
        let Some(set) = self.resource(stage, "ExtGState", operands).and_then(|object| self.reader.as_dict(object))
        else {
            return;
        };
        let reader = self.reader;
        let opaque = |key| reader.number(set, key).is_none_or(|opacity| opacity >= 1.0);
        let blends = match reader.get(set, "BM") {
            Some(Object::Name(mode)) => !matches!(mode.as_slice(), b"Normal" | b"Compatible"),
            Some(Object::Array(modes)) => !modes.iter().any(|mode| mode.as_name().is_ok_and(|mode| mode == b"Normal")),
            _ => false,
        };
        let masked = matches!(reader.get(set, "SMask"), Some(Object::Dictionary(_)));
        self.facts.transparent |= !opaque("ca") || !opaque("CA") || blends || masked;
        if let Some(line) = reader.number(set, "LW") {
            stage.state.line = line;
        }
    }

    fn external(&mut self, stage: &Stage<'a>, operands: &[Object]) {
        let Some(Object::Stream(stream)) = self.resource(stage, "XObject", operands) else { return };
        match self.reader.name(&stream.dict, "Subtype") {
            Some(b"Image") => self.image(stage, &stream.dict, Some((stream, stage.resources))),
            Some(b"Form") => {
                let matrix = self.reader.numbers(&stream.dict, "Matrix").and_then(|numbers| Matrix::of(&numbers));
                let mut state = stage.state.clone();
                state.matrix = matrix.unwrap_or(Matrix::IDENTITY).then(state.matrix);
                if let Some(bounds) = self.reader.area(&stream.dict, "BBox") {
                    let Some(clip) = bounds.moved(state.matrix).within(state.clip) else { return };
                    state.clip = clip;
                }
                let resources = self.reader.dict(&stream.dict, "Resources").unwrap_or(stage.resources);
                self.form_content(stream, resources, state, stage.depth + 1);
            }
            _ => {}
        }
    }

    /// Reads a form or a tile.
    fn form_content(&mut self, stream: &'a Stream, resources: &'a Dictionary, state: State, depth: usize) {
        if depth > DEEPEST {
            self.facts.unread = Some("forms are too deep in each other");
            return;
        }
        match self.reader.data(stream) {
            Some(content) => self.read(&content, resources, state, depth),
            None => self.facts.unread = Some("a form cannot be decompressed, or is too large"),
        }
    }

    /// An image on the unit square. The stream is `None` for one within the content.
    fn image(&mut self, stage: &Stage<'a>, image: &Dictionary, stream: Option<(&'a Stream, &'a Dictionary)>) {
        let square = Area { left: 0.0, bottom: 0.0, right: 1.0, top: 1.0 };
        let Some(seen) = square.moved(stage.state.matrix).within(stage.state.clip) else { return };
        self.facts.painted.push(seen);
        self.facts.images += 1;
        let pixels = |long: &[u8], short: &[u8]| image.get(long).or_else(|_| image.get(short)).ok().and_then(number);
        let (width, height) = stage.state.matrix.sides();
        if let (Some(across), Some(down)) = (pixels(b"Width", b"W"), pixels(b"Height", b"H"))
            && width > 0.0
            && height > 0.0
        {
            let resolution = (across / width).min(down / height) * 72.0;
            self.facts.resolution = Some(self.facts.resolution.map_or(resolution, |least| least.min(resolution)));
        }
        match stream {
            Some((stream, resources)) => self.samples(stage, stream, resources),
            None => {
                let space = image.get(b"ColorSpace").or_else(|_| image.get(b"CS")).ok();
                let space = space.and_then(|space| self.space(space, stage.resources)).unwrap_or(Space::Gray);
                self.uses(&space);
            }
        }
    }

    /// Colours of an image, and their ink where its samples can be read.
    fn samples(&mut self, stage: &Stage<'a>, stream: &'a Stream, resources: &'a Dictionary) {
        self.facts.transparent |= matches!(self.reader.get(&stream.dict, "SMask"), Some(Object::Stream(_)));
        if matches!(self.reader.get(&stream.dict, "ImageMask"), Some(Object::Boolean(true))) {
            return self.lays(&stage.state.fill.clone());
        }
        let space = self.reader.get(&stream.dict, "ColorSpace");
        let space = space.map_or(Space::Unknown, |space| Space::of(self.reader, space, resources));
        self.uses(&space);
        let ink = match &space {
            Space::Gray => Some(100.0),
            Space::Indexed(_, ink) => *ink,
            Space::Cmyk | Space::Inks(_) => self.sample_ink(stream, &space),
            Space::Rgb | Space::Pattern | Space::Unknown => None,
        };
        let inks = !matches!(space.kind(), None | Some(ColorKind::Rgb));
        match ink {
            Some(ink) => self.facts.ink = self.facts.ink.max(ink),
            None => self.facts.unmeasured += usize::from(inks),
        }
    }

    /// Most ink of the samples; `None` unless they are 8 bits each and compressed without loss.
    fn sample_ink(&self, stream: &'a Stream, space: &Space) -> Option<f64> {
        let lossless = |filter: &&[u8]| matches!(*filter, b"FlateDecode" | b"LZWDecode" | b"Fl" | b"LZW");
        let plain = stream.filters().is_ok_and(|filters| filters.iter().all(lossless)) || !stream.is_compressed();
        let eight = self.reader.number(&stream.dict, "BitsPerComponent") == Some(8.0);
        let usual = self.reader.get(&stream.dict, "Decode").is_none();
        if !(plain && eight && usual) {
            return None;
        }
        super::color::most_ink(space, &self.reader.data(stream)?)
    }
}

impl Stage<'_> {
    /// Operators of the state and of paths; says whether it was one.
    fn geometry(&mut self, operator: &str, numbers: &[f64]) -> bool {
        let matrix = self.state.matrix;
        match (operator, numbers) {
            ("q", _) => {
                if self.saved.len() < MOST_STATES {
                    self.saved.push(self.state.clone());
                }
            }
            ("Q", _) => self.state = self.saved.pop().unwrap_or_else(|| self.state.clone()),
            ("cm", numbers) => {
                if let Some(changed) = Matrix::of(numbers) {
                    self.state.matrix = changed.then(matrix);
                }
            }
            ("w", [width]) => self.state.line = *width,
            ("m", [x, y]) => self.path.begin(matrix.apply(*x, *y)),
            ("l", [x, y]) => self.path.add(matrix.apply(*x, *y)),
            ("c" | "v" | "y", points) => points.chunks_exact(2).for_each(|point| {
                if let [x, y] = point {
                    self.path.add(matrix.apply(*x, *y));
                }
            }),
            ("re", [x, y, width, height]) => {
                if let Some(area) = Area::of(&[*x, *y, x + width, y + height]) {
                    self.path.rectangle(area, matrix);
                }
            }
            ("W" | "W*", _) => self.path.clips = true,
            ("h", _) => {}
            _ => return false,
        }
        true
    }

    /// Operators of the text state and the pen; says whether it was one.
    fn text(&mut self, operator: &str, numbers: &[f64]) -> bool {
        let text = &mut self.state.text;
        match (operator, numbers) {
            ("BT", _) => self.pen = (Matrix::IDENTITY, Matrix::IDENTITY),
            ("ET", _) => {}
            ("Tc", [space]) => text.letter_space = *space,
            ("Tw", [space]) => text.word_space = *space,
            ("Tz", [percent]) => text.stretch = percent / 100.0,
            ("TL", [leading]) => text.leading = *leading,
            ("Ts", [rise]) => text.rise = *rise,
            #[allow(clippy::cast_possible_truncation, reason = "a mode is a small number, and saturates")]
            ("Tr", [mode]) => text.mode = *mode as i64,
            ("Td", [x, y]) => self.next_line(*x, *y),
            ("TD", [x, y]) => {
                text.leading = -y;
                self.next_line(*x, *y);
            }
            ("T*", _) => {
                let leading = text.leading;
                self.next_line(0.0, -leading);
            }
            ("Tm", numbers) => {
                if let Some(matrix) = Matrix::of(numbers) {
                    self.pen = (matrix, matrix);
                }
            }
            _ => return false,
        }
        true
    }

    fn next_line(&mut self, x: f64, y: f64) {
        let line = Matrix::shift(x, y).then(self.pen.1);
        self.pen = (line, line);
    }
}
