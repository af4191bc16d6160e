//! Addresses for readers of paper: what a link of the screen leads to is printed beside it.
//!
//! Only print needs this, so it is a pass over the finished book that the PDF alone is made from ([`with_addresses`]).
//! What it adds are ordinary notes, which layout sets and numbers as any other.

use super::number;
use crate::document::{
    Block, BlockKind, Book, Destination, Inline, InlineKind, Link, LinkTarget, NodeId, Note, NoteCall, NoteId, walk,
};
use crate::source::Span;
use serde::Deserialize;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// Whether and how the addresses of links are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PrintUrls {
    /// Not at all: a PDF's links can be followed on a screen.
    #[default]
    None,
    /// As notes.
    Note,
    /// In parentheses after the link.
    Inline,
}

/// The book with the address of each link out of it printed once a chapter, unless the link's own text says it. Links
/// within notes get it in parentheses, never a note on a note. How field notes are related (their cards) gets none.
pub fn with_addresses(book: &Book, how: PrintUrls) -> Cow<'_, Book> {
    if how == PrintUrls::None {
        return Cow::Borrowed(book);
    }
    let mut printed = book.clone();
    let first_note = u32::try_from(book.notes.len()).unwrap_or(u32::MAX);
    let mut pass = Pass { how, next_node: book.next_node, first_note, seen: BTreeSet::new(), notes: Vec::new() };
    for chapter in &mut printed.chapters {
        pass.seen.clear();
        let called = number::called(&chapter.meta, &chapter.blocks, &book.notes);
        chapter.meta.lead.iter_mut().chain(&mut chapter.meta.tldr).for_each(|run| pass.run(run, false));
        pass.blocks(&mut chapter.blocks, false);
        for id in called {
            if let Some(note) = printed.notes.get_mut(id.index()) {
                pass.blocks(&mut note.body, true);
            }
        }
    }
    printed.next_node = pass.next_node;
    printed.notes.append(&mut pass.notes);
    for chapter in &printed.chapters {
        number::notes(&chapter.meta, &chapter.blocks, &mut printed.notes);
    }
    Cow::Owned(printed)
}

struct Pass {
    how: PrintUrls,
    /// The next node to give.
    next_node: u32,
    /// How many notes the book had.
    first_note: u32,
    /// Addresses printed in this chapter.
    seen: BTreeSet<String>,
    /// Notes added.
    notes: Vec<Note>,
}

impl Pass {
    fn blocks(&mut self, blocks: &mut [Block], in_note: bool) {
        for block in blocks.iter_mut().filter(|block| !matches!(block.kind, BlockKind::Interactions(_))) {
            for content in block.kind.content_mut() {
                match content {
                    walk::ContentMut::Inlines(run) => self.run(run, in_note),
                    walk::ContentMut::Blocks(inner) => self.blocks(inner, in_note),
                }
            }
        }
    }

    fn run(&mut self, run: &mut Vec<Inline>, in_note: bool) {
        for mut inline in std::mem::take(run) {
            let address = match &mut inline.kind {
                InlineKind::Link(link) => self.unseen(link),
                kind => {
                    if let Some(children) = kind.children_mut() {
                        self.run(children, in_note);
                    }
                    None
                }
            };
            let span = inline.span;
            run.push(inline);
            match address {
                Some(url) if self.how == PrintUrls::Inline || in_note => run.extend(self.parentheses(url, span)),
                Some(url) => run.push(self.note(url, span)),
                None => {}
            }
        }
    }

    /// The address of a link that is not printed yet.
    fn unseen(&mut self, link: &Link) -> Option<String> {
        let Destination::Url(url) = &link.destination else { return None };
        let new = self.seen.insert(bare(url));
        (new && bare(&walk::plain_text(&link.content)) != bare(url)).then(|| url.clone())
    }

    fn node(&mut self) -> NodeId {
        let node = NodeId(self.next_node);
        self.next_node = self.next_node.saturating_add(1);
        node
    }

    fn parentheses(&mut self, url: String, span: Span) -> [Inline; 3] {
        let text = |text: &str| Inline { span, kind: InlineKind::Text(text.to_owned()) };
        [text(" ("), self.address(url, span), text(")")]
    }

    fn note(&mut self, url: String, span: Span) -> Inline {
        let (call, note, block) = (self.node(), self.node(), self.node());
        let content = vec![self.address(url, span)];
        let body = vec![Block { id: block, span, kind: BlockKind::Paragraph(content) }];
        let index = self.first_note.saturating_add(u32::try_from(self.notes.len()).unwrap_or(u32::MAX));
        // The chapter's notes are numbered when all are there.
        self.notes.push(Note { id: note, span, number: index.saturating_add(1), body });
        Inline { span, kind: InlineKind::NoteCall(NoteCall { id: call, note: NoteId(index), term: Vec::new() }) }
    }

