//! The room that items take on a page.

use crate::layout::page::{Crop, Glyph, ItemKind};
use crate::layout::units::{Point, Rect, Size};
use crate::pdf::images;

/// Part of the em square that stands above the baseline, for bounds of text: what Latin faces commonly have.
const EM_ABOVE_BASELINE: f64 = 0.8;

/// Where the whole image would stand if the part that a crop leaves stands in `rect`.
pub(super) fn uncropped(rect: Rect, crop: Crop) -> Rect {
    let size = images::whole(rect.size, crop);
    let origin = Point { x: rect.origin.x - size.width * crop.x, y: rect.origin.y - size.height * crop.y };
    Rect { origin, size }
}

/// Height of an item's middle on the page: tells heads from feet.
pub(super) fn middle(kind: &ItemKind) -> f64 {
    let extent = extent(kind);
    extent.origin.y.0 + extent.size.height.0 / 2.0
}

/// The room an item takes; of text, that of its em squares.
pub(super) fn extent(kind: &ItemKind) -> Rect {
    match kind {
        ItemKind::Glyphs(run) => Rect {
            origin: Point { x: run.origin.x, y: run.origin.y - run.size * EM_ABOVE_BASELINE },
            size: Size { width: run.glyphs.iter().map(Glyph::advance).sum(), height: run.size },
        },
        ItemKind::Stroke { from, to, .. } => Rect::between(*from, *to),
        ItemKind::Fill { rect, .. }
        | ItemKind::Frame { rect, .. }
        | ItemKind::Image { rect, .. }
        | ItemKind::Link { rect, .. } => *rect,
        ItemKind::Formula(formula) => formula.rect(),
        ItemKind::Path { .. } => Rect::default(),
        ItemKind::Turned { origin, .. } => Rect { origin: *origin, size: Size::default() },
    }
}
