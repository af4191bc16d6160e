//! Case, scripts, directions, faces.

use super::*;
use crate::diagnostics::{Code, Severity};
use crate::layout::fonts::testing::square_with_installed;
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
    let widths = |run: &GlyphRun| run.glyphs.iter().map(|g| round(g.advance())).collect::<Vec<_>>();
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
        real(&fonts, styled(text, plain())).0.iter().flat_map(|r| &r.glyphs).map(|g| g.advance().0).sum()
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
    let order: Vec<&str> = hebrew.glyphs.iter().filter_map(|g| hebrew.text.get(g.text())).collect();
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
fn what_has_no_letters_of_its_own_script_starts_where_its_language_does() {
    let hebrew = |content: &str| styled(content, TextStyle { lang: "he".into(), ..plain() });
    let placed = |content: &str, align| {
        let style = ParagraphStyle { align, ..ragged() };
        places(&lay(&[hebrew(content)], &Measure::of(Pt(70.0)), &style)[0])
    };
    assert_eq!(placed("12", Align::Start), ["12@50..70"], "a number in a cell");
    assert_eq!(placed("12", Align::End), ["12@0..20"]);
    assert_eq!(placed("ab", Align::Start), ["ab@50..70"], "a Latin name in a cell");
    assert_eq!(placed("ab", Align::Justify), ["ab@0..20"], "an English paragraph");
}

#[test]
fn code_runs_from_left_to_right_in_any_text() {
    let style = TextStyle { lang: "he".into(), ..plain() };
    let code = TextStyle { role: FontRole::Mono, ..style.clone() };
    let visual = |pieces: &[Piece], style: &ParagraphStyle| {
        let line = lay(pieces, &Measure::of(Pt(200.0)), style).remove(0);
        let mut shown: Vec<(f64, String)> = runs(&line).iter().map(|run| (run.origin.x.0, run.text.clone())).collect();
        shown.sort_by(|a, b| a.0.total_cmp(&b.0));
        shown.into_iter().map(|(_, text)| text).collect::<String>()
    };
    let sentence = [styled("אב ", style.clone()), styled("f(1)", code.clone()), styled(" גד", style)];
    assert_eq!(visual(&sentence, &ragged()), " גדf(1)אב ");
    let line = [styled("f(\"אב\", 1)", code)];
    let how = ParagraphStyle { code: true, ..ragged() };
    assert_eq!(visual(&line, &how), "f(\"אב\", 1)", "the number after the Hebrew word");
    assert_eq!(places(&lay(&line, &Measure::of(Pt(200.0)), &how)[0])[0], "f(\"@0..30");
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
        assert_eq!(found[0].glyphs[0].text(), 0..sequence.len(), "{sequence}");
    }
}

#[test]
fn ideographs_break_anywhere_but_before_their_stop() {
    let lines = lay(&[text("一二三一二。三")], &Measure::of(Pt(50.0)), &ragged());
    assert_eq!(texts(&lines), ["一二三一", "二。三"]);
}

#[test]
fn kinsoku_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one() {
    let broken = |content: &str, width| {
        let piece = styled(content, TextStyle { lang: "ja".into(), ..plain() });
        let (lines, _) = lay_told(&[piece], &Measure::of(Pt(width)), &ragged());
        texts(&lines)
    };
    assert_eq!(broken("一二三「四五」", 40.0), ["一二三", "「四五」"]);
    assert_eq!(broken("一二三四ッ五", 40.0), ["一二三", "四ッ五"], "nor with a small kana");
    assert_eq!(broken("一二三四ー五", 40.0), ["一二三", "四ー五"], "nor with the mark of length");
    assert_eq!(broken("一二三四？五", 40.0), ["一二三", "四？五"]);
}

#[test]
fn korean_breaks_at_its_spaces() {
    let piece = styled("가나다 라마바", TextStyle { lang: "ko".into(), ..plain() });
    let (lines, _) = lay_told(&[piece], &Measure::of(Pt(60.0)), &ragged());
    assert_eq!(texts(&lines), ["가나다", "라마바"]);
}

#[test]
fn lines_of_ideographs_are_filled_by_space_between_them() {
    // Four of five fit in 48; the 8 that are left go between the four, three times, and none after the last.
    let (lines, _) = lay_told(&[text("一二三一二三")], &Measure::of(Pt(48.0)), &justified());
    assert_eq!(texts(&lines), ["一二三一", "二三"]);
    assert_eq!(advances(&lines[0]), [12.67, 12.67, 12.67, 10.0]);
    assert_eq!(advances(&lines[1]), [10.0, 10.0]);
}

#[test]
fn full_width_marks_hang_out_by_their_blank_half() {
    let style = ParagraphStyle { protrude: true, ..justified() };
    let (lines, _) = lay_told(&[text("一二三。一二三")], &Measure::of(Pt(35.0)), &style);
    assert_eq!(texts(&lines), ["一二三。", "一二三"]);
    assert_eq!(advances(&lines[0]), [10.0; 4]);
}

