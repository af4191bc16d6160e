//! Moving and joining what is drawn.

use super::vlist::VBox;
use crate::layout::page::{Item, ItemKind, StructId, Tag};
use crate::layout::text::Line;
use crate::layout::units::{Point, Pt, Rect};

/// A line as a box of decoration.
pub fn decorative(line: Line, left: Pt, leading: Pt) -> VBox {
    let height = (line.height + line.depth).max(leading);
    let baseline = height - line.depth;
    let mut items = line.items;
    retag(&mut items, Tag::Decoration);
    shift(&mut items, left, baseline);
    VBox { height, items, ..VBox::default() }
}

/// Puts what a box holds into another, `y` below its top; its height is left to the caller.
pub fn append(whole: &mut VBox, mut part: VBox, y: Pt) {
    shift(&mut part.items, Pt::ZERO, y);
    whole.items.append(&mut part.items);
    whole.notes.append(&mut part.notes);
    whole.anchors.append(&mut part.anchors);
    whole.quality.append(&mut part.quality);
    whole.images.append(&mut part.images);
}

/// Takes items out of the structure; links go.
pub fn retag(items: &mut Vec<Item>, tag: Tag) {
    items.retain(|item| !matches!(item.kind, ItemKind::Link { .. }));
    for item in items {
        item.tag = tag;
    }
}

/// Changes the element of each item that has one.
pub fn retag_each(items: &mut [Item], change: &impl Fn(&mut StructId)) {
    for item in items {
        if let Tag::Content(id) = &mut item.tag {
            change(id);
        }
        if let ItemKind::Turned { items, .. } = &mut item.kind {
            retag_each(items, change);
        }
    }
}

/// Moves items.
pub fn shift(items: &mut [Item], dx: Pt, dy: Pt) {
    let point = |p: &mut Point| {
        p.x += dx;
        p.y += dy;
    };
    let rect = |r: &mut Rect| point(&mut r.origin);
    for item in items {
        match &mut item.kind {
            ItemKind::Glyphs(run) => point(&mut run.origin),
            ItemKind::Fill { rect: r, .. } | ItemKind::Frame { rect: r, .. } => rect(r),
            ItemKind::Image { rect: r, .. } | ItemKind::Link { rect: r, .. } => rect(r),
            // What is within stands where it stands from there.
            ItemKind::Turned { origin, .. } => point(origin),
            ItemKind::Formula(formula) => point(&mut formula.origin),
            // Only a formula has paths.
            ItemKind::Path { .. } => {}
            ItemKind::Stroke { from, to, .. } => {
                point(from);
                point(to);
            }
        }
    }
}
