//! The structure tree, made in reading order while blocks are built.

use super::super::page::{Role, StructElement, StructId};
use crate::document::NodeId;

/// The tree under construction.
#[derive(Clone, Debug)]
pub struct Tree {
    /// Element 0 is the document.
    pub elements: Vec<StructElement>,
    /// The element that stands in for the next one added, while the same blocks are built again.
    replay: Option<usize>,
}

impl Tree {
    /// The root.
    pub const ROOT: StructId = StructId(0);

    /// A tree with its root.
    pub fn new() -> Self {
        let root = StructElement { role: Role::Document, parent: None, node: None, alt: None, lang: None };
        Tree { elements: vec![root], replay: None }
    }

    /// Adds an element after all others.
    pub fn add(&mut self, role: Role, parent: StructId, node: Option<NodeId>) -> StructId {
        self.add_full(StructElement { role, parent: Some(parent), node, alt: None, lang: None })
    }

    /// Adds an element with alternative text.
    pub fn add_alt(&mut self, role: Role, parent: StructId, node: Option<NodeId>, alt: &str) -> StructId {
        self.add_full(StructElement { role, parent: Some(parent), node, alt: Some(alt.to_owned()), lang: None })
    }

    /// From here on the blocks built since element `from` are built again in another measure: they get the same
    /// elements, one after the other, until [`Tree::go_on`].
    pub fn again(&mut self, from: usize) {
        self.replay = Some(from);
    }

    /// Elements are new ones again.
    pub fn go_on(&mut self) {
        self.replay = None;
    }

    /// Adds an element.
    pub fn add_full(&mut self, element: StructElement) -> StructId {
        if let Some(at) = self.replay.filter(|at| self.elements.get(*at) == Some(&element)) {
            self.replay = Some(at + 1);
            return StructId(u32::try_from(at).unwrap_or(u32::MAX));
        }
        let id = StructId(u32::try_from(self.elements.len()).unwrap_or(u32::MAX));
        self.elements.push(element);
        id
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

    #[test]
    fn what_is_built_again_has_the_same_elements() {
        let mut tree = Tree::new();
        let first = [tree.add(Role::Note, Tree::ROOT, None), tree.add(Role::Paragraph, Tree::ROOT, None)];
        tree.again(1);
        assert_eq!([tree.add(Role::Note, Tree::ROOT, None), tree.add(Role::Paragraph, Tree::ROOT, None)], first);
        tree.go_on();
        assert_eq!(tree.add(Role::Note, Tree::ROOT, None), StructId(3));
    }

    #[test]
    fn no_heading_level_is_skipped() {
        let mut levels = Levels::default();
        let tagged: Vec<u8> = [2, 4, 4, 3, 2, 1, 3].into_iter().map(|level| levels.enter(level, 0)).collect();
        assert_eq!(tagged, [1, 2, 2, 2, 1, 1, 2]);
    }
}
