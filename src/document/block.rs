//! Blocks: what stands on lines of its own.

use super::{Date, Destination, Image, Inline, LinkTarget, NodeId, Number};
use crate::math::Formula;
use crate::source::Span;
use std::sync::Arc;

/// A block with its identity and its place in the source.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// The node.
    pub id: NodeId,
    /// Where it was written.
    pub span: Span,
    /// What it is.
    pub kind: BlockKind,
}

/// The kinds of block.
#[derive(Clone, Debug, PartialEq)]
pub enum BlockKind {
    /// `## The Catch`
    Heading(Heading),
    /// Running text. Never empty.
    Paragraph(Vec<Inline>),
    /// `{bkqt/note|The Shift}` … `{/bkqt}`, or a GFM alert `> [!NOTE]`: a boxed, labelled section.
    Callout(Callout),
    /// `{bkqt/quote|Author}`, `{bkqt/pullquote|Author}`; in plain CommonMark also `> text`.
    Quote(Quote),
    /// `> text` in the dialect: small and muted, not a quotation.
    SmallText(Vec<Block>),
    /// `- item`, `1. item`, `a. item`.
    List(List),
    /// A run of `- TERM:: description` lines.
    DefinitionList(Vec<Definition>),
    /// A fenced or indented code block.
    Code(CodeBlock),
    /// `$$x^2$$` on lines of its own.
    Equation(Equation),
    /// A GFM table.
    Table(Table),
    /// An image that stands alone.
    Figure(Figure),
    /// A run of `>> 26.02.09 - text` lines: one card.
    Annotations(Vec<Annotation>),
    /// The trailing `[[uid]] :: why` lines of a field note.
    Interactions(Vec<Interaction>),
    /// The field notes that the posts of a book link to. Made by resolving, the only block of a book's last chapter.
    Glossary(Vec<GlossaryEntry>),
    /// `{shout:text}`: a centred, upper-case, letter-spaced line of its own. The text keeps the case it was written in.
    Shout(Vec<Inline>),
    /// `{dots}`: a centred `· · ·`.
    Dots,
    /// `---`
    Rule,
}

/// A heading.
#[derive(Clone, Debug, PartialEq)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// "1." or "2.1" of a numbered heading; given by resolving.
    pub number: Option<Number>,
    /// GitHub slug, unique in the post; given by resolving. Before that the id written at the heading, if there is one.
    pub slug: String,
    /// Plain text with markup stripped. In the dialect nothing but [`super::InlineKind::Text`] and note calls of
    /// GFM posts occur here.
    pub content: Vec<Inline>,
}

/// A boxed, labelled section.
#[derive(Clone, Debug, PartialEq)]
pub struct Callout {
    /// Which colour and default label.
    pub kind: CalloutKind,
    /// The label given; `None` takes the kind's default in the post's language.
    pub label: Option<String>,
    /// What is inside.
    pub body: Vec<Block>,
}

/// The callouts of the dialect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CalloutKind {
    /// `note`
    Note,
    /// `tip`
    Tip,
    /// `warning`
    Warning,
    /// `danger`
    Danger,
    /// `keyconcept`
    KeyConcept,
}

impl CalloutKind {
    /// All kinds, in the order of the dialect's table.
    pub const ALL: [CalloutKind; 5] =
        [CalloutKind::Note, CalloutKind::Tip, CalloutKind::Warning, CalloutKind::Danger, CalloutKind::KeyConcept];

    /// The name written in the source and used in CSS classes and the theme.
    pub fn name(self) -> &'static str {
        match self {
            CalloutKind::Note => "note",
            CalloutKind::Tip => "tip",
            CalloutKind::Warning => "warning",
            CalloutKind::Danger => "danger",
            CalloutKind::KeyConcept => "keyconcept",
        }
    }

    /// The kind of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.name() == name)
    }
}

/// A quotation.
#[derive(Clone, Debug, PartialEq)]
pub struct Quote {
    /// Full or half width.
    pub style: QuoteStyle,
    /// What is quoted.
    pub body: Vec<Block>,
    /// Who said it, set after an em dash.
    pub attribution: Option<Vec<Inline>>,
}

/// How a quotation is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuoteStyle {
    /// Italic, a bar at the left.
    Block,
    /// The same at half width.
    Pull,
    /// A CommonMark block quotation: indented, roman.
    Plain,
}

/// A list.
#[derive(Clone, Debug, PartialEq)]
pub struct List {
    /// What stands before each item.
    pub marker: ListMarker,
    /// Whether items follow each other without space between.
    pub tight: bool,
    /// At least one.
    pub items: Vec<ListItem>,
}

