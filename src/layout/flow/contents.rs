//! The table of contents: entries with leaders, whose page numbers are filled in when the pages are known.

use super::super::page::{LinkAction, Role, StructId};
use super::super::text::{Align, Figures, Measure, ParagraphStyle, Piece, PieceKind, TextStyle};
use super::super::units::Pt;
use super::build::{Builder, Setting};
use super::inline::text_piece;
use super::opening::Display;
use super::outline::NoteSections;
use super::references::{Places, UNKNOWN};
use super::style;
use super::vlist::{Break, Scope, ScopeId, VBox, VItem, VList};
use crate::document::{Book, BookKind, NodeId, OutlineEntry, roman};
use crate::source::Span;
use crate::theme::Leaders;
use std::sync::Arc;

/// Levels shown at most.
const LEVELS: usize = 2;
/// Depth at which contents on pages of their own begin, as a fraction of the text area's height.
const SINK: f64 = 0.06;
/// Between the number of a chapter and its title.
const NUMBER_SPACE: char = '\u{2002}';
/// Leading of entries against their size.
const ENTRY_LEADING: f64 = 1.5;
/// Space above an entry of the first level, in points.
const CHAPTER_GAP: f64 = 4.0;
/// Indent of a title's further lines, in ems: about the width of a number and the space after it.
const HANG: f64 = 1.0;
/// What leaders repeat.
const LEADER: &str = " .";
/// Breaking a page within the contents.
const SPLIT: f64 = 150.0;

/// An entry and the boxes that show it.
#[derive(Clone, Debug)]
pub struct Entry {
    node: NodeId,
    title: String,
    link: StructId,
    setting: Setting,
    /// Indent of further lines.
    hang: Pt,
    /// Index of its first box in the list.
    at: usize,
    /// Boxes, with a break after each.
    boxes: usize,
    /// What it shows as its page.
    shown: String,
}

/// A table of contents in a list.
#[derive(Clone, Debug, Default)]
pub struct Contents {
    entries: Vec<Entry>,
}

impl Builder<'_> {
    /// How high contents of so many levels would be, if every entry took one line.
    pub fn contents_height(&self, book: &Book, levels: usize) -> Pt {
        let leading = self.theme.small.size * ENTRY_LEADING;
        let lines = listed(book, &self.note_sections, levels)
            .iter()
            .fold(0.0, |height, (level, _, _)| height + leading + if *level == 0 { CHAPTER_GAP } else { 0.0 });
        Pt(lines + self.theme.callout_box.label_size * 2.0 + CHAPTER_GAP)
    }

    /// How many levels the contents have at most.
    pub fn contents_levels(&self) -> usize {
        usize::from(self.theme.contents.levels).clamp(1, LEVELS)
    }

    /// Builds the contents of the book at this place.
    pub fn contents(&mut self, book: &Book, levels: usize, setting: &Setting) -> Contents {
        let parent = self.tree.add(Role::Toc, setting.parent, None);
        let base = style::small(self.theme, self.theme.small.size, self.theme.colors.ink, &self.chapter.lang);
        let setting = entries_setting(base, parent, setting);
        let scope = self.open(Scope { width: setting.width, split: SPLIT, ..Scope::default() });
        let labels = self.card_label(self.chapter.terms.contents, parent, Span::default(), &setting);
        self.gap(CHAPTER_GAP, &setting);
        self.entries(book, levels, scope, labels, &setting)
    }

    /// The contents of the book on pages of their own, under a heading, in the size of the text.
    pub fn contents_pages(&mut self, book: &Book, setting: &Setting) -> Contents {
        let parent = self.tree.add(Role::Toc, setting.parent, None);
        let theme = self.theme.heading(1);
        let heading = style::heading(self.theme, 1, &self.chapter.lang);
        let how = Display { role: Role::Paragraph, style: heading, leading: Pt(theme.leading), align: Align::Start };
        self.sink(self.page_height * SINK);
        let base = TextStyle { hyphenate: false, ..style::text(self.theme, &self.chapter.lang) };
        let setting = entries_setting(base, parent, setting);
        self.display(self.chapter.terms.contents, how, None, &setting);
        self.space(Pt(theme.leading));
        let scope = self.open(Scope { width: setting.width, split: SPLIT, ..Scope::default() });
        self.entries(book, self.contents_levels(), scope, 0, &setting)
    }

    fn entries(&mut self, book: &Book, levels: usize, scope: ScopeId, labels: usize, setting: &Setting) -> Contents {
        let mut contents = Contents::default();
        // The list of each level, and its last entry, from the outermost on.
        let mut open: Vec<(StructId, StructId)> = Vec::new();
        for (level, node, title) in listed(book, &self.note_sections, levels) {
            if level == 0 {
                self.gap(CHAPTER_GAP, setting);
            }
            let list = match (open.get(level), open.last()) {
                (Some((list, _)), _) => *list,
                (None, Some((_, above))) => self.tree.add(Role::Toc, *above, None),
                (None, None) => setting.parent,
            };
            let item = self.tree.add(Role::TocItem, list, None);
            open.truncate(level);
            open.push((list, item));
            let entry = self.entry((level, item), node, title, setting);
            contents.entries.push(entry);
        }
        self.list.close(scope, labels);
        self.end_block();
        contents
    }

    fn entry(&mut self, (level, item): (usize, StructId), node: NodeId, title: String, setting: &Setting) -> Entry {
        let reference = self.tree.add(Role::Reference, item, None);
        let link = self.tree.add_alt(Role::Link, reference, None, &title);
        let indent = setting.style.size * (1.4 * level as f64);
        let mut setting = setting.inset(indent, Pt::ZERO);
        if level == 0 {
            setting.style = Arc::new(TextStyle { bold: true, ..TextStyle::clone(&setting.style) });
        }
        let hang = setting.style.size * HANG;
        let shown = self.references.folio_of(node).unwrap_or_else(|| UNKNOWN.to_owned());
        let mut entry = Entry { node, title, link, setting, hang, at: self.list.items.len(), boxes: 0, shown };
        let boxes = self.entry_boxes(&entry);
        entry.boxes = boxes.len();
        for vbox in boxes {
            self.list.push_box(vbox);
            self.list.items.push(VItem::Break(Break::Cost(0.0)));
        }
        entry
    }

    fn entry_boxes(&mut self, entry: &Entry) -> Vec<VBox> {
        let style = &entry.setting.style;
        let muted = Arc::new(TextStyle { color: self.theme.colors.muted, bold: false, ..TextStyle::clone(style) });
        let figures = Arc::new(TextStyle { figures: Figures::Tabular, bold: false, ..TextStyle::clone(style) });
        let pattern = match self.theme.contents.leaders {
            Leaders::Dotted => LEADER,
            Leaders::Plain => "",
        };
        let action = LinkAction::Node(entry.node);
        let piece =
            |kind: PieceKind| Piece { kind, element: entry.link, span: Span::default(), link: Some(action.clone()) };
        let text = |text: String, style: &Arc<TextStyle>| Piece {
            link: Some(action.clone()),
            ..text_piece(text, style, entry.link, Span::default())
        };
        let pieces = [
            text(format!("{} ", entry.title), style),
            piece(PieceKind::Fill { pattern: pattern.to_owned(), style: muted }),
            text(format!(" {}", entry.shown), &figures),
        ];
        let how = ParagraphStyle::plain(Align::Start, entry.setting.leading);
        // What a title of several lines has below hangs from the title, not from the number.
        let (hang, width) = (entry.hang, entry.setting.width);
        let measure = Measure { lines: vec![(Pt::ZERO, width), (hang, width - hang)], first_indent: Pt::ZERO };
        let lines = self.set(&pieces, &measure, &how);
        lines.into_iter().map(|line| self.line_box(line, entry.setting.left, how.leading)).collect()
    }
}

