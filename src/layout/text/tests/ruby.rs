//! Readings above their text. Bases are set in 10 pt, readings in 5: a character of theirs is 5 pt wide.

use super::*;

/// A base, as much apart from the text around it as its reading needs, and the reading.
fn ruby(base: &str, reading: &str, apart: f64) -> [Piece; 2] {
    let style = Arc::new(TextStyle { size: Pt(5.0), ..plain() });
    let mut reading = piece(PieceKind::Ruby { text: reading.to_owned(), style });
    reading.element = StructId(2);
    [styled(base, TextStyle { apart: Pt(apart), ..plain() }), reading]
}

fn with(before: &str, ruby: [Piece; 2], after: &str) -> Vec<Piece> {
    let [base, reading] = ruby;
    vec![text(before), base, reading, text(after)]
}

#[test]
fn a_reading_stands_above_the_middle_of_its_base() {
    let lines = lay(&with("a ", ruby("bbb", "cd", 0.0), " e"), &Measure::of(Pt(100.0)), &ragged());
    assert_eq!(places(&lines[0]), ["a @0..20", "bbb@20..50", "cd@30..40", " e@50..70"]);
    let reading = runs(&lines[0])[2];
    // The top of the base's square is 8.8 above the baseline, the foot of the reading's 0.6 below its own.
    assert_eq!(round(reading.origin.y), -9.4);
    assert_eq!(lines[0].items[2].tag, Tag::Content(StructId(2)));
    assert_eq!(copied(&lines[0]), "a bbbcd e", "read after its base");
}

#[test]
fn a_wide_reading_moves_the_text_beside_it_away() {
    let lines = lay(&with("a", ruby("b", "ccccc", 7.5), "d"), &Measure::of(Pt(100.0)), &ragged());
    assert_eq!(places(&lines[0]), ["a@0..10", "b@17.5..35", "ccccc@10..35", "d@35..45"]);
}

#[test]
fn neighbours_of_one_look_keep_their_own_space() {
    let [first, reading] = ruby("b", "ccccc", 7.5);
    let pieces = [first.clone(), reading.clone(), first, reading];
    let lines = lay(&pieces, &Measure::of(Pt(100.0)), &ragged());
    let readings: Vec<f64> =
        runs(&lines[0]).iter().filter(|run| run.size == Pt(5.0)).map(|r| round(r.origin.x)).collect();
    assert_eq!(readings, [0.0, 25.0]);
}

#[test]
fn a_base_is_not_divided() {
    let pieces = with("aaa ", ruby("b-b b", "c", 0.0), " dd");
    assert_eq!(texts(&lay(&pieces, &Measure::of(Pt(80.0)), &ragged())), ["aaa", "b-b bc dd"]);
}

#[test]
fn a_line_with_a_reading_is_as_high_as_others_where_there_is_white() {
    let height = |leading: f64| {
        let style = ParagraphStyle::plain(Align::Start, Pt(leading));
        let line = |pieces: &[Piece]| round(lay(pieces, &Measure::of(Pt(100.0)), &style)[0].height);
        line(&with("a", ruby("b", "c", 0.0), "d")) - line(&[text("abd")])
    };
    assert_eq!((height(14.0), height(12.0)), (0.0, 2.0));
}
