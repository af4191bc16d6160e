//! A readable dump of finished pages: what stands where, in drawing order. For people and for snapshots.

use super::page::{GlyphRun, ItemKind, LinkAction, Page, Pages, Role, StructId, Tag};
use super::units::{Point, Rect};
use std::fmt::Write as _;

impl Pages {
    /// Every page with its items: role or furniture, place in points from the top left of the trim box, content.
    pub fn dump(&self) -> String {
        let mut out = String::new();
        for (index, page) in self.pages.iter().enumerate() {
            dump_page(self, index, page, &mut out);
        }
        out
    }

    fn role(&self, id: StructId) -> Option<Role> {
        self.structure.get(usize::try_from(id.0).ok()?).map(|element| element.role)
    }
}

fn dump_page(pages: &Pages, index: usize, page: &Page, out: &mut String) {
    let style = if page.label.roman { "roman " } else { "" };
    let (width, height) = (page.trim.width.0, page.trim.height.0);
    let _ = writeln!(out, "page {} ({style}{}) {width:.1} × {height:.1}", index + 1, page.label.number);
    for item in &page.items {
        let tag = match item.tag {
            Tag::Content(id) => pages.role(id).map_or_else(|| "?".to_owned(), |role| format!("{role:?}")),
            Tag::Decoration => "decoration".to_owned(),
            Tag::Furniture => "furniture".to_owned(),
        };
        let _ = writeln!(out, "  {tag} {}", dump_item(&item.kind));
    }
}

fn dump_item(kind: &ItemKind) -> String {
    match kind {
        ItemKind::Glyphs(run) => glyphs(run),
        ItemKind::Fill { rect, color, .. } => format!("fill {} {color}", area(rect)),
        ItemKind::Stroke { from, to, width, color, .. } => {
            format!("line {} to {} {:.2} {color}", at(from), at(to), width.0)
        }
        ItemKind::Frame { rect, width, color, .. } => format!("frame {} {:.2} {color}", area(rect), width.0),
        ItemKind::Image { source, rect, .. } => format!("image {} {source:?}", area(rect)),
        ItemKind::Link { rect, target } => match target {
            LinkAction::Url(url) => format!("link {} {url:?}", area(rect)),
            LinkAction::Node(node) => format!("link {} @{}", area(rect), node.0),
        },
    }
}

fn glyphs(run: &GlyphRun) -> String {
    format!("{} face {} size {:.1} {} {:?}", at(&run.origin), run.face.0, run.size.0, run.color, run.text)
}

fn at(point: &Point) -> String {
    format!("({:.2}, {:.2})", point.x.0, point.y.0)
}

fn area(rect: &Rect) -> String {
    format!("{} {:.2} × {:.2}", at(&rect.origin), rect.size.width.0, rect.size.height.0)
}
