//! Notes at the foot of the page of their call.

use super::super::paginate::breaking::optimal;
use super::super::paginate::material::Material;
use super::{Sketch, calling, describe, room};

#[test]
fn a_note_takes_its_room_from_the_page_of_its_call() {
    // Ten lines a page; the note needs two and a gap of one: seven lines of text.
    let list = Sketch::default().line(calling(&[0])).lines(11).note(0, 2).list;
    let material = Material::new(&list, room(10));
    assert_eq!(describe(&material, &optimal(&material, true)), ["b0 b1 b2 b3 b4 b5 b6 n0:0-2", "b0 b1 b2 b3 b4"]);
}

#[test]
fn a_line_whose_note_does_not_fit_moves_to_the_next_page() {
    // The last line of the page calls a note of one line, for which there is no room.
    let list = Sketch::default().lines(9).line(calling(&[0])).lines(6).note(0, 1).list;
    let material = Material::new(&list, room(10));
    let pages = describe(&material, &optimal(&material, true));
    assert!(pages[1].starts_with("b0 ") && pages[1].ends_with("n0:0-1"), "{pages:?}");
    assert!(!pages[0].contains('n'), "{pages:?}");
}

#[test]
fn a_long_note_is_split_and_goes_on() {
    // Line six calls a note of eight lines: with the gap, three of them fit below six lines of text.
    let list = Sketch::default().lines(5).line(calling(&[0])).lines(10).note(0, 8).list;
    let material = Material::new(&list, room(10));
    let pages = describe(&material, &optimal(&material, true));
    assert_eq!(pages[0], "b0 b1 b2 b3 b4 b5 n0:0-3");
    assert_eq!(pages[1], "b0 b1 b2 b3 n0:3-8");
}

#[test]
fn a_note_longer_than_pages_goes_on_for_pages() {
    let list = Sketch::default().line(calling(&[0])).lines(3).note(0, 30).list;
    let material = Material::new(&list, room(10));
    let plan = optimal(&material, true);
    let mut next = 0;
    for planned in &plan.pages {
        for piece in material.fill(&planned.start, &planned.end).notes.pieces {
            assert_eq!(piece.from, next, "{:?}", describe(&material, &plan));
            next = piece.to;
        }
    }
    assert_eq!(next, 30);
}

#[test]
fn notes_of_one_line_stand_in_the_order_of_their_calls() {
    let list = Sketch::default().line(calling(&[0, 1])).line(calling(&[2])).note(0, 1).note(1, 2).note(2, 1).list;
    let material = Material::new(&list, room(10));
    assert_eq!(describe(&material, &optimal(&material, true)), ["b0 b1 n0:0-1 n1:0-2 n2:0-1"]);
}
