//! Tables: cells over several rows and columns, rows that go on overleaf, numbers, and tables too wide for a page.

use super::super::options::NotePlacement;
use super::documents::{Plan, Writer, calling, lay_out, token, words};
use super::guarantees::tokens;
use crate::diagnostics::{Code, Diagnostics};
use crate::document::{
    Alignment, Block, BlockKind, Book, Extent, Inline, InlineKind, NodeId, Table, TableCell, TableRow,
};
use crate::layout::page::{Item, ItemKind, Page, Pages, Tag};
use crate::source::Span;

fn pages_of(plans: &[Plan]) -> (Pages, Diagnostics) {
    lay_out(&Writer::write(plans).book().0, NotePlacement::Foot)
}

/// Text of a page with its left edge, its right edge and its baseline; decoration too if asked for.
fn runs(page: &Page, decoration: bool) -> Vec<(String, f64, f64, f64)> {
    let shown = |item: &&Item| decoration || matches!(item.tag, Tag::Content(_));
    let run = |item: &Item| match &item.kind {
        ItemKind::Glyphs(run) => {
            let width: f64 = run.glyphs.iter().map(|glyph| glyph.advance().0).sum();
            Some((run.text.clone(), run.origin.x.0, run.origin.x.0 + width, run.origin.y.0))
        }
        _ => None,
    };
    page.leaves().filter(shown).filter_map(run).collect()
}

/// Left edge, right edge and height of the horizontal rules of a page, from above.
fn rules(page: &Page) -> Vec<(f64, f64, f64)> {
    let rule = |item: &Item| match item.kind {
        ItemKind::Stroke { from, to, .. } => Some((from.x.0, to.x.0, from.y.0)),
        _ => None,
    };
    let mut found: Vec<_> = page.items.iter().filter_map(rule).collect();
    found.sort_by(|a, b| a.2.total_cmp(&b.2));
    found
}

fn at(page: &Page, word: &str) -> (f64, f64, f64) {
    let run = runs(page, false).into_iter().find(|(text, ..)| text.contains(word));
    run.map(|(_, left, right, y)| (left, right, y)).unwrap_or_else(|| panic!("no {word}"))
}

#[test]
fn a_cell_over_rows_is_beside_them_and_no_rule_crosses_it() {
    let rows = vec![vec![words(1); 2], vec![words(3), words(1)], vec![words(1), words(1)], vec![words(1); 2]];
    let (pages, _) = pages_of(&[Plan::Merged(rows, vec![(1, 0, 2, 1)])]);
    // Tokens: two of the head, three of the cell, then one a row.
    let page = &pages.pages[0];
    let (cell, first, second, next) =
        (at(page, &token(3)), at(page, &token(6)), at(page, &token(7)), at(page, &token(8)));
    assert_eq!(cell.2, first.2, "it begins with its first row");
    assert!(second.2 > first.2 && next.2 > second.2);
    let between = rules(page).into_iter().find(|(_, _, y)| *y > first.2 && *y < second.2).expect("a rule");
    assert!(between.0 >= cell.1, "the rule begins beside the cell: {between:?}");
    let below = rules(page).into_iter().find(|(_, _, y)| *y > second.2 && *y < next.2).expect("a rule");
    assert_eq!(below.0, cell.0, "the next one is as wide as the table");
}

#[test]
fn a_cell_over_columns_has_their_width() {
    // Four words of 44 points with three spaces of 8.8 take 202.4; two columns of two words with the gap between are 203.6.
    let rows = vec![vec![words(1); 3], vec![words(4), words(0), words(1)], vec![words(2); 3]];
    let (pages, _) = pages_of(&[Plan::Merged(rows, vec![(1, 0, 1, 2)])]);
    let page = &pages.pages[0];
    let lines: Vec<f64> = (4..8).map(|word| at(page, &token(word)).2).collect();
    assert!(lines.iter().all(|y| *y == lines[0]), "on one line: {lines:?}");
}

#[test]
fn a_row_that_goes_on_overleaf_has_its_space_below_the_head() {
    let (pages, _) = pages_of(&[Plan::Table(vec![vec![words(1), words(1)], vec![words(1), words(400)]])]);
    let gap = |page: &Page| {
        let rule = rules(page)[1].2;
        let lines = runs(page, false).into_iter().map(|(.., y)| y).filter(|y| *y > rule);
        lines.fold(f64::INFINITY, f64::min) - rule
    };
    assert!((gap(&pages.pages[0]) - gap(&pages.pages[1])).abs() < 0.01);
}

