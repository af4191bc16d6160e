//! The glossary: names in bold, each with its text, and the pages that refer to it.

use super::super::super::page::{LinkAction, Role, StructElement, StructId};
use super::super::super::text::{Align, ParagraphStyle, Piece, TextStyle};
use super::super::super::units::Pt;
use super::super::inline::text_piece;
use super::super::vlist::{Break, Scope};
use super::super::{cost, style};
use super::paragraph::Lines;
use super::{Builder, ChapterContext, Setting};
use crate::document::terms::Terms;
use crate::document::{Block, GlossaryCall, GlossaryEntry, NodeId};
use std::collections::BTreeSet;
use std::sync::Arc;

impl Builder<'_> {
    /// The glossary, in the type of small text.
    pub fn glossary(&mut self, entries: &[GlossaryEntry], block: &Block, setting: &Setting) {
        let list = self.element(Role::List { ordered: false }, setting.parent, block);
        let small = &self.theme.small;
        let inside = Setting {
            style: Arc::new(style::small(self.theme, small.size, self.theme.colors.ink, &self.chapter.lang)),
            leading: Pt(small.leading),
            grid: false,
            paragraph_gap: Pt(self.theme.list.item_gap),
            parent: list,
            ..setting.clone()
        };
        for entry in entries {
            self.glossary_entry(entry, &inside);
            self.gap(self.theme.list.gap, setting);
        }
    }

    fn glossary_entry(&mut self, entry: &GlossaryEntry, setting: &Setting) {
        let lang: Arc<str> = entry.lang.as_deref().map_or_else(|| Arc::clone(&self.chapter.lang), Arc::from);
        let own = ChapterContext {
            terms: Terms::of(&lang),
            lang: Arc::clone(&lang),
            date: entry.date,
            base_level: self.chapter.base_level,
            notes: self.chapter.notes,
        };
        let book = std::mem::replace(&mut self.chapter, own);
        let item = self.tree.add_full(StructElement {
            role: Role::ListItem,
            parent: Some(setting.parent),
            node: Some(entry.id),
            alt: None,
            lang: entry.lang.clone(),
            area: None,
        });
        // A frame that is not drawn: breaking a short entry costs as much as breaking a quotation.
        let scope = self.open(Scope { split: cost::QUOTE_SPLIT, ..Scope::default() });
        let style = TextStyle { lang, ..TextStyle::clone(&setting.style) };
        let setting = Setting { style: Arc::new(style), ..setting.clone() };
        self.glossary_term(entry, item, &setting);
        let body = self.tree.add(Role::ListBody, item, None);
        let inside = setting.inset(Pt(self.theme.list.indent), Pt::ZERO);
        let inside = Setting { parent: body, indent: Pt::ZERO, compact: true, ..inside };
        self.after_paragraph = false;
        self.blocks(&entry.body, &inside);
        self.chapter = book;
        self.glossary_calls(&entry.calls, !entry.body.is_empty(), &inside);
        self.list.close(scope, 1);
        self.end_block();
    }

    fn glossary_term(&mut self, entry: &GlossaryEntry, item: StructId, setting: &Setting) {
        let label = self.tree.add(Role::ListLabel, item, Some(entry.id));
        let bold = Arc::new(TextStyle { bold: true, ..TextStyle::clone(&setting.style) });
        let mut pieces = Vec::new();
        self.anchor(entry.id, label, entry.span, &mut pieces);
        pieces.extend(self.pieces(&entry.term, &super::Around { style: bold, ..setting.around(label) }));
        self.after_paragraph = false;
        self.set_lines(&pieces, &ParagraphStyle::plain(Align::Start, setting.leading), setting, Lines::default());
        self.list.push_break(Break::Forbidden);
    }

    /// "See p. 12, 40", in the book's language; titles where no pages are shown.
    fn glossary_calls(&mut self, calls: &[GlossaryCall], after_text: bool, setting: &Setting) {
        let nodes: Vec<NodeId> = calls.iter().map(|call| call.node).collect();
        // Another entry is found by its name.
        let by_page = self.context.shows_pages() && !calls.iter().any(|call| call.in_glossary);
        let shown = if by_page { self.references.list(&nodes) } else { titles(calls) };
        if shown.is_empty() {
            return;
        }
        let terms = self.chapter.terms;
        let before = match (by_page, shown.as_slice()) {
            (false, _) => format!("{} ", terms.see),
            (true, [(only, _)]) if !only.contains('–') => format!("{} {}\u{a0}", terms.see, terms.page_short),
            (true, _) => format!("{} {}\u{a0}", terms.see, terms.pages_short),
        };
        if after_text {
            self.list.push_break(Break::Forbidden);
        }
        let style = style::small(self.theme, self.theme.notes.size, self.theme.colors.muted, &self.chapter.lang);
        let style = Arc::new(style);
        let accent = Arc::new(TextStyle { color: setting.accent, ..TextStyle::clone(&style) });
        let element = self.tree.add(Role::Paragraph, setting.parent, None);
        let mut pieces = vec![text_piece(before, &style, element, Default::default())];
        for (index, (text, node)) in shown.into_iter().enumerate() {
            if index > 0 {
                pieces.push(text_piece(", ", &style, element, Default::default()));
            }
            let link = self.tree.add_alt(Role::Link, element, None, &text);
            let piece = text_piece(text, &accent, link, Default::default());
            pieces.push(Piece { link: Some(LinkAction::Node(node)), ..piece });
        }
        let setting = Setting { leading: Pt(self.theme.notes.leading), ..setting.clone() };
        self.set_lines(&pieces, &ParagraphStyle::plain(Align::Start, setting.leading), &setting, Lines::default());
    }
}

/// Each title once, with the first call there.
fn titles(calls: &[GlossaryCall]) -> Vec<(String, NodeId)> {
    let mut seen = BTreeSet::new();
    let first = calls.iter().filter(|call| seen.insert(call.title.as_str()));
    first.map(|call| (call.title.clone(), call.node)).collect()
}
