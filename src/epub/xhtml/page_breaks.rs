//! The pages of a printed edition in the text: where a page begins is marked.

use super::writer::XhtmlWriter;
use crate::document::NodeId;
use crate::epub::markup::Markup;
use crate::epub::page_list::{mark_id, placed};
use crate::layout::page::TextPlace;
use crate::layout::places::counts;
use crate::source::Span;

impl<'a> XhtmlWriter<'a, '_> {
    /// Begins a text in which pages may begin, and writes the marks of those that begin with it. Returns what
    /// [`XhtmlWriter::leave`] wants back.
    pub fn enter(&mut self, node: NodeId) -> Option<NodeId> {
        let outer = self.found.breaks.here.replace(node);
        let count = *self.found.breaks.counted.entry(node).or_insert(0);
        self.found.breaks.in_word = false;
        self.due(node, |place| place.offset == 0 || (place.written.is_none() && place.offset <= count));
        outer
    }

    /// Ends such a text; a page that should have begun in it begins here at the latest.
    pub fn leave(&mut self, outer: Option<NodeId>) {
        if let Some(here) = self.found.breaks.here {
            self.due(here, |_| true);
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

    /// Text, with the marks of pages that begin in it. A page that begins within a word begins after it. `span` is where
    /// the text was written, if it reads about as it was.
    pub fn text(&mut self, text: &'a str, span: Option<Span>) {
        let mut rest = text;
        let mut done = 0;
        while !self.in_link && !self.in_heading {
            let (Some(place), Some(here)) = (self.found.breaks.next(), self.found.breaks.here) else { break };
            let count = self.found.breaks.counted.get(&here).copied().unwrap_or(0);
            let (ahead, passed) = match (place.written, span) {
                (Some(at), Some(span)) => bytes_ahead(at, span, done),
                _ => (Ahead::Counted(place.offset.saturating_sub(count)), place.offset < count),
            };
            let Some(cut) = cut(rest, ahead, passed || self.found.breaks.in_word) else { break };
            let (before, after) = rest.split_at_checked(cut).unwrap_or((rest, ""));
            self.out.text(before);
            self.count(before);
            done += before.len();
            self.due(here, |due| due == place);
            rest = after;
        }
        self.out.text(rest);
        self.count(rest);
    }

    fn due(&mut self, node: NodeId, reached: impl Fn(TextPlace) -> bool) {
        let file = self.file_name();
        let labels = self.found.breaks.due(node, reached, &file);
        self.page_marks(&labels);
    }

    fn file_name(&self) -> String {
        self.spine.files.get(self.file).map(|file| file.name.clone()).unwrap_or_default()
    }

    fn page_marks(&mut self, labels: &[String]) {
        labels.iter().for_each(|label| write(label, &mut self.out));
    }
}

/// Writes a mark. It has no text of its own: what a reader shows for it is the reader's affair.
pub fn write(label: &str, out: &mut Markup) {
    let id = mark_id(label);
    let attributes = [
        ("epub:type", Some("pagebreak")),
        ("role", Some("doc-pagebreak")),
        ("id", Some(id.as_str())),
        ("aria-label", Some(label)),
    ];
    out.leaf("span", &attributes, "");
}

/// How much of a text comes before the beginning of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ahead {
    /// Characters that [`counts`].
    Counted(usize),
    /// Bytes.
    Bytes(usize),
}

/// The bytes before a place in a text of which some are done, and whether the place is passed already.
fn bytes_ahead(at: u32, span: Span, done: usize) -> (Ahead, bool) {
    let from_start = at.saturating_sub(span.start) as usize;
    (Ahead::Bytes(from_start.saturating_sub(done)), at < span.start || from_start < done)
}

/// Where a text is cut for a page that begins after `ahead` more of it: there if a word begins there, else after the word
/// (or the rest of one) that is there; `None` if that is not within the text. `in_word` says that the place may already be
/// inside a word.
fn cut(text: &str, ahead: Ahead, in_word: bool) -> Option<usize> {
    let mut counted = 0;
    let mut before = if in_word { Some('a') } else { None };
    let mut wanted = false;
    for (index, c) in text.char_indices() {
        if counts(c) {
            let reached = match ahead {
                Ahead::Counted(ahead) => counted >= ahead,
                Ahead::Bytes(ahead) => index >= ahead,
            };
            if reached {
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
        let cut = |text, ahead, in_word| cut(text, Ahead::Counted(ahead), in_word);
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
    fn a_place_in_the_source_is_a_byte_of_the_text() {
        let span = Span { start: 100, end: 113, ..Span::default() };
        assert_eq!(bytes_ahead(104, span, 0), (Ahead::Bytes(4), false));
        assert_eq!(bytes_ahead(104, span, 4), (Ahead::Bytes(0), false));
        assert_eq!(bytes_ahead(90, span, 0), (Ahead::Bytes(0), true), "what was there is not written");
        assert_eq!(cut("one two three", Ahead::Bytes(4), false), Some(4), "two");
        assert_eq!(cut("one two three", Ahead::Bytes(5), false), Some(8), "after two");
        assert_eq!(cut("one two", Ahead::Bytes(40), false), None, "in a later text");
    }
}
