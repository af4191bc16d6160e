//! Finished pages: the only thing the PDF backend sees. Everything has its place; nothing is measured any more.
//!
//! Coordinates are those of [`Point`]: points from the top left corner of the trim box, `y` downwards. Items may lie
//! outside the trim box, in the bleed.

mod glyphs;
mod quality;

pub use glyphs::{Glyph, GlyphRun};
pub use quality::{ImageQuality, LEAST_DPI, LineQuality, LineRole, PageQuality, SplitNote, WordSpaces, is_low};

use super::units::{Point, Pt, Rect, Size};
use crate::document::{NodeId, Rgb, roman};

/// A laid-out book.
#[derive(Clone, Debug, Default)]
pub struct Pages {
    /// In order.
    pub pages: Vec<Page>,
    /// The logical structure; [`Tag::Content`] indexes it. Element 0 is the document.
    pub structure: Vec<StructElement>,
    /// The outline, nested.
    pub outline: Vec<OutlineItem>,
    /// Where each linked or listed node stands, sorted by node.
    pub destinations: Vec<Destination>,
    /// About the file.
    pub info: DocumentInfo,
    /// Whether the book is read from right to left: it is bound at the right, and its first page is a left one.
    pub right_to_left: bool,
    /// What the press asks for.
    pub press: Press,
    /// One entry a line of text, page by page: text, then notes. What the quality report is computed from, with the
    /// two that follow.
    pub quality: Vec<LineQuality>,
    /// One entry an image that stands by itself, page by page.
    pub images: Vec<ImageQuality>,
    /// One entry a page.
    pub makeup: Vec<PageQuality>,
}

/// About the file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DocumentInfo {
    /// Title.
    pub title: String,
    /// Authors.
    pub authors: Vec<String>,
    /// Description.
    pub subject: Option<String>,
    /// Keywords.
    pub keywords: Vec<String>,
    /// BCP 47 tag.
    pub lang: String,
    /// Stable key that file identifiers are derived from.
    pub key: String,
    /// URN of this edition of the text; empty if it has none.
    pub identifier: String,
    /// Publisher.
    pub publisher: Option<String>,
    /// Rights statement or licence.
    pub rights: Option<String>,
    /// URN of its ISBN.
    pub isbn: Option<String>,
    /// Date of the content, `YYYY-MM-DD`.
    pub date: Option<String>,
}

/// What a press asks for around the pages. All of it is here, so that another edition of the same pages needs no other
/// layout than the bleed does.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Press {
    /// Bleed at the head, the foot and the fore edge; zero for none. There is never any at the spine.
    pub bleed: Pt,
    /// Whether crop and registration marks stand outside the bleed.
    pub marks: bool,
}

/// A length at each side of a page.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sides {
    /// At the left.
    pub left: Pt,
    /// At the right.
    pub right: Pt,
    /// At the head.
    pub top: Pt,
    /// At the foot.
    pub bottom: Pt,
}

/// A page.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// Trim size.
    pub trim: Size,
    /// Bleed beyond the trim at each side; none at the spine.
    pub bleed: Sides,
    /// The folio as a reader counts: "iv", "12"; a page that shows none still has one.
    pub label: PageLabel,
    /// In drawing order, which is reading order for content: text, then notes; backgrounds before what stands on them.
    pub items: Vec<Item>,
    /// Where in the text the page begins; `None` where it holds none (blank pages, contents, notes alone).
    pub start: Option<TextPlace>,
}

/// A place in the text, finer than a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextPlace {
    /// The block, cell or item; for a title block the chapter.
    pub node: NodeId,
    /// How many of its characters come before the place; [`super::places::counts`] says which count.
    pub offset: usize,
    /// The byte of the source file at which the place was written, where that is known to the character. It holds where
    /// the outputs do not have the same characters: a printed address, an ordinal's raised letters.
    pub written: Option<u32>,
}

/// The folio's number and style.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PageLabel {
    /// Number in its sequence, from 1.
    pub number: u32,
    /// Roman (front matter) or arabic.
    pub roman: bool,
}

impl std::fmt::Display for PageLabel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.roman { f.write_str(&roman(self.number).to_lowercase()) } else { write!(f, "{}", self.number) }
    }
}

