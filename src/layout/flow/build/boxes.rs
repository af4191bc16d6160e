//! What has a frame or a bar: callouts and quotations. And small text, which has none.

use super::super::super::page::{Role, StructId};
use super::super::super::text::{Align, Measure, ParagraphStyle, TextStyle};
use super::super::super::units::Pt;
use super::super::cost;
use super::super::inline::text_piece;
use super::super::items::decorative;
use super::super::style;
use super::super::vlist::{Break, Glue, Scope, ScopeId, VBox, VItem};
use super::paragraph::Lines;
use super::{Builder, Setting};
use crate::document::{Block, Callout, Inline, Quote, QuoteStyle};
use crate::source::Span;
use std::sync::Arc;

/// From a callout's label to its text, in points.
const LABEL_BELOW: f64 = 3.0;
/// Width of a pull quote, as a fraction of the measure: half, and what its larger type needs beyond that.
const PULL_WIDTH: f64 = 0.66;
/// Leading of a label against its size.
const LABEL_LEADING: f64 = 1.5;

impl Builder<'_> {
    /// A boxed, labelled section.
    pub fn callout(&mut self, callout: &Callout, block: &Block, setting: &Setting) {
        let look = self.theme.callout(callout.kind);
        let theme = &self.theme.callout_box;
        let element = self.element(Role::Section, setting.parent, block);
        let label = callout.label.clone().unwrap_or_else(|| self.chapter.terms.callout(callout.kind).to_owned());
        let style =
            Arc::new(style::label(self.theme, theme.label_size, theme.label_tracking, look.color, &self.chapter.lang));
        let inside = Setting {
            accent: look.color,
            parent: element,
            grid: false,
            ..setting.inset(Pt(theme.bar + theme.padding_x), Pt(theme.padding_x))
        };
        let (label_boxes, repeated) = self.callout_label(&label, element, &style, &inside, block.span);
        self.gap(theme.gap, setting);
        let scope = self.open(Scope {
            left: setting.left,
            width: setting.width,
            top: Pt(theme.padding_y),
            bottom: Pt(theme.padding_y),
            background: Some(look.background),
            bar: Some((Pt(theme.bar), look.color)),
            repeated,
            split: cost::CALLOUT_SPLIT,
            ..Scope::default()
        });
        let labels = label_boxes.len();
        for vbox in label_boxes {
            self.list.push_box(vbox);
            self.list.push_break(Break::Forbidden);
        }
        self.list.push_glue(Glue::rigid(Pt(LABEL_BELOW)));
        let start = self.list.items.len();
        self.blocks(&callout.body, &inside);
        self.keep_short(scope, start);
        self.list.close(scope, labels);
        self.end_block();
        self.gap(theme.gap, setting);
    }

    /// Makes a split dear of a callout whose text, the boxes since `start`, is short.
    fn keep_short(&mut self, scope: ScopeId, start: usize) {
        let boxes = self.list.items.iter().skip(start).filter(|item| matches!(item, VItem::Box(_) | VItem::Float(_)));
        if boxes.count() <= cost::CALLOUT_SHORT
            && let Some(scope) = self.list.scopes.get_mut(scope.0)
        {
            scope.split = cost::CALLOUT_SHORT_SPLIT;
        }
    }

    /// The label as content of its element, and the decoration that repeats it.
    fn callout_label(
        &mut self,
        label: &str,
        element: StructId,
        style: &Arc<TextStyle>,
        setting: &Setting,
        span: Span,
    ) -> (Vec<VBox>, Vec<VBox>) {
        let element = self.tree.add(Role::Paragraph, element, None);
        let how = ParagraphStyle::plain(Align::Start, style.size * LABEL_LEADING);
        let measure = Measure::of(setting.width);
        let lines = self.set(&[text_piece(label, style, element, span)], &measure, &how);
        let first = lines.into_iter().map(|line| self.line_box(line, setting.left, how.leading)).collect();
        let again = format!("{label}, {}", self.chapter.terms.continued);
        let lines = self.set(&[text_piece(again, style, element, span)], &measure, &how);
        let mut repeated: Vec<VBox> =
            lines.into_iter().map(|line| decorative(line, setting.left, how.leading)).collect();
        if let Some(last) = repeated.last_mut() {
            last.height += Pt(LABEL_BELOW);
        }
        (first, repeated)
    }

    /// A quotation.
    pub fn quote(&mut self, quote: &Quote, block: &Block, setting: &Setting) {
        let theme = &self.theme.quote;
        let element = self.element(Role::BlockQuote, setting.parent, block);
        let (outer, barred) = match quote.style {
            QuoteStyle::Block => (setting.clone(), true),
            QuoteStyle::Pull => {
                let side = setting.width * ((1.0 - PULL_WIDTH) / 2.0);
                (setting.inset(side, side), true)
            }
            QuoteStyle::Plain => (setting.clone(), false),
        };
        let right = if barred { Pt::ZERO } else { Pt(theme.indent) };
        let inset = Setting { parent: element, grid: false, ..outer.inset(Pt(theme.indent), right) };
        let inside = match quote.style {
            QuoteStyle::Block => {
                let style = TextStyle { italic: true, ..TextStyle::clone(&setting.style) };
                Setting { style: Arc::new(style), ..inset }
            }
            QuoteStyle::Pull => {
                let style = TextStyle { italic: true, size: Pt(theme.pull_size), ..TextStyle::clone(&setting.style) };
                Setting { style: Arc::new(style), leading: Pt(theme.pull_leading), justify: false, ..inset }
            }
            QuoteStyle::Plain => inset,
        };
        self.gap(theme.gap, setting);
        let scope = self.open(Scope {
            left: outer.left,
            width: outer.width,
            bar: barred.then_some((Pt(theme.bar), setting.accent)),
            split: cost::QUOTE_SPLIT,
            ..Scope::default()
        });
        self.blocks(&quote.body, &inside);
        if let Some(attribution) = &quote.attribution {
            self.list.push_break(Break::Forbidden);
            self.attribution(
                attribution,
                element,
                block.span,
                &Setting { style: Arc::clone(&setting.style), ..inside },
            );
        }
        self.list.close(scope, 0);
        self.end_block();
        self.gap(theme.gap, setting);
    }

    /// "— Author", at the right.
    fn attribution(&mut self, content: &[Inline], quote: StructId, span: Span, setting: &Setting) {
        let element = self.tree.add(Role::Paragraph, quote, None);
        let small = &self.theme.small;
        let style = Arc::new(style::small(self.theme, small.size, self.theme.colors.muted, &self.chapter.lang));
        let around = super::Around { style: Arc::clone(&style), ..setting.around(element) };
        let mut pieces = vec![text_piece("— ", &style, element, span)];
        pieces.extend(self.pieces(content, &around));
        let how = ParagraphStyle::plain(Align::End, setting.leading);
        self.set_lines(&pieces, &how, setting, Lines::default());
    }

    /// Small and muted.
    pub fn small_text(&mut self, body: &[Block], block: &Block, setting: &Setting) {
        let small = &self.theme.small;
        let style = style::small(self.theme, small.size, self.theme.colors.muted, &self.chapter.lang);
        let element = self.element(Role::Section, setting.parent, block);
        let inside = Setting {
            style: Arc::new(style),
            leading: Pt(small.leading),
            grid: false,
            indent: Pt::ZERO,
            paragraph_gap: Pt(small.leading / 2.0),
            parent: element,
            ..setting.clone()
        };
        self.gap(self.theme.list.gap, setting);
        self.after_paragraph = false;
        self.blocks(body, &inside);
        self.end_block();
        self.gap(self.theme.list.gap, setting);
    }
}
