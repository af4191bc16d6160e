//! What is known before anything is set: the book, what it is set with, and on which page.

use super::divide::{Division, NoteHomes, divide};
use super::geometry::Geometry;
use super::links;
use super::options::{LayoutOptions, NotePlacement};
use super::outline::{NoteSections, note_sections};
use super::references::PageRefs;
use crate::document::direction::is_right_to_left;
use crate::document::{Book, NodeId, Note, NoteId, Rgb};
use crate::layout::fonts::FontBook;
use crate::layout::units::Pt;
use crate::resolve::Assets;
use crate::theme::Theme;
use std::collections::BTreeSet;

/// What every galley is set with.
pub struct Context<'a> {
    /// The book.
    pub book: &'a Book,
    /// Its images.
    pub assets: &'a Assets,
    /// The theme.
    pub theme: &'a Theme,
    /// The fonts.
    pub fonts: &'a FontBook,
    /// What the run asks for.
    pub options: &'a LayoutOptions,
    /// The page. Only this changes when the gutter gets wider.
    pub geometry: Geometry,
    /// The accent colour outside callouts.
    pub accent: Rgb,
    /// The book's chapters, divided into what is set by itself.
    pub divisions: Vec<Division<'a>>,
    /// Where each note is set.
    pub note_homes: NoteHomes,
    /// Sections of notes at the ends of chapters, if they are there.
    pub note_sections: NoteSections,
    /// Nodes that a link in the book leads to.
    pub linked: BTreeSet<NodeId>,
    /// Entries of a glossary: the alphabet leads to them, so that no link says their page.
    alphabetical: BTreeSet<NodeId>,
}

impl<'a> Context<'a> {
    /// Of a book on pages whose margin at the spine is at least `gutter`.
    pub fn new(
        book: &'a Book,
        assets: &'a Assets,
        theme: &'a Theme,
        fonts: &'a FontBook,
        options: &'a LayoutOptions,
        gutter: Pt,
    ) -> Self {
        let at_end = options.notes == NotePlacement::End;
        let (divisions, note_homes) = divide(book, at_end);
        let entries = book.chapters.iter().filter_map(|chapter| chapter.glossary()).flatten();
        Context {
            book,
            assets,
            theme,
            fonts,
            options,
            geometry: Geometry::new(theme, options, gutter),
            accent: theme.accent(book.meta.category.as_deref(), book.meta.category_color),
            divisions,
            note_homes,
            note_sections: if at_end { note_sections(book) } else { NoteSections::new() },
            linked: links::targets(book),
            alphabetical: entries.map(|entry| entry.id).collect(),
        }
    }

    /// Height of the text area, which nothing indivisible may pass.
    pub fn page_height(&self) -> Pt {
        self.geometry.area.height
    }

    /// Width of the text area.
    pub fn measure(&self) -> Pt {
        self.geometry.area.width
    }

    /// Whether the finished pages will be mirrored, since the book is read from right to left.
    pub fn is_mirrored(&self) -> bool {
        is_right_to_left(&self.book.meta.lang)
    }

    /// A note by its id.
    pub fn note(&self, id: NoteId) -> Option<&'a Note> {
        self.book.note(id)
    }

    /// Whether pages are shown in the text at all.
    pub fn shows_pages(&self) -> bool {
        self.options.page_refs != PageRefs::Never
    }

    /// Whether links to a node say its page, unless it is in sight.
    pub fn shows_page_of(&self, target: NodeId) -> bool {
        self.shows_pages() && !self.alphabetical.contains(&target)
    }
}