/// What stands before a list's items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListMarker {
    /// `- `
    Bullet,
    /// `1. `, counted from the number given.
    Decimal(u64),
    /// `a. `, from a.
    LowerAlpha,
    /// `A. `, from A.
    UpperAlpha,
}

/// An item of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct ListItem {
    /// The node.
    pub id: NodeId,
    /// Where.
    pub span: Span,
    /// `Some(done)` for a task list item.
    pub task: Option<bool>,
    /// What it holds.
    pub body: Vec<Block>,
}

/// A term and what it means.
#[derive(Clone, Debug, PartialEq)]
pub struct Definition {
    /// The node.
    pub id: NodeId,
    /// Where.
    pub span: Span,
    /// The part before `:: `.
    pub term: Vec<Inline>,
    /// The part after it.
    pub description: Vec<Block>,
}

/// A field note in the glossary.
#[derive(Clone, Debug, PartialEq)]
pub struct GlossaryEntry {
    /// The node that links to the note lead to.
    pub id: NodeId,
    /// Front matter of the note.
    pub span: Span,
    /// Its name.
    pub term: Vec<Inline>,
    /// BCP 47 tag where it is not the book's.
    pub lang: Option<String>,
    /// Its date, which annotations count from.
    pub date: Option<Date>,
    /// Its text; empty for a note that has none.
    pub body: Vec<Block>,
    /// Where it is referred to, in reading order.
    pub calls: Vec<GlossaryCall>,
}

/// A link to an entry of the glossary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GlossaryCall {
    /// The link's own node.
    pub node: NodeId,
    /// Title of the chapter, or name of the entry, that holds it.
    pub title: String,
    /// Whether it stands in the glossary itself.
    pub in_glossary: bool,
}

/// A formula on lines of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Equation {
    /// The formula.
    pub formula: Arc<Formula>,
    /// What is shown at the margin, without brackets: its tag, or its number, which resolving gives.
    pub number: Option<String>,
    /// What is read aloud: the text given for it, else its source.
    pub alt: String,
}

/// A code block.
#[derive(Clone, Debug, PartialEq)]
pub struct CodeBlock {
    /// First word of the info string.
    pub language: Option<String>,
    /// Lines without their ends, each a run of coloured tokens. Joined with line feeds they are the source text.
    /// The dialect makes one [`TokenClass::Plain`] token a line; resolving highlights.
    pub lines: Vec<Vec<CodeToken>>,
}

/// A piece of a code line.
#[derive(Clone, Debug, PartialEq)]
pub struct CodeToken {
    /// What colour the theme gives it.
    pub class: TokenClass,
    /// The text.
    pub text: String,
}

/// What a piece of code is, as far as colour goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TokenClass {
    /// No colour.
    Plain,
    /// Comments.
    Comment,
    /// Keywords and storage.
    Keyword,
    /// String and character literals.
    String,
    /// Numbers and language constants.
    Constant,
    /// Function and macro names.
    Function,
    /// Type and class names.
    Type,
    /// Variables, parameters, attributes, properties.
    Variable,
    /// Markup tags.
    Tag,
    /// Operators and punctuation.
    Operator,
    /// Added lines of a diff.
    Inserted,
    /// Removed lines of a diff.
    Deleted,
}

impl TokenClass {
    /// All classes.
    pub const ALL: [TokenClass; 12] = [
        TokenClass::Plain,
        TokenClass::Comment,
        TokenClass::Keyword,
        TokenClass::String,
        TokenClass::Constant,
        TokenClass::Function,
        TokenClass::Type,
        TokenClass::Variable,
        TokenClass::Tag,
        TokenClass::Operator,
        TokenClass::Inserted,
        TokenClass::Deleted,
    ];

    /// Name in the theme and in CSS classes (`tok-NAME`).
    pub fn name(self) -> &'static str {
        match self {
            TokenClass::Plain => "plain",
            TokenClass::Comment => "comment",
            TokenClass::Keyword => "keyword",
            TokenClass::String => "string",
            TokenClass::Constant => "constant",
            TokenClass::Function => "function",
            TokenClass::Type => "type",
            TokenClass::Variable => "variable",
            TokenClass::Tag => "tag",
            TokenClass::Operator => "operator",
            TokenClass::Inserted => "inserted",
            TokenClass::Deleted => "deleted",
        }
    }
}

