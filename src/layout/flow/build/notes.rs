//! Notes: set when they are called, placed at the foot of a page by the breaker.

use super::super::super::page::{LinkAction, Role, StructId};
use super::super::super::text::{Align, Figures, ParagraphStyle, Piece, TextStyle};
use super::super::super::units::Pt;
use super::super::inline::{anchor_piece, text_piece};
use super::super::style;
use super::super::vlist::{VBox, VItem, VList};
use super::{Builder, Setting, shift};
use crate::document::{NodeId, NoteCall, NoteId};
use std::rc::Rc;

/// From a note's number to its text, in ems.
const NUMBER_GAP: f64 = 0.45;
/// Least width of the column of numbers, in ems: two figures.
const NUMBER_WIDTH: f64 = 1.1;

impl Builder<'_> {
    /// Remembers that a note is called, and makes its element right after its reference.
    pub fn call_note(&mut self, call: &NoteCall, parent: StructId) {
        if !self.called_notes.insert(call.note) {
            return;
        }
        let node = self.note(call.note).map(|note| note.id);
        let element = self.tree.add(Role::Note, parent, node);
        self.pending_notes.push((call.note, element, call.id));
    }

    /// Builds the notes called since the last time.
    pub fn build_pending_notes(&mut self) {
        for (note, element, call) in std::mem::take(&mut self.pending_notes) {
            let boxes = self.build_note(note, element, call);
            self.list.notes.insert(note, boxes);
        }
    }

    fn build_note(&mut self, id: NoteId, element: StructId, call: NodeId) -> Vec<VBox> {
        let Some(note) = self.note(id) else { return Vec::new() };
        let theme = &self.theme.notes;
        let style = Rc::new(style::small(self.theme, theme.size, self.theme.colors.ink, &self.chapter.lang));
        let (setting, label) = self.note_setting(element, &style);
        let number = self.note_number(note.number, note.id, call, element, &style, label);
        let outer = std::mem::take(&mut self.list);
        let paragraph = (self.after_paragraph, self.since_heading);
        self.after_paragraph = false;
        self.since_heading = None;
        self.blocks(&note.body, &setting);
        (self.after_paragraph, self.since_heading) = paragraph;
        let inner = std::mem::replace(&mut self.list, outer);
        self.list.notes.extend(inner.notes.clone());
        let mut boxes = flatten(inner);
        if boxes.is_empty() {
            boxes.push(VBox { height: setting.leading, ..VBox::default() });
        }
        if let (Some(first), Some(mut number)) = (boxes.first_mut(), number) {
            number.items.append(&mut first.items);
            first.items = number.items;
            first.anchors.extend(number.anchors);
        }
        boxes
    }

    /// How a note is set, and the width of its number's column.
    fn note_setting(&self, element: StructId, style: &Rc<TextStyle>) -> (Setting, Pt) {
        let theme = &self.theme.notes;
        let label = style.size * NUMBER_WIDTH;
        let indent = label + style.size * NUMBER_GAP;
        let body = self.body_setting(element);
        let setting = Setting {
            style: Rc::clone(style),
            leading: Pt(theme.leading),
            grid: false,
            indent: style.size,
            compact: true,
            ..body
        };
        (setting.inset(indent, Pt::ZERO), label)
    }

    /// The number before a note: leads back to its call.
    fn note_number(
        &mut self,
        number: u32,
        node: NodeId,
        call: NodeId,
        element: StructId,
        style: &Rc<TextStyle>,
        width: Pt,
    ) -> Option<VBox> {
        let link = self.tree.add_alt(Role::Link, element, None, self.chapter.terms.back);
        let style = Rc::new(TextStyle { figures: Figures::Tabular, color: self.accent, ..TextStyle::clone(style) });
        let span = self.note_span(node);
        let number = text_piece(number.to_string(), &style, link, span);
        let pieces = [anchor_piece(node, element, span), Piece { link: Some(LinkAction::Node(call)), ..number }];
        let how = ParagraphStyle {
            align: Align::End,
            leading: Pt(self.theme.notes.leading),
            hyphenate: false,
            protrude: false,
            wrap_mark: String::new(),
        };
        let needed = self.width_of(&pieces, &how).max(width);
        let line = self.set(&pieces, &super::Measure::of(needed), &how).into_iter().next()?;
        // Three figures stick out to the left of the column rather than touch the text.
        Some(self.line_box(line, width - needed, Pt(self.theme.notes.leading)))
    }

    fn note_span(&self, node: NodeId) -> crate::source::Span {
        self.book.notes.iter().find(|note| note.id == node).map(|note| note.span).unwrap_or_default()
    }
}

/// A list as boxes alone: space goes on top of the box that follows it, frames are left out.
fn flatten(list: VList) -> Vec<VBox> {
    let mut boxes: Vec<VBox> = Vec::new();
    let mut above = Pt::ZERO;
    for item in list.items {
        match item {
            VItem::Box(mut vbox) | VItem::Float(mut vbox) => {
                shift(&mut vbox.items, Pt::ZERO, above);
                vbox.height += above;
                above = Pt::ZERO;
                boxes.push(vbox);
            }
            VItem::Glue(glue) => above += glue.natural,
            VItem::Open(id) => above += list.scopes.get(id.0).map_or(Pt::ZERO, |scope| scope.top),
            VItem::Close(id) => above += list.scopes.get(id.0).map_or(Pt::ZERO, |scope| scope.bottom),
            VItem::Break(_) | VItem::Mark(_) => {}
        }
    }
    boxes
}
