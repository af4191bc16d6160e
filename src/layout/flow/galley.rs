//! Galleys: what is set by itself. They are set on all cores, and again where their page references change; then they are
//! joined to the list of their part.

use super::build::{Builder, ChapterContext, Proof, Setting};
use super::context::Context;
use super::divide::{Home, Section};
use super::items::retag_each;
use super::opening::OpeningKind;
use super::references::References;
use super::tree::{Levels, Tree};
use super::vlist::{ScopeId, VBox, VItem, VList};
use crate::diagnostics::Diagnostics;
use crate::document::{Block, Chapter, NodeId, NoteId, Part};
use crate::layout::fonts::FaceId;
use crate::layout::page::StructId;
use std::collections::BTreeSet;
use std::ops::Range;

/// What a galley says.
#[derive(Clone, Copy)]
pub enum Matter<'a> {
    /// The title alone.
    HalfTitle,
    /// The title page.
    TitlePage,
    /// The back of the title page.
    CopyrightPage,
    /// The contents on pages of their own.
    ContentsPages,
    /// What begins a part of the book.
    Divider(&'a Part),
    /// How a chapter begins: its title block, and its text up to the first heading.
    Opening {
        /// The chapter.
        chapter: &'a Chapter,
        /// Where its title is.
        kind: OpeningKind,
        /// Whether the contents of the book follow its title block.
        contents: bool,
        /// The text.
        blocks: &'a [Block],
    },
    /// A heading and what follows it.
    Section(&'a Section<'a>),
    /// The notes at the end of a chapter, each with its call.
    EndNotes(&'a [(NoteId, NodeId)]),
    /// The colophon below the text; `said` if a page before it has said where the text first appeared.
    Colophon {
        /// Whether that is said.
        said: bool,
    },
    /// The colophon on a page of its own.
    ColophonPage,
}

impl Matter<'_> {
    /// Whether it names the faces that everything else is set in.
    pub fn names_faces(&self) -> bool {
        matches!(self, Matter::Colophon { .. } | Matter::ColophonPage)
    }
}

/// A galley, joined to its part's list once it is set.
pub struct Galley<'a> {
    /// What it says.
    pub matter: Matter<'a>,
    /// The chapter around it.
    pub chapter: ChapterContext,
    /// The element that its blocks belong to.
    pub parent: StructId,
    /// Which notes are set with it.
    pub home: Option<Home>,
    /// How many items of the part's list are its.
    pub length: usize,
    /// Its elements among those of the book.
    pub elements: Range<u32>,
    /// What it says of pages.
    pub references: References,
    /// What was noticed.
    pub diagnostics: Diagnostics,
}

impl<'a> Galley<'a> {
    /// One that is not set yet.
    pub fn new(matter: Matter<'a>, chapter: ChapterContext, parent: StructId, home: Option<Home>) -> Galley<'a> {
        Galley {
            matter,
            chapter,
            parent,
            home,
            length: 0,
            elements: 0..0,
            references: References::default(),
            diagnostics: Diagnostics::new(),
        }
    }

    /// Sets it, given what it says of pages and how many elements there are outside it. A colophon names `faces`.
    pub fn set(
        &self,
        context: &'a Context<'a>,
        references: References,
        outside: u32,
        faces: &BTreeSet<FaceId>,
    ) -> Proof {
        let mut builder = Builder::new(context, self.chapter.clone());
        builder.tree = Tree::within(outside);
        builder.references = references;
        builder.take_notes_of(self.home);
        let setting = builder.body_setting(self.parent);
        let off_grid = Setting { grid: false, ..setting.clone() };
        let (book, edition) = (context.book, context.options.edition);
        match self.matter {
            Matter::HalfTitle => builder.half_title(book, &off_grid),
            Matter::TitlePage => builder.title_page(book, &off_grid),
            Matter::CopyrightPage => builder.copyright_page(book, edition, &off_grid),
            Matter::ContentsPages => builder.contents_pages(book, &setting),
            Matter::Divider(part) => builder.divider(part, &setting),
            Matter::Opening { chapter, kind, contents, blocks } => {
                builder.opening(chapter, kind, &setting);
                if contents {
                    builder.post_contents(chapter, &setting);
                }
                let rest = builder.beginning(blocks, &setting);
                builder.blocks(rest, &setting);
            }
            Matter::Section(section) => {
                builder.go_on(section.levels.clone());
                builder.blocks(section.blocks, &setting);
            }
            Matter::EndNotes(calls) => {
                builder.go_on(Levels::default());
                builder.end_notes(calls, &setting);
            }
            Matter::Colophon { said } => {
                builder.go_on(Levels::default());
                builder.colophon(book, said, faces, &setting);
            }
            Matter::ColophonPage => builder.colophon_page(book, edition, faces, &setting),
        }
        builder.finish()
    }
}

/// What is added to the numbers that a galley gives, which begin anew in each.
#[derive(Clone, Copy, Debug)]
pub struct Offsets {
    /// Elements from this one on are the galley's own.
    pub outside: u32,
    /// To those.
    pub elements: u32,
    /// To its paragraphs.
    pub paragraphs: u32,
}

impl VList {
    /// Adds a galley's list to that of its part; says how many items were added. A break that it begins with is one with
    /// that before it.
    pub fn join(&mut self, mut galley: VList, offsets: Offsets) -> usize {
        let scopes = self.scopes.len();
        galley.renumber(offsets, scopes);
        self.scopes.append(&mut galley.scopes);
        self.notes.append(&mut galley.notes);
        self.asides.append(&mut galley.asides);
        self.join_break(&galley.items);
        let length = galley.items.len();
        self.items.append(&mut galley.items);
        length
    }

    /// Makes the last break as dear as one that items begin with which follow, if there is no box between.
    pub fn join_break(&mut self, next: &[VItem]) {
        let is_space = |item: &&VItem| matches!(item, VItem::Glue(_) | VItem::Mark(_));
        let Some(VItem::Break(next)) = next.iter().find(|item| !is_space(item)) else { return };
        if let Some(VItem::Break(last)) = self.items.iter_mut().rev().find(|item| !is_space(&&**item)) {
            *last = last.and(*next);
        }
    }

    /// Gives everything in a galley the numbers that it has in its part and its book.
    fn renumber(&mut self, offsets: Offsets, scopes: usize) {
        let later = |id: &mut ScopeId| id.0 += scopes;
        self.scopes.iter_mut().filter_map(|scope| scope.parent.as_mut()).for_each(later);
        for item in &mut self.items {
            match item {
                VItem::Open(id) | VItem::Close(id) => later(id),
                VItem::Box(vbox) | VItem::Float(vbox) => renumber(vbox, offsets),
                VItem::Glue(_) | VItem::Break(_) | VItem::Mark(_) => {}
            }
        }
        self.asides.values_mut().for_each(|vbox| renumber(vbox, offsets));
        for vbox in self.notes.values_mut().flatten() {
            vbox.frames.iter_mut().for_each(|frame| later(&mut frame.scope));
            renumber(vbox, offsets);
        }
    }
}

fn renumber(vbox: &mut VBox, offsets: Offsets) {
    let element = |id: &mut StructId| {
        if id.0 >= offsets.outside {
            id.0 += offsets.elements;
        }
    };
    retag_each(&mut vbox.items, &element);
    vbox.row.iter_mut().for_each(|row| element(&mut row.row));
    vbox.quality.iter_mut().for_each(|line| line.paragraph += offsets.paragraphs);
}
