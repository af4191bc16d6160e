//! Building: the blocks of a galley become a vertical list and a structure tree, in one walk in reading order.

mod boxes;
mod cards;
mod code;
mod equation;
mod figure;
mod glossary;
mod image;
mod initial;
mod list;
mod notes;
mod ornament;
mod paragraph;
mod pending;
mod setting;
mod table;

use pending::Notes;

pub use image::{Fitted, fit_hero, image_quality};
pub use paragraph::Lines;
pub use setting::{Around, Setting};

use super::super::mirror;
use super::super::page::{LineRole, Role, StructElement, StructId};
use super::super::text::{Align, Line, Measure, ParagraphStyle, Piece, Prepared, extents, prepare};
use super::super::units::Pt;
use super::context::Context;
use super::cost;
use super::divide::Home;
use super::items::shift;
use super::references::References;
use super::style;
use super::tree::{Levels, Tree};
use super::vlist::{Break, Glue, Scope, ScopeId, VBox, VItem, VList};
use crate::diagnostics::Diagnostics;
use crate::document::terms::Terms;
use crate::document::{Block, BlockKind, Book, Date, NodeId};
use crate::theme::Theme;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Text narrower than this many ems is set ragged: justified it would have holes.
const LEAST_JUSTIFIED: f64 = 23.5;
/// Type that differs from the text's by no more than this fraction is of its size.
const SAME_SIZE: f64 = 0.12;

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

impl ChapterContext {
    /// What stands outside all chapters: its words are in the book's language.
    pub fn of_book(book: &Book) -> ChapterContext {
        let lang: Arc<str> = Arc::from(book.meta.lang.as_str());
        ChapterContext { terms: Terms::of(&lang), lang, date: None, base_level: 0, notes: None }
    }
}

/// What building a galley gave.
pub struct Proof {
    /// Its list.
    pub list: VList,
    /// Its elements.
    pub elements: Vec<StructElement>,
    /// How many paragraphs it has.
    pub paragraphs: u32,
    /// What it says of pages.
    pub references: References,
    /// What was noticed.
    pub diagnostics: Diagnostics,
}

/// Builds the vertical list of a galley.
pub struct Builder<'a> {
    /// The book and its page.
    pub context: &'a Context<'a>,
    /// The theme, which everything is set by.
    pub theme: &'a Theme,
    /// The chapter.
    pub chapter: ChapterContext,
    /// The structure of the galley.
    pub tree: Tree,
    /// The list under construction.
    pub list: VList,
    /// What links say of pages.
    pub references: References,
    /// What was noticed.
    pub diagnostics: Diagnostics,
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
    /// A builder of a galley that begins its part.
    pub fn new(context: &'a Context<'a>, chapter: ChapterContext) -> Self {
        Builder {
            context,
            theme: context.theme,
            chapter,
            tree: Tree::within(1),
            list: VList::default(),
            references: References::default(),
            diagnostics: Diagnostics::new(),
            levels: Levels::default(),
            since_heading: None,
            after_paragraph: false,
            notes: Notes::new(context.options.notes, context.geometry.aside.map(|aside| aside.width)),
            paragraphs: 0,
        }
    }

    /// Goes on after another galley, inside the headings given.
    pub fn go_on(&mut self, levels: Levels) {
        self.levels = levels;
        self.list.goes_on = true;
    }

    /// Sets only those notes that have their home here.
    pub fn take_notes_of(&mut self, home: Option<Home>) {
        self.notes.home = home;
    }

    /// What was built.
    pub fn finish(self) -> Proof {
        Proof {
            list: self.list,
            elements: self.tree.into_elements(),
            paragraphs: self.paragraphs,
            references: self.references,
            diagnostics: self.diagnostics,
        }
    }

    /// Running text over the whole measure.
    pub fn body_setting(&self, parent: StructId) -> Setting {
        Setting {
            left: Pt::ZERO,
            width: self.context.measure(),
            style: Arc::new(style::text(self.theme, &self.chapter.lang)),
            leading: Pt(self.theme.text.leading),
            justify: self.theme.text.justify,
            align: Align::Start,
            accent: self.context.accent,
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
            if setting.depth > 0 && introduces_list(block, after) {
                self.list.push_break(Break::Forbidden);
            }
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
        if own || !self.context.linked.contains(&block.id) {
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
            BlockKind::Equation(equation) => self.equation(equation, block, setting),
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

    /// Sets pieces at one measure.
    pub fn set(&mut self, pieces: &[Piece], measure: &Measure, style: &ParagraphStyle) -> Vec<Line> {
        let prepared = prepare(pieces.to_vec(), style, self.context.fonts, &mut self.diagnostics);
        self.set_prepared(&prepared, measure, style)
    }

    /// Sets a prepared paragraph.
    pub fn set_prepared(&mut self, prepared: &Prepared, measure: &Measure, style: &ParagraphStyle) -> Vec<Line> {
        let mut lines = prepared.set(measure, style, &mut self.diagnostics);
        if self.context.is_mirrored() {
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
        let to_edge = (setting.left + setting.width - self.context.measure()).0.abs() < cost::EPSILON;
        let role = match (self.in_note(), usual && to_edge) {
            (true, _) => LineRole::Note,
            (false, true) => LineRole::Text,
            (false, false) => LineRole::Aside,
        };
        lines.iter_mut().filter_map(|line| line.quality.as_mut()).for_each(|quality| quality.role = role);
    }

    /// The width of pieces on one line.
    pub fn width_of(&self, pieces: &[Piece], style: &ParagraphStyle) -> Pt {
        extents(pieces, style, self.context.fonts).1
    }

    /// A line as a box whose left edge is `left`; notes called before are not called again.
    pub fn line_box(&mut self, line: Line, left: Pt, leading: Pt) -> VBox {
        let height = (line.height + line.depth).max(leading);
        let baseline = height - line.depth;
        let mut items = line.items;
        shift(&mut items, left, baseline);
        let called = line.notes.into_iter().filter(|note| self.is_home(*note)).collect();
        let notes = self.notes.first_calls(called);
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
}

/// Whether a block is the text of a list's item that a list within the item follows: no page ends between them.
fn introduces_list(block: &Block, after: &[Block]) -> bool {
    let next = after.first().map(|next| &next.kind);
    matches!(block.kind, BlockKind::Paragraph(_)) && matches!(next, Some(BlockKind::List(_)))
}
