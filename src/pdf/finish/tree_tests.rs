use super::*;
use crate::document::NodeId;
use crate::layout::page::LinkAction;
use crate::pdf::content::{LinkMark, PageMarks, Sequence};
use crate::pdf::space::Area;
use crate::pdf::tests::support::{element, root};

/// Elements by role and parent, and marks of one page: `Ok(element)` is a sequence, `Err(element)` a link.
fn plan(elements: &[(Role, u32)], page: &[Result<u32, u32>]) -> Tree {
    let structure = [root()].into_iter().chain(elements.iter().map(|(role, parent)| element(*role, *parent))).collect();
    let mut marks = PageMarks::default();
    for mark in page {
        match mark {
            Ok(element) => {
                marks.marks.push(Mark::Sequence(marks.sequences.len()));
                marks.sequences.push(Sequence { element: StructId(*element), text: format!("{element}") });
            }
            Err(element) => {
                marks.marks.push(Mark::Link(marks.links.len()));
                let area = Area { x: 0.0, y: 0.0, width: 1.0, height: 1.0 };
                let action = LinkAction::Node(NodeId(0));
                marks.links.push(LinkMark { element: StructId(*element), area, action });
            }
        }
    }
    let pages = Pages { structure, ..Pages::default() };
    Tree::plan(&pages, &Marks { pages: vec![marks], ..Marks::default() })
}

/// The tree on one line: roles with their children, sequences by number, links as `@`.
fn shown(tree: &Tree, node: usize) -> String {
    let kids: Vec<String> = tree.nodes[node]
        .kids
        .iter()
        .map(|kid| match kid {
            Kid::Node(child) => shown(tree, *child),
            Kid::Sequence { mcid, .. } => mcid.to_string(),
            Kid::Link { index, .. } => format!("@{index}"),
        })
        .collect();
    format!("{:?}({})", tree.nodes[node].role, kids.join(" "))
}

#[test]
fn content_comes_between_children_by_its_place() {
    let tree = plan(&[(Role::Paragraph, 0), (Role::Span, 1), (Role::Span, 1)], &[Ok(1), Ok(2), Ok(1), Ok(3), Ok(1)]);
    assert_eq!(shown(&tree, 0), "Document(Paragraph(0 Span(1) 2 Span(3) 4))");
}

#[test]
fn a_note_is_read_where_it_is_called() {
    // A call, a note set at the page's foot, a second call in the same paragraph.
    let elements = [(Role::Paragraph, 0), (Role::Reference, 1), (Role::Note, 1), (Role::Reference, 1)];
    let tree = plan(&elements, &[Ok(1), Ok(2), Ok(1), Ok(4), Ok(1), Ok(3)]);
    assert_eq!(shown(&tree, 0), "Document(Paragraph(0 Reference(1) Note(5) 2 Reference(3) 4))");
}

#[test]
fn a_table_with_a_head_and_a_body_has_its_rows_in_two_groups() {
    let (table, row, head, cell) = (Role::Table, Role::TableRow, Role::TableHead, Role::TableCell);
    let tree = plan(&[(table, 0), (row, 1), (head, 2), (row, 1), (cell, 4)], &[Ok(3), Ok(5)]);
    assert_eq!(
        shown(&tree, 0),
        "Document(Table(TableRows { head: true }(TableRow(TableHead(0))) TableRows { head: false }(TableRow(TableCell(1)))))"
    );
    let tree = plan(&[(table, 0), (row, 1), (head, 2)], &[Ok(3)]);
    assert_eq!(shown(&tree, 0), "Document(Table(TableRow(TableHead(0))))", "a head alone");
}

#[test]
fn what_never_appears_is_left_out_but_cells_stay() {
    let elements = [
        (Role::Paragraph, 0),
        (Role::Table, 0),
        (Role::TableRow, 2),
        (Role::TableCell, 3),
        (Role::TableCell, 3),
        (Role::Table, 0),
        (Role::TableRow, 6),
    ];
    let tree = plan(&elements, &[Ok(5)]);
    assert_eq!(shown(&tree, 0), "Document(Table(TableRow(TableCell() TableCell(0))))");
}

#[test]
fn every_annotation_is_in_a_link() {
    let tree = plan(&[(Role::Reference, 0), (Role::Link, 0)], &[Ok(1), Err(1), Ok(2), Err(2)]);
    assert_eq!(shown(&tree, 0), "Document(Reference(0 Link(@0)) Link(1 @1))");
}

#[test]
fn headings_skip_no_level() {
    let levels = [2, 4, 4, 3, 2, 1, 6];
    let elements: Vec<(Role, u32)> = levels.iter().map(|level| (Role::Heading(*level), 0)).collect();
    let marks: Vec<Result<u32, u32>> = (1..=7).map(Ok).collect();
    let tree = plan(&elements, &marks);
    let written: Vec<u8> = tree.nodes[1..].iter().map(|node| node.level).collect();
    assert_eq!(written, [1, 2, 2, 2, 1, 1, 2]);
}

#[test]
fn an_element_that_claims_to_be_older_than_its_parent_goes_to_the_root() {
    let tree = plan(&[(Role::Paragraph, 2), (Role::Section, 0)], &[Ok(1), Ok(2)]);
    assert_eq!(shown(&tree, 0), "Document(Paragraph(0) Section(1))");
}
