//! What is set by itself, and how often.

use super::super::composition::Composition;
use super::super::context::Context;
use super::super::divide::divide;
use super::super::page_geometry;
use super::super::sheets::{places, sheets};
use super::super::vlist::{Break, Glue, VItem, VList};
use super::documents::{Plan, Writer, calling, lay_out, options, plans, square_theme, words};
use super::{line, room};
use crate::cases::cases;
use crate::document::Book;
use crate::layout::flow::NotePlacement;
use crate::layout::flow::paginate::breaking::optimal;
use crate::layout::flow::paginate::material::Material;
use crate::layout::fonts::testing::square;
use crate::layout::page::{ItemKind, Tag};
use crate::layout::units::Pt;
use crate::resolve::Assets;
use proptest::prelude::*;
use std::sync::Arc;

/// Everything of a layout that can be told apart.
fn said(book: &Book, placement: NotePlacement) -> (String, String) {
    let (pages, diagnostics) = lay_out(book, placement);
    (pages.dump(), format!("{diagnostics:?}"))
}

proptest! {
    #![proptest_config(cases(12))]

    /// The order in which cores finish changes nothing.
    #[test]
    fn one_core_and_several_give_the_same_pages(plans in plans()) {
        let (book, ..) = Writer::write(&plans).book();
        let on = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
            pool.install(|| said(&book, NotePlacement::Foot))
        };
        prop_assert_eq!(on(1), on(3));
    }
}

#[test]
fn only_galleys_that_say_other_pages_are_set_again() {
    let section = |_| [Plan::Heading(1, words(2)), Plan::Paragraph(calling(90, &[9]))];
    let (book, ..) = Writer::write(&(0..9).flat_map(section).collect::<Vec<_>>()).book();
    let (theme, fonts, assets, options) = (square_theme(), square(), Assets::default(), options(NotePlacement::Foot));
    let context = Context::new(&book, &assets, &theme, &fonts, &options, Pt::ZERO);
    let mut composition = Composition::new(&context);
    let galleys: usize = composition.parts.iter().map(|part| part.galleys.len()).sum();
    assert_eq!(galleys, 1 + divide(&book, false).0[0].sections.len() + 1, "opening, sections, colophon");
    let before: Vec<_> = composition.parts[0].galleys.iter().map(|galley| galley.elements.clone()).collect();
    let list = sheets(&mut composition.parts, page_geometry(&theme, &context.geometry));
    let found = Arc::new(places(&list, &composition.parts));
    assert!(composition.update(&found, true), "the contents are in the opening and say 00");
    let after: Vec<_> = composition.parts[0].galleys.iter().map(|galley| galley.elements.clone()).collect();
    let changed: Vec<bool> = before.iter().zip(&after).map(|(a, b)| a != b).collect();
    assert_eq!(changed.iter().filter(|changed| **changed).count(), 1, "{changed:?}");
    assert!(changed[0] && composition.parts[0].planned.is_none(), "its pages are chosen anew");
    let list = sheets(&mut composition.parts, page_geometry(&theme, &context.geometry));
    let found = Arc::new(places(&list, &composition.parts));
    assert!(!composition.update(&found, false) && composition.parts[0].planned.is_some(), "nothing is set again");
}

#[test]
fn galleys_join_as_if_they_were_one_list() {
    let part = |lines: usize, goes_on: bool, before: Break| {
        let mut list = VList { goes_on, ..VList::default() };
        list.push_glue(Glue::gap(Pt(15.0)));
        list.push_break(before);
        for _ in 0..lines {
            list.push_box(line());
            list.push_break(Break::Cost(0.0));
        }
        list.push_glue(Glue::gap(Pt(10.0)));
        list
    };
    let offsets = super::super::galley::Offsets { outside: 0, elements: 0, paragraphs: 0 };
    let mut list = VList::default();
    assert_eq!(list.join(part(3, false, Break::Cost(5.0)), offsets), 7, "nothing before the first line");
    list.join(part(3, true, Break::Forbidden), offsets);
    let material = Material::new(&list, room(4));
    let plan = optimal(&material, true);
    // No page ends between the two, however the breaks on both sides were written.
    let ends: Vec<usize> = super::counts(&material, &plan)
        .iter()
        .scan(0, |sum, n| {
            *sum += n;
            Some(*sum)
        })
        .collect();
    assert!(ends.last() == Some(&6) && !ends.contains(&3), "{ends:?}");
    let breaks = list.items.iter().filter(|item| matches!(item, VItem::Break(Break::Forbidden)));
    assert_eq!(breaks.count(), 2);
}

#[test]
fn what_a_galley_says_belongs_to_its_own_elements() {
    let section = |_| [Plan::Heading(1, words(2)), Plan::Paragraph(calling(40, &[9]))];
    let (book, ..) = Writer::write(&(0..5).flat_map(section).collect::<Vec<_>>()).book();
    for placement in [NotePlacement::Foot, NotePlacement::End, NotePlacement::Margin] {
        let (pages, _) = lay_out(&book, placement);
        for item in pages.pages.iter().flat_map(|page| page.leaves()) {
            let (Tag::Content(id), ItemKind::Glyphs(_)) = (item.tag, &item.kind) else { continue };
            assert!(id.0 > 0 && (id.0 as usize) < pages.structure.len(), "{id:?} is no element");
        }
        for (index, element) in pages.structure.iter().enumerate().skip(1) {
            assert!(
                element.parent.is_some_and(|parent| (parent.0 as usize) < index),
                "{index} comes before its parent"
            );
        }
    }
}
