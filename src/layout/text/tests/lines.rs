//! What is on lines and where.

use super::*;
use crate::diagnostics::Code;
use crate::layout::page::LinkAction;

fn one_line(pieces: &[Piece], width: f64, style: &ParagraphStyle) -> Line {
    let mut lines = lay(pieces, &Measure::of(Pt(width)), style);
    assert_eq!(lines.len(), 1);
    lines.remove(0)
}

#[test]
fn what_a_line_needs_goes_to_letters_first_then_to_spaces() {
    // "aaa bbb" is 70 wide and needs 5. Letters (60) give 4 %: 2.4, of which 1.2 by scaling (2 %) and 1.2 by spacing (0.2
    // each). The space takes the other 2.6 of the 6.5 it can stretch.
    let lines = lay(&[text("aaa bbb ccc ddd")], &Measure::of(Pt(75.0)), &justified());
    assert_eq!(advances(&lines[0]), [10.4, 10.4, 10.4, 12.6, 10.4, 10.4, 10.4, 0.0]);
    assert_eq!(runs(&lines[0])[0].stretch, 1.02);
    let ratio = lines[0].quality.as_ref().and_then(|q| q.ratio).expect("justified");
    assert!((ratio - 2.6 / 6.5).abs() < 1e-9, "{ratio}");
    assert_eq!(advances(&lines[1]), [10.0; 7], "the last line is as it is");
    assert_eq!(lines[1].quality.as_ref().and_then(|q| q.ratio), None);
}

#[test]
fn spaces_shrink_by_less_than_a_fifth() {
    // 70 in 66.5: letters give 2.4, the space 1.1 of its 1.8.
    let lines = lay(&[text("aaa bbb ccc")], &Measure::of(Pt(66.5)), &justified());
    assert_eq!(advances(&lines[0]), [9.6, 9.6, 9.6, 8.9, 9.6, 9.6, 9.6, 0.0]);
    // 70 in 65.7 would take more than all of both.
    let lines = lay(&[text("aaa bbb ccc")], &Measure::of(Pt(65.7)), &justified());
    assert_eq!(texts(&lines)[0], "aaa");
}

#[test]
fn alignment_leaves_the_free_space_where_it_should() {
    let left = |align| {
        let style = ParagraphStyle { align, ..ragged() };
        round(runs(&one_line(&[text("aaa")], 50.0, &style))[0].origin.x)
    };
    assert_eq!(left(Align::Start), 0.0);
    assert_eq!(left(Align::End), 20.0);
    assert_eq!(left(Align::Center), 10.0);
    assert_eq!(left(Align::Justify), 0.0);
}

#[test]
fn stops_and_quotes_hang_out_and_count_when_breaking() {
    let style = ParagraphStyle { protrude: true, ..justified() };
    // The quote hangs out by half of 10, the comma by 0.6: 80 of text in a measure of 69.
    let lines = lay(&[text("“aaa bb, cccc")], &Measure::of(Pt(69.0)), &style);
    assert_eq!(texts(&lines), ["“aaa bb,", "cccc"]);
    assert_eq!(places(&lines[0]), ["“aaa bb, @-5..75"]);
    assert_eq!(advances(&lines[0])[4], 10.0, "at its natural width");
    assert_eq!(lines[0].quality.as_ref().map(|q| q.overfull), Some(Pt::ZERO));
}

#[test]
fn a_call_is_never_parted_from_its_word() {
    let raised = Arc::new(TextStyle { size: Pt(5.0), rise: Pt(4.0), ..plain() });
    let call = piece(PieceKind::NoteCall { note: NoteId(7), text: "1".into(), style: raised });
    let lines = lay(&[text("aaa bbb"), call, text(" ccc")], &Measure::of(Pt(72.0)), &ragged());
    assert_eq!(texts(&lines), ["aaa", "bbb1", "ccc"]);
    assert_eq!(lines.iter().map(|l| l.notes.len()).collect::<Vec<_>>(), [0, 1, 0]);
    let call = runs(&lines[1])[1];
    assert_eq!((round(call.origin.x), round(call.origin.y), call.text.as_str()), (30.0, -4.0, "1 "));
    assert_eq!(lines[1].height, lines[0].height, "a call does not push its line down");
}

