//! Notes: set when they are called, placed at the foot of a page or in its margin by the breaker; or gathered at the end
//! of their chapter.

use super::super::super::page::{LinkAction, Role, StructId};
use super::super::super::text::{Align, Figures, ParagraphStyle, Piece, PieceKind, TextStyle};
use super::super::super::units::Pt;
use super::super::inline::{anchor_piece, text_piece};
use super::super::items::{append, retag_each, shift};
use super::super::options::NotePlacement;
use super::super::style;
use super::super::vlist::{Break, Clears, FrameSlice, Glue, ScopeId, VBox, VItem, VList};
use super::pending::Called;
use super::{Builder, Lines, Setting};
use crate::document::{Block, BlockKind, NodeId, Note, NoteCall, NoteId};
use std::collections::BTreeSet;
use std::sync::Arc;

/// From a note's number to its text, in ems.
const NUMBER_GAP: f64 = 0.45;
/// Least width of the column of numbers, in ems: two figures.
const NUMBER_WIDTH: f64 = 1.1;
/// From the number of a note in the margin to its text.
const RUN_IN_SPACE: &str = "\u{2002}";
/// A note of more than this fraction of a page is too long for the margin.
const MOST_ASIDE: f64 = 0.5;
/// Space between notes at the end of a chapter, as a fraction of their leading.
const END_GAP: f64 = 0.3;
/// The heading of notes at the end of a chapter looks like one of this level.
const END_HEADING: u8 = 2;

