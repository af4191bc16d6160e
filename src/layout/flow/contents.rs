//! The table of contents: entries with leaders, and the pages that they lead to.

use super::super::page::{LinkAction, Role, StructId};
use super::super::text::{Align, Figures, Measure, ParagraphStyle, Piece, PieceKind, TextStyle};
use super::super::units::Pt;
use super::build::{Builder, Setting};
use super::inline::text_piece;
use super::opening::Display;
use super::outline::NoteSections;
use super::style;
use super::vlist::{Break, Scope, ScopeId, VItem};
use crate::document::{Book, BookKind, Chapter, NodeId, OutlineEntry, roman};
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
/// Contents on a page of their own share it with the text if they take no more than this fraction of it.
const SHARED: f64 = 0.6;
/// Breaking a page within the contents.
const SPLIT: f64 = 150.0;

/// An entry.
struct Entry {
    /// From 0.
    level: usize,
    /// What it leads to.
    node: NodeId,
    /// What it says.
    title: String,
}

impl Builder<'_> {
    /// How high contents of so many levels would be, if every entry took one line.
    fn contents_height(&self, book: &Book, levels: usize) -> Pt {
        let leading = self.theme.small.size * ENTRY_LEADING;
        let lines = listed(book, &self.context.note_sections, levels)
            .iter()
            .fold(0.0, |height, entry| height + leading + if entry.level == 0 { CHAPTER_GAP } else { 0.0 });
        Pt(lines + self.theme.callout_box.label_size * 2.0 + CHAPTER_GAP)
    }

    /// How many levels the contents have at most.
    fn contents_levels(&self) -> usize {
        usize::from(self.theme.contents.levels).clamp(1, LEVELS)
    }

    /// The contents of a post: on its title page in as many levels as that has room for, else on a page of their own, which
    /// the text goes on if there is much room left.
    pub fn post_contents(&mut self, post: &Chapter, setting: &Setting) {
        let book = self.context.book;
        let page = self.context.page_height();
        let room = page - self.list.natural_height(0);
        let most = self.contents_levels();
        let levels = (1..=most).rev().find(|levels| {
            let missing = self.contents_height(book, *levels) - room;
            missing.0 <= 0.0 || self.make_room(post, missing, setting)
        });
        if let Some(levels) = levels {
            self.list.push_break(Break::Cost(0.0));
            self.contents(book, levels, setting);
            self.list.push_break(Break::Forced);
            return;
        }
        // A title block longer than a page goes on above the contents.
        self.list.push_break(if room.0 >= 0.0 { Break::Forced } else { Break::Cost(0.0) });
        self.contents(book, most, setting);
        if self.contents_height(book, most).0 > page.0 * SHARED {
            self.list.push_break(Break::Forced);
        } else {
            self.gap(setting.leading.0 * 2.0, setting);
        }
    }

    /// Builds the contents of the book at this place.
    fn contents(&mut self, book: &Book, levels: usize, setting: &Setting) {
        let parent = self.tree.add(Role::Toc, setting.parent, None);
        let base = style::small(self.theme, self.theme.small.size, self.theme.colors.ink, &self.chapter.lang);
        let setting = entries_setting(base, parent, setting);
        let scope = self.open(Scope { width: setting.width, split: SPLIT, ..Scope::default() });
        let labels = self.card_label(self.chapter.terms.contents, parent, Span::default(), &setting);
        self.gap(CHAPTER_GAP, &setting);
        self.entries(book, levels, scope, labels, &setting);
    }

    /// The contents of the book on pages of their own, under a heading, in the size of the text.
    pub fn contents_pages(&mut self, book: &Book, setting: &Setting) {
        let parent = self.tree.add(Role::Toc, setting.parent, None);
        let theme = self.theme.heading(1);
        let heading = style::heading(self.theme, 1, &self.chapter.lang);
        let how = Display { role: Role::Paragraph, style: heading, leading: Pt(theme.leading), align: Align::Start };
        self.sink(self.context.page_height() * SINK);
        let base = TextStyle { hyphenate: false, ..style::text(self.theme, &self.chapter.lang) };
        let setting = entries_setting(base, parent, setting);
        self.display(self.chapter.terms.contents, how, None, &setting);
        self.space(Pt(theme.leading));
        let scope = self.open(Scope { width: setting.width, split: SPLIT, ..Scope::default() });
        self.entries(book, self.contents_levels(), scope, 0, &setting);
    }

    fn entries(&mut self, book: &Book, levels: usize, scope: ScopeId, labels: usize, setting: &Setting) {
        // The list of each level, and its last entry, from the outermost on.
        let mut open: Vec<(StructId, StructId)> = Vec::new();
        let listed = listed(book, &self.context.note_sections, levels);
        for (index, entry) in listed.iter().enumerate() {
            let level = entry.level;
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
            // No page ends between a chapter and its first section.
            let leads = listed.get(index + 1).is_some_and(|next| next.level > level);
            self.entry(entry, item, if leads { Break::Forbidden } else { Break::Cost(0.0) }, setting);
        }
        self.list.close(scope, labels);
        self.end_block();
    }

    /// An entry, whose lines stay together; `after` is the place to end a page after it.
    fn entry(&mut self, entry: &Entry, item: StructId, after: Break, setting: &Setting) {
        let reference = self.tree.add(Role::Reference, item, None);
        let link = self.tree.add_alt(Role::Link, reference, None, &entry.title);
        let indent = setting.style.size * (1.4 * entry.level as f64);
        let mut setting = setting.inset(indent, Pt::ZERO);
        if entry.level == 0 {
            setting.style = Arc::new(TextStyle { bold: true, ..TextStyle::clone(&setting.style) });
        }
        let how = ParagraphStyle::plain(Align::Start, setting.leading);
        // What a title of several lines has below hangs from the title, not from the number.
        let (hang, width) = (setting.style.size * HANG, setting.width);
        let measure = Measure { lines: vec![(Pt::ZERO, width), (hang, width - hang)], first_indent: Pt::ZERO };
        let pieces = self.entry_pieces(entry, link, &setting.style);
        let lines = self.set(&pieces, &measure, &how);
        let last = lines.len().saturating_sub(1);
        for (index, line) in lines.into_iter().enumerate() {
            let vbox = self.line_box(line, setting.left, how.leading);
            self.list.push_box(vbox);
            self.list.items.push(VItem::Break(if index == last { after } else { Break::Forbidden }));
        }
    }

    /// The title, leaders, and the page.
    fn entry_pieces(&mut self, entry: &Entry, link: StructId, style: &Arc<TextStyle>) -> [Piece; 3] {
        let muted = Arc::new(TextStyle { color: self.theme.colors.muted, bold: false, ..TextStyle::clone(style) });
        let figures = Arc::new(TextStyle { figures: Figures::Tabular, bold: false, ..TextStyle::clone(style) });
        let pattern = match self.theme.contents.leaders {
            Leaders::Dotted => LEADER,
            Leaders::Plain => "",
        };
        let action = LinkAction::Node(entry.node);
        let leaders = PieceKind::Fill { pattern: pattern.to_owned(), style: muted };
        let text = |text: String, style: &Arc<TextStyle>| Piece {
            link: Some(action.clone()),
            ..text_piece(text, style, link, Span::default())
        };
        [
            text(format!("{} ", entry.title), style),
            Piece { kind: leaders, element: link, span: Span::default(), link: Some(action.clone()) },
            text(format!(" {}", self.references.entry(entry.node)), &figures),
        ]
    }
}