    /// An address as text, which leads there too.
    fn address(&mut self, url: String, span: Span) -> Inline {
        let content = vec![Inline { span, kind: InlineKind::Text(url.clone()) }];
        let link =
            Link { id: self.node(), target: LinkTarget::Url(url.clone()), destination: Destination::Url(url), content };
        Inline { span, kind: InlineKind::Link(link) }
    }
}

/// An address as people write it: without its scheme, `www.` and the slash at its end.
fn bare(url: &str) -> String {
    let url = url.trim();
    let schemes = ["https://", "http://", "mailto:"];
    let rest = schemes.iter().find_map(|scheme| url.strip_prefix(scheme)).unwrap_or(url);
    rest.strip_prefix("www.").unwrap_or(rest).trim_end_matches('/').to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::Diagnostics;
    use crate::document::{Document, dump};
    use crate::resolve::{SiteContext, book};

    fn text(content: &str) -> Inline {
        Inline { span: Span::default(), kind: InlineKind::Text(content.to_owned()) }
    }

    fn link(url: &str, shown: &str) -> Inline {
        let link = Link {
            id: NodeId(9),
            target: LinkTarget::Url(url.to_owned()),
            destination: Destination::Nowhere,
            content: vec![text(shown)],
        };
        Inline { span: Span::default(), kind: InlineKind::Link(link) }
    }

    fn call(note: u32) -> Inline {
        let call = NoteCall { id: NodeId(8), note: NoteId(note), term: Vec::new() };
        Inline { span: Span::default(), kind: InlineKind::NoteCall(call) }
    }

    fn paragraph(content: Vec<Inline>) -> Block {
        Block { id: NodeId(1), span: Span::default(), kind: BlockKind::Paragraph(content) }
    }

    fn chapter(content: Vec<Inline>, notes: Vec<Vec<Inline>>) -> Document {
        let note = |content| Note { id: NodeId(2), span: Span::default(), number: 1, body: vec![paragraph(content)] };
        let notes = notes.into_iter().map(note).collect();
        Document { blocks: vec![paragraph(content)], notes, next_node: 10, ..Document::default() }
    }

    fn printed(documents: Vec<Document>, how: PrintUrls) -> String {
        let book = book(documents, &SiteContext::default(), &mut Diagnostics::new());
        let text = dump::book(&with_addresses(&book, how));
        let lines = text.lines().map(str::trim).filter(|line| line.starts_with("note ") || line.starts_with("para"));
        lines.collect::<Vec<_>>().join("\n").replace("link(url ", "(")
    }

    #[test]
    fn an_address_is_a_note_once_a_chapter_in_the_sequence_of_notes() {
        let one = || {
            let run = vec![link("https://a.example/x", "a"), call(0), link("https://a.example/x/", "again")];
            chapter(run, vec![vec![text("own")]])
        };
        let dumped = printed(vec![one(), one()], PrintUrls::Note);
        let numbers: Vec<&str> = dumped.lines().filter(|line| line.starts_with("note ")).collect();
        assert_eq!(
            numbers.iter().map(|line| line.split(" @").next().unwrap_or("")).collect::<Vec<_>>(),
            ["note 1 number 2", "note 2 number 2", "note 3 number 1", "note 4 number 1"],
            "{dumped}"
        );
        assert_eq!(dumped.matches("{\"https://a.example/x\"}").count(), 2, "{dumped}");
    }

    #[test]
    fn a_link_that_says_its_address_gets_none_and_one_in_a_note_gets_it_beside_it() {
        let run = vec![link("https://www.a.example/", "a.example"), call(0)];
        let notes = vec![vec![link("https://b.example", "b")]];
        let dumped = printed(vec![chapter(run.clone(), notes.clone())], PrintUrls::Note);
        assert_eq!(dumped.matches("note ").count(), 1, "{dumped}");
        assert!(
            dumped.contains("{\"b\"} \" (\" (https://b.example -> https://b.example){\"https://b.example\"} \")\"")
        );
        let inline = printed(vec![chapter(vec![link("https://b.example", "b")], vec![])], PrintUrls::Inline);
        assert!(inline.contains("\" (\" (https://b.example"), "{inline}");
        let none = printed(vec![chapter(run, notes)], PrintUrls::None);
        assert!(!none.contains("{\"https://b.example\"}"), "{none}");
    }
}
