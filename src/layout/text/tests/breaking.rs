//! Where lines end.

use super::*;
use crate::diagnostics::{Code, Severity};

fn broken(pieces: &[Piece], width: f64, style: &ParagraphStyle) -> Vec<String> {
    texts(&lay(pieces, &Measure::of(Pt(width)), style))
}

fn hyphenated() -> ParagraphStyle {
    ParagraphStyle { hyphenate: true, ..ragged() }
}

fn code(content: &str) -> Piece {
    styled(content, TextStyle { role: FontRole::Mono, hyphenate: false, ..plain() })
}

#[test]
fn lines_end_at_spaces_and_hold_what_fits() {
    assert_eq!(broken(&[text("aaa bbb ccc")], 70.0, &ragged()), ["aaa bbb", "ccc"], "70 fills the measure exactly");
    assert_eq!(broken(&[text("aaa bbb ccc")], 69.0, &ragged()), ["aaa", "bbb", "ccc"]);
    assert_eq!(broken(&[text("aaa")], 70.0, &ragged()), ["aaa"]);
}

#[test]
fn breaks_are_chosen_together_not_one_by_one() {
    // First fit takes "aaaa bb" (70 of 100), then leaves "cccc" 60 short; centred lines of 40, 70 and 90 cost less.
    let centred = ParagraphStyle { align: Align::Center, ..ragged() };
    let lines = broken(&[text("aaaa bb cccc ddddddddd")], 100.0, &centred);
    assert_eq!(lines, ["aaaa", "bb cccc", "ddddddddd"]);
}

#[test]
fn white_space_of_prose_collapses_and_code_keeps_its_own() {
    assert_eq!(broken(&[text("  aa \n\t bb "), text(" cc")], 200.0, &ragged()), ["aa bb cc"]);
    assert_eq!(broken(&[code("  a\n\n\tb  c")], 200.0, &ragged()), ["  a", "", "    b  c"]);
}

#[test]
fn words_are_divided_by_their_language_only_when_asked() {
    assert_eq!(broken(&[text("an extensive text")], 90.0, &hyphenated()), ["an exten‐", "sive text"]);
    assert_eq!(broken(&[text("an extensive text")], 90.0, &ragged()), ["an", "extensive", "text"]);
    let klingon = || styled("an extensive text", TextStyle { lang: "tlh".into(), ..plain() });
    let (lines, told) = lay_told(&[klingon(), klingon()], &Measure::of(Pt(90.0)), &hyphenated());
    assert_eq!(texts(&lines)[..2], ["an", "extensive"]);
    let told: Vec<_> = told.iter().map(|d| (d.code, d.severity)).collect();
    assert_eq!(told, [(Code::UnknownLanguage, Severity::Note)], "once");
    let japanese = styled("an extensive text", TextStyle { lang: "ja-JP".into(), ..plain() });
    assert_eq!(broken(&[japanese], 90.0, &hyphenated()), ["an", "extensive", "text"], "none are wanted: not told");
}

#[test]
fn a_line_that_was_divided_says_so() {
    let lines = lay(&[text("an extensive text")], &Measure::of(Pt(90.0)), &hyphenated());
    let hyphenated: Vec<bool> = lines.iter().filter_map(|l| l.quality.as_ref()).map(|q| q.hyphenated).collect();
    assert_eq!(hyphenated, [true, false]);
    assert_eq!(copied(&lines[0]), "an exten\u{ad}", "the hyphen copies as a soft one");
    let hyphen = runs(&lines[0])[1];
    assert!(hyphen.actual_text && hyphen.text == "\u{ad}", "{hyphen:?}");
}

#[test]
fn soft_hyphens_show_only_where_lines_end_at_them() {
    let word = "aaaa\u{ad}bbbb";
    assert_eq!(broken(&[text(word)], 50.0, &hyphenated()), ["aaaa‐", "bbbb"]);
    assert_eq!(broken(&[text(word)], 80.0, &hyphenated()), ["aaaabbbb"]);
}