/// Something on a page.
#[derive(Clone, Debug)]
pub struct Item {
    /// What it belongs to.
    pub tag: Tag,
    /// What it is.
    pub kind: ItemKind,
}

/// What an item belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tag {
    /// Content of a structure element.
    Content(StructId),
    /// Decoration: backgrounds, rules, repeated labels.
    Decoration,
    /// Running heads and folios.
    Furniture,
}

/// The kinds of item.
#[derive(Clone, Debug)]
pub enum ItemKind {
    /// Shaped text on a baseline.
    Glyphs(GlyphRun),
    /// A filled rectangle.
    Fill {
        /// Where.
        rect: Rect,
        /// Colour.
        color: Rgb,
        /// Corner radius.
        radius: Pt,
    },
    /// A straight line.
    Stroke {
        /// From.
        from: Point,
        /// To.
        to: Point,
        /// Width.
        width: Pt,
        /// Colour.
        color: Rgb,
        /// Length of dashes and of the gaps between them; zero for a solid line.
        dash: Pt,
    },
    /// The outline of a rectangle.
    Frame {
        /// Where.
        rect: Rect,
        /// Line width.
        width: Pt,
        /// Colour.
        color: Rgb,
        /// Corner radius.
        radius: Pt,
    },
    /// An image.
    Image {
        /// Key in the assets.
        source: String,
        /// Where it goes, after cropping.
        rect: Rect,
        /// Part of the image to show, in fractions of its width and height.
        crop: Crop,
        /// Fraction of ink left (1 is the image as it is).
        opacity: f64,
    },
    /// Curves of a formula.
    Path {
        /// In order.
        steps: Vec<PathStep>,
        /// Line width of an outline; `None` for a filled shape.
        stroke: Option<Pt>,
        /// Colour.
        color: Rgb,
    },
    /// A formula, or the part of one that stands on a line.
    Formula(FormulaItem),
    /// Items turned a quarter to the left, as a wide table is on an upright page: their `x` runs up the page from
    /// `origin`, their `y` to its right. The tag of the whole says nothing; each item within has its own.
    Turned {
        /// Where their own origin stands.
        origin: Point,
        /// The items, none of them turned again.
        items: Vec<Item>,
    },
    /// An area that leads somewhere; draws nothing. Its tag is a [`Role::Link`] element.
    Link {
        /// Where.
        rect: Rect,
        /// To where.
        target: LinkAction,
    },
}

/// A part of a formula on a page.
#[derive(Clone, Debug)]
pub struct FormulaItem {
    /// Left end of its baseline.
    pub origin: Point,
    /// Width.
    pub width: Pt,
    /// Above the baseline.
    pub height: Pt,
    /// Below the baseline.
    pub depth: Pt,
    /// TeX that it stands for, and copies as.
    pub text: String,
    /// What is drawn: glyphs, fills, strokes and paths, placed from `origin`.
    pub shapes: Vec<ItemKind>,
}

impl FormulaItem {
    /// The room that it takes.
    pub fn rect(&self) -> Rect {
        let origin = Point { x: self.origin.x, y: self.origin.y - self.height };
        Rect { origin, size: Size { width: self.width, height: self.height + self.depth } }
    }
}

/// A step of a path.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PathStep {
    /// Begins a curve.
    Move(Point),
    /// A straight line.
    Line(Point),
    /// A cubic curve: two handles, and its end.
    Curve([Point; 3]),
    /// Closes the curve.
    Close,
}

impl Page {
    /// Every item, those of a turned table among them, which have the coordinates of the table.
    pub fn leaves(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().flat_map(|item| match &item.kind {
            ItemKind::Turned { items, .. } => items.iter(),
            _ => std::slice::from_ref(item).iter(),
        })
    }
}

/// Where a rectangle of turned items, whose origin stands at `origin`, is on the page.
pub fn turned(origin: Point, rect: Rect) -> Rect {
    let corner = Point { x: origin.x + rect.origin.y, y: origin.y - rect.origin.x - rect.size.width };
    Rect { origin: corner, size: Size { width: rect.size.height, height: rect.size.width } }
}

/// Part of an image, as fractions from its top left corner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Crop {
    /// Left edge.
    pub x: f64,
    /// Top edge.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

