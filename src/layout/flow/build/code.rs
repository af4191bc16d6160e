//! Code blocks: a tinted box whose lines wrap with a mark.

use super::super::super::page::{Role, StructId};
use super::super::super::text::{Align, Measure, ParagraphStyle, Piece};
use super::super::super::units::Pt;
use super::super::cost;
use super::super::inline::text_piece;
use super::super::items::decorative;
use super::super::style;
use super::super::vlist::{Break, Glue, Scope, VBox};
use super::{Builder, Setting};
use crate::document::{Block, CodeBlock, CodeToken};
use crate::source::Span;
use std::sync::Arc;

/// Indent of the rest of a wrapped line, in ems.
const WRAP_INDENT: f64 = 1.2;
/// Breaking a page inside a wrapped line.
const WRAPPED_SPLIT: f64 = 150.0;
/// Spaces a tab stands for.
const TAB: &str = "    ";

impl Builder<'_> {
    /// A code block.
    pub fn code(&mut self, code: &CodeBlock, block: &Block, setting: &Setting) {
        let theme = &self.theme.code;
        let element = self.element(Role::Code, setting.parent, block);
        let padding = Pt(theme.padding);
        let inside = Setting { leading: Pt(theme.leading), grid: false, ..setting.inset(padding, padding) };
        let language = code.language.as_deref().filter(|_| theme.label);
        let label = language.map(|language| self.code_label(language, &inside, block.span));
        let again = language.map(|language| format!("{language}, {}", self.chapter.terms.continued));
        let repeated = again.map(|again| self.code_label(&again, &inside, block.span));
        self.gap(theme.gap, setting);
        let scope = self.open(Scope {
            left: setting.left,
            width: setting.width,
            top: padding,
            bottom: padding,
            background: Some(self.theme.colors.code_background),
            repeated: repeated.into_iter().collect(),
            split: if code.lines.len() > cost::CODE_SHORT { cost::CODE_SPLIT } else { cost::CODE_SHORT_SPLIT },
            ..Scope::default()
        });
        let labels = usize::from(label.is_some());
        if let Some(label) = label {
            self.list.push_box(label);
            self.list.push_break(Break::Forbidden);
        }
        self.code_lines(code, element, block.span, &inside);
        self.list.close(scope, labels);
        self.end_block();
        self.gap(theme.gap, setting);
    }

    /// The lines, wrapped where need be. Blank ones are space, so that none is at a page's head or foot.
    fn code_lines(&mut self, code: &CodeBlock, element: StructId, span: Span, setting: &Setting) {
        let theme = &self.theme.code;
        let how = ParagraphStyle {
            align: Align::Start,
            leading: Pt(theme.leading),
            hyphenate: false,
            protrude: false,
            wrap_mark: theme.wrap_mark.clone(),
            code: true,
        };
        let wrap = Pt(theme.size * WRAP_INDENT);
        // Code starts at the left on a mirrored page, too.
        let left = if self.context.is_mirrored() { Pt::ZERO } else { wrap };
        let measure =
            Measure { lines: vec![(Pt::ZERO, setting.width), (left, setting.width - wrap)], first_indent: Pt::ZERO };
        let mut blank = 0.0;
        for line in &code.lines {
            if is_blank(line) {
                blank += 1.0;
                continue;
            }
            if blank > 0.0 {
                self.list.push_glue(Glue::rigid(setting.leading * blank));
            }
            let pieces = self.code_pieces(line, element, span);
            self.code_line(&pieces, &measure, &how, blank > 0.0, setting);
            blank = 0.0;
        }
        if code.lines.iter().all(|line| is_blank(line)) {
            self.list.push_box(VBox { height: setting.leading, ..VBox::default() });
        }
    }

    /// The name of the language, small: said for the eye only, a reading program tells it from the code.
    fn code_label(&mut self, text: &str, setting: &Setting, span: Span) -> VBox {
        let size = self.theme.callout_box.label_size;
        let style = Arc::new(style::sans(self.theme, size, self.theme.colors.muted, &self.chapter.lang));
        let how = ParagraphStyle::plain(Align::End, setting.leading);
        let pieces = [text_piece(text, &style, setting.parent, span)];
        let line = self.set(&pieces, &Measure::of(setting.width), &how).into_iter().next().unwrap_or_default();
        decorative(line, setting.left, setting.leading)
    }

    fn code_pieces(&self, line: &[CodeToken], element: StructId, span: Span) -> Vec<Piece> {
        let piece = |token: &CodeToken| {
            let style = Arc::new(style::code(self.theme, self.theme.token(token.class), &self.chapter.lang));
            text_piece(token.text.replace('\t', TAB), &style, element, span)
        };
        line.iter().filter(|token| !token.text.is_empty()).map(piece).collect()
    }

    /// A line of code, wrapped if need be. A page rather ends at a blank line before it than between it and the line
    /// above.
    fn code_line(
        &mut self,
        pieces: &[Piece],
        measure: &Measure,
        how: &ParagraphStyle,
        after_blank: bool,
        setting: &Setting,
    ) {
        self.list.push_break(Break::Cost(if after_blank { 0.0 } else { cost::CODE_UNBROKEN }));
        let mut lines = self.set(pieces, measure, how);
        if let Some(line) = lines.last_mut() {
            line.end_word(self.context.fonts);
        }
        for (index, line) in lines.into_iter().enumerate() {
            if index > 0 {
                self.list.push_break(Break::Cost(WRAPPED_SPLIT));
            }
            let vbox = self.line_box(line, setting.left, setting.leading);
            self.list.push_box(vbox);
        }
    }
}

fn is_blank(line: &[CodeToken]) -> bool {
    line.iter().all(|token| token.text.trim().is_empty())
}
