//! Case, scripts, directions, faces.

use super::*;
use crate::diagnostics::Code;
use crate::theme;

fn line(pieces: &[Piece], style: &ParagraphStyle) -> Line {
    lay(pieces, &Measure::of(Pt(200.0)), style).remove(0)
}

fn book() -> FontBook {
    FontBook::load(&theme::built_in().expect("theme"), None).expect("fonts").0
}

/// The runs of one line in the built-in theme's faces.
fn real(fonts: &FontBook, piece: Piece) -> (Vec<GlyphRun>, Diagnostics) {
    let mut diagnostics = Diagnostics::new();
    let lines = set(&[piece], &Measure::of(Pt(500.0)), &ragged(), fonts, &mut diagnostics);
    assert_eq!(lines.len(), 1);
    (runs(&lines[0]).into_iter().cloned().collect(), diagnostics)
}

fn face<'a>(fonts: &'a FontBook, run: &GlyphRun) -> &'a str {
    fonts.face(run.face).map_or("", |face| &face.name)
}

#[test]
fn upper_case_is_shown_and_the_text_copies_as_written() {
    let shout = styled("aß é", TextStyle { upper_case: true, ..plain() });
    let line = line(&[shout], &ragged());
    let run = runs(&line)[0];
    assert_eq!((run.text.as_str(), run.actual_text), ("aß é", true));
    assert_eq!(run.glyphs.len(), 5, "A S S space É");
}

#[test]
fn small_capitals_without_the_feature_are_scaled_capitals() {
    let small = styled("aB", TextStyle { small_caps: true, ..plain() });
    let line = line(&[small], &ragged());
    let run = runs(&line)[0];
    // 1.1 times the height of x (0.5) over that of capitals (0.8).
    assert_eq!((round(run.size), run.text.as_str(), run.actual_text), (6.88, "aB", true));
}

#[test]
fn small_capitals_with_the_feature_are_the_faces_own() {
    let fonts = book();
    let upright = styled("Aa", TextStyle { small_caps: true, ..plain() });
    let (found, _) = real(&fonts, upright);
    assert_eq!(round(found[0].size), 10.0);
    assert_eq!(found[0].glyphs[0].id, found[0].glyphs[1].id, "capital and small letter look the same");
    let italic = styled("Aa", TextStyle { small_caps: true, italic: true, ..plain() });
    let (found, _) = real(&fonts, italic);
    assert!(found[0].size.0 < 10.0, "the italic has none");
}

#[test]
fn figures_are_of_the_kind_asked_for() {
    let fonts = book();
    let figures = |figures| real(&fonts, styled("1480", TextStyle { figures, ..plain() })).0.remove(0);
    let widths = |run: &GlyphRun| run.glyphs.iter().map(|g| round(g.advance)).collect::<Vec<_>>();
    let ids = |run: &GlyphRun| run.glyphs.iter().map(|g| g.id).collect::<Vec<_>>();
    let (lining, old, tabular) = (figures(Figures::Lining), figures(Figures::OldStyle), figures(Figures::Tabular));
    assert_ne!(ids(&lining), ids(&old));
    assert!(widths(&tabular).windows(2).all(|w| w[0] == w[1]), "{:?}", widths(&tabular));
    assert!(widths(&lining).windows(2).any(|w| w[0] != w[1]), "{:?}", widths(&lining));
}

#[test]
fn text_is_kerned_and_code_has_no_ligatures() {
    let fonts = book();
    let width = |text: &str| -> f64 {
        real(&fonts, styled(text, plain())).0.iter().flat_map(|r| &r.glyphs).map(|g| g.advance.0).sum()
    };
    assert!(width("AV") < width("A") + width("V") - 0.1);
    let code = TextStyle { role: FontRole::Mono, hyphenate: false, ..plain() };
    let (arrow, _) = real(&fonts, styled("->", code.clone()));
    let (dash, _) = real(&fonts, styled("-", code));
    assert_eq!(arrow[0].glyphs[0].id, dash[0].glyphs[0].id);
}

#[test]
fn tracking_is_added_after_each_character() {
    let label = styled("abc", TextStyle { tracking: Pt(2.0), ..plain() });
    assert_eq!(advances(&line(&[label], &ragged())), [12.0, 12.0, 12.0]);
}

