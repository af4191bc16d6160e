//! Lists: hanging labels, alphabetical and task lists, definitions.

use super::super::super::page::{Role, StructId};
use super::super::super::text::{Align, Figures, Measure, ParagraphStyle, TextStyle};
use super::super::super::units::Pt;
use super::super::inline::text_piece;
use super::super::vlist::{Break, VBox, VItem};
use super::paragraph::Lines;
use super::{Builder, Setting};
use crate::document::{Block, Definition, List, ListItem, ListMarker};
use crate::source::Span;
use std::sync::Arc;

/// From a label to its item's text, in ems.
const LABEL_GAP: f64 = 0.5;
/// A list inside this many others is not moved in any further: the measure would vanish.
const DEEPEST: usize = 5;

impl Builder<'_> {
    /// A list.
    pub fn list_block(&mut self, list: &List, block: &Block, setting: &Setting) {
        let ordered = match list.marker {
            ListMarker::Bullet => false,
            ListMarker::Decimal(_) | ListMarker::LowerAlpha | ListMarker::UpperAlpha => true,
        };
        let element = self.element(Role::List { ordered }, setting.parent, block);
        let labels: Vec<String> = (0u64..)
            .zip(&list.items)
            .map(|(index, item)| self.label(list.marker, index, item, setting.depth))
            .collect();
        let widest = labels.iter().map(|label| self.label_width(label, setting, element)).fold(Pt::ZERO, Pt::max);
        let gap = setting.style.size * LABEL_GAP;
        let indent = if setting.depth < DEEPEST { Pt(self.theme.list.indent).max(widest + gap) } else { widest + gap };
        let inside = Setting {
            grid: false,
            depth: setting.depth + 1,
            indent: Pt::ZERO,
            paragraph_gap: Pt(self.theme.list.item_gap),
            ..setting.inset(indent, Pt::ZERO)
        };
        let around = if setting.depth == 0 { self.theme.list.gap } else { 0.0 };
        self.gap(around, setting);
        for (item, label) in list.items.iter().zip(&labels) {
            self.list_item(item, label, element, &inside, indent - gap);
            if !list.tight {
                self.gap(self.theme.list.item_gap, setting);
            }
        }
        self.end_block();
        self.gap(around, setting);
    }

    /// What is before an item.
    fn label(&self, marker: ListMarker, index: u64, item: &ListItem, depth: usize) -> String {
        match (item.task, marker) {
            (Some(true), _) => "☑".to_owned(),
            (Some(false), _) => "☐".to_owned(),
            (None, ListMarker::Bullet) => {
                let bullets = &self.theme.list.bullets;
                bullets.get(depth).or(bullets.last()).cloned().unwrap_or_else(|| "•".to_owned())
            }
            (None, ListMarker::Decimal(first)) => format!("{}.", first.saturating_add(index)),
            (None, ListMarker::LowerAlpha) => format!("{}.", letters(index)),
            (None, ListMarker::UpperAlpha) => format!("{}.", letters(index).to_uppercase()),
        }
    }

    fn label_style(&self, setting: &Setting) -> Arc<TextStyle> {
        Arc::new(TextStyle {
            figures: Figures::Tabular,
            italic: false,
            hyphenate: false,
            ..TextStyle::clone(&setting.style)
        })
    }

    fn label_width(&self, label: &str, setting: &Setting, element: StructId) -> Pt {
        let piece = text_piece(label, &self.label_style(setting), element, Span::default());
        self.width_of(&[piece], &ParagraphStyle::plain(Align::End, setting.leading))
    }

    /// An item: its body is built, then the label goes to the left of its first line.
    fn list_item(&mut self, item: &ListItem, label: &str, list: StructId, setting: &Setting, width: Pt) {
        let element = self.tree.add(Role::ListItem, list, Some(item.id));
        let label_element = self.tree.add(Role::ListLabel, element, None);
        let body = self.tree.add(Role::ListBody, element, None);
        let style = self.label_style(setting);
        let piece = text_piece(label, &style, label_element, item.span);
        let how = ParagraphStyle::plain(Align::End, setting.leading);
        let label = self.set(&[piece], &Measure::of(width.max(Pt(1.0))), &how).into_iter().next();
        let gap = setting.style.size * LABEL_GAP;
        let label = label.map(|line| self.line_box(line, setting.left - gap - width, setting.leading));
        let start = self.list.items.len();
        self.after_paragraph = false;
        self.blocks(&item.body, &Setting { parent: body, ..setting.clone() });
        self.hang(start, label);
        self.after_paragraph = false;
    }

    /// Puts a label before the first line built since `start`; alone if there is none.
    pub fn hang(&mut self, start: usize, label: Option<VBox>) {
        let Some(mut label) = label else { return };
        let first = self.list.items.iter_mut().skip(start).find_map(|item| match item {
            VItem::Box(vbox) | VItem::Float(vbox) => Some(vbox),
            VItem::Glue(_) | VItem::Break(_) | VItem::Open(_) | VItem::Close(_) | VItem::Mark(_) => None,
        });
        match first {
            Some(vbox) => {
                vbox.put_before(label.items);
                vbox.anchors.append(&mut label.anchors);
            }
            None => {
                self.list.push_box(label);
                self.list.push_break(Break::Cost(0.0));
            }
        }
    }

    /// Terms in bold, each with its description moved in below it.
    pub fn definition_list(&mut self, items: &[Definition], block: &Block, setting: &Setting) {
        let list = self.element(Role::List { ordered: false }, setting.parent, block);
        self.gap(self.theme.list.gap, setting);
        for item in items {
            self.definition(item, list, setting);
            self.gap(self.theme.list.item_gap, setting);
        }
        self.end_block();
        self.gap(self.theme.list.gap, setting);
    }

    fn definition(&mut self, item: &Definition, list: StructId, setting: &Setting) {
        let element = self.tree.add(Role::ListItem, list, Some(item.id));
        // Unlike a bullet, this label is of the text, so it has its node.
        let term = self.tree.add(Role::ListLabel, element, Some(item.id));
        let setting = Setting { grid: false, paragraph_gap: Pt(self.theme.list.item_gap), ..setting.clone() };
        let bold = Arc::new(TextStyle { bold: true, ..TextStyle::clone(&setting.style) });
        let mut pieces = Vec::new();
        self.anchor(item.id, term, item.span, &mut pieces);
        pieces.extend(self.pieces(&item.term, &super::Around { style: bold, ..setting.around(term) }));
        let how = ParagraphStyle { align: Align::Start, ..self.paragraph_style(&setting) };
        self.set_lines(&pieces, &how, &setting, Lines::default());
        self.list.push_break(Break::Forbidden);
        let body = self.tree.add(Role::ListBody, element, None);
        self.after_paragraph = false;
        let inside = setting.inset(Pt(self.theme.list.indent), Pt::ZERO);
        self.blocks(&item.description, &Setting { parent: body, indent: Pt::ZERO, ..inside });
        self.after_paragraph = false;
    }
}

/// a, b, … z, aa, ab, …
fn letters(index: u64) -> String {
    let mut left = index;
    let mut out = Vec::new();
    loop {
        // The remainder is less than 26.
        out.push(char::from(b'a' + u8::try_from(left % 26).unwrap_or(0)));
        left /= 26;
        if left == 0 {
            break;
        }
        left -= 1;
    }
    out.into_iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::letters;

    #[test]
    fn letters_go_on_after_z() {
        assert_eq!(
            [0, 1, 25, 26, 27, 51, 52, 701, 702].map(letters),
            ["a", "b", "z", "aa", "ab", "az", "ba", "zz", "aaa"]
        );
    }
}