#[test]
fn a_ligature_does_not_span_a_division() {
    let one = lay(&[text("aaaf\u{ad}iaaa")], &Measure::of(Pt(100.0)), &hyphenated());
    assert_eq!(runs(&one[0])[0].glyphs.len(), 7, "a a a fi a a a");
    let two = lay(&[text("aaaf\u{ad}iaaa")], &Measure::of(Pt(60.0)), &hyphenated());
    assert_eq!(texts(&two), ["aaaf‐", "iaaa"]);
    assert_eq!(advances(&two[1]), [5.0, 10.0, 10.0, 10.0], "an i of its own, half an em wide");
}

#[test]
fn compounds_break_at_their_hyphen_only() {
    assert_eq!(broken(&[text("well-considered")], 120.0, &hyphenated()), ["well-", "considered"]);
    let dash = lay(&[text("well-considered")], &Measure::of(Pt(120.0)), &hyphenated());
    assert!(!dash[0].quality.as_ref().is_some_and(|q| q.hyphenated), "the text has that hyphen");
}

#[test]
fn addresses_break_after_separators_without_a_hyphen() {
    let url = styled("https://ab.cd/efg/hij", TextStyle { hyphenate: false, ..plain() });
    assert_eq!(broken(&[url], 150.0, &hyphenated()), ["https://ab.cd/", "efg/hij"]);
    let prose = text("see https://ab.cd/efghij now");
    assert_eq!(broken(&[prose], 130.0, &hyphenated()), ["see https://", "ab.cd/efghij", "now"]);
}

#[test]
fn code_breaks_at_separators_then_humps_then_anywhere() {
    assert_eq!(broken(&[code("abc_def.ghi")], 80.0, &ragged()), ["abc_def.", "ghi"]);
    assert_eq!(broken(&[code("abcDefGh")], 60.0, &ragged()), ["abcDef", "Gh"]);
    assert_eq!(broken(&[code("abcdefgh")], 50.0, &ragged()), ["abcde", "fgh"]);
    assert_eq!(broken(&[code("a --fug b")], 60.0, &ragged()), ["a", "--fug", "b"], "no break between -- and its flag");
}

#[test]
fn broken_code_carries_its_mark_inside_the_measure() {
    let style = ParagraphStyle { wrap_mark: "↪".into(), ..ragged() };
    let lines = lay(&[code("aaa bbb ccc")], &Measure::of(Pt(90.0)), &style);
    assert_eq!(texts(&lines), ["aaa bbb", "ccc"], "the mark takes 14 of 90");
    let mark = lines[0].items.last().expect("mark");
    let ItemKind::Glyphs(run) = &mark.kind else { panic!("{mark:?}") };
    assert_eq!((mark.tag, run.text.as_str(), round(run.origin.x)), (Tag::Decoration, "↪", 80.0));
    assert_eq!(lines[1].items.len(), 1, "the last line has none");
}

#[test]
fn a_word_wider_than_its_measure_is_broken_and_told() {
    let (lines, diagnostics) = lay_told(&[text("aaaaaaa bb")], &Measure::of(Pt(50.0)), &ragged());
    assert_eq!(texts(&lines), ["aaa‐", "aaaa", "bb"], "with a hyphen, though no pattern has a place for it");
    let told: Vec<_> = diagnostics.iter().map(|d| d.code).collect();
    assert_eq!(told, [Code::Overfull]);
}

#[test]
fn an_image_wider_than_its_measure_stands_alone_and_is_told() {
    let size = Size { width: Pt(80.0), height: Pt(30.0) };
    let image = piece(PieceKind::Image { source: "i".into(), size, style: Arc::new(plain()) });
    let (lines, diagnostics) = lay_told(&[text("aa "), image, text(" bb")], &Measure::of(Pt(50.0)), &ragged());
    assert_eq!(lines.len(), 3);
    let overfull: Vec<f64> = lines.iter().filter_map(|l| l.quality.as_ref()).map(|q| round(q.overfull)).collect();
    assert_eq!(overfull, [0.0, 30.0, 0.0]);
    assert_eq!(diagnostics.len(), 1);
}

