//! Pages of books that are written from right to left.
//!
//! Layout has one set of rules, for text that starts at the left: a list is moved in from there, a quotation has its bar
//! there, and the spine of the first page is there. A book whose language starts at the right is laid out by the same
//! rules and then mirrored: [`pages`] moves everything on a page to the place that a mirror would show it at. Glyphs and
//! pictures are moved only, not turned around.
//!
//! Where the text of a line stands depends on its own direction, which [`super::text`] knows: an Arabic line ends at the
//! left, a line of code at the right. So a line is mirrored twice: [`line`] mirrors it within its own measure, the page
//! then mirrors that measure with the line, and the line is again as it was set, in a measure at the mirrored place.

use super::page::{Glyph, Item, ItemKind, Page, Pages, Sides};
use super::units::{Point, Pt, Rect};

/// Mirrors all pages: what stood at the left stands at the right, the spine too.
pub fn pages(pages: &mut Pages) {
    pages.right_to_left = true;
    for page in &mut pages.pages {
        mirror_page(page);
    }
    for destination in &mut pages.destinations {
        let Some(page) = pages.pages.get(destination.page) else { continue };
        destination.at.x = page.trim.width - destination.at.x;
    }
}

/// Mirrors the items of a line within its measure, which begins at `left` and is `width` wide.
pub fn line(items: &mut [Item], left: Pt, width: Pt) {
    mirror(items, left * 2.0 + width);
}

fn mirror_page(page: &mut Page) {
    mirror(&mut page.items, page.trim.width);
    page.bleed = Sides { left: page.bleed.right, right: page.bleed.left, ..page.bleed };
}

/// Mirrors items about a vertical axis. `edges` is the sum of the distances of two places that change with one another,
/// so twice that of the axis.
fn mirror(items: &mut [Item], edges: Pt) {
    for item in items {
        match &mut item.kind {
            ItemKind::Glyphs(run) => {
                let width: Pt = run.glyphs.iter().map(Glyph::advance).sum();
                run.origin.x = edges - run.origin.x - width;
            }
            ItemKind::Fill { rect, .. }
            | ItemKind::Frame { rect, .. }
            | ItemKind::Image { rect, .. }
            | ItemKind::Link { rect, .. } => rect.origin.x = edges - rect.origin.x - rect.size.width,
            ItemKind::Stroke { from, to, .. } => {
                (from.x, to.x) = (edges - to.x, edges - from.x);
                std::mem::swap(&mut from.y, &mut to.y);
            }
            ItemKind::Formula(formula) => formula.origin.x = edges - formula.origin.x - formula.width,
            // Only a formula has paths.
            ItemKind::Path { .. } => {}
            ItemKind::Turned { origin, items } => mirror_turned(origin, items, edges),
        }
    }
}

/// A turned table is turned to the same side, so its columns run down the page instead of up: it is mirrored about its own
/// middle, and the whole goes to the mirrored place. Its own `y` runs over the page.
fn mirror_turned(origin: &mut Point, items: &mut [Item], edges: Pt) {
    let bounds = items.iter().map(|item| extent(&item.kind));
    let sides = bounds.map(|rect| (rect.origin.x, rect.origin.x + rect.size.width, rect.origin.y + rect.size.height));
    let widest = sides.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1), a.2.max(b.2)));
    let Some((left, right, foot)) = widest else { return };
    mirror(items, left + right);
    origin.x = edges - origin.x - foot;
}

