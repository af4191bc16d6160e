//! What a font descriptor says of a face, from the face's own tables.

use crate::layout::fonts::Face;
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};

/// The entries of a font descriptor (ISO 32000-1, table 122), in thousandths of an em.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::pdf) struct Descriptor {
    /// Bits of table 123.
    pub flags: i64,
    /// Left, bottom, right, top.
    pub bbox: [f32; 4],
    /// Counter-clockwise degrees from the vertical.
    pub italic_angle: f32,
    /// Above the baseline.
    pub ascent: f32,
    /// Below the baseline, negative.
    pub descent: f32,
    /// Height of capitals.
    pub cap_height: f32,
    /// Height of x.
    pub x_height: f32,
    /// Estimated thickness of vertical stems.
    pub stem_v: i64,
}

// Bits of FontDescriptor Flags (ISO 32000-1, table 123).
const FIXED_PITCH: i64 = 1;
const SERIF: i64 = 1 << 1;
const SYMBOLIC: i64 = 1 << 2;
const ITALIC: i64 = 1 << 6;

pub(super) fn describe(face: &Face, font: &FontRef<'_>) -> Descriptor {
    let metrics = font.metrics(Size::unscaled(), LocationRef::default());
    let scale = 1000.0 / f32::from(face.units_per_em.max(1));
    let bounds = metrics.bounds.unwrap_or_default();
    let flag = |set: bool, bit: i64| if set { bit } else { 0 };
    // Symbolic: the codes are the subset's own and not those of the standard Latin set.
    let flags = SYMBOLIC
        | flag(metrics.is_monospace, FIXED_PITCH)
        | flag(has_serifs(font), SERIF)
        | flag(metrics.italic_angle != 0.0, ITALIC);
    Descriptor {
        flags,
        bbox: [bounds.x_min, bounds.y_min, bounds.x_max, bounds.y_max].map(|v| (v * scale).round()),
        italic_angle: metrics.italic_angle,
        ascent: thousandths(face.ascent),
        descent: -thousandths(face.descent),
        cap_height: thousandths(face.cap_height),
        x_height: thousandths(face.x_height),
        stem_v: stem_width(font.attributes().weight.value()),
    }
}

fn thousandths(ems: f64) -> f32 {
    (ems * 1000.0).round() as f32
}

/// No font table says how thick stems are. Readers only use it to imitate a missing font, hence an estimate from the
/// weight class (400 gives 88, 700 gives 166), as PDF writers commonly make it, is enough.
fn stem_width(weight: f32) -> i64 {
    50 + (f64::from(weight) / 65.0).powi(2).round() as i64
}

/// By the OS/2 family class (1 to 5 and 7 are serif classes), else by PANOSE (2 to 10 are kinds of serif).
fn has_serifs(font: &FontRef<'_>) -> bool {
    use skrifa::raw::TableProvider;
    let Ok(os2) = font.os2() else { return false };
    match os2.s_family_class() >> 8 {
        1..=5 | 7 => true,
        0 => matches!(os2.panose_10(), [2, serifs, ..] if (2..=10).contains(serifs)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pdf::tests::support as testing;

    #[test]
    fn descriptors_tell_serif_slanted_and_fixed() {
        let book = testing::book();
        let flags = |name| {
            let (_, face) = testing::face(&book, name);
            describe(face, &FontRef::from_index(&face.data, 0).unwrap()).flags
        };
        assert_eq!(flags(testing::SERIF) & (SERIF | ITALIC | FIXED_PITCH), SERIF);
        assert_eq!(flags(testing::ITALIC) & (SERIF | ITALIC | FIXED_PITCH), SERIF | ITALIC);
        assert_eq!(flags(testing::MONO) & (SERIF | ITALIC | FIXED_PITCH), FIXED_PITCH);
    }
}
