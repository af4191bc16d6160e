//! GFM footnotes and link reference definitions: gathered from the whole text before it is read, since a call may be
//! before or after, in another callout or list.

use super::parser::{Footnote, Parser, Reference, normal_label};
use super::skeleton;
use super::text::{Breaks, Line, lines_of};
use crate::diagnostics::Code;
use crate::document::{Block, InlineKind, NoteCall};
use crate::source::Span;
use pulldown_cmark::{Event, Tag};
use std::ops::Range;

/// Columns a footnote's further paragraphs are indented by.
const INDENT: usize = 4;

/// Gathers the definitions of the text at `body`.
pub(super) fn collect(parser: &mut Parser<'_>, body: Range<usize>) {
    let file = parser.file;
    let text = file.get(body.clone()).unwrap_or("");
    let events = pulldown_cmark::Parser::new_ext(text, skeleton::options(parser.extensions));
    for (label, definition) in events.reference_definitions().iter() {
        let reference = Reference {
            destination: definition.dest.to_string(),
            title: definition.title.as_deref().unwrap_or("").to_owned(),
        };
        parser.references.insert(normal_label(label), reference);
    }
    for (event, range) in events.into_offset_iter() {
        let Event::Start(Tag::FootnoteDefinition(label)) = event else { continue };
        let range = body.start + range.start..body.start + range.end;
        let mut lines = lines_of(file, range);
        let Some(first) = lines.first_mut() else { continue };
        let marker = first.text(file).find("]:").map_or(0, |at| at + 2);
        let label_span = Span::new(parser.source, first.start..first.start + marker);
        *first = Line { start: first.start + marker, ..*first }.trim_start(file);
        for line in lines.iter_mut().skip(1) {
            *line = line.dedent(file, INDENT);
        }
        let footnote = Footnote { label: label_span, lines, note: None };
        parser.footnotes.entry(normal_label(&label)).or_insert(footnote);
    }
}

impl Parser<'_> {
    /// A call of the footnote `label`, which becomes a note the first time.
    pub fn footnote_call(&mut self, label: &str) -> Option<InlineKind> {
        let id = self.node();
        let footnote = self.footnotes.get(label)?;
        if let Some(note) = footnote.note {
            return Some(InlineKind::NoteCall(NoteCall { id, note, term: Vec::new() }));
        }
        let lines = footnote.lines.clone();
        let note = self.reserve_note(self.lines_span(&lines));
        if let Some(footnote) = self.footnotes.get_mut(label) {
            footnote.note = Some(note);
        }
        let body = self.blocks(&lines, Breaks::Spaces);
        self.fill_note(note, body);
        Some(InlineKind::NoteCall(NoteCall { id, note, term: Vec::new() }))
    }
}

/// The text of footnotes that nobody called: nothing of a post is lost.
pub(super) fn uncalled(parser: &mut Parser<'_>) -> Vec<Block> {
    let mut left: Vec<(Span, Vec<Line>)> = parser
        .footnotes
        .values()
        .filter(|footnote| footnote.note.is_none())
        .map(|footnote| (footnote.label, footnote.lines.clone()))
        .collect();
    left.sort_by_key(|(label, _)| *label);
    let mut blocks = Vec::new();
    for (label, lines) in left {
        parser.diagnostics.warn(
            Code::UnresolvedFootnote,
            label,
            "no text calls this footnote; it is set at the end of the text",
            "call it, or take it out",
        );
        blocks.extend(parser.blocks(&lines, Breaks::Spaces));
    }
    blocks
}
