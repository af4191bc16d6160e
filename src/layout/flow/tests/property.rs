//! What holds of every list.

use super::super::paginate::breaking::{Limits, Plan, choose, first_fit, optimal};
use super::super::paginate::material::Material;
use super::super::paginate::state::Placed;
use super::super::vlist::{Break, VItem, VList};
use super::{Sketch, calling, room};
use crate::cases::cases;
use crate::document::NoteId;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Lines of a page.
const PAGE: usize = 12;

#[derive(Clone, Debug)]
enum Part {
    Paragraph(usize),
    Heading,
    Gap(f64),
    Callout(usize),
    /// A line that calls notes of so many lines.
    Call(Vec<usize>),
    Float(f64),
    Forced,
}

fn parts() -> impl Strategy<Value = Vec<Part>> {
    let part = prop_oneof![
        6 => (1usize..9).prop_map(Part::Paragraph),
        2 => Just(Part::Heading),
        2 => (1.0..25.0).prop_map(Part::Gap),
        2 => (1usize..20).prop_map(Part::Callout),
        3 => prop::collection::vec(1usize..7, 1..3).prop_map(Part::Call),
        1 => (5.0..110.0).prop_map(Part::Float),
        1 => Just(Part::Forced),
    ];
    prop::collection::vec(part, 0..40)
}

fn list(parts: &[Part]) -> VList {
    let mut sketch = Sketch::default();
    let mut next = 0;
    let mut after_heading = false;
    for part in parts {
        let second = std::mem::replace(&mut after_heading, matches!(part, Part::Heading));
        sketch = match part {
            Part::Paragraph(lines) => sketch.paragraph(*lines),
            // A row of headings would be longer than a page and inseparable.
            Part::Heading if second => sketch,
            Part::Heading => sketch.heading(),
            Part::Gap(length) => sketch.gap(*length),
            Part::Callout(lines) => sketch.callout(*lines),
            Part::Call(notes) => {
                let ids: Vec<u32> = (next..).take(notes.len()).collect();
                next += u32::try_from(notes.len()).expect("few");
                let mut sketch = sketch.line(calling(&ids));
                for (id, lines) in ids.iter().zip(notes) {
                    sketch = sketch.note(*id, *lines);
                }
                sketch
            }
            Part::Float(height) => sketch.float(*height),
            Part::Forced => sketch.forced(),
        };
    }
    sketch.list
}

/// Every box once; those that cannot float in order.
fn check_boxes(list: &VList, material: &Material, plan: &Plan) -> Result<(), TestCaseError> {
    let mut placed = Vec::new();
    for planned in &plan.pages {
        for p in material.fill(&planned.start, &planned.end).placed {
            if let Placed::Box(index, _) = p {
                placed.push(index);
            }
        }
    }
    let fixed = |index: &usize| matches!(list.items.get(*index), Some(VItem::Box(_)));
    let all: Vec<usize> =
        (0..list.items.len()).filter(|i| matches!(list.items.get(*i), Some(VItem::Box(_) | VItem::Float(_)))).collect();
    let in_order: Vec<usize> = placed.iter().copied().filter(fixed).collect();
    prop_assert_eq!(in_order, all.iter().copied().filter(fixed).collect::<Vec<_>>());
    placed.sort_unstable();
    prop_assert_eq!(placed, all);
    Ok(())
}

/// No page is over-full, and nothing on it overlaps.
fn check_heights(list: &VList, material: &Material, plan: &Plan) -> Result<(), TestCaseError> {
    for planned in &plan.pages {
        let page = material.fill(&planned.start, &planned.end);
        let mut depth = 0.0;
        for p in &page.placed {
            match p {
                Placed::Box(index, y) => {
                    prop_assert!(y.0 >= depth - 0.02, "overlap at {} of {:?}", y.0, page.placed);
                    let Some(VItem::Box(vbox) | VItem::Float(vbox)) = list.items.get(*index) else { continue };
                    depth = y.0 + vbox.height.0;
                }
                Placed::Close(_, y) => depth = y.0,
                Placed::Space(..) | Placed::Open(..) | Placed::Reopen(..) | Placed::Mark(..) => {}
            }
        }
        let notes = if page.notes.height.0 > 0.0 && depth > 0.0 {
            page.notes.height.0 + material.page.note_gap.0
        } else {
            page.notes.height.0
        };
        prop_assert!(depth + notes <= material.page.height.0 + 0.02, "{} + {} in {:?}", depth, notes, planned);
    }
    Ok(())
}

/// Every note whole, in order, its first line on the page of its call.
fn check_notes(list: &VList, material: &Material, plan: &Plan) -> Result<(), TestCaseError> {
    let mut called: BTreeMap<NoteId, usize> = BTreeMap::new();
    let mut begun: BTreeMap<NoteId, usize> = BTreeMap::new();
    let mut next: BTreeMap<NoteId, usize> = BTreeMap::new();
    for (number, planned) in plan.pages.iter().enumerate() {
        let page = material.fill(&planned.start, &planned.end);
        for p in &page.placed {
            if let Placed::Box(index, _) = p
                && let Some(VItem::Box(vbox)) = list.items.get(*index)
            {
                called.extend(vbox.notes.iter().map(|note| (*note, number)));
            }
        }
        for piece in &page.notes.pieces {
            prop_assert_eq!(piece.from, next.get(&piece.note).copied().unwrap_or(0));
            next.insert(piece.note, piece.to);
            begun.entry(piece.note).or_insert(number);
        }
    }
    prop_assert_eq!(called, begun);
    for (note, lines) in &list.notes {
        prop_assert_eq!(next.get(note).copied(), Some(lines.len()));
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(192))]

    #[test]
    fn pages_hold_everything_once_and_keep_the_rules(parts in parts(), recto in any::<bool>()) {
        let list = list(&parts);
        let material = Material::new(&list, room(PAGE));
        let best = optimal(&material, recto);
        let (greedy, _) = first_fit(&material, recto);
        check_boxes(&list, &material, &best)?;
        check_heights(&list, &material, &best)?;
        check_notes(&list, &material, &best)?;
        check_boxes(&list, &material, &greedy)?;
        check_notes(&list, &material, &greedy)?;
        prop_assert!(best.cost <= greedy.cost + 1e-6, "{} > {}", best.cost, greedy.cost);
    }

    #[test]
    fn the_cheapest_states_of_a_place_are_enough(parts in parts(), recto in any::<bool>()) {
        let list = list(&parts);
        let material = Material::new(&list, room(PAGE));
        let all = Limits { states: usize::MAX, behind: f64::INFINITY };
        let (best, _) = choose(&material, recto, all);
        let found = optimal(&material, recto);
        prop_assert!((found.cost - best.cost).abs() < 1e-6, "{} in place of {}", found.cost, best.cost);
    }

    #[test]
    fn a_page_ends_where_it_is_forbidden_only_when_nothing_else_is_left(parts in parts()) {
        let list = list(&parts);
        let material = Material::new(&list, room(PAGE));
        for planned in optimal(&material, true).pages {
            // Nothing in these lists is both inseparable and longer than a page.
            prop_assert!(!matches!(list.items.get(planned.end.end), Some(VItem::Break(Break::Forbidden))));
        }
    }
}
