//! How the text of a chapter begins: a first letter over several lines, the first words in small capitals.
//!
//! The letter's cap height reaches from that of the first line to the baseline of the last one beside it. It is drawn as
//! decoration: the text layer has the whole word, as what the first glyph after it stands for.

use super::super::super::page::{GlyphRun, Item, ItemKind, Role, Tag};
use super::super::super::text::{Align, Figures, Line, Measure, ParagraphStyle, Piece, PieceKind, TextStyle, prepare};
use super::super::super::units::Pt;
use super::super::items::{retag, shift};
use super::super::vlist::{Break, VItem};
use super::paragraph::Lines;
use super::{Builder, Setting};
use crate::diagnostics::Diagnostics;
use crate::document::walk::plain_text;
use crate::document::{Block, BlockKind, Inline};
use std::sync::Arc;

/// Between the letter and the text beside it, in ems of the text.
const GAP: f64 = 0.25;
/// The letter takes at most this part of the measure.
const WIDEST: f64 = 0.3;

/// Whether a letter is of a script whose letters join, so that none can be taken off a word: from Arabic to the blocks
/// added to it later, Mongolian.
fn is_joined(letter: char) -> bool {
    matches!(letter, '\u{600}'..='\u{8ff}' | '\u{1800}'..='\u{18af}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}')
}

/// A letter taken off the text's start.
struct Initial {
    /// The letter, and white space after it.
    text: String,
    /// Drawn with its left edge at 0 and its baseline on that of the first line.
    items: Vec<Item>,
    /// What it takes of the measure.
    width: Pt,
}

impl Builder<'_> {
    /// Builds the first paragraph of a chapter as its beginning, if the theme asks for it; returns what is left to build.
    pub fn beginning<'b>(&mut self, blocks: &'b [Block], setting: &Setting) -> &'b [Block] {
        let opening = &self.theme.opening;
        let (lines, words) = (usize::from(opening.drop_cap), usize::from(opening.small_cap_words));
        if lines < 2 && words == 0 {
            return blocks;
        }
        // What was added to a post later is before its text.
        let notes = blocks.iter().take_while(|block| matches!(block.kind, BlockKind::Annotations(_))).count();
        let (notes, text) = blocks.split_at(notes);
        self.blocks(notes, setting);
        match text {
            [Block { kind: BlockKind::Paragraph(content), .. }, rest @ ..] => {
                let begun = text.first().is_some_and(|block| self.begin(content, block, lines, words, setting));
                if begun { rest } else { text }
            }
            _ => text,
        }
    }

    fn begin(&mut self, content: &[Inline], block: &Block, lines: usize, words: usize, setting: &Setting) -> bool {
        // A text that begins with a call, a picture or markup has no plain first letter. A small letter is none to look at.
        if !plain_text(content).starts_with(|c: char| c.is_alphanumeric() && !c.is_lowercase() && !is_joined(c))
            || !matches!(content.first(), Some(first) if is_text(first))
        {
            return false;
        }
        let element = self.element(Role::Paragraph, setting.parent, block);
        let mut pieces = Vec::new();
        self.anchor(block.id, element, block.span, &mut pieces);
        pieces.extend(self.pieces(content, &setting.around(element)));
        let Some(at) = pieces.iter().position(|piece| matches!(piece.kind, PieceKind::Text { .. })) else {
            return false;
        };
        let initial = self.take_initial(&mut pieces, at, lines, setting);
        if initial.is_some() || lines < 2 {
            small_caps(&mut pieces, at, words);
        }
        let style = self.paragraph_style(setting);
        let width = initial.as_ref().map_or(Pt::ZERO, |initial| initial.width);
        let mut room = vec![(width, setting.width - width); if initial.is_some() { lines } else { 0 }];
        room.push((Pt::ZERO, setting.width));
        let measure = Measure { lines: room, first_indent: Pt::ZERO };
        let mut set = self.set(&pieces, &measure, &style);
        let start = self.list.items.len();
        if let Some(initial) = initial {
            hang(initial, &mut set, lines, setting.leading);
        }
        let colon = plain_text(content).trim_end().ends_with(':');
        self.lines(set, setting, Lines { colon, loose: false });
        self.keep_beside(start, lines);
        self.after_paragraph = true;
        self.build_pending_notes();
        true
    }

    /// Takes the first letter off and sets it large, if enough text is left to be beside it.
    fn take_initial(&mut self, pieces: &mut [Piece], at: usize, lines: usize, setting: &Setting) -> Option<Initial> {
        let piece = pieces.get(at).cloned()?;
        let PieceKind::Text { text, style } = &piece.kind else { return None };
        let letter = text.chars().next().filter(|_| lines > 1)?;
        let after = text.get(letter.len_utf8()..)?;
        let rest = after.trim_start();
        let taken = text.len() - rest.len();
        let face = self.context.fonts.face(self.context.fonts.select(style.role, style.bold, style.italic).face)?;
        let (cap, descent) = (face.cap_height.max(0.1), setting.leading * (lines as f64 - 1.0));
        let size = (descent + style.size * cap) / cap;
        let how = ParagraphStyle::plain(Align::Start, setting.leading);
        let large = Arc::new(TextStyle { size, hyphenate: false, figures: Figures::Lining, ..TextStyle::clone(style) });
        let kind = PieceKind::Text { text: letter.to_string(), style: large };
        let line =
            self.set(&[Piece { kind, ..piece.clone() }], &Measure::of(setting.width), &how).into_iter().next()?;
        let gap = style.size * if rest.len() < after.len() { 2.0 * GAP } else { GAP };
        let width = line.width + gap;
        let beside = PieceKind::Text { text: rest.to_owned(), style: Arc::clone(style) };
        let mut left: Vec<Piece> = pieces.to_vec();
        if let Some(first) = left.get_mut(at) {
            first.kind = beside.clone();
        }
        let style = self.paragraph_style(setting);
        let beside_it = Measure::of((setting.width - width).max(Pt(1.0)));
        // Only counted: what is noticed is reported when it is set.
        let count = prepare(left, &style, self.context.fonts, &mut Diagnostics::new()).count(&beside_it, &style);
        if count < lines || width.0 > setting.width.0 * WIDEST {
            return None;
        }
        if let Some(first) = pieces.get_mut(at) {
            first.kind = beside;
        }
        let mut items = line.items;
        retag(&mut items, Tag::Decoration);
        // The word says it; here it stands for nothing, so that programs that read decoration do not find it twice.
        for item in &mut items {
            if let ItemKind::Glyphs(run) = &mut item.kind {
                run.text.clear();
                run.glyphs.iter_mut().for_each(|glyph| glyph.set_text(0..0));
            }
        }
        Some(Initial { text: text.get(..taken).unwrap_or_default().to_owned(), items, width })
    }

    /// No page ends beside the letter.
    fn keep_beside(&mut self, start: usize, lines: usize) {
        let breaks = self.list.items.iter_mut().skip(start).filter_map(|item| match item {
            VItem::Break(b) => Some(b),
            _ => None,
        });
        for b in breaks.take(lines.saturating_sub(1)) {
            *b = Break::Forbidden;
        }
    }
}

