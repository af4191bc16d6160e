//! Finished pages as text that people can read and snapshots can hold.
//!
//! One line a page, then one an item: where it stands (points from the trim box's top left corner, rounded), what it
//! is, what it belongs to. Runs of text that share a baseline and an element are one line.

use super::page::{Item, ItemKind, LinkAction, Page, Pages, Role, StructElement, StructId, Tag};
use super::units::{Point, Rect};
use crate::layout::page::OutlineItem;
use std::fmt::Write as _;

impl Pages {
    /// As [`pages`].
    pub fn dump(&self) -> String {
        pages(self)
    }
}

/// All pages, then the outline.
pub fn pages(pages: &Pages) -> String {
    let mut out = String::new();
    for (index, page) in pages.pages.iter().enumerate() {
        let style = if page.label.roman { " roman" } else { "" };
        let (width, height) = (page.trim.width.0, page.trim.height.0);
        line(&mut out, 0, &format!("page {} ({}{style}) {width:.0}x{height:.0}", index + 1, page.label.number));
        items(&mut out, page, pages);
    }
    if !pages.outline.is_empty() {
        line(&mut out, 0, "outline");
        outline(&mut out, &pages.outline, pages, 1);
    }
    out
}

/// The structure tree, one element a line.
pub fn structure(pages: &Pages) -> String {
    let mut out = String::new();
    if !pages.structure.is_empty() {
        element(&mut out, &pages.structure, 0, 0);
    }
    out
}

fn element(out: &mut String, all: &[StructElement], index: usize, depth: usize) {
    let Some(this) = all.get(index) else { return };
    let mut text = role(this.role);
    if let Some(alt) = &this.alt {
        let _ = write!(text, " {alt:?}");
    }
    if let Some(lang) = &this.lang {
        let _ = write!(text, " lang={lang}");
    }
    line(out, depth, &text);
    let children = all
        .iter()
        .enumerate()
        .filter(|(_, child)| child.parent.is_some_and(|parent| usize::try_from(parent.0) == Ok(index)));
    for (child, _) in children {
        element(out, all, child, depth + 1);
    }
}

fn role(role: Role) -> String {
    match role {
        Role::Heading(level) => format!("Heading{level}"),
        Role::List { ordered: true } => "List ordered".to_owned(),
        Role::List { ordered: false } => "List".to_owned(),
        Role::TableRows { head: true } => "TableHeadRows".to_owned(),
        Role::TableRows { head: false } => "TableBodyRows".to_owned(),
        Role::Document
        | Role::Article
        | Role::Section
        | Role::Title
        | Role::Paragraph
        | Role::BlockQuote
        | Role::ListItem
        | Role::ListLabel
        | Role::ListBody
        | Role::Table
        | Role::TableRow
        | Role::TableHead
        | Role::TableCell
        | Role::Figure
        | Role::Formula
        | Role::Caption
        | Role::Code
        | Role::Link
        | Role::Reference
        | Role::Note
        | Role::Toc
        | Role::TocItem
        | Role::Emphasis
        | Role::Strong
        | Role::Strikethrough
        | Role::Superscript
        | Role::Subscript
        | Role::Ruby
        | Role::RubyBase
        | Role::RubyText
        | Role::Span => format!("{role:?}"),
    }
}

fn line(out: &mut String, depth: usize, text: &str) {
    let _ = writeln!(out, "{:indent$}{text}", "", indent = depth * 2);
}

/// A line of text being put together from its runs.
struct Text {
    at: Point,
    tag: Tag,
    text: String,
}

fn items(out: &mut String, page: &Page, pages: &Pages) {
    lines(out, &page.items, pages);
}

fn lines(out: &mut String, items: &[Item], pages: &Pages) {
    let mut text: Option<Text> = None;
    for item in items {
        if let ItemKind::Glyphs(run) = &item.kind {
            let same = |line: &Text| line.tag == item.tag && (line.at.y - run.origin.y).0.abs() < 0.05;
            match text.as_mut().filter(|line| same(line)) {
                Some(line) => line.text.push_str(&run.text),
                None => {
                    flush(out, text.take(), pages);
                    text = Some(Text { at: run.origin, tag: item.tag, text: run.text.clone() });
                }
            }
            continue;
        }
        flush(out, text.take(), pages);
        if let ItemKind::Turned { origin, items } = &item.kind {
            line(out, 1, &format!("{} turned", point(*origin)));
            lines(out, items, pages);
            continue;
        }
        shape(out, item, pages);
    }
    flush(out, text, pages);
}

fn flush(out: &mut String, text: Option<Text>, pages: &Pages) {
    let Some(text) = text else { return };
    line(out, 1, &format!("{} {} {:?}", point(text.at), tag(text.tag, pages), text.text));
}

fn shape(out: &mut String, item: &Item, pages: &Pages) {
    let what = match &item.kind {
        ItemKind::Glyphs(_) | ItemKind::Turned { .. } | ItemKind::Path { .. } => return,
        ItemKind::Formula(formula) => format!("{} formula {:?}", rect(formula.rect()), formula.text),
        ItemKind::Fill { rect: r, color, .. } => format!("{} fill {color}", rect(*r)),
        ItemKind::Frame { rect: r, color, .. } => format!("{} frame {color}", rect(*r)),
        ItemKind::Stroke { from, to, width, .. } => format!("{}-{} rule {:.2}", point(*from), point(*to), width.0),
        ItemKind::Image { source, rect: r, .. } => format!("{} image {source:?}", rect(*r)),
        ItemKind::Link { rect: r, target } => format!("{} link {}", rect(*r), action(target)),
    };
    line(out, 1, &format!("{what} {}", tag(item.tag, pages)));
}

fn action(target: &LinkAction) -> String {
    match target {
        LinkAction::Url(url) => url.clone(),
        LinkAction::Node(node) => format!("@{}", node.0),
        LinkAction::File(path) => format!("file {path}"),
    }
}

fn tag(tag: Tag, pages: &Pages) -> String {
    let role_of = |id: StructId| usize::try_from(id.0).ok().and_then(|index| pages.structure.get(index));
    match tag {
        Tag::Content(id) => role_of(id).map_or_else(|| "?".to_owned(), |element| role(element.role)),
        Tag::Decoration => "-".to_owned(),
        Tag::Furniture => "=".to_owned(),
    }
}

fn point(p: Point) -> String {
    format!("{:.1},{:.1}", p.x.0, p.y.0)
}

fn rect(r: Rect) -> String {
    format!("{} {:.1}x{:.1}", point(r.origin), r.size.width.0, r.size.height.0)
}

fn outline(out: &mut String, entries: &[OutlineItem], pages: &Pages, depth: usize) {
    for entry in entries {
        let place = pages.destinations.iter().find(|d| d.node == entry.node);
        let page = place.map_or_else(|| "nowhere".to_owned(), |d| format!("page {}", d.page + 1));
        line(out, depth, &format!("{:?} {page}", entry.title));
        outline(out, &entry.children, pages, depth + 1);
    }
}
