//! What a page begins with, where it can end, and what is on it.

use super::footnotes::{NotePlan, NoteRemainder, Relaxation};
use crate::document::NoteId;
use crate::layout::flow::vlist::{Glue, ScopeId};
use crate::layout::units::Pt;

/// What is still to be placed when a page begins.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Remaining {
    /// Index of the next item.
    pub at: usize,
    /// Notes begun on earlier pages.
    pub notes: Vec<NoteRemainder>,
    /// Indices of figures put off.
    pub floats: Vec<usize>,
}

/// A place where the page could end.
#[derive(Clone, Debug, PartialEq)]
pub struct End {
    /// Index of the [`VItem::Break`](crate::layout::flow::vlist::VItem::Break), or the list's length.
    pub end: usize,
    /// What is left then.
    pub next: Remaining,
    /// Lines missing at the foot.
    pub short: u32,
    /// What a reader would see, facing pages aside.
    pub cost: f64,
    /// The rules that hold.
    pub relaxation: Relaxation,
}

/// Something with its place on the page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Placed {
    /// The box or figure of an item; its top.
    Box(usize, Pt),
    /// Space of an item; its top. Takes part in reaching the grid.
    Space(Glue, Pt),
    /// The frame of a scope begins here.
    Open(ScopeId, Pt),
    /// A scope of an earlier page goes on here.
    Reopen(ScopeId, Pt),
    /// The frame of a scope ends here.
    Close(ScopeId, Pt),
    /// The running head changes here.
    Mark(usize, Pt),
}

impl Placed {
    /// Moves it down.
    pub fn shift(&mut self, by: Pt) {
        match self {
            Placed::Box(_, y)
            | Placed::Space(_, y)
            | Placed::Open(_, y)
            | Placed::Reopen(_, y)
            | Placed::Close(_, y)
            | Placed::Mark(_, y) => *y += by,
        }
    }
}

/// A page filled.
#[derive(Clone, Debug, Default)]
pub struct Filled {
    /// Everything in order.
    pub placed: Vec<Placed>,
    /// Notes at its foot.
    pub notes: NotePlan,
    /// Notes in its margin, each with its top.
    pub asides: Vec<(NoteId, Pt)>,
}