fn entries_setting(style: TextStyle, parent: StructId, setting: &Setting) -> Setting {
    Setting { leading: style.size * ENTRY_LEADING, style: Arc::new(style), grid: false, parent, ..setting.clone() }
}

/// What is listed. The notes at the end of a post are listed, those at the ends of chapters are not: each would name them.
/// In a book with parts, parts are one level more.
fn listed(book: &Book, notes: &NoteSections, levels: usize) -> Vec<Entry> {
    let mut out = Vec::new();
    let numbered = |number: Option<String>, title: &str| match number {
        Some(number) => format!("{number}{NUMBER_SPACE}{title}"),
        None => title.to_owned(),
    };
    for (index, chapter) in book.chapters.iter().enumerate() {
        if let Some(part) = book.part_at(index) {
            let title = numbered(part.number.map(roman), &part.title);
            out.push(Entry { level: 0, node: part.id, title });
        }
        let inside = usize::from(book.parts.iter().any(|part| part.chapters.contains(&index)));
        match book.meta.kind {
            BookKind::Volume | BookKind::Book => {
                let number = chapter.number.map(|number| number.to_string());
                let title = numbered(number, &chapter.meta.title);
                let level = inside + chapter.depth;
                out.push(Entry { level, node: chapter.id, title });
                list_entries(&chapter.outline, level + 1, levels + inside, &mut out);
            }
            BookKind::Post if chapter.glossary().is_some() => {
                out.push(Entry { level: 0, node: chapter.id, title: chapter.meta.title.clone() });
            }
            BookKind::Post => {
                list_entries(&chapter.outline, 0, levels, &mut out);
                let notes = notes.get(&chapter.id);
                out.extend(notes.map(|notes| Entry { level: 0, node: notes.node, title: notes.title.clone() }));
            }
        }
    }
    out
}

fn list_entries(entries: &[OutlineEntry], level: usize, levels: usize, out: &mut Vec<Entry>) {
    if level >= levels {
        return;
    }
    for entry in entries {
        out.push(Entry { level, node: entry.node, title: entry.label() });
        list_entries(&entry.children, level + 1, levels, out);
    }
}

/// How many entries there would be.
pub fn length(book: &Book) -> usize {
    listed(book, &NoteSections::new(), LEVELS).len()
}
