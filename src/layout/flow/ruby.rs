//! Ruby: a reading stands above its base, where both are plain text and short. Others follow their base in brackets.

use super::super::page::Role;
use super::super::text::{Align, ParagraphStyle, Piece, PieceKind, TextStyle, prepare};
use super::super::units::Pt;
use super::build::{Around, Builder};
use crate::document::{Inline, InlineKind};
use std::sync::Arc;

/// Size of a reading against its base: half of it is usual, less where the lines are close.
const SIZE: std::ops::RangeInclusive<f64> = 0.4..=0.5;
/// A base or a reading that is wider is not kept on one line, in ems of the base.
const WIDEST: f64 = 8.0;

impl Builder<'_> {
    /// Bases and readings in turn.
    pub(super) fn add_ruby(&mut self, content: &[Inline], around: &Around, out: &mut Vec<Piece>) {
        let element = self.tree.add(Role::Ruby, around.element, None);
        let around = Around { element, ..around.clone() };
        let mut rest = content;
        while let [first, others @ ..] = rest {
            let pair = others.first().and_then(|second| self.pair(first, second, &around));
            match pair {
                Some(pair) => {
                    out.extend(pair);
                    rest = others.get(1..).unwrap_or(&[]);
                }
                None => {
                    self.add_pieces(std::slice::from_ref(first), &around, out);
                    rest = others;
                }
            }
        }
    }

    /// A base with its reading above it; `None` where they are not such.
    fn pair(&mut self, base: &Inline, reading: &Inline, around: &Around) -> Option<[Piece; 2]> {
        let (InlineKind::Text(text), InlineKind::RubyText(read)) = (&base.kind, &reading.kind) else { return None };
        let [Inline { kind: InlineKind::Text(read), .. }] = read.as_slice() else { return None };
        let read = read.trim();
        // White space at a base's end would move the reading from its middle.
        if text.is_empty() || read.is_empty() || text.trim() != text {
            return None;
        }
        let size = around.style.size;
        let white = self.theme.text.leading / self.theme.text.size - 1.0;
        let small = TextStyle {
            size: size * white.clamp(*SIZE.start(), *SIZE.end()),
            hyphenate: false,
            underline: None,
            background: None,
            frame: None,
            ..TextStyle::clone(&around.style)
        };
        let (wide, high) = (self.width(text, &around.style), self.width(read, &Arc::new(small.clone())));
        if wide.max(high) > size * WIDEST {
            return None;
        }
        let apart = ((high - wide) / 2.0).max(Pt::ZERO);
        let style = Arc::new(TextStyle { apart, ..TextStyle::clone(&around.style) });
        let piece = |role, span, kind, builder: &mut Self| {
            let element = builder.tree.add(role, around.element, None);
            Piece { kind, element, span, link: around.link.clone() }
        };
        let base = piece(Role::RubyBase, base.span, PieceKind::Text { text: text.to_owned(), style }, self);
        let kind = PieceKind::Ruby { text: read.to_owned(), style: Arc::new(small) };
        let reading = piece(Role::RubyText, reading.span, kind, self);
        Some([base, reading])
    }

    /// Width of a text on one line. What no font has is told.
    fn width(&mut self, text: &str, style: &Arc<TextStyle>) -> Pt {
        let kind = PieceKind::Text { text: text.to_owned(), style: Arc::clone(style) };
        let piece = Piece { kind, element: Default::default(), span: Default::default(), link: None };
        let plain = ParagraphStyle::plain(Align::Start, style.size);
        prepare(vec![piece], &plain, self.context.fonts, &mut self.diagnostics).extents().1
    }
}
