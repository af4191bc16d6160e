//! Formulas as the layout sees them: parts with their extents in points, whose shapes have faces and places.

use super::fonts::{FaceId, FontBook};
use super::page::{FormulaItem, Glyph, GlyphRun, ItemKind, PathStep};
use super::text::TextStyle;
use super::units::{Point, Pt, Rect, Size};
use crate::document::Rgb;
use crate::math::{self, Break, Extent, Font, Formula, MathError, Part, Shape, Step};
use skrifa::instance::{LocationRef, Size as FontSize};
use skrifa::{FontRef, GlyphId, MetadataProvider};

/// How far a character of the text's face reaches below the baseline, in its ems: what Latin faces commonly have.
const DESCENT: f64 = 0.22;

/// A part of a formula that is not broken, at its size.
#[derive(Clone, Debug)]
pub struct FormulaPart {
    /// Width, with the gap.
    pub width: Pt,
    /// Above the baseline.
    pub height: Pt,
    /// Below the baseline.
    pub depth: Pt,
    /// The part of the width that disappears at a line's end.
    pub gap: Pt,
    /// What follows.
    pub end: Break,
    /// TeX that it stands for.
    pub text: String,
    /// What is drawn, from the left end of the baseline.
    pub shapes: Vec<ItemKind>,
}

/// The parts of a formula among text of a style.
///
/// # Errors
/// When it would take too much to draw.
pub fn parts(formula: &Formula, style: &TextStyle, fonts: &FontBook) -> Result<Vec<FormulaPart>, MathError> {
    let setter = Setter::new(style, fonts);
    let found = formula.parts(&|c| setter.extent(c))?;
    Ok(found.into_iter().map(|part| setter.part(part)).collect())
}

/// A formula in one part, `factor` times as large as text of the style asks for.
///
/// # Errors
/// When it would take too much to draw.
pub fn whole(formula: &Formula, style: &TextStyle, fonts: &FontBook) -> Result<FormulaPart, MathError> {
    let setter = Setter::new(style, fonts);
    Ok(setter.part(formula.whole(&|c| setter.extent(c))?))
}

/// Sets parts in one style.
struct Setter<'a> {
    style: &'a TextStyle,
    fonts: &'a FontBook,
    /// Size of the math faces, in points: their x is as high as that of the text.
    size: f64,
}

impl<'a> Setter<'a> {
    fn new(style: &'a TextStyle, fonts: &'a FontBook) -> Setter<'a> {
        let text = fonts.face(fonts.select(style.role, false, false).face);
        let matched = text.map_or(1.0, |face| face.x_height / math::X_HEIGHT);
        Setter { style, fonts, size: style.size.0 * matched }
    }

    /// The face of the text that has a character, and its glyph there.
    fn text_glyph(&self, c: char) -> Option<(FaceId, u16, f64)> {
        let TextStyle { role, bold, italic, .. } = *self.style;
        let own = self.fonts.select(role, bold, italic);
        let has = |id: FaceId| self.fonts.face(id).is_some_and(|face| face.has(c));
        let selection = match has(own.face) {
            true => own,
            false => self.fonts.fallback(bold, italic, |face| face.has(c))?,
        };
        let (glyph, advance) = glyph(self.fonts, selection.face, c)?;
        Some((selection.face, glyph, advance))
    }

    /// The room of a character that the math faces do not have, in ems of theirs.
    fn extent(&self, c: char) -> Option<Extent> {
        let (face, _, advance) = self.text_glyph(c)?;
        let ratio = self.style.size.0 / self.size;
        let height = self.fonts.face(face)?.cap_height;
        Some(Extent { width: advance * ratio, height: height * ratio, depth: DESCENT * ratio })
    }

    fn part(&self, part: Part) -> FormulaPart {
        let em = |length: f64| Pt(length * self.size);
        let mut shapes: Vec<ItemKind> = Vec::new();
        for shape in &part.shapes {
            self.push(shape, &mut shapes);
        }
        FormulaPart {
            width: em(part.width),
            height: em(part.height),
            depth: em(part.depth),
            gap: em(part.gap),
            end: part.end,
            text: part.source,
            shapes,
        }
    }

    fn push(&self, shape: &Shape, out: &mut Vec<ItemKind>) {
        let em = |length: f64| Pt(length * self.size);
        let ink =
            |color: &Option<math::Color>| color.map_or(self.style.color, |[red, green, blue]| Rgb(red, green, blue));
        let point = |(x, y): (f64, f64)| Point { x: em(x), y: em(y) };
        match shape {
            Shape::Glyph { x, y, size, font, character, text, color } => {
                let at = Placed { origin: point((*x, *y)), size: *size, color: ink(color) };
                self.push_glyph(&at, *font, *character, *text, out);
            }
            Shape::Rule { x, y, width, height, color } => {
                let size = Size { width: em(*width), height: em(*height) };
                let rect = Rect { origin: point((*x, *y)), size };
                out.push(ItemKind::Fill { rect, color: ink(color), radius: Pt::ZERO });
            }
            Shape::Dashes { x, y, width, thickness, color } => {
                let (from, to) = (point((*x, *y)), point((x + width, *y)));
                let width = em(*thickness);
                out.push(ItemKind::Stroke { from, to, width, color: ink(color), dash: width * 3.0 });
            }
            Shape::Path { steps, stroke, color } => {
                let step = |step: &Step| match *step {
                    Step::Move(to) => PathStep::Move(point(to)),
                    Step::Line(to) => PathStep::Line(point(to)),
                    Step::Curve(first, second, to) => PathStep::Curve([point(first), point(second), point(to)]),
                    Step::Close => PathStep::Close,
                };
                let steps = steps.iter().map(step).collect();
                out.push(ItemKind::Path { steps, stroke: stroke.map(em), color: ink(color) });
            }
        }
    }

    /// Adds a character: to the run before it, if it goes on there.
    fn push_glyph(&self, at: &Placed, font: Font, character: char, text: char, out: &mut Vec<ItemKind>) {
        let found = match font {
            Font::Math(index) => self.fonts.math_face(index).and_then(|face| {
                let (glyph, advance) = glyph(self.fonts, face, character)?;
                Some((face, glyph, advance, self.size * at.size))
            }),
            Font::Text => None,
        };
        let found = found.or_else(|| {
            let (face, glyph, advance) = self.text_glyph(text)?;
            Some((face, glyph, advance, self.style.size.0 * at.size))
        });
        // What no face has is glyph 0, which the backends show as a box.
        let missing = || {
            let own = self.fonts.select(self.style.role, false, false).face;
            (own, 0, 0.5, self.style.size.0 * at.size)
        };
        let (face, id, advance, size) = found.unwrap_or_else(missing);
        let advance = Pt(advance * size);
        if let Some(ItemKind::Glyphs(run)) = out.last_mut()
            && (run.face, run.size, run.origin.y, run.color) == (face, Pt(size), at.origin.y, at.color)
        {
            run.push(id, at.origin.x, advance, text);
            return;
        }
        let mut run = GlyphRun {
            face,
            size: Pt(size),
            color: at.color,
            origin: at.origin,
            glyphs: Vec::new(),
            text: String::new(),
            actual_text: id == 0,
            stretch: 1.0,
            slant: 0.0,
            lang: None,
            written: None,
        };
        run.push(id, at.origin.x, advance, text);
        out.push(ItemKind::Glyphs(run));
    }
}