impl Builder<'_> {
    /// Remembers that a note is called, and makes its element right after its reference.
    pub fn call_note(&mut self, call: &NoteCall, parent: StructId) {
        if !self.is_home(call.note) || !self.notes.called.insert(call.note) {
            return;
        }
        let node = self.context.note(call.note).map(|note| note.id);
        let at_end = self.notes.placement == NotePlacement::End;
        let element = (!at_end).then(|| self.tree.add(Role::Note, parent, node));
        let aside = !self.notes.apart;
        self.notes.pending.push_back(Called { note: call.note, element, call: call.id, aside });
    }

    /// Whether a note is set in this galley, as far as calls tell; others were called before.
    pub fn is_home(&self, note: NoteId) -> bool {
        self.context.note_homes.get(&note).is_none_or(|home| Some(*home) == self.notes.home)
    }

    /// Builds what stands apart from the text: its notes stand at the foot of its page, not in the margin.
    pub fn apart<T>(&mut self, build: impl FnOnce(&mut Self) -> T) -> T {
        let before = std::mem::replace(&mut self.notes.apart, true);
        let built = build(self);
        self.notes.apart = before;
        built
    }

    /// Builds the notes called since the last time, and those that they call.
    pub fn build_pending_notes(&mut self) {
        if self.notes.inside || self.notes.placement == NotePlacement::End {
            return;
        }
        while let Some(called) = self.notes.pending.pop_front() {
            self.build_note(&called);
        }
    }

    /// The height of the note that a piece calls, with those that it calls, if it calls one.
    pub fn note_height(&self, piece: &Piece) -> Option<Pt> {
        let PieceKind::NoteCall { note, .. } = piece.kind else { return None };
        Some(self.height_of_note(note))
    }

    /// The height of a note, with those that it calls, as far as they are built.
    pub fn height_of_note(&self, note: NoteId) -> Pt {
        let (mut height, mut waiting) = (Pt::ZERO, vec![note]);
        let mut seen = BTreeSet::new();
        while let Some(note) = waiting.pop().filter(|note| seen.insert(*note)) {
            for line in self.list.notes.get(&note).into_iter().flatten() {
                height += line.height;
                waiting.extend(&line.notes);
            }
        }
        height
    }

    fn build_note(&mut self, called: &Called) {
        let (Some(note), Some(element)) = (self.context.note(called.note), called.element) else { return };
        let (elements, waiting) = (self.tree.next(), self.notes.pending.len());
        let style = self.note_style(self.theme.notes.size);
        let (setting, label) = self.note_setting(element, &style, &self.body_setting(element));
        let number = self.note_number(note, called, element, &style, label);
        let boxes = self.note_boxes(note, &setting, number);
        self.list.notes.insert(called.note, boxes);
        let column = self.notes.column.filter(|_| called.aside && note.body.iter().all(is_text));
        for nested in self.notes.pending.iter_mut().skip(waiting) {
            nested.aside &= called.aside;
        }
        if let Some(column) = column {
            self.build_aside(note, called, element, column, (elements, waiting));
        }
    }

    /// Builds a note, which stands in the list already, once more in the margin's measure. Its elements are those from
    /// `first` on, the notes that it calls those that wait from `waiting` on.
    fn build_aside(
        &mut self,
        note: &Note,
        called: &Called,
        element: StructId,
        column: Pt,
        (first, waiting): (StructId, usize),
    ) {
        let nested: Vec<NoteId> = self.notes.pending.iter().skip(waiting).map(|nested| nested.note).collect();
        let forget = |set: &mut BTreeSet<NoteId>| set.retain(|note| !nested.contains(note));
        forget(&mut self.notes.called);
        forget(&mut self.notes.placed);
        let duplicates = self.tree.next();
        let told = std::mem::take(&mut self.diagnostics);
        let mut aside = self.aside_box(note, called, element, column);
        // The first time has told it all.
        self.diagnostics = told;
        self.notes.pending.truncate(waiting + nested.len());
        let Some(original) = self.tree.take_duplicates(first, duplicates) else { return };
        retag_each(&mut aside.items, &original);
        let overfull = aside.quality.iter().any(|line| line.overfull.0 > 0.0);
        if aside.height.0 <= self.context.page_height().0 * MOST_ASIDE && !overfull {
            self.list.asides.insert(called.note, aside);
        }
    }

    /// Whether what is built now is the body of a note that stands on the page of its call.
    pub fn in_note(&self) -> bool {
        self.notes.inside
    }

    /// The body of a note as boxes that a page may end between.
    fn note_boxes(&mut self, note: &Note, setting: &Setting, number: Option<VBox>) -> Vec<VBox> {
        let outer = std::mem::take(&mut self.list);
        let before = (self.after_paragraph, self.since_heading, self.notes.inside);
        (self.after_paragraph, self.since_heading, self.notes.inside) = (false, None, true);
        let levels = self.levels.clone();
        self.blocks(&note.body, setting);
        self.levels = levels;
        (self.after_paragraph, self.since_heading, self.notes.inside) = before;
        let inner = std::mem::replace(&mut self.list, outer);
        let mut boxes = flatten(inner, &mut self.list);
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

    /// A note as one box in the margin's measure, its number run in.
    fn aside_box(&mut self, note: &Note, called: &Called, element: StructId, width: Pt) -> VBox {
        let theme = &self.theme.notes;
        let (size, leading) = (theme.margin_size, Pt(theme.margin_leading));
        let style = self.note_style(size);
        let setting = Setting {
            left: Pt::ZERO,
            width,
            style: Arc::clone(&style),
            leading,
            grid: false,
            justify: false,
            indent: style.size,
            compact: true,
            ..self.body_setting(element)
        };
        let label = self.tree.add(Role::ListLabel, element, None);
        let link = self.tree.add_alt(Role::Link, label, None, self.chapter.terms.back);
        let look =
            Arc::new(TextStyle { figures: Figures::Tabular, color: self.context.accent, ..TextStyle::clone(&style) });
        let number = text_piece(note.number.to_string(), &look, link, note.span);
        let number = Piece { link: Some(LinkAction::Node(called.call)), ..number };
        let space = text_piece(RUN_IN_SPACE, &look, link, note.span);
        self.notes.run_in = vec![anchor_piece(note.id, element, note.span), number, space];
        let boxes = self.note_boxes(note, &setting, None);
        let alone = self.notes.take_run_in();
        let mut whole = VBox::default();
        if !alone.is_empty() {
            // No paragraph begins the note: its number stands above it.
            let how = self.paragraph_style(&setting);
            let line = self.set(&alone, &super::Measure::of(width), &how).into_iter().next();
            if let Some(vbox) = line.map(|line| self.line_box(line, Pt::ZERO, leading)) {
                (whole.baseline, whole.height) = (vbox.baseline, vbox.height);
                append(&mut whole, vbox, Pt::ZERO);
            }
        }
        for vbox in boxes {
            if whole.height.0 == 0.0 {
                whole.baseline = vbox.baseline;
            }
            let (y, height) = (whole.height, vbox.height);
            append(&mut whole, vbox, y);
            whole.height += height;
        }
        whole
    }

    /// The notes of a chapter under a heading, each with its call in the text.
    pub fn end_notes(&mut self, calls: &[(NoteId, NodeId)], setting: &Setting) {
        let called = |(note, call): &(NoteId, NodeId)| Called { note: *note, element: None, call: *call, aside: false };
        self.notes.pending = calls.iter().map(called).collect();
        let section = self.tree.add(Role::Section, setting.parent, None);
        let start = self.list.items.len();
        self.end_heading(&Setting { parent: section, ..setting.clone() });
        self.list.clear(start, Clears::Everything);
        let style = self.note_style(self.theme.notes.size);
        while let Some(called) = self.notes.pending.pop_front() {
            let Some(note) = self.context.note(called.note) else { continue };
            let element = self.tree.add(Role::Note, section, Some(note.id));
            let (inside, label) = self.note_setting(element, &style, setting);
            let number = self.note_number(note, &called, element, &style, label);
            let waiting = self.notes.pending.len();
            let start = self.list.items.len();
            self.after_paragraph = false;
            self.blocks(&note.body, &inside);
            self.hang(start, number);
            self.after_paragraph = false;
            // A note that this one calls follows it, as its number does.
            self.notes.pending.rotate_left(waiting);
            self.list.push_break(Break::Cost(0.0));
            self.list.push_glue(Glue::gap(inside.leading * END_GAP));
        }
        self.end_block();
    }

    fn end_heading(&mut self, setting: &Setting) {
        let theme = self.theme.heading(END_HEADING);
        let words = self.chapter.terms.notes;
        let level = self.levels.enter(1, self.chapter.base_level);
        let element = self.tree.add(Role::Heading(level), setting.parent, None);
        let style = Arc::new(style::heading(self.theme, END_HEADING, &self.chapter.lang));
        self.list.push_glue(Glue::heading(Pt(self.theme.heading(1).above)));
        self.list.items.push(VItem::Mark(words.to_owned()));
        let how = ParagraphStyle::plain(Align::Start, Pt(theme.leading));
        let setting = Setting { leading: how.leading, grid: false, ..setting.clone() };
        let span = crate::source::Span::default();
        let anchor = self.chapter.notes.map(|node| anchor_piece(node, element, span));
        let pieces: Vec<Piece> = anchor.into_iter().chain([text_piece(words, &style, element, span)]).collect();
        self.set_lines(&pieces, &how, &setting, Lines { loose: true, colon: false });
        self.list.push_break(Break::Forbidden);
        self.list.push_glue(Glue::heading(Pt(theme.below)));
        self.since_heading = Some(0);
    }

    fn note_style(&self, size: f64) -> Arc<TextStyle> {
        Arc::new(style::small(self.theme, size, self.theme.colors.ink, &self.chapter.lang))
    }

    /// How a note is set where `around` is the text, and the width of its number's column.
    fn note_setting(&self, element: StructId, style: &Arc<TextStyle>, around: &Setting) -> (Setting, Pt) {
        let label = style.size * NUMBER_WIDTH;
        let indent = label + style.size * NUMBER_GAP;
        let setting = Setting {
            style: Arc::clone(style),
            leading: Pt(self.theme.notes.leading),
            grid: false,
            indent: style.size,
            compact: true,
            parent: element,
            ..around.clone()
        };
        (setting.inset(indent, Pt::ZERO), label)
    }

    /// The number before a note: leads back to its call.
    fn note_number(
        &mut self,
        note: &Note,
        called: &Called,
        element: StructId,
        style: &Arc<TextStyle>,
        width: Pt,
    ) -> Option<VBox> {
        let label = self.tree.add(Role::ListLabel, element, None);
        let link = self.tree.add_alt(Role::Link, label, None, self.chapter.terms.back);
        let style =
            Arc::new(TextStyle { figures: Figures::Tabular, color: self.context.accent, ..TextStyle::clone(style) });
        let number = text_piece(note.number.to_string(), &style, link, note.span);
        let number = Piece { link: Some(LinkAction::Node(called.call)), ..number };
        let pieces = [anchor_piece(note.id, element, note.span), number];
        let how = ParagraphStyle::plain(Align::End, Pt(self.theme.notes.leading));
        let needed = self.width_of(&pieces, &how).max(width);
        let line = self.set(&pieces, &super::Measure::of(needed), &how).into_iter().next()?;
        // Three figures stick out to the left of the column rather than touch the text.
        Some(self.line_box(line, width - needed, Pt(self.theme.notes.leading)))
    }
}

