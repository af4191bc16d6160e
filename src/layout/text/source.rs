//! Joining the pieces of a paragraph into one string, with the way back from every byte to what was written.

use super::style::{Caps, Styles};
use super::{Piece, PieceKind};
use crate::layout::fonts::FontBook;
use crate::layout::units::Pt;
use crate::source::Span;
use std::ops::Range;

/// Stands for an image or a fill in the shown text (U+FFFC OBJECT REPLACEMENT CHARACTER).
pub(super) const OBJECT: char = '\u{fffc}';
/// U+00AD SOFT HYPHEN.
const SOFT_HYPHEN: char = '\u{ad}';
/// Columns from one tab stop of code to the next.
const TAB: usize = 4;

/// A paragraph's text as it is shown, and where it came from.
#[derive(Debug, Default)]
pub(super) struct Source {
    /// Characters as they are shaped: upper-cased where asked for, white space collapsed, objects as [`OBJECT`].
    pub shown: String,
    /// Characters as they were written and copy; empty where they are those shown.
    written: String,
    /// Byte of `shown` -> byte of `written`, one longer than `shown`; empty where the two are the same.
    origin: Vec<u32>,
    /// Stretches of one piece, in order, without gaps, none empty.
    pub parts: Vec<Part>,
    /// Bytes of `shown` before which a soft hyphen was written.
    pub soft_hyphens: Vec<usize>,
    /// Forced breaks, in order.
    pub breaks: Vec<Forced>,
    /// Text that has a reading above it, in order.
    pub rubies: Vec<Range<usize>>,
    /// Anchors and note calls: byte of `shown` and index of the piece, in order.
    pub marks: Vec<(usize, usize)>,
}

/// A stretch of the shown text that came from one piece.
#[derive(Clone, Debug)]
pub(super) struct Part {
    /// Bytes of the shown text.
    pub range: Range<usize>,
    /// Index of the piece.
    pub piece: usize,
    /// Index of the style.
    pub style: usize,
}

/// A forced break before a byte of the shown text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Forced {
    pub at: usize,
    /// Indent of the line after it.
    pub indent: Pt,
}

impl Source {
    /// Joins pieces. `styles` resolves their styles.
    pub fn join(pieces: &[Piece], styles: &mut Styles, fonts: &FontBook) -> Source {
        let mut source = Source::default();
        for (index, piece) in pieces.iter().enumerate() {
            let start = source.shown.len();
            let style = match &piece.kind {
                PieceKind::Text { text, style } => {
                    let id = styles.resolve(style, fonts);
                    source.text(text, styles, id);
                    id
                }
                PieceKind::NoteCall { text, style, .. } => {
                    source.marks.push((start, index));
                    let id = styles.resolve(style, fonts);
                    source.text(text, styles, id);
                    id
                }
                PieceKind::Fill { style, .. } => {
                    source.object();
                    styles.resolve(style, fonts)
                }
                PieceKind::Math { part, style } => {
                    source.show(OBJECT, &part.text);
                    styles.resolve(style, fonts)
                }
                PieceKind::Image { style, .. } => {
                    source.object();
                    styles.resolve(style, fonts)
                }
                PieceKind::Anchor(_) => {
                    source.marks.push((start, index));
                    0
                }
                PieceKind::Break(indent) => {
                    source.force(*indent);
                    0
                }
                PieceKind::Ruby { .. } => {
                    let base =
                        source.parts.last().filter(|part| part.piece + 1 == index).map(|part| part.range.clone());
                    source.rubies.extend(base);
                    0
                }
            };
            if source.shown.len() > start {
                source.parts.push(Part { range: start..source.shown.len(), piece: index, style });
            }
        }
        source.origin.push(to_u32(source.written.len()));
        source.compact();
        source
    }

    /// Lets go of what says nothing: most text is shown as it was written.
    fn compact(&mut self) {
        let same = |(at, _): (usize, char)| self.origin.get(at) == Some(&to_u32(at));
        if self.written == self.shown && self.shown.char_indices().all(same) {
            (self.written, self.origin) = (String::new(), Vec::new());
        }
        self.shown.shrink_to_fit();
        self.written.shrink_to_fit();
        self.origin.shrink_to_fit();
        self.parts.shrink_to_fit();
    }

    /// Bytes that it holds.
    #[cfg(test)]
    pub fn bytes(&self) -> usize {
        let lists = self.soft_hyphens.len() * 8 + self.marks.len() * 16 + self.breaks.len() * size_of::<Forced>();
        let parts = self.parts.len() * size_of::<Part>();
        self.shown.capacity() + self.written.capacity() + self.origin.capacity() * 4 + parts + lists
    }