#[test]
fn hebrew_runs_from_right_to_left() {
    let line = line(&[text("ab אבג cd")], &ragged());
    assert_eq!(places(&line), ["ab @0..30", "אבג@30..60", " cd@60..90"]);
    let hebrew = runs(&line)[1];
    let order: Vec<&str> = hebrew.glyphs.iter().filter_map(|g| hebrew.text.get(g.text.clone())).collect();
    assert_eq!(order, ["ג", "ב", "א"], "glyphs from left to right, text in its own order");
    assert!(hebrew.actual_text);
}

#[test]
fn a_hebrew_paragraph_starts_at_the_right() {
    let style = TextStyle { lang: "he".into(), ..plain() };
    let measure = Measure { first_indent: Pt(10.0), ..Measure::of(Pt(70.0)) };
    let lines = lay(&[styled("אבג ab דהו", style)], &measure, &ragged());
    assert_eq!(texts(&lines), ["אבג ab", "דהו"]);
    assert_eq!(places(&lines[0]), ["אבג @20..60", "ab @0..20"], "indented at the right, first word first");
    assert_eq!(places(&lines[1]), ["דהו@40..70"]);
}

#[test]
fn an_english_paragraph_that_begins_in_hebrew_stays_english() {
    let line = line(&[text("אב is two letters")], &ragged());
    assert_eq!(places(&line)[0], "אב@0..20");
}

#[test]
fn a_character_that_no_face_has_is_a_box_and_a_warning_with_its_place() {
    let measure = Measure::of(Pt(200.0));
    let (lines, diagnostics) = lay_told(&[at(0, text("aa ")), at(9, text("ЖaЖ"))], &measure, &ragged());
    assert_eq!(copied(&lines[0]), "aa ЖaЖ");
    let missing = runs(&lines[0]).into_iter().find(|run| run.text == "Ж").expect("run");
    assert_eq!((missing.glyphs[0].id, missing.actual_text), (0, true));
    let told: Vec<_> = diagnostics.iter().map(|d| (d.code, d.span.map(|s| s.start))).collect();
    assert_eq!(told, [(Code::MissingGlyph, Some(9))], "once");
    assert!(diagnostics.iter().all(|d| d.message.contains("U+0416")));
}

#[test]
fn characters_fall_back_by_the_themes_order() {
    let fonts = book();
    let (found, diagnostics) = real(&fonts, text("a ∮ 😀 b"));
    let faces: Vec<(&str, &str)> = found.iter().map(|run| (run.text.trim(), face(&fonts, run))).collect();
    assert!(faces.contains(&("😀", "NotoEmoji-Regular")), "{faces:?}");
    assert!(faces.iter().any(|(text, face)| *text == "∮" && *face != "NotoEmoji-Regular"), "{faces:?}");
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
}

#[test]
fn emoji_sequences_are_one_cluster() {
    let fonts = book();
    for sequence in ["👩‍💻", "❤️", "👍🏽", "1️⃣"] {
        let (found, diagnostics) = real(&fonts, text(sequence));
        assert!(diagnostics.is_empty(), "{sequence}: {diagnostics:?}");
        assert_eq!(found.len(), 1, "{sequence}");
        assert_eq!((face(&fonts, &found[0]), found[0].text.as_str()), ("NotoEmoji-Regular", sequence));
        assert_eq!(found[0].glyphs[0].text, 0..sequence.len(), "{sequence}");
    }
}

#[test]
fn ideographs_break_anywhere_but_before_their_stop() {
    let lines = lay(&[text("一二三一二。三")], &Measure::of(Pt(50.0)), &ragged());
    assert_eq!(texts(&lines), ["一二三一", "二。三"]);
}

#[test]
fn marks_stay_on_their_letters() {
    let fonts = book();
    let (found, diagnostics) = real(&fonts, text("e\u{301}\u{323}x"));
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    assert_eq!(found[0].glyphs[0].text, 0..5, "{:?}", found[0]);
}

#[test]
fn another_language_is_named_on_its_run() {
    let spanish = styled("hola", TextStyle { lang: "es".into(), ..plain() });
    let line = line(&[text("they said "), spanish], &ragged());
    let langs: Vec<Option<&str>> = runs(&line).iter().map(|run| run.lang.as_deref()).collect();
    assert_eq!(langs, [None, Some("es")]);
}
