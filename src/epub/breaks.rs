//! The pages of a printed edition in the e-book: marks in the text where its pages begin, and the list of them, so that
//! readers of both editions can give each other page numbers (EPUB 3.3, 7.4.3; EPUB Accessibility 1.1, 3.3).

use super::pen::Pen;
use crate::document::NodeId;
use crate::layout::page::{Pages, TextPlace};
use crate::layout::places::counts;
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
    waiting: VecDeque<PageBreak>,
    placed: Vec<PageMark>,
    /// Characters of each text written so far.
    counted: BTreeMap<NodeId, usize>,
    /// The text that is written now.
    here: Option<NodeId>,
    /// Whether the last character written is part of a word.
    in_word: bool,
}

/// The `id` of a page's mark.
fn mark_id(label: &str) -> String {
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

    /// All pages up to the last one that begins at or before `offset` of a node.
    fn due(&mut self, node: NodeId, offset: usize, file: &str) -> Vec<String> {
        let begins = |page: &PageBreak| page.start.is_some_and(|start| start.node == node && start.offset <= offset);
        let count = self.waiting.iter().rposition(begins).map_or(0, |index| index + 1);
        self.waiting.drain(..count).map(|page| placed(&mut self.placed, page, file)).collect()
    }

    /// How many characters of the text written now stand before its next mark.
    fn next(&self) -> Option<usize> {
        let here = self.here?;
        self.waiting.iter().filter_map(|page| page.start).find(|start| start.node == here).map(|start| start.offset)
    }
}

fn placed(list: &mut Vec<PageMark>, page: PageBreak, file: &str) -> String {
    let href = format!("{file}#{}", mark_id(&page.label));
    list.push(PageMark { label: page.label.clone(), href });
    page.label
}

impl<'a> Pen<'a, '_> {
    /// Begins a text in which pages may begin, and writes the marks of those that begin with it. Returns what
    /// [`Pen::leave`] wants back.
    pub fn enter(&mut self, node: NodeId) -> Option<NodeId> {
        let outer = self.found.breaks.here.replace(node);
        let count = *self.found.breaks.counted.entry(node).or_insert(0);
        self.found.breaks.in_word = false;
        self.due(node, count);
        outer
    }

    /// Ends such a text; a page that should have begun in it begins here at the latest.
    pub fn leave(&mut self, outer: Option<NodeId>) {
        if let Some(here) = self.found.breaks.here {
            self.due(here, usize::MAX);
        }
        self.found.breaks.here = outer;
        self.found.breaks.in_word = false;
    }

    /// Counts text that is written otherwise.
    pub fn count(&mut self, text: &str) {
        let breaks = &mut self.found.breaks;
        if let Some(count) = breaks.here.and_then(|here| breaks.counted.get_mut(&here)) {
            *count += text.chars().filter(|c| counts(*c)).count();
        }
        breaks.in_word = text.chars().next_back().map_or(breaks.in_word, is_of_word);
    }

    /// Writes the marks of all pages left.
    pub fn last_pages(&mut self) {
        let file = self.file_name();
        let breaks = &mut self.found.breaks;
        let labels: Vec<String> =
            breaks.waiting.drain(..).map(|page| placed(&mut breaks.placed, page, &file)).collect();
        self.page_marks(&labels);
    }

    /// Text, with the marks of pages that begin in it. A page that begins within a word begins after it.
    pub fn text(&mut self, text: &'a str) {
        let mut rest = text;
        while !self.in_link && !self.in_heading {
            let (Some(offset), Some(here)) = (self.found.breaks.next(), self.found.breaks.here) else { break };
            let count = self.found.breaks.counted.get(&here).copied().unwrap_or(0);
            let Some(cut) = cut(rest, offset.saturating_sub(count), offset < count || self.found.breaks.in_word) else {
                break;
            };
            let (before, after) = rest.split_at_checked(cut).unwrap_or((rest, ""));
            self.out.text(before);
            self.count(before);
            let reached = self.found.breaks.counted.get(&here).copied().unwrap_or(0);
            self.due(here, reached);
            rest = after;
        }
        self.out.text(rest);
        self.count(rest);
    }

    fn due(&mut self, node: NodeId, offset: usize) {
        let file = self.file_name();
        let labels = self.found.breaks.due(node, offset, &file);
        self.page_marks(&labels);
    }

    fn file_name(&self) -> String {
        self.plan.files.get(self.file).map(|file| file.name.clone()).unwrap_or_default()
    }

    fn page_marks(&mut self, labels: &[String]) {
        labels.iter().for_each(|label| write(label, &mut self.out));
    }
}

/// Writes a mark. It has no text of its own: what a reader shows for it is the reader's affair.
pub fn write(label: &str, out: &mut super::markup::Markup) {
    let id = mark_id(label);
    let attributes = [
        ("epub:type", Some("pagebreak")),
        ("role", Some("doc-pagebreak")),
        ("id", Some(id.as_str())),
        ("aria-label", Some(label)),
    ];
    out.leaf("span", &attributes, "");
}

/// Where a text is cut for a page that begins after `ahead` more of its characters: there if a word begins there, else
/// after the word (or the rest of one) that stands there; `None` if that is not within the text. `in_word` says that the
/// place may already be inside a word.
fn cut(text: &str, ahead: usize, in_word: bool) -> Option<usize> {
    let mut counted = 0;
    let mut before = if in_word { Some('a') } else { None };
    let mut wanted = false;
    for (index, c) in text.char_indices() {
        if counts(c) {
            if counted >= ahead {
                let boundary = if wanted {
                    before.is_some_and(char::is_whitespace)
                } else {
                    !before.is_some_and(is_of_word) || !is_of_word(c)
                };
                if boundary || is_unspaced(c) {
                    return Some(index);
                }
                wanted = true;
            }
            counted += 1;
        }
        before = Some(c);
    }
    None
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '\u{ad}'
}

/// Kana and Han are written without spaces between words.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_begins_at_a_word() {
        assert_eq!(cut("one two three", 3, false), Some(4), "two");
        assert_eq!(cut("one two three", 0, false), Some(0));
        assert_eq!(cut("one two three", 4, false), Some(8), "after two");
        assert_eq!(cut("one two three", 8, false), None, "three is the last word");
        assert_eq!(cut("one two", 6, false), None);
        assert_eq!(cut("rest of it", 0, true), Some(5), "the word began in the text before");
        assert_eq!(cut("a—b c", 2, false), Some(4), "after a dash a line may end");
        assert_eq!(cut("漢字漢字", 2, false), Some(6));
    }

    #[test]
    fn marks_go_in_the_order_of_the_pages_and_none_is_lost() {
        let page = |label: &str, place: Option<(u32, usize)>| PageBreak {
            label: label.into(),
            start: place.map(|(node, offset)| TextPlace { node: NodeId(node), offset }),
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
        assert_eq!(breaks.due(NodeId(5), 0, "a"), ["1"]);
        assert_eq!(breaks.due(NodeId(6), 9, "a"), Vec::<String>::new());
        assert_eq!(breaks.due(NodeId(6), 10, "b"), ["2", "3", "4"], "a place never met is passed with the next");
        let list = breaks.into_list();
        assert_eq!(list.last().map(|mark| mark.href.as_str()), Some("b#page-4"));
    }
}
