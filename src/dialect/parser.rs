//! What the parts of the parser share: the file, the counters, the notes and the diagnostics.

use super::extensions::{Extension, Extensions};
use super::syntax::Syntax;
use super::text::{Line, Mapped};
use crate::diagnostics::{Code, Diagnostics};
use crate::document::{Block, BlockKind, Inline, InlineKind, NodeId, Note, NoteId, Placement};
use crate::math::Macros;
use crate::source::{SourceId, Span};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// How deep containers, notes and inline constructs may nest together before what is inside is kept as plain text.
/// No reader follows a tenth level; the bound keeps the stack safe.
pub(super) const MAX_DEPTH: usize = 40;

/// A GFM footnote's definition, and the note it has become once it is called.
#[derive(Debug)]
pub(super) struct Footnote {
    pub label: Span,
    pub lines: Vec<Line>,
    pub note: Option<NoteId>,
}

/// The target and the title of a link reference definition.
#[derive(Clone, Debug)]
pub(super) struct Reference {
    pub destination: String,
    pub title: String,
}

/// What an image says about its place, beside what an inline image can hold.
#[derive(Debug)]
pub(super) struct ImageNote {
    pub placement: Option<Placement>,
    pub caption: Option<Vec<Inline>>,
}

/// The state of one parse.
#[derive(Debug)]
pub(super) struct Parser<'a> {
    pub file: &'a str,
    pub source: SourceId,
    pub syntax: Syntax,
    pub extensions: Extensions,
    pub diagnostics: Diagnostics,
    pub notes: Vec<Note>,
    pub references: BTreeMap<String, Reference>,
    pub footnotes: BTreeMap<String, Footnote>,
    /// Placement and caption of the images met so far, which inlines have no room for.
    pub images: BTreeMap<NodeId, ImageNote>,
    /// The commands that formulas may use.
    pub macros: Arc<Macros>,
    /// What elements are called by links, and where they begin in the file.
    pub names: Vec<(String, u32)>,
    /// HTML elements that hold Markdown and are open, with the language they give it.
    pub groups: Vec<(String, Option<String>)>,
    /// HTML elements that mean nothing in a book: what becomes of them, where the first one is, how many there are.
    pub raw_html: BTreeMap<(String, &'static str), (Span, usize)>,
    pub depth: usize,
    next_node: u32,
}

impl<'a> Parser<'a> {
    pub fn new(file: &'a str, source: SourceId, syntax: Syntax, extensions: Extensions) -> Self {
        Parser {
            file,
            source,
            syntax,
            extensions,
            diagnostics: Diagnostics::new(),
            notes: Vec::new(),
            references: BTreeMap::new(),
            footnotes: BTreeMap::new(),
            images: BTreeMap::new(),
            macros: Arc::default(),
            names: Vec::new(),
            groups: Vec::new(),
            raw_html: BTreeMap::new(),
            depth: 0,
            next_node: 0,
        }
    }

    /// The same parser over another text, whose front matter is the same.
    pub fn with_text<'t>(self, file: &'t str) -> Parser<'t> {
        let Parser { source, syntax, extensions, macros, diagnostics, next_node, .. } = self;
        Parser { macros, diagnostics, next_node, ..Parser::new(file, source, syntax, extensions) }
    }

    /// The next node of the document.
    pub fn node(&mut self) -> NodeId {
        let id = NodeId(self.next_node);
        self.next_node = self.next_node.saturating_add(1);
        id
    }

    /// One past the last node given.
    pub fn next_node(&self) -> u32 {
        self.next_node
    }

    /// Whether the site's constructs apply.
    pub fn is_site(&self) -> bool {
        self.syntax == Syntax::Site
    }

    /// Whether an extension is on.
    pub fn has(&self, extension: Extension) -> bool {
        self.extensions.has(extension)
    }

    pub fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.source, range)
    }

    /// The place of some lines, from the first character that is not white space to the last one.
    pub fn lines_span(&self, lines: &[Line]) -> Span {
        let mut filled = lines.iter().filter(|line| !line.is_blank(self.file)).map(|line| line.trim(self.file));
        let Some(first) = filled.next() else {
            let start = lines.first().map_or(0, |line| line.start);
            return self.span(start..start);
        };
        let last = filled.next_back().unwrap_or(first);
        self.span(first.start..last.end)
    }

    /// Runs `inner` one level deeper, or says that this is too deep.
    pub fn deeper<T>(&mut self, span: Span, inner: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.depth >= MAX_DEPTH {
            self.diagnostics.warn(
                Code::TooDeep,
                span,
                format!("nested more than {MAX_DEPTH} levels deep; what is inside is kept as plain text"),
                "take the inner construct out of the outer ones",
            );
            return None;
        }
        self.depth += 1;
        let result = inner(self);
        self.depth -= 1;
        Some(result)
    }

    /// A paragraph of a text kept as it is, or nothing where there is no text.
    pub fn literal_paragraph(&mut self, text: &Mapped) -> Vec<Block> {
        let range = 0..text.text.len();
        if text.text.trim().is_empty() {
            return Vec::new();
        }
        let span = text.span(self.source, range);
        let words = text.text.split_whitespace().collect::<Vec<_>>().join(" ");
        let id = self.node();
        vec![Block { id, span, kind: BlockKind::Paragraph(vec![Inline { span, kind: InlineKind::Text(words) }]) }]
    }

    /// Takes the place of a note that is called here for the first time; its body is set by [`Parser::fill_note`].
    pub fn reserve_note(&mut self, span: Span) -> NoteId {
        let id = self.node();
        let note = NoteId(u32::try_from(self.notes.len()).unwrap_or(u32::MAX));
        self.notes.push(Note { id, span, number: note.0.saturating_add(1), body: Vec::new() });
        note
    }

    /// Gives a note its body.
    pub fn fill_note(&mut self, note: NoteId, body: Vec<Block>) {
        if let Some(slot) = self.notes.get_mut(note.index()) {
            slot.body = body;
        }
    }
}

/// A link or footnote label as CommonMark compares them: case folded, inner white space collapsed. Upper case and back
/// folds what lower case alone leaves apart (`ẞ`, `SS`).
pub(super) fn normal_label(label: &str) -> String {
    let label = label.split_whitespace().collect::<Vec<_>>().join(" ");
    if label.is_ascii() {
        return label.to_ascii_lowercase();
    }
    label.to_lowercase().to_uppercase().to_lowercase()
}