#[test]
fn a_forced_break_indents_the_line_after_it() {
    let pieces = [text("aa bb "), piece(PieceKind::Break(Pt(20.0))), text("cc dd ee")];
    let lines = lay(&pieces, &Measure::of(Pt(70.0)), &ragged());
    assert_eq!(places(&lines[0]), ["aa bb @0..50"], "the break is read as a space");
    assert_eq!(places(&lines[1]), ["cc dd @20..70"], "50 wide after an indent of 20");
    assert_eq!(places(&lines[2]), ["ee@0..20"]);
}

#[test]
fn breaks_make_empty_lines_except_at_the_end() {
    let br = || piece(PieceKind::Break(Pt::ZERO));
    assert_eq!(broken(&[text("a"), br(), br(), text("b"), br()], 50.0, &ragged()), ["a", "", "b"]);
    assert_eq!(broken(&[], 50.0, &ragged()), Vec::<String>::new());
    assert_eq!(broken(&[text("")], 50.0, &ragged()), [""]);
}

#[test]
fn each_line_has_its_own_room() {
    let measure = Measure {
        lines: vec![(Pt(40.0), Pt(40.0)), (Pt(40.0), Pt(40.0)), (Pt(0.0), Pt(80.0))],
        ..Measure::of(Pt(0.0))
    };
    let lines = lay(&[text("aaaa bbbb cccc ddd eeee")], &measure, &ragged());
    let places: Vec<String> = lines.iter().flat_map(places).collect();
    assert_eq!(places, ["aaaa @40..80", "bbbb @40..80", "cccc ddd @0..80", "eeee@0..40"]);
}

#[test]
fn the_first_line_is_indented_or_hangs() {
    let indented = Measure { first_indent: Pt(20.0), ..Measure::of(Pt(60.0)) };
    let lines = lay(&[text("aaaa bbbb")], &indented, &ragged());
    assert_eq!([places(&lines[0]), places(&lines[1])], [["aaaa @20..60"], ["bbbb@0..40"]]);
    let hanging = Measure { first_indent: Pt(-20.0), ..Measure::of(Pt(60.0)) };
    let lines = lay(&[text("aaa bbbb cc")], &hanging, &ragged());
    assert_eq!([places(&lines[0]), places(&lines[1])], [["aaa bbbb @-20..60"], ["cc@0..20"]]);
}

#[test]
fn a_last_line_is_not_next_to_nothing() {
    // All but "gg" fits on the first line; alone, it would be 20 of 380.
    let lines = broken(&[text("aaaaaa bbbbbb cccccc ddd eeeeeeeee ff gg")], 380.0, &ragged());
    assert_eq!(lines, ["aaaaaa bbbbbb cccccc ddd eeeeeeeee", "ff gg"]);
}

#[test]
fn extents_are_the_widest_word_and_everything() {
    let fonts = square();
    let measured = |pieces: &[Piece]| {
        let (least, greatest) = extents(pieces, &hyphenated(), &fonts);
        (round(least), round(greatest))
    };
    assert_eq!(measured(&[text("an extensive text")]), (85.0, 165.0), "words whole; the i is half an em");
    assert_eq!(measured(&[text("aa"), piece(PieceKind::Break(Pt(10.0))), text("bbbb")]), (40.0, 50.0));
    assert_eq!(measured(&[code("abc_def")]), (40.0, 70.0), "code breaks after its separators");
    assert_eq!(measured(&[]), (0.0, 0.0));
}

#[test]
fn room_that_is_none_loses_no_text() {
    for measure in [Measure::of(Pt::ZERO), Measure { lines: Vec::new(), first_indent: Pt(5.0) }, Measure::of(Pt(-9.0))]
    {
        for align in [Align::Justify, Align::Start, Align::Center] {
            let style = ParagraphStyle { align, hyphenate: true, protrude: true, ..ragged() };
            let (lines, diagnostics) = lay_told(&[text("an extensive text")], &measure, &style);
            let copied: String = lines.iter().map(copied).collect();
            assert_eq!(copied.replace('\u{ad}', ""), "an extensive text");
            assert!(!diagnostics.is_empty(), "a line that sticks out is told");
        }
    }
}
