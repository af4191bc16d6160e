//! What a prepared paragraph holds. The flow keeps all paragraphs of a book until its pages are made.

use super::*;
use crate::theme;

/// Bytes a character, after setting, of a paragraph in the built-in theme's faces.
fn bytes_a_character(pieces: Vec<Piece>) -> f64 {
    let (fonts, _) = FontBook::load(&theme::built_in().expect("theme"), None).expect("fonts");
    let style = ParagraphStyle { hyphenate: true, protrude: true, ..justified() };
    let prepared = prepare(pieces, &style, &fonts, &mut Diagnostics::new());
    let lines = prepared.set(&Measure::of(Pt(300.0)), &style, &mut Diagnostics::new());
    let characters: usize = lines.iter().map(|line| copied(line).chars().count()).sum();
    prepared.bytes() as f64 / characters as f64
}

#[test]
fn a_prepared_paragraph_holds_few_bytes_a_character() {
    let sentence = "A paragraph that is kept is set again at other measures, and keeping it costs little. ";
    let bytes = bytes_a_character(vec![text(&sentence.repeat(10))]);
    assert!((5.0..30.0).contains(&bytes), "{bytes}");
    let short = bytes_a_character(vec![text(sentence)]);
    assert!((5.0..60.0).contains(&short), "{short}");
}
