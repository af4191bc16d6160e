//! The structure tree: each galley makes its elements in reading order; the book has them in the order of its galleys.

use super::super::page::{Page, Role, StructElement, StructId};
use super::items::retag_each;
use crate::document::NodeId;
use std::ops::Range;

/// The elements of a galley, under construction.
#[derive(Clone, Debug)]
pub struct Tree {
    /// How many elements there are outside it. Its own come after them.
    outside: u32,
    elements: Vec<StructElement>,
}

impl Tree {
    /// The root of the book.
    pub const ROOT: StructId = StructId(0);

    /// One with so many elements outside it.
    pub fn within(outside: u32) -> Self {
        Tree { outside, elements: Vec::new() }
    }

    /// Its elements.
    pub fn into_elements(self) -> Vec<StructElement> {
        self.elements
    }

    /// Adds an element after all others.
    pub fn add(&mut self, role: Role, parent: StructId, node: Option<NodeId>) -> StructId {
        self.add_full(StructElement { role, parent: Some(parent), node, alt: None, lang: None, area: None })
    }

    /// Adds an element with alternative text.
    pub fn add_alt(&mut self, role: Role, parent: StructId, node: Option<NodeId>, alt: &str) -> StructId {
        self.add_full(StructElement {
            role,
            parent: Some(parent),
            node,
            alt: Some(alt.to_owned()),
            lang: None,
            area: None,
        })
    }

    /// Adds an element.
    pub fn add_full(&mut self, element: StructElement) -> StructId {
        let id = self.next();
        self.elements.push(element);
        id
    }

    /// The element that would be added next.
    pub fn next(&self) -> StructId {
        StructId(self.outside.saturating_add(u32::try_from(self.elements.len()).unwrap_or(u32::MAX)))
    }

    /// Takes away the elements from `first` on, which the same blocks made that made the elements from `original` on.
    /// What belongs to one of them then belongs to its original; returns the change, or `None` if they differ.
    pub fn take_duplicates(&mut self, original: StructId, first: StructId) -> Option<impl Fn(&mut StructId) + use<>> {
        let index = |id: StructId| id.0.checked_sub(self.outside).and_then(|index| usize::try_from(index).ok());
        let (from, to) = (index(original)?, index(first)?);
        let duplicates = self.elements.split_off(to.min(self.elements.len()));
        let back = first.0.checked_sub(original.0)?;
        let originals = self.elements.get(from..from + duplicates.len())?;
        let same = originals.iter().zip(&duplicates).all(|(a, b)| (a.role, a.node) == (b.role, b.node));
        same.then_some(move |id: &mut StructId| {
            if id.0 >= first.0 {
                id.0 -= back;
            }
        })
    }
}

/// The elements of the whole book, in the order in which galleys were set.
#[derive(Clone, Debug)]
pub struct Structure {
    elements: Vec<StructElement>,
}

impl Structure {
    /// One with nothing but the root.
    pub fn new() -> Self {
        Structure {
            elements: vec![StructElement {
                role: Role::Document,
                parent: None,
                node: None,
                alt: None,
                lang: None,
                area: None,
            }],
        }
    }

    /// How many elements there are.
    pub fn len(&self) -> u32 {
        u32::try_from(self.elements.len()).unwrap_or(u32::MAX)
    }

    /// Adds an element.
    pub fn add(&mut self, element: StructElement) -> StructId {
        let id = StructId(self.len());
        self.elements.push(element);
        id
    }

    /// Adds those of a galley that was set with `outside` elements outside it; returns which they are now.
    pub fn adopt(&mut self, elements: Vec<StructElement>, outside: u32) -> Range<u32> {
        let first = self.len();
        self.elements.extend(elements.into_iter().map(|mut element| {
            if let Some(parent) = element.parent.as_mut().filter(|parent| parent.0 >= outside) {
                parent.0 += first - outside;
            }
            element
        }));
        first..self.len()
    }

