//! Work grows no faster than the text: steps of shaping and breaking are counted at n, 2n and 4n.

use super::*;
use crate::layout::steps;
use crate::theme;

/// Sets the paragraph that `make` makes of a length, and holds the growth of its steps.
fn linear(what: &str, make: impl Fn(usize) -> Vec<Piece>) {
    let (fonts, _) = FontBook::load(&theme::built_in().expect("theme"), None).expect("fonts");
    let style = ParagraphStyle { hyphenate: true, protrude: true, ..justified() };
    let at = |n: usize| {
        let pieces = make(n);
        steps::of(|| drop(set(&pieces, &Measure::of(Pt(300.0)), &style, &fonts, &mut Diagnostics::new())))
    };
    at(100); // words that all texts share are shaped
    let [one, two, four] = [800, 1600, 3200].map(at);
    // Twice the text more takes twice the steps more; four times would be quadratic growth.
    assert!(one > 0 && (four - two) * 10 <= (two - one) * 25, "{what}: {one}, {two}, {four}");
}

#[test]
fn long_words_take_linear_time() {
    linear("letters", |n| vec![text(&"extraordinarily".repeat(n / 15))]);
    linear("kerned letters", |n| vec![text(&"AV".repeat(n / 2))]);
    linear("digits", |n| vec![text(&"0123456789".repeat(n / 10))]);
    let whole = TextStyle { hyphenate: false, ..plain() };
    linear("ligatures", |n| vec![styled(&"ffi".repeat(n / 3), whole.clone())]);
    linear("joined letters", |n| vec![styled(&"بيت".repeat(n / 3), TextStyle { lang: "ar".into(), ..plain() })]);
    linear("ideographs", |n| vec![text(&"漢".repeat(n))]);
    let mono = TextStyle { role: FontRole::Mono, hyphenate: false, ..plain() };
    linear("code", |n| vec![styled(&"a".repeat(n), mono.clone())]);
    linear("addresses", |n| vec![text(&format!("https://example.com/{}", "path/".repeat(n / 5)))]);
}

#[test]
fn long_texts_take_linear_time() {
    linear("words", |n| vec![text(&"The work of words that wrap. ".repeat(n / 6))]);
    linear("one-letter words", |n| vec![text(&"a ".repeat(n))]);
    linear("spaces that do not break", |n| vec![text(&"ab\u{a0}".repeat(n / 2))]);
    linear("forced breaks", |n| (0..n / 4).flat_map(|_| [text("line"), piece(PieceKind::Break(Pt::ZERO))]).collect());
}

#[test]
fn marks_and_many_pieces_take_linear_time() {
    linear("joiners", |n| vec![text(&format!("a{}b", "\u{200d}".repeat(n)))]);
    linear("combining marks", |n| vec![text(&format!("a{}b", "\u{301}".repeat(n)))]);
    linear("bidi marks", |n| vec![text(&"a\u{200f}b\u{200e}".repeat(n / 4))]);
    linear("directions", |n| vec![text(&"ab אב ".repeat(n / 6))]);
    let emphasised = TextStyle { italic: true, ..plain() };
    linear("emphases", |n| (0..n / 2).flat_map(|_| [text("a"), styled("b", emphasised.clone())]).collect());
    let size = Size { width: Pt(10.0), height: Pt(10.0) };
    let image = || piece(PieceKind::Image { source: "i".into(), size, style: Arc::new(plain()) });
    linear("images", |n| std::iter::once(text("a")).chain((0..n / 2).map(|_| image())).collect());
    let call = |n| PieceKind::NoteCall { note: NoteId(n), text: "1".into(), style: Arc::new(plain()) };
    linear("calls of notes", |n| (0..n / 2).flat_map(|i| [text("ab "), piece(call(i as u32))]).collect());
    linear("anchors", |n| {
        (0..n / 2).flat_map(|_| [text("ab "), piece(PieceKind::Anchor(NodeId::default()))]).collect()
    });
}