fn is_text(inline: &Inline) -> bool {
    matches!(inline.kind, crate::document::InlineKind::Text(_))
}

/// Draws the letter beside the lines, and gives its text to the first glyph after it.
fn hang(initial: Initial, lines: &mut [Line], count: usize, leading: Pt) {
    let Initial { text, mut items, .. } = initial;
    let Some(first) = lines.first_mut() else { return };
    shift(&mut items, Pt::ZERO, leading * (count as f64 - 1.0));
    let run = first.items.iter_mut().find_map(|item| match (&mut item.kind, item.tag) {
        (ItemKind::Glyphs(run), Tag::Content(_)) => Some(run),
        _ => None,
    });
    if let Some(run) = run {
        speak(run, &text);
    }
    first.items.splice(0..0, items);
}

/// Makes the first glyph of a run stand for some text before it, too.
fn speak(run: &mut GlyphRun, text: &str) {
    for (index, glyph) in run.glyphs.iter_mut().enumerate() {
        let own = glyph.text();
        let start = if index == 0 { 0 } else { own.start + text.len() };
        glyph.set_text(start..own.end + text.len());
    }
    run.text.insert_str(0, text);
    run.actual_text = true;
}

/// Sets so many words from the start of a piece in small capitals: what is left of the first one, and whole ones.
fn small_caps(pieces: &mut Vec<Piece>, at: usize, words: usize) {
    let Some(piece) = pieces.get(at).cloned().filter(|_| words > 0) else { return };
    let PieceKind::Text { text, style } = &piece.kind else { return };
    let end = text.split_inclusive(char::is_whitespace).take(words).map(str::len).sum::<usize>();
    let (head, tail) = text.split_at(end.min(text.len()));
    let caps = Arc::new(TextStyle { small_caps: true, ..TextStyle::clone(style) });
    let part = |text: &str, style: &Arc<TextStyle>| Piece {
        kind: PieceKind::Text { text: text.to_owned(), style: Arc::clone(style) },
        ..piece.clone()
    };
    let parts = [part(head, &caps), part(tail, style)];
    pieces.splice(at..=at, parts);
}

#[cfg(test)]
mod tests;
