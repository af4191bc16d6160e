//! What is not parted: words from their marks, numbers from their units, dashes from their words.

use super::*;

fn broken_in(lang: &str, content: &str, width: f64) -> Vec<String> {
    let piece = styled(content, TextStyle { lang: lang.into(), ..plain() });
    texts(&lay(&[piece], &Measure::of(Pt(width)), &ragged()))
}

fn broken(content: &str, width: f64) -> Vec<String> {
    broken_in("en", content, width)
}

#[test]
fn dashes_stay_with_the_word_before_them() {
    assert_eq!(broken("aaa—bbb", 50.0), ["aaa—", "bbb"]);
    assert_eq!(broken("aaa — bbb", 50.0), ["aaa —", "bbb"]);
    assert_eq!(broken("aaa – bbb", 50.0), ["aaa –", "bbb"]);
    assert_eq!(broken("aaa - bbb", 50.0), ["aaa -", "bbb"], "a hyphen that stands for a dash");
    assert_eq!(broken("aaa -- bbb", 60.0), ["aaa --", "bbb"]);
}

#[test]
fn an_opening_dash_stays_with_what_it_opens() {
    assert_eq!(broken_in("es", "aaa —bbb", 50.0), ["aaa", "—bbb"]);
    assert_eq!(broken_in("es", "—aa bbb —ccc—. ddd", 70.0), ["—aa bbb", "—ccc—.", "ddd"]);
    assert_eq!(broken_in("es", "—¿aa bb?", 50.0), ["—¿aa", "bb?"]);
}

#[test]
fn numbers_stay_with_their_unit() {
    assert_eq!(broken("aaa bbb 10 km ccc", 100.0), ["aaa bbb", "10 km ccc"]);
    assert_eq!(broken("aaa bbb 50 % ccc", 100.0), ["aaa bbb", "50 % ccc"]);
    assert_eq!(broken("aaa bbb (5 m).", 100.0), ["aaa bbb", "(5 m)."]);
    assert_eq!(broken("aaaaa bbbbb 10 000 c", 140.0), ["aaaaa bbbbb", "10 000 c"], "groups of a number");
    assert_eq!(broken("aaa bbb 10 in ccc", 100.0), ["aaa bbb 10", "in ccc"], "a word as well as a unit");
}

#[test]
fn titles_and_references_stay_with_what_they_name() {
    assert_eq!(broken("aaaaaaaaaa bbbbbbbbbb Dr. Who", 260.0), ["aaaaaaaaaa bbbbbbbbbb", "Dr. Who"]);
    let line = "aaaa bbbb cccc dddd eeee";
    assert_eq!(broken(&format!("{line} Figure 3"), 310.0), [line, "Figure 3"]);
    assert_eq!(broken(&format!("{line} Figure someone"), 310.0), [&format!("{line} Figure"), "someone"]);
}

#[test]
fn no_line_ends_in_a_word_of_one_letter() {
    assert_eq!(broken("aaaa bbbb a ccccc", 110.0), ["aaaa bbbb", "a ccccc"]);
    assert_eq!(broken_in("es", "aaaa bbbb y ccccc", 110.0), ["aaaa bbbb", "y ccccc"]);
    assert_eq!(broken("aaaaaa bbbb (a cccc)", 140.0), ["aaaaaa bbbb", "(a cccc)"]);
    assert_eq!(broken("a b", 10.0), ["a", "b"], "but where nothing else fits");
}

#[test]
fn spaces_that_do_not_break_do_not() {
    for space in ['\u{a0}', '\u{202f}', '\u{2060}'] {
        let text = format!("aaa{space}bbb ccc");
        let (lines, _) = lay_told(&[super::text(&text)], &Measure::of(Pt(75.0)), &ragged());
        assert_eq!(texts(&lines)[1], "ccc", "{space:?}");
    }
    let (lines, _) = lay_told(&[super::text("aaaa\u{2011}bbb ccc")], &Measure::of(Pt(90.0)), &ragged());
    assert_eq!(texts(&lines), ["aaaa\u{2011}bbb", "ccc"], "nor does a hyphen that does not break");
}

#[test]
fn opening_marks_are_not_left_behind() {
    assert_eq!(broken_in("es", "aaa bbb ¿ccc?", 90.0), ["aaa bbb", "¿ccc?"]);
    assert_eq!(broken_in("es", "aaa bbb ¡ccc!", 90.0), ["aaa bbb", "¡ccc!"]);
    assert_eq!(broken_in("es", "aaa bbb «ccc»", 90.0), ["aaa bbb", "«ccc»"]);
    assert_eq!(broken_in("es", "aaa bbb (¿ccc?)", 100.0), ["aaa bbb", "(¿ccc?)"]);
    assert_eq!(broken_in("es", "aaa bbb «¿ccc?»", 100.0), ["aaa bbb", "«¿ccc?»"]);
}

#[test]
fn french_marks_keep_their_spaces() {
    assert_eq!(broken_in("fr", "aaa bbb « ccc »", 100.0), ["aaa bbb", "« ccc »"]);
    assert_eq!(broken_in("fr", "aaa bbb ccc ?", 115.0), ["aaa bbb", "ccc ?"]);
    assert_eq!(broken_in("fr", "aaa bbb ccc : d", 115.0), ["aaa bbb", "ccc : d"]);
    assert_eq!(broken_in("de", "aaa »bbb« ccc", 95.0), ["aaa »bbb«", "ccc"]);
}
