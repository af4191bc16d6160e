//! What is counted in reading order: the numbers of notes, the slugs of headings; and the outline.

use super::slug::Slugger;
use crate::document::{
    Block, BlockKind, Heading, Inline, InlineKind, Metadata, NodeId, Note, NoteId, OutlineEntry, walk,
};
use std::collections::{BTreeMap, BTreeSet};

/// Numbers the notes of one chapter from 1 in reading order: the opening, the takeaways, the text. A note that another
/// note calls follows that note. `notes` are those of the whole book.
pub fn notes(meta: &Metadata, blocks: &[Block], notes: &mut [Note]) {
    for (number, NoteId(index)) in (1..).zip(called(meta, blocks, notes)) {
        if let Some(note) = notes.get_mut(index as usize) {
            note.number = number;
        }
    }
}

/// The notes that a chapter calls, each once, in reading order.
pub fn called(meta: &Metadata, blocks: &[Block], notes: &[Note]) -> Vec<NoteId> {
    let mut calls = Vec::new();
    for run in meta.lead.iter().chain(&meta.tldr) {
        push_calls(run, &mut calls);
    }
    push_block_calls(blocks, &mut calls);

    // A stack of calls to come instead of recursion: footnotes may call each other in long chains, and in rings.
    let mut found = Vec::new();
    let mut taken = BTreeSet::new();
    let mut pending = vec![calls.into_iter()];
    while let Some(calls) = pending.last_mut() {
        let Some(id) = calls.next() else {
            pending.pop();
            continue;
        };
        let Some(note) = notes.get(id.0 as usize).filter(|_| taken.insert(id)) else { continue };
        found.push(id);
        let mut inner = Vec::new();
        push_block_calls(&note.body, &mut inner);
        pending.push(inner.into_iter());
    }
    found
}

/// The calls of a run as they are read: a call's number stands after its term, hence after the calls in that.
fn push_calls(run: &[Inline], calls: &mut Vec<NoteId>) {
    for inline in run {
        push_calls(inline.kind.children(), calls);
        if let InlineKind::NoteCall(call) = &inline.kind {
            calls.push(call.note);
        }
    }
}

fn push_block_calls(blocks: &[Block], calls: &mut Vec<NoteId>) {
    for content in blocks.iter().flat_map(|block| block.kind.content()) {
        match content {
            walk::Content::Inlines(run) => push_calls(run, calls),
            walk::Content::Blocks(inner) => push_block_calls(inner, calls),
        }
    }
}

/// Gives every heading of a text its slug. Returns the node of each slug.
pub fn slugs(blocks: &mut [Block]) -> BTreeMap<String, NodeId> {
    let mut pass = SlugPass::default();
    pass.blocks(blocks);
    pass.nodes
}

#[derive(Default)]
struct SlugPass {
    slugger: Slugger,
    nodes: BTreeMap<String, NodeId>,
}

impl SlugPass {
    fn blocks(&mut self, blocks: &mut [Block]) {
        for block in blocks {
            let id = block.id;
            if let BlockKind::Heading(heading) = &mut block.kind {
                self.heading(id, heading);
            }
            for content in block.kind.content_mut() {
                if let walk::ContentMut::Blocks(inner) = content {
                    self.blocks(inner);
                }
            }
        }
    }

    fn heading(&mut self, id: NodeId, heading: &mut Heading) {
        heading.slug = match heading.slug.is_empty() {
            true => self.slugger.unique(walk::plain_text(&heading.content).trim()),
            false => self.slugger.given(&heading.slug),
        };
        self.nodes.insert(heading.slug.clone(), id);
    }
}

/// The outline of a post: its top-level headings, nested by level. A heading inside a callout belongs to the callout.
pub fn outline(blocks: &[Block]) -> Vec<OutlineEntry> {
    let entries = blocks.iter().filter_map(|block| {
        let BlockKind::Heading(heading) = &block.kind else { return None };
        let title = walk::plain_text(&heading.content).trim().to_owned();
        Some(OutlineEntry {
            node: block.id,
            level: heading.level,
            number: heading.number.clone(),
            title,
            children: Vec::new(),
        })
    });
    let mut roots: Vec<OutlineEntry> = Vec::new();
    // The path of open entries from a root down; closed when a heading of the same or a higher rank comes.
    let mut open: Vec<OutlineEntry> = Vec::new();
    for entry in entries {
        while open.last().is_some_and(|last| last.level >= entry.level) {
            close(&mut open, &mut roots);
        }
        open.push(entry);
    }
    while !open.is_empty() {
        close(&mut open, &mut roots);
    }
    roots
}

fn close(open: &mut Vec<OutlineEntry>, roots: &mut Vec<OutlineEntry>) {
    if let Some(done) = open.pop() {
        open.last_mut().map_or(roots, |parent| &mut parent.children).push(done);
    }
}
