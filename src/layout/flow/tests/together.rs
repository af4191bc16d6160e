//! What stays together on a page.

use super::super::options::NotePlacement;
use super::super::paginate::breaking::optimal;
use super::super::paginate::material::Material;
use super::documents::{Plan, Writer, lay_out, words};
use super::guarantees::tokens;
use super::{Sketch, describe, room};
use crate::layout::page::{Item, ItemKind, Page, Pages, Role, Tag};

/// The text of a page's body.
fn said(page: &Page) -> String {
    let body = page.leaves().filter(|item| matches!(item.tag, Tag::Content(_)));
    body.filter_map(|item| if let ItemKind::Glyphs(run) = &item.kind { Some(run.text.as_str()) } else { None })
        .collect()
}

/// The page that a token is on.
fn page_of(pages: &Pages, token: usize) -> usize {
    pages.pages.iter().position(|page| tokens(&said(page)).contains(&token)).expect("on a page")
}

/// So many paragraphs of a line, then blocks, then a page of text.
fn after_lines(before: usize, blocks: Vec<Plan>) -> (Pages, Vec<usize>) {
    let lines = (0..before).map(|_| Plan::Paragraph(words(3)));
    let plans: Vec<Plan> = lines.chain(blocks).chain((0..6).map(|_| Plan::Paragraph(words(30)))).collect();
    let (book, body, _) = Writer::write(&plans).book();
    (lay_out(&book, NotePlacement::Foot).0, body)
}

#[test]
fn a_list_item_stays_with_the_list_that_it_introduces() {
    for before in 20..40 {
        let item = |count| vec![Plan::Paragraph(words(count))];
        let children = Plan::List(0, true, vec![item(12), item(12)]);
        let list = Plan::List(0, true, vec![vec![Plan::Paragraph(words(2)), children], item(3)]);
        let (pages, body) = after_lines(before, vec![list]);
        let (parent, child) = (body[before * 3], body[before * 3 + 2]);
        assert_eq!(page_of(&pages, parent), page_of(&pages, child), "{before} lines before");
    }
}

/// Where a rule of a fifth of the measure is on a page.
fn rule(page: &Page) -> Option<f64> {
    page.items.iter().find_map(|item| match item.kind {
        ItemKind::Stroke { from, to, .. } if ((to.x - from.x).0 - 64.0).abs() < 0.01 => Some(from.y.0),
        _ => None,
    })
}

#[test]
fn a_rule_neither_ends_a_page_nor_begins_one() {
    for before in 20..40 {
        let (pages, _) = after_lines(before, vec![Plan::Rule]);
        let (page, y) = pages.pages.iter().find_map(|page| Some((page, rule(page)?))).expect("a rule");
        let text = |item: &&Item| matches!((item.tag, &item.kind), (Tag::Content(_), ItemKind::Glyphs(_)));
        let lines: Vec<f64> = page
            .leaves()
            .filter(text)
            .filter_map(|item| if let ItemKind::Glyphs(run) = &item.kind { Some(run.origin.y.0) } else { None })
            .collect();
        assert!(lines.iter().any(|line| *line < y), "{before} lines before: at the head");
        assert!(lines.iter().any(|line| *line > y), "{before} lines before: at the foot");
    }
}

#[test]
fn a_callout_of_six_lines_stays_whole() {
    for before in 10..40 {
        // Four words of 50 points a line of 296.
        let (pages, body) = after_lines(before, vec![Plan::Callout(0, vec![Plan::Paragraph(words(24))])]);
        let of = |word: usize| page_of(&pages, body[before * 3 + word]);
        assert_eq!(of(0), of(23), "{before} lines before");
    }
}

#[test]
fn a_longer_callout_is_split_rather_than_that_the_page_is_short() {
    let (pages, body) = after_lines(20, vec![Plan::Callout(0, vec![Plan::Paragraph(words(60))])]);
    assert_ne!(page_of(&pages, body[60]), page_of(&pages, body[119]));
}

#[test]
fn figures_put_off_come_before_what_ends_the_text() {
    // The figure does not fit below eight lines; the two lines that follow do, the colophon waits.
    let list = Sketch::default().lines(6).float(60.0).lines(2).end_matter().list;
    let material = Material::new(&list, room(10));
    assert_eq!(describe(&material, &optimal(&material, true)), ["b0 b1 b2 b3 b4 b5 b6 b7", "f0 b7"]);
    // Two pages of figures, then what ends the text.
    let list = Sketch::default().lines(6).float(60.0).float(90.0).lines(2).end_matter().list;
    let material = Material::new(&list, room(10));
    let pages = describe(&material, &optimal(&material, true));
    assert_eq!(pages.last().map(String::as_str), Some("b0"), "{pages:?}");
}

/// Left edges of the entries of the contents on a page, from above.
fn entries(pages: &Pages, page: &Page) -> Vec<f64> {
    let of_contents = |item: &Item| {
        let Tag::Content(mut id) = item.tag else { return false };
        loop {
            let Some(element) = pages.structure.get(id.0 as usize) else { return false };
            match (element.role, element.parent) {
                (Role::TocItem, _) => return true,
                (_, Some(parent)) => id = parent,
                (_, None) => return false,
            }
        }
    };
    let mut lines: Vec<(f64, f64)> = Vec::new();
    for item in page.leaves().filter(|item| of_contents(item)) {
        let ItemKind::Glyphs(run) = &item.kind else { continue };
        match lines.iter_mut().find(|(y, _)| (*y - run.origin.y.0).abs() < 0.1) {
            Some((_, left)) => *left = left.min(run.origin.x.0),
            None => lines.push((run.origin.y.0, run.origin.x.0)),
        }
    }
    lines.into_iter().map(|(_, left)| left).collect()
}

#[test]
fn a_heading_in_the_contents_stays_with_the_first_below_it() {
    for alone in 10..40 {
        let section = |level| [Plan::Heading(level, words(1)), Plan::Paragraph(words(4))];
        let first = (0..alone).flat_map(|_| section(1));
        let rest = (0..12).flat_map(|_| section(1).into_iter().chain(section(2)).chain(section(2)));
        let (book, _, _) = Writer::write(&first.chain(rest).collect::<Vec<_>>()).book();
        let (pages, _) = lay_out(&book, NotePlacement::Foot);
        let found: Vec<Vec<f64>> = pages.pages.iter().map(|page| entries(&pages, page)).collect();
        for pair in found.windows(2).filter(|pair| pair.iter().all(|page| !page.is_empty())) {
            let (last, first) = (pair[0][pair[0].len() - 1], pair[1][0]);
            assert!(first <= last, "{alone}: an entry ends a page, what is below it begins the next");
        }
    }
}