impl Crop {
    /// The whole image.
    pub const WHOLE: Crop = Crop { x: 0.0, y: 0.0, width: 1.0, height: 1.0 };
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkAction {
    /// An address.
    Url(String),
    /// A node's place in this file; there is a [`Destination`] for it.
    Node(NodeId),
    /// The start of another PDF: its path from the folder of this one, with `/`.
    File(String),
}

/// Index of an element in [`Pages::structure`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StructId(pub u32);

/// A node of the logical structure. Children stand in the order of their creation, which is reading order; where an
/// element has both content and children, content comes in between by its order on the pages.
#[derive(Clone, Debug, PartialEq)]
pub struct StructElement {
    /// Its role.
    pub role: Role,
    /// Its parent; `None` for element 0 only.
    pub parent: Option<StructId>,
    /// The node of the document it came from.
    pub node: Option<NodeId>,
    /// Alternative text of figures and links.
    pub alt: Option<String>,
    /// Language where it differs from the parent's.
    pub lang: Option<String>,
    /// How far a cell reaches and what it is the head of, unless it is a plain cell.
    pub area: Option<CellArea>,
}

/// What a table's cell is beside its content (ISO 32000-1, table 349).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CellArea {
    /// Over how many columns it reaches, its own included.
    pub columns: u32,
    /// Over how many rows it reaches, its own included.
    pub rows: u32,
    /// Whether a head cell is the head of its row, not of its column.
    pub heads_row: bool,
}

impl Default for CellArea {
    fn default() -> Self {
        CellArea { columns: 1, rows: 1, heads_row: false }
    }
}

/// Roles, named after the standard structure types (ISO 32000-1, 14.8.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The root.
    Document,
    /// A chapter.
    Article,
    /// A section or callout.
    Section,
    /// The title (a paragraph in PDF 1.7, where `Title` does not exist).
    Title,
    /// A heading of level 1 to 6.
    Heading(u8),
    /// A paragraph.
    Paragraph,
    /// A quotation of blocks.
    BlockQuote,
    /// A list.
    List {
        /// Whether items are numbered or lettered.
        ordered: bool,
    },
    /// An item of a list.
    ListItem,
    /// Its bullet or number.
    ListLabel,
    /// Its body.
    ListBody,
    /// A table.
    Table,
    /// The head rows of a table or the others; only the backend makes them.
    TableRows {
        /// Whether they are the head.
        head: bool,
    },
    /// A row.
    TableRow,
    /// A head cell (scope: column).
    TableHead,
    /// A cell.
    TableCell,
    /// An image.
    Figure,
    /// A formula.
    Formula,
    /// Its caption.
    Caption,
    /// A code block or code within text.
    Code,
    /// A link.
    Link,
    /// A note's call.
    Reference,
    /// A note.
    Note,
    /// The table of contents.
    Toc,
    /// Its entry.
    TocItem,
    /// A run of text.
    Span,
    /// Emphasised text.
    Emphasis,
    /// Strongly emphasised text.
    Strong,
    /// Text that is struck through.
    Strikethrough,
    /// Raised text.
    Superscript,
    /// Lowered text.
    Subscript,
    /// Text with its readings: bases and readings in turn.
    Ruby,
    /// Text that has a reading.
    RubyBase,
    /// How a base is read.
    RubyText,
}

impl Role {
    /// Whether elements of the role are parts of a line of text, with no node of the document's blocks.
    pub fn is_inline(self) -> bool {
        matches!(
            self,
            Role::Span
                | Role::Emphasis
                | Role::Strong
                | Role::Strikethrough
                | Role::Superscript
                | Role::Subscript
                | Role::Ruby
                | Role::RubyBase
                | Role::RubyText
                | Role::Link
                | Role::Reference
        )
    }
}

/// An entry of the outline.
#[derive(Clone, Debug, PartialEq)]
pub struct OutlineItem {
    /// What it says.
    pub title: String,
    /// Where it leads.
    pub node: NodeId,
    /// Entries below.
    pub children: Vec<OutlineItem>,
}

/// Where a node stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Destination {
    /// The node.
    pub node: NodeId,
    /// Index of the page.
    pub page: usize,
    /// Top left of the place to show.
    pub at: Point,
}
