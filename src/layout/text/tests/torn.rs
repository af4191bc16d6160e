//! Lines that cannot be filled well: code, addresses, narrow columns.

use super::*;

fn code(content: &str) -> Piece {
    styled(content, TextStyle { role: FontRole::Mono, hyphenate: false, ..plain() })
}

fn is_justified(lines: &[Line]) -> Vec<bool> {
    lines.iter().filter_map(|line| line.quality.as_ref()).map(|quality| quality.ratio.is_some()).collect()
}

#[test]
fn code_stays_whole_while_the_words_around_it_can_give() {
    // Spaces stretched by 0.26 or a break after the dot: the spaces.
    let pieces = [text("aaa bbb cccc "), code("dd.eee"), text(" fff ggg")];
    let lines = lay(&pieces, &Measure::of(Pt(130.0)), &justified());
    assert_eq!(texts(&lines)[..2], ["aaa bbb cccc", "dd.eee fff"]);
}

#[test]
fn code_is_broken_before_lines_are_torn() {
    let pieces = [text("aaaaaa bbb "), code("cccc/dddddddd"), text(" eeee fff gg")];
    let lines = lay(&pieces, &Measure::of(Pt(165.0)), &justified());
    assert_eq!(texts(&lines)[..2], ["aaaaaa bbb cccc/", "dddddddd eeee fff"]);
}

#[test]
fn a_paragraph_whose_lines_would_be_torn_is_ragged() {
    let pieces = [text("aaa bbb "), code("ccccccccccccccc"), text(" dd")];
    let lines = lay(&pieces, &Measure::of(Pt(170.0)), &justified());
    assert_eq!(texts(&lines), ["aaa bbb", "ccccccccccccccc", "dd"]);
    assert_eq!(places(&lines[0]), ["aaa bbb @0..70"], "natural spaces");
    assert_eq!(is_justified(&lines), [false, false, false]);
    let filled = lay(&[text("aaa bbb ccc ddd")], &Measure::of(Pt(75.0)), &justified());
    assert_eq!(is_justified(&filled), [true, false]);
}

#[test]
fn a_looser_line_is_better_than_the_end_of_a_divided_word_alone() {
    // Divided, the first line is 15 over 355 and "old" is alone; whole, it needs 65 more, of which letters give 8
    // and nine spaces the rest, 0.97 times their stretch.
    let style = ParagraphStyle { hyphenate: true, ..justified() };
    let lines = lay(&[text("aa bb cc dd ee ff gg hh jj kk threshold")], &Measure::of(Pt(355.0)), &style);
    assert_eq!(texts(&lines), ["aa bb cc dd ee ff gg hh jj kk", "threshold"]);
    // More text after it: the division is the lesser evil again.
    let lines = lay(&[text("aa bb cc dd ee ff gg hh jj kk threshold crossed")], &Measure::of(Pt(355.0)), &style);
    assert_eq!(texts(&lines), ["aa bb cc dd ee ff gg hh jj kk thresh‐", "old crossed"]);
}

#[test]
fn one_loose_line_among_many_is_excused() {
    // "aa bb cc dddd" needs 40 of 170: letters give 4, the spaces the rest, which is 1.85 times their stretch.
    let bad = "aa bb cc dddd eeeeeeeeeeeeeeeee aaa bbb";
    let lines = |content: &str| lay(&[text(content)], &Measure::of(Pt(170.0)), &justified());
    assert_eq!(is_justified(&lines(bad)), [false, false, false]);
    let among = lines(&format!("{}{bad}", "aaa bbb cc dddd ".repeat(8)));
    let ratios: Vec<f64> = among.iter().filter_map(|line| line.quality.as_ref()?.ratio).collect();
    assert_eq!(ratios.len(), 10);
    assert!((ratios[8] - 36.0 / 19.5).abs() < 1e-9, "{ratios:?}");
}

#[test]
fn numbers_in_code_keep_their_figures_together() {
    let broken = |content: &str, width| texts(&lay(&[code(content)], &Measure::of(Pt(width)), &ragged()));
    assert_eq!(broken("abc-1.25.30", 80.0), ["abc-", "1.25.30"]);
    assert_eq!(broken("a::bcd::efg", 80.0), ["a::bcd::", "efg"]);
    assert_eq!(broken("f(abc,def)", 60.0), ["f(abc,", "def)"]);
    assert_eq!(broken("key=value", 50.0), ["key=", "value"]);
}

#[test]
fn a_short_last_word_takes_another_with_it() {
    // First fit leaves "ee" alone.
    let lines = lay(&[text("aaaa bbbb cccc dddd eeee ffff gggg hhhh iiii ee")], &Measure::of(Pt(225.0)), &justified());
    let last = texts(&lines).pop().expect("a line");
    assert!(last.contains(' '), "{last}");
}
