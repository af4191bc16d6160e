//! The structure tree as it will be written, worked out from the elements that layout made and the marks that the pages
//! hold: which elements appear at all, what their children are in reading order, and what must be said about them.

use crate::layout::page::{CellArea, Pages, Role, StructElement, StructId};
use crate::pdf::content::{Mark, Marks};

/// The tree; node 0 is the document.
pub(super) struct Tree {
    /// The nodes of the elements by their index, then links that had no element of their own and groups of rows.
    pub nodes: Vec<Node>,
}

/// An element of the tree.
pub(super) struct Node {
    /// Its role.
    pub role: Role,
    /// The element it was, unless it was added here.
    pub source: Option<StructId>,
    /// Children in reading order; empty for an element that never appears.
    pub kids: Vec<Kid>,
    /// Level of a heading, from 1 without gaps; 0 for other roles.
    pub level: u8,
    /// Of a cell: how far it reaches, what it is the head of.
    pub area: CellArea,
}

impl Node {
    /// A node without level and area.
    fn new(role: Role, source: Option<StructId>, kids: Vec<Kid>) -> Node {
        Node { role, source, kids, level: 0, area: CellArea::default() }
    }
}

/// A child of an element.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kid {
    /// Another element.
    Node(usize),
    /// A marked-content sequence.
    Sequence {
        /// Index of the page.
        page: usize,
        /// Its number there.
        mcid: usize,
    },
    /// A link annotation.
    Link {
        /// Index of the page.
        page: usize,
        /// Its number there.
        index: usize,
    },
}

/// Place in the order of the pages.
type Order = usize;

/// Elements that have not appeared.
const NEVER: Order = Order::MAX;

impl Tree {
    /// Works the tree out.
    pub fn plan(pages: &Pages, marks: &Marks) -> Tree {
        let document =
            StructElement { role: Role::Document, parent: None, node: None, alt: None, lang: None, area: None };
        let fallback = [document];
        let elements = if pages.structure.is_empty() { &fallback[..] } else { &pages.structure };
        let mut planner = Planner::new(elements);
        planner.place_marks(marks);
        let mut tree = planner.into_tree();
        tree.group_rows();
        tree.number_headings();
        tree
    }

    /// The text of an element with all below it, in reading order.
    pub fn text(&self, node: usize, marks: &Marks) -> String {
        let mut text = String::new();
        self.collect_text(node, marks, &mut text);
        text.chars().filter(|c| *c != '\u{AD}').collect()
    }

    fn collect_text(&self, node: usize, marks: &Marks, text: &mut String) {
        for kid in self.nodes.get(node).map_or(&[][..], |node| &node.kids) {
            match kid {
                Kid::Node(child) => self.collect_text(*child, marks, text),
                Kid::Sequence { page, mcid } => {
                    text.push_str(marks.pages.get(*page).and_then(|p| p.sequences.get(*mcid)).map_or("", |s| &s.text));
                }
                Kid::Link { .. } => {}
            }
        }
    }

    /// Nodes that appear, parents before their children, in reading order.
    pub fn in_order(&self) -> Vec<usize> {
        let mut order = Vec::with_capacity(self.nodes.len());
        let mut open = vec![0];
        while let Some(node) = open.pop() {
            order.push(node);
            let children = self.nodes.get(node).into_iter().flat_map(|node| &node.kids).filter_map(|kid| match kid {
                Kid::Node(child) => Some(*child),
                Kid::Sequence { .. } | Kid::Link { .. } => None,
            });
            open.extend(children.collect::<Vec<_>>().into_iter().rev());
        }
        order
    }

    /// The rows of a table with a head and a body stand in two groups (ISO 32000-1, table 337). The head is the rows at its
    /// start that have head cells only.
    fn group_rows(&mut self) {
        for table in 0..self.nodes.len() {
            let Some(node) = self.nodes.get(table).filter(|node| node.role == Role::Table) else { continue };
            let (rows, mut kids): (Vec<Kid>, Vec<Kid>) = node.kids.iter().partition(|kid| self.is_row(**kid));
            let head = rows.iter().take_while(|row| self.is_head(**row)).count();
            let (head, body) = rows.split_at(head);
            if head.is_empty() || body.is_empty() {
                continue;
            }
            for (rows, is_head) in [(head, true), (body, false)] {
                kids.push(Kid::Node(self.nodes.len()));
                let role = Role::TableRows { head: is_head };
                self.nodes.push(Node::new(role, None, rows.to_vec()));
            }
            if let Some(node) = self.nodes.get_mut(table) {
                node.kids = kids;
            }
        }
    }

    fn is_row(&self, kid: Kid) -> bool {
        self.node(kid).is_some_and(|node| node.role == Role::TableRow)
    }

    fn is_head(&self, row: Kid) -> bool {
        let is_head_cell =
            |cell: &Kid| self.node(*cell).is_some_and(|node| node.role == Role::TableHead && !node.area.heads_row);
        self.node(row).is_some_and(|row| !row.kids.is_empty() && row.kids.iter().all(is_head_cell))
    }

    /// The node that a child is.
    pub fn node(&self, kid: Kid) -> Option<&Node> {
        match kid {
            Kid::Node(index) => self.nodes.get(index),
            Kid::Sequence { .. } | Kid::Link { .. } => None,
        }
    }

