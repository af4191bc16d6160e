//! The pages of a printed edition in the e-book: the marks where they begin and the list of them, so that readers of both
//! editions can give each other page numbers (EPUB 3.3, 7.4.3; EPUB Accessibility 1.1, 3.3).

use crate::document::NodeId;
use crate::layout::page::{Pages, TextPlace};
use std::collections::{BTreeMap, VecDeque};

/// The pages of a printed edition.
#[derive(Clone, Debug, Default)]
pub struct PageList {
    /// Its identifier, a URN.
    pub source: String,
    /// In order.
    pub pages: Vec<PageBreak>,
}

/// The beginning of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageBreak {
    /// Its folio.
    pub label: String,
    /// Where in the text it begins; `None` where it holds no text.
    pub start: Option<TextPlace>,
}

impl PageList {
    /// The list of laid-out pages.
    pub fn of(pages: &Pages) -> PageList {
        let of_page = |page: &crate::layout::page::Page| PageBreak { label: page.label.to_string(), start: page.start };
        PageList { source: pages.info.identifier.clone(), pages: pages.pages.iter().map(of_page).collect() }
    }
}

/// A mark in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageMark {
    /// The folio.
    pub label: String,
    /// File and place.
    pub href: String,
}

/// The marks still to be written and those that are. Marks are written in the order of the pages, so that one whose
/// place is never met is written with the next one; none is lost.
#[derive(Debug, Default)]
pub struct Breaks {
    /// Pages whose marks are not written.
    pub waiting: VecDeque<PageBreak>,
    /// Marks that are.
    pub placed: Vec<PageMark>,
    /// Characters of each text written so far.
    pub counted: BTreeMap<NodeId, usize>,
    /// The text that is written now.
    pub here: Option<NodeId>,
    /// Whether the last character written is part of a word.
    pub in_word: bool,
}

/// The `id` of a page's mark.
pub fn mark_id(label: &str) -> String {
    format!("page-{label}")
}

impl Breaks {
    /// Marks for these pages.
    pub fn new(list: &PageList) -> Breaks {
        Breaks { waiting: list.pages.iter().cloned().collect(), ..Breaks::default() }
    }

    /// The pages before the text (title page, contents): they belong to the e-book's title page.
    pub fn front(&mut self, file: &str) -> Vec<String> {
        let count = self.waiting.iter().position(|page| page.start.is_some()).unwrap_or(0);
        self.waiting.drain(..count).map(|page| placed(&mut self.placed, page, file)).collect()
    }

    /// The list of the marks written.
    pub fn into_list(self) -> Vec<PageMark> {
        self.placed
    }

    /// All pages up to the last one that begins within a node at a place that is reached.
    pub fn due(&mut self, node: NodeId, reached: impl Fn(TextPlace) -> bool, file: &str) -> Vec<String> {
        let begins = |page: &PageBreak| page.start.is_some_and(|start| start.node == node && reached(start));
        let count = self.waiting.iter().rposition(begins).map_or(0, |index| index + 1);
        self.waiting.drain(..count).map(|page| placed(&mut self.placed, page, file)).collect()
    }

    /// The place of the next mark in the text written now.
    pub fn next(&self) -> Option<TextPlace> {
        let here = self.here?;
        self.waiting.iter().filter_map(|page| page.start).find(|start| start.node == here)
    }
}

/// Enters a mark into the list; its label is to be written.
pub fn placed(list: &mut Vec<PageMark>, page: PageBreak, file: &str) -> String {
    let href = format!("{file}#{}", mark_id(&page.label));
    list.push(PageMark { label: page.label.clone(), href });
    page.label
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_go_in_the_order_of_the_pages_and_none_is_lost() {
        let page = |label: &str, place: Option<(u32, usize)>| PageBreak {
            label: label.into(),
            start: place.map(|(node, offset)| TextPlace { node: NodeId(node), offset, written: None }),
        };
        let pages = vec![
            page("i", None),
            page("1", Some((5, 0))),
            page("2", None),
            page("3", Some((99, 4))),
            page("4", Some((6, 10))),
            page("5", None),
        ];
        let mut breaks = Breaks::new(&PageList { source: "urn:x".into(), pages });
        assert_eq!(breaks.front("title.xhtml"), ["i"]);
        let to = |offset: usize| move |place: TextPlace| place.offset <= offset;
        assert_eq!(breaks.due(NodeId(5), to(0), "a"), ["1"]);
        assert_eq!(breaks.due(NodeId(6), to(9), "a"), Vec::<String>::new());
        assert_eq!(breaks.due(NodeId(6), to(10), "b"), ["2", "3", "4"], "a place never met is passed with the next");
        let list = breaks.into_list();
        assert_eq!(list.last().map(|mark| mark.href.as_str()), Some("b#page-4"));
    }
}
