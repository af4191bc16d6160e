//! The graphics state of a content stream (ISO 32000-1, 8.4), as far as preflight asks for it.

use super::color::Space;
use super::facts::BlackText;
use super::font::Font;
use super::geometry::{Area, Matrix};
use std::rc::Rc;

/// Part of an em that letters go below and above the baseline: enough for the capitals and descenders of most faces.
const DEPTH_AND_HEIGHT: (f64, f64) = (-0.2, 0.7);

/// A colour.
#[derive(Clone, Debug)]
pub struct Paint {
    /// Its space.
    pub space: Rc<Space>,
    /// Its numbers.
    pub values: Vec<f64>,
}

impl Paint {
    /// The colour that a space begins with.
    pub fn first_of(space: Space) -> Paint {
        Paint { values: space.first(), space: Rc::new(space) }
    }

    /// Whether it leaves the paper white.
    pub fn is_white(&self) -> bool {
        self.space.is_white(&self.values)
    }

    /// How it makes text black, if it does and not of black ink alone: black ink of at least 85 percent with others, or
    /// light of at most 15 percent.
    pub fn black_text(&self) -> Option<BlackText> {
        match (self.space.as_ref(), self.values.as_slice()) {
            (Space::Cmyk, [c, m, y, k]) if *k >= 0.85 && c + m + y > 0.0 => Some(BlackText::Rich),
            (Space::Rgb, [r, g, b]) if r.max(*g).max(*b) <= 0.15 => Some(BlackText::Rgb),
            _ => None,
        }
    }
}

/// What `q` saves and `Q` brings back.
#[derive(Clone, Debug)]
pub struct State {
    /// From the units of the content to those of the page.
    pub matrix: Matrix,
    /// Bounds of what can be seen.
    pub clip: Area,
    /// Colour of fills.
    pub fill: Paint,
    /// Colour of strokes.
    pub stroke: Paint,
    /// Width of lines in the units of the content.
    pub line: f64,
    /// Text.
    pub text: TextState,
}

impl State {
    /// The state at the beginning of a page (8.4.1).
    pub fn of_page(clip: Area) -> State {
        let black = Paint::first_of(Space::Gray);
        State {
            matrix: Matrix::IDENTITY,
            clip,
            fill: black.clone(),
            stroke: black,
            line: 1.0,
            text: TextState::default(),
        }
    }
}

/// The text state (9.3).
#[derive(Clone, Debug)]
pub struct TextState {
    /// Font; `None` before `Tf`.
    pub font: Option<Rc<Font>>,
    /// Size.
    pub size: f64,
    /// Added to the width of each glyph.
    pub letter_space: f64,
    /// Added to the width of a one-byte space.
    pub word_space: f64,
    /// Horizontal scaling, 1 for none.
    pub stretch: f64,
    /// Distance of lines.
    pub leading: f64,
    /// Shift of the baseline upwards.
    pub rise: f64,
    /// Rendering mode: 0 fill, 1 stroke, 2 both, 3 neither; 4 to 7 the same and a clip.
    pub mode: i64,
}

impl Default for TextState {
    fn default() -> Self {
        TextState {
            font: None,
            size: 0.0,
            letter_space: 0.0,
            word_space: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
            mode: 0,
        }
    }
}

impl TextState {
    /// How far a string moves the pen, in units of text space.
    pub fn advance(&self, bytes: &[u8]) -> f64 {
        let Some(font) = &self.font else { return 0.0 };
        let widths = font.codes(bytes).map(|(space, width)| {
            let word = if space { self.word_space } else { 0.0 };
            (width * self.size + self.letter_space + word) * self.stretch
        });
        widths.sum()
    }

    /// About where the glyphs of a string of that advance are, in units of text space.
    pub fn bounds(&self, advance: f64) -> Area {
        let (depth, height) = DEPTH_AND_HEIGHT;
        let (low, high) = (self.rise + depth * self.size, self.rise + height * self.size);
        Area { left: advance.min(0.0), bottom: low.min(high), right: advance.max(0.0), top: low.max(high) }
    }

    /// Whether the rendering mode fills, and whether it strokes.
    pub fn paints(&self) -> (bool, bool) {
        (matches!(self.mode, 0 | 2 | 4 | 6), matches!(self.mode, 1 | 2 | 5 | 6))
    }
}

/// The path that is being built: the bounds of its parts on the page.
#[derive(Debug, Default)]
pub struct Path {
    /// Bounds of each subpath, and whether it is a rectangle with sides along the axes.
    parts: Vec<(Area, bool)>,
    /// Where the open subpath began, if nothing was added to it.
    begun: Option<(f64, f64)>,
    /// Whether a clip is made of it when it is painted.
    pub clips: bool,
}

impl Path {
    /// Begins a subpath.
    pub fn begin(&mut self, at: (f64, f64)) {
        self.begun = Some(at);
    }

    /// Goes on to a point.
    pub fn add(&mut self, point: (f64, f64)) {
        if let Some(start) = self.begun.take() {
            self.parts.push((Area::at(start), false));
        }
        match self.parts.last_mut() {
            Some((area, false)) => *area = area.with(Area::at(point)),
            // After a closed rectangle the pen is at its corner.
            _ => self.parts.push((Area::at(point), false)),
        }
    }

    /// Adds a rectangle (`re`).
    pub fn rectangle(&mut self, area: Area, matrix: Matrix) {
        self.begun = None;
        let [a, b, c, d, ..] = matrix.0;
        let upright = (b == 0.0 && c == 0.0) || (a == 0.0 && d == 0.0);
        self.parts.push((area.moved(matrix), upright));
    }

    /// The parts, which are taken out.
    pub fn take(&mut self) -> Vec<(Area, bool)> {
        self.begun = None;
        std::mem::take(&mut self.parts)
    }

    /// Bounds of all parts.
    pub fn bounds(parts: &[(Area, bool)]) -> Option<Area> {
        parts.iter().map(|(area, _)| *area).reduce(Area::with)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subpaths_have_their_own_bounds() {
        let mut path = Path::default();
        path.begin((0.0, 0.0));
        path.add((10.0, 5.0));
        path.begin((50.0, 50.0));
        path.add((60.0, 50.0));
        path.rectangle(Area { left: 0.0, bottom: 0.0, right: 2.0, top: 1.0 }, Matrix::shift(100.0, 0.0));
        path.begin((7.0, 7.0));
        let parts = path.take();
        assert_eq!(parts.len(), 3, "a point alone paints nothing");
        assert_eq!(parts[0], (Area { left: 0.0, bottom: 0.0, right: 10.0, top: 5.0 }, false));
        assert_eq!(parts[2], (Area { left: 100.0, bottom: 0.0, right: 102.0, top: 1.0 }, true));
        assert!(path.take().is_empty());
    }

    #[test]
    fn white_is_what_lays_on_no_ink() {
        assert!(!Paint::first_of(Space::Gray).is_white());
        assert!(Paint { space: Rc::new(Space::Gray), values: vec![1.0] }.is_white());
        assert!(!Paint::first_of(Space::Rgb).is_white());
    }
}