/// Where a character stands, its size where 1 is the formula's, and its colour.
struct Placed {
    origin: Point,
    size: f64,
    color: Rgb,
}

impl GlyphRun {
    /// Adds a glyph that stands at `x`.
    fn push(&mut self, id: u16, x: Pt, advance: Pt, text: char) {
        let end: Pt = self.glyphs.iter().map(Glyph::advance).sum();
        if let Some(before) = self.glyphs.last_mut() {
            before.set_advance(before.advance() + x - (self.origin.x + end));
        }
        let start = self.text.len();
        self.text.push(text);
        self.glyphs.push(Glyph::new(id, advance, start..self.text.len()));
    }
}

/// A character's glyph in a face, and its advance in ems.
fn glyph(fonts: &FontBook, face: FaceId, c: char) -> Option<(u16, f64)> {
    let face = fonts.face(face)?;
    let id = face.font.charmap().map_unicode(c)?.to_u32();
    let font = FontRef::from_index(&face.data, face.index).ok()?;
    let metrics = font.glyph_metrics(FontSize::unscaled(), LocationRef::default());
    let advance = metrics.advance_width(GlyphId::new(id)).unwrap_or(0.0);
    Some((u16::try_from(id).ok()?, f64::from(advance) / f64::from(face.units_per_em)))
}

impl FormulaItem {
    /// What is drawn, as it is on the page.
    pub fn placed(&self) -> Vec<ItemKind> {
        placed(&self.shapes, self.origin, 1.0)
    }
}

/// Shapes moved and made larger or smaller, as they stand on a page.
pub fn placed(shapes: &[ItemKind], origin: Point, scale: f64) -> Vec<ItemKind> {
    shapes.iter().map(|shape| placed_one(shape, origin, scale)).collect()
}

fn placed_one(shape: &ItemKind, origin: Point, scale: f64) -> ItemKind {
    let point = |p: &Point| Point { x: origin.x + p.x * scale, y: origin.y + p.y * scale };
    let mut shape = shape.clone();
    match &mut shape {
        ItemKind::Glyphs(run) => {
            run.origin = point(&run.origin);
            run.size = run.size * scale;
            run.glyphs.iter_mut().for_each(|glyph| glyph.set_advance(glyph.advance() * scale));
        }
        ItemKind::Fill { rect, .. } => {
            rect.origin = point(&rect.origin);
            rect.size = Size { width: rect.size.width * scale, height: rect.size.height * scale };
        }
        ItemKind::Stroke { from, to, width, dash, .. } => {
            (*from, *to) = (point(from), point(to));
            (*width, *dash) = (*width * scale, *dash * scale);
        }
        ItemKind::Path { steps, stroke, .. } => {
            for step in steps {
                match step {
                    PathStep::Move(to) | PathStep::Line(to) => *to = point(to),
                    PathStep::Curve(points) => points.iter_mut().for_each(|p| *p = point(p)),
                    PathStep::Close => {}
                }
            }
            *stroke = stroke.map(|width| width * scale);
        }
        // A formula has no others.
        ItemKind::Frame { .. }
        | ItemKind::Image { .. }
        | ItemKind::Turned { .. }
        | ItemKind::Formula(_)
        | ItemKind::Link { .. } => {}
    }
    shape
}

impl FormulaPart {
    /// The same, larger or smaller.
    #[must_use]
    pub fn scaled(&self, scale: f64) -> FormulaPart {
        FormulaPart {
            width: self.width * scale,
            height: self.height * scale,
            depth: self.depth * scale,
            gap: self.gap * scale,
            end: self.end,
            text: self.text.clone(),
            shapes: placed(&self.shapes, Point::default(), scale),
        }
    }

    /// It on a page, with the left end of its baseline at `origin`.
    pub fn item(&self, origin: Point) -> ItemKind {
        ItemKind::Formula(super::page::FormulaItem {
            origin,
            width: self.width - self.gap,
            height: self.height,
            depth: self.depth,
            text: self.text.clone(),
            shapes: self.shapes.clone(),
        })
    }
}
