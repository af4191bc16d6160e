//! Cards: dated annotations, and how a field note relates to others.

use super::super::super::page::{Role, StructId};
use super::super::super::text::{Align, Figures, ParagraphStyle, Piece, TextStyle};
use super::super::super::units::Pt;
use super::super::inline::{anchor_piece, text_piece};
use super::super::vlist::{Break, Scope};
use super::super::{cost, style};
use super::paragraph::Lines;
use super::{Builder, Setting};
use crate::document::dates;
use crate::document::walk::plain_text;
use crate::document::{Annotation, Block, Inline, Interaction};
use crate::source::Span;
use std::sync::Arc;

/// Width of the rule at a card's left, in points.
const BAR: f64 = 1.0;
/// Between the entries of a card, in points.
const ENTRY_GAP: f64 = 4.0;
/// Letter spacing of dates, in ems.
const DATE_TRACKING: f64 = 0.05;
/// Between an annotation's date and its interval.
const DATE_SPACE: &str = "\u{2002}";

impl Builder<'_> {
    fn card(&mut self, setting: &Setting) -> super::ScopeId {
        let bar = Some((Pt(BAR), self.theme.colors.rule));
        let scope =
            Scope { left: setting.left, width: setting.width, bar, split: cost::QUOTE_SPLIT, ..Scope::default() };
        self.open(scope)
    }

    fn small_setting(&self, setting: &Setting, parent: StructId) -> Setting {
        let small = &self.theme.small;
        Setting {
            style: Arc::new(style::small(self.theme, small.size, self.theme.colors.ink, &self.chapter.lang)),
            leading: Pt(small.leading),
            grid: false,
            indent: Pt::ZERO,
            parent,
            ..setting.inset(Pt(self.theme.callout_box.padding_x), Pt::ZERO)
        }
    }

    /// A card of dated entries.
    pub fn annotations(&mut self, entries: &[Annotation], block: &Block, setting: &Setting) {
        let list = self.element(Role::List { ordered: false }, setting.parent, block);
        let inside = self.small_setting(setting, list);
        self.gap(self.theme.callout_box.gap, setting);
        let scope = self.card(setting);
        for (index, entry) in entries.iter().enumerate() {
            if index > 0 {
                self.gap(ENTRY_GAP, setting);
            }
            self.annotation(entry, list, &inside);
        }
        self.list.close(scope, 0);
        self.end_block();
        self.gap(self.theme.callout_box.gap, setting);
    }

    fn annotation(&mut self, entry: &Annotation, list: StructId, setting: &Setting) {
        let element = self.tree.add(Role::ListItem, list, Some(entry.id));
        let label = self.tree.add(Role::ListLabel, element, None);
        let base = style::sans(self.theme, self.theme.callout_box.label_size, setting.accent, &self.chapter.lang);
        let date = Arc::new(TextStyle {
            bold: true,
            figures: Figures::Tabular,
            tracking: base.size * DATE_TRACKING,
            ..base.clone()
        });
        let muted = Arc::new(TextStyle { color: self.theme.colors.muted, ..base });
        let shown = entry.date.map_or_else(|| entry.written_date.clone(), |d| dates::stamp(d, self.chapter.terms));
        let mut pieces = vec![text_piece(shown, &date, label, entry.span)];
        let since = entry.date.zip(self.chapter.date).map(|(d, post)| dates::interval(post, d, self.chapter.terms));
        if let Some(since) = since {
            pieces.push(text_piece(format!("{DATE_SPACE}{since}"), &muted, label, entry.span));
        }
        self.set_lines(&pieces, &ParagraphStyle::plain(Align::Start, setting.leading), setting, Lines::default());
        self.list.push_break(Break::Forbidden);
        let body = self.tree.add(Role::ListBody, element, None);
        self.after_paragraph = false;
        self.paragraph_in(&entry.content, body, Some(entry.id), entry.span, setting);
        self.after_paragraph = false;
    }

    /// How a field note relates to others.
    pub fn interactions(&mut self, entries: &[Interaction], block: &Block, setting: &Setting) {
        let section = self.element(Role::Section, setting.parent, block);
        let inside = self.small_setting(setting, section);
        self.gap(self.theme.callout_box.gap, setting);
        let scope = self.card(setting);
        let labels = self.card_label(self.chapter.terms.related_notes, section, block.span, &inside);
        let list = self.tree.add(Role::List { ordered: false }, section, None);
        for (index, entry) in entries.iter().enumerate() {
            if index > 0 {
                self.gap(ENTRY_GAP, setting);
            }
            self.interaction(entry, list, &inside);
        }
        self.list.close(scope, labels);
        self.end_block();
        self.gap(self.theme.callout_box.gap, setting);
    }

    /// A small label at the head of a card; returns how many boxes it is.
    pub fn card_label(&mut self, label: &str, parent: StructId, span: Span, setting: &Setting) -> usize {
        let theme = &self.theme.callout_box;
        let element = self.tree.add(Role::Paragraph, parent, None);
        let style =
            style::label(self.theme, theme.label_size, theme.label_tracking, setting.accent, &self.chapter.lang);
        let pieces = [text_piece(label, &Arc::new(style), element, span)];
        let before = self.list.items.len();
        self.set_lines(&pieces, &ParagraphStyle::plain(Align::Start, setting.leading), setting, Lines::default());
        self.list.push_break(Break::Forbidden);
        self.after_paragraph = false;
        usize::from(self.list.items.len() > before)
    }

    fn interaction(&mut self, entry: &Interaction, list: StructId, setting: &Setting) {
        let item = self.tree.add(Role::ListItem, list, Some(entry.id));
        let body = self.tree.add(Role::ListBody, item, None);
        let mut pieces: Vec<Piece> = Vec::new();
        self.anchor(entry.id, body, entry.span, &mut pieces);
        pieces.extend(self.related(entry, body, setting));
        if !entry.why.is_empty() {
            pieces.push(text_piece(" — ", &setting.style, body, entry.span));
            pieces.extend(self.pieces(&entry.why, &setting.around(body)));
        }
        let how = ParagraphStyle::plain(Align::Start, setting.leading);
        self.set_lines(&pieces, &how, setting, Lines::default());
        self.after_paragraph = false;
    }

    /// The name of the other note, leading to it where it is in the book or has an address.
    fn related(&mut self, entry: &Interaction, body: StructId, setting: &Setting) -> Vec<Piece> {
        let content: &[Inline] = &entry.content;
        let around = setting.around(body);
        let bold = TextStyle { bold: true, ..TextStyle::clone(&setting.style) };
        let Some((action, color)) = self.link_action(&entry.destination, setting.accent) else {
            return self.pieces(content, &super::Around { style: Arc::new(bold), ..around });
        };
        let element = self.tree.add_alt(Role::Link, body, None, &plain_text(content));
        let style = Arc::new(TextStyle { color, ..bold });
        let page = self.page_after(entry.id, &action, &around);
        let mut pieces = Vec::new();
        if page.is_some() && !self.context.linked.contains(&entry.id) {
            pieces.push(anchor_piece(entry.id, element, entry.span));
        }
        let inside = super::Around { style, element, link: Some(action.clone()), ..around.clone() };
        pieces.extend(self.pieces(content, &inside));
        if let Some(page) = page.flatten() {
            pieces.extend(self.page_reference(&page, action, &around, entry.span));
        }
        pieces
    }
}
