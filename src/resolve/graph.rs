//! Who links to whom on a whole site.
//!
//! All texts are assembled as if they were one book: then every link that leads anywhere leads to a node of it, and
//! what is wrong with the others has been said, as when a book is made.

use super::assembly::Assembly;
use super::context::{SiteContext, note_name};
use super::glossary;
use crate::diagnostics::Diagnostics;
use crate::document::{Block, BlockKind, Chapter, Destination, Document, Inline, InlineKind, NodeId, walk};
use crate::source::{SourceId, Span};
use std::collections::BTreeMap;

/// The texts of a site and the links between them.
#[derive(Clone, Debug, Default)]
pub struct LinkGraph {
    /// Posts by category and id, then field notes by name.
    pub texts: Vec<LinkedText>,
}

/// A text of the site.
#[derive(Clone, Debug)]
pub struct LinkedText {
    /// `category/id`, or `note/uid`.
    pub key: String,
    /// Whether it is a field note.
    pub is_note: bool,
    /// Title, or the name of a field note.
    pub title: String,
    /// Its file, by the span of its front matter.
    pub source: SourceId,
    /// Links to other texts of the site, in the order of their places.
    pub links: Vec<LinkOut>,
    /// Indexes of the texts that link here, in order, each once.
    pub linked_from: Vec<usize>,
}

/// A link to another text of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkOut {
    /// Index of the text.
    pub to: usize,
    /// The slug of the heading it leads to.
    pub heading: Option<String>,
    /// Where it is.
    pub span: Span,
}

/// The links of a whole site. `documents` are all its texts with their files; what is wrong with a link is reported.
pub fn graph(documents: Vec<(SourceId, Document)>, site: &SiteContext, diagnostics: &mut Diagnostics) -> LinkGraph {
    let mut named: Vec<(LinkedText, Document)> = documents.into_iter().map(|(id, d)| (describe(id, &d), d)).collect();
    // Texts of one key stay in the order given: which number a source has depends on who was read first.
    named.sort_by(|(a, _), (b, _)| (a.is_note, &a.key).cmp(&(b.is_note, &b.key)));
    let mut assembly = Assembly::default();
    let mut texts = Vec::new();
    for (text, document) in named {
        texts.push(text);
        assembly.add(document, site);
    }
    assembly.resolve(site, diagnostics);
    let targets = Targets::new(&assembly);
    for index in 0..texts.len() {
        let links = targets.links(index, &assembly);
        for to in links.iter().map(|link| link.to) {
            if let Some(text) = texts.get_mut(to).filter(|text| text.linked_from.last() != Some(&index)) {
                text.linked_from.push(index);
            }
        }
        if let Some(text) = texts.get_mut(index) {
            text.links = links;
        }
    }
    LinkGraph { texts }
}

fn describe(source: SourceId, document: &Document) -> LinkedText {
    let meta = &document.meta;
    let (key, title) = match &meta.field_note {
        Some(note) => (format!("note/{}", if note.uid.is_empty() { &meta.id } else { &note.uid }), note_name(meta)),
        None => (format!("{}/{}", meta.category.as_deref().unwrap_or(""), meta.id), meta.title.clone()),
    };
    LinkedText { key, is_note: meta.field_note.is_some(), title, source, links: Vec::new(), linked_from: Vec::new() }
}

/// Which text a node belongs to, and which heading it is.
struct Targets {
    /// The first node of each text, ascending.
    starts: Vec<NodeId>,
    headings: BTreeMap<NodeId, String>,
}

impl Targets {
    fn new(book: &Assembly) -> Targets {
        let headings = book.posts.iter().flat_map(|post| &post.headings);
        Targets {
            starts: book.chapters.iter().map(|chapter| chapter.id).collect(),
            headings: headings.map(|(slug, node)| (*node, slug.clone())).collect(),
        }
    }

    /// The links of a text to other texts, in the order of their places.
    fn links(&self, index: usize, book: &Assembly) -> Vec<LinkOut> {
        let Some(chapter) = book.chapters.get(index) else { return Vec::new() };
        let mut found = Vec::new();
        let mut add = |destination: &Destination, span: Span| {
            let Destination::Node(node) = destination else { return };
            let to = glossary::text_of(&self.starts, *node);
            if let Some(to) = to.filter(|to| *to != index) {
                found.push(LinkOut { to, heading: self.headings.get(node).cloned(), span });
            }
        };
        let mut take = |inline: &Inline| {
            if let InlineKind::Link(link) = &inline.kind {
                add(&link.destination, inline.span);
            }
        };
        glossary::each_link_of(&chapter.meta, &chapter.blocks, book.notes_of(index), &mut take);
        relations(chapter, &mut add);
        found.sort_by_key(|link| link.span);
        found
    }
}

/// How a field note relates to others.
fn relations(chapter: &Chapter, add: &mut impl FnMut(&Destination, Span)) {
    walk::blocks(&chapter.blocks, &mut |block: &Block| {
        if let BlockKind::Interactions(entries) = &block.kind {
            entries.iter().for_each(|entry| add(&entry.destination, entry.span));
        }
    });
}