    /// Puts the elements given, after the root, in the order given, and renumbers what stands on pages. All others are
    /// those of galleys that have been set again.
    pub fn in_order(self, order: impl Iterator<Item = u32>, pages: &mut [Page]) -> Vec<StructElement> {
        let mut places: Vec<Option<StructId>> = vec![None; self.elements.len()];
        let mut old: Vec<Option<StructElement>> = self.elements.into_iter().map(Some).collect();
        let mut elements: Vec<StructElement> = Vec::with_capacity(old.len());
        for id in std::iter::once(Tree::ROOT.0).chain(order) {
            let Ok(id) = usize::try_from(id) else { continue };
            if let Some(element) = old.get_mut(id).and_then(Option::take)
                && let Some(place) = places.get_mut(id)
            {
                *place = Some(StructId(u32::try_from(elements.len()).unwrap_or(u32::MAX)));
                elements.push(element);
            }
        }
        let place = |id: &mut StructId| {
            let new = usize::try_from(id.0).ok().and_then(|id| places.get(id).copied().flatten());
            *id = new.unwrap_or(Tree::ROOT);
        };
        elements.iter_mut().filter_map(|element| element.parent.as_mut()).for_each(place);
        for page in pages {
            retag_each(&mut page.items, &place);
        }
        elements
    }
}

/// Maps the heading levels a post uses to levels of which none is skipped.
#[derive(Clone, Debug, Default)]
pub struct Levels {
    /// Source levels of the headings around the current place.
    open: Vec<u8>,
}

impl Levels {
    /// The level to tag a heading with, under `base` levels above the post's first.
    pub fn enter(&mut self, level: u8, base: u8) -> u8 {
        while self.open.last().is_some_and(|open| *open >= level) {
            self.open.pop();
        }
        self.open.push(level);
        let depth = u8::try_from(self.open.len()).unwrap_or(u8::MAX);
        base.saturating_add(depth).min(6)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Rgb;
    use crate::layout::page::{Item, ItemKind, Tag};
    use crate::layout::units::{Pt, Rect};

    #[test]
    fn what_is_built_twice_belongs_to_the_same_elements() {
        let mut tree = Tree::within(3);
        let make =
            |tree: &mut Tree| [tree.add(Role::Note, Tree::ROOT, None), tree.add(Role::Paragraph, Tree::ROOT, None)];
        let outer = tree.add(Role::Section, Tree::ROOT, None);
        let (original, first) = (make(&mut tree), make(&mut tree));
        let change = tree.take_duplicates(original[0], first[0]).expect("the same");
        let mut changed = [outer, first[0], first[1]];
        changed.iter_mut().for_each(change);
        assert_eq!(changed, [outer, original[0], original[1]]);
        assert_eq!(tree.add(Role::Note, Tree::ROOT, None), first[0], "the others are gone");
        assert!(tree.take_duplicates(original[1], first[0]).is_none(), "a paragraph is no note");
    }

    #[test]
    fn elements_stand_in_the_order_of_galleys_whenever_they_were_set() {
        let mut structure = Structure::new();
        let article = structure.add(StructElement { role: Role::Article, ..element(Tree::ROOT) });
        let outside = structure.len();
        let galley = |role: Role| {
            let mut tree = Tree::within(outside);
            let list = tree.add(role, article, None);
            tree.add(Role::ListItem, list, None);
            tree.into_elements()
        };
        structure.adopt(galley(Role::BlockQuote), outside);
        let last = structure.adopt(galley(Role::Table), outside);
        let again = structure.adopt(galley(Role::List { ordered: true }), outside);
        let order = std::iter::once(article.0).chain(again).chain(last.clone());
        let item = Item { tag: Tag::Content(StructId(last.start + 1)), kind: fill() };
        let mut pages = [Page { items: vec![item], ..Page::default() }];
        let elements = structure.in_order(order, &mut pages);
        let roles: Vec<(Role, Option<u32>)> =
            elements.iter().map(|element| (element.role, element.parent.map(|parent| parent.0))).collect();
        let expected = [
            (Role::Document, None),
            (Role::Article, Some(0)),
            (Role::List { ordered: true }, Some(1)),
            (Role::ListItem, Some(2)),
            (Role::Table, Some(1)),
            (Role::ListItem, Some(4)),
        ];
        assert_eq!(roles, expected);
        assert_eq!(pages[0].items[0].tag, Tag::Content(StructId(5)));
    }

    fn element(parent: StructId) -> StructElement {
        StructElement { role: Role::Paragraph, parent: Some(parent), node: None, alt: None, lang: None, area: None }
    }

    fn fill() -> ItemKind {
        ItemKind::Fill { rect: Rect::default(), color: Rgb(0, 0, 0), radius: Pt::ZERO }
    }

    #[test]
    fn no_heading_level_is_skipped() {
        let mut levels = Levels::default();
        let tagged: Vec<u8> = [2, 4, 4, 3, 2, 1, 3].into_iter().map(|level| levels.enter(level, 0)).collect();
        assert_eq!(tagged, [1, 2, 2, 2, 1, 1, 2]);
    }
}