#[test]
fn a_repeated_head_calls_no_note_again() {
    let head = vec![words(1), calling(2, &[3])];
    let (pages, _) = pages_of(&[Plan::Table(vec![head, vec![words(1), words(400)]])]);
    let second: Vec<String> = runs(&pages.pages[1], true).into_iter().map(|(text, ..)| text).collect();
    assert!(second.iter().any(|text| text.contains(&token(1))), "the head is repeated: {second:?}");
    assert!(!second.iter().any(|text| text.trim() == "1"), "its note is called once: {second:?}");
}

#[test]
fn notes_of_a_row_are_in_order_wherever_the_row_is() {
    for before in 10..36 {
        let row = vec![calling(40, &[3]), calling(1, &[3])];
        let table = Plan::Table(vec![vec![words(1); 2], vec![words(1); 2], row, vec![words(1), calling(1, &[3])]]);
        let plans: Vec<Plan> = (0..before).map(|_| Plan::Paragraph(words(3))).chain([table]).collect();
        let (book, _, notes) = Writer::write(&plans).book();
        let (pages, _) = lay_out(&book, NotePlacement::Foot);
        let all: Vec<usize> = notes.into_iter().flatten().collect();
        let text: String = pages.pages.iter().flat_map(|page| runs(page, false)).map(|(text, ..)| text).collect();
        let found: Vec<usize> = tokens(&text).into_iter().filter(|token| all.contains(token)).collect();
        assert_eq!(found, all, "{before} lines before");
    }
}

/// A table of text, its first row the head.
fn text_table(rows: &[&[&str]]) -> Book {
    let mut writer = Writer::write(&[]);
    let mut next = 100;
    let mut node = || {
        next += 1;
        NodeId(next)
    };
    let mut made: Vec<TableRow> = Vec::new();
    for row in rows {
        let cells = row.iter().map(|text| {
            let content = vec![Inline { span: Span::default(), kind: InlineKind::Text((*text).to_owned()) }];
            TableCell { extent: Extent::default(), ..TableCell::new(node(), content) }
        });
        let cells = cells.collect();
        made.push(TableRow { id: node(), span: Span::default(), cells });
    }
    let head = made.remove(0);
    let columns = vec![Alignment::Default; head.cells.len()];
    let kind = BlockKind::Table(Table { caption: None, columns, head, rows: made });
    writer.document.blocks = vec![Block { id: node(), span: Span::default(), kind }];
    writer.document.next_node = 1000;
    writer.book().0
}

#[test]
fn numbers_of_a_column_have_their_decimal_signs_one_below_the_other() {
    let rows: [&[&str]; 5] = [&["Of", "Number"], &["a", "3.5"], &["b", "12.25"], &["c", "1,234"], &["d", "–"]];
    let (pages, _) = lay_out(&text_table(&rows), NotePlacement::Foot);
    let page = &pages.pages[0];
    // Each character is 8.8 points wide.
    let sign = |text: &str, after: usize| at(page, text).1 - 8.8 * after as f64;
    let (first, second, third) = (sign("3.5", 2), sign("12.25", 3), sign("1,234", 0));
    assert!((first - second).abs() < 0.01 && (first - third).abs() < 0.01, "{first} {second} {third}");
    assert!((at(page, "Number").1 - at(page, "12.25").1).abs() < 0.01, "the head ends with the widest");
}

#[test]
fn a_table_of_thirty_columns_is_set_in_bands_and_told_once() {
    let numbers: Vec<String> = (0..30).map(|column| format!("{}.5", 1000 + column)).collect();
    let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
    let (pages, diagnostics) = lay_out(&text_table(&[&numbers, &numbers, &numbers]), NotePlacement::Foot);
    assert_eq!(diagnostics.iter().filter(|d| d.code == Code::Overfull).count(), 1);
    assert!(pages.quality.iter().all(|line| !line.broken && line.overfull.0 == 0.0), "no number is cut");
    let all: Vec<String> = pages.pages.iter().flat_map(|page| runs(page, true)).map(|(text, ..)| text).collect();
    let bands = all.iter().filter(|text| text.contains("1000.5")).count() / 3;
    assert!(bands > 1, "the first column is in each of {bands} bands");
    assert_eq!(all.iter().filter(|text| text.contains("1029.5")).count(), 3, "all others once");
}

#[test]
fn a_long_hash_is_wrapped_and_does_not_turn_the_page() {
    let hash = "da39a3ee5e6b4b0d3255bfef95601890afd80709".repeat(2);
    let (pages, diagnostics) = lay_out(&text_table(&[&["File", "Hash"], &["one", &hash]]), NotePlacement::Foot);
    assert!(diagnostics.iter().all(|d| d.code != Code::Overfull));
    let items = pages.pages.iter().flat_map(|page| &page.items);
    assert!(items.clone().all(|item| !matches!(item.kind, ItemKind::Turned { .. })));
    let text: String = runs(&pages.pages[0], false).into_iter().map(|(text, ..)| text).collect();
    assert!(text.replace('-', "").contains(&hash), "whole: {text}");
}