fn entries_setting(style: TextStyle, parent: StructId, setting: &Setting) -> Setting {
    Setting { leading: style.size * ENTRY_LEADING, style: Arc::new(style), grid: false, parent, ..setting.clone() }
}

impl Contents {
    /// Fills in page numbers; says whether any changed.
    pub fn number(&mut self, builder: &mut Builder, list: &mut VList, pages: &Places) -> bool {
        let mut changed = false;
        let mut grown: isize = 0;
        for entry in &mut self.entries {
            entry.at = entry.at.saturating_add_signed(grown);
            let Some(page) = pages.get(&entry.node).map(|place| place.label.to_string()) else { continue };
            if page == entry.shown {
                continue;
            }
            changed = true;
            entry.shown = page;
            let boxes = builder.entry_boxes(entry);
            let (before, after) = (entry.boxes * 2, boxes.len() * 2);
            let last = entry.at + before;
            // The last entry of the list has no break after it: the scope's end took it.
            let ends = usize::from(!matches!(list.items.get(last.saturating_sub(1)), Some(VItem::Break(_))));
            let mut items: Vec<VItem> =
                boxes.into_iter().flat_map(|vbox| [VItem::Box(vbox), VItem::Break(Break::Cost(0.0))]).collect();
            items.truncate(after.saturating_sub(ends));
            let end = (last - ends).min(list.items.len());
            list.items.splice(entry.at.min(end)..end, items);
            entry.boxes = after / 2;
            grown += after as isize - before as isize;
        }
        changed
    }
}

/// What is listed: level from 0, node, text. The notes at the end of a post are listed, those at the ends of chapters
/// are not: each would name them. In a book with parts, parts are one level more.
fn listed(book: &Book, notes: &NoteSections, levels: usize) -> Vec<(usize, NodeId, String)> {
    let mut out = Vec::new();
    let numbered = |number: Option<String>, title: &str| match number {
        Some(number) => format!("{number}{NUMBER_SPACE}{title}"),
        None => title.to_owned(),
    };
    for (index, chapter) in book.chapters.iter().enumerate() {
        if let Some(part) = book.part_at(index) {
            out.push((0, part.id, numbered(part.number.map(roman), &part.title)));
        }
        let inside = usize::from(book.parts.iter().any(|part| part.chapters.contains(&index)));
        match book.meta.kind {
            BookKind::Volume | BookKind::Book => {
                let number = chapter.number.map(|number| number.to_string());
                out.push((inside, chapter.id, numbered(number, &chapter.meta.title)));
                list_entries(&chapter.outline, inside + 1, levels + inside, &mut out);
            }
            BookKind::Post if chapter.glossary().is_some() => out.push((0, chapter.id, chapter.meta.title.clone())),
            BookKind::Post => {
                list_entries(&chapter.outline, 0, levels, &mut out);
                out.extend(notes.get(&chapter.id).map(|section| (0, section.node, section.title.clone())));
            }
        }
    }
    out
}

fn list_entries(entries: &[OutlineEntry], level: usize, levels: usize, out: &mut Vec<(usize, NodeId, String)>) {
    if level >= levels {
        return;
    }
    for entry in entries {
        out.push((level, entry.node, entry.label()));
        list_entries(&entry.children, level + 1, levels, out);
    }
}

/// How many entries there would be.
pub fn length(book: &Book) -> usize {
    listed(book, &NoteSections::new(), LEVELS).len()
}
