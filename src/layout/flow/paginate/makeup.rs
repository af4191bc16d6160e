//! Making up: what the breaks chose is put in its place on a page.

use super::planned::FilledPage;
use super::state::{Filled, Placed};
use crate::document::{NoteId, Rgb};
use crate::layout::flow::geometry::Geometry;
use crate::layout::flow::items::shift;
use crate::layout::flow::vlist::{ScopeId, VBox, VItem, VList};
use crate::layout::page::{Destination, ImageQuality, Item, ItemKind, LineQuality, StructId, Tag};
use crate::layout::units::{Point, Pt, Rect, Size};

/// Thickness of the rule above notes, in points.
const NOTE_RULE: f64 = 0.4;
/// Where the rule is in the gap above the notes, as a fraction of the gap from the notes up.
const NOTE_RULE_PLACE: f64 = 0.35;

/// How notes look.
#[derive(Clone, Copy, Debug)]
pub struct NoteLook {
    /// Length of the rule above them, as a fraction of the measure.
    pub rule: f64,
    /// Its colour.
    pub color: Rgb,
    /// Least space between text and notes, the rule in it.
    pub gap: Pt,
}

/// A page without its furniture.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// In drawing order.
    pub items: Vec<Item>,
    /// Where nodes are.
    pub destinations: Vec<Destination>,
    /// How its lines are set.
    pub quality: Vec<LineQuality>,
    /// How finely its images are printed.
    pub images: Vec<ImageQuality>,
    /// Lines missing at its foot.
    pub short: u32,
    /// Notes that go on on the next page.
    pub split_notes: Vec<NoteId>,
}

/// The frame of a scope on one page.
struct Fragment {
    scope: ScopeId,
    top: Pt,
    bottom: Option<Pt>,
}

/// Makes up a page, whose index in the book is `number`, of what is in a list. It is taken out of the list: each thing
/// is on one page.
pub fn make_up(list: &mut VList, page: FilledPage, geometry: &Geometry, number: usize, notes: NoteLook) -> Draft {
    let mut maker = Maker {
        list,
        origin: geometry.origin(number),
        bleed: geometry.bleed,
        number,
        draft: Draft { short: page.short, split_notes: page.split_notes, ..Draft::default() },
        fragments: Vec::new(),
        row: Vec::new(),
        of: None,
    };
    maker.body(&page.filled);
    maker.asides(&page.filled, geometry.aside_left(number));
    maker.notes(&page.filled, geometry.area, notes);
    maker.frames();
    maker.draft
}

struct Maker<'a> {
    list: &'a mut VList,
    origin: Point,
    bleed: Pt,
    number: usize,
    draft: Draft,
    fragments: Vec<Fragment>,
    /// The slices of a row so far: items by cell.
    row: Vec<(usize, Item)>,
    /// The row they are of.
    of: Option<StructId>,
}

