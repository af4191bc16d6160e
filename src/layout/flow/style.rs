//! The theme's values as styles of text.

use super::super::fonts::FontRole;
use super::super::text::{Figures, TextStyle};
use super::super::units::Pt;
use crate::document::Rgb;
use crate::theme::Theme;
use std::sync::Arc;

/// Superscripts and subscripts: size and shift as fractions of the text around them.
pub const SCRIPT_SIZE: f64 = 0.68;
/// How far superscripts are raised.
pub const SUPER_RISE: f64 = 0.34;
/// How far subscripts are lowered.
pub const SUB_RISE: f64 = -0.15;
/// Size of note calls against the text.
pub const CALL_SIZE: f64 = 0.64;
/// How far note calls are raised: their top a little above that of capitals.
pub const CALL_RISE: f64 = 0.36;
/// Size of keyboard keys against the text.
const KEY_SIZE: f64 = 0.82;
/// Letter spacing of shouted lines, in ems.
const SHOUT_TRACKING: f64 = 0.12;

fn plain(theme: &Theme, role: FontRole, size: f64, color: Rgb, lang: &Arc<str>) -> TextStyle {
    TextStyle {
        role,
        bold: false,
        italic: false,
        size: Pt(size),
        color,
        small_caps: false,
        upper_case: false,
        figures: Figures::Lining,
        rise: Pt::ZERO,
        tracking: Pt::ZERO,
        underline: None,
        strike: false,
        background: None,
        frame: None,
        apart: Pt::ZERO,
        hyphenate: true,
        ideograph_gap: theme.text.ideograph_gap,
        lang: Arc::clone(lang),
    }
}

/// Running text.
pub fn text(theme: &Theme, lang: &Arc<str>) -> TextStyle {
    let figures = if theme.text.old_style_figures { Figures::OldStyle } else { Figures::Lining };
    TextStyle { figures, ..plain(theme, FontRole::Text, theme.text.size, theme.colors.ink, lang) }
}

/// Small text at a size of its own.
pub fn small(theme: &Theme, size: f64, color: Rgb, lang: &Arc<str>) -> TextStyle {
    let figures = if theme.text.old_style_figures { Figures::OldStyle } else { Figures::Lining };
    TextStyle { figures, ..plain(theme, FontRole::Small, size, color, lang) }
}

/// A heading.
pub fn heading(theme: &Theme, level: u8, lang: &Arc<str>) -> TextStyle {
    let heading = theme.heading(level);
    TextStyle {
        bold: heading.bold,
        italic: heading.italic,
        hyphenate: false,
        ..plain(theme, FontRole::Heading, heading.size, theme.colors.ink, lang)
    }
}

/// A title at a size of its own.
pub fn title(theme: &Theme, size: f64, lang: &Arc<str>) -> TextStyle {
    TextStyle { bold: true, hyphenate: false, ..plain(theme, FontRole::Heading, size, theme.colors.ink, lang) }
}

/// A label: upper case, spaced by `tracking` ems.
pub fn label(theme: &Theme, size: f64, tracking: f64, color: Rgb, lang: &Arc<str>) -> TextStyle {
    TextStyle {
        bold: true,
        upper_case: true,
        tracking: Pt(size * tracking),
        hyphenate: false,
        ..plain(theme, FontRole::Label, size, color, lang)
    }
}

/// Text of the label role as it is written.
pub fn sans(theme: &Theme, size: f64, color: Rgb, lang: &Arc<str>) -> TextStyle {
    TextStyle { hyphenate: false, ..plain(theme, FontRole::Label, size, color, lang) }
}

/// Code in a block.
pub fn code(theme: &Theme, color: Rgb, lang: &Arc<str>) -> TextStyle {
    TextStyle { hyphenate: false, ..plain(theme, FontRole::Mono, theme.code.size, color, lang) }
}

/// Code within text.
pub fn inline_code(theme: &Theme, around: &TextStyle) -> TextStyle {
    TextStyle {
        role: FontRole::Mono,
        size: around.size * theme.code.inline_scale,
        figures: Figures::Lining,
        small_caps: false,
        background: Some(theme.colors.code_background),
        hyphenate: false,
        ..around.clone()
    }
}

/// A keyboard key.
pub fn key(theme: &Theme, around: &TextStyle) -> TextStyle {
    TextStyle {
        role: FontRole::Label,
        size: around.size * KEY_SIZE,
        italic: false,
        figures: Figures::Lining,
        frame: Some(theme.colors.rule),
        hyphenate: false,
        ..around.clone()
    }
}

/// Raised or lowered text.
pub fn script(around: &TextStyle, rise: f64) -> TextStyle {
    TextStyle {
        size: around.size * SCRIPT_SIZE,
        rise: around.rise + around.size * rise,
        figures: Figures::Lining,
        ..around.clone()
    }
}

/// A note's number in the text.
pub fn call(around: &TextStyle) -> TextStyle {
    TextStyle {
        size: around.size * CALL_SIZE,
        rise: around.rise + around.size * CALL_RISE,
        figures: Figures::Lining,
        bold: false,
        italic: false,
        small_caps: false,
        upper_case: false,
        tracking: Pt::ZERO,
        underline: None,
        strike: false,
        background: None,
        frame: None,
        hyphenate: false,
        ..around.clone()
    }
}

/// A shouted line.
pub fn shout(around: &TextStyle) -> TextStyle {
    TextStyle {
        upper_case: true,
        tracking: around.size * SHOUT_TRACKING,
        figures: Figures::Lining,
        hyphenate: false,
        ..around.clone()
    }
}
