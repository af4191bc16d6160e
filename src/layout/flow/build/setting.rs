//! What blocks and inlines are set in.

use crate::document::Rgb;
use crate::layout::page::{LinkAction, StructId};
use crate::layout::text::{Align, TextStyle};
use crate::layout::units::Pt;
use std::sync::Arc;

/// What blocks are set in: their measure, their type and what they belong to.
#[derive(Clone, Debug)]
pub struct Setting {
    /// Left edge, from the text area's.
    pub left: Pt,
    /// Measure.
    pub width: Pt,
    /// Type.
    pub style: Arc<TextStyle>,
    /// Leading.
    pub leading: Pt,
    /// Whether text is justified where the measure allows.
    pub justify: bool,
    /// Alignment of text that is not justified.
    pub align: Align,
    /// The colour of accents.
    pub accent: Rgb,
    /// The element blocks belong to.
    pub parent: StructId,
    /// Whether paragraphs are on the page's grid.
    pub grid: bool,
    /// First-line indent of a paragraph that follows another.
    pub indent: Pt,
    /// Space between paragraphs.
    pub paragraph_gap: Pt,
    /// How deep in lists.
    pub depth: usize,
    /// Set without space around blocks (inside notes and cells).
    pub compact: bool,
}

impl Setting {
    /// The same, moved in from the left and the right.
    pub fn inset(&self, left: Pt, right: Pt) -> Setting {
        Setting { left: self.left + left, width: (self.width - left - right).max(Pt(1.0)), ..self.clone() }
    }

    /// What surrounds the inlines of a block.
    pub fn around(&self, element: StructId) -> Around {
        Around {
            style: Arc::clone(&self.style),
            accent: self.accent,
            element,
            block: element,
            link: None,
            continuation: self.style.size * 1.4,
            width: self.width,
            pages: true,
        }
    }
}

/// What surrounds an inline.
#[derive(Clone, Debug)]
pub struct Around {
    /// How text looks here.
    pub style: Arc<TextStyle>,
    /// The colour of `--accent--` here.
    pub accent: Rgb,
    /// What text belongs to.
    pub element: StructId,
    /// The block that the text is in; its notes are read after what calls them, outside emphasis, links and the like.
    pub block: StructId,
    /// Where it leads.
    pub link: Option<LinkAction>,
    /// Indent after a continuation break.
    pub continuation: Pt,
    /// The room a line has.
    pub width: Pt,
    /// Whether links say which page they lead to.
    pub pages: bool,
}

impl Around {
    /// The same, in another style.
    pub fn styled(&self, style: TextStyle) -> Around {
        Around { style: Arc::new(style), ..self.clone() }
    }
}
