//! Paragraphs and headings.

use super::super::super::page::{Role, StructId};
use super::super::super::text::{Align, Line, Measure, ParagraphStyle, Piece, Prepared, prepare};
use super::super::super::units::Pt;
use super::super::cost;
use super::super::inline::{anchor_piece, text_piece};
use super::super::style;
use super::super::vlist::{Break, Glue, VItem};
use super::{Builder, Setting};
use crate::document::walk::plain_text;
use crate::document::{Block, Heading, Inline, NodeId};
use crate::source::Span;
use std::sync::Arc;

/// What the breaks between and after the lines of a paragraph depend on.
#[derive(Clone, Copy, Debug, Default)]
pub struct Lines {
    /// Whether what follows is announced.
    pub colon: bool,
    /// Whether the first and the last line may be alone.
    pub loose: bool,
}

impl Builder<'_> {
    /// Running text.
    pub fn paragraph(&mut self, content: &[Inline], block: &Block, setting: &Setting) {
        let element = self.element(Role::Paragraph, setting.parent, block);
        self.paragraph_in(content, element, Some(block.id), block.span, setting);
    }

    /// Running text of an element that is there already.
    pub fn paragraph_in(
        &mut self,
        content: &[Inline],
        element: StructId,
        node: Option<NodeId>,
        span: Span,
        setting: &Setting,
    ) {
        let mut pieces = self.notes.take_run_in();
        if let Some(node) = node {
            self.anchor(node, element, span, &mut pieces);
        }
        pieces.extend(self.pieces(content, &setting.around(element)));
        let style = self.paragraph_style(setting);
        let mut measure = Measure::of(setting.width);
        if self.after_paragraph {
            measure.first_indent = setting.indent;
            if setting.paragraph_gap.0 > 0.0 {
                self.gap(setting.paragraph_gap.0, setting);
            }
        }
        let mut lines = self.set(&pieces, &measure, &style);
        self.mark_prose(&mut lines, setting);
        let colon = plain_text(content).trim_end().ends_with(':');
        self.lines(lines, setting, Lines { colon, loose: false });
        self.after_paragraph = true;
        self.build_pending_notes();
    }

    /// A paragraph that neither follows nor precedes another.
    pub fn paragraph_alone(&mut self, content: &[Inline], element: StructId, span: Span, setting: &Setting) {
        self.after_paragraph = false;
        self.paragraph_in(content, element, None, span, setting);
        self.after_paragraph = false;
    }

    /// Pieces as a paragraph of their own in any style.
    pub fn set_lines(&mut self, pieces: &[Piece], style: &ParagraphStyle, setting: &Setting, how: Lines) {
        let lines = self.set(pieces, &Measure::of(setting.width), style);
        self.lines(lines, setting, how);
        self.build_pending_notes();
    }

    /// Adds the lines of a paragraph, each break between them with what it costs.
    pub fn lines(&mut self, lines: Vec<Line>, setting: &Setting, how: Lines) {
        let count = lines.len();
        for (index, line) in lines.into_iter().enumerate() {
            let hyphenated = line.quality.as_ref().is_some_and(|quality| quality.hyphenated);
            let mut vbox = self.line_box(line, setting.left, setting.leading);
            vbox.grid = setting.grid;
            self.list.push_box(vbox);
            let inside = index + 1 < count;
            let mut cost = 0.0;
            if inside && index == 0 && !how.loose {
                cost += cost::ORPHAN;
            }
            if inside && index + 2 == count && !how.loose {
                cost += cost::WIDOW;
            }
            if inside && hyphenated {
                cost += cost::HYPHEN;
            }
            if !inside && how.colon {
                cost += cost::COLON;
            }
            cost += match self.since_heading {
                Some(0) => cost::HEADING_ONE_LINE,
                Some(1) => cost::HEADING_TWO_LINES,
                Some(_) | None => 0.0,
            };
            self.since_heading = self.since_heading.map(|lines| lines + 1);
            self.list.push_break(Break::Cost(cost));
        }
    }

    /// A heading: kept with what follows.
    pub fn heading(&mut self, heading: &Heading, block: &Block, setting: &Setting) {
        let theme = self.theme.heading(heading.level);
        let level = self.levels.enter(heading.level, self.chapter.base_level);
        let element = self.element(Role::Heading(level), setting.parent, block);
        let style = Arc::new(style::heading(self.theme, heading.level, &self.chapter.lang));
        let mut pieces = vec![anchor_piece(block.id, element, block.span)];
        if let Some(number) = &heading.number {
            pieces.push(text_piece(format!("{number} "), &style, element, block.span));
        }
        let around = super::Around { style, pages: false, ..setting.around(element) };
        pieces.extend(self.pieces(&heading.content, &around));
        self.list.push_glue(Glue::heading(Pt(theme.above)));
        // The right pages of a volume name the chapter, those of a post the section.
        if heading.level == 1 && self.chapter.base_level == 0 {
            self.list.items.push(VItem::Mark(plain_text(&heading.content)));
        }
        let style = ParagraphStyle::plain(Align::Start, Pt(theme.leading));
        for line in self.set_balanced(pieces, setting.width, &style) {
            let vbox = self.line_box(line, setting.left, Pt(theme.leading));
            self.list.push_box(vbox);
            self.list.push_break(Break::Forbidden);
        }
        self.build_pending_notes();
        self.list.push_glue(Glue::heading(Pt(theme.below)));
        self.since_heading = Some(0);
        self.after_paragraph = false;
    }

    /// Sets pieces in lines of about the same length, at most `width` wide: a title or heading of several lines is then no
    /// full one and a word.
    pub fn set_balanced(&mut self, pieces: Vec<Piece>, width: Pt, style: &ParagraphStyle) -> Vec<Line> {
        let prepared = prepare(pieces, style, self.context.fonts, &mut self.diagnostics);
        self.set_prepared(&prepared, &Measure::of(balanced_width(&prepared, width, style)), style)
    }

    /// Adds an anchor if a link leads to the node.
    pub fn anchor(&mut self, node: NodeId, element: StructId, span: Span, pieces: &mut Vec<Piece>) {
        if self.context.linked.contains(&node) {
            pieces.push(anchor_piece(node, element, span));
        }
    }
}

/// The least width at which a paragraph takes no more lines than at `width`.
fn balanced_width(prepared: &Prepared, width: Pt, style: &ParagraphStyle) -> Pt {
    /// Halvings of the interval: leaves less than a point of a book's measure.
    const HALVINGS: usize = 10;
    let lines = prepared.count(&Measure::of(width), style);
    if lines < 2 {
        return width;
    }
    // No narrower than the widest word: past that, words would be broken by force.
    let (mut low, mut high) = (prepared.extents().0.min(width), width);
    for _ in 0..HALVINGS {
        let middle = (low + high) / 2.0;
        if prepared.count(&Measure::of(middle), style) <= lines {
            high = middle;
        } else {
            low = middle;
        }
    }
    high
}