/// A table. Every row has as many cells as `columns`; those that another cell reaches over are [`Extent::Covered`].
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// What stands above it.
    pub caption: Option<Vec<Inline>>,
    /// Alignment of each column.
    pub columns: Vec<Alignment>,
    /// The head row; may be empty of text.
    pub head: TableRow,
    /// The rows.
    pub rows: Vec<TableRow>,
}

/// A row of cells.
#[derive(Clone, Debug, PartialEq)]
pub struct TableRow {
    /// The node.
    pub id: NodeId,
    /// Where.
    pub span: Span,
    /// Its cells.
    pub cells: Vec<TableCell>,
}

impl Table {
    /// How many rows are the head: all whose cells head columns, and those that cells of the head reach into.
    pub fn head_rows(&self) -> usize {
        let mut count = 1 + self.more_head_rows();
        for (index, row) in std::iter::once(&self.head).chain(&self.rows).enumerate() {
            if index >= count {
                break;
            }
            for cell in &row.cells {
                if let Extent::Area { rows, .. } = cell.extent {
                    count = count.max(index.saturating_add(usize::try_from(rows).unwrap_or(usize::MAX)));
                }
            }
        }
        count.min(self.rows.len() + 1)
    }

    /// How many of the rows after the head belong to it: all of their cells head columns.
    fn more_head_rows(&self) -> usize {
        let heads = |cell: &TableCell| cell.heads == Some(Scope::Column) || cell.extent == Extent::Covered;
        let is_head = |row: &&TableRow| {
            row.cells.iter().all(heads) && row.cells.iter().any(|cell| cell.heads == Some(Scope::Column))
        };
        self.rows.iter().take_while(is_head).count()
    }
}

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub struct TableCell {
    /// The node.
    pub id: NodeId,
    /// What it holds.
    pub content: Vec<Inline>,
    /// How far it reaches.
    pub extent: Extent,
    /// What it is the head of. Cells of the head row are heads of their columns without it.
    pub heads: Option<Scope>,
}

impl TableCell {
    /// A cell of one column and one row that heads nothing.
    pub fn new(id: NodeId, content: Vec<Inline>) -> TableCell {
        TableCell { id, content, extent: Extent::default(), heads: None }
    }
}

/// How far a cell reaches in its table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// Over so many columns and rows, its own included. Both are at least 1 and end within the table.
    Area {
        /// Columns.
        columns: u32,
        /// Rows.
        rows: u32,
    },
    /// A cell before or above it reaches over it. It holds nothing.
    Covered,
}

impl Default for Extent {
    fn default() -> Self {
        Extent::Area { columns: 1, rows: 1 }
    }
}

/// What a cell is the head of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The cells below it.
    Column,
    /// The cells after it.
    Row,
}

/// Alignment of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alignment {
    /// Not given: as the language reads.
    Default,
    /// `:--`
    Left,
    /// `:-:`
    Center,
    /// `--:`
    Right,
}

/// An image that stands alone.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// The image.
    pub image: Image,
    /// Where it goes.
    pub placement: Placement,
    /// `![alt|caption](…)`
    pub caption: Option<Vec<Inline>>,
    /// Text set beside a left or right image.
    pub beside: Vec<Block>,
    /// The link that the image is in, without content of its own; empty if there is none.
    pub link: Vec<Inline>,
}

/// Where a figure goes. Widths are CSS pixels (1/96 in) as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placement {
    /// `"center"`, and the default.
    Center,
    /// `"full"`: as wide as the text area.
    Full,
    /// `"left:300px"`; no width given is a third of the measure.
    Left(Option<u32>),
    /// `"right:250px"`
    Right(Option<u32>),
}

/// A dated entry of a card: `>> 26.02.09 - text`.
#[derive(Clone, Debug, PartialEq)]
pub struct Annotation {
    /// The node.
    pub id: NodeId,
    /// Where.
    pub span: Span,
    /// The date; `None` if it could not be read (a diagnostic says so).
    pub date: Option<super::Date>,
    /// The date as written.
    pub written_date: String,
    /// What it says.
    pub content: Vec<Inline>,
}

/// How a field note relates to another: `[[uid]] :: why`.
#[derive(Clone, Debug, PartialEq)]
pub struct Interaction {
    /// The node.
    pub id: NodeId,
    /// Where.
    pub span: Span,
    /// The other note, as written.
    pub target: LinkTarget,
    /// Where the link leads; given by resolving.
    pub destination: Destination,
    /// What to show for it; empty until resolved when the link has no text.
    pub content: Vec<Inline>,
    /// Why.
    pub why: Vec<Inline>,
}
