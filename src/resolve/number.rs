//! What is counted in reading order: the numbers of notes, the slugs of headings; and the outline.

use super::slug::Slugger;
use crate::document::visit::{self, Visit};
use crate::document::{Block, BlockKind, Heading, Metadata, NodeId, Note, NoteId, OutlineEntry, walk};
use std::collections::{BTreeMap, BTreeSet};

/// Numbers the notes of one chapter from 1 in reading order: the opening, the takeaways, the text. A note that another
/// note calls follows that note. `notes` are those of the whole book.
pub fn notes(meta: &Metadata, blocks: &[Block], notes: &mut [Note]) {
    for (number, id) in (1..).zip(called(meta, blocks, notes)) {
        if let Some(note) = notes.get_mut(id.index()) {
            note.number = number;
        }
    }
}

/// Numbers the formulas of a post that ask for it, from 1 in reading order; a tag stays what it is. Returns the numbers.
pub fn equations(blocks: &mut [Block]) -> BTreeMap<NodeId, String> {
    let (mut numbers, mut count) = (BTreeMap::new(), 0_u32);
    number_equations(blocks, &mut count, &mut numbers);
    numbers
}

fn number_equations(blocks: &mut [Block], count: &mut u32, numbers: &mut BTreeMap<NodeId, String>) {
    for block in blocks {
        if let BlockKind::Equation(equation) = &mut block.kind {
            if equation.number.is_none() && equation.formula.numbered {
                *count += 1;
                equation.number = Some(count.to_string());
            }
            numbers.extend(equation.number.clone().map(|number| (block.id, number)));
        }
        for content in block.kind.content_mut() {
            if let walk::ContentMut::Blocks(inner) = content {
                number_equations(inner, count, numbers);
            }
        }
    }
}

/// The notes that a chapter calls, each once, in reading order.
pub fn called(meta: &Metadata, blocks: &[Block], notes: &[Note]) -> Vec<NoteId> {
    let mut calls = Vec::new();
    let mut take = |found: Visit<'_>| {
        if let Visit::Call(call) = found {
            calls.push(call.note);
        }
    };
    meta.lead.iter().chain(&meta.tldr).for_each(|run| visit::inlines(run, &mut take));
    visit::blocks(blocks, &mut take);

    // A stack of calls to come instead of recursion: footnotes may call each other in long chains, and in rings.
    let mut found = Vec::new();
    let mut taken = BTreeSet::new();
    let mut pending = vec![calls.into_iter()];
    while let Some(calls) = pending.last_mut() {
        let Some(id) = calls.next() else {
            pending.pop();
            continue;
        };
        let Some(note) = notes.get(id.index()).filter(|_| taken.insert(id)) else { continue };
        found.push(id);
        let mut inner = Vec::new();
        visit::blocks(&note.body, &mut |found| {
            if let Visit::Call(call) = found {
                inner.push(call.note);
            }
        });
        pending.push(inner.into_iter());
    }
    found
}

/// Gives every heading of a text its slug. Returns the node of each slug.
pub fn slugs(blocks: &mut [Block]) -> BTreeMap<String, NodeId> {
    let mut pass = SlugPass::default();
    walk::blocks_mut(blocks, &mut |block| {
        if let BlockKind::Heading(heading) = &mut block.kind {
            pass.heading(block.id, heading);
        }
    });
    pass.nodes
}

#[derive(Default)]
struct SlugPass {
    slugger: Slugger,
    nodes: BTreeMap<String, NodeId>,
}

impl SlugPass {
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
