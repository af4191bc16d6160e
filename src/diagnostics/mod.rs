//! What a person is told about their input: severity, place, what is wrong, what to do.
//! Warnings travel with the result of each stage in a [`Diagnostics`]; none vanishes.

mod closest;
mod fault;
mod render;
pub mod terminal;

pub use closest::closest;
pub use fault::{Fault, isolate};
pub use render::{render, render_json};

use crate::source::Span;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; never fails a run.
    Note,
    /// The output is whole but not what the author meant; fails a run under `--strict`.
    Warning,
    /// The output asked for cannot be made.
    Error,
}

impl Severity {
    /// Its word in messages.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// A stable name for each kind of complaint, for machines and for the tests. The text form is kebab-case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Code {
    /// A `{bkqt/…}` without its `{/bkqt}`.
    UnclosedCallout,
    /// A `{bkqt/TYPE}` whose type nobody knows.
    UnknownCallout,
    /// A `{/bkqt}` that closes nothing.
    StrayCalloutEnd,
    /// `[[category/slug]]` without its text.
    CrossLinkWithoutText,
    /// A link to a post or a field note that is not there.
    UnresolvedLink,
    /// A field note of the glossary that has no text.
    EmptyNote,
    /// A note that the title of a chapter calls.
    NoteInTitle,
    /// `[text](#slug)` with no such heading.
    UnresolvedAnchor,
    /// A `[^label]` without a definition, or a definition nobody calls.
    UnresolvedFootnote,
    /// The front matter is not YAML, or a field has the wrong type.
    BadFrontMatter,
    /// A date that is not `YYYY-MM-DD` (or `YY.MM.DD` in an annotation).
    BadDate,
    /// No `id`; the file's name is used.
    MissingId,
    /// Which syntax was taken for a text that could be in either.
    SyntaxChoice,
    /// An unknown mark of a site's generator, or one that cannot be carried out.
    UnknownMark,
    /// A citation: no bibliography is read, so its key is printed.
    Citation,
    /// Raw HTML that has no meaning in a book; its text is kept.
    RawHtml,
    /// A mark of another tool that nothing reads: it is printed as it is written.
    RawMark,
    /// A formula that cannot be read; its source is set as code.
    BadFormula,
    /// An opener of an inline construct that nothing closes; it stays as text.
    UnbalancedMarkup,
    /// A link or an image in a heading that is plain text.
    PlainHeading,
    /// A table row with more cells than the table has columns.
    RaggedTable,
    /// A construct nested too deep; the inner text is kept literally.
    TooDeep,
    /// An image that cannot be loaded; a box with its alternative text is shown instead.
    ImageNotFound,
    /// An image that cannot be decoded.
    ImageUnreadable,
    /// An image whose server could not say whether the copy of an earlier run is still right; the copy stands in.
    ImageStale,
    /// An image that carries content and has no alternative text.
    MissingAltText,
    /// An image shown at less than its target resolution.
    ImageLowResolution,
    /// A control character or a noncharacter, which no book can hold.
    ControlCharacter,
    /// A character that no font has.
    MissingGlyph,
    /// A script that is set in a font of the machine, which the theme does not name.
    InstalledFont,
    /// Something wider than its measure that had to be forced.
    Overfull,
    /// Notes asked for in the margin stand at the foot: the page is too narrow.
    NotesAtFoot,
    /// Layout did not settle.
    LayoutUnsettled,
    /// Something that the readers of a profile cannot show as it is.
    ProfileLimit,
    /// An EPUB larger than it may be.
    TooLarge,
    /// A theme or configuration field that is wrong.
    BadConfiguration,
    /// A language with no hyphenation patterns or no terms.
    UnknownLanguage,
}

impl Code {
    /// The kebab-case name.
    pub fn name(self) -> &'static str {
        match self {
            Code::UnclosedCallout => "unclosed-callout",
            Code::UnknownCallout => "unknown-callout",
            Code::StrayCalloutEnd => "stray-callout-end",
            Code::CrossLinkWithoutText => "cross-link-without-text",
            Code::UnresolvedLink => "unresolved-link",
            Code::EmptyNote => "empty-note",
            Code::NoteInTitle => "note-in-title",
            Code::UnresolvedAnchor => "unresolved-anchor",
            Code::UnresolvedFootnote => "unresolved-footnote",
            Code::BadFrontMatter => "bad-front-matter",
            Code::BadDate => "bad-date",
            Code::MissingId => "missing-id",
            Code::SyntaxChoice => "syntax-choice",
            Code::UnknownMark => "unknown-mark",
            Code::Citation => "citation",
            Code::RawHtml => "raw-html",
            Code::RawMark => "raw-mark",
            Code::BadFormula => "bad-formula",
            Code::UnbalancedMarkup => "unbalanced-markup",
            Code::PlainHeading => "plain-heading",
            Code::RaggedTable => "ragged-table",
            Code::TooDeep => "too-deep",
            Code::ImageNotFound => "image-not-found",
            Code::ImageUnreadable => "image-unreadable",
            Code::ImageStale => "image-stale",
            Code::MissingAltText => "missing-alt-text",
            Code::ImageLowResolution => "image-low-resolution",
            Code::ControlCharacter => "control-character",
            Code::MissingGlyph => "missing-glyph",
            Code::InstalledFont => "installed-font",
            Code::Overfull => "overfull",
            Code::NotesAtFoot => "notes-at-foot",
            Code::LayoutUnsettled => "layout-unsettled",
            Code::ProfileLimit => "profile-limit",
            Code::TooLarge => "too-large",
            Code::BadConfiguration => "bad-configuration",
            Code::UnknownLanguage => "unknown-language",
        }
    }
}

/// One complaint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which kind.
    pub code: Code,
    /// How bad.
    pub severity: Severity,
    /// What is wrong, one sentence without a full stop, lower-case first letter.
    pub message: String,
    /// Where; `None` when it is about the run as a whole.
    pub span: Option<Span>,
    /// What to do about it.
    pub hint: Option<String>,
}

/// The complaints of a stage, in the order they were made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics {
    items: Vec<Diagnostic>,
}

impl Diagnostics {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.items.push(diagnostic);
    }

    /// Adds a warning with a hint (an empty hint is none).
    pub fn warn(
        &mut self,
        code: Code,
        span: impl Into<Option<Span>>,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) {
        let hint: String = hint.into();
        self.push(Diagnostic {
            code,
            severity: Severity::Warning,
            message: message.into(),
            span: span.into(),
            hint: (!hint.is_empty()).then_some(hint),
        });
    }

    /// Takes over another stage's.
    pub fn extend(&mut self, other: Diagnostics) {
        self.items.extend(other.items);
    }

    /// Leaves out those that are not wanted.
    pub fn retain(&mut self, wanted: impl FnMut(&Diagnostic) -> bool) {
        self.items.retain(wanted);
    }

    /// Changes the place of every one that has a place.
    pub fn spans_mut(&mut self, change: impl FnMut(&mut Span)) {
        self.items.iter_mut().filter_map(|diagnostic| diagnostic.span.as_mut()).for_each(change);
    }

    /// Puts them in the order of their places; those without a place come first, those of one place stay as they are.
    pub fn sort_by_place(&mut self) {
        self.items.sort_by_key(|diagnostic| diagnostic.span);
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.items.iter()
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The worst severity, if there is any.
    pub fn worst(&self) -> Option<Severity> {
        self.items.iter().map(|d| d.severity).max()
    }
}