impl Maker<'_> {
    fn put(&mut self, vbox: VBox, y: Pt) {
        self.put_at(vbox, Pt::ZERO, y);
    }

    /// Puts a box `x` from the left edge of the text area.
    fn put_at(&mut self, vbox: VBox, x: Pt, y: Pt) {
        let mut items = vbox.items;
        shift(&mut items, self.origin.x + x, self.origin.y + y);
        if vbox.bleeds {
            self.to_spine(&mut items);
        }
        let row = vbox.row.as_ref();
        if self.of != row.map(|row| row.row) {
            self.end_row();
            self.of = row.map(|row| row.row);
        }
        match row {
            Some(row) => self.row.extend(row.cells.iter().copied().zip(items)),
            None => self.draft.items.append(&mut items),
        }
        let at = Point { x: self.origin.x + x, y: self.origin.y + y };
        let page = self.number;
        self.draft.destinations.extend(vbox.anchors.iter().map(|node| Destination { node: *node, page, at }));
        self.draft.quality.extend(vbox.quality.into_iter().map(|quality| LineQuality { page, ..quality }));
        self.draft.images.extend(vbox.images.into_iter().map(|image| ImageQuality { page, ..image }));
    }

    /// Puts images at the spine of a right page, at the end of the bleed of a left one.
    fn to_spine(&self, items: &mut [Item]) {
        let left = if Geometry::is_recto(self.number) { Pt::ZERO } else { -self.bleed };
        for item in items {
            if let ItemKind::Image { rect, .. } = &mut item.kind {
                rect.origin.x = left;
            }
        }
    }

    /// Puts the items of a row in the order of its cells.
    fn end_row(&mut self) {
        self.row.sort_by_key(|(cell, _)| *cell);
        self.draft.items.extend(self.row.drain(..).map(|(_, item)| item));
        self.of = None;
    }

    fn body(&mut self, filled: &Filled) {
        let mut depth = Pt::ZERO;
        for placed in &filled.placed {
            match placed {
                Placed::Box(index, y) => {
                    if let Some(VItem::Box(vbox) | VItem::Float(vbox)) = self.list.items.get_mut(*index) {
                        let vbox = std::mem::take(&mut **vbox);
                        depth = *y + vbox.height;
                        self.put(vbox, *y);
                    }
                }
                Placed::Space(..) | Placed::Mark(..) => {}
                Placed::Open(scope, y) => self.fragments.push(Fragment { scope: *scope, top: *y, bottom: None }),
                Placed::Reopen(scope, y) => {
                    self.fragments.push(Fragment { scope: *scope, top: *y, bottom: None });
                    depth = self.repeat(*scope, *y);
                }
                Placed::Close(scope, y) => {
                    depth = *y;
                    let open = self.fragments.iter_mut().find(|f| f.scope == *scope && f.bottom.is_none());
                    if let Some(fragment) = open {
                        fragment.bottom = Some(*y);
                    }
                }
            }
        }
        self.end_row();
        // Frames still open end at the foot, the innermost first.
        for fragment in self.fragments.iter_mut().rev().filter(|f| f.bottom.is_none()) {
            depth += self.list.scope(fragment.scope).map_or(Pt::ZERO, |scope| scope.bottom);
            fragment.bottom = Some(depth);
        }
    }

    /// The head of a scope that goes on here; returns where it ends.
    fn repeat(&mut self, id: ScopeId, top: Pt) -> Pt {
        let Some(scope) = self.list.scope(id) else { return top };
        let mut y = top + scope.top;
        for vbox in scope.repeated.clone() {
            let height = vbox.height;
            self.put(vbox, y);
            y += height;
        }
        y
    }

    fn notes(&mut self, filled: &Filled, area: Size, look: NoteLook) {
        let Some(first) = filled.notes.pieces.first() else { return };
        let mut y = area.height - filled.notes.height;
        let rule = y - look.gap * NOTE_RULE_PLACE;
        if rule.0 > 0.0 {
            let length = if first.from > 0 { area.width } else { area.width * look.rule };
            let from = Point { x: self.origin.x, y: self.origin.y + rule };
            let to = Point { x: from.x + length, y: from.y };
            let kind = ItemKind::Stroke { from, to, width: Pt(NOTE_RULE), color: look.color, dash: Pt::ZERO };
            self.draft.items.push(Item { tag: Tag::Decoration, kind });
        }
        for piece in &filled.notes.pieces {
            let lines = self.list.notes.get_mut(&piece.note).and_then(|lines| lines.get_mut(piece.from..piece.to));
            let lines: Vec<VBox> = lines.unwrap_or_default().iter_mut().map(std::mem::take).collect();
            let first = self.fragments.len();
            for vbox in lines {
                self.frame_slices(&vbox, y, first);
                let height = vbox.height;
                self.put(vbox, y);
                y += height;
            }
            self.end_row();
        }
    }

    /// Adds a note's line to the frames around it, which begin with fragment `first` at the earliest.
    fn frame_slices(&mut self, vbox: &VBox, y: Pt, first: usize) {
        for slice in &vbox.frames {
            let bottom = Some(y + vbox.height - slice.below);
            match self.fragments.iter_mut().skip(first).find(|fragment| fragment.scope == slice.scope) {
                Some(fragment) => fragment.bottom = bottom,
                None => self.fragments.push(Fragment { scope: slice.scope, top: y + slice.top, bottom }),
            }
        }
    }

    /// Notes in the margin.
    fn asides(&mut self, filled: &Filled, left: Pt) {
        for (note, y) in &filled.asides {
            if let Some(vbox) = self.list.asides.remove(note) {
                self.put_at(vbox, left, *y);
            }
        }
    }

    /// Backgrounds and bars, before everything else, outer before inner.
    fn frames(&mut self) {
        let mut frames = Vec::new();
        for fragment in &self.fragments {
            let Some(scope) = self.list.scope(fragment.scope) else { continue };
            let bottom = fragment.bottom.unwrap_or(fragment.top);
            let origin = Point { x: self.origin.x + scope.left, y: self.origin.y + fragment.top };
            let mut fill = |width: Pt, color: Rgb| {
                let size = Size { width, height: bottom - fragment.top };
                let kind = ItemKind::Fill { rect: Rect { origin, size }, color, radius: Pt::ZERO };
                frames.push(Item { tag: Tag::Decoration, kind });
            };
            if let Some(color) = scope.background {
                fill(scope.width, color);
            }
            if let Some((width, color)) = scope.bar {
                fill(width, color);
            }
        }
        self.draft.items.splice(0..0, frames);
    }
}
