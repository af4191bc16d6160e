//! Where pages end.

use super::super::paginate::breaking::{Limits, choose, first_fit, optimal};
use super::super::paginate::material::Material;
use super::{Sketch, calling, counts, describe, room};

#[test]
fn plain_lines_fill_pages() {
    let list = Sketch::default().lines(25).list;
    let material = Material::new(&list, room(10));
    assert_eq!(counts(&material, &optimal(&material, true)), [10, 10, 5]);
}

#[test]
fn an_empty_list_has_no_page() {
    let list = Sketch::default().list;
    let material = Material::new(&list, room(10));
    assert!(optimal(&material, true).pages.is_empty());
}

#[test]
fn a_widow_takes_a_line_with_it() {
    // Of the second paragraph four lines would fit; the fifth would be alone, so the fourth goes with it.
    let list = Sketch::default().paragraph(6).paragraph(5).paragraph(14).list;
    let material = Material::new(&list, room(10));
    assert_eq!(counts(&material, &first_fit(&material, true).0), [10, 10, 5]);
    assert_eq!(counts(&material, &optimal(&material, true)), [9, 10, 6]);
}

#[test]
fn an_orphan_moves_over() {
    let list = Sketch::default().paragraph(9).paragraph(8).list;
    let material = Material::new(&list, room(10));
    assert_eq!(counts(&material, &optimal(&material, true)), [9, 8]);
}

#[test]
fn a_heading_never_ends_a_page() {
    // Eight lines, a line of space, and the heading would be the last line.
    let list = Sketch::default().lines(8).heading().lines(17).list;
    let material = Material::new(&list, room(10));
    let plan = optimal(&material, true);
    assert_eq!(counts(&material, &plan), [8, 10, 8]);
    assert_eq!(describe(&material, &plan)[1].split(' ').next(), Some("b0"), "no space above it at the head of a page");
}

#[test]
fn space_disappears_at_heads_and_feet() {
    let list = Sketch::default().lines(10).gap(20.0).lines(6).list;
    let material = Material::new(&list, room(10));
    assert_eq!(describe(&material, &optimal(&material, true))[1], "b0 b1 b2 b3 b4 b5");
}

#[test]
fn text_returns_to_the_grid_after_spaced_matter() {
    // Two lines, 7 points, a heading of one line, text: at 37 points, so 3 go to the space above.
    let list = Sketch::default().lines(2).gap(7.0).heading().lines(2).list;
    let material = Material::new(&list, room(10));
    assert_eq!(describe(&material, &optimal(&material, true)), ["b0 b1 b3 b4 b5"]);
}

#[test]
fn a_forced_break_ends_a_page_early() {
    let list = Sketch::default().lines(2).forced().lines(2).list;
    let material = Material::new(&list, room(10));
    assert_eq!(counts(&material, &optimal(&material, true)), [2, 2]);
}

#[test]
fn facing_pages_are_made_equal() {
    // The left page must be one line short; the right one could be full, but then they would differ.
    let list = Sketch::default().paragraph(9).paragraph(2).lines(27).list;
    let material = Material::new(&list, room(10));
    let plan = optimal(&material, false);
    let shorts: Vec<u32> = plan.pages.iter().map(|p| p.end.short).collect();
    assert_eq!(shorts, [1, 1, 0, 0]);
}

#[test]
fn a_figure_that_does_not_fit_goes_to_the_next_page_while_text_goes_on() {
    // The figure is followed by a line of space.
    let list = Sketch::default().lines(8).float(40.0).lines(17).list;
    let material = Material::new(&list, room(10));
    let pages = describe(&material, &optimal(&material, true));
    assert_eq!(pages[..2], ["b0 b1 b2 b3 b4 b5 b6 b7 b8 b9", "f0 b5 b6 b7 b8 b9"]);
}

#[test]
fn a_heading_is_not_left_behind_by_its_figure() {
    // Nine lines fit with the heading; the figure does not, and what follows it belongs to the heading too.
    let list = Sketch::default().lines(8).heading().float(40.0).lines(17).list;
    let material = Material::new(&list, room(10));
    let pages = describe(&material, &optimal(&material, true));
    assert!(pages[1].starts_with("b0 f2"), "{pages:?}");
}

#[test]
fn a_box_higher_than_the_page_is_placed_all_the_same() {
    let list = Sketch::default().lines(2).float(250.0).lines(2).list;
    let material = Material::new(&list, room(10));
    assert_eq!(counts(&material, &optimal(&material, true)).iter().sum::<usize>(), 5);
}

/// Items looked at and states found for lists of n, 2n and 4n of something: neither grows faster than the list.
fn grows_with_the_list(n: usize, make: impl Fn(Sketch, usize) -> Sketch) {
    let counted = [n, 2 * n, 4 * n].map(|count| {
        let list = (0..count).fold(Sketch::default(), &make).list;
        let (plan, effort) = choose(&Material::new(&list, room(20)), true, Limits::USUAL);
        assert!(!plan.pages.is_empty());
        (effort.steps, effort.states)
    });
    for pair in counted.windows(2) {
        let [(steps, states), (more_steps, more_states)] = pair else { continue };
        assert!(*more_steps <= steps * 23 / 10 + 200, "{counted:?} steps");
        assert!(*more_states <= states * 23 / 10 + 20, "{counted:?} states");
    }
}

#[test]
fn breaking_text_costs_what_the_text_is_long() {
    grows_with_the_list(100, |sketch, n| if n % 5 == 0 { sketch.heading() } else { sketch.paragraph(n % 7 + 1) });
}

#[test]
fn breaking_figures_one_after_the_other_costs_what_they_are_many() {
    grows_with_the_list(100, |sketch, _| sketch.float(30.0));
    grows_with_the_list(100, |sketch, _| sketch.float(130.0));
    grows_with_the_list(100, |sketch, n| sketch.float(30.0 + 20.0 * (n % 6) as f64).lines(1));
}

#[test]
fn breaking_text_with_long_notes_costs_what_it_is_long() {
    grows_with_the_list(50, |sketch, n| {
        let id = u32::try_from(n).expect("few");
        sketch.line(calling(&[id])).note(id, 3 + n * 7 % 31).paragraph(4)
    });
}

#[test]
fn breaking_inseparable_headings_costs_what_they_are_many() {
    grows_with_the_list(100, |sketch, _| sketch.heading());
}
