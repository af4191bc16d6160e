//! The vertical list: what a chapter is before it has pages.
//!
//! A list is flat. Boxes (lines, images, slices of table rows) are what is placed; glue is the space between them and
//! disappears at a page's head and foot; a page may end at a [`VItem::Break`] and nowhere else. Opening and closing
//! items bracket *scopes*: what has a frame that closes at a page's foot and opens again on the next page, or a head
//! that is repeated there.

use super::super::page::{ImageQuality, Item, ItemKind, LineQuality, StructId};
use super::super::units::Pt;
use super::cost;
use crate::document::{NodeId, NoteId, Rgb};
use std::collections::BTreeMap;

/// Index of a scope in [`VList::scopes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ScopeId(pub usize);

/// A vertical list with everything that it refers to.
#[derive(Clone, Debug, Default)]
pub struct VList {
    /// In order.
    pub items: Vec<VItem>,
    /// The scopes that items open and close.
    pub scopes: Vec<Scope>,
    /// The notes that boxes call, set; each line is a box.
    pub notes: BTreeMap<NoteId, Vec<VBox>>,
    /// Notes that may stand in the margin, set in its measure; coordinates are from the left edge of its column.
    pub asides: BTreeMap<NoteId, VBox>,
    /// Whether it goes on after another list: then space and a break at its start count.
    pub goes_on: bool,
}

/// An item of a vertical list. Boxes are kept beside the list: they are large, and half of
/// all items are breaks.
#[derive(Clone, Debug)]
pub enum VItem {
    /// Something to place here.
    Box(Box<VBox>),
    /// Something to place here if it fits, else at the head of the next page, while text goes on.
    Float(Box<VBox>),
    /// Space. It disappears at a page's head and foot.
    Glue(Glue),
    /// A place where a page may end.
    Break(Break),
    /// A scope begins.
    Open(ScopeId),
    /// A scope ends.
    Close(ScopeId),
    /// What the running heads of this page and the following ones say.
    Mark(String),
}

/// Something indivisible. Items' coordinates are from the left edge of the text area and the box's own top.
#[derive(Clone, Debug, Default)]
pub struct VBox {
    /// How far it moves on what follows.
    pub height: Pt,
    /// How far down what is drawn reaches, if that is farther: an image that the boxes below stand beside.
    pub reach: Pt,
    /// What is drawn.
    pub items: Vec<Item>,
    /// Notes called on it.
    pub notes: Vec<NoteId>,
    /// Nodes that links lead to.
    pub anchors: Vec<NodeId>,
    /// How its lines are set.
    pub quality: Vec<LineQuality>,
    /// How finely its images are printed.
    pub images: Vec<ImageQuality>,
    /// Whether it is running text, which stands on the leading grid.
    pub grid: bool,
    /// Which row of a table it is a slice of.
    pub row: Option<RowSlice>,
    /// From its top to its first baseline; zero where there is no text.
    pub baseline: Pt,
    /// The frames around a note's line, outermost first.
    pub frames: Vec<FrameSlice>,
    /// Space above and below a figure, wherever it is placed; for other boxes glue serves.
    pub margin: Pt,
    /// Which figures that are put off come before it.
    pub clears: Clears,
    /// Whether its image is as wide as the page and one bleed: it stands from the spine to the end of the bleed at the
    /// fore edge, whichever side that is.
    pub bleeds: bool,
}

/// Figures and turned tables that are put off, as seen by a box that must not overtake them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Clears {
    /// It may overtake all.
    #[default]
    Nothing,
    /// It overtakes no table: it is one, and tables keep their order.
    Tables,
    /// It overtakes none: it ends the text.
    Everything,
}

impl VBox {
    /// Whether this box, if it is put off, must come before a box that clears so much.
    pub fn comes_before(&self, clears: Clears) -> bool {
        let is_table = || self.items.iter().any(|item| matches!(item.kind, ItemKind::Turned { .. }));
        match clears {
            Clears::Nothing => false,
            Clears::Tables => is_table(),
            Clears::Everything => true,
        }
    }

    /// Draws items before those it has; in a row of a table, before its cells.
    pub fn put_before(&mut self, mut items: Vec<Item>) {
        if let Some(row) = &mut self.row {
            row.cells.splice(0..0, std::iter::repeat_n(0, items.len()));
        }
        items.append(&mut self.items);
        self.items = items;
    }
}

/// The part of a frame that goes with a box of a note, which has no scopes open around it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FrameSlice {
    /// The scope whose frame it is.
    pub scope: ScopeId,
    /// From the box's top to where the frame's part begins.
    pub top: Pt,
    /// From the end of the frame's part to the box's bottom.
    pub below: Pt,
}

