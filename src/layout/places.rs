//! Where in the text each page begins: what an e-book of the same text needs to give this edition's page numbers.

use super::page::{ItemKind, Page, Pages, Role, StructElement, StructId, Tag, TextPlace};
use crate::document::NodeId;
use std::collections::BTreeMap;

/// Gives each page the place of its first text. What was put off from an earlier page (a figure at the head of the
/// next), notes, the contents and what is repeated are not where a page begins.
pub fn mark(pages: &mut Pages) {
    let mut walk = Walk { elements: &pages.structure, counts: BTreeMap::new(), latest: None };
    for page in &mut pages.pages {
        page.start = walk.page(page);
    }
}

/// The characters by which places are counted: spaces and soft hyphens come and go with line ends.
pub fn counts(c: char) -> bool {
    !c.is_whitespace() && c != '\u{ad}'
}

struct Walk<'a> {
    elements: &'a [StructElement],
    /// Characters of each node set so far.
    counts: BTreeMap<NodeId, usize>,
    /// The last element in reading order of the pages before.
    latest: Option<StructId>,
}

impl Walk<'_> {
    fn page(&mut self, page: &Page) -> Option<TextPlace> {
        let mut start = None;
        let mut latest = self.latest;
        let before = self.latest;
        for item in &page.items {
            let Tag::Content(element) = item.tag else { continue };
            let Some(node) = self.node(element) else { continue };
            let offset = self.counts.get(&node).copied();
            // A text that has begun goes on here; one that has not must come after all that has been seen.
            if start.is_none() && (offset.is_some() || before.is_none_or(|before| element > before)) {
                let written = match &item.kind {
                    ItemKind::Glyphs(run) => run.written,
                    _ => None,
                };
                start = Some(TextPlace { node, offset: offset.unwrap_or(0), written });
            }
            latest = latest.max(Some(element));
            let count = self.counts.entry(node).or_insert(0);
            if let ItemKind::Glyphs(run) = &item.kind {
                *count += run.text.chars().filter(|c| counts(*c)).count();
            }
            if let ItemKind::Formula(formula) = &item.kind {
                *count += formula.text.chars().filter(|c| counts(*c)).count();
            }
        }
        self.latest = latest;
        start
    }

    /// The block, row, cell or item that an element's text belongs to; `None` for what is not of the running text.
    fn node(&self, element: StructId) -> Option<NodeId> {
        let mut found = None;
        let mut next = Some(element);
        while let Some(id) = next {
            let element = self.elements.get(usize::try_from(id.0).ok()?)?;
            let node = match element.role {
                Role::Note | Role::Toc | Role::TocItem => return None,
                // A reference to a page, which only this edition has; a note's call has its node.
                Role::Reference if element.node.is_none() => return None,
                // Bullets and numbers; a definition's term has its node.
                Role::ListLabel if found.is_none() && element.node.is_none() => return None,
                role if role.is_inline() => None,
                _ => element.node,
            };
            found = found.or(node);
            next = element.parent;
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Rgb;
    use crate::layout::fonts::FaceId;
    use crate::layout::page::{GlyphRun, Item};
    use crate::layout::units::{Point, Pt};

    /// Elements by role, parent and node.
    fn tree(elements: &[(Role, u32, Option<u32>)]) -> Vec<StructElement> {
        let element = |(role, parent, node): &(Role, u32, Option<u32>)| StructElement {
            role: *role,
            parent: (*role != Role::Document).then_some(StructId(*parent)),
            node: node.map(NodeId),
            alt: None,
            lang: None,
            area: None,
        };
        elements.iter().map(element).collect()
    }

    fn text(element: u32, text: &str) -> Item {
        let run = GlyphRun {
            face: FaceId(0),
            size: Pt(10.0),
            color: Rgb(0, 0, 0),
            origin: Point { x: Pt::ZERO, y: Pt::ZERO },
            glyphs: Vec::new(),
            text: text.to_owned(),
            actual_text: false,
            stretch: 1.0,
            slant: 0.0,
            lang: None,
            written: None,
        };
        Item { tag: Tag::Content(StructId(element)), kind: ItemKind::Glyphs(run) }
    }

    fn starts(structure: Vec<StructElement>, pages: Vec<Vec<Item>>) -> Vec<Option<(u32, usize)>> {
        let pages = pages.into_iter().map(|items| Page { items, ..Page::default() }).collect();
        let mut pages = Pages { pages, structure, ..Pages::default() };
        mark(&mut pages);
        pages.pages.iter().map(|page| page.start.map(|place| (place.node.0, place.offset))).collect()
    }

    #[test]
    fn a_paragraph_that_goes_on_is_counted_without_its_spaces_and_hyphens() {
        let structure = tree(&[
            (Role::Document, 0, None),
            (Role::Paragraph, 0, Some(7)),
            (Role::Link, 1, Some(8)),
            (Role::Note, 1, Some(20)),
            (Role::Paragraph, 3, Some(21)),
            (Role::Paragraph, 0, Some(9)),
        ]);
        let pages = vec![
            vec![text(1, "One two "), text(2, "th\u{ad}"), text(4, "a note")],
            vec![text(1, "ree"), text(4, "goes on"), text(5, "Next")],
            vec![text(4, "only a note")],
            vec![text(5, "end")],
        ];
        assert_eq!(starts(structure, pages), [Some((7, 0)), Some((7, 8)), None, Some((9, 4))]);
    }

    #[test]
    fn what_was_put_off_is_not_where_a_page_begins() {
        let structure = tree(&[
            (Role::Document, 0, None),
            (Role::Figure, 0, Some(1)),
            (Role::Paragraph, 0, Some(2)),
            (Role::ListItem, 0, Some(3)),
            (Role::ListLabel, 3, None),
            (Role::Paragraph, 3, Some(4)),
        ]);
        let pages = vec![vec![text(2, "Text.")], vec![text(1, "Caption"), text(4, "1."), text(5, "Item")]];
        assert_eq!(starts(structure, pages), [Some((2, 0)), Some((4, 0))]);
    }
}
