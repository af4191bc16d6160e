//! Tests of set text. Positions are counted on the fingers: in the square font at 10 pt a character is 10 pt wide, a
//! space as well, `i` and `l` half as much.

mod breaking;
mod corpus;
mod languages;
mod linear;
mod lines;
mod memory;
mod properties;
mod ruby;
mod scripts;
mod together;
mod torn;

use super::*;
use crate::document::Rgb;
use crate::layout::fonts::testing::square;
use crate::layout::page::{GlyphRun, ItemKind, Tag};
use crate::source::{SourceId, Span};

/// Plain English text at 10 pt.
fn plain() -> TextStyle {
    TextStyle {
        role: FontRole::Text,
        bold: false,
        italic: false,
        size: Pt(10.0),
        color: Rgb(0, 0, 0),
        small_caps: false,
        upper_case: false,
        figures: Figures::Lining,
        rise: Pt::ZERO,
        tracking: Pt::ZERO,
        underline: None,
        strike: false,
        background: None,
        frame: None,
        apart: Pt::ZERO,
        hyphenate: true,
        ideograph_gap: 0.25,
        lang: "en".into(),
    }
}

fn piece(kind: PieceKind) -> Piece {
    Piece { kind, element: StructId(1), span: Span::default(), link: None }
}

fn styled(text: &str, style: TextStyle) -> Piece {
    piece(PieceKind::Text { text: text.to_owned(), style: Arc::new(style) })
}

fn text(text: &str) -> Piece {
    styled(text, plain())
}

/// A piece written in bytes `start` and on of its file.
fn at(start: usize, mut piece: Piece) -> Piece {
    piece.span = Span::new(SourceId(0), start..start + 1);
    piece
}

/// Ragged right on 12 pt leading, nothing hyphenated, nothing hanging out.
fn ragged() -> ParagraphStyle {
    ParagraphStyle::plain(Align::Start, Pt(12.0))
}

fn justified() -> ParagraphStyle {
    ParagraphStyle { align: Align::Justify, ..ragged() }
}

/// Sets pieces in the square font; there must be nothing to complain about.
fn lay(pieces: &[Piece], measure: &Measure, style: &ParagraphStyle) -> Vec<Line> {
    let (lines, diagnostics) = lay_told(pieces, measure, style);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    lines
}

fn lay_told(pieces: &[Piece], measure: &Measure, style: &ParagraphStyle) -> (Vec<Line>, Diagnostics) {
    let mut diagnostics = Diagnostics::new();
    let lines = set(pieces, measure, style, &square(), &mut diagnostics);
    (lines, diagnostics)
}

/// The glyph runs of a line, marks and leaders left out.
fn runs(line: &Line) -> Vec<&GlyphRun> {
    let runs = line.items.iter().filter(|item| matches!(item.tag, Tag::Content(_)));
    runs.filter_map(|item| if let ItemKind::Glyphs(run) = &item.kind { Some(run) } else { None }).collect()
}

/// The text of a line as it copies.
fn copied(line: &Line) -> String {
    runs(line).iter().map(|run| run.text.as_str()).collect()
}

/// The text of every line, without the space it ends in; a hyphen that was added is "‐".
fn texts(lines: &[Line]) -> Vec<String> {
    lines.iter().map(|line| copied(line).trim_end().replace('\u{ad}', "‐")).collect()
}

/// Where runs start and end: `text@left..right`, in the order of the text.
fn places(line: &Line) -> Vec<String> {
    let place = |run: &&GlyphRun| {
        let width: Pt = run.glyphs.iter().map(|g| g.advance()).sum();
        format!("{}@{}..{}", run.text, round(run.origin.x), round(run.origin.x + width))
    };
    runs(line).iter().map(place).collect()
}

/// Advances of a line's glyphs.
fn advances(line: &Line) -> Vec<f64> {
    runs(line).iter().flat_map(|run| run.glyphs.iter().map(|glyph| round(glyph.advance()))).collect()
}

/// To a hundredth of a point, and no negative zero.
fn round(length: Pt) -> f64 {
    (length.0 * 100.0).round() / 100.0 + 0.0
}