/// A slice of a table's row: it holds lines of several cells, but a row is read cell by cell.
#[derive(Clone, Debug, PartialEq)]
pub struct RowSlice {
    /// The row.
    pub row: StructId,
    /// The cell of each item, in the order of the items.
    pub cells: Vec<usize>,
}

/// Space between boxes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Glue {
    /// Without adjustment.
    pub natural: Pt,
    /// Weight with which it takes its share when space is added.
    pub stretch: f64,
    /// How much it can give up.
    pub shrink: Pt,
}

impl Glue {
    /// Space above or below a block: stretches in proportion and gives up as much as [`cost::GAP_SHRINK`] allows.
    pub fn gap(natural: Pt) -> Glue {
        Glue { natural, stretch: natural.0, shrink: natural * cost::GAP_SHRINK }
    }

    /// Space around a heading, which can give up more: its type sets it off too.
    pub fn heading(natural: Pt) -> Glue {
        Glue { natural, stretch: natural.0, shrink: natural * cost::HEADING_SHRINK }
    }

    /// Space of which only the length is given.
    pub fn rigid(natural: Pt) -> Glue {
        Glue { natural, stretch: 0.0, shrink: Pt::ZERO }
    }
}

/// What ending a page at a place is worth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Break {
    /// Costs this much.
    Cost(f64),
    /// Only when nothing else is possible.
    Forbidden,
    /// The page ends here.
    Forced,
}

impl Break {
    /// Two places that have become one: the stricter of both, except that force wins.
    pub fn and(self, other: Break) -> Break {
        match (self, other) {
            (Break::Forced, _) | (_, Break::Forced) => Break::Forced,
            (Break::Forbidden, _) | (_, Break::Forbidden) => Break::Forbidden,
            (Break::Cost(a), Break::Cost(b)) => Break::Cost(a.max(b)),
        }
    }

    /// The same place, made dearer.
    pub fn dearer(self, by: f64) -> Break {
        match self {
            Break::Cost(cost) => Break::Cost(cost + by),
            Break::Forbidden | Break::Forced => self,
        }
    }
}

/// What a stretch of the list has around it.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// The scope it stands in.
    pub parent: Option<ScopeId>,
    /// Left edge of its frame, from the text area's.
    pub left: Pt,
    /// Width of its frame.
    pub width: Pt,
    /// Space above its content, on every page.
    pub top: Pt,
    /// Space below its content, on every page.
    pub bottom: Pt,
    /// Filling of the frame.
    pub background: Option<Rgb>,
    /// Bar at the left of the frame: width and colour.
    pub bar: Option<(Pt, Rgb)>,
    /// What is repeated at the head of each further page, in order, decoration all of it.
    pub repeated: Vec<VBox>,
    /// What a page break inside costs.
    pub split: f64,
}

impl Scope {
    /// How much of a further page its opening again takes.
    pub fn reopening(&self) -> Pt {
        self.top + self.repeated.iter().map(|b| b.height).sum()
    }
}

impl VList {
    /// A scope by its id.
    pub fn scope(&self, id: ScopeId) -> Option<&Scope> {
        self.scopes.get(id.0)
    }

    /// The height of the items from `start` on, space included, as if they stood on one page.
    pub fn natural_height(&self, start: usize) -> Pt {
        let scope = |id: &ScopeId, side: fn(&Scope) -> Pt| self.scope(*id).map_or(Pt::ZERO, side);
        let height = |item: &VItem| match item {
            VItem::Box(vbox) | VItem::Float(vbox) => vbox.height,
            VItem::Glue(glue) => glue.natural,
            VItem::Open(id) => scope(id, |scope| scope.top),
            VItem::Close(id) => scope(id, |scope| scope.bottom),
            VItem::Break(_) | VItem::Mark(_) => Pt::ZERO,
        };
        self.items.iter().skip(start).map(height).sum()
    }

    /// Keeps together what was added since `start`.
    pub fn forbid_breaks(&mut self, start: usize) {
        for item in self.items.iter_mut().skip(start) {
            if let VItem::Break(b) = item {
                *b = b.and(Break::Forbidden);
            }
        }
    }

    /// Makes the first box since `start` one that figures put off do not come after.
    pub fn clear(&mut self, start: usize, clears: Clears) {
        let mut boxes = self.items.iter_mut().skip(start);
        if let Some(vbox) = boxes.find_map(|item| if let VItem::Box(vbox) = item { Some(vbox) } else { None }) {
            vbox.clears = clears;
        }
    }

    /// Adds a box.
    pub fn push_box(&mut self, vbox: VBox) {
        self.items.push(VItem::Box(Box::new(vbox)));
    }

