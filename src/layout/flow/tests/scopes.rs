//! Boxes that close at a page's foot and open again.

use super::super::paginate::breaking::optimal;
use super::super::paginate::material::Material;
use super::{Sketch, counts, describe, room};

#[test]
fn a_box_that_fits_stays_whole() {
    // Padding 5, label 10, three lines, padding 5: 50 points.
    let list = Sketch::default().lines(5).callout(3).lines(6).list;
    let material = Material::new(&list, room(10));
    assert_eq!(describe(&material, &optimal(&material, true))[0], "b0 b1 b2 b3 b4 b5.5 b6.5 b7.5 b8.5");
}

#[test]
fn a_long_box_is_closed_and_opened_again_with_its_label() {
    // Label and lines take 5 + 10 + 14 × 10; the page closes the frame with 5: eight lines here, six there.
    let list = Sketch::default().callout(14).list;
    let material = Material::new(&list, room(10));
    let pages = describe(&material, &optimal(&material, true));
    assert_eq!(pages, ["b0.5 b1.5 b2.5 b3.5 b4.5 b5.5 b6.5 b7.5 b8.5", "=0 b1.5 b2.5 b3.5 b4.5 b5.5 b6.5"]);
}

#[test]
fn no_line_of_a_box_stands_alone_on_a_page() {
    // Nine lines of which eight would fit: seven stay, two go over.
    let list = Sketch::default().callout(9).lines(5).list;
    let material = Material::new(&list, room(10));
    assert_eq!(
        counts(&material, &optimal(&material, true)),
        [8, 7],
        "label and seven lines, then two and the text after them"
    );
}

#[test]
fn frames_within_frames_open_again_from_the_outside_in() {
    use super::super::super::units::Pt;
    use super::super::vlist::{Break, Scope};
    let mut list = Sketch::default().list;
    let outer = list.open(Scope { top: Pt(2.0), bottom: Pt(2.0), ..Scope::default() });
    let inner = list.open(Scope { top: Pt(3.0), bottom: Pt(3.0), parent: Some(outer), ..Scope::default() });
    for _ in 0..15 {
        list.push_box(super::VBox { grid: false, ..super::line() });
        list.push_break(Break::Cost(0.0));
    }
    list.close(inner, 0);
    list.close(outer, 0);
    let material = Material::new(&list, room(10));
    let pages = describe(&material, &optimal(&material, true));
    assert!(pages[0].starts_with("b0.5 ") && pages[0].ends_with(" b8.5"), "{pages:?}");
    assert!(pages[1].starts_with("=0 =0.2 b0.5 "), "{pages:?}");
}