/// The room that an item takes across, and how far it reaches down.
fn extent(kind: &ItemKind) -> Rect {
    match kind {
        ItemKind::Glyphs(run) => {
            let width: Pt = run.glyphs.iter().map(Glyph::advance).sum();
            Rect::between(run.origin, Point { x: run.origin.x + width, y: run.origin.y })
        }
        ItemKind::Stroke { from, to, .. } => Rect::between(*from, *to),
        ItemKind::Fill { rect, .. }
        | ItemKind::Frame { rect, .. }
        | ItemKind::Image { rect, .. }
        | ItemKind::Link { rect, .. } => *rect,
        ItemKind::Formula(formula) => formula.rect(),
        ItemKind::Path { .. } => Rect::default(),
        // Nothing turned is within.
        ItemKind::Turned { origin, .. } => Rect::between(*origin, *origin),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{NodeId, Rgb};
    use crate::layout::fonts::FaceId;
    use crate::layout::page::{Destination, Glyph, GlyphRun, Tag};
    use crate::layout::units::Size;

    const BLACK: Rgb = Rgb(0, 0, 0);

    fn point(x: f64, y: f64) -> Point {
        Point { x: Pt(x), y: Pt(y) }
    }

    fn item(kind: ItemKind) -> Item {
        Item { tag: Tag::Decoration, kind }
    }

    /// Text from `x` on, of glyphs of these widths.
    fn run(x: f64, advances: &[f64]) -> Item {
        let glyph = |advance: &f64| Glyph::new(1, Pt(*advance), 0..0);
        item(ItemKind::Glyphs(GlyphRun {
            face: FaceId(0),
            size: Pt(10.0),
            color: BLACK,
            origin: point(x, 20.0),
            glyphs: advances.iter().map(glyph).collect(),
            text: String::new(),
            actual_text: false,
            stretch: 1.0,
            slant: 0.0,
            lang: None,
            written: None,
        }))
    }

    fn fill(x: f64, width: f64) -> Item {
        let size = Size { width: Pt(width), height: Pt(5.0) };
        item(ItemKind::Fill { rect: Rect { origin: point(x, 10.0), size }, color: BLACK, radius: Pt::ZERO })
    }

    fn stroke(from: Point, to: Point) -> Item {
        item(ItemKind::Stroke { from, to, width: Pt(1.0), color: BLACK, dash: Pt::ZERO })
    }

    /// Left edges, or the ends of lines.
    fn places(items: &[Item]) -> Vec<f64> {
        let place = |item: &Item| match &item.kind {
            ItemKind::Glyphs(run) => vec![run.origin.x.0],
            ItemKind::Fill { rect, .. } => vec![rect.origin.x.0],
            ItemKind::Stroke { from, to, .. } => vec![from.x.0, from.y.0, to.x.0, to.y.0],
            ItemKind::Turned { origin, items } => {
                [origin.x.0, origin.y.0].into_iter().chain(places(items)).collect::<Vec<f64>>()
            }
            other => panic!("{other:?}"),
        };
        items.iter().flat_map(place).collect()
    }

    fn mirrored(items: Vec<Item>) -> Pages {
        let trim = Size { width: Pt(100.0), height: Pt(200.0) };
        let bleed = Sides { left: Pt::ZERO, right: Pt(9.0), top: Pt(9.0), bottom: Pt(9.0) };
        let at = Destination { node: NodeId(1), page: 0, at: point(10.0, 20.0) };
        let page = Page { trim, bleed, items, ..Page::default() };
        let mut found = Pages { pages: vec![page], destinations: vec![at], ..Pages::default() };
        pages(&mut found);
        found
    }

    #[test]
    fn everything_goes_to_the_other_side_and_keeps_its_own_shape() {
        let rising = stroke(point(10.0, 30.0), point(40.0, 20.0));
        let found = mirrored(vec![fill(10.0, 30.0), run(10.0, &[4.0, 6.0]), rising]);
        // 100 - 10 - 30; 100 - 10 - 10; a line that rose to the right rises to the left.
        assert_eq!(places(&found.pages[0].items), [60.0, 80.0, 60.0, 20.0, 90.0, 30.0]);
        let ItemKind::Glyphs(run) = &found.pages[0].items[1].kind else { panic!("text") };
        assert_eq!(run.glyphs[0].advance(), Pt(4.0), "letters keep their order");
    }

    #[test]
    fn the_spine_is_at_the_right_and_links_lead_to_the_start_of_lines() {
        let found = mirrored(Vec::new());
        assert!(found.right_to_left);
        let bleed = found.pages[0].bleed;
        assert_eq!((bleed.left, bleed.right), (Pt(9.0), Pt::ZERO));
        assert_eq!(found.destinations[0].at, point(90.0, 20.0));
    }

    #[test]
    fn a_line_keeps_its_alignment_in_the_mirrored_measure() {
        // Text of 30 at the end of a measure of 50 that begins at 20, as a right-to-left line stands.
        let mut items = vec![run(40.0, &[10.0, 20.0])];
        line(&mut items, Pt(20.0), Pt(50.0));
        assert_eq!(places(&items), [20.0]);
        // The measure goes to 30..80, and the text is at its right end.
        assert_eq!(places(&mirrored(items).pages[0].items), [50.0]);
    }

    #[test]
    fn a_turned_table_is_mirrored_about_its_own_middle() {
        // 60 long, 30 deep, from the left edge of the page on: its first column is at the head of the page.
        let rule = |y: f64| stroke(point(0.0, y), point(60.0, y));
        let items = vec![rule(0.0), run(5.0, &[10.0]), rule(30.0)];
        let turned = item(ItemKind::Turned { origin: point(10.0, 150.0), items });
        let found = mirrored(vec![turned]);
        assert_eq!(
            places(&found.pages[0].items),
            [60.0, 150.0, 0.0, 0.0, 60.0, 0.0, 45.0, 0.0, 30.0, 60.0, 30.0],
            "at 100 - 10 - 30, its first column at 60 - 5 - 10"
        );
    }
}
