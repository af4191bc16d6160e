//! Notes in the margin of the page of their call.

use super::super::paginate::breaking::optimal;
use super::super::paginate::material::Material;
use super::{Sketch, calling, describe, room};

#[test]
fn notes_stand_beside_their_calls_and_take_nothing_from_the_text() {
    let list = Sketch::default().lines(2).line(calling(&[0])).lines(3).line(calling(&[1])).lines(8);
    let list = list.aside(0, 2).aside(1, 3).list;
    let material = Material::new(&list, room(10));
    let pages = describe(&material, &optimal(&material, true));
    assert_eq!(pages, ["b0 b1 b2 b3 b4 b5 b6 b7 b8 b9 m0@2 m1@6", "b0 b1 b2 b3 b4"]);
}

#[test]
fn two_notes_of_one_line_stand_one_below_the_other() {
    let list = Sketch::default().line(calling(&[0, 1])).lines(9).aside(0, 2).aside(1, 1).list;
    let material = Material::new(&list, room(10));
    let pages = describe(&material, &optimal(&material, true));
    assert_eq!(pages, ["b0 b1 b2 b3 b4 b5 b6 b7 b8 b9 m0@0 m1@2.5"], "half a line between them");
}

#[test]
fn a_note_of_the_last_line_moves_up() {
    let list = Sketch::default().lines(9).line(calling(&[0])).aside(0, 4).list;
    let material = Material::new(&list, room(10));
    assert_eq!(describe(&material, &optimal(&material, true)), ["b0 b1 b2 b3 b4 b5 b6 b7 b8 b9 m0@6"]);
}

#[test]
fn a_note_that_the_margin_has_no_room_for_goes_to_the_foot() {
    // The second would be five and a half lines below its call, four being the most.
    let list = Sketch::default().line(calling(&[0, 1])).lines(5).aside(0, 5).aside(1, 2).list;
    let material = Material::new(&list, room(10));
    assert_eq!(describe(&material, &optimal(&material, true)), ["b0 b1 b2 b3 b4 b5 n1:0-2 m0@0"]);
}

#[test]
fn a_note_called_in_the_margin_stands_below_the_note_that_calls_it() {
    let mut list = Sketch::default().line(calling(&[0])).lines(5).aside(0, 1).aside(1, 1).list;
    if let Some(aside) = list.asides.get_mut(&crate::document::NoteId(0)) {
        aside.notes.push(crate::document::NoteId(1));
    }
    let material = Material::new(&list, room(10));
    assert_eq!(describe(&material, &optimal(&material, true)), ["b0 b1 b2 b3 b4 b5 m0@0 m1@1.5"]);
}
