//! Notes that are called and wait to be built.

use crate::document::{NodeId, NoteId};
use crate::layout::flow::divide::Home;
use crate::layout::flow::options::NotePlacement;
use crate::layout::page::StructId;
use crate::layout::text::Piece;
use crate::layout::units::Pt;
use std::collections::{BTreeSet, VecDeque};

/// A note that is called and not built yet.
pub struct Called {
    /// The note.
    pub note: NoteId,
    /// Its element, right after its reference; notes at the end get theirs there.
    pub element: Option<StructId>,
    /// What its number leads back to.
    pub call: NodeId,
    /// Whether it may be in the margin: its call is in running text.
    pub aside: bool,
}

/// What a builder knows of notes.
#[derive(Default)]
pub struct Notes {
    /// Where they are.
    pub placement: NotePlacement,
    /// Width of the margin's column, if there is one.
    pub column: Option<Pt>,
    /// Those notes are set that have their home here.
    pub home: Option<Home>,
    /// Notes called and not built yet.
    pub pending: VecDeque<Called>,
    /// Notes whose first call has been placed.
    pub placed: BTreeSet<NoteId>,
    /// Notes whose body has been or will be built.
    pub called: BTreeSet<NoteId>,
    /// Whether a note's body is being built: the notes it calls wait until it is whole.
    pub inside: bool,
    /// Whether the calls at hand belong to what is apart from the text (a table, a figure).
    pub apart: bool,
    /// What goes before the text of the next paragraph.
    pub run_in: Vec<Piece>,
}

impl Notes {
    /// None called yet.
    pub fn new(placement: NotePlacement, column: Option<Pt>) -> Notes {
        Notes { placement, column, ..Notes::default() }
    }

    /// The notes that a line brings to its page: those not called before, none if they are at the end.
    pub fn first_calls(&mut self, called: Vec<NoteId>) -> Vec<NoteId> {
        let at_end = self.placement == NotePlacement::End;
        called.into_iter().filter(|note| self.placed.insert(*note) && !at_end).collect()
    }

    /// The number of a note in the margin, before the paragraph that begins it.
    pub fn take_run_in(&mut self) -> Vec<Piece> {
        std::mem::take(&mut self.run_in)
    }
}
