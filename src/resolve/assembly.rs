//! Documents put together: ids are moved apart, and links find what they lead to.

use super::context::{SiteContext, note_name};
use super::links::{LinkResolver, LinkablePost, Said, note_keys};
use super::manuscript::{self, Piece};
use super::number;
use super::punctuation;
use super::renumber::Renumber;
use crate::diagnostics::Diagnostics;
use crate::document::{Block, BlockKind, Chapter, Document, Interaction, Metadata, NodeId, Note, walk};
use std::ops::Range;

/// The documents taken over so far.
#[derive(Default)]
pub struct Assembly {
    /// Their chapters: one a document, several of a manuscript.
    pub chapters: Vec<Chapter>,
    /// Their notes.
    pub notes: Vec<Note>,
    /// The documents, as links see them.
    pub posts: Vec<LinkablePost>,
    /// What each document became.
    places: Vec<Place>,
    /// Document of each chapter.
    owners: Vec<usize>,
    /// Whether the document of each chapter numbers its level-1 headings.
    pub numbered: Vec<bool>,
    /// One past the largest node in use.
    pub next_node: u32,
}

/// What a document became.
#[derive(Clone, Debug, Default)]
struct Place {
    chapters: Range<usize>,
    notes: Range<usize>,
}

impl Assembly {
    /// Takes a document over as a chapter.
    pub fn add(&mut self, document: Document, site: &SiteContext) {
        let numbered = document.numbered_headings;
        self.take(document, numbered, site, |id, meta, blocks, _| vec![Piece { id, meta, blocks }]);
    }

    /// Takes a document over as the chapters that its level-1 headings begin. Returns its front matter.
    pub fn add_manuscript(
        &mut self,
        document: Document,
        site: &SiteContext,
        diagnostics: &mut Diagnostics,
    ) -> Metadata {
        let mut whole = Metadata::default();
        // Its numbered headings are chapters, which the book numbers.
        self.take(document, false, site, |id, meta, blocks, next_node| {
            whole = meta.clone();
            manuscript::divide(id, meta, blocks, next_node, diagnostics)
        });
        whole
    }

    fn take(
        &mut self,
        mut document: Document,
        numbered: bool,
        site: &SiteContext,
        divide: impl FnOnce(NodeId, Metadata, Vec<Block>, &mut u32) -> Vec<Piece>,
    ) {
        let id = NodeId(self.next_node);
        let (first_chapter, first_note) = (self.chapters.len(), self.notes.len());
        let nodes = self.next_node.saturating_add(1);
        Renumber { nodes, notes: u32::try_from(first_note).unwrap_or(u32::MAX) }.document(&mut document);
        let mut headings = number::slugs(&mut document.blocks);
        for (name, node) in std::mem::take(&mut document.names) {
            headings.entry(name).or_insert(node);
        }
        let equations = number::equations(&mut document.blocks);
        let note_keys = note_keys(&document.meta);
        // After slugs and keys, which are made of what was typed.
        if document.punctuation {
            punctuation::document(&mut document, site.lang.as_deref().unwrap_or("en"));
        }
        let Document { meta, blocks, notes, mut next_node, .. } = document;
        next_node = next_node.max(nodes);
        let mut post = LinkablePost {
            category: meta.category.clone().unwrap_or_default(),
            id: meta.id.clone(),
            title: meta.title.clone(),
            name: if meta.field_note.is_some() { note_name(&meta) } else { meta.title.clone() },
            note_keys,
            node: id,
            headings,
            equations,
        };
        let pieces = divide(id, meta, blocks, &mut next_node);
        // A link to the document leads to its first chapter.
        post.node = pieces.first().map_or(id, |piece| piece.id);
        for Piece { id, meta, blocks } in pieces {
            self.owners.push(self.posts.len());
            self.numbered.push(numbered);
            self.chapters.push(Chapter { id, meta, blocks, ..Chapter::default() });
        }
        self.posts.push(post);
        self.notes.extend(notes);
        let (chapters, notes) = (first_chapter..self.chapters.len(), first_note..self.notes.len());
        self.places.push(Place { chapters, notes });
        self.next_node = next_node;
    }

    /// A node for something made later.
    pub fn reserve(&mut self) -> NodeId {
        let node = NodeId(self.next_node);
        self.next_node = self.next_node.saturating_add(1);
        node
    }

    /// Gives every link its destination.
    pub fn resolve(&mut self, site: &SiteContext, diagnostics: &mut Diagnostics) {
        for (current, place) in self.places.iter().enumerate() {
            let mut resolver = LinkResolver { site, posts: &self.posts, current, diagnostics, said: Said::default() };
            for chapter in self.chapters.get_mut(place.chapters.clone()).unwrap_or_default() {
                for run in chapter.meta.lead.iter_mut().chain(&mut chapter.meta.tldr) {
                    walk::inline_tree_mut(run, &mut |inline| resolver.inline(inline));
                }
                resolve_blocks(&mut chapter.blocks, &mut resolver);
            }
            for note in self.notes.get_mut(place.notes.clone()).unwrap_or_default() {
                resolve_blocks(&mut note.body, &mut resolver);
            }
        }
    }

    /// The chapters of a document.
    pub fn chapters_of(&self, document: usize) -> Range<usize> {
        self.places.get(document).map_or(self.chapters.len()..self.chapters.len(), |place| place.chapters.clone())
    }

    /// The notes that a chapter calls, by the chapter's index.
    pub fn notes_of(&self, chapter: usize) -> Vec<&Note> {
        let place = self.owners.get(chapter).and_then(|owner| self.places.get(*owner));
        let own = place.and_then(|place| self.notes.get(place.notes.clone())).unwrap_or_default();
        let divided = place.is_some_and(|place| place.chapters.len() > 1);
        match self.chapters.get(chapter).filter(|_| divided) {
            Some(chapter) => {
                let called = number::called(&chapter.meta, &chapter.blocks, &self.notes);
                called.iter().filter_map(|note| self.notes.get(note.index())).collect()
            }
            None => own.iter().collect(),
        }
    }
}

fn resolve_blocks(blocks: &mut [Block], resolver: &mut LinkResolver<'_>) {
    walk::inlines_mut(blocks, &mut |inline| resolver.inline(inline));
    walk::blocks_mut(blocks, &mut |block| {
        if let BlockKind::Interactions(entries) = &mut block.kind {
            for Interaction { target, destination, content, span, .. } in entries {
                resolver.link(target, destination, content, *span);
            }
        }
    });
}
