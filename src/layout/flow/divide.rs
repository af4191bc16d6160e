//! Dividing chapters into sections, each of which is set by itself: at the headings of their own level, since nothing
//! that is before a heading changes how what follows it is set.

use super::tree::Levels;
use crate::document::walk::{self, inline_tree, inlines};
use crate::document::{Block, BlockKind, Book, Chapter, Inline, InlineKind, NodeId, Note, NoteId};
use std::collections::BTreeMap;

/// A chapter divided.
#[derive(Debug, Default)]
pub struct Division<'a> {
    /// What is before its first heading.
    pub opening: &'a [Block],
    /// From each heading to the next.
    pub sections: Vec<Section<'a>>,
    /// The notes that its text calls first, each with its call: those that are at its end, in order.
    pub calls: Vec<(NoteId, NodeId)>,
}

/// A heading and what follows it.
#[derive(Debug)]
pub struct Section<'a> {
    /// Its blocks.
    pub blocks: &'a [Block],
    /// The headings around it.
    pub levels: Levels,
}

/// Where a note is set: with the text that calls it first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Home {
    /// Index of the chapter.
    pub chapter: usize,
    /// 0 is the opening, then come the sections and the notes at the end.
    pub section: usize,
}

/// Where each note is set.
pub type NoteHomes = BTreeMap<NoteId, Home>;

/// Divides the chapters of a book. `at_end` if notes are at the ends of chapters: then a note that a note calls is set
/// there, too.
pub fn divide(book: &Book, at_end: bool) -> (Vec<Division<'_>>, NoteHomes) {
    let mut finder = NoteHomeFinder { notes: &book.notes, homes: NoteHomes::new(), at_end };
    let divisions = book.chapters.iter().enumerate().map(|(index, chapter)| finder.divide(index, chapter)).collect();
    (divisions, finder.homes)
}

/// Finds the homes of notes.
struct NoteHomeFinder<'a> {
    notes: &'a [Note],
    homes: NoteHomes,
    at_end: bool,
}

impl NoteHomeFinder<'_> {
    fn divide<'a>(&mut self, index: usize, chapter: &'a Chapter) -> Division<'a> {
        let is_heading = |block: &Block| matches!(block.kind, BlockKind::Heading(_));
        let first = chapter.blocks.iter().position(is_heading).unwrap_or(chapter.blocks.len());
        let (opening, mut rest) = chapter.blocks.split_at(first);
        let mut division = Division { opening, ..Division::default() };
        let mut home = Home { chapter: index, section: 0 };
        let mut called = Vec::new();
        for run in chapter.meta.lead.iter().chain(&chapter.meta.tldr) {
            inline_tree(run, &mut |inline| called.extend(call(inline)));
        }
        inlines(opening, &mut |inline| called.extend(call(inline)));
        self.settle(called, home, &mut division.calls);
        let mut levels = Levels::default();
        note_levels(opening, &mut levels);
        while let [_, after @ ..] = rest {
            let length = after.iter().position(is_heading).map_or(rest.len(), |next| next + 1);
            let (blocks, others) = rest.split_at(length);
            division.sections.push(Section { blocks, levels: levels.clone() });
            note_levels(blocks, &mut levels);
            home.section += 1;
            let mut called = Vec::new();
            inlines(blocks, &mut |inline| called.extend(call(inline)));
            self.settle(called, home, &mut division.calls);
            rest = others;
        }
        home.section += 1;
        if self.at_end {
            self.settle_nested(division.calls.iter().map(|(note, _)| *note).collect(), home);
        }
        division
    }

    /// Gives notes that are called for the first time a home.
    fn settle(&mut self, called: Vec<(NoteId, NodeId)>, home: Home, calls: &mut Vec<(NoteId, NodeId)>) {
        let mut new = Vec::new();
        for (note, node) in called {
            if self.take(note, home) {
                calls.push((note, node));
                new.push(note);
            }
        }
        if !self.at_end {
            self.settle_nested(new, home);
        }
    }

    /// The same for those that notes call.
    fn settle_nested(&mut self, mut outer: Vec<NoteId>, home: Home) {
        while let Some(note) = outer.pop() {
            let note = self.notes.get(note.index());
            let mut called = Vec::new();
            inlines(note.map_or(&[][..], |note| &note.body), &mut |inline| called.extend(call(inline)));
            outer.extend(called.into_iter().map(|(note, _)| note).filter(|note| self.take(*note, home)));
        }
    }

    /// Whether a note had no home so far.
    fn take(&mut self, note: NoteId, home: Home) -> bool {
        let new = !self.homes.contains_key(&note);
        if new {
            self.homes.insert(note, home);
        }
        new
    }
}

fn call(inline: &Inline) -> Option<(NoteId, NodeId)> {
    match &inline.kind {
        InlineKind::NoteCall(call) => Some((call.note, call.id)),
        _ => None,
    }
}

/// Goes past the headings of blocks, in whatever block they are.
fn note_levels(blocks: &[Block], levels: &mut Levels) {
    walk::blocks(blocks, &mut |block| {
        if let BlockKind::Heading(heading) = &block.kind {
            levels.enter(heading.level, 0);
        }
    });
}