/// Whether a block is text that a narrow column can take.
fn is_text(block: &Block) -> bool {
    match &block.kind {
        BlockKind::Paragraph(_) | BlockKind::Shout(_) | BlockKind::Dots => true,
        BlockKind::List(list) => list.items.iter().all(|item| item.body.iter().all(is_text)),
        BlockKind::SmallText(body) => body.iter().all(is_text),
        BlockKind::Heading(_)
        | BlockKind::Callout(_)
        | BlockKind::Quote(_)
        | BlockKind::DefinitionList(_)
        | BlockKind::Code(_)
        | BlockKind::Equation(_)
        | BlockKind::Table(_)
        | BlockKind::Figure(_)
        | BlockKind::Annotations(_)
        | BlockKind::Interactions(_)
        | BlockKind::Glossary(_)
        | BlockKind::Rule => false,
    }
}

/// A list as boxes alone: space goes on top of the box that follows it, and each box has its slice of the frames around
/// it, whose scopes go to `outer`.
fn flatten(list: VList, outer: &mut VList) -> Vec<VBox> {
    let first = outer.scopes.len();
    outer.scopes.extend(list.scopes);
    let scope = |id: ScopeId| ScopeId(first + id.0);
    let mut boxes: Vec<VBox> = Vec::new();
    let mut above = Pt::ZERO;
    // The open frames, outermost first, with how far below the top of the next box each begins.
    let mut open: Vec<(ScopeId, Pt)> = Vec::new();
    for item in list.items {
        match item {
            VItem::Box(mut vbox) | VItem::Float(mut vbox) => {
                shift(&mut vbox.items, Pt::ZERO, above);
                vbox.height += above;
                vbox.baseline += above;
                above = Pt::ZERO;
                vbox.frames =
                    open.iter().map(|(id, top)| FrameSlice { scope: *id, top: *top, below: Pt::ZERO }).collect();
                open.iter_mut().for_each(|(_, top)| *top = Pt::ZERO);
                boxes.push(*vbox);
            }
            VItem::Glue(glue) => above += glue.natural,
            VItem::Open(id) => {
                open.push((scope(id), above));
                above += outer.scope(scope(id)).map_or(Pt::ZERO, |scope| scope.top);
            }
            VItem::Close(id) => {
                open.retain(|(open, _)| *open != scope(id));
                close(boxes.last_mut(), scope(id), outer);
            }
            VItem::Break(_) | VItem::Mark(_) => {}
        }
    }
    boxes
}

/// Ends a frame with the last box built in it, which has the frame's padding, and that of frames closed before, below it.
fn close(last: Option<&mut VBox>, id: ScopeId, outer: &VList) {
    let Some(vbox) = last else { return };
    let Some(around) = vbox.frames.iter().position(|slice| slice.scope == id) else { return };
    let padding = outer.scope(id).map_or(Pt::ZERO, |scope| scope.bottom);
    vbox.height += padding;
    // Frames that ended with this box already do not reach into the padding of those around them.
    for slice in vbox.frames.iter_mut().skip(around + 1) {
        slice.below += padding;
    }
}
