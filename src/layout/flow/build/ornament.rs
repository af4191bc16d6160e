//! Lines that divide: shouts, dots, rules.

use super::super::super::page::{Item, ItemKind, Role, Tag};
use super::super::super::text::{Align, ParagraphStyle};
use super::super::super::units::{Point, Pt};
use super::super::cost;
use super::super::inline::text_piece;
use super::super::style;
use super::super::vlist::{Break, VBox};
use super::paragraph::Lines;
use super::{Builder, Setting};
use crate::document::{Block, Inline};
use std::sync::Arc;

/// Length of a rule between paragraphs, as a fraction of the measure.
const RULE_LENGTH: f64 = 0.2;
/// Its thickness, in points.
const RULE_WIDTH: f64 = 0.5;
/// What `{dots}` shows.
const DOTS: &str = "· · ·";

impl Builder<'_> {
    /// A centred, upper-case, letter-spaced line.
    pub fn shout(&mut self, content: &[Inline], block: &Block, setting: &Setting) {
        let element = self.element(Role::Paragraph, setting.parent, block);
        let style = Arc::new(style::shout(&setting.style));
        let mut pieces = Vec::new();
        self.anchor(block.id, element, block.span, &mut pieces);
        pieces.extend(self.pieces(content, &super::Around { style, ..setting.around(element) }));
        let how = ParagraphStyle::plain(Align::Center, setting.leading);
        self.gap(setting.leading.0, setting);
        self.set_lines(&pieces, &how, setting, Lines::default());
        self.end_block();
        self.list.push_break(Break::Cost(cost::SHOUT_AT_FOOT));
        self.gap(setting.leading.0, setting);
    }

    /// A centred `· · ·`. It divides; a page should end neither right before it nor right after it.
    pub fn dots(&mut self, block: &Block, setting: &Setting) {
        let element = self.element(Role::Paragraph, setting.parent, block);
        let style = Arc::new(style::text(self.theme, &self.chapter.lang));
        let pieces = [text_piece(DOTS, &style, element, block.span)];
        let how = ParagraphStyle::plain(Align::Center, setting.leading);
        self.list.push_break(Break::Cost(cost::DIVIDER_AT_HEAD));
        self.gap(setting.leading.0 / 2.0, setting);
        self.set_lines(&pieces, &how, setting, Lines::default());
        self.end_block();
        self.gap(setting.leading.0 / 2.0, setting);
    }

    /// A short centred rule. It divides, so no page ends right before it or right after it.
    pub fn rule(&mut self, setting: &Setting) {
        let length = setting.width * RULE_LENGTH;
        let left = setting.left + (setting.width - length) / 2.0;
        let y = setting.leading / 2.0;
        let kind = ItemKind::Stroke {
            from: Point { x: left, y },
            to: Point { x: left + length, y },
            width: Pt(RULE_WIDTH),
            color: self.theme.colors.muted,
            dash: Pt::ZERO,
        };
        let items = vec![Item { tag: Tag::Decoration, kind }];
        self.list.push_break(Break::Forbidden);
        self.gap(setting.leading.0 / 2.0, setting);
        self.list.push_box(VBox { height: setting.leading, items, ..VBox::default() });
        self.end_block();
        self.list.push_break(Break::Forbidden);
        self.gap(setting.leading.0 / 2.0, setting);
    }
}
