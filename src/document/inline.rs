//! Inlines: what runs within a line of text.

use super::{NodeId, NoteId, Rgb};
use crate::math::Formula;
use crate::source::Span;
use std::sync::Arc;

/// An inline with its place in the source.
#[derive(Clone, Debug, PartialEq)]
pub struct Inline {
    /// Where it was written.
    pub span: Span,
    /// What it is.
    pub kind: InlineKind,
}

/// The kinds of inline.
#[derive(Clone, Debug, PartialEq)]
pub enum InlineKind {
    /// Characters. A soft line break in the source is a space here.
    Text(String),
    /// `` `code` ``
    Code(String),
    /// `$x^2$`
    Math(Arc<Formula>),
    /// A break within a paragraph.
    LineBreak(LineBreak),
    /// `*text*`
    Emphasis(Vec<Inline>),
    /// `**text**`
    Strong(Vec<Inline>),
    /// `~~text~~`
    Strikethrough(Vec<Inline>),
    /// `_text_`, `{_:text}`
    Underline(Vec<Inline>),
    /// `--text--`: the category's colour, or the callout's inside one.
    Accent(Vec<Inline>),
    /// `{#e74c3c:text}`, `{#tomato:text}`
    Colored(Rgb, Vec<Inline>),
    /// `{sc:TEXT}`: set in small capitals, copied as written.
    SmallCaps(Vec<Inline>),
    /// `{^:2}`
    Superscript(Vec<Inline>),
    /// `{v:2}`
    Subscript(Vec<Inline>),
    /// `{kbd:Ctrl+C}`
    Keyboard(Vec<Inline>),
    /// `<span lang="fr">text</span>`: text in another language, by its tag (BCP 47).
    Language(String, Vec<Inline>),
    /// `<ruby>漢字<rt>かんじ</rt></ruby>`: text, and after each part of it how that is read ([`InlineKind::RubyText`]).
    Ruby(Vec<Inline>),
    /// `<rt>かんじ</rt>`: how the text before it in its ruby is read.
    RubyText(Vec<Inline>),
    /// Any link.
    Link(Link),
    /// The call of a note. A note may be called more than once (GFM footnotes only).
    NoteCall(NoteCall),
    /// An image within text.
    Image(Image),
}

/// A break within a paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineBreak {
    /// Two spaces or a backslash at a line's end, `<br>`.
    Hard,
    /// A single newline in a callout: the next line is indented.
    Continuation,
}

/// A note's call.
#[derive(Clone, Debug, PartialEq)]
pub struct NoteCall {
    /// The call's own node: the target of the note's back link.
    pub id: NodeId,
    /// The note.
    pub note: NoteId,
    /// The `term` of `{{term|explanation}}`, which stays in the text before the number; empty for `^[…]`.
    pub term: Vec<Inline>,
}

/// A link.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// The link's own node.
    pub id: NodeId,
    /// What was written.
    pub target: LinkTarget,
    /// Where it leads in its book.
    pub destination: Destination,
    /// What is shown; never empty after resolving.
    pub content: Vec<Inline>,
}

/// A link as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkTarget {
    /// `[[https://url]]`, `[t](https://url)`, `mailto:`, and any path of the site that is not a post.
    Url(String),
    /// `[t](#slug)`: a heading of the same post.
    Anchor(String),
    /// `[[category/slug|t]]`, `[t](/blog/category/slug)`.
    Post {
        /// Category.
        category: String,
        /// Slug: the other post's `id`.
        slug: String,
        /// `#heading`, without its sign.
        fragment: Option<String>,
    },
    /// `[[uid]]`, `[[address//of//note]]`: the reference as written.
    FieldNote(String),
}

/// Where a link leads in this book.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Destination {
    /// An address outside the book.
    Url(String),
    /// A node of this book: a heading, a chapter opening, a glossary entry.
    Node(NodeId),
    /// A book made in the same run. Only a PDF can lead there.
    File {
        /// Path from the folder of this book, with `/` and without its ending.
        path: String,
        /// The address of the same text on the site, for formats that cannot lead to files.
        url: Option<String>,
    },
    /// Nowhere: only the text is shown. So is every link of a document, which is in no book yet; in a book a diagnostic says
    /// why.
    #[default]
    Nowhere,
}

/// An image as written.
#[derive(Clone, Debug, PartialEq)]
pub struct Image {
    /// The node.
    pub id: NodeId,
    /// URL or path as written; the key of the asset.
    pub source: String,
    /// Alternative text, plain; empty when none was given.
    pub alt: String,
    /// Title, when it is not a placement.
    pub title: Option<String>,
    /// How wide it is to be, where HTML says so.
    pub width: Option<ImageWidth>,
}

/// A width of an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImageWidth {
    /// CSS pixels (1/96 in), at least 1.
    Pixels(u32),
    /// Of the width of the text around it, from 1 to 100.
    Percent(u32),
}
