//! The pages of a part before they have their place in the book: what is on each, and where.

use super::breaking::optimal;
use super::material::{Material, PageGeometry};
use super::state::{Filled, Placed};
use crate::document::{NodeId, NoteId};
use crate::layout::flow::vlist::{VBox, VItem, VList};

/// The pages of a part.
#[derive(Clone, Debug)]
pub struct PlannedPart {
    /// Whether the first is a right one.
    pub recto: bool,
    /// In order.
    pub pages: Vec<FilledPage>,
}

/// A page whose content is known.
#[derive(Clone, Debug, Default)]
pub struct FilledPage {
    /// What is on it, as indices in the part's list.
    pub filled: Filled,
    /// Lines missing at its foot.
    pub short: u32,
    /// Notes that go on on the next page.
    pub split_notes: Vec<NoteId>,
}

/// Chooses the pages of a list.
pub fn plan(list: &VList, page: PageGeometry, recto: bool) -> PlannedPart {
    let material = Material::new(list, page);
    let chosen = optimal(&material, recto);
    let pages = chosen.pages.iter().map(|planned| FilledPage {
        filled: material.fill(&planned.start, &planned.end),
        short: planned.end.short,
        split_notes: planned.end.next.notes.iter().map(|(note, _)| *note).collect(),
    });
    PlannedPart { recto, pages: pages.collect() }
}

impl FilledPage {
    /// The nodes that are on it and that links may lead to, in the order in which it is made up.
    pub fn anchors(&self, list: &VList) -> Vec<NodeId> {
        let mut anchors = Vec::new();
        for placed in &self.filled.placed {
            match placed {
                Placed::Box(index, _) => {
                    if let Some(VItem::Box(vbox) | VItem::Float(vbox)) = list.items.get(*index) {
                        anchors.extend(&vbox.anchors);
                    }
                }
                Placed::Reopen(id, _) => {
                    let repeated = list.scope(*id).map_or(&[][..], |scope| &scope.repeated);
                    anchors.extend(repeated.iter().flat_map(|vbox| &vbox.anchors));
                }
                Placed::Space(..) | Placed::Open(..) | Placed::Close(..) | Placed::Mark(..) => {}
            }
        }
        let asides = self.filled.asides.iter().filter_map(|(note, _)| list.asides.get(note));
        let lines = self.filled.notes.pieces.iter().flat_map(|piece| {
            let lines = list.notes.get(&piece.note).map_or(&[][..], Vec::as_slice);
            lines.get(piece.from..piece.to).unwrap_or(&[])
        });
        let noted: Vec<&VBox> = asides.chain(lines).collect();
        anchors.extend(noted.into_iter().flat_map(|vbox| &vbox.anchors));
        anchors
    }

    /// What the first and the last change of the running head on it say.
    pub fn marks<'l>(&self, list: &'l VList) -> Option<(&'l str, &'l str)> {
        let mut marks = self.filled.placed.iter().filter_map(|placed| match placed {
            Placed::Mark(index, _) => match list.items.get(*index) {
                Some(VItem::Mark(text)) => Some(text.as_str()),
                _ => None,
            },
            _ => None,
        });
        let first = marks.next()?;
        Some((first, marks.next_back().unwrap_or(first)))
    }
}
