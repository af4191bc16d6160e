//! What holds of every document, wherever its notes are.

use super::super::composition::Composition;
use super::super::context::Context;
use super::super::geometry::{Geometry, gutter};
use super::super::options::NotePlacement;
use super::super::page_geometry;
use super::super::paginate::breaking::{first_fit, optimal};
use super::super::paginate::footnotes::Relaxation;
use super::super::paginate::material::Material;
use super::documents::{Plan, Words, Writer, calling, lay_out, options, plans, square_theme, words};
use crate::cases::cases;
use crate::diagnostics::{Code, Diagnostics};
use crate::document::{Book, NodeId};
use crate::layout::fonts::testing::square;
use crate::layout::page::{Item, ItemKind, LinkAction, Page, Pages, Role, StructId, Tag, turned};
use crate::layout::units::{Point, Pt, Rect, Size};
use crate::resolve::Assets;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// A letter with its note's number: the most that no line can be broken within.
const UNBREAKABLE: usize = 4;

const PLACEMENTS: [NotePlacement; 3] = [NotePlacement::Foot, NotePlacement::End, NotePlacement::Margin];

/// The numbers of the tokens in a text, in order.
pub fn tokens(text: &str) -> Vec<usize> {
    let joined: String = text.chars().filter(|c| !c.is_whitespace() && *c != '\u{ad}').collect();
    joined.match_indices('T').filter_map(|(at, _)| joined.get(at + 1..at + 5)?.parse().ok()).collect()
}

/// The element of a role that an element is or is in.
fn within(pages: &Pages, mut id: StructId, role: Role) -> Option<NodeId> {
    loop {
        let element = pages.structure.get(id.0 as usize)?;
        if element.role == role {
            return element.node;
        }
        id = element.parent?;
    }
}

/// All text of each element, in the order of the pages; then by element, which is reading order.
fn text_by_element(pages: &Pages) -> BTreeMap<StructId, String> {
    let mut texts: BTreeMap<StructId, String> = BTreeMap::new();
    for item in pages.pages.iter().flat_map(|page| page.leaves()) {
        if let (Tag::Content(id), ItemKind::Glyphs(run)) = (item.tag, &item.kind) {
            let text = texts.entry(id).or_default();
            text.push_str(&run.text);
        }
    }
    // What is in the contents is in the text too.
    texts.retain(|id, _| within_toc(pages, *id).is_none());
    texts
}

fn within_toc(pages: &Pages, mut id: StructId) -> Option<StructId> {
    loop {
        let element = pages.structure.get(id.0 as usize)?;
        if element.role == Role::Toc {
            return Some(id);
        }
        id = element.parent?;
    }
}

fn check_text(book: &Book, body: &[usize], notes: &[Vec<usize>], pages: &Pages) -> Result<(), TestCaseError> {
    let mut found_body = Vec::new();
    let mut found_notes: BTreeMap<NodeId, Vec<usize>> = BTreeMap::new();
    for (id, text) in text_by_element(pages) {
        match within(pages, id, Role::Note) {
            Some(note) => found_notes.entry(note).or_default().extend(tokens(&text)),
            None => found_body.extend(tokens(&text)),
        }
    }
    prop_assert_eq!(found_body, body);
    for (note, expected) in book.notes.iter().zip(notes) {
        prop_assert_eq!(found_notes.get(&note.id).cloned().unwrap_or_default(), expected.clone());
    }
    Ok(())
}

fn cannot_break(text: &str) -> bool {
    text.chars().filter(|c| !c.is_whitespace()).count() <= UNBREAKABLE
}

/// The items of a page, with the origin of those that are turned.
fn placed(page: &Page) -> Vec<(&Item, Option<Point>)> {
    let mut all = Vec::new();
    for item in &page.items {
        match &item.kind {
            ItemKind::Turned { origin, items } => all.extend(items.iter().map(|item| (item, Some(*origin)))),
            _ => all.push((item, None)),
        }
    }
    all
}

