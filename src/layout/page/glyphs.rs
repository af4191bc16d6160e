//! Glyph runs. A book holds as many glyphs as characters, so a glyph is kept in 20 bytes.

use crate::document::Rgb;
use crate::layout::fonts::FaceId;
use crate::layout::units::{Point, Pt};
use std::ops::Range;
use std::sync::Arc;

/// Shaped glyphs of one face, size and colour on one baseline, in visual order from left to right.
#[derive(Clone, Debug)]
pub struct GlyphRun {
    /// The face.
    pub face: FaceId,
    /// Type size.
    pub size: Pt,
    /// Colour.
    pub color: Rgb,
    /// Baseline origin of the first glyph.
    pub origin: Point,
    /// The glyphs.
    pub glyphs: Vec<Glyph>,
    /// The text the run stands for, in logical order; each glyph names its part. A soft hyphen drawn at a line's end
    /// is U+00AD here.
    pub text: String,
    /// Whether the glyphs' own characters differ from `text` in a way a ToUnicode map cannot say (small capitals,
    /// reordered or many-to-many clusters): the backend then writes ActualText.
    pub actual_text: bool,
    /// Horizontal scale of the glyphs (1 is natural): the font-expansion reserve. The glyphs' advances and shifts are
    /// what they come to, scale included.
    pub stretch: f64,
    /// Slant as the tangent of an angle, for an italic made from an upright face; 0 otherwise.
    pub slant: f64,
    /// BCP 47 tag of the text; `None` for what has no language of its own (leaders, marks of wrapped lines).
    pub lang: Option<Arc<str>>,
    /// The byte of its source file at which the text was written; `None` where that is not known to the character.
    pub written: Option<u32>,
}

/// A glyph. Its lengths are single floats: a thousandth of a point is exact to the third decimal on a line of any length
/// that a page has, if the maker of a run carries what one glyph is rounded by over to the next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Glyph {
    /// Glyph index in the face.
    pub id: u16,
    /// Bytes of text, from `start` on.
    length: u16,
    start: u32,
    advance: f32,
    dx: f32,
    dy: f32,
}

impl Glyph {
    /// Most bytes of text that a glyph can stand for. Where there are more, it stands for the first of them, and its run
    /// must have [`GlyphRun::actual_text`].
    pub const MOST_TEXT: usize = u16::MAX as usize;

    /// A glyph that is not shifted. `text` is the bytes of [`GlyphRun::text`] it stands for; empty for the second glyph of a
    /// cluster.
    pub fn new(id: u16, advance: Pt, text: Range<usize>) -> Glyph {
        let mut glyph = Glyph { id, length: 0, start: 0, advance: advance.0 as f32, dx: 0.0, dy: 0.0 };
        glyph.set_text(text);
        glyph
    }

    /// The same, drawn farther right by `dx` and farther **up** by `dy`.
    pub fn shifted(self, dx: Pt, dy: Pt) -> Glyph {
        Glyph { dx: dx.0 as f32, dy: dy.0 as f32, ..self }
    }

    /// Advance, word space and letter spacing included.
    pub fn advance(&self) -> Pt {
        Pt(f64::from(self.advance))
    }

    /// Shift right of the glyph from its pen position.
    pub fn dx(&self) -> Pt {
        Pt(f64::from(self.dx))
    }

    /// Shift **up**.
    pub fn dy(&self) -> Pt {
        Pt(f64::from(self.dy))
    }

    /// Bytes of [`GlyphRun::text`] it stands for; empty for the second glyph of a cluster.
    pub fn text(&self) -> Range<usize> {
        let start = self.start as usize;
        start..start + usize::from(self.length)
    }

    /// Gives it another advance.
    pub fn set_advance(&mut self, advance: Pt) {
        self.advance = advance.0 as f32;
    }

    /// Makes it stand for other bytes of text.
    pub fn set_text(&mut self, text: Range<usize>) {
        self.start = u32::try_from(text.start).unwrap_or(u32::MAX);
        self.length = u16::try_from(text.len()).unwrap_or(u16::MAX);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_glyph_is_small_and_says_what_it_was_given() {
        assert_eq!(size_of::<Glyph>(), 20);
        let glyph = Glyph::new(7, Pt(5.25), 70_000..70_002).shifted(Pt(-0.5), Pt(1.5));
        assert_eq!((glyph.id, glyph.advance(), glyph.text()), (7, Pt(5.25), 70_000..70_002));
        assert_eq!((glyph.dx(), glyph.dy()), (Pt(-0.5), Pt(1.5)));
    }

    #[test]
    fn a_glyph_of_more_text_than_it_can_say_says_the_first_of_it() {
        let mut glyph = Glyph::new(7, Pt(5.0), 3..100_000);
        assert_eq!(glyph.text(), 3..3 + Glyph::MOST_TEXT);
        glyph.set_text(0..0);
        assert!(glyph.text().is_empty());
    }
}