    /// PDF/UA-1, 7.4.2: headings begin with level 1 and skip none downwards. A heading's level is its depth among the
    /// headings that lead to it.
    fn number_headings(&mut self) {
        let mut above: Vec<u8> = Vec::new();
        for index in self.in_order() {
            let Some(node) = self.nodes.get_mut(index) else { continue };
            if let Role::Heading(level) = node.role {
                above.retain(|upper| *upper < level);
                above.push(level);
                node.level = u8::try_from(above.len()).unwrap_or(u8::MAX).min(6);
            }
        }
    }
}

/// The elements while their children are being found.
struct Planner<'a> {
    elements: &'a [StructElement],
    /// Parent of each; itself for the root.
    parents: Vec<usize>,
    /// What each holds itself, in the order of the pages.
    content: Vec<Vec<(Order, Kid)>>,
    /// Where each, or anything below it, first appears.
    first: Vec<Order>,
    /// Links without an element: children.
    added: Vec<Kid>,
}

impl Planner<'_> {
    fn new(elements: &[StructElement]) -> Planner<'_> {
        // Elements are made after their parents; one that claims otherwise goes to the root, which keeps this a tree.
        let parent = |(index, element): (usize, &StructElement)| {
            element.parent.map(|parent| parent.0 as usize).filter(|parent| *parent < index).unwrap_or(0)
        };
        Planner {
            elements,
            parents: elements.iter().enumerate().map(parent).collect(),
            content: vec![Vec::new(); elements.len()],
            first: vec![NEVER; elements.len()],
            added: Vec::new(),
        }
    }

    fn place_marks(&mut self, marks: &Marks) {
        let mut order: Order = 0;
        for (page, page_marks) in marks.pages.iter().enumerate() {
            for mark in &page_marks.marks {
                let placed = match mark {
                    Mark::Sequence(mcid) => {
                        page_marks.sequences.get(*mcid).map(|s| (s.element, Kid::Sequence { page, mcid: *mcid }))
                    }
                    Mark::Link(index) => {
                        page_marks.links.get(*index).map(|l| (l.element, Kid::Link { page, index: *index }))
                    }
                };
                if let Some((element, kid)) = placed {
                    self.place(element.0 as usize, order, kid);
                    order += 1;
                }
            }
        }
        for index in (1..self.elements.len()).rev() {
            let (first, parent) = (self.first[index], self.parents[index]);
            self.first[parent] = self.first[parent].min(first);
        }
    }

    fn place(&mut self, element: usize, order: Order, kid: Kid) {
        // PDF/UA-1, 7.18.5: a link annotation is a child of a Link element.
        let is_link = self.elements.get(element).is_some_and(|e| e.role == Role::Link);
        let kid = if matches!(kid, Kid::Link { .. }) && !is_link {
            self.added.push(kid);
            Kid::Node(self.elements.len() + self.added.len() - 1)
        } else {
            kid
        };
        if let (Some(content), Some(first)) = (self.content.get_mut(element), self.first.get_mut(element)) {
            content.push((order, kid));
            *first = order.min(*first);
        }
    }

    /// An element appears if it holds anything, and a cell if its table does: a table without its empty cells would be
    /// another table.
    fn appears(&self) -> Vec<bool> {
        let mut appears: Vec<bool> = self.first.iter().map(|first| *first != NEVER).collect();
        appears[0] = true;
        for index in 1..self.elements.len() {
            match self.elements[index].role {
                Role::TableRow | Role::TableHead | Role::TableCell => appears[index] |= appears[self.parents[index]],
                _ => {}
            }
        }
        appears
    }

    fn into_tree(mut self) -> Tree {
        let appears = self.appears();
        let mut children: Vec<Vec<usize>> = vec![Vec::new(); self.elements.len()];
        for index in (1..self.elements.len()).filter(|index| appears[*index]) {
            children[self.parents[index]].push(index);
        }
        let content = std::mem::take(&mut self.content);
        let merged = children.iter().zip(content).map(|(children, content)| self.merge(children, content));
        let mut nodes: Vec<Node> = (0..)
            .zip(merged)
            .zip(self.elements)
            .map(|((id, kids), element)| Node {
                area: element.area.unwrap_or_default(),
                ..Node::new(element.role, Some(StructId(id)), kids)
            })
            .collect();
        nodes.extend(self.added.iter().map(|kid| Node::new(Role::Link, None, vec![*kid])));
        Tree { nodes }
    }

    /// Children keep the order of their creation; what the element holds itself comes in between by its place on the
    /// pages. A note stands at the page's foot, but is read where it is called: right after the child before it. Any
    /// other child that appears later than one after it goes no further than that one.
    fn merge(&self, children: &[usize], content: Vec<(Order, Kid)>) -> Vec<Kid> {
        let mut places: Vec<Order> = children.iter().map(|child| self.first[*child]).collect();
        for index in (0..places.len()).rev() {
            let is_note = self.elements[children[index]].role == Role::Note;
            let limit = if is_note && index > 0 { places[index - 1] } else { NEVER };
            let next = places.get(index + 1).copied().unwrap_or(NEVER);
            places[index] = places[index].min(limit).min(next);
        }
        let mut kids = Vec::with_capacity(children.len() + content.len());
        let mut content = content.into_iter().peekable();
        for (child, place) in children.iter().zip(places) {
            while let Some((_, kid)) = content.next_if(|(order, _)| *order < place) {
                kids.push(kid);
            }
            kids.push(Kid::Node(*child));
        }
        kids.extend(content.map(|(_, kid)| kid));
        kids
    }
}

#[cfg(test)]
#[path = "tree_tests.rs"]
mod tests;