/// Every line within the text area or the column beside it. A column of a table may be narrower than a letter, which a
/// diagnostic tells: then that letter sticks out, and nothing else.
fn check_measure(pages: &Pages, geometry: &Geometry, diagnostics: &Diagnostics) -> Result<(), TestCaseError> {
    let told = diagnostics.iter().any(|d| d.code == Code::Overfull);
    for line in &pages.quality {
        prop_assert!(line.overfull.0 <= 0.01 || (told && cannot_break(&line.text)), "{line:?}");
    }
    for (index, page) in pages.pages.iter().enumerate() {
        let origin = geometry.origin(index);
        let (left, right) = (origin.x.0, (origin.x + geometry.area.width).0);
        let (top, bottom) = (origin.y.0, (origin.y + geometry.area.height).0);
        let column = geometry.aside.map(|aside| {
            let start = (origin.x + geometry.aside_left(index)).0;
            (start, start + aside.width.0)
        });
        for (item, origin) in placed(page) {
            let (Tag::Content(id), ItemKind::Glyphs(run)) = (item.tag, &item.kind) else { continue };
            let advance: Pt = run.glyphs.iter().map(|glyph| glyph.advance()).sum();
            // From the baseline to the end of the run: of a turned one, from its lower left corner.
            let rect = Rect { origin: run.origin, size: Size { width: advance, height: Pt::ZERO } };
            let rect = origin.map_or(rect, |origin| turned(origin, rect));
            let (start, end) = (rect.origin.x.0, (rect.origin.x + rect.size.width).0);
            if told && cannot_break(&run.text) && within(pages, id, Role::Table).is_some() {
                continue;
            }
            let note = within(pages, id, Role::Note).is_some();
            // The number of a note may stick out to the left.
            let out = if note { 3.0 * run.size.0 } else { 0.05 };
            let beside = column.is_some_and(|(from, to)| note && start >= from - 0.05 && end <= to + 0.05);
            prop_assert!(beside || (start >= left - out && end <= right + 0.05), "{:?} {start}-{end}", run.text);
            let (from, to) = (rect.origin.y.0, (rect.origin.y + rect.size.height).0);
            prop_assert!(from > top - 0.05 && to < bottom + 0.05, "{:?} at {from} of {top}-{bottom}", run.text);
        }
    }
    Ok(())
}

/// Every note begins on the page of its call.
fn check_calls(pages: &Pages) -> Result<(), TestCaseError> {
    let page_of: BTreeMap<NodeId, usize> = pages.destinations.iter().map(|d| (d.node, d.page)).collect();
    for (number, page) in pages.pages.iter().enumerate() {
        for Item { tag, kind } in page.leaves() {
            if let (Tag::Content(id), ItemKind::Link { target: LinkAction::Node(note), .. }) = (tag, kind)
                && within(pages, *id, Role::Reference).is_some()
            {
                prop_assert_eq!(page_of.get(note), Some(&number), "note @{}", note.0);
            }
        }
    }
    Ok(())
}

/// The contents tell the truth, or a diagnostic says that they may not.
fn check_contents(pages: &Pages, diagnostics: &Diagnostics) -> Result<(), TestCaseError> {
    if diagnostics.iter().any(|d| d.code == Code::LayoutUnsettled) {
        return Ok(());
    }
    let mut said: BTreeMap<StructId, (String, Option<NodeId>)> = BTreeMap::new();
    for item in pages.pages.iter().flat_map(|page| page.leaves()) {
        let Tag::Content(id) = item.tag else { continue };
        if within_toc(pages, id).is_none() {
            continue;
        }
        match &item.kind {
            ItemKind::Glyphs(run) => said.entry(id).or_default().0.push_str(&run.text),
            ItemKind::Link { target: LinkAction::Node(node), .. } => said.entry(id).or_default().1 = Some(*node),
            _ => {}
        }
    }
    for (text, node) in said.values() {
        let Some(place) = node.and_then(|node| pages.destinations.iter().find(|d| d.node == node)) else { continue };
        let number = pages.pages[place.page].label.to_string();
        prop_assert!(text.trim_end().ends_with(&number), "{text:?} is on {number}");
    }
    Ok(())
}

/// No worse than first-fit by the same cost; nothing on a page overlaps.
fn check_breaks(book: &Book, notes: NotePlacement) -> Result<(), TestCaseError> {
    let (theme, fonts, assets, options) = (square_theme(), square(), Assets::default(), options(notes));
    let geometry = Geometry::new(&theme, &options, Pt::ZERO);
    let context = Context::new(book, &assets, &theme, &fonts, &options, Pt::ZERO);
    let mut composition = Composition::new(&context);
    // In a column narrower than a letter a row may be higher than any page.
    let narrow = composition.diagnostics().iter().any(|d| d.code == Code::Overfull);
    for part in &composition.parts {
        let material = Material::new(&part.list, page_geometry(&theme, &geometry));
        let best = optimal(&material, true);
        let (greedy, _) = first_fit(&material, true);
        prop_assert!(best.cost <= greedy.cost + 1e-6, "{} > {}", best.cost, greedy.cost);
        for planned in &best.pages {
            prop_assert!(
                narrow || planned.end.relaxation < Relaxation::Desperate,
                "nothing here is higher than a page"
            );
            let mut free = 0.0;
            for (note, y) in material.fill(&planned.start, &planned.end).asides {
                prop_assert!(y.0 >= free - 0.01, "notes overlap at {}", y.0);
                free = y.0 + part.list.asides[&note].height.0;
                prop_assert!(free <= geometry.area.height.0 + 0.01, "a note passes the foot");
            }
        }
    }
    Ok(())
}