#[test]
fn a_call_is_not_parted_even_where_words_are() {
    let raised = Arc::new(TextStyle { size: Pt(5.0), rise: Pt(4.0), ..plain() });
    let call = piece(PieceKind::NoteCall { note: NoteId(7), text: "12".into(), style: raised });
    // Letters of 10 points, figures of 5: of a measure of 10 nothing is left for the call.
    let (lines, told) = lay_told(&[text("aa"), call], &Measure::of(Pt(10.0)), &ragged());
    assert_eq!(texts(&lines), ["a", "a12"]);
    assert!(told.iter().all(|d| d.code == Code::Overfull) && !told.is_empty());
}

#[test]
fn anchors_and_notes_are_on_the_line_of_their_place() {
    let anchor = |n| piece(PieceKind::Anchor(NodeId(n)));
    let pieces = [anchor(1), text("aaa "), anchor(2), text("bbb"), anchor(3)];
    let lines = lay(&pieces, &Measure::of(Pt(30.0)), &ragged());
    let anchors: Vec<Vec<u32>> = lines.iter().map(|l| l.anchors.iter().map(|n| n.0).collect()).collect();
    assert_eq!(anchors, [vec![1], vec![2, 3]]);
    let only = lay(&[anchor(4)], &Measure::of(Pt(30.0)), &ragged());
    assert_eq!(only[0].anchors, [NodeId(4)]);
}

#[test]
fn the_space_that_a_line_ends_in_copies_without_width() {
    let lines = lay(&[text("aaa bbb")], &Measure::of(Pt(30.0)), &ragged());
    assert_eq!(copied(&lines[0]), "aaa ");
    assert_eq!(advances(&lines[0]), [10.0, 10.0, 10.0, 0.0]);
}

#[test]
fn leading_is_split_around_the_font() {
    let line = one_line(&[text("a")], 50.0, &ragged());
    // 8 above and 2 below the baseline, and the 2 that are left of 12 shared.
    assert_eq!((round(line.height), round(line.depth)), (9.0, 3.0));
    let size = Size { width: Pt(10.0), height: Pt(25.0) };
    let line = one_line(
        &[text("a"), piece(PieceKind::Image { source: "i".into(), size, style: Arc::new(plain()) })],
        50.0,
        &ragged(),
    );
    assert_eq!((round(line.height), round(line.depth)), (25.0, 3.0));
    let ItemKind::Image { rect, .. } = &line.items[1].kind else { panic!("{:?}", line.items) };
    assert_eq!((round(rect.origin.x), round(rect.origin.y)), (10.0, -25.0), "on the baseline");
}

#[test]
fn images_alone_are_a_line() {
    let size = Size { width: Pt(20.0), height: Pt(25.0) };
    let image = || piece(PieceKind::Image { source: "i".into(), size, style: Arc::new(plain()) });
    assert_eq!(one_line(&[image(), image()], 50.0, &ragged()).items.len(), 2);
}

#[test]
fn pieces_keep_their_element_and_styles_their_run() {
    let mut second = styled("bb", TextStyle { bold: true, color: Rgb(9, 9, 9), ..plain() });
    second.element = StructId(5);
    let line = one_line(&[text("aa "), second], 90.0, &ragged());
    let tags: Vec<Tag> = line.items.iter().map(|item| item.tag).collect();
    assert_eq!(tags, [Tag::Content(StructId(1)), Tag::Content(StructId(5))]);
    assert_eq!(places(&line), ["aa @0..30", "bb@30..50"]);
    assert_eq!(runs(&line)[1].color, Rgb(9, 9, 9));
}

#[test]
fn grounds_stand_behind_and_lines_under_the_text() {
    let code = styled("bb", TextStyle { background: Some(Rgb(1, 1, 1)), ..plain() });
    let line = one_line(&[text("aa "), code, text(" cc")], 200.0, &ragged());
    let ItemKind::Fill { rect, .. } = &line.items[0].kind else { panic!("{:?}", line.items[0]) };
    // 1.5 of padding on either side of the 20, which push the text apart.
    assert_eq!((round(rect.origin.x), round(rect.size.width)), (30.0, 23.0));
    assert_eq!(places(&line), ["aa @0..30", "bb@31.5..53", " cc@53..83"]);

    let under = styled("bb cc", TextStyle { underline: Some(Rgb(2, 2, 2)), ..plain() });
    let line = one_line(&[text("aa "), under], 200.0, &ragged());
    let ItemKind::Stroke { from, to, width, .. } = &line.items[2].kind else { panic!("{:?}", line.items) };
    // The font's underline: top 0.1 em below the baseline, 0.05 thick.
    assert_eq!((round(from.x), round(to.x), round(from.y), round(*width)), (30.0, 80.0, 1.25, 0.5));
    assert_eq!(line.items[2].tag, Tag::Decoration);
}