    /// Adds space. Two spaces with no box between them are one, the larger of both; there is none at the start of a
    /// list or a scope.
    pub fn push_glue(&mut self, glue: Glue) {
        let last = self.items.iter_mut().rev().find(|item| !matches!(item, VItem::Mark(_)));
        match last {
            None if self.goes_on => self.items.push(VItem::Glue(glue)),
            None | Some(VItem::Open(_)) => {}
            Some(VItem::Glue(before)) => {
                if glue.natural.0 > before.natural.0 {
                    *before = glue;
                }
            }
            Some(VItem::Box(_) | VItem::Float(_) | VItem::Break(_) | VItem::Close(_) | VItem::Mark(_)) => {
                self.items.push(VItem::Glue(glue));
            }
        }
    }

    /// Adds a place to break. It joins one that is there already, with no box between; none can stand at the start of
    /// a list or a scope.
    pub fn push_break(&mut self, b: Break) {
        for item in self.items.iter_mut().rev() {
            match item {
                VItem::Break(before) => {
                    *before = before.and(b);
                    return;
                }
                VItem::Open(_) => return,
                VItem::Box(_) | VItem::Float(_) | VItem::Close(_) => break,
                VItem::Glue(_) | VItem::Mark(_) => {}
            }
        }
        if self.goes_on || self.items.iter().any(|item| !matches!(item, VItem::Mark(_))) {
            self.items.push(VItem::Break(b));
        }
    }

    /// Opens a scope, inside the scope given by its `parent`.
    pub fn open(&mut self, scope: Scope) -> ScopeId {
        let id = ScopeId(self.scopes.len());
        self.scopes.push(scope);
        self.items.push(VItem::Open(id));
        id
    }

    /// Closes a scope: takes away space and breaks before its end, and makes dear the breaks that would leave a single
    /// box alone on a page. `label` boxes at its head are never parted from what follows.
    pub fn close(&mut self, id: ScopeId, label: usize) {
        while matches!(self.items.last(), Some(VItem::Glue(_) | VItem::Break(_))) {
            self.items.pop();
        }
        let start = self.items.iter().rposition(|item| matches!(item, VItem::Open(open) if *open == id));
        let inside = start.map_or(self.items.len(), |start| start + 1);
        let breaks: Vec<&mut Break> = self
            .items
            .iter_mut()
            .skip(inside)
            .filter_map(|item| if let VItem::Break(b) = item { Some(b) } else { None })
            .collect();
        let mut possible = Vec::new();
        for (nth, b) in breaks.into_iter().enumerate() {
            if nth < label {
                *b = b.and(Break::Forbidden);
            } else if *b != Break::Forbidden {
                possible.push(b);
            }
        }
        let last = possible.len().saturating_sub(1);
        for (nth, b) in possible.into_iter().enumerate() {
            if nth == 0 || nth == last {
                *b = b.dearer(cost::SCOPE_EDGE);
            }
        }
        self.items.push(VItem::Close(id));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line() -> VBox {
        VBox { height: Pt(10.0), ..VBox::default() }
    }

    #[test]
    fn spaces_join_and_vanish_at_the_start_of_scopes() {
        let mut list = VList::default();
        list.push_glue(Glue::rigid(Pt(5.0)));
        list.push_box(line());
        list.push_glue(Glue::rigid(Pt(5.0)));
        list.push_glue(Glue::rigid(Pt(8.0)));
        list.push_glue(Glue::rigid(Pt(3.0)));
        list.open(Scope::default());
        list.push_glue(Glue::rigid(Pt(9.0)));
        let glue: Vec<f64> =
            list.items.iter().filter_map(|i| if let VItem::Glue(g) = i { Some(g.natural.0) } else { None }).collect();
        assert_eq!(glue, [8.0]);
    }

    #[test]
    fn breaks_join_across_space() {
        let mut list = VList::default();
        list.push_break(Break::Cost(1.0));
        list.push_box(line());
        list.push_break(Break::Cost(0.0));
        list.push_glue(Glue::rigid(Pt(5.0)));
        list.push_break(Break::Forbidden);
        let breaks: Vec<Break> =
            list.items.iter().filter_map(|i| if let VItem::Break(b) = i { Some(*b) } else { None }).collect();
        assert_eq!(breaks, [Break::Forbidden]);
    }

    #[test]
    fn a_closed_scope_guards_its_edges() {
        let mut list = VList::default();
        let id = list.open(Scope::default());
        for _ in 0..5 {
            list.push_box(line());
            list.push_break(Break::Cost(0.0));
        }
        list.close(id, 1);
        let breaks: Vec<Break> =
            list.items.iter().filter_map(|i| if let VItem::Break(b) = i { Some(*b) } else { None }).collect();
        assert_eq!(
            breaks,
            [Break::Forbidden, Break::Cost(cost::SCOPE_EDGE), Break::Cost(0.0), Break::Cost(cost::SCOPE_EDGE)],
            "label kept, edges dear, nothing between the last box and the end"
        );
    }
}
