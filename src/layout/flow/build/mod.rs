//! Building: the blocks of a chapter become a vertical list and a structure tree, in one walk in reading order.

mod boxes;
mod cards;
mod code;
mod columns;
mod figure;
mod glossary;
mod image;
mod initial;
mod list;
mod notes;
mod ornament;
mod paragraph;
mod table;
mod turned;

use notes::Notes;

pub use image::{Fitted, fit_hero, image_quality};
pub use paragraph::Lines;

use super::super::fonts::FontBook;
use super::super::mirror;
use super::super::page::{LineRole, Role, StructElement, StructId};
use super::super::text::{Align, Line, Measure, ParagraphStyle, Piece, TextStyle, extents, set};
use super::super::units::Pt;
use super::cost;
use super::geometry::Geometry;
use super::inline::Around;
use super::items::shift;
use super::options::NotePlacement;
use super::outline::{NoteSections, note_sections};
use super::references::References;
use super::style;
use super::tree::{Levels, Tree};
use super::vlist::{Break, Glue, Scope, ScopeId, VBox, VItem, VList};
use crate::diagnostics::Diagnostics;
use crate::document::direction::is_right_to_left;
use crate::document::terms::Terms;
use crate::document::{Block, BlockKind, Book, Date, NodeId, Note, NoteId, Rgb};
use crate::resolve::Assets;
use crate::theme::Theme;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Text narrower than this many ems is set ragged: justified it would have holes.
const LEAST_JUSTIFIED: f64 = 23.5;
/// Type that differs from the text's by no more than this fraction is of its size.
const SAME_SIZE: f64 = 0.12;

/// What blocks are set in: their measure, their type and what they belong to.
#[derive(Clone, Debug)]
pub struct Setting {
    /// Left edge, from the text area's.
    pub left: Pt,
    /// Measure.
    pub width: Pt,
    /// Type.
    pub style: Arc<TextStyle>,
    /// Leading.
    pub leading: Pt,
    /// Whether text is justified where the measure allows.
    pub justify: bool,
    /// Alignment of text that is not justified.
    pub align: Align,
    /// The colour of accents.
    pub accent: Rgb,
    /// The element blocks belong to.
    pub parent: StructId,
    /// Whether paragraphs stand on the page's grid.
    pub grid: bool,
    /// First-line indent of a paragraph that follows another.
    pub indent: Pt,
    /// Space between paragraphs.
    pub paragraph_gap: Pt,
    /// How deep in lists.
    pub depth: usize,
    /// Set without space around blocks (inside notes and cells).
    pub compact: bool,
}

impl Setting {
    /// The same, moved in from the left and the right.
    pub fn inset(&self, left: Pt, right: Pt) -> Setting {
        Setting { left: self.left + left, width: (self.width - left - right).max(Pt(1.0)), ..self.clone() }
    }

    /// What surrounds the inlines of a block.
    pub fn around(&self, element: StructId) -> Around {
        Around {
            style: Arc::clone(&self.style),
            accent: self.accent,
            element,
            block: element,
            link: None,
            continuation: self.style.size * 1.4,
            width: self.width,
            pages: true,
        }
    }
}

/// What is known about a chapter while its blocks are built.
#[derive(Clone, Debug)]
pub struct ChapterContext {
    /// Its language.
    pub lang: Arc<str>,
    /// Words in its language.
    pub terms: &'static Terms,
    /// Its date, which annotations count from.
    pub date: Option<Date>,
    /// Levels of tags above the chapter's first heading level.
    pub base_level: u8,
    /// The node of the section of its notes, if they stand at its end.
    pub notes: Option<NodeId>,
}

/// Builds vertical lists.
pub struct Builder<'a> {
    /// The book.
    pub book: &'a Book,
    /// Its images.
    pub assets: &'a Assets,
    /// The theme.
    pub theme: &'a Theme,
    /// The fonts.
    pub fonts: &'a FontBook,
    /// What was noticed.
    pub diagnostics: Diagnostics,
    /// The structure of the whole book.
    pub tree: Tree,
    /// The list under construction.
    pub list: VList,
    /// The chapter.
    pub chapter: ChapterContext,
    /// The page.
    pub geometry: Geometry,
    /// Height of the text area, which nothing indivisible may pass.
    pub page_height: Pt,
    /// Width of the text area.
    pub measure: Pt,
    /// The accent colour outside callouts.
    pub accent: Rgb,
    /// What links say of pages.
    pub references: References,
    /// Nodes that a link in the book leads to.
    pub linked: BTreeSet<NodeId>,
    /// Sections of notes at the ends of chapters, if they stand there.
    pub note_sections: NoteSections,
    levels: Levels,
    /// Lines since the last heading; `None` when no heading is near.
    since_heading: Option<usize>,
    /// Whether the last block was a paragraph: the next one is indented.
    after_paragraph: bool,
    notes: Notes,
    /// Paragraphs set so far.
    paragraphs: u32,
}

