//! Shapes: what one character code draws where a glyph of the face does not stand for one text.
//!
//! Many Arabic faces draw a letter as a base and separate dots, and one glyph is the base of several letters; a mark is a
//! glyph of its own; a ligature is one glyph for several letters. Most programs that search or copy take a code for a
//! letter and do not know `ActualText`. So a cluster gets a code of its own that draws all of it. Right-to-left text gets
//! a code for each character, in the order in which they stand on the page: the first draws the cluster, the others are
//! blank and share its width. Programs put the characters in order by their places, and they do not agree on the order of
//! the characters of a single code.

use crate::layout::page::GlyphRun;
use crate::pdf::clusters::{Cluster, SOFT_HYPHEN, is_forbidden, is_private};
use unicode_bidi::{BidiClass, bidi_class};

/// Part of a cluster's width that a mark has.
const MARK_SHARE: u16 = 16;

/// A cluster of more glyphs than these is left as it is.
const MOST_PARTS: usize = 16;

/// The natural advances of a face's glyphs, in units of its em.
pub(super) trait Advances {
    /// The advance of a glyph.
    fn of(&self, glyph: u16) -> u16;
    /// Units in an em.
    fn units_per_em(&self) -> u16;
}

/// Glyphs as one, with places and width in units of the em.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Shape {
    /// What is drawn; nothing for a blank.
    pub parts: Vec<Part>,
    /// How far the pen moves.
    pub advance: u16,
}

/// A glyph of a shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Part {
    /// Glyph index in the face.
    pub glyph: u16,
    /// Right of the shape's origin.
    pub x: i16,
    /// Above it.
    pub y: i16,
}

/// A shape with what it stands for.
pub(super) struct Piece<'a> {
    pub shape: Shape,
    pub text: &'a str,
}

impl Shape {
    /// The glyphs that it draws.
    pub fn glyphs(&self) -> impl Iterator<Item = u16> {
        self.parts.iter().map(|part| part.glyph)
    }
}

/// The pieces of a cluster from left to right, the first at the cluster's pen. `None` where a glyph says it already, or a
/// map may not hold its text.
pub(super) fn compose<'a>(run: &GlyphRun, cluster: &Cluster<'a>, advances: &dyn Advances) -> Option<Vec<Piece<'a>>> {
    let rtl = cluster.text.chars().any(is_right_to_left);
    let is_one = cluster.glyphs.len() == 1 && (!rtl || cluster.text.chars().nth(1).is_none());
    if is_one || cluster.glyphs.len() > MOST_PARTS || !can_be_mapped(cluster.text) {
        return None;
    }
    let glyphs = run.glyphs.get(cluster.glyphs.clone())?;
    let scale = f64::from(advances.units_per_em()) / run.size.0;
    let (mut pen, mut parts, mut advance) = (0.0, Vec::with_capacity(glyphs.len()), 0_u16);
    for glyph in glyphs {
        if glyph.id == 0 {
            return None;
        }
        let x = units((pen + glyph.dx().0) / run.stretch * scale)?;
        parts.push(Part { glyph: glyph.id, x, y: units(glyph.dy().0 * scale)? });
        pen += glyph.advance().0;
        advance = advance.checked_add(advances.of(glyph.id))?;
    }
    if !rtl {
        return Some(vec![Piece { shape: Shape { parts, advance }, text: cluster.text }]);
    }
    // Marks have next to no width: some programs do not count it, and take what it would leave for a word space; others
    // do not know the order of characters at one place.
    let marks = u16::try_from(cluster.text.chars().filter(|c| is_mark(*c)).count()).ok()?;
    let letters = u16::try_from(cluster.text.chars().count()).ok()?.checked_sub(marks)?.max(1);
    let mark = advance / MARK_SHARE;
    let (share, mut rest) = ((advance - marks.min(MARK_SHARE) * mark) / letters, advance);
    let mut pieces = Vec::with_capacity(cluster.text.len() / 2);
    for (at, c) in cluster.text.char_indices().rev() {
        let advance = match at {
            0 => rest,
            _ if is_mark(c) => mark.min(rest),
            _ => share.min(rest),
        };
        rest -= advance;
        let shape = Shape { parts: std::mem::take(&mut parts), advance };
        pieces.push(Piece { shape, text: cluster.text.get(at..at + c.len_utf8())? });
    }
    Some(pieces)
}