#[test]
fn arabic_letters_are_joined_and_run_from_right_to_left() {
    let fonts = book();
    let (found, diagnostics) = real(&fonts, text("كتاب"));
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    let run = &found[0];
    assert_eq!(face(&fonts, run), "NotoNaskhArabic-Regular");
    let order: Vec<&str> = run.glyphs.iter().filter_map(|g| run.text.get(g.text())).filter(|t| !t.is_empty()).collect();
    assert_eq!(order, ["ب", "ا", "ت", "ك"], "the last letter at the left");
    let alone = |letter: &str| real(&fonts, text(letter)).0.remove(0).glyphs.first().map(|glyph| glyph.id);
    let joined = run.glyphs.last().map(|glyph| glyph.id);
    assert_ne!(joined, alone("ك"), "the first letter has its initial shape");
    // A space between letters would tear them apart: none is added, whatever the style asks for.
    let spaced = TextStyle { tracking: Pt(3.0), ..plain() };
    let (wide, _) = real(&fonts, styled("كتاب", spaced));
    let width = |run: &GlyphRun| run.glyphs.iter().map(|g| g.advance()).sum::<Pt>();
    assert_eq!(round(width(&wide[0])), round(width(run)));
}

#[test]
fn numbers_and_brackets_in_right_to_left_text() {
    let style = TextStyle { lang: "he".into(), ..plain() };
    let (lines, _) = lay_told(&[styled("אב (12) גד", style)], &Measure::of(Pt(100.0)), &ragged());
    // From the right: the first word, the bracketed number in its own order, the last word.
    let mut shown: Vec<(f64, String)> = runs(&lines[0])
        .iter()
        .flat_map(|run| {
            run.glyphs.iter().scan(run.origin.x, |x, glyph| {
                let at = *x;
                *x += glyph.advance();
                Some((round(at), run.text.get(glyph.text()).unwrap_or("").to_owned()))
            })
        })
        .collect();
    shown.sort_by(|a, b| a.0.total_cmp(&b.0));
    let shown: String = shown.into_iter().map(|(_, text)| text).collect();
    assert_eq!(shown, "דג )12( בא");
}

#[test]
fn hebrew_cyrillic_and_greek_have_faces() {
    let fonts = book();
    for (content, name) in [
        ("שלום", "NotoSerifHebrew-Regular"),
        ("Москва, ёлка, Україна", "SourceSerif4-Regular"),
        ("Ἑλλάς, άνθρωπος, ΐ", "SourceSerif4-Regular"),
    ] {
        let (found, diagnostics) = real(&fonts, text(content));
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        assert!(found.iter().any(|run| face(&fonts, run) == name), "{content}");
    }
    let code = TextStyle { role: FontRole::Mono, hyphenate: false, ..plain() };
    let (found, diagnostics) = real(&fonts, styled("Москва Ελλάδα", code));
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    assert!(found.iter().all(|run| face(&fonts, run) == "JetBrainsMono-Regular"), "{found:?}");
}

#[test]
fn marks_stay_on_their_letters() {
    let fonts = book();
    let (found, diagnostics) = real(&fonts, text("e\u{301}\u{323}x"));
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    assert_eq!(found[0].glyphs[0].text(), 0..5, "{:?}", found[0]);
}

#[test]
fn each_run_names_its_language() {
    let spanish = styled("hola", TextStyle { lang: "es".into(), ..plain() });
    let line = line(&[text("they said "), spanish], &ragged());
    let langs: Vec<Option<&str>> = runs(&line).iter().map(|run| run.lang.as_deref()).collect();
    assert_eq!(langs, [Some("en"), Some("es")]);
}

/// Text of a language in a book, at a measure.
fn set_in(fonts: &FontBook, lang: &str, content: &str, width: f64, style: &ParagraphStyle) -> (Vec<Line>, Diagnostics) {
    let mut diagnostics = Diagnostics::new();
    let piece = styled(content, TextStyle { lang: lang.into(), ..plain() });
    let lines = set(&[piece], &Measure::of(Pt(width)), style, fonts, &mut diagnostics);
    (lines, diagnostics)
}

#[test]
fn a_script_that_the_theme_lacks_is_set_in_a_face_of_the_machine_and_said_once() {
    let fonts = square_with_installed();
    let measure = Measure::of(Pt(200.0));
    let mut diagnostics = Diagnostics::new();
    let pieces = [at(3, text("a بيت b بيت"))];
    let lines = set(&pieces, &measure, &ragged(), &fonts, &mut diagnostics);
    set(&pieces, &measure, &ragged(), &fonts, &mut diagnostics);
    let taken = runs(&lines[0]).into_iter().find(|run| run.text.contains('ب')).expect("run");
    assert_eq!(face(&fonts, taken), "NotoNaskhArabic-Regular");
    assert!(taken.glyphs.iter().all(|glyph| glyph.id != 0));
    let told: Vec<_> = diagnostics.iter().map(|d| (d.code, d.severity, d.span.map(|s| s.start))).collect();
    assert_eq!(told, [(Code::InstalledFont, Severity::Note, Some(3))], "{diagnostics:?}");
    assert!(diagnostics.iter().all(|d| d.message.contains("Arabic") && d.message.contains("`Noto Naskh Arabic`")));
    assert!(fonts.faces().any(|(id, _)| id == taken.face), "the colophon can name it");
}

