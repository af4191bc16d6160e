//! A vertical list made ready for walks that start anywhere.

use super::footnotes::total_heights;
use super::margin::Column;
use super::state::Remaining;
use crate::document::NoteId;
use crate::layout::flow::vlist::{ScopeId, VItem, VList};
use crate::layout::units::Pt;
use std::collections::BTreeMap;

/// The geometry of every page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PageGeometry {
    /// Height of the text area: a whole number of leadings.
    pub height: Pt,
    /// Distance of the grid's lines.
    pub leading: Pt,
    /// Least space between text and notes, the rule in it.
    pub note_gap: Pt,
    /// The margin's column of notes.
    pub column: Column,
}

/// A list and the pages that it goes on.
pub struct Material<'a> {
    /// The list.
    pub list: &'a VList,
    /// The page.
    pub page: PageGeometry,
    /// The innermost scope before each item, and at the end.
    around: Vec<Option<ScopeId>>,
    /// Index of the item after the last box or figure.
    after_last: usize,
    /// Height of each note with the notes that it calls.
    note_heights: BTreeMap<NoteId, Pt>,
}

impl<'a> Material<'a> {
    /// Prepares a list.
    pub fn new(list: &'a VList, page: PageGeometry) -> Self {
        let mut around = Vec::with_capacity(list.items.len() + 1);
        let (mut innermost, mut after_last) = (None, 0);
        for (index, item) in list.items.iter().enumerate() {
            around.push(innermost);
            match item {
                VItem::Open(id) => innermost = Some(*id),
                VItem::Close(id) => innermost = list.scope(*id).and_then(|scope| scope.parent),
                VItem::Box(_) | VItem::Float(_) => after_last = index + 1,
                VItem::Glue(_) | VItem::Break(_) | VItem::Mark(_) => {}
            }
        }
        around.push(innermost);
        Material { list, page, around, after_last, note_heights: total_heights(list) }
    }

    /// Whether nothing is left.
    pub fn done(&self, remaining: &Remaining) -> bool {
        remaining.at >= self.after_last && remaining.notes.is_empty() && remaining.floats.is_empty()
    }

    /// Whether no box or figure is at an item or after it.
    pub fn no_box_from(&self, at: usize) -> bool {
        at >= self.after_last
    }

    /// The scopes around an item, outermost first.
    pub fn open_at(&self, index: usize) -> Vec<ScopeId> {
        let mut open = Vec::new();
        let mut innermost = self.around.get(index).copied().flatten();
        while let Some(id) = innermost {
            open.push(id);
            innermost = self.list.scope(id).and_then(|scope| scope.parent);
        }
        open.reverse();
        open
    }

    /// The height of a note, with that of the notes it calls.
    pub fn note_height(&self, note: NoteId) -> Pt {
        self.note_heights.get(&note).copied().unwrap_or(Pt::ZERO)
    }

    /// What is left of notes, in points: the lines themselves and the notes called on them.
    pub fn note_depth(&self, remaining: &Remaining) -> Pt {
        let lines = |(note, from): &(NoteId, usize)| self.list.notes.get(note).into_iter().flatten().skip(*from);
        let line = |vbox: &crate::layout::flow::vlist::VBox| -> Pt {
            vbox.height + vbox.notes.iter().map(|nested| self.note_height(*nested)).sum()
        };
        remaining.notes.iter().flat_map(lines).map(line).sum()
    }
}