fn check(plans: &[Plan]) -> Result<(), TestCaseError> {
    let (book, body, notes) = Writer::write(plans).book();
    for placement in PLACEMENTS {
        let (pages, diagnostics) = lay_out(&book, placement);
        if let Some(folder) = std::env::var_os("OFFPRINT_FAILED_PAGES") {
            // The last pages written are those that the shrunk case failed on.
            let file = std::path::Path::new(&folder).join(format!("{placement:?}.txt"));
            std::fs::write(file, pages.dump()).expect("written");
        }
        check_text(&book, &body, &notes, &pages)?;
        let geometry = Geometry::new(&square_theme(), &options(placement), gutter(pages.pages.len()));
        check_measure(&pages, &geometry, &diagnostics)?;
        if placement != NotePlacement::End {
            check_calls(&pages)?;
        }
        check_contents(&pages, &diagnostics)?;
        check_breaks(&book, placement)?;
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn every_document_is_set_whole_and_by_the_rules(plans in plans()) {
        check(&plans)?;
    }
}

/// Wherever on a page a note is called from, it begins there and all rules hold: lines before it push the call, line by
/// line, past the foot of the page.
fn everywhere(place: impl Fn(Words) -> Plan) {
    for before in 20..36 {
        for notes in [vec![20], vec![3, 30, 3], vec![120]] {
            let lines = (0..before).map(|_| Plan::Paragraph(words(3)));
            let after = (0..4).map(|_| Plan::Paragraph(words(30)));
            let plans: Vec<Plan> = lines.chain([place(calling(4, &notes))]).chain(after).collect();
            if let Err(error) = check(&plans) {
                panic!("{before} lines before notes of {notes:?} words: {error}");
            }
        }
    }
}

#[test]
fn notes_of_a_paragraph_begin_on_its_page() {
    everywhere(Plan::Paragraph);
}

#[test]
fn notes_of_a_heading_begin_on_its_page() {
    everywhere(|words| Plan::Heading(2, words));
}

#[test]
fn notes_of_a_list_item_begin_on_its_page() {
    everywhere(|called| {
        let item = |words| vec![Plan::Paragraph(words)];
        Plan::List(0, true, vec![item(words(8)), item(called), item(words(8))])
    });
}

#[test]
fn notes_of_a_callout_begin_on_its_page() {
    everywhere(|called| Plan::Callout(0, vec![Plan::Paragraph(words(20)), Plan::Paragraph(called)]));
}

#[test]
fn notes_of_a_cell_begin_on_the_page_of_its_row() {
    everywhere(|called| {
        Plan::Table(vec![
            vec![words(1), words(1)],
            vec![words(2), words(9)],
            vec![words(2), called],
            vec![words(2), words(2)],
        ])
    });
}

#[test]
fn notes_of_a_tables_head_begin_on_its_first_page() {
    everywhere(|called| {
        let row = || vec![words(2), words(9)];
        Plan::Table(vec![vec![words(1), called], row(), row(), row()])
    });
}

#[test]
fn notes_of_a_caption_begin_on_the_page_of_the_figure() {
    everywhere(|called| Plan::Figure(0, Some(called), vec![]));
}

#[test]
fn notes_of_text_beside_an_image_begin_on_its_page() {
    everywhere(|called| Plan::Figure(2, None, vec![Plan::Paragraph(called)]));
}

#[test]
fn notes_within_notes_begin_on_the_page_of_the_note_that_calls_them() {
    everywhere(|called| {
        let outer = vec![Plan::Paragraph(called)];
        Plan::Paragraph(Words { count: 9, notes: vec![outer] })
    });
}

#[test]
fn notes_with_other_blocks_than_text_begin_on_the_page_of_their_call() {
    everywhere(|called| {
        let body = vec![
            Plan::Paragraph(words(5)),
            Plan::Code(vec![3; 6]),
            Plan::Callout(1, vec![Plan::Paragraph(called)]),
            Plan::Table(vec![vec![words(1), words(1)]; 3]),
        ];
        Plan::Paragraph(Words { count: 9, notes: vec![body] })
    });
}

/// A figure at the left with a caption of so many words.
fn at_the_left(caption: usize) -> Plan {
    Plan::Figure(2, Some(words(caption)), vec![])
}

#[test]
fn an_image_beside_text_moves_to_the_next_page_whole() {
    for before in 1..90 {
        let small = Plan::Small(vec![Plan::Paragraph(words(before)), at_the_left(13), Plan::Paragraph(words(5))]);
        check(&[Plan::List(0, false, vec![vec![small]])]).expect("in small text");
        let item = vec![at_the_left(19), Plan::Paragraph(words(43))];
        let definitions = vec![
            (words(1), vec![Plan::Small(vec![Plan::Paragraph(words(before))])]),
            (words(1), vec![Plan::List(0, false, vec![item])]),
        ];
        check(&[Plan::Definitions(definitions)]).expect("in a list of a definition");
    }
}

#[test]
fn an_image_stands_above_text_that_has_no_room_beside_it() {
    let inner = Plan::Quote(1, vec![at_the_left(17)], false);
    check(&[Plan::Figure(2, None, vec![Plan::Definitions(vec![(words(1), vec![inner])])])]).expect("set");
}

#[test]
fn a_colophon_never_stands_alone() {
    for before in 20..110 {
        let plans: Vec<Plan> = (0..before).map(|_| Plan::Paragraph(words(3))).collect();
        let (book, _, _) = Writer::write(&plans).book();
        let (pages, _) = lay_out(&book, NotePlacement::Foot);
        let last = pages.pages.last().expect("a page");
        let said: String = last
            .leaves()
            .filter_map(|item| match &item.kind {
                ItemKind::Glyphs(run) => Some(run.text.as_str()),
                _ => None,
            })
            .collect();
        assert!(said.contains("Made") && !tokens(&said).is_empty(), "{before} lines: {said}");
    }
}

/// A table of so many columns, each with a word that is as wide as its number of tokens, without a space.
fn wide(columns: usize, rows: usize) -> Plan {
    Plan::Table(vec![vec![words(1); columns]; rows])
}

#[test]
fn a_table_that_the_upright_page_is_too_narrow_for_is_turned_on_a_page_of_its_own() {
    // A word is 5 × 8.8 points wide, 35.2 in the smallest type; with gaps of 10 eight columns take 352 of 320, and 448
    // are had when the page is turned.
    let plans = [Plan::Paragraph(words(60)), wide(8, 5), Plan::Paragraph(words(400))];
    let (book, _, _) = Writer::write(&plans).book();
    let (pages, diagnostics) = lay_out(&book, NotePlacement::Foot);
    assert!(diagnostics.iter().all(|d| d.code != Code::Overfull));
    let is_turned = |page: &Page| page.items.iter().any(|item| matches!(item.kind, ItemKind::Turned { .. }));
    let with: Vec<usize> = (0..pages.pages.len()).filter(|index| is_turned(&pages.pages[*index])).collect();
    assert_eq!(with, [1], "after the page of its place, on which the text goes on");
    let alone = pages.pages[1].items.iter().filter(|item| matches!(item.tag, Tag::Content(_)));
    assert_eq!(alone.count(), 0, "nothing else on its page");
    let first = pages.pages[0].leaves().filter(|item| matches!(item.kind, ItemKind::Glyphs(_))).count();
    assert!(first > 60, "the first page is full: {first} words");
}

#[test]
fn a_turned_table_longer_than_a_page_goes_on_with_its_head() {
    // 320 points deep: a head and rows of a line each, 11.5 + 6 high: seventeen rows a page.
    let (book, body, notes) = Writer::write(&[wide(8, 31)]).book();
    let (pages, _) = lay_out(&book, NotePlacement::Foot);
    let items = |page: &Page| -> usize {
        let lines = page.leaves().filter(|item| matches!(item.tag, Tag::Content(_)));
        lines.filter(|item| matches!(item.kind, ItemKind::Glyphs(_))).count()
    };
    let turned: Vec<usize> = pages.pages.iter().skip(1).map(items).collect();
    assert_eq!(turned[..2], [18 * 8, 13 * 8], "the head is read once");
    assert_eq!(turned.len(), 3, "the colophon comes after the table");
    check_text(&book, &body, &notes, &pages).expect("whole");
}

#[test]
fn tables_keep_their_order_though_one_is_turned() {
    let plans = [Plan::Paragraph(words(60)), wide(8, 5), Plan::Table(vec![vec![words(1); 2]; 4])];
    let (book, body, _) = Writer::write(&plans).book();
    let (pages, _) = lay_out(&book, NotePlacement::Foot);
    let text = |page: &Page| -> String {
        let glyphs = |item: &Item| if let ItemKind::Glyphs(run) = &item.kind { Some(run.text.clone()) } else { None };
        page.leaves().filter_map(glyphs).collect()
    };
    let found: Vec<usize> = pages.pages.iter().flat_map(|page| tokens(&text(page))).collect();
    assert_eq!(found, body);
}

#[test]
fn notes_of_a_turned_table_stand_on_its_page() {
    let mut rows = vec![vec![words(1); 8]; 6];
    rows[3][2] = calling(1, &[12]);
    let plans = [Plan::Paragraph(words(9)), Plan::Table(rows), Plan::Paragraph(words(300))];
    check(&plans).expect("notes of a turned table");
}

#[test]
fn no_row_stands_alone_on_a_page() {
    for before in 20..37 {
        let row = || vec![words(2), words(2)];
        let plans: Vec<Plan> =
            (0..before).map(|_| Plan::Paragraph(words(3))).chain([Plan::Table(vec![row(); 6])]).collect();
        let (book, _, _) = Writer::write(&plans).book();
        let (pages, _) = lay_out(&book, NotePlacement::Foot);
        for page in &pages.pages {
            let rows: BTreeSet<StructId> = page
                .leaves()
                .filter_map(|item| match item.tag {
                    Tag::Content(id) if within_row(&pages, id) => pages.structure[id.0 as usize].parent,
                    _ => None,
                })
                .collect();
            assert_ne!(rows.len(), 1, "{before} lines before");
        }
    }
}

fn within_row(pages: &Pages, id: StructId) -> bool {
    role_of(pages, id) == Some(Role::TableCell)
}

#[test]
fn a_head_higher_than_a_page_goes_on_overleaf() {
    let row = || vec![words(1); 4];
    let head = vec![words(7), calling(1, &[1]), calling(2, &[1, 1]), words(1)];
    let table = Plan::Table(vec![head, row(), row(), row()]);
    let narrow = Plan::Quote(1, vec![table], true);
    check(&[Plan::Figure(2, None, vec![Plan::Small(vec![narrow])])]).expect("in a column narrower than its words");
    check(&[Plan::Table(vec![vec![words(90), calling(90, &[3; 9])], vec![words(2), words(9)]])]).expect("upright");
}

#[test]
fn a_table_whose_head_would_fill_a_turned_page_is_not_turned() {
    let plans = [Plan::Table(vec![vec![words(25); 8], vec![words(1); 8]])];
    check(&plans).expect("set");
    let (book, _, _) = Writer::write(&plans).book();
    let (pages, _) = lay_out(&book, NotePlacement::Foot);
    assert!(pages.pages.iter().flat_map(|page| &page.items).all(|i| !matches!(i.kind, ItemKind::Turned { .. })));
}

#[test]
fn no_page_ends_beside_an_image_that_it_would_cut() {
    // Headings, a label and the lines beside an image are longer than a page together with their notes: the page ends
    // before the image, not beside it.
    for before in 0..24 {
        let lines = (0..before).map(|_| Plan::Paragraph(words(3)));
        let text = calling(80, &[33, 14]);
        let inner = vec![Plan::Figure(3, Some(words(19)), vec![]), Plan::Paragraph(text), Plan::Paragraph(words(8))];
        let beside = vec![Plan::Heading(1, words(4)), Plan::Heading(1, calling(5, &[20, 24])), Plan::Callout(1, inner)];
        let plans: Vec<Plan> = lines.chain([Plan::Figure(3, Some(calling(6, &[3])), beside)]).collect();
        if let Err(error) = check(&plans) {
            panic!("{before} lines before: {error}");
        }
    }
}

#[test]
fn a_short_listing_is_split_only_where_the_page_would_be_very_short() {
    for before in 0..40 {
        let lines = (0..before).map(|_| Plan::Paragraph(words(3)));
        let plans: Vec<Plan> = lines.chain([Plan::Code(vec![1; 8]), Plan::Paragraph(words(90))]).collect();
        let (book, _, _) = Writer::write(&plans).book();
        let (pages, _) = lay_out(&book, NotePlacement::Foot);
        let listed = |page: &Page| {
            let in_code =
                |item: &&Item| matches!(item.tag, Tag::Content(id) if role_of(&pages, id) == Some(Role::Code));
            page.leaves().filter(in_code).filter(|item| matches!(item.kind, ItemKind::Glyphs(_))).count()
        };
        let parts: Vec<usize> = pages.pages.iter().map(listed).filter(|lines| *lines > 0).collect();
        assert!(parts == [8] || parts[0] > 2, "{before} lines before: {parts:?}");
    }
}

fn role_of(pages: &Pages, id: StructId) -> Option<Role> {
    pages.structure.get(id.0 as usize).map(|element| element.role)
}