#[test]
fn a_script_that_nothing_has_is_one_message() {
    let fonts = square_with_installed();
    let (lines, diagnostics) = set_in(&fonts, "th", "กขคง ก และ ☃", 400.0, &ragged());
    assert_eq!(copied(&lines[0]), "กขคง ก และ ☃", "nothing is lost");
    let told: Vec<&str> = diagnostics.iter().map(|d| &*d.message).collect();
    assert_eq!(told.len(), 2, "one for all of Thai: {told:?}");
    assert!(told[0].starts_with("the script Thai is in no font, or not all of it: `ก` (U+0E01)"), "{told:?}");
    assert!(told[1].starts_with("a sign is in no font of the theme: it is set in `Noto Sans Symbols2`"), "{told:?}");
    let hint = diagnostics.iter().find_map(|d| d.hint.clone()).expect("hint");
    assert!(hint.contains("Noto Serif Thai") && hint.contains("fonts-noto-core"), "{hint}");
}

#[test]
fn marks_stay_in_the_face_of_the_machine_that_their_letters_have() {
    // The Arabic comma and the figures are in other faces, too.
    let fonts = square_with_installed();
    let (lines, _) = set_in(&fonts, "ar", "بيت، بيت؛ بيت", 400.0, &ragged());
    assert!(
        runs(&lines[0])
            .iter()
            .filter(|run| !run.text.trim().is_empty())
            .all(|run| face(&fonts, run) == "NotoNaskhArabic-Regular")
    );
}

#[test]
fn a_quarter_em_stands_between_ideographs_and_letters_or_figures() {
    let lines = |content: &str, width| set_in(&square(), "ja", content, width, &ragged()).0;
    let all = |line: &Line| {
        runs(line).iter().flat_map(|run| run.glyphs.iter().map(|g| round(g.advance()))).collect::<Vec<_>>()
    };
    assert_eq!(all(&lines("一a二", 90.0)[0]), [12.5, 12.5, 10.0]);
    assert_eq!(all(&lines("一1二", 90.0)[0]), [12.5, 12.5, 10.0], "in one item");
    assert_eq!(all(&lines("一 a。b", 90.0)[0]), [10.0; 5], "not beside a space or a mark");
    // None at a line's end: two characters fit in 20 and no more.
    let broken = lines("一二ab", 20.0);
    assert_eq!(texts(&broken), ["一二", "ab"]);
    assert_eq!(all(&broken[0]), [10.0, 10.0]);
    let none = TextStyle { ideograph_gap: 0.0, ..plain() };
    assert_eq!(all(&line(&[styled("一a二", none)], &ragged())), [10.0; 3], "as the theme says");
}

#[test]
fn no_line_begins_with_a_small_kana_or_a_mark_of_repetition() {
    for c in ['っ', 'ゃ', 'ょ', 'ー', '々', '〻', 'ゝ', '、', '」'] {
        let (lines, _) = set_in(&square(), "ja", &format!("一二三四{c}五"), 40.0, &ragged());
        assert_eq!(texts(&lines)[0], "一二三", "{c}");
    }
}

#[test]
fn scripts_without_spaces_break_between_words() {
    let broken = |lang, content: &str, width| texts(&set_in(&square(), lang, content, width, &ragged()).0);
    // "The Thai language is beautiful": each consonant and its marks are one box.
    let thai = broken("th", "ภาษาไทยสวยงาม", 80.0);
    assert_eq!(thai, ["ภาษาไทย", "สวยงาม"]);
    let repeated = broken("th", "ภาษาไทยมากๆ", 105.0);
    assert!(repeated.iter().all(|line| !line.starts_with('ๆ')), "{repeated:?}");
    assert!(broken("km", "ភាសាខ្មែរស្រស់ស្អាត", 60.0).len() > 1);
    assert!(broken("lo", "ພາສາລາວງາມຫຼາຍ", 90.0).len() > 1);
    assert!(broken("my", "မြန်မာဘာသာစကားလှသည်", 90.0).len() > 1);
}

#[test]
fn a_syllable_of_an_indic_script_is_never_cut() {
    let (lines, _) = set_in(&square(), "hi", "क्षत्रियक्षत्रिय", 25.0, &ragged());
    for line in &lines {
        let text = copied(line);
        assert!(
            !text.starts_with(['\u{94d}', '\u{93f}', '\u{93e}']) && !text.trim_end().ends_with('\u{94d}'),
            "{text}"
        );
    }
}
