//! Styles resolved against the fonts: which face, at what size, with which features.

use super::{Figures, TextStyle};
use crate::layout::fonts::{Face, Features, FontBook, FontRole, Selection};
use std::sync::Arc;

/// Height of scaled capitals over the height of x: true small capitals are a little above it (Source Serif: 1.1).
const SMALL_CAPITAL_HEIGHT: f64 = 1.1;

/// What happens to the case of letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Caps {
    /// Nothing.
    AsWritten,
    /// Upper-cased.
    Upper,
    /// The face's own small capitals.
    TrueSmall,
    /// Capitals scaled down, for a face that has none.
    ScaledSmall,
}

impl Caps {
    /// Whether the characters shown are upper-cased.
    pub fn upper(self) -> bool {
        matches!(self, Caps::Upper | Caps::ScaledSmall)
    }
}

/// A style with the face that its family and the fonts give.
#[derive(Clone, Debug)]
pub(super) struct Resolved {
    /// As asked for.
    pub style: Arc<TextStyle>,
    /// The face of characters that it has.
    pub selection: Selection,
    /// Size of the glyphs, in points.
    pub size: f64,
    /// Case.
    pub caps: Caps,
    /// OpenType features.
    pub features: Features,
}

impl Resolved {
    fn new(style: &Arc<TextStyle>, fonts: &FontBook) -> Resolved {
        let selection = fonts.select(style.role, style.bold, style.italic);
        let face = fonts.face(selection.face);
        let caps = match (style.small_caps, face.is_some_and(|face| face.small_caps)) {
            (true, true) => Caps::TrueSmall,
            (true, false) => Caps::ScaledSmall,
            (false, _) if style.upper_case => Caps::Upper,
            (false, _) => Caps::AsWritten,
        };
        let scale = match (caps, face) {
            (Caps::ScaledSmall, Some(face)) => small_capital_scale(face),
            _ => 1.0,
        };
        let features = Features {
            small_caps: caps == Caps::TrueSmall,
            old_style: style.figures == Figures::OldStyle,
            tabular: style.figures == Figures::Tabular,
            apart: style.role == FontRole::Mono || style.tracking.0 != 0.0,
        };
        Resolved { style: Arc::clone(style), selection, size: style.size.0 * scale, caps, features }
    }

    /// Whether white space is kept as it is written: code.
    pub fn verbatim(&self) -> bool {
        self.style.role == FontRole::Mono
    }

    /// Room kept free at each end of the text for its frame or background, in points.
    pub fn padding(&self) -> f64 {
        /// Room beside a key's legend, in ems: as wide as a thin space and a half.
        const FRAME: f64 = 0.32;
        /// Room beside inline code, in ems: enough that its ground does not end in a letter.
        const BACKGROUND: f64 = 0.15;
        let around = match (self.style.frame, self.style.background) {
            (Some(_), _) => FRAME * self.style.size.0,
            (None, Some(_)) => BACKGROUND * self.style.size.0,
            (None, None) => 0.0,
        };
        around + self.style.apart.0
    }
}

fn small_capital_scale(face: &Face) -> f64 {
    if face.cap_height > 0.0 { (face.x_height * SMALL_CAPITAL_HEIGHT / face.cap_height).clamp(0.6, 0.9) } else { 0.75 }
}

/// The styles of a paragraph, each once.
#[derive(Clone, Debug, Default)]
pub(super) struct Styles {
    resolved: Vec<Resolved>,
}

impl Styles {
    /// The index of a style, resolved if it is new.
    pub fn resolve(&mut self, style: &Arc<TextStyle>, fonts: &FontBook) -> usize {
        if let Some(known) = self.resolved.iter().position(|r| Arc::ptr_eq(&r.style, style) || r.style == *style) {
            return known;
        }
        self.resolved.push(Resolved::new(style, fonts));
        self.resolved.len() - 1
    }

    /// A style by its index.
    pub fn get(&self, id: usize) -> Option<&Resolved> {
        self.resolved.get(id)
    }
}
