//! Filling one page: from a place in the list downwards, noting every place where the page could end.
//!
//! The same walk serves choosing breaks (which only needs the ends) and making up (which needs every place), so that
//! both see the same page.

use super::super::units::Pt;
use super::cost;
use super::footnotes::{NotePlan, Patience, Rest};
use super::margin::Column;
use super::vlist::{Glue, ScopeId, VItem, VList};
use super::walk::Walk;
use crate::document::NoteId;

/// The room of every page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Room {
    /// Height of the text area: a whole number of leadings.
    pub height: Pt,
    /// Distance of the grid's lines.
    pub leading: Pt,
    /// Least space between text and notes, the rule in it.
    pub note_gap: Pt,
    /// The margin's column of notes.
    pub column: Column,
}

/// What is still to be placed when a page begins.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Remaining {
    /// Index of the next item.
    pub at: usize,
    /// Notes begun on earlier pages.
    pub notes: Vec<Rest>,
    /// Indices of figures put off.
    pub floats: Vec<usize>,
}

impl Remaining {
    /// Whether nothing is left.
    pub fn done(&self, list: &VList) -> bool {
        self.notes.is_empty()
            && self.floats.is_empty()
            && !list.items.iter().skip(self.at).any(|i| matches!(i, VItem::Box(_) | VItem::Float(_)))
    }
}

/// A place where the page could end.
#[derive(Clone, Debug, PartialEq)]
pub struct End {
    /// Index of the [`VItem::Break`], or the list's length.
    pub end: usize,
    /// What is left then.
    pub next: Remaining,
    /// Lines missing at the foot.
    pub short: u32,
    /// What a reader would see, facing pages aside.
    pub cost: f64,
    /// The rules that hold.
    pub patience: Patience,
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

/// A list made ready for walks that start anywhere.
pub struct Filler<'a> {
    /// The list.
    pub list: &'a VList,
    /// The page.
    pub room: Room,
    /// The innermost scope before each item, and at the end.
    around: Vec<Option<ScopeId>>,
}

impl<'a> Filler<'a> {
    /// Prepares a list.
    pub fn new(list: &'a VList, room: Room) -> Self {
        let mut around = Vec::with_capacity(list.items.len() + 1);
        let mut innermost = None;
        for item in &list.items {
            around.push(innermost);
            match item {
                VItem::Open(id) => innermost = Some(*id),
                VItem::Close(id) => innermost = list.scope(*id).and_then(|scope| scope.parent),
                VItem::Box(_) | VItem::Float(_) | VItem::Glue(_) | VItem::Break(_) | VItem::Mark(_) => {}
            }
        }
        around.push(innermost);
        Filler { list, room, around }
    }

    /// The scopes around an item, outermost first.
    pub fn open_at(&self, index: usize) -> Vec<ScopeId> {
        let mut open = Vec::new();
        let mut innermost = self.around.get(index).copied().flatten();
        while let Some(id) = innermost {
            open.insert(0, id);
            innermost = self.list.scope(id).and_then(|scope| scope.parent);
        }
        open
    }

    /// Every end of the page that begins with `start` under the rules of `patience`, shortest page first.
    pub fn ends(&self, start: &Remaining, patience: Patience) -> Vec<End> {
        let mut walk = Walk::new(self, start, patience);
        walk.run(None);
        walk.ends
    }

    /// The page that begins with `start` and ends at `end`.
    pub fn page(&self, start: &Remaining, end: &End) -> Filled {
        let mut walk = Walk::new(self, start, end.patience);
        let notes_only = end.next.at == start.at && end.next.floats == start.floats;
        if !notes_only {
            walk.run(Some(end.end));
        }
        let notes = walk.notes().unwrap_or_default();
        // A foot of spaced matter is brought down to the last line; the end of the text stays where it is.
        if !end.next.done(self.list) && end.short == 0 {
            let taken = if notes.height.0 > 0.0 { notes.height + self.room.note_gap } else { Pt::ZERO };
            walk.reach_foot(self.grid_floor(self.room.height - taken));
        }
        let asides = walk.asides_placed();
        Filled { placed: walk.placed, notes, asides }
    }

    fn grid_floor(&self, height: Pt) -> Pt {
        let leading = self.room.leading.0.max(cost::EPSILON);
        Pt(((height.0 + cost::EPSILON) / leading).floor() * leading)
    }
}