impl<'a> Builder<'a> {
    /// A builder for a book.
    pub fn new(
        book: &'a Book,
        assets: &'a Assets,
        theme: &'a Theme,
        fonts: &'a FontBook,
        geometry: Geometry,
        placement: NotePlacement,
    ) -> Self {
        let area = geometry.area;
        let lang: Arc<str> = Arc::from(book.meta.lang.as_str());
        let terms = Terms::of(&lang);
        Builder {
            book,
            assets,
            theme,
            fonts,
            diagnostics: Diagnostics::new(),
            tree: Tree::new(),
            list: VList::default(),
            chapter: ChapterContext { lang, terms, date: None, base_level: 0, notes: None },
            geometry,
            page_height: area.height,
            measure: area.width,
            accent: theme.accent(book.meta.category.as_deref(), book.meta.category_color),
            references: References::default(),
            linked: super::links::targets(book),
            levels: Levels::default(),
            since_heading: None,
            after_paragraph: false,
            note_sections: if placement == NotePlacement::End { note_sections(book) } else { NoteSections::new() },
            notes: Notes::new(placement, geometry.aside.map(|aside| aside.width)),
            paragraphs: 0,
        }
    }

    /// Begins a chapter: the list so far is handed back, a new one begins.
    pub fn begin_chapter(&mut self, chapter: ChapterContext) {
        self.chapter = chapter;
        self.levels = Levels::default();
        self.since_heading = None;
        self.after_paragraph = false;
    }

    /// Takes the finished list.
    pub fn take_list(&mut self) -> VList {
        std::mem::take(&mut self.list)
    }