    /// The written text of a range of the shown text.
    pub fn written(&self, shown: Range<usize>) -> &str {
        if self.origin.is_empty() {
            return self.shown.get(shown).unwrap_or("");
        }
        let at = |i: usize| self.origin.get(i).map_or(self.written.len(), |&o| o as usize);
        self.written.get(at(shown.start)..at(shown.end)).unwrap_or("")
    }

    /// Where a range of the shown text within one piece was written: that part of the piece's place where the piece
    /// reads about as it was written, else all of it.
    pub fn span(&self, piece: &Piece, shown: Range<usize>) -> Option<Span> {
        let whole = piece.span;
        let Some(start) = self.place(piece, shown.start) else { return Some(whole) };
        let inside = self.written(shown).len().max(1);
        Some(Span { start, end: start.saturating_add(to_u32(inside)).min(whole.end), ..whole })
    }

    /// Where a byte of the shown text within a piece was written; `None` where the piece does not read about as it was
    /// written.
    pub fn place(&self, piece: &Piece, shown: usize) -> Option<u32> {
        let PieceKind::Text { text, .. } = &piece.kind else { return None };
        let whole = piece.span;
        let length = (whole.end - whole.start) as usize;
        // Escapes, entities and markup make the source longer than the text, but not by much.
        if text.len() > length || text.len() * 2 <= length {
            return None;
        }
        let part = self.part(shown)?;
        let before = self.written(part.range.start..shown.max(part.range.start)).len();
        Some(whole.start.saturating_add(to_u32(before)).min(whole.end))
    }

    /// The parts that have bytes in a range of the shown text.
    pub fn parts_in(&self, range: &Range<usize>) -> &[Part] {
        let first = self.parts.partition_point(|part| part.range.end <= range.start);
        let end = self.parts.partition_point(|part| part.range.start < range.end);
        self.parts.get(first..end.max(first)).unwrap_or_default()
    }

    /// The part that holds a byte of the shown text.
    pub fn part(&self, at: usize) -> Option<&Part> {
        self.parts.get(self.parts.partition_point(|part| part.range.end <= at))
    }

    fn force(&mut self, indent: Pt) {
        // White space before a break would be a ragged edge that nobody asked for, and is dropped with it; a break
        // stands for it in the text.
        self.breaks.push(Forced { at: self.shown.len(), indent });
    }

    fn object(&mut self) {
        self.show(OBJECT, "");
    }

    fn text(&mut self, text: &str, styles: &Styles, style: usize) {
        let (verbatim, caps, lang) =
            styles.get(style).map_or((false, Caps::AsWritten, ""), |s| (s.verbatim(), s.caps, &*s.style.lang));
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            match c {
                SOFT_HYPHEN => self.soft_hyphens.push(self.shown.len()),
                '\r' if chars.peek() == Some(&'\n') => {}
                '\n' | '\r' if verbatim => self.force(Pt::ZERO),
                '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => self.force(Pt::ZERO),
                '\t' if verbatim => self.tab(),
                ' ' | '\t' | '\n' | '\r' if !verbatim => self.space(),
                // Controls have no shape; the dialect lets none through.
                c if c.is_control() => {}
                c if caps.upper() => self.upper(c, lang),
                c => self.show(c, c.encode_utf8(&mut [0; 4])),
            }
        }
    }

    /// White space of prose: one space for any number, none at the start of a line.
    fn space(&mut self) {
        let line_start = self.breaks.last().map_or(0, |b| b.at);
        if self.shown.len() > line_start && !self.shown.ends_with(' ') {
            self.show(' ', " ");
        }
    }

    /// Spaces up to the next tab stop of this line of code.
    fn tab(&mut self) {
        let line_start = self.breaks.last().map_or(0, |b| b.at);
        let column = self.shown.get(line_start..).map_or(0, |line| line.chars().count());
        for _ in 0..TAB - column % TAB {
            self.show(' ', " ");
        }
    }

    fn upper(&mut self, c: char, lang: &str) {
        let turkic = ["tr", "az"].iter().any(|prefix| lang.starts_with(prefix));
        let mut written = [0; 4];
        let mut written: &str = c.encode_utf8(&mut written);
        if turkic && c == 'i' {
            self.show('İ', written);
            return;
        }
        // A character that becomes several (ß) is written once, by the first of them.
        for upper in c.to_uppercase() {
            self.show(upper, written);
            written = "";
        }
    }

    fn show(&mut self, c: char, written: &str) {
        let origin = to_u32(self.written.len());
        self.origin.extend(std::iter::repeat_n(origin, c.len_utf8()));
        self.shown.push(c);
        self.written.push_str(written);
    }
}

fn to_u32(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