#[test]
fn a_link_has_an_area_on_each_of_its_lines() {
    let mut link = text("bbb ccc");
    link.link = Some(LinkAction::Url("u".into()));
    link.element = StructId(4);
    let lines = lay(&[text("aaa "), link], &Measure::of(Pt(70.0)), &ragged());
    let areas: Vec<(f64, f64, Tag)> = lines.iter().flat_map(|line| &line.items).filter_map(area).collect();
    assert_eq!(areas, [(40.0, 30.0, Tag::Content(StructId(4))), (0.0, 30.0, Tag::Content(StructId(4)))]);
}

fn area(item: &Item) -> Option<(f64, f64, Tag)> {
    let ItemKind::Link { rect, .. } = &item.kind else { return None };
    Some((round(rect.origin.x), round(rect.size.width), item.tag))
}

#[test]
fn fills_take_what_is_left_and_leaders_stand_on_a_grid() {
    let fill = |pattern: &str| piece(PieceKind::Fill { pattern: pattern.into(), style: Arc::new(plain()) });
    let line = one_line(&[text("aa"), fill(""), text("7")], 100.0, &ragged());
    assert_eq!(places(&line), ["aa@0..20", "7@90..100"]);
    let line = one_line(&[text("aai"), fill(". "), text("7")], 100.0, &ragged());
    let leaders: Vec<f64> = line.items.iter().filter(|i| i.tag == Tag::Decoration).filter_map(left).collect();
    assert_eq!(leaders, [30.0, 50.0, 70.0], "65 of room hold three patterns of 20, counted from the right");
    assert_eq!(copied(&line), "aai7", "leaders do not copy");
}

fn left(item: &Item) -> Option<f64> {
    if let ItemKind::Glyphs(run) = &item.kind { Some(round(run.origin.x)) } else { None }
}

#[test]
fn quality_names_the_place_of_the_text() {
    let pieces = [at(0, text("aaa ")), at(10, text("bbb ")), at(20, text("ccc"))];
    let lines = lay(&pieces, &Measure::of(Pt(70.0)), &justified());
    let spans: Vec<(u32, u32)> =
        lines.iter().filter_map(|l| l.quality.as_ref()).map(|q| (q.span.start, q.span.end)).collect();
    assert_eq!(spans, [(0, 11), (20, 21)]);
}

#[test]
fn quality_names_the_part_of_a_piece_that_a_line_holds() {
    let written = |start: usize, end: usize, text: Piece| Piece { span: Span::new(SourceId(0), start..end), ..text };
    let places = |piece: Piece| {
        let lines = lay(&[piece], &Measure::of(Pt(70.0)), &justified());
        lines.into_iter().filter_map(|l| l.quality).map(|q| (q.text, q.span.start, q.span.end)).collect::<Vec<_>>()
    };
    let whole = "aaa bbb ccc";
    assert_eq!(places(written(20, 31, text(whole))), [("aaa bbb".to_owned(), 20, 27), ("ccc".to_owned(), 28, 31)]);
    // Of what reads quite otherwise than it was written, the whole is named.
    assert_eq!(places(written(20, 99, text(whole)))[1], ("ccc".to_owned(), 20, 99));
}

#[test]
fn quality_knows_its_spaces_and_what_was_forced() {
    // As above: of 10 pt each the spaces of the first line take 2.6 more.
    let lines = lay(&[text("aaa bbb ccc ddd")], &Measure::of(Pt(75.0)), &justified());
    let spaces = lines[0].quality.as_ref().expect("quality").spaces;
    assert_eq!((spaces.count, spaces.natural, round(spaces.set)), (1, Pt(10.0), 12.6));
    let (lines, _) = lay_told(&[text("aaaaaaa bЖ")], &Measure::of(Pt(50.0)), &ragged());
    let forced: Vec<(bool, &str)> =
        lines.iter().filter_map(|l| l.quality.as_ref()).map(|q| (q.broken, q.missing.as_str())).collect();
    assert_eq!(forced, [(true, ""), (false, ""), (false, "Ж")]);
}