    /// A note by its id.
    pub fn note(&self, id: NoteId) -> Option<&'a Note> {
        self.book.notes.get(usize::try_from(id.0).ok()?)
    }

    /// Running text over the whole measure.
    pub fn body_setting(&self, parent: StructId) -> Setting {
        Setting {
            left: Pt::ZERO,
            width: self.measure,
            style: Arc::new(style::text(self.theme, &self.chapter.lang)),
            leading: Pt(self.theme.text.leading),
            justify: self.theme.text.justify,
            align: Align::Start,
            accent: self.accent,
            parent,
            grid: true,
            indent: Pt(self.theme.text.indent),
            paragraph_gap: Pt(self.theme.text.paragraph_gap),
            depth: 0,
            compact: false,
        }
    }

    /// Builds blocks in a setting.
    pub fn blocks(&mut self, blocks: &[Block], setting: &Setting) {
        let mut rest = blocks;
        while let [block, after @ ..] = rest {
            let taken = self.block(block, after, setting);
            self.build_pending_notes();
            rest = after.get(taken..).unwrap_or(&[]);
        }
    }

    /// Builds a block; returns how many of those after it were built with it.
    fn block(&mut self, block: &Block, after: &[Block], setting: &Setting) -> usize {
        let start = self.list.items.len();
        let taken = self.block_of_kind(block, after, setting);
        self.anchor_block(block, start);
        taken
    }

    /// Makes the first box since `start` the place of a block that links lead to and that has no text of its own.
    fn anchor_block(&mut self, block: &Block, start: usize) {
        let own = matches!(
            block.kind,
            BlockKind::Heading(_)
                | BlockKind::Paragraph(_)
                | BlockKind::Figure(_)
                | BlockKind::Shout(_)
                | BlockKind::Dots
        );
        if own || !self.linked.contains(&block.id) {
            return;
        }
        let boxes = self.list.items.iter_mut().skip(start).filter_map(|item| match item {
            VItem::Box(vbox) | VItem::Float(vbox) => Some(vbox),
            _ => None,
        });
        boxes.take(1).for_each(|vbox| vbox.anchors.push(block.id));
    }

    fn block_of_kind(&mut self, block: &Block, after: &[Block], setting: &Setting) -> usize {
        match &block.kind {
            BlockKind::Heading(heading) => self.heading(heading, block, setting),
            BlockKind::Paragraph(content) => self.paragraph(content, block, setting),
            BlockKind::Callout(callout) => self.callout(callout, block, setting),
            BlockKind::Quote(quote) => self.quote(quote, block, setting),
            BlockKind::SmallText(body) => self.small_text(body, block, setting),
            BlockKind::List(list) => self.list_block(list, block, setting),
            BlockKind::DefinitionList(items) => self.definition_list(items, block, setting),
            BlockKind::Code(code) => self.code(code, block, setting),
            BlockKind::Table(table) => self.table(table, block, setting),
            BlockKind::Figure(figure) => return self.figure(figure, block, after, setting),
            BlockKind::Annotations(entries) => self.annotations(entries, block, setting),
            BlockKind::Interactions(entries) => self.interactions(entries, block, setting),
            BlockKind::Glossary(entries) => self.glossary(entries, block, setting),
            BlockKind::Shout(content) => self.shout(content, block, setting),
            BlockKind::Dots => self.dots(block, setting),
            BlockKind::Rule => self.rule(setting),
        }
        0
    }

    /// Space above or below a block.
    pub fn gap(&mut self, length: f64, setting: &Setting) {
        let length = if setting.compact { length.min(setting.leading.0 / 4.0) } else { length };
        if length > 0.0 {
            self.list.push_glue(Glue::gap(Pt(length)));
        }
    }

    /// The end of something that is not running text: a page may end here, what follows is not indented.
    pub fn end_block(&mut self) {
        self.list.push_break(Break::Cost(0.0));
        self.after_paragraph = false;
        self.since_heading = None;
    }

    /// Opens a frame inside the innermost open one.
    pub fn open(&mut self, scope: Scope) -> ScopeId {
        let mut closed = BTreeSet::new();
        let mut parent = None;
        for item in self.list.items.iter().rev() {
            match item {
                VItem::Close(id) => {
                    closed.insert(*id);
                }
                VItem::Open(id) if !closed.contains(id) => {
                    parent = Some(*id);
                    break;
                }
                VItem::Open(_)
                | VItem::Box(_)
                | VItem::Float(_)
                | VItem::Glue(_)
                | VItem::Break(_)
                | VItem::Mark(_) => {}
            }
        }
        self.after_paragraph = false;
        self.list.open(Scope { parent, ..scope })
    }

    /// How text of a setting is set.
    pub fn paragraph_style(&self, setting: &Setting) -> ParagraphStyle {
        let justify = setting.justify && setting.width.0 >= LEAST_JUSTIFIED * setting.style.size.0;
        ParagraphStyle {
            align: if justify { Align::Justify } else { setting.align },
            leading: setting.leading,
            hyphenate: self.theme.text.hyphenate && setting.style.hyphenate,
            protrude: justify,
            wrap_mark: String::new(),
            code: false,
        }
    }

    /// Whether the finished pages will be mirrored, since the book is read from right to left.
    pub fn is_mirrored(&self) -> bool {
        is_right_to_left(&self.book.meta.lang)
    }

    /// Sets pieces.
    pub fn set(&mut self, pieces: &[Piece], measure: &Measure, style: &ParagraphStyle) -> Vec<Line> {
        let mut lines = set(pieces, measure, style, self.fonts, &mut self.diagnostics);
        if self.is_mirrored() {
            for (index, line) in lines.iter_mut().enumerate() {
                let (left, width) = measure.line(index);
                mirror::line(&mut line.items, left, width);
            }
        }
        let of = lines.len();
        self.paragraphs += 1;
        for (index, quality) in lines.iter_mut().filter_map(|line| line.quality.as_mut()).enumerate() {
            (quality.paragraph, quality.index, quality.of) = (self.paragraphs, index, of);
        }
        lines
    }

    /// Says of lines that they are prose, and of which kind.
    pub fn mark_prose(&self, lines: &mut [Line], setting: &Setting) {
        let size = self.theme.text.size;
        let usual = (setting.style.size.0 - size).abs() <= SAME_SIZE * size;
        let to_edge = (setting.left + setting.width - self.measure).0.abs() < cost::EPSILON;
        let role = match (self.in_note(), usual && to_edge) {
            (true, _) => LineRole::Note,
            (false, true) => LineRole::Text,
            (false, false) => LineRole::Aside,
        };
        lines.iter_mut().filter_map(|line| line.quality.as_mut()).for_each(|quality| quality.role = role);
    }

    /// The width of pieces on one line.
    pub fn width_of(&self, pieces: &[Piece], style: &ParagraphStyle) -> Pt {
        extents(pieces, style, self.fonts).1
    }

    /// A line as a box whose left edge is `left`; notes called before are not called again.
    pub fn line_box(&mut self, line: Line, left: Pt, leading: Pt) -> VBox {
        let height = (line.height + line.depth).max(leading);
        let baseline = height - line.depth;
        let mut items = line.items;
        shift(&mut items, left, baseline);
        let notes = self.notes.first_calls(line.notes);
        VBox {
            height,
            baseline,
            items,
            notes,
            anchors: line.anchors,
            quality: line.quality.into_iter().collect(),
            ..VBox::default()
        }
    }

    /// An element for a block, with the language where it is the chapter's own.
    pub fn element(&mut self, role: Role, parent: StructId, block: &Block) -> StructId {
        self.tree.add(role, parent, Some(block.id))
    }

    /// A chapter's element.
    pub fn article(&mut self, node: NodeId) -> StructId {
        let lang = (*self.chapter.lang != *self.book.meta.lang).then(|| self.chapter.lang.to_string());
        self.tree.add_full(StructElement {
            role: Role::Article,
            parent: Some(Tree::ROOT),
            node: Some(node),
            alt: None,
            lang,
        })
    }
}