fn is_mark(c: char) -> bool {
    bidi_class(c) == BidiClass::NSM
}

fn is_right_to_left(c: char) -> bool {
    matches!(bidi_class(c), BidiClass::R | BidiClass::AL)
}

/// Whether a ToUnicode map may say the text, and readers take it as it is.
fn can_be_mapped(text: &str) -> bool {
    !text.is_empty() && text != SOFT_HYPHEN && !text.chars().any(|c| is_private(c) || is_forbidden(c) || c.is_control())
}

/// A length as a font program holds it.
fn units(value: f64) -> Option<i16> {
    let value = value.round();
    (value.is_finite() && value.abs() < f64::from(i16::MAX)).then_some(value as i16)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::page::Glyph;
    use crate::layout::units::Pt;
    use crate::pdf::clusters::clusters;
    use crate::pdf::tests::support::run_of;

    /// Every glyph of an em of 1000 has this advance, but those over 90.
    struct Square;

    impl Advances for Square {
        fn of(&self, glyph: u16) -> u16 {
            if glyph > 90 { 0 } else { 500 }
        }

        fn units_per_em(&self) -> u16 {
            1000
        }
    }

    fn composed(run: &GlyphRun) -> Vec<Option<Vec<(Shape, String)>>> {
        let of = |cluster: Cluster<'_>| {
            let pieces = compose(run, &cluster, &Square)?;
            Some(pieces.into_iter().map(|piece| (piece.shape, piece.text.to_owned())).collect())
        };
        clusters(run).map(of).collect()
    }

    fn part(glyph: u16, x: i16, y: i16) -> Part {
        Part { glyph, x, y }
    }

    #[test]
    fn a_base_and_its_dots_are_one_letter() {
        let mut run = run_of("\u{628}", &[(91, 0..2), (4, 2..2)]);
        run.glyphs[0] = Glyph::new(91, Pt::ZERO, 0..2).shifted(Pt(2.0), Pt(-1.0));
        let shape = Shape { parts: vec![part(91, 200, -100), part(4, 0, 0)], advance: 500 };
        assert_eq!(composed(&run), [Some(vec![(shape, "\u{628}".to_owned())])]);
    }

    #[test]
    fn characters_of_right_to_left_clusters_share_the_width_last_first() {
        let run = run_of("\u{644}\u{627}", &[(4, 0..4)]);
        let drawn = Shape { parts: vec![part(4, 0, 0)], advance: 250 };
        let blank = Shape { parts: Vec::new(), advance: 250 };
        let wanted = vec![(drawn, "\u{627}".to_owned()), (blank, "\u{644}".to_owned())];
        assert_eq!(composed(&run), [Some(wanted)]);
    }

    #[test]
    fn marks_of_right_to_left_letters_have_next_to_no_width() {
        let mut run = run_of("\u{628}\u{64e}", &[(91, 0..4), (4, 4..4)]);
        run.glyphs[0].set_advance(Pt::ZERO);
        let drawn = Shape { parts: vec![part(91, 0, 0), part(4, 0, 0)], advance: 31 };
        let blank = Shape { parts: Vec::new(), advance: 469 };
        let wanted = vec![(drawn, "\u{64e}".to_owned()), (blank, "\u{628}".to_owned())];
        assert_eq!(composed(&run), [Some(wanted)]);
    }

    #[test]
    fn a_mark_over_a_letter_is_said_with_it() {
        let run = run_of("e\u{301}", &[(4, 0..3), (91, 3..3)]);
        let shape = Shape { parts: vec![part(4, 0, 0), part(91, 500, 0)], advance: 500 };
        assert_eq!(composed(&run), [Some(vec![(shape, "e\u{301}".to_owned())])]);
    }

    #[test]
    fn what_says_itself_or_cannot_be_said_is_left() {
        let run = run_of("a\u{628}\u{E000}", &[(4, 0..1), (5, 1..3), (6, 3..6), (7, 6..6)]);
        assert_eq!(composed(&run), [None, None, None]);
        assert_eq!(composed(&run_of("e\u{301}", &[(0, 0..3), (91, 3..3)])), [None], "a glyph is missing");
    }
}
