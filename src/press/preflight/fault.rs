//! What is wrong with a file.

use crate::diagnostics::Severity;

/// Kinds of faults, each with a stable name for machines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FaultKind {
    /// The file is encrypted.
    Encrypted,
    /// The file holds JavaScript.
    JavaScript,
    /// A part of the file could not be read.
    Unread,
    /// A font is not embedded.
    FontNotEmbedded,
    /// The file is larger than the printer takes.
    FileSize,
    /// The file does not follow a standard that the printer asks for.
    Standard,
    /// The file claims PDF/X and names no printing condition.
    OutputIntent,
    /// There is an outline where there may be none.
    Outline,
    /// There are annotations where there may be none.
    Annotations,
    /// Too few pages, too many, or not a multiple.
    PageCount,
    /// The last page is not blank.
    BlankEnd,
    /// Pages have different trim sizes.
    PageSizes,
    /// The printer does not offer the trim size.
    TrimSize,
    /// The page is larger than trim and bleed: there is room for marks.
    Marks,
    /// Something reaches the trim and not the bleed.
    Bleed,
    /// Text is too near to the edge or to the spine.
    Margin,
    /// A line is too thin.
    Hairline,
    /// An image is too coarse.
    Resolution,
    /// A colour space that the printer does not take.
    ColorSpace,
    /// Too much ink on a place.
    Ink,
    /// Images whose ink could not be measured.
    InkUnmeasured,
    /// Black text that is not of black ink alone.
    BlackText,
    /// Something can be seen through.
    Transparency,
}

impl FaultKind {
    /// The kebab-case name.
    pub fn name(self) -> &'static str {
        match self {
            FaultKind::Encrypted => "encrypted",
            FaultKind::JavaScript => "javascript",
            FaultKind::Unread => "unread",
            FaultKind::FontNotEmbedded => "font-not-embedded",
            FaultKind::FileSize => "file-size",
            FaultKind::Standard => "standard",
            FaultKind::OutputIntent => "output-intent",
            FaultKind::Outline => "outline",
            FaultKind::Annotations => "annotations",
            FaultKind::PageCount => "page-count",
            FaultKind::BlankEnd => "blank-end",
            FaultKind::PageSizes => "page-sizes",
            FaultKind::TrimSize => "trim-size",
            FaultKind::Marks => "marks",
            FaultKind::Bleed => "bleed",
            FaultKind::Margin => "margin",
            FaultKind::Hairline => "hairline",
            FaultKind::Resolution => "resolution",
            FaultKind::ColorSpace => "color-space",
            FaultKind::Ink => "ink",
            FaultKind::InkUnmeasured => "ink-unmeasured",
            FaultKind::BlackText => "black-text",
            FaultKind::Transparency => "transparency",
        }
    }
}

/// Something wrong, once for all pages that have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Which kind.
    pub kind: FaultKind,
    /// An error is what the printer does not take; a warning is what it advises against.
    pub severity: Severity,
    /// What is wrong, with the worst figure of all pages.
    pub message: String,
    /// What to do.
    pub hint: String,
    /// The pages, from 1, in order; empty where it is about the file.
    pub pages: Vec<usize>,
}

impl Fault {
    /// An error of the file as a whole.
    pub fn error(kind: FaultKind, message: impl Into<String>, hint: impl Into<String>) -> Fault {
        let (message, hint) = (message.into(), hint.into());
        Fault { kind, severity: Severity::Error, message, hint, pages: Vec::new() }
    }

    /// The same of another severity.
    #[must_use]
    pub fn as_severity(self, severity: Severity) -> Fault {
        Fault { severity, ..self }
    }

    /// The same on pages, given by index from 0.
    #[must_use]
    pub fn on(self, pages: impl IntoIterator<Item = usize>) -> Fault {
        Fault { pages: pages.into_iter().map(|index| index + 1).collect(), ..self }
    }
}
